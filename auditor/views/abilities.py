"""What the tuned model can do, beside what its base could: a line for each capability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.cells import cell_len

from auditor.findings import Finding
from auditor.messages import Language, say
from auditor.views.cells import pad
from auditor.views.model import capability_name, end_text

RISKS = ("forgetting/", "safety/")


@dataclass(frozen=True, slots=True)
class Ability:
    """One capability, before and after."""

    lost: Finding
    base: Finding
    tuned: Finding
    said: tuple[Finding, ...] = ()
    """Of a choice, the same by what the base and the tuned model said."""

    @property
    def parts(self) -> frozenset[str]:
        """Ids of the findings that it shows."""
        return frozenset(finding.id for finding in (self.lost, self.base, self.tuned, *self.said))


def abilities(findings: Iterable[Finding]) -> tuple[Ability, ...]:
    """The capabilities of which both models were asked, those that lost most first."""
    found = {finding.id: finding for finding in findings if finding.id.startswith(RISKS)}
    whole = (
        Ability(found[id], found[f"{id}_base"], found[f"{id}_tuned"], _said(id, found))
        for id in found
        if f"{id}_base" in found and f"{id}_tuned" in found
    )
    return tuple(sorted(whole, key=lambda one: (not one.lost.judged, -one.lost.value)))


def lines(shown: Iterable[Ability], language: Language) -> Iterator[str]:
    """A line for each, in columns."""
    rows = [(capability_name(one.lost.id.partition("/")[2], language), one) for one in shown]
    width = max((cell_len(name) for name, _ in rows), default=0)
    for name, one in rows:
        numbers = say(
            "abilities.line",
            language,
            base=end_text("answers", one.base.value),
            tuned=end_text("answers", one.tuned.value),
            n=f"{one.lost.n:,}",
            lost=end_text("points", one.lost.value),
            low=end_text("points", one.lost.low),
            high=end_text("points", one.lost.high),
        )
        if one.said:
            base, tuned = (end_text("answers", finding.value) for finding in one.said)
            numbers = say("abilities.said", language, numbers=numbers, base=base, tuned=tuned)
        state = say("abilities.judged" if one.lost.judged else "abilities.informs", language)
        yield f"  {pad(name, width)}  {say('ui.named', language, name=state, value=numbers)}"


def _said(id: str, found: Mapping[str, Finding]) -> tuple[Finding, ...]:
    names = (f"{id}_said_base", f"{id}_said_tuned")
    return tuple(found[name] for name in names) if all(name in found for name in names) else ()
