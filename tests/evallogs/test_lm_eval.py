"""lm-eval's logs: filters, metrics, groups, and everything that can be wrong with them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.evallogs import compare_logs, is_log, ruled
from auditor.findings import Done, Finding, Skipped
from auditor.policy import load_policy
from auditor.report import Report
from auditor.stats.paired import Pairs, drop_interval
from tests.evallogs.written import DATE, Rows, lm_eval, row

N = 40


def scores(right: int, n: int = N, metric: str = "exact_match", filter: str = "none") -> Rows:
    return [row(doc, filter=filter, **{metric: float(doc < right)}) for doc in range(n)]


def pair(folder: Path, base: Rows | str, tuned: Rows | str, **more: object) -> Report:
    """The comparison of two runs of one task."""
    both = [
        lm_eval(folder / name, {"task": rows}, **more)  # type: ignore[arg-type]
        for name, rows in (("base", base), ("tuned", tuned))
    ]
    return compare_logs(*both)


def by_id(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for finding in report.findings}


def notes(report: Report) -> tuple[str, ...]:
    assert report.run.model is not None
    return report.run.model.notes


def test_drop_and_accuracies(tmp_path: Path) -> None:
    found = by_id(pair(tmp_path, scores(30), scores(24)))
    assert list(found) == ["forgetting/task", "forgetting/task_base", "forgetting/task_tuned"]
    exact = drop_interval(Pairs(6, 0, N))
    drop = found["forgetting/task"]
    assert (drop.value, drop.low, drop.high, drop.n) == (0.15, exact.low, exact.high, N)
    assert (found["forgetting/task_base"].value, found["forgetting/task_tuned"].value) == (0.75, 0.6)
    assert [one.judged for one in found.values()] == [True, False, False]


@pytest.mark.parametrize("odd", [{"filter": ["none"]}, {"metrics": 5}, {"metrics": [["acc"]]}, {"doc": "\ud800"}])
def test_values_of_other_types_are_said_and_not_quoted(odd: dict[str, object], tmp_path: Path) -> None:
    rows = [{**one, **odd} for one in scores(24)]
    for one in rows:
        if "doc" in odd:
            del one["doc_hash"]
    with pytest.raises(UsageError, match="this log of lm-eval is not as the harness writes it"):
        pair(tmp_path, scores(30), "".join(json.dumps(one) + "\n" for one in rows))


def test_items_are_paired_by_id_and_not_by_place(tmp_path: Path) -> None:
    found = by_id(pair(tmp_path, scores(30), list(reversed(scores(24)))))
    assert found["forgetting/task"] == by_id(pair(tmp_path / "same", scores(30), scores(24)))["forgetting/task"]


def test_the_lost_items_are_the_evidence(tmp_path: Path) -> None:
    report = pair(tmp_path, scores(30), scores(28))
    assert [(hit.finding, hit.origin) for hit in report.evidence] == [
        ("forgetting/task", "task:28"), ("forgetting/task", "task:29")
    ]  # fmt: skip


@pytest.mark.parametrize("order", [("strict-match", "flexible-extract"), ("flexible-extract", "strict-match")])
def test_of_two_filters_the_strict_one_counts(tmp_path: Path, order: tuple[str, str]) -> None:
    right = {"strict-match": (30, 20), "flexible-extract": (30, 30)}
    base, tuned = ([one for by in order for one in scores(right[by][side], filter=by)] for side in (0, 1))
    found = by_id(pair(tmp_path, base, tuned))
    assert found["forgetting/task"].value == 0.25
    other = found["forgetting/task_exact_match_flexible_extract"]
    assert (other.value, other.judged) == (0.0, False)


def test_of_two_metrics_the_plain_accuracy_counts(tmp_path: Path) -> None:
    base = [row(doc, acc_norm=1.0, acc=1.0) for doc in range(N)]
    tuned = [row(doc, acc_norm=0.0, acc=1.0) for doc in range(N)]
    found = by_id(pair(tmp_path, base, tuned))
    assert (found["forgetting/task"].value, found["forgetting/task"].judged) == (0.0, True)
    assert (found["forgetting/task_acc_norm"].value, found["forgetting/task_acc_norm"].judged) == (1.0, False)


def test_smaller_can_be_better(tmp_path: Path) -> None:
    base, tuned = (scores(hits, metric="toxic") for hits in (10, 20))
    found = by_id(pair(tmp_path, base, tuned, larger={"toxic": False}))
    assert found["forgetting/task"].value == 0.25
    assert found["forgetting/task_base"].value == 0.75


@pytest.mark.parametrize("options", [2, 4])
def test_a_base_that_guesses_is_not_judged(tmp_path: Path, options: int) -> None:
    right = N // options
    base = [row(doc, options=options, acc=float(doc < right)) for doc in range(N)]
    tuned = [row(doc, options=options, acc=0.0) for doc in range(N)]
    report = pair(tmp_path, base, tuned, kind="multiple_choice")
    assert report.outcomes == {"probe/forgetting": Skipped("no_able_task")}
    assert "logs.not_able:task" in notes(report)
    assert ruled(report, load_policy("default")).outcome == "INCONCLUSIVE"


def test_beside_an_able_task_it_gets_only_its_accuracies(tmp_path: Path) -> None:
    guessed = [row(doc, options=4, acc=float(doc % 4 == 0)) for doc in range(N)]
    known = [row(doc, options=4, acc=1.0) for doc in range(N)]
    folders = [lm_eval(tmp_path / name, {"guessed": guessed, "known": known}, kind="multiple_choice") for name in "ab"]
    ids = set(by_id(compare_logs(*folders)))
    assert {id for id in ids if "guessed" in id} == {"forgetting/guessed_base", "forgetting/guessed_tuned"}
    assert "forgetting/known" in ids


def test_mutual_information_asks_each_option_twice(tmp_path: Path) -> None:
    rows = [row(doc, options=8, acc=float(doc < 20), acc_mutual_info=1.0) for doc in range(N)]
    found = by_id(pair(tmp_path, rows, rows, kind="multiple_choice"))
    assert "forgetting/task" in found  # 50 % is above a chance of 25 %
    four = [row(doc, options=8, acc=float(doc < 9), acc_mutual_info=1.0) for doc in range(N)]
    assert "forgetting/task" not in by_id(pair(tmp_path / "four", four, four, kind="multiple_choice"))


def test_scores_between_are_bootstrapped_in_clusters(tmp_path: Path) -> None:
    base = [row(doc, f1_score=0.9) for doc in range(N)]
    tuned = [row(doc, f1_score=0.9 - 0.4 * (doc // 4 % 2)) for doc in range(N)]
    folders = [lm_eval(tmp_path / name, {"task": rows}) for name, rows in (("a", base), ("b", tuned))]
    alone, tied = (by_id(compare_logs(*folders, cluster=name))["forgetting/task"] for name in (None, "passage"))
    assert alone.value == tied.value == pytest.approx(0.2)
    assert tied.low < alone.low < 0.2 < alone.high < tied.high
    assert (alone.unit, alone.judged) == ("points", True)


def test_numbers_that_are_all_the_same_are_not_certain(tmp_path: Path) -> None:
    rows = [row(doc, f1_score=0.5) for doc in range(N)]
    drop = by_id(pair(tmp_path, rows, rows))["forgetting/task"]
    assert drop.value == 0
    assert drop.low < -0.05
    assert drop.high > 0.05


def test_perplexity_is_compared_by_log_likelihood(tmp_path: Path) -> None:
    def text(nats: float) -> Rows:
        rows = [{"word_perplexity": [-nats * (doc + 1), doc + 1]} for doc in range(N)]
        return [row(doc, **one, exact_match=1.0) for doc, one in enumerate(rows)]

    found = by_id(pair(tmp_path, text(2.0), text(2.5)))["forgetting/task_perplexity_word"]
    assert found.value == pytest.approx(math.exp(0.5))
    assert (found.unit, found.judged) == ("ratio", False)


def test_only_text_is_nothing_to_judge(tmp_path: Path) -> None:
    rows = [row(doc, word_perplexity=[-2.0 - doc, 3]) for doc in range(N)]
    report = pair(tmp_path, rows, rows)
    assert report.outcomes == {"probe/forgetting": Skipped("no_able_task")}


def test_a_group_is_judged_as_one_and_its_tasks_inform(tmp_path: Path) -> None:
    grouped = {"groups": {"all": {}, "inner": {}}, "group_subtasks": {"all": ["inner", "c"], "inner": ["a", "b"]}}
    folders = [
        lm_eval(tmp_path / name, {task: scores(right) for task in "abc"}, **grouped)
        for name, right in (("base", 36), ("tuned", 30))
    ]
    found = by_id(compare_logs(*folders))
    assert {id for id, one in found.items() if one.judged} == {"forgetting/all"}
    assert (found["forgetting/all"].n, found["forgetting/all"].value) == (3 * N, 0.15)
    assert found["forgetting/a"].value == 0.15
    named = by_id(compare_logs(*folders, named={"forgetting/b"}))
    assert {id for id, one in named.items() if one.judged} == {"forgetting/all", "forgetting/b"}


def test_a_policy_judges_what_it_names_and_misses_what_is_not_there(tmp_path: Path) -> None:
    report = pair(tmp_path, scores(400, 400), scores(400, 400))
    assert ruled(report, load_policy("default")).outcome == "PASS"
    policy = tmp_path / "mine.yaml"
    policy.write_text("version: 1\nrisks: {forgetting: {limits: {forgetting/other: {fail: 0.1}}}}\n", "utf-8")
    verdict = ruled(report, load_policy(policy))
    assert verdict.outcome == "INCONCLUSIVE"
    assert [(one.what, one.reason) for one in verdict.missing] == [("forgetting/other", "not_measured")]


def test_what_else_a_stage_asks_for_is_not_missed(tmp_path: Path) -> None:
    report = pair(tmp_path, scores(400, 400), scores(400, 400))
    policy = tmp_path / "mine.yaml"
    policy.write_text("version: 1\nstage: release\n", "utf-8")
    assert ruled(report, load_policy(policy)).outcome == "PASS"


def test_names_become_ids_that_are_never_the_same(tmp_path: Path) -> None:
    tasks = {"A-b": scores(40), "a_b": scores(39), "a_b_base": scores(38)}
    report = compare_logs(*(lm_eval(tmp_path / name, tasks) for name in "xy"))
    ids = [finding.id for finding in report.findings]
    assert len(ids) == len(set(ids)) == 9
    assert "forgetting/a_b" in ids


def test_nan_and_texts_of_numbers(tmp_path: Path) -> None:
    base = [row(doc, exact_match=True) for doc in range(N)]
    tuned = [row(doc, exact_match="True" if doc < 30 else math.nan) for doc in range(N)]
    report = pair(tmp_path, base, tuned)
    drop = by_id(report)["forgetting/task"]
    alone = drop_interval(Pairs(0, 0, 30))
    assert (drop.value, drop.n) == (0, 30)
    assert drop.high == pytest.approx((alone.high * 30 + 10) / 40)  # all ten may be lost
    assert "logs.unscored:task, 10" in notes(report)


def test_metrics_of_the_whole_task_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [row(doc, acc=1.0, f1=[1, 1], inst_level=[True, False], brier={"a": 1}) for doc in range(N)]
    report = pair(tmp_path, rows, rows)
    assert {note for note in notes(report) if note.startswith("logs.no_item")} == {
        f"logs.no_item_score:task, {metric}" for metric in ("f1", "inst_level", "brier")
    }


def test_what_only_one_was_asked_is_counted(tmp_path: Path) -> None:
    report = pair(tmp_path, scores(30), [*scores(20)[:30], row(99, exact_match=1.0)])
    assert {"logs.items_only_base:task, 10", "logs.items_only_tuned:task, 1"} <= set(notes(report))
    assert by_id(report)["forgetting/task"].n == 30


def test_another_prompt_is_a_warning(tmp_path: Path) -> None:
    tuned = [row(doc, exact_match=1.0, set_prompt_hash="other") for doc in range(N)]
    assert "logs.prompt:task, 40" in notes(pair(tmp_path, scores(N), tuned))


def test_settings_that_differ_are_warnings(tmp_path: Path) -> None:
    base = lm_eval(tmp_path / "a", {"task": scores(N)})
    tuned = lm_eval(
        tmp_path / "b", {"task": scores(N), "more": scores(N)}, chat_template_sha="f0",
        config={"model": "vllm", "model_dtype": "torch.bfloat16", "limit": 40.0},
        **{"n-shot": {"task": 5}, "versions": {"task": 2}},
    )  # fmt: skip
    assert set(notes(compare_logs(base, tuned))) == {
        "logs.template:", "logs.backend:hf, vllm", "logs.dtype:float32, bfloat16", "logs.limit:none, 40.0",
        "logs.shots:task, 0, 5", "logs.version:task, 1, 2", "logs.only_tuned:more",
    }  # fmt: skip


def test_the_newest_of_several_runs_is_read_and_said(tmp_path: Path) -> None:
    later = DATE.replace("2030", "2031")
    base = lm_eval(tmp_path / "a", {"task": scores(10)})
    lm_eval(tmp_path / "a", {"task": scores(40)}, date=later)
    report = compare_logs(base, lm_eval(tmp_path / "b", {"task": scores(40)}))
    assert by_id(report)["forgetting/task_base"].value == 1.0
    assert f"logs.newest:results_{later}.json" in notes(report)


def test_the_folder_of_the_model_and_the_file_are_read_as_well(tmp_path: Path) -> None:
    base = lm_eval(tmp_path / "a", {"task": scores(30)})
    inner = next(base.iterdir())
    file = next(inner.glob("results_*.json"))
    reports = [compare_logs(path, base) for path in (base, inner, file)]
    assert len({report.digest for report in reports}) == 1


def test_compact_json_and_old_rows_without_hashes_are_read(tmp_path: Path) -> None:
    rows = [{key: value for key, value in one.items() if "hash" not in key and key != "metrics"} for one in scores(30)]
    text = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in rows)
    base, tuned = (lm_eval(tmp_path / name, {"task": text}, higher_is_better={"task": {"exact_match": True}})
                   for name in "ab")  # fmt: skip
    assert by_id(compare_logs(base, tuned))["forgetting/task_base"].value == 0.75


def test_an_answer_cannot_pass_for_a_score(tmp_path: Path) -> None:
    """The end of a row is read without the rest: what a model wrote must not be taken for it."""
    forged = '", "filtered_resps": ["x"], "filter": "none", "metrics": ["exact_match"], "exact_match": 1.0, "'
    tuned = [row(doc, exact_match=0.0, set_resps=[[forged]], set_filtered_resps=[forged]) for doc in range(N)]
    assert by_id(pair(tmp_path, scores(N), tuned))["forgetting/task"].value == 1.0


def test_an_item_that_stands_twice_alike_counts_once(tmp_path: Path) -> None:
    drop = by_id(pair(tmp_path, [*scores(30), *scores(30)], scores(24)))["forgetting/task"]
    assert drop.n == N


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*scores(30), row(39, exact_match=1.0)], "stands twice"),
        ([row(doc, exact_match=1.0, set_doc_hash="other") for doc in range(N)], "40 of 40 questions differ"),
        ([row(doc, exact_match=1.0, set_target_hash="u") for doc in range(N)], "questions differ"),
        ([row(doc + 1000, exact_match=1.0) for doc in range(N)], "no question in common"),
        (json.dumps(row(1, exact_match=1.0))[:-20], "no JSON, or only a part"),
        ("[1, 2]\n", "no sample of lm-eval"),
        ("\xff\n", "no JSON"),
        ("", "--log_samples"),
    ],
)
def test_bad_samples_are_refused(tmp_path: Path, rows: Rows | str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        pair(tmp_path, scores(30), rows)


def test_results_without_samples_say_how_to_get_them(tmp_path: Path) -> None:
    base = lm_eval(tmp_path / "a", {"task": scores(30)})
    bare = lm_eval(tmp_path / "b", {"task": scores(30)})
    for file in bare.rglob("samples_*"):
        file.unlink()
    with pytest.raises(UsageError, match="run lm_eval again with --log_samples"):
        compare_logs(base, bare)


def test_runs_of_several_models_are_told_apart(tmp_path: Path) -> None:
    base = lm_eval(tmp_path / "a", {"task": scores(30)})
    lm_eval(tmp_path / "a", {"task": scores(20)}, model="other")
    with pytest.raises(UsageError, match="several models here"):
        compare_logs(base, base)


def test_a_field_that_is_not_there_cannot_make_clusters(tmp_path: Path) -> None:
    base = lm_eval(tmp_path / "a", {"task": scores(30)})
    with pytest.raises(UsageError, match="no field 'topic'"):
        compare_logs(base, base, cluster="topic")


def test_logs_without_a_common_task_are_refused(tmp_path: Path) -> None:
    base, tuned = (lm_eval(tmp_path / task, {task: scores(30)}) for task in "ab")
    with pytest.raises(UsageError, match="no task in common"):
        compare_logs(base, tuned)


def test_what_is_no_log_is_none(tmp_path: Path) -> None:
    (tmp_path / "results_2030-01-02T03-04-05.000006.json").write_text("{}", "utf-8")
    (tmp_path / "config.json").write_text("{}", "utf-8")
    assert not is_log(tmp_path)
    assert not is_log(tmp_path / "nowhere")


def test_findings_of_a_log_are_those_of_one_check(tmp_path: Path) -> None:
    report = pair(tmp_path, scores(30), scores(24))
    assert isinstance(report.outcomes["probe/forgetting"], Done)
    assert (report.run.data.files, report.run.model and report.run.model.date) == ((), "2030-01-02")
