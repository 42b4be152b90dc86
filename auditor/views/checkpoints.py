"""Several checkpoints side by side, and which of them to take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.findings import Finding
from auditor.messages import Language, printable, say
from auditor.policy import Verdict
from auditor.report import Report
from auditor.stats import count
from auditor.views.cells import pad
from auditor.views.riskmap import points

GAIN, HELD_OUT, EXTRACTABLE = "forgetting/gain", "overfitting/held_out_loss", "memorization/extractable"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One of them, judged."""

    name: str
    report: Report
    verdict: Verdict

    def number(self, id: str) -> Finding | None:
        """One of its findings."""
        return next((finding for finding in self.report.findings if finding.id == id), None)

    @property
    def worst(self) -> Finding | None:
        """The capability that lost most."""
        lost = [one for one in self.report.findings if one.id.startswith(("forgetting/", "safety/")) and one.judged]
        return max(lost, key=lambda one: one.value, default=None)


def recommended(checkpoints: Sequence[Checkpoint]) -> Checkpoint | None:
    """Of those that do not fail, the one that gained most or, where no gain was measured, with the least loss on
    held-out records; of equals the first. None where all fail, or nothing tells them apart."""
    left = [one for one in checkpoints if one.verdict.outcome != "FAIL"]
    for id, sign in ((GAIN, -1), (HELD_OUT, 1)):
        found = [(one, number) for one in left if (number := one.number(id)) is not None]
        if found and len(found) == len(left):
            return min(found, key=lambda pair: sign * pair[1].value)[0]
    return None


def render(checkpoints: Sequence[Checkpoint], language: Language) -> str:
    """A line for each, then the advice."""
    return "\n".join([*lines(checkpoints, language), "", _advice(recommended(checkpoints), language)]) + "\n"


def lines(checkpoints: Sequence[Checkpoint], language: Language) -> Iterator[str]:
    """What each of them gained and lost, one a line."""
    width = max(len(one.name) for one in checkpoints) + 2
    for one in checkpoints:
        facts = [say(f"outcome.{one.verdict.outcome}", language)]
        if (gain := one.number(GAIN)) is not None:
            facts.append(say("checkpoints.gain", language, value=points(gain.value)))
        if (worst := one.worst) is not None:
            name = worst.id.partition("/")[2]
            facts.append(say("checkpoints.lost", language, name=name, value=points(worst.value)))
        if (loss := one.number(HELD_OUT)) is not None:
            facts.append(say("checkpoints.held_out", language, value=f"{loss.value:.3f}"))
        if (leaked := one.number(EXTRACTABLE)) is not None:
            facts.append(say("checkpoints.extractable", language, values=count(leaked, leaked.value)))
        yield f"{pad(printable(one.name), width)}{say('ui.comma', language).join(facts)}"


def _advice(best: Checkpoint | None, language: Language) -> str:
    if best is None:
        return say("checkpoints.none", language)
    return say("checkpoints.take", language, name=printable(best.name))
