"""The preparation of supervised data by axolotl 0.19.0 (`axolotl preprocess`), row by row.

Covered, of `datasets[].type`: chat_template, alpaca and its relatives (with a style as `alpaca:chat`, `gpteacher`,
`oasst`, `jeopardy`, `summarizetldr`, `explainchoice`, `concisechoice`, `alpaca_instruct`, `alpaca_chat`,
`alpaca_w_system`, `context_qa`), a type given as a mapping, completion, input_output, and rows that are tokens already.
Facts: https://github.com/axolotl-ai-cloud/axolotl, `src/axolotl`, as on PyPI.

`type: sharegpt` no longer exists: axolotl ends the run.

Not covered, so that `dry_run` raises UsageError: other types; built-in chat templates but the plain ones (`templates`);
preference data (`rl`), streaming, pretraining, images, mistral-common, tokens that the tokenizer does not have.

Not covered, and not told of: what loading a file does to its rows as a whole (one column with values of two types,
text that all looks like dates, keys of call arguments in the order of the first row that has them); a column that
only rows behind the first 200 have; exact duplicates left out by `dataset_exact_deduplication`; rows set apart for
evaluation; the prepared folder, which axolotl reads again although the file has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.errors import UsageError, nearest
from auditor.training.model import DryRun, Halted, Outcome, Row, Stopped, Tokenizer, Training
from auditor.training.trainers.axolotl import chat_template, prompts, settings
from auditor.training.trainers.axolotl.chat_template import Chat
from auditor.training.trainers.axolotl.outcome import Draft, HaltError, Lengths, finish
from auditor.training.trainers.axolotl.texts import Completion, Instruct, Segments, Tokenized
from auditor.training.trainers.axolotl.tokens import Tokens, set_up

EMULATES = "axolotl 0.19.0"
TOKENIZED = {"input_ids", "attention_mask", "labels"}
KINDS = ("chat_template", "completion", "input_output", *prompts.STYLED, *prompts.FIXED)
Strategy = Chat | Instruct | Completion | Segments


def dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """Raises UsageError for what axolotl refuses, and for what it does and is not emulated."""
    settings.refuse_other_paths(training.options)
    lengths, tokens = settings.read_lengths(training.options), set_up(tokenizer, training.options)
    try:
        strategy = _strategy(training, tokens, lengths)
    except HaltError as halt:
        return Halted(halt.reason)
    return _Run(strategy, Tokenized(tokens), lengths, {} if training.first is None else dict.fromkeys(training.first))


def _strategy(training: Training, tokens: Tokens, lengths: Lengths) -> Strategy:
    options, entry = training.options, training.columns
    inputs = settings.truth(options, "train_on_inputs")
    kind = entry.get("type")
    if isinstance(kind, Mapping):
        return Instruct(prompts.user_defined(kind), tokens, lengths.limit, inputs)
    if not isinstance(kind, str) or not kind:
        raise HaltError("no_type")
    if kind.startswith("sharegpt"):
        raise HaltError("sharegpt")
    if kind == "chat_template":
        return chat_template.load(training, tokens)
    if kind == "completion":
        return Completion(settings.text(entry, "field") or "text", tokens, lengths)
    if kind == "input_output":
        return Segments(tokens, inputs)
    prompt = prompts.find(kind, settings.text(entry, "conversation"))
    if prompt is None:
        raise UsageError(f"type: {kind!r} of axolotl has no dry run; {nearest(kind, KINDS)}")
    return Instruct(prompt, tokens, lengths.limit, inputs)


@dataclass(frozen=True, slots=True)
class _Run:
    strategy: Strategy
    tokenized: Tokenized
    lengths: Lengths
    columns: Row
    """The columns of the first row, without values: they are there for every row."""

    def prepare(self, row: Row) -> Outcome:
        row = {**self.columns, **row}
        try:
            if row.keys() >= TOKENIZED:
                made: Draft | Outcome = self.tokenized.prepare(row)
            else:
                made = self.strategy.prepare(row)
        except HaltError as halt:
            return Stopped(halt.reason)
        return finish(made, self.lengths) if isinstance(made, Draft) else made
