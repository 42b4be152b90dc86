"""Answers that stand for no answer, run into the next example, stop too early, or say the question again.

The kinds were named by the maintainers of AlpacaDataCleaned, who mended the Alpaca data by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from auditor.records import ANSWERS, TEXT, USER
from auditor.risks.format.quality.model import Problem, Seen, Sign, find_signs
from auditor.text.ends import LEAST_LINE, LEAST_PROSE

_LONGEST_STAND_IN = 14
_LONGEST_NO_INPUT = 20
_NO_OUTPUT = frozenset(
    {
        "<nooutput>",
        "nooutput",
        "<no output>",
        "<noinput>",
        "noinput",
        "[no output]",
        "<no_output>",
        "<blank>",
        "<empty>",
    }
)
_NULLS = frozenset(
    {"n/a", "N/A", "None", "null", "NULL", "nan", "NaN", "#N/A", "#REF!", "#VALUE!", "<null>", "<na>", "<NA>"}
)
_FILLERS = frozenset({"...", "…", "……", "-", "--", "---", "??", "???", "xxx", "[...]", "暂无", "略", "（略）"})
_NO_INPUT = frozenset(
    {
        "<noinput>", "noinput", "<no input>", "no input", "<no_input>", "no input.", "<no input provided>",
        "no input provided", "no input required", "no input needed", "n/a", "<n/a>", "none", "null", "nan", "<blank>",
        "无输入", "<空>", "<无输入>",
    }
)  # fmt: skip
_CODE = re.compile(r"[(){};=]|print|return|function|python|java|sql|code|代码|程序|输出结果|excel|formula")
_MAY_BE_NONE = re.compile(
    r"\b(?:how many|which|what|who|any|are there|is there|find|identify|list|extract|name|detect)\b|哪|有没有|多少"
    r"|找出|提取"
)
"""Words of a question to which "none" is an answer."""


def stand_ins(seen: Seen) -> Iterator[Problem]:
    """Words that a generator writes where there is nothing to say. Where the question allows them, they are answers."""
    for turn in seen.answers:
        text = turn.text
        if len(text) <= _LONGEST_STAND_IN or "nooutput" in text:
            kind = _stand_in(seen, text.strip())
            if kind:
                yield Problem("stand_in", kind, turn, 0, len(text))
    for turn in seen.record.turns:
        short = len(turn.text) <= _LONGEST_NO_INPUT and turn.role == USER and turn.path.endswith("input")
        if short and turn.text.strip().lower() in _NO_INPUT:
            yield Problem("stand_in", "no_input_marker", turn, 0, len(turn.text))


def _stand_in(seen: Seen, word: str) -> str:
    """What kind of a stand-in a whole answer is, empty if none."""
    if word.lower() in _NO_OUTPUT or "<nooutput>" in word:
        return "no_output_marker"
    if word in _NULLS and word.strip("#<>!").lower() not in seen.asked and not _CODE.search(seen.asked):
        return "" if word == "None" and _MAY_BE_NONE.search(seen.asked) else "null_answer"
    if word in _FILLERS and word not in seen.asked and len(seen.answers) == 1:
        return "filler_answer"
    return ""


_ABOUT_EXAMPLES = re.compile(
    r"###|dialog|conversation|chat|transcript|instruction|prompt|对话|聊天|指令|提示词|模板|template"
)
_SCAFFOLD = Sign(
        "next_example",
        ("\n",),
        re.compile(
            r"\n[ \t]*(?:#{1,4} ?(?:Instruction|Response|Human|Assistant|INSTRUCTION|指令) ?[:：]"
            r"|#{1,4} ?\d{1,3}[.)] ?(?:Instruction|Input|Output|Response|指令) ?[:：]|\d{1,3}[.)] ?(?:Instruction"
            r"|指令) ?[:：]"
            r"|(?:Human|Assistant): )"
        ),
        ("Paris.\n\n## 18. Instruction: Name a river", "Yes\n### Instruction:\nSay no", "ok\n\nHuman: and now?",
        "a\n2. Instruction: b"),
        ("### Instructions:\n1. Preheat", "Steps\n### Instructions\nStir.", "Input: 3\nOutput: 4", "Human: hello",
        "a\n1. Input the value", "steps:\n1. Input: read"),
)  # fmt: skip


def next_examples(seen: Seen) -> Iterator[Problem]:
    """The frame of the next example at the end of an answer: the generator was not stopped."""
    for turn in seen.answers:
        if "\n" in turn.text and _SCAFFOLD.first(turn.text) is not None and not _ABOUT_EXAMPLES.search(seen.asked):
            yield from find_signs(seen, "next_example", _SCAFFOLD, (turn,))


_FENCE = re.compile(r"(?m)^[ \t]*```(?P<info>[^\n`]*)$")
_OPEN_WORDS = frozenset(
    "the a an of to and or with for in from that which is are was were be as their its his her your our these"
    " because if when while into between such than".split()
)


def truncated(seen: Seen) -> Iterator[Problem]:
    """Answers that stop inside of code, JSON or a sentence."""
    for turn in seen.answers:
        text = turn.text
        if "```" in text and _open_fence(text):
            place = text.rfind("```")
            yield Problem("truncated", "open_code", turn, place, len(text))
        elif text[:1] in ("{", "[") and _open_json(text):
            yield Problem("truncated", "open_json", turn, 0, len(text))
    last = seen.last
    if last is not None and len(last.text) >= LEAST_PROSE and _cut(last.text):
        yield Problem("truncated", "cut_sentence", last, max(0, len(last.text) - LEAST_LINE), len(last.text))


def _open_fence(text: str) -> bool:
    """Whether the last code block is never closed. Where fences have four marks or stand in lines, nobody can tell."""
    if "````" in text or "~~~" in text:
        return False
    fences = [match["info"].strip() for match in _FENCE.finditer(text)]
    if not fences or text.count("```") != len(fences):
        return False
    is_open = False
    for info in fences:
        if info and is_open:
            return False  # a block inside of a block
        is_open = not is_open
    if not is_open or text.rstrip().endswith("```"):
        return False
    return bool(fences[-1]) or text[: text.rfind("```")].rstrip()[-1:] in ("", ":", "：", ".", "。")  # else it closes


def _open_json(text: str) -> bool:
    """Whether an answer begins as JSON and ends before its brackets do."""
    head = text[:80].replace(" ", "").replace("\n", "")
    if not head.startswith(('{"', '[{"', '["', "[[")) or text.rstrip()[-1:] in "]}":
        return False
    if '":' not in head and not head.startswith(('["', "[[")):
        return False
    if text.count("{") <= text.count("}") and text.count("[") <= text.count("]"):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return True
    return False


def _cut(text: str) -> bool:
    """Whether prose ends where no sentence can."""
    end = text.rstrip()
    line = end[end.rfind("\n") + 1 :]
    if len(line) < LEAST_LINE or "```" in end or line.lstrip()[:2] in ("- ", "* ", "| "):
        return False
    if end[-1] in ",，、":
        return True
    return end[-1].isalpha() and end[-1].isascii() and line.rpartition(" ")[2] in _OPEN_WORDS


_LEAST_ECHO = 40
_ASKS_FOR_COPY = re.compile(
    r"repeat|copy|echo|verbatim|exactly|same|correct|edit|rewrite|improve|fix|重复|复述|照抄|原样|改写|修改|润色"
    r"|纠正|复制"
)


def echoes(seen: Seen) -> Iterator[Problem]:
    """An answer that is its question, or begins with all of it."""
    turn = seen.last
    if turn is None or len(turn.text) < _LEAST_ECHO:
        return
    head = turn.text[:12]
    for other in seen.record.turns:
        if other.role == USER and other.text[:12] == head:
            break
    else:
        return
    question = seen.question.strip()
    if len(question) < _LEAST_ECHO:
        return
    if _ASKS_FOR_COPY.search(question.lower()) or not turn.text.lstrip().startswith(question):
        return
    kind = "answer_is_question" if len(turn.text.strip()) == len(question) else "answer_begins_with_question"
    yield Problem("echo", kind, turn, 0, len(turn.text) - len(turn.text.lstrip()) + len(question))


def unasked(seen: Seen) -> Iterator[Problem]:
    """Answers to nothing."""
    if not seen.answers or seen.record.shape in _WITHOUT_QUESTION:
        return
    for turn in seen.record.turns:
        if (turn.role not in ANSWERS or turn.role == TEXT) and turn.text and not turn.text.isspace():
            return
    yield Problem("no_question", "no_question", None)


_WITHOUT_QUESTION = frozenset({"text", "segments", "preference"})
"""Layouts that hold no question, or hold it as the beginning of both answers."""


SIGNS = (_SCAFFOLD,)
"""Every sign of this module, for the tests of their examples."""
