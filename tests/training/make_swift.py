"""Makes golden/swift.json.gz: what the real ms-swift makes of the hostile rows.

Run in an environment of its own, from the root of the repository: python -W ignore -m tests.training.make_swift
Made with Python 3.11, ms-swift 4.6.0, transformers 5.19.0, datasets 4.8.4, tokenizers 0.22, torch 2.13.0 (CPU).
All is ms-swift's own but the description of the model, since none is loaded: reading of the file, choice of the
preprocessor, renaming, checks, template, loss scale, cut. Each row is a file of its own. The day in the system text of
some templates is set to that of the dry run.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from auditor.training.trainers.swift.templates import names
from tests.training import hostile_swift as hostile

GOLDEN = Path(__file__).parent / "golden" / "swift.json.gz"
SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>",
    "<｜Assistant｜>", "<|user|>", "<|assistant|>", "<|observation|>", "[gMASK]", "<sop>", "<think>", "</think>",
)  # fmt: skip
RUNS: list[tuple[str, dict[str, Any]]] = [
    ("plain", {"template": "qwen"}),
    ("plain", {"template": "qwen", "strict": True, "max_length": 60}),
    ("plain", {"template": "qwen", "disable_auto_column_mapping": True}),
    ("plain", {"template": "qwen", "columns": {"text": "query", "foo": "response", "prompt": "system"}}),
    ("plain", {"template": "qwen", "loss_scale": "last_round"}),
    ("plain", {"template": "qwen", "loss_scale": "all"}),
    ("plain", {"template": "qwen", "loss_scale": "hermes"}),
    ("plain", {"template": "qwen", "loss_scale": "last_round+react"}),
    ("plain", {"template": "qwen", "loss_scale": "all+alpha_umi+ignore_think_prefix"}),
    ("plain", {"template": "qwen", "agent_template": "react_en", "max_length": 200, "truncation_strategy": "right"}),
    ("plain", {"template": "qwen", "agent_template": "react_zh", "system": ""}),
    ("plain", {"template": "qwen", "agent_template": "llama4", "max_length": 30, "truncation_strategy": "left"}),
    ("plain", {"template": "qwen", "agent_template": "deepseek_v3_1"}),
    ("plain", {"template": "qwen2_5", "system": "Be brief.\\nBe kind.", "max_length": 40}),
    ("plain", {"template": "qwen3"}),
    ("plain", {"template": "qwen3", "max_length": 48, "truncation_strategy": "left"}),
    ("plain", {"template": "qwen3", "max_length": 48, "truncation_strategy": "right"}),
    ("plain", {"template": "qwen3", "loss_scale": "last_round"}),
    ("plain", {"template": "qwen3", "loss_scale": "all"}),
    ("plain", {"template": "qwen3", "disable_ignore_empty_think": True}),
    ("plain", {"template": "qwen3", "add_non_thinking_prefix": False}),
    ("plain", {"template": "qwen3", "preserve_thinking": False, "loss_scale": "hermes"}),
    ("plain", {"template": "qwen3_thinking", "loss_scale": "last_round"}),
    ("plain", {"template": "qwen3_5", "agent_template": "hermes"}),
    ("plain", {"template": "qwen3_5", "agent_template": "hermes", "loss_scale": "last_round"}),
    ("ends", {"template": "chatml"}),
    ("begins", {"template": "chatml", "agent_template": "hermes", "loss_scale": "all"}),
    ("ends", {"template": "qwen"}),
    ("begins", {"template": "llama3"}),
    ("plain", {"template": "llama3", "loss_scale": "all", "max_length": 100}),
    ("plain", {"template": "llama3_2"}),
    ("plain", {"template": "llama", "loss_scale": "last_round"}),
    ("begins", {"template": "deepseek"}),
    ("plain", {"template": "deepseek_r1"}),
    ("plain", {"template": "deepseek_v3_1"}),
    ("plain", {"template": "deepseek_v3_1", "loss_scale": "last_round"}),
    ("begins", {"template": "default"}),
    ("begins", {"template": "dummy"}),
    ("plain", {"template": "glm4", "agent_template": "hermes"}),
    ("plain", {"template": "glm4_5", "agent_template": "react_en"}),
    ("plain", {"template": "glm4_7", "agent_template": "hermes", "preserve_thinking": False}),
    ("plain", {"template": "gemma3_text"}),
    ("begins", {"template": "mistral_nemo", "agent_template": "hermes"}),
    ("ends", {"template": "qwen", "use_chat_template": False, "loss_scale": "all"}),
    ("begins", {"template": "qwen3", "use_chat_template": False}),
    ("begins", {"template": "gemma3_text", "use_chat_template": False, "agent_template": "react_en"}),
    ("plain", {"template": "qwen3", "enable_thinking": True, "response_prefix": "So\\n"}),
    ("plain", {"template": "qwq", "max_length": 90}),
]  # fmt: skip
SMALL: list[tuple[str, dict[str, Any]]] = [
    ("begins", {"template": name, "agent_template": "hermes", "loss_scale": scale})
    for name in names()
    for scale in ("default", "last_round")
]
"""All templates, over few rows."""


def rows_of(number: int) -> list[dict[str, Any]]:
    """The rows of a run, by its place in RUNS + SMALL."""
    rows = hostile.rows()
    return rows if number < len(RUNS) else [*rows[:44:4], *rows[44:108:8], *rows[108:232:9], *hostile.tools()[::5]]


def digest(ids: Any, labels: Any) -> str:
    """Ten letters that stand for ids and labels."""
    return hashlib.sha256(json.dumps([list(ids), list(labels)]).encode()).hexdigest()[:10]


def main() -> None:
    cores = _cores()
    real = Real(cores)
    golden = {
        "tokenizers": {name: tokenizer.backend_tokenizer.to_str() for name, tokenizer in cores.items()},
        "runs": [
            {"tokenizer": core, "options": options, "results": real.results(core, options, rows_of(number))}
            for number, (core, options) in enumerate(RUNS + SMALL)
        ],
    }
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":")).encode()
    GOLDEN.write_bytes(gzip.compress(text, 9, mtime=0))
    print(len(GOLDEN.read_bytes()), "bytes", sum(len(run["results"]) for run in golden["runs"]), "results")


def _cores() -> dict[str, Any]:
    """One that puts nothing around a text, one that puts a beginning, one that puts both."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=list(SPECIAL),
        show_progress=False,
    )  # fmt: skip
    texts = [*hostile.TEXTS, *hostile.THOUGHTS, json.dumps(hostile.TOOL), "system user assistant You are a helpful"]
    tokenizer.train_from_iterator(texts, trainer)
    cores = {}
    for name, around in (("plain", "$A"), ("begins", "<s> $A"), ("ends", "<s> $A </s>")):
        copy = Tokenizer.from_str(tokenizer.to_str())
        special = [(word, copy.token_to_id(word)) for word in ("<s>", "</s>") if word in around]
        if special:
            copy.post_processor = processors.TemplateProcessing(single=around, special_tokens=special)
        cores[name] = PreTrainedTokenizerFast(tokenizer_object=copy, bos_token="<s>", eos_token="<|endoftext|>")
    return cores


class Real:
    """The real trainer."""

    def __init__(self, cores: dict[str, Any]) -> None:
        cache = tempfile.mkdtemp(prefix="swift_golden_")
        os.environ.update(MODELSCOPE_CACHE=cache, HF_DATASETS_CACHE=cache, HF_HUB_OFFLINE="1", LOG_LEVEL="ERROR")
        import logging

        import datasets
        from swift.arguments.base_args.data_args import DataArguments
        from swift.arguments.base_args.template_args import TemplateArguments

        datasets.disable_progress_bars()
        logging.disable(logging.ERROR)

        @dataclasses.dataclass
        class Args(DataArguments, TemplateArguments):  # type: ignore[misc]
            def __post_init__(self) -> None:
                TemplateArguments.__post_init__(self)
                DataArguments.__post_init__(self)

        self.arguments, self.cores, self.cache = Args, cores, cache
        self.read: dict[str, list[dict[str, Any]] | str] = {}

    def template(self, core: str, options: dict[str, Any]) -> tuple[Any, Any]:
        """Arguments and template in training mode."""
        import copy

        from swift.template import get_template

        tokenizer = copy.deepcopy(self.cores[core])
        info = SimpleNamespace(model_dir="/nowhere", config=SimpleNamespace(problem_type=None), task_type="causal_lm",
                               max_model_len=None, torch_dtype=None)  # fmt: skip
        meta = SimpleNamespace(
            is_multimodal=False, template=options["template"], candidate_templates=[], model_type="x"
        )
        tokenizer.model_info, tokenizer.model_meta = info, meta
        self.arguments.model_info, self.arguments.model_meta = info, meta
        args = self.arguments(**options)
        template = get_template(tokenizer, **args.get_template_kwargs())
        meta = template.template_meta
        meta.default_system, meta.prefix = _dated(meta.default_system), [_dated(slot) for slot in meta.prefix]
        if meta.system_prefix is not None:
            meta.system_prefix = [_dated(slot) for slot in meta.system_prefix]
        template.set_mode("train")
        return args, template

    def results(self, core: str, options: dict[str, Any], rows: list[dict[str, Any]]) -> list[Any]:
        """By row "dropped", "stopped", or tokens, tokens with a loss, and a digest."""
        args, template = self.template(core, options)
        return [self._result(args, template, row) for row in rows]

    def _result(self, args: Any, template: Any, row: dict[str, Any]) -> Any:
        rows = self._rows(args, row)
        if isinstance(rows, str):
            return rows
        if not rows:
            return "dropped"
        try:
            made = template.encode(rows[0], return_length=True)
        except Exception:  # noqa: BLE001 - as the trainer does
            return "stopped" if args.strict else "dropped"
        ids, labels = list(made["input_ids"]), list(made["labels"])
        return [len(ids), sum(label != -100 for label in labels), digest(ids, labels)]

    def _rows(self, args: Any, row: dict[str, Any]) -> list[dict[str, Any]] | str:
        key = json.dumps([args.columns, args.strict, args.disable_auto_column_mapping, row], sort_keys=False)
        if key not in self.read:
            self.read[key] = self._read(args, row)
        return self.read[key]

    def _read(self, args: Any, row: dict[str, Any]) -> list[dict[str, Any]] | str:
        from swift.dataset import AutoPreprocessor, DatasetLoader
        from swift.dataset.dataset_meta import DatasetMeta

        loader = DatasetLoader(
            load_from_cache_file=False, num_proc=None, columns=args.columns, strict=args.strict,
            remove_unused_columns=args.remove_unused_columns,
            disable_auto_column_mapping=args.disable_auto_column_mapping,
        )  # fmt: skip
        with tempfile.TemporaryDirectory(dir=self.cache) as folder:
            path = Path(folder) / "data.jsonl"
            path.write_text(json.dumps(row, ensure_ascii=False) + "\n")
            try:
                made = loader._load_dataset_path(str(path), DatasetMeta(preprocess_func=AutoPreprocessor()))
                return [dict(one) for one in made] if len(made) else []
            except Exception:  # noqa: BLE001 - the run ends here
                return "stopped"


def _dated(slot: Any) -> Any:
    if not isinstance(slot, str):
        return slot
    slot = re.sub(r"The current date is \d{4}-\d\d-\d\d", "The current date is 2026-01-01", slot)
    return re.sub(r"Today Date: \d\d \w{3} \d{4}", "Today Date: 01 Jan 2026", slot)


if __name__ == "__main__":
    main()
