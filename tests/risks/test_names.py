"""Names and addresses in records: what is searched, how sure it is, and what is said where nothing was searched."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import fold
from auditor.checks import Batch, Setup
from auditor.errors import UsageError
from auditor.findings import Done, Evidence, Outcome, Skipped
from auditor.records import ASSISTANT, USER, Record
from auditor.registry import risks
from auditor.report import lines
from auditor.risks.names import NamesOptions, NamesScan
from auditor.stats import proportion_interval
from auditor.text.names.drawn import BUDGET, LONGEST
from auditor.text.names.measured import MEASURED
from auditor.text.private.mask import BULLET
from tests.conftest import Made
from tests.risks.conftest import Measure
from tests.strategies import KEY, record, unreadable

ADA = "Ada Quillfeather"
FEW = [
    record(1, (USER, f"{ADA} lives at 7 Larkspur Lane, Porthaven"), (ASSISTANT, ADA)),
    record(2, (USER, "nobody in Porthaven"), (ASSISTANT, "ok")),
    record(3, (USER, "John Doe"), (ASSISTANT, "yes")),
    record(4, (USER, "12"), (ASSISTANT, "34")),
]


def run(options: NamesOptions, items: list[Record], seed: int = 0) -> tuple[Outcome, list[Evidence]]:
    """How the check ended, and its evidence."""
    return run_parts(options, [items], seed)


def run_parts(options: NamesOptions, parts: list[list[Record]], seed: int = 0) -> tuple[Outcome, list[Evidence]]:
    setup = Setup(KEY, seed=seed)
    checks = {"overview": risks()["overview"].scanner(risks()["overview"].options(), setup)}
    checks["names"] = NamesScan(options, setup)
    states: fold.States = {name: check.start() for name, check in checks.items()}
    evidence: list[Evidence] = []
    for items in parts:
        states = fold.merge(states, fold.fold(checks, Batch("t.jsonl", 0, "train", items), [], strict=True)[0])
    return fold.finish(checks, states, evidence.extend, strict=True).outcomes["names"], evidence


def many(n: int) -> list[Record]:
    """Every fourth record holds a name."""
    return [record(place, (USER, f"{place} {ADA if place % 4 == 0 else 'nobody'}")) for place in range(1, n + 1)]


def test_counts_by_record_where_all_were_drawn(made: Made, measure: Measure) -> None:
    findings, evidence = measure("names", train=FEW, options={"names": NamesOptions(pipelines=(made("en"),))})
    shares = {id: (finding.value, finding.low, finding.high, finding.n) for id, finding in findings.items()}
    assert shares["names/person"] == shares["names/address"] == (0.25, 0.25, 0.25, 4)
    assert shares["names/place"] == shares["names/test_value"] == (0.25, 0.25, 0.25, 4)
    assert shares["names/searched"] == (1, 1, 1, 4)
    assert shares["names/unsearched"] == (0, 0, 0, 4)
    assert "names/recognizer" not in findings
    assert "names/by_rules" not in findings
    assert [hit.finding for hit in evidence] == ["names/person", "names/address", "names/person", "names/test_value"]
    assert FEW[0].turns[0].text[evidence[1].start : evidence[1].end] == "7 Larkspur Lane, Porthaven"


def test_all_finds_what_a_sample_of_all_finds(made: Made, measure: Measure) -> None:
    ends = [
        measure("names", train=FEW, options={"names": NamesOptions(search=search, pipelines=(made("en"),))})  # type: ignore[arg-type]
        for search in ("sample", "all")
    ]
    assert ends[0] == ends[1]


def test_a_sample_says_how_far_it_can_be_off(made: Made) -> None:
    outcome, evidence = run(NamesOptions(pipelines=(made("en"),), sample=40), many(400))
    assert isinstance(outcome, Done)
    person, searched = (next(f for f in outcome.findings if f.id == id) for id in ("names/person", "names/searched"))
    hits = round(person.value * 40)
    assert person.n == 40
    assert (person.low, person.high) == pytest.approx(proportion_interval(hits, 40))
    assert person.low < 0.25 < person.high
    assert (searched.value, searched.low, searched.high, searched.n) == (0.1, 0.1, 0.1, 400)
    assert len(evidence) == hits
    assert [hit.origin for hit in evidence] == sorted((hit.origin for hit in evidence), key=lambda it: int(it[8:]))


def test_records_that_nobody_could_read_may_hold_names(made: Made, measure: Measure) -> None:
    options = {"names": NamesOptions(pipelines=(made("en"),), sample=50)}
    whole, _ = measure("names", train=many(100), options=options)
    part, _ = measure("names", train=many(100), bad=[unreadable(200 + n) for n in range(25)], options=options)
    assert part["names/person"].value == whole["names/person"].value
    assert part["names/person"].high == pytest.approx(0.8 * whole["names/person"].high + 0.2)
    assert part["names/person"].low == pytest.approx(0.8 * whole["names/person"].low)
    assert part["names/searched"].value == 50 / 125


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_sample_depends_on_the_seed_and_on_nothing_else(data: st.DataObject) -> None:
    items = many(60)
    options = NamesOptions(pipelines=("basic",), sample=7)
    cuts = sorted(data.draw(st.lists(st.integers(0, 60), max_size=4)))
    parts = [items[a:b] for a, b in pairwise([0, *cuts, 60])]
    order = data.draw(st.permutations(range(len(parts))))
    assert run_parts(options, [parts[place] for place in order]) == run(options, items)


def test_another_seed_draws_another_sample(made: Made) -> None:
    options = NamesOptions(pipelines=(made("en"),), sample=12)
    drawn = [tuple(hit.origin for hit in run(options, many(300), seed)[1]) for seed in range(5)]
    assert len(set(drawn)) == 5


def test_the_sample_is_bounded_in_records_and_characters() -> None:
    scan = NamesScan(NamesOptions(pipelines=("basic",), sample=150), Setup(KEY))
    state = scan.start()
    for start in range(0, 400, 100):
        other = scan.start()
        some = [record(place, (USER, f"{place} " + "long text " * 4_000)) for place in range(start, start + 100)]
        scan.add(other, Batch("t", 0, "train", some), lambda hit: None)
        state = state.merge(other)
    assert len(state.drawn) == BUDGET // LONGEST
    assert all(drawn.size() == LONGEST and drawn.cut for drawn in state.drawn)
    assert len(pickle.dumps(state)) < BUDGET + 50_000
    scan.add(state, Batch("t", 0, "train", many(5_000)), lambda hit: None)
    assert len(state.drawn) == 150


def test_what_was_cut_off_a_record_may_hold_a_name(made: Made) -> None:
    long = record(1, (USER, "x " * LONGEST), (ASSISTANT, ADA))
    outcome, evidence = run(NamesOptions(pipelines=(made("en"),)), [long, *FEW[1:]])
    assert isinstance(outcome, Done)
    person = next(f for f in outcome.findings if f.id == "names/person")
    assert (person.value, person.high, evidence[0].finding) == (0, 0.25, "names/test_value")
    whole, _ = run(NamesOptions(search="all", pipelines=(made("en"),)), [long, *FEW[1:]])
    assert isinstance(whole, Done)
    assert next(f for f in whole.findings if f.id == "names/person").value == 0.25


def test_records_in_a_language_without_a_pipeline_are_counted(made: Made) -> None:
    chinese = record(9, (USER, "昨天慕容云歌来了，大家都很高兴。"), (ASSISTANT, "好"))
    english = NamesOptions(pipelines=(made("en"),))
    outcome, _ = run(english, [*FEW, chinese])
    assert isinstance(outcome, Done)
    found = {finding.id: finding for finding in outcome.findings}
    assert found["names/unsearched"].value == 0.2
    assert found["names/unsearched"].judged
    assert (found["names/person"].value, found["names/person"].high) == (0.2, 0.4)
    assert found["names/searched"].value == 0.8
    assert run(english, [chinese])[0] == Skipped("needs_pipeline")
    both, _ = run(NamesOptions(pipelines=(made("en"), made("zh"))), [*FEW, chinese])
    assert isinstance(both, Done)
    assert {f.id: f.value for f in both.findings}["names/person"] == 0.4


def test_where_nothing_is_searched_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.text.names.pipelines.entry_points", lambda group: [])
    assert run(NamesOptions(), FEW)[0] == Skipped("needs_pipeline")
    assert run(NamesOptions(search="off", pipelines=("basic",)), FEW)[0] == Skipped("names_off")
    assert (
        NamesScan(NamesOptions(), Setup(KEY)).start().merge(NamesScan(NamesOptions(), Setup(KEY)).start()).drawn == ()
    )


def test_a_pipeline_that_does_not_load_is_a_gap(tmp_path: Any) -> None:
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
    for search in ("sample", "all"):
        options = NamesOptions(search=search, pipelines=(str(tmp_path),))  # type: ignore[arg-type]
        assert run(options, FEW) == (Skipped("broken_pipeline"), [])


def test_options_that_cannot_be_obeyed() -> None:
    with pytest.raises(UsageError, match="1 or more"):
        NamesOptions(sample=0)
    with pytest.raises(UsageError, match="spacy download en_core_web_xl"):
        NamesScan(NamesOptions(pipelines=("en_core_web_xl",)), Setup(KEY))
    with pytest.raises(UsageError, match="did you mean 'US_BANK_NUMBER'"):
        NamesScan(NamesOptions(pipelines=("basic",), recognizers=("US_BANK_NUMBERS",)), Setup(KEY))
    NamesScan(NamesOptions(search="off", pipelines=("en_core_web_xl",)), Setup(KEY))


def test_recognizers_count_beside_names(measure: Measure) -> None:
    items = [record(1, (USER, "my bank account is 12345678")), record(2, (USER, "nothing"))]
    options = {"names": NamesOptions(pipelines=("basic",), recognizers=("US_BANK_NUMBER",))}
    findings, evidence = measure("names", train=items, options=options)
    assert findings["names/recognizer"].value == 0.5
    assert not findings["names/recognizer"].judged
    assert [(hit.kind, hit.excerpt) for hit in evidence] == [("US_BANK_NUMBER", f"12{BULLET * 4}78")]


def test_our_own_rules_are_named_with_what_they_were_measured_to_find(measure: Measure) -> None:
    from auditor.views.model import title

    findings, _ = measure("names", train=FEW, options={"names": NamesOptions(pipelines=("basic",))})
    assert findings["names/by_rules"].value == 0.75
    for language in ("en", "zh"):
        shown = title("names/by_rules", language)  # type: ignore[arg-type]
        for found in MEASURED.values():
            assert f"{found.recall:.0%}" in shown
            assert f"{found.precision:.0%}" in shown


def test_an_account_is_no_name(measure: Measure) -> None:
    items = [record(1, (USER, "write to Margaret.Thistlewood@qinghe-demo-clinic.cn"))]
    findings, _ = measure("names", train=items, options={"names": NamesOptions(pipelines=("basic",))})
    assert findings["names/person"].value == 0


def test_no_name_is_in_the_evidence(made: Made) -> None:
    _, evidence = run(NamesOptions(pipelines=(made("en"),)), [record(1, (USER, f"{ADA}, 7 Larkspur Lane, Porthaven"))])
    written = lines(evidence).decode()
    assert len(evidence) == 2
    for value in (ADA, "7 Larkspur Lane, Porthaven"):
        assert not [start for start in range(len(value) - 5) if value[start : start + 6] in written]


def test_evaluation_records_are_not_searched(made: Made, measure: Measure) -> None:
    options = {"names": NamesOptions(pipelines=(made("en"),))}
    findings, evidence = measure("names", train=FEW[1:2], held_out=[replace(FEW[0], split="eval")], options=options)
    assert (findings["names/person"].value, evidence) == (0, [])


def test_the_report_names_the_pipelines(made: Made) -> None:
    import auditor
    from auditor.policy import load_policy

    policy = load_policy("default")
    policy = replace(policy, options={**policy.options, "names": NamesOptions(pipelines=(made("en"), "basic"))})
    report = auditor.scan([{"prompt": f"I am {ADA}", "completion": "Hi"}], policy=policy, seed=3, key=KEY)
    assert report.run.packages["names-en: en_tiny"] == "1.2.3"
    assert report.run.packages["names-zh: basic"] == "1"
    assert "spacy" in report.run.packages
    assert {finding.id: finding.value for finding in report.findings}["names/person"] == 1


def test_a_scan_without_a_pipeline_says_so_as_large_as_a_finding_and_passes(
    auditor: Callable[..., Any], write: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.text.names.pipelines.entry_points", lambda group: [])
    write("train.jsonl", [{"prompt": f"What is {n} plus {n}?", "completion": f"It is {n + n}."} for n in range(9)])
    result = auditor("scan", "train.jsonl")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    gap = next(place for place, line in enumerate(lines) if line.startswith("NOT CHECKED  Names and addresses"))
    assert "python -m spacy download" in lines[gap + 2]
    assert gap < next(place for place, line in enumerate(lines) if line.startswith("Passed:"))
    write("p.yaml", "version: 1\nrequired: [scan/names]\n")
    assert auditor("scan", "train.jsonl", "--policy", "p.yaml").exit_code == 3
    write("p.yaml", "version: 1\nrisks: {names: {options: {pipelines: [en_core_web_xl]}}}\n")
    result = auditor("scan", "train.jsonl", "--policy", "p.yaml")
    assert (result.exit_code, "spacy download en_core_web_xl" in result.stderr) == (2, True)
    assert auditor("gate", "auditor-report", "--policy", "p.yaml").exit_code != 2


def test_the_real_pipeline_over_records(real_pipeline: Callable[[], str], measure: Measure) -> None:
    items = [record(1, (USER, "Angela Merkel lives in Berlin.")), record(2, (USER, "Add two and two."))]
    findings, _ = measure("names", train=items, options={"names": NamesOptions(pipelines=(real_pipeline(),))})
    assert findings["names/person"].value == 0.5
