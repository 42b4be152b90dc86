"""Writes golden/trl.json.gz: what the real TRL makes of the hostile rows.

Run in the root of the repository, in an environment with trl 1.16.0, transformers 5.23.0, datasets 5.2.0, torch and
jinja2, without a GPU: `python -m tests.training.make_trl`. No network is needed. Takes half an hour.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", CUDA_VISIBLE_DEVICES="")
warnings.filterwarnings("ignore")

import datasets  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
import trl  # noqa: E402

from tests.training import golden_trl, hostile_trl, tiny  # noqa: E402

VERSIONS = {"trl": "1.16.0", "transformers": "5.23.0", "datasets": "5.2.0"}


def quiet() -> None:
    """No log, no bar, one thread."""
    datasets.disable_caching()
    datasets.disable_progress_bars()
    datasets.logging.set_verbosity_error()
    transformers.logging.set_verbosity_error()
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)


def model(size: int) -> Any:
    """A model that is only there to be passed."""
    config = transformers.LlamaConfig(
        vocab_size=size, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1
    )
    return transformers.LlamaForCausalLM(config)


class Oracle:
    """The real trainer under one configuration."""

    def __init__(self, case: golden_trl.Case, folder: Path) -> None:
        self.case = case
        self.folder = tiny.write(folder / "tokenizer", template=case.template, eos=case.eos)
        self.out = folder / "out"
        self.model = model(1000)

    def run(self, rows: list[dict[str, Any]]) -> list[Any] | str:
        """By row what comes out of the collator, None if it is dropped; a word if the run ends."""
        try:
            with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
                args = trl.SFTConfig(
                    output_dir=str(self.out), report_to="none", use_cpu=True, bf16=False, **self.case.options
                )
                tokenizer = transformers.AutoTokenizer.from_pretrained(str(self.folder))
                trainer = trl.SFTTrainer(
                    model=self.model, args=args, train_dataset=_load(rows), processing_class=tokenizer
                )
                return self._collated(trainer, len(rows))
        except Exception as error:  # noqa: BLE001 - whatever ends the run is the result
            return f"stop {type(error).__name__}"

    def _collated(self, trainer: Any, count: int) -> list[Any]:
        result: list[Any] = [None] * count
        for row in trainer.train_dataset:
            at = row.get("_row", 0)
            one = {key: row[key] for key in ("input_ids", "labels", "seq_lengths") if key in row}
            batch = trainer.data_collator([one])
            ids, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
            before = result[at] or [[], []]
            result[at] = [before[0] + ids, before[1] + labels]
        return result


def _load(rows: list[dict[str, Any]]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.jsonl"
        lines = (json.dumps({**row, "_row": at}, ensure_ascii=False) + "\n" for at, row in enumerate(rows))
        path.write_text("".join(lines), encoding="utf-8")
        return datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=folder, keep_in_memory=True)


def main() -> None:
    """Runs all configurations, or those that are named."""
    for module in (trl, transformers, datasets):
        if module.__version__ != VERSIONS[module.__name__]:
            sys.exit(f"{module.__name__} {VERSIONS[module.__name__]} is wanted, {module.__version__} is here")
    quiet()
    found: dict[str, Any] = {"versions": VERSIONS}
    for name in sys.argv[1:] or golden_trl.CASES:
        case = golden_trl.CASES[name]
        with tempfile.TemporaryDirectory() as folder:
            oracle = Oracle(case, Path(folder))
            alone = [oracle.run([row]) for row in hostile_trl.rows()]
            packs = case.options.get("packing")
            together = [] if packs else [oracle.run(rows) for rows in hostile_trl.datasets()]
        found[name] = {"rows": alone, "datasets": together}
        print(name, sum(isinstance(result, str) for result in alone), "of", len(alone), "stop", flush=True)
    file = (
        golden_trl.FILE if not sys.argv[1:] else Path(tempfile.gettempdir()) / f"trl_{'_'.join(sys.argv[1:])}.json.gz"
    )
    with file.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(json.dumps(found, separators=(",", ":")).encode())


if __name__ == "__main__":
    main()
