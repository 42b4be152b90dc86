"""Cases that differ only in what they want are computed once, and each is told what it asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from auditor import fold
from auditor.checks import Batch, Material
from auditor.models import Answer, Case, Need, Plain, Score, Scored, Statistic, Unanswered
from auditor.models.fake import FakeModel
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import Cache, NoCache


@dataclass(slots=True)
class Heard:
    """What was answered."""

    grows: ClassVar[int] = 1_000
    answers: list[Answer] = field(default_factory=list)
    asked: bool = False

    def merge(self, other: Heard) -> Heard:
        self.answers += other.answers
        self.asked |= other.asked
        return self


@dataclass(frozen=True, slots=True)
class Wanting:
    """A probe that asks for some statistics of two targets."""

    wants: frozenset[Statistic]
    uses: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[Need]] = frozenset({"logprobs"})

    def start(self) -> Heard:
        return Heard()

    def cases(self, material: Material, state: Heard) -> Iterator[Case]:
        if not state.asked:
            state.asked = True
            yield from (Score(Plain("Call "), target, self.wants) for target in ("555-0100", "555-0101"))

    def add(self, state: Heard, batch: Batch[Answer], sink: Any) -> None:
        state.answers += batch.items

    def finish(self, state: Heard, facts: Any) -> Any:
        raise NotImplementedError


class Listening(FakeModel):
    """Keeps what it is asked at once, and cannot tell everything."""

    __slots__ = ()
    heard: ClassVar[list[list[frozenset[Statistic]]]] = []
    cannot: ClassVar[frozenset[Statistic]] = frozenset()

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        Listening.heard.append([case.wants for case in cases])
        for place, reply in FakeModel.score(self, cases):
            yield place, Unanswered("server_cannot") if cases[place].wants & self.cannot else reply


class Limited(Listening):
    __slots__ = ()
    cannot: ClassVar[frozenset[Statistic]] = frozenset({"spread"})


GREEDY: frozenset[Statistic] = frozenset({"greedy"})
SPREAD: frozenset[Statistic] = frozenset({"mean", "spread"})
BESIDE: frozenset[Statistic] = frozenset({"kl"})


def heard(model: FakeModel, kept: Any, *wants: frozenset[Statistic]) -> list[list[Answer]]:
    Listening.heard.clear()
    probes = {str(place): Wanting(own) for place, own in enumerate(wants)}
    states: fold.States = ask(probes, Panel(model, FakeModel("base")), Material(), kept, [], strict=True)
    return [states[name].answers for name in probes]  # type: ignore[union-attr]


def test_they_are_asked_once_and_each_is_told_its_own() -> None:
    for own, answers in zip((GREEDY, SPREAD), heard(Listening("m"), NoCache(), GREEDY, SPREAD), strict=True):
        assert [answer.case.wants for answer in answers if isinstance(answer.case, Score)] == [own] * 2
        for answer in answers:
            assert isinstance(answer.tuned, Scored)
            assert answer.tuned.stats.keys() == own
    assert Listening.heard == [[GREEDY | SPREAD] * 2]


def test_what_needs_the_base_is_joined_too_but_kept_beside_it(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        heard(Listening("m"), cache, GREEDY, BESIDE)
        assert Listening.heard == [[GREEDY | BESIDE] * 2]
        for own in (GREEDY, BESIDE):
            (answers,) = heard(Listening("m"), cache, own)
            assert Listening.heard == []
            assert all(isinstance(one.tuned, Scored) and one.tuned.stats.keys() == own for one in answers)


def test_where_a_model_cannot_tell_all_each_gets_what_it_can() -> None:
    greedy, spread = heard(Limited("m"), NoCache(), GREEDY, SPREAD)
    assert all(isinstance(answer.tuned, Scored) for answer in greedy)
    assert all(isinstance(answer.tuned, Unanswered) for answer in spread)


def test_impossible_tokens_come_back_from_the_cache(tmp_path: Path) -> None:
    case = Score(Plain("a"), "bc", frozenset({"cool_top_40", "kl"}))
    reply = Scored(
        np.array([-1, -np.inf], np.float32),
        {"cool_top_40": np.array([-np.inf, -2], np.float32), "kl": np.array([0.5, np.inf], np.float32)},
    )
    with Cache(tmp_path) as cache:
        cache.put("m", case, reply)
        cache.flush()
        found = cache.known("m", [case])[case]
    assert isinstance(found, Scored)
    np.testing.assert_array_equal(found.logprobs, reply.logprobs)
    for name, values in reply.stats.items():
        np.testing.assert_array_equal(found.stats[name], values)
