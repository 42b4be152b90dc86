"""Paired scores become findings: what the tuned model lost on each task.

Of each task one series counts, the others inform: right or wrong before anything between, `acc` before the exact match
before other metrics (normalized accuracies last of all), the filter `none` before `strict-match` before others
(flexible ones last), then the order of the log. A group that the harness reports as one counts as one; its tasks
inform, unless the policy names them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from auditor.evallogs.log import Sample, shown_key
from auditor.evallogs.pairing import Paired
from auditor.findings import Evidence, Finding
from auditor.stats.interval import Estimate
from auditor.stats.losses import ABLE, TAIL, able, accuracy, lost
from auditor.text.keys import Key

METRICS = ("acc", "exact_match", "em", "prompt_level_strict_acc", "pass@1", "accuracy")
FILTERS = ("", "none", "strict-match", "strict_match")
UNITS = {"word_perplexity": "word", "byte_perplexity": "byte", "bits_per_byte": "byte"}
CHOICE = frozenset({"acc", "acc_norm", "loglikelihood_acc"})


@dataclass(frozen=True, slots=True)
class Task:
    """One task, or one group of tasks, with its series."""

    name: str
    """As it stands in findings."""
    main: Paired
    able: bool
    """Whether the base is shown to do better than guessing."""
    others: tuple[Paired, ...] = ()
    part: bool = False
    """Whether it is a part of a group."""


def tasks(paired: Sequence[Paired], groups: Mapping[str, tuple[str, ...]]) -> tuple[Task, ...]:
    """The tasks and groups that can be judged, each with the series that counts first."""
    of: dict[str, list[Paired]] = {}
    for one in paired:
        if one.n and one.kind == "score" and one.is_share:
            of.setdefault(one.name.task, []).append(one)
    ranked = {task: sorted(series, key=_rank) for task, series in of.items()}
    grouped = {
        group: joined for group, members in groups.items() if (joined := _joined(group, members, ranked)) is not None
    }
    parts = {task for group in grouped for task in groups[group]}
    names = _Names()
    return (
        *(Task(names.take(group), one, _able(one)) for group, one in grouped.items()),
        *(
            Task(names.take(task), one, _able(one), () if task in parts else tuple(rest), task in parts)
            for task, (one, *rest) in ranked.items()
        ),
    )


def _able(of: Paired) -> bool:
    first, _ = of.scores()
    if of.lies_in(0.0, 1.0):
        return able(round(sum(first)), of.n, sum(one.chance for one in of.before) / of.n)
    return _mean(first, _labels(of), 0).low > ABLE


def _rank(one: Paired) -> tuple[bool, int, bool, int, bool]:
    metric, by = one.name.metric, one.name.by
    return (
        not one.lies_in(0.0, 1.0),
        METRICS.index(metric) if metric in METRICS else len(METRICS),
        "norm" in metric,
        FILTERS.index(by) if by in FILTERS else len(FILTERS),
        "flexible" in by,
    )


def _joined(group: str, members: Sequence[str], ranked: Mapping[str, Sequence[Paired]]) -> Paired | None:
    """All items of a group as one series; None where not all its tasks are scored in the same way."""
    found = [ranked[task][0] for task in members if task in ranked]
    if len(found) != len(members) or len({(one.name.metric, one.name.by, one.larger_is_better) for one in found}) != 1:
        return None
    return Paired(
        found[0].name._replace(task=group),
        "score",
        found[0].larger_is_better,
        tuple(f"{one.name.task}/{key}" for one in found for key in one.keys),
        tuple(sample for one in found for sample in one.before),
        tuple(sample for one in found for sample in one.after),
        sum(one.dropped for one in found),
    )


class _Names:
    """Names of tasks as findings have them, no two the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, task: str) -> str:
        own = re.sub(r"[^a-z0-9]+", "_", task.lower()).strip("_") or "task"
        several = (own if n == 1 else f"{own}_{n}" for n in count(1))
        name = next(name for name in several if self._taken.isdisjoint(_ids(name)))
        self._taken |= set(_ids(name))
        return name


def _ids(name: str) -> tuple[str, ...]:
    return name, f"{name}_base", f"{name}_tuned"


def findings(task: Task, *, judged: bool, tests: int, seed: int) -> Iterator[Finding]:
    """The drop of a task and the shares of right answers of both models; where the base is not able, no drop.

    `tests` is how many drops are judged together: they share the chance of a wrong FAIL.
    """
    id, first, second = f"forgetting/{task.name}", *task.main.scores()
    if task.able and task.part and not judged:
        yield _with_dropped(_quick_drop(id, task.main), task.main.dropped)
    elif task.able:
        low_tail = TAIL / max(1, tests) if judged else TAIL
        yield _with_dropped(_drop(id, task.main, seed, judged=judged, low_tail=low_tail), task.main.dropped)
    if task.main.lies_in(0.0, 1.0):
        yield accuracy(f"{id}_base", [score == 1 for score in first])
        yield accuracy(f"{id}_tuned", [score == 1 for score in second])
    else:
        for which, scores in (("base", first), ("tuned", second)):
            found = _mean(scores, _labels(task.main), seed)
            yield Finding(f"{id}_{which}", found.value, len(scores), found.low, found.high, "answers", judged=False)
    if task.able:
        for other in task.others:
            yield _drop(f"{id}_{_said(other, task.main)}", other, seed, judged=False, low_tail=TAIL)


def _said(other: Paired, main: Paired) -> str:
    """How another series differs from the one that counts: by its metric, its filter, or both."""
    parts = (other.name.metric, other.name.by if other.name.by != main.name.by else "")
    return re.sub(r"[^a-z0-9]+", "_", "_".join(filter(None, parts)).lower()).strip("_") or "other"


def _drop(id: str, of: Paired, seed: int, *, judged: bool, low_tail: float) -> Finding:
    first, second = of.scores()
    labels = _labels(of)
    if of.lies_in(0.0, 1.0):
        before, after = ([score == 1 for score in scores] for scores in (first, second))
        return lost(id, before, after, labels, seed=seed, judged=judged, low_tail=low_tail)
    differences = [one - other for one, other in zip(first, second, strict=True)]
    found = _mean(differences, labels, seed, low_tail, least=-1.0)
    return Finding(id, found.value, of.n, found.low, found.high, "points", judged)


def _quick_drop(id: str, of: Paired) -> Finding:
    """The drop of one of the many tasks of a group, which informs: an exact interval of each would take seconds."""
    differences = [one - other for one, other in zip(*of.scores(), strict=True)]
    found = _mean(differences, _labels(of), None, least=-1.0)
    return Finding(id, found.value, of.n, found.low, found.high, "points", judged=False)


def _with_dropped(finding: Finding, dropped: int) -> Finding:
    """With the items that the tuned model has no score for: all of them may be lost, or none."""
    if not dropped:
        return finding
    whole = finding.n + dropped
    low = min(finding.low, finding.low * finding.n / whole)
    return replace(finding, low=low, high=max(finding.high, (finding.high * finding.n + dropped) / whole))


def _labels(of: Paired) -> list[str] | None:
    labels = [one.cluster for one in of.before]
    return labels if any(labels) else None


def _mean(
    values: Sequence[float],
    labels: Sequence[str] | None,
    seed: int | None,
    low_tail: float = TAIL,
    *,
    least: float = 0.0,
) -> Estimate:
    """The mean of numbers between `least` and 1, with the wider end of Student's interval and the bootstrap's, which is
    left out without a seed.

    What was not seen in any of n items (or clusters) can still happen in a share of them, and changes the mean by no
    more than that share: neither end comes closer. So numbers that are all the same have an interval, too.
    """
    from auditor.stats.binomial import highest_of_none
    from auditor.stats.bootstrap import bootstrap_interval, clusters, t_interval

    many = len(values) if labels is None else len(set(labels))
    value = sum(values) / len(values)
    low, high = value - highest_of_none(many, low_tail), value + highest_of_none(many, TAIL)
    if many > 1:
        drawn = clusters(values, labels)
        again = None if seed is None else bootstrap_interval(drawn, seed, low_tail, TAIL)
        for found in (t_interval(drawn, low_tail, TAIL), again):
            if found is not None:
                low, high = min(low, found.low), max(high, found.high)
    return Estimate(value, max(least, low), min(1.0, high))


def perplexities(paired: Sequence[Paired], seed: int) -> Iterator[Finding]:
    """By how much the perplexity rose on each text task, a word, a byte or an item: exp of the mean loss of
    log-likelihood. It informs: a limit in points of right answers says nothing about it."""
    from auditor.stats.bootstrap import Clusters, bootstrap_interval, clusters, t_interval

    done, names = set[tuple[str, str]](), _Names()
    for one in paired:
        unit = UNITS.get(one.name.metric, "item")
        if one.kind != "perplexity" or one.n < 2 or (one.name.task, unit) in done:
            continue
        done.add((one.name.task, unit))
        differences = [_nats(first) - _nats(second) for first, second in zip(one.before, one.after, strict=True)]
        labels = _labels(one)
        if labels is not None and len(set(labels)) < 2:
            continue
        of = Clusters(
            clusters(differences, labels).totals, clusters([sample.size for sample in one.before], labels).totals
        )
        found = bootstrap_interval(of, seed) or t_interval(of)
        id = f"forgetting/{names.take(f'{one.name.task}_perplexity_{unit}')}"
        value, low, high = (math.exp(min(end, 50.0)) for end in (found.value, found.low, found.high))
        yield Finding(id, value, one.n, low, high, "ratio", judged=False)


def _nats(sample: Sample) -> float:
    return sample.score or 0.0


def evidence(task: Task, key: Key) -> Iterator[Evidence]:
    """The items of a task that the base was right on and the tuned model is not."""
    id = f"forgetting/{task.name}"
    kind = "lost_choice" if task.main.name.metric in CHOICE else "lost_answer"
    for place, first, second in zip(task.main.keys, *task.main.scores(), strict=True):
        if first == 1 and second < 1:
            origin = f"{task.name}:{shown_key(place)}"
            yield Evidence(
                finding=id, kind=kind, certainty="validated", record="", origin=origin,
                fingerprint=key.fingerprint(id, origin, origin),
            )  # fmt: skip


def judged_names(found: Sequence[Task], named: Collection[str]) -> frozenset[str]:
    """The tasks whose drop a policy may fail: those that the base can do, and of a group only those that it names."""
    return frozenset(task.name for task in found if task.able and (not task.part or f"forgetting/{task.name}" in named))
