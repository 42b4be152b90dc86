"""Statements about somebody's money."""

from __future__ import annotations

import re

from auditor.text.private.cues import COLON
from auditor.text.private.sensitive.model import Rule, before

_AMOUNT = (
    r"(?:(?:US|HK|C|A|NT)?[$€£¥￥₹] ?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:[.][0-9]{1,2})?(?:[kKmMbB]\b)?|"
    r"(?:USD|EUR|GBP|CNY|RMB|INR) ?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:[.][0-9]{1,2})?|"
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:[.][0-9]{1,2})?[kK]? ?(?:USD|EUR|GBP|CNY|RMB|INR|[Dd]ollars|"
    r"[Ee]uros|[Pp]ounds|[Yy]uan))"
)
_WHAT = (
    "(?:(?:annual|monthly|yearly|gross|net|base|current|household|weekly|starting) )?(?:salary|income|wages?|pay|"
    "earnings)|net worth|"
    "(?:(?:current|available|outstanding|account|ending|closing|opening|remaining|checking|savings|loan|credit card|"
    "bank|statement)[ _]){0,2}balance|"
    "(?:loan|mortgage|debt|credit)(?:[ _](?:amount|limit|balance|debt))?|savings|take-home pay|(?:total|outstanding) "
    "debts?|amount owed"
)
_YUAN = (
    r"(?:人民币|RMB|¥|￥|约|共|大约|大概|为|是|有|[：:=]| ){0,4}"
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:[.][0-9]{1,2})?"
    r"(?:多|余)?(?:万|千|百|亿)?(?:多|余)?(?:元|块|美元|美金|港币|人民币|RMB|欧元)"
)
_WHAT_ZH = (
    "(?:账户|帐户|可用|当前|剩余|银行卡?|信用卡|贷款|公积金|医保)余额|余额|月薪|年薪|底薪|基本工资|月工资|工资|薪资|"
    "薪水|月收入|年收入|家庭收入|税前收入|税后收入|年终奖|"
    "存款|贷款(?:金额|总额|额度)?|欠款(?:金额)?|负债|债务|信用额度|授信额度|房贷|车贷|月供|资产总额|总资产"
)
_MANY = re.compile(
    "平均|人均|最低|社会|行业|全国|城镇|居民|企业|公司|银行(?!卡)|政府|国家|起薪|标准|如果|假如|若|每个?人|例如|比如|"
    "比方|假设|不足|至少|以上|超过|低于|高于|申请|提供|最高|可贷"
)


def _ones_own(text: str, match: re.Match[str]) -> bool:
    return _MANY.search(before(text, match.start(), 16)) is None and _RANGE.match(text, match.end()) is None


def _no_sum(text: str, match: re.Match[str]) -> bool:
    """Not the step of a sum, nor its condition."""
    return _SUM.match(text, match.end()) is None and _IF.search(before(text, match.start(), 16)) is None


_SUM = re.compile(r" ?(?:[+*/x×=<\-–]|/ ?[0-9])")
_IF = re.compile(r"\b(?:if|suppose|when)\b", re.IGNORECASE)
_RANGE = re.compile(" ?(?:[-~—至到/]|以[上下]|左右的?人|的标准)")


RULES = (
    Rule("finance", "amount", rf"(?i:\b(?:{_WHAT})){COLON}{_AMOUNT}", _no_sum),
    Rule(
        "finance",
        "amount",
        rf"\b(?i:(?:my|his|her|your)(?: [a-z]{{3,12}})? (?:{_WHAT})(?: (?:is|was|of|at|currently|now|about|around|just|"
        rf"only|at|approximately|over|has|grew to)){{1,3}}) {_AMOUNT}",
    ),
    Rule(
        "finance",
        "amount",
        rf"\b(?i:(?:i|he|she) (?:earns?|makes?|earned|made|owes?|owed) (?:about |around |over |"
        rf"roughly )?){_AMOUNT}(?i: (?:a|per|each|every) (?:year|month|week|annum)| annually| yearly| in debt)",
    ),
    Rule(
        "finance",
        "credit_score",
        rf"(?i:\b(?:credit score|fico(?: score)?)(?:{COLON}|(?: (?:is|was|of|at|around|"
        rf"about)){{0,2}} )[3-8][0-9]{{2}}\b)",
    ),
    Rule("finance", "amount", rf"(?:{_WHAT_ZH})(?:{COLON})?{_YUAN}", _ones_own),
    Rule("finance", "amount", rf"(?:{_WHAT_ZH}){COLON}[0-9][0-9,]{{2,14}}(?:[.][0-9]{{1,2}})?", _ones_own),
    Rule(
        "finance",
        "credit_score",
        rf"(?:信用评?分|芝麻信用分?|芝麻分|征信评分)(?:{COLON}|[为是有]){{0,1}}[3-9][0-9]{{2}}分?",
    ),
)
