"""JSON text to a tree whose leaves know their places: as forgiving as the reader of the sources."""

from __future__ import annotations

import json
import re

import orjson

from auditor.cleaning.leaves import Constant, Leaf, List, Node, Object, Step, What, number_text

_BLANKS = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANT = re.compile(r"true|false|null|NaN|-?Infinity")
_UNIT = re.compile(
    r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_BROKEN = re.compile("[\ud800-\udfff]")


class NotJsonError(ValueError):
    """The text is no JSON, not even with everything forgiven."""


def json_tree(text: str, steps: tuple[Step, ...] = (), outer: Leaf | None = None) -> Node:
    """The tree of a JSON text.

    `outer` is the string whose content the text is, which stands at `steps`.

    Raises:
        NotJsonError: it cannot be read.
    """
    return _Reader(text, steps, outer).whole()


def inner_tree(leaf: Leaf) -> Node | None:
    """The tree of the JSON that a string holds, if it holds a list or an object."""
    if leaf.what != "string" or leaf.text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        orjson.loads(leaf.text)
        return json_tree(leaf.text, leaf.steps, leaf)
    except (orjson.JSONDecodeError, NotJsonError):
        return None


def _zeros(number: str) -> str:
    """What keeps a number a decimal one when whole digits take its place: as many zeros as it has behind its point."""
    if "e" in number or "E" in number:
        return ".0"
    _, point, digits = number.partition(".")
    return point + "0" * len(digits)


class _Reader:
    def __init__(self, text: str, steps: tuple[Step, ...], outer: Leaf | None) -> None:
        self._text = text
        self._at = 0
        self._outer = outer
        self._steps = steps
        self._escaped = text.isascii()

    def whole(self) -> Node:
        node = self._value(self._steps)
        if self._next():
            raise NotJsonError
        return node

    def _next(self) -> str:
        """The next character that is no white space, not taken; empty at the end."""
        match = _BLANKS.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, wanted: str) -> None:
        if self._next() != wanted:
            raise NotJsonError
        self._at += 1

    def _below(self, steps: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
        return steps if self._outer is not None else (*steps, step)

    def _value(self, steps: tuple[Step, ...]) -> Node:
        first = self._next()
        if first == "{":
            return self._object(steps)
        if first == "[":
            return self._list(steps)
        if first == '"':
            return self._string(steps, key=False)
        if match := _CONSTANT.match(self._text, self._at):
            self._at = match.end()
            return Constant(match.group() if match.group()[-1] in "el" else "null", match.group() == "null")
        return self._number(steps)

    def _object(self, steps: tuple[Step, ...]) -> Object:
        self._take("{")
        fields: list[tuple[Leaf, Node]] = []
        while self._next() != "}":
            if fields:
                self._take(",")
                self._next()
            key = self._string(steps, key=True)
            self._take(":")
            fields.append((key, self._value(self._below(steps, key.text))))
        self._at += 1
        return Object(tuple(fields))

    def _list(self, steps: tuple[Step, ...]) -> List:
        self._take("[")
        items: list[Node] = []
        while self._next() != "]":
            if items:
                self._take(",")
            items.append(self._value(self._below(steps, len(items))))
        self._at += 1
        return List(tuple(items))

    def _number(self, steps: tuple[Step, ...]) -> Leaf:
        match = _NUMBER.match(self._text, self._at)
        if match is None:
            raise NotJsonError
        self._at = match.end()
        try:
            value: int | float = orjson.loads(match.group())
        except orjson.JSONDecodeError:
            value = json.loads(match.group(), parse_int=float)
        places = match.span()
        return Leaf(number_text(value), "number", steps, places, self._outer, self._escaped, value, _zeros(match[0]))

    def _string(self, steps: tuple[Step, ...], *, key: bool) -> Leaf:
        match = _STRING.match(self._text, self._at)
        if match is None:
            raise NotJsonError
        self._at = match.end()
        body, start = match[1], match.start(1)
        if key:
            steps = (*steps, body)
        what: What = "key" if key else "string"
        if "\\" not in body:
            text = _BROKEN.sub("\ufffd", body)
            return Leaf(text, what, steps, range(start, match.end()), self._outer, self._escaped)
        units = list(_UNIT.finditer(body))
        places = [*(start + unit.start() for unit in units), match.end(1)]
        text = "".join(_meant(unit.group()) for unit in units)
        return Leaf(text, what, steps, places, self._outer, self._escaped)


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def _meant(unit: str) -> str:
    """The character that a unit of a string stands for; what is none becomes the replacement character."""
    if unit[0] != "\\":
        return _BROKEN.sub("\ufffd", unit)
    if unit[1] != "u":
        if unit[1] not in _ESCAPES:
            raise NotJsonError
        return _ESCAPES[unit[1]]
    if len(unit) == 12:
        high, low = int(unit[2:6], 16), int(unit[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return _BROKEN.sub("\ufffd", chr(int(unit[2:], 16)))
