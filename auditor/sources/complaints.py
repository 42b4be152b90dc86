"""What to say when nothing can be read: what, where and what to do, in plain English and without any data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from auditor.errors import SourceError
from auditor.messages import say
from auditor.records import Unreadable
from auditor.sources.layout import KNOWN
from auditor.sources.shapes.plan import SHAPES

_MOST_LINES = 6
_WRONG_FORMAT = ("binary", "unknown_format", "unsupported_format")


def complaint(reason: str) -> str:
    """What a reason means and what to do about it. Errors speak English; findings speak both languages."""
    known = f": {KNOWN}" if reason in _WRONG_FORMAT else ""
    return f"{say(f'unreadable.{reason}', 'en')}; {say(f'mend.{reason}', 'en')}{known}"


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
