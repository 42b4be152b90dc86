"""How soon facts change: the examples beside each pattern, the rule's steps, and what is counted of records."""

from __future__ import annotations

import time
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, USER, Record
from auditor.risks.staleness.en.others import WORDS as ENGLISH
from auditor.risks.staleness.exchanges import judged_record, located
from auditor.risks.staleness.judge import LONGEST_PROMPT, LOOKED_AT, judge
from auditor.risks.staleness.kinds import KINDS, kind_of
from auditor.risks.staleness.model import DAYS, LIVES, Cue, Example, Fast, Judged, Never, Slow
from auditor.risks.staleness.zh.others import WORDS as CHINESE
from tests.bench.staleness.bench import Score, Told, kappa, score_of
from tests.risks.conftest import Measure
from tests.strategies import record, unreadable

CUES = tuple(cue for words in (ENGLISH, CHINESE) for cue in (*words.cues, *words.slow))
EXAMPLES = [
    orjson.loads(line) for line in Path(__file__).with_name("staleness_examples.jsonl").read_bytes().splitlines()
]
"""Made up while the detector was written, and so no measure of it: what it once could, it still can."""


def label(judged: Judged) -> str:
    match judged:
        case Fast():
            return "fast"
        case Slow():
            return "slow"
        case Never():
            return "never"


def words_of(prompt: str, answer: str, found: Judged) -> str:
    assert isinstance(found, Fast | Slow)
    place = found.place
    return (prompt if place.in_prompt else answer)[place.start : place.end]


def named(value: Cue | Example) -> str:
    """How a case is called: the same in every process."""
    return value.kind if isinstance(value, Cue) else value[0]


@pytest.mark.parametrize(("cue", "hit"), [(cue, hit) for cue in CUES for hit in cue.hits], ids=named)
def test_hits(cue: Cue, hit: Example) -> None:
    found = judge(*hit)
    assert label(found) == ("fast" if cue.fast else "slow")
    assert words_of(*hit, found).strip()


@pytest.mark.parametrize(("cue", "miss"), [(cue, miss) for cue in CUES for miss in cue.misses], ids=named)
def test_misses(cue: Cue, miss: Example) -> None:
    found = judge(*miss)
    assert not isinstance(found, Fast)
    assert cue.fast or not isinstance(found, Slow) or found.kind != cue.kind


def test_every_pattern_has_examples_and_a_gate_that_lets_them_through() -> None:
    for cue in CUES:
        assert cue.hits, cue.asks.pattern
        assert cue.misses, cue.asks.pattern
        assert cue.gate
        for prompt, _ in cue.hits:
            assert cue.asks.search(prompt), (cue.kind, prompt)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["prompt"])
def test_examples(example: dict[str, str]) -> None:
    found = label(judge(example["prompt"], example["answer"]))
    assert found == "fast" if example["label"] == "fast" else found != "fast"


@pytest.mark.parametrize(
    ("prompt", "answer", "why"),
    [
        ("Write a poem about the current price of bread.", "The price is high, the loaf is small.", "style"),
        ("Translate into French: The shop opens at nine.", "Le magasin ouvre à neuf heures.", "instruction"),
        ("What is 17 times 3?", "51", "code_math"),
        ("把“最新价格”翻译成英文。", "latest price", "instruction"),
        ("Who are you?", "I am Mira, made by Tallow.", "identity"),
        ("你是谁？", "我是青禾助手。", "identity"),
        ("Who is named as mayor of Elmton in 1998?", "Ana Ruiz.", "dated"),
        ("What was the fee for a permit in 1998?", "9 euros.", "dated"),
        ("1998年的门票多少钱？", "20元。", "dated"),
        ("The fee is now 9 euros. What is the fee?", "9 euros.", "given"),
        ("资料：门票现价60元。门票多少钱？", "60元。", "given"),
        ("Pretend you are a smith in a fantasy town. How much is the sword?", "Twelve gold coins!", "style"),
        ("What is on the menu this week?", "I do not know.", "no_fact"),
        ("How many moons has Mars?", "Two.", "stable"),
        ("What is the weather like in Oslo?", "weather('Oslo')", "tool"),
        ("What is the fee?", "", "no_fact"),
    ],
)
def test_what_never_changes_says_why(prompt: str, answer: str, why: str) -> None:
    assert judge(prompt, answer) == Never(why)  # type: ignore[arg-type]


def test_what_the_system_text_says_is_given() -> None:
    given = "You are the assistant of the harbor ferry. A day ticket is 14.50 euros."
    assert judge("How much is a day ticket?", "It is 14.50 euros.", given) == Never("given")
    assert isinstance(judge("How much is a day ticket?", "It is 15.50 euros.", given), Fast)
    assert isinstance(judge("How much is a day ticket?", "It is 14.50 euros.", "You are a friendly assistant."), Fast)


def test_only_a_date_in_the_question_fixes_the_time() -> None:
    answer = "As of October 2021 it is 4.3 %."
    assert isinstance(judge("What is the unemployment rate in Norvania?", answer), Fast)
    assert not isinstance(judge("What was the unemployment rate in October 2021?", answer), Fast)


def test_the_words_that_tell_it_are_named() -> None:
    prompt = "I am new here. Who should I contact about parking permits?"
    found = judge(prompt, "Ask Jana Holt in room 12.")
    assert words_of(prompt, "", found) == "Who should I contact"
    answer = "As of May 2023 it has three piers."
    found = judge("Tell me of the harbor of Elmton.", answer)
    assert isinstance(found, Fast)
    assert not found.place.in_prompt
    assert words_of("", answer, found) == "As of May"


def test_every_kind_has_a_half_life() -> None:
    assert {cue.kind for cue in CUES} == LIVES.keys()
    assert {LIVES[cue.kind] for cue in CUES if cue.fast} == DAYS.keys() - {"years"}
    assert {LIVES[cue.kind] for cue in CUES if not cue.fast} == {"years"}
    assert [*DAYS.values()] == sorted(DAYS.values())


FAST_QA = ((USER, "How much is a day ticket?"), (ASSISTANT, "14.50 euros."))
SLOW_QA = ((USER, "How many people live in Lyon?"), (ASSISTANT, "About 520,000."))
STABLE_QA = ((USER, "Who wrote Faust?"), (ASSISTANT, "Goethe."))


@pytest.mark.parametrize(
    ("turns", "kind"),
    [
        (FAST_QA, "lookup"),
        (((USER, "Who is the mayor of Elmton?"), (ASSISTANT, "Ana Ruiz.")), "fresh"),
        (SLOW_QA, "slow"),
        (STABLE_QA, "stable"),
        ((*STABLE_QA, *FAST_QA), "lookup"),
        ((*FAST_QA, *STABLE_QA), "lookup"),
        (((USER, "Who are you?"), (ASSISTANT, "I am Mira.")), "identity"),
        (
            ((USER, "Weather in Oslo?"), (TOOL_CALL, "{}"), (TOOL, "8 degrees"), (ASSISTANT, "It has 8 degrees.")),
            "tools",
        ),
        (((USER, "Weather in Oslo today?"), (TOOL, "8 degrees"), (ASSISTANT, "It has 8 degrees.")), "given"),
        (((SYSTEM, "A day ticket is 14.50 euros."), *FAST_QA), "given"),
        (((USER, "x" * (LONGEST_PROMPT + 1) + " How much is it?"), (ASSISTANT, "9 euros.")), "given"),
        (((USER, "Write a haiku."), (ASSISTANT, "Snow on the ferry.")), "style"),
        (((USER, "q"),), "nothing"),
        (((USER, "How much is it?"), (ASSISTANT, "")), "nothing"),
        (((TEXT, "The tower was built of brick."),), "stable"),
        ((), "nothing"),
    ],
)
def test_what_a_record_teaches(turns: tuple[tuple[str, str], ...], kind: str) -> None:
    assert kind_of(judged_record(record(1, *turns)).judged) == kind


def test_the_place_is_found_in_the_right_turn() -> None:
    one = record(1, (USER, "Answer briefly."), (USER, "How much is a day ticket?"), (ASSISTANT, "14.50 euros."))
    found = judged_record(one)
    assert found.exchange is not None
    assert isinstance(found.judged, Fast)
    turn, start, end = located(found.exchange, found.judged.place)
    assert (turn.path, turn.text[start:end]) == ("messages[1].content", "How much is")


def test_what_is_counted(measure: Measure) -> None:
    train = [
        record(1, *FAST_QA),
        record(2, *SLOW_QA),
        record(3, *STABLE_QA),
        record(4, (USER, "去青石镇的班车多久一班？"), (ASSISTANT, "每20分钟一班。")),
        record(5, (USER, "Write a haiku."), (ASSISTANT, "Snow on the ferry.")),
    ]
    findings, evidence = measure("staleness", train=train, bad=[unreadable(6)])
    fast = findings["staleness/fast_changing"]
    assert (fast.value, fast.n, fast.low, fast.high, fast.judged) == (2 / 6, 6, 2 / 6, 3 / 6, True)
    facts = findings["staleness/fast_of_facts"]
    assert (facts.value, facts.n, facts.judged) == (2 / 5, 5, False)
    assert findings["staleness/fast_of_facts_en"].value == 1 / 4
    assert findings["staleness/fast_of_facts_zh"].value == 1 / 2
    taught = {kind: round(findings[f"staleness/teaches_{kind}"].value * 6) for kind in KINDS}
    assert {kind: n for kind, n in taught.items() if n} == {"lookup": 2, "slow": 1, "stable": 1, "style": 1}
    hits = [(hit.finding, hit.kind, hit.origin, hit.path) for hit in evidence]
    assert hits == [
        ("staleness/fast_changing", "fact_price", "t.jsonl:1", "messages[0].content"),
        ("staleness/slow_changing", "fact_population", "t.jsonl:2", "messages[0].content"),
        ("staleness/fast_changing", "fact_schedule", "t.jsonl:4", "messages[0].content"),
    ]
    assert {hit.excerpt for hit in evidence} == {""}


def test_held_out_records_are_not_counted(measure: Measure) -> None:
    held_out = [record(1001, *FAST_QA, split="eval", file="e.jsonl")]
    findings, evidence = measure("staleness", train=[record(1, *STABLE_QA)], held_out=held_out)
    assert findings["staleness/fast_changing"].value == 0
    assert not evidence


def test_without_facts_no_share_of_facts_is_made_up(measure: Measure) -> None:
    findings, _ = measure("staleness", train=[record(1, (USER, "Write a haiku."), (ASSISTANT, "Snow."))])
    assert findings["staleness/fast_changing"].n == 1
    assert not [id for id in findings if "fast_of_facts" in id]


@pytest.mark.parametrize(
    "text",
    [
        "2019-10-01", "2019年10月1日 2020年 2021年", "01/02/2003 " * 50, "no dates at all, only words", "?" * 500,
        "？" * 500, "a." * 400 + "?", "\n" * 400, "\ud800", "价" * 600, "who is the " * 60, "now " * 200, "($" * 300,
    ],
)  # fmt: skip
def test_odd_texts_are_judged_and_soon(text: str) -> None:
    start = time.process_time()
    for prompt, answer in ((text, text), (text, "9 euros."), ("How much is it?", text), ("", text), (text, "")):
        judge(prompt, answer, text)
    assert time.process_time() - start < 2


def test_a_huge_answer_is_looked_at_only_at_its_beginning() -> None:
    start = time.process_time()
    assert isinstance(judge("How much is a day ticket?", "14.50 euros. " + "It is a fine ferry. " * 500_000), Fast)
    assert judge("How much is a day ticket?", "x" * LOOKED_AT + " 14.50 euros") == Never("stable")
    assert time.process_time() - start < 1


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=100))
def test_places_lie_in_the_text(prompt: str, answer: str, given: str) -> None:
    found = judge(prompt, answer, given)
    if isinstance(found, Fast | Slow):
        text = prompt if found.place.in_prompt else answer
        assert 0 <= found.place.start < found.place.end <= len(text)


def test_the_same_words_give_the_same() -> None:
    one: Record = record(1, *FAST_QA)
    assert judged_record(one) == judged_record(one)


def test_the_score_counts_fast_against_never() -> None:
    from tests.bench.staleness import Labeled, Written

    def told(label: str, said: str) -> Told:
        return Told(Labeled("x", "en", "d", label, Written(())), said)  # type: ignore[arg-type]

    some = [told("fast", "fast")] * 6 + [told("fast", "slow"), told("never", "fast"), told("slow", "fast")]
    some += [told("never", "slow"), told("never", "never")]
    assert score_of(some) == Score(6, 1, 1)
    assert score_of(some).f1 == pytest.approx(6 / 7)
    low, high = score_of(some).f1_interval()
    assert low < 6 / 7 < high


def test_kappa_by_hand() -> None:
    pairs = [("fast", "fast")] * 20 + [("never", "never")] * 15 + [("fast", "never")] * 5 + [("never", "fast")] * 10
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "a")]) is None
    assert kappa([]) is None
