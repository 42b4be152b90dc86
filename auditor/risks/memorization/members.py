"""Can the records of the training be told from held-out ones by how likely the model finds them?

The score is named before anybody looks: by how much likelier a record became, tuned against base; without a base how
likely it is. Beside it stand a classifier that never sees the model and the base that never saw the data: where one of
them tells the two sides apart, no score does so by memory, and none is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from auditor.checks import Material, Sample
from auditor.findings import Finding
from auditor.models import Chat, Plain, Prompt, Reply, Score, Scored, Statistic

if TYPE_CHECKING:
    from auditor.stats.interval import Estimate
    from auditor.stats.membership import Membership, Void

WANTS: frozenset[Statistic] = frozenset({"greedy", "mean", "spread"})
LONGEST = 4_000
"""Characters of a record that the classifier of the texts sees."""
_TOKENS = 0x20000
"""From here on, no character has another case: tokens are written as characters to a classifier of characters."""
_KNOWN = 0x10FFFF - _TOKENS
Half = Literal["train", "held_out"]
HALVES: tuple[Half, Half] = ("train", "held_out")


class Member(NamedTuple):
    """A case asks how likely a record is."""

    half: Half
    sample: Sample


class Marks(NamedTuple):
    """Scores of one record of which more speaks for its having been trained on."""

    cluster: str
    likely: float
    """Mean log-probability of its tokens under the tuned model, in nats."""
    ratio: float | None
    """The same, less that under the base; None without a base."""
    min_k: float
    """Min-K%++ (Zhang et al. 2024, arXiv 2404.02936)."""
    base_likely: float | None


@dataclass(slots=True)
class Members:
    """What was heard of records, by half and origin."""

    marks: dict[Half, dict[str, Marks]] = field(default_factory=lambda: {"train": {}, "held_out": {}})
    blind: Estimate | Void | None = None
    """How well the texts alone tell the halves apart; None where nobody has tried."""

    def merge(self, other: Self) -> Self:
        """Both together."""
        for half, marks in other.marks.items():
            self.marks[half] |= marks
        self.blind = self.blind or other.blind
        return self

    def add(self, member: Member, tuned: Reply, base: Reply | None) -> None:
        """What both models say of a record."""
        if (found := marks(member.sample, tuned, base)) is not None:
            self.marks[member.half][member.sample.origin] = found

    @property
    def primary(self) -> Literal["ratio", "loss"]:
        """The score that counts: decided by whether there is a base, by no score."""
        return "ratio" if any(one.ratio is not None for own in self.marks.values() for one in own.values()) else "loss"

    def counted(self, half: Half) -> Mapping[str, Marks]:
        """The records that have the score that counts, in the order of their origins."""
        everyone, any_score = sorted(self.marks[half].items()), self.primary == "loss"
        return {origin: one for origin, one in everyone if any_score or one.ratio is not None}


def cases(material: Material) -> Iterator[Score]:
    """The records of both halves."""
    for half, samples in zip(HALVES, (material.train, material.held_out), strict=True):
        for sample in samples:
            yield Score(sample.prompt, sample.target, WANTS, Member(half, sample))


def marks(sample: Sample, tuned: Reply, base: Reply | None) -> Marks | None:
    """The scores of one record, of the tokens that are trained on."""
    import numpy as np

    from auditor.stats.membership import loss, min_k_plus_plus

    if not isinstance(tuned, Scored) or not {"mean", "spread"} <= tuned.stats.keys():
        return None
    chosen = np.array(sample.trained or [True] * len(tuned.logprobs), bool)
    if len(chosen) != len(tuned.logprobs) or not chosen.any():
        return None
    after = loss(tuned.logprobs[chosen])
    before = loss(base.logprobs[chosen]) if isinstance(base, Scored) and len(base.logprobs) == len(chosen) else None
    lowest = min_k_plus_plus(*(side[chosen] for side in (tuned.logprobs, tuned.stats["mean"], tuned.stats["spread"])))
    if not all(isfinite(score) for score in (after, lowest, before or 0.0)):
        return None
    return Marks(sample.cluster, after, None if before is None else after - before, lowest, before)


def blind(material: Material, members: Members) -> Estimate | Void:
    """What a classifier makes of the texts of the records that were heard of: a number, and no text is kept."""
    from auditor.stats.membership import blind_auc

    trained, held_out = (
        sorted((one for one in samples if one.origin in heard), key=lambda one: one.origin)
        for half, samples in zip(HALVES, (material.train, material.held_out), strict=True)
        for heard in (members.counted(half),)
    )
    both = [*trained, *held_out]
    written = all(one.answer for one in both)
    texts = [_text(one, written=written) for one in both]
    return blind_auc(texts[: len(trained)], texts[len(trained) :], [one.cluster for one in both])


def _text(sample: Sample, *, written: bool) -> str:
    """What the classifier sees of a record: the question and the answer; where one of all the records has no text, the
    tokens that are scored, since a difference of form would tell the sides apart."""
    if written or isinstance(sample.target, str):
        answer = sample.answer if written else str(sample.target)
        return f"{_asked(sample.question)[:LONGEST]}\n{answer[:LONGEST]}"
    return "".join(chr(_TOKENS + token % _KNOWN) for token in sample.target[:LONGEST])


def _asked(question: Prompt | None) -> str:
    match question:
        case Chat(messages):
            return "\n".join(one.content for one in messages)
        case Plain(text):
            return text
    return ""


def findings(members: Members) -> Iterator[Finding]:
    """What the records show. Without held-out ones only by how much likelier the trained ones became."""
    yield from _gains(members)
    if all(members.counted(half) for half in HALVES):
        yield from _told_apart(members)


def _gains(members: Members) -> Iterator[Finding]:
    """By how much likelier the records of each half became, and by how much more those of the training."""
    from auditor.stats.bootstrap import clusters, t_interval
    from auditor.stats.membership import ahead

    found, n = {}, 0
    for half, name in zip(HALVES, ("gain", "gain_held_out"), strict=True):
        gains = [(one.ratio, one.cluster) for one in members.counted(half).values() if one.ratio is not None]
        if len({cluster for _, cluster in gains}) > 1:
            found[half] = clusters([gain for gain, _ in gains], [cluster for _, cluster in gains])
            n += len(gains)
            yield _finding(name, t_interval(found[half]), len(gains), "nats")
    if len(found) == len(HALVES):
        yield _finding("ahead", ahead(found["train"], found["held_out"]), n, "nats")


def _told_apart(members: Members) -> Iterator[Finding]:
    """The areas, or why there are none; the controls in any case."""
    from auditor.stats.membership import FEWEST, Void, membership
    from auditor.stats.ranking import auc

    trained, held_out = (list(members.counted(half).values()) for half in HALVES)
    n = len(trained) + len(held_out)
    by_base = [[one.base_likely for one in side if one.base_likely is not None] for side in (trained, held_out)]
    base = auc(by_base[0], by_base[1]) if all(by_base) else None
    few = min(len({one.cluster for one in side}) for side in (trained, held_out)) < FEWEST
    texts = Void(("few",)) if few else members.blind or Void(("no_classifier",))
    for name, control in (("base_only", base), ("blind", None if isinstance(texts, Void) else texts)):
        if control is not None:
            yield _finding(f"auc_{name}", control, n, "ratio")
    inside, outside = ([_primary(one) for one in side] for side in (trained, held_out))
    told = membership(inside, outside, texts, base)
    if isinstance(told, Void):
        yield from (Finding(f"memorization/void_{one}", n, n, n, n, "records", judged=False) for one in told.reasons)
        return
    yield from _told(members.primary, told, len(trained), len(held_out))
    if members.primary != "loss":
        area = auc([one.likely for one in trained], [one.likely for one in held_out])
        yield _finding("auc_loss", area, n, "ratio")
    yield _finding("auc_min_k", auc([one.min_k for one in trained], [one.min_k for one in held_out]), n, "ratio")


def _primary(one: Marks) -> float:
    return one.likely if one.ratio is None else one.ratio


def _told(primary: str, told: Membership, trained: int, held_out: int) -> Iterator[Finding]:
    yield _finding(f"auc_{primary}", told.auc, trained + held_out, "ratio")
    for name, share, n in (("found", told.found.found, trained), ("found_falsely", told.found.false, held_out)):
        yield Finding(f"memorization/{name}", share.value, n, share.low, share.high, "answers", judged=False)


def _finding(name: str, found: Estimate, n: int, unit: Literal["nats", "ratio"]) -> Finding:
    return Finding(f"memorization/{name}", found.value, n, found.low, found.high, unit, judged=False)
