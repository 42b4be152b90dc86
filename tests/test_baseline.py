"""Baselines: known by content, whatever the order, the file or the format."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from auditor.errors import PolicyError, ReportError
from auditor.policy import changes, judge, load_baseline, load_policy, written
from auditor.report import Report
from auditor.schemas import json_schema
from auditor.sources.own import is_own
from tests.conftest import ROOT, Write
from tests.reports import between, hit, policy, probe, scan, share

SECRET = "a key that is only for tests"
NEW = "required: []\ngate: {judge: new}\n"
NONE = "risks: {privacy: {limits: {privacy/email: {fail: 0, of: count}}}}\n"


def kept(folder: Path, report: Report) -> Path:
    path = folder / "base.json"
    path.write_bytes(b"".join(written(report)))
    return path


def emails(*values: int, unread: int = 0) -> Report:
    hits = [hit("privacy/email", place, f"{value:032x}") for place, value in enumerate(values)]
    return scan(share("privacy/email", len(values), unread=unread), evidence=hits)


def outcome(folder: Path, before: Report, after: Report, text: str = NEW + NONE) -> tuple[str, int]:
    rules = load_policy(policy(folder, text), baseline=kept(folder, before))
    verdict = judge(after, rules)
    return verdict.outcome, next(ruling.known for ruling in verdict.rulings)


def test_only_new_hits_are_judged(tmp_path: Path) -> None:
    assert outcome(tmp_path, emails(1, 2, 3), emails(3, 2, 1)) == ("PASS", 3)
    assert outcome(tmp_path, emails(1, 2, 3), emails(3, 2)) == ("PASS", 2)
    assert outcome(tmp_path, emails(1, 2, 3), emails(1, 2, 3, 4)) == ("FAIL", 3)
    assert outcome(tmp_path, emails(1, 2, 3), emails(1, 2, 3, 3)) == ("FAIL", 3), "once more is new"
    assert outcome(tmp_path, emails(1), emails(1), "required: []\n" + NONE) == ("FAIL", 1), "all are judged by default"


def test_a_limit_says_for_itself_what_it_is_on(tmp_path: Path) -> None:
    text = "risks: {privacy: {limits: {privacy/email: {fail: 0, of: count, on: %s}}}}\n"
    assert outcome(tmp_path, emails(1), emails(1), "required: []\n" + text % "new") == ("PASS", 1)
    assert outcome(tmp_path, emails(1), emails(1), NEW + text % "all") == ("FAIL", 1)


def test_a_pass_by_the_baseline_keeps_the_whole_number(tmp_path: Path) -> None:
    verdict = judge(emails(1, 2), load_policy(policy(tmp_path, NEW + NONE), baseline=kept(tmp_path, emails(1, 2))))
    ruling = verdict.rulings[0]
    assert (ruling.level, ruling.without, ruling.value, ruling.known) == ("pass", "fail", 0.0, 2)


def test_what_could_not_be_read_then_may_stay_unread(tmp_path: Path) -> None:
    assert outcome(tmp_path, emails(1, unread=2), emails(1, unread=2)) == ("PASS", 1)
    assert outcome(tmp_path, emails(1, unread=2), emails(1, unread=3)) == ("INCONCLUSIVE", 1)


def test_a_number_that_counts_no_hits_may_not_grow(tmp_path: Path) -> None:
    text = NEW + "risks: {privacy: {limits: {privacy/repetitions: {fail: 3}}}}\n"

    def repeated(times: float) -> Report:
        return scan(between("privacy/repetitions", times, times, times, "repetitions"))

    assert outcome(tmp_path, repeated(9), repeated(9), text)[0] == "PASS"
    assert outcome(tmp_path, repeated(9), repeated(5), text)[0] == "PASS"
    assert outcome(tmp_path, repeated(9), repeated(10), text)[0] == "FAIL"


def test_a_capability_may_not_get_worse_than_the_baseline(tmp_path: Path) -> None:
    text = "stage: post-train\ngate: {judge: new}\n"
    before, worse = (probe(between("forgetting/tools", lost, lost, lost)) for lost in (0.1, 0.12))
    assert outcome(tmp_path, before, before, text)[0] == "PASS"
    assert outcome(tmp_path, before, worse, text)[0] == "FAIL"


def test_without_a_key_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="made without a key: its fingerprints name places"):
        kept(tmp_path, scan(key=None))
    base = load_baseline(kept(tmp_path, emails(1)))
    for key, shown in (("other", "the key other"), (None, "no key")):
        with pytest.raises(PolicyError, match=f"and the report with {shown}"):
            changes(scan(key=key), base)
        with pytest.raises(PolicyError, match=f"and the report with {shown}"):
            judge(scan(key=key), load_policy(policy(tmp_path, NEW), baseline=tmp_path / "base.json"))


def test_new_only_without_a_baseline_is_refused(tmp_path: Path) -> None:
    for text in (NEW, "risks: {privacy: {limits: {privacy/email: {fail: 0, on: new}}}}\n"):
        with pytest.raises(PolicyError, match="judges only what is new, and has no baseline"):
            judge(scan(), load_policy(policy(tmp_path, text)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-40], "no JSON, or only a part"),
        (lambda text: text.replace("auditor.baseline/1", "auditor.baseline/2"), "schema is missing or not as"),
        (lambda text: text.replace('": 1', '": 0'), "fewer than one time"),
        (lambda text: text.replace('": 1', '": "x"'), "hits.privacy/email"),
        (lambda text: "[]", "not as auditor.baseline/1 has it"),
        (lambda text: text.replace('"hits"', '"hts"'), "not as auditor.baseline/1 has it"),
    ],
)
def test_a_broken_baseline_is_refused(change: Callable[[str], str], said: str, tmp_path: Path) -> None:
    path = kept(tmp_path, emails(1))
    path.write_text(change(path.read_text()))
    with pytest.raises(PolicyError, match=said):
        load_baseline(path)


def test_a_baseline_follows_its_schema_and_says_nothing_twice(tmp_path: Path) -> None:
    content = kept(tmp_path, emails(2, 1, 1)).read_bytes()
    jsonschema.validate(json.loads(content), json.loads(json_schema("baseline")))
    assert content == kept(tmp_path, emails(1, 2, 1)).read_bytes()
    assert json.loads(content)["hits"] == {"privacy/email": {f"{1:032x}": 2, f"{2:032x}": 1}}


def test_changes_are_counted_finding_by_finding(tmp_path: Path) -> None:
    base = load_baseline(kept(tmp_path, emails(1, 2, 2, 3)))
    hits = [hit("privacy/email", 1, f"{2:032x}"), hit("privacy/phone", 2), hit("privacy/phone", 3)]
    now = scan(share("privacy/email", 1), share("privacy/phone", 2), evidence=hits)
    found = {one.finding: (one.new, one.gone, one.same) for one in changes(now, base)}
    assert found == {"privacy/email": (0, 3, 1), "privacy/phone": (2, 0, 0)}


def rows() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for path in sorted((ROOT / "sample_data" / "train").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                found.append(row)
    return found


def test_reordered_and_exported_again_nothing_is_new(
    write: Write, auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own sample data with every kind of hit in it, but for near copies: which one of two is the copy is order."""
    monkeypatch.setenv("AUDITOR_KEY", SECRET)
    data = rows()
    write("a/train.jsonl", data)
    random.Random(3).shuffle(data)
    write("b/other-1.json", json.dumps(data[:20], ensure_ascii=False, indent=1))
    write("b/other-2.jsonl", data[20:])
    for name in "ab":
        assert auditor("scan", name, "--out", f"r{name}", "--epochs", "2").exit_code == 1
    assert auditor("baseline", "write", "ra", "--out", "base.json").exit_code == 0
    shown = auditor("baseline", "diff", "rb", "base.json")
    assert shown.exit_code == 0
    changed = [line for line in shown.stdout.splitlines() if " 0 new, 0 gone" not in line and line.strip()]
    assert len(changed) == 1, changed
    assert changed[0].startswith("0 new hits, 0 gone")
    found = write("new.yaml", "version: 1\nbaseline: base.json\ngate: {judge: new}\n")
    assert auditor("gate", "rb", "--policy", found).exit_code == 0
    table = io.StringIO()
    sheet = csv.DictWriter(table, ["prompt", "completion"])
    sheet.writeheader()
    sheet.writerow({"prompt": "Who is on call?", "completion": "Call +86 138 1234 5670, or write to ann@b-clinic.cn"})
    write("b/more.csv", table.getvalue())
    assert auditor("scan", "b", "--out", "rb", "--epochs", "2").exit_code == 1
    assert auditor("gate", "rb", "--policy", found).exit_code == 1
    assert "1 new" in auditor("baseline", "diff", "rb", "base.json").stdout


def test_the_commands_refuse_what_they_cannot_do(
    write: Write, auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("train.jsonl", [{"prompt": "What?", "completion": "That."}])
    assert auditor("scan", "train.jsonl", "--out", "keyless").exit_code == 0
    refused = auditor("baseline", "write", "keyless", "--out", "base.json")
    assert (refused.exit_code, "without a key" in refused.stderr) == (2, True)
    monkeypatch.setenv("AUDITOR_KEY", SECRET)
    assert auditor("scan", "train.jsonl", "--out", "r").exit_code == 0
    mine = write("notes.txt", "years of work")
    assert auditor("baseline", "write", "r", "--out", mine).exit_code == 2
    assert mine.read_text() == "years of work"
    for _ in range(2):
        assert auditor("baseline", "write", "r", "--out", "base.json").exit_code == 0
    monkeypatch.setenv("AUDITOR_KEY", SECRET + "!")
    write("new.yaml", "version: 1\nbaseline: base.json\n")
    other = auditor("scan", "train.jsonl", "--out", "other", "--policy", "new.yaml")
    assert (other.exit_code, "this baseline was made with the key" in other.stderr) == (2, True)
    assert not Path("other").exists(), "it is said before the work"
    for arguments in (("diff", "r", "none.json"), ("diff", "none", "base.json"), ("write", "none", "--out", "x")):
        assert auditor("baseline", *arguments).exit_code == 2, arguments


def test_a_baseline_beside_the_data_is_no_data(tmp_path: Path) -> None:
    assert is_own(kept(tmp_path, emails(1)), frozenset({"base.json"}))
