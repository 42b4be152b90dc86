"""Writes `docs/overfitting-validation.md` from the two tables: no number in it is typed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill

import numpy as np
from scipy.stats import spearmanr

from auditor.risks.overfitting.forecast import NAMES
from tests.bench.overfitting import real
from tests.bench.overfitting.families import LATER
from tests.bench.overfitting.fit import constants_of
from tests.bench.overfitting.judge import (
    HARSH,
    Judged,
    Reals,
    Row,
    coverage,
    family,
    judged,
    left_out,
    rules,
    size,
    table_of,
)
from tests.bench.overfitting.run import TABLE, fine_tuned

PAGE = Path("docs/overfitting-validation.md")
"""In the repository's root."""
RESAMPLES = 500
TARGETS = {"overall": 0.8, "fixed": 0.5}
MISSED = {
    ("overall",): "the first is missed.",
    ("fixed",): "the first is reached, the second is missed.",
    ("overall", "fixed"): "both are missed.",
}
MEANINGS = {
    "bits": "bits of each character that the other records do not tell, as far as so many repetitions learn them",
    "few": "-log of the number of different things that are said (near copies and paraphrases counted once)",
    "repeated": "log of the repetitions of each record that is no near copy of another, times the learning rate",
    "trained": "log of how far a training of so many steps at this rate gets",
}

WHAT = """\
# How the forecast of overfitting was validated

Written by `python -m tests.bench.overfitting` from `tests/bench/overfitting/table.csv` and `ingredients.csv`; a test
computes it again.

## 1. What is forecast

Before a training, `auditor scan` tells how large a gap it is likely to open between records that were trained on and
fresh ones of the same kind. The gap is (held-out loss - training loss) after the training, divided by the held-out loss
before it: 0 where all that was learned holds for fresh records, about 1 where all was learned by heart, more where it
did harm. The loss before is taken to lie between 0.25 nats a character, below which the task is known, and log 96, what
guessing among printable characters costs.

The forecast is a sum of four numbers, the logarithm of the gap plus 0.03. None of them can lower it:

"""

HOW = """\
## 2. The experiment

Transformers over characters (0.1, 0.35 and 1.3 million parameters) were pretrained on six rules, text of the Python
manual and made-up words, then fine-tuned in full or with adapters of rank 4: 8 to 1,024 different records, 1 to 8
copies, 1 to 16 epochs, the usual learning rate, a third and three times of it. A cell is the mean of three fine-tunes
on other records of one world where there are 32 or fewer, of two at 128, of one beyond; the loss is measured on up to
256 records of either kind. What one fine-tune may cost is capped by how many records it may show: with many records
there are few epochs, and the larger models have the smaller trainings.

"""

READ = """\
A family is judged by a forecast that was fitted on all the other families, a size by one fitted on all other sizes.
"At fixed size and epochs" is the mean rank correlation within cells with the same number of different records and the
same epochs, where neither of the two can help. AUROC is the chance that a gap above 0.5 is given more than one below.

"""

RATES = """\
The usual learning rate is a matter of the model: at first both were tuned at the same one, which made the second model
forget all that it knew; its gaps were not ranked at all (-0.26, and -0.04 over both models). It was lowered to a fifth
after that was seen; the rows are those of the second run.
"""

LIMITS = """\
## 6. What tiny models can show, and what they cannot

They show which kinds of data, sizes and settings open larger gaps than others, since what can be told from other
records and what can only be learned by heart is a matter of the data. They cannot show how large the gap of a model
with a thousand times the parameters is: such a model knows more before, learns faster at a far smaller rate, and its
gap is counted in tokens, not characters. So read the rank and the drivers first, and the number with its interval as
that of a small model. Answers of the experiment are short; for answers beyond its region, as for any number outside of
it, the scan says that it does not know. Whether a gap does harm is another question: models are often best after it
has opened.

The form of the forecast was chosen on a pilot of about 200 fine-tunes with another seed, which are not in the table:
some thirty forms were tried there, a few of them by their scores on families that were left out. The table was looked
at before it was full, and after 154 rows one ingredient was changed, again on the pilot: repetitions count near copies
alone. The families marked as later were written before that change, and none of their rows existed until after it: they
are the cleanest check. The row without the known rules was added when the result was known.
"""


def page(some: Sequence[Row]) -> str:
    """The whole page."""
    blocks = "".join(_parts(some)).split("\n\n")
    return "\n\n".join(block if block[0] in "#|-" else fill(block, 120) for block in blocks) + "\n"


def _parts(some: Sequence[Row]) -> Iterator[str]:
    told, sized = left_out(some, family), left_out(some, size)
    yield WHAT
    weights = constants_of(some)["weights"]
    assert isinstance(weights, dict)
    yield "\n".join(f"- {MEANINGS[name]}: weight {weights[name]:.2f}" for name in NAMES)
    yield "\n\n" + HOW
    yield from _families(some, told)
    yield "\n## 3. How well it ranks\n\n" + READ
    yield from _ranks(some, told, sized)
    yield "\n## 4. Rules of thumb, and each ingredient alone\n\nOn the same cells.\n\n"
    yield from _rules(some, told)
    yield "\n## 5. The interval\n\n"
    yield from _interval(some)
    yield from _real()
    yield LIMITS


def _real() -> Iterator[str]:
    if not (tunes := real.read()):
        return
    yield "### Models that others pretrained\n\n"
    scores, gaps = real.ranked(tunes)
    yield f"{len(tunes)} fine-tunes of two public models (0.26 and 0.94 million parameters, in tokens of their own) on "
    yield "public data, 8 to 128 records: the shipped forecast's rank correlation with their gaps is "
    yield f"{spearmanr(scores, gaps).statistic:.2f}"
    for name in real.MODELS:
        mine = [at for at, row in enumerate(tunes) if row["model"] == name]
        yield f"; {spearmanr([scores[at] for at in mine], [gaps[at] for at in mine]).statistic:.2f} for {name}"
    yield ".\n" + RATES + "\n"


def _families(some: Sequence[Row], told: Reals) -> Iterator[str]:
    real = sum(row.real for row in some)
    tuned = fine_tuned(TABLE)
    yield f"There are {len(some)} cells of {tuned} fine-tunes, {real} cells on public data sets (marked \\*).\n\n"
    yield "| family | cells | gap: lower quarter, middle, upper quarter | rank correlation within it |\n"
    yield "|---|---|---|---|\n"
    for name in sorted({row.family for row in some}):
        mine = np.array([row.family == name for row in some])
        own = [row for row in some if row.family == name]
        low, middle, high = np.quantile([row.gap for row in own], [0.25, 0.5, 0.75])
        mark = " \\*" * own[0].real + ", later" * (name in LATER)
        rho = judged(told[mine], own).overall
        yield f"| {name}{mark} | {len(own)} | {low:.2f}, {middle:.2f}, {high:.2f} | {rho:.2f} |\n"


def _ranks(some: Sequence[Row], told: Reals, sized: Reals) -> Iterator[str]:
    yield "| | cells | overall | at fixed size and epochs | AUROC |\n|---|---|---|---|---|\n"
    parts = {
        "leave one family out": [True] * len(some),
        "of these, made-up data": [not row.real for row in some],
        "of these, public data": [row.real for row in some],
        "of these, the later families": [row.family in LATER for row in some],
        "without the known rules": [row.family != "known_rules" for row in some],
    }
    for name, chosen in parts.items():
        own = [row for row, mine in zip(some, chosen, strict=True) if mine]
        if own:
            yield _line(name, judged(told[np.array(chosen)], own), len(own))
    yield _line("leave one size out", judged(sized, some), len(some))
    low, high = _spread(some, told)
    reached = judged(told, some)
    missed = [name for name, least in TARGETS.items() if getattr(reached, name) < least]
    yield f"\nOver families drawn again and again, nine in ten overall correlations lie between {low:.2f} and "
    yield f"{high:.2f}. The targets were 0.8 overall and 0.5 at fixed size and epochs: "
    yield "both are reached.\n" if not missed else f"{MISSED[tuple(missed)]}\n"


def _spread(some: Sequence[Row], told: Reals) -> tuple[float, float]:
    draw, names = np.random.default_rng(0), sorted({row.family for row in some})
    of = {name: [at for at, row in enumerate(some) if row.family == name] for name in names}
    found = []
    for _ in range(RESAMPLES):
        places = [at for name in draw.choice(names, len(names)) for at in of[name]]
        found.append(judged(told[places], [some[at] for at in places]).overall)
    low, high = np.quantile(found, [0.05, 0.95])
    return float(low), float(high)


def _line(name: str, own: Judged, cells: int) -> str:
    return f"| {name} | {cells} | {own.overall:.2f} | {own.fixed:.2f} | {own.auroc:.2f} |\n"


def _rules(some: Sequence[Row], told: Reals) -> Iterator[str]:
    yield "| | overall | at fixed size and epochs | AUROC |\n|---|---|---|---|\n"
    for name, one in [("**the forecast** (leave one family out)", told), *rules(some)]:
        own = judged(one, some)
        yield f"| {name} | {own.overall:.2f} | {own.fixed:.2f} | {own.auroc:.2f} |\n"


def _interval(some: Sequence[Row]) -> Iterator[str]:
    by_family = coverage(some)
    all_told = float(np.mean([by_family[row.family] for row in some]))
    harsh = float(np.mean([row.gap > HARSH for row in some]))
    spread = float(np.std(table_of(some)[1]))
    low, high = constants_of(some)["residuals"]  # type: ignore[misc]
    yield (
        f"The interval holds four in five gaps of a family that was left out; its width comes from the errors on the "
        f"others, each family counting the same. It covers {all_told:.0%} of the gaps (target: 75 to 85 %), by family "
        f"between {min(by_family.values()):.0%} and {max(by_family.values()):.0%}. It reaches from "
        f"{np.exp(low):.2f} to {np.exp(high):.2f} times the expected (gap + 0.03); {harsh:.0%} of the gaps "
        f"are above 0.5, and their logarithms vary by {spread:.2f}.\n\n"
    )


def write(some: Sequence[Row], path: Path = PAGE) -> None:
    """To the documentation."""
    path.write_text(page(some), "utf-8")
