"""What the parts of the section share: a probe under rules of its own, and whether it named the right record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.strategies import KEY

SUPPORTS = ("verbatim", "lexical", "unsupported")


@dataclass(frozen=True, slots=True)
class Told:
    """What a probe said."""

    findings: Mapping[str, Any]
    named: Mapping[str, str]
    """By the origin of a question: that of the record its answer was traced to."""

    def cell(self, name: str) -> str:
        """A share in percent with its interval."""
        found = self.findings.get(name)
        return "-" if found is None else f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"

    def top(self, right: Callable[[str], str], asked: int) -> str:
        """The share of answers that were traced to the right record, of all that were asked for."""
        from auditor.stats.binomial import clopper_pearson

        hits = sum(origin == right(question) for question, origin in self.named.items())
        low, high = clopper_pearson(hits, asked, 0.05, 0.05)
        return f"{hits / asked:.0%} ({low:.0%} to {high:.0%})"


def told(folder: Path, model: Any, train: Path, eval: Any = (), **options: int) -> Told:
    """Probes a model with these options of the risk."""
    from auditor.policy import load_policy
    from auditor.probing.run import probe

    rules = folder / "rules.yaml"
    shown = ", ".join(f"{name}: {value}" for name, value in options.items())
    rules.write_text(f"version: 1\nrisks:\n  attribution: {{options: {{{shown}}}}}\n", "utf-8")
    report = probe(
        model, train=str(train), eval=eval, policy=load_policy(rules), key=KEY, only="attribution", workers=1
    )
    named = {hit.partner: hit.origin for hit in report.evidence if hit.partner}
    return Told({one.id.partition("/")[2]: one for one in report.findings}, named)
