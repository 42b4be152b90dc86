"""Only the characters of the hits change, whatever the format."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from auditor.cleaning.splice import splice
from auditor.cleaning.store import Change
from auditor.sources.shard import CHUNK
from tests.cleaning.conftest import Clean, Cleaned

MAIL, PHONE = "li.si@corp-site.com", "13926784153"
FOUND = re.compile(r"[a-z0-9.]+@example\.(?:com|net|org)|154[0-9]{8}")


def same_but_for_the_values(before: bytes, after: bytes, cleaned: Cleaned) -> bool:
    """Whether both are equal once the values and what replaced them are taken out."""
    old = before.replace(MAIL.encode(), b"\0").replace(PHONE.encode(), b"\0")
    new = after
    for made in {line["replacement"] for line in cleaned.log if line.get("replacement")}:
        assert FOUND.fullmatch(made)
        new = new.replace(made.encode(), b"\0")
    return old == new and b"\0" not in before and b"\0" in old


TEXTS = {
    "plain.jsonl": f'{{"text": "write to {MAIL}"}}\n{{"text": "b"}}\n',
    "spaces.jsonl": f'{{  "text"\t:"to {MAIL}" , "n":1.50 , "z" : 1e3}}\n\n{{"text":"call 手机{PHONE}"}}',
    "crlf.jsonl": f'{{"text": "{MAIL}"}}\r\n{{"text": "b"}}\r\n',
    "bom.jsonl": f'\ufeff{{"text": "{MAIL}"}}\n',
    "escapes.jsonl": f'{{"text": "\\u4f60\\u597d \\ud83d\\ude00 https:\\/\\/x.y\\/ \\"{MAIL}\\"\\n\\t{MAIL}"}}\n',
    "raw.jsonl": f'{{"text": "你好 😀 {MAIL} 再见", "other": "\\u4f60"}}\n',
    "twice.jsonl": f'{{"text": "x", "text": "{MAIL}", "meta": {{"a": 1, "a": 2}}}}\n',
    "control.jsonl": f'{{"text": "a\tb {MAIL}"}}\n',
    "nan.jsonl": f'{{"text": "{MAIL}", "score": NaN, "more": [Infinity, -1E+2, null]}}\n',
    "surrogate.jsonl": f'{{"text": "\\ud83d {MAIL} \\udc00"}}\n',
    "broken.jsonl": f'{{"text": "{MAIL}"}}\n{{"text": oops\n[1, 2]\n{{"text": "b"}}\n',
    "array.json": f'[\n  {{"text": "a"}} ,\n  {{"text": "{MAIL}"}},{{"text": "{MAIL}"}}\n]\n',
    "wrapped.json": f'{{"version": 2, "data": [{{"text": "{MAIL}"}}, {{"text": "b"}}], "last": [1, 2]}}',
    "strings.json": f'["a {MAIL} b", "c"]',
    "lines.json": f'{{"text": "{MAIL}"}}\n{{"text": "b"}}\n',
    "single.json": f'{{"text": "{MAIL}", "x": [1.0, 2]}}',
    "same.json": f'[{{"text": "{MAIL}"}}, {{"text": "b"}}, {{"text": "{MAIL}"}}]',
    "arguments.jsonl": json.dumps({"messages": [
        {"role": "user", "content": "x"},
        {"role": "assistant", "content": None, "tool_calls": [{"type": "function", "function": {
            "name": "send", "arguments": json.dumps({"to": MAIL, "text": 'say "hi" \\ 你'})}}]},
    ]}) + "\n",
    "objects.jsonl": json.dumps({"messages": [
        {"role": "user", "content": "x"},
        {"role": "assistant", "tool_calls": [{"function": {
            "name": "send", "arguments": {"nothing": None, "text": "a\n\"b\"", "to": [MAIL, 1.50, True], "e": {}}}}]},
    ]}) + "\n",
    "inside.jsonl": json.dumps({"conversations": json.dumps(
        [{"from": "human", "value": f"你好 {MAIL}"}, {"from": "gpt", "value": "b"}])}) + "\n",
    "inside_twice.jsonl": json.dumps({"messages": json.dumps(
        [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b",
          "tool_calls": json.dumps([{"function": {"name": "n", "arguments": json.dumps({"to": MAIL})}}])}])}) + "\n",
    "parts.jsonl": json.dumps({"messages": [{"role": "user", "content": [
        {"type": "text", "text": f"to {MAIL}"}, {"type": "image_url", "image_url": {"url": "x"}}]}]}) + "\n",
    "tools.jsonl": json.dumps({"messages": [{"role": "user", "content": "x"}], "tools": [
        {"type": "function", "function": {"name": "n", "description": f"as {MAIL}", "parameters": {}}}]}) + "\n",
    "odd_keys.jsonl": json.dumps({"text": "x", "a b c (1)": {"k-1/2": [f"to {MAIL}"]}, "12345678": MAIL}) + "\n",
    "plain.txt": f"one\nto {MAIL} \n\nthree\r\n手机{PHONE}。",
    "plain.csv": f"question,answer\nwhere?,to {MAIL}\nb,c\n",
    "quoted.csv": f'question,answer\n"a, ""b""\nnext {MAIL}","c ""{MAIL}"""\nd,"手机{PHONE}"\n',
    "semicolon.csv": f"question;answer;\n\na;{MAIL};1,5\n",
    "crlf.csv": f"question,answer\r\na,{MAIL}\r\n",
    "tabs.tsv": f"question\tanswer\n\ta {MAIL}\nb\t手机{PHONE}\n",
    "json_in.csv": 'id,messages\n1,"' + json.dumps(
        [{"role": "user", "content": f"a {MAIL}"}, {"role": "assistant", "content": "b"}]).replace('"', '""') + '"\n',
}  # fmt: skip


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("name", TEXTS)
def test_nothing_else_changes_in_text(clean: Clean, tmp_path: Path, name: str, packing: str) -> None:
    raw = TEXTS[name].encode()
    path = tmp_path / (name + packing)
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}[packing]
    unpack = {"": bytes, ".gz": gzip.decompress, ".zst": lambda packed: zstandard.decompress(packed, 2**20)}[packing]
    path.write_bytes(pack(raw))
    cleaned = clean(path)
    assert cleaned.before
    assert same_but_for_the_values(raw, unpack(cleaned.out.read_bytes()), cleaned)
    for line in cleaned.log:
        assert MAIL not in str(line)
        assert PHONE not in str(line)


def test_bytes_that_are_no_text_stay(clean: Clean, tmp_path: Path) -> None:
    for name, raw in {
        "bad.jsonl": b'{"text": "a \xff\xfe\xe4\xbd to ' + MAIL.encode() + b' \xf0\x9f b"}\n',
        "bad.txt": b"a \xe4\xbd to " + MAIL.encode() + b" \xff\n",
        "bad.csv": b"question,answer\n\xe4\xbd," + MAIL.encode() + b" \xff\n",
    }.items():
        (tmp_path / name).write_bytes(raw)
        cleaned = clean(tmp_path / name)
        assert same_but_for_the_values(raw, cleaned.out.read_bytes(), cleaned), name


def test_numbers_stay_numbers(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text(f'{{"text": "x", "phone": {PHONE}, "mobile": 1.3926784153e10, "more": {{"phone": "{PHONE}"}}}}\n')
    row = json.loads(clean(path).out.read_text())
    assert str(row["phone"]).startswith("154")
    assert row["mobile"] == row["phone"]
    assert row["more"]["phone"] == str(row["phone"])
    assert json.loads(clean(path, out="r.jsonl", replace="redact").out.read_text()) == {
        "text": "x", "phone": 0, "mobile": 0, "more": {"phone": "[PHONE]"},
    }  # fmt: skip


def test_decimal_numbers_stay_decimal(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text(f'{{"text": "x", "phone": {PHONE}.0, "mobile": {PHONE}.00, "tel": 1.3926784153E10}}\n')
    for how, wanted in (("pseudonym", "154[0-9]{8}"), ("redact", "0")):
        text = clean(path, out=f"{how}.jsonl", replace=how).out.read_text()
        numbers = rf'"phone": {wanted}\.0, "mobile": {wanted}\.00, "tel": {wanted}\.0'
        assert re.fullmatch(rf'{{"text": "x", {numbers}}}\n', text)


def test_numbers_inside_the_json_of_a_call_stay_numbers(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    arguments = {"phone": int(PHONE), "n": 2}
    calls = [{"function": {"name": "n", "arguments": arguments}}]
    texts = [{"function": {"name": "n", "arguments": json.dumps(arguments)}}]
    rows = [
        {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": which}]}
        for which in (calls, texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for how, wanted in (("pseudonym", "154"), ("redact", "0")):
        out = clean(path, out=f"{how}.jsonl", replace=how).out.read_text().splitlines()
        for line in out:
            found = json.loads(line)["messages"][1]["tool_calls"][0]["function"]["arguments"]
            found = json.loads(found) if isinstance(found, str) else found
            assert str(found["phone"]).startswith(wanted)
            assert found["n"] == 2


def test_names_of_fields_that_are_values(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "k.jsonl"
    path.write_text(json.dumps({"text": "x", MAIL: 1, "more": {f"手机{PHONE}": [1]}}) + "\n")
    row = json.loads(clean(path).out.read_text())
    assert list(row.values())[:2] == ["x", 1]
    assert MAIL not in row
    assert list(row["more"].values()) == [[1]]


def test_names_of_columns_that_are_values(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text(f'question,answer," {MAIL}"\na,b,1\nc,d,2\n')
    rows = list(csv.reader(io.StringIO(clean(path).out.read_text())))
    assert FOUND.fullmatch(rows[0][2].strip())
    assert [row[:2] for row in rows] == [["question", "answer"], ["a", "b"], ["c", "d"]]
    table = pa.table({"text": ["a", "b"], MAIL: [1, 2]}, metadata={b"features": f'{{"{MAIL}": 1}}'.encode()})
    pq.write_table(table, tmp_path / "k.parquet")
    new = pq.read_table(clean(tmp_path / "k.parquet").out)
    assert FOUND.fullmatch(new.schema.names[1])
    assert MAIL.encode() not in new.schema.metadata[b"features"]


def tables() -> dict[str, pa.Table]:
    messages = [[{"role": "user", "content": f"to {MAIL}"}, {"role": "assistant", "content": "b"}], None, []]
    plain = {
        "text": [f"to {MAIL}", "b", None],
        "phone": pa.array([int(PHONE), 5, None], pa.int64()),
        "ratio": pa.array([0.5, float("nan"), None], pa.float32()),
        "tags": [["a", MAIL], [], None],
        "image": pa.array([b"\xff\xd8", None, b""], pa.binary()),
    }
    return {
        "plain": pa.table(plain, metadata={b"huggingface": b'{"info": 1}'}),
        "nested": pa.table({"messages": messages, "n": [1, 2, 3]}),
        "large": pa.table({"text": pa.array([f"to {MAIL}", "b"], pa.large_string()),
                           "raw": pa.array([f"to {MAIL}".encode(), b"x"], pa.binary()),
                           "map": pa.array([[("k", MAIL)], []], pa.map_(pa.string(), pa.string()))}),
        "string": pa.table({"messages": [json.dumps(messages[0]), json.dumps(messages[0][1:])]}),
    }  # fmt: skip


def texts_of(table: pa.Table) -> str:
    return FOUND.sub("\0", repr(table.to_pylist()).replace(MAIL, "\0").replace(PHONE, "\0"))


@pytest.mark.parametrize("compression", ["snappy", "zstd", "none"])
@pytest.mark.parametrize("name", tables())
def test_parquet_keeps_all_else(clean: Clean, tmp_path: Path, name: str, compression: str) -> None:
    table, path = tables()[name], tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=1, compression=compression)
    before, after = pq.ParquetFile(path), pq.ParquetFile(clean(path).out)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.metadata.num_row_groups == before.metadata.num_row_groups
    assert after.metadata.format_version == before.metadata.format_version
    column = [file.metadata.row_group(0).column(0) for file in (before, after)]
    assert column[0].compression == column[1].compression
    assert column[0].path_in_schema == column[1].path_in_schema
    assert texts_of(after.read()) == texts_of(table)
    assert MAIL not in repr(after.read().to_pylist())


@pytest.mark.parametrize("kind", ["file", "stream", "lz4", "packed"])
@pytest.mark.parametrize("name", tables())
def test_arrow_keeps_all_else(clean: Clean, tmp_path: Path, name: str, kind: str) -> None:
    table, raw = tables()[name], io.BytesIO()
    make: Any = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
    options = pa.ipc.IpcWriteOptions(compression="lz4" if kind == "lz4" else None)
    with make(raw, table.schema, options=options) as writer:
        for batch in table.to_batches(max_chunksize=2):
            writer.write_batch(batch)
    path = tmp_path / ("t.arrow.gz" if kind == "packed" else "t.arrow")
    path.write_bytes(gzip.compress(raw.getvalue()) if kind == "packed" else raw.getvalue())
    new = clean(path).out.read_bytes()
    new = gzip.decompress(new) if kind == "packed" else new
    assert new.startswith(b"ARROW1") == (kind != "stream")
    assert (b"\x04\x22\x4d\x18" in new) == (kind == "lz4")
    with pa.ipc.open_stream(new) if kind == "stream" else pa.ipc.open_file(new) as reader:
        after = reader.read_all()
    assert after.schema.equals(table.schema, check_metadata=True)
    assert [len(batch) for batch in after.to_batches()] == [len(b) for b in table.to_batches(max_chunksize=2)]
    assert texts_of(after) == texts_of(table)


def test_a_folder_keeps_its_structure(clean: Clean, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "x.jsonl").write_text(TEXTS["plain.jsonl"])
    (folder / "y.csv").write_text("question,answer\na,b\n")
    (folder / "README.md").write_text(MAIL)
    info = {"set": {"file_name": "a/b/x.jsonl", "formatting": "alpaca", "columns": {"prompt": "text"}}}
    (folder / "dataset_info.json").write_text(json.dumps(info))
    cleaned = clean(folder)
    assert {str(path.relative_to(cleaned.out)) for path in cleaned.out.rglob("*") if path.is_file()} == {
        "a/b/x.jsonl", "y.csv", "dataset_info.json",
    }  # fmt: skip
    assert (cleaned.out / "y.csv").read_bytes() == (folder / "y.csv").read_bytes()
    assert cleaned.done.left_out == 1
    assert (cleaned.done.files, cleaned.done.changed) == (2, 1)


def test_what_cannot_be_read_is_copied_and_named(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(TEXTS["broken.jsonl"])
    cleaned = clean(path)
    named = {(line["origin"], line["kind"]) for line in cleaned.log if line["action"] == "kept_unread"}
    assert named == {("broken.jsonl:2", "invalid_json"), ("broken.jsonl:3", "not_an_object")}
    assert cleaned.done.unreadable == 2


def test_a_field_that_stands_twice_is_searched_once_and_that_is_said(clean: Clean, tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text(f'{{"text": "{PHONE}", "text": "to {MAIL}"}}\n{{"text": "b"}}\n')
    cleaned = clean(path)
    assert PHONE in cleaned.out.read_text()
    assert MAIL not in cleaned.out.read_text()
    assert [line["kind"] for line in cleaned.log if line["action"] == "unsearched"] == ["duplicate_keys"]
    assert cleaned.done.hidden == 1


COPIES = {
    "a.jsonl": ('{"text": "a"}\n{"text": "A"}\n\n{"text": "b"}\n{"text": "b"}', '{"text": "a"}\n\n{"text": "b"}'),
    "a.json": ('[{"text": "a"}, {"text": "A"},\n {"text": "b"}, {"text": "b"}]', '[{"text": "a"},\n {"text": "b"}]'),
    "b.json": ('{"data": [{"text": "a"}], "more": [{"text": "a"}, {"text": "b"}]}',
               '{"data": [{"text": "a"}], "more": [{"text": "b"}]}'),
    "c.json": ('{"data": [{"text": "a"}], "more": [ {"text": "a"} ]}', '{"data": [{"text": "a"}], "more": [  ]}'),
    "d.json": ('{"text": "a"} {"text": "a"} {"text": "b"}', '{"text": "a"} {"text": "b"}'),
    "a.csv": ("text,n\na,1\na,1\nb,2\n", "text,n\na,1\nb,2\n"),
    "a.txt": ("a\r\na\r\nb\r\n", "a\r\nb\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_copies_go_where_the_policy_says_so(clean: Clean, tmp_path: Path, name: str) -> None:
    before, after = COPIES[name]
    (tmp_path / name).write_bytes(before.encode())
    cleaned = clean(tmp_path / name, duplicates="drop")
    assert cleaned.out.read_bytes().decode() == after
    assert cleaned.done.dropped == sum(line["action"] == "drop" for line in cleaned.log) > 0
    assert clean(tmp_path / name, out=f"kept-{name}").out.read_bytes() == before.encode()


@pytest.mark.parametrize("before", range(6))
def test_a_separator_may_lie_across_two_chunks(before: int, tmp_path: Path) -> None:
    """The first element ends so many bytes before the end of a chunk, in the white space in front of the comma."""
    path = tmp_path / "a.json"
    start = b'{"text": "'
    first = start + b"a" * (CHUNK - 1 - len(start) - 2 - before) + b'"}'
    path.write_bytes(b"[" + first + b' \n, {"text": "b"}]')
    out = io.BytesIO()
    splice(path, "json", [Change(1, "drop")], out)
    assert json.loads(out.getvalue()) == [{"text": "b"}]


def test_blank_lines_behind_a_dropped_row_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for before, after in ((b"1\n\n", b"\n"), (b"1\r\n \r\n2", b" \r\n2"), (b"1", b""), (b"1\n2\n", b"2\n")):
        path.write_bytes(before)
        out = io.BytesIO()
        splice(path, "jsonl", [Change(1, "drop")], out)
        assert out.getvalue() == after


def test_copies_of_another_file_and_of_tables_go_too(clean: Clean, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n')
    (folder / "b.json").write_text('[\n  {"text": "a"},\n  {"text": "b"},\n  {"text": "c"}\n]\n')
    pq.write_table(pa.table({"text": ["a", "d", "d", "e"]}), folder / "c.parquet", row_group_size=2)
    cleaned = clean(folder, duplicates="drop")
    assert json.loads((cleaned.out / "b.json").read_text()) == [{"text": "c"}]
    assert pq.read_table(cleaned.out / "c.parquet").column("text").to_pylist() == ["d", "e"]
    assert cleaned.done.dropped == 4
