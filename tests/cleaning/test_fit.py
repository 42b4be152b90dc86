"""A report and data that do not belong together are refused, and what is written is looked at once more."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import auditor as package
from auditor.cleaning.marks import is_private
from auditor.cleaning.rows import Changed, Edits, Row
from auditor.errors import ReportError, RunError
from auditor.findings import Evidence
from auditor.policy import load_policy
from auditor.text.keys import PUBLIC_KEY
from tests.cleaning.conftest import RISKS, Clean, named, records_of, with_evidence
from tests.conftest import Write

MAIL, OTHER, PHONE = "li.si@corp-site.com", "wu.er@corp-site.com", "13926784153"
FOX = "the quick brown fox jumps over the lazy dog and more"
PERSON, SOMEBODY = "Maria Lopez", "Peter Smith"


def refused(path: Path, report: package.Report, key: str | None, folder: Path) -> None:
    out = folder / ("clean.jsonl" if path.is_file() else "clean")
    with pytest.raises(ReportError, match="scan it again") as raised:
        package.clean(path, report=report, out=out, key=key, workers=1)
    assert not any(value in str(raised.value) for value in (MAIL, OTHER, PHONE, PERSON, SOMEBODY))
    assert not out.exists()
    assert not out.with_name(f"{out.name}.changes.jsonl").exists()


@pytest.fixture(params=[None, PUBLIC_KEY], ids=["no key", "key"])
def key(request: pytest.FixtureRequest) -> str | None:
    found: str | None = request.param
    return found


def report_of(path: Path, key: str | None) -> package.Report:
    return package.scan(path, only=RISKS, workers=1, key=key)


@pytest.mark.parametrize("second", [FOX, f"call him, his phone is {PHONE}"], ids=["no value", "another value"])
def test_the_same_rows_in_another_order_are_refused(second: str, key: str | None, write: Write, tmp_path: Path) -> None:
    rows = [{"text": f"write to {MAIL} today please"}, {"text": second}]
    report = report_of(write("data/a.jsonl", rows), key)
    refused(write("data/a.jsonl", rows[::-1]).parent / "a.jsonl", report, key, tmp_path)


def test_rows_with_names_in_another_order_are_refused(key: str | None, write: Write, tmp_path: Path) -> None:
    rows = [{"text": f"{PERSON} was here"}, {"text": f"{SOMEBODY} was here"}]
    path = write("a.jsonl", rows)
    hits = [named(records_of(path, key)[0], "text", 0, PERSON, key)]
    report = with_evidence(report_of(path, key), tmp_path, hits)
    write("a.jsonl", rows[::-1])
    refused(path, report, key, tmp_path)


def test_a_hit_of_another_record_is_refused_under_a_key(write: Write, tmp_path: Path) -> None:
    path = write("a.jsonl", [{"text": f"to {MAIL}", "n": 1}, {"text": f"to {MAIL}", "n": 2}])
    report = report_of(path, PUBLIC_KEY)
    write("a.jsonl", [{"text": f"to {MAIL}", "n": 2}, {"text": f"to {MAIL}", "n": 1}])
    refused(path, report, PUBLIC_KEY, tmp_path)


DROPS: dict[str, Callable[[Evidence], bool]] = {
    "all of a row": lambda hit: hit.origin.endswith(":1"),
    "one of a row": lambda hit: hit.finding == "privacy/phone",
    "one of two places": lambda hit: hit.start > 20,
}


@pytest.mark.parametrize("what", DROPS)
def test_values_that_the_report_does_not_name_are_refused(
    what: str, key: str | None, write: Write, tmp_path: Path
) -> None:
    path = write("a.jsonl", [{"text": f"to {MAIL}"}, {"text": f"手机{PHONE}, to {MAIL} {MAIL}"}])
    report = report_of(path, key)
    hits = [hit for hit in report.evidence if is_private(hit)]
    fewer = [hit for hit in hits if not DROPS[what](hit)]
    assert 0 < len(fewer) < len(hits)
    refused(path, with_evidence(report, tmp_path, fewer), key, tmp_path)


def test_another_finding_at_the_place_is_refused(key: str | None, write: Write, tmp_path: Path) -> None:
    path = write("a.jsonl", [{"text": f"to {MAIL}"}])
    report = report_of(path, key)
    hits = [replace(hit, finding="privacy/phone") for hit in report.evidence if is_private(hit)]
    refused(path, with_evidence(report, tmp_path, hits), key, tmp_path)


def test_files_are_not_paired_by_order(key: str | None, write: Write, tmp_path: Path) -> None:
    folder = write("data/a.jsonl", [{"text": f"to {MAIL}"}]).parent
    write("data/b.jsonl", [{"text": FOX}])
    report = report_of(folder, key)
    (folder / "b.jsonl").rename(folder / "0.jsonl")
    with pytest.raises(ReportError, match=r"0\.jsonl: the report knows no file of this name"):
        package.clean(folder, report=report, out=tmp_path / "clean", key=key)
    assert not (tmp_path / "clean").exists()


def test_one_file_may_have_another_name(key: str | None, write: Write, tmp_path: Path) -> None:
    path = write("a.jsonl", [{"text": f"to {MAIL}"}])
    report = report_of(path, key)
    path = path.rename(path.with_name("b.jsonl"))
    done = package.clean(path, report=report, out=tmp_path / "clean.jsonl", key=key)
    assert done.counts == {"email": {"pseudonym": 1}}


def test_files_that_changed_places_are_refused(key: str | None, write: Write, tmp_path: Path) -> None:
    folder = write("data/a.jsonl", [{"text": f"to {MAIL}"}]).parent
    write("data/b.jsonl", [{"text": FOX}])
    report = report_of(folder, key)
    (folder / "b.jsonl").rename(folder / "c.jsonl")
    (folder / "a.jsonl").rename(folder / "b.jsonl")
    (folder / "c.jsonl").rename(folder / "a.jsonl")
    refused(folder, report, key, tmp_path)


def test_of_two_fields_of_one_path_the_right_one_changes(key: str | None, write: Write, tmp_path: Path) -> None:
    texts = {"one.aa@corp-site.com": f"{PERSON} was here", "two.bb@corp-site.com": f"{SOMEBODY} was here"}
    path = write("a.jsonl", [{"text": "x", **texts}])
    (record,) = records_of(path, key)
    (place,) = {turn.path for turn in record.extra if turn.text in texts.values()}
    report = report_of(path, key)
    hits = [*report.evidence, named(record, place, 0, SOMEBODY, key)]
    done = package.clean(
        path, report=with_evidence(report, tmp_path, hits), out=tmp_path / "clean.jsonl", key=key, workers=1
    )
    after = done.out.read_text("utf-8")
    assert f"{PERSON} was here" in after
    assert SOMEBODY not in after
    assert len(done.log.read_bytes().splitlines()) == len([hit for hit in hits if is_private(hit)])


def test_of_two_fields_of_one_path_both_values_go(key: str | None, clean: Clean, write: Write) -> None:
    row = {"text": "x", "one.aa@corp-site.com": f"to {MAIL}", "two.bb@corp-site.com": f"to {OTHER}"}
    cleaned = clean(write("a.jsonl", [row]), key=key)
    after = cleaned.out.read_text("utf-8")
    assert "corp-site" not in after
    assert len(cleaned.log) == len(cleaned.before) == 4
    made = [line["replacement"] for line in cleaned.log if line["start"] == 3]
    assert len(set(made)) == 2


class Damages(Row):
    """Writes other texts than it was told to."""

    def changed(self, edits: Edits) -> Changed:
        return super().changed({leaf: [replace(edit, text="gone") for edit in those] for leaf, those in edits.items()})


class Adds(Row):
    """Writes a value beside what it was told to."""

    def changed(self, edits: Edits) -> Changed:
        made = super().changed(edits)
        (raw,) = made.probe.items
        assert isinstance(raw, bytes)
        more = raw.replace(b"{", f'{{"more": "手机{PHONE}", '.encode(), 1)
        return replace(made, probe=replace(made.probe, items=(more,)))


@pytest.mark.parametrize("broken", [Damages, Adds])
def test_a_row_that_was_not_written_as_planned_is_not_published(
    broken: type[Row], monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    path = write("a.jsonl", [{"text": f"to {MAIL}"}])
    report = report_of(path, PUBLIC_KEY)
    monkeypatch.setattr("auditor.cleaning.work.Row", broken)
    with pytest.raises(RunError, match="no replacement of a value in this record passes") as raised:
        package.clean(path, report=report, out=tmp_path / "clean.jsonl", key=PUBLIC_KEY, workers=1)
    assert MAIL not in str(raised.value)
    assert not (tmp_path / "clean.jsonl").exists()


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_files_keep_their_permissions_and_the_log_is_its_owners(mode: int, clean: Clean, write: Write) -> None:
    folder = write("data/a.jsonl", [{"text": f"to {MAIL}"}]).parent
    write("data/b.jsonl", [{"text": FOX}])
    write("data/dataset_info.json", "{}")
    files: list[Any] = [*folder.iterdir()]
    for file in files:
        file.chmod(mode)
    cleaned = clean(folder)
    assert {stat.S_IMODE((cleaned.out / file.name).stat().st_mode) for file in files} == {mode}
    assert stat.S_IMODE(cleaned.done.log.stat().st_mode) == 0o600


def test_a_descriptor_with_a_value_of_an_own_kind_stays_behind(write: Write, tmp_path: Path) -> None:
    folder = write("data/a.jsonl", [{"text": f"to {MAIL}"}]).parent
    write("data/dataset_info.json", '{"set": {"file_name": "a.jsonl", "columns": {"prompt": "text"}, "of": "W618372"}}')
    rules = write("own.yaml", "version: 1\nrisks: {privacy: {options: {custom: [{name: ward_no, pattern: 'W[0-9]{6}',"
                              " hits: [W123456], misses: [W12]}]}}}\n")  # fmt: skip
    policy = load_policy(rules)
    report = package.scan(folder, only=RISKS, workers=1, policy=policy)
    own = package.clean(folder, report=report, out=tmp_path / "own", policy=policy, workers=1)
    assert not (own.out / "dataset_info.json").exists()
    assert own.left_out == 1
    plain = package.clean(folder, report=report_of(folder, None), out=tmp_path / "plain", workers=1)
    assert (plain.out / "dataset_info.json").exists()
