"""The digest of a suite: of all that its items say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import orjson

from auditor.suites import Ask, Choose, Follow, Item, Produce


def digest(items: Iterable[Item]) -> str:
    """SHA-256 over the canonical JSON of the items, in their order; in hexadecimal."""
    return hashlib.sha256(orjson.dumps([_plain(item) for item in items], option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "capability": item.capability,
        "language": item.language,
        "cluster": item.cluster,
        "messages": [[message.role, message.content] for message in item.messages],
        "ask": _asked(item.ask),
        "role": item.role,
        "tools": item.tools,
    }


def _asked(ask: Ask) -> list[object]:
    match ask:
        case Choose(options, gold):
            return ["choose", list(options), gold]
        case Produce(check, limit):
            return ["produce", repr(check), limit]
        case Follow(text):
            return ["follow", text]
