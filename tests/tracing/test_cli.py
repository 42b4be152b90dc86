"""`auditor trace`: what it prints, what it keeps to itself, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.messages import en, zh
from auditor.messages.en import tracing as english
from auditor.messages.zh import tracing as chinese
from auditor.text.private import find
from auditor.tracing.index import ROLES
from auditor.views.tracing import LONGEST, excerpt
from tests.conftest import Write
from tests.tracing.test_trace import DATA, FACT, STORY, row

Auditor = Callable[..., Result]
MAIL = "ada.quillfeather@example.net"
LEAK = f"Write to {MAIL} on weekdays, please."


@pytest.fixture
def data(write: Write) -> Path:
    return write("train.jsonl", [*DATA, row("Whom do I write to?", LEAK)])


def test_spans_are_printed_with_their_places(auditor: Auditor, data: Path) -> None:
    result = auditor("trace", f"Well, {FACT}", "--data", data)
    assert result.exit_code == 0
    assert FACT[:-1] in result.output
    assert "14 of 15 tokens of the text (93.33%)" in result.output
    assert "train.jsonl:1  messages[2].content  answer" in result.output
    assert "train.jsonl:3  messages[0].content  question" in result.output


def test_private_values_are_masked(auditor: Auditor, data: Path) -> None:
    result = auditor("trace", f"{LEAK} Or to {MAIL} directly", "--data", data)
    assert result.exit_code == 0
    assert "Write to a••••••••@e•••.net on weekdays" in result.output
    assert MAIL not in result.output
    assert "quillfeather" not in result.output
    assert "Private values in the text: 2; of these in the training data: 2" in result.output


def test_nothing_found_is_no_failure(auditor: Auditor, data: Path) -> None:
    result = auditor("trace", "Nothing of this was ever in there, believe me.", "--data", data)
    assert result.exit_code == 0
    assert "No span of 6 tokens or more" in result.output


def test_json_holds_positions_and_no_text(auditor: Auditor, data: Path) -> None:
    result = auditor("trace", f"So: {LEAK} {STORY}", "--data", data, "--format", "json", "--eval", data_of(data))
    content = json.loads(result.stdout)
    assert content["schema"] == "auditor.trace/1"
    first, second = content["spans"]
    assert (first["found"], first["tokens"], first["characters"]) == ("long", len(STORY.split()), len(STORY) - 1)
    assert second["kinds"] == ["email"]
    assert first["places"][0]["role"] == "answer"
    assert content["chance"]["answers"] == 1
    for word in ("quillfeather", "weekdays", "gulls", "mind"):
        assert word not in result.output


def data_of(data: Path) -> Path:
    """Held-out data beside it."""
    path = data.with_name("held.jsonl")
    path.write_text(json.dumps(row("1", "What nobody wrote stands in no data at all.")), "utf-8")
    return path


def test_the_text_comes_from_a_file_or_from_standard_input(
    auditor: Auditor, data: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("answer.txt", f"\ufeff{FACT}\n")
    assert "14 of 14 tokens" in auditor("trace", "--file", file, "--data", data).output
    assert auditor("trace", "-", "--data", data).exit_code == 2  # standard input is empty here


def test_an_index_is_kept(auditor: Auditor, data: Path, tmp_path: Path) -> None:
    first = auditor("trace", FACT, "--data", data, "--index", "train.idx", "--lang", "zh")
    assert (tmp_path / "train.idx").exists()
    second = auditor("trace", FACT, "--data", data, "--index", "train.idx", "--lang", "zh")
    assert first.stdout == second.stdout
    assert "训练数据" in second.stdout


def test_the_longest_are_printed_first_and_the_rest_counted(auditor: Auditor, data: Path) -> None:
    result = auditor("trace", f"{FACT} indeed {STORY}", "--data", data, "--most", "1")
    assert STORY[:-1] in result.output
    assert FACT[:-1] not in result.output
    assert "1 shorter span is not shown" in result.output


def test_a_long_span_is_shown_by_its_ends() -> None:
    text = "word " * 200 + MAIL
    shown = excerpt(text, find(text), 0, len(text))
    assert len(shown) <= LONGEST + len(" […] ")
    assert "[…]" in shown
    assert "quillfeather" not in shown


def test_a_value_of_which_a_span_holds_a_part_is_masked_as_a_whole() -> None:
    text = f"Write to {MAIL} soon"
    hits = find(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            shown = excerpt(text, hits, start, end)
            assert "quillf" not in shown
            assert "feather" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("Private Words", "and", "more"),
        (),
        ("Private Words", "--file", "x.txt"),
        ("--file", "missing.txt"),
        ("Private Words", "--least", "0"),
        ("Private Words", "--reveal", "--format", "json"),
        ("Private Words", "--reveal"),
        ("Private Words", "--shape", "round"),
        ("?!",),
    ],
)
def test_what_is_to_be_mended_is_exit_code_2(auditor: Auditor, data: Path, arguments: tuple[str, ...]) -> None:
    result = auditor("trace", *arguments, "--data", data)
    assert result.exit_code == 2
    assert "Private" not in result.output


def test_data_is_needed_and_must_be_there(auditor: Auditor) -> None:
    assert auditor("trace", "Private Words").exit_code == 2
    result = auditor("trace", "Private Words", "--data", "missing.jsonl")
    assert result.exit_code == 2
    assert "missing.jsonl" in result.output
    assert "Private" not in result.output


def test_nothing_is_revealed_in_ci(auditor: Auditor, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = auditor("trace", FACT, "--data", data, "--reveal")
    assert result.exit_code == 2
    assert "CI" in result.output


def test_both_languages_say_the_same(data: Path) -> None:
    assert english.MESSAGES.keys() == chinese.MESSAGES.keys()
    for language in (en.MESSAGES, zh.MESSAGES):
        assert all(f"trace.role.{role}" in language for role in ROLES)
