"""Opening: what is shared, what is refused and in which words, and what is remarked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")

from auditor.errors import UsageError  # noqa: E402
from auditor.models import Chat, Ids, Message, Plain, Score, Scored, Statistic, Unanswered  # noqa: E402
from auditor.models.local import LocalModel, Opened, Remark, open_models  # noqa: E402
from auditor.models.local.loading import quiet  # noqa: E402
from auditor.training import hub  # noqa: E402
from tests.models import made  # noqa: E402
from tests.training import tiny  # noqa: E402

pytestmark = pytest.mark.model
CASES = [Score(Ids(tuple(range(20, 40))), (at, at + 5, at + 9)) for at in range(40, 60)]
OTHER: frozenset[Statistic] = frozenset({"kl"})


def numbers(model: LocalModel | None, cases: list[Score] = CASES) -> Any:
    assert model is not None
    found = dict(model.score(cases))
    return np.concatenate([reply.logprobs for _, reply in sorted(found.items()) if isinstance(reply, Scored)])


def keys(opened: Opened) -> set[str]:
    return {remark.key for remark in opened.remarks}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return made.save(made.model(), tmp_path / "base")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"use_dora": True, "use_rslora": True},
        {"modules_to_save": ["lm_head"]},
        {"target_modules": "all-linear"},
        {"modules_to_save": ["embed_tokens", "lm_head"]},
    ],
)
def test_an_adapter_shares_the_weights_of_its_base(base: Path, tmp_path: Path, settings: dict[str, Any]) -> None:
    worn = made.adapter(made.model(), tmp_path / "adapter", base, **settings)
    opened, alone = open_models(str(worn)), open_models(str(base))
    assert opened.base is not None
    assert opened.base.network.model is opened.tuned.network.model
    assert (numbers(opened.base) == numbers(alone.tuned)).all()
    assert opened.base.identity == alone.tuned.identity
    assert opened.tuned.identity != alone.tuned.identity
    assert abs(numbers(opened.tuned) - numbers(alone.tuned)).max() > 0.01
    assert opened.tuned.reference is opened.base.network
    assert "two_copies" not in keys(opened)


def test_an_adapter_of_single_tokens_is_asked_beside_a_base_of_its_own(base: Path, tmp_path: Path) -> None:
    worn = made.adapter(made.model(), tmp_path / "adapter", base, trainable_token_indices=[20, 21])
    opened, alone = open_models(str(worn)), open_models(str(base))
    assert (numbers(opened.base) == numbers(alone.tuned)).all()
    assert abs(numbers(opened.tuned) - numbers(alone.tuned)).max() > 0.01


def test_an_adapter_with_biases_is_asked_without_a_word(tmp_path: Path) -> None:
    base = made.save(made.model(made.QWEN2), tmp_path / "base")
    worn = made.adapter(made.model(made.QWEN2), tmp_path / "adapter", base, bias="all")
    opened, alone = open_models(str(worn)), open_models(str(base))
    assert opened.base is not None
    assert (numbers(opened.base) == numbers(alone.tuned)).all()
    assert abs(numbers(opened.tuned) - numbers(alone.tuned)).max() > 0.01


def test_the_adapter_speaks_as_peft_lets_it_speak(base: Path, tmp_path: Path) -> None:
    from peft import PeftModel

    worn = made.adapter(made.model(), tmp_path / "adapter", base)
    with quiet():
        peft = PeftModel.from_pretrained(made.model(), str(worn))
    with torch.inference_mode():
        table = peft(torch.tensor([[*range(20, 40), 40, 45]])).logits[0].log_softmax(-1)
    wanted = [float(table[19 + at, token]) for at, token in enumerate((40, 45, 49))]
    opened = open_models(str(worn))
    numbers(opened.base)  # the base was asked in between
    np.testing.assert_allclose(numbers(opened.tuned, CASES[:1]), wanted, atol=1e-4)


def test_weights_that_an_adapter_overwrites_are_loaded_twice(base: Path, tmp_path: Path) -> None:
    """Embeddings that PEFT saved with the adapter go into the base itself: switched off, it is another model."""
    network = made.model()
    worn = made.adapter(network, tmp_path / "adapter", base)
    from safetensors.torch import load_file, save_file

    tensors = load_file(worn / "adapter_model.safetensors")
    embeddings = made.model().get_input_embeddings().weight.detach().clone()
    embeddings[100] += 1  # none of the tokens on which both are compared
    tensors["base_model.model.model.embed_tokens.weight"] = embeddings
    save_file(tensors, worn / "adapter_model.safetensors", metadata={"format": "pt"})
    opened = open_models(str(worn))
    assert opened.base is not None
    assert opened.base.network.model is not opened.tuned.network.model
    assert (numbers(opened.base) == numbers(open_models(str(base)).tuned)).all()
    assert "two_copies" in keys(opened)


def test_resized_embeddings_are_compared_on_the_ids_of_both(base: Path, tmp_path: Path) -> None:
    grown = made.model(nudge=0.05)
    grown.resize_token_embeddings(made.words() + 8, mean_resizing=False)
    opened = open_models(str(made.save(grown, tmp_path / "tuned")), str(base))
    assert Remark("resized", (str(made.words() + 8), str(made.words()))) in opened.remarks
    assert "reference" in opened.tuned.can
    asked = Score(Ids((20, 21)), (22,), OTHER)
    ((_, reply),) = opened.tuned.score([asked])
    assert isinstance(reply, Scored)
    with torch.inference_mode():
        tuned = grown(torch.tensor([[20, 21]])).logits[0, -1].log_softmax(-1)[: made.words()]
        first = made.model()(torch.tensor([[20, 21]])).logits[0, -1].log_softmax(-1)
    np.testing.assert_allclose(reply.stats["kl"], float((first.exp() * (first - tuned)).sum()), rtol=1e-3)
    new = Score(Ids((20, 21)), (made.words() + 1,))
    assert isinstance(dict(opened.tuned.score([new]))[0], Scored)
    assert opened.base is not None
    assert dict(opened.base.score([new]))[0] == Unanswered("unknown_token")


def test_an_adapter_that_brings_resized_embeddings(base: Path, tmp_path: Path) -> None:
    grown = made.model()
    grown.resize_token_embeddings(made.words() + 8, mean_resizing=False)
    worn = made.adapter(grown, tmp_path / "adapter", base, modules_to_save=["embed_tokens", "lm_head"])
    opened = open_models(str(worn))
    assert keys(opened) == {"two_copies", "resized", "tokenizer_of_base"}
    assert (numbers(opened.base) == numbers(open_models(str(base)).tuned)).all()


def test_another_base_than_the_adapter_names(base: Path, tmp_path: Path) -> None:
    worn = made.adapter(made.model(), tmp_path / "adapter", tmp_path / "gone")
    with pytest.raises(UsageError, match="gone: there is no such folder"):
        open_models(str(worn))
    opened = open_models(str(worn), str(base))
    assert Remark("other_base_named", (str(tmp_path / "gone"), str(base))) in opened.remarks


def test_an_adapter_for_another_base_is_refused(base: Path, tmp_path: Path) -> None:
    import transformers

    wide = made.config(made.LLAMA, made.words())
    wide.hidden_size, wide.head_dim = 64, 16
    wide = made.save(transformers.LlamaForCausalLM(wide), tmp_path / "wide")
    deep = made.config(made.LLAMA, made.words())
    deep.num_hidden_layers = 4
    deep = made.save(transformers.LlamaForCausalLM(deep), tmp_path / "deep")
    shallow = made.config(made.LLAMA, made.words())
    shallow.num_hidden_layers = 1
    shallow = made.save(transformers.LlamaForCausalLM(shallow), tmp_path / "shallow")
    other = made.save(made.model(made.GPT2), tmp_path / "gpt2")
    worn = made.adapter(made.model(), tmp_path / "adapter", base)
    for wrong in (wide, deep, shallow, other):
        with pytest.raises(UsageError, match=f"this adapter does not fit {wrong}; give --base"):
            open_models(str(worn), str(wrong))


def test_another_vocabulary_is_scored_but_not_compared(base: Path, tmp_path: Path) -> None:
    folder = made.save(made.model(made.GPT2), tmp_path / "tuned")
    text = (folder / "tokenizer.json").read_text("utf-8")
    value = json.loads(text)
    vocabulary = value["model"]["vocab"]
    vocabulary["a"], vocabulary["b"] = vocabulary["b"], vocabulary["a"]
    (folder / "tokenizer.json").write_text(json.dumps(value), "utf-8")
    opened = open_models(str(folder), str(base))
    assert keys(opened) == {"other_vocabulary", "other_architecture"}
    assert "reference" not in opened.tuned.can
    assert opened.base is not None
    assert opened.base.renderer.tokenizer.encode("a") != opened.tuned.renderer.tokenizer.encode("a")
    assert isinstance(dict(opened.tuned.score([Score(Plain("hi"), "ho")]))[0], Scored)
    assert dict(opened.tuned.score([Score(Plain("hi"), "ho", OTHER)]))[0] == Unanswered("no_reference")
    own = Score(Ids((1, 2)), (3,))
    assert isinstance(dict(opened.tuned.score([own]))[0], Scored)
    assert dict(opened.base.score([own]))[0] == Unanswered("no_reference")


def test_another_architecture_of_one_vocabulary_is_compared(base: Path, tmp_path: Path) -> None:
    opened = open_models(str(made.save(made.model(made.QWEN2), tmp_path / "tuned")), str(base))
    assert Remark("other_architecture", ("qwen2", "llama")) in opened.remarks
    assert "reference" in opened.tuned.can


def test_both_are_asked_in_the_rendering_of_the_tuned_model(base: Path, tmp_path: Path) -> None:
    (base / "chat_template.jinja").unlink()
    opened = open_models(str(made.save(made.model(seed=1), tmp_path / "tuned")), str(base))
    prompt = Chat((Message("user", "hi"),))
    assert opened.base is not None
    assert opened.base.renderer.prompt(prompt) == opened.tuned.renderer.prompt(prompt)
    turned = open_models(str(base), str(tmp_path / "tuned"))
    assert Remark("template_of_base") in turned.remarks
    assert turned.tuned.renderer.prompt(prompt) == opened.tuned.renderer.prompt(prompt)


def test_a_template_of_the_call_stands_in(base: Path) -> None:
    opened = open_models(str(base), template="{{ messages[0].content }}<|im_end|>")
    assert opened.tuned.renderer.text(Chat((Message("user", "hi"),))) == "hi<|im_end|>"
    assert opened.tuned.identity != open_models(str(base)).tuned.identity


def test_shipped_is_a_third(base: Path, tmp_path: Path) -> None:
    tuned = made.save(made.model(nudge=0.05), tmp_path / "tuned")
    shipped = made.save(made.model(nudge=0.05).to(torch.bfloat16), tmp_path / "shipped")
    opened = open_models(str(tuned), str(base), str(shipped))
    assert opened.shipped is not None
    assert opened.shipped.network.model.dtype == torch.bfloat16
    assert "reference" in opened.shipped.can
    assert 1e-5 < abs(numbers(opened.shipped) - numbers(opened.tuned)).max() < 1
    assert len({opened.shipped.identity, opened.tuned.identity}) == 2
    assert open_models(str(tuned), dtype="bfloat16").tuned.network.model.dtype == torch.bfloat16


def test_the_tokenizer_of_the_base_stands_in(base: Path, tmp_path: Path) -> None:
    tuned = made.save(made.model(seed=1), tmp_path / "tuned")
    (tuned / "tokenizer.json").unlink()
    assert Remark("tokenizer_of_base") in open_models(str(tuned), str(base)).remarks
    with pytest.raises(UsageError, match=r"there is no tokenizer\.json here"):
        open_models(str(tuned))


def test_a_pickle_is_refused_unless_it_is_trusted(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(base, folder)
    (folder / "model.safetensors").unlink()
    torch.save(made.model().state_dict(), folder / "pytorch_model.bin")
    with pytest.raises(UsageError, match=r"its weights are a pickle .* convert it"):
        open_models(str(folder))
    trusted = open_models(str(folder), allow_pickle=True)
    assert (numbers(trusted.tuned) == numbers(open_models(str(base)).tuned)).all()


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _other_format(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model.gguf")


def _no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _broken_config(folder: Path) -> None:
    (folder / "config.json").write_text("[]", "utf-8")


def _unknown_kind(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": "abacus"}), "utf-8")


def _own_program(folder: Path) -> None:
    names = {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"}
    (folder / "config.json").write_text(json.dumps({"model_type": "abacus", "auto_map": names}), "utf-8")


def _other_shape(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"intermediate_size": 64}), "utf-8")


def _more_layers(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 3}), "utf-8")


def _quantized(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    settings = {"quant_method": "gptq", "bits": 4, "group_size": 32}
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": settings}), "utf-8")


def _cut_short(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:2000])


def _both_kinds(folder: Path) -> None:
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "x"}), "utf-8")
    shutil.copy(folder / "model.safetensors", folder / "adapter_model.safetensors")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_no_weights, "there are no weights here; give a folder"),
        (_other_format, r"another format here \(model.gguf\)"),
        (_no_config, r"there are weights but no config\.json"),
        (_broken_config, r"config\.json is no JSON object"),
        (_unknown_kind, "cannot open a model of type 'abacus'"),
        (_own_program, "brings a program of its own"),
        (_other_shape, r"do not fit its config\.json"),
        (_more_layers, r"9 of its weights are missing, such as model\.layers\.2\."),
        (_quantized, "quantized by gptq, for which a package is missing"),
        (_cut_short, "its weights cannot be read"),
        (_both_kinds, "both an adapter and whole weights"),
    ],
)
def test_what_cannot_be_opened(base: Path, spoil: Any, says: str, capfd: pytest.CaptureFixture[str]) -> None:
    spoil(base)
    with pytest.raises(UsageError, match=says) as caught:
        open_models(str(base))
    assert str(caught.value).startswith(str(base))
    assert capfd.readouterr() == ("", "")


def test_names_that_are_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "reachable", lambda: False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    for name, says in [
        (str(tmp_path / "none"), "there is no such folder"),
        ("./none", "there is no such folder"),
        (str(file), "this is a file"),
        ("example-none/none", "the Hub cannot be reached"),
        ("not a name", "the Hub has no such names"),
    ]:
        with pytest.raises(UsageError, match=says):
            open_models(name)


def test_a_device_that_is_not_there(base: Path) -> None:
    for name in ("cuda:7", "abacus"):
        with pytest.raises(UsageError, match=f"--device {name}: this machine has no such device"):
            open_models(str(base), device=name)


def test_opening_says_nothing(base: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    worn = made.adapter(made.model(), tmp_path / "adapter", base)
    capfd.readouterr()
    numbers(open_models(str(worn)).tuned)
    assert capfd.readouterr() == ("", "")


def test_an_adapter_of_prompts_is_refused(base: Path, tmp_path: Path) -> None:
    from peft import PromptTuningConfig, get_peft_model

    folder = tmp_path / "prompts"
    with quiet():
        worn = get_peft_model(made.model(), PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=3))
        worn.peft_config["default"].base_model_name_or_path = str(base)
        worn.save_pretrained(folder)
    tiny.write(folder)
    with pytest.raises(UsageError, match="PROMPT_TUNING changes the prompt"):
        open_models(str(folder))
