"""Statements about somebody's health."""

from __future__ import annotations

import re

from auditor.text.private.cues import COLON
from auditor.text.private.sensitive.model import REACH, Rule, before
from auditor.text.private.surnames import SINGLE

_DISEASE = (
    r"[a-z]{3,16}(?:itis|osis|oma|emia|aemia|pathy|plegia|phrenia|sclerosis)|cancers?|tumou?rs?|diabetes|diabetic|"
    r"asthma|"
    r"depression|anxiety|hypertension|high blood pressure|epilepsy|hiv|aids|strokes?|migraines?|autism|autistic|"
    r"dementia|"
    r"alzheimer['’]?s?|parkinson['’]?s?|fractures?|infections?|allerg(?:y|ies)|ptsd|adhd|bipolar|insomnia|obesity|"
    r"addiction|heart (?:attack|failure|disease|condition)|seizures?|ulcers?|copd|pneumonia|covid(?:-19)?|cataracts?|"
    r"glaucoma|lupus|syndrome|disease|disorder|arrhythmia|fibrillation|chlamydia|gonorrhea|syphilis|herpes|miscarriage|"
    r"eczema|gout|gallstones|kidney stones|infertility|down['’]s"
)
_KIN = (
    "mother|father|mom|mum|dad|son|daughter|wife|husband|brother|sister|child|baby|grandmother|grandfather|grandma|"
    "grandpa|"
    "aunt|uncle|partner|boyfriend|girlfriend"
)
_ONE = rf"\b(?:i|he|she|the patient|patient|(?:my|his|her) (?:{_KIN}))"
_WHO = r"\b(?:who|woman|man|boy|girl|baby|infant|teenager)"
_MODIFIERS = r"(?:[a-z0-9'’\-]{1,16} ){0,4}"
_THING = r"[a-z0-9][a-z0-9'’\-]{0,24}(?: [a-z0-9'’\-]{1,24}){0,3}"
_POSITIVE = (
    "hiv|covid|coronavirus|hepatitis|tb|tuberculosis|syphilis|malaria|influenza|flu|strep|chlamydia|gonorrhea|herpes|"
    "hpv|cocaine|"
    "marijuana|cannabis|opioids?|alcohol|drugs|steroids?|heroin|amphetamines?|methamphetamine|the virus"
)

_NOT_ONE = re.compile(
    r"\b(?:if|when|whether|once|unless|people|patients|those|someone|anyone|everyone|children|women|men|individuals|"
    r"many|"
    r"percent|cases?|adults|persons?|users?|could|might|should)\b|%",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?i:(?:the|this|that|a|an|based|according|your|you|to|if|is|are|of|requires?|please|it|what|how|none|n/a|nil|no|"
    r"unknown|"
    r"null|string|not|negative|can|may|and|or|in|for|see|pending|tbd|we|there|usually|often)\b)"
)


_NO_DISEASE = re.compile(
    r"\b(?:(?:sym|em|a|anti|tele)pathy|(?:dia|pro)gnosis|hypnosis|diploma|aroma|academia|bohemia|no|not|never|cured|"
    r"without|fear of|risk)\b",
    re.IGNORECASE,
)


_MAY = re.compile(r"\bmay\b")
"""Not the month."""


def _of_one(text: str, match: re.Match[str]) -> bool:
    lead = before(text, match.start())
    return not (_NOT_ONE.search(lead) or _MAY.search(lead) or _NO_DISEASE.search(match.group()))


def _has_value(text: str, match: re.Match[str]) -> bool:
    """Whether a label has a value behind it that is no sentence about the matter."""
    label = _LABEL_END.search(match.group())
    return (
        label is not None and _NO_VALUE.match(match.group(), label.end()) is None and not _PROSE.search(match.group())
    )


_PROSE = re.compile(r" (?:can|will|should|is|are|requires?|involves?|refers|must|may|uses?|helps?)\b")
_LABEL_END = re.compile(COLON)

_SUFFIXES = (
    "病|症|炎|癌|瘤|综合征|骨折|感染|梗死|梗塞|出血|衰竭|障碍|不全|硬化|结石|溃疡|高血压|高血脂|抑郁|贫血|癫痫|哮喘|"
    "肿|结核|疹|疣|疮|息肉|狭窄|"
    "积水|畸形|损伤|脱位|中毒|卒中|中风|早搏|颤动|肥大|增生|突出|疝|痔疮|痛风|梅毒|淋病|阳性|携带者|流产|过敏|失眠|"
    "自闭|痴呆|三高|近视|闭塞|坏死|穿孔|"
    "破裂|缺损|脱垂|异位|积液|扩张|麻痹|瘫痪|偏瘫|不孕|不育|黄疸|休克|栓塞|血栓|皮炎|湿疹|甲亢|甲减|肝硬化|尿毒症|"
    "心衰|房颤"
)
_CONDITION = (
    rf"[一-鿿A-Za-z0-9（）()·\-ⅠⅡⅢⅣ]{{0,24}}?(?:{_SUFFIXES})(?:[性型样期变毒状][一-鿿]{{0,8}}?(?:{_SUFFIXES})|"
    rf"综合征|[瘤癌炎症病变动块])?"
)

_SUBJECT = re.compile(
    "我(?![国们院科司])|他(?!们|人)|她(?!们)|本人|[该这此]患[者儿]|[该这此]病人|患者[，,、：: ]?(?:[男女]|[0-9])|"
    "患[者儿](?:于|在|自|曾|因|近|已|被|入院|今|目前|现)|"
    "[0-9]岁|先生|女士|小姐|大爷|大妈|奶奶|爷爷|父亲|母亲|爸爸?|妈妈?|外公|外婆|姥姥|姥爷|丈夫|妻子|老公|老婆|儿子|"
    "女儿|孩子|宝宝|朋友|同事|"
    "男性?[，,、]|女性?[，,、]|姓名|[男女]，|小[一-鿿](?:[，,：:因最出在近于被患确经今是的（(]|$)|患者(?:小[一-鿿]|"
    "[A-Z张王李赵刘陈杨周])|"
    "一[名位个](?!人|月|疗|周|很|重|非|常)|经检查|经诊断|经医生|就诊|入院|体检|检查发现|检查结果显示|"
    "邮箱|电话|手机|联系方式|身份证|住址|微信|证号|[0-9]{8}"
)
_UNSURE = re.compile(
    "如果|若|假如|一旦|倘若|是否|怀疑|疑似|可能|或许|哪些|怎么|如何|什么|为何|容易|应该?|需要?|可以|可被?$|能|会|经常|"
    "通常|往往|对于|一般|人群|们|每|任何|"
    "有些|部分|许多|大多|多数|很多|没有?|未|否认|不是|并非|避免|预防|有无|无|建议|才能|进一步|的人|凡|当|儿童$|孕妇$|"
    "要|想|担心|害怕|说|问|吗|预计|假设|帮助|用于|以便|有助|明确|进行|因为|导致|引起|由于"
)
_ABOUT_MANY = re.compile(
    r"[毒状例史情理因灶程]|的?(?:患者|患儿|病人|人群|人们|人$|人[，,。、的应需常多]|者|儿童|孕妇|女性|男性|老年人|孩子|"
    r"可能|风险|几率|概率|症状|原因|治疗|标准|方法|检查|诊断)|[吗？?]|怎么|如何"
)
_CLAUSE = re.compile("[，,：:、（(]")


def _of_somebody(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence so far has a person in it, and the clause no condition; and it does not go on about many."""
    if _ABOUT_MANY.match(text, match.end()) or _MANY.search(match.group()):
        return False
    lead = before(text, match.start(), 64)
    if _UNSURE.search(_CLAUSE.split(lead)[-1]):
        return False
    if not lead:
        return _GOES_ON.match(text, match.end()) is None
    return _SUBJECT.search(lead) is not None or _NAMED.search(lead) is not None


_MANY = re.compile("患[者儿]|病人|可能|时")
_GOES_ON = re.compile(
    "[^。！!\n]{0,24}?(?:之?后|时|的话|是否|应|需|可|会|要|怎|如何|什么|请|建议|吗|能|患[者儿]|人群|儿童|病人|哪些|？)"
)
"""How a sentence that starts with a diagnosis goes on where it is about nobody; in notes it ends there."""
_NAMED = re.compile(rf"(?:^|[，,：: ])[{SINGLE}][^\W\d_A-Za-z的有和]{{1,2}}(?:于[^，。]{{1,12}}|已|曾)?被?$")
"""Two or three characters that start the sentence: a name, more often than not."""


def _positive(text: str, match: re.Match[str]) -> bool:
    return ("：" in match.group() or ":" in match.group()) or _of_somebody(text, match)


def _asserted(text: str, match: re.Match[str]) -> bool:
    return _ABOUT_MANY.match(text, match.end()) is None and _UNSURE.search(before(text, match.start(), 8)) is None


def _not_many(text: str, match: re.Match[str]) -> bool:
    return _ABOUT_MANY.match(text, match.end()) is None


_HISTORY = "既往史|既往病史|过敏史|家族史|现病史|个人史|手术史|用药史|病史|主诉|用药情况"
_NOTHING = re.compile("无|否认|未|暂无|不详|没有|空|[（(]|__|请|根据|患者[的应]|是指|包括")


def _charted(text: str, match: re.Match[str]) -> bool:
    label = _LABEL_END.search(match.group())
    return label is not None and _NOTHING.match(match.group(), label.end()) is None


def _not_negated(text: str, match: re.Match[str]) -> bool:
    return re.search(r"\b(?:if|not|no|n't|whether|when|never)\b", before(text, match.start(), REACH)) is None


RULES = (
    Rule(
        "health",
        "diagnosis",
        rf"(?i:\b(?:was|i was|been|being|got|i am|i'm|i’m|she is|he is|she's|he's|"
        rf"patient is)(?: [a-z]{{4,12}})? diagnosed (?:with|as having) {_THING})",
        _of_one,
    ),
    Rule(
        "health",
        "diagnosis",
        rf"(?i:{_ONE} (?:has|have|had|suffers? from|suffered from|was treated for|(?:is|am|was) suffering from|has had|"
        rf"have had|has suffered from|has a history of|contracted|developed) {_MODIFIERS}(?:{_DISEASE})\b)",
        _of_one,
    ),
    Rule(
        "health",
        "diagnosis",
        rf"(?i:\b(?:(?:primary|final|admission|discharge|clinical|admitting|working)[ _])?(?:diagnosis|diagnoses|"
        rf"dx)[\"'*_`]{{0,3}}[ \t]{{0,3}}[:：][ \t]{{0,3}}[\"'*_`\[]{{0,3}}[ \t]{{0,2}}{_THING})",
        _has_value,
    ),
    Rule(
        "health",
        "diagnosis",
        rf"(?i:{_WHO} (?:also |often )?(?:has|had|suffers from|suffered from|was suffering from|is suffering from) "
        rf"{_MODIFIERS}(?:{_DISEASE})\b)",
        _of_one,
    ),
    Rule(
        "health",
        "history",
        rf"(?i:\b(?:past medical history|medical history|pmh|chief complaint|known allergies|allergies|"
        rf"current medications|medical conditions?|pre-?existing conditions?|"
        rf"health conditions?){COLON}{_THING})",
        _has_value,
    ),
    Rule(
        "health",
        "infection",
        rf"(?i:\b(?:is|was|am|i'm|are you|tested|tests) (?:[a-z]{{4,10}} )?(?:hiv[ -]positive|"
        rf"positive for (?:{_POSITIVE})\b)|\bhiv(?: status| test| result)?{COLON}(?:positive|reactive))",
        _of_one,
    ),
    Rule(
        "health",
        "pregnancy",
        r"(?i:\b(?:i am|i'm|she is|she's|she was|my wife is|patient is|"
        r"i was) (?:[a-z0-9]{1,10} ){0,3}pregnant\b)",
        _not_negated,
    ),
    Rule(
        "health",
        "blood_type",
        rf"(?i:\bblood (?:type|group)(?:{COLON}| is )(?:ab|a|b|o)(?:[ ]?[+\-−]|[ ]?(?:rh[ ]?)?(?:positive|negative|pos|"
        rf"neg)\b))",
    ),
    Rule(
        "health",
        "medication",
        rf"(?i:{_ONE} (?:takes?|is taking|am taking|was taking|was prescribed|is prescribed|am prescribed|was given|"
        rf"is on|"
        rf"am on|has been taking|have been taking) (?:[a-z\-]{{2,20}} ){{1,3}}[0-9]{{1,4}} ?(?:mg|mcg|ml|units?)\b)",
    ),
    Rule(
        "health",
        "diagnosis",
        rf"(?:(?:初步|入院|出院|临床|门诊|病理|主要|最后|中医|西医)诊断|诊断结果|诊断){COLON}",
        _asserted,
        rf"(?:[0-9][.、．] ?)?{_CONDITION}",
    ),
    Rule(
        "health",
        "diagnosis",
        r"(?:[被已]确诊|确诊[为患是了]有?|被诊断|诊断[为出患是]患?有?|查出患?[有了]?|检查出|检出|"
        r"确认[为患]有?)",
        _of_somebody,
        rf"(?:了|一例)?{_CONDITION}",
    ),
    Rule("health", "diagnosis", r"(?:患有|患了|得了|患上|罹患|身患|感染了|感染上)", _of_somebody, _CONDITION),
    Rule("health", "history", rf"(?:{_HISTORY}){COLON}[一-鿿]{{2,20}}", _charted),
    Rule(
        "health",
        "infection",
        r"(?:HIV|hiv|艾滋病毒?|乙肝|丙肝|梅毒|新冠|核酸)(?:抗体|表面抗原|病毒)?(?:检测|检查|筛查|"
        r"测试)?(?:结果)?[：:呈为是]{0,2} ?阳性",
        _positive,
    ),
    Rule(
        "health",
        "pregnancy",
        r"(?:我|她|老婆|妻子|本人)(?:现在|目前|已经|已|刚|又)?(?:怀孕|有孕|"
        r"妊娠)(?:[0-9一二三四五六七八九十]{1,3}(?:个月|"
        r"周|天))?",
        _not_many,
    ),
    Rule("health", "blood_type", r"血型[：:为是]{1,2} ?(?:AB|A|B|O)(?:型|[+\-]|[ ，,。；;\n]|RH|Rh|\(|（)"),
)
