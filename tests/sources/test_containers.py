"""Containers: the same values whatever file they come in, and the numbers that origins give."""

from __future__ import annotations

import csv
import gzip
import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.records import Record, Unreadable
from auditor.sources import open_source, read, shard
from auditor.sources.elements import Elements
from auditor.sources.parse import Parsed, canonical, parse
from auditor.sources.shapes import is_field
from auditor.sources.streams import lines
from tests.sources.conftest import KEY, names, read_all

Write = Callable[[str, bytes | str], Path]
ROWS = [{"prompt": f"p{i} “x”, {{", "completion": f'c{i}\n"q"'} for i in range(5)]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def origins(found: list[Any]) -> list[str]:
    return [item.origin for item in found]


def digests(found: list[Any]) -> list[int]:
    assert all(isinstance(item, Record) for item in found), found
    return [item.digest for item in found]


def jsonl(rows: list[Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _csv(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    sink = io.StringIO()
    table = csv.DictWriter(sink, list(rows[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return sink.getvalue().encode()


def _tables(folder: Path, rows: list[Any]) -> list[Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(rows)
    names = [folder / name for name in ("t.parquet", "t.arrow", "s.arrow", "t.parquet.gz")]
    pq.write_table(table, names[0])
    with pa.OSFile(str(names[1]), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pa.OSFile(str(names[2]), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    names[3].write_bytes(gzip.compress(names[0].read_bytes()))
    return names


def test_every_container_gives_the_same_digests(write: Write, tmp_path: Path) -> None:
    import zstandard

    lined = jsonl(ROWS).encode()
    files = [
        write("a.jsonl", lined), write("lines.json", lined), write("array.json", json.dumps(ROWS)),
        write("array.jsonl", json.dumps(ROWS)), write("pretty.json", json.dumps(ROWS, indent=2, ensure_ascii=False)),
        write("wrapped.json", json.dumps({"version": "1", "info": {"a": [1]}, "data": ROWS, "n": 3}, indent=1)),
        write("objects.json", "\n".join(json.dumps(row, indent=2) for row in ROWS)),
        write("a.jsonl.gz", gzip.compress(lined[:99]) + gzip.compress(lined[99:])),
        write("b.jsonl.zst", zstandard.compress(lined[:99]) + zstandard.compress(lined[99:])),
        write("misnamed.json", gzip.compress(json.dumps(ROWS).encode())), write("noname", lined),
        write("a.csv", _csv(ROWS)), write("a.tsv", _csv(ROWS, "\t")), write("semicolon.csv", _csv(ROWS, ";")),
        write("bom.csv", b"\xef\xbb\xbf" + _csv(ROWS)), *_tables(tmp_path, ROWS),
    ]  # fmt: skip
    wanted = digests(read_all(ROWS))
    for file in files:
        assert digests(read_all(file)) == wanted, file.name


def test_nested_values_survive_parquet(tmp_path: Path, write: Write) -> None:
    answer = {"role": "assistant", "content": None, "name": "n"}
    rows: list[Any] = [
        {"messages": [{"role": "user", "content": "u"}, answer], "source": "s"},
        {"messages": [{"role": "user", "content": "u"}]},
    ]
    wanted = digests(read_all(write("a.jsonl", jsonl(rows))))
    for file in _tables(tmp_path, rows):
        assert digests(read_all(file)) == wanted


def test_numbers_are_lines_and_rows(write: Write) -> None:
    spaced = write("a.jsonl", "\n" + '{"text":"a"}\r\n  \n{"text":"b"}')
    assert origins(read_all(spaced)) == ["a.jsonl:2", "a.jsonl:4"]
    assert origins(read_all(write("b.json", '[\n\n{"text":"a"},\n{"text":"b"}]'))) == ["b.json:1", "b.json:2"]
    assert origins(read_all(write("c.csv", 'text\n"a\nb"\nc\n'))) == ["c.csv:2", "c.csv:4"]
    assert origins(read_all(write("d.txt", "x\n\ny\n"))) == ["d.txt:1", "d.txt:3"]


def test_positions_ascend_over_files(write: Write) -> None:
    a, b = write("a.jsonl", '\n{"text":"a"}\n'), write("b.txt", "x\ny")
    found = read_all(a, b, evals=(write("c.json", '["z"]'),))
    assert [(item.position, item.origin, item.split) for item in found] == [
        (2, "a.jsonl:2", "train"), (3, "b.txt:1", "train"), (4, "b.txt:2", "train"), (5, "c.json:1", "eval"),
    ]  # fmt: skip


def test_names(write: Write, tmp_path: Path) -> None:
    for name in ("a/train.jsonl", "b/train.jsonl", "b/c/x.txt", "b/README.md", "b/.hidden.jsonl", "b/config.json"):
        write(name, '{"text": "t"}')
    assert names(open_source([tmp_path / "a/train.jsonl"])) == ("train.jsonl",)
    assert names(open_source([tmp_path / "a/train.jsonl", tmp_path / "b/train.jsonl"])) == (
        "a/train.jsonl", "b/train.jsonl")  # fmt: skip
    source = open_source([tmp_path / "b"])
    assert (names(source), source.skipped) == (("c/x.txt", "train.jsonl"), 2)
    split = open_source([tmp_path], [tmp_path / "a/train.jsonl"])
    assert names(split) == ("b/c/x.txt", "b/train.jsonl", "a/train.jsonl")
    assert len(names(open_source([tmp_path, tmp_path / "a"]))) == 3


def test_dataset_info_is_obeyed(write: Write, tmp_path: Path) -> None:
    entry = {"file_name": "a.json", "formatting": "sharegpt", "columns": {"messages": "talk", "system": "sys"},
             "tags": {"role_tag": "who", "content_tag": "said", "user_tag": "Q", "assistant_tag": "A"}}  # fmt: skip
    plain = {"file_name": "b.json", "columns": {"prompt": "content"}}
    write("dataset_info.json", json.dumps({"one": entry, "two": plain}))
    row = {"talk": [{"who": "Q", "said": "q"}, {"who": "A", "said": "a"}], "sys": "s"}
    (record,) = read_all(write("a.json", json.dumps([row])))
    assert isinstance(record, Record)
    assert [(turn.role, turn.path, turn.trained) for turn in record.turns] == [
        ("system", "sys", False), ("user", "talk[0].said", False), ("assistant", "talk[1].said", True),
    ]  # fmt: skip
    (text,) = read_all(write("b.json", '[{"content": "c", "answer": "x"}]'))
    assert isinstance(text, Record)
    assert (text.shape, text.turns[0].path) == ("text", "content")


def test_folder_saved_by_datasets(tmp_path: Path) -> None:
    import datasets

    data = datasets.Dataset.from_list(ROWS)
    data.save_to_disk(str(tmp_path / "saved"))
    source = open_source([tmp_path / "saved"])
    assert source.skipped == 2
    assert digests(read_all(tmp_path / "saved")) == digests(read_all(ROWS))


def test_datasets_objects() -> None:
    import datasets

    data = datasets.Dataset.from_list(ROWS)
    wanted = digests(read_all(ROWS))
    assert digests(read_all(data)) == wanted
    assert digests(read_all(data.to_iterable_dataset())) == wanted
    parts = datasets.DatasetDict({"train": data, "test": data.select([0])})
    assert origins(read_all(parts, evals=(parts,)))[-2:] == ["dataset:train:5", "dataset-2:test:1"]
    assert digests(read_all(row for row in ROWS)) == wanted


def test_shards_are_cut_by_items_and_bytes(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "MOST_ITEMS", 4)
    monkeypatch.setattr(shard, "MOST_BYTES", 100)
    path = write("a.txt", "\n".join(["x"] * 6 + ["y" * 99] * 2 + ["z"]))
    source = open_source([path])
    cut = list(source.shards())
    assert [list(piece.piece.numbers) for piece in cut] == [[1, 2, 3, 4], [5, 6, 7], [8, 9]]
    assert sum(piece.size for piece in cut) == source.size
    assert cut == list(source.shards())
    assert [read(pickle.loads(pickle.dumps(piece)), KEY) for piece in cut] == [read(piece, KEY) for piece in cut]


def test_abandoned_shards_close_their_file(write: Write, tmp_path: Path) -> None:
    for path in (write("a.csv", _csv(ROWS)), write("a.jsonl", jsonl(ROWS)), *_tables(tmp_path, ROWS)):
        shards = open_source([path]).shards()
        next(shards)
        del shards


def chunked(raw: bytes, size: int) -> list[bytes]:
    return [raw[i : i + size] for i in range(0, len(raw), size)]


def values(raw: bytes, size: int) -> list[Any]:
    found = []
    for item in Elements(iter(chunked(raw, size)), is_field):
        assert isinstance(item, bytes)
        value = parse(item)
        found.append(value.value if isinstance(value, Parsed) else value)
    return found


@QUICK
@given(st.lists(JSON, min_size=1, max_size=6), st.integers(1, 40), st.sampled_from([None, 0, 1, 2]))
def test_arrays_split_the_same_for_any_chunk(rows: list[Any], size: int, indent: int | None) -> None:
    raw = json.dumps(rows, indent=indent, ensure_ascii=False).encode()
    assert values(raw, size) == rows == values(raw, 10**6)


@QUICK
@given(st.lists(st.dictionaries(TEXT, JSON, min_size=1, max_size=3), min_size=2, max_size=5), st.integers(1, 40))
def test_every_layout_gives_the_same_values(write: Write, rows: list[Any], size: int) -> None:
    texts = {"a.jsonl": jsonl(rows), "b.json": json.dumps(rows), "c.json": json.dumps(rows, indent=1)}
    files = [write(name, text) for name, text in texts.items()]
    found = []
    for file in files:
        items = [item for piece in open_source([file]).shards() for item in piece.piece.items]
        found.append([canonical(value.value) for item in items if isinstance(value := parse(item), Parsed)])  # type: ignore[arg-type]
    assert found[0] == found[1] == found[2] == [canonical(row) for row in rows]
    raw = files[0].read_bytes()
    assert list(lines(iter(chunked(raw, size)))) == list(enumerate(raw.splitlines(), 1))


BROKEN = [
    '{"a": "x" y"}', '{"a": "x"', '{"a": [1, 2}', '{"a": "x"]', '{"a": "x, "b": 2}', "{'a': 1}", '{"a": 1,}', '{"a" 1}',
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("size", [1, 7, 10**6])
@pytest.mark.parametrize("indent", ["\n", "\n  "])
def test_recovers_after_a_bad_element(broken: str, size: int, indent: str) -> None:
    good = ['{"a": "one"}', '{"a": "{two"}', '{"a": "three"}']
    raw = "[" + indent + ("," + indent).join([good[0], broken, *good[1:]]) + "\n]"
    found = []
    for item in Elements(iter(chunked(raw.encode(), size)), is_field):
        value = parse(item) if isinstance(item, bytes) else item
        found.append(value.value if isinstance(value, Parsed) else None)
    assert [value for value in found if value] == [json.loads(text) for text in good]
    assert None in found


def test_unreadable_row_keeps_its_number(write: Write) -> None:
    found = read_all(write("a.json", '[{"text": "a"},\n{"text": "b" c"},\n{"text": "d"}]'))
    assert origins(found) == ["a.json:1", "a.json:2", "a.json:3"]
    assert isinstance(found[1], Unreadable)
