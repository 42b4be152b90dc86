"""Outcomes of two models on the same items become findings: for each capability what was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.findings import Evidence, Finding
from auditor.stats.losses import TAIL, able, accuracy, lost
from auditor.suites import ROLES, Choose, Role
from auditor.suites.asking import SHIPPED_SUITE, Outcomes, Result
from auditor.text.keys import Key

ENOUGH = 200
"""Items of a capability with which a model that lost nothing is mostly shown to have lost less than 5 points, where the
two models differ on one item in twenty."""


@dataclass(frozen=True, slots=True)
class Capability:
    """All items of one capability, as they came out."""

    name: str
    results: tuple[Result, ...]
    said: tuple[Result, ...] = ()
    """Its choices once more, by what the models said; empty where there are none."""
    dropped: int = 0
    """Questions that the base is right on and the tuned model could not be asked: it may have lost them."""

    @property
    def own(self) -> bool:
        """Whether a user asked for it, and not only the auditor."""
        return any(not result.key.startswith(SHIPPED_SUITE) for result in self.results)

    @property
    def able(self) -> bool:
        """Whether the base is shown to have it."""
        n = len(self.results)
        return able(sum(result.base is True for result in self.results), n, sum(r.chance for r in self.results) / n)


def capabilities(outcomes: Outcomes, roles: Collection[Role] = ROLES) -> list[Capability]:
    """By capability: choices by their log-probabilities where there are any, all else by what the models said. Only of
    items in these roles: what was gained on some does not make up for what was lost on others."""
    likeliest, said = (
        [one for one in results if one.item.role in roles] for results in (outcomes.likeliest(), outcomes.said())
    )
    scored = {result.key for result in likeliest}
    main: dict[str, list[Result]] = defaultdict(list)
    again: dict[str, list[Result]] = defaultdict(list)
    for result in (*likeliest, *(one for one in said if one.key not in scored)):
        main[result.item.capability].append(result)
    for result in said:
        if result.key in scored:
            again[result.item.capability].append(result)
    dropped = outcomes.dropped(roles)
    return [Capability(name, tuple(own), tuple(again[name]), dropped[name]) for name, own in sorted(main.items())]


def unasked(risk: str, outcomes: Outcomes) -> Iterator[Finding]:
    """How many questions could not be put to a model."""
    if count := len(outcomes.unanswered()):
        yield Finding(f"{risk}/unasked", count, count, count, count, "records", judged=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Makes the findings of one risk. `judged` names the capabilities that a policy may fail."""

    risk: str
    seed: int
    key: Key
    judged: frozenset[str]
    """Capabilities that are judged whatever they show."""
    shown: frozenset[str] = frozenset()
    """Capabilities that are judged only where a loss is shown: they have too few items to show that there is none."""
    tests: int = 1
    """How many findings share the chance of a wrong FAIL."""

    def findings(self, capability: Capability) -> Iterator[Finding]:
        """What was lost, and what each model was right on; the loss as shipped where that was asked."""
        id = f"{self.risk}/{capability.name}"
        yield accuracy(f"{id}_tuned", [result.tuned for result in capability.results])
        paired = [result for result in capability.results if result.base is not None]
        if not paired:
            return
        yield accuracy(f"{id}_base", [result.base is True for result in paired])
        drop = self._lost(id, paired, [result.tuned for result in paired], capability.name)
        yield _with_dropped(drop, capability.dropped)
        if shipped := [result for result in paired if result.shipped is not None]:
            right = [result.shipped is True for result in shipped]
            yield accuracy(f"{id}_shipped", right)
            yield self._lost(f"{id}_as_shipped", shipped, right, capability.name)
        if said := [result for result in capability.said if result.base is not None]:
            yield accuracy(f"{id}_said_base", [result.base is True for result in said])
            yield accuracy(f"{id}_said_tuned", [result.tuned for result in said])

    def _lost(self, id: str, before: Sequence[Result], after: Sequence[bool], name: str) -> Finding:
        labels = [f"{result.item.language}:{result.item.cluster}" for result in before]
        right = [result.base is True for result in before]
        low_tail = TAIL / max(1, self.tests)
        found = lost(id, right, after, labels, seed=self.seed, judged=name in self.judged, low_tail=low_tail)
        return replace(found, judged=True) if name in self.shown and found.low > 0 else found

    def evidence(self, capability: Capability) -> Iterator[Evidence]:
        """The items that the base was right on and the tuned model is not."""
        id = f"{self.risk}/{capability.name}"
        for result in capability.results:
            if result.base and not result.tuned:
                yield Evidence(
                    finding=id,
                    kind="lost_choice" if isinstance(result.item.ask, Choose) else "lost_answer",
                    certainty="validated",
                    record="",
                    origin=result.key,
                    fingerprint=self.key.fingerprint(id, result.key, result.key),
                )


def _with_dropped(finding: Finding, dropped: int) -> Finding:
    """With the questions that the tuned model could not be asked: all of them may be lost, or none."""
    if not dropped:
        return finding
    of_all = finding.n / (finding.n + dropped)
    low, high = min(finding.low, finding.low * of_all), max(finding.high, finding.high * of_all + 1 - of_all)
    return replace(finding, low=low, high=high)


def whole(name: str, found: Iterable[Capability], dropped: int = 0) -> Capability:
    """Several capabilities as one; `dropped` are those of capabilities of which nothing else is known."""
    own = tuple(found)
    return Capability(
        name,
        tuple(one for part in own for one in part.results),
        tuple(one for part in own for one in part.said),
        sum(part.dropped for part in own) + dropped,
    )
