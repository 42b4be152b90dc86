"""Records as questions to a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditor.models import Chat, Ids, Message, Plain
from auditor.probing.drawn import Draw
from auditor.probing.samples import Rendering
from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL_CALL, USER, Record
from auditor.suites.checks.answers import F1, Exact, JsonEqual, Label, Number
from auditor.suites.reference import check_of
from auditor.training.model import Training
from tests.strategies import record
from tests.test_laws import batch
from tests.training.tiny import tokenizer as tiny


def made(*turns: tuple[str, str]) -> object:
    samples = Rendering(None, None).samples((record(1, *turns),), {})
    return samples[0] if samples else None


def test_the_last_answer_is_asked_behind_all_before_it() -> None:
    sample = made((SYSTEM, "be kind"), (USER, "a?"), (ASSISTANT, "b"), (USER, "c?"), (ASSISTANT, "d"))
    said = (Message("system", "be kind"), Message("user", "a?"), Message("assistant", "b"), Message("user", "c?"))
    assert sample.prompt == Chat(said)  # type: ignore[attr-defined]
    assert sample.target == sample.answer == "d"  # type: ignore[attr-defined]


def test_an_input_belongs_under_its_instruction() -> None:
    one = record(1, (USER, "translate"), (USER, "bonjour"), (ASSISTANT, "hello"))
    one = replace(one, turns=tuple(turn._replace(message=None) for turn in one.turns))
    (sample,) = Rendering(None, None).samples((one,), {})
    assert sample.prompt == Chat((Message("user", "translate\nbonjour"),))


def test_plain_text_is_a_target_behind_nothing() -> None:
    sample = made((TEXT, "once upon a time"))
    assert (sample.prompt, sample.target) == (Plain(""), "once upon a time")  # type: ignore[attr-defined]


def test_what_each_template_writes_in_its_own_way_is_left_out() -> None:
    assert made((USER, "weather?"), (TOOL_CALL, '{"name": "w"}'), (ASSISTANT, "rain")) is None
    assert made((USER, "no answer")) is None
    assert made((ASSISTANT, "unasked")) is None


def test_with_a_configuration_the_tokens_are_those_of_the_training(tmp_path: Path) -> None:
    row = {"messages": [{"role": "user", "content": "a b"}, {"role": "assistant", "content": "c d"}]}
    one = record(1, (USER, "a b"), (ASSISTANT, "c d"))
    tokenizer = tiny(tmp_path)
    rendering = Rendering(Training("trl", {"assistant_only_loss": False}, first=row), tokenizer)
    (sample,) = rendering.samples((_with_row(one, row),), {})
    assert isinstance(sample.prompt, Ids)
    assert len(sample.trained) == len(sample.target)
    assert any(sample.trained)


def _with_row(one: Record, row: dict[str, object]) -> Record:
    return replace(one, row=row)


def test_the_same_records_are_drawn_in_any_order_of_reading() -> None:
    records = [record(place, (USER, f"q{place}"), (ASSISTANT, f"a{place}")) for place in range(200)]
    draw = Draw(7, 20, 20, frozenset())
    one, two, three = draw.start(), draw.start(), draw.start()
    draw.add(one, batch(records), list)
    draw.add(two, batch(records[120:]), list)
    draw.add(three, batch(records[:120]), list)
    whole, parts = draw.finish(one, {}).facts, draw.finish(two.merge(three), {}).facts
    assert whole == parts
    assert len(whole["train"]) == 20  # type: ignore[index]
    again = Draw(8, 20, 20, frozenset())
    other = again.start()
    again.add(other, batch(records), list)
    assert again.finish(other, {}).facts != whole


def test_equal_records_are_drawn_once() -> None:
    first = record(1, (USER, "q"), (ASSISTANT, "a"))
    copies = [replace(first, position=place) for place in (5, 3, 9)]
    draw = Draw(0, 10, 10, frozenset())
    state = draw.start()
    draw.add(state, batch(copies), list)
    assert [one.position for one in draw.finish(state, {}).facts["train"]] == [3]  # type: ignore[index]


def test_an_answer_calls_for_the_check_that_can_tell() -> None:
    labels = ["good", "bad"] * 10
    assert check_of("good", labels) == Label(("bad", "good"), "good")
    assert check_of("1,200.5", ["1,200.5"]) == Number(1200.5)
    assert check_of('{"a": 1}', ["x"]) == JsonEqual('{"a": 1}')
    assert check_of("Paris", ["Paris", "Rome", "Oslo"]) == Exact("Paris")
    assert isinstance(check_of("a sentence of several words that says something", ["x"]), F1)
    assert check_of("word " * 200, ["x"]) is None
    assert check_of("  ", ["x"]) is None
