"""What to say when nothing can be read: what, where and what to do, in plain English and without any data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from auditor.errors import SourceError
from auditor.records import Unreadable
from auditor.sources.layout import KNOWN
from auditor.sources.shapes.plan import SHAPES

_MOST_LINES = 6
_WHY: dict[str, str] = {
    "binary": "it holds binary data, not text; give the data as one of: " + KNOWN,
    "truncated": "it ends too early: copy or download it again",
    "empty_file": "it holds no rows",
    "corrupt": "it is broken: copy, download or export it again",
    "not_utf8": "its text is not UTF-8; convert it, for example with: iconv -f UTF-16 -t UTF-8",
    "no_permission": "it may not be read; change its permissions, or run as a user who may read it",
    "io_error": "the system could not read it; see whether the disk or the mount is all right",
    "unknown_format": "its format is not known; give the data as one of: " + KNOWN,
    "unsupported_format": "this container is not read; convert it to one of: " + KNOWN,
    "invalid_json": "not valid JSON; write one JSON object a line, or one JSON array",
    "invalid_csv": "not valid CSV; export it again with quotes around fields that hold quotes or line breaks",
    "not_an_object": "not an object with named fields",
    "nested_too_deep": "nested deeper than 200 levels",
    "too_long": "longer than 64 MiB",
    "pre_tokenized": "only token numbers, no text; scan the data from before it was tokenized",
}


def complaint(reason: str) -> str:
    """What a reason means and what to do about it."""
    return _WHY.get(reason, reason)


def nothing_read(unreadable: Sequence[Unreadable]) -> SourceError:
    """The error for an input of which no record at all could be made.

    It tells each reason with its first place and count, and for rows of no known shape their keys and the shapes.
    """
    if not unreadable:
        return SourceError("there are no records in the data; give files or folders that hold some")
    counts = Counter(item.reason for item in unreadable)
    first = {item.reason: item for item in reversed(unreadable)}
    if len(unreadable) == 1 and unreadable[0].reason not in ("no_shape",):
        item = unreadable[0]
        detail = f" ({item.detail})" if item.detail else ""
        return SourceError(f"{item.origin}: {complaint(item.reason)}{detail}")
    said = [_line(first[reason], count) for reason, count in counts.most_common(_MOST_LINES)]
    text = "no record could be read:\n" + "\n".join(f"  {line}" for line in said)
    if "no_shape" in counts:
        shapes = "\n".join(f"    {name}: {words}" for name, words in SHAPES.items())
        text += (
            "\n  Rename the fields to one of these shapes, or name the shape with --shape if the fields are close "
            f"to it:\n{shapes}"
        )
    return SourceError(text)


def _line(item: Unreadable, count: int) -> str:
    more = f" and {count - 1:,} more" if count > 1 else ""
    if item.reason == "no_shape":
        return f"{item.origin}{more}: no known shape has these keys: {item.detail or 'none'}"
    detail = f" ({item.detail})" if item.detail else ""
    return f"{item.origin}{more}: {complaint(item.reason)}{detail}"
