"""Names that stand for nobody."""

from __future__ import annotations

import re

_NOBODY = frozenset(
    "foo bar|john doe|jane doe|johnny doe|john q public|"
    "jane roe|richard roe|joe bloggs|joe public|fred bloggs|max mustermann|erika mustermann|jean dupont|mario rossi|"
    "juan perez|ivan ivanov|jan kowalski|first last|firstname lastname|first name last name|your name|full name|"
    "test user|sample user|lorem ipsum|user name|username|"
    "张三|李四|王五|赵六|孙七|周八|吴九|郑十|王二|王二麻子|李某|张某|王某|刘某|某某|某某某|李雷|韩梅梅|路人甲|小明|小红|小刚|"
    "张三丰|甲乙丙|你的名字|您的姓名|姓名".split("|")
)
_TEMPLATE = re.compile(r"[{<\[$%].*|.*[}>\]%]|x{2,}|.某.?.?|.*[×*＊○〇]{2,}.*", re.IGNORECASE | re.DOTALL)


def is_placeholder(name: str, before: str = "", after: str = "") -> bool:
    """Whether a name is a stock one, masked, or the field of a template; with the characters around it."""
    plain = " ".join(name.lower().replace(".", " ").replace("_", " ").split())
    if plain in _NOBODY or _TEMPLATE.fullmatch(name.strip()):
        return True
    return before[-1:] in ("{", "[", "<", "%", "$") and after[:1] in ("}", "]", ">", "%", "")
