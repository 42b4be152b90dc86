"""Policy files: read, checked against the risks that there are, refused with the place and the nearest right word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ValidationError

from auditor import shipped
from auditor.checks import Limit, Risk
from auditor.errors import PolicyError, UsageError, nearest
from auditor.policy.text import LARGEST, Places, parsed
from auditor.policy.words import said, validated
from auditor.registry import risk, risks

FORBID = {"extra": "forbid"}
"""Read by pydantic: a word that is not known is an error, never passed over."""

Stage = Literal["pre-train", "post-train", "release"]
Then = Literal["inconclusive", "fail", "allow"]

SCANS = ("scan/overview", "scan/privacy", "scan/duplication", "scan/format")
PROBES = ("probe/forgetting", "probe/overfitting", "probe/memorization")
REQUIRED: Mapping[Stage, tuple[str, ...]] = {
    "pre-train": SCANS,
    "post-train": PROBES,
    "release": (*SCANS, *PROBES),
}
"""Checks without which a stage has no verdict. A stage after training needs probes: without them it is not green."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What follows from what is not known."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    missing: Then = "inconclusive"
    """A required check, or a finding that the policy limits, is not in the report."""
    unknown: Then = "inconclusive"
    """The interval of a finding spans its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPolicy:
    """What `auditor clean` does with what a scan found."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    replace: Literal["pseudonym", "redact"] = "pseudonym"
    """Put a made-up value of the same format in the place of a private one, or a placeholder such as `[EMAIL]`."""
    duplicates: Literal["keep", "drop"] = "keep"
    """Keep copies of an earlier record, or leave them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPolicy:
    """Of one risk: what to measure, and what is allowed."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    options: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Limit] = field(default_factory=dict)
    """By finding id; a finding that is not named keeps its risk's default limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """The content of a policy file."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    version: Literal[1]
    stage: Stage = "pre-train"
    required: tuple[str, ...] | None = None
    """Checks that must have run, such as `scan/privacy`; by default those of the stage."""
    risks: dict[str, RiskPolicy] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    clean: CleanPolicy = field(default_factory=CleanPolicy)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, checked against the risks that there are."""

    name: str
    digest: str
    """SHA-256 of the file."""
    stage: Stage
    required: tuple[str, ...]
    options: Mapping[str, Any]
    """By risk id: an instance of the risk's options."""
    limits: Mapping[str, Limit]
    """By finding id: the risks' own and the policy's."""
    demanded: frozenset[str]
    """Findings that the policy itself limits: if one of them is not measured, something is missing."""
    gate: Gate
    clean: CleanPolicy = field(default_factory=CleanPolicy)


def load_policy(name: str | Path) -> Policy:
    """The shipped policy of that name, or the one in that file.

    Raises:
        PolicyError: there is none, or it is broken: it says where, and names the nearest right word.
    """
    path = _find(str(name))
    try:
        if path.stat().st_size > LARGEST:
            raise PolicyError(f"{name}: this file is too large for a policy ({path.stat().st_size:,} bytes)")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"{name}: the policy cannot be read ({type(error).__name__}); give a YAML file in UTF-8"
        ) from error
    content, where = parsed(str(name), text)
    if content.get("version") is True:
        raise PolicyError(f"{where('version')}: version: must be 1, not true; write version: 1")
    try:
        file = validated(PolicyFile, content)
    except ValidationError as error:
        raise _wrong(where, error) from error
    return _resolve(path.stem, hashlib.sha256(text.encode()).hexdigest(), file, where)


def _find(name: str) -> Path:
    known = {path.stem: path for path in shipped.folder("policies").glob("*.yaml")}
    if name in known:
        return known[name]
    if Path(name).is_file():
        return Path(name)
    raise PolicyError(f"there is no policy {name!r}, neither a file nor a shipped one; {nearest(name, known)}")


def _wrong(where: Places, error: ValidationError) -> PolicyError:
    """The first complaint of the validator, in our words."""
    first = error.errors()[0]
    loc = [part for part in first["loc"] if not isinstance(part, str) or not part.startswith("function-")]
    name = str(loc[-1]) if loc else ""
    if first["type"] == "unexpected_keyword_argument":
        known = _known_keys(loc)
        return PolicyError(f"{where(*loc)}: there is no key {name!r} here; {nearest(name, known)}")
    return PolicyError(f"{where(*loc)}: {'.'.join(map(str, loc))}: {said(first)}; see: auditor schema policy")


def _known_keys(loc: list[int | str]) -> list[str]:
    match loc:
        case [_]:
            type_: type = PolicyFile
        case ["gate", _]:
            type_ = Gate
        case ["clean", _]:
            type_ = CleanPolicy
        case ["risks", _, "limits", _, _]:
            type_ = Limit
        case _:
            type_ = RiskPolicy
    return [field_.name for field_ in fields(type_)]


def _resolve(name: str, digest: str, file: PolicyFile, where: Places) -> Policy:
    options: dict[str, Any] = {id: risk.options() for id, risk in risks().items()}
    limits = {id: limit for risk in risks().values() for id, limit in risk.limits.items()}
    demanded = set()
    for id, rules in file.risks.items():
        try:
            of = risk(id)
        except UsageError as error:
            raise PolicyError(f"{where('risks', id)}: {error}") from error
        options[id] = _options(of.options, rules.options, where, id)
        own = {**of.limits, **of.more_limits(options[id])}
        limits |= own
        for finding, limit in rules.limits.items():
            if finding not in own:
                raise PolicyError(
                    f"{where('risks', id, 'limits', finding)}: the risk {id!r} has no finding "
                    f"{finding!r} to limit; {nearest(finding, own)}"
                )
            _check_limit(of, finding, limit, where("risks", id, "limits", finding))
            limits[finding] = limit
            demanded.add(finding)
    required = REQUIRED[file.stage] if file.required is None else file.required
    for check in required:
        if check not in (known := {*SCANS, *PROBES, *(f"scan/{id}" for id in risks())}):
            raise PolicyError(f"{where('required')}: there is no check {check!r}; {nearest(check, known)}")
    return Policy(name, digest, file.stage, required, options, limits, frozenset(demanded), file.gate, file.clean)


def _check_limit(of: Risk, finding: str, limit: Limit, place: str) -> None:
    """A limit that could never bind, or would bind otherwise than meant."""
    share = of.units.get(finding, "share") == "share"
    given = [value for value in (limit.warn, limit.fail) if value is not None]
    if any(value < 0 for value in given):
        raise PolicyError(f"{place}: {finding}: a limit is at least 0")
    if share and limit.of == "value" and any(value > 1 for value in given):
        raise PolicyError(
            f"{place}: {finding} is a share of records, between 0 and 1: write 0.05 for 5 %, or of: count "
            "for a number of records"
        )
    if not share and limit.of == "count":
        raise PolicyError(f"{place}: {finding} is no share of records, so it has no count; leave out of: count")
    if len(given) == 2 and given[0] > given[1]:
        raise PolicyError(f"{place}: {finding}: warn is above fail, so it would never warn; swap them")


def _options(type_: type, given: Mapping[str, Any], where: Places, id: str) -> Any:
    known = [field_.name for field_ in fields(type_)]
    for name in given:
        if name not in known:
            raise PolicyError(
                f"{where('risks', id, 'options', name)}: the risk {id!r} has no option {name!r}; "
                + (nearest(name, known) if known else "it has none")
            )
    try:
        return validated(type_, dict(given))
    except ValidationError as error:
        unknown = [one for one in error.errors() if one["type"] == "unexpected_keyword_argument"]
        first = (unknown or error.errors())[0]
        loc = [part for part in first["loc"] if not isinstance(part, str) or "-" not in part]
        name = ".".join(map(str, loc))
        what = "there is no such key here" if unknown else said(first)
        raise PolicyError(f"{where('risks', id, 'options', *loc)}: {name}: {what}; see: auditor risks {id}") from error
    except UsageError as error:
        place = where("risks", id, "options", *_culprit(type_, given, str(error)))
        raise PolicyError(f"{place}: {error}") from error


def _culprit(type_: type, given: Mapping[str, Any], complaint: str) -> tuple[object, ...]:
    """The way to the option, or to the item of its list, that alone brings about the same complaint."""
    for name, value in given.items():
        if isinstance(value, list):
            for place, item in enumerate(value):
                if _complains(type_, {name: [item]}, complaint):
                    return name, place
        if _complains(type_, {name: value}, complaint):
            return (name,)
    return ()


def _complains(type_: type, given: Mapping[str, Any], complaint: str) -> bool:
    try:
        validated(type_, given)
    except ValidationError:
        return False
    except UsageError as error:
        return str(error).partition(";")[0] == complaint.partition(";")[0]  # the hint names what else there is
    return False
