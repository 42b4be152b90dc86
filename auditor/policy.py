"""Policies: what is required and what is allowed. `judge` compares facts with them and does nothing else.

A finding with the interval [low, high] under the limit `fail`: it *fails* when low is beyond the limit, *passes* when
high is not, and is *unknown* in between, where the evidence does not settle it. A finding that passes *warns* when
its value is beyond the limit `warn`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Literal

import orjson
import yaml
from pydantic import TypeAdapter, ValidationError

from auditor import shipped
from auditor.checks import Limit
from auditor.errors import FAIL, INCONCLUSIVE, PASS, PolicyError, ReportError, UsageError, nearest
from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.registry import risk, risks
from auditor.report import VERDICT, Report, adapter
from auditor.stats import count

FORBID = {"extra": "forbid"}
"""Read by pydantic: a word that is not known is an error, never passed over."""

Stage = Literal["pre-train", "post-train", "release"]
Then = Literal["inconclusive", "fail", "allow"]
Level = Literal["pass", "warn", "unknown", "fail"]

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


@dataclass(frozen=True, slots=True)
class Ruling:
    """One finding under its limit."""

    finding: str
    level: Level
    limit: Limit
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the policy needs and the report does not have."""

    what: str
    """A check or a finding."""
    reason: str
    """Key `missing.*` of the messages."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy makes of a report."""

    schema: Literal["auditor.verdict/1"]
    outcome: Literal["PASS", "FAIL", "INCONCLUSIVE"]
    exit_code: int
    policy: str
    policy_digest: str
    stage: Stage
    report_digest: str
    date: str
    rulings: tuple[Ruling, ...]
    missing: tuple[Missing, ...]

    def to_json(self) -> bytes:
        """The content of `verdict.json`."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def judge(report: Report, policy: Policy | str = "default", today: datetime.date | None = None) -> Verdict:
    """The verdict of a policy on a report. Pure: no data is read, nothing is measured again.

    `policy` may be the name of a shipped policy or the path of a file. `today` is the date that the verdict bears.

    Raises:
        PolicyError: the policy cannot be read or cannot be obeyed.
    """
    if isinstance(policy, str):
        policy = load_policy(policy)
    rulings = tuple(_rulings(report, policy))
    missing = tuple(_missing(report, policy))
    outcome = _outcome(rulings, missing, policy.gate)
    return Verdict(
        schema="auditor.verdict/1",
        outcome=outcome,
        exit_code={"PASS": PASS, "FAIL": FAIL, "INCONCLUSIVE": INCONCLUSIVE}[outcome],
        policy=policy.name,
        policy_digest=policy.digest,
        stage=policy.stage,
        report_digest=report.digest,
        date=(today or datetime.datetime.now(datetime.UTC).date()).isoformat(),
        rulings=rulings,
        missing=missing,
    )


def read_verdict(path: Path, report: Report) -> Verdict | None:
    """The verdict that stands beside a report, if there is one.

    Raises:
        ReportError: it is broken, or of another report.
    """
    file = (path if path.is_dir() else path.parent) / VERDICT
    if not file.is_file():
        return None
    try:
        verdict: Verdict = adapter(Verdict).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ReportError(f"{file}: this is no verdict; run: auditor gate") from error
    if verdict.report_digest != report.digest:
        raise ReportError(f"{file}: this verdict is of another report; run: auditor gate")
    return verdict


def level(finding: Finding, limit: Limit) -> Level:
    """How a finding stands under a limit."""
    value, low, high = finding.value, finding.low, finding.high
    if limit.of == "count":
        value, low, high = (count(finding, share) for share in (value, low, high))
    if limit.fail is not None and low > limit.fail:
        return "fail"
    if limit.fail is not None and high > limit.fail:
        return "unknown"
    return "warn" if limit.warn is not None and value > limit.warn else "pass"


def _rulings(report: Report, policy: Policy) -> Iterator[Ruling]:
    for finding in report.findings:
        if finding.judged and (limit := policy.limits.get(finding.id)):
            yield Ruling(finding.id, level(finding, limit), limit, finding.value, finding.low, finding.high, finding.n)


def _missing(report: Report, policy: Policy) -> Iterator[Missing]:
    """Required checks and limited findings that the report does not have, each said once."""
    checks = dict.fromkeys(policy.required)
    measured = {finding.id for finding in report.findings}
    for finding in sorted(policy.demanded - measured):
        check = f"scan/{finding.partition('/')[0]}"
        match report.outcomes.get(check):
            case Done():
                yield Missing(finding, "not_measured")
            case Skipped():  # it had nothing to do; whoever wants it all the same makes it required
                pass
            case _:
                checks.setdefault(check)
    for check in checks:
        if reason := _why_not(report.outcomes.get(check)):
            yield Missing(check, reason)


def _why_not(outcome: Outcome | None) -> str | None:
    match outcome:
        case None:
            return "not_run"
        case Skipped(reason):
            return reason
        case Failed():
            return "failed"
        case Done():
            return None


def _outcome(
    rulings: tuple[Ruling, ...], missing: tuple[Missing, ...], gate: Gate
) -> Literal["PASS", "FAIL", "INCONCLUSIVE"]:
    levels = {ruling.level for ruling in rulings}
    doubts = ({gate.missing} if missing else set()) | ({gate.unknown} if "unknown" in levels else set())
    if "fail" in levels or "fail" in doubts:
        return "FAIL"
    return "INCONCLUSIVE" if "inconclusive" in doubts else "PASS"


def load_policy(name: str) -> Policy:
    """The shipped policy of that name, or the one in that file.

    Raises:
        PolicyError: there is none, or it is broken: it says where, and names the nearest right word.
    """
    path = _find(name)
    try:
        text = path.read_text("utf-8")
        content = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"{name}: the policy cannot be read ({type(error).__name__}); give a YAML file in UTF-8"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PolicyError(f"{name}{f':{mark.line + 1}' if mark else ''}: this is no YAML; mend it there") from error
    where = _Places(name, tree)
    if not isinstance(content, dict):
        raise PolicyError(f"{name}: a policy is a mapping that begins with 'version: 1'; see: auditor schema policy")
    try:
        file = TypeAdapter(PolicyFile).validate_python(content)
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


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in the policy file something stands."""

    name: str
    tree: Any

    def __call__(self, *path: object) -> str:
        """`policy.yaml:7` for the deepest key of the path that is there."""
        node, line = self.tree, self.tree.start_mark.line if self.tree is not None else 0
        for part in path:
            if not isinstance(node, yaml.MappingNode):
                break
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        return f"{self.name}:{line + 1}"


def _wrong(where: _Places, error: ValidationError) -> PolicyError:
    """The first complaint of the validator, in our words."""
    first = error.errors()[0]
    loc = [part for part in first["loc"] if not isinstance(part, str) or not part.startswith("function-")]
    name = str(loc[-1]) if loc else ""
    if first["type"] == "unexpected_keyword_argument":
        known = _known_keys(loc)
        return PolicyError(f"{where(*loc)}: there is no key {name!r} here; {nearest(name, known)}")
    return PolicyError(f"{where(*loc)}: {'.'.join(map(str, loc))}: {first['msg'].lower()}; see: auditor schema policy")


def _known_keys(loc: list[int | str]) -> list[str]:
    match loc:
        case [_]:
            type_: type = PolicyFile
        case ["gate", _]:
            type_ = Gate
        case ["risks", _, "limits", _, _]:
            type_ = Limit
        case _:
            type_ = RiskPolicy
    return [field_.name for field_ in fields(type_)]


def _resolve(name: str, digest: str, file: PolicyFile, where: _Places) -> Policy:
    options: dict[str, Any] = {id: risk.options() for id, risk in risks().items()}
    limits = {id: limit for risk in risks().values() for id, limit in risk.limits.items()}
    demanded = set()
    for id, rules in file.risks.items():
        try:
            of = risk(id)
        except UsageError as error:
            raise PolicyError(f"{where('risks', id)}: {error}") from error
        options[id] = _options(of.options, rules.options, where, id)
        for finding, limit in rules.limits.items():
            if finding not in of.limits:
                raise PolicyError(
                    f"{where('risks', id, 'limits', finding)}: the risk {id!r} has no finding "
                    f"{finding!r} to limit; {nearest(finding, of.limits)}"
                )
            limits[finding] = limit
            demanded.add(finding)
    required = REQUIRED[file.stage] if file.required is None else file.required
    for check in required:
        if check not in (known := {*SCANS, *PROBES, *(f"scan/{id}" for id in risks())}):
            raise PolicyError(f"{where('required')}: there is no check {check!r}; {nearest(check, known)}")
    return Policy(name, digest, file.stage, required, options, limits, frozenset(demanded), file.gate)


def _options(type_: type, given: Mapping[str, Any], where: _Places, id: str) -> Any:
    known = [field_.name for field_ in fields(type_)]
    for name in given:
        if name not in known:
            raise PolicyError(
                f"{where('risks', id, 'options', name)}: the risk {id!r} has no option {name!r}; "
                + (nearest(name, known) if known else "it has none")
            )
    try:
        return TypeAdapter(type_).validate_python(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise PolicyError(f"{where('risks', id, 'options', name)}: {name}: {first['msg'].lower()}") from error
    except UsageError as error:
        raise PolicyError(f"{where('risks', id, 'options')}: {error}") from error
