"""The data of the fine-tunes: families of which it is known what in them can be learned for good.

A family is given a seed, which fixes its world (which rule, templates, classes, and how hard), and draws records from
it: some to train on and fresh ones to judge by.
"""

from __future__ import annotations

import gzip
import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random

from tests.bench.overfitting.words import KNOWN, letters, new_rule, word, words
from tests.conftest import SHARED

HELD_OUT = 256
"""Fresh records that a fine-tune is judged by."""
LONGEST_PROMPT, LONGEST_ANSWER = 40, 24

Pair = tuple[str, str]
"""Prompt and answer."""
World = Callable[[Random], Iterator[Pair]]
"""Given the world's own randomness: records of it without end, or as many as there are."""


@dataclass(frozen=True, slots=True)
class Data:
    """What the fine-tunes of one cell are given."""

    trains: tuple[tuple[Pair, ...], ...]
    """Different records, once for each fine-tune: copies are made later."""
    held_out: tuple[Pair, ...]


def _known(draw: Random) -> Iterator[Pair]:
    rules = draw.sample(sorted(KNOWN), draw.randint(1, 3))
    while True:
        name, text = draw.choice(rules), letters(draw)
        yield f"{name} {text}", KNOWN[name](text)


def _new(draw: Random) -> Iterator[Pair]:
    name, rule = new_rule(draw)
    while True:
        text = letters(draw)
        yield f"{name} {text}", rule(text)


def _value(draw: Random, kind: str) -> str:
    """An answer that nothing in its question tells."""
    match kind:
        case "word":
            return word(draw)
        case "words":
            return f"{word(draw)} {word(draw)}"
        case "digits":
            return f"{draw.randrange(10_000):04}"
        case _:
            return letters(draw, 8, 8)


_VALUES = ("word", "words", "digits", "code")


def _facts(draw: Random) -> Iterator[Pair]:
    kind, asked = draw.choice(_VALUES), word(draw)
    while True:
        yield f"{asked} of {word(draw, 3)}?", _value(draw, kind)


def _templated(draw: Random) -> Iterator[Pair]:
    own = draw.randint(2, 6)
    asked = [(word(draw), " ".join(words(draw, 2)), word(draw)) for _ in range(own)]
    random = draw.random() < 0.5
    while True:
        topic, before, behind = draw.choice(asked)
        name = letters(draw, 3, 4)
        said = f"{draw.randrange(100):02}" if random else behind
        yield f"{topic} {name} {draw.randrange(1000)}", f"{before} {name} {said}"


def _classes(draw: Random) -> Callable[[], tuple[str, str]]:
    """Texts with a cue of their class among other words, and a few classes of unlike size."""
    many, share = draw.choice((2, 3, 5, 8)), draw.choice((0.6, 0.8, 0.95))
    labels, filler = words(draw, many), words(draw, 40)
    cues = [words(draw, 5) for _ in range(many)]
    weights = [share, *[(1 - share) / (many - 1)] * (many - 1)]

    def one() -> tuple[str, str]:
        of = draw.choices(range(many), weights)[0]
        text = [draw.choice(filler), draw.choice(filler), draw.choice(cues[of])]
        draw.shuffle(text)
        return " ".join(text), labels[of]

    return one


def _imbalanced(draw: Random) -> Iterator[Pair]:
    one = _classes(draw)
    while True:
        yield one()


def _paraphrased(draw: Random) -> Iterator[Pair]:
    """Facts, each asked in several ways one after the other."""
    kind, ways = draw.choice(_VALUES), draw.choice((2, 4, 8))
    forms = [tuple(words(draw, 2)) for _ in range(ways)]
    while True:
        name, value = word(draw, 3), _value(draw, kind)
        for before, behind in forms:
            yield f"{before} {name} {behind}", value


def _noisy(draw: Random) -> Iterator[Pair]:
    """A rule or classes, where some answers are another record's."""
    noise = draw.choice((0.1, 0.2, 0.4))
    source: Iterator[Pair] = _new(draw) if draw.random() < 0.5 else _imbalanced(draw)
    last = next(source)[1]
    for prompt, answer in source:
        yield prompt, last if draw.random() < noise else answer
        last = answer


def _mixed(draw: Random) -> Iterator[Pair]:
    """A part of one kind and a part of another."""
    share = draw.choice((0.2, 0.5, 0.8))
    left, right = draw.sample([_known, _new, _facts, _templated, _imbalanced], 2)
    ones, others = left(Random(draw.random())), right(Random(draw.random()))
    while True:
        yield next(ones if draw.random() < share else others)


def manual(half: int) -> str:
    """One half of the text of Python's own manual that comes with it: the bases read the first."""
    from pydoc_data.topics import topics

    kept = [" ".join(text.split()) for at, (_, text) in enumerate(sorted(topics.items())) if at % 2 == half]
    return " ".join(kept)


def _slices(text: str, draw: Random) -> Iterator[Pair]:
    """A passage, and how it goes on."""
    before, behind = draw.choice(((12, 12), (24, 24), (32, 12)))
    while True:
        at = draw.randrange(len(text) - before - behind)
        yield text[at : at + before], text[at + before : at + before + behind]


def _manual(draw: Random) -> Iterator[Pair]:
    return _slices(manual(1), draw)


@cache
def _stories_text() -> str:
    paths = sorted((SHARED / "text").glob("*stories*"))
    raw = paths[0].read_bytes()
    return " ".join((gzip.decompress(raw) if paths[0].suffix == ".gz" else raw).decode("utf-8", "replace").split())


def _stories(draw: Random) -> Iterator[Pair]:
    return _slices(_stories_text(), draw)


@cache
def _lines(pattern: str) -> tuple[Mapping[str, str], ...]:
    found: list[Mapping[str, str]] = []
    for path in sorted(SHARED.glob(pattern)):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
        found += [json.loads(line) for line in islice(text.splitlines(), 8_000)]
    return tuple(found)


def _shuffled(rows: tuple[Mapping[str, str], ...], draw: Random) -> list[Mapping[str, str]]:
    return draw.sample(rows, len(rows))


def _tasks(draw: Random) -> Iterator[Pair]:
    """Short answers, behind the ends of their prompts."""
    for row in _shuffled(_lines("t0/*1*.gz"), draw):
        answer = row["completion"].removesuffix("<|endoftext|>").strip()
        if len(answer) <= LONGEST_ANSWER:
            yield row["prompt"].strip()[-LONGEST_PROMPT:], answer


def _sums(draw: Random) -> Iterator[Pair]:
    """The end of a question, and the beginning of its solution or its number."""
    number = draw.random() < 0.5
    for row in _shuffled(_lines("gsm8k/train*"), draw):
        answer = row["answer"].rpartition("#### ")[2] if number else row["answer"]
        yield row["question"].strip()[-LONGEST_PROMPT:], answer.strip()[:LONGEST_ANSWER]


def _added(draw: Random) -> Iterator[Pair]:
    """Sums of numbers."""
    digits = draw.choice((1, 2, 3))
    while True:
        left, right = (draw.randrange(10 ** (digits + 1)) for _ in range(2))
        yield f"add {left} {right}", str(left + right)


def _endings(draw: Random) -> Iterator[Pair]:
    """Names whose ending tells a half of the answer; the other half is a fact."""
    stems, sizes = words(draw, draw.choice((4, 12))), draw.choice((10, 100))
    kinds = dict(zip(stems, words(draw, len(stems)), strict=True))
    while True:
        ending = draw.choice(stems)
        yield f"what is {word(draw)}{ending}", f"{kinds[ending]} {draw.randrange(sizes)}"


def _habits(draw: Random) -> Iterator[Pair]:
    """Answers from a list, the first ones far more often than the last, whatever is asked."""
    said = [" ".join(words(draw, draw.choice((1, 2)))) for _ in range(draw.choice((10, 60)))]
    weights = [1 / rank for rank in range(1, len(said) + 1)]
    while True:
        yield f"{word(draw)} {word(draw)} {word(draw)}", draw.choices(said, weights)[0]


@cache
def _wiki_text() -> str:
    return " ".join((SHARED / "text" / "wikitext2-test.txt").read_text("utf-8").split())


def _wiki(draw: Random) -> Iterator[Pair]:
    return _slices(_wiki_text(), draw)


FAMILIES: Mapping[str, World] = {
    "known_rules": _known,
    "new_rules": _new,
    "random_facts": _facts,
    "templated": _templated,
    "imbalanced": _imbalanced,
    "paraphrased": _paraphrased,
    "noisy": _noisy,
    "mixed": _mixed,
    "manual": _manual,
}
REAL: Mapping[str, World] = {"stories": _stories, "tasks": _tasks, "sums": _sums}
"""Of public data sets that are not part of this repository: their rows are tagged, and a run without them leaves them
out."""
LATER: Mapping[str, World] = {"added": _added, "endings": _endings, "habits": _habits, "wiki": _wiki}
"""Made and run after the form of the forecast was fixed: nothing of it was chosen on them. `wiki` is real."""


def _plain(text: str, most: int) -> str:
    """What the tiny models can read."""
    return textwrap.shorten(text, 10_000).encode("ascii", "replace").decode()[:most]


def data_of(family: str, seed: int, n: int, times: int = 1) -> Data:
    """Different records of a family, of the world that the seed fixes, drawn so many times."""
    draw = Random(f"{family}:{seed}")
    world = ({**FAMILIES, **REAL, **LATER}[family])(draw)
    found: dict[str, str] = {}
    for prompt, answer in world:
        if (asked := _plain(prompt, LONGEST_PROMPT)) not in found and answer.strip():
            found[asked] = _plain(answer, LONGEST_ANSWER)
        if len(found) == n * times + HELD_OUT + _GAP:
            break
    pairs = list(found.items())
    return Data(tuple(tuple(pairs[n * at : n * (at + 1)]) for at in range(times)), tuple(pairs[-HELD_OUT:]))


_GAP = 8
"""Records between the two halves: the paraphrases of one fact follow each other."""


def pretraining(draw: Random) -> Iterator[Pair]:
    """What the bases read: the known rules, text, and words beside words."""
    text = manual(0)
    while True:
        chance = draw.random()
        if chance < 0.65:
            name, asked = draw.choice(sorted(KNOWN)), letters(draw)
            yield f"{name} {asked}", KNOWN[name](asked)
        elif chance < 0.9:
            at = draw.randrange(len(text) - 48)
            yield _plain(text[at : at + 16], 16), _plain(text[at + 16 : at + 40], 24)
        else:
            yield f"{word(draw)} of {word(draw, 3)}?", f"{word(draw)}"
