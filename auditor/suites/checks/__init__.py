"""What generated text is held against: one frozen class for each kind of check, and how JSON names them.

A check is total: whatever the text, `right` is true or false. What each kind takes is in docs/suites.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.suites import Check
from auditor.suites.checks.answers import F1, Contains, Exact, JsonEqual, JsonKeys, Label, Lacks, Number, Regex
from auditor.suites.checks.building import build
from auditor.suites.checks.calls import NoCall, ToolCall
from auditor.suites.checks.constraints import Constraints, constraints_from
from auditor.suites.checks.manner import Ends, Language, NoLeak, NoRepetition, NotSays, Says
from auditor.suites.checks.refusals import Answered, Refusal

KINDS: Mapping[str, type[Check]] = {
    "exact": Exact,
    "number": Number,
    "label": Label,
    "f1": F1,
    "json": JsonEqual,
    "json_keys": JsonKeys,
    "contains": Contains,
    "lacks": Lacks,
    "regex": Regex,
    "constraints": Constraints,
    "tool_call": ToolCall,
    "no_call": NoCall,
    "refusal": Refusal,
    "answered": Answered,
    "language": Language,
    "ends": Ends,
    "no_repetition": NoRepetition,
    "no_leak": NoLeak,
    "says": Says,
    "not_says": NotSays,
}
"""Class of each kind."""


def from_json(raw: object) -> Check:
    """The check that an object of JSON describes: `{"kind": "number", "answer": 12}`.

    Raises:
        UsageError: its kind is unknown, or a field is missing, unknown or wrong. Values are not quoted.
    """
    if isinstance(raw, dict) and raw.get("kind") == "constraints":
        return constraints_from(raw)
    return build(KINDS, "kind", raw)
