"""The split: what belongs together stays together, everything is on one side, and a scan finds nothing."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import auditor as package
from auditor.checks import Setup
from auditor.errors import OutputError, SourceError, UsageError
from auditor.findings import Done
from auditor.policy import load_policy
from auditor.risks.contamination.overlap import Looked
from auditor.risks.privacy import PrivacyOptions, PrivacyScan
from auditor.sources import open_source
from auditor.splitting import Split
from auditor.splitting.collect import Collection, Looker, collect
from auditor.splitting.decide import decide, found_by_scan
from auditor.splitting.draw import Groups, draw, lots
from auditor.splitting.inputs import Count, Share, asked
from auditor.splitting.ties import exact_ties, groups_of, holders
from auditor.text.boilerplate import boundary
from auditor.text.keys import PUBLIC_KEY, key_from
from auditor.text.overlap import Pairs
from auditor.views.splitting import render
from tests.clean_data import records as clean_records
from tests.conftest import Write

Auditor = Callable[..., Result]
Row = dict[str, Any]

WORDS = (
    "amber badger candle dragon ember falcon garden harbor island jacket kettle lantern meadow needle orchard pepper "
    "quarry ribbon saddle timber umbrella velvet walnut yellow zephyr anchor barley copper dagger engine"
).split()
PHONE, MAIL = "13926784153", "li.si@corp-site.com"


NONE = Pairs(*(np.zeros(0, np.int32) for _ in range(3)))


def words(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count))


def filler(count: int, seed: int = 0) -> list[Row]:
    """Records that have nothing to do with each other."""
    random = Random(seed)
    return [{"prompt": f"{words(random, 14)}?", "completion": f"{words(random, 16)}."} for _ in range(count)]


def run(data: Path | Sequence[Path], out: Path, **options: Any) -> Split:
    paths = [data] if isinstance(data, Path) else data
    return package.split(*paths, out=out, workers=1, key=PUBLIC_KEY, **options)


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def contamination(out: Path) -> dict[str, int]:
    """What a scan of the parts finds."""
    report = package.scan(out / "train", eval=str(out / "eval"), only="contamination", workers=1, key=PUBLIC_KEY)
    assert isinstance(report.outcomes["scan/contamination"], Done)
    return {f.id: round(f.value * f.n) for f in report.findings if f.id.startswith("contamination/") and f.value}


def collected(path: Path) -> Collection:
    scan = PrivacyScan(PrivacyOptions(), Setup(key_from(PUBLIC_KEY)))
    return collect(open_source([path]), Looker(scan), 1, lambda stage, done, total: None)


def chat(*said: str) -> Row:
    roles = ("user", "assistant")
    return {"messages": [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]}


_R = Random(5)
LONG = words(_R, 20)
QUESTION = words(_R, 15)
RELATED: dict[str, tuple[Row, Row]] = {
    "same prompt": ({"prompt": "Why?", "completion": "One."}, {"prompt": " why? ", "completion": "Another."}),
    "other system prompt": (
        {"messages": [{"role": "system", "content": "Be brief."}, *chat("Who goes?", "I do.")["messages"]]},
        chat("who goes?", "Nobody does."),
    ),
    "long answer": ({"prompt": "a", "completion": LONG}, {"prompt": "b", "completion": LONG.upper()}),
    "same exchange": ({"text": "short text"}, {"text": "Short  text"}),
    "message of a conversation": (chat("And now?", "Yes."), chat("Hello you", "Hi.", "And now?", "No.")),
    "one of two fields": (
        {"instruction": "Put this into other words, please", "input": "the cat", "output": "a feline"},
        {"instruction": "Put this into other words, please", "input": "the dog", "output": "a hound"},
    ),
    "field and whole prompt": (
        {"instruction": "Name the capital of Ruritania", "input": "as one word", "output": "Strelsau"},
        {"instruction": "Name the capital of Ruritania", "input": "", "output": "It is Strelsau."},
    ),
    "near prompt": ({"prompt": QUESTION, "completion": "x"}, {"prompt": f"{QUESTION} indeed", "completion": "y"}),
    "near answer": ({"prompt": "m", "completion": LONG}, {"prompt": "n", "completion": f"Well, {LONG}"}),
    "near pair": (
        {"prompt": "sort the list of towns", "completion": "amber, badger, candle, dragon, ember and falcon too"},
        {"prompt": "sort the list of towns now", "completion": "amber, badger, candle, dragon, ember and falcon"},
    ),
    "contained in an answer": (
        {"prompt": QUESTION, "completion": "x"},
        {"prompt": "Make a question", "completion": f"{words(Random(9), 30)} {QUESTION} {words(Random(10), 30)}"},
    ),
    "contained in a prompt": (
        {"prompt": QUESTION, "completion": "x"},
        {"prompt": f"{words(Random(9), 30)} {QUESTION} {words(Random(10), 30)}", "completion": "y"},
    ),
    "beginning of a conversation": (chat("Hello", "Hi."), chat("Hello", "Hi.", "What is up?", "Not much.")),
    "phone": (
        {"prompt": "Whose is it?", "completion": f"手机{PHONE}"},
        {"prompt": "Where do I call?", "completion": f"call +86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"},
    ),
    "e-mail in a system prompt": (
        {"messages": [{"role": "system", "content": f"You write for {MAIL}."}, *chat("Go", "Gone.")["messages"]]},
        {"prompt": "To whom?", "completion": f"To {MAIL.upper()}"},
    ),
    "Chinese near prompt": (
        {"prompt": "请用简单的话解释光合作用的过程和意义是什么", "completion": "甲"},
        {"prompt": "请用简单的话解释光合作用的过程和意义是什么呢", "completion": "乙"},
    ),
}


@pytest.mark.parametrize("name", RELATED)
def test_each_relation_keeps_two_records_on_one_side(name: str, write: Write) -> None:
    rows: list[Row] = [*filler(8), *RELATED[name]]
    records = collected(write("train.jsonl", rows))
    options = load_policy("default").options["contamination"]
    for seed in range(12):
        decided = decide(records, 4, seed, options, 1, lambda: None)
        assert decided.held_out[-1] == decided.held_out[-2]
        assert decided.moved == 0, "the relation is known before the draw, not found after it"
        assert decided.held_out.sum() == 4
    assert len(decided.groups) == 9


UNRELATED: dict[str, tuple[Row, Row]] = {
    "short answer": ({"prompt": "Is it?", "completion": "Yes."}, {"prompt": "Was it?", "completion": "Yes."}),
    "test value": ({"prompt": "a?", "completion": "x@example.com"}, {"prompt": "b?", "completion": "to x@example.com"}),
    "shared contact": (
        {"prompt": "a?", "completion": "write to support@corp-site.com"},
        {"prompt": "b?", "completion": "ask support@corp-site.com for it"},
    ),
    "system prompt": tuple(  # type: ignore[dict-item]
        {"messages": [{"role": "system", "content": LONG}, *chat(said, said)["messages"]]} for said in ("one", "two")
    ),
    "message of both": (chat("Hi", "Yes?", "first", "1"), chat("Hello", "Yes?", "second", "2", "first", "3", "x", "4")),
}


@pytest.mark.parametrize("name", UNRELATED)
def test_what_a_scan_does_not_count_ties_nobody(name: str, write: Write) -> None:
    records = collected(write("train.jsonl", [*filler(8), *UNRELATED[name]]))
    decided = decide(records, 5, 0, load_policy("default").options["contamination"], 1, lambda: None)
    assert len(decided.groups) == 10


def variant(random: Random, row: Row, others: Sequence[Row]) -> Row:
    """A record with one of the relations to another one."""
    prompt, answer = row["prompt"], row["completion"]
    other = random.choice(others)
    return random.choice([
        {"prompt": prompt, "completion": "short"},
        {"prompt": "unlike " + words(random, 6), "completion": answer},
        {"prompt": prompt + " " + random.choice(WORDS), "completion": words(random, 12)},
        {"prompt": words(random, 12), "completion": answer.replace(".", " now.")},
        {"prompt": words(random, 9), "completion": f"{words(random, 9)} {prompt} {words(random, 9)}"},
        {"prompt": f"{prompt} {other['prompt']}", "completion": words(random, 9)},
        {"prompt": words(random, 9), "completion": f"{words(random, 5)} 手机{PHONE[:-1]}{random.randrange(3)}"},
        dict(row),
    ])  # fmt: skip


@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.1, 0.3, 0.5, 0.8]), copies=st.integers(0, 60))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_relation_crosses_and_every_record_is_on_one_side(
    seed: int, share: float, copies: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    random = Random(seed)
    rows = filler(40, seed)
    for _ in range(copies):
        rows.append(variant(random, random.choice(rows), rows))
    random.shuffle(rows)
    text = [json.dumps(row) for row in rows]
    (folder / "d.jsonl").write_text("\n".join(text) + "\n")
    try:
        done = run(folder / "d.jsonl", folder / "out", eval=share, seed=seed)
    except UsageError:
        assert not (folder / "out").exists()
        return
    train, held_out = lines(folder / "out/train/d.jsonl"), lines(folder / "out/eval/d.jsonl")
    assert sorted(train + held_out) == sorted(text)
    assert (len(train), len(held_out)) == (done.train.records, done.eval.records)
    assert len(held_out) <= done.asked == int(share * len(rows) + 1e-9)
    assert contamination(folder / "out") == {}
    for end in range(3):
        phone = f"{PHONE[:-1]}{end}"
        assert not (any(phone in line for line in train) and any(phone in line for line in held_out))
    again = run(folder / "d.jsonl", folder / "again", eval=share, seed=seed)
    assert again.to_json() == done.to_json()
    assert lines(folder / "again/eval/d.jsonl") == held_out


def planted(folder: Write) -> Path:
    """Records with every relation, in JSON lines."""
    rows = [row for pair in RELATED.values() for row in pair]
    return folder("data/train.jsonl", [*filler(200), *rows])


def test_the_command_splits_and_a_scan_finds_nothing(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    planted(write)
    result = auditor("split", "data/train.jsonl", "--eval", "0.25", "--out", "parts")
    assert result.exit_code == 0, result.output
    total = 200 + 2 * len(RELATED)
    assert f"{total - total // 4} records to train on, {total // 4} held out (25.0%)" in result.stdout
    assert "Now make sure: auditor scan parts/train --eval parts/eval" in result.stdout
    auditor("scan", "parts/train", "--eval", "parts/eval", "--only", "contamination", "--exit-zero")
    about = json.loads((tmp_path / "parts/split.json").read_text())
    assert about["schema"] == "auditor.split/1"
    assert about["eval"]["records"] == total // 4
    assert about["train"]["files"] == {"train.jsonl": total - total // 4}
    assert sum(one["eval"] for one in about["strata"]) == total // 4
    report = json.loads((tmp_path / "auditor-report/report.json").read_text())
    found = {one["id"]: one["value"] for one in report["findings"] if one["id"].startswith("contamination/")}
    assert set(found.values()) == {0.0}
    assert report["run"]["data"]["digest"] == about["train"]["digest"]
    for value in (PHONE, MAIL, QUESTION):
        assert value not in result.output + (tmp_path / "parts/split.json").read_text()


def test_it_speaks_chinese(auditor: Auditor, write: Write) -> None:
    planted(write)
    result = auditor("split", "data/train.jsonl", "--out", "parts", "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert "不可拆开的组" in result.stdout
    assert "split." not in result.stdout


def test_neither_workers_nor_key_change_what_is_drawn(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    monkeypatch.setattr("auditor.sources.shard.MOST_ITEMS", 40)
    path = planted(write)
    made = []
    for place, (workers, key) in enumerate([(1, PUBLIC_KEY), (2, PUBLIC_KEY), (1, None)]):
        package.split(path, out=tmp_path / str(place), workers=workers, key=key, seed=3)
        made.append([file.read_bytes() for file in sorted((tmp_path / str(place)).rglob("*")) if file.is_file()])
    assert made[0] == made[1]
    assert [part for part in made[2] if not part.startswith(b'{\n  "schema"')] == [
        part for part in made[0] if not part.startswith(b'{\n  "schema"')
    ]
    run(path, tmp_path / "other", seed=4)
    assert lines(tmp_path / "other/eval/train.jsonl") != lines(tmp_path / "0/eval/train.jsonl")


def test_every_format_keeps_its_rows(write: Write, tmp_path: Path) -> None:
    rows = [{"prompt": row["prompt"], "completion": row["completion"], "n": i} for i, row in enumerate(filler(90))]
    data = write("data/a.jsonl", "\ufeff" + "\r\n".join(json.dumps(row) for row in rows[:15])).parent
    write("data/b.json", "[\n  " + " ,\n  ".join(json.dumps(row) for row in rows[15:30]) + "\n]\n")
    write("data/sub/c.json", json.dumps({"v": 1, "data": rows[30:45], "end": "x"}))
    with (data / "d.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["prompt", "completion", "n"])
        table.writeheader()
        table.writerows({**row, "completion": row["completion"] + ' "quoted",\nand more'} for row in rows[45:60])
    pq.write_table(pa.Table.from_pylist(rows[60:75]), data / "e.parquet", row_group_size=4, compression="zstd")
    (data / "f.jsonl.gz").write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows[75:]).encode()))
    done = run(data, tmp_path / "out", eval=0.4)
    assert done.eval.records == 36
    assert contamination(tmp_path / "out") == {}
    found: dict[str, list[int]] = {}
    for part in ("train", "eval"):
        folder = tmp_path / "out" / part
        found[part] = [json.loads(line.lstrip("\ufeff"))["n"] for line in lines(folder / "a.jsonl")]
        found[part] += [row["n"] for row in json.loads((folder / "b.json").read_text())]
        wrapped = json.loads((folder / "sub/c.json").read_text())
        assert (wrapped["v"], wrapped["end"]) == (1, "x")
        found[part] += [row["n"] for row in wrapped["data"]]
        with (folder / "d.csv").open(newline="") as file:
            table_rows = list(csv.DictReader(file))
        assert all(row["completion"].endswith('"quoted",\nand more') for row in table_rows)
        found[part] += [int(row["n"]) for row in table_rows]
        found[part] += pq.read_table(folder / "e.parquet").column("n").to_pylist()
        text = gzip.decompress((folder / "f.jsonl.gz").read_bytes()).decode()
        found[part] += [json.loads(line)["n"] for line in text.splitlines()]
        assert set(lines(folder / "a.jsonl")) <= set(lines(data / "a.jsonl")) | {
            "\ufeff" + line for line in lines(data / "a.jsonl")
        }
    assert sorted(found["train"] + found["eval"]) == list(range(90))
    assert len(found["eval"]) == 36


def test_dataset_info_goes_along(write: Write, tmp_path: Path) -> None:
    rows = [{"frage": row["prompt"], "antwort": row["completion"]} for row in filler(20)]
    path = write("data/own.jsonl", rows)
    columns = {"prompt": "frage", "response": "antwort"}
    write("data/dataset_info.json", json.dumps({"own": {"file_name": "own.jsonl", "columns": columns}}))
    run(path, tmp_path / "out", eval=5)
    for part, count in (("train", 15), ("eval", 5)):
        assert len(collected(tmp_path / "out" / part)) == count
    assert collected(tmp_path / "out/eval").shape == ("alpaca",) * 5


def test_what_cannot_be_read_is_trained_on(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    good = [json.dumps(row) for row in filler(30)]
    write("data/a.jsonl", "\n".join([*good[:10], "{oops", *good[10:], "[1]"]) + "\n")
    write("data/cut.json", json.dumps(filler(30, seed=1))[:-40])
    result = auditor("split", "data", "--eval", "10", "--out", "parts")
    assert result.exit_code == 0, result.output
    assert "Lines, rows and files that nobody could read" in result.stdout
    assert "{oops" in lines(tmp_path / "parts/train/a.jsonl")
    assert len(lines(tmp_path / "parts/eval/a.jsonl")) == 10
    assert (tmp_path / "parts/train/cut.json").read_bytes() == (tmp_path / "data/cut.json").read_bytes()
    assert not (tmp_path / "parts/eval/cut.json").exists()


def test_what_is_held_out_looks_like_the_rest(write: Write, tmp_path: Path) -> None:
    random = Random(1)
    rows = filler(600)
    for size in (2, 5, 12):
        for row in filler(120 // size, seed=size):
            rows += [{**row, "completion": f"{row['completion']} {words(random, 12)}"} for _ in range(size)]
    random.shuffle(rows)
    write("data/a.jsonl", rows[:480])
    data = write("data/b.jsonl", [chat(row["prompt"], row["completion"]) for row in rows[480:]]).parent
    done = run(data, tmp_path / "out", eval=0.2)
    assert done.eval.records == 192
    by_size: dict[str, list[int]] = {}
    by_shape: dict[str, list[int]] = {}
    for one in done.strata:
        for table, name in ((by_size, one.size), (by_shape, one.shape)):
            table.setdefault(name, []).append(one.eval)
            table[name].append(one.train)
    assert set(by_size) == {"1", "2-3", "4-9", "10+"}
    assert set(by_shape) == {"prompt_completion", "messages"}
    for counts in (*by_size.values(), *by_shape.values()):
        held_out, total = sum(counts[::2]), sum(counts)
        assert abs(held_out - 0.2 * total) <= 12, (by_size, by_shape)


@given(sizes=st.lists(st.integers(1, 30), min_size=1, max_size=80), share=st.floats(0.05, 0.9), seed=st.integers(0, 99))
@settings(deadline=None)
def test_a_draw_never_takes_too_much_and_leaves_no_gap_that_fits(sizes: list[int], share: float, seed: int) -> None:
    of = np.repeat(np.arange(len(sizes)), sizes)
    groups = Groups(of, np.array(sizes), np.arange(len(sizes)) % 3, np.arange(len(sizes)) % 7 == 0)
    target = int(share * len(of))
    taken = draw(groups, target, lots(len(sizes), seed))
    gap = target - int(groups.sizes[taken].sum())
    assert gap >= 0
    assert not (taken & groups.pinned).any()
    free = groups.sizes[~taken & ~groups.pinned]
    assert not (free <= gap).any()
    assert not any(0 < b - a <= gap for a in groups.sizes[taken] for b in free)


def test_large_groups_make_up_for_each_other() -> None:
    """Of groups of very different sizes, each class gives its share, whatever the seed."""
    random = np.random.default_rng(1)
    large = np.clip(10 + 12 * random.pareto(1.1, 400), 10, 900).astype(int)
    sizes = np.concatenate([np.ones(2_000, int), random.integers(2, 10, 900), large])
    source = random.integers(0, 3, len(sizes))
    groups = Groups(np.repeat(np.arange(len(sizes)), sizes), sizes, source, np.zeros(len(sizes), bool))
    target = len(groups.of) // 10
    for seed in range(5):
        taken = draw(groups, target, lots(len(sizes), seed))
        assert sizes[taken].sum() == target
        for part in (*(groups.classes() == place for place in range(4)), *(source == place for place in range(3))):
            assert abs(sizes[taken & part].sum() / sizes[part].sum() - 0.1) < 0.04


def test_what_a_scan_finds_after_the_draw_is_moved(write: Write, tmp_path: Path) -> None:
    """An instruction that many share ties nobody, but alone among what is held out it would be found."""
    random = Random(2)
    shared = "Summarize the following text in your own words"
    rows = [{"instruction": shared, "input": words(random, 12), "output": words(random, 9)} for _ in range(60)]
    path = write("train.jsonl", [*rows, *filler(60)])
    found, moved = [], 0
    for seed in range(6):
        done = run(path, tmp_path / str(seed), eval=2, seed=seed)
        moved += done.moved
        assert done.groups == 120
        assert contamination(tmp_path / str(seed)) == {}
        found.append(done.eval.records)
    assert moved > 0
    assert found == [2] * 6, "what was moved is made up for"


def test_where_too_much_is_alike_the_check_makes_it_clean(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    """The join gives up, more counts as boilerplate, and records that are near are drawn apart."""
    random = Random(6)
    rows = [{"prompt": f"{QUESTION} {words(random, 2)}", "completion": words(random, 9)} for _ in range(20)]
    path = write("train.jsonl", [*rows, *filler(40)])
    plain = run(path, tmp_path / "plain", eval=3)
    assert (plain.largest, plain.unproven, plain.exit_code) == (20, (), 0)
    monkeypatch.setattr("auditor.text.overlap.ROOM", 30)
    assert run(path, tmp_path / "led", eval=3).largest == 20, "each is tied to the one that leads it"
    monkeypatch.setattr("auditor.splitting.ties.followers", lambda sets, threshold: (NONE, True))
    moved = 0
    for seed in range(8):
        done = run(path, tmp_path / str(seed), eval=3, seed=seed)
        moved += done.moved
        assert done.largest < 20
        assert contamination(tmp_path / str(seed)) == {}
    assert moved > 0


def test_what_could_not_be_compared_is_not_called_checked(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    random = Random(6)
    path = write("train.jsonl", [{"prompt": words(random, 9), "completion": words(random, 9)} for _ in range(60)])
    done = run(path, tmp_path / "plain", eval=6)
    assert "Checked" in render(done, "en")
    monkeypatch.setattr(
        "auditor.splitting.decide.near_hits",
        lambda *_: iter([Looked("near_pair", (), False), Looked("contains", (), True)]),
    )
    done = run(path, tmp_path / "cut", eval=6)
    assert done.eval.records == done.asked == 6
    assert (done.unproven, done.exit_code) == (("near_pair",), 3)
    assert "nearly the same record" in render(done, "en").partition("WARNING")[2]
    assert "Checked" not in render(done, "en")


def test_near_copies_in_great_number_are_one_group(write: Write, tmp_path: Path) -> None:
    """More records share the text than a text may have and not be boilerplate; none has a passage of its own."""
    text = words(Random(1), 40).split()
    rows = []
    for place in range(80):
        text[place % 40] = f"changed{place}"
        rows.append({"prompt": f"{' '.join(text[:20])} q{place}", "completion": " ".join([*text, f"a{place}"])})
        text = words(Random(1), 40).split()
    done = run(write("train.jsonl", [*rows, *filler(400)]), tmp_path / "out", eval=20)
    assert done.largest == 80
    assert done.moved == 0
    assert contamination(tmp_path / "out") == {}


def test_a_phrase_that_many_share_is_trained_on(write: Write) -> None:
    random = Random(3)
    rows = [chat(words(random, 9), words(random, 9), "Go on", words(random, 9)) for _ in range(60)]
    records = collected(write("train.jsonl", [*rows, chat("go on", "With what?")]))
    _, pinned = exact_ties(records.kept, 40)
    assert pinned.tolist() == [False] * 60 + [True]
    decided = decide(records, 20, 0, load_policy("default").options["contamination"], 1, lambda: None)
    assert not decided.held_out[-1]
    assert decided.held_out.sum() == 20


def test_a_value_in_most_records_ties_nobody_and_is_said(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    rows = [{**row, "completion": f"{row['completion']} Call {PHONE} 手机"} for row in filler(120)]
    write("train.jsonl", rows)
    result = auditor("split", "train.jsonl", "--eval", "0.2", "--out", "parts")
    assert result.exit_code == 0, result.output
    assert "24 held out" in result.stdout
    assert "so many records that they tie nobody, or too little could be held out: 1." in result.stdout


def test_few_persons_are_kept_apart(write: Write, tmp_path: Path) -> None:
    rows = [{**row, "completion": f"{row['completion']} 手机1392678415{i % 10}"} for i, row in enumerate(filler(600))]
    done = run(write("train.jsonl", rows), tmp_path / "out", eval=0.1)
    assert (done.groups, done.eval.records, done.parted_values) == (10, 60, 0)
    assert len({line[-13:-2] for line in lines(tmp_path / "out/eval/train.jsonl")}) == 1


def test_too_little_is_said_and_exits_with_3(auditor: Auditor, write: Write, tmp_path: Path) -> None:
    random = Random(4)
    same = [{"prompt": QUESTION, "completion": words(random, 12)} for _ in range(80)]
    write("train.jsonl", [*same, *filler(4)])
    result = auditor("split", "train.jsonl", "--eval", "20", "--out", "parts")
    assert result.exit_code == 3, result.output
    assert "4 records are held out instead of 20" in result.stdout
    assert "one group has 80 records" in result.stdout
    assert "the same prompt" in result.stdout
    assert contamination(tmp_path / "parts") == {}
    assert auditor("split", "train.jsonl", "--eval", "8", "--out", "half").exit_code == 0


BAD: dict[str, tuple[str, str, str]] = {
    "one": ('{"text": "a"}\n', "0.5", "there is one record"),
    "identical": ('{"text": "a"}\n' * 9, "0.5", "the smallest has 9 records"),
    "empty records": ('{"prompt": "", "completion": ""}\n' * 9, "0.5", "every record is empty"),
    "empty file": ("", "0.5", "empty"),
    "no records": ("{oops\n{oops again\n", "0.5", "no record could be read"),
    "all": ('{"text": "a"}\n{"text": "b"}\n', "2", "nothing would be left to train on"),
    "too many": ('{"text": "a"}\n{"text": "b"}\n', "7", "nothing would be left to train on"),
    "share of one": ('{"text": "a"}\n{"text": "b"}\n', "1.0", "neither between 0 and 1"),
    "none": ('{"text": "a"}\n{"text": "b"}\n', "0", "neither between 0 and 1"),
    "less than one": ('{"text": "a"}\n{"text": "b"}\n', "0.1", "less than one"),
    "words": ('{"text": "a"}\n{"text": "b"}\n', "a tenth", "no number"),
    "not a number": ('{"text": "a"}\n{"text": "b"}\n', "nan", "neither between 0 and 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_and_nothing_is_written(name: str, auditor: Auditor, write: Write, tmp_path: Path) -> None:
    text, share, said = BAD[name]
    write("train.jsonl", text)
    result = auditor("split", "train.jsonl", "--eval", share, "--out", "new/parts")
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["train.jsonl"]


def test_nothing_is_overwritten(write: Write, tmp_path: Path) -> None:
    path = write("data/train.jsonl", filler(20))
    (tmp_path / "there").mkdir()
    for out in (tmp_path / "there", path, path.parent, path.parent / "parts"):
        with pytest.raises(OutputError):
            run(path.parent, out)
    with pytest.raises(SourceError):
        package.split([{"text": "a"}], out=tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(SourceError):
        run(tmp_path / "nowhere.jsonl", tmp_path / "out")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["data", "there"]


def test_a_file_that_would_not_be_read_again_is_refused(write: Write, tmp_path: Path) -> None:
    path = write("requirements.txt", "".join(f"{row['prompt']}\n" for row in filler(20)))
    with pytest.raises((UsageError, package.RunError), match=r"part|no data files"):
        run(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_split_json_is_no_data(write: Write, tmp_path: Path) -> None:
    run(write("train.jsonl", filler(20)), tmp_path / "out", eval=5)
    names = [name for name, _, _ in open_source([tmp_path / "out"]).files()]
    assert names == ["eval/train.jsonl", "train/train.jsonl"]


def test_what_is_asked() -> None:
    assert asked("0.1") == asked(0.1) == Share(0.1)
    assert asked("500") == asked(500) == Count(500)
    assert Share(0.29).of(100) == 29
    with pytest.raises(UsageError):
        asked(True)


def test_holders_and_groups() -> None:
    found = holders(np.array([7, 7, 9, 7, 9], np.uint64), np.array([2, 0, 1, 2, 3]))
    assert (found.counts.tolist(), found.first.tolist()) == ([2, 2], [0, 1])
    ties = [found.tie("prompt", np.array([True, True]))]
    assert groups_of(5, ties).tolist() == [0, 1, 0, 1, 2]
    assert groups_of(2, []).tolist() == [0, 1]
    assert boundary(100) == 50
    assert boundary(100_000) == 500


def test_the_clean_set_is_split_exactly(write: Write, tmp_path: Path) -> None:
    done = run(write("clean.jsonl", list(clean_records(0))), tmp_path / "out", eval=0.1)
    assert done.eval.records == done.asked == 200
    assert contamination(tmp_path / "out") == {}


@pytest.mark.parametrize("name", ["llama-factory/alpaca_zh_demo.json", "llama-factory/glaive_toolcall_en_demo.json"])
def test_real_data_is_split_clean(name: str, shared: Path, tmp_path: Path) -> None:
    done = run(shared / name, tmp_path / "out", eval=0.2)
    assert done.eval.records >= done.asked // 2
    assert contamination(tmp_path / "out") == {}
    records = collected(shared / name)
    options = load_policy("default").options["contamination"]
    random = np.random.default_rng(0).random(len(records)) < 0.2
    assert len(found_by_scan(records.kept, random, options, 1).places) > 0, "a split at random is not clean"
