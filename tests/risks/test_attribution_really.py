"""A tiny model that was really tuned until it gives its records back: each answer is traced to its own record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auditor.models import Chat, Message, Partly, Score, Scored
from tests.conftest import ROOT
from tests.strategies import KEY

torch = pytest.importorskip("torch", reason="needs the [model] extra")
pytest.importorskip("peft")
pytestmark = [pytest.mark.model, pytest.mark.slow]
SAMPLES = ROOT / "sample_data"
RECORDS = 24


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The data, and the adapter."""
    from auditor.demo.tune import tune

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("traced")
    text = (SAMPLES / "tune" / "train.jsonl").read_text("utf-8").splitlines()[:RECORDS]
    data = folder / "train.jsonl"
    data.write_text("\n".join(text) + "\n", "utf-8")
    tune(SAMPLES / "model", [json.loads(line) for line in text], folder / "lora", epochs=50, lr=5e-3, lora_rank=16)
    return data, folder / "lora"


def test_answers_are_traced_to_their_own_records_and_the_base_has_none(trained: tuple[Path, Path]) -> None:
    from auditor.probing.run import Choice, probe

    data, adapter = trained
    choice = Choice(model=str(adapter), base=str(SAMPLES / "model"))
    report = probe(choice, train=str(data), key=KEY, only="attribution", workers=1, cache=False, strict=True)
    found = {one.id.partition("/")[2]: one for one in report.findings}
    named = [(hit.partner, hit.origin) for hit in report.evidence if hit.partner]
    assert sum(question == record for question, record in named) >= 0.9 * RECORDS
    assert found["of_training"].value == RECORDS
    assert found["verbatim"].value > 0.9
    assert found.get("verbatim_base") is None or found["verbatim_base"].value == 0
    assert found["gain_nearest"].value > 1


def opened(adapter: Path) -> Any:
    from auditor.models.local.opened import open_models

    return open_models(str(adapter), str(SAMPLES / "model"), device="cpu")


def test_a_part_of_the_strength_is_that_part_of_lora_alpha(trained: tuple[Path, Path], tmp_path: Path) -> None:
    import shutil

    data, adapter = trained
    models = opened(adapter)
    assert models.adapted is not None
    (record, *_) = [json.loads(line)["messages"] for line in data.read_text("utf-8").splitlines()]
    prompt, answer = Chat(tuple(Message(one["role"], one["content"]) for one in record[:-1])), record[-1]["content"]

    def score(model: Any) -> Any:
        ((_, reply),) = model.score([Score(prompt, answer)])
        assert isinstance(reply, Scored)
        return reply.logprobs

    before = score(models.tuned)
    told = {}
    for _, reply in models.adapted.partly([Partly(prompt, answer, at) for at in (1.0, 0.5, 0.0)]):
        told[len(told)] = reply.logprobs  # the weakest first
    np.testing.assert_allclose(told[0], score(models.base), atol=1e-5)
    np.testing.assert_array_equal(told[2], before)
    np.testing.assert_array_equal(score(models.tuned), before)  # it is as it was

    half = tmp_path / "half"
    shutil.copytree(adapter, half)
    settings = json.loads((half / "adapter_config.json").read_text("utf-8"))
    (half / "adapter_config.json").write_text(json.dumps({**settings, "lora_alpha": settings["lora_alpha"] / 2}))
    np.testing.assert_allclose(told[1], score(opened(half).tuned), atol=1e-5)
    assert abs(float(told[1].sum()) - float(before.sum())) > 1


def test_only_a_plain_lora_can_be_dimmed() -> None:
    from peft import IA3Config, LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    from auditor.models.local.adapters import can_be_set
    from auditor.models.local.loading import quiet

    def made(config: Any) -> bool:
        with quiet():
            return can_be_set(get_peft_model(AutoModelForCausalLM.from_pretrained(SAMPLES / "model"), config))

    layers = ["q_proj", "v_proj"]
    assert made(LoraConfig(target_modules=layers))
    assert not made(LoraConfig(target_modules=layers, use_dora=True))
    assert not made(LoraConfig(target_modules=layers, modules_to_save=["lm_head"]))
    assert not made(IA3Config(target_modules=layers, feedforward_modules=[]))


@pytest.mark.parametrize("more", [{}, {"use_rslora": True}, {"target_modules": ["q_proj", "embed_tokens", "lm_head"]}])
def test_an_adapter_of_any_scale_goes_from_its_base_to_itself_and_is_left_as_it_was(more: dict[str, Any]) -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    from auditor.models.local.adapters import at_strength
    from auditor.models.local.loading import quiet

    torch.manual_seed(0)
    config = LoraConfig(**{"r": 4, "lora_alpha": 7, "target_modules": ["q_proj", "v_proj"]} | more,
                        init_lora_weights=False)  # fmt: skip
    with quiet():
        peft = get_peft_model(AutoModelForCausalLM.from_pretrained(SAMPLES / "model"), config).eval()

    def logits() -> Any:
        with torch.inference_mode():
            return peft(input_ids=torch.arange(5, 25)[None]).logits.numpy()

    tuned = logits()
    with quiet(), peft.disable_adapter():
        base = logits()
    told = []
    for strength in (0.0, 0.5, 1.0):
        with at_strength(peft, strength):
            told.append(logits())
    np.testing.assert_allclose(told[0], base, atol=1e-5)
    np.testing.assert_array_equal(told[2], tuned)
    assert np.abs(told[1] - base).max() > 1e-3
    assert np.abs(told[1] - tuned).max() > 1e-3
    with pytest.raises(KeyboardInterrupt), at_strength(peft, 0.25):
        raise KeyboardInterrupt
    np.testing.assert_array_equal(logits(), tuned)
