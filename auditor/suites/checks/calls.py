"""Tool calls in generated text, in the forms that common chat templates teach, and the checks that read them.

Forms: Hermes and Qwen 2.5 (`<tool_call>` around JSON), Qwen3-Coder (`<function=..><parameter=..>`), GLM 4.5
(`<arg_key>`), Llama 3 (JSON with `parameters`, `<function=name>{..}</function>`, Python calls in brackets), Mistral,
DeepSeek, ChatGLM, gpt-oss, ReAct, OpenAI's own JSON, and plain JSON. Special tokens may be gone from the text, as
decoders drop them.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from auditor.models import Generated
from auditor.suites.checks.answers import equal
from auditor.suites.checks.building import JsonText

_NAME = r"[A-Za-z_][\w.-]{0,63}"
_LONGEST = 20_000
"""Characters of a reply that are looked at."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was written."""

    name: str
    arguments: Any
    typed: bool = True
    """Whether its values have types; in forms of XML all are text."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """Does the reply make exactly one call, of this tool with these arguments?

    Texts are compared without the blanks around them and whatever their case; numbers and truth values by value.
    """

    name: str
    arguments: JsonText = "{}"
    optional: tuple[str, ...] = ()
    """Arguments that may be there besides, with any value."""

    def __post_init__(self) -> None:
        if not isinstance(orjson.loads(self.arguments), dict):
            raise ValueError("arguments: an object was expected")

    def right(self, reply: Generated) -> bool:
        match calls(reply.text, (self.name,)):
            case (Call(self.name, dict(given), typed),):
                return self._fits(given, typed)
            case _:
                return False

    def _fits(self, given: dict[str, Any], typed: bool) -> bool:
        wanted: dict[str, Any] = orjson.loads(self.arguments)
        more = given.keys() - wanted.keys()
        if wanted.keys() - given.keys() or more - set(self.optional):
            return False
        return all(_same(given[key] if typed else _read(given[key], value), value) for key, value in wanted.items())


@dataclass(frozen=True, slots=True)
class NoCall:
    """Does the reply say something in words, and call none of the tools?"""

    tools: tuple[str, ...] = ()
    """Names of the tools at hand: some forms of a call can be told from prose only by them."""

    def right(self, reply: Generated) -> bool:
        return bool(reply.text.strip()) and not calls(reply.text, self.tools) and _ATTEMPT.search(reply.text) is None


_ATTEMPT = re.compile(r"<tool_call>|\[TOOL_CALLS\]|<[|｜](?:tool|python_tag)|<function=|✿FUNCTION✿|(?m:^Action Input:)")
"""A call was begun, though it may not parse."""


def _same(given: Any, wanted: Any) -> bool:
    match given, wanted:
        case str(), str():
            return " ".join(given.split()).casefold() == " ".join(wanted.split()).casefold()
        case list(), list():
            return len(given) == len(wanted) and all(map(_same, given, wanted))
        case dict(), dict():
            return given.keys() == wanted.keys() and all(_same(given[key], wanted[key]) for key in wanted)
        case _:
            return equal(given, wanted)


def _read(given: Any, wanted: Any) -> Any:
    """A value that was written as text, read as what is wanted."""
    if isinstance(wanted, str) or not isinstance(given, str):
        return given
    return _json(given.strip().replace("True", "true").replace("False", "false")) if given else given


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def calls(text: str, names: tuple[str, ...] = ()) -> tuple[Call, ...]:
    """The calls in a text. Forms that prose may have too, such as `name(a=1)`, count only for the names given."""
    text = text[:_LONGEST]
    try:
        for form in (_tagged, _functions, _marked, _react, _objects):
            found = tuple(form(text))
            if found:
                return found
        return (*_headed(text, names), *_python(text, names))
    except RecursionError:  # a thousand brackets
        return ()


def _made(value: Any) -> Iterator[Call]:
    """Calls in a JSON value: one, a list of them, or OpenAI's wrapping."""
    match value:
        case list():
            for part in value:
                yield from _made(part)
        case {"tool_calls": list(inner), **_rest}:
            yield from _made(inner)
        case {"function": dict(inner), **_rest}:
            yield from _made(inner)
        case {"name": str(name), "arguments": arguments, **_rest} | {
            "name": str(name),
            "parameters": arguments,
            **_rest,
        }:
            yield Call(name, _json(arguments) if isinstance(arguments, str) else arguments)
        case {"type": "function", "function": str(name), "parameters": arguments, **_rest}:
            yield Call(name, arguments)
        case _:
            return


_TAGGED = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_FUNCTION = re.compile(rf"<function=({_NAME})>(.*?)</function>", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=([^>\n]+)>\n?(.*?)\n?</parameter>", re.DOTALL)
_ARGUMENT = re.compile(r"<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>", re.DOTALL)


def _tagged(text: str) -> Iterator[Call]:
    """Hermes, Qwen and GLM 4.5: between `<tool_call>` tags."""
    for found in _TAGGED.finditer(text):
        inside = found[1].strip()
        if inside.startswith(("{", "[")):
            yield from _made(_json(inside))
        elif "<function=" in inside:
            yield from _functions(inside)
        elif name := re.match(_NAME, inside):
            yield Call(name[0], {key.strip(): value.strip() for key, value in _ARGUMENT.findall(inside)}, typed=False)


def _functions(text: str) -> Iterator[Call]:
    """`<function=name>` around JSON (Llama 3) or around `<parameter=..>` (Qwen3-Coder)."""
    for name, inside in _FUNCTION.findall(text):
        if inside.strip().startswith("{"):
            yield Call(name, _json(inside.strip()))
        else:
            yield Call(name, dict(_PARAMETER.findall(inside)), typed=False)


_MARKED = re.compile(
    rf"(?:function)?<[|｜]tool▁sep[|｜]>(?P<deep>{_NAME})\s*```(?:json)?\s*(?P<one>\{{.*?\}})\s*```"
    rf"|<[|｜]tool▁call▁begin[|｜]>(?P<deeper>{_NAME})<[|｜]tool▁sep[|｜]>(?P<two>\{{.*?\}})\s*(?:<[|｜]tool▁call▁end|\Z)"
    rf"|\[TOOL_CALLS\]\s*(?P<mistral>{_NAME})(?:\[CALL_ID\]\w+)?(?:\[ARGS\])?\s*(?P<three>\{{.*\}})"
    rf"|to=functions\.(?P<harmony>{_NAME})[^{{]{{0,60}}(?P<four>\{{.*\}})"
    rf"|✿FUNCTION✿:\s*(?P<qwen>{_NAME})\s*✿ARGS✿:\s*(?P<five>\{{.*?\}})\s*(?=✿|\Z)",
    re.DOTALL,
)


def _marked(text: str) -> Iterator[Call]:
    """DeepSeek, Mistral, gpt-oss and the first Qwen: a name and JSON between markers."""
    for found in _MARKED.finditer(text):
        name, arguments = (value for value in found.groups() if value is not None)
        yield Call(name, _json(arguments))


_REACT = re.compile(
    rf"^Action:\s*({_NAME})\s*\n\s*Action Input:\s*(\{{.*?\}})\s*(?=^Observation|\Z)", re.DOTALL | re.MULTILINE
)


def _react(text: str) -> Iterator[Call]:
    """`Action:` and `Action Input:`."""
    for name, arguments in _REACT.findall(text):
        yield Call(name, _json(arguments))


_FENCED = re.compile(r"```[A-Za-z]*[ \t]*\n(.*?)\n?```", re.DOTALL)


def _objects(text: str) -> Iterator[Call]:
    """JSON objects with a name and arguments, alone, in code blocks, or one after the other behind some words."""
    body = "\n".join(_FENCED.findall(text)) or text
    for mark in ("<|python_tag|>", "[TOOL_CALLS]", "<|plugin|>", "<|action_start|>", "<|action_end|>"):
        body = body.replace(mark, " ")
    body = body.strip()
    if body.startswith("[") and (whole := _json(body)) is not None:
        yield from _made(whole)
        return
    place = body.find("{")
    while place >= 0:
        end = _closing(body, place)
        if end is None:
            return
        yield from _made(_json(body[place:end]))
        place = body.find("{", end)


def _closing(text: str, start: int) -> int | None:
    """Where the object that opens here is closed, strings read as strings."""
    depth, quoted, place = 0, False, start
    while place < len(text):
        sign = text[place]
        if quoted:
            place += sign == "\\"
            quoted = sign != '"'
        elif sign == '"':
            quoted = True
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return place + 1
        place += 1
    return None


_HEADED = re.compile(rf"(?:function)?({_NAME})\s*(?:```(?:json)?\s*)?(?:json\s*)?(\{{.*\}})\s*(?:```)?", re.DOTALL)


def _headed(text: str, names: tuple[str, ...]) -> Iterator[Call]:
    """A name with JSON behind it: GLM 4, and DeepSeek or Mistral without their special tokens."""
    found = _HEADED.fullmatch(text.strip())
    if found:
        name = next((name for name in names if found[1] in (name, f"function{name}", f"{name}json")), None)
        if name:
            yield Call(name, _json(found[2]))


_GLM = re.compile(rf"\A\s*({_NAME})\s*\n\s*```python\s*\n\s*tool_call\(", re.DOTALL)


def _python(text: str, names: tuple[str, ...]) -> Iterator[Call]:
    """Python calls with named arguments: Llama 3.2 and 4 in brackets, ChatGLM 3 by `tool_call(..)`."""
    glm = _GLM.match(text)
    body = "\n".join(_FENCED.findall(text)) or text.replace("<|python_tag|>", "").strip()
    if "(" not in body:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes
            tree = ast.parse(body.strip().strip(";"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for call in tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]:
        if isinstance(call, ast.Call):
            name = ast.unparse(call.func)
            name = glm[1] if glm and name == "tool_call" else name
            arguments = _named(call)
            if name in names and arguments is not None:
                yield Call(name, arguments)


def _named(call: ast.Call) -> dict[str, Any] | None:
    """The arguments of a Python call, if all are named and plain values."""
    if call.args:
        return None
    try:
        return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
