"""Large capabilities are asked in rounds, and no more once it is clear what was lost of them.

What was asked by then says how sure it is, since the items come in an order drawn before any of them is asked. That
takes items that are independent of each other. Those of a shipped suite come from few templates: after one item of a
template the next tells half as much, no interval for clusters may be looked at again and again, and asked are so few of
them that little would be saved. So only what a user asks is asked so, where each item is a cluster of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from auditor.models import Case, Need
from auditor.suites import RETAIN, Item
from auditor.suites.asking import SHIPPED_SUITE, Outcomes, cases_of, lot

if TYPE_CHECKING:
    from auditor.suites.capability import Capability

Asked = tuple[str, Item]
"""An item, behind the name of its suite."""
MANY = 1_000
"""Items of a capability above which it is asked in rounds."""
FIRST = 500
"""Items of the first round."""
MORE = 0.25
"""Share by which a round adds to what was asked."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """How large capabilities are asked."""

    settled: tuple[float, ...]
    """Drops: asking stops once it is clear of each of them whether more was lost."""
    seed: int
    tests: int
    """How many findings may share the chance of a wrong FAIL: at most."""

    def due(self, groups: Mapping[str, Sequence[Asked]], state: Outcomes, can: frozenset[Need]) -> Iterator[Case]:
        """What to ask next of each capability in `large`, given what is known by now."""
        from auditor.suites.capability import capabilities

        begun = any(f"{own[0][0]}:{own[0][1].id}" in state for own in groups.values())
        found = {one.name: one for one in capabilities(state, RETAIN)} if begun else {}
        for name, own in groups.items():
            left = [(suite, item) for suite, item in own if f"{suite}:{item.id}" not in state]
            if not left or (name in found and self.clear(found[name])):
                continue
            size = ceil((len(own) - len(left)) * MORE) or FIRST
            for suite, item in left[:size]:
                yield from cases_of(suite, item, can, len(own))

    def clear(self, one: Capability) -> bool:
        """Whether the items not asked would be in vain: the base has not the capability, or of every model it is clear
        what it lost."""
        from auditor.stats.losses import TAIL
        from auditor.suites.capability import lost, shipped, tuned

        if one.unable or not one.able:
            return one.unable
        drops = (lost(one, after, self.seed, TAIL / self.tests) for after in (tuned, shipped))
        return all(
            drop.low > limit or drop.high <= limit for drop in drops if drop is not None for limit in self.settled
        )


def large(items: Iterable[Asked], can: frozenset[Need], seed: int) -> dict[str, list[Asked]]:
    """The capabilities that can be asked in rounds, each in the order in which its items are asked."""
    groups: dict[str, list[Asked]] = {}
    for suite, item in items:
        if item.role == "retain":
            groups.setdefault(item.capability, []).append((suite, item))
    return {
        name: sorted(asked, key=lambda one: lot(one, f"{seed} "))
        for name, own in groups.items()
        if len(own) > MANY and _independent(own)
        if len(asked := [one for one in own if next(cases_of(*one, can), None) is not None]) > MANY
    }


def _independent(own: Sequence[Asked]) -> bool:
    shipped = any(suite.startswith(SHIPPED_SUITE) for suite, _ in own)
    return not shipped and len({(item.language, item.cluster) for _, item in own}) == len(own)
