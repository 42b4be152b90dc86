"""The data preparation of LLaMA-Factory 0.9.5, for its stages sft, pt, dpo (rm) and kto.

Covered: the converters for alpaca, sharegpt and openai rows by an entry of `dataset_info.json`, the built-in slot
templates and the one read off the tokenizer, encoding slot by slot, the cut, masks, thoughts, tools, and what is
dropped or stops the run. Facts: https://github.com/hiyouga/LLaMA-Factory, `src/llamafactory/data/`, as on PyPI.

Not covered:
- what a file does to its rows as a whole: one column with values of two types stops the real run; objects in messages
  get each other's keys as null (arguments of calls given as objects among them); a column that no row has stops it;
- joining records (`packing`): a record is given as it is encoded before; for pt, joined and cut into blocks, no
  record is cut by itself, but the rest of each batch is lost;
- for pt, labels are those before records are joined: where padding is the end token, end tokens lose their loss;
- `split_special_tokens`, ppo, the other pipeline of `USE_V1=1`, sampling (`max_samples`, `val_size`, `mix_strategy`);
- tokens of images, videos and sound: they are not counted;
- dpo gives the chosen answer alone (cut as the longer of both), kto leaves out the answer of its KL term.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditor.training.model import Dropped, DryRun, Halted, Outcome, Row, Stopped, Tokenizer, Trained, Training
from auditor.training.slots import SlotTemplate, find
from auditor.training.trainers.llamafactory import alpaca, turns
from auditor.training.trainers.llamafactory.aligned import Aligned, read
from auditor.training.trainers.llamafactory.encode import Encoder, text_of
from auditor.training.trainers.llamafactory.failure import TrainerError
from auditor.training.trainers.llamafactory.options import Fields, Options, read_fields, read_options
from auditor.training.trainers.llamafactory.parsed import parse
from auditor.training.trainers.llamafactory.preference import paired, single
from auditor.training.trainers.llamafactory.remarks import control_words, end_tokens, remarks
from auditor.training.trainers.llamafactory.supervised import supervised
from auditor.training.trainers.llamafactory.widened import widen

EMULATES = "LLaMA-Factory 0.9.5"
CONVERTERS = {"alpaca": alpaca.convert, "sharegpt": turns.sharegpt, "openai": turns.openai}
MEDIA = ("images", "videos", "audios")
NEEDED = {
    "alpaca": ("prompt", "query", "response", "history", "system", "tools", "kto_tag", *MEDIA),
    "sharegpt": ("messages", "system", "tools", "kto_tag", *MEDIA),
    "openai": ("messages", "kto_tag", *MEDIA),
}
"""Columns without which, if they are named at all, the run ends, by formatting."""


def dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """Raises UsageError for a template, an option or an entry of `dataset_info.json` that does not exist."""
    options, fields = read_options(training.options), read_fields(training.columns)
    try:
        template = _template(options, tokenizer, training.template or tokenizer.chat_template)
        _agree(options, fields, template)
    except TrainerError as halt:
        return Halted(halt.reason)
    eos = template.stop_words[0] if template.replace_eos else tokenizer.eos or "<|endoftext|>"
    encoder = Encoder(template, widen(tokenizer, eos, (*template.stop_words, *options.added)), options)
    return _Run(fields, encoder, end_tokens(encoder), control_words(encoder), training.first)


def _template(options: Options, tokenizer: Tokenizer, source: str | None) -> SlotTemplate:
    template = parse(tokenizer, source) if options.template is None else find(options.template)
    if options.tool_format is not None:
        function = find("fewshot").user if template.efficient_eos else find("vicuna").assistant
        template = replace(template, tools=options.tool_format, function=function)
    if options.default_system is not None:
        template = replace(template, default_system=options.default_system)
    return template


def _agree(options: Options, fields: Fields, template: SlotTemplate) -> None:
    """Raises TrainerError where options exclude each other."""
    if options.mask_history and options.train_on_prompt:
        raise TrainerError("mask_history_and_train_on_prompt")
    if options.stage != "sft" and (options.mask_history or options.train_on_prompt):
        raise TrainerError("option_for_sft_only")
    if options.train_on_prompt and template.efficient_eos:
        raise TrainerError("train_on_prompt_and_template")
    if fields.ranking != (options.stage in ("rm", "dpo")):
        raise TrainerError("ranking_and_stage")


@dataclass(frozen=True, slots=True)
class _Run:
    fields: Fields
    encoder: Encoder
    ends: frozenset[int]
    words: frozenset[str]
    first: Row | None

    def prepare(self, row: Row) -> Outcome:
        try:
            aligned = CONVERTERS[self.fields.formatting](row, self.fields)
            outcome = self._encode(row, aligned)
        except TrainerError as halt:
            return Stopped(halt.reason)
        if not isinstance(outcome, Trained):
            return outcome
        notes = (*outcome.notes, *remarks(self.encoder, aligned, self.words), *self._absent(row))
        if any(read(row, self.fields, name) for name in MEDIA):
            notes = (*notes, "media_not_counted")
        return replace(outcome, notes=tuple(dict.fromkeys(notes)))

    def _encode(self, row: Row, aligned: Aligned) -> Outcome:
        stage = self.encoder.options.stage
        if stage == "pt":
            return self._pretrained(aligned)
        answers = len(aligned.response)
        if len(aligned.prompt) % 2 != 1 or (answers != 1 if stage == "sft" else answers < 2):
            return Dropped(_why(aligned, stage))
        self._media(row, aligned)
        match stage:
            case "sft":
                messages = (*aligned.prompt, *aligned.response)
                pairs = self.encoder.pairs(messages, aligned.system, aligned.tools)
                return supervised(self.encoder, pairs, self.ends)
            case "kto":
                return single(self.encoder, aligned, self.ends)
            case _:
                return paired(self.encoder, aligned, self.ends)

    def _pretrained(self, aligned: Aligned) -> Outcome:
        """The first text and an end token. Without packing the head of it is kept."""
        if not aligned.prompt:
            raise TrainerError("no_text_for_pt")
        encoder = self.encoder
        eos = "<|end_of_text|>" if encoder.options.template == "llama3" else encoder.tokenizer.eos
        ids = encoder.tokenizer.encode(text_of(aligned.prompt[0].text) + eos)
        kept = ids if encoder.options.packing else ids[: encoder.options.cutoff_len]
        cut = len(ids) - len(kept)
        return Trained(tuple(kept), tuple(kept), cut, cut, cut == 0)

    def _media(self, row: Row, aligned: Aligned) -> None:
        """A template for text alone takes no images; any other needs one for each place that the text names."""
        given = [read(row, self.fields, name) for name in MEDIA]
        counts = [len(media) if isinstance(media, list) else int(media is not None) for media in given]
        if not self.encoder.template.media:
            if any(counts):
                raise TrainerError("media_for_a_text_template")
            return
        texts = [message.text for message in (*aligned.prompt, *aligned.response) if isinstance(message.text, str)]
        for word, count in zip(self.encoder.template.media, counts, strict=False):
            if sum(text.count(word) for text in texts) != count:
                raise TrainerError("media_and_places_differ")

    def _absent(self, row: Row) -> tuple[str, ...]:
        """A column that neither this row nor the first one has: if no row has it, the run stops."""
        fields = self.fields
        names = [name for name in NEEDED[fields.formatting] if not (fields.ranking and name == "response")]
        keys = [fields.column(name) for name in names]
        missing = any(key and key not in row and key not in (self.first or {}) for key in keys)
        return ("column_in_no_row",) if missing and self.first is not None else ()


def _why(aligned: Aligned, stage: str) -> str:
    if not aligned.prompt:
        return aligned.broken
    if stage == "sft":
        return "more_than_one_answer" if aligned.response else "no_answer"
    return "no_pair_of_answers" if stage in ("rm", "dpo") else "no_kto_tag"
