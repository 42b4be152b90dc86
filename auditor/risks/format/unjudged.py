"""What stands in records, is read, and is not judged: counted, so that a report can say how much of it there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.records import Record

MEASURES = ("media", "pairs", "votes", "prompts")
PROMPT_ONLY = "prompt_only"
"""The shape of data for online methods, in which the model is to find the answer."""
_COLUMNS = ("image", "images", "audio", "audios", "video", "videos")
_CONVERSATIONS = ("messages", "conversations", "conversation", "prompt", "completion", "chosen", "rejected")
_PART = re.compile(r"(?:input_)?(?:image|audio|video)(?:_url|_data)?")


def find(record: Record) -> Iterator[str]:
    """The measures that a record counts for."""
    if any(record.row.get(name) for name in _COLUMNS) or any(map(_holds_media, _contents(record.row))):
        yield "media"
    if record.rejected:
        yield "pairs"
    if record.label is not None:
        yield "votes"
    if record.shape == PROMPT_ONLY:
        yield "prompts"


def _contents(row: Mapping[str, object]) -> Iterator[list[object]]:
    """Contents of messages that are lists of parts."""
    for name in _CONVERSATIONS:
        messages = row.get(name)
        for message in messages if isinstance(messages, list) else ():
            content = message.get("content") if isinstance(message, dict) else None
            if isinstance(content, list):
                yield content


def _holds_media(parts: list[object]) -> bool:
    kinds = (part.get("type") for part in parts if isinstance(part, dict))
    return any(isinstance(kind, str) and _PART.fullmatch(kind) for kind in kinds)
