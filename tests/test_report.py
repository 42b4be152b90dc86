"""The report directory: written whole, read back the same, refused when it is not itself."""

from __future__ import annotations

import gc
import json
import re
import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from auditor import outputs
from auditor.errors import OutputError, ReportError, RunError, UsageError
from auditor.findings import Done, Evidence, Failed, Finding, Skipped
from auditor.overview import File
from auditor.policy import judge, read_verdict
from auditor.report import Data, Lines, Report, Run, Spool, join, lines, measured_on, read_report, staging
from auditor.schemas import json_schema
from tests.reports import MODEL

HIT = Evidence("a/b", "k", "validated", "r", "t.jsonl:1", "f" * 32, "p", 0, 3, excerpt="•••")


def make(outcomes: dict[str, Any] | None = None, digest: str = "ab", key: str | None = "k") -> Report:
    spool = Spool()
    spool.add(lines([HIT, HIT]))
    files = (File("t.jsonl", "train", 0, 2, 0, False, (("alpaca", 2),)),)
    run = Run("0.1", Data(digest, files, 1), key, 0, 1.0, None, None, {"a": {"kinds": ("x",)}}, {})
    found = outcomes or {
        "scan/a": Done((Finding("a/b", 0.5, 2, 0.5, 1.0, "share", judged=True),)),
        "scan/c": Skipped("needs_eval"),
        "scan/d": Failed("ValueError", ("auditor/x.py:3",)),
    }
    return Report(run, found, spool.done())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    report = make()
    written = report.write(tmp_path / "out")
    read = read_report(tmp_path / "out")
    assert read.outcomes == report.outcomes
    assert read.findings == report.findings
    assert read.to_json() == report.to_json() == written.to_json()
    assert list(read.evidence) == [HIT, HIT]
    assert read_report(tmp_path / "out" / "report.json").digest == report.digest
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["evidence.jsonl", "report.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_older_report_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = make()
    report.write(out, judge(report, "explore"))
    (out / "notes.md").write_text("mine")
    make(digest="cd").write(out)
    assert read_report(out).run.data.digest == "cd"
    assert sorted(path.name for path in out.iterdir()) == ["evidence.jsonl", "notes.md", "report.json"]


@pytest.mark.parametrize("name", ["report.json", "evidence.jsonl", "verdict.json"])
def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"thesis": "years of work"}')
    with pytest.raises(OutputError, match="not overwritten"):
        make().write(tmp_path)
    with pytest.raises(OutputError, match="this is a file"):
        make().write(tmp_path / name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, '{"thesis": "years of work"}')]


def test_folders_that_were_made_for_nothing_go(tmp_path: Path) -> None:
    with staging(tmp_path / "a" / "b" / "out"):
        pass
    assert list(tmp_path.iterdir()) == []
    make().write(tmp_path / "a" / "b" / "out")
    assert read_report(tmp_path / "a" / "b" / "out").digest == make().digest


def test_what_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    make().write(tmp_path / "out")
    file = tmp_path / "out" / "report.json"
    whole = file.read_bytes()
    for old, new in ((b'"value": 0.5', b'"value": 0.4'), (b'"n": 2', b'"n": 9'), (b'"seed": 0', b'"seed": 1')):
        assert old in whole
        file.write_bytes(whole.replace(old, new, 1))
        with pytest.raises(ReportError, match="changed after it was written"):
            read_report(tmp_path / "out")


def test_the_day_is_no_part_of_a_report_but_of_its_checksum(tmp_path: Path) -> None:
    today, later = (replace(make(), date=day) for day in ("2030-01-02", "2030-01-03"))
    assert today.digest == later.digest == make().digest
    assert today.to_json() == replace(make(), date="2030-01-02").to_json() != later.to_json()
    today.write(tmp_path / "out")
    assert read_report(tmp_path / "out").date == "2030-01-02"
    file = tmp_path / "out" / "report.json"
    file.write_bytes(file.read_bytes().replace(b"2030-01-02", b"2030-02-02"))
    with pytest.raises(ReportError, match="changed after"):
        read_report(tmp_path / "out")
    for day in ("2030-1-2", "20300102", "yesterday", "2030-02-30"):
        replace(make(), date=day).write(tmp_path / "out")
        with pytest.raises(ReportError, match="no day like"):
            read_report(tmp_path / "out")


def test_the_day_comes_from_the_clock_or_from_the_build() -> None:
    assert measured_on({"SOURCE_DATE_EPOCH": "86400"}) == "1970-01-02"
    assert len(measured_on({})) == 10
    for text in ("soon", "9" * 30):
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            measured_on({"SOURCE_DATE_EPOCH": text})


def test_a_report_can_be_written_over_itself(tmp_path: Path) -> None:
    make().write(tmp_path / "out")
    report = read_report(tmp_path / "out")
    report.write(tmp_path / "out", judge(report, "explore"))
    assert list(read_report(tmp_path / "out").evidence) == [HIT, HIT]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make().write(tmp_path / "out")
    before = (tmp_path / "out" / "report.json").read_bytes()

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RunError, match="No space left"):
        make(digest="cd").write(tmp_path / "out")
    assert (tmp_path / "out" / "report.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:-30], "no JSON"),
        (lambda text: text.replace(b"auditor.report/1", b"auditor.report/9"), "auditor.report/9"),
        (lambda text: text.replace(b'"findings": [\n    {', b'"fundings": [\n    {'), "findings"),
        (lambda text: text.replace(b'"id": "a/b"', b'"id": "a/c"'), "'a/b' is missing"),
        (lambda text: b"[]", "schema"),
    ],
)
def test_a_broken_report_is_refused(tmp_path: Path, change: Any, message: str) -> None:
    make().write(tmp_path / "out")
    file = tmp_path / "out" / "report.json"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(ReportError, match=message):
        read_report(tmp_path / "out")


def test_other_evidence_is_refused(tmp_path: Path) -> None:
    make().write(tmp_path / "out")
    (tmp_path / "out" / "evidence.jsonl").write_bytes(lines([HIT]))
    with pytest.raises(ReportError, match="not the evidence"):
        read_report(tmp_path / "out")
    (tmp_path / "out" / "evidence.jsonl").unlink()
    with pytest.raises(ReportError, match=r"keep report\.json and evidence\.jsonl together"):
        read_report(tmp_path / "out")
    with pytest.raises(ReportError, match="no report"):
        read_report(tmp_path / "nowhere")


def test_a_verdict_of_another_report_is_refused(tmp_path: Path) -> None:
    report = make()
    out = tmp_path / "out"
    report.write(out, judge(report, "explore"))
    assert read_verdict(out, read_report(out)) == judge(report, "explore")
    other = make(digest="cd")
    other.write(tmp_path / "other", judge(report, "explore"))
    with pytest.raises(ReportError, match="another report"):
        read_verdict(tmp_path / "other", other)


def test_a_verdict_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    report = make()
    report.write(tmp_path, judge(report, "explore"))
    file = tmp_path / "verdict.json"
    file.write_text(file.read_text().replace('"exit_code": 3', '"exit_code": 0'))
    with pytest.raises(ReportError, match="contradicts itself"):
        read_verdict(tmp_path, report)


def test_both_halves_of_a_risk_keep_their_findings(tmp_path: Path) -> None:
    scan = make({"scan/a": Done((Finding("a/b", 0, 2, 0, 0, "share", judged=True),))})
    probe = make({"probe/a": Done((Finding("a/c", 0, 2, 0, 0, "share", judged=True),))})
    probe = replace(probe, run=replace(probe.run, model=MODEL))
    joined = join([scan, probe]).write(tmp_path / "out")
    assert read_report(tmp_path / "out").outcomes == joined.outcomes == {**scan.outcomes, **probe.outcomes}


def test_the_evidence_lives_as_long_as_it_is_held() -> None:
    evidence = make().evidence
    gc.collect()
    assert list(evidence) == [HIT, HIT]


def test_evidence_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make().write(tmp_path / "linked")
    monkeypatch.setattr("os.link", lambda *names: (_ for _ in ()).throw(OSError(18, "other device")))
    make().write(tmp_path / "copied")
    for name in ("linked", "copied"):
        assert (tmp_path / name / "evidence.jsonl").stat().st_mode & 0o777 == 0o600


def test_reports_join_only_if_they_belong_together() -> None:
    scan, probe = make(), make({"probe/a": Skipped("needs_eval")})
    joined = join([scan, probe])
    assert set(joined.outcomes) == {"scan/a", "scan/c", "scan/d", "probe/a"}
    assert joined.evidence.lines == 2
    other_findings = make({"scan/a": Done((Finding("a/b", 0, 2, 0, 0, "share", judged=True),))})
    assert join([scan, make()]).outcomes == scan.outcomes, "the overview is in every report"
    assert join([scan, make()]).evidence.lines == scan.evidence.lines
    for other in (make({"probe/a": Skipped("x")}, "cd"), make({"probe/a": Skipped("x")}, key="other"), other_findings):
        with pytest.raises(ReportError):
            join([scan, other])


def test_evidence_with_fields_of_other_types_is_refused_under_its_own_path(tmp_path: Path) -> None:
    whole = orjson.loads(lines([HIT]))
    other = {"kind": 5, "finding": ["a/b"], "start": "0", "excerpt": None, "count": "x", "ease": []}
    for field, value in other.items():
        spool = Spool()
        spool.add(orjson.dumps({**whole, field: value}) + b"\n")
        replace(make(), evidence=spool.done()).write(tmp_path / "out")
        with pytest.raises(ReportError, match=rf"^{re.escape(str(tmp_path))}/out/evidence\.jsonl:1: this is no line"):
            join([read_report(tmp_path / "out"), make({"probe/a": Skipped("x")})])
        shutil.rmtree(tmp_path / "out")


def test_joined_evidence_is_shown_where_it_came_from(tmp_path: Path) -> None:
    make().write(tmp_path / "scan")
    make({"probe/a": Skipped("x")}).write(tmp_path / "probe")
    joined = join([read_report(tmp_path / name) for name in ("scan", "probe")])
    assert joined.evidence.shown == f"{tmp_path}/scan/evidence.jsonl, {tmp_path}/probe/evidence.jsonl"
    assert joined.write(tmp_path / "out").evidence.shown == f"{tmp_path}/out/evidence.jsonl"


def test_what_cannot_be_written_is_told_before_and_leaves_nothing(tmp_path: Path) -> None:
    outputs.check_file(tmp_path / "new" / "file")
    (tmp_path / "file").write_bytes(b"x")
    outputs.check_file(tmp_path / "file")
    for bad in (tmp_path, tmp_path / "file" / "below", Path("/proc/self/none")):
        with pytest.raises(OutputError, match="cannot be written"):
            outputs.check_file(bad)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"x"


def test_files_follow_their_published_schemas(tmp_path: Path) -> None:
    report = make()
    verdict = judge(report, "default")
    report.write(tmp_path / "out", verdict)
    for name, file in (("report", "report.json"), ("verdict", "verdict.json")):
        jsonschema.validate(json.loads((tmp_path / "out" / file).read_text()), json.loads(json_schema(name)))
    jsonschema.validate(json.loads(lines([HIT])), json.loads(json_schema("evidence")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "stge": "x"}, json.loads(json_schema("policy")))


def test_a_single_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs.write_file(tmp_path / "a" / "b.md", b"text")
    assert (tmp_path / "a" / "b.md").read_bytes() == b"text"
    with pytest.raises(OutputError):
        outputs.write_file(tmp_path / "a" / "b.md" / "c", b"text")
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OutputError):
        outputs.write_file(tmp_path / "a" / "b.md", b"other")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.md"]


def test_lines_take_no_more_memory_than_they_are_long() -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = Lines([HIT] * 2_000)
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(kept) == len(lines([HIT])) * 2_000
    assert used < 2 * len(kept)


def test_lines_can_be_taken_back() -> None:
    kept = Lines([HIT])
    before = len(kept)
    kept.append(HIT)
    del kept[before:]
    kept.append(replace(HIT, kind="later"))
    assert bytes(kept) == lines([HIT, replace(HIT, kind="later")])


def test_a_report_shows_itself_in_a_notebook() -> None:
    outcomes = {"scan/a": Done((Finding("a/<b>", 0.5, 2, 0.5, 1.0, "share", judged=True),)), "scan/c": Skipped("x")}
    page = make(outcomes)._repr_html_()
    assert "a/&lt;b&gt;" in page
    assert "scan/c: skipped" in page
    assert orjson.loads(make().to_json())["schema"] == "auditor.report/1"


def test_what_is_made_anew_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out, beside = tmp_path / "new" / "out", tmp_path / "new" / "log"
    with outputs.made_anew(out, "the thing", beside) as folder:
        (folder / "data").write_text("x")
        assert [path.name[:9] for path in out.parent.iterdir()] == [".auditor-"]
        (folder / "data").rename(out)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    for taken in (out, tmp_path / "more" / "out"):
        with pytest.raises(OutputError, match="this exists"), outputs.made_anew(taken, "the thing", out):
            pass
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="this exists"), outputs.made_anew(tmp_path / "link", "the thing"):
        pass
    with (
        pytest.raises(OutputError, match="the thing cannot be written here"),
        outputs.made_anew(out / "in", "the thing"),
    ):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "new"]


@pytest.mark.parametrize(
    ("error", "raised", "said"),
    [
        (OSError(28, "No space left on device"), RunError, "the thing could not be written .* free some space"),
        (OSError(5, "Input/output error"), RunError, "the thing could not be written .* can be reached"),
        (KeyboardInterrupt("asked"), KeyboardInterrupt, "asked"),
    ],
)
def test_what_breaks_while_it_is_made_leaves_nothing(
    tmp_path: Path, error: BaseException, raised: type[BaseException], said: str
) -> None:
    def fill(folder: Path) -> None:
        (folder / "data").write_text("x")
        raise error

    with pytest.raises(raised, match=said), outputs.made_anew(tmp_path / "a" / "b" / "out", "the thing") as folder:
        fill(folder)
    assert list(tmp_path.iterdir()) == []
