"""Policy files: read, checked against the risks that there are, refused with the place and the nearest right word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from auditor import shipped
from auditor.checks import Limit
from auditor.errors import PolicyError, nearest
from auditor.policy.baseline import Baseline, load_baseline
from auditor.policy.file import (
    LIMIT_TAGS,
    PROBES,
    REQUIRED,
    SCANS,
    CleanPolicy,
    Context,
    Gate,
    PolicyFile,
    RiskPolicy,
    Stage,
)
from auditor.policy.resolve import resolved
from auditor.policy.text import Places, parsed, text_of
from auditor.policy.waivers import Waivers, load_waivers
from auditor.policy.words import said, validated, worst
from auditor.registry import risks

_AGE = re.compile(r"[1-9][0-9]{0,3}d")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, checked against the risks that there are."""

    name: str
    digest: str
    """SHA-256 of the file."""
    stage: Stage
    release_context: Context
    required: tuple[str, ...]
    options: Mapping[str, Any]
    """By risk id: an instance of the risk's options."""
    limits: Mapping[str, Limit]
    """By finding id, or `risk/*`: the risks' own and the policy's, as this release context has them."""
    demanded: frozenset[str]
    """Findings that the policy itself limits: if one of them is not measured, something is missing."""
    gate: Gate
    clean: CleanPolicy = field(default_factory=CleanPolicy)
    waivers: Waivers | None = None
    baseline: Baseline | None = None

    def limit(self, finding: str) -> Limit | None:
        """The limit of a finding: its own, or that of each one of its risk."""
        return self.limits.get(finding) or self.limits.get(f"{finding.partition('/')[0]}/*")

    @property
    def max_age(self) -> int | None:
        """Days for which a report holds."""
        return None if self.gate.max_age is None else int(self.gate.max_age[:-1])

    def check_key(self, key_id: str | None) -> None:
        """Says before the work whether reports made with that key can be judged.

        Raises:
            PolicyError: its waivers or its baseline name values under another key, or it judges what is new and has no
                baseline.
        """
        for names in (self.waivers, self.baseline):
            if names is not None:
                names.refuse_key(key_id)
        if self.baseline is None and any((limit.on or self.gate.judge) == "new" for limit in self.limits.values()):
            raise PolicyError(
                f"{self.name}: this policy judges only what is new, and has no baseline to tell it by; write one "
                "(auditor baseline write REPORT --out FILE), and name it: baseline: FILE, or --baseline FILE"
            )


def load_policy(name: str | Path, *, waivers: Path | None = None, baseline: Path | None = None) -> Policy:
    """The shipped policy of that name, or the one in that file.

    Files of waivers and a baseline that are given take the place of those that it names.

    Raises:
        PolicyError: there is none, or it is broken: it says where, and names the nearest right word.
    """
    path = _find(str(name))
    text = text_of(path, str(name), "policy")
    content, where = parsed(str(name), text)
    if content.get("version") is True:
        raise PolicyError(f"{where('version')}: version: must be 1, not true; write version: 1")
    try:
        file = validated(PolicyFile, content)
    except ValidationError as error:
        raise _wrong(where, error) from error
    options, limits, demanded = resolved(file, where)
    _check_gate(file, where)
    return Policy(
        name=path.stem,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        stage=file.stage,
        release_context=file.release_context,
        required=_required(file, where),
        options=options,
        limits=limits,
        demanded=demanded,
        gate=file.gate,
        clean=file.clean,
        waivers=None if (accepted := _beside(path, waivers, file.waivers)) is None else load_waivers(accepted, limits),
        baseline=None if (known := _beside(path, baseline, file.baseline)) is None else load_baseline(known),
    )


def _beside(policy: Path, given: Path | None, named: str | None) -> Path | None:
    return given or (None if named is None else policy.parent / named)


def _find(name: str) -> Path:
    known = {path.stem: path for path in shipped.folder("policies").glob("*.yaml")}
    if name in known:
        return known[name]
    if Path(name).is_file():
        return Path(name)
    raise PolicyError(f"there is no policy {name!r}, neither a file nor a shipped one; {nearest(name, known)}")


def _wrong(where: Places, error: ValidationError) -> PolicyError:
    """The first complaint of the validator, in our words."""
    first = worst(error)
    loc = [part for part in first["loc"] if part not in LIMIT_TAGS and not str(part).startswith("function-")]
    name = str(loc[-1]) if loc else ""
    if first["type"] == "unexpected_keyword_argument":
        known = _known_keys(loc)
        return PolicyError(f"{where(*loc)}: there is no key {name!r} here; {nearest(name, known)}")
    if name == "[key]":
        loc = loc[:-1]
        if first["type"] == "literal_error":
            return PolicyError(
                f"{where(*loc)}: there is no release context {str(loc[-1])!r}; must be {first['ctx']['expected']}"
            )
    return PolicyError(f"{where(*loc)}: {'.'.join(map(str, loc))}: {said(first)}; see: auditor schema policy")


def _known_keys(loc: list[int | str]) -> list[str]:
    match loc:
        case [_]:
            type_: type = PolicyFile
        case ["gate", _]:
            type_ = Gate
        case ["clean", _]:
            type_ = CleanPolicy
        case ["risks", _, "limits", _, *_]:
            type_ = Limit
        case _:
            type_ = RiskPolicy
    return [field_.name for field_ in fields(type_)]


def _required(file: PolicyFile, where: Places) -> tuple[str, ...]:
    """The checks that must have run.

    Raises:
        PolicyError: there is no such check, or the stage and the list contradict each other.
    """
    if file.required is None:
        return REQUIRED[file.stage]
    place = where("required")
    known = {*SCANS, *PROBES, *(f"scan/{id}" for id, risk in risks().items() if risk.scanner or risk.before)}
    known |= {f"probe/{id}" for id, risk in risks().items() if risk.probe or risk.probed}
    for check in file.required:
        if check not in known:
            raise PolicyError(f"{place}: there is no check {check!r}; {nearest(check, known)}")
    of_model = [check for check in file.required if check.startswith("probe/")]
    if file.stage == "pre-train" and of_model:
        raise PolicyError(
            f"{place}: before the training there is no model for {of_model[0]}; leave it out, or write "
            "stage: post-train"
        )
    if file.stage != "pre-train" and not of_model:
        raise PolicyError(
            f"{place}: the stage {file.stage} judges a model, and none of these checks looks at one; add a probe such "
            "as probe/forgetting, or write stage: pre-train"
        )
    if file.stage == "release" and len(of_model) == len(file.required):
        raise PolicyError(
            f"{place}: the stage release judges the data, too, and none of these checks looks at it; add a scan such "
            "as scan/privacy, or write stage: post-train"
        )
    return file.required


def _check_gate(file: PolicyFile, where: Places) -> None:
    if file.gate.max_age is not None and not _AGE.fullmatch(file.gate.max_age):
        raise PolicyError(f"{where('gate', 'max_age')}: max_age: must be a number of days such as 30d")
