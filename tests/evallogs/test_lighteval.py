"""lighteval's logs: pairs by question, both names of the columns, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.evallogs import compare_logs
from auditor.findings import Finding
from auditor.report import Report
from tests.evallogs.written import SECRET, Rows, lighteval

N = 40


def asked(right: int, n: int = N, **more: float) -> Rows:
    return [
        {"query": f"{SECRET} {place}", "choices": ["a", "b"], "gold_index": place % 2, "em": int(place < right), **more}
        for place in range(n)
    ]


def by_id(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for finding in report.findings}


def pair(folder: Path, base: Rows, tuned: Rows, **more: str) -> Report:
    return compare_logs(
        *(lighteval(folder / name, {"task|5": rows}, **more) for name, rows in (("a", base), ("b", tuned)))
    )


@pytest.mark.parametrize("form", ["{}", "__{}__"])
def test_items_are_paired_by_question(tmp_path: Path, form: str) -> None:
    drop = by_id(pair(tmp_path, asked(30), list(reversed(asked(24))), form=form))["forgetting/task"]
    assert (drop.n, drop.value) == (N, 0.15)


def test_a_question_that_is_asked_twice_is_two_items(tmp_path: Path) -> None:
    drop = by_id(pair(tmp_path, [*asked(30), *asked(40)], [*asked(30), *asked(40)]))["forgetting/task"]
    assert (drop.n, drop.value) == (2 * N, 0)


def test_other_options_make_another_question(tmp_path: Path) -> None:
    tuned = [{**one, "choices": ["a", "c"]} for one in asked(30)]
    with pytest.raises(UsageError, match="no question in common"):
        pair(tmp_path, asked(30), tuned)


def test_the_exact_match_counts_before_f1(tmp_path: Path) -> None:
    found = by_id(pair(tmp_path, asked(40, f1=0.9), asked(30, f1=0.8)))
    assert (found["forgetting/task"].value, found["forgetting/task"].judged) == (0.25, True)
    assert found["forgetting/task_f1"].value == pytest.approx(0.1)
    assert not found["forgetting/task_f1"].judged


def test_shots_are_no_part_of_the_name_unless_there_are_several(tmp_path: Path) -> None:
    both = {"task|0": asked(30), "task|5": asked(40)}
    found = by_id(compare_logs(lighteval(tmp_path / "a", both), lighteval(tmp_path / "b", both)))
    assert {"forgetting/task_0", "forgetting/task_5"} <= found.keys()


def test_settings_that_differ_are_warnings(tmp_path: Path) -> None:
    base = lighteval(tmp_path / "a", {"task|0": asked(40)})
    tuned = lighteval(tmp_path / "b", {"task|0": asked(40)}, max_samples=40)
    report = compare_logs(base, tuned)
    assert report.run.model is not None
    assert report.run.model.notes == ("logs.limit:none, 40",)


def test_a_run_without_details_says_how_to_get_them(tmp_path: Path) -> None:
    base = lighteval(tmp_path / "a", {"task|0": asked(40)})
    for file in base.rglob("*.parquet"):
        file.unlink()
    with pytest.raises(UsageError, match="run lighteval again with --save-details"):
        compare_logs(base, base)


@pytest.mark.parametrize("keep", [0, 10, 0.5])
def test_truncated_parquet_is_refused(tmp_path: Path, keep: float) -> None:
    base = lighteval(tmp_path / "a", {"task|0": asked(40)})
    file = next(base.rglob("*.parquet"))
    content = file.read_bytes()
    file.write_bytes(content[: int(keep * len(content)) if keep < 1 else int(keep)])
    with pytest.raises(UsageError, match="no Parquet file"):
        compare_logs(base, base)


def test_details_of_old_versions_are_refused(tmp_path: Path) -> None:
    base = lighteval(tmp_path / "a", {"task|0": asked(40)}, form="old_{}")
    with pytest.raises(UsageError, match="too old"):
        compare_logs(base, base)
