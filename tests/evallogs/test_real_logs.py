"""Logs that the harnesses really wrote: what is read is what they report themselves."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.evallogs import compare_logs
from auditor.evallogs.find import find, open_log
from auditor.evallogs.log import Log
from auditor.report import Report, read_report
from auditor.stats.paired import Pairs, drop_interval

RIGHT = {"base": {"words": 11, "pick": 7}, "tuned": {"words": 8, "pick": 5}}
"""Questions that the mock models of `make_inspect.py` answer right, of 12 and of 8."""
PAIRS = {
    "lm_eval": ("lm_eval/base", "lm_eval/tuned"),
    "lighteval": ("lighteval/base", "lighteval/tuned"),
    "inspect": ("inspect/base_eval", "inspect/tuned_eval"),
}


def log_at(path: Path) -> Log:
    return open_log(path, find(path), None)


def compared(real: Path, harness: str) -> Report:
    base, tuned = (real / path for path in PAIRS[harness])
    return compare_logs(base, tuned)


def value(report: Report, id: str) -> float:
    return next(finding.value for finding in report.findings if finding.id == id)


@pytest.mark.parametrize("side", ["base", "tuned"])
def test_lm_eval_scores_are_those_that_it_reports(real: Path, side: str) -> None:
    log = log_at(real / "lm_eval" / side)
    reported = json.loads(next((real / "lm_eval" / side).rglob("results_*.json")).read_text("utf-8"))["results"]
    checked = 0
    for name, series in log.series.items():
        scores = [sample.score or 0.0 for sample in series.samples.values()]
        if series.kind == "score":
            assert sum(scores) / len(scores) == pytest.approx(reported[name.task][f"{name.metric},{name.by}"])
        elif name.metric == "word_perplexity":
            words = sum(sample.size for sample in series.samples.values())
            assert math.exp(-sum(scores) / words) == pytest.approx(reported[name.task]["word_perplexity,none"])
        checked += 1
    assert checked == 9
    assert log.groups == {"stories_halves": ("stories_first", "stories_second")}
    assert {sample.chance for name, one in log.series.items() for sample in one.samples.values()
            if name.task == "stories_choice"} == {0.25}  # fmt: skip


@pytest.mark.parametrize("side", ["base", "tuned"])
def test_lighteval_scores_are_those_that_it_reports(real: Path, side: str) -> None:
    log = log_at(real / "lighteval" / side)
    reported = json.loads(next((real / "lighteval" / side).rglob("results_*.json")).read_text("utf-8"))["results"]
    means = {
        f"{name.task}|0 {name.metric}": sum(one.score or 0.0 for one in series.samples.values()) / len(series.samples)
        for name, series in log.series.items()
    }
    expected = {f"{task} {metric}": reported[task][metric] for task, metric in (
        ("stories_choice|0", "acc"), ("stories_word|0", "em"), ("stories_word|0", "f1"))}  # fmt: skip
    assert means == pytest.approx(expected)


@pytest.mark.parametrize("side", ["base", "tuned"])
def test_inspect_scores_are_those_of_its_model(real: Path, side: str) -> None:
    log = log_at(real / "inspect" / f"{side}_eval")
    right = {(name.task, name.by): sum(one.score or 0.0 for one in series.samples.values())
             for name, series in log.series.items()}  # fmt: skip
    words = 2 * RIGHT[side]["words"]  # two epochs
    assert right == {("words", "says_word"): words, ("words", "f1"): words, ("pick", "choice"): RIGHT[side]["pick"]}
    assert len({one.cluster for name, series in log.series.items() if name.task == "words"
                for one in series.samples.values()}) == 4  # fmt: skip


def test_inspect_json_is_read_like_its_zip(real: Path) -> None:
    zipped, plain = (log_at(real / "inspect" / f"tuned_{form}") for form in ("eval", "json"))
    same = [name for name in zipped.series if name.task == "pick"]
    assert same
    for name in same:
        assert dict(plain.series[name].samples) == dict(zipped.series[name].samples)


@pytest.mark.parametrize(("harness", "task"), [("lm_eval", "stories_choice"), ("lighteval", "stories_choice")])
def test_the_drop_is_that_of_the_pairs(real: Path, harness: str, task: str) -> None:
    report = compared(real, harness)
    finding = next(one for one in report.findings if one.id == f"forgetting/{task}")
    base, tuned = value(report, f"forgetting/{task}_base"), value(report, f"forgetting/{task}_tuned")
    assert (finding.unit, finding.judged, finding.n) == ("points", True, 16)
    assert finding.value == base - tuned > 0
    exact = drop_interval(Pairs(round(16 * finding.value), 0, 16), 0.05, 0.05)  # the base was right on all of them
    assert finding.high == exact.high
    assert 0 < finding.low <= exact.low  # shared out among several tasks


def test_lm_eval_and_lighteval_agree_on_the_same_models(real: Path) -> None:
    """The tiny model is the same; the questions are the same; only options are joined to them differently."""
    one, other = (compared(real, harness) for harness in ("lm_eval", "lighteval"))
    assert value(one, "forgetting/stories_choice_base") == value(other, "forgetting/stories_choice_base") == 1.0
    assert value(one, "forgetting/stories_choice") > 0.3
    assert value(other, "forgetting/stories_choice") > 0.3


@pytest.mark.parametrize(("harness", "code"), [("lm_eval", 1), ("lighteval", 1), ("inspect", 3)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_judges_them(
    auditor: Callable[..., Result], real: Path, tmp_path: Path, harness: str, code: int, lang: str
) -> None:
    base, tuned = (real / path for path in PAIRS[harness])
    result = auditor("compare", base, tuned, "--out", tmp_path / "out", "--lang", lang)
    assert result.exit_code == code, result.output
    assert "logs." not in result.output
    report = read_report(tmp_path / "out")
    assert list(report.outcomes) == ["probe/forgetting"]
    assert auditor("report", tmp_path / "out", "--format", "markdown").exit_code == 0
    texts = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert b"once upon a time" not in texts.lower()
    assert b"Say the word" not in texts


def test_the_same_logs_lose_nothing(auditor: Callable[..., Result], real: Path) -> None:
    base = real / "lm_eval" / "base"
    assert all(finding.value == 0 for finding in compare_logs(base, base).findings if finding.unit == "points")
    assert auditor("compare", base, base).exit_code == 3  # 16 questions cannot show that no more than 5 % is lost
