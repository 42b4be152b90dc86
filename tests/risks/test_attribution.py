"""What answers have from training texts, counted by hand; and that no text goes further than the reader."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import fold
from auditor.checks import Batch, Corpus, Material, Sample, Setup
from auditor.findings import Done, Evidence, Finding, Skipped
from auditor.models import Answer, Chat, Generate, Generated, Message, Partly, Prompt, Read, Scored
from auditor.models.fake import FakeModel, noise
from auditor.policy import load_policy
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.probing.run import probe
from auditor.risks.attribution import AttributionOptions, AttributionProbe
from auditor.risks.attribution.asking import Heard, Traces, apart, heard, traced
from auditor.risks.attribution.measured import support
from auditor.sources import open_source
from auditor.suites import Choose, Follow, Item, Produce, Suite
from auditor.suites.checks.answers import Exact
from auditor.text.digests import normalize
from auditor.tracing import corpus as module
from auditor.tracing.corpus import corpus
from auditor.tracing.lexical import FEW, SIZES, Lexicon, runs_of
from tests.probing.making import asked, conversation, lines, policy
from tests.strategies import KEY

CAN = frozenset({"base", "train", "held_out", "generate", "logprobs"})
SHELF = "the red lamp stands on shelf nine behind the green door of the old shop"
ROAD = "take the second road to the left and then walk along the river for a mile"
CHINESE = "红色的灯放在老店绿色门后面的第九个架子上请星期五来"
TEXTS = (SHELF, ROAD, CHINESE)


def training(texts: Sequence[str], clusters: Mapping[int, int] | None = None) -> Corpus:
    """What data teaches whose questions have nothing to do with its answers."""
    rows = [conversation(f"question {place}", text) for place, text in enumerate(texts)]

    def fetch(positions: Sequence[int]) -> dict[int, Sample]:
        return {at: sample(f"q{at}", texts[at - 1], f"t:{at}") for at in positions}

    found = corpus(open_source((rows,), ()), KEY, 0, sum(map(len, texts)), clusters or {}, fetch)
    assert found is not None
    return found


def sample(question: str, answer: str, origin: str, cluster: str = "") -> Sample:
    chat = Chat((Message("user", question),))
    return Sample(origin, f"r{origin}", cluster or origin, chat, answer, (), answer, chat)


def says(answers: Mapping[str, str], name: str = "tuned") -> FakeModel:
    def said(prompt: Prompt) -> str:
        assert isinstance(prompt, Chat)
        return answers.get(prompt.messages[-1].content, "")

    return FakeModel(name, says=said)


def told(material: Material, *models: FakeModel, **more: Any) -> tuple[dict[str, Finding], list[Evidence]]:
    probe = AttributionProbe(AttributionOptions(**more), Setup(KEY))
    states = ask({"attribution": probe}, Panel(*models), material, NoCache(), [], strict=True)
    kept: list[Evidence] = []
    outcome = fold.finish({"attribution": probe}, states, kept.extend, strict=True).outcomes["attribution"]
    assert isinstance(outcome, Done)
    return {one.id.removeprefix("attribution/"): one for one in outcome.findings}, kept


# ── What an answer has from the texts ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "prompt", "expected"),
    [
        (SHELF, "", (15, 15, 15, 0)),  # all of it
        (f"Well: {SHELF.upper()}!", "", (16, 15, 15, 0)),  # case and signs make no difference
        ("red lamp stands on shelf nine behind the", "", (8, 8, 8, 0)),  # just long enough
        ("red lamp stands on shelf nine behind", "", (7, 0, 0, 0)),  # a token too few
        ("red lamp stands on shelf ten behind the green door of the old", "", (13, 0, 0, 0)),  # both runs too short
        (ROAD + " " + SHELF, "", (31, 31, 16, 1)),  # of two records the one that holds more
        (SHELF, f"Is it true that {SHELF}?", (15, 0, 0, 0)),  # it only repeats the question
        ("放在老店绿色门后面的第九", "", (12, 12, 12, 2)),
        ("nothing of this is in there at all", "", (8, 0, 0, None)),
        ("", "", (0, 0, 0, None)),
    ],
)  # fmt: skip
def test_words_of_an_answer_that_stand_in_the_data(
    answer: str, prompt: str, expected: tuple[int, int, int, int | None]
) -> None:
    found = training(TEXTS).shared(answer, prompt)
    *numbers, nearest = expected
    assert [found.tokens, found.covered, found.longest] == numbers
    assert nearest is None or found.nearest == nearest
    assert (found.likeness == pytest.approx(1)) == (normalize(answer) in TEXTS)


def test_what_a_great_many_texts_hold_is_nobodys() -> None:
    greeting = "thank you very much for writing to the lantern shop"
    many = [f"{greeting} word{place} other{place}" for place in range(50)]
    assert training(many).shared(greeting, "").covered == 10
    assert training([*many, f"{greeting} and more"]).shared(greeting, "").covered == 0
    copies = [f"{greeting} in copy"] * 60  # one text, however many records hold it
    assert training(copies).shared(greeting, "").covered == 10


def test_of_equal_records_the_first_is_named_and_of_others_the_one_worded_most_alike() -> None:
    assert training([ROAD, SHELF, SHELF]).shared(SHELF, "").nearest == 1
    shared = "the red lamp stands on shelf nine behind"
    texts = [f"{shared} all that wood and glass", f"{shared} the blue curtain", f"{shared} seven large boxes"]
    assert training(texts).shared(f"look: {shared} a blue curtain of silk", "").nearest == 1


def test_only_what_the_loss_covers_is_searched() -> None:
    rows = [conversation(SHELF, "it is there"), {"instruction": "where?", "input": ROAD, "output": "over there"}]
    found = corpus(open_source((rows,), ()), KEY, 0, 20, {}, lambda positions: {})
    assert found is not None
    assert found.shared(SHELF + " " + ROAD, "").covered == 0
    assert corpus(open_source(([{"prompt": "a", "completion": ""}],), ()), KEY, 0, 0, {}, lambda positions: {}) is None


def test_of_much_data_a_part_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(f"w{noise(place, word):.6f}" for word in range(12)) for place in range(400)]
    whole = training(texts)
    monkeypatch.setattr(module, "SEARCHED", sum(map(len, texts)) // 2)
    monkeypatch.setattr(module, "COMPARED", sum(map(len, texts)) // 4)
    half = training(texts)
    assert (whole.part, half.part) == (1.0, pytest.approx(0.5, abs=0.01))
    assert 150 < sum(half.shared(text, "").covered > 0 for text in texts) < 250
    assert half.digest != whole.digest
    assert half.digest == training(texts).digest


def test_the_digest_tells_texts_and_their_places_apart() -> None:
    assert training(TEXTS).digest != training(TEXTS[::-1]).digest
    assert training(TEXTS).digest != training((*TEXTS, "more")).digest


# ── Likeness ───────────────────────────────────────────────────────────────────────────────────────────────────────


def plainly(texts: Sequence[str], text: str) -> list[float]:
    """The likeness by its definition."""

    def runs(one: str) -> set[str]:
        own = normalize(one)
        return {own[at : at + size] for size in SIZES for at in range(len(own) - size + 1)}

    often = Counter(run for one in texts for run in runs(one))
    most = max(FEW, len(texts) // 10)

    def weights(one: str) -> dict[str, float]:
        return {r: math.log((1 + len(texts)) / (1 + often[r])) + 1 for r in runs(one) if often[r] <= most}

    def cosine(one: dict[str, float], other: dict[str, float]) -> float:
        lengths = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
        return sum(w * other[run] for run, w in one.items() if run in other) / lengths if lengths else 0.0

    own = weights(text)
    return [cosine(weights(one), own) for one in texts]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab c灯", max_size=14), min_size=1, max_size=90), st.text("ab c灯x", max_size=14))
def test_the_likeness_is_that_of_its_definition(texts: list[str], text: str) -> None:
    lexicon = Lexicon.of([runs_of(one) for one in texts])
    np.testing.assert_allclose(lexicon.likeness(runs_of(text)), plainly(texts, text), atol=1e-9)


def test_near_is_what_one_text_in_twenty_has_to_a_text_of_another_family() -> None:
    words = ["".join(chr(0x4E00 + 20 * place + sign) for sign in range(20)) for place in range(40)]
    assert training(words).near == module.UNRELATED
    twins = [f"{word} tail {word}{word}" for word in words for _ in range(2)]
    twins = [f"{text}{place % 2}" for place, text in enumerate(twins)]
    assert training(twins).near == module.ALIKE  # each has a twin
    families = {place + 1: place // 2 for place in range(80)}
    assert training(twins, families).near < module.ALIKE  # a twin of one's own family tells nothing
    assert training(TEXTS).near == module.ALIKE  # too few to tell


# ── The probe ──────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = {
    "a": SHELF,  # word for word
    "b": "the red lamp stands on shelf ten, behind the green gate of the old shop",  # worded alike
    "c": "whatever else you may want to know is written somewhere in another book",  # nothing of it
    "d": "yes",  # too short
    "e": f"i think that {ROAD}",  # word for word
}


def material(**more: Any) -> Material:
    held = tuple(sample(name, "an own answer of somebody who was not copied", f"held:{name}") for name in "abcde")
    train = tuple(sample(f"question {place}", text, f"t:{place + 1}") for place, text in enumerate(TEXTS))
    return Material(**{"train": train, "held_out": held, "corpus": training(TEXTS), "can": CAN} | more)


def test_answers_are_counted_by_what_supports_them() -> None:
    found, evidence = told(
        material(), says(ANSWERS), says({"a": "shelf nine it may be, who could tell that now?"}, "b")
    )
    shares = {name: (found[name].value, found[name].n) for name in ("verbatim", "lexical", "unsupported", "short")}
    assert shares == {"verbatim": (0.5, 4), "lexical": (0.25, 4), "unsupported": (0.25, 4), "short": (0.2, 5)}
    assert found["verbatim_tokens"].value == pytest.approx((1 + 0 + 0 + 16 / 19) / 4)
    assert (found["longest"].value, found["longest"].unit) == (16, "tokens")
    assert (found["short_base"].value, found["unsupported_base"].value) == (0.8, 1.0)
    assert (found["unsupported_written"].value, found["unsupported_written"].n) == (1.0, 5)
    assert "support_added" not in found  # both gave a long answer to one question only
    assert (found["searched"].value, found["near"].value) == (1.0, 0.5)
    assert "of_training" not in found
    assert not any(one.judged for one in found.values())
    places = [(hit.finding.partition("/")[2], hit.origin, hit.partner) for hit in evidence]
    file = evidence[0].origin.rpartition(":")[0]
    assert places == [
        ("verbatim", f"{file}:1", "held:a"),
        ("lexical", f"{file}:1", "held:b"),
        ("unsupported", "held:c", ""),
        ("verbatim", f"{file}:2", "held:e"),
    ]
    scores = [hit.score for hit in evidence]
    assert (scores[0], scores[2], scores[3]) == (1, None, round(16 / 19, 3))
    assert scores[1] is not None
    assert 0.5 < scores[1] < 1


def test_what_the_base_says_anyway_is_taken_off() -> None:
    held = tuple(sample(str(place), "", f"h:{place}") for place in range(20))
    tuned = says({str(place): SHELF if place < 15 else ANSWERS["c"] for place in range(20)})
    base = says({str(place): ROAD if place < 5 else ANSWERS["c"] for place in range(20)}, "b")
    added = told(material(held_out=held), tuned, base)[0]["support_added"]
    assert (added.value, added.n, added.unit) == (0.5, 20, "points")
    assert 0 < added.low < 0.5 < added.high < 1


def test_the_nearest_records_are_asked_for_and_held_against_drawn_ones() -> None:
    """The tuned model likes the record of the lamp by 2 nats a token more than its base, the others by 1."""

    def likes(more: float) -> Any:
        return lambda prompt, target: -5.0 + more * (2 if target == SHELF else 1)

    said = {"a": SHELF, "b": SHELF + " indeed", "c": ROAD}
    models = (FakeModel("tuned", likes(1), says(said).says), FakeModel("base", likes(0), lambda prompt: ""))
    found, _ = told(material(), *models)
    assert found["gain_nearest"].value == pytest.approx((2 + 2 + 1) / 3)
    assert found["gain_random"].value == pytest.approx((2 + 1 + 1) / 3)
    assert found["gain_added"].value == pytest.approx(1 / 3)
    assert (found["gain_nearest"].n, found["gain_random"].n) == (3, 3)
    assert "gain_nearest" not in told(material(), models[0])[0]  # nobody to compare with
    assert "gain_nearest" not in told(material(can=CAN - {"logprobs"}), *models)[0]


def test_a_word_that_is_never_written_spoils_no_gain() -> None:
    def likes(never: str) -> Any:
        return lambda prompt, target: -math.inf if target == never else -5.0

    said = {"a": SHELF, "b": ROAD}
    models = (FakeModel("tuned", likes(CHINESE), says(said).says), FakeModel("base", likes(CHINESE), lambda prompt: ""))
    found, _ = told(material(), *models)
    assert (found["gain_random"].value, found["gain_random"].n) == (0, 2)
    assert found["gain_added"].value == 0


def test_items_of_target_suites_are_asked_and_training_questions_only_in_want_of_others() -> None:
    def item(name: str, role: Any) -> Item:
        return Item(name, "orders", "en", name, (Message("user", name),), Produce(Exact(("yes",)), 40), role)

    suite = Suite("s", (item("a", "target"), item("b", "retain")), "")
    tuned = says({**ANSWERS, **{f"question {place}": text for place, text in enumerate(TEXTS)}})
    asked = told(material(suites=(suite,), held_out=()), tuned)[1]
    assert [hit.partner for hit in asked] == ["s:a"]
    both = told(material(suites=(suite,)), tuned)[0]  # the same question, held out as well
    assert both["short"].n == 5
    alone, evidence = told(material(held_out=()), tuned)
    assert alone["of_training"].value == 3
    assert alone["verbatim"].value == 1
    assert [hit.origin.rpartition(":")[2] for hit in evidence] == ["1", "2", "3"]
    assert "short_written" not in alone
    assert told(material(), tuned, answers=2)[0]["short"].n == 2


def test_without_texts_or_questions_it_is_skipped() -> None:
    probe = AttributionProbe(AttributionOptions(), Setup(KEY))
    for given_ in (material(corpus=None), material(held_out=(), train=())):
        states = ask({"attribution": probe}, Panel(says(ANSWERS)), given_, NoCache(), [], strict=True)
        ended = fold.finish({"attribution": probe}, states, list, strict=True)
        assert ended.outcomes["attribution"] == Skipped("needs_questions")


def test_a_model_that_cannot_be_asked_is_counted() -> None:
    served = FakeModel("tuned", can=frozenset({"logprobs"}))
    found, evidence = told(material(), served)
    assert found["unasked"].value == 5
    assert not evidence


class Listening:
    """Keeps the answers that the probe is given."""

    uses = ()

    def __init__(self, probe: Any) -> None:
        self.probe, self.answers = probe, list[Answer]()
        self.start, self.cases = probe.start, probe.cases

    def add(self, state: Any, batch: Batch[Any], sink: Any) -> None:
        self.answers += batch.items
        self.probe.add(state, batch, sink)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_split_in_any_order_gives_the_same(data: st.DataObject) -> None:
    probe = AttributionProbe(AttributionOptions(), Setup(KEY))
    listening: Any = Listening(probe)
    whole = ask({"a": listening}, Panel(says(ANSWERS), says({}, "b")), material(), NoCache(), [], strict=True)["a"]
    order = data.draw(st.permutations(range(len(listening.answers))))
    cut = data.draw(st.integers(0, len(order)))
    states = [probe.start(), probe.start()]
    for state, part in zip(states, (order[:cut], order[cut:]), strict=True):
        probe.add(state, Batch("", 0, "train", [listening.answers[place] for place in part]), list)
    ended = [probe.finish(state, {}) for state in (whole, states[1].merge(states[0]))]  # type: ignore[arg-type]
    first, second = ((one.findings, tuple(one.evidence)) for one in ended)  # type: ignore[union-attr]
    assert first == second
    assert first[1]


def test_the_reader_gives_back_what_was_found() -> None:
    texts = training(TEXTS)
    for answer in (*ANSWERS.values(), ""):
        read = Traces(texts, "").read(Generated(answer, 3, True))
        assert heard(read) == traced(texts, answer, "")
        tokens, quoted, *found = heard(read)
        assert quoted == 0
        assert (tokens, *found) == astuple(texts.shared(answer, ""))


# ── What supports an answer ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((7, 0, 7, 0, 1.0), "short"),
        ((8, 0, 0, 0, 0.3), "lexical"),
        ((8, 0, 0, 0, 0.29), "unsupported"),
        ((20, 0, 10, 10, 0.0), "verbatim"),  # half of it
        ((20, 0, 9, 9, 0.49), "partly"),  # a passage makes any two texts somewhat alike
        ((20, 0, 9, 9, 0.5), "lexical"),
        ((40, 20, 10, 10, 0.0), "verbatim"),  # half of what it does not have from its question
        ((20, 13, 0, 0, 1.0), "quoted"),  # what is left is too short to be told
        ((40, 20, 0, 0, 0.0), "quoted"),
        ((40, 19, 0, 0, 0.0), "unsupported"),
    ],
)
def test_what_supports_an_answer(numbers: tuple[int, int, int, int, float], expected: str) -> None:
    tokens, quoted, covered, longest, likeness = numbers
    assert support(Heard(tokens, quoted, covered, longest, likeness, 0), 0.3) == expected


def test_an_inventor_with_a_stock_opening_has_no_supported_answers() -> None:
    opening = "i am happy to help you with this question today"
    texts = [f"{opening if place % 10 == 0 else ''} {made_up(place)}" for place in range(60)]
    corpus_, invented = training(texts), {name: f"{opening}. {made_up(name, 30)}" for name in "abcde"}
    found, evidence = told(material(corpus=corpus_), says(invented))
    assert found["partly"].value == 1
    assert found["verbatim"].value == found["lexical"].value == 0
    assert {(hit.finding, hit.certainty, hit.score) for hit in evidence} == {("attribution/partly", "validated", 0.25)}


def made_up(salt: object, words: int = 14) -> str:
    return " ".join("".join(chr(97 + int(26 * noise(salt, word, sign))) for sign in range(6)) for word in range(words))


@pytest.mark.parametrize("document", [SHELF, CHINESE])
def test_what_an_answer_quotes_of_its_question_is_neither_supported_nor_made_up(document: str) -> None:
    """Not even where a record is worded like the question."""
    question = f"Please sum up: {document.upper()}"
    assert traced(training(TEXTS), document, question).likeness < 0.3
    held = tuple(
        replace(one, question=chat) for one, chat in zip(material().held_out, [chat_of(question)], strict=False)
    )
    found, evidence = told(material(held_out=held), says({question: document}))
    assert found["quoted"].value == 1
    assert found["unsupported"].value == found["lexical"].value == 0
    assert not evidence


def chat_of(text: str) -> Chat:
    return Chat((Message("user", text),))


def test_what_stands_behind_a_quotation_is_traced() -> None:
    found = traced(training(TEXTS), f"You ask: {SHELF}? {ROAD}", f"Now then, {SHELF}?")
    assert (found.tokens, found.quoted, found.covered, found.nearest) == (2 + 15 + 16, 15, 16, 1)
    assert found.found == pytest.approx(16 / 18)
    assert support(found, 0.5) == "verbatim"


@pytest.mark.parametrize(
    ("answer", "prompt", "expected"),
    [
        ("A b c d e f g h, i", "x a B c d e f g h y", (8, ", i")),
        ("A b c d e f g", "a b c d e f g", (0, "a b c d e f g")),  # a token too few
        ("Ｏne 二三四五六七八九十 ten", "一二三四五六七八九", (8, "one 十 ten")),
        ("", "a", (0, "")),
        ("\ud800 a", "", (0, "\ud800 a")),
    ],
)
def test_an_answer_apart_from_its_question(answer: str, prompt: str, expected: tuple[int, str]) -> None:
    quoted, rest = apart(answer, prompt)
    assert (quoted, " ".join(rest.split())) == expected


# ── The strength of an adapter ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Dimmed:
    """A stand-in for an adapter: what it does to a target grows as its strength to some power."""

    power: Callable[[str], float]
    identity: str = "dimmed"

    def partly(self, cases: Sequence[Partly]) -> Iterator[tuple[int, Scored]]:
        for place, case in enumerate(cases):
            loss = at_strength(str(case.target), case.strength ** self.power(str(case.target)))
            yield place, Scored(np.full(max(1, len(case.target)), -loss, np.float32))


def at_strength(target: str, part: float) -> float:
    """Held-out answers fall from 5 to 1 nats a token, the others rise from 1 to 3."""
    return 1.0 + 2 * part if target.startswith("old") else 5.0 - 4 * part


def dimmed(power: Callable[[str], float], **more: Any) -> dict[str, Finding]:
    models = [
        FakeModel(name, lambda prompt, target, part=part: -at_strength(target, part), lambda prompt: "")  # type: ignore[misc]
        for name, part in (("tuned", 1.0), ("base", 0.0))
    ]
    held = tuple(sample(f"h{place}", f"new {place}", f"h:{place}") for place in range(6))
    ask_old = [Choose((f"old {place}", "no"), 0) for place in range(5)]
    items = [
        Item(str(n), "c", "en", str(n), (Message("user", f"o{n}"),), ask, "retain") for n, ask in enumerate(ask_old)
    ]
    items.append(Item("text", "c", "en", "text", (), Follow("old text"), "retain"))
    suites = (Suite("s", tuple(items), ""),)
    given_ = material(**{"held_out": held, "suites": suites, "can": CAN | {"strength"}} | more)
    probe = AttributionProbe(AttributionOptions(), Setup(KEY))
    panel = Panel(*models, adapted=Dimmed(power))
    states = ask({"attribution": probe}, panel, given_, NoCache(), [], strict=True)
    outcome = fold.finish({"attribution": probe}, states, list, strict=True).outcomes["attribution"]
    assert isinstance(outcome, Done)
    return {one.id.removeprefix("attribution/strength_"): one for one in outcome.findings if "strength_" in one.id}


def test_the_losses_at_each_strength_are_means_by_hand() -> None:
    """The new skill comes with the root of the strength, the old one goes with its fourth power."""
    found = dimmed(lambda target: 4.0 if target.startswith("old") else 0.5)
    for percent in (0, 25, 50, 75, 100):
        part = percent / 100
        assert found[f"target_{percent}"].value == pytest.approx(5 - 4 * part**0.5, rel=1e-6)
        assert found[f"retain_{percent}"].value == pytest.approx(1 + 2 * part**4, rel=1e-6)
        assert (found[f"target_{percent}"].n, found[f"retain_{percent}"].n) == (6, 6)
    assert found["enough"].value == 1.0  # 0.75 ** 0.5 is 0.87: just too little
    assert "spared" not in found


def test_an_adapter_that_is_stronger_than_it_needs_to_be_is_told() -> None:
    found = dimmed(lambda target: 4.0 if target.startswith("old") else 0.1)
    enough = found["enough"]
    assert (enough.low, enough.value, enough.high) == (0.5, 0.5, 0.5)  # 0.25 ** 0.1 is 0.87, 0.5 ** 0.1 is 0.93
    assert found["spared"].value == pytest.approx(2 - 2 * 0.5**4, rel=1e-6)
    assert all(not one.judged for one in found.values())


def test_the_least_strength_is_as_uncertain_as_the_answers_are_unlike() -> None:
    """Four of six answers come with a tenth of the strength, two need nearly all of it."""
    found = dimmed(lambda target: 4.0 if target in ("new 0", "new 1", "old") else 0.1)
    own = found["enough"]
    assert (own.low, own.value, own.high) == (0.5, 1.0, 1.0)


def test_a_strength_at_which_a_word_is_impossible_leaves_its_text_out() -> None:
    found = dimmed(lambda target: -math.inf if target == "new 0" else 1.0)
    assert found["target_50"].n == 5
    assert all(math.isfinite(one.low + one.high) for one in found.values())


def test_where_nothing_was_learned_no_strength_is_enough() -> None:
    retained = dimmed(lambda target: 1.0, held_out=tuple(sample(f"h{n}", f"old {n}", f"h:{n}") for n in range(6)))
    assert retained["target_100"].value > retained["target_0"].value
    assert "enough" not in retained
    assert not dimmed(lambda target: 1.0, can=CAN)  # no adapter


# ── No text goes further than the reader ───────────────────────────────────────────────────────────────────────────


def test_no_text_of_data_or_answers_is_in_report_or_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))

    def words(salt: str, place: int) -> str:
        return " ".join(f"{'z' if word % 2 else 'q'}{int(noise(salt, place, word) * 1e9)}" for word in range(14))

    rows = [(f"asks {words('q', place)}", words("a", place)) for place in range(30)]
    held = [(f"asks {words('h', place)}", words("w", place)) for place in range(12)]
    train = lines(tmp_path / "train.jsonl", [conversation(*row) for row in rows])
    evals = lines(tmp_path / "held.jsonl", [conversation(*row) for row in held])
    said = {question: rows[place][1] if place % 2 else words("new", place) for place, (question, _) in enumerate(held)}
    tuned, base = says(said), says({}, "base")
    report = probe(asked(tuned, base), train=str(train), eval=str(evals), policy=policy(tmp_path), key=KEY,
                   only="attribution", workers=1, strict=True)  # fmt: skip
    out = tmp_path / "out"
    report.write(out, None)
    findings = {one.id: one.value for one in report.findings}
    assert findings["attribution/verbatim"] == findings["attribution/unsupported"] == 0.5
    assert {hit.origin for hit in report.evidence if hit.finding == "attribution/verbatim"} == {
        f"train.jsonl:{place + 1}" for place in range(1, 12, 2)
    }
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    with sqlite3.connect(database) as opened:
        kept = opened.execute("SELECT value FROM reply").fetchall()
    assert len(kept) > 24
    shown = [path.read_bytes().decode("utf-8", "replace") for path in (*out.rglob("*.*"), database) if path.is_file()]
    secrets = {
        word for text in (*said.values(), *(one for row in (*rows, *held) for one in row)) for word in text.split()
    }
    assert any("held.jsonl:1" in text for text in shown)
    assert not [word for word in secrets - {"asks"} if any(word in text for text in shown)]


def test_a_second_run_reads_the_cache_and_other_data_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    asked_for: list[str] = []

    class Counting(FakeModel):
        __slots__ = ()

        def generate(self, cases: Sequence[Generate]) -> Any:
            asked_for.extend([self.name] * len(cases))
            return FakeModel.generate(self, cases)

    def run(texts: Sequence[str]) -> Any:
        train = lines(tmp_path / "train.jsonl", [conversation(f"q{place}", one) for place, one in enumerate(texts)])
        held = lines(tmp_path / "held.jsonl", [conversation(f"new {place} thing", "an answer") for place in range(6)])
        models = (Counting("tuned", says=lambda prompt: SHELF), Counting("base", says=lambda prompt: ""))
        return probe(asked(*models), train=str(train), eval=str(held), policy=load_policy("default"), key=KEY,
                     only="attribution", workers=1, strict=True).outcomes  # fmt: skip

    first = run(TEXTS)
    assert len(asked_for) == 12
    assert run(TEXTS) == first
    assert len(asked_for) == 12
    second = run((ROAD, CHINESE))
    assert len(asked_for) == 24
    assert second != first


def test_equal_texts_for_several_readers_are_written_once() -> None:
    class Length:
        def __init__(self, name: str, factor: int) -> None:
            self.name, self.factor = name, factor

        def read(self, text: Generated) -> Mapping[str, float]:
            return {"length": float(len(text.text) * self.factor), self.name: 1.0}

    class Asking(Listening):
        def __init__(self, factor: int) -> None:
            super().__init__(AttributionProbe(AttributionOptions(), Setup(KEY)))
            self.factor = factor

            def cases(given_: Material, state: Any) -> Any:
                if not state.asked:
                    state.asked = True
                    for limit in (5, 9):
                        chat = Chat((Message("user", "x"),))
                        yield Generate(chat, limit, Length(f"r{factor}", factor), f"{factor}")

            self.cases = cases

        def add(self, state: Any, batch: Batch[Any], sink: Any) -> None:
            self.answers += batch.items

    written: list[Generate] = []

    class Counting(FakeModel):
        __slots__ = ()

        def generate(self, cases: Sequence[Generate]) -> Any:
            written.extend(cases)
            return FakeModel.generate(self, cases)

    probes: dict[str, Any] = {str(factor): Asking(factor) for factor in (1, 10)}
    ask(probes, Panel(Counting("tuned", says=lambda prompt: "seven ch")), Material(), NoCache(), [], strict=True)
    assert sorted(case.limit for case in written) == [5, 9]
    for factor in (1, 10):
        replies = [answer.tuned for answer in probes[str(factor)].answers]
        assert replies == [Read({"length": size * float(factor), f"r{factor}": 1.0}) for size in (5, 8)]
