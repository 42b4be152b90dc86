"""What a training costs: cases that are counted by hand, settings of trainers, and bad input."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

import auditor as package
from auditor.checks import Setup
from auditor.errors import PolicyError, UsageError
from auditor.findings import Done, Finding
from auditor.messages import Language
from auditor.models.shape import shape
from auditor.policy import load_policy
from auditor.report import compare
from auditor.risks.cost.flops import Positions, adapters, flops
from auditor.risks.cost.hardware import NAMES, hardware
from auditor.risks.cost.lengths import Epoch, estimated, largest, prepared
from auditor.risks.cost.memory import Rows, memory
from auditor.risks.cost.options import CostOptions, Sizes
from auditor.risks.cost.plan import Model, Unknown, checked_price, model, model_of, planned
from auditor.risks.cost.state import CostState
from auditor.text.sizes import sizes_of
from auditor.training.config import load
from auditor.training.counts import Counts, Prepared
from auditor.training.model import Training
from auditor.training.packs import Packed, Padded, Stream
from auditor.training.spending import Spending
from auditor.views.model import view
from tests.conftest import ROOT, Write
from tests.risks.conftest import Measure
from tests.strategies import KEY, record, unreadable

SMALL = {
    "hidden_size": 4, "intermediate_size": 6, "num_hidden_layers": 2, "num_attention_heads": 2,
    "num_key_value_heads": 1, "vocab_size": 10, "tie_word_embeddings": False, "dtype": "bfloat16",
    "model_type": "llama",
}  # fmt: skip
QWEN = {
    "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28,
    "num_key_value_heads": 4, "vocab_size": 152064, "tie_word_embeddings": False, "dtype": "bfloat16",
    "model_type": "qwen2",
}  # fmt: skip
MIXED = {
    **SMALL, "model_type": "qwen3_moe", "head_dim": 2, "num_experts": 4, "num_experts_per_tok": 2,
    "moe_intermediate_size": 3,
}  # fmt: skip
FULL = Spending(method="full", checkpointing=False, trained="float32", mixed=False, accumulates=False)
LORA = replace(FULL, method="lora", rank=8, loaded="bfloat16")
ASKED = ("user", "How many lamps are there in the two halls?")
TOLD = ("assistant", "There are forty lamps in the first hall, and none in the second.")


def test_operations_are_those_counted_by_hand() -> None:
    small = shape(SMALL, "small")
    # Of a token: q 4x4, k and v 4x2, o 4x4, three of 4x6; two layers; the head 4x10.
    weights = 2 * (16 + 8 + 8 + 16 + 3 * 24) + 40
    attention = 4 * 5 * 4 * 2  # of a token in a row of 5: 4 x length x width, two layers
    of = Positions(tokens=5, squares=25, told=5)
    assert flops(small, FULL, of) == 3 * 5 * (2 * weights + attention)
    again = 5 * (2 * (weights - 40) + attention)
    once = replace(FULL, checkpointing=True, reentrant=True)
    assert flops(small, once, of) == 3 * 5 * (2 * weights + attention) + again
    assert flops(small, replace(once, reentrant=False), of) == flops(small, once, of) - 5 * 2 * 2 * 24


def test_adapters_cost_less_than_all_weights_and_more_than_none() -> None:
    qwen = shape(QWEN, "qwen")
    of = Positions(1e6, 1e6 * 512, 1e6)
    assert adapters(qwen, LORA) == 28 * 8 * (2 * (3584 + 3584) + 2 * (3584 + 512) + 3 * (3584 + 18944)) == 20_185_088
    assert 0.66 < flops(qwen, LORA, of) / flops(qwen, FULL, of) < 0.69
    assert flops(qwen, replace(LORA, method="qlora"), of) == flops(qwen, LORA, of)
    spared, all_told = Epoch(4, 1, {}, 4, 0).positions(sparing=True), Epoch(4, 1, {}, 4, 0).positions(sparing=False)
    assert (spared.told, all_told.told) == (1, 4)
    head = 2 * 152064 * 3584
    assert flops(qwen, FULL, all_told) - flops(qwen, FULL, spared) == pytest.approx(3 * 3 * head)
    again = replace(FULL, chunked=True, sparing=True)
    assert flops(qwen, again, spared) - flops(qwen, FULL, spared) == pytest.approx(head)
    assert flops(qwen, replace(FULL, chunked=True), all_told) == flops(qwen, FULL, all_told)  # Liger's


def test_memory_of_a_known_model_is_what_everybody_multiplies() -> None:
    qwen = shape(QWEN, "qwen")
    rows = Rows(1, 1024, masked=False)
    full, lora = memory(qwen, FULL, rows), memory(qwen, LORA, rows)
    qlora = memory(qwen, replace(LORA, method="qlora", double=True), rows)
    assert full is not None
    assert lora is not None
    assert qlora is not None
    billions = 7.615e9
    assert full.weights + full.gradients + full.optimizer == pytest.approx(16 * billions, rel=0.001)
    assert lora.weights == pytest.approx(2 * billions + 4 * 20_185_088, rel=0.001)
    assert qlora.weights == pytest.approx(6.525e9 * 0.516 + 2 * 1.09e9 + 4 * 20_185_088, rel=0.001)
    assert full.logits == 12 * 1024 * 152064
    chunked = memory(qwen, replace(LORA, chunked=True), rows)
    widened = memory(qwen, replace(LORA, chunked=True, widened=True), rows)
    assert chunked is not None
    assert widened is not None
    assert chunked.logits == 12 * 256 * 152064
    assert widened.peak - chunked.peak == 4 * 152064 * 3584  # type: ignore[operator]
    bare = memory(qwen, replace(FULL, trained="bfloat16", optimizer="adamw_8bit"), None)
    assert bare is not None
    assert (bare.weights, bare.gradients, bare.optimizer) == pytest.approx((2 * billions,) * 3, rel=0.001)
    assert bare.peak is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["full", "lora", "qlora"]), st.integers(1, 8), st.integers(8, 4096), st.booleans())
def test_the_peak_is_between_its_parts_and_their_sum(method: Any, count: int, length: int, again: bool) -> None:
    spending = replace(LORA, method=method, checkpointing=again, mixed=True)
    found = memory(shape(QWEN, "qwen"), spending, Rows(count, length, count > 1))
    assert found is not None
    assert found.peak is not None
    assert found.activations is not None
    assert found.logits is not None
    parts = (found.weights, found.gradients, found.optimizer, found.activations, found.logits)
    assert max(parts) <= found.peak <= sum(parts) * 1.2  # with what the loss hands on
    more = memory(shape(QWEN, "qwen"), spending, Rows(count, length + 8, count > 1))
    assert more is not None
    assert more.peak is not None
    assert more.peak >= found.peak
    kept = memory(shape(QWEN, "qwen"), replace(spending, checkpointing=False), Rows(count, length, count > 1))
    assert kept is not None
    assert kept.peak is not None
    assert kept.peak >= found.peak


def counts(**lengths: int) -> Counts:
    by = {int(name.removeprefix("l")): count for name, count in lengths.items()}
    tokens = sum(length * count for length, count in by.items())
    made = Counts(tokens=tokens, trained=tokens // 2)
    made.lengths.update(by)
    return made


def test_padding_packs_and_streams_are_computed_as_they_stand() -> None:
    two = counts(l10=1, l30=1)
    padded = prepared(Prepared((two,), Padded(2), exact=True), joined=False)[0]
    assert padded.computed == pytest.approx(2 * (10 / 4 + 30 * 3 / 4))  # two draws: the longer is 10 in one of four
    assert padded.squares == pytest.approx(2 * (100 / 4 + 900 * 3 / 4))
    filled = prepared(Prepared((two,), Padded(1, to=64), exact=True), joined=False)[0]
    assert (filled.computed, filled.squares) == (128, 2 * 64**2)
    packed = Prepared((two,), Packed(64), exact=True)
    assert prepared(packed, joined=False)[0] == Epoch(40, 20, two.lengths, 64, 100 + 900)
    assert prepared(packed, joined=True)[0].squares == 64**2
    stream = prepared(Prepared((two,), Stream(16, keeps_rest=False), exact=True), joined=False)[0]
    assert (stream.computed, stream.squares) == (32, 2 * 16**2)
    assert largest(padded, Padded(2), 8) == Rows(2, 30, masked=True)
    assert largest(padded, Packed(64), 3) == Rows(3, 64, masked=False)
    assert largest(padded, None, None) is None


def test_tokens_and_copies_of_records_written_by_hand(measure: Measure) -> None:
    train = [record(1, ASKED, TOLD), record(2, ASKED, TOLD), record(3, ("user", "a" * 400), ("assistant", "b" * 400))]
    found, _ = measure("duplication", "cost", train=train, epochs=3)
    one = sum(sizes_of(train[0]).whole[:1]) / 1000 + 2 * 5
    long = 800 * 0.206 + 2 * 5
    assert found["cost/tokens"].value == round(3 * (2 * one + long))
    assert found["cost/tokens"].low < found["cost/tokens"].value < found["cost/tokens"].high
    assert found["cost/duplicate_tokens"].value == pytest.approx(one / (2 * one + long), abs=0.001)
    assert found["cost/unknown_tokenizer"].value == 3
    assert {"cost/unknown_batch", "cost/unknown_model"} <= found.keys()
    assert "cost/padding_share" not in found
    twice, _ = measure("duplication", "cost", train=train, epochs=3, options={"cost": CostOptions(updates=12)})
    assert twice["cost/yearly_tokens"].value == pytest.approx(12 * found["cost/tokens"].value, rel=0.01)


def test_what_could_not_be_read_widens_what_is_judged(measure: Measure) -> None:
    train = [record(place, ASKED, TOLD) for place in range(1, 4)]
    options = {"cost": CostOptions(batch=2)}
    whole, _ = measure("duplication", "cost", train=train, options=options)
    missing, _ = measure("duplication", "cost", train=train, bad=[unreadable(9)], options=options)
    end = [replace(unreadable(9), origin="t.jsonl")]
    cut, _ = measure("duplication", "cost", train=train, bad=end, options=options)
    for name in ("cost/duplicate_tokens", "cost/padding_share"):
        assert whole[name].low == whole[name].high == whole[name].value
        assert missing[name].low <= whole[name].value < missing[name].high
        assert (cut[name].low, cut[name].high) == (0, 1)


def test_nothing_to_train_on_costs_nothing_and_says_nothing(measure: Measure) -> None:
    assert not [id for id in measure("duplication", "cost", train=[])[0] if id.startswith("cost/")]


def test_hours_and_price_follow_from_operations(measure: Measure) -> None:
    train = [record(place, ASKED, (TOLD[0], f"{TOLD[1]} {place * 17}")) for place in range(1, 50)]
    model = Sizes(28, 3584, 28, 18944, 152064, 4)
    options = CostOptions(model=model, method="lora", batch=4, hardware="A100", price=2, utilization=(0.25, 0.5))
    found, _ = measure("duplication", "cost", train=train, options={"cost": options})
    operations, hours, price = (found[f"cost/{name}_lora"] for name in ("petaflops", "hours", "price"))
    assert hours.value == pytest.approx(operations.value * 1e15 / (312e12 * 0.375) / 3600, rel=0.01)
    assert hours.low == pytest.approx(operations.low * 1e15 / (312e12 * 0.5) / 3600, rel=0.01)
    assert hours.high == pytest.approx(operations.high * 1e15 / (312e12 * 0.25) / 3600, rel=0.01)
    assert price.value == pytest.approx(2 * hours.value, rel=0.01)
    assert found["cost/memory_share"].value == pytest.approx(found["cost/memory_lora"].value / 80, rel=0.01)
    assert found["cost/memory_share"].judged
    assert not hours.judged
    every, _ = measure("duplication", "cost", train=train, options={"cost": CostOptions(model=model)})
    told = {id.partition("/")[2] for id in every if id.startswith("cost/petaflops")}
    assert told == {"petaflops_full", "petaflops_lora", "petaflops_qlora"}
    assert "cost/unknown_hardware" in every
    assert "cost/weights_full" in every
    assert not {"cost/memory_full", "cost/activations_full", "cost/memory_share"} & every.keys()  # no batch is known


def test_estimates_are_of_one_text_the_sum_of_their_signs() -> None:
    assert sizes_of(record(1, ("user", "ab 12 +中é"))).whole == (
        4 * 206 + 2 * 1100 + 450 + 700 + 700,
        4 * 185 + 2 * 400 + 350 + 600 + 600,
        4 * 240 + 2 * 1300 + 600 + 1200 + 1200,
    )
    state = CostState()
    one = record(1, ASKED, TOLD)
    state.take([one], [sizes_of(one)])
    likely, least, most = estimated(state, state.sorted(), None)
    assert least.tokens < likely.tokens < most.tokens
    assert least.trained < likely.trained < most.trained < most.tokens


@pytest.mark.parametrize(
    ("trainer", "text", "wanted"),
    [
        ("llama-factory", "stage: sft\nfinetuning_type: lora\nbf16: true\nper_device_train_batch_size: 2\n"
         "gradient_accumulation_steps: 8\n", {"method": "lora", "rank": 8, "batch": 2, "checkpointing": True,
         "reentrant": True, "loaded": "bfloat16", "trained": "float32", "mixed": True, "accumulates": True}),
        ("llama-factory", "finetuning_type: full\npure_bf16: true\ndisable_gradient_checkpointing: true\n"
         "optim: adamw_8bit\nenable_liger_kernel: true\n", {"method": "full", "trained": "bfloat16", "mixed": False,
         "checkpointing": False, "optimizer": "adamw_8bit", "chunked": True, "batch": 8, "accumulates": False}),
        ("llama-factory", "finetuning_type: lora\nquantization_bit: 4\nlora_target: q_proj,v_proj\n",
         {"method": "qlora", "bits": 4, "double": True, "targets": ("q_proj", "v_proj"), "loaded": None}),
        ("llama-factory", "finetuning_type: freeze\n", {"method": None}),
        ("llama-factory", "finetuning_type: full\ndeepspeed: ds_z3.json\noptim: galore_adamw\n",
         {"spread": True, "optimizer": None}),
        ("trl", "max_length: 2048\n", {"method": "full", "checkpointing": True, "mixed": True, "loaded": "float32",
         "chunked": True, "batch": 8, "reentrant": False}),
        ("trl", "use_peft: true\nlora_r: 32\nload_in_4bit: true\ndtype: bfloat16\nloss_type: nll\n",
         {"method": "qlora", "rank": 32, "loaded": "bfloat16", "trained": "float32", "chunked": False}),
        ("axolotl", "adapter: qlora\nload_in_4bit: true\nlora_r: 16\nlora_target_linear: true\nmicro_batch_size: 2\n"
         "bf16: auto\ngradient_checkpointing: true\n", {"method": "qlora", "rank": 16, "batch": 2, "targets": (),
         "checkpointing": True, "loaded": "bfloat16", "mixed": True}),
        ("axolotl", "micro_batch_size: 1\nbf16: true\ngradient_checkpointing: offload\n",
         {"method": "full", "trained": "bfloat16", "spread": True, "checkpointing": True}),
        ("ms-swift", "tuner_type: lora\n", {"method": "lora", "rank": 8, "batch": 1, "checkpointing": True,
         "accumulates": None, "targets": (), "dropout": 0.05}),
        ("llama-factory", "finetuning_type: full\nuse_galore: true\n", {"method": "full", "optimizer": None}),
        ("llama-factory", "finetuning_type: full\nuse_badam: true\nbf16: true\n", {"optimizer": None}),
        ("llama-factory", "finetuning_type: lora\nuse_dora: true\n", {"method": None}),
        ("llama-factory", "finetuning_type: lora\nadditional_target: embed_tokens,lm_head\nflash_attn: disabled\n",
         {"method": "lora", "whole": ("embed_tokens", "lm_head"), "unlike": True}),
        ("llama-factory", "finetuning_type: lora\nresize_vocab: true\nuse_unsloth_gc: true\n",
         {"whole": ("embed_tokens", "lm_head"), "spread": True, "unlike": False}),
        ("llama-factory", "finetuning_type: full\nmax_steps: 100\ngradient_accumulation_steps: 4\n",
         {"steps": 100, "passes": 4, "whole": ()}),
        ("trl", "use_peft: true\nlora_modules_to_save: [lm_head]\nattn_implementation: eager\nmax_steps: 5\n",
         {"whole": ("lm_head",), "unlike": True, "steps": 5, "passes": 1}),
        ("trl", "use_peft: true\nuse_dora: true\n", {"method": None}),
        ("trl", "use_peft: true\n", {"chunked": True, "sparing": True}),
        ("trl", "use_peft: true\nuse_liger_kernel: true\n", {"chunked": True, "sparing": False, "widened": False}),
        ("axolotl", "adapter: lora\nlora_r: 8\nmicro_batch_size: 1\nplugins:\n"
         "  - axolotl.integrations.cut_cross_entropy.CutCrossEntropyPlugin\n",
         {"chunked": True, "sparing": True, "unlike": False}),
        ("axolotl", "adapter: lora\nlora_r: 8\nmicro_batch_size: 1\nlora_modules_to_save: [embed_tokens]\n"
         "plugins:\n  - axolotl.integrations.liger.LigerPlugin\n", {"chunked": None, "whole": ("embed_tokens",)}),
        ("axolotl", "adapter: lora\nlora_r: 8\npeft_use_dora: true\n", {"method": None}),
        ("axolotl", "micro_batch_size: 1\nunfrozen_parameters: [lm_head]\n", {"method": None}),
        ("axolotl", "adapter: lora\nlora_r: 8\nlora_mlp_kernel: true\ncontext_parallel_size: 2\n",
         {"unlike": True, "spread": True}),
        ("axolotl", "micro_batch_size: 2\ngroup_by_length: true\nrl: dpo\n", {"grouped": True, "ranks": True}),
        ("ms-swift", "tuner_type: full\ngroup_by_length: true\n", {"grouped": True, "ranks": False}),
        ("ms-swift", "tuner_type: full\nfreeze_parameters_ratio: 0.5\n", {"method": None}),
        ("ms-swift", "tuner_type: lora\nmodules_to_save: [lm_head]\nmax_steps: 7\nuse_galore: true\n",
         {"whole": ("lm_head",), "steps": 7, "passes": None, "optimizer": None}),
        ("ms-swift", "tuner_type: full\ntorch_dtype: bfloat16\nsequence_parallel_size: 4\n",
         {"method": "full", "trained": "bfloat16", "mixed": True, "spread": True}),
    ],
)  # fmt: skip
def test_settings_of_trainers(write: Write, trainer: str, text: str, wanted: Mapping[str, object]) -> None:
    spending = load(write("train.yaml", text), trainer).training.spending
    assert spending is not None
    assert {name: getattr(spending, name) for name in wanted} == wanted


def test_defaults_without_a_file_and_services() -> None:
    for trainer, on in (("llama-factory", True), ("trl", True), ("axolotl", False), ("ms-swift", True)):
        spending = load(None, trainer).training.spending
        assert spending is not None
        assert spending.checkpointing is on, trainer
    assert load(None, "openai").training.spending is None


def _setup(**more: Any) -> Setup:
    return Setup(KEY, **more)


def test_what_is_set_goes_before_what_is_configured() -> None:
    setup = _setup(training=Training("trl", spending=replace(LORA, batch=8)))
    plans = planned(CostOptions(method="full", batch=2, checkpointing=True), setup)
    assert not isinstance(plans, Unknown)
    (plan,) = plans
    assert (plan.method, plan.spending.batch, plan.spending.checkpointing, plan.others) == ("full", 2, True, ())
    assert planned(CostOptions(), _setup(training=Training("trl", spending=Spending()))) == Unknown("method")
    plans = planned(CostOptions(), _setup())
    assert not isinstance(plans, Unknown)
    assert [plan.method for plan in plans] == ["full", "lora", "qlora"]
    assert all(plan.spending.checkpointing and plan.others for plan in plans)  # nobody has said whether


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ('{"hidden_size": 4}', "model_sizes"),
        ("{broken", "model_sizes"),
        ("[1]", "model_sizes"),
        (json.dumps({**SMALL, "num_attention_heads": 0}), "model_sizes"),
        (json.dumps({**SMALL, "num_attention_heads": "two"}), "model_sizes"),
        (json.dumps({key: value for key, value in SMALL.items() if key != "num_attention_heads"}), "model_sizes"),
        (json.dumps({**SMALL, "text_config": 7}), "model_sizes"),
        (json.dumps({key: value for key, value in SMALL.items() if key != "model_type"}), "model_sizes"),
        (json.dumps({**SMALL, "model_type": "qwen3"}), "model_sizes"),  # how wide is a head?
        (json.dumps({**SMALL, "num_experts": 8, "num_experts_per_tok": 2}), "model_experts"),
        (json.dumps({**SMALL, "model_type": "deepseek_v3", "n_routed_experts": 64}), "model_experts"),
        (json.dumps({**MIXED, "mlp_only_layers": [0]}), "model_experts"),
        (json.dumps({**MIXED, "decoder_sparse_step": 2}), "model_experts"),
        (json.dumps({**MIXED, "num_experts": None}), "model_sizes"),
        (json.dumps({**MIXED, "moe_intermediate_size": None}), "model_sizes"),
        (json.dumps({**SMALL, "model_type": "qwen"}), "model_kind"),  # the inner width is twice what it does
        (json.dumps({**SMALL, "model_type": "chatglm"}), "model_kind"),
        (json.dumps({"model_type": "mamba", "hidden_size": 4, "num_hidden_layers": 2, "vocab_size": 10}), "model_kind"),
        (json.dumps({**SMALL, "layer_types": ["linear_attention", "full_attention"]}), "model_kind"),
        (None, "model_absent"),
    ],
)
def test_models_whose_cost_is_not_told(write: Write, tmp_path: Path, config: str | None, why: str) -> None:
    if config is not None:
        write("model/config.json", config)
    setup = _setup(training=Training("trl", spending=replace(LORA, base=str(tmp_path / "model"))))
    assert model(CostOptions(), setup) == Unknown(why)  # type: ignore[arg-type]
    assert model(CostOptions(), _setup()) == Unknown("model")


def test_models_whose_cost_is_told(write: Write, tmp_path: Path) -> None:
    write("model/config.json", json.dumps({**SMALL, "num_experts": 0}))
    write("seen/config.json", json.dumps({"text_config": SMALL, "vision_config": {"depth": 32}}))
    small = shape(SMALL, "small")
    assert model(CostOptions(base=str(tmp_path / "model")), _setup()) == Model(small)
    assert model(CostOptions(), _setup(base=str(tmp_path / "seen"))) == Model(small, "parts")
    assert model(CostOptions(model=Sizes(2, 4, 2, 6, 10, 1)), _setup()) == Model(small)
    write("awq/config.json", json.dumps({**SMALL, "quantization_config": {"quant_method": "awq", "bits": 4}}))
    assert model(CostOptions(), _setup(base=str(tmp_path / "awq"))) == Model(small, "quantized")
    write("moe/config.json", json.dumps(MIXED))
    assert model(CostOptions(), _setup(base=str(tmp_path / "moe"))) == Model(shape(MIXED, "moe"), "experts")


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*MIXED, "text_config", "layer_types", "vision_config", "n_embd", "quantization_config"]),
        st.none() | st.booleans() | st.integers() | st.just(10**400) | st.text(max_size=3) | st.lists(st.integers(0, 3))
        | st.dictionaries(st.just("hidden_size"), st.integers(0, 9)),
        max_size=4,
    )
)  # fmt: skip
@example({"num_experts": 10**400})
def test_whatever_stands_in_a_config_is_told_or_said_to_be_unknown(changed: dict[str, Any]) -> None:
    found = model_of({**MIXED, **changed})
    assert isinstance(found, Unknown) or flops(found.shape, FULL, Positions(1, 1, 1)) > 0


@pytest.mark.parametrize(
    ("config", "millions"),
    [
        ({"model_type": "qwen3", "hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 28,
          "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936,
          "tie_word_embeddings": True}, 596.0),  # Qwen3-0.6B
        ({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
          "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256,
          "tie_word_embeddings": False}, 8030.3),  # Llama 3.1 8B
        ({"model_type": "gemma2", "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
          "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "vocab_size": 256000},
         2614.3),  # Gemma 2 2B, which does not say that its head is the embedding
        ({"model_type": "qwen3_moe", "hidden_size": 2048, "intermediate_size": 6144, "moe_intermediate_size": 768,
          "num_experts": 128, "num_experts_per_tok": 8, "decoder_sparse_step": 1, "mlp_only_layers": [],
          "num_hidden_layers": 48, "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128,
          "vocab_size": 151936, "tie_word_embeddings": False}, 30532.1),  # Qwen3-30B-A3B
        ({"model_type": "mixtral", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
          "num_attention_heads": 32, "num_key_value_heads": 8, "num_local_experts": 8, "num_experts_per_tok": 2,
          "vocab_size": 32000, "tie_word_embeddings": False}, 46702.8),  # Mixtral 8x7B
    ],
)  # fmt: skip
def test_models_that_are_published_have_the_weights_that_are_published(
    write: Write, tmp_path: Path, config: Mapping[str, Any], millions: float
) -> None:
    write("model/config.json", json.dumps(config))
    found = model(CostOptions(), _setup(base=str(tmp_path / "model")))
    assert isinstance(found, Model)
    assert found.shape.weights == pytest.approx(millions * 1e6, rel=0.0005)


def test_what_a_model_says_around_its_decoder_counts() -> None:
    around = {key: SMALL[key] for key in ("tie_word_embeddings", "dtype")}
    inner = {key: value for key, value in SMALL.items() if key not in around}
    assert shape({"text_config": inner, **around}, "seen") == shape(SMALL, "small")
    assert shape({"text_config": inner, **around, "tie_word_embeddings": True}, "seen").tied
    assert shape({"text_config": inner}, "seen").bytes == 4


def test_a_mixture_costs_what_its_tokens_meet_and_weighs_what_it_holds() -> None:
    mixed = shape(MIXED, "mixed")
    # Of a layer: attention 48, the choice among four experts 4x4, two of four experts of three matrices of 4x3.
    of = Positions(tokens=5, squares=0, told=5)
    assert flops(mixed, FULL, of) == 3 * 5 * 2 * (2 * (48 + 16 + 2 * 36) + 40)
    assert mixed.weights == 2 * (48 + 16 + 4 * 36) + 2 * 40
    assert adapters(mixed, LORA) == 2 * 8 * (8 + 6 + 6 + 8)  # of attention alone
    every = replace(FULL, checkpointing=True)
    assert flops(mixed, every, of) == flops(mixed, replace(every, reentrant=True), of)


def test_memory_of_what_is_not_counted_is_not_told(measure: Measure, write: Write, tmp_path: Path) -> None:
    train = [record(place, ASKED, (TOLD[0], f"{TOLD[1]} {place * 17}")) for place in range(1, 9)]
    for name, config in {
        "moe": MIXED,
        "seen": {"text_config": SMALL, "vision_config": {"depth": 32}},
        "awq": {**SMALL, "quantization_config": {"bits": 4}},
    }.items():
        write(f"{name}/config.json", json.dumps(config))
    found = {}
    for name in ("moe", "seen", "awq"):
        options = CostOptions(base=str(tmp_path / name), batch=2, hardware="A100")
        found[name], _ = measure("duplication", "cost", train=train, options={"cost": options})
        assert "cost/hours_lora" in found[name]
        assert not {"cost/memory_lora", "cost/activations_lora", "cost/memory_share"} & found[name].keys()
    assert {"cost/unknown_memory_experts", "cost/weights_full"} <= found["moe"].keys()
    assert not {"cost/weights_lora", "cost/weights_qlora"} & found["moe"].keys()
    assert "cost/unknown_memory_parts" in found["seen"]
    assert "cost/unknown_memory_quantized" in found["awq"]
    assert not [id for id in (*found["seen"], *found["awq"]) if id.startswith("cost/weights")]


def test_hardware_by_every_name_people_write() -> None:
    assert hardware("4090").name == hardware("rtx 4090").name == hardware("NVIDIA RTX-4090").name == "RTX4090"
    assert hardware("h20").least == 148
    assert hardware("Ascend 910B").name == hardware("Huawei ascend-910b").name == "Ascend910B"
    assert hardware("a100").memory == 80
    for name in NAMES:
        one = hardware(name)
        assert one.name == name
        assert 0 < one.least <= one.most
        assert one.source
    for said, name in {
        "NVIDIA A100-SXM4-80GB": "A100", "NVIDIA A100-PCIE-40GB": "A100-40G", "A100 80GB": "A100", "A100-80G": "A100",
        "NVIDIA H100 80GB HBM3": "H100", "NVIDIA H100 PCIe": "H100-PCIE", "Tesla V100-SXM2-16GB": "V100-16G",
        "NVIDIA GeForce RTX 4090": "RTX4090", "NVIDIA RTX 6000 Ada Generation": "RTX6000Ada", "910B": "Ascend910B",
        "AMD Instinct MI300X": "MI300X", "H20 141GB": "H20-141G",
    }.items():  # fmt: skip
        assert hardware(said).name == name
    for wrong in ("B9000", "", "GPU", "A100 96GB", "B", "RTX4090D", "A10G"):
        with pytest.raises(UsageError, match=r"known: A100, A100-40G, .*Ascend910B"):
            hardware(wrong)


@pytest.mark.parametrize(
    ("given", "number"), [
        ("2.5", 2.5), ("2.5 CNY", 2.5), (" 12元", 12.0), ("3 US$/h", 3.0), ("￥2.5", 2.5), ("$ 2.5", 2.5),
        ("2.5€", 2.5), ("USD 3", 3.0), ("2.5元/小时", 2.5), ("2.5 USD per hour", 2.5),
        ("12 元 / 卡时", 12.0), ("12元每小时", 12.0),
    ],
)  # fmt: skip
def test_prices_as_people_write_them(given: str, number: float) -> None:
    assert checked_price(given) == number


@pytest.mark.parametrize("given", ["", "free", "-1", "0", "1e5", "1e9", "2,5", "nan", "2.5.1", "2 3", "$", ".5"])
def test_prices_that_are_none(given: str) -> None:
    with pytest.raises(UsageError, match="--price"):
        checked_price(given)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("{hardware: B9000}", r"p\.yaml:3: .*no hardware 'B9000' in the table; known: A100"),
        ("{utilization: [0.5, 0.2]}", "the lower first"),
        ("{price: 0}", "price: must be a number above 0"),
        ("{updates: -1}", "updates: must be a number above 0"),
        ("{rank: 0}", "rank: must be a whole number above 0"),
        ("{method: soft}", "method"),
        ("{model: {hidden_size: 3}}", "model"),
    ],
)
def test_options_that_cannot_be(write: Write, options: str, says: str) -> None:
    path = write("p.yaml", f"version: 1\nrisks:\n  cost: {{options: {options}}}\n")
    with pytest.raises(PolicyError, match=says):
        load_policy(path)


ROWS = [{"instruction": f"What is {n} and {n}?", "output": f"It is {2 * n}, as anybody can count."} for n in range(40)]
LF = """
model_name_or_path: model
stage: sft
finetuning_type: lora
template: qwen
per_device_train_batch_size: 4
num_train_epochs: 2.0
bf16: true
"""


def cost(**options: Any) -> dict[str, Finding]:
    report = package.scan("train.jsonl", only="cost", key=KEY, workers=1, **options)
    outcome = report.outcomes["scan/cost"]
    assert isinstance(outcome, Done)
    return {finding.id: finding for finding in outcome.findings}


@pytest.fixture
def trained(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes beside data, the sizes of a model and a configuration that names both, in the folder that is worked in."""
    monkeypatch.chdir(tmp_path)
    write("train.jsonl", ROWS)
    write("model/config.json", json.dumps(QWEN))
    write("lf.yaml", LF)
    return write


def test_a_configuration_tells_all_of_it(trained: Write) -> None:
    found = cost(config="lf.yaml", hardware="4090", price="2.5 CNY")
    assert {"cost/padding_share", "cost/memory_share", "cost/hours_lora", "cost/price_lora"} <= found.keys()
    assert "cost/petaflops_full" not in found
    report = package.scan("train.jsonl", only="cost", key=KEY, workers=1, config="lf.yaml", hardware="4090")
    counted = {finding.id: finding for finding in report.findings}
    assert found["cost/tokens"].value == 2 * counted["training/tokens"].value
    assert found["cost/trained_tokens"].value == 2 * counted["training/trained_tokens"].value
    assert (report.run.hardware, report.run.price) == ("4090", None)
    assert report.run.training is not None
    assert report.run.training.spending["method"] == "lora"
    assert "model" not in json.dumps(report.run.training.spending)
    two = package.scan("train.jsonl", only="cost", key=KEY, workers=2, config="lf.yaml", hardware="4090")
    assert two.digest == report.digest


def test_steps_that_decide_are_counted_for_one_device(trained: Write) -> None:
    steps = LF.replace("num_train_epochs: 2.0", "max_steps: 15\ngradient_accumulation_steps: 2")
    trained("steps.yaml", steps)  # 15 x 2 x 4 records are three times the 40
    trained("packed.yaml", steps + "packing: true\ncutoff_len: 128\n")
    two, three, packed = cost(config="lf.yaml"), cost(config="steps.yaml"), cost(config="packed.yaml")
    assert three["cost/tokens"].value == pytest.approx(1.5 * two["cost/tokens"].value, abs=1)
    assert three["cost/petaflops_lora"].value == pytest.approx(1.5 * two["cost/petaflops_lora"].value, rel=0.01)
    assert packed["cost/tokens"].value <= 15 * 2 * 4 * 128
    assert packed["cost/tokens"].value > three["cost/tokens"].value
    assert {"cost/unknown_steps"} <= three.keys() & packed.keys() - two.keys()
    said = cost(config="steps.yaml", epochs=2)
    assert said["cost/tokens"].value == two["cost/tokens"].value
    assert "cost/unknown_steps" not in said


def test_hours_are_told_with_what_they_assume_and_not_of_float32(trained: Write) -> None:
    trained("slow.yaml", LF.replace("lora", "full").replace("bf16: true", ""))
    found = cost(config="lf.yaml", hardware="H100")
    assert found["cost/peak"].value == pytest.approx(0.9894, rel=0.001)
    assert (found["cost/utilization"].low, found["cost/utilization"].high) == (0.2, 0.5)
    assert not found["cost/utilization"].judged
    slow = cost(config="slow.yaml", hardware="H100", price="2")
    assert {"cost/unknown_precision", "cost/petaflops_full", "cost/memory_full"} <= slow.keys()
    assert not {"cost/hours_full", "cost/price_full", "cost/peak"} & slow.keys()
    assert "cost/peak" not in cost(config="lf.yaml")


def test_settings_that_change_the_memory_in_other_ways(trained: Write) -> None:
    trained("more.yaml", LF + "additional_target: embed_tokens,lm_head\n")
    plain, more = cost(config="lf.yaml", hardware="H100"), cost(config="more.yaml", hardware="H100")
    assert {"cost/unknown_memory_settings", "cost/hours_lora"} <= more.keys()
    assert not {"cost/memory_lora", "cost/memory_share", "cost/weights_lora"} & more.keys()
    assert more["cost/petaflops_lora"].value > plain["cost/petaflops_lora"].value


def test_adapters_of_a_mixture_are_counted_where_they_are_on_its_attention(trained: Write) -> None:
    trained("model/config.json", json.dumps(MIXED))
    trained("all.yaml", LF)
    trained("some.yaml", LF + "lora_target: q_proj,v_proj\n")
    assert not {"cost/weights_lora", "cost/memory_lora"} & cost(config="all.yaml").keys()
    some = cost(config="some.yaml")
    assert {"cost/weights_lora", "cost/optimizer_lora", "cost/unknown_memory_experts"} <= some.keys()
    assert not {"cost/memory_lora", "cost/activations_lora"} & some.keys()


def test_trainings_that_compare_answers_or_train_on_nothing_are_not_told(trained: Write) -> None:
    trained("dpo.yaml", LF.replace("stage: sft", "stage: dpo"))
    trained("sft.yaml", LF)
    assert cost(config="dpo.yaml", hardware="A100").keys() == {"cost/duplicate_tokens", "cost/unknown_ranks"}
    trained("train.jsonl", [{"prompt": "Q?", "chosen": "Yes.", "rejected": f"No {n}."} for n in range(9)])
    assert cost(config="sft.yaml", hardware="A100").keys() == {"cost/duplicate_tokens", "cost/unknown_nothing"}


def test_a_head_that_may_be_chunked_spans_both() -> None:
    setup = _setup(training=Training("axolotl", spending=replace(LORA, chunked=None)))
    plans = planned(CostOptions(), setup)
    assert not isinstance(plans, Unknown)
    assert (plans[0].spending.chunked, [one.chunked for one in plans[0].others]) == (True, [False])


def test_a_batch_that_is_set_and_one_without_padding(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"prompt": row["instruction"], "completion": row["output"] * (1 + n % 5)} for n, row in enumerate(ROWS)]
    write("train.jsonl", rows)
    write("one.yaml", "version: 1\nrisks: {cost: {options: {batch: 1}}}\n")
    write("free.yaml", "padding_free: true\nmax_length: 512\nuse_peft: true\n")
    assert cost(trainer="trl")["cost/padding_share"].value > 0.1
    assert cost(trainer="trl", policy="one.yaml")["cost/padding_share"].value == 0
    write("grouped.yaml", "train_sampling_strategy: group_by_length\nmax_length: 512\nuse_peft: true\n")
    assert not {"cost/padding_share", "cost/unknown_batch"} & cost(config="grouped.yaml").keys()
    assert not {"cost/padding_share", "cost/unknown_batch"} & cost(config="free.yaml").keys()


def test_a_tokenizer_without_a_configuration_counts(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.training import tiny

    monkeypatch.chdir(tmp_path)
    write("train.jsonl", ROWS)
    folder = tiny.write(tmp_path / "tokenizer")
    found = cost(tokenizer=str(folder))
    exact = package.scan("train.jsonl", only="overview", key=KEY, workers=1, tokenizer=str(folder))
    texts = next(finding.value for finding in exact.findings if finding.id == "overview/tokens")
    loaded = tiny.load(str(folder))
    marks = len(loaded.encode("<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n<|im_end|>\n"))
    assert found["cost/tokens"].value == pytest.approx(texts + len(ROWS) * marks, abs=1)
    assert found["cost/tokens"].low == found["cost/tokens"].high
    assert "cost/unknown_tokenizer" not in found


def test_a_tokenizer_that_cannot_be_loaded_is_said(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, auditor: Callable[..., Result]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: False)
    write("train.jsonl", ROWS)
    write("lf.yaml", LF)
    done = auditor("scan", "train.jsonl", "--config", "lf.yaml", "--only", "cost")
    assert "the tokenizer of the configured model cannot be read here" in done.stderr
    said = " ".join(done.stdout.split())
    assert "tokens are estimated by characters; give --tokenizer" in said
    assert "the model's config.json is not on this machine" in said


def test_the_command_tells_hours_and_lists_hardware(write: Write, auditor: Callable[..., Result]) -> None:
    write("train.jsonl", ROWS)
    write("p.yaml", "version: 1\nrisks: {cost: {options: {method: qlora, batch: 4, model: {num_hidden_layers: 28, "
          "hidden_size: 3584, num_attention_heads: 28, intermediate_size: 18944, vocab_size: 152064}}}}\n")  # fmt: skip
    done = auditor("scan", "train.jsonl", "--policy", "p.yaml", "--hardware", "H20", "--price", "6 CNY", "--lang", "zh")
    assert "单卡机时（QLoRA）" in done.stdout
    assert "显存峰值占硬件显存的比例" in done.stdout
    done = auditor("scan", "train.jsonl", "--hardware", "B9000")
    assert done.exit_code == 2
    assert "there is no hardware 'B9000' in the table; known: A100, " in done.stderr
    done = auditor("scan", "train.jsonl", "--price", "cheap")
    assert done.exit_code == 2
    assert "--price cheap: give what an hour of one device costs" in done.stderr


def test_a_base_that_is_here_counts_the_tokens_and_the_report_says_what_hours_and_prices_are_of(write: Write) -> None:
    data = write("train.jsonl", [{"prompt": "What?", "completion": "That is so."}] * 3)
    base = str(ROOT / "sample_data" / "model")
    told = package.scan(str(data), only="cost", key=KEY, base=base, hardware="H100", price="2.5 CNY")
    plain = package.scan(str(data), only="cost", key=KEY)
    assert told.run.tokenizer is not None
    assert plain.run.tokenizer is None
    assert "unknown_tokenizer" not in {finding.id.partition("/")[2] for finding in told.findings}
    languages: tuple[tuple[Language, str], ...] = (("en", "trained on H100"), ("zh", "训练硬件 H100"))
    for language, words in languages:
        line = view(told, None, language).data
        assert words in line
        assert "2.5 CNY" in line
    assert view(plain, None, "en").data.endswith("tokens")
    assert {"compare.hardware", "compare.price"} <= {*compare(told, plain).notes}
