"""The change log: one line a hit. It never holds a value."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator

import orjson

from auditor.cleaning.marks import Mark
from auditor.findings import Evidence
from auditor.records import Record


def kind_of(hit: Evidence) -> str:
    """What its finding counts, without the risk."""
    return hit.finding.partition("/")[2]


def counted(mark: Mark) -> Iterator[tuple[str, str]]:
    """Kind and action of each hit that a mark answers, and that it was to be another action."""
    for _ in mark.evidence or (None,):
        yield mark.value.kind, mark.choice.act
        if mark.chosen:
            yield mark.value.kind, "fallback"


def lines(mark: Mark, record: Record) -> Iterator[bytes]:
    """A line for each hit that a mark answers, or for the value that only another replacement brought to light."""
    choice = mark.choice
    if not mark.evidence:
        path = tuple(record.texts())[mark.turn].path
        hit = Evidence(mark.finding, mark.value.form, "shape", record.id, record.origin, "", path, mark.start, mark.end)
        yield line(hit, choice.act, mark.chosen > 0, choice.text)
    for hit in mark.evidence:
        yield line(hit, choice.act, mark.chosen > 0, choice.text)


def line(hit: Evidence, action: str, fallback: bool, new: str | None) -> bytes:
    """One line: where, what was found there, and what was done."""
    content = {
        "origin": hit.origin, "path": hit.path, "start": hit.start, "end": hit.end, "finding": hit.finding,
        "kind": hit.kind, "action": action, "fallback": fallback, "fingerprint": hit.fingerprint,
        "length": 0 if new is None else len(new), "replacement": new, "partner": hit.partner,
    }  # fmt: skip
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)


def named(origin: str, action: str, kind: str) -> bytes:
    """A line for what stays although nobody has searched it."""
    return orjson.dumps({"origin": origin, "action": action, "kind": kind}, option=orjson.OPT_APPEND_NEWLINE)


def pair(mark: Mark, secret: bytes) -> tuple[tuple[str, bytes], bytes]:
    """Digests of the value and of its surrogate, however both are written."""
    value = mark.value
    digest = hmac.digest(secret, value.canonical.encode("utf-8", "surrogatepass"), "sha256")[:12]
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", mark.choice.text).casefold()))
    new = hashlib.blake2b((plain[-10:] if value.kind == "phone" else plain).encode(), digest_size=12).digest()
    return (value.kind, digest), new
