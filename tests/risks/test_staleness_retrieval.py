"""`--to-rag` writes the records out that belong into an index: whole or not at all, for their owner alone."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor import scan
from auditor.errors import ReportError
from auditor.retrieval import write_records
from auditor.text.keys import key_from
from tests.conftest import Write

Auditor = Callable[..., Result]

ROWS = [
    {"prompt": "How much is a day ticket?", "completion": "14.50 euros."},
    {"prompt": "Who wrote Faust?", "completion": "Goethe."},
    {"prompt": "劳动合同的试用期最长多久？", "completion": "六个月。"},
    {"prompt": "云溪市的现任市长是谁？", "completion": "是林若川。"},
]


def test_the_fast_records_are_written_out(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS)
    write("held.jsonl", [ROWS[0]])
    result = auditor("scan", "train.jsonl", "--eval", "held.jsonl", "--skip", "names", "--to-rag", "rag.jsonl")
    out = tmp_path / "rag.jsonl"
    assert out.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        {"origin": "train.jsonl:1", "path": "completion", "context": "", "prompt": "How much is a day ticket?",
         "answer": "14.50 euros.", "words": "How much is", "language": "en", "kind": "price", "half_life": "months",
         "half_life_days": 180},
        {"origin": "train.jsonl:4", "path": "completion", "context": "", "prompt": "云溪市的现任市长是谁？",
         "answer": "是林若川。", "words": "现任市长是", "language": "zh", "kind": "office", "half_life": "year",
         "half_life_days": 365},
    ]  # fmt: skip
    assert "2 answers written to rag.jsonl" in result.stderr
    assert "林若川" not in result.output + (tmp_path / "auditor-report/evidence.jsonl").read_text("utf-8")
    chinese = auditor("scan", "train.jsonl", "--to-rag", "again.jsonl", "--lang", "zh")
    assert "2 条回答" in chinese.stderr


def test_nothing_to_write_is_an_empty_file(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS[1:3])
    assert "0 answers" in auditor("scan", "train.jsonl", "--to-rag", "rag.jsonl").stderr
    assert (tmp_path / "rag.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to-rag", "there.jsonl"), "it is not overwritten"),
        (("--to-rag", "train.jsonl"), "in the folder of the report or of the data"),
        (("--to-rag", "auditor-report/rag.jsonl"), "in the folder of the report or of the data"),
        (("--to-rag", "new.jsonl", "--format", "json=new.jsonl"), "another output goes there"),
        (("--to-rag", "new.jsonl", "--reveal", "new.jsonl"), "another output goes there"),
        (("--to-rag", "new.jsonl", "--skip", "staleness"), "left out"),
        (("--to-rag", "new.jsonl", "--only", "format"), "left out"),
        (("--to-rag", "there.jsonl/new.jsonl"), "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    arguments: tuple[str, ...], said: str, auditor: Auditor, write: Write, tmp_path: Path
) -> None:
    write("train.jsonl", ROWS)
    write("there.jsonl", "mine")
    result = auditor("scan", "train.jsonl", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(os.listdir(tmp_path)) == ["there.jsonl", "train.jsonl"]
    assert (tmp_path / "there.jsonl").read_text() == "mine"


def test_data_that_has_changed_leaves_no_file(write: Write, tmp_path: Path) -> None:
    path = write("train.jsonl", ROWS)
    key = key_from("a key that is only for tests")
    report = scan(path, key=key, only="staleness")
    write("train.jsonl", ROWS[:1])
    with pytest.raises(ReportError, match="has changed"):
        write_records(report, (path,), (), key, tmp_path / "rag.jsonl")
    assert os.listdir(tmp_path) == ["train.jsonl"]


CHAT = {
    "messages": [
        {"role": "system", "content": "You sell tickets."},
        {"role": "user", "content": "Who wrote Faust?"},
        {"role": "assistant", "content": "Goethe."},
        {"role": "user", "content": "And how much is a ticket to it?"},
        {"role": "assistant", "content": "<think>The user wants 24 euros.</think>\n24 euros."},
        {"role": "user", "content": "Who is the theater's director?"},
        {"role": "assistant", "content": "Ana Ruiz."},
    ]
}


def test_each_changing_answer_of_a_conversation_is_written_with_what_stands_before_it(
    auditor: Auditor, write: Write, tmp_path: Path
) -> None:
    write("train.jsonl", [CHAT])
    assert "2 answers" in auditor("scan", "train.jsonl", "--to-rag", "rag.jsonl").stderr
    first, second = map(json.loads, (tmp_path / "rag.jsonl").read_text("utf-8").splitlines())
    assert (first["path"], first["kind"], first["answer"]) == ("messages[4].content", "price", "24 euros.")
    assert first["context"] == "You sell tickets.\nWho wrote Faust?\nGoethe."
    assert (second["path"], second["kind"], second["prompt"]) == (
        "messages[6].content", "office", "Who is the theater's director?",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["train.csv", "train.json", "train.jsonl.gz", "train.parquet"])
def test_every_format_gives_the_same_lines(name: str, auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS)
    auditor("scan", "train.jsonl", "--to-rag", "rag.jsonl")
    _as_format(tmp_path / name)
    auditor("scan", name, "--to-rag", "other.jsonl")

    def lines(file: str) -> list[dict[str, str]]:
        found = map(json.loads, (tmp_path / file).read_text("utf-8").splitlines())
        return [{key: value for key, value in line.items() if key != "origin"} for line in found]

    assert lines("other.jsonl") == lines("rag.jsonl")
    assert len(lines("rag.jsonl")) == 2


def _as_format(path: Path) -> None:
    match path.suffix:
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, ROWS[0].keys())
                writer.writeheader()
                writer.writerows(ROWS)
        case ".json":
            path.write_text(json.dumps(ROWS), "utf-8")
        case ".gz":
            path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
        case _:
            pyarrow = pytest.importorskip("pyarrow")
            pytest.importorskip("pyarrow.parquet").write_table(pyarrow.Table.from_pylist(ROWS), path)


def test_an_answer_that_was_rejected_goes_into_no_index(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write(
        "train.jsonl", [ROWS[0] | {"label": True}, {"prompt": ROWS[0]["prompt"], "completion": "$99.", "label": False}]
    )
    assert "1 answer " in auditor("scan", "train.jsonl", "--to-rag", "rag.jsonl").stderr
    (line,) = (tmp_path / "rag.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["answer"] == "14.50 euros."


def test_an_interruption_leaves_no_file(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("train.jsonl", ROWS)
    key = key_from("a key that is only for tests")
    report = scan(path, key=key, only="staleness")
    lines = iter([b"{}\n"])

    def interrupted(*_: object) -> bytes:
        if (line := next(lines, None)) is None:
            raise KeyboardInterrupt
        return line

    monkeypatch.setattr("auditor.retrieval._line", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_records(report, (path,), (), key, tmp_path / "rag.jsonl")
    assert os.listdir(tmp_path) == ["train.jsonl"]
