"""What a probe will take, and how much of it fits into a budget of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Protocol, TypeVar, runtime_checkable

from auditor.checks import Material, Probe, Sample
from auditor.errors import UsageError
from auditor.models import Case
from auditor.suites import Item, Suite
from auditor.suites.asking import cases_of

T = TypeVar("T")
_BUDGET = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|h)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
IN_ROUNDS = ("forgetting", "safety")
"""Risks that ask suites whole, but not all at once."""
FEWEST = 60
"""Items of a capability below which no budget goes."""


def seconds_of(text: str, option: str = "--budget") -> float:
    """A time such as `90s`, `10m` or `2h`, in seconds.

    Raises:
        UsageError: it is none.
    """
    match = _BUDGET.fullmatch(text.strip())
    if match is None or float(match[1]) <= 0:
        raise UsageError(f"{option} {text}: give a time such as 90s, 10m or 2h")
    return float(match[1]) * _SECONDS[match[2]]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What asking everything would take."""

    seconds: float
    """Of all models together; an upper bound, since texts may end early and the base may be known."""
    bytes: int
    questions: int


@runtime_checkable
class Returning(Protocol):
    """A probe that asks more when it has heard the answers."""

    def later(self, material: Material) -> Iterable[Case]:
        """About what that can be at most."""
        ...


def forecast(models: Sequence[Any], probes: Mapping[str, Probe[Any]], material: Material) -> Forecast:
    """Of local models: by the sizes of their configurations and a short trial on their device."""
    from auditor.models.local.forecast import needed, seconds, trial, work
    from auditor.models.shape import shape

    cases = list(_cases(probes, material))
    asked = work(cases, models[0].renderer)
    total, memory = 0.0, 0
    for model in models:
        network = model.network
        own = shape(network.model.config.to_dict(), model.name, str(network.model.dtype).removeprefix("torch."))
        device = str(network.device)
        total += seconds(own, asked, trial(own, asked, device))
        memory = max(memory, needed(own, asked, device, copies=len({id(one.network.model) for one in models})).total)
    return Forecast(total, memory, len(cases))


def _cases(probes: Mapping[str, Probe[Any]], material: Material) -> Iterator[Case]:
    """Everything that may be asked: whole suites where they are asked in rounds, and what the probes ask besides."""
    records = material
    if any(name in probes for name in IN_ROUNDS):
        records = replace(material, suites=())
        for suite in material.suites:
            for item in suite.items:
                yield from cases_of(suite.name, item, material.can)
    for probe in probes.values():
        yield from probe.cases(records, probe.start())
        if isinstance(probe, Returning):
            yield from probe.later(material)


def thinned(material: Material, share: float) -> Material:
    """About such a share of everything that is asked, the same for the same names: of each capability of a suite at
    least `FEWEST` items."""
    return replace(
        material,
        suites=tuple(_suite(suite, share) for suite in material.suites),
        train=_records(material.train, share),
        held_out=_records(material.held_out, share),
        targets=tuple(_first(material.targets, share, lambda one: one.fingerprint)),
    )


def _suite(suite: Suite, share: float) -> Suite:
    groups: dict[str, list[Item]] = {}
    for item in suite.items:
        groups.setdefault(item.capability, []).append(item)
    kept = {
        f"{item.capability} {item.id}"
        for items in groups.values()
        for item in _first(items, share, lambda one: f"{suite.name}:{one.id}")
    }
    return replace(suite, items=tuple(item for item in suite.items if f"{item.capability} {item.id}" in kept))


def _records(samples: tuple[Sample, ...], share: float) -> tuple[Sample, ...]:
    return tuple(_first(samples, share, lambda one: one.origin))


def _first(items: Sequence[T], share: float, name: Any) -> Iterable[T]:
    count = min(len(items), max(FEWEST, round(share * len(items))))
    return sorted(items, key=lambda one: blake2b(name(one).encode(), digest_size=8).digest())[:count]
