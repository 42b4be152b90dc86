"""An estimate with its interval, and what it says about a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Decision = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and where the true one can lie.

    The two ends have each their own chance of being wrong, the *tail*: the true number is below `low` with at most the
    one, above `high` with at most the other. Two tails of 0.05 give an interval of 90 %, and each of the two decisions
    of `decide` an error of 5 %.
    """

    value: float
    low: float
    high: float


def decide(estimate: Estimate, limit: float) -> Decision:
    """Non-inferiority with a margin: the rule by which a policy judges a finding of which larger is worse.

    `fail` is a test of "at most the limit" at the tail of `low`, `pass` a test of "more than the limit" at the tail of
    `high`, and `unknown` is neither: too few items were looked at.
    """
    if estimate.low > limit:
        return "fail"
    return "pass" if estimate.high <= limit else "unknown"
