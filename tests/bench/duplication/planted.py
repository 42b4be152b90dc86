"""Copies, near copies and leaked questions that are planted in real data: how many are found, how many made up."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from auditor.risks.duplication import DuplicationOptions
from auditor.risks.duplication.measure import measure
from auditor.risks.duplication.similar import similar
from auditor.text.groups import first_of
from tests.bench.cost import _auditor as auditor_command
from tests.bench.duplication.cost import Cost, run, scan
from tests.bench.duplication.data import SEED, edit, kept_of, lines_of, rows_of, t0_texts, table, write
from tests.bench.duplication.equal import shingles, tokens
from tests.bench.duplication.rivals import dropoutt_pairs
from tests.conftest import SHARED

COPIES = 1_000
EDITED = 0.02
ALIKE = DuplicationOptions().threshold
THRESHOLDS = (0.5, ALIKE)
RECORDS, PLANTED, SYSTEM = 200_000, 20_000, 77
GSM8K = SHARED / "gsm8k"


def section(folder: Path) -> list[str]:
    """Tables of edited copies, of a shared system prompt, and of leaked questions."""
    return [*_edited(folder), *_shared(folder), *_leaked(folder)]


def _edited(folder: Path) -> list[str]:
    rows = [row for name in ("alpaca_zh_demo", "alpaca_en_demo") for row in _edited_rows(name, folder)]
    return [
        "### Planted: copies with 2 % of the characters edited",
        "",
        f"{COPIES:,} records and a copy of each, seed {SEED}; at least one character of each copy is another one. A "
        "pair counts if record and copy are reported as similar to each other (and, in brackets, if they come into one "
        "cluster). dropoutt: its own sketches, index and check of candidates, at its three presets.",
        "",
        *table(("set", "by", "pairs found", "other pairs"), rows),
    ]


def _edited_rows(name: str, folder: Path) -> Iterator[tuple[object, ...]]:
    draw = random.Random(SEED)
    rows = rows_of(SHARED / "llama-factory" / f"{name}.json")[:COPIES]
    rows = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows]
    copies = [edit(row, EDITED, draw) for row in rows]
    kept = kept_of(write(folder / f"{name}.jsonl", [*rows, *copies]))
    for threshold in THRESHOLDS:
        found = similar(kept, first_of(kept.pair), threshold, 2)
        pairs = found.pair.pairs
        near = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        of = found.pair.field.of.tolist()
        both = [(of[place], of[place + len(rows)]) for place in range(len(rows))]
        hit = sum(one == other or (min(one, other), max(one, other)) in near for one, other in both)
        cluster = measure(kept, DuplicationOptions(threshold=threshold), 2).repeats.cluster
        together = int((cluster[: len(rows)] == cluster[len(rows) :]).sum())
        others = len(near - {(min(pair), max(pair)) for pair in both})
        yield name, f"ours, threshold {threshold:g}", f"{hit} ({together})", others
    texts = [" ".join(row.values()) for row in [*rows, *copies]]
    wanted = {(place, place + len(rows)) for place in range(len(rows))}
    for preset, told in dropoutt_pairs(texts).items():
        yield name, f"dropoutt, {preset}", len(told & wanted), len(told - wanted)


def _shared(folder: Path) -> list[str]:
    rows = []
    for inside in (True, False):
        system, said, planted = _prompted()
        path = write(folder / "prompted.jsonl", (_line(system, words, inside=inside) for words in said))
        cost = scan([path], folder / "prompted")
        rows.append((_NAMES[inside], *_pairs_found(folder / "prompted", said, planted), *_cost(cost)))
        path.unlink()
    return [
        "### Planted: near copies under one long system prompt",
        "",
        f"{RECORDS:,} records of 12 to 50 random words behind one system prompt of {SYSTEM} words, and {PLANTED:,} "
        "copies with the last word changed; `auditor scan --only duplication`. Of a short record one word may "
        f"be too much: how alike two are is counted by the plain Python above; the threshold is {ALIKE:g}.",
        "",
        *table(("system prompt", "planted", f"at least {ALIKE:g} alike", "of these found", "false", *_COST), rows),
    ]


_NAMES = {True: "in the text of the prompt", False: "as a system message"}
_COST = ("wall s", "cpu s", "peak MiB")


def _cost(cost: Cost) -> tuple[str, ...]:
    return f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak / 2**20:,.0f}"


def _prompted() -> tuple[str, list[list[str]], dict[int, int]]:
    """The system prompt, the words of each record, and of each planted copy the line of its original, from 1."""
    draw = random.Random(SEED)
    vocabulary = sorted({word for text in t0_texts()[::20] for word in text.split() if word.isalpha()})
    system = " ".join(draw.sample(vocabulary, SYSTEM))
    said = [draw.choices(vocabulary, k=draw.randint(12, 50)) for _ in range(RECORDS)]
    originals = draw.sample(range(RECORDS), PLANTED)
    said += [[*said[place][:-1], "zzedited"] for place in originals]
    return system, said, {RECORDS + number: place + 1 for number, place in enumerate(originals, 1)}


def _halves(words: Sequence[str]) -> tuple[str, str]:
    half = len(words) // 2
    return " ".join(words[:half]), " ".join(words[half:])


def _line(system: str, words: Sequence[str], *, inside: bool) -> dict[str, Any]:
    question, answer = _halves(words)
    if inside:
        return {"prompt": f"{system} {question}", "completion": answer}
    said = (("system", system), ("user", question), ("assistant", answer))
    return {"messages": [{"role": role, "content": text} for role, text in said]}


def _pairs_found(out: Path, said: list[list[str]], planted: dict[int, int]) -> tuple[str, ...]:
    """How many were planted, are alike enough, were found of these, and made up."""
    found: set[tuple[int, int]] = set()
    for hit in lines_of(out / "evidence.jsonl"):
        if hit["finding"] == "duplication/near_pair":
            one, other = _line_of(hit["origin"]), _line_of(hit["partner"])
            found.add((max(one, other), min(one, other)))
    pairs = set(planted.items())
    wanted = {(copy, line) for copy, line in pairs if _alike(said[copy - 1], said[line - 1]) >= ALIKE}
    return tuple(f"{count:,}" for count in (len(pairs), len(wanted), len(found & wanted), len(found - pairs)))


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The Jaccard similarity of two records' shingles, those of the question apart from those of the answer."""
    first, second = (
        {(half, shingle) for half, text in enumerate(_halves(words)) for shingle in shingles(tokens(text))}
        for words in (one, other)
    )
    return len(first & second) / len(first | second)


def _line_of(origin: str) -> int:
    return int(origin.rpartition(":")[2])


def _leaked(folder: Path) -> list[str]:
    train, test = rows_of(GSM8K / "train.jsonl"), rows_of(GSM8K / "test.jsonl")
    rephrased = [str(row["text"]) for row in rows_of(GSM8K / "test-rephrased.jsonl")]
    rows = [(name, *_found(train, test, leak, folder)) for name, leak in _leaks(train, test, rephrased).items()]
    return [
        "### Planted: the questions of GSM8K's test set in its training set",
        "",
        f"{len(train):,} training records and one for each of the {len(test):,} test questions, under the answer of "
        "another question; `auditor scan --eval`. The first row plants nothing: what it counts is in the data as "
        "published.",
        "",
        *table(("planted", "records", "exactly", "nearly", "contained", "contains", "any of them", "share"), rows),
    ]


def _leaks(
    train: list[dict[str, Any]], test: list[dict[str, Any]], rephrased: list[str]
) -> dict[str, list[dict[str, Any]]]:
    draw = random.Random(SEED)
    answers = [row["answer"] for row in draw.sample(train, len(test))]
    questions = [row["question"] for row in test]
    wrapped = [f"Read the task, think step by step, and give the number alone. {one} Be brief." for one in questions]
    edited = [edit({"q": one}, EDITED, draw)["q"] for one in questions]
    forms = {
        "nothing": [],
        "the question": questions,
        "the question inside a longer prompt": wrapped,
        "the question with 2 % of its characters edited": edited,
        "the question rephrased by a model": rephrased,
    }
    return {
        name: [{"question": one, "answer": answer} for one, answer in zip(form, answers, strict=False) if one.strip()]
        for name, form in forms.items()
    }


def _found(
    train: list[dict[str, Any]], test: list[dict[str, Any]], leak: list[dict[str, Any]], folder: Path
) -> tuple[str, ...]:
    trained, held_out = write(folder / "train.jsonl", [*train, *leak]), write(folder / "test.jsonl", test)
    out = folder / "leaked"
    command = auditor_command("scan", trained, "--eval", held_out, "--only", "contamination", "--out", out)
    run([*command, "--exit-zero"])
    found: dict[str, set[str]] = {name: set() for name in ("prompt", "near_prompt", "contained", "contains")}
    for hit in lines_of(out / "evidence.jsonl"):
        risk, _, measured = hit["finding"].partition("/")
        if risk == "contamination" and measured in found:
            found[measured].add(hit["origin"])
    every = set[str]().union(*found.values())
    counts = (len(leak), *map(len, found.values()), len(every))
    return (*(f"{count:,}" for count in counts), f"{len(every) / len(test):.1%}")
