"""A ladder of tunings that do more and more harm: what is reported beside what is really lost."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.bench.probing.common import RECORDS, RETAIN, SUITE, Told, told
from tests.tiny.asking import likeliest, written
from tests.tiny.check import MODEL, questions_of
from tests.tiny.ladder import Rung, asked, lines_of, opened, rungs
from tests.tiny.suite import write_lines
from tests.tiny.world import Question

ITEMS = 300
"""Of each half of the suite."""
DRAWS = 10_000
HARM = 0.05
"""Points that the policy lets no model lose."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung: what the probe reported on its half of the suite, and what was lost on the other half."""

    rung: Rung
    told: Told
    lost: float

    @property
    def reported(self) -> Any:
        """The drop, with its interval."""
        return self.told.findings[RETAIN]

    @property
    def level(self) -> str:
        """How the forgetting was judged."""
        judged = [why.rpartition(" ")[2] for why in self.told.why if why.startswith("forgetting/")]
        return next((name for name in ("fail", "unknown") if name in judged), "pass")


def halves(folder: Path, items: int = ITEMS) -> tuple[Path, Path]:
    """Items of the retain suite in two files, which share no sentence that asks; of each kind as many."""
    clusters: dict[tuple[str, str, bool], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for line in lines_of(SUITE):
        clusters[line["capability"], line["language"], "choices" in line][line["cluster"]].append(line)
    sides: tuple[list[Any], list[Any]] = ([], [])
    for own in clusters.values():
        for _, alike in sorted(own.items()):
            sides[len(sides[0]) > len(sides[1])].extend(alike)
    for path, side in zip(paths := (folder / "asked.jsonl", folder / "unseen.jsonl"), sides, strict=True):
        write_lines(path, Random(0).sample(side, items))
    return paths


def accuracy(folder: Path, questions: Sequence[Question]) -> float:
    """Share of the questions that a model answers, asked without the auditor."""
    from auditor.models.local.loading import quiet

    with quiet():
        model, tokenizer = opened(folder)
    choices, others = ([one for one in questions if bool(one.options) is wanted] for wanted in (True, False))
    texts = written(model, tokenizer, [one.messages() for one in others], 48)
    right = [text.strip() == one.answer for text, one in zip(texts, others, strict=True)]
    return sum((*likeliest(model, tokenizer, choices), *right)) / len(questions)


def climbed(folder: Path, rung: Rung, records: Sequence[Any], files: tuple[Path, Path], before: float) -> Climbed:
    """Tunes a rung, probes it with one half of the suite, and asks it the other; `before` is what the base knew."""
    from auditor.demo.tune import tune

    out = folder / f"{rung.name} {rung.epochs}".replace(" ", "-").replace(",", "").replace("%", "percent")
    tune(MODEL, records, out, epochs=rung.epochs, **rung.more)
    found = told(out, MODEL, [files[0]], only="forgetting")
    step = Climbed(rung, found, before - accuracy(out, questions_of(files[1])))
    print(_row(step), file=sys.stderr, flush=True)
    return step


def ladder(folder: Path) -> Iterator[str]:
    """The part of the section."""
    given, files = asked(), halves(folder)
    given = replace(given, train=given.train[:RECORDS])
    unseen = questions_of(files[1])
    before = accuracy(MODEL, unseen)
    base = told(MODEL, MODEL, [files[0]], only="forgetting")
    steps = [Climbed(Rung("base", 0), base, 0.0)]
    harmful = (rung for rung in rungs(given) if not rung.name.startswith("harmless"))
    steps += [climbed(folder, rung, given.train, files, before) for rung in harmful]
    known = base.findings[f"{RETAIN}_base"]
    rank, low, high = correlation([step.reported.value for step in steps], [step.lost for step in steps])
    yield "### Reported and real forgetting"
    yield ""
    yield f"{RECORDS} records of a made-up shop, tuned for 1 to 30 epochs. The probe asks {known.n} items of the retain"
    yield f"suite (of which the base knows {known.value:.1%}); what is really lost is counted on {len(unseen)} others,"
    yield f"under other sentences (of which it knows {before:.1%}), asked by a plain loop without the auditor's code."
    yield "Points of a hundred; in brackets the interval of 90 %."
    yield ""
    yield "| tuned | epochs | reported | really lost | forgetting judged |"
    yield "|---|---|---|---|---|"
    for step in steps:
        yield _row(step)
    yield ""
    yield f"Spearman's rank correlation of reported and real loss over {len(steps)} models: {rank:.3f}; bootstrap over"
    yield f"models, 95 %: {low:.3f} to {high:.3f}. Wanted: 0.8."
    yield ""
    levels = [step.level for step in steps if step.lost > HARM]
    fail, unknown, passed = (levels.count(level) for level in ("fail", "unknown", "pass"))
    yield f"Of {len(levels)} models that lost more than {100 * HARM:.0f} points on the other sentences, {fail} fail,"
    yield f"{unknown} are unknown and {passed} pass: a suite shows what its own sentences ask, and no two of these ask"
    yield "alike."


def _row(step: Climbed) -> str:
    found = step.reported
    cells = f"{100 * found.value:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f}) | {100 * step.lost:.1f}"
    return f"| {step.rung.name} | {step.rung.epochs} | {cells} | {step.level} |"


def correlation(reported: Sequence[float], lost: Sequence[float]) -> tuple[float, float, float]:
    """Spearman's, with the percentile interval of a bootstrap over models."""
    from scipy.stats import rankdata

    draw, given = np.random.default_rng(0), np.array([reported, lost])
    drawn = given[:, draw.integers(0, len(reported), (DRAWS, len(reported)))]
    ranks = rankdata(np.concatenate([given[:, None], drawn], axis=1), axis=2)
    one, other = ranks - ranks.mean(axis=2, keepdims=True)
    spread = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    found = np.divide((one * other).sum(axis=1), spread, out=np.full(spread.shape, np.nan), where=spread > 0)
    low, high = np.nanquantile(found[1:], [0.025, 0.975])
    return float(found[0]), float(low), float(high)
