"""What a scan asks of a base before it is tuned: the probes that tell something of it, on records of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from auditor.audit import Progress, Wanted
from auditor.checks import Material, Setup, described
from auditor.errors import ModelError, UsageError
from auditor.findings import Outcome, Skipped
from auditor.policy import Policy
from auditor.probing.ask import Panel
from auditor.probing.cache import Cache, NoCache, folder
from auditor.probing.drawn import Draw
from auditor.probing.reading import clusters
from auditor.probing.run import Asked, Choice, Told, have, measured, packages
from auditor.probing.samples import Rendering
from auditor.registry import risk, risks
from auditor.report import EvidenceFile, Report, Spool

DRAWN = "drawn"
"""The check that draws the records."""
BUILDS_ON = "duplication"
"""The scan that tells which of them are near copies of each other."""
AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Base:
    """A base that a scan asks. One that cannot be asked stops no scan: `tell` is told why, the report says that."""

    model: str | Choice | Asked
    tell: Callable[[Told], None] = lambda told: None
    progress: Progress = lambda stage, done, total: None
    cache: bool = True
    """Whether its answers are kept between runs, as numbers."""

    def chosen(self, wanted: Wanted) -> Wanted:
        """The risks of which a base is asked taken out of those that are named; with what they build on, where only
        some are wanted. `--only` and `--skip` can leave none of them."""
        known = tuple(id for id, one in risks().items() if one.before)
        mine = tuple(id for id in known if id not in wanted.skip and (not wanted.only or id in wanted.only))
        rest = tuple(id for id in wanted.only if id not in known)
        builds = (BUILDS_ON,) if mine and BUILDS_ON not in (*rest, *wanted.skip) else ()
        only = ((*rest, *builds) or ("overview",)) if mine and wanted.only else wanted.only
        return Wanted(only, tuple(id for id in wanted.skip if id not in known), mine)

    def checks(self, setup: Setup, rules: Policy) -> Mapping[str, Any]:
        """Draws records, the same ones as a probe after the training."""
        return {DRAWN: Draw(setup.seed, rules.options["overfitting"].train, 0, frozenset())}

    def told(self, report: Report, facts: Mapping[str, Any], setup: Setup, rules: Policy, wanted: Wanted) -> Report:
        """The report with what the base was found to know."""
        try:
            opened = self._opened(setup)
        except (UsageError, ModelError) as error:
            return self._unasked(report, wanted, error)
        for one in opened.told:
            self.tell(one)
        tokenizer = None if opened.renderer is None else opened.renderer.tokenizer
        rendering = Rendering(setup.training, tokenizer)
        near = clusters(facts) if BUILDS_ON in facts else {}
        panel = Panel(opened.panel.tuned)
        material = Material(train=rendering.samples(facts[DRAWN]["train"], near))
        material = replace(material, can=have(panel, material) | {"base"})  # it is the one that is asked
        made = {id: risk(id).probe for id in wanted.beside}
        probes = {id: make(rules.options[id], setup) for id, make in made.items() if make is not None}
        with Cache(folder()) if self.cache and opened.lasting else nullcontext(NoCache()) as kept:
            try:
                outcomes, evidence = measured(probes, panel, material, kept, False, self.progress)
            except ModelError as error:
                return self._unasked(report, wanted, error)
        run = replace(
            report.run,
            untuned=opened.probed,
            options={**report.run.options, **{id: described(rules.options[id]) for id in probes}},
            packages={**dict(packages()), **report.run.packages},
        )
        ended: dict[str, Outcome] = {f"scan/{id}": outcome for id, outcome in outcomes.items()}
        return replace(report, run=run, outcomes={**report.outcomes, **ended}, evidence=_joined(report, evidence))

    def _opened(self, setup: Setup) -> Asked:
        match self.model:
            case Asked() as opened:
                return opened
            case str() as name:
                choice = Choice(model=name)
            case Choice() as choice:
                pass
        from auditor.probing.opening import open_asked

        template = setup.training.template if setup.training is not None else None
        return open_asked(replace(choice, template=choice.template or template))

    def _unasked(self, report: Report, wanted: Wanted, error: UsageError | ModelError) -> Report:
        self.tell(Told("ui.base_unasked", (str(error),)))
        reason = "base_gave_up" if isinstance(error, ModelError) else "base_unopened"
        if isinstance(error.__cause__, ImportError):
            reason = "base_needs_extra"
        skipped: dict[str, Outcome] = {f"scan/{id}": Skipped(reason) for id in wanted.beside}
        return replace(report, outcomes={**report.outcomes, **skipped})


def _joined(report: Report, evidence: EvidenceFile) -> EvidenceFile:
    """The hits of the scan, and behind them those of the base."""
    if not evidence.lines:
        return report.evidence
    spool = Spool()
    try:
        for part in (report.evidence, evidence):
            with part.path.open("rb") as file:
                while some := file.read(AT_ONCE):
                    spool.add(some)
        return spool.done()
    except BaseException:
        spool.discard()
        raise
