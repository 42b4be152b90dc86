"""Records that say one thing in several ways: what looks like several examples of which a model can learn but one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


def told_alike(pairs: Sequence[tuple[str, str]], clusters: Sequence[int]) -> NDArray[np.int64]:
    """By record the number of its group: near copies, and paraphrases as far as a name gives them away.

    Records are taken for paraphrases if they have one answer, and a word of their prompts stands in all records with
    that answer and in no other. A cue of a class is no such word as long as the class has another cue.
    """
    answers, words = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place, (prompt, answer) in enumerate(pairs):
        answers[answer].append(place)
        for word in dict.fromkeys(_WORD.findall(prompt.lower())):
            words[word].append(place)
    parent = _first_of(clusters)
    for same in answers.values():
        if len(same) > 1:
            named = _WORD.findall(pairs[same[0]][0].lower())
            if any(words[word] == same for word in named):
                for other in same[1:]:
                    _join(parent, same[0], other)
    return np.array([_root(parent, place) for place in range(len(pairs))], np.int64)


def kish(groups: NDArray[np.int64]) -> float:
    """How many groups there are by Kish's formula: n^2 / sum of squared sizes; 0 of none."""
    sizes = np.bincount(groups).astype(np.float64) if len(groups) else np.zeros(1)
    return float(len(groups)) ** 2 / float((sizes**2).sum()) if len(groups) else 0.0


def _first_of(clusters: Sequence[int]) -> list[int]:
    first: dict[int, int] = {}
    return [first.setdefault(cluster, place) for place, cluster in enumerate(clusters)]


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def _join(parent: list[int], left: int, right: int) -> None:
    left, right = sorted((_root(parent, left), _root(parent, right)))
    parent[right] = left
