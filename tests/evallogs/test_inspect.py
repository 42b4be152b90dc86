"""inspect's logs: both forms, both compressions, epochs, clusters, and broken ones."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.evallogs import compare_logs
from auditor.evallogs.find import find, open_log
from auditor.evallogs.zipped import Zip
from auditor.findings import Finding
from auditor.report import Report
from tests.evallogs.written import Rows, inspect_json, inspect_log, inspect_zip, lm_eval, row, sample, zipped

N = 40


def answered(right: int, n: int = N, **more: object) -> Rows:
    return [sample(f"q{place}", "C" if place < right else "I", **more) for place in range(n)]


def pair(folder: Path, base: Rows, tuned: Rows, **about: object) -> Report:
    return compare_logs(
        *(inspect_json(folder / name, "log", inspect_log(rows, **about)) for name, rows in (("a", base), ("b", tuned)))
    )


def by_id(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for finding in report.findings}


def notes(report: Report) -> tuple[str, ...]:
    assert report.run.model is not None
    return report.run.model.notes


@pytest.mark.parametrize("zstd", [True, False])
@pytest.mark.parametrize("summaries", [True, False])
def test_a_zip_is_read_like_the_json(tmp_path: Path, zstd: bool, summaries: bool) -> None:
    log = inspect_log(answered(30))
    plain = inspect_json(tmp_path / "json", "log", log)
    file = inspect_zip(tmp_path / "zip" / "log.eval", log, summaries=summaries, zstd=zstd)
    one, other = (open_log(path, find(path), None) for path in (plain, file))
    assert one.series == other.series
    assert one.settings == other.settings


def test_letters_numbers_and_several_values(tmp_path: Path) -> None:
    values = ["C", "I", "P", "N", 1, 0.25, True, "0.5", math.nan, None]
    rows = [sample(place, value) for place, value in enumerate(values)]
    rows += [sample(100, {"strict": "C", "loose": 0.5}, scorer="two")]
    log = open_log(*_found(inspect_json(tmp_path, "log", inspect_log(rows))), None)
    scores = {(name.by, name.metric): [one.score for one in series.samples.values()]
              for name, series in log.series.items()}  # fmt: skip
    assert scores["match", ""][:-1] == [1, 0, 0.5, 0, 1, 0.25, 1, 0.5, None, None]
    assert (scores["two", "strict"][-1], scores["two", "loose"][-1]) == (1, 0.5)


def _found(path: Path) -> tuple[Path, object]:
    return path, find(path)


def test_epochs_of_a_question_are_one_cluster(tmp_path: Path) -> None:
    def twice(right: int) -> Rows:
        return [one for epoch in (1, 2) for one in answered(right, epoch=epoch)]

    drop = by_id(pair(tmp_path, twice(40), twice(30)))["forgetting/words"]
    once = by_id(pair(tmp_path / "once", answered(80, 80), answered(60, 80)))["forgetting/words"]
    assert (drop.n, drop.value) == (once.n, once.value) == (80, 0.25)
    assert drop.low < once.low
    assert drop.high > once.high


def test_clusters_of_the_log_and_of_the_caller(tmp_path: Path) -> None:
    by_source = [{"name": "match", "metrics": [{"name": "stderr", "options": {"cluster": "source"}}]}]
    rows = [sample(f"{'ab'[place % 2]}{place}", "C") for place in range(N)]
    path = inspect_json(tmp_path / "own", "log", inspect_log(rows, scorers=by_source))
    plain = inspect_json(tmp_path / "plain", "log", inspect_log(rows))
    asked = ((path, None), (plain, None), (plain, "source"))
    logs = [open_log(where, find(where), field) for where, field in asked]
    clusters = [{one.cluster for series in log.series.values() for one in series.samples.values()} for log in logs]
    assert list(map(len, clusters)) == [2, 1, 2]
    assert clusters[1] == {""}
    with pytest.raises(UsageError, match="no field 'topic'"):
        open_log(plain, find(plain), "topic")


def test_samples_that_broke_may_all_be_lost(tmp_path: Path) -> None:
    tuned = [*answered(30)[:35], *(sample(f"q{n}", "C", scores={}, error="it broke") for n in range(35, N))]
    report = pair(tmp_path, answered(N), tuned, status="error")
    drop = by_id(report)["forgetting/words"]
    assert (drop.n, drop.value) == (35, 5 / 35)
    assert drop.high > 10 / N
    assert {"logs.unfinished:words (error)", "logs.unscored:words, 5"} <= set(notes(report))


def test_ids_of_messages_are_no_part_of_the_question(tmp_path: Path) -> None:
    def chat(run: str) -> Rows:
        return [sample(n, "C", input=[{"id": f"{run}{n}", "role": "user", "content": f"say {n}"}]) for n in range(N)]

    assert by_id(pair(tmp_path, chat("x"), chat("y")))["forgetting/words"].value == 0


def test_choices_give_the_chance(tmp_path: Path) -> None:
    rows = answered(12, choices=["a", "b", "c", "d"])  # 30 % right is not shown to be above a chance of 25 %
    assert not by_id(pair(tmp_path, rows, rows))
    assert "logs.not_able:words" in notes(pair(tmp_path / "again", rows, rows))
    assert "forgetting/words" in by_id(pair(tmp_path / "open", answered(12), answered(12)))


def test_ids_that_are_texts_are_not_shown(tmp_path: Path) -> None:
    rows = [sample(f"My name is person {n}", "C") for n in range(N)]
    lost = [sample(f"My name is person {n}", "I") for n in range(N)]
    hits = list(pair(tmp_path, rows, lost).evidence)
    assert len(hits) == N
    assert not any("person" in hit.origin for hit in hits)


def test_of_two_logs_of_a_task_the_newer_is_read(tmp_path: Path) -> None:
    folder = inspect_json(tmp_path / "a", "new", inspect_log(answered(N), created="2031-01-01T00:00:00+00:00"))
    inspect_json(folder, "old", inspect_log(answered(1)))
    inspect_json(folder, "more", inspect_log(answered(N), task="more"))
    report = compare_logs(folder, inspect_json(tmp_path / "b", "log", inspect_log(answered(N))))
    assert by_id(report)["forgetting/words_base"].value == 1
    assert {"logs.newest:new.json", "logs.only_base:more"} <= set(notes(report))


def test_solvers_and_epochs_that_differ_are_warnings(tmp_path: Path) -> None:
    base = inspect_log(answered(N))
    tuned = inspect_log(answered(N), config={"epochs": 4, "limit": 40}, task_version=2)
    tuned["plan"] = {"steps": [{"solver": "chain_of_thought", "params": {}}]}
    report = compare_logs(*(inspect_json(tmp_path / name, "log", log) for name, log in (("a", base), ("b", tuned))))
    assert set(notes(report)) == {
        "logs.epochs:words, 1, 4", "logs.limit:words, none, 40", "logs.version:words, 0, 2", "logs.plan:words"
    }  # fmt: skip


def test_an_entry_unpacks_to_no_more_than_it_says(tmp_path: Path) -> None:
    file = tmp_path / "a.eval"
    size, other = (1_234_567).to_bytes(4, "little"), (5).to_bytes(4, "little")
    file.write_bytes(zipped({"header.json": b" " * 1_234_567}).replace(size, other))
    with pytest.raises(UsageError, match="no whole ZIP file"), Zip(file) as opened:
        opened.read("header.json")


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("zstd", [True, False])
def test_a_truncated_zip_is_refused(tmp_path: Path, keep: float, zstd: bool) -> None:
    whole = inspect_zip(tmp_path / "a.eval", inspect_log(answered(N)), zstd=zstd)
    content = whole.read_bytes()
    cut = tmp_path / "b.eval"
    cut.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(UsageError, match="no whole ZIP file"):
        compare_logs(whole, cut)


@pytest.mark.parametrize("place", [5, 40, 60])
def test_a_flipped_byte_is_refused(tmp_path: Path, place: int) -> None:
    content = bytearray(zipped({"a.json": json.dumps(list(range(100))).encode()}))
    content[place] ^= 0xFF
    file = tmp_path / "a.eval"
    file.write_bytes(bytes(content))
    if place == 5:  # the version in a local header is nothing that is read
        with Zip(file) as opened:
            assert opened.read("a.json")
        return
    with pytest.raises(UsageError, match="no whole ZIP file"), Zip(file) as opened:
        opened.read("a.json")


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (inspect_log(None), "--no-log-samples"),
        (inspect_log([]), "--no-log-samples"),
        (inspect_log([sample(1, "C", scores={})]), "inspect score"),
        (inspect_log([{"a": 1}]), "no samples of inspect"),
        (inspect_log(answered(N), model="other/m"), "several models"),
        (inspect_log([sample(1, "C"), sample(1, "I")]), "stands twice"),
        (inspect_log([sample(f"q{n}", "C", input="another") for n in range(N)]), "questions differ"),
    ],
)
def test_bad_logs_are_refused(tmp_path: Path, log: dict[str, object], said: str) -> None:
    base = inspect_json(tmp_path / "a", "log", inspect_log(answered(N)))
    tuned = inspect_json(tmp_path / "b", "log", log)
    if said == "several models":
        inspect_json(tmp_path / "b", "first", inspect_log(answered(N)))
    with pytest.raises(UsageError, match=said):
        compare_logs(base, tuned)


def test_logs_of_two_harnesses_are_not_compared(tmp_path: Path) -> None:
    base = inspect_json(tmp_path / "a", "log", inspect_log(answered(N)))
    tuned = lm_eval(tmp_path / "b", {"words": [row(n, exact_match=1.0) for n in range(N)]})
    with pytest.raises(UsageError, match="evaluated with inspect and the tuned model with lm-eval"):
        compare_logs(base, tuned)
    lm_eval(tmp_path / "a", {"words": [row(n, exact_match=1.0) for n in range(N)]})
    with pytest.raises(UsageError, match="logs of lm-eval and inspect here"):
        compare_logs(base, base)
