"""Statements about what somebody believes, belongs to, loves or was sentenced for."""

from __future__ import annotations

import re

from auditor.text.private.cues import COLON
from auditor.text.private.quasi_values import PEOPLES
from auditor.text.private.sensitive.model import Rule, before

_FAITHFUL = (
    r"muslim|christian|catholic|jew|jewish|hindu|buddhist|sikh|mormon|atheist|agnostic|protestant|evangelical|baptist|"
    r"methodist|"
    r"lutheran|anglican|quaker|jehovah['’]s witness|shia|sunni|taoist|orthodox"
)
_FAITH = rf"{_FAITHFUL}|islam|christianity|catholicism|judaism|hinduism|buddhism|sikhism|taoism|roman catholic"
_FAITH_ZH = "佛教|基督教|天主教|伊斯兰教|道教|印度教|犹太教|东正教|摩门教|藏传佛教|锡克教|耶稣|回教"
_FAITHFUL_ZH = "佛教徒|基督徒|基督教徒|天主教徒|穆斯林|伊斯兰教徒|道教徒|印度教徒|犹太教徒|犹太人|摩门教徒"
_SHE = r"\b(?:he is|she is|i am|i'm|i’m|he's|she's|he was|she was|i was|patient is)"
_HAN_ONE = "我|他|她|本人|全家|父亲|母亲|丈夫|妻子|老公|老婆|爸爸|妈妈|奶奶|爷爷"
_PEOPLES = "|".join(("汉", *PEOPLES))
_ETHNIC = (
    r"african[ -]american|asian(?:[ -]american)?|black|white|caucasian|hispanic|latin[oax]|native american|"
    r"american indian|"
    r"pacific islander|middle eastern|han|uyghur|roma|kurdish|jewish|chinese|indian|mixed|biracial|multiracial|arab"
)
_GENERAL = re.compile(
    r"\b(?:if|when|whether|suppose|imagine|says? that|someone|anyone|character|not|n't|people|those)\b", re.IGNORECASE
)
_DENIED = re.compile(" (?:never|nearly|almost|wrongly|falsely) ")
_GENERAL_ZH = re.compile("如果|若|假如|是否|什么|哪|吗|人们|我们|他们|她们|不|没|非")


def _of_one(text: str, match: re.Match[str]) -> bool:
    return _GENERAL.search(before(text, match.start(), 32)) is None and _DENIED.search(match.group()) is None


def _asserted(text: str, match: re.Match[str]) -> bool:
    return _GENERAL_ZH.search(before(text, match.start(), 8)) is None and not text.startswith(
        ("吗", "？", "?"), match.end()
    )


RULES = (
    Rule(
        "religion",
        "belief",
        rf"(?i:{_SHE}(?: (?:a|an))?(?: (?:devout|practi[cs]ing|born-again|lifelong|roman|converted|proud|faithful|"
        rf"orthodox|strict))? (?:{_FAITHFUL})\b)",
        _of_one,
    ),
    Rule(
        "religion",
        "belief",
        rf"(?i:\b(?:religion|religious affiliation|religious belief|faith|denomination)s?{COLON}(?:{_FAITH})\b)",
    ),
    Rule("religion", "belief", rf"(?i:\b(?:he|she|i) (?:has |have |had )?converted to (?:{_FAITH})\b)", _of_one),
    Rule("religion", "belief", rf"(?:宗教信仰|宗教|信仰)(?:{COLON}|[为是])(?:{_FAITH_ZH}|{_FAITHFUL_ZH})"),
    Rule(
        "religion",
        "belief",
        rf"(?:{_HAN_ONE})家?(?:都|也|一直|从小)?(?:是|信奉|信仰|信|"
        rf"皈依)(?:了)?(?:一[名个位])?(?:虔诚的)?(?:{_FAITHFUL_ZH}|{_FAITH_ZH})",
        _asserted,
    ),
    Rule(
        "politics_union",
        "party",
        rf"(?i:\b(?:party affiliation|political affiliation|political party|political views?|voter registration|"
        rf"party){COLON}(?:democrat(?:ic)?|republican|libertarian|green|independent|conservative|labou?r|liberal|"
        rf"socialist|communist)\b)",
    ),
    Rule(
        "politics_union",
        "party",
        rf"(?i:{_SHE} (?:a |an )?(?:registered|lifelong|staunch|card-carrying) (?:democrat|republican|libertarian|"
        rf"communist|conservative|liberal|socialist)\b)",
        _of_one,
    ),
    Rule(
        "politics_union",
        "union",
        r"(?i:\b(?:he is|she is|i am|i'm|he was|she was) (?:a |an )?(?:active |shop |trade |labor |"
        r"labour )?union (?:member|steward|organi[sz]er)\b|\b(?:trade |labor |"
        r"labour )?union member(?:ship)?[ \t]{0,3}[:：][ \t]{0,3}yes\b)",
        _of_one,
    ),
    Rule(
        "politics_union",
        "party",
        rf"(?:政治面貌|党派)(?:{COLON}|[为是])(?:中共(?:预备)?党员|中国?共产党党员|预备党员|党员|共青团员|团员|"
        rf"民主党派|"
        rf"民[革盟建进]会?员|农工党|致公党|九三学社|台盟|群众|无党派)",
    ),
    Rule(
        "sex_life_orientation",
        "orientation",
        rf"(?i:{_SHE} (?:a |an )?(?:openly )?(?:gay|lesbian|bisexual|homosexual|transgender|transsexual|asexual|"
        rf"pansexual|"
        rf"queer|non-?binary)\b)",
        _of_one,
    ),
    Rule(
        "sex_life_orientation",
        "orientation",
        rf"(?i:\b(?:sexual orientation|sexuality){COLON}(?:gay|lesbian|bisexual|homosexual|heterosexual|straight|"
        rf"asexual|"
        rf"pansexual|queer)\b)",
    ),
    Rule(
        "sex_life_orientation",
        "orientation",
        r"(?i:\b(?:he|she|i)(?: has| have)? came? out (?:as (?:gay|lesbian|bisexual|transgender|queer|trans|"
        r"non-?binary)|"
        r"to (?:his|her|my) (?:parents|family))\b)",
        _of_one,
    ),
    Rule(
        "sex_life_orientation",
        "orientation",
        rf"(?:(?:性取向|性倾向)(?:{COLON}|[为是])(?:同性恋?|双性恋?|异性恋?|男同|女同|男性|女性)|(?:{_HAN_ONE}|儿子|"
        rf"女儿)(?:其实)?是(?:一[名个位])?(?:同性恋者?|双性恋者?|男同|女同|跨性别者?|变性人))",
        _asserted,
    ),
    Rule(
        "ethnicity",
        "ethnicity",
        rf"(?i:\b(?:race|ethnicity|ethnic (?:group|origin|background)|race/ethnicity){COLON}(?:{_ETHNIC})\b)",
    ),
    Rule(
        "ethnicity", "ethnicity", rf"民族(?:{COLON}|为 ?)(?:{_PEOPLES})族?(?:[ ，,。；;\n、|/\"]|籍贯|出生|住址|身份)"
    ),
    Rule(
        "criminal",
        "conviction",
        r"(?i:\b(?:was|been|he was|she was|i was)(?: [a-z]{4,12})? (?:convicted of [a-z]{3,20}|"
        r"sentenced to (?:[a-z0-9]{1,12} ){1,3}(?:years?|months?|days?|death|life|prison|imprisonment)))",
        _of_one,
    ),
    Rule(
        "criminal",
        "record",
        rf"(?i:\bcriminal (?:record|history|convictions?){COLON}(?:yes|convicted|felony|misdemeanou?r|dui|theft|"
        rf"assault)\b)",
    ),
    Rule(
        "criminal",
        "conviction",
        r"(?:被[^，。；\n]{0,14}?|犯[^，。；\n]{1,14}?罪[^。；\n]{0,6}?)判处?(?:有期徒刑|无期徒刑|死刑|拘役|"
        r"管制)",
        _asserted,
    ),
)
