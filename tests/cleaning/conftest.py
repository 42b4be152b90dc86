"""Scans, cleans and scans again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest

import auditor
from auditor.cleaning import Cleaning
from auditor.cleaning.marks import is_private
from auditor.findings import Evidence
from auditor.policy import Policy, load_policy
from auditor.records import Record
from auditor.sources import open_source, read
from auditor.text.keys import PUBLIC_KEY, key_from

RISKS = ("privacy", "duplication")


@dataclass(frozen=True)
class Cleaned:
    """What came of it."""

    before: list[Evidence]
    after: list[Evidence]
    done: Cleaning
    out: Path
    log: list[dict[str, Any]]


Clean = Callable[..., Cleaned]


def policy_of(folder: Path, **clean: str) -> Policy:
    file = folder / "clean-policy.yaml"
    lines = "".join(f"  {name}: {value}\n" for name, value in clean.items())
    file.write_text(f"version: 1\nclean:\n{lines or '  replace: pseudonym'}\n", "utf-8")
    return load_policy(file)


@pytest.fixture
def clean(tmp_path: Path) -> Clean:
    """Cleans paths, and asserts that a second scan finds nothing private any more."""

    def run(*paths: Path, out: str = "", key: str | None = PUBLIC_KEY, **how: str) -> Cleaned:
        target = tmp_path / "out" / (out or paths[0].name)
        rules = policy_of(tmp_path, **how)
        report = auditor.scan(*paths, only=RISKS, workers=1, key=key)
        done = auditor.clean(*paths, report=report, out=target, policy=rules, workers=1, key=key)
        again = auditor.scan(target, only=RISKS, workers=1, key=key)
        before, after = list(report.evidence), list(again.evidence)
        assert [hit for hit in after if is_private(hit)] == []
        lines = done.log.read_bytes().splitlines()
        return Cleaned([hit for hit in before if is_private(hit)], after, done, target, [*map(orjson.loads, lines)])

    return run


def records_of(path: Path, key: str | None) -> list[Record]:
    source = open_source((path,), (), None)
    found = [item for shard in source.shards() for item in read(shard, key_from(key))]
    return [item for item in found if isinstance(item, Record)]


def named(record: Record, path: str, start: int, text: str, key: str | None, kind: str = "person") -> Evidence:
    """A hit as the search for names makes it."""
    place = f"{record.origin}\x00{path}\x00{start}"
    fingerprint = key_from(key).fingerprint(kind, text.lower(), place)
    shown = f"{text[:2]}{'•' * (len(text.replace(' ', '')) - 4)}{text[-2:]}"
    return Evidence(
        f"names/{kind}", kind, "shape", record.id, record.origin, fingerprint, path, start, start + len(text),
        excerpt=shown,
    )  # fmt: skip


def with_evidence(report: auditor.Report, folder: Path, hits: Sequence[Evidence]) -> auditor.Report:
    file = folder / "evidence.jsonl"
    file.write_text(
        "".join(json.dumps({name: getattr(hit, name) for name in Evidence.__slots__}) + "\n" for hit in hits)
    )
    return replace(report, evidence=replace(report.evidence, path=file))
