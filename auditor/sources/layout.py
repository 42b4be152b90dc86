"""What a file holds: told by its first bytes, and by its name only where these leave it open."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Literal

import orjson

from auditor.sources.shard import Bad
from auditor.sources.streams import Tape

Layout = Literal["jsonl", "json", "csv", "tsv", "txt", "parquet", "arrow"]
_BY_SUFFIX: dict[str, Layout] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "txt",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".feather": "arrow",
}
_COMPRESSED = (".gz", ".zst", ".zstd")
MARK = b"\xef\xbb\xbf"
_PEEK = 256 * 2**10
_SAMPLE = 8 * 2**10
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAGIC = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\x7fELF", b"\xff\xd8\xff", b"SQLite format", b"BZh", b"\xfd7zXZ")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
KNOWN = ", ".join(_BY_SUFFIX) + ", each also with .gz or .zst"


def layout_by_name(name: str) -> Layout | None:
    """What the extension of a file name says, if it is a known one."""
    name = name.lower()
    for ending in _COMPRESSED:
        name = name.removesuffix(ending)
    return _BY_SUFFIX.get(Path(name).suffix)


def layout_of(path: Path) -> Layout | Bad | None:
    """What the file holds; None where neither the content nor the name tells.

    Raises:
        OSError: the file cannot be read.
    """
    head, whole, trouble = _head(path)
    named = layout_by_name(path.name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return "arrow"
    if not head.removeprefix(MARK).strip():
        return Bad(trouble or "empty_file")
    if named in ("parquet", "arrow"):
        return Bad("corrupt")
    if bad := _unreadable(head):
        return bad
    if named in ("csv", "tsv") and _ends_in_returns(head):
        return Bad("bare_returns")
    if named in ("csv", "tsv", "txt"):
        return named
    text = head.removeprefix(MARK).lstrip()
    if text[:1] in (b"{", b"["):
        return _json_layout(text, whole, path.name)
    return "jsonl" if named else None


def _head(path: Path) -> tuple[bytes, bool, str]:
    tape = Tape(path)
    head = b""
    with closing(tape.chunks()) as chunks:
        for chunk in chunks:
            head += chunk
            if len(head) >= _PEEK:
                return head[:_PEEK], False, ""
    return head, True, tape.trouble


def _unreadable(head: bytes) -> Bad | None:
    sample = head[:_SAMPLE]
    if sample.startswith(_WIDE) or sample[1::2].count(0) > len(sample) // 5 or sample[::2].count(0) > len(sample) // 5:
        looks_wide = sample.startswith(_WIDE) or (sample[1::2].count(0) > 0) != (sample[::2].count(0) > 0)
        return Bad("not_utf8" if looks_wide else "binary")
    share = len(_CONTROL.findall(sample)) / len(sample)
    if sample.startswith(_MAGIC) or share > (0.3 if sample.lstrip()[:1] in (b"{", b"[") else 0.05):
        return Bad("binary")
    replaced = sample.decode("utf-8", "replace").count("\ufffd")
    if replaced > len(sample) * 0.3:
        return Bad("not_utf8")
    return None


def _ends_in_returns(head: bytes) -> bool:
    """Whether the first line of a table ends in a carriage return alone, as on the Macintosh before 2001."""
    first = head.lstrip().partition(b"\n")[0]
    place = first.find(b"\r", 0, len(first) - 1)
    return place >= 0 and first.count(b'"', 0, place) % 2 == 0


def _json_layout(text: bytes, whole: bool, name: str) -> Layout:
    """JSON lines where the first lines are values of their own; else one JSON text, or several over many lines."""
    rows = [line for line in text.split(b"\n") if line.strip()]
    complete = rows if whole else rows[:-1]
    lined = layout_by_name(name) == "jsonl"
    if len(rows) == 1:
        return "jsonl" if lined and text[:1] == b"{" else "json"
    if complete and _is_value(complete[0]):
        return "jsonl"
    if text[:1] == b"{" and any(_is_value(line) for line in complete[1:50] if line[:1] == b"{"):
        return "jsonl"
    if not complete and lined and text[:1] == b"{":
        return "jsonl"
    return "json"


def _is_value(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict | list)
    except orjson.JSONDecodeError:
        return False
