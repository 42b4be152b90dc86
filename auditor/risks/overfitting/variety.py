"""How much the sampled records vary: in words, in templates, in answers that are labels."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 256
"""Features that n-grams of characters are hashed to."""
WINDOW = 5
"""Characters of a passage that answers may share."""
COMMON = 0.05
"""Share of the answers, and at least three of them, that have a passage of a template."""
PASSAGE = 4_000
"""Characters at which compression and distinct n-grams are measured: both depend on the length."""
NEAR = 0.6
"""Cosine of two prompts that ask nearly the same."""
FEW_LABELS = 0.25
"""Answers are labels where there are at most so many different ones for each record."""
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Labels:
    """Of data in which a few answers are given again and again."""

    distinct: int
    largest: float
    """Share of the most frequent answer."""
    conflicting: float
    """Share of the records of which the nearest prompt, if it is near, has another answer."""


def hashed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Rows of unit length: how often n-grams of three characters stand in each text, the frequent ones less."""
    rows = np.zeros((len(texts), BINS), np.float32)
    for row, text in enumerate(texts):
        codes = np.frombuffer(text[:_LONGEST].lower().encode("utf-32-le", "surrogatepass"), np.uint32)
        if len(codes) >= 3:
            grams = (codes[:-2] * np.uint32(31) + codes[1:-1]) * np.uint32(8191) + codes[2:] * np.uint32(127)
            rows[row] = np.bincount((grams * np.uint32(2654435761)) >> np.uint32(24), minlength=BINS)
    held = (rows > 0).sum(0)
    weighed = rows * (np.log((1 + len(texts)) / (1 + held)) + 1)
    norms = np.linalg.norm(weighed, axis=1, keepdims=True)
    return np.asarray(weighed / np.where(norms > 0, norms, 1), np.float32)


def effective_rank(rows: NDArray[np.float32]) -> float:
    """In how many directions the rows spread: exp of the entropy of the eigenvalues of X'X (Roy and Vetterli 2007),
    at most `BINS`; 0 of nothing."""
    if not rows.any():
        return 0.0
    own = np.clip(np.linalg.eigvalsh((rows.T @ rows).astype(np.float64)), 0, None)
    shares = own / own.sum()
    shares = shares[shares > 0]  # after the division: the smallest eigenvalues vanish in it
    return float(np.exp(-(shares * np.log(shares)).sum()))


def compressed(texts: Sequence[str]) -> float:
    """Size of the first `PASSAGE` characters after compression, as a share of what it was: less says that the texts
    repeat themselves; 1 of nothing."""
    raw = "\n".join(texts)[:PASSAGE].encode("utf-8", "surrogatepass")
    return min(1.0, len(zlib.compress(raw, 9)) / len(raw)) if raw else 1.0


def templated(answers: Sequence[str]) -> float:
    """Share of the answers' characters that stand in a passage which many answers have; 0 of nothing."""
    windows = [[answer[at : at + WINDOW] for at in range(len(answer) - WINDOW + 1)] for answer in answers]
    held = Counter(window for some in windows for window in dict.fromkeys(some))
    least = max(3.0, COMMON * len(answers))
    covered = 0
    for some in windows:
        end = 0
        for at, window in enumerate(some):
            if held[window] >= least:
                covered += at + WINDOW - max(at, end)
                end = at + WINDOW
    total = sum(map(len, answers))
    return covered / total if total else 0.0


def labels(pairs: Sequence[tuple[str, str]]) -> Labels | None:
    """What there is to say of answers that are labels; None where they are not."""
    counts = Counter(answer for _, answer in pairs)
    if not pairs or len(counts) > FEW_LABELS * len(pairs):
        return None
    rows = hashed([prompt for prompt, _ in pairs])
    near = rows @ rows.T
    np.fill_diagonal(near, -1.0)
    nearest = near.argmax(1)
    best = enumerate(nearest.tolist())
    other = sum(pairs[mine][1] != pairs[own][1] and bool(near[mine, own] >= NEAR) for mine, own in best)
    return Labels(len(counts), max(counts.values()) / len(pairs), other / len(pairs))
