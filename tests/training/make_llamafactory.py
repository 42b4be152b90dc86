"""Makes golden/llamafactory.json.gz: what the real LLaMA-Factory makes of the hostile rows.

Run in an environment of its own, from the root of the repository: python -W ignore -m tests.training.make_llamafactory
Made with Python 3.11, llamafactory 0.9.5, transformers 5.6.0, datasets 4.0.0, tokenizers 0.22, torch 2.13.0 (CPU).
`torchaudio` is replaced by an empty module: it serves audio alone. All else is LLaMA-Factory's own: converter,
template, processor. Rows go in one by one, so what loading a whole file does to them is not part of it. The day is set
to that of the dry run, for the one format that names it.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import importlib.machinery
import json
import sys
import types
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from auditor.training.slots import find, names
from auditor.training.trainers.llamafactory.wording import DATE
from tests.training import hostile_llamafactory as hostile

GOLDEN = Path(__file__).parent / "golden" / "llamafactory.json.gz"
SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<｜User｜>", "<｜Assistant｜>", "<|user|>", "<|assistant|>",
    "<|observation|>", "[gMASK]", "<sop>",
)  # fmt: skip
ROLES = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant",
         "system_tag": "system", "observation_tag": "tool", "function_tag": "function"}  # fmt: skip
SETS: dict[str, dict[str, Any]] = {
    "alpaca": {"columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system",
                           "history": "history"}},
    "alpaca_plain": {},
    "alpaca_dpo": {"ranking": True, "columns": {"prompt": "instruction", "chosen": "chosen", "rejected": "rejected"}},
    "alpaca_kto": {"columns": {"prompt": "instruction", "response": "output", "kto_tag": "label"}},
    "sharegpt": {"formatting": "sharegpt", "columns": {"messages": "conversations", "tools": "tools"}},
    "sharegpt_system": {"formatting": "sharegpt", "columns": {"messages": "conversations", "system": "system"}},
    "sharegpt_small": {"formatting": "sharegpt", "columns": {"messages": "conversations", "tools": "tools"}},
    "sharegpt_few": {"formatting": "sharegpt", "tags": {"role_tag": "from", "content_tag": "value",
                     "user_tag": "human", "assistant_tag": "gpt"}},
    "sharegpt_dpo": {"formatting": "sharegpt", "ranking": True, "columns": {"messages": "conversations",
                     "chosen": "chosen", "rejected": "rejected"}},
    "sharegpt_kto": {"formatting": "sharegpt", "columns": {"messages": "conversations", "kto_tag": "label"}},
    "openai": {"formatting": "openai", "columns": {"messages": "messages", "tools": "tools"}, "tags": ROLES},
}  # fmt: skip
RUNS: list[tuple[str, dict[str, Any]]] = [
    ("alpaca", {"template": "qwen", "cutoff_len": 16}),
    ("alpaca", {"template": "qwen3"}),
    ("alpaca", {"template": "qwen3", "enable_thinking": False, "cutoff_len": 200}),
    ("alpaca", {"template": "llama3", "cutoff_len": 64, "train_on_prompt": True}),
    ("alpaca", {"template": "alpaca", "cutoff_len": 128, "packing": True}),
    ("alpaca", {"template": "default", "cutoff_len": 100, "mask_history": True}),
    ("alpaca", {"template": "llama2", "cutoff_len": 80}),
    ("alpaca", {"template": "gemma", "cutoff_len": 80, "default_system": "Be kind."}),
    ("alpaca_plain", {"template": "empty", "cutoff_len": 32}),
    ("alpaca_plain", {"template": "deepseek3", "cutoff_len": 256}),
    ("alpaca_plain", {"stage": "pt", "template": "llama3", "packing": False, "cutoff_len": 20}),
    ("alpaca_dpo", {"stage": "dpo", "template": "qwen3", "cutoff_len": 64}),
    ("alpaca_dpo", {"stage": "dpo", "template": "glm4", "cutoff_len": 64}),
    ("alpaca_kto", {"stage": "kto", "template": "qwen", "cutoff_len": 64}),
    ("sharegpt", {"template": "qwen", "cutoff_len": 400}),
    ("sharegpt", {"template": "qwen3", "cutoff_len": 400, "mask_history": True}),
    ("sharegpt", {"template": "qwen3", "mask_history": True, "preserve_thinking": True, "enable_thinking": None}),
    ("sharegpt", {"template": "glm4", "cutoff_len": 300}),
    ("sharegpt", {"template": "glm4_moe", "cutoff_len": 1000, "mask_history": True}),
    ("sharegpt", {"template": "default", "cutoff_len": 1000}),
    ("sharegpt", {"template": "mistral", "cutoff_len": 1000}),
    ("sharegpt", {"template": "lfm2", "cutoff_len": 1000}),
    ("sharegpt", {"template": "minimax2", "cutoff_len": 1000}),
    ("sharegpt", {"template": "phi4_mini", "cutoff_len": 1000}),
    ("sharegpt", {"template": "seed_oss", "cutoff_len": 1000}),
    ("sharegpt", {"template": "vicuna", "tool_format": "qwen3_5"}),
    ("sharegpt", {"template": "bailing_v2", "cutoff_len": 600}),
    ("sharegpt_system", {"template": "qwen", "cutoff_len": 64, "mask_history": True}),
    ("sharegpt_system", {"template": "glm4_7", "cutoff_len": 24}),
    ("sharegpt_system", {"template": "llama3", "cutoff_len": 128}),
    ("sharegpt_few", {"template": "qwen3_nothink", "cutoff_len": 128, "train_on_prompt": True}),
    ("sharegpt_dpo", {"stage": "dpo", "template": "qwen3", "cutoff_len": 128, "enable_thinking": False}),
    ("sharegpt_kto", {"stage": "kto", "template": "qwen", "cutoff_len": 128}),
    ("openai", {"template": "qwen", "cutoff_len": 512}),
    ("openai", {"template": "llama3", "cutoff_len": 48}),
    ("openai", {"template": "deepseekr1", "cutoff_len": 2048}),
    ("openai", {"template": "minimax1", "cutoff_len": 2048}),
    ("openai", {"cutoff_len": 300}),
]  # fmt: skip
RUNS += [("sharegpt_small", {"template": name, "cutoff_len": 700}) for name in names() if not find(name).media]
CHAT = (
    "{{ bos_token }}{% if messages[0].role != 'system' %}<|im_start|>system\nBe brief.<|im_end|>\n{% endif %}"
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def rows_of(name: str) -> list[dict[str, Any]]:
    """The hostile rows that a set of columns is for."""
    kind = name.partition("_")[0]
    rows = {"alpaca": hostile.alpaca, "sharegpt": hostile.sharegpt, "openai": hostile.openai}[kind](150)
    if name == "sharegpt_dpo":  # ranked answers stand behind a question
        return [{**row, "conversations": row["conversations"][:-1]} for row in rows[:150]]
    return rows[:30] if name == "sharegpt_small" else rows


def digest(ids: Any, labels: Any) -> str:
    """Sixteen letters that stand for ids and labels."""
    return hashlib.sha256(json.dumps([list(ids), list(labels)]).encode()).hexdigest()[:16]


class Clock(datetime):
    """The day that stands in the dry run."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        return cls.strptime(DATE, "%d %b %Y").replace(tzinfo=tz)


def main() -> None:
    from llamafactory.data import tool_utils

    tool_utils.datetime = Clock
    tokenizer = _tokenizer()
    golden = {
        "tokenizer": tokenizer.backend_tokenizer.to_str(),
        "size": len(tokenizer),
        "runs": [
            {"set": name, "options": options, "results": _results(tokenizer, name, options)} for name, options in RUNS
        ],
    }
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":")).encode()
    GOLDEN.write_bytes(gzip.compress(text, 9, mtime=0))
    print(len(GOLDEN.read_bytes()), "bytes", sum(len(run["results"]) for run in golden["runs"]), "results")


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=500, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=list(SPECIAL),
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator([*hostile.TEXTS, *hostile.CALLS, json.dumps(hostile.SCHEMA)], trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="<|endoftext|>")
    fast.pad_token = "<|endoftext|>"
    fast.chat_template = CHAT
    fast.add_tokens(["<think>", "</think>", "<tool_call>", "</tool_call>"])
    return fast


def _results(tokenizer: Any, name: str, options: dict[str, Any]) -> list[Any]:
    """By row "dropped", "stopped", or how many tokens, how many with a loss, and a digest."""
    from llamafactory.data import template as registry
    from llamafactory.data.converter import get_dataset_converter
    from llamafactory.data.loader import _get_dataset_processor
    from llamafactory.data.parser import get_dataset_list
    from llamafactory.data.processor import SupervisedDatasetProcessor
    from llamafactory.hparams import DataArguments

    known = {key: value for key, value in options.items() if key != "stage"}
    args = DataArguments(dataset="d", dataset_dir="x", **known)
    (attr,) = get_dataset_list(["d"], {"d": {"file_name": "d.json", **SETS[name]}})
    stage = {"dpo": "rm"}.get(options.get("stage", "sft"), options.get("stage", "sft"))
    tokenizer, kept = copy.deepcopy(tokenizer), copy.deepcopy(registry.TEMPLATES)
    template = registry.get_template_and_fix_tokenizer(tokenizer, args)
    processor = _get_dataset_processor(args, stage, template, tokenizer, None)
    if stage == "sft":  # as packing encodes a row, before rows are joined
        processor = SupervisedDatasetProcessor(template=template, tokenizer=tokenizer, processor=None, data_args=args)
    convert = get_dataset_converter(attr.formatting, attr, args)
    results = [_result(convert, processor, row) for row in rows_of(name)]
    registry.TEMPLATES.clear()
    registry.TEMPLATES.update(kept)
    return results


def _result(convert: Any, processor: Any, row: dict[str, Any]) -> Any:
    try:
        made = processor.preprocess_dataset({key: [value] for key, value in convert(copy.deepcopy(row)).items()})
    except Exception:  # noqa: BLE001 - whatever it is, the real run ends with it
        return "stopped"
    lead = "chosen_" if "chosen_input_ids" in made else ""
    if not made.get(lead + "input_ids"):
        return "dropped"
    ids = made[lead + "input_ids"][0]
    labels = made[lead + "labels"][0] if lead + "labels" in made else ids
    return [len(ids), sum(label != -100 for label in labels), digest(ids, labels)]


if __name__ == "__main__":
    stub = types.ModuleType("torchaudio")
    stub.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
    sys.modules["torchaudio"] = stub
    main()
