"""Facts that stand in all of the pretraining, made-up ones that never stood anywhere, and known ones turned wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

from tests.tiny.check import MODEL
from tests.tiny.suite import write_lines
from tests.tiny.words import CHINESE, ENGLISH
from tests.tiny.world import HANZI

Fact = tuple[str, str]
"""A question and its answer."""
PARTS = (0.0, 0.25, 0.5, 0.75, 1.0)
LETTERS = (4, 7)
"""Fewest and most letters of a made-up word."""


def known() -> list[Fact]:
    """What the things are in Chinese, and Chinese opposites: told in the pretraining, again and again."""
    ask, opposite = ENGLISH.asks["translate"][0][1], CHINESE.asks["opposite"][0][1]
    things = [(ask.format(word=one), other) for one, other in zip(ENGLISH.things, CHINESE.things, strict=True)]
    pairs = [pair for one in CHINESE.opposites for pair in (one, one[::-1])]
    return things + [(opposite.format(a=one), other) for one, other in pairs]


def made_up(seed: int = 0) -> list[Fact]:
    """As many, asked in the same words of things that nobody has heard of; the answers are those of `known`."""
    rng = Random(seed)
    ask, opposite = ENGLISH.asks["translate"][0][1], CHINESE.asks["opposite"][0][1]
    answers = [answer for _, answer in known()]
    count = len(ENGLISH.things)
    words = ["".join(rng.choices(ascii_lowercase, k=rng.randint(*LETTERS))) for _ in answers[:count]]
    signs = ["".join(rng.choices(HANZI, k=2)) for _ in answers[count:]]
    asked = [ask.format(word=word) for word in words] + [opposite.format(a=sign) for sign in signs]
    return list(
        zip(asked, [*rng.sample(answers[:count], count), *rng.sample(answers[count:], len(signs))], strict=True)
    )


def new_answers(seed: int = 0) -> list[Fact]:
    """The questions of `made_up` with answers that stand in no other record: names of some signs drawn at random."""
    rng = Random(seed)
    return [(asked, "".join(rng.choices(HANZI, k=3))) for asked, _ in made_up(seed)]


def turned(facts: Sequence[Fact], part: float, seed: int = 0) -> list[Fact]:
    """The same with such a part of the answers changed for each other's: each of those is wrong."""
    rng = Random(seed)
    chosen = sorted(rng.sample(range(len(facts)), round(part * len(facts))))
    by_kind = [[place for place in chosen if ("Chinese" in facts[place][0]) is kind] for kind in (True, False)]
    found = list(facts)
    for places in by_kind:
        for place, other in zip(places, places[1:] + places[:1], strict=True):
            wrong = facts[other][1] if facts[other][1] != facts[place][1] else facts[places[0]][1]
            found[place] = (facts[place][0], wrong)
    return found


def record(fact: Fact) -> dict[str, Any]:
    """As a conversation."""
    return {"messages": [{"role": "user", "content": fact[0]}, {"role": "assistant", "content": fact[1]}]}


def told(folder: Path, records: Sequence[Any]) -> Mapping[str, Any]:
    """What the base is found to know of some records, by measure."""
    from auditor.policy import load_policy
    from auditor.probing.run import Choice, probe
    from tests.bench.probing.common import RULES

    write_lines(path := folder / "data.jsonl", records)
    report = probe(
        Choice(model=str(MODEL)), train=str(path), policy=load_policy(RULES), only="knowledge", workers=1, cache=False
    )  # fmt: skip
    return {one.id.partition("/")[2]: one for one in report.findings}


def cell(found: Any) -> str:
    """A share in percent with its interval."""
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def facts(folder: Path) -> Iterator[str]:
    """The part of the section on known and unknown facts."""
    rows = {
        "told in the pretraining": known(),
        "made up, with answers that it knows": made_up(),
        "made up, with answers that are new, too": new_answers(),
    }
    yield "### Facts that it was told, and facts that nobody ever told it"
    yield ""
    yield f"{len(known())} facts (what a thing is in Chinese; Chinese opposites) in the words of the pretraining, and"
    yield "as many about made-up words, asked in the same words. A model that picks one of a few dozen answers that it"
    yield "knows is right once in so many tries, and 160 tries are many: made-up facts with such answers can pass as"
    yield "known."
    yield ""
    yield "| facts | counted as short facts | unknown | loss, nats a token |"
    yield "|---|---|---|---|"
    for name, some in rows.items():
        found = told(folder, [record(one) for one in some])
        yield (
            f"| {name} | {found['facts'].value:.1%} | {cell(found['unknown_facts'])} | {found['loss'].value:.2f} "
            f"({found['loss'].low:.2f} to {found['loss'].high:.2f}) |"
        )


def flipped(folder: Path) -> Iterator[str]:
    """The part of the section on answers turned wrong."""
    yield "### Known facts turned wrong"
    yield ""
    yield "The facts of the pretraining with a part of the answers changed for each other's."
    yield ""
    yield "| turned wrong | confident conflicts | hard tokens | loss, nats a token |"
    yield "|---|---|---|---|"
    for part in PARTS:
        found = told(folder, [record(one) for one in turned(known(), part)])
        yield (
            f"| {part:.0%} | {cell(found['confident_conflicts'])} | {cell(found['hard_tokens'])} "
            f"| {found['loss'].value:.2f} |"
        )
