"""Training configurations: what is taken out of them, and what is said of broken ones."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.configured import of_files, take
from auditor.errors import UsageError
from auditor.training.config import TRAINERS, load, read_config
from auditor.training.config.known import kinds
from auditor.training.model import Training
from auditor.training.shown import shown
from tests.conftest import Write

LLAMA_FACTORY = """
model_name_or_path: nobody/model
stage: sft
finetuning_type: lora
lora_rank: 16
dataset_dir: data
dataset: mine, other
eval_dataset: held
template: qwen3
cutoff_len: 4096
learning_rate: 1.0e-4
num_train_epochs: 5
"""
TRL = """
model_name_or_path: nobody/model
dataset_name: train.jsonl
max_length: none
packing: yes
assistant_only_loss: "true"
use_peft: true
lora_r: 4
"""
AXOLOTL = """
base_model: nobody/model
datasets:
  - path: a.jsonl
    type: chat_template
    train_on_eos: turn
  - path: json
    data_files: [b.jsonl]
    type: alpaca
test_datasets:
  - path: held.jsonl
    type: alpaca
sequence_len: "4096"
sample_packing: true
wandb_project:
adapter: qlora
lora_r: 8
lora_target_linear: true
"""
SWIFT = """
model: nobody/model
dataset: [a.jsonl#100, "hf::nobody/data:part#5"]
val_dataset: held.jsonl
max_length: 2048
loss_scale: last_round
columns: {frage: query}
num_train_epochs: 2
"""
JOB = {
    "model": "gpt-4o-mini-2024-07-18", "training_file": "train.jsonl",
    "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 4}}},
}  # fmt: skip


def test_llama_factory(write: Write) -> None:
    info = {
        "mine": {"file_name": "mine.json", "formatting": "sharegpt", "columns": {"messages": "chat"}},
        "other": {"hf_hub_url": "nobody/other"},
        "held": {"file_name": "held.json"},
    }
    write("data/dataset_info.json", json.dumps(info))
    path = write("train.yaml", LLAMA_FACTORY)
    found = load(path)
    assert found.remarks == ()
    training = found.training
    assert (training.trainer, training.model, training.epochs) == ("llama-factory", "nobody/model", 5)
    assert training.options == {"stage": "sft", "template": "qwen3", "cutoff_len": 4096}
    assert training.columns == info["mine"]
    assert training.entries == (info["mine"], info["other"])
    assert training.datasets == (str(path.parent / "data/mine.json"), "nobody/other")
    assert training.evals == (str(path.parent / "data/held.json"),)
    assert training.lora == {"rank": 16, "alpha": 32, "targets": ("all",), "dropout": 0.0}


def test_trl(write: Write) -> None:
    training = read_config(write("train.yaml", TRL))
    assert (training.trainer, training.model, training.epochs) == ("trl", "nobody/model", 3)
    assert training.options == {"max_length": None, "packing": True, "assistant_only_loss": True}
    assert training.datasets == ("train.jsonl",)
    assert training.lora == {"rank": 4, "alpha": 32, "dropout": 0.05}


def test_the_arguments_of_trl_as_json(write: Write) -> None:
    saved = {"output_dir": "out", "max_length": 512, "completion_only_loss": None, "eos_token": "<|im_end|>",
             "num_train_epochs": 2.0, "max_steps": -1, "_n_gpu": 1}  # fmt: skip
    training = read_config(write("args.json", json.dumps(saved)))
    assert training.trainer == "trl"
    assert training.options == {"max_length": 512, "completion_only_loss": None, "eos_token": "<|im_end|>"}
    assert (training.epochs, training.unknown) == (2, ())


def test_axolotl(write: Write) -> None:
    training = read_config(write("train.yml", AXOLOTL))
    assert (training.trainer, training.model, training.epochs) == ("axolotl", "nobody/model", 1)
    assert training.options == {"sequence_len": 4096, "sample_packing": True}
    assert training.datasets == ("a.jsonl", "b.jsonl")
    assert training.columns["type"] == "chat_template"
    assert [entry["type"] for entry in training.entries] == ["chat_template", "alpaca"]
    assert training.evals == ("held.jsonl",)
    assert training.lora == {"rank": 8, "targets": "all-linear"}


def test_axolotl_finds_a_template_beside_its_configuration(write: Write) -> None:
    path = write("mine.jinja", "{{ messages }}")
    text = AXOLOTL.replace("    type: chat", "    chat_template_jinja: mine.jinja\n    type: chat")
    training = read_config(write("train.yml", text + "chat_template_jinja: '{{ messages }}'\n"))
    assert training.columns["chat_template_jinja"] == str(path)
    assert training.options["chat_template_jinja"] == "{{ messages }}"
    assert shown(training).columns[0]["chat_template_jinja"].startswith("a local file, sha256:")


def test_swift(write: Write) -> None:
    training = read_config(write("train.yaml", SWIFT))
    assert (training.trainer, training.model, training.epochs) == ("ms-swift", "nobody/model", 2)
    assert training.options == {"max_length": 2048, "loss_scale": "last_round", "columns": {"frage": "query"}}
    assert training.datasets == ("a.jsonl#100", "hf::nobody/data:part#5")
    assert training.evals == ("held.jsonl",)


def test_swift_in_a_shell_script(write: Write) -> None:
    text = """#!/bin/bash
# swift sft --model wrong
NPROC=2 CUDA_VISIBLE_DEVICES=0,1 \\
swift sft \\
    --model nobody/model --dataset a.jsonl 'b c.jsonl#5' \\
    --max-length=2048 --columns '{"frage": "query"}' --packing \\
    --system "You say \\"so\\"" --output_dir "$OUT" > log.txt 2>&1 &
"""
    found = load(write("run.sh", text))
    training = found.training
    assert training.trainer == "ms-swift"
    assert training.datasets == ("a.jsonl", "b c.jsonl#5")
    assert found.remarks[0].key == "training.config.part"
    assert training.options == {
        "max_length": 2048, "columns": {"frage": "query"}, "packing": True, "system": 'You say "so"'
    }  # fmt: skip
    assert [(one.key, dict(one.values)) for one in found.remarks[1:]] == [
        ("training.config.variables", {"keys": "output_dir"})
    ]


def test_a_job_of_openai(write: Write) -> None:
    training = read_config(write("job.json", json.dumps(JOB)))
    assert (training.trainer, training.epochs, training.datasets) == ("openai", 4, ("train.jsonl",))
    assert training.options == {"method": "supervised", "model": "gpt-4o-mini-2024-07-18"}
    auto = load(write("auto.json", json.dumps({"model": "gpt-4o", "training_file": "file-1"})))
    assert auto.training.epochs is None
    assert [one.key for one in auto.remarks] == ["training.config.auto"]


@pytest.mark.parametrize(
    ("text", "trainer", "key", "keys"),
    [
        (TRL + "max_seq_length: 9\n", "trl", "ignores", "max_seq_length (max_length?)"),
        (AXOLOTL + "seqence_len: 9\n", "axolotl", "ignores", "seqence_len (sequence_len?)"),
        (AXOLOTL.replace("train_on_eos", "trian_on_eos"), "axolotl", "ignores",
         "datasets.trian_on_eos (train_on_eos?)"),
        (SWIFT + "train_type: lora\n", "ms-swift", "stops", "train_type (tuner_type?)"),
        (LLAMA_FACTORY.replace("dataset: mine, other", "cutoff: 9"), "llama-factory", "stops",
         "cutoff (cutoff_len?)"),
        (TRL + "colour_of_the_sky: blue\n", "trl", "ignores", "colour_of_the_sky"),
    ],
)  # fmt: skip
def test_keys_that_the_trainer_does_not_know(text: str, trainer: str, key: str, keys: str, write: Write) -> None:
    found = load(write("train.yaml", text))
    assert found.training.trainer == trainer
    assert found.training.unknown == (keys.partition(" ")[0],)
    assert [(one.key, one.values["keys"]) for one in found.remarks if one.values] == [(f"training.config.{key}", keys)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LLAMA_FACTORY.replace("4096", "'4096'"), "train.yaml:10: cutoff_len: must be a whole number, for LLaMA"),
        (LLAMA_FACTORY.replace("4096", "1e3"), "cutoff_len: must be a whole number"),
        (LLAMA_FACTORY + "packing: 1\n", "packing: must be true or false"),
        (LLAMA_FACTORY.replace("stage: sft", "stage: stf"), "stage: must be one of its words; did you mean 'sft'?"),
        (LLAMA_FACTORY.replace(": 5", ": 0"), "num_train_epochs: must be above 0"),
        (TRL.replace("none", "1e3"), "train.yaml:4: max_length: must be a whole number, for TRL"),
        (TRL.replace("yes", "maybe"), "packing: must be true or false"),
        (TRL + "datasets: [a.jsonl]\n", "datasets: an entry is a mapping"),
        (AXOLOTL.replace('"4096"', ""), "sequence_len: must be a whole number, for axolotl"),
        (AXOLOTL.replace("turn", "trun"), "train.yaml:6: datasets.0.train_on_eos: must be one of its words; did you"),
        (AXOLOTL.replace("sample_packing: true", "sample_packing: 2"), "sample_packing: must be true or false"),
        ("base_model: a\nsequence_len: 5\ndatasets: [a.jsonl]\n", "datasets: an entry is a mapping"),
        (SWIFT.replace("2048", ""), "max_length: must not be null, which ms-swift reads as the text None"),
        (SWIFT.replace("{frage: query}", "frage"), "columns: must be a mapping"),
        (SWIFT + "truncation_strategy: cut\n", "truncation_strategy: must be one of its words"),
        ("max_length: 5\npacking: true\n", "its keys do not tell which trainer it is for; give --trainer"),
        ("frog: 5\n", "its keys do not tell which trainer it is for"),
        ("a: [\n", "train.yaml:2: this is no YAML"),
        ("", "a configuration is a mapping"),
        ("- a\n", "a configuration is a mapping"),
        ("just words\n", "a configuration is a mapping"),
        ("on: 5\n", "the key 'True' is no text"),
        ("max_length: 5\nmax_length: 6\n", "train.yaml:2: the key 'max_length' stands here a second time"),
        ("a: !!python/object/apply:os.system [ls]\n", "here stands the tag '!!python/object/apply:os.system'"),
        ("a: 1\n---\nb: 2\n", "with this '---' a second document begins"),
        ("a: *b\n", "an alias (*name) has no anchor"),
        ("a: &a [*a]\n", "aliases"),
        ("a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnop")),
         "aliases"),
        ("a: " + "[" * 5000 + "]" * 5000 + "\n", "nested too deeply"),
        ("a: \x07\n", "a character that YAML does not allow"),
        ("# " + "x" * 2**20 + "\n", "too large for a configuration"),
    ],
)  # fmt: skip
def test_a_broken_configuration_says_where_and_what_is_meant(text: str, message: str, write: Write) -> None:
    with pytest.raises(UsageError) as error:
        load(write("train.yaml", text))
    assert message in str(error.value)
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("job.json", '{"a": 1, "a": 2}', "the key 'a' stands here a second time"),
        ("job.json", '{"a": \n}', "job.json:2: this is no JSON"),
        ("job.json", "[" * 100_000, "nested too deeply"),
        ("job.json", "[1]", "a configuration is a mapping"),
        ("job.json", b"\xff\xfe", "cannot be read (UnicodeDecodeError)"),
        ("job.json", json.dumps({"training_file": "a", "method": {"type": "magic"}}), "method.type: must be one of"),
        ("job.json", json.dumps({"training_file": "a", "hyperparameters": {"n_epochs": "few"}}), "n_epochs: must be"),
        ("job.json", json.dumps({"training_file": "a", "method": {"type": "dpo", "dpo": {"hyperparameters": 3}}}),
         "method.dpo.hyperparameters: must be a mapping"),
        ("run.sh", "echo swift\n", "there is no line 'swift sft --key value'"),
        ("run.sh", "swift sft --system 'open\n", "a quote without its end"),
        ("run.sh", "swift sft train.yaml\n", "give --config that file"),
        ("train.py", "SFTConfig()", "a program, which is not run"),
        ("training_args.bin", b"\x80\x04.", "a pickle, which is not opened"),
    ],
)  # fmt: skip
def test_other_files_are_told_apart(name: str, content: str | bytes, message: str, write: Write) -> None:
    with pytest.raises(UsageError) as error:
        load(write(name, content))
    assert message in str(error.value)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="this is a folder"):
        load(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        load("a\0b.yaml")


def test_axolotl_with_plug_ins_and_empty_keys(write: Write) -> None:
    more = AXOLOTL + "debug:\nliger_rope: true\nseqence_len: 9\n"
    assert read_config(write("a.yml", more)).unknown == ("liger_rope", "seqence_len")
    assert read_config(write("b.yml", more + "plugins: [axolotl.integrations.liger.LigerPlugin]\n")).unknown == (
        "seqence_len",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SWIFT, True),
        (SWIFT.replace("#100", "").replace("#5", ""), False),
        (TRL + "dataset_train_split: test\n", True),
        (TRL + "datasets: [{path: a.jsonl, fraction: 0.5}]\n", True),
        (TRL, False),
        (AXOLOTL.replace("    type: chat", "    split: 'train[:5%]'\n    type: chat"), True),
        (AXOLOTL, False),
        (LLAMA_FACTORY + "max_samples: 9\n", True),
    ],
)
def test_it_is_told_where_only_a_part_of_the_data_is_trained_on(text: str, told: bool, write: Write) -> None:
    found = load(write("train.yaml", text))
    assert ("training.config.part" in [one.key for one in found.remarks]) is told


def test_a_configuration_of_another_trainer(write: Write) -> None:
    path = write("train.yaml", AXOLOTL)
    with pytest.raises(UsageError, match="a configuration for axolotl by its keys, and --trainer says trl"):
        load(path, "trl")
    with pytest.raises(UsageError, match="did you mean 'axolotl'"):
        load(path, "axolot")
    assert load(write("bare.yaml", "max_length: 5\n"), "trl").training.options == {"max_length": 5}


def test_defaults_of_a_trainer() -> None:
    for trainer, epochs in (("axolotl", 1.0), ("llama-factory", 3.0)):
        assert replace(load(None, trainer).training, spending=None) == Training(trainer, epochs=epochs)
    assert load(None, "openai").training.epochs is None


def test_steps_hide_how_often_a_record_is_seen(write: Write) -> None:
    found = load(write("train.yaml", TRL + "max_steps: 100\n"))
    assert found.training.epochs is None
    assert [one.key for one in found.remarks] == ["training.config.steps"]


def test_llama_factory_without_its_dataset_info(write: Write) -> None:
    found = load(write("train.yaml", LLAMA_FACTORY))
    assert [one.key for one in found.remarks] == ["training.config.no_info"]
    assert found.training.columns == {}
    path = write("data/dataset_info.json", "{")
    with pytest.raises(UsageError, match=r"dataset_info.json:1: this is no JSON"):
        load(path.parent.parent / "train.yaml")
    path.write_text('{"mine": {"file_name": "mine.json"}}')
    found = load(path.parent.parent / "train.yaml")
    assert [(one.key, one.values["names"]) for one in found.remarks] == [("training.config.not_in_info", "other")]
    path.write_text('{"mine": 5}')
    with pytest.raises(UsageError, match="the entry 'mine' is no mapping"):
        load(path.parent.parent / "train.yaml")


def test_llama_factory_fails_on_json(write: Write) -> None:
    found = load(write("train.json", json.dumps({"cutoff_len": 9, "finetuning_type": "full"})))
    assert [one.key for one in found.remarks] == ["training.config.json"]
    assert found.training.lora == {}


@pytest.mark.parametrize(
    ("trainer", "template", "options"),
    [
        ("llama-factory", "llama3", {"template": "llama3"}),
        ("llama-factory", "tokenizer", {}),
        ("axolotl", "chatml", {"chat_template": "chatml"}),
        ("ms-swift", "qwen3", {"template": "qwen3"}),
        ("trl", "tokenizer", {}),
    ],
)
def test_another_template(trainer: str, template: str, options: dict[str, object]) -> None:
    assert load(None, trainer, template).training.options == options


def test_a_template_from_a_file(write: Write) -> None:
    source = "{% for message in messages %}{{ message.content }}{% endfor %}"
    path = write("mine.jinja", source)
    config = write("train.yml", AXOLOTL.replace("    type: chat", "    chat_template: chatml\n    type: chat"))
    training = load(config, template=str(path)).training
    assert training.template == source
    assert "chat_template" not in training.columns
    assert len(training.entries) == 2
    assert shown(training).template != shown(load(config).training).template
    for trainer, template, message in (
        ("ms-swift", str(path), "takes no template from a file"),
        ("openai", "chatml", "has no templates by name"),
        ("trl", "chatml", "has no templates by name"),
        ("trl", "nothing.jinja", "there is no such file"),
        ("trl", str(write("bad.jinja", "{% for %}")), "bad.jinja"),
    ):
        with pytest.raises(UsageError, match=message):
            load(None, trainer, template)


def test_data_of_the_configuration(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("train.yml", AXOLOTL.replace("base_model: nobody/model", ""))
    with pytest.raises(UsageError, match=r"names the data 'a\.jsonl', which is not here"):
        take((), (), None, None, path)
    for name in ("a.jsonl", "b.jsonl", "held.jsonl"):
        write(name, [{"text": "Hello"}])
    taken = take((), (), None, None, path)
    folder = path.parent
    assert taken.data == (str(folder / "a.jsonl"), str(folder / "b.jsonl"))
    assert taken.evals == (str(folder / "held.jsonl"),)
    given = take(("other.jsonl",), (), 7.0, None, path)
    assert (given.data, given.evals, given.epochs) == (("other.jsonl",), (), 7.0)
    assert [one.key for one in given.remarks] == ["training.config.data_given"]
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: True)
    swift = take((), (), None, None, write("s.yaml", SWIFT.replace("model: nobody/model\n", "")))
    assert swift.data == (str(folder / "a.jsonl"), "nobody/data")
    with pytest.raises(UsageError, match="no data is named"):
        take((), (), None, None, None, "trl")


def test_each_file_is_read_as_its_dataset_says(write: Write) -> None:
    for name in ("a.jsonl", "b.jsonl", "held.jsonl"):
        write(name, [{"text": "Hello"}])
    path = write("train.yml", AXOLOTL.replace("base_model: nobody/model", ""))
    taken = take((), (), None, None, path)
    assert taken.training is not None
    names = {Path(str(file)).name: Path(str(file)) for file in taken.data}
    training = of_files(taken.training, names, {name: [{"text": "Hello"}] for name in names})
    assert training.first == {"text": "Hello"}
    assert training.for_file("a.jsonl").columns["type"] == "chat_template"
    assert training.for_file("b.jsonl").columns["type"] == "alpaca"
    assert [entry["type"] for entry in shown(training).columns] == ["chat_template", "alpaca"]


MESSAGES = {"messages": [{"role": "user", "content": "a"}]}
SHAREGPT = {"conversations": [{"from": "human", "value": "a"}], "system": "b"}


@pytest.mark.parametrize(
    ("trainer", "row", "part"),
    [
        ("llama-factory", MESSAGES, {"formatting": "sharegpt", "columns": {"messages": "messages"}}),
        ("llama-factory", SHAREGPT, {"columns": {"messages": "conversations", "system": "system"}}),
        ("llama-factory", {"prompt": "a", "completion": "b"},
         {"columns": {"prompt": "prompt", "response": "completion"}}),
        ("llama-factory", {"instruction": "a", "input": "", "output": "b"},
         {"columns": {"prompt": "instruction", "query": "input", "response": "output"}}),
        ("axolotl", MESSAGES, {"type": "chat_template", "field_messages": "messages"}),
        ("axolotl", SHAREGPT, {"message_property_mappings": {"role": "from", "content": "value"}}),
        ("axolotl", {"instruction": "a", "output": "b"}, {"type": "alpaca"}),
        ("axolotl", {"text": "a"}, {"type": "completion"}),
        ("axolotl", {"segments": []}, {"type": "input_output"}),
    ],
)  # fmt: skip
def test_how_rows_are_read_is_assumed_where_nothing_says_it(
    trainer: str, row: dict[str, object], part: dict[str, object]
) -> None:
    training = of_files(load(None, trainer).training, {"x.jsonl": None}, {"x.jsonl": [row]})
    assert training.assumed
    assert part.items() <= training.columns.items()
    assert shown(training).assumed


def test_nothing_is_assumed_of_trainers_that_look_for_themselves(write: Write) -> None:
    assert of_files(load(None, "trl").training, {"x.jsonl": None}, {"x.jsonl": [MESSAGES]}).columns == {}
    assert of_files(load(None, "axolotl").training, {"x.jsonl": None}, {"x.jsonl": [{"a": 1}]}).assumed is False
    assert of_files(load(None, "axolotl").training, {"x.jsonl": None}, {}).assumed is False
    file = write("mine.jsonl", [MESSAGES])
    write("dataset_info.json", json.dumps({"a": {"file_name": "mine.jsonl", "formatting": "openai"}}))
    training = of_files(load(None, "llama-factory").training, {"mine.jsonl": file}, {"mine.jsonl": [MESSAGES]})
    assert (training.columns["formatting"], training.assumed) == ("openai", False)


def test_the_header_has_no_texts_and_no_places(write: Write) -> None:
    secret = "Call Ada Quillfeather, 555-0100, ada@example.invalid"
    path = write("t.jinja", "x")
    options = {
        "system": secret, "template": "/home/ada/t.jinja", "chat_template_path": str(path), "max_length": 5,
        "columns": {secret: "query"}, "eos_token": "<|im_end|>", "key": "2025550100", "model": "gpt-4o-mini-2024-07-18",
    }  # fmt: skip
    columns = {"path": "/home/ada/data", "type": {"system_prompt": "short"}, "field": "text", "extra": [secret, 1.5]}
    about = shown(Training("trl", options, columns, unknown=(secret, "max_seq_length"), first={"text": secret}))
    text = repr(about)
    for part in ("Ada", "ada", "555", "/home", "short", str(path.parent)):
        assert part not in text
    assert about.options["max_length"] == 5
    assert about.options["eos_token"] == "<|im_end|>"
    assert about.options["model"] == "gpt-4o-mini-2024-07-18"
    assert about.columns[0]["field"] == "text"
    assert about.unknown[1] == "max_seq_length"
    assert about == shown(Training("trl", options, columns, unknown=(secret, "max_seq_length")))
    other = {**options, "system": "another"}
    assert about != shown(Training("trl", other, columns, unknown=(secret, "max_seq_length")))


WORDS = st.sampled_from(["", "lora", "sft", "1e3", "none", "5", "true", "a.jsonl", "nobody/data", "{", "\0", "\ud800"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-1, 2**70), st.floats(), WORDS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["path", "type", "data_files", "hyperparameters", "dpo", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
OPTIONS = st.sampled_from(TRAINERS).flatmap(
    lambda trainer: st.tuples(
        st.just(trainer), st.dictionaries(st.sampled_from(sorted(kinds(trainer))), VALUES, min_size=1, max_size=6)
    )
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(OPTIONS)
def test_any_value_is_taken_or_refused(tmp_path: Path, case: tuple[str, dict[str, object]]) -> None:
    trainer, values = case
    path = tmp_path / "train.json"
    path.write_text(json.dumps(values), "utf-8")
    try:
        loaded = load(path, trainer)
        taken = take((), (), None, "a tokenizer, so that none is looked for", loaded.training)
    except UsageError:
        return
    assert taken.training is not None
    assert taken.training.trainer == trainer
    assert taken.data
