"""MinHash tools beside the exact join, on the same texts."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from auditor.text.digests import normalize
from auditor.text.overlap import self_join, sets_of
from auditor.text.shingles import Rows, tokenize, windows
from tests.bench.duplication.cost import run
from tests.bench.duplication.data import t0_texts, table, write

THRESHOLD = 0.8
SHINGLE = 3
PERMUTATIONS, SEED = 128, 42
Flags = NDArray[np.bool_]


def section(folder: Path) -> list[str]:
    """A table of seconds, recall and precision."""
    texts = t0_texts()
    rows = [*_sketches(texts), *_audit(texts, folder)]
    return [
        "### Rivals on T0",
        "",
        f"Which of the {len(texts):,} records have a partner of a Jaccard similarity of at least 0.8? Texts are prompt "
        "and completion. rensa and datasketch are given sets of three words in a row, as rensa's own measurements do; "
        "the truth for both is the exact join over just these sets, and for dropoutt over its own shingles at its own "
        "threshold. Seconds of the processor on one core; making the sets is the same for rensa and datasketch and is "
        "counted apart. rensa runs more threads than one where it can.",
        "",
        *table(("", "making sets: cpu s", "finding: cpu s", "wall s", "flagged", "recall", "precision"), rows),
    ]


def _sketches(texts: Sequence[str]) -> list[tuple[object, ...]]:
    sets, made, _ = _timed(lambda: [_words(text) for text in texts])
    truth = exact(_hashed(sets), THRESHOLD)
    rows = [_ours(texts)]
    for name, flag in (
        ("rensa, rho, 8 bands (as published)", lambda: _rensa(sets, rho=True, bands=8)),
        ("rensa, full sets, 8 bands", lambda: _rensa(sets, rho=False, bands=8)),
        ("rensa, full sets, 16 bands", lambda: _rensa(sets, rho=False, bands=16)),
        ("datasketch, defaults", lambda: _datasketch(sets)),
    ):
        flags, cpu, wall = _timed(flag)
        package = name.partition(",")[0]
        rows.append(_row(f"{name} ({version(package)})", made, cpu, wall, flags, truth))
    return rows


def _row(name: str, made: float | None, cpu: float, wall: float, flags: Flags, truth: Flags) -> tuple[object, ...]:
    right = int((flags & truth).sum())
    recall, precision = right / int(truth.sum()), right / max(1, int(flags.sum()))
    flagged = f"{int(flags.sum()):,}"
    return (
        name,
        "" if made is None else f"{made:.1f}",
        f"{cpu:.2f}",
        f"{wall:.2f}",
        flagged,
        f"{recall:.3f}",
        f"{precision:.3f}",
    )


def _ours(texts: Sequence[str]) -> tuple[object, ...]:
    """The join is exact: `equal` holds it against brute force."""
    rows, made, _ = _timed(lambda: windows(tokenize([normalize(text) for text in texts]).rows, SHINGLE))
    _ = exact(rows, THRESHOLD)  # the compiled code is loaded
    flags, cpu, wall = _timed(lambda: exact(rows, THRESHOLD))
    return _row("ours, exact", made, cpu, wall, flags, flags)


def exact(rows: Rows, threshold: float) -> Flags:
    """Which rows have a partner."""
    found = self_join(sets_of(rows, 2), threshold, 2)
    flags = np.zeros(len(rows), bool)
    flags[found.left] = flags[found.right] = True
    return flags


def _words(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    joined = (" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))
    return list(dict.fromkeys(joined))  # in their order: rho looks at places


def _hashed(sets: Sequence[Sequence[str]]) -> Rows:
    flat = np.array([xxh3_64_intdigest(entry.encode()) for entries in sets for entry in entries], np.uint64)
    return Rows(flat, np.cumsum([0, *map(len, sets)]))


def _rensa(sets: Sequence[Sequence[str]], *, rho: bool, bands: int) -> Flags:
    import rensa  # type: ignore[import-untyped]

    digest = rensa.RMinHash.digest_matrix_from_token_sets_rho if rho else rensa.RMinHash.digest_matrix_from_token_sets
    index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=bands)
    return np.array(index.query_duplicate_flags_matrix_one_shot(digest(sets, PERMUTATIONS, SEED)), bool)


def _datasketch(sets: Sequence[Sequence[str]]) -> Flags:
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    sketches = MinHash.bulk([[entry.encode() for entry in entries] for entries in sets], num_perm=PERMUTATIONS)
    for place, sketch in enumerate(sketches):
        index.insert(place, sketch)
    return np.array([len(index.query(sketch)) > 1 for sketch in sketches], bool)


def dropoutt_pairs(texts: Sequence[str]) -> dict[str, set[tuple[int, int]]]:
    """The pairs that dropoutt's index reports of these texts, by the name of its preset."""
    from dropoutt.minhash import PRESETS

    return {name: _dropoutt(texts, name)[0] for name in PRESETS}


def _dropoutt(texts: Sequence[str], preset: str) -> tuple[set[tuple[int, int]], Rows]:
    from dropoutt.minhash import PRESETS, LSHIndex, MinHasher
    from dropoutt.textutil import dedup_words, shingle_hashes

    settings = PRESETS[preset]
    hasher, index = MinHasher(settings), LSHIndex(settings)
    held = [shingle_hashes(dedup_words(text), settings.ngram) for text in texts]
    for place, hashes in enumerate(held):
        if len(hashes):
            index.add(place, hasher._sign(hashes))
    rows = Rows(np.concatenate(held).astype(np.uint64), np.cumsum([0, *map(len, held)]))
    return {(min(one, other), max(one, other)) for one, other, _ in index.verified_pairs()}, rows


def _audit(texts: Sequence[str], folder: Path) -> list[tuple[object, ...]]:
    """The whole command, and what its index finds."""
    from dropoutt.config import Config
    from dropoutt.minhash import PRESETS

    preset = Config().minhash_preset
    (pairs, rows), cpu, wall = _timed(lambda: _dropoutt(texts, preset))
    flags = np.zeros(len(texts), bool)
    flags[[place for pair in pairs for place in pair]] = True
    truth = exact(rows, PRESETS[preset].threshold)
    name = f"dropoutt, its index, preset {preset} ({version('dropoutt')})"
    (folder / "rival").mkdir()
    write(folder / "rival" / "t0.jsonl", ({"prompt": text, "completion": "."} for text in texts))
    cost = run(_command(folder))
    return [
        _row(name, None, cpu, wall, flags, truth),
        ("dropoutt scan -j 2, every check", "", f"{cost.cpu:.1f}", f"{cost.wall:.1f}", "", "", ""),
    ]


def _command(folder: Path) -> list[str]:
    program = str(Path(sys.executable).parent / "dropoutt")
    options = ("--offline", "--no-html", "--no-open", "--quiet", "--workers", "2", "--out", str(folder / "told"))
    return [program, "scan", str(folder / "rival"), *options]


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it makes, seconds of the processor, and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    made = work()
    return made, time.process_time() - cpu, time.perf_counter() - wall
