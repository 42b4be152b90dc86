"""The command: what it refuses, what it says, and that it can be repeated."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import auditor as package
from auditor.cleaning.marks import is_private
from auditor.cleaning.store import Change, Store
from auditor.errors import OutputError, ReportError, RunError, SourceError, UsageError
from auditor.findings import Evidence
from auditor.policy import load_policy
from auditor.text.keys import PUBLIC_KEY
from tests.cleaning.conftest import RISKS, Clean, named, records_of, with_evidence
from tests.conftest import Write

Auditor = Callable[..., Result]
MAIL, PHONE = "li.si@corp-site.com", "13926784153"
ROWS = [{"text": f"write to {MAIL}"}, {"text": f"手机{PHONE}"}, {"text": "b"}, {"text": "B"}]
OTHER_KEY = "another key, made up for the tests"


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_cleans_and_says_what_it_did(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    before = path.read_bytes()
    auditor("scan", "train.jsonl", "--exit-zero")
    result = auditor("clean", "train.jsonl", "--out", "clean.jsonl")
    assert result.exit_code == 0, result.output
    assert "E-mail addresses: 1 (1 replaced by made-up values)" in result.stdout
    assert "names and addresses" in result.stdout
    assert "No AUDITOR_KEY" in result.stdout
    assert "Now make sure: auditor scan clean.jsonl --out clean.jsonl-report" in result.stdout
    for value in (MAIL, PHONE):
        assert value not in result.output
        assert value not in (tmp_path / "clean.jsonl").read_text("utf-8")
        assert value not in (tmp_path / "clean.jsonl.changes.jsonl").read_text("utf-8")
    assert path.read_bytes() == before
    again = auditor("scan", "clean.jsonl", "--out", "clean.jsonl-report", "--exit-zero")
    assert "privacy/email" not in again.stdout


def test_it_speaks_chinese(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl", "--exit-zero")
    result = auditor("clean", "train.jsonl", "--out", "clean.jsonl", "--lang", "zh")
    assert "以下内容未经查找" in result.stdout


def test_the_log_has_a_line_for_every_hit_and_no_value(clean: Clean, write: Write) -> None:
    cleaned = clean(write("train.jsonl", ROWS))
    assert len(cleaned.log) == len(cleaned.before) == 2
    for line, hit in zip(cleaned.log, cleaned.before, strict=True):
        assert (line["origin"], line["path"], line["start"], line["end"]) == (hit.origin, hit.path, hit.start, hit.end)
        assert (line["finding"], line["kind"], line["fingerprint"]) == (hit.finding, hit.kind, hit.fingerprint)
        assert line["action"] == "pseudonym"
        assert line["length"] == len(line["replacement"])
    assert cleaned.done.counts == {"email": {"pseudonym": 1}, "phone": {"pseudonym": 1}}


def test_the_same_key_gives_the_same_everywhere(clean: Clean, write: Write, tmp_path: Path) -> None:
    one = write("one.jsonl", [{"text": f"to {MAIL}"}, {"text": f"and {MAIL.upper()}"}])
    two = write("two.txt", f"x\n{MAIL}\n")
    first = {line["replacement"].lower() for line in clean(one).log}
    assert first == {line["replacement"] for line in clean(two).log}
    assert len(first) == 1
    assert first.isdisjoint(line["replacement"] for line in clean(two, out="k.txt", key=OTHER_KEY).log)
    keyless = [clean(two, out=f"{i}.txt", key=None).log[0]["replacement"] for i in range(2)]
    assert keyless[0] != keyless[1]


def test_the_number_of_workers_changes_nothing(monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path) -> None:
    monkeypatch.setattr("auditor.sources.shard.MOST_ITEMS", 3)
    path = write("train.jsonl", [{"text": f"{i} person{i}@corp-site.com"} for i in range(20)])
    report = package.scan(path, only=RISKS, workers=1, key=PUBLIC_KEY)
    found = []
    for workers in (1, 2):
        out = tmp_path / f"out{workers}.jsonl"
        done = package.clean(path, report=report, out=out, workers=workers, key=PUBLIC_KEY)
        found.append((out.read_bytes(), done.log.read_bytes()))
    assert found[0] == found[1]
    assert len(found[0][1].splitlines()) == 20


def test_ranges_that_are_too_small_are_said(clean: Clean, write: Write) -> None:
    rows = [{"text": f"MAC 3c:22:fb:8a:{i // 256:02x}:{i % 256:02x}"} for i in range(400)]
    done = clean(write("train.jsonl", rows)).done
    assert done.collisions["mac_address"] >= 400 - 256
    few = [{"text": f"person{i}@corp-site.com"} for i in range(400)]
    assert clean(write("few.jsonl", few)).done.collisions == {}


def test_what_was_not_searched_for_stays_and_is_said(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("only.yaml", "version: 1\nrisks: {privacy: {options: {kinds: [email]}}}\n")
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl", "--policy", "only.yaml", "--exit-zero")
    result = auditor("clean", "train.jsonl", "--out", "clean.jsonl")
    assert result.exit_code == 0, result.output
    assert PHONE in (tmp_path / "clean.jsonl").read_text("utf-8")
    assert "kinds that the policy leaves out:" in result.stdout
    assert "Phone numbers" in result.stdout


OWN = """
version: 1
clean: {replace: redact}
risks:
  privacy:
    options:
      custom: [{name: ward_no, pattern: "W[0-9]{6}", hits: ["W123456"], misses: ["W12"]}]
      ignore: [{reason: ours, at_most: 5, pattern: "li[.]si@corp-site[.]com"}]
"""


def test_own_kinds_go_and_ignored_hits_stay(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("own.yaml", OWN)
    write("train.jsonl", [*ROWS, {"text": "ward W618372"}])
    auditor("scan", "train.jsonl", "--policy", "own.yaml", "--exit-zero")
    refused = auditor("clean", "train.jsonl", "--out", "clean.jsonl")
    assert refused.exit_code == 2
    assert "--policy" in refused.output
    result = auditor("clean", "train.jsonl", "--out", "clean.jsonl", "--policy", "own.yaml")
    assert result.exit_code == 0, result.output
    texts = [json.loads(line)["text"] for line in (tmp_path / "clean.jsonl").read_text("utf-8").splitlines()]
    assert texts == [f"write to {MAIL}", "手机[PHONE]", "b", "B", "ward [WARD_NO]"]


def test_held_out_data_is_left_alone(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("data/a.jsonl", ROWS)
    write("data/test.jsonl", ROWS)
    auditor("scan", "data", "--eval", "data/test.jsonl", "--exit-zero")
    refused = auditor("clean", "data", "--out", "clean")
    assert refused.exit_code == 2
    assert "--eval" in refused.output
    result = auditor("clean", "data", "--eval", "data/test.jsonl", "--out", "clean")
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "clean").iterdir()] == ["a.jsonl"]


def refusals() -> dict[str, tuple[list[str], str]]:
    base = ["clean", "train.jsonl", "--report", "auditor-report", "--out"]
    return {
        "no report": (["clean", "train.jsonl", "--report", "none", "--out", "c.jsonl"], "there is no report"),
        "the data itself": ([*base, "train.jsonl"], "over or into the data"),
        "inside the data": (["clean", "data", "--out", "data/clean"], "over or into the data"),
        "around the data": (["clean", "data/a.jsonl", "--out", "data"], "over or into the data"),
        "exists": ([*base, "there.jsonl"], "this exists"),
        "log exists": ([*base, "logged.jsonl"], "this exists"),
        "another format": ([*base, "clean.csv"], "keeps the format"),
        "another packing": ([*base, "clean.jsonl.gz"], "keeps the format"),
        "other data": (["clean", "other.jsonl", "--out", "c.jsonl"], "report"),
        "no such data": (["clean", "nothing.jsonl", "--out", "c.jsonl"], "there is no such file"),
        "the Hub": (["clean", "org/name", "--out", "c"], "there is no such file"),
        "more files": (["clean", "train.jsonl", "other.jsonl", "--out", "c"], "2"),
        "no policy": ([*base, "c.jsonl", "--policy", "nope"], "there is no policy"),
        "bad policy": ([*base, "c.jsonl", "--policy", "bad.yaml"], "there is no key 'replase' here"),
        "no workers": ([*base, "c.jsonl", "--workers", "0"], "--workers 0"),
    }


@pytest.mark.parametrize("what", refusals())
def test_it_refuses_and_writes_nothing(what: str, auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS)
    write("data/a.jsonl", ROWS)
    write("other.jsonl", [*ROWS, {"text": "one more"}])
    write("there.jsonl", "x")
    write("logged.jsonl.changes.jsonl", "x")
    write("bad.yaml", "version: 1\nclean: {replase: redact}\n")
    auditor("scan", "train.jsonl", "--exit-zero")
    before = everything_in(tmp_path)
    call, message = refusals()[what]
    result = auditor(*call)
    assert result.exit_code == 2, result.output
    assert message in result.output
    assert everything_in(tmp_path) == before
    assert not list(tmp_path.rglob(".auditor-*"))


def test_it_refuses_another_key(monkeypatch: pytest.MonkeyPatch, auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl", "--exit-zero")
    monkeypatch.setenv("AUDITOR_KEY", PUBLIC_KEY)
    result = auditor("clean", "train.jsonl", "--out", "clean.jsonl")
    assert result.exit_code == 2
    assert "AUDITOR_KEY" in result.output


def edited(report: package.Report, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> package.Report:
    """The report with a change in the first private hit of its evidence."""
    hits = [json.loads(line) for line in report.evidence.path.read_bytes().splitlines()]
    change(next(hit for hit in hits if is_private(Evidence(**hit))))
    file = tmp_path / "evidence.jsonl"
    file.write_text("".join(json.dumps(hit) + "\n" for hit in hits))
    return replace(report, evidence=replace(report.evidence, path=file))


@pytest.mark.parametrize(
    "change",
    [
        {"end": 4_000}, {"origin": "train.jsonl:99"}, {"path": "nowhere"}, {"fingerprint": "0" * 32},
        {"origin": "train.jsonl:3"},
    ],
    ids=["span", "row", "path", "value", "other row"],
)  # fmt: skip
def test_evidence_that_does_not_fit_is_refused(change: dict[str, Any], write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    report = package.scan(path, only=RISKS, workers=1, key=PUBLIC_KEY)
    broken = edited(report, tmp_path, lambda hit: hit.update(change))
    with pytest.raises(ReportError, match="scan it again") as raised:
        package.clean(path, report=broken, out=tmp_path / "clean.jsonl", key=PUBLIC_KEY)
    assert MAIL not in str(raised.value)
    assert not (tmp_path / "clean.jsonl").exists()
    assert not (tmp_path / "clean.jsonl.changes.jsonl").exists()


def test_a_report_that_did_not_look_is_refused(write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    for only in ("format", "names"):
        report = package.scan(path, only=only, workers=1)
        with pytest.raises(ReportError, match=r"did not look for private values .* auditor scan DATA --only privacy"):
            package.clean(path, report=report, out=tmp_path / "clean.jsonl")


def test_a_link_that_leads_nowhere_is_named(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("data/a.jsonl", ROWS)
    (tmp_path / "data/b.jsonl").symlink_to(tmp_path / "gone.jsonl")
    auditor("scan", "data", "--exit-zero")
    result = auditor("clean", "data", "--out", "clean")
    assert result.exit_code == 2
    assert "b.jsonl: this file cannot be read, hence not copied (a link that leads nowhere)" in result.stderr
    assert not (tmp_path / "clean").exists()


def test_python_objects_are_refused(write: Write, tmp_path: Path) -> None:
    report = package.scan(ROWS, only=RISKS, workers=1)
    with pytest.raises(SourceError, match="a list cannot be cleaned"):
        package.clean(ROWS, report=report, out=tmp_path / "clean.jsonl")  # type: ignore[arg-type]


def test_a_damaged_file_is_refused_where_it_would_lose_its_rest(write: Write, tmp_path: Path) -> None:
    good = gzip.compress(("".join(json.dumps(row) + "\n" for row in ROWS) * 50).encode())
    write("data/cut.jsonl.gz", good[:-8])
    write("data/b.jsonl", [{"text": "b"}])
    report = package.scan(tmp_path / "data", only=RISKS, workers=1)
    with pytest.raises(SourceError, match="the file is damaged"):
        package.clean(tmp_path / "data", report=report, out=tmp_path / "clean")
    assert not (tmp_path / "clean").exists()


def test_a_place_that_cannot_be_written(write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    write("file", "x")
    report = package.scan(path, only=RISKS, workers=1)
    with pytest.raises(OutputError, match="cannot be written here"):
        package.clean(path, report=report, out=tmp_path / "file" / "clean.jsonl")


def test_a_killed_run_leaves_no_rows_in_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store = Store()
    store.add_changes("a.jsonl", [Change(1, "row", MAIL.encode())])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    store.index_changes()
    assert list(store.changes("a.jsonl")) == [Change(1, "row", MAIL.encode())]
    store.close()


def test_a_crash_leaves_nothing(monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    report = package.scan(path, only=RISKS, workers=1)

    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("auditor.cleaning.files.splice", full)
    with pytest.raises(RunError, match="free some space"):
        package.clean(path, report=report, out=tmp_path / "new" / "clean.jsonl")
    assert not (tmp_path / "new").exists()


def test_a_policy_says_how(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("version: 1\nclean: {replace: redact, duplicates: drop}\n")
    assert (load_policy(file).clean.replace, load_policy(file).clean.duplicates) == ("redact", "drop")
    assert (load_policy("default").clean.replace, load_policy("default").clean.duplicates) == ("pseudonym", "keep")
    file.write_text("version: 1\nclean: {replace: mask}\n")
    with pytest.raises(UsageError, match=r"p\.yaml:2"):
        load_policy(file)


words = st.sampled_from(["", "a", "你好 ", '"', "\\", "\n", "\t", "é", "😀", "{", "[1]", " ", "\u0001", "//"])
texts = st.lists(st.one_of(words, st.sampled_from([f" {MAIL} ", f"，{MAIL}。", f"手机{PHONE}，"])), max_size=5).map(
    "".join
)
values = st.recursive(
    st.one_of(texts, st.none(), st.booleans(), st.integers(-5, 10_000), st.just(int(PHONE)), st.just(0.5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b c", "电话", "phone", "x1"]), inner, max_size=3),
        inner.map(lambda value: json.dumps(value, ensure_ascii=False)),
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(values, st.booleans()), min_size=1, max_size=6))
def test_rows_of_any_form_keep_all_else(
    rows: list[tuple[Any, bool]], clean: Clean, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "any.jsonl"
    lines = [json.dumps({"text": f"to {MAIL}", "more": value}, ensure_ascii=ascii) for value, ascii in rows]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    cleaned = clean(path, out=f"{folder.name}.jsonl")
    after = cleaned.out.read_text("utf-8").splitlines()
    made = {line["replacement"] for line in cleaned.log} - {"0"}
    assert [blank(json.loads(line), made | {MAIL, PHONE}) for line in after] == [
        blank(json.loads(line), {MAIL, PHONE}) for line in lines
    ]
    assert [line.isascii() for line in after] == [line.isascii() for line in lines]


def blank(value: Any, gone: set[str]) -> Any:
    """The value without what is gone, numbers and names of fields included."""
    match value:
        case str():
            for text in gone:
                value = value.replace(text, "\0")
            return value
        case list():
            return [blank(inner, gone) for inner in value]
        case dict():
            return {blank(key, gone): blank(inner, gone) for key, inner in value.items()}
        case int() if str(value) in gone:
            return "\0"
    return value


REAL = [
    "llama-factory/dpo_zh_demo.json", "llama-factory/glaive_toolcall_en_demo.json", "llama-factory/v1_sft_demo.jsonl",
    "llama-factory/reason_tool_use_demo_50.jsonl", "tool-calls/BFCL_v4_simple_python.json",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_data_loads_as_before(name: str, shared: Path, clean: Clean) -> None:
    cleaned = clean(shared / name)
    assert cleaned.before
    before, after = loaded(shared / name), loaded(cleaned.out)
    changed = {int(hit.origin.rpartition(":")[2]) - 1 for hit in cleaned.before}
    assert len(before) == len(after)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert (old == new) == (number not in changed)
        if number in changed:
            assert blank(new, {line["replacement"] for line in cleaned.log}).keys() == old.keys()


def loaded(path: Path) -> list[dict[str, Any]]:
    text = path.read_text("utf-8")
    if text.lstrip().startswith("["):
        rows: list[dict[str, Any]] = json.loads(text)
        return rows
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def test_names_are_replaced_where_a_scan_searched_for_them(write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", [{"text": f"Maria Lopez lives at 12 Elm Street, {MAIL}"}, {"text": "问问林美华吧"}])
    report = package.scan(path, only=RISKS, workers=1, key=PUBLIC_KEY)
    records = records_of(path, PUBLIC_KEY)
    names = (
        ("person", 0, 0, "Maria Lopez"), ("address", 0, 21, "12 Elm Street"), ("test_value", 0, 12, "lives"),
        ("person", 1, 2, "林美华"),
    )  # fmt: skip
    found = [named(records[row], "text", start, text, PUBLIC_KEY, kind) for kind, row, start, text in names]
    with_names = with_evidence(report, tmp_path, [*report.evidence, *found])
    done = package.clean(path, report=with_names, out=tmp_path / "clean.jsonl", key=PUBLIC_KEY)
    first, second = (json.loads(line)["text"] for line in done.out.read_text("utf-8").splitlines())
    assert re.fullmatch(
        r"(?:J|Richard|Fred)[a-z]* [A-Z][a-z]+ lives at \[ADDRESS\], [a-z0-9.]+@example\.[a-z]{3}", first
    )
    assert re.fullmatch(r"问问(?:[张李王赵孙周吴郑].|李雷|韩梅梅|路人甲)吧", second)
    assert done.counts["person"] == {"pseudonym": 2}
