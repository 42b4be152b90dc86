"""Records as questions to a model: rendered as the training renders them, where a configuration says how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.checks import Sample
from auditor.models import Chat, Ids, Message, Plain, Prompt
from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, USER, Record, Turn
from auditor.training.model import IGNORED, DryRun, Outcome, Tokenizer, Trained, Training
from auditor.training.trainers import open_dry_run

SPOKEN = {SYSTEM, USER, ASSISTANT, TOOL}
"""Roles of turns that make messages without more ado; a call of a tool is written by each template in its own way."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How records become questions."""

    training: Training | None
    tokenizer: Tokenizer | None
    """The tuned model's; None where it is served."""

    def samples(self, records: tuple[Record, ...], clusters: Mapping[int, int]) -> tuple[Sample, ...]:
        """The records of which a question can be made. `clusters` names the cluster of a record by its position."""
        runs: dict[str, DryRun] = {}
        made = (self._sample(record, str(clusters.get(record.position, record.position)), runs) for record in records)
        return tuple(sample for sample in made if sample is not None)

    def _sample(self, record: Record, cluster: str, runs: dict[str, DryRun]) -> Sample | None:
        """`runs` keeps the dry run of each file."""
        question, answer = _last_answer(record)
        if self.training is None or self.tokenizer is None:
            if question is None or not answer:
                return None
            return Sample(record.origin, record.id, cluster, question, answer, (), answer, question)
        match prepared(record, self.training, self.tokenizer, runs):
            case Trained(ids, labels) if any(label != IGNORED for label in labels[1:]):
                # Nothing stands before the first token, so nothing tells how likely it is.
                first = next(place for place, label in enumerate(labels) if place and label != IGNORED)
                trained = tuple(label != IGNORED for label in labels[first:])
                return Sample(
                    record.origin, record.id, cluster, Ids(ids[:first]), ids[first:], trained, answer, question
                )
        return None


def prepared(record: Record, training: Training, tokenizer: Tokenizer, runs: dict[str, DryRun]) -> Outcome:
    """What the trainer makes of a record. `runs` keeps the dry run of each file."""
    file = record.origin.rpartition(":")[0]
    if file not in runs:
        runs[file] = open_dry_run(training.for_file(file), tokenizer)
    return runs[file].prepare(record.row)


def _last_answer(record: Record) -> tuple[Prompt | None, str]:
    """What the last answer of a record is an answer to, and its text; nothing where no template-free form says it."""
    before, answer = record.prompt_and_answer()
    if record.shape == "text" or all(turn.role == TEXT for turn in record.turns):
        return Plain(""), "".join(turn.text for turn in record.turns)
    question = asked_behind(record, before) if answer else None
    return (None, "") if question is None else (question, "\n".join(turn.text for turn in answer))


def asked_behind(record: Record, before: tuple[Turn, ...]) -> Chat | None:
    """The conversation of a record up to an answer; None where no template-free form says it."""
    if any(turn.role not in SPOKEN for turn in record.turns):
        return None
    messages = tuple(messages_of(before))
    return Chat(messages, tools_of(record)) if messages and messages[-1].role != ASSISTANT else None


def messages_of(turns: Sequence[Turn]) -> list[Message]:
    """The messages that some turns make. Turns of one message, or of one role in layouts without messages, belong
    together: an input under its instruction."""
    return [
        Message(role, "\n".join(turn.text for turn in own))
        for (role, _), own in groupby(turns, key=lambda turn: (turn.role, turn.message))
    ]


def tools_of(record: Record) -> str:
    texts = [turn.text for turn in record.tools]
    return texts[0] if len(texts) == 1 and texts[0].startswith("[") else f"[{','.join(texts)}]" if texts else ""
