"""From a row to tokens and labels, in the order of TRL's `_prepare_dataset`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.training import chat
from auditor.training.model import IGNORED, Dropped, Outcome, Row, Stopped, Tokenizer, Trained
from auditor.training.trainers.trl.rows import Stop, chatml, conversational, remarks, tools_of, with_eos
from auditor.training.trainers.trl.settings import First, Settings

_ENDS = ("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "</s>", "<end_of_turn>", "<|end|>", "<|return|>", "<|endoftext|>")
_END_OF_TURN_TAIL = 3
"""Tokens from the end of the trained ones among which an end is looked for: templates put a line break behind it."""
_OWN = frozenset(("add_generation_prompt", "return_assistant_tokens_mask", "tokenize", "return_dict"))
_CALLS = frozenset(
    "documents chat_template tools continue_final_message padding truncation max_length return_tensors"
    " tokenizer_kwargs sanitize_control_tokens".split()
)
"""Names among `chat_template_kwargs` that `apply_chat_template` takes for itself."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A row as tokens."""

    ids: list[int]
    completion: list[bool] | None
    """By token whether it belongs to the completion; None without a prompt."""
    assistant: list[bool] | None
    """By token whether the assistant wrote it; None where TRL does not ask."""
    notes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    """The data preparation of one run."""

    settings: Settings
    tokenizer: Tokenizer
    first: First | None
    """None: each row is the first of its own dataset."""

    def prepare(self, row: Row) -> Outcome:
        """What TRL makes of a row."""
        from auditor.training.trainers.trl.settings import decide

        try:
            return self._prepared(row, self.first or decide(self.settings, row))
        except Stop as stop:
            return Stopped(stop.reason)
        except chat.RenderError as error:
            return Stopped(f"template_{error.reason}")

    def _prepared(self, row: Row, first: First) -> Outcome:
        whole = {**dict.fromkeys(first.columns - row.keys()), **row}
        if not self.settings.prepares or "input_ids" in whole:
            return self._stored(whole, first)
        if first.converts:
            whole = chatml(whole)
        if first.adds_eos:
            whole = with_eos(whole, self.settings.text_field, self.settings.eos)
            whole.pop("messages", None)
        tokens = self._tokens(whole)
        masks = [mask for mask in (tokens.completion if first.completion_only else None, tokens.assistant) if mask]
        labels = list(tokens.ids)
        for mask in masks:
            labels = [label if bit else IGNORED for label, bit in zip(labels, mask, strict=True)]
        if "labels" in whole:
            labels = _numbers(whole["labels"])
        notes = set(tokens.notes)
        if self.settings.completion_only and tokens.completion is None:
            notes.add("completion_only_ignored")
        if self.settings.swapped:
            notes.add("template_swapped")
        if not masks and "labels" not in whole and self._has_answer(whole):
            notes.add("trains_prompt")
        return self._cut(tokens.ids, labels, notes)

    def _has_answer(self, row: Mapping[str, object]) -> bool:
        return "prompt" in row or isinstance(row.get("messages"), list)

    def _tokens(self, row: Mapping[str, object]) -> Tokens:
        if "prompt" in row:
            return self._chat_pair(row) if conversational(row) else self._plain_pair(row)
        if conversational(row):
            messages = row.get("messages")
            if not isinstance(messages, list):
                raise Stop("unknown_columns" if "messages" not in row else "not_text")
            return self._chat(messages, row)
        if self.settings.text_field not in row:
            raise Stop("unknown_columns")
        return Tokens(self._encoded(row[self.settings.text_field]), None, None, frozenset())

    def _encoded(self, text: object) -> list[int]:
        if not isinstance(text, str):
            raise Stop("not_text")
        return self.tokenizer.encode(text, special=True)

    def _plain_pair(self, row: Mapping[str, object]) -> Tokens:
        prompt, completion = row["prompt"], row.get("completion")
        if "completion" not in row:
            raise Stop("no_completion")
        if not isinstance(prompt, str) or not isinstance(completion, str):
            raise Stop("not_text")
        ids = self._encoded(prompt + completion)
        notes = set()
        if self.settings.eos is not None and not completion.endswith(self.settings.eos):
            notes.add("completion_without_eos")
        return _divided(self._encoded(prompt), ids, None, notes)

    def _chat_pair(self, row: Mapping[str, object]) -> Tokens:
        prompt, completion = row["prompt"], row.get("completion")
        if not isinstance(prompt, list) or not isinstance(completion, list):
            raise Stop("no_completion")
        if "chat_template_kwargs" in row and "add_generation_prompt" in _mapping(row["chat_template_kwargs"]):
            raise Stop("template_failed")
        before = self.tokenizer.encode(self._render(prompt, row, ask=True).text)
        both = self._chat([*prompt, *completion], row)
        return _divided(before, both.ids, both.assistant, set(both.notes))

    def _chat(self, messages: list[Any], row: Mapping[str, object]) -> Tokens:
        rendered = self._render(messages, row)
        ids = self.tokenizer.encode(rendered.text)
        notes = remarks(messages, self.settings.template or "", rendered.text, row.get("tools"))
        if not self.settings.assistant_only:
            return Tokens(ids, None, None, frozenset(notes))
        spans = self._answers(messages, row, rendered.text) if self.settings.swapped else rendered.generated
        mask = marked(self.tokenizer.spans(rendered.text), spans)
        if True not in mask:
            raise Stop("no_assistant_tokens")
        return Tokens(ids, None, mask, frozenset(notes))

    def _render(self, messages: list[Any], row: Mapping[str, object], *, ask: bool = False) -> chat.Rendered:
        if self.settings.template is None:
            raise Stop("no_chat_template")
        given = dict(_mapping(row["chat_template_kwargs"])) if "chat_template_kwargs" in row else {}
        tools = given.pop("tools", tools_of(row))
        source = given.pop("chat_template", self.settings.template)
        ask = bool(given.pop("add_generation_prompt", ask))
        if not _OWN.isdisjoint(given):
            raise Stop("template_failed")
        documents = {"documents": given["documents"]} if "documents" in given else {}
        variables = {**self.settings.variables, **{k: v for k, v in given.items() if k not in _CALLS}, **documents}
        if tools is not None and not isinstance(tools, list | tuple):
            if isinstance(tools, str | Mapping) and not tools:
                tools = []
            else:
                raise Stop("template_failed")
        return chat.render(
            source if isinstance(source, str) else self.settings.template,
            messages,
            tools=tools,
            add_generation_prompt=ask,
            variables=variables,
        )

    def _answers(self, messages: list[Any], row: Mapping[str, object], text: str) -> list[tuple[int, int]]:
        """Where the answers stand in the text, about: from what asks for each to the end of the text up to it.

        Thinking that the template itself begins counts as the answer's, as in most of TRL's twins.
        """
        spans = []
        for at, message in enumerate(messages):
            if at and isinstance(message, dict) and message.get("role") == "assistant":
                asks = self._render(messages[:at], row, ask=True).text
                thinks = asks.rfind("<think>", len(self._render(messages[:at], row).text))
                start = _common(asks if thinks < 0 else asks[:thinks], text)
                end = _common(self._render(messages[: at + 1], row).text, text)
                if start < end:
                    spans.append((start, end))
        return spans

    def _stored(self, row: Mapping[str, object], first: First) -> Outcome:
        """A row that holds tokens already."""
        ids = _numbers(row.get("input_ids"))
        names = ["completion_mask"] if first.completion_only else []
        masks = [_numbers(row[name]) for name in (*names, "assistant_masks") if name in row]
        if not self.settings.prepares:
            if masks and "labels" not in row:
                raise Stop("mask_without_labels")
            labels = _numbers(row["labels"]) if "labels" in row else list(ids)
            return self._trained(ids, labels, 0, 0, set())
        labels = [IGNORED if 0 in bits else token for token, *bits in zip(ids, *masks, strict=False)]
        if "labels" in row:
            labels = _numbers(row["labels"])
        return self._cut(ids, labels, set())

    def _cut(self, ids: list[int], labels: list[int], notes: set[str]) -> Outcome:
        limit, packing = self.settings.max_length, self.settings.packing
        if packing == "none" and limit is not None:
            part = slice(None, limit) if self.settings.keeps == "start" else slice(-limit, None)
            kept = labels[part]
            if all(label == IGNORED for label in kept):
                lost = any(label != IGNORED for label in labels)
                return Dropped("answer_cut_away" if lost else "nothing_to_train")
            return self._trained(ids[part], kept, len(ids) - len(ids[part]), _count(labels) - _count(kept), notes)
        if packing == "none":
            return self._trained(ids, labels, 0, 0, notes)
        return self._packed(ids, labels, notes)

    def _packed(self, ids: list[int], labels: list[int], notes: set[str]) -> Outcome:
        """Each document, or each piece of a split one, loses the loss of its first token; a stream does not."""
        limit, packing = self.settings.max_length or 0, self.settings.packing
        if not ids:
            return Dropped("empty")
        if packing == "wrapped":
            return self._trained(ids, labels, 0, 0, notes)
        if packing == "bfd_split":
            pieces = [IGNORED if limit and at % limit == 0 else label for at, label in enumerate(labels)]
            return self._trained(ids, pieces, 0, 0, notes | ({"split"} if len(ids) > limit else set()))
        kept = labels[:limit]
        return self._trained(
            ids[:limit], [IGNORED, *kept[1:]], len(ids) - len(ids[:limit]), _count(labels) - _count(kept), notes
        )

    def _trained(self, ids: list[int], labels: list[int], cut: int, answer: int, notes: set[str]) -> Trained:
        if self.settings.padding_free and self.settings.packing == "none" and labels:
            labels = [IGNORED, *labels[1:]]
        trained = [label for label in labels if label != IGNORED]
        if not trained:
            notes = notes | {"nothing_trained"}
        ends = {self.tokenizer.id_of(word) for word in (self.settings.eos, *_ENDS) if word is not None}
        return Trained(
            tuple(ids),
            tuple(labels),
            cut,
            answer,
            any(token in ends for token in trained[-_END_OF_TURN_TAIL:]),
            tuple(sorted(notes)),
        )


def marked(spans: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]]) -> list[bool]:
    """By token whether it lies in an answer, as transformers marks it.

    From the first token that holds the first character to the first that holds the last: of a character that takes
    several tokens at the end of an answer only the first counts. A last character that no token holds: to the end.

    Raises:
        Stop: an empty answer at the very start.
    """
    places = sorted({place for start, end in answers for place in (start, end - 1)})
    if places and places[0] < 0:
        raise Stop("template_failed")
    at: dict[int, int] = {}
    todo = 0
    for index, (start, end) in enumerate(spans):
        while todo < len(places) and places[todo] < start:
            todo += 1
        while todo < len(places) and places[todo] < end:
            at[places[todo]] = index
            todo += 1
    mask = [False] * len(spans)
    for start, end in answers:
        if start not in at:
            break
        last = at.get(end - 1)
        for index in range(at[start], last + 1 if last else len(spans)):
            mask[index] = True
    return mask


def _divided(before: list[int], ids: list[int], assistant: list[bool] | None, notes: set[str]) -> Tokens:
    length = _common(before, ids)
    if length < len(before):
        notes.add("prompt_merged")
    return Tokens(ids, [at >= length for at in range(len(ids))], assistant, frozenset(notes))


def _common(some: Sequence[object], other: Sequence[object]) -> int:
    """How many leading items are equal."""
    length = 0
    for one, two in zip(some, other, strict=False):
        if one != two:
            break
        length += 1
    return length


def _count(labels: list[int]) -> int:
    return len(labels) - labels.count(IGNORED)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Stop("template_failed")
    return value


def _numbers(value: object) -> list[int]:
    if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
        raise Stop("not_numbers")
    return value
