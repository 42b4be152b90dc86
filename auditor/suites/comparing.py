"""Outcomes of two models on the same items become findings: for each capability what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.findings import Evidence, Finding
from auditor.stats.losses import TAIL
from auditor.suites import Choose
from auditor.suites.asking import Outcomes
from auditor.suites.capability import Capability, Right, base, lost, share, shipped, tuned
from auditor.text.keys import Key

ENOUGH = 200
"""Items of a capability with which a model that lost nothing is mostly shown to have lost less than 5 points, where the
two models differ on one item in twenty."""


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
        """What was lost, and what each model was right on; the loss as shipped where that was asked; how much of it was
        not asked, as it was clear before."""
        id = f"{self.risk}/{capability.name}"
        yield from _share(f"{id}_tuned", capability, tuned)
        yield from _share(f"{id}_base", capability, base)
        yield from self._lost(id, capability, tuned)
        if any(result.shipped is not None for result in capability.results):
            yield from _share(f"{id}_shipped", capability, shipped)
            yield from self._lost(f"{id}_as_shipped", capability, shipped)
        if any(result.base is not None for result in capability.said):
            yield from _share(f"{id}_said_base", capability, base, said=True)
            yield from _share(f"{id}_said_tuned", capability, tuned, said=True)
        if capability.left:
            n, left = capability.size, capability.left / capability.size
            yield Finding(f"{id}_left", left, n, left, left, "answers", judged=False)

    def _lost(self, id: str, capability: Capability, after: Right) -> Iterator[Finding]:
        found = lost(capability, after, self.seed, TAIL / max(1, self.tests))
        if found is None:
            return
        judged = capability.name in self.judged or (capability.name in self.shown and found.low > 0)
        n = sum(one.base is not None and after(one) is not None for one in capability.results)
        yield Finding(id, found.value, n, found.low, found.high, "points", judged)

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


def _share(id: str, capability: Capability, right: Right, *, said: bool = False) -> Iterator[Finding]:
    """The share of right answers of one model, with an interval of 90 %."""
    if (found := share(capability, right, said=said)) is not None:
        n = sum(right(one) is not None for one in (capability.said if said else capability.results))
        yield Finding(id, found.value, n, found.low, found.high, "answers", judged=False)
