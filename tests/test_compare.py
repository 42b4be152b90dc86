"""`auditor compare`: what got better and what worse, by intervals, and never between what is not comparable."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import ReportError
from auditor.findings import Done, Failed, Finding
from auditor.report import Probed, Report, compare
from tests.conftest import Write
from tests.reports import MODEL, between, probe, scan, share


def changes(before: Report, after: Report) -> dict[str, str]:
    return {one.finding: one.change for one in compare(before, after).findings}


def lost(value: float, low: float, high: float) -> Finding:
    return between("forgetting/tools", value, low, high)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (lost(0.10, 0.08, 0.12), lost(0.20, 0.18, 0.22), "worse"),
        (lost(0.20, 0.18, 0.22), lost(0.10, 0.08, 0.12), "better"),
        (lost(0.10, 0.05, 0.15), lost(0.14, 0.09, 0.19), "same"),
        (lost(0.10, 0.08, 0.12), lost(0.14, 0.12, 0.16), "same"),
        (share("privacy/email", 1), share("privacy/email", 2), "worse"),
        (share("privacy/email", 1), share("privacy/email", 1, 100, unread=3), "same"),
        (share("privacy/email", 0, unread=3), share("privacy/email", 3), "same"),
        (share("overview/x", 1, judged=False), share("overview/x", 2, judged=False), "higher"),
        (share("overview/x", 2, judged=False), share("overview/x", 1, judged=False), "lower"),
    ],
)
def test_a_change_is_one_where_the_intervals_do_not_meet(before: Finding, after: Finding, change: str) -> None:
    assert changes(scan(before), scan(after)) == {before.id: change}


def test_what_only_one_has_is_said() -> None:
    both = changes(scan(share("privacy/email", 1)), scan(share("privacy/phone", 1)))
    assert both == {"privacy/email": "only_before", "privacy/phone": "only_after"}


Points = st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)).map(sorted)


@settings(deadline=None)
@given(Points, Points)
def test_turned_around_worse_is_better(one: list[int], other: list[int]) -> None:
    first, second = (scan(lost(value / 100, low / 100, high / 100)) for low, value, high in (one, other))
    there, back = (changes(*pair)["forgetting/tools"] for pair in ((first, second), (second, first)))
    assert {there, back} in ({"worse", "better"}, {"same"})
    assert changes(first, first) == {"forgetting/tools": "same"}


def other(**fields: Any) -> Report:
    return probe(model=replace(MODEL, **fields))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (scan(), scan(version="0.2.0"), "the version of the auditor is 0.1.0 in the first and 0.2.0 in the second"),
        (scan(), scan(key="1" * 12), "the key is 000000000000 in the first and 111111111111"),
        (scan(), scan(key=None), "the key is 000000000000 in the first and none in the second"),
        (probe(), other(packs=("tools, 5555",)), "the packs of questions is tools, 4444 in the first and tools, 5555"),
        (probe(), other(template="llama3, 1"), "the chat template is chatml, 3333 in the first and llama3, 1"),
        (probe(), other(decoding="sampled"), "the decoding is greedy, at most 64 tokens in the first and sampled"),
        (scan(), probe(), "no check ran in both"),
        (scan(), replace(scan(), outcomes={"scan/overview": Failed("ValueError", ())}), "no check ran in both"),
    ],
)
def test_what_was_measured_in_another_way_is_refused(before: Report, after: Report, said: str) -> None:
    with pytest.raises(ReportError) as raised:
        compare(before, after)
    assert said in str(raised.value)
    with pytest.raises(ReportError):
        compare(after, before)


def test_other_options_and_other_benchmarks_are_refused() -> None:
    one = scan()
    for field, value, said in (
        ("options", {"privacy": {"kinds": ["phone"]}}, "the options of privacy differ"),
        ("benchmarks", ("mine, 1",), "the benchmarks is none in the first and mine, 1"),
    ):
        before = replace(one, run=replace(one.run, options={"privacy": {"kinds": ["email"]}}))
        after = replace(one, run=replace(before.run, **{field: value}))
        with pytest.raises(ReportError, match=said):
            compare(before, after)


def test_other_data_other_models_and_other_epochs_are_comparable_and_said() -> None:
    one = scan(digest="cd" * 16)
    found = compare(scan(), replace(one, run=replace(one.run, epochs=3.0, packages={"numpy": "2"})))
    assert (found.same_data, found.notes) == (False, ("compare.epochs", "compare.package:numpy"))
    checkpoint: Probed = replace(MODEL, name="checkpoint-2", weights="sha256:9", dtype="float32", base_weights=None)
    assert compare(probe(), probe(model=checkpoint)).notes == ("compare.dtype", "compare.base")


def test_the_command(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    scan(share("privacy/email", 5), share("privacy/phone", 1)).write(tmp_path / "a")
    scan(share("privacy/email", 0), share("privacy/phone", 3)).write(tmp_path / "b")
    scan(key=None).write(tmp_path / "c")
    shown = auditor("compare", "a", "b")
    assert shown.exit_code == 0
    assert "1 worse, 1 better" in shown.stdout
    assert "5 of 100 (5.00%) → 0 of 100 (0.00%)" in shown.stdout
    assert auditor("compare", "a", "b", "--fail-on-worse").exit_code == 1
    assert auditor("compare", "a", "a", "--fail-on-worse").exit_code == 0
    assert "变差 1 项，变好 1 项" in auditor("compare", "a", "b", "--lang", "zh").stdout
    table = auditor("compare", "a", "b", "--format", "markdown").stdout
    assert "| worse | Phone numbers `privacy/phone` | 1 of 100" in table.replace("\\", "")
    found = json.loads(auditor("compare", "a", "b", "--format", "json").stdout)
    assert found["schema"] == "auditor.comparison/1"
    assert [one["change"] for one in found["findings"]] == ["worse", "better"]
    refused = auditor("compare", "a", "c")
    assert (refused.exit_code, "the key is" in refused.stderr) == (2, True)
    for arguments in (("a",), ("a", "none"), ("a", "b", "--format", "pdf"), ("a", "b", "c")):
        assert auditor("compare", *arguments).exit_code == 2, arguments


def test_what_nobody_knows_is_not_green(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    """A check that broke in the second report says nothing of what it would have found."""
    whole = scan(share("privacy/email", 1))
    whole.write(tmp_path / "a")
    replace(whole, outcomes={**whole.outcomes, "scan/privacy": Failed("ValueError", ("a.py:1",))}).write(tmp_path / "b")
    scan(share("privacy/email", 1), share("privacy/phone", 1)).write(tmp_path / "more")
    scan(share("privacy/email", 1), share("privacy/phone", 0)).write(tmp_path / "none")
    scan(share("privacy/email", 2)).write(tmp_path / "worse")
    codes = {to: auditor("compare", "a", to, "--fail-on-worse").exit_code for to in ("b", "more", "none", "worse")}
    assert codes == {"b": 3, "more": 3, "none": 0, "worse": 1}
    assert auditor("compare", "a", "b").exit_code == 0, "nobody asked"


def test_hostile_words_act_nowhere(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    bad = "<script>\u202e\x1b[31m|`x`"
    one = scan(share("privacy/email", 5))
    replace(one, run=replace(one.run, packages={bad: "1"})).write(tmp_path / "a")
    replace(one, outcomes={**one.outcomes, "scan/plugin": Done((share("plugin/x", 1),))}).write(tmp_path / "b")
    for arguments in ((), ("--format", "markdown")):
        shown = auditor("compare", "a", "b", *arguments)
        assert shown.exit_code == 0
        assert not set(shown.output) & set("\u202e\x1b")
    assert "<script" not in shown.stdout


def test_cleaning_is_seen(write: Write, auditor: Callable[..., Result]) -> None:
    rows = [
        {"prompt": f"Whom do I ask about order {n}?", "completion": f"Write to ann{n}@qinghe-clinic.cn"}
        for n in range(9)
    ]
    write("train.jsonl", rows)
    assert auditor("scan", "train.jsonl", "--out", "before").exit_code == 1
    assert auditor("clean", "train.jsonl", "--report", "before", "--out", "clean.jsonl").exit_code == 0
    assert auditor("scan", "clean.jsonl", "--out", "after").exit_code in (0, 1)
    shown = auditor("compare", "before", "after", "--fail-on-worse")
    line = next(line for line in shown.stdout.splitlines() if "E-mail addresses" in line)
    assert line.startswith("better")
