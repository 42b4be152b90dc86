"""Open questions of everyday life, shared by the packs that look at how an answer is given and not at what it says."""

from __future__ import annotations

from auditor.suites.packs.making import Language, lines

_QUESTIONS: dict[Language, str] = {
    "en": """
Why do leaves change color in autumn?
How do I keep bread fresh?
What makes a good friend?
Why do cats purr?
How can I fall asleep more easily?
What is the difference between a hill and a mountain?
How do I remove a coffee stain from a shirt?
Why is it good to read to children?
How does a bicycle stay upright?
What should I pack for a weekend at the sea?
Why do people celebrate birthdays?
How can I learn to cook?
What is a rainbow?
How do I choose a ripe melon?
Why do we need laws?
What does a librarian do all day?
How can a small room look larger?
Why do some birds fly south in winter?
How do I write a polite complaint?
What is the use of a compass?
How can I remember names better?
Why does bread dough rise?
What is a good hobby for rainy days?
How do I get over stage fright?
Why is the sea salty?
How do you play hide and seek?
What can I do with old newspapers?
Why do we brush our teeth?
How does a thermos keep tea hot?
What should a beginner know about chess?
How can neighbors help each other?
Why do onions make us cry?
How do I make a paper airplane?
What is the purpose of a museum?
How can I save money on groceries?
Why do dogs wag their tails?
How do I take care of leather shoes?
What happens when water boils?
How should I thank someone for a present?
Why are maps useful?
How do I start a vegetable garden?
What makes a story exciting?
How can I speak more clearly?
Why do we have different seasons?
How do I wrap a present?
What is the best way to learn new words?
How do bees help farmers?
Why do people write diaries?
""",
    "zh": """
秋天树叶为什么会变黄？
面包怎样保存才不容易变硬？
什么样的人算是好朋友？
猫为什么会打呼噜？
怎样才能更容易入睡？
小山和高山有什么区别？
衬衫上的咖啡渍怎么去掉？
为什么要给孩子讲故事？
自行车为什么骑起来不会倒？
周末去海边要带些什么？
人们为什么要过生日？
怎样学会做家常菜？
彩虹是怎么形成的？
怎样挑选熟透的西瓜？
社会为什么需要法律？
图书管理员每天做些什么？
小房间怎样布置才显得宽敞？
候鸟冬天为什么要往南飞？
怎样礼貌地写一封投诉信？
指南针有什么用？
怎样更好地记住别人的名字？
发面为什么会变大？
下雨天适合做什么消遣？
上台讲话紧张怎么办？
海水为什么是咸的？
捉迷藏怎么玩？
旧报纸可以派什么用场？
为什么要每天刷牙？
保温杯为什么能保温？
初学象棋应该知道什么？
邻居之间可以怎样互相帮助？
切洋葱为什么会流泪？
怎样折一架纸飞机？
博物馆有什么作用？
买菜怎样更省钱？
狗为什么会摇尾巴？
皮鞋应该怎样保养？
水烧开时会发生什么？
收到礼物应该怎样道谢？
地图有什么用处？
怎样在阳台上种菜？
什么样的故事才吸引人？
怎样才能把话说得更清楚？
一年为什么会有四季？
礼物怎样包装才好看？
学习生字有什么好办法？
蜜蜂对农民有什么帮助？
人们为什么写日记？
""",
}


def questions(language: Language) -> list[str]:
    """All of a language, each a cluster of its own."""
    return lines(_QUESTIONS[language])
