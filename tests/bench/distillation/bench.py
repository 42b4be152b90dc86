"""Identities in real answers, read by eye; sentences that nobody had tuned for; caps of tokens; and the time.

`read.jsonl` holds every record of the real sets in which an answer names a known model or a maker of models, by its
place and the digest of its content, without its text, and what was read there: `claims` where the writer says that it
is that model or was made so, else `mentions` (told of others, denied, quoted, or another thing of the same name, such
as a rain forest). The sets are those that the auditor was tuned on; sentences are `tests/text/planted_identity.py` and
`spoken.jsonl`: three rounds of claims and of what is none, each written down before the forms could be tried on it;
those that are told wrongly to this day are marked as open.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from auditor.checks import Batch, Setup
from auditor.records import ASSISTANT, TEXT, Record
from auditor.risks.distillation import RISK
from auditor.risks.distillation.caps import Bin, bin_of, cut, of
from auditor.sources import open_source, read
from auditor.text.identity import claims, mentions
from auditor.text.identity.families import MAKER, NAME
from tests.conftest import SHARED
from tests.strategies import KEY
from tests.text.planted_identity import SPOKEN, UNSPOKEN, innocent, planted

READINGS = Path(__file__).with_name("read.jsonl")
SPOKEN_LATER = Path(__file__).with_name("spoken.jsonl")
SETS = ("t0", "huatuo-zh", "fastchat", "llama-factory", "gsm8k", "tool-calls", "toolformer", "text")
NO_DATA = frozenset(("README.md", "LICENSE", "dataset_info.json"))
_NAMED = re.compile(NAME), re.compile(MAKER)
CUTS = ("llama-factory/alpaca_en_demo.json", "llama-factory/dpo_en_demo.json", "llama-factory/alpaca_zh_demo.json",
        "llama-factory/dpo_zh_demo.json", "huatuo-zh/llama_data.json", "text/tinystories_1000.json")  # fmt: skip


def measure() -> str:
    """The section of the page."""
    lines = ["## Identities copied from a teacher", "", (__doc__ or "").partition("\n\n")[2].strip(), ""]
    return "\n".join([*lines, *_identities(), "", *_sentences(), "", *_caps(), "", _speed(), ""])


def _identities() -> Iterator[str]:
    said = {(row["set"], row["origin"], row["digest"]): row["said"] for row in readings()}
    yield "| set | records | name one | read as claims | found | wrong | missed | not read |"
    yield "|---|---|---|---|---|---|---|---|"
    for folder in SETS:
        counts: Counter[str] = Counter()
        for record in records(folder):
            counts["records"] += 1
            if (hit := found(record)) is None:
                continue
            reading = said.get((folder, record.origin, digest(record)), "not read")
            counts.update({"named": 1, "found": hit, reading: 1, "wrong": hit and reading == "mentions",
                           "missed": not hit and reading == "claims"})  # fmt: skip
        names = ("records", "named", "claims", "found", "wrong", "missed", "not read")
        yield f"| {folder} | {' | '.join(f'{counts[name]:,}' for name in names)} |"


def found(record: Record) -> bool | None:
    """Whether an answer of a record claims an identity; None where none names a known model or maker."""
    named = hit = False
    for place, turn in enumerate(record.turns):
        if turn.role in (ASSISTANT, TEXT) and mentions(turn.text) and any(one.search(turn.text) for one in _NAMED):
            named = True
            asked = "\n".join(other.text for other in record.turns[:place] if other.role == "user")
            hit |= any(claims(turn.text, asked))
    return hit if named else None


def digest(record: Record) -> str:
    """Of the content, the same in every layout."""
    return f"{record.digest:032x}"[:12]


def records(folder: str) -> Iterator[Record]:
    """All records of a set that can be read."""
    for path in sorted((SHARED / folder).glob("*")):
        if path.name not in NO_DATA:
            for shard in open_source([str(path)]).shards():
                yield from (one for one in read(shard, KEY) if isinstance(one, Record))


def readings() -> list[dict[str, str]]:
    """What was read by eye."""
    return [orjson.loads(line) for line in READINGS.read_bytes().splitlines()]


def _sentences() -> Iterator[str]:
    yield "| sentences | English | Chinese |"
    yield "|---|---|---|"
    who = {"en": "Who are you?", "zh": "你是谁？"}
    cells: dict[str, list[str]] = {}
    for language, asked in who.items():
        put = list(planted(language))
        right = sum(any(one.family == family for one in claims(text, asked)) for text, family in put)
        cells.setdefault("planted claims found, with their family", []).append(f"{right} of {len(put)}")
        plain = list(innocent(language))
        wrong = sum(any(claims(text, asked)) for text in plain)
        cells.setdefault("denials, questions, quotations, others: taken for a claim", []).append(
            f"{wrong} of {len(plain)}"
        )
        own, other = SPOKEN[language], UNSPOKEN[language]
        cells.setdefault("as models say it: found", []).append(
            f"{sum(any(claims(text)) for text in own)} of {len(own)}"
        )
        cells.setdefault("the same before the forms were mended", []).append(
            {"en": "32 of 41", "zh": "34 of 40"}[language]
        )
        cells.setdefault("no claims: taken for one", []).append(
            f"{sum(any(claims(text)) for text in other)} of {len(other)}"
        )
        cells.setdefault("the same before", []).append({"en": "1 of 40", "zh": "5 of 40"}[language])
    yield from (f"| {name} | {' | '.join(own)} |" for name, own in cells.items())
    yield ""
    yield "| three more rounds | before the mends of the round | now |"
    yield "|---|---|---|"
    for (number, language, claim), before in BEFORE.items():
        texts = [row["text"] for row in spoken() if (row["round"], row["language"], row["claims"]) == (
            number, language, claim)]  # fmt: skip
        what = "claims found" if claim else "no claims, taken for one"
        now = sum(any(claims(text)) for text in texts)
        yield f"| {number}, {language}, {what} | {before} of {len(texts)} | {now} of {len(texts)} |"


BEFORE = {
    (1, "en", True): 59, (1, "zh", True): 71, (1, "en", False): 17, (1, "zh", False): 20,
    (2, "en", True): 26, (2, "zh", True): 23, (2, "en", False): 5, (2, "zh", False): 3,
    (3, "en", True): 14, (3, "zh", True): 14, (3, "en", False): 0, (3, "zh", False): 3,
}  # fmt: skip
"""By round, language and whether they claim: how many were taken for a claim when they were first tried."""


def spoken() -> list[dict[str, Any]]:
    """Sentences of those rounds."""
    return [orjson.loads(line) for line in SPOKEN_LATER.read_bytes().splitlines()]


def _caps() -> Iterator[str]:
    yield "Real answers, all of them, and cut at a number of tokens of `stories260K` (512 words):"
    yield ""
    yield "| answers | whole: told | 128 tokens: cut, told | 256 | 400 |"
    yield "|---|---|---|---|---|"
    from auditor.training.tokenizers import load

    tokenizer = load(str(SHARED / "models" / "stories260K"))
    for name in CUTS:
        path = SHARED / name
        texts = [turn.text for shard in open_source([str(path)]).shards() for one in read(shard, KEY)
                 if isinstance(one, Record) for turn in one.turns[-1:]]  # fmt: skip
        cells = [f"{_told(texts)}"]
        for cap in (128, 256, 400):
            spans = [tokenizer.spans(text) for text in texts]
            parts = [
                text[: own[cap - 1][1]] if len(own) > cap else text for text, own in zip(texts, spans, strict=True)
            ]
            cells.append(f"{sum(len(own) > cap for own in spans)}, {_told(parts)}")
        yield f"| {name} ({len(texts):,}) | {' | '.join(cells)} |"


def _told(texts: list[str]) -> int:
    bins: dict[int, Bin] = {}
    for text in texts:
        if len(text) >= 80:
            bins[bin_of(text)] = bins.get(bin_of(text), Bin()).plus(of(text))
    return cut(bins)


def _speed() -> str:
    assert RISK.scanner is not None
    scan = RISK.scanner(RISK.options(), Setup(KEY))
    batches = [Batch("t", 0, "train", own) for own in _batches(list(records("t0")))]
    seconds = []
    for _ in range(3):
        state, begin = scan.start(), time.process_time()
        for batch in batches:
            scan.add(state, batch, lambda hit: None)
        seconds.append(time.process_time() - begin)
    total = sum(len(batch.items) for batch in batches)
    return f"The scan half over {total:,} records (t0), read already: {min(seconds):.2f} s of one core."


def _batches(items: list[Record]) -> Iterator[list[Record]]:
    for start in range(0, len(items), 4096):
        yield items[start : start + 4096]
