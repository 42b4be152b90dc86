"""What a scan takes over from a configuration: real forms of them, several files, and what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import scan
from auditor.configured import of_files, take
from auditor.errors import UsageError
from auditor.training import tokenizers
from auditor.training.chat import check
from auditor.training.config import load
from auditor.training.model import Training
from auditor.training.shown import shown
from tests.conftest import Write

TURNS = [{"from": "human", "value": "Name a fruit."}, {"from": "gpt", "value": "A pear."}]


def test_each_file_is_read_by_its_own_columns(write: Write) -> None:
    """Trainers load the files of a configuration one by one, but TRL, which makes one dataset of them."""
    chat, alpaca = {"conversations": TURNS}, {"instruction": "a", "output": "b"}
    heads = {"a.jsonl": [chat], "b.jsonl": [alpaca, {"instruction": "a", "input": "c", "output": "b"}]}
    files = dict.fromkeys(heads)
    swift = of_files(load(None, "ms-swift").training, files, heads).for_file("b.jsonl")
    assert swift.first == {"instruction": None, "output": None, "input": None}
    trl = of_files(load(None, "trl").training, files, heads).for_file("b.jsonl")
    assert trl.first == chat
    factory = of_files(load(None, "llama-factory").training, files, heads)
    assert factory.for_file("a.jsonl").columns["formatting"] == "sharegpt"
    assert factory.for_file("b.jsonl").columns["columns"]["query"] == "input"  # type: ignore[index]
    assert len(shown(factory).columns) == 2


def test_a_second_file_of_another_layout_is_not_dropped(write: Write) -> None:
    first = write("chat.jsonl", [{"conversations": TURNS}])
    second = write("alpaca.jsonl", [{"instruction": "Name a fruit.", "input": "", "output": "A pear."}])
    report = scan(str(first), str(second), config=write("s.yaml", "model: a/Qwen2.5-7B\ntemplate: qwen2_5\n"),
                  trainer="ms-swift", only="training", workers=1)  # fmt: skip
    dropped = next(one for one in report.findings if one.id == "training/dropped")
    assert (dropped.value, dropped.n) == (0, 2)


def test_thinking_of_ms_swift_is_taken(write: Write) -> None:
    path = write("s.yaml", "model: a/b\ntuner_type: lora\nenable_thinking: false\n")
    assert load(path).training.options["enable_thinking"] is False


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s.yaml", "model: a/b\ntuner_type: lora\ndataset: swift/self-cognition#500\n", "ModelScope"),
        ("s.yaml", "model: a/b\ntuner_type: lora\nuse_hf: true\ndataset: MS::swift/self-cognition\n", "ModelScope"),
        ("o.json", '{"model": "gpt-4o", "training_file": "file-abc", "method": {"type": "supervised"}}', "uploaded"),
        ("o.json", '{"model": "gpt-4o", "seed": ' + "9" * 5000 + "}", "thousands of digits"),
        ("r.yaml", "model: a/b\nrlhf_type: dpo\ndataset: [a.jsonl]\n", "swift rlhf"),
        ("a.yml", "base_model: a/b\nsequence_len: 5\npretraining_dataset: [{path: a.jsonl}]\n", "pretraining has no"),
        ("s.sh", "swift rlhf --rlhf_type dpo --model a/b", "swift rlhf"),
    ],
)
def test_what_cannot_be_had_is_said_with_what_to_do(write: Write, name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        take((), (), None, None, write(name, text))


def test_data_of_ms_swift_on_the_hub_is_taken_from_there(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: True)
    for line in ("use_hf: true\ndataset: nobody/data\n", "dataset: HF::nobody/data:part#5\n"):
        assert take((), (), None, None, write("s.yaml", "tuner_type: lora\n" + line)).data == ("nobody/data",)


def test_pretraining_of_ms_swift_has_defaults_of_its_own(write: Write) -> None:
    training = load(write("s.sh", "swift pt --model a/b --tuner_type full --dataset a.jsonl")).training
    assert (training.options["use_chat_template"], training.options["loss_scale"]) == (False, "all")
    given = load(write("t.sh", "swift pt --model a/b --tuner_type full --loss_scale default")).training
    assert given.options["loss_scale"] == "default"
    started = write("u.sh", "accelerate launch --config_file a.json swift/cli/sft.py --model a/b --tuner_type lora")
    assert load(started).training.model == "a/b"


@pytest.mark.parametrize(
    "source", ["{% for i in range(1000000000) %}x{% endfor %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"]
)
def test_a_template_that_does_not_end_is_refused_before_the_scan(source: str) -> None:
    with pytest.raises(UsageError, match="more time or space"):
        check(source, "--template loop.jinja")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chat_template: qwen3\ndatasets: [{path: a.jsonl, type: chat_template}]\n", "--template tokenizer"),
        ("datasets: [{path: a.jsonl, type: alpacaa}]\n", "did you mean 'alpaca'"),
        ("sequence_len: -1\ndatasets: [{path: a.jsonl, type: alpaca}]\n", "of at least 0"),
    ],
)
def test_what_axolotl_has_and_the_dry_run_has_not(write: Write, text: str, said: str) -> None:
    data = write("a.jsonl", [{"messages": [{"role": "user", "content": "a"}]}])
    with pytest.raises(UsageError, match=said):
        scan(str(data), config=write("a.yml", "micro_batch_size: 1\n" + text), trainer="axolotl", workers=1)


def test_text_in_parts_that_the_template_leaves_out_is_told() -> None:
    parts = [{"type": "text", "value": "A pear."}]
    row = {"messages": [{"role": "user", "content": "Name a fruit."}, {"role": "assistant", "content": parts}]}
    report = scan([row], trainer="trl", only="training", workers=1)
    assert "note.content_lost" in {hit.kind for hit in report.evidence}
    known = {"messages": [{"role": "user", "content": [{"type": "text", "text": "Name one.\nOr two."}]}]}
    report = scan([known], trainer="trl", only="training", workers=1)
    assert "note.content_lost" not in {hit.kind for hit in report.evidence}


def test_evidence_counts_what_the_number_counts() -> None:
    """Without a tokenizer, three estimates are made: the places shown are those of the likely one."""
    turns = [[{"role": "user", "content": "Go on."}, {"role": "assistant", "content": "word " * n}] for n in range(99)]
    report = scan([{"messages": one} for one in turns], config=Training("trl", {"max_length": 60}), workers=1)
    cut = next(one for one in report.findings if one.id == "training/answer_cut")
    assert cut.low < cut.value < cut.high
    assert sum(hit.finding == cut.id for hit in report.evidence) == round(cut.value * cut.n)
    assert not any(hit.finding == "training/never_ends" for hit in report.evidence)


def test_commands_of_other_trainers_are_read(write: Write) -> None:
    web = (
        "llamafactory-cli train \\\n  --stage sft --do_train True --cutoff_len 1024 --packing False \\\n  --dataset a,b"
    )
    training = load(write("web.sh", web + " --num_train_epochs 3.0 --template qwen --lora_target all")).training
    assert training.trainer == "llama-factory"
    assert training.options["cutoff_len"] == 1024
    assert training.options["packing"] is False
    assert (training.datasets, training.epochs) == (("a", "b"), 3.0)
    line = "accelerate launch trl/scripts/sft.py --dataset_name a.jsonl --max_length 64 --packing\n"
    trl = load(write("trl.sh", line)).training
    assert (trl.trainer, trl.datasets) == ("trl", ("a.jsonl",))
    assert (trl.options["max_length"], trl.options["packing"]) == (64, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("llamafactory-cli train a.yaml", "'llamafactory-cli train' is given a file"),
        ("trl sft --config a.yaml --max_length 5", "'trl sft' is given --config"),
        ("python train.py --lr 1", "no line"),
    ],
)
def test_commands_that_name_a_file_are_refused(write: Write, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load(write("a.sh", line))


def test_data_of_the_hub_is_refused_at_once_where_the_hub_cannot_be_reached(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    path = write("t.yaml", "dataset_name: nobody/data\nassistant_only_loss: true\n")
    with pytest.raises(UsageError, match="the Hub cannot be reached"):
        take((), (), None, None, path)
    (tmp_path / "datasets" / "nobody___data").mkdir(parents=True)
    assert take((), (), None, None, path).data == ("nobody/data",)


def test_a_tokenizer_out_of_reach_is_refused_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: False)
    with pytest.raises(UsageError, match=r"there is no tokenizer\.json in this folder"):
        tokenizers.load(str(tmp_path))
    with pytest.raises(UsageError, match="no tokenizer can be read there"):
        tokenizers.load("nobody/no-such-tokenizer")
