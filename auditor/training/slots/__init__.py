"""Built-in slot templates by name.

`templates.json` holds the formats of the template registry of LLaMA-Factory 0.9.5 (https://github.com/hiyouga/LLaMA-Factory,
`src/llamafactory/data/template.py`), without those for speech and most of those for images. A key that an entry lacks
has the value of `_read`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from auditor.errors import UsageError
from auditor.training.slots.model import CONTENT, Mark, Slot, Slots, SlotTemplate, Token

__all__ = ["CONTENT", "Mark", "Slot", "SlotTemplate", "Slots", "Token", "find", "names"]

THOUGHT = ("<think>\n", "\n</think>\n\n")
CALL = ("<tool_call>", "</tool_call>")


def find(name: str) -> SlotTemplate:
    """The template of that name; raises UsageError, with near names, if there is none."""
    entry = _table().get(name)
    if entry is None:
        near = difflib.get_close_matches(name, _table(), n=5, cutoff=0.5)
        near += [known for known in _table() if name[:4] and known.startswith(name[:4]) and known not in near]
        hint = f"did you mean {', '.join(near[:8])}?" if near else f"known: {', '.join(names())}"
        raise UsageError(f"template: {name!r} is not built in; {hint}")
    return _read(name, entry)


def names() -> tuple[str, ...]:
    """Names of all built-in templates, sorted."""
    return tuple(sorted(_table()))


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files(__name__).joinpath("templates.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = json.loads(text)
    return table


def _read(name: str, entry: Mapping[str, Any]) -> SlotTemplate:
    user = _slots(entry.get("user", [CONTENT]))
    assistant = _slots(entry["assistant"])
    return SlotTemplate(
        name=name,
        prefix=_slots(entry.get("prefix", [])),
        system=_slots(entry.get("system", [CONTENT])),
        user=user,
        assistant=assistant,
        observation=_slots(entry["observation"]) if "observation" in entry else user,
        function=_slots(entry["function"]) if "function" in entry else assistant,
        tools=entry.get("tools", "default"),
        default_system=entry.get("default_system", ""),
        stop_words=tuple(entry.get("stop_words", [])),
        thought=_pair(entry.get("thought", THOUGHT)),
        empty_thought=entry.get("empty_thought"),
        tool_call=_pair(entry.get("tool_call", CALL)),
        system_in_user=entry.get("system_in_user", False),
        efficient_eos=entry.get("efficient_eos", False),
        replace_eos=entry.get("replace_eos", False),
        media=tuple(entry.get("media", [])),
    )


def _slots(items: list[str | dict[str, str]]) -> Slots:
    return tuple(_slot(item) for item in items)


def _slot(item: str | dict[str, str]) -> Slot:
    match item:
        case str():
            return item
        case {"mark": mark}:
            return Mark(mark)
        case _:
            return Token(item["token"])


def _pair(words: list[str] | tuple[str, str]) -> tuple[str, str]:
    first, second = words
    return first, second
