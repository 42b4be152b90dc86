"""Splits JSON text into its rows, a chunk at a time, without parsing them.

Rows are the elements of a top-level array, or the top-level values themselves where several follow each other, or
the elements of the lists of objects in one top-level object that is no row itself (`{"data": [...]}`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import orjson

from auditor.sources import shard
from auditor.sources.shard import Bad

_BLANKS = re.compile(rb"[\s,]*+")
_CALM = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\\n]++|\\.)*+")*+', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_KEY = re.compile(rb'[\s,]*+("(?:[^"\\]++|\\.)*+")\s*+:\s*+', re.DOTALL)
_FIRST_KEY = re.compile(rb'\{\s*+("(?:[^"\\]++|\\.)*+")\s*+:', re.DOTALL)
_ROWS = re.compile(rb"\[\s*+(.)", re.DOTALL)
_JUNK = re.compile(rb'[^\n,{\["\]]++|.', re.DOTALL)
_QUOTE, _OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST = b'"{}[]'
_MOST_TRIES = 8
"""Places tried when looking for the next good element after a bad one."""
_PEEK = 2**20
"""Bytes of a top-level object that are looked at to see whether it is a row or holds the rows."""


class Elements:
    """Iterates over the raw bytes of each row; `truncated` is set at the end if the text stops inside an array."""

    def __init__(self, chunks: Iterator[bytes], is_field: Callable[[str], bool]) -> None:
        self._chunks = chunks
        self._is_field = is_field
        self._text = b""
        self._at = 0
        self._inside: list[str] = []
        self.truncated = False

    def __iter__(self) -> Iterator[bytes | Bad]:
        while (byte := self._next()) is not None:
            inside = self._inside[-1] if self._inside else ""
            if inside == "wrapper":
                self._field(byte)
            elif byte == _CLOSE_LIST and inside:
                self._at += 1
                self._inside.pop()
            elif byte == _OPEN_LIST and not inside:
                self._at += 1
                self._inside.append("array")
            elif byte == _OPEN and not inside and self._wraps():
                self._at += 1
                self._inside.append("wrapper")
            else:
                yield self._value(byte)
        self.truncated = self.truncated or bool(self._inside)

    def _more(self) -> bool:
        """Takes in the next chunks: as much as is held already, since what is held may be scanned once more."""
        held = [self._text[self._at :]]
        wanted = min(len(held[0]), shard.LONGEST)
        while (chunk := next(self._chunks, None)) is not None:
            held.append(chunk)
            wanted -= len(chunk)
            if wanted <= 0:
                break
        self._text = b"".join(held)
        self._at = 0
        return len(held) > 1

    def _next(self) -> int | None:
        """The next byte that is neither white space nor a comma; None at the end."""
        while True:
            match = _BLANKS.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return None

    def _value(self, byte: int) -> bytes | Bad:
        if byte in (_OPEN, _OPEN_LIST):
            return self._compound()
        if byte == _QUOTE:
            return self._string()
        return self._junk()

    def _junk(self) -> bytes:
        while (match := _JUNK.match(self._text, self._at)) and match.end() == len(self._text) and self._more():
            pass
        end = match.end() if match else len(self._text)
        item, self._at = self._text[self._at : end], end
        return item.rstrip()

    def _string(self) -> bytes | Bad:
        long = False
        while (match := _STRING.match(self._text, self._at)) is None:
            if long or len(self._text) - self._at > shard.LONGEST:
                self._forget(0)
                long = True
            if not self._more():
                self.truncated = True
                item, self._at = self._text[self._at :], len(self._text)
                return Bad("too_long") if long else item
        item, self._at = match.group(), match.end()
        return Bad("too_long") if long else item

    def _compound(self) -> bytes | Bad:
        """The object or list that begins here; if its brackets do not match, what comes before the next good one."""
        pos, long, doubted = 0, False, False
        stack = bytearray()
        while True:
            match = _CALM.match(self._text, self._at + pos)
            pos = match.end() - self._at if match else pos
            byte = self._text[self._at + pos] if self._at + pos < len(self._text) else None
            if byte == _QUOTE and not long and not doubted and self._text.find(b"\n", self._at + pos) >= 0:
                # This string holds a raw line break, which JSON forbids: a quote may be missing before it.
                doubted = True
                if (found := self._resync(more=True)) is not None:
                    return found
            if byte == _QUOTE and (string := _STRING.match(self._text, self._at + pos)):
                pos = string.end() - self._at
            elif byte is None or byte == _QUOTE:
                if long or len(self._text) - self._at > shard.LONGEST:
                    if not long and (found := self._resync(more=False)) is not None:
                        return found
                    pos, long = self._forget(pos), True
                if not self._more():
                    return self._unfinished(long)
            elif byte in (_OPEN, _OPEN_LIST):
                stack.append(byte)
                pos += 1
            elif stack.pop() != byte - 2:  # in ASCII, closing brackets are two after their opening ones
                return self._mismatch(pos, long)
            else:
                pos += 1
            if byte is not None and not stack:
                item = self._text[self._at : self._at + pos]
                self._at += pos
                return Bad("too_long") if long else item

    def _forget(self, pos: int) -> int:
        """Lets go of text that is too long to be held, and gives the position in what is left."""
        rest = self._text[self._at + pos :]
        if rest.startswith(b'"'):
            rest = b'"' + rest[len(rest.rstrip(b"\\")) :] if len(rest) > 1 else rest
        self._text, self._at = rest, 0
        return 0

    def _unfinished(self, long: bool) -> bytes | Bad:
        if not long and (found := self._resync(more=False)) is not None:
            return found
        self.truncated = True
        item, self._at = self._text[self._at :], len(self._text)
        return Bad("too_long") if long else item.rstrip()

    def _mismatch(self, pos: int, long: bool) -> bytes | Bad:
        if not long and (found := self._resync(more=False)) is not None:
            return found
        item = self._text[self._at : self._at + pos]
        self._at += pos
        if self._text[self._at] == _CLOSE:
            self._at += 1
        return Bad("too_long") if long else item.rstrip()

    def _resync(self, more: bool) -> bytes | None:
        """Cuts the element where the next one begins: an object with the same first key, and a good one."""
        first = _FIRST_KEY.match(self._text, self._at)
        if first is None:
            return None
        if more and len(self._text) - self._at < 2 * shard.CHUNK:
            self._more()
        begin = re.compile(rb"[,\s}](\{\s*+" + re.escape(first.group(1)) + rb"\s*+:)")
        for tried, candidate in enumerate(begin.finditer(self._text, self._at + 1)):
            if tried == _MOST_TRIES:
                break
            end = _balanced(self._text, candidate.start(1))
            if end is not None and _is_json(self._text[candidate.start(1) : end]):
                item = self._text[self._at : candidate.start(1)]
                self._at = candidate.start(1)
                return item.rstrip(b", \t\r\n")
        return None

    def _wraps(self) -> bool:
        """Whether the top-level object that begins here holds the rows in a list, and is not a row itself."""
        while (answer := self._wraps_so_far()) is None:
            if len(self._text) - self._at > _PEEK or not self._more():
                return False
        return answer

    def _wraps_so_far(self) -> bool | None:
        pos = self._at + 1
        while match := _KEY.match(self._text, pos):
            if self._is_field(match.group(1)[1:-1].decode("utf-8", "replace")):
                return False
            pos = match.end()
            rows = _ROWS.match(self._text, pos)
            if rows and rows.group(1) == b"{":
                return True
            end = _value_end(self._text, pos)
            if end is None:
                return None
            pos = end
        blank = _BLANKS.match(self._text, pos)
        pos = blank.end() if blank else pos
        rest = self._text[pos : pos + 1]
        return False if rest and rest != b'"' else None

    def _field(self, byte: int) -> None:
        """One field of the object that holds the rows: enters a list of objects, passes over anything else."""
        if byte != _QUOTE:
            self._at += 1
            if byte == _CLOSE:
                self._inside.pop()
            return
        self._string()
        while self._next() == ord(":"):
            self._at += 1
        byte = self._next() or 0
        while (rows := _ROWS.match(self._text, self._at)) is None and byte == _OPEN_LIST and self._more():
            pass
        if rows and rows.group(1) == b"{":
            self._at += 1
            self._inside.append("rows")
        elif byte:
            self._value(byte)


def _balanced(text: bytes, start: int) -> int | None:
    """End of the object or list that begins at `start`, or None if it does not end in this text."""
    depth, pos = 0, start
    while (match := _CALM.match(text, pos)) and (pos := match.end()) < len(text):
        if text[pos] == _QUOTE:
            string = _STRING.match(text, pos)
            if string is None:
                return None
            pos = string.end()
            continue
        depth += 1 if text[pos] in (_OPEN, _OPEN_LIST) else -1
        pos += 1
        if depth == 0:
            return pos
    return None


def _value_end(text: bytes, start: int) -> int | None:
    if start >= len(text):
        return None
    if text[start] in (_OPEN, _OPEN_LIST):
        return _balanced(text, start)
    if text[start] == _QUOTE:
        string = _STRING.match(text, start)
        return string.end() if string else None
    scalar = re.compile(rb"[^,}\]\s]++(?=[,}\]\s])").match(text, start)
    return scalar.end() if scalar else None


def _is_json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True
