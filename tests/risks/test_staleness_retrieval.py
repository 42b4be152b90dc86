"""`--to-rag` writes the records out that belong into an index: whole or not at all, for their owner alone."""

from __future__ import annotations

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
        {"origin": "train.jsonl:1", "prompt": "How much is a day ticket?", "answer": "14.50 euros.", "language": "en",
         "kind": "price", "half_life": "months", "half_life_days": 180},
        {"origin": "train.jsonl:4", "prompt": "云溪市的现任市长是谁？", "answer": "是林若川。", "language": "zh",
         "kind": "office", "half_life": "year", "half_life_days": 365},
    ]  # fmt: skip
    assert "2 records written to rag.jsonl" in result.stderr
    assert "林若川" not in result.output + (tmp_path / "auditor-report/evidence.jsonl").read_text("utf-8")
    chinese = auditor("scan", "train.jsonl", "--to-rag", "again.jsonl", "--lang", "zh")
    assert "2 条样本" in chinese.stderr


def test_nothing_to_write_is_an_empty_file(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    write("train.jsonl", ROWS[1:3])
    assert "0 records" in auditor("scan", "train.jsonl", "--to-rag", "rag.jsonl").stderr
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
