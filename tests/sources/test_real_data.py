"""Public datasets as they are: every file gets its shape and every record is read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from auditor.records import Record
from tests.sources.conftest import read_all

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")

T0 = {f"part-{i}.jsonl.gz": ("prompt_completion", 13_797 if i == 3 else 13_796) for i in range(4)}
EXPECTED: dict[str, dict[str, tuple[str, int]]] = {
    "t0": T0,
    "gsm8k": {
        "train.jsonl": ("question_answer", 7_473),
        "test.jsonl": ("question_answer", 1_319),
        "test-rephrased.jsonl": ("text", 1_319),
    },
    "huatuo-zh": {"llama_data.json": ("alpaca", 8_658)},
    "fastchat": {"dummy_conversation.json": ("sharegpt", 500)},
    "toolformer": {
        "toolformer-dedupe-only-dataset.json": ("alpaca", 7_673),
        "toolformer-similarity-0.8-dataset.json": ("alpaca", 4_709),
    },
    "llama-factory": {
        "alpaca_en_demo.json": ("alpaca", 999),
        "alpaca_zh_demo.json": ("alpaca", 1_000),
        "dpo_en_demo.json": ("sharegpt_preference", 300),
        "dpo_zh_demo.json": ("sharegpt_preference", 300),
        "glaive_toolcall_en_demo.json": ("sharegpt", 300),
        "glaive_toolcall_zh_demo.json": ("sharegpt", 300),
        "identity.json": ("alpaca", 91),
        "kto_en_demo.json": ("kto", 300),
        "mllm_demo.json": ("messages", 6),
        "reason_tool_use_demo_50.jsonl": ("messages", 50),
        "v1_sft_demo.jsonl": ("messages", 500),
        "wiki_demo.txt": ("text", 30),
    },
    "ner": {"weibo-test-zh.jsonl": ("text", 270), "wnut17-test-en.jsonl": ("text", 1_287)},
    "text": {"tinystories_1000.json": ("text", 1_000), "wikitext2-test.txt": ("text", 2_891)},
    "tool-calls": {
        "BFCL_v4_irrelevance.json": ("question_answer", 240),
        "BFCL_v4_simple_python.json": ("question_answer", 400),
    },
}


@pytest.mark.parametrize("folder", EXPECTED)
def test_every_record_is_read(folder: str) -> None:
    found = read_all(DATA / folder)
    assert all(isinstance(item, Record) for item in found)
    counts = Counter((item.origin.rpartition(":")[0], item.shape) for item in found if isinstance(item, Record))
    assert counts == {(name, shape): count for name, (shape, count) in EXPECTED[folder].items()}
    positions = [item.position for item in found]
    assert positions == sorted(set(positions))


def test_tool_calls_and_declarations() -> None:
    records = read_all(DATA / "llama-factory" / "glaive_toolcall_en_demo.json")
    assert all(isinstance(item, Record) and item.tools for item in records)
    roles = Counter(turn.role for item in records if isinstance(item, Record) for turn in item.turns)
    assert set(roles) == {"user", "assistant", "tool_call", "tool"}
    reasoned = read_all(DATA / "llama-factory" / "reason_tool_use_demo_50.jsonl")
    calls = [turn for item in reasoned if isinstance(item, Record) for turn in item.turns if turn.role == "tool_call"]
    raw = (DATA / "llama-factory" / "reason_tool_use_demo_50.jsonl").read_bytes()
    assert len(calls) == raw.count(b'"type": "tool_call"') == 68
    assert all(turn.trained for turn in calls)


def test_single_files_find_their_dataset_info() -> None:
    (first, *_) = read_all(DATA / "llama-factory" / "kto_en_demo.json")
    assert isinstance(first, Record)
    assert (first.shape, first.label) == ("kto", True)
