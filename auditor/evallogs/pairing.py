"""Pairs two logs item by item, and says what is not the same about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.errors import UsageError
from auditor.evallogs.log import Kind, Log, Name, Sample, shown_key


@dataclass(frozen=True, slots=True)
class Paired:
    """The items of one series that stand in both logs."""

    name: Name
    kind: Kind
    larger_is_better: bool
    keys: tuple[str, ...]
    before: tuple[Sample, ...]
    """Of the base, one for each key, all scored."""
    after: tuple[Sample, ...]
    """Of the tuned model, all scored."""
    dropped: int
    """Items that the base was right on and the tuned model has no score for: it may have lost them."""

    @property
    def n(self) -> int:
        """Items with a score of both models."""
        return len(self.keys)

    def scores(self) -> tuple[list[float], list[float]]:
        """The scores of base and tuned model, turned so that larger is better."""
        sign, offset = (1.0, 0.0) if self.larger_is_better else (-1.0, 1.0)
        first, second = ([offset + sign * (one.score or 0.0) for one in side] for side in (self.before, self.after))
        return first, second

    def lies_in(self, *values: float) -> bool:
        """Whether every score is one of these."""
        return all(one.score in values for side in (self.before, self.after) for one in side)

    @property
    def is_share(self) -> bool:
        """Whether every score lies between 0 and 1."""
        return all(0 <= (one.score or 0.0) <= 1 for side in (self.before, self.after) for one in side)


def pair(base: Log, tuned: Log) -> tuple[tuple[Paired, ...], tuple[str, ...]]:
    """All series that both logs have, in the order of the base; and notes on what differs.

    Raises:
        UsageError: the two are of different harnesses, or of different questions.
    """
    if base.harness != tuned.harness:
        raise UsageError(
            f"the base was evaluated with {base.harness} and the tuned model with {tuned.harness}, whose scores cannot "
            "be compared; evaluate both with the same harness"
        )
    both = [name for name in base.series if name in tuned.series]
    if not both:
        raise UsageError(
            f"the two logs have no task in common ({_some(base)} and {_some(tuned)}); evaluate both on the same tasks"
        )
    paired = tuple(_paired(name, base, tuned) for name in both)
    return paired, tuple(dict.fromkeys((*base.notes, *tuned.notes, *_settings(base, tuned), *_gaps(base, tuned))))


def _some(log: Log) -> str:
    return ", ".join(sorted({name.task for name in log.series})[:3])


def _paired(name: Name, base: Log, tuned: Log) -> Paired:
    first, second = base.series[name], tuned.series[name]
    common = [key for key in first.samples if key in second.samples]
    other = [key for key in common if first.samples[key].doc != second.samples[key].doc]
    if other or not common:
        what = f"{len(other)} of {len(common)} questions differ (item {shown_key(other[0])})" if other else (
            "the logs have no question in common")  # fmt: skip
        raise UsageError(f"{name.task}: {what}; evaluate both models on the same version of the same data")
    scored = [k for k in common if first.samples[k].score is not None and second.samples[k].score is not None]
    best = 1.0 if first.larger_is_better else 0.0
    return Paired(
        name,
        first.kind,
        first.larger_is_better,
        tuple(scored),
        tuple(first.samples[key] for key in scored),
        tuple(second.samples[key] for key in scored),
        sum(first.samples[key].score == best and second.samples[key].score is None for key in common),
    )


def _settings(base: Log, tuned: Log) -> Iterator[str]:
    """What was set otherwise: `logs.shots:mmlu, 0, 5`. Only what both logs tell is held against each other."""
    for key, one in base.settings.items():
        other = tuned.settings.get(key)
        if other is not None and other != one:
            what, _, task = key.partition(":")
            digests = what in ("logs.template", "logs.system", "logs.plan")
            yield f"{what}:{', '.join(filter(None, (task, *(() if digests else (one[:40], other[:40])))))}"


def _gaps(base: Log, tuned: Log) -> Iterator[str]:
    """Tasks and items that one log has alone, items without a score, and items with another prompt; once a task."""
    tasks = [dict.fromkeys(name.task for name in log.series) for log in (base, tuned)]
    for key, own, other in (("logs.only_base", *tasks), ("logs.only_tuned", *tasks[::-1])):
        yield from (f"{key}:{task}" for task in own if task not in other)
    for task in tasks[0]:
        found: dict[str, int] = {}
        for name in (name for name in base.series if name.task == task and name in tuned.series):
            for key, count in _counts(base, tuned, name):
                found[key] = max(found.get(key, 0), count)
        yield from (f"{key}:{task}, {count}" for key, count in found.items() if count)


def _counts(base: Log, tuned: Log, name: Name) -> Iterator[tuple[str, int]]:
    first, second = base.series[name].samples, tuned.series[name].samples
    yield "logs.items_only_base", len(first.keys() - second.keys())
    yield "logs.items_only_tuned", len(second.keys() - first.keys())
    yield (
        "logs.unscored",
        sum((one.score is None) != (second[key].score is None) for key, one in first.items() if key in second),
    )
    yield "logs.prompt", sum(one.prompt != second[key].prompt for key, one in first.items() if key in second)
