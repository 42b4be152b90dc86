"""Several tests at once.

A release fails when one of many gating checks fails, so the chance of a false FAIL grows with their number and `holm`
keeps it at the level. A release passes only when *every* check passes: a false PASS needs a check that passes although
its limit is exceeded, and the chance of that is at most the level of that one check, whatever the others do. So PASS
needs no correction (Berger 1982, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24).
"""

from __future__ import annotations

from collections.abc import Sequence


def holm(pvalues: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values: those of at most alpha are rejected, and one that is true is among them with a chance of at
    most alpha, however the tests depend on each other.

    The i-th smallest of m becomes the largest of (m - j + 1) p_(j) over j <= i, at most 1.
    Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
    """
    order = sorted(range(len(pvalues)), key=pvalues.__getitem__)
    adjusted, largest = [0.0] * len(pvalues), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - rank) * pvalues[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def holm_tail(pvalues: Sequence[float], alpha: float = 0.05) -> float:
    """The one tail for the low end of every check's interval with which `decide` fails what `holm` rejects, no more.

    It is alpha / (m - k) where k of the m are rejected, alpha where all are.
    """
    kept = len(pvalues) - sum(adjusted <= alpha for adjusted in holm(pvalues))
    return alpha / max(1, kept)


def benjamini_hochberg(pvalues: Sequence[float]) -> tuple[float, ...]:
    """q-values: of the items with q at most alpha, a share of at most alpha is expected to be flagged wrongly, where
    the tests are independent or rise and fall together.

    The i-th smallest of m becomes the smallest of m p_(j) / j over j >= i.
    Benjamini and Hochberg 1995, "Controlling the false discovery rate", JRSS B 57.
    """
    count = len(pvalues)
    order = sorted(range(count), key=pvalues.__getitem__)
    adjusted, smallest = [0.0] * count, 1.0
    for rank in range(count, 0, -1):
        smallest = min(smallest, count * pvalues[order[rank - 1]] / rank)
        adjusted[order[rank - 1]] = smallest
    return tuple(adjusted)


def adaptive(pvalues: Sequence[float]) -> tuple[float, ...]:
    """q-values of `benjamini_hochberg`, times an estimate of the share of the items that nothing is the matter with:
    where nearly all are to be flagged, few can be flagged wrongly.

    Such items have p-values that are even at best, so those above a half are half of them: of m items, at most
    (1 + those above a half) / (m / 2), and never more than all.
    Storey, Taylor, Siegmund 2004, "Strong control, conservative point estimation and simultaneous conservative
    consistency of false discovery rates", JRSS B 66.
    """
    if not pvalues:
        return ()
    idle = min(1.0, 2 * (1 + sum(p > 0.5 for p in pvalues)) / len(pvalues))
    return tuple(idle * q for q in benjamini_hochberg(pvalues))


def permutation_pvalue(observed: float, others: Sequence[float]) -> float:
    """(1 + the others at least as large) / (1 + the others): never 0, and exact where the one seen could as well have
    been any of them.

    Phipson and Smyth 2010, "Permutation p-values should never be zero", SAGMB 9.
    """
    return (1 + sum(other >= observed for other in others)) / (1 + len(others))
