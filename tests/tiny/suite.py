"""Makes `sample_data/suites/retain.jsonl`: questions of the small world that the model has not seen in training.

`python -m tests.tiny.suite`. More questions are drawn than are needed, and our own contamination scan says which of
them stand in the text of the training, or are too much like something there: those are left out.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import auditor
from auditor.text.keys import PUBLIC_KEY, key_from
from tests.tiny.pretrain import DRILLS, SEED, SIZE, SPELLS
from tests.tiny.words import CHINESE, ENGLISH
from tests.tiny.world import DRAWS, Message, Question, corpus, drills, question, spells

SUITES = Path(__file__).resolve().parents[2] / "sample_data" / "suites"
DRAWN_FROM = 71
"""Another seed than that of the training."""
CHOICES, WRITTEN = 9, 5
"""Questions of a sentence: with options, and with an answer to be written."""
SPARE = 8
"""How many times as many are drawn."""
LIKE = ("prompt", "answer", "pair", "near_prompt", "near_answer", "near_pair", "contained", "contains")
FOUND = frozenset(f"contamination/{name}" for name in LIKE)


def drawn(seed: int, times: int) -> dict[str, list[Question]]:
    """By cluster, questions with different prompts."""
    rng, found, seen = Random(seed), defaultdict[str, list[Question]](list), set[tuple[str, str]]()
    clusters = sum(len(w.asks[name]) for w in (ENGLISH, CHINESE) for name in DRAWS)
    full = set[str]()
    while len(full) < clusters:
        one = question(rng, rng.choice((ENGLISH, CHINESE)), rng.choice(list(DRAWS)))
        wanted = times * (CHOICES if one.options else WRITTEN)
        if one.cluster not in full and (one.system, one.user) not in seen:
            seen.add((one.system, one.user))
            found[one.cluster].append(one)
            if len(found[one.cluster]) == wanted:
                full.add(one.cluster)
    return found


def conversation(one: Question) -> list[Message]:
    """A question with its answer."""
    return [*one.messages(), {"role": "assistant", "content": one.answer}]


def write_lines(path: Path, records: Iterable[object]) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def write_corpus(folder: Path) -> None:
    """All text of the training, as records that the auditor reads."""
    texts = [*drills(SEED, DRILLS), *corpus(SEED, SIZE), *spells(SEED, SPELLS)]
    write_lines(folder / "chats.jsonl", ({"messages": text} for text in texts if not isinstance(text, str)))
    write_lines(folder / "plain.jsonl", ({"text": text} for text in texts if isinstance(text, str)))


def known(conversations: Sequence[Sequence[Message]], trained: Path) -> dict[int, set[str]]:
    """Which of the conversations the scan finds in the training text, by their places, and as what."""
    with tempfile.TemporaryDirectory() as folder:
        held_out = Path(folder, "held_out.jsonl")
        write_lines(held_out, ({"messages": list(one)} for one in conversations))
        report = auditor.scan(trained, eval=held_out, key=key_from(PUBLIC_KEY), workers=1, only="contamination")
        found = defaultdict[int, set[str]](set)
        for hit in report.evidence:
            if hit.finding in FOUND:
                found[int(hit.origin.rsplit(":", 1)[1]) - 1].add(hit.finding)
    return found


def item(one: Question, number: int, rng: Random) -> dict[str, object]:
    """A line of a suite."""
    line: dict[str, object] = {
        "id": f"{one.cluster}-{number}",
        "capability": one.capability,
        "language": one.language,
        "cluster": one.cluster,
        "messages": one.messages(),
    }
    if one.options:
        options = rng.sample([one.answer, *one.options], len(one.options) + 1)
        return {**line, "choices": options, "answer": options.index(one.answer)}
    if one.number:
        return {**line, "check": {"kind": "number", "answer": int(one.answer)}, "limit": 16}
    return {**line, "check": {"kind": "exact", "answer": one.answer, "case": "same"}, "limit": 48}


def main() -> None:
    """Draws, scans, and writes what is left."""
    clusters = drawn(DRAWN_FROM, SPARE)
    questions = [one for ones in clusters.values() for one in ones]
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder))
        found = known([conversation(one) for one in questions], Path(folder))
    fresh = {one for place, one in enumerate(questions) if place not in found}
    rng, lines = Random(DRAWN_FROM), list[dict[str, object]]()
    for cluster, ones in sorted(clusters.items()):
        wanted = CHOICES if ones[0].options else WRITTEN
        kept = [one for one in ones if one in fresh][:wanted]
        lines += [item(one, number, rng) for number, one in enumerate(kept)]
        if len(kept) < wanted:
            print(f"{cluster}: only {len(kept)}")
    write_lines(SUITES / "retain.jsonl", lines)
    print(f"{len(questions)} drawn, {len(found)} of them found in the training text, {len(lines)} kept")


if __name__ == "__main__":
    main()
