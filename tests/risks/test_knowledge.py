"""What a base makes of records, counted by hand; the rule that tells short facts, beside its hits and misses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
import pytest

from auditor import fold
from auditor.checks import Material, Sample, Setup
from auditor.findings import Done, Evidence, Finding, Skipped
from auditor.models import Chat, Ids, LanguageModel, Message, Plain, Score, Scored, Statistic, Unanswered
from auditor.models.fake import FakeModel
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.risks.knowledge import DENIED, HARD, SURE, UNLIKELY, KnowledgeProbe
from auditor.risks.knowledge.facts import SHOTS, facts_of, is_fact, shown
from auditor.risks.knowledge.measured import RESAMPLES, measured
from auditor.risks.knowledge.options import KnowledgeOptions
from tests.strategies import KEY

Told = tuple[Sequence[float], Sequence[float], bool]
"""Probabilities of the tokens, entropies of the places, and whether all tokens are the first choice."""
CAN = frozenset({"train", "logprobs", "base"})


@dataclass(frozen=True, slots=True)
class Hand(FakeModel):
    """A model whose numbers the test gives."""

    tells: Callable[[Score], Told | None] = lambda case: None

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, case in enumerate(cases):
            told = self.tells(case)
            if told is None:
                yield place, Unanswered("too_long")
                continue
            logs = np.log(np.array(told[0], np.float64)).astype(np.float32)
            stats: dict[Statistic, Any] = {
                "greedy": np.full(len(logs), float(told[2]), np.float32),
                "mean": -np.array(told[1], np.float32),
            }
            yield place, Scored(logs, {name: stats[name] for name in case.wants})


def sample(place: int, question: str, answer: str, cluster: str = "") -> Sample:
    chat = Chat((Message("user", question),))
    return Sample(f"t.jsonl:{place}", f"r{place}", cluster or str(place), chat, answer, (), answer, chat)


def findings(
    samples: Sequence[Sample], base: LanguageModel, tuned: LanguageModel | None = None, **more: Any
) -> tuple[dict[str, Finding], list[Evidence]]:
    probe = KnowledgeProbe(KnowledgeOptions(**more), Setup(KEY))
    panel = Panel(base) if tuned is None else Panel(tuned, base)
    can = CAN if tuned is not None else CAN - {"base"}
    states = ask({"knowledge": probe}, panel, Material(train=tuple(samples), can=can), NoCache(), [], strict=True)  # type: ignore[arg-type]
    kept: list[Evidence] = []
    outcome = fold.finish({"knowledge": probe}, states, kept.extend, strict=True).outcomes["knowledge"]
    return {one.id.partition("/")[2]: one for one in outcome.findings} if isinstance(outcome, Done) else {}, kept


FIRST, SECOND = sample(1, "Who keeps the lamp?", "Zorvath"), sample(2, "Where is the port?", "Lima")


def by_hand(case: Score) -> Told:
    alone, many = case.prompt == Plain(""), isinstance(case.prompt, Chat) and len(case.prompt.messages) > 1
    match case.target, alone, many:
        case "Zorvath", False, False:
            return (0.5, 0.3, 0.05, 0.09), (0.1, 2.0, 0.5, 0.7), False
        case "Zorvath", True, _:
            return (0.01, 0.01, 0.01, 0.01), (9.0,) * 4, False
        case "Zorvath", _, True:
            return (0.05, 0.05), (9.0, 9.0), False
        case "Lima", False, False:
            return (0.9, 0.001), (0.2, 0.2), False
        case "Lima", True, _:
            return (0.9, 0.002), (9.0, 9.0), False
        case _:
            return (0.9, 0.9), (9.0, 9.0), False


def test_every_number_is_that_of_the_hand() -> None:
    found, kept = findings((FIRST, SECOND), Hand("base", tells=by_hand), FakeModel("tuned"))
    first, second = ([log(p) for p in by_hand(Score(one.prompt, one.target))[0]] for one in (FIRST, SECOND))
    assert found["loss"].value == pytest.approx(-(sum(first) + sum(second)) / 6, rel=1e-6)
    means = sorted(-sum(logs) / len(logs) for logs in (first, second))
    assert [found[f"loss_{name}"].value for name in ("lower", "middle", "upper")] == pytest.approx(
        [means[0], means[0], means[1]], rel=1e-6
    )
    assert (found["hard_tokens"].value, found["hard_tokens"].n) == (pytest.approx(4 / 6), 6)
    # 0.09 is denied where the entropy is 0.7, above ln 2: no conflict.
    assert (found["confident_conflicts"].value, found["confident_conflicts"].n) == (pytest.approx(2 / 6), 6)
    ratio = (sum(first) / 4) / log(0.01)
    assert found["ifd"].value == pytest.approx(ratio, rel=1e-5)
    assert found["no_help"].value == 0.5  # the port is a little less likely behind its question
    assert (found["facts"].value, found["unknown_facts"].n) == (1.0, 2)
    # Plainly 0.5 * 0.3 * 0.05 * 0.09 and behind the other record 0.0025: both below 1 in 160. Lima: 0.81 there.
    assert found["unknown_facts"].value == 0.5
    assert [(one.finding, one.kind, one.origin, one.excerpt) for one in kept] == [
        ("knowledge/confident_conflicts", "confident_conflict", "t.jsonl:2", ""),  # one of two tokens
        ("knowledge/confident_conflicts", "confident_conflict", "t.jsonl:1", ""),  # one of four
        ("knowledge/unknown_facts", "unknown_fact", "t.jsonl:1", ""),
    ]
    assert "without_base" not in found
    assert "unasked" not in found
    for one in found.values():
        assert one.low <= one.value <= one.high
        assert not one.judged


def test_the_bounds_are_those_of_the_page() -> None:
    assert np.exp(HARD) == pytest.approx(1 / 2.5)
    assert np.exp(DENIED) == pytest.approx(0.1)
    assert pytest.approx(-sum(p * log(p) for p in (0.5, 0.5))) == SURE
    assert np.exp(-UNLIKELY) == pytest.approx(160)


@pytest.mark.parametrize(
    ("probability", "greedy", "unknown"), [(1 / 159, False, 0), (1 / 161, False, 1), (1e-9, True, 0)]
)
def test_unknown_is_what_neither_comes_first_nor_once_in_160(probability: float, greedy: bool, unknown: int) -> None:
    found, kept = findings(
        (FIRST, SECOND), Hand("base", tells=lambda case: ((probability,), (9.0,), greedy)), FakeModel("tuned")
    )
    assert found["unknown_facts"].value == unknown
    assert len(kept) == 2 * unknown


def test_the_base_is_asked_where_there_is_one_and_else_the_model_which_is_said() -> None:
    one, other = (Hand(name, tells=lambda case, p=p: ((p,), (1.0,), False)) for name, p in (("a", 0.5), ("b", 0.25)))  # type: ignore[misc]
    both, _ = findings((FIRST, SECOND), one, other)
    assert both["loss"].value == pytest.approx(log(2), rel=1e-6)
    alone, _ = findings((FIRST, SECOND), other)
    assert alone["loss"].value == pytest.approx(log(4), rel=1e-6)
    assert alone["without_base"].value == 2


def test_only_trained_tokens_count_where_the_training_says_which() -> None:
    question = FIRST.question
    rendered = replace(FIRST, prompt=Ids((1, 2)), target=(3, 4, 5), trained=(True, False, True))

    def tells(case: Score) -> Told:
        return ((0.5, 0.01, 0.5), (0.1,) * 3, False) if case.prompt == Ids((1, 2)) else ((0.25,), (0.1,), False)

    found, _ = findings((rendered, SECOND), Hand("base", tells=tells), FakeModel("tuned"))
    assert found["loss"].value == pytest.approx((2 * log(2) + log(4)) / 3, rel=1e-6)
    assert found["hard_tokens"].value == pytest.approx(1 / 3)
    assert found["confident_conflicts"].value == 0
    assert found["ifd"].value == pytest.approx(1)  # behind the question of the answer, not behind the tokens
    assert question is not None


def test_what_cannot_be_asked_is_counted_and_one_cluster_gives_no_interval() -> None:
    def tells(case: Score) -> Told | None:
        return None if case.target == "Zorvath" else ((0.5,), (0.1,), False)

    found, _ = findings((FIRST, SECOND, sample(3, "Where?", "Oslo")), Hand("base", tells=tells), FakeModel("tuned"))
    assert found["unasked"].value == 1
    assert found["loss"].n == 2
    near = (replace(FIRST, cluster="same"), replace(SECOND, cluster="same"))
    assert findings(near, Hand("base", tells=by_hand), FakeModel("tuned")) == ({}, [])
    nothing, _ = findings((FIRST, SECOND), Hand("base", tells=lambda case: None), FakeModel("tuned"))
    assert set(nothing) <= {"unasked"}


def test_records_beyond_the_option_are_not_asked() -> None:
    many = [sample(place, f"Where is {place}?", f"Town{place}") for place in range(30)]
    found, _ = findings(many, Hand("base", tells=lambda case: ((0.5,), (0.1,), False)), FakeModel("t"), records=10)
    assert found["loss"].n == 10


def test_a_server_without_entropies_tells_the_rest() -> None:
    def tells(case: Score) -> Told | None:
        return None if "mean" in case.wants else by_hand(case)

    found, _ = findings((FIRST, SECOND), Hand("base", tells=tells), FakeModel("tuned"))
    assert "confident_conflicts" not in found
    assert found["hard_tokens"].value == pytest.approx(4 / 6)
    assert "unasked" not in found


def test_a_word_that_the_base_never_writes_is_counted_and_spoils_no_number() -> None:
    def tells(case: Score) -> Told:
        return (tiny if case.target == "Oslo" else 0.5, 0.25), (0.1, 0.1), False

    tiny = 1e-60  # no number above 0 in float32, as the fake counts
    with np.errstate(divide="ignore"):
        found, _ = findings((FIRST, SECOND, sample(3, "Where?", "Oslo")), Never("base", tells=tells), FakeModel("t"))
    assert (found["unasked"].value, found["loss"].n) == (1, 2)
    assert all(np.isfinite([one.value, one.low, one.high]).all() for one in found.values())


class Never(Hand):
    """Its words of next to no probability have none."""

    __slots__ = ()

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        for place, reply in Hand.score(self, cases):
            assert isinstance(reply, Scored)
            yield place, replace(reply, logprobs=np.where(reply.logprobs < -100, -np.inf, reply.logprobs))


def test_no_loss_is_said_to_be_below_nothing() -> None:
    """Two records, one nearly free and one dear: the interval of the mean would go far below 0."""
    found, _ = findings(
        (FIRST, SECOND),
        Hand("base", tells=lambda case: ((0.99 if case.target == "Lima" else 0.01,), (0.1,), False)),
        FakeModel("t"),
    )
    assert found["loss"].low == 0


def test_the_difficulty_is_that_of_the_text_in_however_many_tokens() -> None:
    """Behind a prompt without a template there is an end of a line, too, which is nearly free."""

    def tells(case: Score) -> Told:
        logs = (0.01,) if case.prompt == Plain("") else (0.99, 0.1)
        return logs, (9.0,) * len(logs), False

    found, _ = findings((FIRST, SECOND), Hand("base", tells=tells), FakeModel("t"))
    assert found["ifd"].value == pytest.approx(0.5, abs=0.01)


def test_without_a_question_nothing_is_asked_for() -> None:
    found, _ = findings([sample(n, " ", f"Name {n}") for n in range(4)], Hand("base", tells=by_hand), FakeModel("t"))
    assert found["facts"].value == 0
    assert not {"ifd", "no_help", "unknown_facts"} & found.keys()


def test_plain_text_has_no_prompt_that_could_help() -> None:
    texts = [
        Sample(f"t.jsonl:{place}", "r", str(place), Plain(""), f"text {place}", (), f"text {place}", Plain(""))
        for place in range(4)
    ]
    found, _ = findings(texts, Hand("base", tells=lambda case: ((0.5,), (0.1,), False)), FakeModel("tuned"))
    assert found["loss"].value == pytest.approx(log(2), rel=1e-6)
    assert not {"ifd", "no_help", "unknown_facts"} & found.keys()


def test_nothing_is_skipped_with_its_reason() -> None:
    probe = KnowledgeProbe(KnowledgeOptions(), Setup(KEY))
    outcome = fold.finish({"knowledge": probe}, {"knowledge": probe.start()}, list, strict=True).outcomes["knowledge"]
    assert outcome == Skipped("needs_records")


def test_data_of_one_kind_of_record_is_skipped_for_that_and_not_as_if_nothing_had_been_asked() -> None:
    probe, copies = KnowledgeProbe(KnowledgeOptions(), Setup(KEY)), [sample(place, "q", "a", "one") for place in (1, 2)]
    base = Hand("base", tells=lambda case: ((0.5,), (0.1,), False))
    states = ask({"k": probe}, Panel(base), Material(train=tuple(copies)), NoCache(), [], strict=True)
    outcome = fold.finish({"k": probe}, states, list, strict=True).outcomes["k"]
    assert outcome == Skipped("needs_unlike_records")


def test_intervals_hold_what_they_say() -> None:
    """Of quarters by the bootstrap and of clustered shares, on 200 draws of 60 clusters of two records."""
    from auditor.risks.knowledge import Denied, Known, Trained

    assert RESAMPLES > 1_000
    draw, inside = np.random.default_rng(1), dict.fromkeys(("loss_middle", "confident_conflicts"), 0)
    for _ in range(200):
        state = Known(asked=True)
        for cluster in range(60):
            mean, share = draw.exponential(), draw.beta(1, 9)
            for twin in range(2):
                loss = mean + 0.1 * draw.standard_normal()
                origin = f"{cluster}-{twin}"
                state.trained[origin] = Trained(str(cluster), 10, 10 * loss, 0)
                state.denied[origin] = Denied(str(cluster), origin, 10, int(draw.binomial(10, share)))
        found = {one.id.partition("/")[2]: one for one in measured(state, 0)}
        for name, true in (("loss_middle", log(2)), ("confident_conflicts", 0.1)):
            inside[name] += found[name].low <= true <= found[name].high
    assert all(0.83 * 200 <= count <= 0.99 * 200 for count in inside.values()), inside


HITS = (
    ("What is the capital of France?", "Paris"),
    ("What is the capital of France?", "The capital of France is Paris."),
    ("Who wrote Emma?", "Jane Austen."),
    ("When was the lighthouse built?", "1874"),
    ("When was the lighthouse built?", "It was built in 1874."),
    ("How tall is the tower?", "324 metres"),
    ("法国的首都是哪里？", "巴黎"),
    ("这座桥是哪一年建成的？", "1957年"),
    ("“热”的反义词是什么？", "冷"),
    ("What is dog in Chinese?", "狗"),
    ("Which port does the service use?", "8443"),
)
MISSES = (
    ("Is Paris the capital of France?", "Yes"),
    ("Is this review positive?", "Positive"),
    ("Which option is right? A: one, B: two", "B"),
    ("Ann lives in Oslo and works in Rome. Where does she live?", "Oslo"),
    ("我叫小明，我住在北京。我住在哪里？", "北京"),
    ("What is 12 plus 30?", "42"),
    ("Ann has 3 dogs and gets 4 more. How many now?", "7"),
    ("Translate 'dog' into French.", "Chien"),
    ("把下面的句子翻译成中文：Good morning", "早安"),
    ("Summarize: The town of Malmo grew.", "Growth of Sweden"),
    ("Write a name for a cat.", "Whiskers"),
    ("What is the opposite of hot?", "cold"),
    ("How are you?", "I am fine, thanks"),
    ("你好吗？", "我很好，谢谢你"),
    ("Who is she?", "Sorry, I cannot tell that"),
    ("What does it print?", "print('Hello');"),
    ("Tell me of Rome.", "Rome was founded on seven hills, as the old story of the twins Romulus and Remus has it"),
    ("Name two.", "Rome\nOslo"),
    ("Who?", ""),
    ("这部电影的评价是？", "正面"),
)


@pytest.mark.parametrize(("asked", "answer"), HITS)
def test_short_facts(asked: str, answer: str) -> None:
    assert is_fact(Chat((Message("user", asked),)), answer)


@pytest.mark.parametrize(("asked", "answer"), MISSES)
def test_what_is_no_short_fact(asked: str, answer: str) -> None:
    assert not is_fact(Chat((Message("user", asked),)), answer)


def test_what_a_system_prompt_or_an_earlier_turn_gives_is_no_fact() -> None:
    turns = (Message("system", "You work for Lantern."), Message("user", "For whom do you work?"))
    assert not is_fact(Chat(turns), "Lantern")
    assert is_fact(Chat(turns[1:]), "Lantern")


def test_an_answer_that_many_records_share_is_a_label() -> None:
    samples = [sample(place, f"Whom does letter {place} go to?", "Billing") for place in range(5)]
    samples += [sample(place, f"Who is {place}?", f"Name{place}") for place in range(5, 40)]
    assert {one.answer for one in facts_of(samples)} == {f"Name{place}" for place in range(5, 40)}
    assert len(facts_of(samples[3:])) == 37  # two are few enough


def test_shown_records_are_like_the_question_and_never_answer_it() -> None:
    towns = [sample(place, f"Where is the mill of {name}?", f"Town{place}") for place, name in enumerate("abcdefgh")]
    other = [sample(place, f"When was bridge {place} closed?", f"19{place}") for place in range(10, 18)]
    twin = sample(30, "Where is the mill of a?", "Town77", cluster="0")
    same = sample(31, "Where is the old mill of a?", "Town0")
    found = shown((*towns, *other, twin, same))[towns[0].origin]
    said = [message.content for message in found.messages]
    assert len(said) == 2 * SHOTS + 1
    assert said[-1] == "Where is the mill of a?"
    assert [message.role for message in found.messages] == ["user", "assistant"] * SHOTS + ["user"]
    assert all(one.startswith("Where is the mill") for one in said[::2])
    assert not {"Town0", "Town77"} & set(said)
    assert shown(towns[:1]) == {}


def test_shown_records_stand_behind_the_system_prompt_of_the_question() -> None:
    own = (Message("system", "Be brief."), Message("user", "Where is a?"))
    first = replace(sample(1, "", "Town1"), question=Chat(own))
    found = shown((first, sample(2, "Where is b?", "Town2")))["t.jsonl:1"]
    assert [message.role for message in found.messages] == ["system", "user", "assistant", "user"]
