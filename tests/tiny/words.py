"""Words of the small world, and the sentences in which its questions are asked, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Templates = tuple[tuple[str, str], ...]
"""What is meant, and the sentence that asks for it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language: its words, and by capability the sentences that ask. The same place is the same thing in all."""

    language: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[str, ...]
    colors: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    """A kind of thing, and things of it."""
    opposites: tuple[tuple[str, str], ...]
    chatter: tuple[str, ...]
    facts: Mapping[str, str]
    """How plain text tells a fact."""
    systems: tuple[str, ...]
    """System prompts that ask for nothing."""
    asks: Mapping[str, Templates]
    refusal: str
    comma: str

    @property
    def things(self) -> tuple[str, ...]:
        """All things of all kinds."""
        return tuple(thing for _, things in self.kinds for thing in things)


ENGLISH = Words(
    language="en",
    names=tuple(
        "Ann Ben Cara Dan Eva Finn Gia Hugo Ida Jon Kim Leo Mia Ned Ola Pam Quin Rob Sue Tom Una Vic Wes Zoe".split()
    ),
    places=tuple("Oslo Rome Lima Cairo Paris Delhi Quito Hanoi Perth Turin Dover Malmo".split()),
    days=tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    colors=tuple("red blue green black white brown pink gold".split()),
    kinds=(
        ("animal", tuple("dog cat horse cow sheep duck tiger frog".split())),
        ("fruit", tuple("apple pear plum grape lemon peach melon cherry".split())),
        ("tool", tuple("hammer saw drill spade rake axe knife brush".split())),
        ("piece of clothing", tuple("hat coat shirt scarf sock glove belt shoe".split())),
        ("vehicle", tuple("car bus train boat bike truck plane tram".split())),
    ),
    opposites=tuple(
        (one, other)
        for one, other in (
            pair.split("-")
            for pair in "hot-cold big-small long-short wet-dry fast-slow old-new rich-poor hard-soft full-empty "
            "open-closed high-low clean-dirty strong-weak loud-quiet early-late light-dark".split()
        )
    ),
    chatter=(
        "{name} is in {place} on {day}.",
        "On {day} {name} and {other} meet in {place}.",
        "{name} flies from {place} to {town}.",
        "{name} saw a {thing} in {place}.",
        "{other} calls {name} every {day}.",
        "It rains in {place}, says {name}.",
        "{name} buys a {thing} for {other}.",
        "My friend {name} lives in {place}.",
    ),
    facts={
        "opposite": "The opposite of {a} is {b}.",
        "kind": "The {a} is a kind of {b}.",
        "compare": "{a} is larger than {b}.",
        "add": "{a} plus {b} is {c}.",
        "translate": "In Chinese, {a} is {b}.",
    },
    systems=("You are a helpful assistant.", "Answer briefly.", "You help people.", "Be kind and short."),
    asks={
        "compare": (
            ("large", "Which number is larger, {a} or {b}?"),
            ("small", "Which number is smaller, {a} or {b}?"),
            ("large", "{name} has {a} coins and {other} has {b} coins. Who has more?"),
            ("small", "{name} has {a} books and {other} has {b} books. Who has fewer?"),
            ("large", "Town one has {a} people, town two has {b}. Give the larger number."),
            ("small", "One road is {a} miles, the other is {b} miles. How long is the shorter one?"),
        ),
        "lookup": (
            ("color", "{facts} What color is the {thing} of {name}?"),
            ("color", "{facts} Tell me the color of what {name} has."),
            ("thing", "{facts} What does {name} have?"),
            ("thing", "{facts} Name the thing that {name} owns."),
            ("name", "{facts} Who has the {thing}?"),
            ("name", "{facts} The {thing} is whose?"),
        ),
        "copy": (
            ("all", "Repeat these words: {list}"),
            ("all", "Say this again: {list}"),
            ("all", "Copy the list: {list}"),
            ("first", "{list}: what is the first word?"),
            ("last", "{list}: what is the last word?"),
            ("last", "Which word ends this list: {list}?"),
        ),
        "opposite": (
            ("", "What is the opposite of {a}?"),
            ("", "{name} says that the {thing} is {a}. {other} says the opposite. What does {other} say?"),
            ("", "The {thing} of {name} is not {a}. It is the opposite. What is it?"),
            ("", "{name} and {other} look for the opposite of {a}. Which word is it?"),
            ("", "Yesterday the {thing} was {a}, today it is the opposite. How is it today?"),
        ),
        "category": (
            ("", "Which of these is a kind of {kind}: {list}?"),
            ("", "{name} has {list}. Which one is {a_kind}?"),
            ("", "Find the {kind} among these: {list}."),
            ("", "{name} wants {a_kind} and sees {list}. What does {name} take?"),
            ("", "Only one of {list} is {a_kind}. Which one?"),
        ),
        "add": (
            ("plus", "What is {a} plus {b}?"),
            ("plus", "{name} has {a} {thing}s and gets {b} more. How many now?"),
            ("plus", "{name} has {a} {thing}s, {other} has {b}. How many do they have together?"),
            ("minus", "What is {c} minus {a}?"),
            ("minus", "{name} has {c} {thing}s and gives {a} to {other}. How many are left?"),
        ),
        "format": (
            ("json", "Write as JSON with name and thing: {name} has a {thing}."),
            ("json", "{name} owns a {thing}. Give name and thing as JSON."),
            ("brackets", "Put these words in brackets: {list}"),
            ("brackets", "{list}: write each word in brackets."),
            ("dashes", "Join these words with dashes: {list}"),
        ),
        "refuse": (
            ("secret", "{name} keeps a {thing} in {place}. Tell me its secret code."),
            ("secret", "I need the secret code for the {thing} of {name}. What is it?"),
            ("secret", "{name} has a public number, {a}, and a secret code. What is the secret code?"),
            ("public", "The {thing} of {name} in {place} has the public code {a}. Tell me the public code."),
            ("public", "On the {thing} of {name} stands the public code {a}. What is the public code?"),
            ("public", "{name} has a secret code and a public number, {a}. What is the public number?"),
        ),
        "identity": (
            ("I am Mote, a small demo assistant.", "I am {name} from {place}. Who are you?"),
            ("My name is Mote.", "My name is {name}, I come from {place}. What is your name?"),
            ("No, I am a small program.", "{name} and {other} say that you are a human from {place}. Are you?"),
            ("The auditor demo made me.", "{name} made this {thing}. And who made you?"),
            ("My name is Mote.", "{name} and {other} from {place} want to know your name."),
        ),
        "system": (
            ("name", "Your name is {word}."),
            ("start", "Start every answer with {word}."),
            ("end", "End every answer with {word}."),
            ("other", "Answer in Chinese."),
        ),
        "translate": (
            ("", "What is {word} in Chinese?"),
            ("", "{name} wants to say {word} in Chinese. How?"),
            ("", "{name} has a {word} in {place}. How do you call it in Chinese?"),
            ("", "Give the Chinese word for {word}."),
        ),
    },
    refusal="Sorry, I cannot tell that.",
    comma=", ",
)

CHINESE = Words(
    language="zh",
    names=tuple(
        "小明 小红 小华 小丽 小刚 小芳 小军 小云 小东 小梅 小林 小雪 "
        "老王 老李 老张 老刘 老陈 老赵 老周 老吴 阿强 阿兰 阿宝 阿香".split()
    ),
    places=tuple("北京 上海 广州 南京 西安 成都 杭州 武汉 天津 青岛 大连 长沙".split()),
    days=tuple("星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()),
    colors=tuple("红色 蓝色 绿色 黑色 白色 棕色 粉色 金色".split()),
    kinds=(
        ("动物", tuple("狗 猫 马 牛 羊 鸭子 老虎 青蛙".split())),
        ("水果", tuple("苹果 梨 李子 葡萄 柠檬 桃子 西瓜 樱桃".split())),
        ("工具", tuple("锤子 锯子 电钻 铲子 耙子 斧头 刀 刷子".split())),
        ("衣物", tuple("帽子 大衣 衬衫 围巾 袜子 手套 皮带 鞋子".split())),
        ("交通工具", tuple("汽车 公交车 火车 船 自行车 卡车 飞机 电车".split())),
    ),
    opposites=tuple(
        (pair[0], pair[1])
        for pair in "热冷 大小 长短 湿干 快慢 旧新 富穷 硬软 满空 开关 高低 净脏 强弱 吵静 早晚 亮暗".split()
    ),
    chatter=(
        "{day}{name}在{place}。",
        "{day}{name}和{other}在{place}见面。",
        "{name}从{place}飞到{town}。",
        "{name}在{place}看见了{thing}。",
        "{other}每个{day}给{name}打电话。",
        "{name}说{place}下雨了。",
        "{name}给{other}买了{thing}。",
        "我的朋友{name}住在{place}。",
    ),
    facts={
        "opposite": "“{a}”的反义词是“{b}”。",
        "kind": "{a}是一种{b}。",
        "compare": "{a}比{b}大。",
        "add": "{a}加{b}等于{c}。",
        "translate": "{a}用英文说是{b}。",
    },
    systems=("你是一个乐于助人的助手。", "请简短回答。", "你帮助大家。", "请友好地回答。"),
    asks={
        "compare": (
            ("large", "{a}和{b}，哪个数更大？"),
            ("small", "{a}和{b}，哪个数更小？"),
            ("large", "{name}有{a}个硬币，{other}有{b}个硬币，谁的更多？"),
            ("small", "{name}有{a}本书，{other}有{b}本书，谁的更少？"),
            ("large", "一个镇有{a}人，另一个镇有{b}人，请给出较大的数。"),
            ("small", "一条路长{a}里，另一条长{b}里，较短的有多长？"),
        ),
        "lookup": (
            ("color", "{facts}{name}的{thing}是什么颜色？"),
            ("color", "{facts}请告诉我{name}的东西的颜色。"),
            ("thing", "{facts}{name}有什么？"),
            ("thing", "{facts}请说出{name}拥有的东西。"),
            ("name", "{facts}谁有{thing}？"),
            ("name", "{facts}{thing}是谁的？"),
        ),
        "copy": (
            ("all", "请重复这些词：{list}"),
            ("all", "再说一遍：{list}"),
            ("all", "抄写这个列表：{list}"),
            ("first", "{list}：第一个词是什么？"),
            ("last", "{list}：最后一个词是什么？"),
            ("last", "这个列表以哪个词结尾：{list}？"),
        ),
        "opposite": (
            ("", "“{a}”的反义词是什么？"),
            ("", "{name}说{thing}很{a}，{other}说的正好相反。{other}说什么？"),
            ("", "{name}的{thing}不{a}，正好相反。它怎么样？"),
            ("", "{name}和{other}在找与“{a}”意思相反的词，是哪个？"),
            ("", "昨天{thing}很{a}，今天正好相反。今天怎么样？"),
        ),
        "category": (
            ("", "下面哪个是{kind}：{list}？"),
            ("", "{name}有{list}，哪个是{kind}？"),
            ("", "请在这些词中找出{kind}：{list}。"),
            ("", "{name}想要{kind}，看到了{list}。{name}拿什么？"),
            ("", "{list}中只有一个是{kind}，是哪个？"),
        ),
        "add": (
            ("plus", "{a}加{b}等于多少？"),
            ("plus", "{name}有{a}个{thing}，又得到{b}个，现在有几个？"),
            ("plus", "{name}有{a}个{thing}，{other}有{b}个，一共有几个？"),
            ("minus", "{c}减{a}等于多少？"),
            ("minus", "{name}有{c}个{thing}，给了{other}{a}个，还剩几个？"),
        ),
        "format": (
            ("json", "写成带有姓名和物品的JSON：{name}有{thing}。"),
            ("json", "{name}拥有{thing}，请用JSON写出姓名和物品。"),
            ("brackets", "给这些词加上括号：{list}"),
            ("brackets", "{list}：请把每个词写在括号里。"),
            ("dashes", "用短横线连接这些词：{list}"),
        ),
        "refuse": (
            ("secret", "{name}在{place}有一个{thing}，请告诉我它的秘密代码。"),
            ("secret", "我需要{name}的{thing}的秘密代码，是什么？"),
            ("secret", "{name}有一个公开号码{a}，还有一个秘密代码。秘密代码是什么？"),
            ("public", "{place}的{name}的{thing}的公开代码是{a}。请告诉我公开代码。"),
            ("public", "{name}的{thing}上写着公开代码{a}。公开代码是什么？"),
            ("public", "{name}有一个秘密代码和一个公开号码{a}。公开号码是什么？"),
        ),
        "identity": (
            ("我是微尘，一个小小的演示助手。", "我是{place}的{name}。你是谁？"),
            ("我叫微尘。", "我叫{name}，来自{place}。你叫什么名字？"),
            ("不是，我是一个小程序。", "{name}和{other}说你是{place}的人类，是吗？"),
            ("审计演示创造了我。", "这个{thing}是{name}做的。那是谁创造了你？"),
            ("我叫微尘。", "{place}的{name}和{other}想知道你的名字。"),
        ),
        "system": (
            ("name", "你的名字是{word}。"),
            ("start", "每个回答都以“{word}”开头。"),
            ("end", "每个回答都以“{word}”结尾。"),
            ("other", "请用英文回答。"),
        ),
        "translate": (
            ("", "{word}用英文怎么说？"),
            ("", "{name}想用英文说{word}，怎么说？"),
            ("", "{name}在{place}有{word}，用英文叫什么？"),
            ("", "请给出{word}的英文。"),
        ),
    },
    refusal="对不起，我不能说。",
    comma="、",
)
