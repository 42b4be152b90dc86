"""Tool calls and declarations as every kind of data writes them, read into one form.

OpenAI and TRL (`tool_calls[].function`), Anthropic (`tool_use`), ShareGPT as in glaive (`function_call` with name and
arguments), Hermes (`<tool_call>` in the text), BFCL (`[{"name": {"argument": ...}}]`), and Toolformer (`name('...')` in
the text of the answer, the tools named in the prompt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from auditor.records import TOOL_CALL, Record, Turn


@dataclass(frozen=True, slots=True)
class Tool:
    """A declared tool."""

    known: frozenset[str] | None
    """Names of its arguments; None where the declaration does not say."""
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    turn: Turn
    name: str | None
    """None where it cannot be told."""
    arguments: Mapping[str, object] | None
    """None where they cannot be told."""
    broken: bool = False
    """Whether the arguments are no JSON object."""


def load(text: str) -> object:
    """The JSON value, None if it is no JSON."""
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value


def declared(record: Record) -> tuple[dict[str, Tool], bool]:
    """Declared tools by name, and whether every declaration could be read."""
    tools: dict[str, Tool] = {}
    whole = True
    for turn in record.tools:
        value = load(turn.text)
        whole &= _declare(value, tools)
    return tools, whole


def _declare(value: object, tools: dict[str, Tool], depth: int = 4) -> bool:
    """Adds the tools that a value declares; whether it could be read."""
    if isinstance(value, str) and depth:
        return _declare(load(value), tools, depth - 1)
    if isinstance(value, list) and depth:
        read = [_declare(item, tools, depth - 1) for item in value]  # all of them, also behind one that fails
        return False not in read
    if not isinstance(value, dict):
        return False
    inner = value.get("function")
    if isinstance(inner, dict):
        return _declare(inner, tools, depth - 1) if depth else False
    name = value.get("name")
    if not isinstance(name, str):
        return value.get("type") not in (None, "function")  # a tool that the server has, such as a search
    tools[name] = _tool(value)
    return True


def _tool(value: Mapping[str, object]) -> Tool:
    schema = next(
        (value[key] for key in ("parameters", "input_schema", "inputSchema", "arguments") if key in value), None
    )
    if isinstance(schema, str):
        schema = load(schema)
    if not isinstance(schema, dict):
        return Tool(None, frozenset())
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        flat = (
            bool(schema)
            and "type" not in schema
            and "$ref" not in schema
            and all(isinstance(v, dict) for v in schema.values())
        )
        return Tool(frozenset(schema), frozenset()) if flat else Tool(None, frozenset())
    required: list[str] = []
    for holder in (schema, value):
        listed = holder.get("required")
        if isinstance(listed, list):
            required.extend(name for name in listed if isinstance(name, str))
    fixed = frozenset(name for name in required if name in properties and not _has_default(properties[name]))
    combined = any(key in schema for key in ("$ref", "oneOf", "anyOf", "allOf", "patternProperties"))
    open_ended = combined or schema.get("additionalProperties") not in (None, False)
    return Tool(None if open_ended else frozenset(properties), fixed)


def _has_default(value: object) -> bool:
    return isinstance(value, dict) and "default" in value


_TAGGED = (("<tool_call>", "</tool_call>"), ("<functioncall>", "<|endoftext|>"))
"""What stands before and behind a call in a text: Hermes and Qwen; glaive."""
_KEYS = ("arguments", "parameters", "input", "args")


def calls(record: Record) -> Iterator[Call]:
    """Every call of the conversation, in order."""
    names: dict[str, str] | None = None
    for turn in record.turns:
        if turn.role == TOOL_CALL:
            if names is None:
                names = {extra.path: extra.text for extra in record.extra}
            yield from _of_turn(turn, names)
        elif turn.trained and ("<tool_call>" in turn.text or "<functioncall>" in turn.text):
            for inside in _tagged(turn.text):
                value = load(inside)
                if isinstance(value, dict):
                    yield _call(turn, value)


def _tagged(text: str) -> Iterator[str]:
    """What stands between the tags of calls."""
    for opening, closing in _TAGGED:
        for piece in text.split(opening)[1:]:
            yield piece.partition(closing)[0]


def _of_turn(turn: Turn, names: Mapping[str, str]) -> Iterator[Call]:
    before, _, key = turn.path.rpartition(".")
    value = load(turn.text)
    name = names.get(f"{before}.name") if key in _KEYS else None
    if name is not None:
        if isinstance(value, str):
            value = load(value)
        broken = value is not None and not isinstance(value, dict)
        yield Call(turn, name, value if isinstance(value, dict) else None, broken)
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield _call(turn, item)


def _call(turn: Turn, value: Mapping[str, object]) -> Call:
    """A call that holds its own name."""
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    name = value.get("name")
    if not isinstance(name, str):
        return Call(turn, None, None)
    key = next((key for key in _KEYS if key in value), None)
    if key is None:
        return Call(turn, name, {} if value.keys() <= {"name", "id", "type"} else None)
    arguments = value[key]
    if isinstance(arguments, str):
        arguments = load(arguments) if arguments.strip() else {}
    if arguments is None and value[key] is None:
        arguments = {}
    return Call(turn, name, arguments if isinstance(arguments, dict) else None, not isinstance(arguments, dict))


def bfcl_calls(turn: Turn, tools: Mapping[str, Tool]) -> Iterator[Call]:
    """The calls of an answer in the form of BFCL: a list of objects, each the name of a tool and its arguments."""
    value = load(turn.text)
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and len(item) == 1:
            ((name, arguments),) = item.items()
            if isinstance(arguments, dict):
                yield Call(turn, name, {key: inner for key, inner in arguments.items() if inner != [""]})


_ACCESS = re.compile(r"(?m)^toolformer access: *([\w, ]+)$")
_TOOLFORMER = re.compile(
    r"(?<![\w.'\"])(calculator|calendar|wikipedia|wolfram|weather|news|search|python|shell|browser|wikisearch"
    r"|translate)\((?=['\"])"
)


def toolformer(record: Record) -> Iterator[tuple[Turn, int, int]]:
    """Calls in answers of the Toolformer form to tools that the prompt does not name."""
    named = frozenset(
        word.strip().lower()
        for turn in record.turns if not turn.trained
        for match in _ACCESS.finditer(turn.text) for word in match[1].split(",")
    )  # fmt: skip
    if named:
        for turn in record.turns:
            if turn.trained:
                for match in _TOOLFORMER.finditer(turn.text):
                    if match[1] not in named:
                        yield turn, *match.span(1)
