"""The rules of OpenAI's fine-tuning format for chats, as they are documented; also what Azure and others take.

No code of the service is public, so nothing here was checked against it. Sources: the fine-tuning guide
(platform.openai.com/docs/guides/fine-tuning), the OpenAPI document 2.3.0 (`FineTuneChatRequestInput`,
`FineTunePreferenceRequestInput`, `FineTuneCompletionRequestInput`), and the cookbook's notebook
`Chat_finetuning_data_prep` for the count of tokens (3 a message and 3 an example beside the texts).

The service refuses a file with a row that breaks a rule, so such a row is `Stopped`. Trained are the answers of the
assistant, but those with `weight: 0`; that the token which ends an answer is trained is assumed, nobody documents it.
A row longer than the model's limit loses its end.

Options: `method` (`supervised`, `dpo`), `model`, and `example_limit` in tokens, where the limit of the model is not
known here. Not covered: images (not counted), reinforcement, rules for a whole file (at least 10 examples, at most
512 MB an upload), and what the service looks at in the content of the texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.errors import UsageError
from auditor.training.model import IGNORED, DryRun, Outcome, Row, Stopped, Tokenizer, Trained, Training
from auditor.training.trainers.openai.rules import (
    Message,
    RefusalError,
    answer_pair,
    check_tools,
    messages_of,
    notes_of,
)

EMULATES = "OpenAI chat format, API document 2.3.0"
LIMITS = {
    "gpt-4o": 65_536, "gpt-3.5-turbo-0613": 4_096, "gpt-3.5-turbo": 16_385,
}  # fmt: skip
"""Tokens of the longest example, by the beginning of the model's name; of others no document says it."""
_LEGACY = ("babbage-002", "davinci-002")


def dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """Raises UsageError for a method without a dry run and a limit that is no number."""
    method, model = training.options.get("method", "supervised"), training.options.get("model")
    if method not in ("supervised", "dpo"):
        raise UsageError(f"method: {method!r} has no dry run; supervised and dpo have one")
    name = model if isinstance(model, str) else ""
    limit = training.options.get("example_limit", _limit(name))
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise UsageError("example_limit: must be a whole number of at least 1")
    return _Run(method == "dpo", name, limit, tokenizer)


def _limit(model: str) -> int | None:
    base = model.split(":")[1] if model.startswith("ft:") and ":" in model[3:] else model
    found = [limit for name, limit in LIMITS.items() if base.startswith(name)]
    return min(found) if found else None


@dataclass(frozen=True, slots=True)
class _Run:
    pairs: bool
    model: str
    limit: int | None
    tokenizer: Tokenizer

    def prepare(self, row: Row) -> Outcome:
        try:
            if self.pairs:
                messages, tools = answer_pair(row)
            elif row.get("messages") is None and isinstance(row.get("prompt"), str):
                return self._legacy(row)
            else:
                messages, tools = messages_of(row.get("messages")), row.get("tools") or row.get("functions")
                check_tools(row)
        except RefusalError as refusal:
            return Stopped(refusal.reason)
        return self._trained(messages, tools, notes_of(row, messages, pairs=self.pairs))

    def _legacy(self, row: Row) -> Outcome:
        """Prompt and completion, for the two models that are no chat models."""
        prompt, completion = row["prompt"], row.get("completion")
        if self.model and not self.model.startswith(_LEGACY):
            return Stopped("openai_completion_for_a_chat_model")
        if not isinstance(prompt, str) or not isinstance(completion, str):
            return Stopped("openai_no_completion")
        pieces = [(self.tokenizer.encode(prompt), False), (self.tokenizer.encode(completion), True)]
        return self._cut(pieces, ())

    def _trained(self, messages: tuple[Message, ...], tools: object, notes: tuple[str, ...]) -> Outcome:
        pieces = [(self._marks(3), False)]
        if tools:
            pieces.append((self.tokenizer.encode(json.dumps(tools, ensure_ascii=False)), False))
        for message in messages:
            pieces.append(([*self._marks(1), *self.tokenizer.encode(message.role), *self._marks(1)], False))
            if message.name:
                pieces.append(([*self._marks(1), *self.tokenizer.encode(message.name)], False))
            content = [token for text in message.texts for token in self.tokenizer.encode(text)]
            pieces.append(([*content, *self._marks(1)], message.trained))
        if not any(message.trained for message in messages):
            notes = (*notes, "openai_all_weights_0")
        return self._cut(pieces, notes)

    def _marks(self, count: int) -> list[int]:
        """Tokens between the texts, of which only the number is documented."""
        mark = self.tokenizer.id_of(self.tokenizer.eos) if self.tokenizer.eos else None
        return [mark if mark is not None else 0] * count

    def _cut(self, pieces: list[tuple[list[int], bool]], notes: tuple[str, ...]) -> Trained:
        ids = [token for tokens, _ in pieces for token in tokens]
        labels = [label for tokens, trained in pieces for label in _labels(tokens, trained)]
        end = len(ids) if self.limit is None else min(self.limit, len(ids))
        lost = sum(label != IGNORED for label in labels[end:])
        ends = lost == 0 and any(label != IGNORED for label in labels)
        return Trained(tuple(ids[:end]), tuple(labels[:end]), len(ids) - end, lost, ends, notes)


def _labels(tokens: list[int], trained: bool) -> Iterator[int]:
    return iter(tokens) if trained else iter([IGNORED] * len(tokens))
