"""Built-in templates by name, and which model has which.

`templates.json` holds entries of the template registry of ms-swift 4.6.0 (https://github.com/modelscope/ms-swift,
`swift/template/templates/`), `models.json` the models of its model registry by their template. A key that an entry
lacks has the value of `_read`.

They are not the slot templates of `auditor.training.slots`: here an answer has no slot of its own, what ends a turn
depends on whether another one follows, and neighboring texts of equal loss are tokenized as one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any, Literal

from auditor.errors import UsageError, nearest

Habit = Literal["plain", "glm", "gemma3", "qwen3_5"]


class Mark(Enum):
    """A token that the tokenizer names, put in by id."""

    BOS = "bos"
    EOS = "eos"


Slots = tuple[str | Mark, ...]
"""Texts with `{{SYSTEM}}`, `{{QUERY}}`, `{{ROUND0}}`, `{{ROUND1}}` in them, and named tokens."""


@dataclass(frozen=True, slots=True)
class Template:
    """How the rounds of a conversation are written down."""

    name: str
    prefix: Slots
    """Before everything, where there is no system text."""
    system_prefix: Slots | None
    """Before everything, with the system text; None if it has no place there."""
    prompt: Slots
    """The user's text and all that stands before the answer."""
    system_prompt: Slots | None
    """For the last round, in templates that put the system text there."""
    chat_sep: Slots | None
    """Between an answer and the next round; None if only the last round is kept."""
    suffix: Slots
    """After the last answer."""
    default_system: str | None
    auto_add_bos: bool
    """What the tokenizer puts before a text is put before the conversation."""
    stop_words: tuple[str, ...]
    agent: str | None
    """Name of the format of tools and calls."""
    is_thinking: bool
    non_thinking_prefix: str
    """Put before an answer without thoughts, in templates of models that can do both."""
    thinking_prefix: str
    """Put where an answer is missing, if the model is to think."""
    only_after_user: bool
    """That prefix is put only before an answer to a user, not to a tool."""
    history_prefix: str
    """Put before an earlier answer whose thoughts were removed."""
    preserve_thinking: bool | None
    habit: Habit
    """What the template's own code does to the texts besides."""

    @property
    def takes_system(self) -> bool:
        return self.system_prefix is not None or self.system_prompt is not None

    @property
    def is_hybrid(self) -> bool:
        """For models that answer with thoughts or without."""
        return self.is_thinking and bool(self.non_thinking_prefix)

    def with_system(self, text: str) -> Template:
        """The same with another default."""
        return replace(self, default_system=text)


def find(name: str) -> Template:
    """The template of that name; raises UsageError, with near names, if there is none."""
    entry = _table("templates.json").get(name)
    if entry is None:
        raise UsageError(f"template: {name!r} has no dry run; {nearest(name, names())}")
    return _read(name, entry)


def names() -> tuple[str, ...]:
    """Names of all built-in templates, sorted."""
    return tuple(sorted(_table("templates.json")))


def of_model(model: str) -> str | None:
    """Name of the template that the trainer takes for a model, by the last part of its id; None if it is not known."""
    return _by_model().get(model.rstrip("/").rpartition("/")[2].lower())


def bare(template: Template) -> Template:
    """What is left of a template under `use_chat_template: false`: one question, one answer, the end token."""
    return replace(template, prefix=(), system_prefix=None, prompt=("{{QUERY}}",), system_prompt=None, chat_sep=None,
                   suffix=(Mark.EOS,), default_system=None, auto_add_bos=True, agent=None)  # fmt: skip


@cache
def _table(file: str) -> Mapping[str, Any]:
    table: dict[str, Any] = json.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))
    return table


@cache
def _by_model() -> Mapping[str, str]:
    return {model: name for name, models in _table("models.json").items() for model in models.split()}


def _read(name: str, entry: Mapping[str, Any]) -> Template:
    return Template(
        name=name,
        prefix=_slots(entry.get("prefix", [])),
        system_prefix=_optional(entry, "system_prefix"),
        prompt=_slots(entry["prompt"]),
        system_prompt=_optional(entry, "system_prompt"),
        chat_sep=_optional(entry, "chat_sep"),
        suffix=_slots(entry.get("suffix", [{"mark": "eos"}])),
        default_system=entry.get("default_system"),
        auto_add_bos=entry.get("auto_add_bos", False),
        stop_words=tuple(entry.get("stop_words", ())),
        agent=entry.get("agent_template"),
        is_thinking=entry.get("is_thinking", False),
        non_thinking_prefix=entry.get("non_thinking_prefix", ""),
        thinking_prefix=entry.get("thinking_prefix", ""),
        only_after_user=entry.get("only_after_user", False),
        history_prefix=entry.get("history_thinking_prefix", ""),
        preserve_thinking=entry.get("preserve_thinking"),
        habit=entry.get("habit", "plain"),
    )


def _optional(entry: Mapping[str, Any], key: str) -> Slots | None:
    return _slots(entry[key]) if key in entry else None


def _slots(items: list[str | dict[str, str]]) -> Slots:
    return tuple(item if isinstance(item, str) else Mark(item["mark"]) for item in items)
