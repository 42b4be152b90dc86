"""Laws that every check of every risk keeps; a new risk is covered the day it is written."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import re
import string
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import fold, shipped
from auditor.checks import Batch, Setup
from auditor.findings import Done, Evidence, Outcome, Skipped
from auditor.messages import CATALOGUE, en, zh
from auditor.records import ASSISTANT, USER, Record, Unreadable
from auditor.registry import risks
from auditor.report import lines
from auditor.risks.cost.options import CostOptions, Sizes
from auditor.risks.names import NamesOptions
from auditor.training.model import Training
from tests.strategies import KEY, record, records, unreadable

FIRST = {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}
SETUP = Setup(
    KEY, epochs=3, benchmarks=(str(shipped.packs() / "gaokao-mathcloze.npz"),), training=Training("trl", first=FIRST)
)
OPTIONS = {
    "names": NamesOptions(pipelines=("basic",)),
    "cost": CostOptions(model=Sizes(2, 64, 4, 128, 1000), method="lora", batch=1, hardware="A100"),
}
"""Of risks that look at nothing by default: what is not installed here."""
CHECKS = {
    id: risk.scanner(OPTIONS.get(id, risk.options()), SETUP) for id, risk in risks().items() if risk.scanner is not None
}
HEADINGS = ["What it measures", "Why it matters", "What it misses", "What to do", "Sources"]


Run = tuple[dict[str, Outcome], list[Evidence]]


def run(batches: Sequence[Batch[Any]]) -> Run:
    """Outcomes, and the evidence that shows at the end."""
    states = {name: check.start() for name, check in CHECKS.items()}
    for batch in batches:
        states = fold.merge(states, fold.fold(CHECKS, batch, [], strict=True)[0])
    evidence: list[Evidence] = []
    return fold.finish(CHECKS, states, evidence.extend, strict=True).outcomes, evidence


def batch(items: Sequence[Record], bad: Sequence[Unreadable] = (), file: str = "t.jsonl", base: int = 0) -> Batch[Any]:
    return Batch(file, base, items[0].split if items else "train", items, bad)


RICH = [
    record(1, (USER, "who?"), (ASSISTANT, "me")),
    record(2, (USER, "who?"), (ASSISTANT, "me")),
    record(3, (USER, "mail"), (ASSISTANT, "lin.mei@qinghe-demo-clinic.cn")),
    record(4, (USER, "nothing"), flaws=("nan",)),
]


@settings(max_examples=60, deadline=None)
@given(records(), st.data())
def test_any_split_in_any_order_gives_the_same(items: list[Record], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(items)), max_size=4)))
    parts = [items[a:b] for a, b in pairwise([0, *cuts, len(items)])]
    order = data.draw(st.permutations(range(len(parts))))
    whole = run([batch(items)])
    split = run([batch(parts[place]) for place in order])
    assert split == whole


def test_nothing_gives_no_finding() -> None:
    for name, outcome in run([])[0].items():
        assert isinstance(outcome, Done | Skipped), name
        if isinstance(outcome, Done):
            assert outcome.findings == (), name


@settings(max_examples=30, deadline=None)
@given(records())
def test_same_input_same_bytes(items: list[Record]) -> None:
    first, second = (fold.fold(CHECKS, batch(items), [], strict=True) for _ in range(2))
    assert lines(first[1]) == lines(second[1])
    assert pickle.dumps(run([batch(items)])) == pickle.dumps(run([batch(items)]))


@settings(max_examples=60, deadline=None)
@given(records(), st.integers(0, 3))
def test_every_number_is_in_its_interval(items: list[Record], bad: int) -> None:
    broken = [unreadable(100 + place) for place in range(bad)]
    for outcome in run([batch(items, broken)])[0].values():
        for finding in outcome.findings if isinstance(outcome, Done) else ():
            assert finding.low <= finding.value <= finding.high, finding
            if finding.unit == "share":
                assert 0 <= finding.low <= finding.high <= 1, finding


def test_every_judged_finding_has_a_limit_and_every_limit_a_finding() -> None:
    train = batch(RICH, [unreadable(5)])
    held_out = batch([record(107, (USER, "who?"), (ASSISTANT, "I"), split="eval", file="e")], file="e", base=100)
    outcomes = run([train, held_out])[0]
    for id, risk in ((id, risk) for id, risk in risks().items() if id in CHECKS):
        outcome = outcomes[id]
        assert isinstance(outcome, Done), id
        judged = {finding.id: finding.unit for finding in outcome.findings if finding.judged}
        assert judged.keys() == set(risk.limits), id
        units = {finding: unit for finding, unit in risk.units.items() if finding in risk.limits}
        assert {finding: unit for finding, unit in judged.items() if unit != "share"} == units, id
        for finding in outcome.findings:
            assert finding.id.startswith(f"{id}/")


def test_a_broken_check_leaves_the_others_and_keeps_its_message_to_itself() -> None:
    class Broken:
        uses = ()

        def start(self) -> Any:
            return CHECKS["overview"].start()

        def add(self, state: Any, batch: Any, sink: Any) -> None:
            sink(Evidence("broken/x", "x", "shape", "r", "t.jsonl:1", "f" * 32))
            raise ValueError("lin.mei@qinghe-demo-clinic.cn")

        def finish(self, state: Any, facts: Any) -> Any:
            raise AssertionError

    checks = {**CHECKS, "broken": Broken()}
    kept: list[Evidence] = []
    states, _ = fold.fold(checks, batch(RICH), kept)
    assert kept
    assert all(hit.finding != "broken/x" for hit in kept)
    ended = fold.finish(checks, fold.merge({name: check.start() for name, check in checks.items()}, states), list)
    assert isinstance(ended.outcomes["privacy"], Done)
    failed = ended.outcomes["broken"]
    assert "qinghe" not in repr(failed)
    assert failed.error == "ValueError"  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="qinghe"):
        fold.fold(checks, batch(RICH), [], strict=True)


def test_a_check_whose_facts_failed_is_skipped() -> None:
    states = {name: check.start() for name, check in CHECKS.items()}
    states["duplication"] = fold.failure(ValueError())  # type: ignore[assignment]
    assert fold.finish(CHECKS, states, list).outcomes["contamination"] == Skipped("needs_failed_check")


@pytest.mark.parametrize("n", [1_000, 10_000, 40_000])
def test_states_grow_as_they_say(n: int) -> None:
    states = {name: check.start() for name, check in CHECKS.items()}
    for start in range(0, n, 4096):
        some = [
            record(place, (USER, f"question {place}"), (ASSISTANT, f"mail{place}@qinghe-demo-clinic.cn"))
            for place in range(start, min(start + 4096, n))
        ]
        states = fold.merge(states, fold.fold(CHECKS, batch(some), [], strict=True)[0])
    for name, state in states.items():
        size = len(pickle.dumps(state))
        assert size <= 4_000 + type(state).grows * n, f"{name}: {size / n:.0f} bytes a record"


@pytest.mark.parametrize("id", risks())
def test_the_docstring_is_the_page(id: str) -> None:
    risk = risks()[id]
    page = inspect.getdoc(importlib.import_module(risk.module)) or ""
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == HEADINGS
    assert risk.module.rpartition(".")[2] == id


def test_messages_exist_in_both_languages() -> None:
    english, chinese = CATALOGUE["en"], CATALOGUE["zh"]
    assert english.keys() == chinese.keys()
    for language in (en, zh):
        families = [part for _, part in inspect.getmembers(language, inspect.ismodule) if hasattr(part, "MESSAGES")]
        assert sum(len(family.MESSAGES) for family in families) == len(language.MESSAGES), "a key stands in two"
    for key in english:
        assert _fields(english[key]) == _fields(chinese[key]), key
    outcomes = run([batch(RICH)])[0]
    for id, risk in risks().items():
        assert f"risk.{id}" in english
        assert f"misses.{id}" in english
        for finding in risk.limits:
            assert f"finding.{finding}" in english
            assert f"advice.{finding}" in english
        for finding in getattr(outcomes.get(id), "findings", ()):
            assert f"finding.{finding.id}" in english


def test_every_risk_is_a_module_that_ends_with_its_registration() -> None:
    for risk in risks().values():
        tree = ast.parse(inspect.getsource(importlib.import_module(risk.module)))
        last = tree.body[-1]
        assert isinstance(last, ast.Assign)
        assert ast.unparse(last.targets[0]) == "RISK"


def _fields(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)


def test_every_reason_that_a_source_gives_has_a_message() -> None:
    folder = Path(importlib.import_module("auditor.sources").__file__ or "").parent
    text = "".join(path.read_text() for path in folder.rglob("*.py"))
    reasons = set(re.findall(r'Bad\(\s*"(\w+)"', text)) | set(re.findall(r'trouble = "(\w+)"', text))
    assert {"invalid_json", "truncated", "corrupt"} <= reasons
    assert {f"unreadable.{reason}" for reason in reasons} <= CATALOGUE["en"].keys()
