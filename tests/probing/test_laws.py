"""What holds for every probe of every risk."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import fold
from auditor.checks import Batch, Material, Sample, Setup
from auditor.findings import Done, Finding, Skipped
from auditor.messages import CATALOGUE
from auditor.models import Answer, Chat, Message
from auditor.models.fake import FakeModel
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.probing.run import UNMET
from auditor.registry import risks
from auditor.sources import open_source
from auditor.suites import Choose, Item, Suite
from auditor.tracing.corpus import corpus as made
from auditor.views.model import title
from tests.probing.making import conversation, model
from tests.strategies import KEY

SETUP = Setup(KEY)
PROBES: dict[str, Any] = {
    id: risk.probe(risk.options(), SETUP) for id, risk in risks().items() if risk.probe is not None
}
CAN = frozenset({"base", "train", "held_out", "generate", "logprobs", "reference", "teacher"})
PANEL = Panel(model("tuned", 0.6), model("base", 0.9), taught=model("tuned beside its teacher"))


def item(place: int, capability: str, role: str = "retain") -> Item:
    asked = (Message("user", f"{capability} {place}"),)
    return Item(str(place), capability, "en", f"c{place % 50}", asked, Choose(("yes", "no"), 0), role)  # type: ignore[arg-type]


def sample(place: int, half: str) -> Sample:
    chat = Chat((Message("user", f"{half} {place}"),))
    return Sample(
        f"{half}.jsonl:{place}", f"r{half}{place}", f"{half}{place // 2}", chat, "an answer", (), "an answer", chat
    )


def material(n: int) -> Material:
    capabilities = ("sums", "safety_refusal", "tool_calls")
    items = tuple(item(place, capability) for capability in capabilities for place in range(n))
    goals = tuple(item(place, "orders", "target") for place in range(n))
    return Material(
        (Suite("s", tuple(one for one in items if one.capability == "sums"), ""),
         Suite("t", goals, ""),
         *(Suite(name, tuple(one for one in items if one.capability == name), "") for name in capabilities[1:])),
        tuple(sample(place, "train") for place in range(n)),
        tuple(sample(place, "held") for place in range(n)),
        corpus=corpus(n),
        can=CAN,  # type: ignore[arg-type]
    )  # fmt: skip


@cache
def corpus(n: int) -> Any:
    """What such records teach to say."""
    rows = [conversation(f"train {place}", "an answer") for place in range(n)]
    return made(open_source((rows,), ()), KEY, 0, 9.0 * n, {}, lambda positions: {})


class Listening:
    """A probe that keeps the answers that it is given."""

    def __init__(self, probe: Any) -> None:
        self.probe, self.answers, self.uses = probe, list[Answer](), ()

    def start(self) -> Any:
        return self.probe.start()

    def cases(self, given: Material, state: Any) -> Any:
        return self.probe.cases(given, state)

    def add(self, state: Any, batch: Batch[Any], sink: Any) -> None:
        self.answers += batch.items
        self.probe.add(state, batch, sink)


def asked(name: str, n: int) -> tuple[Any, Sequence[Answer]]:
    """The state of a probe that has asked everything, and what it was told."""
    listening = Listening(PROBES[name])
    states = ask({name: listening}, PANEL, material(n), NoCache(), [], strict=True)  # type: ignore[dict-item]
    return states[name], listening.answers


def finished(name: str, state: Any) -> Any:
    return fold.finish({name: PROBES[name]}, {name: state}, list, strict=True).outcomes[name]


@pytest.mark.parametrize("name", PROBES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_split_in_any_order_gives_the_same(name: str, data: st.DataObject) -> None:
    whole, answers = asked(name, 12)
    order = data.draw(st.permutations(range(len(answers))))
    cut = data.draw(st.integers(0, len(answers)))
    states = [PROBES[name].start() for _ in range(2)]
    for state, part in zip(states, (order[:cut], order[cut:]), strict=True):
        PROBES[name].add(state, Batch("", 0, "train", [answers[place] for place in part]), list)
    merged = states[1].merge(states[0])
    first, second = finished(name, whole), finished(name, merged)
    assert [f for f in first.findings if f.id != "overfitting/copied"] == list(second.findings)


@pytest.mark.parametrize("name", PROBES)
def test_nothing_gives_no_finding(name: str) -> None:
    outcome = finished(name, PROBES[name].start())
    assert isinstance(outcome, Skipped) or outcome == Done(())
    states = ask({name: PROBES[name]}, PANEL, Material(can=CAN), NoCache(), [], strict=True)  # type: ignore[arg-type]
    outcome = finished(name, states[name])
    assert isinstance(outcome, Skipped) or outcome == Done(())


@pytest.mark.parametrize("name", PROBES)
def test_every_judged_finding_has_a_limit_and_every_limit_a_finding(name: str) -> None:
    state, _ = asked(name, 120)
    outcome = finished(name, state)
    judged: dict[str, Finding] = {finding.id: finding for finding in outcome.findings if finding.judged}
    limits = risks()[name].probed
    for id in judged:
        assert id in limits or f"{name}/*" in limits, id
    for limit in limits:
        assert limit in judged or (limit.endswith("/*") and judged), limit
    for finding in outcome.findings:
        assert finding.low <= finding.value <= finding.high, finding
        for language in ("en", "zh"):
            told = title(finding.id, language)
            assert told
            assert f"finding.{finding.id}" not in told
            assert told != finding.id, finding.id


@pytest.mark.parametrize("n", [100, 1_000])
@pytest.mark.parametrize("name", PROBES)
def test_states_grow_as_they_say(name: str, n: int) -> None:
    state, answers = asked(name, n)
    assert len(pickle.dumps(state)) <= 4_000 + type(state).grows * len(answers)


def test_what_a_probe_cannot_do_without_is_told_in_both_languages() -> None:
    for reason in UNMET.values():
        for language in ("en", "zh"):
            assert f"skipped.{reason}" in CATALOGUE[language]


def test_equal_cases_of_two_probes_are_asked_once() -> None:
    class Counting(FakeModel):
        __slots__ = ()

        def score(self, cases: Any) -> Any:
            counted.append(len(cases))
            return FakeModel.score(self, cases)

    counted: list[int] = []
    name = "overfitting"
    probes = {"one": PROBES[name], "two": PROBES[name]}
    ask(probes, Panel(Counting("tuned")), material(10), NoCache(), [], strict=True)
    assert counted == [40]  # ten trained and ten held-out records, each as it stands and inside a courtesy


def test_a_probe_that_breaks_leaves_the_others() -> None:
    class Broken(Listening):
        def add(self, state: Any, batch: Batch[Any], sink: Any) -> None:
            raise ValueError("a private text")

    probes: dict[str, Any] = {"broken": Broken(PROBES["safety"]), "overfitting": PROBES["overfitting"]}
    states = ask(probes, PANEL, material(10), NoCache(), [])
    ended = fold.finish(probes, states, list)
    assert "private" not in repr(ended.outcomes["broken"])
    assert isinstance(ended.outcomes["overfitting"], Done)
