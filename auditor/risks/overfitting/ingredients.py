"""All that is measured of the data before anything is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.risks.overfitting.cheap import unlearned
from auditor.risks.overfitting.groups import kish, told_alike
from auditor.risks.overfitting.variety import Labels, compressed, effective_rank, hashed, labels, templated

SAMPLE = 1_024
"""Different records that are looked at closely."""
SEED = 20


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Of training data. What it takes to be learned is told from a sample of its different records."""

    records: int
    """Copies included."""
    apart: float
    """Records by Kish's formula, near copies counted as one."""
    effective: float
    """The same with paraphrases counted as one, too."""
    new_bits: float
    """Bits of each character of an answer that the other records do not tell (`cheap`)."""
    half_bits: float
    """The same where only half of the records are known."""
    quarter_bits: float
    characters: float
    """Mean length of the answers."""
    rank: float
    """In how many directions the records spread."""
    compressed: float
    templated: float
    labels: Labels | None

    @property
    def curve(self) -> float:
        """By how much the bits fall when the records are doubled, as a share of them: 0 where more of the same teaches
        nothing."""
        return 1 - self.new_bits / self.half_bits if self.half_bits > 0 else 0.0


def ingredients(
    records: int, effective: float, sample: Sequence[tuple[str, str]], clusters: Sequence[int]
) -> Ingredients | None:
    """What a sample of different records tells; None of fewer than two.

    `effective` counts near copies; `clusters` names the near copies among the sample.
    """
    if len(sample) < 2:
        return None
    groups = told_alike(sample, clusters)
    near = kish(np.unique(np.asarray(clusters), return_inverse=True)[1].ravel())
    answers = [answer for _, answer in sample]
    full, half, quarter = (_bits(sample, groups, part) for part in (1, 2, 4))
    return Ingredients(
        records=records,
        apart=max(1.0, effective),
        effective=max(1.0, effective * kish(groups) / near),
        new_bits=full,
        half_bits=half,
        quarter_bits=quarter,
        characters=sum(map(len, answers)) / len(answers),
        rank=effective_rank(hashed([f"{prompt} {answer}" for prompt, answer in sample])),
        compressed=compressed(answers),
        templated=templated(answers),
        labels=labels(sample),
    )


def _bits(sample: Sequence[tuple[str, str]], groups: NDArray[np.int64], part: int) -> float:
    """Mean bits where one in `part` of the groups are known; of two groups at least."""
    names = np.unique(groups)
    if part > 1:
        chosen = np.random.default_rng(SEED).permutation(names)[: max(2, len(names) // part)]
        kept = np.flatnonzero(np.isin(groups, chosen))
        sample, groups = [sample[place] for place in kept.tolist()], groups[kept]
    return float(unlearned(sample, groups).mean())
