"""Policies: what is required and what is allowed. `judge` compares facts with them and does nothing else.

A finding with the interval [low, high] under the limit `fail`: it *fails* when low is beyond the limit, *passes* when
high is not, and is *unknown* in between, where the evidence does not settle it. A finding that passes *warns* when
its value is beyond the limit `warn`.
"""

from auditor.policy.load import Policy, PolicyFile, load_policy
from auditor.policy.verdict import Level, Missing, Ruling, Verdict, judge, read_verdict

__all__ = ["Level", "Missing", "Policy", "PolicyFile", "Ruling", "Verdict", "judge", "load_policy", "read_verdict"]
