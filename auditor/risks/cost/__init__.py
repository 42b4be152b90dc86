"""What the training will cost, before it is paid for.

## What it measures

- `tokens`, `trained_tokens`: tokens of the whole training, all epochs, and those with a loss. Where `max_steps` decides
  and no `--epochs` is given, those that so many steps of one device see. With `--config` or
  `--trainer` the trainer's own preparation counts them (see `training`), with its template, mask and cut. With a
  tokenizer alone, texts are counted and the marks of its chat template added. Without one, they are estimated by
  characters, and the interval spans what tokenizers were measured to differ (see `overview`) and 3 to 8
  tokens around a message;
- `duplicate_tokens`: the part of them in records that say again what another one says: copies and near copies, as
  `duplication` finds them. `padding_share`: the part of all computed positions that is padding, or room that packs
  leave empty. Policies can limit both;
- `petaflops_*`: operations in units of 10^15, for `full` fine-tuning, `lora` and `qlora`: the one that the
  configuration or the option `method` says, else each. The sizes of the model come from the `config.json` of `--base`,
  of the option `base` or of the configuration's model, or from the option `model`; its weights are not opened. Told are
  decoders of layers like Llama's (Qwen 2 and 3, Mistral, Gemma, Phi, GLM 4 and more) and mixtures of experts of Qwen,
  Mixtral and OLMoE; any other is said to be unknown;
- `weights_*`, `gradients_*`, `optimizer_*`, `activations_*`, `logits_*`: memory by part, and `memory_*`, the most that
  one device holds at a time, with 10 % for the error; parts are not all held at once, so the peak is less than their
  sum. It is that of the largest pass: the configured number of records, as long as the longest. `memory_share`: the
  peak as a part of the hardware's memory, where the method is known;
- `hours_*`: with `--hardware NAME` (as makers or `nvidia-smi` write it), hours of one device: the operations by its
  `peak` (dense, bfloat16) and by the part of it that trainings reach. That part, `utilization`, is assumed, not
  measured: 0.2 to 0.5, the value at 0.35. On several devices the hours are shared. Of what computes in float32 no hours
  are told;
- `price_*`: with `--price`, what an hour costs you. No price is known here;
- `yearly_*`: with the option `updates`, tokens, hours and price of a year in which the training is done again so often,
  because what it teaches has changed. Each update costs all of it again.

Settings that nobody has said are taken as they are usual (adapters of rank 8, gradient checkpointing, AdamW, float32
for what is trained, bfloat16 for the rest), and intervals reach to what else they could be.

## Why it matters

Padding and copies are paid like text: batches of records of mixed length can be half padding, and nobody sees it.
Whether a training fits into memory is otherwise learned by trying. Knowledge that changes is paid for again with every
change, which retrieval is not.

## What it misses

Evaluation, saving, loading, and waiting for data or for other devices; failed and repeated trials. Small models,
mixtures of experts, batches of one short record and slow kernels reach less of the peak than is assumed: set
`utilization` to what you saw. Other models: those with latent or linear attention (DeepSeek, Qwen 3.5), and encoders.
Of memory these, each said where it is so: what passes of a mixture of experts keep, parts for images, weights that are
stored quantized, whole modules beside adapters, attention that keeps its scores, kernels of unsloth. Layers that are
frozen and DoRA are unknown. Trainings that compare answers (DPO, KTO, reward models) are unknown with a configuration;
without one, both answers of a pair are counted, but not the passes of a reference model.

Memory is that of one device on which nothing is spread or moved away (DeepSpeed, FSDP, offloading: unknown), without
what the driver takes (a gigabyte is added to `memory_share`), what fragmentation wastes, and copies that an optimizer
makes on its way. It was measured on a CPU, in float32 and bfloat16; operations were compared with PyTorch's counter.
The hours of QLoRA leave out that weights are unpacked, and those of mixtures what adapters on experts compute. Batches
are taken as drawn at random, and as free of padding where they are grouped by length.

## What to do

Where padding wastes much: pack records, or group them by length. Drop copies (`auditor clean`) unless they are meant.
Where memory does not suffice: a smaller batch with more accumulation, checkpointing, LoRA or QLoRA, a shorter cut. A
policy that sets a binding limit for `memory_share` makes `--hardware` a must. Serve what changes often from retrieval.

## Sources

Kaplan et al. 2020 (arXiv 2001.08361) and Chowdhery et al. 2022 (arXiv 2204.02311): operations of a token; PaLM reached
46 % of the peak. Dubey et al. 2024 (arXiv 2407.21783): Llama 3 reached 38 to 43 %; single devices and short records
reach less. EleutherAI, Transformer Math 101. Korthikanti et al. 2022 (arXiv 2205.05198): activations, checkpointing.
Dettmers et al. 2023 (arXiv 2305.14314): QLoRA. Peaks and memory: the makers' datasheets, named beside each number in
`hardware.py`; of H20, L20 and Ascend 910B only what is reported.
"""

from __future__ import annotations

from auditor.checks import Limit, Risk
from auditor.risks.cost.options import CostOptions
from auditor.risks.cost.scan import cost_scan

RISK = Risk(
    id="cost",
    limits={
        "cost/duplicate_tokens": Limit(warn=0.1, informational=True),
        "cost/padding_share": Limit(warn=0.5, informational=True),
        "cost/memory_share": Limit(warn=1, informational=True),
    },
    options=CostOptions,
    scanner=cost_scan,
    module=__name__,
    units={"cost/duplicate_tokens": "ratio", "cost/padding_share": "ratio", "cost/memory_share": "ratio"},
)
