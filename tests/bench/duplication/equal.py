"""The join against brute force, and the numbers of shingles against a tokenizer written from its description."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.risks.duplication import similar
from auditor.text.boilerplate import ENOUGH, OWN, bare, boundary
from auditor.text.groups import first_of
from auditor.text.kept import Kept
from auditor.text.overlap import Sets, self_join
from tests.bench.duplication.data import SEED, SETS, kept_of, rows_of, table, write

THRESHOLDS = ("0.5", "0.6", "0.7", "0.8", "0.9")
SAMPLE = 500
BLOCK = 1_000
DENSE = 200
"""A shingle that more sets hold is multiplied in a dense matrix."""
Triple = tuple[int, int, int]


def section(folder: Path) -> list[str]:
    """A table of both comparisons."""
    rows = [row for name in SETS for row in _set(name, folder)]
    return [
        "### The join against brute force",
        "",
        "Pairs, with what they share, of the pair join at five thresholds against all pairs by multiplication of "
        "matrices (scipy and numpy; no code in common), with boilerplate and without; and of "
        f"{SAMPLE} records of each set, drawn with seed {SEED}, the texts themselves against a tokenizer in plain "
        "Python written from the description, and Python sets.",
        "",
        *table(("set", "what", "sets", *THRESHOLDS, "not the same"), rows),
    ]


def _set(name: str, folder: Path) -> Iterator[tuple[object, ...]]:
    kept = kept_of(SETS[name])
    field = similar.fields_of(kept, first_of(kept.pair), 2).whole()
    most = boundary(len(field.first))
    matrix = _matrix(kept, field.first)
    for what, sets, held in (
        ("all shingles", field.sets, matrix),
        ("without boilerplate", bare(field.sets, most).sets, _without(matrix, most)),
    ):
        counts, wrong = _compare(sets, _all_pairs(held))
        yield name, what, f"{len(sets):,}", *(f"{count:,}" for count in counts), wrong
    counts, wrong = _texts(random.Random(SEED).sample(rows_of(SETS[name]), SAMPLE), folder)
    yield name, "texts", SAMPLE, *(f"{count:,}" for count in counts), wrong


def _compare(sets: Sets, wanted: list[Triple]) -> tuple[list[int], int]:
    """How many pairs there are at each threshold, and how many are missed, made up or miscounted in all."""
    sizes = sets.sizes().tolist()
    counts, wrong = [], 0
    for threshold in THRESHOLDS:
        least = Fraction(threshold)
        true = {(i, j, n) for i, j, n in wanted if n * least.denominator >= least.numerator * (sizes[i] + sizes[j] - n)}
        found = self_join(sets, float(threshold), 2)
        mine = list(zip(found.left.tolist(), found.right.tolist(), found.shared.tolist(), strict=True))
        counts.append(len(true))
        wrong += len(true ^ set(mine)) + len(mine) - len(set(mine))
    return counts, wrong


def _matrix(kept: Kept, chosen: NDArray[Any]) -> Any:
    """Which of the records hold which shingles, those of answers apart from those of prompts."""
    from scipy.sparse import csr_matrix

    flat, ends = kept.shingles.flat, kept.shingles.offsets
    held = [
        {(part, value) for part in (0, 1) for value in flat[ends[2 * row + part] : ends[2 * row + part + 1]].tolist()}
        for row in chosen.tolist()
    ]
    column: dict[tuple[int, int], int] = {}
    indices = [column.setdefault(entry, len(column)) for entries in held for entry in entries]
    offsets = np.cumsum([0, *map(len, held)])
    return csr_matrix((np.ones(len(indices), np.int32), indices, offsets), shape=(len(held), len(column)))


def _without(matrix: Any, most: int) -> Any:
    """Without the columns that more than `most` rows have, and without the rows of which too little is left."""
    common = np.asarray(matrix.sum(axis=0)).ravel() > most
    left = matrix[:, np.flatnonzero(~common)]
    sizes, before = (np.asarray(some.sum(axis=1)).ravel() for some in (left, matrix))
    return left.multiply((sizes >= np.minimum(OWN * before, ENOUGH)).astype(np.int32)[:, None]).tocsr()


def _all_pairs(matrix: Any) -> list[Triple]:
    """Every pair of rows that share at least half of what they have, with how much they share."""
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    common = np.asarray(matrix.sum(axis=0)).ravel() > DENSE
    rare, dense = matrix[:, np.flatnonzero(~common)], matrix[:, np.flatnonzero(common)].toarray().astype(np.float32)
    other = rare.T.tocsr()
    pairs: list[Triple] = []
    for start in range(0, len(sizes), BLOCK):
        block = slice(start, start + BLOCK)
        shared = (rare[block] @ other).toarray() + (dense[block] @ dense.T).astype(np.int32)
        near = (3 * shared >= sizes[block][:, None] + sizes[None, :]) & (shared > 0)
        left, right = np.nonzero(near)
        pairs += [
            (i + start, j, n)
            for i, j, n in zip(left.tolist(), right.tolist(), shared[left, right].tolist(), strict=True)
            if i + start < j
        ]
    return pairs


def _texts(rows: list[dict[str, Any]], folder: Path) -> tuple[list[int], int]:
    """The pairs of some records, from their texts."""
    kept = kept_of(write(folder / "sample.jsonl", rows))
    field = similar.fields_of(kept, first_of(kept.pair), 1).whole()
    texts = [_prompt_and_answer(rows[place]) for place in field.first.tolist()]
    sets = [
        {(part, *shingle) for part, text in enumerate(both) for shingle in shingles(tokens(text))} for both in texts
    ]
    wanted = [
        (i, j, len(sets[i] & sets[j]))
        for i, j in combinations(range(len(sets)), 2)
        if sets[i] and 3 * len(sets[i] & sets[j]) >= len(sets[i]) + len(sets[j])
    ]
    counts, wrong = _compare(field.sets, wanted)
    differ = sum(len(one) != size for one, size in zip(sets, field.sets.sizes().tolist(), strict=True))
    return counts, wrong + differ


def _prompt_and_answer(row: dict[str, Any]) -> tuple[str, str]:
    match row:
        case {"instruction": str(one), "input": str(two), "output": str(answer)}:
            return f"{one} {two}", answer
        case {"prompt": str(one), "completion": str(answer)} | {"question": str(one), "answer": str(answer)}:
            return one, answer
    raise ValueError(f"a row with {', '.join(sorted(row))}")


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, single characters of scripts without spaces, and symbols, after normalization."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    kinds = "".join(map(_kind, normal))
    return [normal[match.start() : match.end()] for match in re.finditer("w+|s", kinds)]


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Two in a row, three where the first has one character; the first one whole, however few there are."""
    found = set()
    for place, word in enumerate(words):
        length = 3 if len(word) == 1 else 2
        if place == 0 or place + length <= len(words):
            found.add(tuple(words[place : place + length]))
    return found


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    script = unicodedata.name(character, "").split()[:1]
    if category == "Lo" and script and script[0] in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO"}:
        return "s"
    if category[0] in "LNM":
        return "w"
    return "s" if category[0] == "S" or character in "-*/%&#@\\" else "-"
