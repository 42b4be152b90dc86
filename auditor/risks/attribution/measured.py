"""From what was answered to findings and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot
from typing import Literal

from auditor.checks import RUN
from auditor.findings import Evidence, Finding, Unit
from auditor.risks.attribution import Gain, Told, Traced, strengths
from auditor.risks.attribution.asking import Heard
from auditor.stats.binomial import clustered_share
from auditor.stats.bootstrap import clustered_drop, clusters, t_interval
from auditor.stats.interval import Estimate
from auditor.stats.paired import Pairs
from auditor.text.keys import Key

TAIL = 0.05
MOST = 0.5
"""The part of an answer from which on it is from the data, or from its question."""
Support = Literal["short", "verbatim", "lexical", "partly", "quoted", "unsupported"]
SUPPORTS: tuple[Support, ...] = ("verbatim", "lexical", "partly", "quoted", "unsupported")
SUPPORTED: frozenset[Support] = frozenset({"verbatim", "lexical"})
TRACED: frozenset[Support] = SUPPORTED | {"partly"}
"""Where a record is named."""
Who = Literal["tuned", "base", "written"]
_BEHIND = {"tuned": "", "base": "_base", "written": "_written"}
_Told = tuple[str, Heard]
"""A cluster, and what an answer has from the training texts."""


def support(heard: Heard, near: float) -> Support:
    """What kind of support an answer has in the data.

    A stock phrase of eight words supports only itself: an answer that goes on by inventing is no supported one. Such a
    passage makes two texts somewhat alike, too; where there is one, most of the wording has to be the same.
    """
    if heard.tokens < RUN:
        return "short"
    if heard.own < RUN:
        return "quoted"
    if heard.found >= MOST:
        return "verbatim"
    if heard.likeness >= (max(near, MOST) if heard.covered else near):
        return "lexical"
    if heard.covered:
        return "partly"
    return "quoted" if heard.quoted >= MOST * heard.tokens else "unsupported"


def measured(state: Traced, seed: int) -> Iterator[Finding]:
    """What can be told of what was answered."""
    if state.searched is None or not (state.told or state.unasked):
        return
    near, told = state.searched.near, [one for _, one in sorted(state.told.items())]
    for who in _BEHIND:
        some = _said(told, who)  # type: ignore[arg-type]
        yield from _shares(_BEHIND[who], some, near)
    yield from _added(told, near, seed)
    yield from _gains(state)
    yield from strengths.measured(state.texts, seed)
    part, records = state.searched.part, state.searched.records
    yield Finding("attribution/searched", part, records, part, part, "ratio", judged=False)
    yield Finding("attribution/near", near, records, near, near, "ratio", judged=False)
    trained = sum(one.question.kind == "trained" for one in told)
    for name, count in (("of_training", trained), ("unasked", state.unasked)):
        if count:
            yield Finding(f"attribution/{name}", count, count, count, count, "records", judged=False)


def _said(told: Sequence[Told], who: Who) -> list[_Told]:
    """What one of them said to the questions that it answered."""
    found = ((one.question, {"tuned": one.tuned, "base": one.base, "written": one.question.written}) for one in told)
    return [(question.cluster, heard) for question, said in found if (heard := said[who]) is not None]


def _shares(behind: str, some: Sequence[_Told], near: float) -> Iterator[Finding]:
    """How much support the answers of one of them have."""
    if not some:
        return
    short = [(cluster, support(heard, near) == "short") for cluster, heard in some]
    yield _share(f"short{behind}", short)
    long = [(cluster, heard) for cluster, heard in some if heard.tokens >= RUN]
    if not long:
        return
    for name in SUPPORTS:
        yield _share(f"{name}{behind}", [(cluster, support(heard, near) == name) for cluster, heard in long])
    covered = [(cluster, heard.covered / heard.tokens) for cluster, heard in long]
    if own := _mean(covered):
        ends = max(0.0, own.low), min(1.0, own.high)
        yield Finding(f"attribution/verbatim_tokens{behind}", own.value, len(long), *ends, "ratio", judged=False)
    most = max(heard.longest for _, heard in long)
    yield Finding(f"attribution/longest{behind}", most, len(long), most, most, "tokens", judged=False)


def _added(told: Sequence[Told], near: float, seed: int) -> Iterator[Finding]:
    """How many more answers have support than of the base, on the questions to which both gave a long one."""
    both = [
        (one.question.cluster, support(one.tuned, near) in SUPPORTED, support(one.base, near) in SUPPORTED)
        for one in told
        if one.base is not None and min(one.tuned.tokens, one.base.tokens) >= RUN
    ]
    labels = [label for label, _, _ in both]
    if len(set(labels)) < 2:
        return
    more, less = sum(after and not before for _, after, before in both), sum(b and not a for _, a, b in both)
    own = clustered_drop(
        Pairs(more, less, len(both)), clusters([after - before for _, after, before in both], labels), seed
    )
    yield Finding("attribution/support_added", own.value, len(both), own.low, own.high, "points", judged=False)


def _gains(state: Traced) -> Iterator[Finding]:
    """How much better the nearest records are known since the tuning, and records drawn at random."""
    near = [state.nearest[one.tuned.nearest] for one in state.supported() if one.tuned.nearest in state.nearest]
    drawn = [gain for _, gain in sorted(state.drawn.items())]
    own, other = _gain(near), _gain(drawn)
    if own is None or other is None:
        return
    yield _nats("gain_nearest", own, len(near))
    yield _nats("gain_random", other, len(drawn))
    value = own.value - other.value
    low = value - hypot(own.value - own.low, other.high - other.value)
    high = value + hypot(own.high - own.value, other.value - other.low)
    yield _nats("gain_added", Estimate(value, low, high), len(near) + len(drawn))


def _gain(some: Sequence[Gain]) -> Estimate | None:
    return _mean([(one.cluster, one.gain) for one in some])


def _mean(some: Sequence[tuple[str, float]]) -> Estimate | None:
    """With its interval; None where there are fewer than two clusters."""
    labels = [label for label, _ in some]
    return t_interval(clusters([value for _, value in some], labels), TAIL, TAIL) if len(set(labels)) > 1 else None


def _share(name: str, some: Sequence[tuple[str, bool]]) -> Finding:
    sizes, hits = dict[str, int](), dict[str, int]()
    for cluster, hit in some:
        sizes[cluster] = sizes.get(cluster, 0) + 1
        hits[cluster] = hits.get(cluster, 0) + hit
    own = clustered_share(list(hits.values()), list(sizes.values()), TAIL, TAIL)
    unit: Unit = "answers"
    return Finding(f"attribution/{name}", own.value, len(some), own.low, own.high, unit, judged=False)


def _nats(name: str, own: Estimate, n: int) -> Finding:
    return Finding(f"attribution/{name}", own.value, n, own.low, own.high, "nats", judged=False)


def evidence(state: Traced, key: Key) -> Iterator[Evidence]:
    """Of each answer that has something from the data the training record that it is nearest to, with the part of it
    that is found word for word or the likeness; and each answer without support."""
    for name, one in sorted(state.told.items()):
        kind = "short" if state.searched is None else support(one.tuned, state.searched.near)
        finding = f"attribution/{kind}"
        if kind in TRACED:
            score = one.tuned.likeness if kind == "lexical" else one.tuned.found
            yield Evidence(
                finding=finding, kind=f"{kind}_answer", certainty="shape" if kind == "lexical" else "validated",
                record=one.record, origin=one.origin, fingerprint=key.fingerprint(finding, name, one.origin),
                partner=name, score=round(score, 3),
            )  # fmt: skip
        elif kind == "unsupported":
            place = key.fingerprint(finding, name, name)
            yield Evidence(finding, f"{kind}_answer", "shape", one.question.record, name, place)
