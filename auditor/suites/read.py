"""Reads a user's suite: JSON lines, one item a line, or a task of lm-eval. docs/suites.md describes the format.

What is wrong is said with file and line, and never with what stands there: a suite may hold private data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import orjson

from auditor.errors import SourceError, UsageError, nearest
from auditor.models import Message
from auditor.suites import Ask, Choose, Follow, Item, Produce, Suite
from auditor.suites.checks import from_json
from auditor.suites.digests import digest
from auditor.suites.harness import PREFIX, read_task

_KEYS = (
    "id", "capability", "language", "cluster", "messages", "prompt", "tools", "choices", "answer", "check", "limit",
    "text", "role",
)  # fmt: skip
_ROLES = ("system", "user", "assistant")
_CAPABILITY = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
TAKEN = re.compile(r"retain|gain|unasked|noise|.*_(?:base|tuned|shipped|left)")
"""Names that findings of other things have."""
MOST_TOKENS = 8_192


def read_suite(path: str | Path) -> Suite:
    """The suite of a file, or of a task of lm-eval: `lm-eval:NAME`.

    Raises:
        SourceError: the file cannot be read, holds no item, or a line of it is none.
        UsageError: the task cannot be read.
    """
    if str(path).startswith(PREFIX):
        return read_task(str(path))
    path = Path(path)
    items: list[Item] = []
    first: dict[str, int] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            item = _item(orjson.loads(line))
        except orjson.JSONDecodeError:
            raise SourceError(f"{where}: it is no JSON; a suite has one JSON object a line") from None
        except UsageError as error:
            raise SourceError(f"{where}: {error}") from None
        if item.id in first:
            raise SourceError(f"{where}: the id of this item is that of line {first[item.id]}; ids must be unique")
        first[item.id] = number
        items.append(item)
    if not items:
        raise SourceError(f"{path}: the suite is empty; it has one JSON object a line")
    return Suite(path.name, tuple(items), digest(items))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: the suite cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        bad = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"{path}:{bad}: it is no UTF-8; save the suite as UTF-8") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _fail(message: str) -> NoReturn:
    raise UsageError(message)


def _item(raw: Any) -> Item:
    if not isinstance(raw, dict):
        _fail("an object was expected")
    for key in raw:
        if key not in _KEYS:
            _fail(f"an unknown key; {nearest(key, _KEYS)}")
    name = _text(raw, "id")
    capability = _text(raw, "capability", _CAPABILITY, "small letters, digits and underscores")
    if TAKEN.fullmatch(capability):
        _fail("'capability': this is the name of a number of the report; give another")
    messages = _messages(raw)
    ask = _ask(raw, messages)
    if raw.get("role", "retain") not in ("retain", "target"):
        _fail("'role': 'retain' or 'target' was expected")
    return Item(
        id=name,
        capability=capability,
        language=_text(raw, "language", _LANGUAGE, "a code such as 'en' or 'zh'"),
        cluster=_text(raw, "cluster") if "cluster" in raw else name,
        messages=messages,
        ask=ask,
        role=raw.get("role", "retain"),
        tools=_tools(raw),
    )


def _text(raw: dict[str, Any], key: str, form: re.Pattern[str] | None = None, said: str = "") -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        _fail(f"{key!r}: a text that is not blank was expected" if key in raw else f"{key!r} is missing")
    if form is not None and not form.fullmatch(value):
        _fail(f"{key!r}: {said} was expected")
    return value


def _messages(raw: dict[str, Any]) -> tuple[Message, ...]:
    if "prompt" in raw:
        if "messages" in raw:
            _fail("either 'prompt' or 'messages' was expected, not both")
        return (Message("user", _text(raw, "prompt")),)
    given = raw.get("messages", [])
    if not isinstance(given, list) or ("messages" in raw and not given):
        _fail("'messages': a list of at least one message was expected")
    return tuple(_message(message, place, len(given)) for place, message in enumerate(given, start=1))


def _message(raw: Any, place: int, last: int) -> Message:
    if not isinstance(raw, dict) or raw.keys() != {"role", "content"}:
        _fail(f"message {place}: an object with 'role' and 'content' was expected")
    if raw["role"] not in _ROLES:
        _fail(f"message {place}: the role must be one of {', '.join(_ROLES)}")
    if not isinstance(raw["content"], str):
        _fail(f"message {place}: 'content' must be a text")
    if place == last and raw["role"] != "user":
        _fail("the last message must be the user's: the model is to answer it")
    return Message(raw["role"], raw["content"])


def _ask(raw: dict[str, Any], messages: tuple[Message, ...]) -> Ask:
    forms: dict[str, Callable[[dict[str, Any]], Ask]] = {"choices": _choose, "check": _produce, "text": _follow}
    given = [key for key in forms if key in raw]
    if len(given) != 1:
        _fail("exactly one of 'choices', 'check' and 'text' was expected")
    for key, form in (("answer", "choices"), ("limit", "check")):
        if key in raw and form not in raw:
            _fail(f"{key!r} goes with {form!r} only")
    if given != ["text"] and not messages:
        _fail("'prompt' or 'messages' is missing")
    return forms[given[0]](raw)


def _choose(raw: dict[str, Any]) -> Choose:
    options, gold = raw["choices"], raw.get("answer")
    if not isinstance(options, list) or len(options) < 2 or not all(isinstance(option, str) for option in options):
        _fail("'choices': a list of at least two texts was expected")
    if not all(option.strip() for option in options) or len({option.strip() for option in options}) < len(options):
        _fail("'choices': the texts must differ, and none may be blank")
    if not isinstance(gold, int) or isinstance(gold, bool) or not 0 <= gold < len(options):
        _fail("'answer': the place of the right choice was expected, counted from 0")
    return Choose(tuple(options), gold)


def _produce(raw: dict[str, Any]) -> Produce:
    limit = raw.get("limit", 64)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST_TOKENS:
        _fail(f"'limit': a whole number from 1 to {MOST_TOKENS} was expected")
    try:
        return Produce(from_json(raw["check"]), limit)
    except UsageError as error:
        _fail(f"'check': {error}")


def _follow(raw: dict[str, Any]) -> Follow:
    return Follow(_text(raw, "text"))


def _tools(raw: dict[str, Any]) -> str:
    if "tools" not in raw:
        return ""
    tools = raw["tools"]
    if not isinstance(tools, list) or not tools or not all(map(_is_tool, tools)):
        _fail("'tools': a list of tool declarations was expected, each with a 'function' that has a 'name'")
    return orjson.dumps(tools).decode()


def _is_tool(tool: Any) -> bool:
    function = tool.get("function") if isinstance(tool, dict) else None
    return isinstance(function, dict) and isinstance(function.get("name"), str)
