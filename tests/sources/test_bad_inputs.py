"""Bad input: what is forgiven, what becomes an `Unreadable`, what ends the run with exit code 2."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.errors import SourceError, UsageError
from auditor.records import Record, Unreadable
from auditor.sources import nothing_read, open_source, shard, streams
from tests.sources.conftest import Result, names, read_all

Write = Callable[[str, bytes | str], Path]
GOOD = '{"text": "good"}\n'


def reasons(found: Result) -> list[str]:
    return [item.reason if isinstance(item, Unreadable) else "ok" for item in found]


def flaws(found: Result) -> list[tuple[str, ...]]:
    return [item.flaws for item in found if isinstance(item, Record)]


def _truncated_zstd(raw: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(raw)[:-200]


def _noise() -> bytes:
    import random

    draw = random.Random(0)
    return "".join(json.dumps({"text": f"{draw.getrandbits(1600):x}"}) + "\n" for _ in range(1500)).encode()


def test_missing_and_empty_and_folders(write: Write, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        open_source([tmp_path / "no.jsonl"])
    for name in ("", "a\0b", "a" * 5000):
        with pytest.raises(SourceError, match="no such file or folder"):
            open_source([name])
    with pytest.raises(SourceError, match=r"^e\.jsonl: the file is empty"):
        read_all(write("e.jsonl", " \n"))
    write("d/README.md", "x")
    write("d/model.safetensors", "x")
    with pytest.raises(SourceError, match=r"it holds: 1 \.md, 1 \.safetensors"):
        open_source([str(tmp_path / "d")])
    with pytest.raises(SourceError, match="nothing to read"):
        open_source([])
    with pytest.raises(UsageError, match="no shape 'x'"):
        open_source(["a"], shape="x")
    with pytest.raises(SourceError, match="list of dicts"):
        open_source([{"a": 1}])
    with pytest.raises(SourceError, match="tells the format"):
        open_source([write("notes.md", "# Title")])


WHOLE = [
    (b"\x7fELF" + bytes(range(256)) * 40, "binary"),
    (bytes(range(256)) * 40, "binary"),
    ('{"text": "a"}'.encode("utf-16"), "not_utf8"),
    ('{"text": "a"}'.encode("utf-16-le"), "not_utf8"),
    (b"", "empty_file"),
    (b"\xef\xbb\xbf", "empty_file"),
    (b"[]", "empty_file"),
    (b"PAR1 and then nothing", "corrupt"),
    (gzip.compress(GOOD.encode(), mtime=0)[:10], "truncated"),
]
RETURNS = [b"text,id\ra,1\rb,2\r", b"\xef\xbb\xbftext,id\ra,1\rb,2", b'"text",id\r"a\nb",1\r']


@pytest.mark.parametrize(("content", "reason"), WHOLE)
def test_files_that_cannot_be_read_at_all(write: Write, content: bytes, reason: str) -> None:
    bad = write("bad.jsonl", content)
    with pytest.raises(SourceError, match=r"^bad\.jsonl: "):
        read_all(bad)
    found = read_all(write("a.jsonl", GOOD), bad, write("z.jsonl", GOOD))
    assert reasons(found) == ["ok", reason, "ok"]
    assert [item.origin for item in found] == ["a.jsonl:1", "bad.jsonl", "z.jsonl:1"]
    assert [item.position for item in found] == [1, 2, 3]


def test_no_permission(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, other = write("secret.jsonl", GOOD), write("other.jsonl", GOOD)

    def refuse(path: Path) -> object:
        if path == secret:
            raise PermissionError
        return path.open("rb")

    monkeypatch.setattr(streams, "open_binary", refuse)
    assert reasons(read_all(secret, other)) == ["no_permission", "ok"]
    with pytest.raises(SourceError, match="no permission to read"):
        read_all(secret)


def test_truncated_compression_keeps_what_came_before(write: Write) -> None:
    raw = _noise()
    for name, content in (("a.jsonl.gz", gzip.compress(raw)[:-2000]), ("b.jsonl.zst", _truncated_zstd(raw))):
        found = read_all(write(name, content))
        assert reasons(found)[-1] == "truncated"
        assert reasons(found).count("ok") > 100
        assert found[-1].origin == name


def test_truncated_array(write: Write) -> None:
    found = read_all(write("a.json", '[\n{"text": "a"},\n{"text": "b'))
    assert reasons(found) == ["ok", "invalid_json", "truncated"]


def test_broken_tables(write: Write, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": ["a", "b"]}), tmp_path / "t.parquet")
    raw = (tmp_path / "t.parquet").read_bytes()
    cut = write("cut.parquet", raw[:-20])
    assert reasons(read_all(cut, write("a.jsonl", GOOD))) == ["corrupt", "ok"]
    found = read_all(write("a.csv", 'text,id\na\n"b\nc,1\n'))
    assert flaws(found) == [("ragged_row",), ("ragged_row", "unclosed_quote")]


FORGIVEN = [
    (b'{"text": "a\xff"}', "invalid_utf8", "a\ufffd"),
    (b'\xef\xbb\xbf{"text": "a"}', "byte_order_mark", "a"),
    (b'{"text": "a\x00\tb"}', "control_characters", "a\x00\tb"),
    (b'{"text": "\\ud800x"}', "lone_surrogate", "\ufffdx"),
    (b'{"text": "a", "text": "b"}', "duplicate_keys", "b"),
    (b'{"text": "a", "n": NaN}', "nan", "a"),
    (b'{"text": -Infinity}', "nan", "null"),
    (b'{"text": 5}', "not_text", "5"),
]


@pytest.mark.parametrize(("line", "flaw", "text"), FORGIVEN)
def test_forgiven(write: Write, line: bytes, flaw: str, text: str) -> None:
    first, second = read_all(write("a.jsonl", line + b"\n" + GOOD.encode()))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert flaw in first.flaws
    assert first.turns[0].text == text
    assert second.flaws == ()


def test_key_like_text_is_no_duplicate(write: Write) -> None:
    row = {"text": 'he said "x": "x": 1', "tools": '{"a": 1, "a": 2}', "k\\": 'end\\": '}
    assert flaws(read_all(write("a.jsonl", json.dumps(row)))) == [()]


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ('{"text": "a"', "invalid_json", "column 13"),
        ("prose", "invalid_json", "column 1"),
        ("3", "not_an_object", ""),
        ('{"a": 1}', "no_shape", "a"),
        ('{"text": ' + "[" * 300 + "]" * 300 + "}", "nested_too_deep", ""),
        ('{"text": ' + "[" * 10_000 + "]" * 10_000 + "}", "nested_too_deep", ""),
        ("[" * 10_000, "nested_too_deep", ""),
        ('{"input_ids": [1]}', "pre_tokenized", ""),
        ('{"text": "a", "n": ' + "9" * 5_000 + "}", "long_number", ""),
    ],
)
def test_unreadable(write: Write, line: str, reason: str, detail: str) -> None:
    found = read_all(write("a.jsonl", GOOD + line + "\n" + GOOD))
    assert reasons(found) == ["ok", reason, "ok"]
    assert isinstance(found[1], Unreadable)
    assert found[1].detail == detail


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_too_long(write: Write, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(shard, "LONGEST", 1000)
    monkeypatch.setattr(shard, "CHUNK", 64)
    texts = ["a", 'x\\"{' * 900, "b"]
    if name == "a.csv":
        content = "text\n" + "".join(f"{text.replace(chr(92), '').replace(chr(34), '')}\n" for text in texts)
    else:
        rows = [f'{{"text": "{text}"}}' for text in texts]
        content = "\n".join(rows) if name == "a.jsonl" else "[" + ",\n".join(rows) + "]"
    assert reasons(read_all(write(name, content))) == ["ok", "too_long", "ok"]


def test_nothing_read_explains(write: Write) -> None:
    found = read_all(write("a.jsonl", '{"foo": 1}\n' * 3 + "{oops\n"))
    message = str(nothing_read([item for item in found if isinstance(item, Unreadable)]))
    assert "a.jsonl:1 and 2 more: no known shape has these keys: foo" in message
    assert "a.jsonl:4: no valid JSON" in message
    assert "--shape" in message
    assert "prompt_completion" in message
    assert "oops" not in message
    assert "no records" in str(nothing_read([]))


def test_unread_containers_in_folders(write: Write, tmp_path: Path) -> None:
    write("a.jsonl", GOOD)
    write("b.xlsx", "x")
    assert reasons(read_all(tmp_path)) == ["ok", "unsupported_format"]


def test_own_reports_in_folders_are_no_data(write: Write, tmp_path: Path) -> None:
    for name in ("a.jsonl", "out/report.json", "out/evidence.jsonl", "out/verdict.json"):
        write(name, GOOD)
    source = open_source([tmp_path])
    assert (names(source), source.skipped) == (("a.jsonl",), 3)


@pytest.mark.parametrize("content", RETURNS)
def test_tables_with_bare_returns_are_told_apart_from_damaged_ones(write: Write, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"^mac\.csv: lines that end in a bare carriage return .*; convert them"):
        read_all(write("mac.csv", content))
    assert reasons(read_all(write("mac.tsv", content), write("a.jsonl", GOOD))) == ["bare_returns", "ok"]


@pytest.mark.parametrize(
    "content", [b"text,id\r\na,1\r\n", b'"te\rxt",text\na,b\n', b"text\r\n\r\na\r\n", b"\n\ntext\r\na"]
)
def test_other_returns_are_no_line_ends(write: Write, content: bytes) -> None:
    assert reasons(read_all(write("a.csv", content))) == ["ok"]


def test_hub_errors_have_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    def fail(*_: object, **__: object) -> None:
        raise ConnectionError("secret text")

    monkeypatch.setattr(datasets, "load_dataset", fail)
    for name in ("org/name", "hf:org/name@main:train"):
        with pytest.raises(SourceError, match=r"org/name: .*\(ConnectionError\)") as caught:
            open_source([name])
        assert "secret" not in str(caught.value)


def test_hub_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    rows = datasets.Dataset.from_list([{"text": "a"}]).to_iterable_dataset()
    found = datasets.IterableDatasetDict({"train": rows, "validation": rows})
    monkeypatch.setattr(datasets, "load_dataset", lambda *_, **__: found)
    source = open_source(["org/name"], ["org/name"])
    assert (names(source), source.size) == (("org/name:train", "org/name:validation"), None)
    assert names(open_source(["hf:org/name@v1"])) == ("org/name@v1:train",)
    assert [item.origin for item in read_all("hf:org/name:validation")] == ["org/name:validation:1"]
    with pytest.raises(SourceError, match="no split 'dev'; it has: train, validation"):
        open_source(["hf:org/name:dev"])


def test_a_stray_quote_in_csv_hides_no_rows(write: Write) -> None:
    rows = [f"question {n},answer {n}" for n in range(200)]
    unclosed = write("a.csv", "prompt,completion\n" + "\n".join([*rows[:50], 'x,"y', *rows[50:]]))
    assert reasons(read_all(unclosed))[-1] == "unclosed_quote"
    closed = write("b.csv", "prompt,completion\n" + "\n".join([*rows[:50], 'x,"y', *rows[50:150], 'z",w', *rows[150:]]))
    assert [item.origin for item in read_all(closed) if isinstance(item, Unreadable)] == ["b.csv:52"]
    text = "\n".join(f"line {n} of a poem, which may have a comma, or two" for n in range(60))
    poem = write("c.csv", f'prompt,completion\nwrite,"{text}"\n')
    assert reasons(read_all(poem)) == ["ok"]


def test_a_broken_text_in_a_table_is_one_bad_row(write: Write, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    broken = pa.array([b"fine", b"\xff\xfe", b"also fine"]).cast(pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": broken}), tmp_path / "t.parquet")
    assert reasons(read_all(tmp_path / "t.parquet")) == ["ok", "corrupt_row", "ok"]


def test_lists_that_are_no_rows(tmp_path: Path) -> None:
    for wrong in (["train.jsonl"], []):
        with pytest.raises(SourceError):
            open_source([wrong])
