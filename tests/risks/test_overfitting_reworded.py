"""Questions inside a courtesy, and losses that arrive in any order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks import Sample
from auditor.models import Chat, Message, Plain, Prompt
from auditor.risks.overfitting import Losses
from auditor.risks.overfitting.reworded import CHINESE_FRAMES, FRAMES, Wordings, framed


def sample(question: Prompt | None, record: str = "r", answer: str = "An answer.") -> Sample:
    return Sample("train.jsonl:1", record, "1", Plain(""), answer, (), answer, question)


def chat(*said: str) -> Chat:
    roles = ["user", "assistant"] * len(said)
    return Chat(tuple(map(Message, roles, said)), tools="[]")


@given(st.text(min_size=1), st.text("0123456789abcdef", min_size=8, max_size=8))
def test_a_frame_keeps_the_question_and_what_stands_before_it(text: str, record: str) -> None:
    whole = framed(sample(chat("First?", "Yes.", text), record))
    assert whole is not None
    assert whole.messages[:2] == chat("First?", "Yes.").messages
    assert whole.tools == "[]"
    assert text.strip() in whole.messages[-1].content
    assert whole.messages[-1].content != text
    assert whole == framed(sample(chat("First?", "Yes.", text), record)), "the same in every run"


def test_braces_of_a_question_are_its_own() -> None:
    whole = framed(sample(chat("What does {0} or {} mean in str.format?")))
    assert whole is not None
    assert "What does {0} or {} mean in str.format?" in whole.messages[-1].content


def test_each_language_has_frames_of_its_own_and_all_are_used() -> None:
    for question, frames in (("What is it?", FRAMES), ("这是什么？", CHINESE_FRAMES)):
        seen = {framed(sample(chat(question), str(number))) for number in range(60)}
        said = {one.messages[-1].content for one in seen if one is not None}
        assert said == {frame.replace("{}", question) for frame in frames}


@pytest.mark.parametrize("question", [None, Plain("Once upon"), Chat((Message("system", "Be kind."),))])
def test_what_no_user_asks_is_not_framed(question: Prompt | None) -> None:
    assert framed(sample(question)) is None


def test_a_record_without_an_answer_is_not_framed() -> None:
    assert framed(sample(chat("What is it?"), answer="")) is None


def test_the_two_losses_of_a_record_can_arrive_apart_and_in_any_order() -> None:
    plain, other = Wordings("1", plain=1.0), Wordings("1", framed=1.5)
    ends = []
    for first, second in ((plain, other), (other, plain)):
        one, two = Losses(), Losses()
        one.word("train", "t:1", first)
        two.word("train", "t:1", second)
        assert one.wordings["train"]["t:1"].rise is None
        ends.append(one.merge(two).wordings["train"])
    assert ends == [{"t:1": Wordings("1", 1.0, 1.5)}] * 2
    assert ends[0]["t:1"].rise == 0.5
