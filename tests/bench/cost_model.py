"""What a training costs as `risks/cost` tells it, against operations that PyTorch counts and memory that is measured.

Operations: `torch.utils.flop_counter.FlopCounterMode` over a forward and a backward pass of small Llamas and Qwen2s
with grouped heads, and of small mixtures of experts. Memory: the `Trainer` of transformers trains a model of 30 to 60
million weights for three steps on the CPU, in a process of its own, after a first tiny training there has loaded all
that is loaded once. The peak is the process's highest resident memory (`VmHWM`, set back by `/proc/self/clear_refs`)
above that before the model is made. Small blocks, too, come from `mmap` and go back at once, so that freed memory is
not counted (`MALLOC_MMAP_THRESHOLD_`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from auditor.models.shape import shape
from auditor.risks.cost.flops import Positions, flops
from auditor.risks.cost.memory import Rows, memory
from auditor.training.spending import Spending

SMALL = {
    "hidden_size": 256, "intermediate_size": 688, "num_hidden_layers": 4, "num_attention_heads": 8,
    "num_key_value_heads": 2, "vocab_size": 1000, "tie_word_embeddings": False, "dtype": "float32",
}  # fmt: skip
LARGE = {
    "hidden_size": 512, "intermediate_size": 1408, "num_hidden_layers": 8, "num_attention_heads": 8,
    "num_key_value_heads": 4, "vocab_size": 16_000, "tie_word_embeddings": False, "dtype": "float32",
}  # fmt: skip
EXPERTS = {
    "hidden_size": 256, "intermediate_size": 688, "moe_intermediate_size": 192, "num_experts": 8,
    "num_experts_per_tok": 2, "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 2,
    "head_dim": 32, "vocab_size": 1000, "tie_word_embeddings": False, "dtype": "float32", "model_type": "qwen3_moe",
}  # fmt: skip
ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
FULL = Spending(method="full", checkpointing=False, trained="float32", mixed=False, accumulates=False)
LORA = replace(FULL, method="lora", rank=8, loaded="float32")
HALF = replace(FULL, loaded="bfloat16", trained="bfloat16")
ADAPTED = replace(LORA, loaded="bfloat16", mixed=True)
STEPS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One training."""

    name: str
    spending: Spending
    config: Mapping[str, Any]
    rows: int
    length: int
    masked: bool = False
    """Whether a row of each batch is shorter, and filled up."""


COUNTED = (
    Case("full", FULL, SMALL, 2, 128),
    Case("full, long rows", FULL, SMALL, 1, 512),
    Case("full, tied", FULL, {**SMALL, "tie_word_embeddings": True}, 2, 128),
    Case("full, checkpointing", replace(FULL, checkpointing=True), SMALL, 2, 128),
    Case("full, checkpointing, reentrant", replace(FULL, checkpointing=True, reentrant=True), SMALL, 2, 128),
    Case("LoRA", LORA, SMALL, 2, 128),
    Case("LoRA of q and v", replace(LORA, targets=("q_proj", "v_proj")), SMALL, 2, 128),
    Case("LoRA of the inner layers", replace(LORA, targets=("gate_proj", "up_proj", "down_proj")), SMALL, 2, 128),
    Case("LoRA, checkpointing", replace(LORA, checkpointing=True), SMALL, 2, 128),
    Case("LoRA, checkpointing, reentrant", replace(LORA, checkpointing=True, reentrant=True), SMALL, 2, 128),
)
MIXTURES = (
    Case("full, experts", FULL, EXPERTS, 2, 128),
    Case("full, experts, checkpointing", replace(FULL, checkpointing=True), EXPERTS, 2, 128),
    Case("LoRA of attention, experts", replace(LORA, targets=ATTENTION), EXPERTS, 2, 128),
    Case(
        "LoRA of attention, experts, checkpointing",
        replace(LORA, targets=ATTENTION, checkpointing=True),
        EXPERTS,
        2,
        128,
    ),
)
HELD = (
    Case("full", FULL, LARGE, 4, 256),
    Case("full, one short row", FULL, LARGE, 1, 64),
    Case("full, 8 rows", FULL, LARGE, 8, 256),
    Case("full, tied", FULL, {**LARGE, "tie_word_embeddings": True}, 4, 256),
    Case("full, accumulating", replace(FULL, accumulates=True), LARGE, 4, 256),
    Case("full, 48,000 words", FULL, {**LARGE, "vocab_size": 48_000, "num_hidden_layers": 3}, 4, 256),
    Case("full, checkpointing", replace(FULL, checkpointing=True), LARGE, 8, 256),
    Case("full, mixed precision", replace(FULL, mixed=True), LARGE, 4, 256),
    Case("LoRA", LORA, LARGE, 4, 256),
    Case("LoRA, checkpointing", replace(LORA, checkpointing=True), LARGE, 8, 256),
    Case("full, rows filled up", FULL, LARGE, 4, 256, masked=True),
    Case("LoRA, rows filled up", LORA, LARGE, 4, 256, masked=True),
    Case("LoRA, long rows filled up, checkpointing", replace(LORA, checkpointing=True), LARGE, 4, 1024, masked=True),
    Case("full, all in bfloat16", HALF, LARGE, 4, 256),
    Case("LoRA on bfloat16, mixed precision", ADAPTED, LARGE, 4, 256),
    Case("LoRA on bfloat16, mixed, checkpointing", replace(ADAPTED, checkpointing=True), LARGE, 8, 256),
)


def measure() -> str:
    """The section of the page."""
    lines = [
        "## What a training costs",
        "",
        "Operations of a forward and a backward pass, in millions: as `risks/cost` tells them and as PyTorch's",
        "`FlopCounterMode` counts them.",
        "",
        "| training | model | told | counted | off by |",
        "|---|---|---|---|---|",
    ]
    for family, cases in (("Llama", COUNTED), ("Qwen2", COUNTED), ("Qwen3Moe", MIXTURES)):
        for case in cases:
            told, found = told_flops(case), counted_flops(case, family)
            row = (case.name, family, f"{told / 1e6:,.1f}", f"{found / 1e6:,.1f}", f"{told / found - 1:+.2%}")
            lines.append(f"| {' | '.join(row)} |")
    lines += [
        "",
        f"Peak of memory of {STEPS} steps of the `Trainer` of transformers on the CPU, in MiB: as told, and by the",
        "resident memory of the process above that before the model is made. Fused AdamW; float32 unless said.",
        "",
        "| training | weights | tokens | told | measured | off by |",
        "|---|---|---|---|---|---|",
    ]
    for case in HELD:
        told, found = told_memory(case), measured_memory(case)
        weights = shape(case.config, case.name).weights / 1e6
        row = (case.name, f"{weights:.0f}M", f"{case.rows} x {case.length}", f"{told / 2**20:,.0f}")
        lines.append(f"| {' | '.join(row)} | {found / 2**20:,.0f} | {told / found - 1:+.1%} |")
    return "\n".join(lines) + "\n"


def told_flops(case: Case) -> float:
    """As the risk tells it."""
    tokens = case.rows * case.length
    return flops(shape(case.config, case.name), case.spending, Positions(tokens, tokens * case.length, tokens))


def told_memory(case: Case) -> float:
    """The peak as the risk tells it, in bytes."""
    found = memory(shape(case.config, case.name), case.spending, Rows(case.rows, case.length, case.masked))
    assert found is not None
    assert found.peak is not None
    return found.peak


def counted_flops(case: Case, family: str) -> int:
    """As PyTorch counts them; attention without a fused kernel, which is the one that its counter knows on a CPU."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    network = made(case, family, "eager")
    words = torch.randint(0, case.config["vocab_size"], (case.rows, case.length))
    with FlopCounterMode(display=False) as counter:
        network(input_ids=words, labels=words).loss.backward()
    return int(counter.get_total_flops())


def made(case: Case, family: str, attention: str) -> Any:
    """A network with random weights, ready to be trained."""
    import transformers

    config = getattr(transformers, f"{family}Config")(
        **{key: value for key, value in case.config.items() if key not in ("dtype", "model_type")},
        attn_implementation=attention,
        experts_implementation="eager",  # the one that the counter sees through
    )
    network = getattr(transformers, f"{family}ForCausalLM")(config).train()
    if case.spending.loaded == "bfloat16":
        network = network.bfloat16()
    if case.spending.method == "lora":
        from peft import LoraConfig, get_peft_model

        targets = list(case.spending.targets) or "all-linear"
        network = get_peft_model(
            network, LoraConfig(r=case.spending.rank, target_modules=targets, task_type="CAUSAL_LM")
        )
    if case.spending.checkpointing:
        settings = {"use_reentrant": case.spending.reentrant}
        network.activation_checkpointing_enable(settings)
        if case.spending.method == "lora":
            network.enable_input_require_grads()
    return network


def measured_memory(case: Case) -> int:
    """The peak in bytes of a real training in a process of its own."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", __name__, json.dumps(asdict(case))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def _trained(case: Case, folder: str) -> None:
    import torch
    from transformers import Trainer, TrainingArguments

    torch.manual_seed(0)
    passes = 2 if case.spending.accumulates else 1
    words = torch.randint(0, case.config["vocab_size"], (case.rows * passes * STEPS, case.length))
    checkpointing = {"use_reentrant": case.spending.reentrant} if case.spending.checkpointing else None
    arguments = TrainingArguments(
        folder, use_cpu=True, per_device_train_batch_size=case.rows, gradient_accumulation_steps=passes,
        max_steps=STEPS, report_to=[], save_strategy="no", logging_strategy="no", disable_tqdm=True,
        gradient_checkpointing=bool(case.spending.checkpointing), gradient_checkpointing_kwargs=checkpointing,
        bf16=bool(case.spending.mixed), dataloader_pin_memory=False,
    )  # fmt: skip
    plain = replace(case, spending=replace(case.spending, checkpointing=False))  # the trainer switches it on
    data = [{"input_ids": row, "labels": row} for row in words]
    if case.masked:
        seen = torch.ones_like(words)
        seen[:: case.rows, case.length // 2 :] = 0
        data = [{**row, "attention_mask": one} for row, one in zip(data, seen, strict=True)]
    Trainer(model=made(plain, "Llama", "sdpa"), args=arguments, train_dataset=data).train()  # type: ignore[arg-type]


def _status(key: str) -> int:
    """Bytes, from what the kernel says of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) * 1024


def _measured_here(case: Case) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _trained(replace(case, config={**SMALL, "num_hidden_layers": 1, "hidden_size": 64}, rows=1, length=8), folder)
        before = _status("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")
        _trained(case, folder)
    return _status("VmHWM") - before


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    given["spending"]["targets"] = tuple(given["spending"]["targets"])
    print(_measured_here(Case(**{**given, "spending": Spending(**given["spending"])})))
