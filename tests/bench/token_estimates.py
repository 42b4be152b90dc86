"""How far tokens estimated by characters are from those of real tokenizers, over real records.

    python -m tests.bench.token_estimates qwen.tiktoken tekken.json

`qwen.tiktoken` (Qwen, 151,643 words) lies in the package dashscope 2.0.2, `tekken_240911.json` (Mistral, 131,072 words)
in mistral-common 1.13.1; both are read with tiktoken 0.14. No test needs them.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from auditor.records import Record
from auditor.sources import open_source, read
from auditor.text.keys import PUBLIC_KEY, key_from
from auditor.text.sizes import Estimated, estimated, sizes_of
from tests.conftest import ROOT, SHARED

QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
"""How Qwen cuts texts before it merges."""
SETS = (
    "llama-factory/alpaca_en_demo.json", "llama-factory/alpaca_zh_demo.json", "llama-factory/dpo_en_demo.json",
    "llama-factory/dpo_zh_demo.json", "llama-factory/glaive_toolcall_en_demo.json",
    "llama-factory/glaive_toolcall_zh_demo.json", "llama-factory/kto_en_demo.json",
    "llama-factory/reason_tool_use_demo_50.jsonl", "llama-factory/v1_sft_demo.jsonl", "llama-factory/wiki_demo.txt",
    "huatuo-zh/llama_data.json", "gsm8k/train.jsonl", "t0/part-0.jsonl.gz", "t0/part-3.jsonl.gz",
    "fastchat/dummy_conversation.json", "text/wikitext2-test.txt", "text/tinystories_1000.json",
    "tool-calls/BFCL_v4_simple_python.json", "toolformer/toolformer-dedupe-only-dataset.json",
)  # fmt: skip
MOST_TEXTS = 8_000


def main(qwen: str, tekken: str) -> None:
    """Prints a row for each set and tokenizer."""
    tokenizers = {"Qwen": _qwen(Path(qwen)), "Mistral": _tekken(Path(tekken))}
    print("| records | tokenizer | tokens | likely | least | most | |\n|---|---|---|---|---|---|---|")
    for name, texts, size in _sets():
        for called, tokenizer in tokenizers.items():
            found = sum(map(len, tokenizer.encode_ordinary_batch(texts, num_threads=1)))
            likely, least, most = (f"{number / 1000 / found - 1:+.0%}" for number in size)
            within = "" if size.least <= 1000 * found <= size.most else "outside"
            print(f"| {name} | {called} | {found:,} | {likely} | {least} | {most} | {within} |", flush=True)


def _sets() -> Iterator[tuple[str, list[str], Estimated]]:
    code = [path.read_text("utf-8") for path in sorted((ROOT / "auditor" / "text").rglob("*.py"))]
    yield "Python of this project", code, estimated("".join(code))
    key = key_from(PUBLIC_KEY)
    for name in SETS:
        texts, records = list[str](), list[Record]()
        for shard in open_source([str(SHARED / name)]).shards():
            records += [item for item in read(shard, key) if isinstance(item, Record)]
            if len(records) > MOST_TEXTS:
                break
        for record in records:
            texts += [turn.text for turn in (*record.turns, *record.rejected, *record.tools)]
        yield name, texts, reduce(Estimated.plus, (sizes_of(record).whole for record in records), Estimated())


def _qwen(path: Path) -> Any:
    pairs = (line.split() for line in path.read_bytes().splitlines() if line)
    return _encoding(QWEN, {base64.b64decode(token): int(rank) for token, rank in pairs})


def _tekken(path: Path) -> Any:
    content = json.loads(path.read_text("utf-8"))
    config = content["config"]
    words = content["vocab"][: config["default_vocab_size"] - config["default_num_special_tokens"]]
    return _encoding(config["pattern"], {base64.b64decode(word["token_bytes"]): word["rank"] for word in words})


def _encoding(pattern: str, ranks: dict[bytes, int]) -> Any:
    encoding = import_module("tiktoken").Encoding
    return encoding("measured", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})


if __name__ == "__main__":
    main(*sys.argv[1:])
