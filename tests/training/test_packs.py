"""Room that no record fills: padding of batches, packs, and the rest of a stream."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditor
from auditor.training.model import TrainerName, Training
from auditor.training.packs import Layout, Packed, Padded, Stream, layout_of, packs, padding
from tests.conftest import Write


def test_padding_is_what_random_batches_have() -> None:
    random = Random(4)
    lengths = [random.choice((10, 20, 90)) for _ in range(400)]
    drawn = 0
    for _ in range(4000):
        batch = random.choices(lengths, k=8)
        drawn += 8 * max(batch) - sum(batch)
    assert padding(Counter(lengths), Padded(8)) == pytest.approx(drawn / 4000 / 8 * len(lengths), rel=0.03)
    assert padding(Counter(lengths), Padded(1)) == 0
    assert padding(Counter([5, 7]), Padded(1, to=10)) == 8
    assert padding(Counter([5] * 9), Padded(8)) == 0
    assert padding(Counter(), Padded(8)) == 0


def knapsacks(lengths: list[int], room: int) -> int:
    """One pack after the other takes the longest that fits, record by record."""
    left, count = sorted(lengths), 0
    while left:
        free, count = room, count + 1
        while at := bisect(left, free):
            free -= left.pop(at - 1)
    return count


@given(st.lists(st.integers(1, 40), max_size=60), st.integers(40, 90))
def test_packs_are_those_that_are_made_one_by_one(lengths: list[int], room: int) -> None:
    assert packs(Counter(lengths), Packed(room)) == knapsacks(lengths, room)


def test_a_pack_takes_only_so_many_records() -> None:
    assert packs(Counter([1] * 10), Packed(100)) == 1
    assert packs(Counter([1] * 10), Packed(100, most=4)) == 3
    assert packs(Counter([0, 0, 250, 3]), Packed(100)) == 3
    assert packs(Counter(), Packed(100)) == 0


@pytest.mark.parametrize(
    ("trainer", "options", "layout"),
    [
        ("llama-factory", {}, Padded(8)),
        ("llama-factory", {"per_device_train_batch_size": 1}, Padded(1)),
        ("llama-factory", {"packing": True, "cutoff_len": 100}, Packed(99)),
        ("llama-factory", {"neat_packing": True, "cutoff_len": 100}, Packed(99)),
        ("llama-factory", {"stage": "pt", "cutoff_len": 100}, Stream(100, False)),
        ("llama-factory", {"stage": "pt", "preprocessing_num_workers": 4}, Stream(2048, False, parts=4)),
        ("llama-factory", {"stage": "pt", "packing": False}, Padded(8)),
        ("llama-factory", {"stage": "dpo"}, None),
        ("trl", {}, Padded(8)),
        ("trl", {"packing": True}, Packed(1024)),
        ("trl", {"packing": True, "packing_strategy": "wrapped", "max_length": 64}, Stream(64, True)),
        ("trl", {"packing": True, "max_length": None}, None),
        ("trl", {"padding_free": True, "max_length": None}, None),
        ("axolotl", {}, Padded(1)),
        ("axolotl", {"micro_batch_size": 4, "pad_to_sequence_len": True}, Padded(4, 512)),
        ("axolotl", {"sample_packing": True, "sequence_len": 2048}, Packed(2048, 200)),
        ("ms-swift", {}, Padded(1)),
        ("ms-swift", {"packing": True, "max_length": 300}, Packed(300)),
        ("ms-swift", {"packing": True, "max_length": 300, "packing_length": 900}, Packed(900)),
        ("ms-swift", {"packing": True}, None),
        ("openai", {}, None),
    ],
)
def test_how_trainers_make_steps(trainer: TrainerName, options: dict[str, object], layout: Layout | None) -> None:
    assert layout_of(Training(trainer, options=options)) == layout


def test_streams_are_counted_by_process_and_thousand() -> None:
    assert Stream(10, False).streams(1) == 1
    assert Stream(10, False).streams(1001) == 2
    assert Stream(10, False, parts=4).streams(4000) == 4
    assert Stream(10, False, parts=16).streams(3) == 3
    assert Stream(10, False).streams(0) == 0


def found(write: Write, texts: list[str], options: dict[str, object], trainer: TrainerName = "trl") -> dict[str, float]:
    path = write("train.jsonl", [{"text": text} for text in texts])
    report = auditor.scan(path, config=Training(trainer, options=options), only="training", workers=1)
    return {one.id.partition("/")[2]: one.value for one in report.findings}


def test_what_a_report_says_of_packs_and_cuts(write: Write) -> None:
    texts = ["a b c"] * 6
    plain = found(write, texts, {})
    length = plain["longest"]
    assert (plain["tokens"], plain["padding"], plain["cut_tokens"]) == (6 * length, 0, 0)
    packed = found(write, texts, {"packing": True, "max_length": int(2 * length + 1)})
    assert packed["pack_room"] == 3
    assert "padding" not in packed
    cut = found(write, texts, {"max_length": int(length - 1)})
    assert cut["cut_tokens"] == 6
    wrapped = found(write, texts, {"packing": True, "packing_strategy": "wrapped", "max_length": int(4 * length)})
    assert wrapped["pack_room"] == 2 * length


def test_the_rest_of_a_stream_is_lost_where_it_is_not_kept(write: Write) -> None:
    options: dict[str, object] = {"stage": "pt", "cutoff_len": 10, "template": "default"}
    lost = found(write, ["a b c"] * 6, options, "llama-factory")
    assert lost["cut_tokens"] == lost["tokens"] % 10
    assert "padding" not in lost
