"""Public benchmarks in training data: what is found verbatim and rephrased, and what a look-up costs.

The threshold of `auditor.text.benchmarks.rephrased` was fitted on sentences of news that people paraphrased (MRPC, as
it stands in the T0 slices): the score that one general record in 1,000 reaches, rounded up. GSM8K did not set it, but
the form of the score (which features, how numbers weigh) and the floor of what a prompt must contain were chosen with
GSM8K in sight, so the recall there is on the bright side until a second rephrased benchmark is measured.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from auditor.text.benchmarks import QUESTION, Index, Item, Matches, Nearest, Pack, build, leaks, rephrased, scores
from auditor.text.benchmarks.rephrased import PROBABLE
from auditor.text.digests import normalize
from auditor.text.shingles import Rows, tokenize
from tests.conftest import SHARED

RATE = 0.001
"""False flags a clean record."""
ASKS_FOR_IT = "paraphrase the following sentence:"
PARAPHRASES = (
    "paraphrase", "question 1", "duplicate", "same meaning", "same thing", "sentence 1", " equivalent", "restate",
    "generate a sentence",
)  # fmt: skip
"""Words of T0 prompts that come from sets of paraphrases: those records are not clean."""
FITTED = 0.03
"""Score from which on everything is looked at here."""


def measure() -> str:
    """The section of the page."""
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    t0 = [row for path in sorted((SHARED / "t0").glob("*.gz")) for row in _lines(gzip.decompress(path.read_bytes()))]
    general = [*_prompts([row["prompt"] for row in t0 if not _has(row["prompt"])]), *_prompts(_other())]
    questions, asked, train = _gsm8k()
    mrpc, mrpc_asked = _mrpc(t0)
    lines = [
        "## Benchmarks in training data",
        "",
        "### Rephrased",
        "",
        f"Recall where one clean record in {1 / RATE:.0f} is flagged, and at the threshold that the auditor has, "
        f"{PROBABLE}. Right: the question that was rephrased is the one named.",
        "",
        "| benchmark | clean records | threshold for that rate | recall there | recall at the auditor's | right | "
        "flagged of 1,000 clean |",
        "|---|---|---|---|---|---|---|",
        _row("MRPC, paraphrased by people (fitted on)", mrpc, mrpc_asked, general, "general"),
        _row("GSM8K test, rephrased by a model", questions, asked, general, "general"),
        _row("GSM8K test, rephrased by a model", questions, asked, train, "GSM8K train"),
        "",
        *_verbatim(),
        *_costs([row["prompt"] for row in t0]),
    ]
    return "\n".join(lines) + "\n"


def _lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def _has(prompt: str) -> bool:
    return any(word in prompt.lower() for word in PARAPHRASES)


def _prompts(texts: Sequence[str]) -> list[str]:
    return [normalize(text) for text in texts]


def _other() -> list[str]:
    alpaca = json.loads((SHARED / "llama-factory/alpaca_en_demo.json").read_text("utf-8"))
    chats = json.loads((SHARED / "fastchat/dummy_conversation.json").read_text("utf-8"))
    tools = json.loads((SHARED / "toolformer/toolformer-similarity-0.8-dataset.json").read_text("utf-8"))
    return [
        *(f"{row['instruction']} {row.get('input', '')}" for row in (*alpaca, *tools)),
        *(" ".join(turn["value"] for turn in chat["conversations"] if turn["from"] == "human") for chat in chats),
    ]


def _gsm8k() -> tuple[list[str], list[str], list[str]]:
    """Test questions, the same rephrased (those that are), and the training questions."""
    test, train, told = (
        _lines((SHARED / f"gsm8k/{name}.jsonl").read_bytes()) for name in ("test", "train", "test-rephrased")
    )
    asked = [row["text"].partition("\nAnswer:")[0].removeprefix("Question: ") for row in told]
    pairs = [(row["question"], text) for row, text in zip(test, asked, strict=True) if text]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs], _prompts([row["question"] for row in train])


def _mrpc(t0: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    pairs = {
        row["prompt"].partition(":")[2].strip(): row["completion"].replace("<|endoftext|>", "")
        for row in t0
        if row["prompt"].lower().startswith(ASKS_FOR_IT)
    }
    return list(pairs), list(pairs.values())


def _row(name: str, questions: Sequence[str], asked: Sequence[str], clean: Sequence[str], which: str) -> str:
    nearest = Nearest(_pack(questions))
    found, right = _scored(nearest, _prompts(asked), range(len(asked)))
    flagged, _ = _scored(nearest, clean, range(len(clean)))
    limit = float(np.sort(flagged)[::-1][int(len(clean) * RATE)])
    return (
        f"| {name}, {len(questions):,} items | {which}, {len(clean):,} | {limit:.3f} | {(found > limit).mean():.3f} | "
        f"{(found >= PROBABLE).mean():.3f} | {right[found >= PROBABLE].mean():.3f} | "
        f"{(flagged >= PROBABLE).mean() * 1000:.2f} |"
    )


def _pack(questions: Sequence[str]) -> Pack:
    return build("b", "", "", map(Item, questions))


def _scored(nearest: Nearest, texts: Sequence[str], items: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The best score of each prompt, and whether it is that of its own item."""
    shipped, rephrased.PROBABLE = rephrased.PROBABLE, FITTED
    try:
        found = nearest.find(tokenize(texts).rows, texts)
    finally:
        rephrased.PROBABLE = shipped
    best, right = np.zeros(len(texts)), np.zeros(len(texts), np.bool_)
    best[found.prompts] = found.scores
    right[found.prompts] = found.items == np.array(items, np.int64)[found.prompts]
    return best, right


def _verbatim() -> list[str]:
    """GSM8K questions with another answer, planted in a training set, and what of the training set is flagged."""
    rows = _lines((SHARED / "gsm8k/test.jsonl").read_bytes())
    index = Index.of([build("gsm8k", "", "", [Item(row["question"], (), row["answer"]) for row in rows])])
    train = _gsm8k()[2]
    planted = _prompts([f"Solve it step by step.\n\n{row['question']}" for row in rows])
    told = _prompts(_gsm8k()[1])
    counted = {}
    for name, texts in (("verbatim", planted), ("rephrased", told), ("GSM8K train", train)):
        matches = Matches()
        matches.add(index, tokenize(texts).rows, np.arange(len(texts)))
        counted[name] = {score.rule: len(score.items) for score in scores(index, matches) if score.part == QUESTION}
    rules = list(counted["verbatim"])
    return [
        "### Verbatim",
        "",
        f"Questions of GSM8K test ({len(rows):,}) that each rule calls contaminated: planted in other prompts with no "
        "answer, rephrased, and in the official training questions, which are other questions.",
        "",
        f"| planted | {' | '.join(rules)} |",
        f"|---|{'---|' * len(rules)}",
        *(f"| {name} | {' | '.join(str(found[rule]) for rule in rules)} |" for name, found in counted.items()),
        "",
    ]


def _costs(prompts: Sequence[str]) -> list[str]:
    texts = _prompts(prompts)
    rows = tokenize(texts).rows
    pack = _pack([row["question"] for row in _lines((SHARED / "gsm8k/test.jsonl").read_bytes())])
    index, nearest = Index.of([pack]), Nearest(pack)

    def look_up(some: Rows) -> int:
        matches = Matches()
        matches.add(index, some, np.arange(len(some)))
        return len(list(leaks(index, matches)))

    windows, words = _seconds(lambda: look_up(rows)), _seconds(lambda: nearest.find(rows, texts))
    size = sum(map(len, texts)) / 1e6
    return [
        f"GSM8K looked up in {len(texts):,} prompts of T0 ({size:.0f} MB, tokens at hand), one core: verbatim "
        f"{windows:.2f} s, rephrased {words:.1f} s.",
    ]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(measure())
