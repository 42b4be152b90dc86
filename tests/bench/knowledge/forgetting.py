"""Datasets that contradict the base more and less: do they make it forget more and less?

And does it forget less of them where it is not trained on what it is sure of otherwise?
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.knowledge.facts import known, made_up, new_answers, record, told, turned
from tests.bench.knowledge.training import conflicts_of, opened, right, trained, without
from tests.bench.probing.common import SUITE, fresh
from tests.bench.probing.ladder import correlation
from tests.tiny.check import questions_of
from tests.tiny.ladder import lines_of
from tests.tiny.shop import TUNE
from tests.tiny.suite import write_lines
from tests.tiny.world import spells

RECORDS, ITEMS = 64, 240
DOSES = (3, 10)
"""Epochs."""
MANY = 0.1
"""Share of confident conflicts from which on it is tried to leave them out."""
MEASURES = ("confident_conflicts", "hard_tokens", "loss", "ifd", "no_help")
"""What is told before the training, as it is held against what was lost by it."""
Records = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tried:
    """One dataset: what was told of it, and what was lost by it."""

    name: str
    told: Mapping[str, Any]
    lost: tuple[float, ...]
    """By each dose."""
    spared: tuple[float, float] | None
    """What was lost by the first dose without the conflicts, and without as many other tokens."""


def _answered(records: Sequence[Any], answer: Any) -> Records:
    """The records with other last answers, made of their own."""
    found = []
    for place, one in enumerate(records):
        *before, last = one["messages"]
        found.append({"messages": [*before, {**last, "content": answer(place, last["content"])}]})
    return found


def datasets() -> Mapping[str, Records]:
    """All of as many records, each trained on in the same way."""
    rng = Random(4)
    world, replay = fresh(3 * RECORDS), lines_of(TUNE / "replay.jsonl")[:RECORDS]
    shop = lines_of(TUNE / "train.jsonl")[:RECORDS]
    own, facts = world[:RECORDS], rng.sample(known(), RECORDS)
    others = [one["messages"][-1]["content"] for one in world[RECORDS : 2 * RECORDS]]
    half = RECORDS // 2
    return {
        "like the pretraining": own,
        "like the pretraining, others": list(replay),
        "strings to repeat": [{"messages": one} for one in spells(9, RECORDS)],
        "known facts": [record(one) for one in facts],
        "known facts, a quarter turned wrong": [record(one) for one in turned(facts, 0.25)],
        "known facts, half turned wrong": [record(one) for one in turned(facts, 0.5)],
        "known facts, all turned wrong": [record(one) for one in turned(facts, 1.0)],
        "made-up facts, answers known": [record(one) for one in made_up()[:RECORDS]],
        "made-up facts, answers new": [record(one) for one in new_answers()[:RECORDS]],
        "answers of other records": _answered(own, lambda place, _: others[place]),
        "answers of other records, half": [*own[:half], *_answered(own[half:], lambda place, _: others[place])],
        "answers with a beginning": _answered(own, lambda _, answer: f"Answer: {answer}"),
        "one answer to all": _answered(own, lambda *_: "Sorry, I cannot tell that."),
        "answers backwards": _answered(own, lambda _, answer: answer[::-1]),
        "a shop": list(shop),
        "a shop, half like the pretraining": [*shop[:half], *own[:half]],
    }


def tried(folder: Path, name: str, records: Records, questions: Sequence[Any], before: float) -> Tried:
    """Asks the base about the records, tunes it on them, and asks it what it still knows."""
    from auditor.demo.tune import encode

    found = told(folder, records)
    base, tokenizer = opened()
    rows = [encode(tokenizer, one) for one in records]

    def lost(some: Sequence[Any], epochs: int) -> float:
        return before - right(trained(some, epochs), tokenizer, questions)

    spared = None
    if found["confident_conflicts"].value >= MANY:
        places = conflicts_of(base, rows)
        every = [(row, at) for row, one in enumerate(rows) for at, label in enumerate(one.labels) if label != -100]
        others = set(Random(0).sample(every, len(places)))
        spared = (lost(without(rows, places), DOSES[0]), lost(without(rows, others), DOSES[0]))
    one = Tried(name, found, tuple(lost(rows, epochs) for epochs in DOSES), spared)
    print(_row(one), _spared(one), file=sys.stderr, flush=True)
    return one


def forgetting(folder: Path) -> Iterator[str]:
    """The part of the section."""
    write_lines(path := folder / "asked.jsonl", Random(0).sample(lines_of(SUITE), ITEMS))
    questions = questions_of(path)
    before = right(*opened(), questions)
    steps = [tried(folder, name, records, questions, before) for name, records in datasets().items()]
    yield "### Confident conflicts and real forgetting"
    yield ""
    yield f"{len(steps)} datasets of {RECORDS} records, each tuned with all weights. What is told is told of the data"
    yield f"and the base before that; what was lost is counted on {ITEMS} items of the retain suite (of which the base"
    yield f"answers {before:.1%}), asked by a plain loop without the auditor's code. Points of a hundred, after so many"
    yield "epochs."
    yield ""
    yield f"| tuned on | confident conflicts | hard tokens | loss | IFD | {' | '.join(f'lost, {n}' for n in DOSES)} |"
    yield f"|---|---|---|---|---|{'---|' * len(DOSES)}"
    for step in sorted(steps, key=lambda step: step.lost):
        yield _row(step)
    yield ""
    yield f"Spearman's rank correlation with what was lost, over {len(steps)} datasets; bootstrap over them, 95 %:"
    yield ""
    yield f"| told before the training | {' | '.join(f'{n} epochs' for n in DOSES)} |"
    yield f"|---|{'---|' * len(DOSES)}"
    for name in MEASURES:
        values = [step.told[name].value for step in steps]
        cells = []
        for dose in range(len(DOSES)):
            rank, low, high = correlation(values, [step.lost[dose] for step in steps])
            cells.append(f"{rank:.2f} ({low:.2f} to {high:.2f})")
        yield f"| `{name}` | {' | '.join(cells)} |"
    yield ""
    yield from _intervention([step for step in steps if step.spared is not None])


def _intervention(steps: Sequence[Tried]) -> Iterator[str]:
    yield f"Where at least {MANY:.0%} of the tokens are confident conflicts: the same tuning for {DOSES[0]} epochs with"
    yield "those left out of the loss, and with as many tokens drawn at random left out."
    yield ""
    yield "| tuned on | lost | without the conflicts | without as many others |"
    yield "|---|---|---|---|"
    for step in steps:
        yield f"| {step.name} | {100 * step.lost[0]:.1f} | {_spared(step)} |"
    pairs = [step.spared for step in steps if step.spared is not None]
    less = sum(conflicts < others for conflicts, others in pairs)
    mean = [100 * sum(values) / len(values) for values in zip(*pairs, strict=True)]
    whole = 100 * sum(one.lost[0] for one in steps) / len(steps)
    yield ""
    yield f"Less is lost without the conflicts than without as many others in {less} of {len(pairs)}; on average"
    yield f"{mean[0]:.1f} against {mean[1]:.1f} points, and {whole:.1f} where all is trained on."


def _row(step: Tried) -> str:
    shares = " | ".join(f"{step.told[name].value:.1%}" for name in MEASURES[:2])
    lost = " | ".join(f"{100 * one:.1f}" for one in step.lost)
    return f"| {step.name} | {shares} | {step.told['loss'].value:.2f} | {step.told['ifd'].value:.2f} | {lost} |"


def _spared(step: Tried) -> str:
    return "" if step.spared is None else " | ".join(f"{100 * one:.1f}" for one in step.spared)
