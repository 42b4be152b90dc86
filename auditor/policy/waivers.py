"""Waivers: hits that somebody accepted, with a reason, a name and an end. They never hide: both numbers are shown."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ValidationError

from auditor.checks import Limit
from auditor.errors import PolicyError, nearest
from auditor.findings import Evidence
from auditor.policy.file import FORBID
from auditor.policy.resolve import of_probe, unit_of
from auditor.policy.text import Places, parsed, text_of
from auditor.policy.words import said, validated, worst

LONGEST = 180
"""Days between the creation of a waiver and its end."""
SHORTEST_REASON = 10
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which hits are meant: all that is given must fit."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    fingerprint: str | None = None
    """Keyed fingerprint of the value or the record, as `evidence.jsonl` has it."""
    path: str | None = None
    """Where in the record, such as `metadata.*`; `*` stands for anything."""
    kind: str | None = None
    """Kind of the hit, as `evidence.jsonl` has it."""
    at_most: int | None = None
    """How many hits it is for; the first ones of the data count. Only a fingerprint may go without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFile:
    """One waiver, as it is written."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    finding: str
    """Id of a judged finding that counts records."""
    match: Match
    reason: str
    """Why the risk is accepted, in at least 10 characters."""
    owner: str
    """Who answers for it."""
    created: str
    """ISO day."""
    expires: str
    """ISO day, the last one on which it holds: at most 180 days after `created`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiversFile:
    """The content of a file of waivers."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = FORBID
    version: Literal[1]
    key: str | None = None
    """Id of the key under which its fingerprints were made, as `report.json` has it: `run.key_id`."""
    waivers: tuple[WaiverFile, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver."""

    finding: str
    match: Match
    reason: str
    owner: str
    created: datetime.date
    expires: datetime.date

    def fits(self, hit: Evidence) -> bool:
        """Whether it is for this hit."""
        match = self.match
        return (
            hit.finding == self.finding
            and (match.fingerprint is None or hit.fingerprint == match.fingerprint)
            and (match.kind is None or hit.kind == match.kind)
            and (match.path is None or fnmatchcase(hit.path, match.path.replace("[", "[[]")))
        )


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a file, in its order."""

    name: str
    digest: str
    """SHA-256 of the file."""
    key: str | None
    waivers: tuple[Waiver, ...]

    def refuse_key(self, key_id: str | None) -> None:
        """Fingerprints mean something under one key only.

        Raises:
            PolicyError: they were made under another key than that.
        """
        if any(waiver.match.fingerprint for waiver in self.waivers) and self.key != key_id:
            raise PolicyError(
                f"{self.name}: its fingerprints were made with the key {self.key}, and the report with "
                f"{f'the key {key_id}' if key_id else 'no key'}; run the scan with the same AUDITOR_KEY"
            )


def load_waivers(path: Path, limits: Mapping[str, Limit]) -> Waivers:
    """The waivers of a file, for findings that a policy limits.

    Raises:
        PolicyError: it is broken: it says where, and names the nearest right word.
    """
    name = str(path)
    text = text_of(path, name, "waivers")
    content, where = parsed(name, text, "waivers")
    try:
        file = validated(WaiversFile, content)
    except ValidationError as error:
        raise _wrong(where, error) from error
    waivers = tuple(_waiver(file, number, limits, where) for number in range(len(file.waivers)))
    return Waivers(name, hashlib.sha256(text.encode()).hexdigest(), file.key, waivers)


def _wrong(where: Places, error: ValidationError) -> PolicyError:
    first = worst(error)
    loc = first["loc"]
    if first["type"] == "unexpected_keyword_argument":
        type_ = Match if "match" in loc else WaiverFile if len(loc) > 1 else WaiversFile
        known = [field.name for field in fields(type_)]
        return PolicyError(f"{where(*loc)}: there is no key {str(loc[-1])!r} here; {nearest(str(loc[-1]), known)}")
    return PolicyError(f"{where(*loc)}: {'.'.join(map(str, loc))}: {said(first)}; see: auditor schema waivers")


def _waiver(file: WaiversFile, number: int, limits: Mapping[str, Limit], where: Places) -> Waiver:
    given = file.waivers[number]

    def refused(field: str, why: str) -> PolicyError:
        return PolicyError(f"{where('waivers', number, *field.split('.'))}: {why}")

    _check_finding(given.finding, limits, lambda why: refused("finding", why))
    _check_match(given.match, file.key, lambda field, why: refused(f"match.{field}", why))
    if len(given.reason.strip()) < SHORTEST_REASON:
        raise refused("reason", f"a reason has at least {SHORTEST_REASON} characters; say why this is accepted")
    if not given.owner.strip():
        raise refused("owner", "nobody owns this waiver; name who answers for it")
    days = []
    for field, text in (("created", given.created), ("expires", given.expires)):
        try:
            days.append(datetime.date.fromisoformat(text if _DAY.fullmatch(text) else ""))
        except ValueError as error:
            raise refused(field, f"{field}: this is no day; write it like 2026-01-31") from error
    created, expires = days
    if expires < created:
        raise refused("expires", "it expires before it was created; swap them, or mend one of them")
    if (expires - created).days > LONGEST:
        latest = created + datetime.timedelta(days=LONGEST)
        raise refused("expires", f"a waiver holds for at most {LONGEST} days, here until {latest}; renew it then")
    return Waiver(given.finding, given.match, given.reason.strip(), given.owner.strip(), created, expires)


def _check_finding(finding: str, limits: Mapping[str, Limit], refused: Callable[[str], PolicyError]) -> None:
    known = [name for name in limits if not name.endswith("/*")]
    if finding not in known and not (of_probe(finding) and not finding.endswith("/*")):
        raise refused(f"there is no judged finding {finding!r}; {nearest(finding, known)}")
    if unit_of(finding) != "share":
        raise refused(
            f"{finding} is no number of hits, so no hit of it can be left out; set its limit in the policy instead"
        )


def _check_match(match: Match, key: str | None, refused: Callable[[str, str], PolicyError]) -> None:
    if (match.fingerprint, match.path, match.kind) == (None,) * 3:
        raise refused("", "this would fit every hit; give a fingerprint, a path or a kind")
    if match.at_most is None and match.fingerprint is None:
        raise refused("", "say how many hits this is for; add at_most: N")
    if match.at_most is not None and match.at_most < 1:
        raise refused("at_most", "at_most: must be at least 1")
    if match.fingerprint is not None and not _FINGERPRINT.fullmatch(match.fingerprint):
        raise refused("fingerprint", "a fingerprint has 32 digits (0-9, a-f); copy it from evidence.jsonl")
    if match.fingerprint is not None and key is None:
        raise refused(
            "fingerprint",
            "a fingerprint means something under one key only; write key: ID at the top, as report.json has it "
            "(run.key_id)",
        )
