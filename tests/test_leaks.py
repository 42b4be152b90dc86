"""No planted value is in any output, log or traceback, whatever breaks on the way."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result

from auditor.checks import Batch
from auditor.risks.duplication import DuplicationScan
from auditor.risks.privacy import PrivacyScan
from auditor.sources import reading
from auditor.views import model
from auditor.views.formats import FORMATS
from tests.bench.corpus.plant import planted

Auditor = Callable[..., Result]

WINDOW = 6
_DIGEST = re.compile(r"\b[0-9a-f]{12,}\b")
"""Digests in the outputs hold any six digits by chance."""


@pytest.fixture(scope="module")
def corpus() -> tuple[list[dict[str, Any]], list[str]]:
    """Conversations with values of every kind, and the secret part of each value."""
    records = list(planted(Random(11), 1))[::7]
    messages = [message for record in records for message in record.messages]
    values = [message.content[slice(*plant.core)] for message in messages for plant in message.plants]
    return [record.row() for record in records], values


def windows(texts: Iterable[str]) -> set[str]:
    return {text[i : i + WINDOW] for text in texts for i in range(len(text) - WINDOW + 1)}


def seen(text: str) -> list[str]:
    """A text in the ways in which a value could hide in it."""
    text = _DIGEST.sub(" ", text)
    decoded = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return [text, decoded, unicodedata.normalize("NFKC", decoded), decoded[::-1]]


def assert_nothing_leaks(outputs: list[str], values: list[str]) -> None:
    everything = [way for output in outputs for way in seen(output)]
    shown = windows(everything)
    digits = ["".join(filter(str.isdigit, output)) for output in everything]
    for value in values:
        plain = unicodedata.normalize("NFKC", value)
        # Words such as "secret" or "localhost" stand in values and in messages; what tells is what no word is.
        leaked = [part for part in windows([value, plain]) & shown if not part.isalpha()]
        assert not leaked, f"{len(leaked)} windows of a value of {len(value)} characters"
        number = "".join(filter(str.isdigit, plain))
        assert len(number) < 9 or not any(number in text for text in digits)


def scan(auditor: Auditor, folder: Path, rows: list[dict[str, Any]], *extra: str) -> tuple[Result, list[str]]:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "train.jsonl").write_text(text, "utf-8")
    wanted = [argument for name in FORMATS for argument in ("--format", f"{name}=report.{name}")]
    arguments = ("--workers", "1", *wanted, "--lang", "en", *extra)
    result = auditor("scan", "train.jsonl", *arguments)
    written = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file() and path.name != "train.jsonl"]
    return result, [result.output, repr(result.exception), *written]


def test_no_planted_value_is_in_any_output(
    auditor: Auditor, tmp_path: Path, corpus: tuple[list[dict[str, Any]], list[str]]
) -> None:
    rows, values = corpus
    result, outputs = scan(auditor, tmp_path, rows)
    assert result.exit_code == 1
    assert sum(len(output) for output in outputs) > 50_000
    assert_nothing_leaks(outputs, values)


def broken(*arguments: Any, **named: Any) -> Any:
    """What a bug does at worst: an exception that quotes all that it was given."""
    batches = [argument for argument in arguments if isinstance(argument, Batch)]
    texts = [turn.text for batch in batches for record in batch.items for turn in record.texts()]
    raise ValueError(f"{arguments!r} {named!r} {texts!r}")


BUGS = [
    (PrivacyScan, "add"),
    (PrivacyScan, "finish"),
    (PrivacyScan, "search"),
    (DuplicationScan, "add"),
    (reading, "_draft"),
    (model, "number"),
]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("where", "what"), BUGS, ids=[what for _, what in BUGS])
def test_a_bug_that_quotes_the_data_shows_nothing_of_it(
    auditor: Auditor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    corpus: tuple[list[dict[str, Any]], list[str]],
    where: Any,
    what: str,
    strict: bool,
) -> None:
    rows, values = corpus
    monkeypatch.setattr(where, what, broken)
    result, outputs = scan(auditor, tmp_path, rows, *(["--strict"] if strict else []))
    assert result.exit_code in (1, 3, 4), result.output
    assert strict is False or result.exit_code == 4
    assert "ValueError" in result.output
    assert_nothing_leaks(outputs, values)
