"""A cheap learner of answers: how many bits of an answer the other records do not tell.

Counting models of characters look each at one thing: the characters before, the whole answer so far, that together with
a word of the prompt, the letter of the prompt at the same place, what follows in the prompt behind the same letters. A
mixture of them is fitted by expectation maximization; which of them is trusted depends on how often it has seen its
context and whether it was always the same that followed. Every record is judged by counts from which it, and its whole
group, is left out, so that all of them are judged as if they were new. As with a large model, a rule, a template or a
label is learned from others, and a fact is not.

After the mixing of context models in data compressors: Mahoney 2005, "Adaptive weighing of context models for lossless
data compression" (Florida Tech CS-2005-16); counts from which the own is left out: Jelinek and Lafferty 1985, deleted
estimation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]

ALPHABET = 96
"""Characters that a place could have, were nothing known: as many as can be printed of ASCII."""
PROMPT, ANSWER = 160, 80
"""Characters of the end of a prompt and of the beginning of an answer that are looked at."""
WORDS = 6
"""Words of the prompt, counted from its end, that are each held beside the answer."""
ROUNDS = 12
_END = 0x110000
_WORD = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Every character of every answer, its end included."""

    record: Numbers
    at: Numbers
    """Which character of the answer."""
    said: Numbers
    """Its code point."""


@dataclass(frozen=True, slots=True, eq=False)
class Expert:
    """What one counting model says at every place."""

    likely: Reals
    """Probability that it gives to what stands there; 0 where it knows nothing."""
    trust: Numbers
    """In which of the `TRUSTS` it is trusted alike; -1 where it knows nothing."""


TRUSTS = 12


def unlearned(pairs: Sequence[tuple[str, str]], groups: Numbers) -> Reals:
    """By record, the bits of each character of its answer that the other groups do not tell; [] of no records.

    `groups` are any numbers: records with the same one are told from others only together.
    """
    if not pairs:
        return np.zeros(0)
    cut = [(prompt[-PROMPT:], answer[:ANSWER]) for prompt, answer in pairs]
    places = _places([answer for _, answer in cut])
    group = np.unique(groups, return_inverse=True)[1][places.record]
    experts = [_counted(contexts, places.said, group) for contexts in _contexts(cut, places)]
    experts += [_copied(guess, places.said, group) for guess in _guesses(cut, places)]
    bits = -np.log2(_mixed(experts))
    sums = np.bincount(places.record, bits, len(pairs))
    found: Reals = sums / np.bincount(places.record, minlength=len(pairs))
    return found


def _places(answers: Sequence[str]) -> Places:
    lengths = np.array([len(answer) + 1 for answer in answers])
    record = np.repeat(np.arange(len(answers)), lengths)
    at = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    said = np.array([code for answer in answers for code in (*map(ord, answer), _END)], np.int64)
    return Places(record, at, said)


def _hashed(*parts: Numbers | int) -> NDArray[np.uint64]:
    """One number of several, by multiplying and shifting."""
    found = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            mixed = (found ^ np.asarray(part).astype(np.uint64)) * _MIX
            found = mixed ^ (mixed >> np.uint64(29))
    return found


def _contexts(pairs: Sequence[tuple[str, str]], places: Places) -> Iterator[Numbers]:
    """By counting model a number of the context of each place; -1 where it has none."""
    before = [np.where(places.at >= back, _shifted(places.said, back), -back) for back in range(1, 6)]
    for order in (0, 1, 2, 3, 5):
        yield _named(_hashed(order, *before[:order], np.zeros_like(places.at)))
    prefix = _prefixes(places)
    yield _named(_hashed(7, prefix))
    known: dict[str, int] = {}
    texts = [[known.setdefault(one, len(known)) for one in _WORD.findall(prompt)] for prompt, _ in pairs]
    first = np.array([some[0] if some else -1 for some in texts])[places.record]
    for back in range(1, WORDS + 1):
        word = np.array([some[-back] if len(some) >= back else -1 for some in texts])[places.record]
        yield np.where(word >= 0, _named(_hashed(8, prefix, word)), -1)
    for letter in _aligned(pairs, places):
        yield np.where(letter >= 0, _named(_hashed(9, first, letter)), -1)


def _named(hashed: NDArray[np.uint64]) -> Numbers:
    return (hashed >> np.uint64(2)).astype(np.int64)


def _shifted(values: Numbers, back: int) -> Numbers:
    return np.concatenate((np.zeros(min(back, len(values)), np.int64), values[: max(0, len(values) - back)]))


def _prefixes(places: Places) -> Numbers:
    """A number of all of the answer before each place."""
    found = np.zeros(len(places.at), np.int64)
    longest = int(places.at.max(initial=0))
    for at in range(1, longest + 1):
        here = np.flatnonzero(places.at == at)
        found[here] = _named(_hashed(at, found[here - 1], places.said[here - 1]))
    return found


def _aligned(pairs: Sequence[tuple[str, str]], places: Places) -> Iterator[Numbers]:
    """The letter of the prompt's last word at the same place, counted from its beginning and from its end."""
    words = [(_WORD.findall(prompt) or [""])[-1] for prompt, _ in pairs]
    for step in (1, -1):
        grid = np.full((len(words), ANSWER + 1), -1, np.int64)
        for row, word in enumerate(words):
            codes = [*map(ord, word[::step][:ANSWER])]
            grid[row, : len(codes) + 1] = [*codes, 0]
        yield grid[places.record, places.at]


def _guesses(pairs: Sequence[tuple[str, str]], places: Places) -> Iterator[tuple[Numbers, Numbers]]:
    """What stands there if the answer copies the prompt: a code point, -1 where nothing is guessed, and how sure."""
    for letter in _aligned(pairs, places):
        yield letter, np.where(letter >= 0, 0, -1)
    guess = np.full(len(places.at), -1, np.int64)
    long = np.full(len(places.at), -1, np.int64)
    place = 0
    for prompt, answer in pairs:
        matched = 0
        for at in range(len(answer) + 1):
            matched = _match(prompt, answer[:at], matched)
            if matched:
                found = prompt.rfind(answer[at - matched : at])
                behind = found + matched
                guess[place] = ord(prompt[behind]) if behind < len(prompt) else _END
                long[place] = min(matched, 4)
            place += 1
    yield guess, long


def _match(prompt: str, said: str, matched: int) -> int:
    """How many of the last characters of what is said stand in the prompt: one more than before, at most."""
    for length in range(min(matched + 1, len(said)), 0, -1):
        if said[-length:] in prompt:
            return length
    return 0


def _tally(keys: Numbers) -> tuple[Numbers, Numbers]:
    """By entry which of the distinct keys it is, and by key how many entries have it."""
    _, of, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return of.ravel(), counts


def _counted(context: Numbers, said: Numbers, group: Numbers) -> Expert:
    """What follows each context in the other groups, and whether that is always the same."""
    some = np.flatnonzero(context >= 0)
    likely, trust = np.zeros(len(said)), np.full(len(said), -1, np.int64)
    if not len(some):
        return Expert(likely, trust)
    here, total = _tally(context[some])
    both, pairs = _tally(here * (_END + 1) + said[some])
    mine, own = _tally(here * (int(group.max()) + 1) + group[some])
    alone, once = _tally(both * (int(group.max()) + 1) + group[some])
    others = total[here] - own[mine]
    same = pairs[both] - once[alone]
    # How many different characters follow in other groups: those that only the own group has are taken off.
    first = np.unique(both, return_index=True)[1]
    kinds = np.bincount(here[first], minlength=len(total))
    where = np.unique(alone, return_index=True)[1]
    only = where[pairs[both[where]] == once[alone[where]]]
    kinds_left = kinds[here] - np.bincount(mine[only], minlength=len(own))[mine]
    seen = others > 0
    likely[some[seen]] = same[seen] / others[seen]
    amount = np.digitize(others, (2, 3, 5, 9, 33))
    trust[some[seen]] = (2 * amount + (kinds_left > 1))[seen]
    return Expert(likely, trust)


def _copied(guessed: tuple[Numbers, Numbers], said: Numbers, group: Numbers) -> Expert:
    """How often what the prompt makes guess stood there in the other groups."""
    guess, sure = guessed
    hit = (guess == said).astype(np.int64)
    right = _counted(sure, hit, group)
    spread = np.where(hit == 1, 1.0, 1.0 / ALPHABET)
    return Expert(right.likely * spread, right.trust)


def _mixed(experts: Sequence[Expert]) -> Reals:
    """The probability of what stands at each place, by a mixture of which the weights fit the data best."""
    count = len(experts[0].likely)
    likely = np.column_stack([*(one.likely for one in experts), np.full(count, 1.0 / ALPHABET)])
    trust = np.column_stack([*(one.trust for one in experts), np.zeros(count, np.int64)])
    cell = np.arange(likely.shape[1]) * TRUSTS + np.maximum(trust, 0)
    knows = trust >= 0
    weights = np.ones(likely.shape[1] * TRUSTS)
    for _ in range(ROUNDS):
        shares = weights[cell] * knows
        shares /= shares.sum(1, keepdims=True)
        joint = shares * likely
        due = joint / joint.sum(1, keepdims=True)
        given = np.bincount(cell.ravel(), due.ravel(), len(weights))
        had = np.bincount(cell.ravel(), shares.ravel(), len(weights))
        weights = np.maximum(weights * (given + _PRIOR) / (had + _PRIOR), _LEAST)
    shares = weights[cell] * knows
    found: Reals = (shares * likely).sum(1) / shares.sum(1)
    return found


_PRIOR, _LEAST = 0.5, 1e-6
