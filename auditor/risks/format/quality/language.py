"""Answers in another script than their question. English and French share one: those are not told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.risks.format.quality.model import Problem, Seen

_SCRIPTS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]+"),
    "east_asian": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+"),
    "hangul": re.compile(r"[\uac00-\ud7a3]+"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]+"),
    "arabic": re.compile(r"[\u0600-\u06ff]+"),
    "devanagari": re.compile(r"[\u0900-\u097f]+"),
    "thai": re.compile(r"[\u0e00-\u0e7f]+"),
    "hebrew": re.compile(r"[\u0590-\u05ff]+"),
    "greek": re.compile(r"[\u0370-\u03ff]+"),
}
_OTHERS = re.compile(r"[\u0370-\u1fff\u3040-\uffdf]")
"""Any letter of a script that is not Latin."""
_LOOKED_AT = 400
_MOSTLY = 0.9
_LEAST = {"east_asian": 12, "hangul": 12}
_LEAST_OTHERS = 40
_LEAST_QUESTION = 6
_EXPECTED = re.compile(
    r"translat|transliterat|english|chinese|mandarin|cantonese|japan|korea|russia|french|german|spanish|arabic|hindi"
    r"|thai\b|greek|hebrew"
    r"|language|\bwords?\b|phrase|\bsay\b|spell|pronounc|pinyin|kanji|haiku|code|python|java|sql|html|css|regex"
    r"|script|function"
    r"|翻译|译|英|中文|汉语|日语|日文|法语|德语|俄语|韩语|西班牙|外语|语言|拉丁|代码|编程|程序|函数|算法|变量|网址"
    r"|链接|邮箱|缩写|拼音|单词|字母|歌词|化学式|公式|学名",
    re.IGNORECASE,
)
"""Words of a question that may want an answer in another script."""
_CODE = re.compile(r"[{}=<>;\\_#@]|https?:|\w\(|</")


def other_scripts(seen: Seen) -> Iterator[Problem]:
    """Of a question almost wholly in one script, an answer almost wholly in another, where nothing asked for it."""
    turn = seen.last
    if seen.plain or turn is None:
        return
    question, answer = seen.question[:_LOOKED_AT], turn.text[:_LOOKED_AT]
    foreign, other = _OTHERS.search(question), _OTHERS.search(answer)
    if (foreign is None) == (other is None) and (foreign is None or not _apart(foreign[0], answer)):
        return
    asked, said = _script(question, _LEAST_QUESTION), _script(answer, 1)
    if asked is None or said is None or asked[0] == said[0] or said[1] < _LEAST.get(said[0], _LEAST_OTHERS):
        return
    if _EXPECTED.search(seen.asked) or _CODE.search(turn.text):
        return
    if len(seen.record.turns) > 6 or (asked[0] == "latin" and asked[2] < 4) or (said[0] == "latin" and said[2] < 8):
        return
    yield Problem("other_script", f"answer_in_{said[0]}", turn, 0, len(turn.text))


def _apart(letter: str, answer: str) -> bool:
    """Whether the script of a letter does not stand in the answer."""
    for script in _SCRIPTS.values():
        if script.match(letter):
            return script.search(answer) is None
    return False


def _script(text: str, least: int) -> tuple[str, int, int] | None:
    """The script of nearly all letters of a text, how many letters it has, and in how many runs; None if mixed."""
    runs = {name: script.findall(text) for name, script in _SCRIPTS.items()}
    letters = {name: sum(map(len, found)) for name, found in runs.items()}
    name = max(letters, key=letters.__getitem__)
    if letters[name] < least or letters[name] < _MOSTLY * sum(letters.values()):
        return None
    return name, letters[name], len(runs[name])
