"""`auditor scan --config --trainer --template`: what is taken over, what is told, and what the report keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import auditor as package
from auditor.report import read_report
from auditor.training.model import Training
from tests.conftest import Write

Auditor = Callable[..., Result]

ROWS = [
    {"messages": [{"role": "user", "content": f"What is {n} plus {n}?"}, {"role": "assistant", "content": f"{n + n}."}]}
    for n in range(12)
]
CONFIG = "dataset_name: train.jsonl\nmax_length: 64\nassistant_only_loss: true\nnum_train_epochs: 5\n"


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.training.hub.reachable", lambda: False)


def header() -> dict[str, object]:
    run: dict[str, object] = json.loads(Path("auditor-report/report.json").read_text())["run"]
    return run


def test_the_configuration_names_the_data(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    write("lora.yaml", CONFIG)
    result = auditor("scan", "--config", "lora.yaml", "--only", "format")
    assert result.exit_code == 3, result.output  # --only leaves checks out
    assert "Training by the rules of TRL 1" in result.stderr
    assert "max_length 64, assistant_only_loss true" in result.stderr
    assert "Data of the configuration: train.jsonl" in result.stderr
    assert "Epochs: 5" in result.stderr
    run = header()
    assert run["epochs"] == 5
    training = run["training"]
    assert isinstance(training, dict)
    assert (training["trainer"], training["options"]) == ("trl", {"max_length": 64, "assistant_only_loss": True})
    report = read_report("auditor-report")
    assert report.run.training is not None
    assert report.run.training.emulates == training["emulates"]


def test_what_is_given_beside_the_configuration_counts(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    write("other.jsonl", ROWS[:6])
    write("lora.yaml", "model_name_or_path: nobody/model\n" + CONFIG)
    result = auditor("scan", "other.jsonl", "--config", "lora.yaml", "--epochs", 2, "--only", "format")
    assert result.exit_code == 3, result.output  # --only leaves checks out
    assert "The data given is scanned, not that of the configuration." in result.stderr
    assert "tokens are estimated; give --tokenizer" in result.stderr
    assert "Epochs" not in result.stderr
    run = header()
    assert (run["epochs"], run["tokenizer"]) == (2, None)
    data = run["data"]
    assert isinstance(data, dict)
    assert [file["name"] for file in data["files"]] == ["other.jsonl"]


def test_the_report_is_another_under_another_configuration(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    digests = set()
    for text in (CONFIG, CONFIG.replace("64", "65"), CONFIG + "max_seq_length: 9\n"):
        write("lora.yaml", text)
        auditor("scan", "--config", "lora.yaml", "--only", "format")
        digests.add(read_report("auditor-report").digest)
    auditor("scan", "train.jsonl", "--epochs", 5, "--only", "format")
    digests.add(read_report("auditor-report").digest)
    assert header()["training"] is None
    assert len(digests) == 4


def test_a_trainer_alone(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    result = auditor("scan", "train.jsonl", "--trainer", "axolotl", "--only", "format")
    assert result.exit_code == 3, result.output  # --only leaves checks out
    assert "Training by the rules of axolotl" in result.stderr
    assert "its defaults" in result.stderr
    assert "Nothing says how axolotl is to read the rows" in result.stderr
    assert "type chat_template" in result.stderr
    result = auditor("scan", "train.jsonl", "--trainer", "llama-factory", "--template", "qwen", "--only", "format")
    assert "template qwen" in result.stderr
    assert header()["epochs"] == 3


def test_it_is_told_in_chinese(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    write("lora.yaml", CONFIG + "max_seq_length: 9\n")
    result = auditor("scan", "--config", "lora.yaml", "--only", "format", "--lang", "zh")
    assert "的规则训练：max_length 64" in result.stderr
    assert "TRL 会不作提示地忽略它不认识的键：max_seq_length (max_length?)" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no data is named; give PATH, or --config FILE"),
        (("train.jsonl", "--template", "qwen"), "--template needs a trainer"),
        (("train.jsonl", "--trainer", "tlr"), "did you mean 'trl'?"),
        (("--trainer", "trl"), "no data is named"),
        (("--config", "none.yaml"), "none.yaml: the configuration cannot be read"),
        (("--config", "lora.yaml", "--trainer", "axolotl"), "a configuration for trl by its keys"),
        (("--config", "lora.yaml"), "names the data 'train.jsonl', which is not here"),
        (("--config", "bad.yaml"), "bad.yaml:2: max_length: must be a whole number"),
    ],
)
def test_what_is_to_be_mended(arguments: tuple[str, ...], message: str, auditor: Auditor, write: Write) -> None:
    write("lora.yaml", CONFIG)
    write("bad.yaml", CONFIG.replace("64", "long"))
    if arguments and arguments[0] == "train.jsonl":
        write("train.jsonl", ROWS)
    result = auditor("scan", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("auditor-report").exists()


def test_the_configuration_is_not_overwritten(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", ROWS)
    path = write("lora.yaml", CONFIG)
    result = auditor("scan", "--config", "lora.yaml", "--format", "json=lora.yaml")
    assert result.exit_code == 2
    assert "this would overwrite what is read" in result.stderr
    assert path.read_text() == CONFIG


def test_from_python(write: Write) -> None:
    path = write("train.jsonl", ROWS)
    given = Training("trl", {"max_length": 9}, epochs=4.0)
    report = package.scan(path, config=given, only="format", workers=1)
    assert report.run.epochs == 4
    assert report.run.training is not None
    assert report.run.training.options == {"max_length": 9}
    with pytest.raises(package.UsageError, match="names its trainer"):
        package.scan(path, config=given, trainer="trl", only="format")
    alone = package.scan(path, trainer="trl", only="format", workers=1)
    assert alone.run.training is not None
    assert alone.run.training.options == {}


def test_checks_get_the_configuration_with_the_first_row(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor import audit

    seen = []
    run = audit.measured
    monkeypatch.setattr(audit, "measured", lambda plan, *rest: (seen.append(plan.setup.training), run(plan, *rest))[1])
    path = write("train.jsonl", "no json\n" + json.dumps(ROWS[3]) + "\n" + json.dumps(ROWS[4]) + "\n")
    report = package.scan(path, trainer="trl", only="format", workers=1)
    assert seen[0].first == ROWS[3]
    assert "plus 3" not in report.to_json().decode()
