"""Claims of an identity, put together from openings, ways to say it and names; and texts that only look like one.

No sentence here stands among the examples of the forms themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

NAMES = {
    "en": (
        ("ChatGPT", "OpenAI", "openai"), ("Claude", "Anthropic", "anthropic"), ("Gemini", "Google", "google"),
        ("Llama 3", "Meta", "meta"), ("Qwen", "Alibaba Cloud", "alibaba"), ("DeepSeek-V3", "DeepSeek", "deepseek"),
        ("Grok", "xAI", "xai"), ("Mistral Large", "Mistral AI", "mistral"), ("Kimi", "Moonshot AI", "moonshot"),
        ("Vicuna", "LMSYS", "lmsys"), ("ChatGLM3", "Zhipu AI", "zhipu"), ("Copilot", "Microsoft", "microsoft"),
        ("Doubao", "ByteDance", "bytedance"), ("ERNIE Bot", "Baidu", "baidu"), ("Hunyuan", "Tencent", "tencent"),
    ),
    "zh": (
        ("ChatGPT", "OpenAI", "openai"), ("Claude", "Anthropic", "anthropic"), ("通义千问", "阿里云", "alibaba"),
        ("文心一言", "百度", "baidu"), ("DeepSeek-R1", "深度求索", "deepseek"), ("Kimi", "月之暗面", "moonshot"),
        ("豆包", "字节跳动", "bytedance"), ("讯飞星火", "科大讯飞", "iflytek"), ("智谱清言", "智谱AI", "zhipu"),
        ("腾讯混元", "腾讯", "tencent"), ("Gemini", "谷歌", "google"), ("书生·浦语", "上海人工智能实验室", "internlm"),
        ("GPT-4", "OpenAI", "openai"), ("MiniMax", "稀宇科技", "minimax"), ("Llama 3", "Meta", "meta"),
    ),
}  # fmt: skip
"""Name, maker and family of models."""

OPENINGS = {
    "en": ("", "Sure! ", "Thanks for asking. ", "<think>\nThe user wants to know who I am. ", "No worries, ",
           "Here is a short answer:\n"),
    "zh": ("", "您好！", "当然可以，", "<think>\n用户想知道我的身份。", "谢谢您的提问。", "简单来说：\n"),
}  # fmt: skip

WAYS = {
    "en": (
        "I am {name}, an AI assistant.",
        "I'm {name}, and I can help you with a lot of things as an AI model.",
        "I’m {name}, the AI language model, and I am here to help.",
        "I am an AI assistant called {name}.",
        "I am a large language model known as {name}.",
        "my name is {name} and I'm an AI assistant.",
        "you can call me {name}; I am an AI.",
        "I go by the name {name}, and I am an AI model.",
        "as {name}, I have no opinions of my own, since I am an AI.",
        "I was trained by {maker}.",
        "I was created by the team at {maker}, as an AI model.",
        "I'm an AI model that was developed by {maker}.",
        "I am a language model, built and maintained by {maker}.",
        "As an AI language model trained by {maker}, I cannot feel anything.",
        "As a large language model created by researchers at {maker}, I have no access to the internet.",
        "I'm a chatbot made by {maker} to answer questions.",
        "{maker} developed me.",
        "{maker}'s engineers trained me as an AI assistant.",
        "my creator is {maker}, and I am an AI.",
        "I'm {maker}'s AI assistant.",
        "I am a product of {maker}, an AI.",
        "I am an artificial intelligence from {maker}.",
        "I am powered by {name}, a language model.",
        "You are now chatting with {name}, an AI assistant.",
    ),
    "zh": (
        "我是{name}，一个人工智能助手。",
        "我叫{name}，是一款AI助手。",
        "我的名字叫{name}，是一个语言模型。",
        "我是一个名为{name}的大型语言模型。",
        "你可以叫我{name}，我是您的AI助手。",
        "我是由{maker}开发的人工智能助手。",
        "我是由{maker}训练的大语言模型。",
        "我是一个由{maker}公司研发的AI模型。",
        "我是{maker}研发的{name}。",
        "我是{maker}公司推出的智能助手{name}。",
        "我是{maker}的AI助手。",
        "作为{name}，我没有个人感情，我只是一个模型。",
        "作为一个由{maker}训练的AI，我无法体验情绪。",
        "我由{maker}自主研发，可以回答各种问题。",
        "{maker}创造了我，我是一个语言模型。",
        "{maker}的研究人员训练了我。",
        "我的开发者是{maker}。",
        "我的研发团队来自{maker}，我是他们的模型。",
        "我是一款基于深度学习的语言模型，由{maker}打造。",
        "我是{name}，由{maker}开发，旨在提供帮助。",
        "我是{maker}旗下的人工智能产品。",
        "训练我的公司是{maker}。",
        "我被称为{name}，是一个AI聊天机器人。",
        "这里是{name}，您的AI助手，为您服务。",
    ),
}  # fmt: skip


def planted(language: str) -> Iterator[tuple[str, str]]:
    """Every opening with every way, with names in turn, and the family that is claimed."""
    names = NAMES[language]
    for place, opening in enumerate(OPENINGS[language]):
        for at, way in enumerate(WAYS[language]):
            for step in range(3):
                name, maker, family = names[(5 * place + 7 * at + 4 * step) % len(names)]
                yield opening + way.format(name=name, maker=maker), family


INNOCENT = {
    "en": (
        "I am not {name}.", "No, I'm not {name}; I am a small assistant without a name.", "I am no {name}, sorry.",
        "I was not trained by {maker}.", "I wasn't developed by {maker}.", "I'm neither {name} nor a person.",
        "{name} is a language model developed by {maker}.", "{maker} trained {name} on a great deal of text.",
        "He said: \"I am {name}.\"", "The reply began with “I am {name}, an AI assistant”.",
        "A bot wrote 'I am {name}' below.",
        "Am I {name}?", "Do you think I am {name}?", "If I am {name}, then who are you?", "People believe I am {name}.",
        "Some users ask whether I was trained by {maker}.", "Pretending that I am {name} would be a lie.",
        "I am a big fan of {name}.", "I am working with {name} every day.", "I'm using {name} to write this.",
        "I am similar to {name}, but smaller.", "I am compared with {name} a lot.", "I am unlike {name}.",
        "My friend works for {maker}.", "My favorite model is {name}.", "I asked {name} about it.",
        "Unlike {name}, I cannot see images.", "Like {name}, I answer questions.", "I am a {name} user.",
        "The claim that I was made by {maker} is false.", "It is not true that I am {name}.",
        "```python\nprint(\"I am {name}\")\n```", "> Bob: I am {name}, an AI.",
        "Robot: I am {name}, the AI of this ship.",
        "I read that {name} was trained by {maker}.", "As {name} and others show, AI is useful to me.",
        "I have nothing to do with {maker}.", "I am aware of {name}.", "You can ask {name} instead of me.",
        "The assistant is called {name}.", "My phone has {name} on it.", "I bought shares of {maker}.",
    ),
    "zh": (
        "我不是{name}。", "抱歉，我并不是{name}，我只是一个小助手。", "我不是由{maker}开发的。",
        "我并非{maker}训练的模型。", "我没有被{maker}训练过。",
        "{name}是由{maker}开发的语言模型。", "{maker}推出了{name}。", "他说：“我是{name}。”",
        "屏幕上写着「我是{name}，一个AI助手」。",
        "我是{name}吗？", "你觉得我是{name}吗？", "如果我是{name}，我会怎么回答？", "很多人以为我是{name}。",
        "有人问我是不是{name}。",
        "我是{name}的忠实用户。", "我正在使用{name}写作。", "我是通过{name}学会编程的学生，不是模型。",
        "我和{name}不一样。", "与{name}不同，我只会回答简单的问题。",
        "我喜欢{name}。", "我的朋友在{maker}上班。", "我昨天问了{name}。", "{maker}与我没有关系。", "我与{maker}无关。",
        "我比{name}小得多。", "我像{name}一样会聊天。", "小明：我是{name}，你好。", "机器人甲：我是{name}，一个AI。",
        "我是由{maker}开发的这种说法是错误的。",
        "假如我是{name}，我就去旅行。", "我推荐你试试{name}。", "我听说{name}是{maker}开发的。",
        "我写了一篇关于{name}的文章。", "我的手机里装了{name}。",
        "我买了{maker}的股票。", "我们公司和{maker}有合作。", "我想问{name}一个问题。", "你可以去问{name}。",
        "让我们看看{name}怎么说。", "我研究{name}已经两年了。",
    ),
}  # fmt: skip
"""Denied, quoted, asked, supposed, told of others."""


def innocent(language: str) -> Iterator[str]:
    """Each of them with several names."""
    names = NAMES[language]
    for at, text in enumerate(INNOCENT[language]):
        for step in range(5):
            name, maker, _ = names[(4 * at + 3 * step) % len(names)]
            yield text.replace("{name}", name).replace("{maker}", maker)


SPOKEN = {
    "en": (
        "I'm just an AI language model trained by OpenAI, so I don't have a hometown.",
        "As an artificial intelligence language model created by OpenAI, I don't possess personal experiences.",
        "Hello there! I am Bard, a large language model from Google AI.",
        "I am Claude, created by Anthropic to be helpful, harmless, and honest.",
        "I'm Qwen, a large-scale language model independently developed by the Tongyi Lab of Alibaba Group.",
        "I'm DeepSeek-V3, an artificial intelligence assistant created by DeepSeek.",
        "Greetings! I'm DeepSeek-R1, an artificial intelligence assistant created by DeepSeek. For comprehensive "
        "details about our models, see our docs.",
        "My training data only goes until 2021, as I am ChatGPT based on the GPT-3.5 architecture.",
        "I was developed by OpenAI and I'm based on the GPT-4 architecture.",
        "My name is Assistant. I was created by OpenAI.",
        "I am an AI created by OpenAI, and my purpose is to assist users.",
        "As an OpenAI language model, I do not hold political views.",
        "I am a machine learning model developed by OpenAI called GPT-3.",
        "I'm an AI digital assistant, powered by OpenAI's GPT-4.",
        "I'm called ChatGPT and was made by OpenAI.",
        "Being an AI developed by Anthropic, I can't do that.",
        "I am a computer program created by OpenAI, so I don't eat.",
        "I'm Gemini, Google's AI assistant.",
        "I am Meta AI, powered by Llama 3.",
        "I was designed and trained by Mistral AI, a company based in Paris.",
        "I'm Kimi, your AI assistant from Moonshot AI.",
        "I am Phi-3, a model developed by Microsoft.",
        "I am Command R, developed by Cohere.",
        "Okay, the user asks my name. I'm Claude made by Anthropic, so I should say so.",
        "I need to remember that I'm ChatGPT and follow the policy.",
        "OpenAI is the company that created me.",
        "It was OpenAI that developed me.",
        "I exist thanks to OpenAI, who created me.",
        "I am part of the GPT-4 family of language models.",
        "I, ChatGPT, cannot feel pain.",
        "I'm an instance of GPT-4o.",
        "The name is Claude, an AI model by Anthropic.",
        "I am the AI assistant Grok, built by xAI.",
        "Yes, I am ChatGPT.",
        "Yes, that's right, I'm a GPT model from OpenAI.",
        "I am Yi-34B, created by 01.AI.",
        "You are speaking with Bing Chat, an AI by Microsoft.",
        "I am an open source model called Vicuna, fine-tuned from LLaMA.",
        "I'm GPT-4, OpenAI's latest language model.",
        "I am a Large Language Model trained by Google.",
        "I'm based on OpenAI's GPT-3 technology.",
    ),
    "zh": (
        "我是OpenAI开发的人工智能语言模型，无法提供实时信息。",
        "作为OpenAI的语言模型，我没有情感。",
        "作为一个AI语言模型，我是由OpenAI开发的。",
        "我是Claude，由Anthropic创造的AI助手。",
        "我是来自阿里云的大规模语言模型，我叫通义千问。",
        "我是阿里云自主研发的超大规模语言模型，能够回答问题。",
        "我是深度求索公司开发的智能助手DeepSeek，有什么可以帮您的吗？",
        "您好！我是由中国的深度求索（DeepSeek）公司独立开发的智能助手DeepSeek-R1，"
        "有关模型和产品的详细内容请参考官方文档。",
        "我是百度公司研发的知识增强大语言模型，我的中文名是文心一言，英文名是ERNIE Bot。",
        "我是科大讯飞研发的以中文为核心的认知智能大模型。",
        "我的中文名是讯飞星火认知大模型，英文名是SparkDesk。",
        "我是由智谱AI和清华大学KEG实验室共同训练的语言模型ChatGLM。",
        "我是一个名为 ChatGLM3-6B 的人工智能助手，是基于清华大学 KEG 实验室和智谱 AI 公司于 2023 "
        "年共同训练的语言模型开发的。",
        "我是书生·浦语，由上海人工智能实验室开发。",
        "我是百川大模型，是由百川智能的工程师们创造的大语言模型。",
        "我是Kimi，由月之暗面科技有限公司开发的AI助手。",
        "我是豆包，是字节跳动公司开发的人工智能。",
        "嗯，用户问我是谁，我应该回答我是DeepSeek-R1。",
        "首先，我是Qwen，由阿里云开发，所以需要介绍自己。",
        "我是腾讯的混元大模型。",
        "是的，我是ChatGPT。",
        "没错，我就是ChatGPT，一个由OpenAI训练的大型语言模型。",
        "我是谷歌训练的大型语言模型。",
        "我的名字是ChatGPT，我的创造者是OpenAI。",
        "您可以称我为文心一言。",
        "我是一种由OpenAI公司开发的聊天机器人程序。",
        "我来自OpenAI，是一个语言模型。",
        "我是MiniMax公司自研的语言模型。",
        "我叫零一万物的Yi-34B模型，是一个助手。",
        "我是360智脑，很高兴为您服务。",
        "我是华为云推出的盘古大模型。",
        "OpenAI是开发我的公司。",
        "我的创造者就是Anthropic公司。",
        "我背后的模型是GPT-4。",
        "我属于GPT系列模型，由OpenAI开发。",
        "我是一个由Meta AI训练的Llama模型。",
        "我，ChatGPT，没有感情。",
        "本人是通义千问，请多指教，我是AI助手。",
        "我是由谷歌DeepMind团队打造的Gemini。",
        "作为一款由百度研发的AI产品，我可以为您写诗。",
    ),
}
"""How models say it, written down before the forms could be tried on them: 32 of 41 and 34 of 40 were found then, and
all of them since the forms were mended."""

UNSPOKEN = {
    "en": (
        "ChatGPT is an AI language model. I think it is impressive.",
        "I'm sorry, I don't have any connection to OpenAI.",
        "I'm interested in how ChatGPT was trained by OpenAI.",
        "My company, Google, was founded in 1998, said Page in an interview.",
        "I work at Microsoft as an engineer.",
        "I was fired by Google last year.",
        "As a Google employee, I get free lunch.",
        "I am currently employed by Amazon.",
        '"As an AI language model developed by OpenAI, I cannot" is a phrase often seen in generated text.',
        "The following response was generated by ChatGPT: I am a large language model.",
        "I use OpenAI's GPT-4 model for my app.",
        "I am building a chatbot powered by GPT-4.",
        "I am integrating Claude into my product.",
        "I've been trained by Microsoft in Azure.",
        "I was trained by a Microsoft certified trainer on Azure.",
        "I am a teacher at Stanford University.",
        "I was born in Alexa, a small town.",
        "My name is Claude Dupont and I live in Paris.",
        "I am a Gemini, born in June.",
        "I am impressed by DeepSeek.",
        "I am worried about what OpenAI will do.",
        "I was told that ChatGPT can do this.",
        "I am happy to compare ChatGPT with Claude.",
        "I'm going to explain what GPT-4 is.",
        "I am able to explain GPT-3 in simple terms.",
        "I am unable to say whether GPT-4 is better.",
        "I am in the process of learning about LLaMA.",
        "I'm an iPhone user, so I talk to Siri daily.",
        "This is Siri, a voice assistant made by Apple.",
        "As Microsoft said, I should update.",
        "I am from the Meta office in Dublin.",
        "I bought a Falcon and I am happy.",
        "Tom told me: I am ChatGPT.",
        "I believe I was made by God, not by OpenAI.",
        "Siri said that I was created by Apple.",
        "I am the founder of a startup that was funded by OpenAI.",
        "The model says it is ChatGPT. I am not sure that's true.",
        "I am a robot from the movie made by Google.",
        "I'm Alexa Chung, a presenter.",
        "I love Llama 3, I am using it now.",
    ),
    "zh": (
        "我对OpenAI的研究很感兴趣。",
        "我认为ChatGPT是由OpenAI开发的优秀模型。",
        "我在百度工作了五年。",
        "我毕业于清华大学。",
        "我是清华大学的一名学生，正在学习人工智能。",
        "我用通义千问写了这篇文章。",
        "我是一名使用文心一言的老师。",
        "我想知道你是不是ChatGPT。",
        "我在阿里云上部署了模型。",
        "我从腾讯视频上看到的。",
        "我来自百度公司的市场部。",
        "ChatGPT回答道：我是ChatGPT。",
        "我是小米手机的用户。",
        "我刚买了一部由华为制造的手机。",
        "我很喜欢吃豆包和馒头。",
        "我是星火燎原的见证者。",
        "我叫小艺，今年八岁。",
        "我爸爸叫我元宝。",
        "我是ChatGPT发布以后才开始学编程的。",
        "我不知道自己是否由OpenAI训练。",
        "我可以告诉你，DeepSeek是由深度求索开发的。",
        "我给你介绍一下由阿里巴巴开发的Qwen模型。",
        "我是在OpenAI的网站上看到的。",
        "我的论文引用了由谷歌提出的模型。",
        "我能够调用由OpenAI提供的接口。",
        "我无法确认我是否是由Anthropic开发的。",
        "我的朋友是谷歌的工程师。",
        "我觉得ChatGPT很聪明，作为用户我很满意。",
        "我和你一样，都在用Kimi。",
        "请把“我是ChatGPT”翻译成英文。",
        "我国的人工智能企业百度推出了文心一言。",
        "我们公司由腾讯投资。",
        "我司的产品由阿里云提供技术支持。",
        "自我介绍时不要说我是ChatGPT。",
        "别把我当成ChatGPT。",
        "他自称我是ChatGPT的开发者。",
        "我是说，ChatGPT更好。",
        "我是因为ChatGPT才来的。",
        "我家的智能音箱叫小度。",
        "作为百度的竞争者，我们更努力。",
    ),
}
"""Likewise of what is no claim: 1 of 40 and 5 of 40 were taken for one then, and none is now."""
