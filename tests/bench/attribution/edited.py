"""Real records: answers that are edited copies of a known one, of unrelated texts, and those that were held out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.bench.attribution.common import told
from tests.conftest import SHARED
from tests.tiny.suite import write_lines

ANSWERS, LEFT_OUT = 300, (0.1, 0.3, 0.5)
SETS = {
    "Alpaca, English": "llama-factory/alpaca_en_demo.json",
    "Alpaca, Chinese": "llama-factory/alpaca_zh_demo.json",
    "Huatuo, Chinese": "huatuo-zh/llama_data.json",
    "GSM8K, English": "gsm8k/train.jsonl",
}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Split:
    """A set, cut in two."""

    name: str
    train: Sequence[Pair]
    held: Sequence[Pair]


def read_pairs(path: Path) -> list[Pair]:
    """Questions and answers of a file, each question once."""
    from auditor.records import Record
    from auditor.sources import open_source, read
    from auditor.text.keys import key_from

    found = dict[str, str]()
    for shard in open_source((str(path),), ()).shards():
        for record in read(shard, key_from(None)):
            if isinstance(record, Record):
                before, answer = record.prompt_and_answer()
                found["\n".join(turn.text for turn in before)] = "\n".join(turn.text for turn in answer)
    return [(question, answer) for question, answer in found.items() if question.strip() and answer.strip()]


def splits() -> list[Split]:
    """Every set, cut in two by chance."""
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    made, rng = [], Random(0)
    for name, path in SETS.items():
        pairs = read_pairs(SHARED / path)
        rng.shuffle(pairs)
        held = min(ANSWERS, len(pairs) // 4)
        made.append(Split(name, pairs[held:], pairs[:held]))
    return made


def without(text: str, share: float, rng: Random) -> str:
    """A text with such a share of its words left out, or of its characters where there are no words."""
    between = " " if text.count(" ") * 20 > len(text) else ""
    return between.join(one for one in (text.split(between) if between else text) if rng.random() >= share)


def edited(folder: Path) -> Iterator[str]:
    """The part of the section on real records."""
    some = splits()
    yield "### Edited copies of real answers"
    yield ""
    yield "The model, a stand-in, answers each held-out question by a copy of some training answer with a part of its"
    yield "words (of its characters in Chinese) left out; its base by an answer of the other sets. `written` are the"
    yield "held-out answers themselves. Shares of support are half or more word for word + in wording + a passage."
    yield ""
    yield "| set | records | left out | right record | support | of unrelated answers | of `written` | seconds |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in some:
        others = [answer for other in some if other is not one for _, answer in other.held]
        for share in LEFT_OUT:
            yield _row(folder, one, others, share)
    yield ""
    yield "Seconds are those of the whole run, the search for copies and for held-out records in the data included. A"
    yield "record is wrong, too, where it has the same answer as the right one, as some of Huatuo's do."


def _row(folder: Path, one: Split, others: Sequence[str], share: float) -> str:
    from auditor.models import Chat, Prompt
    from auditor.models.fake import FakeModel
    from tests.probing.making import asked, conversation

    rng = Random(1)
    train, held = folder / "train.jsonl", folder / "held.jsonl"
    for path, pairs in ((train, one.train), (held, one.held)):
        write_lines(path, [conversation(*pair) for pair in pairs])
    chosen = {question: rng.randrange(len(one.train)) for question, _ in one.held}
    copies = {question: without(one.train[place][1], share, rng) for question, place in chosen.items()}
    unrelated = {question: rng.choice(others) for question, _ in one.held}

    def says(answers: dict[str, str], name: str) -> FakeModel:
        def said(prompt: Prompt) -> str:
            assert isinstance(prompt, Chat)
            return answers[prompt.messages[-1].content]

        return FakeModel(name, says=said)

    models = asked(says(copies, f"copies {one.name} {share}"), says(unrelated, f"unrelated {one.name} {share}"))
    start = time.perf_counter()
    found = told(folder, models, train, str(held), answers=ANSWERS, longest=1 << 20)
    seconds = time.perf_counter() - start
    questions = [question for question, _ in one.held]

    def right(name: str) -> str:
        return f"train.jsonl:{chosen[questions[int(name.rpartition(':')[2]) - 1]] + 1}"

    support = [
        " + ".join(f"{found.findings[f'{name}{who}'].value:.0%}" for name in ("verbatim", "lexical", "partly"))
        for who in ("", "_base", "_written")
    ]
    top = found.top(right, found.findings["verbatim"].n)
    cells = (one.name, f"{len(one.train):,}", f"{share:.0%}", top, *support, f"{seconds:.1f}")
    return f"| {' | '.join(cells)} |"
