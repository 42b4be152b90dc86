"""Known models and who makes them, in families: whoever says the name of one means the family.

Names were gathered from the model cards and the products of the makers. `sure` names mean nothing else; `common` ones
people, animals, firms and winds have too, so they count only where an answer, or its question, speaks of a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.text.identity.plain import Plain


@dataclass(frozen=True, slots=True)
class Family:
    """The models of one maker, as regular expressions; case counts in `common` names alone."""

    id: str
    title: str
    """As a report shows it."""
    sure: tuple[str, ...]
    common: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    """Makers of models alone."""
    firms: tuple[str, ...] = ()
    """Makers that are known for more than models: people work there, too."""


FAMILIES: tuple[Family, ...] = (
    Family("openai", "ChatGPT (OpenAI)",
           (r"(?:Open ?AI(?:['’]s)? )?Chat[- ]?GPT(?:[- ]?[345](?:\.\d|o)?)?",
           r"(?:Open ?AI )?GPT[- ]?[2-5](?:\.\d|o)?(?:[- ](?:turbo|mini|nano))?", r"GPT-oss(?:-\d+b)?",
           r"Open ?AI o[134](?:-(?:mini|pro|preview))?", r"o[134]-(?:mini|pro|preview)",
            r"InstructGPT", r"text-davinci-00\d"), ("(?i:GPT)", "Codex", "Davinci"), ("Open ?AI",)),
    Family("anthropic", "Claude (Anthropic)",
           (r"Claude[- ](?:Instant|Sonnet|Opus|Haiku|v?\d(?:\.\d)?)(?:[- ](?:Sonnet|Opus|Haiku|\d(?:\.\d)?))?",
            r"Claude AI"), ("(?i:Claude)",), ("Anthropic(?: AI| PBC)?",)),
    Family("google", "Gemini (Google)",
           (r"Gemini (?:Pro|Ultra|Nano|Flash|\d(?:\.\d)?(?: (?:Pro|Flash))?)", r"Google (?:Bard|G[Ee][Mm][Ii][Nn][Ii]"
           r"|Assistant)",
           r"Gemma[- ]?\d",
            "LaMDA", "PaLM[- ]?2"), ("(?i:Gemini)", "Bard", "Gemma", "PaLM"),
           ("(?:Google |谷歌 ?)?DeepMind", "Google AI"), ("(?i:Google)", "谷歌", "Alphabet")),
    Family("meta", "Llama (Meta)",
           (r"(?:Meta )?Llama[- ]?[1-4](?:\.\d)?(?:[- ]\d+B)?(?:[- ](?:Chat|Instruct))?", "Code ?Llama", "Meta Llama",
           "Meta AI"),
           ("Llama", "LLaMA", "LLAMA"), ("Meta AI", "Facebook AI(?: Research)?"), ("Meta", "Facebook")),
    Family("alibaba", "Qwen (Alibaba Cloud)",
           (r"Qwen[A-Za-z0-9.-]{0,12}", r"QwQ(?:-\d+B)?", "Tongyi ?Qian ?wen", "通义千问", "通义大模型", "千问"),
               ("Tongyi", "通义"),
           ("(?:阿里巴巴)?达摩院", "Qwen Team", "通义实验室"),
           ("(?i:Alibaba(?: Cloud| Group)?)", "阿里巴巴(?:集团|云)?", "阿里云?", "Aliyun")),
    Family("deepseek", "DeepSeek",
           (r"DeepSeek(?:[- ](?:V\d(?:\.\d)?|R1(?:-Zero)?|Chat|Coder|LLM|Reasoner))?", "深度求索(?:大模型)?"), (),
           ("DeepSeek(?:[- ]AI)?", "深度求索(?:人工智能)?", "杭州深度求索[\u4e00-\u9fff]{0,14}?公司"), ("幻方(?:量化)?",
           "High-Flyer")),
    Family("zhipu", "GLM (Zhipu AI)",
           (r"ChatGLM[A-Za-z0-9.-]{0,5}", r"GLM-\d[A-Za-z0-9.-]{0,6}", "智谱清言", "ChatZhipu"), ("清言", "GLM"),
           ("智谱(?: ?AI|华章)?", "Zhipu(?: ?AI)?", r"Z\.ai", "THUDM", "KEG实验室"), ("清华大学", "清华",
           "Tsinghua(?: University)?")),
    Family("moonshot", "Kimi (Moonshot AI)", (r"Kimi[- ](?:K\d(?:\.\d)?|Chat|AI|智能助手)", "Kimi智能助手",
        "Moonshot-v1"),
           ("(?i:Kimi)",), ("月之暗面(?:科技有限公司)?", "Moonshot(?: AI)?")),
    Family("baidu", "ERNIE (Baidu)", ("文心一言", "文心大模型", "ERNIE(?:[- ]?Bot| \\d(?:\\.\\d)?)?",
        "Wenxin(?: Yiyan)?"),
           ("小度",), (), ("百度(?:公司)?", "(?i:Baidu)")),
    Family("bytedance", "Doubao (ByteDance)", ("Doubao", "豆包大模型", "云雀大模型"), ("豆包", "云雀"), (),
           ("字节跳动(?:公司)?", "(?i:ByteDance)", "火山引擎", "抖音")),
    Family("tencent", "Hunyuan (Tencent)", ("腾讯混元(?:大模型|助手)?", "混元大模型", "Hunyuan[A-Za-z0-9.-]{0,10}",
        "腾讯元宝"),
           ("混元", "元宝"), (), ("腾讯(?:公司)?", "(?i:Tencent)")),
    Family("iflytek", "Spark (iFlytek)", ("讯飞星火(?:认知大模型|大模型)?", "星火认知大模型", "星火大模型",
        "Spark ?Desk"),
           ("星火",), (), ("科大讯飞(?:公司)?", "讯飞", "(?i:iFlytek)")),
    Family("baichuan", "Baichuan", (r"Baichuan[A-Za-z0-9.-]{0,6}", "百川大模型", "百小应"), ("百川",),
           ("百川智能(?:公司)?", "Baichuan(?: Inc| Intelligence| AI)")),
    Family("internlm", "InternLM (Shanghai AI Laboratory)", (r"InternLM[A-Za-z0-9.-]{0,6}", "书生[·・]?浦语",
        "书生大模型"), (),
           ("上海人工智能实验室", "Shanghai AI Lab(?:oratory)?", "Shanghai Artificial Intelligence Laboratory"),
           ("商汤(?:科技)?", "SenseTime")),
    Family("yi", "Yi (01.AI)", (r"Yi-(?:\d+B|1\.5|Large|Lightning)[A-Za-z0-9-]{0,8}", "万知"), (),
           ("零一万物(?:公司)?", r"01\.AI")),
    Family("minimax", "MiniMax", (r"MiniMax[A-Za-z0-9.-]{0,8}", "海螺AI"), (), ("MiniMax", "稀宇科技")),
    Family("stepfun", "Step (StepFun)", ("跃问", r"Step-[123](?:V|o)?", "阶跃大模型"), (), ("阶跃星辰", "StepFun")),
    Family("sensetime", "SenseChat (SenseTime)", ("SenseChat", "SenseNova", "商量大模型", "日日新大模型"),
           ("商量",), (), ("商汤(?:科技)?", "SenseTime")),
    Family("huawei", "Pangu (Huawei)", ("盘古大模型", "Pangu[- ]?[A-Za-z0-9]{0,6}", "PanGu"), ("盘古", "小艺"),
        ("诺亚方舟实验室",),
           ("华为(?:云|公司)?", "(?i:Huawei)")),
    Family("qihoo", "360 Zhinao", ("360智脑", "360 ?Zhinao"), (), (), ("奇虎(?:360)?", "360公司", "Qihoo")),
    Family("xiaomi", "MiMo (Xiaomi)", ("MiMo-\\d[A-Za-z]*", "小爱同学"), ("MiMo",), (), ("小米(?:公司|科技)?",
        "Xiaomi")),
    Family("fudan", "MOSS (Fudan University)", ("MOSS",), (), (), ("复旦(?:大学)?", "Fudan(?: University)?")),
    Family("mistral", "Mistral", (r"Mistral[- ](?:\d+B|Large|Small|Medium|Nemo|7B)[A-Za-z0-9.-]{0,8}",
        r"Mixtral[A-Za-z0-9.-]{0,8}",
           "Le Chat"), ("Mistral",), ("Mistral(?: AI)?",)),
    Family("xai", "Grok (xAI)", (r"Grok(?:[- ]\d)?",), (), ("xAI",)),
    Family("microsoft", "Copilot (Microsoft)", ("(?:Microsoft|GitHub|Bing|Microsoft 365) (?:Copilot|Chat)", "Bing Chat",
           r"Phi-\d[A-Za-z0-9.-]{0,6}", "微软小冰"), ("Copilot", "Bing", "Cortana", "小冰", "WizardLM", "Orca"), (),
           ("(?i:Microsoft)(?: Research)?", "微软")),
    Family("amazon", "Nova (Amazon)", ("Amazon (?:Nova|Titan|Q)",), ("Alexa", "Titan"), (), ("Amazon(?: Web Services)?",
        "AWS", "亚马逊")),
    Family("apple", "Siri (Apple)", (), ("(?i:Siri)",), (), ("Apple", "苹果(?:公司)?")),
    Family("nvidia", "Nemotron (NVIDIA)", (r"(?:Llama-)?Nemotron[A-Za-z0-9.-]{0,8}",), (), (), ("NVIDIA", "Nvidia",
        "英伟达")),
    Family("ibm", "Granite (IBM)", ("IBM Granite", "watsonx"), ("Granite", "Watson"), (), ("IBM(?: Research)?",)),
    Family("cohere", "Command (Cohere)", (r"Command[- ]R(?:\+|7B)?", "Command A", r"Aya[- ](?:23|101|Expanse)"),
        ("Coral", "Aya"),
           ("Cohere(?: For AI)?",)),
    Family("lmsys", "Vicuna (LMSYS)", (r"Vicuna[A-Za-z0-9.-]{0,6}", "FastChat(?:-T5)?"), (),
           ("LMSYS(?: Org)?", r"Large Model Systems Organization(?: \(LMSYS\))?")),
    Family("laion", "OpenAssistant (LAION)", ("Open[- ]?Assistant",), (), ("LAION(?:-AI)?",)),
    Family("stanford", "Alpaca (Stanford)", ("Stanford Alpaca", "Alpaca-\\d+[Bb]"), ("Alpaca",), (),
        ("Stanford(?: University)?",)),
    Family("tii", "Falcon (TII)", (r"Falcon[- ]?(?:\d+B|H1|LLM)",), ("Falcon",), ("Technology Innovation Institute",
        "TII")),
    Family("databricks", "Dolly (Databricks)", ("DBRX", "Dolly[- ](?:v?2(?:\\.0)?)"), ("Dolly",), ("Databricks",), ()),
    Family("others", "another known model", ("Koala-\\d+[Bb]", "StableLM", "Pythia-\\d[.\\d]*[BbMm]", "BELLE-\\d+[Bb]",
        "Nous[- ]Hermes",
           "Jamba", "Perplexity AI", "Character\\.AI", "Replika", "Jasper AI", "YouChat"), ("Koala", "Zephyr",
           "Guanaco", "Hermes", "BELLE",
           "Jasper"), ("AI21(?: Labs)?", "Nous Research", "Stability AI", "EleutherAI", "Inflection(?: AI)?", "链家",
           "贝壳")),
)  # fmt: skip
_GATE = re.compile(
    "GPT|Open "
    "?A[Ii]|OPENAI|Davinci|Codex|Anthropic|ANTHROPIC|Claude|CLAUDE|G[Ee][Mm][Ii][Nn][Ii]|Bard|Gemma|Google|Alphabet"
    "|LaMDA|PaLM|DeepMind|L[Ll]a[Mm][Aa]|LLAMA|Meta|Facebook|Q[Ww][Ee][Nn]|QwQ|Tongyi|Alibaba|Aliyun"
    "|D[Ee][Ee][Pp][Ss]eek|DEEPSEEK|High-Flyer"
    "|GLM|Zhipu|Z\\.ai|THUDM|KEG|Tsinghua|K[Ii][Mm][Ii]|Moonshot|ERNIE|Ernie|Wenxin|Baidu|D[Oo][Uu][Bb][Aa][Oo]|ByteDance|Hunyuan|Tencent"
    "|Spark ?D"
    "|Baichuan|InternLM|Shanghai A[IrI]|SenseTime|Sense[CN]|Yi-[\\dL]|01\\.AI|MiniMax|Step-|StepFun|Pangu|PanGu"
    "|Huawei|360 ?Z|360智|360公|Qihoo|MiMo|Xiaomi"
    "|MOSS|Fudan|Mistral|Mixtral|Le "
    "Chat|G[Rr][Oo][Kk]|Microsoft|Bing|Copilot|Phi-|Cortana|WizardLM|Orca|Amazon|AWS|Alexa|Titan"
    "|Siri|Apple|NVIDIA|Nvidia|Nemotron|IBM|Granite|Watson|Cohere|Command|Coral|Aya|Vicuna|FastChat|LMSYS"
    "|Large Model|LAION|Open[- ]?Assistant"
    "|Stanford|Alpaca|Falcon|Technology Innovation|TII|DBRX|Dolly|Databricks|Koala|StableLM|Pythia|BELLE|Nous|Jamba"
    "|AI21|Perplexity"
    "|Character\\.AI|Replika|Jasper|YouChat|Zephyr|Guanaco|Hermes|Stability|Eleuther|Inflection"
    "|通义|千问|阿里|达摩|深度求索|幻方|智谱|清言|清华|月之暗面|文心|小度|百度|豆包|云雀|字节|火山|抖音|混元|元宝"
    "|腾讯|星火|讯飞"
    "|百川|百小应|书生|上海人工|商汤|万知|零一|海螺|稀宇|跃问|阶跃|商量|日日新|盘古|小艺|诺亚|华为|智脑|奇虎|小爱"
    "|小米|复旦|微软"
    "|小冰|亚马逊|苹果|英伟达|链家|贝壳|谷歌"
)
_OTHERS = (
    "gpt", "o1-", "o3-", "o4-", "davinci", "xAI", "xai", "iFl", "watsonx", "openai", "open ai", "anthropic", "qwen",
        "deepseek", "llama",
    "mistral", "vicuna", "claude", "gemini", "grok", "kimi", "moonshot", "doubao", "hunyuan", "baidu", "tencent",
    "alibaba", "bytedance", "google", "microsoft", "huawei", "siri", "ernie", "copilot", "deepmind", "chatglm",
)  # fmt: skip
_LOWER = re.compile("|".join(_OTHERS))


def mentions(text: str) -> bool:
    """Whether a text may hold a name. Nearly every text holds none, so this decides what the search costs.

    Names that begin with a capital or a Chinese character are found by one pass that looks at few characters.
    """
    if _named(text):
        return True
    plain = Plain.of(text).text
    return plain is not text and _named(plain)


def _named(text: str) -> bool:
    if _GATE.search(text) is not None:
        return True
    for word in _OTHERS:  # noqa: SIM110  (a generator costs more than the tests themselves)
        if word in text:
            return True
    return False


def places(text: str) -> list[int]:
    """Where names may stand in a text, ascending."""
    return sorted(match.start() for names in (_GATE, _LOWER) for match in names.finditer(text))


BY_ID = {family.id: family for family in FAMILIES}

_EDGE, _END = r"(?<![A-Za-z0-9_])", r"(?:(?<=[\u2e80-\u9fff])|(?![A-Za-z0-9]))"


def _any(names: list[str], *, folded: bool) -> str:
    """One of the names, the longer ones first."""
    both = "|".join(sorted(dict.fromkeys(names), key=len, reverse=True))
    return f"(?i:{both})" if folded else f"(?:{both})"


NAME = (
    rf"{_EDGE}(?P<name>(?>{_any([one for family in FAMILIES for one in family.sure], folded=True)}"
    rf"|{_any([one for family in FAMILIES for one in family.common], folded=False)})){_END}"
)
"""A model, as a group `name`."""
MAKER = (
    rf"{_EDGE}(?P<name>(?>{_any([one for family in FAMILIES for one in family.makers], folded=True)}"
    rf"|{_any([one for family in FAMILIES for one in family.firms], folded=False)})){_END}"
)
"""Who makes models, as a group `name`."""
MAKER_ALONE = rf"{_EDGE}(?P<name>{_any([one for family in FAMILIES for one in family.makers], folded=True)}){_END}"
"""Who makes models and nothing else."""

_SURE = tuple(
    (family.id, _any([*family.sure, *family.makers], folded=True)) for family in FAMILIES
    if family.sure or family.makers
)  # fmt: skip
_COMMON = tuple(
    (family.id, _any([*family.common, *family.firms], folded=False)) for family in FAMILIES
    if family.common or family.firms
)  # fmt: skip
_WHOLE = tuple((tuple((id, re.compile(names)) for id, names in own), own is _SURE) for own in (_SURE, _COMMON))
_PART = tuple(
    (id, re.compile(rf"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])){names}(?:(?<=[\u2e80-\u9fff])|(?![a-z]))"))
    for id, names in (*_SURE, *_COMMON)
)
"""Names within longer ones: `TinyLlama`, but not the Meta of `Metaphor`."""


def family_of(name: str) -> tuple[str, bool] | None:
    """The id of a family that has this name, and whether it means nothing else; None where no family has it."""
    for families, sure in _WHOLE:
        for id, names in families:
            if names.fullmatch(name):
                return id, sure
    return None


def families_in(name: str) -> frozenset[str]:
    """Families of which a name says something, such as `Qwen3-0.6B-Instruct` or `our model by OpenAI`."""
    return frozenset(id for id, names in _PART if names.search(name))
