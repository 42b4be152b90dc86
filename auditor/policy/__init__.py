"""Policies: what is required and what is allowed. `judge` compares facts with them and does nothing else.

A finding with the interval [low, high] under the limit `fail`: it *fails* when low is beyond the limit, *passes* when
high is not, and is *unknown* in between, where the evidence does not settle it. A finding that passes *warns* when
its value is beyond the limit `warn`.
"""

from auditor.policy.baseline import Baseline, BaselineFile, Change, changes, load_baseline, refuse_to_overwrite, written
from auditor.policy.file import PolicyFile
from auditor.policy.judging import judge
from auditor.policy.load import Policy, load_policy
from auditor.policy.resolve import of_probe, unit_of
from auditor.policy.verdict import Level, Missing, Ruling, Verdict, WaiverUse, read_verdict, refuse_changed
from auditor.policy.waivers import Waivers, WaiversFile, load_waivers

__all__ = [
    "Baseline", "BaselineFile", "Change", "Level", "Missing", "Policy", "PolicyFile", "Ruling", "Verdict", "WaiverUse",
    "Waivers", "WaiversFile", "changes", "judge", "load_baseline", "load_policy", "load_waivers", "of_probe",
    "read_verdict", "refuse_changed", "refuse_to_overwrite", "unit_of", "written",
]  # fmt: skip
