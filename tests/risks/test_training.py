"""What a trainer makes of records, counted by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditor
from auditor.errors import UsageError
from auditor.findings import Done, Evidence, Skipped
from auditor.risks.training import quantile
from auditor.training.counts import FINE, step
from tests.conftest import Write
from tests.training import tiny

Row = dict[str, object]


def chat(*turns: tuple[str, str]) -> Row:
    return {"messages": [{"role": role, "content": text} for role, text in turns]}


def share(hits: list[Row], **options: object) -> tuple[dict[str, tuple[float, float, float]], list[Evidence]]:
    """Counts, each with its interval, and the evidence."""
    report = auditor.scan(hits, only="training", workers=1, **options)  # type: ignore[arg-type]
    outcome = report.outcomes["scan/training"]
    assert isinstance(outcome, Done)
    by = {one.id.partition("/")[2]: (one.value, one.low, one.high) for one in outcome.findings}
    scale = {name: len(hits) if f"training/{name}" in SHARES else 1 for name in by}
    return (
        {name: tuple(round(one * scale[name], 9) for one in values) for name, values in by.items()},  # type: ignore[misc]
        list(report.evidence),
    )


SHARES = {f"training/{name}" for name in ("stops", "dropped", "untrained", "answer_cut", "never_ends", "changed")}


def test_without_a_trainer_it_is_skipped() -> None:
    report = auditor.scan([chat(("user", "q"), ("assistant", "a"))], only="training", workers=1)
    assert report.outcomes["scan/training"] == Skipped("needs_trainer")
    assert auditor.judge(report, "explore").outcome == "PASS"


def test_llama_factory_drops_stops_and_keeps(tmp_path: Path) -> None:
    """One record is kept, one ends on the user, one is out of order, one has no text."""
    rows = [
        {"conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Me."}]},
        {"conversations": [{"from": "human", "value": "Who?"}]},
        {"conversations": [{"from": "gpt", "value": "Me."}, {"from": "human", "value": "Who?"}]},
        {"conversations": [{"from": "human", "value": None}, {"from": "gpt", "value": "Me."}]},
    ]
    columns = {"formatting": "sharegpt"}
    training = auditor.Training("llama-factory", options={"template": "qwen"}, columns=columns)
    found, evidence = share(rows, config=training)
    assert found["dropped"] == (2, 2, 2)
    assert found["stops"] == (1, 1, 1)
    assert found["untrained"] == found["answer_cut"] == (0, 0, 0)
    kinds = Counter((hit.finding, hit.kind.partition(".")[0]) for hit in evidence if "changed" not in hit.finding)
    assert kinds == {("training/dropped", "drop"): 2, ("training/stops", "stop"): 1}


def test_cuts_are_counted_with_the_tokenizer_of_the_model(tmp_path: Path) -> None:
    """Half of the records fit: their answers have a handful of tokens, those of the others a hundred words."""
    rows = [chat(("user", "Hello"), ("assistant", "Hi " * (1 if place % 2 else 100))) for place in range(10)]
    training = auditor.Training("trl", options={"max_length": 40})
    found, evidence = share(rows, config=training, tokenizer=str(tiny.write(tmp_path)))
    assert found["answer_cut"] == (5, 5, 5)
    assert {hit.origin.rpartition(":")[2] for hit in evidence if hit.finding == "training/answer_cut"} == set("13579")
    assert found["longest"] == (40, 40, 40)
    assert found["never_ends"] == (5, 5, 5)


def test_an_estimate_has_an_interval_and_no_say_about_ends() -> None:
    rows = [chat(("user", "Hello"), ("assistant", "word " * count)) for count in range(10, 60)]
    found, _ = share(rows, config=auditor.Training("trl", options={"max_length": 60}))
    value, low, high = found["answer_cut"]
    assert low <= value <= high
    assert low < high
    assert found["never_ends"][:2] == (0, 0)


def test_a_change_is_told_once_with_how_many_it_befalls() -> None:
    rows = [{"instruction": "Say", "input": "", "output": f"answer {place}"} for place in range(7)]
    found, evidence = share(rows, config=auditor.Training("llama-factory", options={"template": "qwen3"}))
    (hit,) = (hit for hit in evidence if hit.kind == "note.empty_thought_trained")
    assert (hit.finding, hit.count) == ("training/changed", 7)
    assert hit.origin.endswith(":1")
    assert found["changed"][0] == 7


def test_what_is_not_emulated_is_said_before_the_scan(write: Write) -> None:
    path = write("train.jsonl", [chat(("user", "q"), ("assistant", "a"))])
    with pytest.raises(UsageError, match="template"):
        auditor.scan(path, config=auditor.Training("llama-factory", options={"template": "no_such_one"}), workers=1)


@given(st.integers(0, 10**7))
def test_lengths_are_rounded_up_by_less_than_a_thousandth(length: int) -> None:
    assert length <= step(length) <= length * 1.001
    assert step(length) == length or length > FINE
    assert step(step(length)) == step(length)


@given(st.lists(st.integers(1, 200), min_size=1), st.sampled_from([0.5, 0.95]))
def test_quantiles(lengths: list[int], part: float) -> None:
    found = quantile(Counter(lengths), part)
    assert sum(one <= found for one in lengths) >= part * len(lengths)
    assert sum(one < found for one in lengths) < part * len(lengths)
