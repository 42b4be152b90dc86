"""The data preparation of ms-swift 4.6.0, for `swift sft` with its own template backend.

Covered: the choice of the preprocessor by the columns of a file and their renaming; rows of messages (ms-swift's own,
ShareGPT's, OpenAI's and Anthropic's calls of tools, pairs in one object), of Alpaca, of a question and an answer under
any of the known names, of a text alone; `columns`, `strict`, `disable_auto_column_mapping`; the templates of
`templates.json` with their thoughts; `system`, `use_chat_template`, `loss_scale` (strategies with
`ignore_empty_think`, `ignore_think_prefix`, `hermes`, `react`, `qwen`, `alpha_umi`), the keys `loss` and `loss_scale`
of a message, `max_length` and `truncation_strategy`; the agent templates hermes, llama3, llama4, deepseek_v3_1,
react_en and react_zh. Facts: https://github.com/modelscope/ms-swift, `swift/dataset/`, `swift/template/`,
`swift/loss_scale/`, `swift/agent_template/`, as on PyPI.

Not covered:
- other templates, loss scales and backends are refused; other agent templates are written as hermes, with a note;
- the columns of a file are taken to be those of its first 200 rows and of the row at hand: a column that only later
  rows have may change how all are read; what loading makes of columns of several types;
- without `max_length` the model's own limit holds, which is not known here: nothing is too long;
- images, videos and sound: their files are not opened, their tokens not counted, with a note;
- contents that are lists of token ids: such a row counts as one that cannot be read;
- the date in the system text of llama3_2, skywork_o1 and mistral_2501 is a fixed one: ids differ from day to day;
- built-in preprocessors of registered datasets, self-cognition, `rejected_messages` and all of `swift rlhf`;
- sampling (`#count`), splits, packing: rows are given as they are before; with `lazy_tokenize` a row that fails is
  replaced by another one at random, here it is dropped;
- loss weights: labels say whether a token counts, not how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from auditor.errors import UsageError
from auditor.training.model import IGNORED, Dropped, DryRun, Outcome, Row, Stopped, Tokenizer, Trained, Training
from auditor.training.trainers.swift import columns, remarks, rows, turns
from auditor.training.trainers.swift.encode import Encoder, encode, encoder
from auditor.training.trainers.swift.failure import MALFORMED, RowError, RunError, SilentError
from auditor.training.trainers.swift.options import Options, read
from auditor.training.trainers.swift.templates import Template, bare, find, of_model

EMULATES = "ms-swift 4.6.0"
NAMES = {"messages": columns.MESSAGES, "alpaca": columns.PAIRS, "response": columns.PAIRS}


def dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """Raises UsageError for a template or an option that does not exist or has no dry run."""
    options = read(training.options)
    try:
        template = _template(options, training.model)
        made = encoder(template, options, tokenizer)
    except RunError as halt:
        return _Ended(Stopped(halt.reason))
    except RowError as failed:
        return _Ended(Stopped(failed.reason) if options.strict else Dropped(failed.reason))
    return _Run(made, remarks.control_words(made), tuple(training.first or ()))


def _template(options: Options, model: str | None) -> Template:
    name = options.template or (None if model is None else of_model(model))
    if name is None:
        raise UsageError("template: the one of this model is not known; give --template NAME, such as --template qwen3")
    template = find(name)
    if not options.use_chat_template:
        template = bare(template)
    elif options.truncation_strategy == "split":
        raise RunError("split_with_chat_template")
    if options.system is None:
        return template
    if not template.takes_system:
        raise RunError("system_not_supported")
    return template.with_system(options.system)


@dataclass(frozen=True, slots=True)
class _Ended:
    """A run in which all rows meet the same end."""

    outcome: Outcome

    def prepare(self, row: Row) -> Outcome:
        return self.outcome


@dataclass(frozen=True, slots=True)
class _Run:
    encoder: Encoder
    words: frozenset[str]
    columns: tuple[str, ...]
    """Of the first row."""

    def prepare(self, row: Row) -> Outcome:
        options = self.encoder.options
        try:
            return self._prepare(row)
        except SilentError as gone:
            return Dropped(gone.reason)
        except RunError as halt:
            return Stopped(halt.reason)
        except RowError as failed:
            return Stopped(failed.reason) if options.strict else Dropped(failed.reason)

    def _prepare(self, row: Row) -> Outcome:
        options = self.encoder.options
        names = columns.renamed(dict.fromkeys((*self.columns, *row)), options.columns)
        kind = columns.reader(names.values())
        if options.renames:
            again = columns.renamed(names.values(), NAMES[kind])
            names = {old: again[new] for old, new in names.items()}
        standard = columns.apply(row, names)
        messages = rows.read(standard, kind)
        notes = [*remarks.of_row(row, names, kind, standard), *remarks.of_messages(self.encoder, self.words, messages)]
        return self._encoded(messages, standard, notes)

    def _encoded(self, messages: list[dict[str, Any]], row: Mapping[str, Any], notes: list[str]) -> Outcome:
        try:
            dialog = turns.begin(self.encoder.template, self.encoder.options, messages, row)
            ids, labels = encode(self.encoder, dialog)
        except MALFORMED as error:
            raise RowError("malformed") from error
        return self._fitted(ids, labels, tuple(dict.fromkeys((*notes, *dialog.notes))))

    def _fitted(self, ids: list[int], labels: list[int], notes: tuple[str, ...]) -> Trained:
        """Cut to the length that is asked for."""
        limit, way = self.encoder.options.max_length, self.encoder.options.truncation_strategy
        whole = len(ids)
        if limit is None or whole <= limit:
            kept = slice(None)
        elif way == "delete":
            raise RowError("over_max_length")
        elif way == "split":
            labels = [IGNORED if at % limit == 0 else label for at, label in enumerate(labels)]
            kept, notes = slice(None), (*notes, "split_in_parts")
        else:
            kept = slice(whole - limit, None) if way == "left" else slice(limit)
        kept_ids, kept_labels = ids[kept], labels[kept]
        lost = _trained(labels) - _trained(kept_labels)
        kept_labels[0] = IGNORED
        last = islice((label for label in reversed(kept_labels) if label != IGNORED), max(1, len(self.encoder.suffix)))
        ends = any(number in self.encoder.ends for number in last)
        return Trained(tuple(kept_ids), tuple(kept_labels), whole - len(kept_ids), lost, ends, notes)


def _trained(labels: list[int]) -> int:
    return len(labels) - labels.count(IGNORED)
