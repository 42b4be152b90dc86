"""Capabilities that the tuned model lost, and what it gained for them.

## What it measures

The tuned model and its base answer the same questions of each suite, under the same template. Reported for each
capability are the share of right answers of both, and the drop from the base to the tuned model with its interval:
exact where questions are independent, from clusters where several come from one template or source. A choice is right
where its right option is the likeliest; a text where its check says so. A choice is also asked as a question
(`_said`): where the model still knows the answer and no longer says it, the form was lost and not the ability.

A drop is judged on the user's own `retain` suites, all together (`retain`) and each capability of at least 200 items
for itself, and on the shipped suites of instruction following and tool calls. A smaller capability of the user is
judged where a loss is shown: it has too few items to show that there is none. The other shipped suites inform: a
release that had to pass all of them would often fail by chance. Suites with the role `target`, what the tuning was
for, give the gain. With `--shipped`, the model that is shipped (merged, quantized) is held against the base as well.

A capability of yours with more than 1,000 items, each a cluster of its own, is asked in rounds, in an order that the
seed draws, and no further once it is clear of each drop in the option `settled` (2 and 5 points) whether more was lost.
Its numbers are then those of the questions asked, its intervals hold however often one looks, and `_left` is the share
of questions not asked. A limit of your own belongs into `settled`, too; `settled: []` asks every question. Shipped
suites are asked whole: theirs come from few templates, and such intervals need questions that are independent.

Up to 64 choices, yours first, are asked again in the end, each option computed alone: `noise` is the share of them on
which the base itself comes out otherwise, `noise_tuned` that of the tuned model. Such flips go either way, so the
interval of a drop has them in it already; they make it wider. Where there are any, `--dtype float32` makes them rare.

The low end of a judged drop is wrong with a chance of at most 5 % shared out among all that are judged, so a model
that lost nothing fails with at most that chance; the high end of each with 5 %.

## Why it matters

Training on something new overwrites what the model could do, and what goes first is often not knowledge but following
instructions, calling tools and refusing. The loss shows nowhere in the training's own curves.

## What it misses

What no suite asks. A capability that the base does not have is reported and not judged: what is not there cannot be
lost. Questions that stand in the training data are left out, as the scan for contamination finds them; translated or
rephrased ones are not found. Questions that a model could not be asked, being longer than its context for example, are
counted (`unasked`), and where the base is right on them the drop may be as high as if all of them were lost. One greedy
answer is read for each question, so what a model says by chance is not seen.

## What to do

Mix general data into the training, lower the learning rate, train fewer epochs, or train a smaller adapter. If only
the `_said` numbers fell, look at the template and at the stop tokens first.

## Sources

Luo et al. 2023, "An Empirical Study of Catastrophic Forgetting in Large Language Models During Continual Fine-tuning"
(arXiv 2308.08747). Miller 2024, "Adding Error Bars to Evals" (arXiv 2411.00640): paired and clustered comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from auditor.checks import Batch, Finished, Limit, Material, Risk, Setup, Sink
from auditor.errors import UsageError
from auditor.findings import Finding, Skipped
from auditor.models import Answer, Case, Need
from auditor.suites import RETAIN, Item, Role, again
from auditor.suites.asking import SHIPPED_SUITE, Outcomes, due
from auditor.suites.packs import GATING, PACKS
from auditor.suites.rounds import Rounds, large

TARGET: tuple[Role, ...] = ("target",)
SAFETY = "safety_"
"""Capabilities that begin so belong to the risk of that name."""


@dataclass(frozen=True, slots=True)
class ForgettingOptions:
    """What is asked beside the suites of the user."""

    packs: tuple[str, ...] = tuple(name for name in PACKS if not name.startswith(SAFETY))
    """Shipped suites."""
    settled: tuple[float, ...] = (0.02, 0.05)
    """Drops that matter, as shares: a capability of yours with more than 1,000 independent items is asked in rounds,
    until it is clear of each of these whether more was lost. Empty: every item is asked."""

    def __post_init__(self) -> None:
        if any(not -1 < drop < 1 for drop in self.settled):
            raise UsageError("a drop is a share between -1 and 1; for 2 points give 0.02")


@dataclass(frozen=True, slots=True)
class ForgettingProbe:
    """Asks the items of every suite, and some of the choices a second time."""

    options: ForgettingOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"base"})

    def start(self) -> Outcomes:
        return Outcomes()

    def cases(self, material: Material, state: Outcomes) -> Iterator[Case]:
        """Users' items first, of the shipped suites as much as tells something; in the end some choices again."""
        own = _own(material)
        in_rounds = large(own, material.can, self.setup.seed) if self.options.settled else {}
        at_once = (one for one in own if one[1].role != "retain" or one[1].capability not in in_rounds)
        asked = [*due(at_once, state, material.can), *self._rounds(own).due(in_rounds, state, material.can)]
        if asked:
            yield from asked
            return
        chosen = again.sample(again.able(own, state), self.setup.seed)
        left = [(suite, item) for suite, item in chosen if not state.was_asked_again(f"{suite}:{item.id}")]
        yield from again.cases(left, material.can)

    def later(self, material: Material) -> Iterator[Case]:
        """The choices that are asked again."""
        yield from again.cases(again.sample(_own(material), self.setup.seed), material.can)

    def _rounds(self, own: list[tuple[str, Item]]) -> Rounds:
        users = {item.capability for suite, item in own if not suite.startswith(SHIPPED_SUITE)}
        names = users.union(name for name in self.options.packs if name in GATING)
        return Rounds(self.options.settled, self.setup.seed, len(names) + 1)  # all together are judged, too

    def add(self, state: Outcomes, batch: Batch[Answer], sink: Sink) -> None:
        """Keeps the answers."""
        for answer in batch.items:
            state.add(answer)

    def finish(self, state: Outcomes, facts: Mapping[str, Any]) -> Finished | Skipped:
        from auditor.suites.capability import capabilities, whole
        from auditor.suites.comparing import ENOUGH, Comparison, unasked

        retained = capabilities(state, RETAIN)
        if not retained:
            return Skipped("needs_suite")
        users = [one for one in retained if one.own]
        others = {one.name for one in retained}.union(PACKS)
        dropped = sum(count for name, count in state.dropped(RETAIN).items() if name not in others)
        if len(users) > 1 or (users and dropped):
            retained = [*retained, whole("retain", users, dropped)]
        able = [one for one in retained if one.able]
        gating = frozenset(one.name for one in able if one.name in GATING or (one.own and len(one.results) >= ENOUGH))
        gating |= {one.name for one in able if one.name == "retain" or [one] == users}
        shown = frozenset(one.name for one in able if one.own) - gating
        comparison = Comparison("forgetting", self.setup.seed, self.setup.key, gating, shown, len(gating | shown))
        findings = tuple(finding for one in retained for finding in comparison.findings(one))
        judged = {finding.id.partition("/")[2] for finding in findings if finding.judged}
        evidence = (hit for one in retained if one.name in judged for hit in comparison.evidence(one))
        gain = self._gain(capabilities(state, TARGET))
        rest = (*unasked("forgetting", state), *again.noise("forgetting/noise", state))
        return Finished((*gain, *findings, *rest), evidence=evidence)

    def _gain(self, found: list[Any]) -> Iterator[Finding]:
        """What the tuning was for: the gain over all target items together."""
        from auditor.suites.capability import Capability
        from auditor.suites.comparing import Comparison

        target = tuple(result for one in found for result in one.results)
        if not target:
            return
        comparison = Comparison("forgetting", self.setup.seed, self.setup.key, frozenset())
        tuned, base, lost = list(comparison.findings(Capability("target", target)))[:3]
        yield Finding("forgetting/gain", -lost.value, lost.n, -lost.high, -lost.low, "points", judged=False)
        yield from (base, tuned)


def _own(material: Material) -> list[tuple[str, Item]]:
    return [(suite, item) for suite, item in material.items() if not item.capability.startswith(SAFETY)]


RISK = Risk(
    id="forgetting",
    limits={},
    probed={"forgetting/*": Limit(fail=0.05, warn=0.02)},
    options=ForgettingOptions,
    probe=ForgettingProbe,
    module=__name__,
    units={"forgetting/*": "points"},
)
