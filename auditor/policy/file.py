"""The content of a policy file, as types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from auditor.checks import Limit

FORBID = {"extra": "forbid"}
"""Read by pydantic: a word that is not known is an error, never passed over."""

Stage = Literal["pre-train", "post-train", "release"]
Then = Literal["inconclusive", "fail", "allow"]
Half = Literal["data", "model", "both"]
"""What is judged: a machine without the model judges the data, one with it the model, and `gate` both."""
Context = Literal["internal", "customer-facing", "open-weights"]
CONTEXTS: tuple[Context, ...] = ("internal", "customer-facing", "open-weights")
"""Who can ask the model, from few to all: the staff, whoever uses the product, whoever downloads the weights."""

SCANS = ("scan/overview", "scan/privacy", "scan/duplication", "scan/format")
PROBES = ("probe/forgetting", "probe/overfitting", "probe/memorization")
REQUIRED: Mapping[Stage, tuple[str, ...]] = {
    "pre-train": SCANS,
    "post-train": PROBES,
    "release": (*SCANS, *PROBES),
}
"""Checks without which a stage has no verdict. A stage after training needs probes: without them it is not green.

Safety is judged where it was asked; a model that never refused has nothing to lose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What follows from what is not known, and what is judged."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    missing: Then = "inconclusive"
    """A required check, or a finding that the policy limits, is not in the report."""
    unknown: Then = "inconclusive"
    """The interval of a finding spans its limit."""
    max_age: str | None = None
    """Days for which a report holds, such as `30d`; None for as long as it is kept."""
    stale: Then = "inconclusive"
    """The report is older than `max_age`, or does not say how old it is."""
    judge: Literal["all", "new"] = "all"
    """All hits, or only those that the baseline does not have; a limit can say otherwise by `on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPolicy:
    """What `auditor clean` does with what a scan found."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    replace: Literal["pseudonym", "redact"] = "pseudonym"
    """Put a made-up value of the same format in the place of a private one, or a placeholder such as `[EMAIL]`."""
    duplicates: Literal["keep", "drop"] = "keep"
    """Keep copies of an earlier record, or leave them out."""


LIMIT_TAGS = ("one limit", "limits by context")


def _tag(value: object) -> str:
    by_context = isinstance(value, dict) and any(
        name in CONTEXTS or isinstance(inner, dict) for name, inner in value.items()
    )
    return LIMIT_TAGS[1 if by_context else 0]


Limits = Annotated[
    Annotated[Limit, Tag(LIMIT_TAGS[0])] | Annotated[dict[Context, Limit], Tag(LIMIT_TAGS[1])], Discriminator(_tag)
]
"""One limit for all, or one by release context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPolicy:
    """Of one risk: what to measure, and what is allowed."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    options: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Limits] = field(default_factory=dict)
    """By finding id, or `risk/*` for each finding of the risk that is not named; a finding that neither names keeps
    its risk's default limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """The content of a policy file."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    version: Literal[1]
    stage: Stage = "pre-train"
    release_context: Context = "internal"
    required: tuple[str, ...] | None = None
    """Checks that must have run, such as `scan/privacy`; by default those of the stage."""
    risks: dict[str, RiskPolicy] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    clean: CleanPolicy = field(default_factory=CleanPolicy)
    waivers: str | None = None
    """Path of a file of waivers, from the folder of the policy."""
    baseline: str | None = None
    """Path of a baseline, from the folder of the policy."""
