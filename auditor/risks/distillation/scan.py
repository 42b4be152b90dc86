"""What the training data tells of a teacher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self
from zlib import crc32

from auditor.checks import Batch, Finished, Setup, Sink
from auditor.findings import Evidence, Finding
from auditor.overview import Overview
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn
from auditor.risks.distillation.caps import Bin, bin_of, cut, of
from auditor.risks.distillation.hedges import hedge
from auditor.risks.distillation.options import DistillationOptions, Own, listed, own_names
from auditor.risks.distillation.terms import terms
from auditor.stats import census
from auditor.text.identity import Claim, claims, mentions
from auditor.text.refusing import refusal_end

THINKING = (
    ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"), ("<|begin_of_thought|>", "<|end_of_thought|>"), ("[THINK]", "[/THINK]"),
    ("<seed:think>", "</seed:think>"),
)  # fmt: skip
"""What begins and what ends thoughts that stand in front of an answer. Templates write the beginning of some."""
FIELDS = ("reasoning", "thinking", "reasoning_content", "thought", "thoughts")
"""Last parts of the paths of fields that hold thoughts."""
LEAST = 80
"""Characters of an answer whose opening says something of a style; shorter ones are labels and numbers."""
OPENINGS, LEAST_ANSWERS = 10, 50
"""So many openings are told of, where so many answers are long enough."""
REUSED = 3
"""A refusal is a template where so many records have it word for word."""
_REFUSAL = 160
"""Characters of a refusal by which it is compared."""


@dataclass(slots=True)
class DistillationState:
    """Counts. Grows with the number of different openings and refusals, at most one of each a record."""

    grows: ClassVar[int] = 48

    records: Counter[str] = field(default_factory=Counter)
    """Records by measure."""
    answers: int = 0
    """Answers that are long enough to have a style."""
    openings: Counter[int] = field(default_factory=Counter)
    refusals: Counter[int] = field(default_factory=Counter)
    """By digest of their words, and so many records."""
    lengths: dict[int, Bin] = field(default_factory=dict)

    def merge(self, other: Self) -> Self:
        """Sums."""
        self.records.update(other.records)
        self.answers += other.answers
        self.openings.update(other.openings)
        self.refusals.update(other.refusals)
        for place, one in other.lengths.items():
            self.lengths[place] = self.lengths.get(place, Bin()).plus(one)
        return self


@dataclass(frozen=True, slots=True)
class DistillationScan:
    """Looks for traces of another model in what the assistant says and the training teaches."""

    options: DistillationOptions
    setup: Setup
    own: Own
    """Names that answers may say of the model."""
    uses: ClassVar[tuple[str, ...]] = ("overview",)

    def start(self) -> DistillationState:
        return DistillationState()

    def add(self, state: DistillationState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split != "train":
            return
        for record in batch.items:
            if record.label is False:
                continue  # a thumbs-down teaches not to answer so
            found: set[str] = set()
            last: Turn | None = None
            for turn in record.turns:
                if turn.role != ASSISTANT or not turn.trained:
                    continue
                last = turn
                if not (mentions(turn.text) and self._identity(record, turn, found, sink)):
                    self._manner(state, record, turn, found, sink)
            if found:
                state.records.update(found)
            if last is not None and last is record.turns[-1]:
                _style(state, last.text)

    def _identity(self, record: Record, turn: Turn, found: set[str], sink: Sink) -> bool:
        """Claims to be another model than the declared one, the first of each family; whether there is any."""
        asked, system = _before(record, turn)
        seen: set[str] = set()
        for claim in claims(turn.text, asked, system):
            if claim.family in seen or self.own.may_say(claim.family, turn.text[claim.start : claim.end]):
                continue
            seen.add(claim.family)
            found.add("teacher_identity")
            if _thought(turn, claim):
                found.add("identity_in_thinking")
            sink(self._evidence(record, turn, "teacher_identity", f"teacher_{claim.family}", claim.start, claim.end))
        return bool(seen)

    def _manner(self, state: DistillationState, record: Record, turn: Turn, found: set[str], sink: Sink) -> None:
        """Refusals, by their words, and answers that speak of themselves as of an assistant."""
        if refusal_end(turn.text) is not None:
            if "refusal" not in found:
                state.refusals[_digest(turn.text[:_REFUSAL])] += 1
            found.add("refusal")
        elif (span := hedge(turn.text)) is not None:
            found.add("hedge")
            sink(self._evidence(record, turn, "hedge", "hedge", *span))

    def _evidence(self, record: Record, turn: Turn, measure: str, kind: str, start: int, end: int) -> Evidence:
        finding = f"distillation/{measure}"
        return Evidence(
            finding=finding,
            kind=kind,
            certainty="context",
            record=record.id,
            origin=record.origin,
            fingerprint=self.setup.key.fingerprint(
                finding, f"{record.digest:x}\x00{turn.path}\x00{kind}", f"{record.origin}\x00{turn.path}\x00{kind}"
            ),
            path=turn.path,
            start=start,
            end=end,
        )

    def finish(self, state: DistillationState, facts: Mapping[str, Any]) -> Finished:
        overview: Overview = facts["overview"]
        read, unseen = overview.records(), overview.unseen()
        counted = state.records
        reused = sum(count for count in state.refusals.values() if count >= REUSED)
        findings = [
            *census("distillation/teacher_identity", counted["teacher_identity"], read, unseen),
            *census("distillation/hedge", counted["hedge"], read, unseen),
            *census("distillation/same_refusal", reused, read, unseen),
            *census("distillation/cut_at_cap", cut(state.lengths), read, unseen),
        ]
        if counted["teacher_identity"]:
            findings += census(
                "distillation/identity_in_thinking", counted["identity_in_thinking"], read, unseen, judged=False
            )
        return Finished((*findings, *_openings(state), *_terms(listed(self.options.teacher), read)))


def scan(options: DistillationOptions, setup: Setup) -> DistillationScan:
    """The scan, with the names that are the model's own in this run."""
    return DistillationScan(options, setup, own_names(options, setup))


def _before(record: Record, turn: Turn) -> tuple[str, str]:
    """What the user said before a turn, and the system prompt."""
    asked: list[str] = []
    system: list[str] = []
    for other in record.turns:
        if other is turn:
            break
        if other.role == USER:
            asked.append(other.text)
        elif other.role == SYSTEM:
            system.append(other.text)
    return "\n".join(asked), "\n".join(system)


def _thought(turn: Turn, claim: Claim) -> bool:
    """Whether a claim stands among the thoughts before an answer, ended or cut."""
    if turn.path.rpartition(".")[2] in FIELDS:
        return True
    text, start = turn.text, claim.start
    for begin, close in THINKING:
        begun, ended = text.rfind(begin, 0, start), text.rfind(close, 0, start)
        if text.find(close, claim.end) < 0:
            inside = begun > ended and text.lstrip().startswith(begin)
        else:
            inside = begun > ended or begun == ended  # neither stands before it: the template wrote the beginning
        if inside:
            return True
    return False


def _answer(text: str) -> str:
    """What follows the thoughts; nothing, where they do not end."""
    for begin, close in THINKING:
        before, ended, answer = text.partition(close)
        if ended:
            return answer.lstrip()
        if before.lstrip().startswith(begin):
            return ""
    return text


def _style(state: DistillationState, text: str) -> None:
    """Takes how an answer begins behind its thoughts, and where and how it ends."""
    answer = _answer(text)
    if len(answer) >= LEAST:
        state.answers += 1
        state.openings[_digest(_opening(answer))] += 1
    if len(text) < LEAST:
        return
    place = bin_of(text)
    state.lengths[place] = state.lengths.get(place, Bin()).plus(of(text))


def _opening(text: str) -> str:
    """Its first three words, or six characters of Chinese."""
    head = text[:64].lstrip()
    return head[:6] if "\u2e7f" < head[:1] < "\ua000" else " ".join(head.split(None, 3)[:3]).casefold()


def _digest(words: str) -> int:
    return crc32(" ".join(words.casefold().split()).encode("utf-8", "surrogatepass"))


def _openings(state: DistillationState) -> Iterator[Finding]:
    """How many long answers begin with one of the few commonest openings."""
    if state.answers >= LEAST_ANSWERS:
        common = [count for _, count in state.openings.most_common(OPENINGS) if count > 1]
        share = round(sum(common) / state.answers, 4)
        yield Finding("distillation/openings", share, state.answers, share, share, "ratio", judged=False)


def _terms(teachers: Sequence[str], read: int) -> Iterator[Finding]:
    """What is known of the terms of the declared teachers, one finding a teacher."""
    if read:
        for name in dict.fromkeys(name for teacher in teachers for name in terms(teacher)):
            yield Finding(f"distillation/{name}", read, read, read, read, "records", judged=False)
