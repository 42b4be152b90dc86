"""`type: chat_template`: which tokens of a conversation get a loss (`prompt_strategies/chat_template.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from auditor.errors import UsageError, nearest
from auditor.training.model import IGNORED, Row, Training
from auditor.training.trainers.axolotl import settings, templates
from auditor.training.trainers.axolotl.conversation import ROLES, Conversation, Reading, Turn, read
from auditor.training.trainers.axolotl.outcome import Draft, HaltError
from auditor.training.trainers.axolotl.spans import Located, Renderer, chosen
from auditor.training.trainers.axolotl.tokens import Tokens

Mode = Literal["turn", "all", "last", "none"]
MODES = ("turn", "all", "last", "none")
NEAR = 3
"""Tokens between a turn and the token that ends it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Tokens that end a turn, and of which turns they get a loss."""

    ids: frozenset[int]
    mode: Mode

    def after(self, ids: list[int], start: int) -> int | None:
        """Place of the first at or behind a place; from -1, the very last token is looked at first."""
        return next((at for at in range(start, len(ids)) if ids[at] in self.ids), None)


@dataclass(frozen=True, slots=True)
class Chat:
    """The strategy under one configuration."""

    reading: Reading
    renderer: Renderer
    train_on_inputs: bool
    roles: frozenset[str]
    endings: tuple[Ending, Ending]
    """Of turns (EOT), then of texts (EOS)."""
    skips_system: bool
    """For models named after Mistral a first system turn is never looked for."""

    def prepare(self, row: Row) -> Draft:
        """Raises HaltError where axolotl raises."""
        conversation = read(row, self.reading)
        renderer = replace(self.renderer, tools=conversation.tools)
        text = renderer.text(conversation.turns)
        ids = renderer.tokenizer.encode(text)
        located = Located(renderer, conversation.turns, text, renderer.tokenizer.spans(text))
        sheet = _Sheet(ids, [IGNORED] * len(ids))
        for index, turn in enumerate(conversation.turns):
            self._label(index, turn, located, sheet)
        for number, ending in enumerate(self.endings):
            if ending.mode == "last" and number in sheet.last:
                sheet.end(sheet.last[number], of_answer=True)
        return Draft(ids, sheet.labels, frozenset(sheet.ends), notes=self._notes(conversation, sheet))

    def _wanted(self, turn: Turn) -> object:
        if turn.get("training") is not None:
            return turn["training"]
        details = turn.get("training_detail"), turn.get("reasoning_training_detail")
        if any(detail is not None for detail in details):
            return any(details)
        role = turn.get("role")
        return self.train_on_inputs or (isinstance(role, str) and role in self.roles)

    def _label(self, index: int, turn: Turn, located: Located, sheet: _Sheet) -> None:
        wanted = self._wanted(turn)
        if not wanted and all(ending.mode != "all" for ending in self.endings):
            return
        span = self._span(index, turn, located)
        if wanted:
            self._label_turn(index, turn, span, located, sheet)
        if not sheet.ids:
            raise HaltError("empty_text")
        behind = -1 if span is None else span[1]
        for number, ending in enumerate(self.endings):
            at = ending.after(sheet.ids, behind)
            if at is None or at == -1 or abs(at - behind) > NEAR:
                continue
            sheet.last[number] = at
            if ending.mode == "all" or (ending.mode == "turn" and wanted):
                sheet.end(at, of_answer=bool(wanted) and span is not None)

    def _span(self, index: int, turn: Turn, located: Located) -> tuple[int, int] | None:
        if index == 0 and self.skips_system and turn.get("role") == "system":
            return None
        detailed = turn.get("training_detail") or turn.get("reasoning_training_detail")
        thinks = turn.get(self.reading.thinking_key) is not None
        return located.find(index, "content" if detailed and thinks else "turn")

    def _label_turn(
        self, index: int, turn: Turn, span: tuple[int, int] | None, located: Located, sheet: _Sheet
    ) -> None:
        detail, reasoning = turn.get("training_detail"), turn.get("reasoning_training_detail")
        if span is None:
            sheet.missed = True
        elif detail:
            sheet.train(span[0] + at for at in self._chosen(turn.get("content"), detail))
        elif not reasoning:
            sheet.train(range(*span))
        thought = turn.get(self.reading.thinking_key)
        if reasoning and thought is not None:
            place = located.find(index, "reasoning")
            if place is not None:
                sheet.train(place[0] + at for at in self._chosen(thought, reasoning))

    def _chosen(self, text: object, details: list[Turn]) -> list[int]:
        if not isinstance(text, str) or not isinstance(details, list):
            raise HaltError("bad_detail")
        return chosen(text, details, self.renderer.tokenizer)

    def _notes(self, conversation: Conversation, sheet: _Sheet) -> tuple[str, ...]:
        return (*conversation.notes, *(("turn_without_loss",) if sheet.missed else ()))


@dataclass(slots=True)
class _Sheet:
    """The labels of one row while they are written."""

    ids: list[int]
    labels: list[int]
    ends: set[int] = field(default_factory=set)
    last: dict[int, int] = field(default_factory=dict)
    """By kind of ending the last place that was seen."""
    missed: bool = False
    """Whether a turn that is to be trained was not found."""

    def train(self, places: Iterable[int]) -> None:
        for at in places:
            if at < len(self.ids):
                self.labels[at] = self.ids[at]

    def end(self, at: int, *, of_answer: bool) -> None:
        self.train([at])
        if of_answer:
            self.ends.add(at)


def load(training: Training, tokens: Tokens) -> Chat:
    """The strategy as `StrategyLoader` builds it: of the entry, `field_system` and `field_tools` are not read.

    Raises:
        HaltError: the configuration and the tokenizer do not go together.
        UsageError: a value that axolotl refuses.
    """
    options, entry, own = training.options, training.columns, training.template or tokens.inner.chat_template
    template = templates.find(options, entry, own)
    properties = _properties(entry)
    thinking_key = settings.text(entry, "template_thinking_key") or "reasoning_content"
    roles = _roles(entry)
    reading = Reading(
        messages=settings.text(entry, "field_messages") or "messages",
        properties=properties,
        keys=templates.message_keys(template),
        roles=roles,
        field_training=settings.text(entry, "message_field_training"),
        field_detail=settings.text(entry, "message_field_training_detail"),
        thinking_key=thinking_key,
        split_thinking=settings.truth(entry, "split_thinking"),
        drop_system=settings.truth(entry, "drop_system_message"),
    )
    variables = {**tokens.variables, **settings.block(options, "chat_template_kwargs")}
    prompted = bool(variables.pop("add_generation_prompt", False))
    wanted = settings.words(entry, "roles_to_train")
    name = settings.text(options, "tokenizer_config") or settings.text(options, "base_model") or training.model or ""
    return Chat(
        reading,
        Renderer(template, tokens.inner, variables, prompted, thinking_key, []),
        settings.truth(options, "train_on_inputs"),
        frozenset(roles.get(role, role) for role in (("assistant",) if wanted is None else wanted)),
        _endings(options, entry, tokens, template),
        "mistral" in name.lower(),
    )


def _properties(entry: settings.Given) -> dict[str, str]:
    given = settings.names(entry, "message_property_mappings")
    for name in ("role", "content"):
        old = settings.text(entry, f"message_field_{name}")
        if old is not None and given.get(name, old) != old:
            raise UsageError(f"message_field_{name}: says other than message_property_mappings; take it out")
        given.setdefault(name, old or name)
    return given


def _roles(entry: settings.Given) -> dict[str, str]:
    renamed: dict[str, str] = {}
    block = settings.block(entry, "roles")
    for role in block:
        for source in settings.words(block, role) or ():
            renamed[source] = role
    return renamed or dict(ROLES)


def _endings(options: settings.Given, entry: settings.Given, tokens: Tokens, template: str) -> tuple[Ending, Ending]:
    eos_mode = _mode(entry, "train_on_eos", "turn")
    eot_mode = _mode(entry, "train_on_eot", eos_mode)
    given = settings.words(options, "eot_tokens")
    eos = Ending(frozenset() if tokens.eos_id is None else frozenset({tokens.eos_id}), eos_mode)
    if given is None or given == (tokens.eos,):
        coded = [] if tokens.eos is None else [tokens.inner.encode(tokens.eos)]
        return Ending(frozenset(ids[0] for ids in coded if len(ids) == 1), eot_mode), eos
    words = tuple(word for word in given if word in template)
    coded = [tokens.inner.encode(word) for word in words]
    if any(len(ids) != 1 for ids in coded):
        raise HaltError("eot_not_one_token")
    if tokens.eos in words and eos_mode != eot_mode:
        raise HaltError("eos_and_eot")
    return Ending(frozenset(ids[0] for ids in coded), eot_mode), eos


def _mode(entry: settings.Given, key: str, default: Mode) -> Mode:
    value = settings.text(entry, key)
    if value is None:
        return default
    if value not in MODES:
        raise UsageError(f"{key}: {value!r} is none; {nearest(value, MODES)}")
    return cast(Mode, value)
