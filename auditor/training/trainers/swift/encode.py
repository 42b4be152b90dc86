"""A conversation as token ids and labels.

Facts: `swift/template/base.py` (`_swift_encode`, `_simplify_context_list`, `_add_dynamic_eos`, `_encode_truncated`) of
ms-swift 4.6.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from auditor.training.model import IGNORED, Tokenizer
from auditor.training.trainers.swift.failure import RowError
from auditor.training.trainers.swift.loss import Part, Piece, Text, weighed
from auditor.training.trainers.swift.options import Options
from auditor.training.trainers.swift.providers import Message
from auditor.training.trainers.swift.templates import Mark, Template
from auditor.training.trainers.swift.turns import Dialog, arrange, last_question, prefix, think


@dataclass(frozen=True, slots=True)
class Encoder:
    """A template and a tokenizer, with what follows from both."""

    template: Template
    options: Options
    extras: tuple[str, ...]
    """What is added to the strategy of the loss."""
    tokenizer: Tokenizer
    before: tuple[int, ...]
    """Tokens that the tokenizer puts before a text, if the template wants them."""
    behind: tuple[int, ...]
    bos: int | None
    eos: int | None
    stop_words: tuple[str, ...]
    suffix: tuple[int, ...]
    """Tokens of the suffix."""
    ends: frozenset[int]
    """Tokens that end an answer."""

    def slot(self, slot: str | Mark) -> Text:
        """Raises RowError for a token that the tokenizer does not name."""
        if isinstance(slot, str):
            return slot
        number = self.bos if slot is Mark.BOS else self.eos
        if number is None:
            raise RowError("no_such_token")
        return number


def encoder(template: Template, options: Options, tokenizer: Tokenizer) -> Encoder:
    """Raises RowError, for every row then, where the tokenizer does not fit the template."""
    extras = options.extras
    if template.is_hybrid and options.ignore_empty_think and "ignore_empty_think" not in extras:
        extras = (*extras, "ignore_empty_think")
    before, behind = _around(tokenizer) if template.auto_add_bos else ((), ())
    bos, eos = (None if word is None else tokenizer.id_of(word) for word in (tokenizer.bos, tokenizer.eos))
    stop = template.suffix[-1] if template.suffix else ""
    stops = (*template.stop_words, *((stop.strip(),) if isinstance(stop, str) and stop.strip() else ()))
    stops += () if tokenizer.eos is None else (tokenizer.eos,)
    suffix: list[int] = []
    for slot in template.suffix:
        number = bos if slot is Mark.BOS else eos
        suffix += tokenizer.encode(slot) if isinstance(slot, str) else [number] if number is not None else []
    ends = {tokenizer.id_of(word) for word in stops} | set(suffix[:1])
    return Encoder(template, options, extras, tokenizer, before, behind, bos, eos, stops, tuple(suffix),
                   frozenset(number for number in ends if number is not None))  # fmt: skip


def _around(tokenizer: Tokenizer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    whole, alone = tokenizer.encode("a", special=True), tokenizer.encode("a")
    if len(alone) != 1 or alone[0] not in whole:
        raise RowError("tokenizer_without_letter")
    at = whole.index(alone[0])
    return tuple(whole[:at]), tuple(whole[at + 1 :])


def encode(encoder: Encoder, dialog: Dialog) -> tuple[list[int], list[int]]:
    """Ids and labels before any cut.

    Raises:
        RowError: the trainer cannot use the row.
    """
    arrange(dialog)
    system = _system(encoder, dialog)
    messages = dialog.messages
    if messages and messages[0]["role"] == "assistant":
        messages.insert(0, {"role": "user", "content": ""})
        dialog.notes.append("empty_question_added")
    if len(messages) % 2 == 1:
        messages.append({"role": "assistant", "content": None})
        dialog.notes.append("question_without_answer")
    if len(messages) > 2 and encoder.template.chat_sep is None:
        dialog.notes.append("only_last_round")
        del messages[:-2]
    if not messages:
        raise RowError("system_only")
    parts = list(_parts(encoder, messages, system, prefix(dialog)))
    pieces = list(weighed(parts, encoder.options.strategy, encoder.extras))
    if encoder.template.habit == "glm":
        pieces = _without_newlines(pieces)
    ids, labels = _tokens(encoder, pieces)
    _add_ends(ids, labels, encoder.suffix)
    labels[0] = IGNORED
    return ids, labels


def _system(encoder: Encoder, dialog: Dialog) -> Any:
    """The system text that is written; what the template's own code does to the messages besides."""
    template = encoder.template
    system, first = dialog.system, dialog.messages[0] if dialog.messages else None
    if template.habit == "gemma3":
        if system is not None:
            dialog.messages[0]["content"] = system + "\n\n" + dialog.messages[0]["content"]
            system = None
        for message in dialog.messages:
            if message["role"] == "assistant" and isinstance(message["content"], str):
                message["content"] = message["content"].strip("\n")
    if not encoder.options.use_chat_template:
        return None
    if template.habit == "qwen3_5" and isinstance(system, str):
        system = system.strip()
    think(dialog)
    if system is not None and not template.takes_system:
        raise RowError("system_not_supported")
    system = template.default_system if system is None else system
    if dialog.tools:
        if first is None:
            raise RowError("system_only")
        system = dialog.agent().tools(dialog.tools, system or "", first)
    return system


def _parts(encoder: Encoder, messages: Sequence[Message], system: Any, missing: str) -> Iterator[Part]:
    template, rounds, last = encoder.template, len(messages) // 2, last_question(messages)
    yield from (Part(number, "other") for number in encoder.before)
    in_prompt = template.system_prompt is not None or not system
    head = template.prefix if in_prompt else template.system_prefix
    if head is None:
        raise RowError("system_not_supported")
    yield from _filled(encoder, head, system, None, None)
    for at in range(rounds):
        question, answer = messages[2 * at], messages[2 * at + 1]
        if question["role"] not in {"user", "tool"} or answer["role"] != "assistant":
            raise RowError("misplaced_role")
        final = at == rounds - 1
        prompt: Sequence[Any] = (
            template.prompt if template.system_prompt is None or not final else template.system_prompt
        )
        prompt, query = (question["content"], "") if question["role"] == "tool" else (prompt, question["content"])
        yield from _filled(encoder, prompt, system, query, at)
        if answer["content"] is None:
            yield from _filled(encoder, (missing,), system, query, at)
            continue
        yield Part(answer["content"], "answer", answer.get("loss"), answer.get("loss_scale"), 2 * at >= last)
        if final:
            slots = template.suffix if _needs_suffix(encoder, answer["content"]) else ()
            yield from (Part(encoder.slot(slot), "suffix") for slot in slots)
        elif messages[2 * at + 2]["role"] != "tool":
            yield from (Part(encoder.slot(slot), "other") for slot in template.chat_sep or ())
    yield from (Part(number, "suffix") for number in encoder.behind)


def _without_newlines(pieces: Sequence[Piece]) -> list[Piece]:
    """GLM: none between the assistant's mark and a call, nor at the very end."""
    out = []
    for at, (text, weight) in enumerate(pieces):
        behind = pieces[at + 1][0] if at + 1 < len(pieces) else "<|observation|>"
        calls = isinstance(behind, str) and "<|observation|>" in behind
        if calls and isinstance(text, str) and text.endswith(("<|assistant|>\n", "<think></think>\n")):
            text = text.removesuffix("\n")
        out.append((text, weight))
    return out


def _filled(encoder: Encoder, slots: Iterable[Any], system: Any, query: str | None, at: int | None) -> Iterator[Part]:
    values: dict[str, Any] = {"{{SYSTEM}}": system, "{{QUERY}}": query}
    if at is not None:
        values |= {"{{ROUND0}}": str(at), "{{ROUND1}}": str(at + 1)}
    for slot in slots:
        text = encoder.slot(slot)
        for name, value in values.items():
            if isinstance(text, str) and value is not None and name in text:
                if not isinstance(value, str):
                    raise RowError("content_no_text")
                text = text.replace(name, value)
        if text != "":
            yield Part(text, "other")


def _needs_suffix(encoder: Encoder, answer: str | Sequence[str]) -> bool:
    """Not after an answer that writes its end itself, nor where the tokenizer adds an end."""
    text = answer if isinstance(answer, str) else answer[-1]
    return not encoder.behind and not text.endswith(encoder.stop_words)


def _tokens(encoder: Encoder, pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """Neighboring texts of one weight are tokenized as one."""
    ids: list[int] = []
    labels: list[int] = []
    pieces = [piece for piece in pieces if piece[0] != ""]
    for (is_text, weight), run in groupby(pieces, key=lambda piece: (isinstance(piece[0], str), piece[1])):
        texts = [text for text, _ in run]
        part = encoder.tokenizer.encode("".join(map(str, texts))) if is_text else [int(text) for text in texts]
        ids += part
        labels += part if weight > 0 else [IGNORED] * len(part)
    return ids, labels


def _add_ends(ids: list[int], labels: list[int], suffix: Sequence[int]) -> None:
    """Gives the tokens of the suffix a loss where they follow a trained text."""
    counted = bytes([label >= 0 for label in labels])
    for run in re.finditer(b"\0+", counted):
        end = run.start() + len(suffix)
        if run.start() > 0 and end <= run.end() and ids[run.start() : end] == list(suffix):
            labels[run.start() : end] = suffix
