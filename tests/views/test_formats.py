"""Machine formats against golden files, the rules of their readers, and hostile text."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.cli.shared import names_here, write_summary
from auditor.errors import UsageError
from auditor.findings import Done, Evidence
from auditor.messages import Language
from auditor.overview import File
from auditor.policy import Verdict, WaiverUse
from auditor.report import Data, Report, Spool
from auditor.views import github, markdown
from auditor.views.formats import FORMATS, JUDGED
from auditor.views.places import MOST, has_lines, origin_of, relative
from auditor.views.sarif import uri
from tests.views.sarif_rules import SARIF
from tests.views.test_views import HITS, HOSTILE, check, hit, make, share, verdict

ENDS = {"sarif": "sarif", "junit": "xml", "gitlab": "json", "github": "txt"}


def sarif(report: Report, judged: Verdict | None, language: Language = "en") -> dict[str, Any]:
    """The one run of a log that obeys the standard."""
    log = orjson.loads(FORMATS["sarif"](report, judged, language, {}))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return dict(run)


def junit(report: Report, judged: Verdict) -> ET.Element:
    """The suite of a document that Jenkins and GitLab can read: their elements, counts that agree, unique names."""
    text = FORMATS["junit"](report, judged, "en", {})
    assert b"<!" not in text
    root = ET.fromstring(text)
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    cases = list(suite)
    assert {case.tag for case in cases} == {"testcase"}
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert all(all(name) for name in names)
    assert len(set(names)) == len(names)
    assert {child.tag for case in cases for child in case} <= {"failure", "error", "skipped", "system-out"}
    assert all(len(case) <= 1 for case in cases)
    assert suite.get("tests") == str(len(cases))
    for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert suite.get(count) == str(len(suite.findall(f"testcase/{tag}")))
    return suite


def gitlab(report: Report, judged: Verdict) -> list[dict[str, Any]]:
    """The entries, each of which GitLab can take."""
    entries: list[dict[str, Any]] = orjson.loads(FORMATS["gitlab"](report, judged, "en", {}))
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        assert not re.match(r"\.{0,2}/", entry["location"]["path"])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return entries


def commands(report: Report, judged: Verdict | None) -> list[str]:
    """The lines of which each is one known command, or our own words."""
    lines = FORMATS["github"](report, judged, "en", {}).decode().split("\n")
    assert lines.pop() == ""
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice) file=[^:,]+,(line=\d+,)?title=[^:,]+::[^\r\n]+", line)
        assert command or re.fullmatch(r"(errors|warnings|notes): [\d,]+ more, see .*", line)
        assert "##[" not in line
    return lines


def with_hits(*hits: Evidence, key: str | None = None) -> Report:
    report = make(list(hits))
    return replace(report, run=replace(report.run, key_id=key))


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("name", ENDS)
def test_golden(name: str, language: Language) -> None:
    report = make()
    text = FORMATS[name](report, verdict(report), language, {})
    assert text == FORMATS[name](report, verdict(report), language, {})
    check(f"{name}.{language}.{ENDS[name]}", text.decode())


def test_every_format_is_well_formed_with_and_without_a_verdict() -> None:
    report = make()
    judged = verdict(report)
    assert {result["level"] for result in sarif(report, judged)["results"]} == {"error", "warning"}
    assert {result["level"] for result in sarif(report, None)["results"]} == {"note"}
    assert junit(report, judged).find("testcase/failure") is not None
    assert {entry["severity"] for entry in gitlab(report, judged)} == {"critical", "major"}
    assert any(line.startswith("::error file=t.jsonl,line=1,") for line in commands(report, judged))
    assert all(line.startswith("::notice") for line in commands(report, None))
    for name in JUDGED:
        with pytest.raises(UsageError, match=f"auditor gate .*--format {name}"):
            FORMATS[name](report, None, "en", {})


def test_hits_are_added_up_and_only_lines_are_lines() -> None:
    hits = [hit("privacy/email", n, path=f"messages[{n}].content") for n in (3, 1, 2, 9, 8, 7, 7)]
    hits += [hit("privacy/email", 1, origin=f"x y.{end}:4") for end in ("parquet", "jsonl.gz", "json")]
    (lines, *others) = sarif(with_hits(*hits), verdict(with_hits(*hits)))["results"][:4]
    assert lines["occurrenceCount"] == 7
    assert [place["physicalLocation"]["region"]["startLine"] for place in lines["locations"]] == [3, 1, 2, 9, 8]
    assert lines["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "messages[*].content"
    assert [len(one["locations"]) for one in others] == [1, 1, 1]
    assert all(one["locations"][0]["physicalLocation"]["region"] == {"startLine": 1} for one in others)
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in others} == {
        "x%20y.parquet", "x%20y.jsonl.gz", "x%20y.json",
    }  # fmt: skip


def named(report: Report) -> set[str]:
    judged = verdict(report)
    prints = {result["partialFingerprints"]["primaryLocationLineHash"] for result in sarif(report, judged)["results"]}
    assert {entry["fingerprint"][:16] for entry in gitlab(report, judged)} == {one[:16] for one in prints}
    return prints


@pytest.mark.parametrize("key", [None, "k"])
def test_a_result_keeps_its_name_when_lines_move_and_loses_it_when_hits_come(key: str | None) -> None:
    def hits(lines: list[int]) -> list[Evidence]:
        values = [f"{number:032x}" for number in range(len(lines))]
        return [hit("privacy/email", n, fingerprint=value) for n, value in zip(lines, values, strict=True)]

    before = named(with_hits(*hits([1, 2, 3]), key=key))
    assert named(with_hits(*reversed(hits([30, 10, 20])), key=key)) == before
    assert named(with_hits(*hits([1, 2, 3, 4]), key=key)) != before


def test_with_a_key_another_value_is_another_result() -> None:
    one, other = (with_hits(hit("privacy/email", 1, fingerprint=value * 32), key="k") for value in "ab")
    assert named(one) != named(other)


def test_what_fails_without_hits_stands_at_the_first_file() -> None:
    report = with_hits()
    (error,) = (one for one in sarif(report, verdict(report))["results"] if one["level"] == "error")
    place = {"artifactLocation": {"uri": "t.jsonl"}, "region": {"startLine": 1}}
    assert error["locations"][0]["physicalLocation"] == place


def test_waived_hits_are_shown_as_suppressed() -> None:
    report = make()
    use = WaiverUse("privacy/email", "<b>Ann", "test data only", "2030-01-01", "2030-02-01", "active", 2)
    judged = replace(verdict(report), waivers=(use, replace(use, state="expired")))
    results = sarif(report, judged)["results"]
    (waived,) = (one for one in results if one["suppressions"])
    assert waived["level"] == "note"
    assert waived["occurrenceCount"] == 2
    (suppression,) = waived["suppressions"]
    assert suppression["justification"] == "<b>Ann, until 2030-02-01: test data only"
    assert all("suppressions" in one for one in results)


def test_no_format_is_green_where_the_verdict_is_not() -> None:
    report = replace(make([]), outcomes={})
    judged = verdict(report)
    assert judged.outcome == "INCONCLUSIVE"
    errors = junit(report, judged).findall("testcase/error")
    assert {error.get("type") for error in errors} == {"missing"}
    assert len(errors) == len(judged.missing) == len(gitlab(report, judged)) == len(commands(report, judged)) > 0
    run = sarif(report, judged)
    assert len(run["results"]) == len(judged.missing)
    assert run["invocations"][0]["exitCode"] == 3


def test_an_unsettled_finding_is_red_only_where_the_policy_wants_it_settled() -> None:
    report = make([])
    outcomes = {**report.outcomes, "scan/privacy": Done((share("privacy/email", 0.005, 0.5),))}
    report = replace(report, outcomes=outcomes)
    judged = verdict(report)
    assert "inconclusive" in {failure.get("type") for failure in junit(report, judged).findall("testcase/failure")}
    green = junit(report, replace(judged, outcome="PASS", exit_code=0))
    assert green.find("testcase/failure") is None
    assert green.find("testcase/error") is None


def test_a_check_that_broke_is_told() -> None:
    report = make()
    (invocation,) = sarif(report, verdict(report))["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = {note["descriptor"]["id"]: note["level"] for note in invocation["toolExecutionNotifications"]}
    assert notes["scan/format"] == "error"
    assert notes["scan/contamination"] == "note"


def test_limits_are_kept_whatever_the_data_holds() -> None:
    """Fields and files without end: places are added up by file, and then by finding."""
    report, spool = make(), Spool()
    spool.extend(hit("privacy/email", n, origin=f"{n % 5000}.jsonl:{n + 1}", path=f"k{n}") for n in range(12_000))
    report = replace(report, evidence=spool.done())
    judged = verdict(report)
    results = [one for one in sarif(report, judged)["results"] if one["ruleId"] == "privacy/email"]
    assert len(results) == 2 * MOST + 1
    assert sum(one["occurrenceCount"] for one in results) == 12_000
    assert len(gzip.compress(FORMATS["sarif"](report, judged, "en", {}))) < 10_000_000
    assert sum(line.startswith("::error") for line in commands(report, judged)) == github.SHOWN
    assert commands(report, judged)[github.SHOWN].startswith(f"errors: {len(results) - github.SHOWN:,} more")


JUDGED_ONCE = verdict(make())
HARD = st.one_of(
    st.sampled_from([HOSTILE, "", "::error::x", "\n::set-output name=a::b", "##[error]x", "%0A::x", "]]>", "\ud800"]),
    st.text(max_size=30),
    st.text(alphabet="\x00\x1b\ufffe\uffff\u202e\u2028\r\n:,%&<>\"'|`]#[", max_size=12),
)


@settings(max_examples=20, deadline=None)
@given(HARD, HARD, HARD, HARD, HARD, HARD)
def test_hostile_text_in_any_field_breaks_no_format(
    kind: str, file: str, path: str, risk: str, check_: str, name: str
) -> None:
    # No file of a report holds lone surrogates.
    kind, file, path, risk, check_, name = (
        text.encode("utf-8", "replace").decode() for text in (kind, file, path, risk, check_, name)
    )
    finding = share(f"{risk}/x", 0.5)
    own = hit("privacy/email", 1, kind=kind, origin=f"{file}:7", path=path, fingerprint=kind)
    report = make([*HITS, own])
    data = Data("ab", (File(name, "train", 0, 1, 1, True, (("text", 1),)),), 0)
    outcomes = {**report.outcomes, f"scan/{check_}": Done((finding,))}
    report = replace(report, run=replace(report.run, data=data), outcomes=outcomes)
    judged = replace(JUDGED_ONCE, policy=name)
    ruling = replace(next(one for one in judged.rulings if one.level == "fail"), finding=finding.id)
    judged = replace(judged, rulings=(*judged.rulings, ruling))
    assert any(one["level"] == "error" for one in sarif(report, judged)["results"])
    assert junit(report, judged).find("testcase/failure") is not None
    gitlab(report, judged)
    commands(report, judged)
    page = FORMATS["markdown"](report, judged, "en", {}).decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    assert "<script" not in re.sub(r"`+ .*", "", page)


@pytest.mark.parametrize(
    ("file", "reference"),
    [
        ("a/b.jsonl", "a/b.jsonl"),
        ("/etc/../x", "etc/x"),
        ("c:\\d\\e", "c%3A/d/e"),
        ("org/name@main:train", "org/name%40main%3Atrain"),
        ("数据 1%#?.jsonl", "%E6%95%B0%E6%8D%AE%201%25%23%3F.jsonl"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("..", "report.json"),
    ],
)
def test_paths_are_relative_and_mean_nothing_else(file: str, reference: str) -> None:
    assert uri(file) == reference


@pytest.mark.parametrize(
    ("origin", "parts"),
    [("t.jsonl:17", ("t.jsonl", 17)), ("o/n@r:train:3", ("o/n@r:train", 3)), ("t", ("t", None)), ("t:²", ("t:²", None)),
     ("t:0", ("t:0", None))],
)  # fmt: skip
def test_origins(origin: str, parts: tuple[str, int | None]) -> None:
    assert origin_of(origin) == parts
    assert has_lines("A/B.JSONL")
    assert not has_lines(".csv/x")
    assert relative("./a//b") == "a/b"


def test_a_long_document_is_cut_between_lines_and_says_so() -> None:
    text = "".join(f"- {number} 数据\n" for number in range(100_000))
    cut = markdown.bounded(text, 50_000, "en")
    assert 40_000 < len(cut.encode()) <= 50_000
    kept, last = cut.rstrip("\n").split("\n\n")
    assert text.startswith(kept + "\n")
    assert last.startswith(f"{100_000 - kept.count(chr(10)) - 1:,} lines are left out here")
    assert markdown.bounded("x\n", 50_000, "en") == "x\n"


def test_the_summary_of_a_step_is_added_to_and_never_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report, place = make(), tmp_path / "summary.md"
    place.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
    write_summary(report, verdict(report), "en")
    page = FORMATS["markdown"](report, verdict(report), "en", {})
    assert place.read_bytes() == b"before\n" + page
    place.write_bytes(b"x" * (github.SUMMARY - 10))
    write_summary(report, verdict(report), "en")
    assert place.stat().st_size == github.SUMMARY - 10
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    write_summary(report, verdict(report), "en")
    assert "the summary of this step cannot be written" in capsys.readouterr().err


def test_files_are_named_as_they_stand_in_the_repository(auditor: Any, tmp_path: Path) -> None:
    for name in ("data/train.jsonl", "data/more/train.jsonl", "held/out.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{"prompt": "Who is it?", "completion": "Write to jane.miller@gmail.com"}\n')
    done = auditor("scan", "data", "--eval", "held/out.jsonl", "--format", "sarif=a.sarif", "--format", "github=a.txt")
    assert done.exit_code in (1, 3), done.output
    places = (
        r["locations"][0]["physicalLocation"]
        for r in orjson.loads((tmp_path / "a.sarif").read_bytes())["runs"][0]["results"]
    )
    found = {(place["artifactLocation"]["uri"], place.get("region", {}).get("startLine")) for place in places}
    assert {("data/train.jsonl", 1), ("data/more/train.jsonl", 1)} <= found
    assert {name for name, _ in found} <= {"data/train.jsonl", "data/more/train.jsonl", "held/out.jsonl"}
    assert "file=data/train.jsonl,line=1" in (tmp_path / "a.txt").read_text()
    again = auditor("gate", "auditor-report", "--policy", "default", "--data", "data", "--format", "github=b.txt")
    assert again.exit_code == done.exit_code
    assert "file=data/train.jsonl,line=1" in (tmp_path / "b.txt").read_text()


def test_where_the_data_is_not_below_here_files_keep_the_names_of_the_report(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "a.jsonl").write_text("{}\n")
    monkeypatch.chdir(tmp_path / "here")
    assert names_here(["a.jsonl", "b.jsonl"], (str(tmp_path), "../a.jsonl", "org/name")) == {}
    monkeypatch.chdir(tmp_path)
    assert names_here(["a.jsonl"], (".",)) == names_here(["a.jsonl"], ("a.jsonl",)) == {"a.jsonl": "a.jsonl"}
