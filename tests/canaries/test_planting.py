"""Planting: nothing of the data is lost, coins are fair, and bad input is told."""

from __future__ import annotations

import gzip
import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import auditor as package
from auditor.canaries import SealedKey, planting, presence, read_key
from auditor.canaries.invent import BITS, KINDS, draw, value
from auditor.canaries.planting import Planted, Wanted, plant
from auditor.canaries.records import records
from auditor.errors import OutputError, SourceError, UsageError
from auditor.models import Chat, Plain
from auditor.records import Record
from auditor.sources import open_source, read
from auditor.stats.epsilon import ceiling
from auditor.text.keys import PUBLIC_KEY, key_from
from auditor.text.private import find
from tests.clean_data import records as clean_records
from tests.conftest import Write

Auditor = Callable[..., Result]
ROWS: Mapping[str, Mapping[str, Any]] = {
    "alpaca": {"instruction": "Name a color.", "input": "of the sky", "output": "Blue.", "id": 7, "tags": ["a"]},
    "sharegpt": {"conversations": [{"from": "human", "value": "Name a color."}, {"from": "gpt", "value": "Blue."}]},
    "sharegpt by role": {
        "conversations": [{"role": "user", "content": "Name a color."}, {"role": "assistant", "content": "Blue."}]
    },
    "messages": {
        "id": "a7",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"content": "Name a color.", "role": "user"},
            {"content": "Blue.", "role": "assistant", "weight": 1},
        ],
    },
    "prompt and completion": {"prompt": "Name a color.", "completion": "Blue."},
    "prompt and completion as messages": {
        "prompt": [{"role": "user", "content": "Name a color."}],
        "completion": [{"role": "assistant", "content": "Blue."}],
    },
    "question and answer": {"question": "Name a color.", "answer": "Blue."},
    "text": {"text": "The sky is blue.", "meta": {"source": "x"}},
}


def records_of(path: Path) -> list[Record]:
    shards = open_source([path]).shards()
    return [item for shard in shards for item in read(shard, key_from(None)) if isinstance(item, Record)]


def planted(data: Path, wanted: Wanted | None = None, seed: int | None = 1, **more: Any) -> tuple[Planted, SealedKey]:
    out, key = data.with_name(f"planted{''.join(data.suffixes)}"), data.with_name("key.json")
    done = plant(data, out=out, key=key, wanted=wanted or Wanted(40), seed=seed, **more)
    return done, read_key(key)


@pytest.mark.parametrize("name", ROWS)
def test_every_layout(name: str, write: Write) -> None:
    row = ROWS[name]
    done, key = planted(write("data.jsonl", [row] * 5))
    original = records_of(done.out.with_name("data.jsonl"))[0]
    found = records_of(done.out)
    assert done.records == 5
    assert len(found) == 5 + done.rows
    assert {record.shape for record in found} == {original.shape}
    assert {tuple(record.row) for record in found} == {tuple(row)}
    values = {canary.value: canary for canary in key.canaries}
    for record in (record for record in found if record.row != row):
        (turn,) = [turn for turn in record.turns if any(one in turn.text for one in values)]
        assert turn.trained
        assert [one.text for one in record.extra if one.text] == []
    for canary in key.canaries:
        match canary.prompt:
            case Chat(messages):
                assert name != "text"
                assert [message.role for message in messages] == ["user"]
                assert canary.value not in messages[0].content
                assert json.dumps(messages[0].content, ensure_ascii=False) in canary.row
            case Plain(text):
                assert name == "text"
                assert json.loads(canary.row)["text"] == text + canary.value


@pytest.mark.parametrize("name", ROWS)
def test_each_canary_is_a_record_of_the_layout_whether_it_went_in_or_not(name: str, write: Write) -> None:
    done, key = planted(write("data.jsonl", [ROWS[name]]))
    found = list(records(key, key_from(None)))
    assert [one.canary for one in found] == list(key.canaries)
    there = {str(record.row) for record in records_of(done.out)}
    for one in found:
        assert one.turn in one.record.turns
        assert one.turn.text[one.start :] == one.canary.value
        assert (str(one.record.row) in there) == one.canary.included


def test_the_fields_that_a_canary_leaves_empty_keep_their_types(write: Write) -> None:
    done, _ = planted(write("data.jsonl", [ROWS["alpaca"]] * 3))
    row = next(record.row for record in records_of(done.out) if record.row != ROWS["alpaca"])
    assert row["input"] == ""
    assert row["id"] is None
    assert row["tags"] == []


lines = st.lists(
    st.sampled_from([json.dumps(row) for row in ROWS.values()] + ["", "  ", "{broken", '{"prompt": "a", "answer": 3}']),
    max_size=25,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(0, 99), st.sampled_from(["", "\ufeff"]))
def test_every_byte_of_the_data_is_still_there(
    tmp_path: Path, some: list[str], end: str, ended: bool, seed: int, mark: str
) -> None:
    folder = tmp_path / os.urandom(8).hex()
    folder.mkdir()
    text = mark + end.join([json.dumps(ROWS["messages"]), *some]) + (end if ended else "")
    data = folder / "data.jsonl"
    data.write_bytes(text.encode())
    done, key = planted(data, Wanted(30, (1, 3)), seed)
    values = [canary.value.encode() for canary in key.canaries]
    written = done.out.read_bytes()
    own = [line for line in written.split(b"\n") if any(one in line for one in values)]
    kept = [line for line in written.split(b"\n") if not any(one in line for one in values)]
    assert len(own) == done.rows == sum(canary.copies for canary in key.canaries if canary.included)
    assert end not in text or all(line.endswith(b"\r") == (end == "\r\n") for line in own[:-1])
    assert {line.rstrip(b"\r") for line in kept} == {line.rstrip(b"\r") for line in text.encode().split(b"\n")}
    if ended:
        assert b"\n".join(kept) == text.encode()  # in order, byte for byte
    else:
        assert b"\n".join(kept).rstrip(b"\r\n") == text.encode().rstrip(b"\r\n")


def test_compressed_data_stays_so(write: Write) -> None:
    data = write("data.jsonl.gz", gzip.compress(json.dumps(ROWS["text"]).encode() + b"\n"))
    done, _ = planted(data)
    assert len(gzip.decompress(done.out.read_bytes()).splitlines()) == 1 + done.rows
    with pytest.raises(OutputError, match=r"\.jsonl\.gz"):
        plant(data, out=data.with_name("x.jsonl"), key=data.with_name("x.json"), wanted=Wanted(5))


def test_the_same_seed_gives_the_same_and_a_coin_moves_nothing_else(write: Write) -> None:
    data = write("data.jsonl", [{"prompt": f"Say {i}.", "completion": str(i)} for i in range(50)])
    done, key = planted(data)
    content = done.out.read_bytes()
    for path in (done.out, done.key):
        path.unlink()
    again, other = planted(data)
    assert again.out.read_bytes() == content
    assert other == key
    for path in (done.out, done.key):
        path.unlink()
    assert planted(data, seed=2)[1] != key
    seen = planting._look(data, None)
    designed = planting._designed(Wanted(40), 1, seen)
    for place, one in enumerate(designed):
        flipped = replace(one, canary=replace(one.canary, included=not one.canary.included))
        other_way = data.with_name("flipped.jsonl")
        planting._write(data, other_way, seen, [*designed[:place], flipped, *designed[place + 1 :]], 1)
        lines = [content.splitlines(), other_way.read_bytes().splitlines()]
        rest = [[line for line in some if one.canary.value.encode() not in line] for some in lines]
        assert rest[0] == rest[1]
        assert sorted(len(some) - len(own) for some, own in zip(lines, rest, strict=True)) == [0, one.canary.copies]


def test_without_a_seed_nobody_can_repeat_it(write: Write) -> None:
    data = write("data.jsonl", [ROWS["text"]])
    seeds = set()
    for _ in range(3):
        done, key = planted(data, seed=None)
        seeds.add(key.seed)
        done.out.unlink()
        done.key.unlink()
    assert len(seeds) == 3


def test_coins_are_fair_and_know_nothing_of_copies_kinds_and_neighbors(write: Write) -> None:
    data = write("data.jsonl", [ROWS["text"]])
    _, key = planted(data, Wanted(4000, (1, 2)))
    coins = [canary.included for canary in key.canaries]
    assert abs(sum(coins) - 2000) < 4 * 1000**0.5  # four standard deviations, of each
    for half in (
        [c for c in key.canaries if c.copies == 1], [c for c in key.canaries if c.kind == "email"], key.canaries[::2],
    ):  # fmt: skip
        assert abs(sum(c.included for c in half) - len(half) / 2) < 4 * (len(half) / 4) ** 0.5
        assert 0.4 < len(half) / 4000 < 0.6
    agree = sum(one == other for one, other in pairwise(coins))
    assert abs(agree - 2000) < 4 * 1000**0.5
    assert len({canary.value for canary in key.canaries}) == 4000


def test_the_rows_stand_anywhere(write: Write) -> None:
    data = write("data.jsonl", [{"text": f"Row {i}."} for i in range(1000)])
    done, _ = planted(data, Wanted(400))
    before, tenths = 0, Counter[int]()
    for record in records_of(done.out):
        if str(record.row["text"]).startswith("Row "):
            before += 1
        else:
            tenths[min(9, before // 100)] += 1
    expected = done.rows / 10
    assert all(abs(tenths[i] - expected) < 5 * expected**0.5 for i in range(10))


def test_values_are_drawn_evenly_from_as_many_as_it_says() -> None:
    drawn = [value("identifier", draw(3, i, "value")) for i in range(3000)]
    digits = Counter("".join(one[3:].replace("-", "") for one in drawn))
    assert all(abs(digits[digit] - 3600) < 5 * 60 for digit in "0123456789")
    assert BITS["identifier"] == pytest.approx(39.863, abs=1e-3)
    mails = [value("email", draw(3, i, "value")) for i in range(3000)]
    assert {mail.partition("@")[2] for mail in mails} == {"example.com", "example.net", "example.org"}
    assert {len(mail) for mail in mails} == {24}  # none is the beginning of another
    assert {len(one) for one in drawn} == {17}


def test_no_value_is_taken_for_somebodys() -> None:
    for i in range(500):
        assert find(value("identifier", draw(5, i, "value")), "") == ()


def test_a_scan_takes_canaries_neither_for_copies_nor_for_private_values(write: Write) -> None:
    rows = [dict(one) for one in clean_records(3, 150)]
    for language in ("en", "zh"):
        data = write(f"{language}/data.jsonl", rows)
        done, _ = planted(data, Wanted(60, language=language))
        only = ("duplication", "privacy")
        report = package.scan(done.out, only=only, workers=1, key=PUBLIC_KEY)
        values = {finding.id: finding.value for finding in report.findings}
        before = {one.id: one.value for one in package.scan(data, only=only, workers=1, key=PUBLIC_KEY).findings}
        for id in ("duplication/repetitions", "duplication/near_repetitions"):
            assert values[id] == before[id]
        assert {id for id, share in values.items() if id.startswith("privacy/") and share} <= {"privacy/test_value"}


def test_canaries_speak_the_language_of_the_data(write: Write) -> None:
    chinese = write("zh/data.jsonl", [{"prompt": "天空是什么颜色？", "completion": "蓝色。"}] * 3)
    assert planted(chinese)[1].language == "zh"
    assert planted(write("en/data.jsonl", [ROWS["text"]]))[1].language == "en"
    _, key = planted(write("other/data.jsonl", [ROWS["text"]]), Wanted(5, language="zh"))
    assert isinstance(key.canaries[0].prompt, Plain)
    assert not key.canaries[0].prompt.text.isascii()


def test_the_layout_of_most_rows_wins(write: Write) -> None:
    rows = [ROWS["text"], *[ROWS["sharegpt"]] * 3, {"prompt": "a", "chosen": "b", "rejected": "c"}]
    assert planted(write("data.jsonl", rows))[0].shape == "sharegpt"


def test_presence_tells_what_did_not_reach_the_training(write: Write) -> None:
    done, key = planted(write("data.jsonl", [ROWS["messages"]] * 9))
    everything = records_of(done.out)
    assert presence(key, everything).missing == ()
    assert presence(key, everything).found == {c.id: c.copies for c in key.canaries if c.included}
    several = next(c for c in key.canaries if c.included and c.copies > 1)
    single = next(c for c in key.canaries if c.included and c.copies == 1)
    out = next(c for c in key.canaries if not c.included)
    holding = [record for record in everything if several.value in str(record.row)]
    cut = [r for r in everything if r not in holding[1:] and single.value not in str(r.row)]
    found = presence(key, cut)
    assert (found.missing, found.fewer, found.strays) == ((single.id,), (several.id,), ())
    stray = write("stray.jsonl", [{"text": out.value}])
    assert presence(key, [*everything, *records_of(stray)]).strays == (out.id,)


def test_the_key_is_secret_whole_and_no_data(write: Write) -> None:
    done, key = planted(write("folder/data.jsonl", [ROWS["text"]]))
    assert stat.S_IMODE(done.key.stat().st_mode) == 0o600
    assert key.content() == done.key.read_bytes()
    shown = repr(key) + repr(key.canaries[0])
    assert key.canaries[0].value not in shown
    assert "seed" not in shown
    assert "included" not in shown
    names = [name for name, _, _ in open_source([done.key.parent]).files()]
    assert not any(name.endswith("key.json") for name in names)


def test_a_key_that_is_none_is_told_without_quoting_it(write: Write, tmp_path: Path) -> None:
    done, key = planted(write("data.jsonl", [ROWS["text"]]))
    raw = json.loads(done.key.read_text())
    secret = key.canaries[0].value
    for wrong in (
        b"", b"[]", b"\xff\xfe", json.dumps({**raw, "schema": "auditor.canaries/2"}).encode(),
        json.dumps({**raw, "guesses": 0}).encode(), json.dumps({**raw, "guesses": 1}).encode(),
        json.dumps({**raw, "canaries": [{**raw["canaries"][0], "copies": -3}, *raw["canaries"][1:]]}).encode(),
        json.dumps({**raw, "canaries": raw["canaries"] * 2}).encode(),
        json.dumps({**raw, "canaries": [{**raw["canaries"][0], "included": "perhaps"}]}).encode(),
    ):  # fmt: skip
        with pytest.raises(UsageError) as caught:
            read_key(write("wrong.json", wrong))
        assert secret not in str(caught.value)
        assert caught.value.__cause__ is None
    with pytest.raises(UsageError, match="cannot be read"):
        read_key(tmp_path / "nowhere.json")


BAD: Mapping[str, tuple[str | bytes, str]] = {
    "empty": ("", "empty"),
    "JSON array": ("[\n  " + json.dumps(ROWS["text"]) + "\n]", "JSON lines"),
    "CSV": ("prompt,completion\na,b\n", "JSON lines"),
    "binary": (b"\x7fELF\x00\x00\x00\x01", "JSON lines"),
    "preference": (json.dumps({"prompt": "a", "chosen": "b", "rejected": "c"}) + "\n", "preference"),
    "unknown": ('{"foo": 1}\n{"foo": 2}\n', "no known shape"),
    "no answer": (json.dumps({"messages": [{"role": "user", "content": "a"}]}) + "\n", "messages"),
}


@pytest.mark.parametrize("name", BAD)
def test_data_into_which_nothing_can_be_planted(name: str, write: Write, tmp_path: Path) -> None:
    content, says = BAD[name]
    data = write("data.csv" if name == "CSV" else "data.jsonl", content)
    with pytest.raises(SourceError, match=says if name != "empty" else None):
        plant(data, out=tmp_path / "o.jsonl", key=tmp_path / "k.json", wanted=Wanted(5))
    assert sorted(path.name for path in tmp_path.iterdir()) == [data.name]


def test_places_and_numbers_that_cannot_be(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    data = write("data.jsonl", [ROWS["text"]])
    taken = write("taken.jsonl", [ROWS["text"]])
    new, key = ("--out", "new.jsonl"), ("--key", "new.json")
    for arguments, says in (
        ((*new, *key, "--n", "0"), "--n 0"),
        ((*new, *key, "--n", "1000000"), "--n 1000000"),
        ((*new, *key, "--copies", ""), "--copies"),
        ((*new, *key, "--copies", "1,0"), "--copies"),
        ((*new, *key, "--copies", "1,x"), "--copies"),
        ((*new, *key, "--guesses", "300"), "--guesses 300"),
        (("--out", taken.name, *key), "exists"),
        ((*new, "--key", taken.name), "another training"),
        (("--out", data.name, *key), "over the data"),
        ((*new, "--key", "new.jsonl"), "file of its own"),
        ((*new, "--key", data.name), "file of its own"),
        (("--out", "new.csv", *key), ".jsonl"),
    ):
        result = auditor("canaries", "plant", data.name, *arguments)
        assert result.exit_code == 2, result.output
        assert says in result.output
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data.jsonl", "taken.jsonl"]
    missing = auditor("canaries", "plant", "nowhere.jsonl", *new, *key)
    assert missing.exit_code == 2
    assert "no such file" in missing.output


def test_nothing_is_left_where_the_key_cannot_be_written(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write("data.jsonl", [ROWS["text"]])

    def full(*_: object) -> None:
        raise OutputError("no space")

    monkeypatch.setattr("auditor.canaries.planting.write_key", full)
    with pytest.raises(OutputError):
        planted(data)
    assert [path.name for path in tmp_path.iterdir()] == ["data.jsonl"]


def test_the_command_tells_what_to_do_next(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    data = write("data.jsonl", [{"text": f"Row {i}."} for i in range(9000)])
    result = auditor("canaries", "plant", data.name, "--out", "d2.jsonl", "--key", "s/k.json", "--seed", "7")
    assert result.exit_code == 0, result.output
    key = read_key(tmp_path / "s" / "k.json")
    assert f"{sum(c.included for c in key.canaries)} of 200 canaries" in result.output
    assert key.guesses == 25
    assert f"{ceiling(200, 25):.2f}" in result.output
    assert "Keep s/k.json secret" in result.output
    assert "auditor probe --model MODEL --train d2.jsonl --canaries s/k.json" in result.output
    assert not any(canary.value in result.output for canary in key.canaries)
    few = auditor("canaries", "plant", data.name, "--out", "d3.jsonl", "--key", "k3.json", "--n", "10", "--lang", "zh")
    assert few.exit_code == 0
    assert "太少" in few.output


def test_kinds_can_be_chosen(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    data = write("data.jsonl", [ROWS["text"]])
    assert {c.kind for c in planted(data)[1].canaries} == set(KINDS)
    done = auditor("canaries", "plant", data.name, "--out", "e.jsonl", "--key", "e.json", "--kind", "email")
    assert done.exit_code == 0
    assert {c.kind for c in read_key(tmp_path / "e.json").canaries} == {"email"}
