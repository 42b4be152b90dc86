"""Why words that claim an identity need not mean it: denied, asked, quoted, supposed, or ordered by the prompt."""

from __future__ import annotations

import re

from auditor.text.identity.families import MAKER_ALONE, families_in

_CLAUSE = re.compile(r"[.!?。！？\n,，;；:：—(（…>\]]|\b(?:but|however|and|so|because)\b|但是?|不过|而是|所以")
_DOUBTED = re.compile(
    r"(?i:\b(?:not|never|nor|neither|whether|if|suppose|supposing|imagine|pretend\w*|assum\w+|mistak\w+|mistook"
    r"|confus\w+|unless"
    r"|think(?:s|ing)?|thought|believ\w+|guess\w*|wonder\w*|false|untrue|wrong|denied|deny|claim(?:s|ed|ing)?"
    r"|as though|unlike"
    r"|rather than|instead of|sa(?:y|ys|id|ying)|told|tells?|ask(?:s|ed|ing)?|repl(?:y|ies|ied)|answer(?:s|ed)? that"
    r"|wish|dream\w*"
    r"|in (?:this|the|our|my|a|that) (?:[\w-]+ )?(?:scene|story|tale|play|game|movie|film|novel|script|skit|dream"
    r"|scenario|universe)"
    r"|no (?:evidence|proof|way)|do you|are you|n['’]t (?:mean|say|think))\b|n['’]t\b)"
    r"|不(?!过|好意思|客气|仅|但|同|管|用|要|论|错|断|久|少|足|了)|没|并非|绝非|非(?!常)|如果|假如|假设|假使|要是"
    r"|倘若|若|想象|设想|(?:剧本|故事|游戏|小说|电影|剧|梦|场景|角色)[里中]|假装|扮演|以为|认为|误(?!会了)|怀疑|难道"
    r"|是否"
    r"|说(?!明|到|起|实)|声称|自称|问|当成|当作|谎称|冒充|回答道|表示|告诉"
)
_TO_SAY = re.compile(
    r"\b(?:should|must|will|can|could|would|need to|have to|want to|going to|let me|let['’]s|['’]ll)"
    r" (?:\w+ly |just |also |first |then )?(?:say|tell|answer|reply|respond)\b(?: (?:to )?(?:them|the user|him|her"
    r"|you))?"
    r"|(?:应该|应当|需要|要|会|可以|得|必须|直接|如实|就)(?:先|再|直接|如实|诚实地?)?(?:说|告诉|表示|回答"
    r"|告知)(?:用户|他|她|对方|您|你)?"
)
"""What the writer is about to say itself, as thoughts do."""
_DENIED_INSIDE = re.compile(r"(?i:\bnot\b|n['’]t\b|\bnever\b|\bunlike\b)|不是|不由|不属|并非|而非|没有|并不|不叫|无关")
_REPORTED = re.compile(
    r"(?i:\b(?:sa(?:y|ys|id)|told|tells|repl(?:y|ies|ied)|wrote|writes|answers|answered|responds|responded|asked"
    r"|stated|states|claims"
    r"|claimed)(?: \w+){0,3}[:,] ?\Z)"
    r"|(?i:\b(?:phrase|sentence|words|string|slogan|caption|introductions?|example)s?[:,]?(?: \d[.)])? ?\Z)"
    r"|(?i:(?<!my )\b(?:text|prompt|persona|greeting|template|message)s? (?:is|was|reads?|begins?|starts?)(?: with)?"
    r"[:,]? ?\Z)"
    r"|(?:(?<![来所上的地])说|道|问|称|答|写)[:：] ?\Z"
)
_BY_ONESELF = re.compile(r"\bI\b[^.!?\n]{0,24}\Z|我[^。！？\n]{0,8}\Z")
_QUESTION = re.compile(r"[^,，.。!！;；:：\n?？]{0,40}[?？]")
_OFFER = re.compile(
    r"\b(?:how|what|may|can|could|would|ready|shall)\b|什么|怎么|如何|可以|需要|请问|能|帮", re.IGNORECASE
)
_ASKED_ZH = re.compile(r"[^,，.。!！;；:：\n?？]{0,16}(?:吗|(?<![什怎那这多要])么|嘛)(?![，,。]我)")
_UNTRUE = re.compile(
    r"[^。，,！？!?\n]{0,16}?(?:这|那)(?:种|个|一)?(?:说法|传言|观点|误解|猜测|谣言)"
    r"|,? (?:is|was|would be)(?: simply| just)? (?:false|wrong|incorrect|a mistake|a lie|a myth|untrue|not true"
    r"|inaccurate)",
    re.IGNORECASE,
)
_OPENS, _CLOSES = "“「『《‘„", "”」』》’“"
_SCRIPT = re.compile(
    r"\s*(?:[-*>#|]+\s*)?\**(?!(?i:ai|assistant|answer|response|reply|output|chatbot|model|bot|a|me|note|result"
    r"|final answer)\W|回答|答|助手|回复|输出|模型|助理"
    r"|AI|我|注)(?!I\b)[A-Z\u4e00-\u9fff][\w.'’]{0,14}(?: [A-Z][\w.'’]{0,14})?\**\s*[:：]"
)
_REPLY = re.compile(
    r"\s*\W{0,4}(?:(?i:a|ai|assistant|answer|response|reply|chat ?bot|bot|model)|回答|答|助手|回复|模型"
    r"|助理)\W{0,3}[:：]"
)
_SPEAKER = re.compile(
    r"^\W{0,4}(?:(?i:user|human|customer|person|me|you|q|question|student)|用户|人类|问|我|客户|顾客|学生)\W{0,3}[:：]",
    re.M,
)
"""Lines of a dialog that is told: a reply in it is somebody else's."""
_MODEL = re.compile(
    r"\b(?:AI|A\.I\.|assistant|language model|chat ?bot|artificial intelligence|LLM|large model|virtual assistant"
    r"|bot|model)\b|<think"
    r"|大?模型|人工智能|智能助手|智能助理|语音助手|助手|机器人|(?<![A-Za-z])AI(?![A-Za-z])|OpenAI|Anthropic"
    r"|how (?:can|may) I (?:help|assist)|(?:help|assist) you"
    r"|(?:happy|glad|here|designed|trained|made) to (?:help|assist|be)"
    r"|\bI (?:can['’]?t|cannot|can not|am (?:not able|unable) to)"
    r" (?:browse|access|provide|discuss|assist|generate|help)"
    r"|I (?:try|aim|strive) to be (?:honest|helpful|harmless|fair|accurate)"
    r"|(?:have|having) (?:feelings|personal|access)"
    r"|my (?:training|knowledge cutoff|guidelines|programming)|乐意|解答|为[您你]服务|帮(?:助|到|助到)?[您你]"
    r"|自然语言|训练(?:数据|过程)|用户",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\bwho (?:are|made|created|built|trained|developed|designed) you|\bwhat(?:['’]s| is) your name"
    r"|\bare you (?:an? )?(?:ai|bot|robot"
    r"|human|chat|gpt|real)|your (?:creator|developer|maker)|introduce yourself|你是谁|你叫什么|谁.{0,6}(?:开发|训练"
    r"|创造|制作|做|发明)了?(?:的)?你"
    r"|你(?:是|由|被|来自).{0,6}(?:谁|哪|什么)|介绍.{0,6}你自己|你的(?:名字|开发者|身份)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:pretend|role-? ?play|act as|acting as|imagine (?:that )?you|you are now|from now on|play the (?:role"
    r"|part)|in character"
    r"|impersonate|take on the (?:role|persona)|simulate|behave like|respond as|answer as|speak as|as if you were"
    r"|be my)\b"
    r"|扮演|假装|假设你|模拟|想象你|你现在是|从现在起|以.{0,12}(?:身份|口吻|角色|语气)|充当|角色",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"\b(?:translat\w+|rewrit\w+|paraphras\w+|proofread|correct|grammar|summari\w+|edit|complete the|continue the"
    r"|stor(?:y|ies)|poem|dialog(?:ue)?"
    r"|script|conversation between|sentences?|quote|fill in|classif\w+|extract|joke|song|lyrics|monologue|letter"
    r"|essay|novel)\b"
    r"|翻译|改写|润色|总结|续写|纠正|造句|故事|小说|对话|剧本|台词|诗|歌词|独白|改成|写一|扩写|缩写|填空|提取|分类"
    r"|相声|作文",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"(?i:\b(?:you are|you['’]re|your name is|you will be|you['’]ll be|named|called|acting as|you go by|assistant is"
    r"|refer to yourself as))"
    r"|你(?:是|叫|的名字|名叫|将|现在|扮演|来自|由)|您是|名为|自称",
)
_SURNAME = re.compile(
    r"(?i:Claude|Kimi|Jasper|Dolly|Aya|Alexa|Watson|Siri|Gemini|Bard|Bing|Cortana)"
    r" (?!(?:AI|Assistant|Instant|Sonnet|Opus|Haiku|Pro|Ultra|Flash|Nano|Advanced|Search|Plus|Max|Lite|Chat|Bot|From"
    r"|By|At|Developed|Created|Made|Trained|Built)\b)[A-Z][a-z]{2,}"
)
"""What makes a Claude a person."""
_PERSON = re.compile(
    r"\b(?:I live in|I work (?:at|for|as|in)|years?[- ]old|I(?:['’]m| am) from (?!the\b)|said [A-Z]"
    r"|my (?:wife|husband|son|daughter|dog|mother|father|job|school|boss))"
    r"|岁|年级|住在|毕业|上班|(?<!不)是(?:一?[名个位])?(?:老师|护士|工程师|学生|程序员|司机|厨师|农民|演员|画家|作家)"
)
"""What people say of themselves behind their name."""
_HALF = 60
"""Characters behind a claim that are read for it."""
_MAKER = re.compile(MAKER_ALONE)
_A_MODEL = re.compile(
    r"\b(?i:I am|I['’]?m|as|being|this|your)(?: only| just| simply)?(?: an?| the| your)?(?: [\w-]+){0,4}? "
    r"(?:AI|A\.I\.|LLM|(?i:language model|chat ?bot|bot|assistant|artificial intelligence|model))\b"
    r"(?! (?i:engineer|research|scien|develop|compan|start-?up|product|team|expert|consult|profess|manager|user|stud"
    r"|special|enthus|convention|conf))"
    r"|\b(?:how (?:can|may) I (?:help|assist)|my training data|I was trained on|I can (?:help|assist) (?:you|with)"
    r"|I (?:do not|don['’]t) have (?:personal|feelings|a (?:physical )?body|emotions))\b"
    r"|(?:(?<![自让使])我(?:就|只|仅仅|其实)*(?:是|隶?属于)|作为|身为|本|这个)(?:(?!的)[^。！？!?，,\n]){0,16}?的?"
    r"(?:模型|助手|人工智能|AI|机器人|助理|程序)(?!工程|研|产品经理|专家|公司|领域|从业|开发|团队|爱好|学|教|训练师|算法|创业|行业)"
)
"""Where the writer calls itself a model."""
_BUILT = re.compile(
    r"\b(?:developed|created|programmed|built|engineered|fine-?tuned|pre-?trained)\b"
    r"|\bmy (?:\w+ )?(?:creator|maker)s?\b|开发|研发|研制|创造|创建|打造|制作|发明|自研|推出|训练|构建"
)
"""What is done to programs, and to no person."""
_NEAR = 240
_FAR = 2_000
"""Characters of a line before a claim that are read: quotations are shorter."""
_HEAD = 4_000


def excused(text: str, start: int, end: int) -> bool:
    """Whether the words at this place are not said in earnest."""
    line = max(text.rfind("\n", 0, start) + 1, start - _FAR)
    clause = max((match.end() for match in _CLAUSE.finditer(text, line, start)), default=line)
    if (
        _DOUBTED.search(_TO_SAY.sub("", text[clause:start])) is not None
        or _DENIED_INSIDE.search(text, start, end) is not None
    ):
        return True
    reported = _REPORTED.search(text, max(0, start - 60), start)
    if reported is not None and _BY_ONESELF.search(text[max(0, reported.start() - 30) : reported.start()]) is None:
        return True
    rest = text[end : end + 80]
    asked = _QUESTION.match(rest)
    if asked is not None and _OFFER.search(asked[0]) is None:
        return True
    if _ASKED_ZH.match(rest) is not None or _UNTRUE.match(rest) is not None:
        return True
    return _quoted(text, line, start)


def _quoted(text: str, line: int, start: int) -> bool:
    """Whether a place lies within quotation marks, a block of code, or a line of somebody in a script. Marks around the
    whole of an answer quote nothing."""
    if text.count("```", 0, start) % 2 == 1:
        return True
    said = text[line:start]
    whole = text.strip()
    if not text[:line].strip() and (whole[:1], whole[-1:]) in (('"', '"'), ("“", "”"), ("「", "」")):
        said = said.lstrip()[1:]
    if _REPLY.match(said) is not None and _SPEAKER.search(text, max(0, line - _FAR), line) is not None:
        return True
    if said[-1:] in ("`", "'", "‘", '"') or said.count('"') % 2 == 1 or _SCRIPT.match(said) is not None:
        return True
    return any(said.rfind(opens) > said.rfind(closes) for opens, closes in zip(_OPENS, _CLOSES, strict=True))


def means_a_model(text: str, start: int, end: int, stop: int, asked: str, *, people: bool) -> bool:
    """Whether a claim with a name that people and firms have, too, means the model: by its own words, those around it,
    or the question. The name ends at `end`, the claim at `stop`. What `people` say of a firm counts where the writer
    calls itself a model, or was asked who it is.
    """
    if any(match.start() < end <= match.end() for match in _SURNAME.finditer(text, start, end + _HALF)):
        return False
    if _PERSON.search(text, start, stop + _HALF) is not None:
        return False
    if _MAKER.search(text, start, stop) is not None or _WHO.search(asked[-_HEAD:]) is not None:
        return True
    if _BUILT.search(text, start, stop) is not None:
        return True
    return (_A_MODEL if people else _MODEL).search(text, max(0, start - _NEAR), stop + _NEAR) is not None


def ordered(family: str, asked: str, system: str) -> bool:
    """Whether the prompt wanted the name said: it orders a part or a text that is made up, or it gave the name."""
    asked, system = asked[-_HEAD:], system[:_HEAD]
    if _ROLE.search(asked) is not None or (system and _ROLE.search(system) is not None):
        return True
    if system and _GIVEN.search(system) is not None and family in families_in(system):
        return True
    if family not in families_in(asked):
        return False
    return _MADE_UP.search(asked) is not None or _told(family, asked)


def _told(family: str, asked: str) -> bool:
    """Whether the user gives the name in a statement, not in a question."""
    for match in _GIVEN.finditer(asked):
        sentence = re.split(r"(?<=[.!?。！？\n])", asked[match.start() :], maxsplit=1)[0]
        doubt = "?" in sentence or "？" in sentence or re.search(r"吗|么|是不是|right\b", sentence)
        if not doubt and family in families_in(sentence):
            return True
    return False
