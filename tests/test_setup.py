"""The first day: `init` writes files that work and overwrites none, `doctor` tells what is missing and its cost."""

from __future__ import annotations

import datetime
import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from auditor import doctor, mappings, shipped
from auditor.messages import CATALOGUE
from auditor.policy import load_policy
from auditor.registry import risks
from auditor.starters import ACTION, GITLAB, POLICY, WAIVERS, WORKFLOW, starters
from tests.conftest import ROOT, Write

Auditor = Callable[..., Result]
CLEAN = [{"prompt": f"What is {n} plus {n}?", "completion": f"It is {n + n}, as everybody knows."} for n in range(30)]


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("ci", "more"), [(None, []), ("github", [ACTION, WORKFLOW]), ("gitlab", [GITLAB])])
def test_init_writes_a_policy_and_a_job(ci: str | None, more: list[str], auditor: Auditor, tmp_path: Path) -> None:
    result = auditor("init", *(("--ci", ci) if ci else ()))
    assert result.exit_code == 0, result.output
    assert written(tmp_path) == sorted([POLICY, WAIVERS, *more])
    assert all(f"Wrote {name}" in result.stdout for name in [POLICY, WAIVERS, *more])
    assert f"auditor scan train.jsonl --policy {POLICY}" in result.stdout
    assert not (tmp_path / POLICY).stat().st_mode & stat.S_IXUSR


def test_the_policy_of_init_is_the_default_one_and_says_what_its_words_mean(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    assert auditor("init").exit_code == 0
    mine, default = load_policy(POLICY), load_policy("default")
    assert (mine.limits, mine.required, mine.gate, mine.options) == (
        default.limits, default.required, default.gate, default.options,
    )  # fmt: skip
    text = Path(POLICY).read_text("utf-8")
    assert all(word in text.partition("version:")[0] for word in ("fail:", "warn:", "of: count", "required:", "gate:"))
    assert auditor("scan", "train.jsonl", "--policy", POLICY).exit_code == 0


def test_the_example_of_a_waiver_loads_and_waives(auditor: Auditor, write: Write) -> None:
    auditor("init")
    text = Path(WAIVERS).read_text("utf-8")
    example = "\n".join(line[2:] for line in text.splitlines() if line.startswith(("# - ", "#   ")))
    (waiver,) = yaml.safe_load(example)
    day = datetime.datetime.now(datetime.UTC).date()
    waiver |= {"created": str(day), "expires": str(day + datetime.timedelta(days=180))}
    Path(WAIVERS).write_text(text.replace("waivers: []", f"waivers: [{json.dumps(waiver)}]"), "utf-8")
    write(
        "train.jsonl", [*CLEAN, {"prompt": "q", "completion": "a", "metadata": {"to": "lin.mei@qinghe-demo-clinic.cn"}}]
    )
    assert auditor("scan", "train.jsonl").exit_code == 1
    result = auditor("scan", "train.jsonl", "--policy", POLICY)
    assert (result.exit_code, "PASS WITH WAIVERS" in result.stdout) == (0, True), result.output


@pytest.mark.parametrize("taken", [POLICY, WAIVERS, ACTION, WORKFLOW])
def test_init_overwrites_nothing_and_then_writes_nothing(taken: str, auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("mine")
    result = auditor("init", "--ci", "github")
    assert result.exit_code == 2
    assert taken in result.stderr
    assert written(tmp_path) == [taken]
    assert (tmp_path / taken).read_text() == "mine"


def test_init_writes_nothing_where_one_file_cannot_be_written(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("a file")
    assert auditor("init", "--ci", "github").exit_code == 2
    assert written(tmp_path) == [".github"]


def test_init_takes_no_dangling_link_for_a_free_place(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / POLICY).symlink_to(tmp_path / "elsewhere.yaml")
    assert auditor("init").exit_code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_init_names_data_and_trainer_in_the_job(auditor: Auditor, tmp_path: Path) -> None:
    data = 'data/a "b" 中文: {c}.jsonl'
    assert auditor("init", "--ci", "github", "--data", data, "--trainer", "trl", "--lang", "zh").exit_code == 0
    steps = yaml.safe_load((tmp_path / WORKFLOW).read_text("utf-8"))["jobs"]["audit"]["steps"]
    used = next(step["with"] for step in steps if step["uses"] == f"./{Path(ACTION).parent}")
    assert (used["data"], used["policy"], used["arguments"]) == (data, POLICY, "--trainer=trl")
    job = yaml.safe_load(starters(data, "axolotl", "gitlab")[GITLAB])["audit-data"]
    assert job["variables"] == {"data": data, "policy": POLICY, "arguments": "--trainer=axolotl"}


@pytest.mark.parametrize(
    "arguments", [("--trainer", "trll"), ("--ci", "jenkins"), ("--data", ""), ("--data", "a\nb: c")]
)
def test_a_wrong_call_of_init_writes_nothing(arguments: tuple[str, ...], auditor: Auditor, tmp_path: Path) -> None:
    assert auditor("init", "--ci", "gitlab", *arguments).exit_code == 2
    assert written(tmp_path) == []


def test_doctor_tells_what_is_missing_and_what_it_costs(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name in ("spacy", "torch") else object())
    result = auditor("doctor")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("extra [names]"))
    assert lines[at].split()[-1] == "missing"
    assert "names/person" in lines[at + 1]
    assert "pip install 'finetune-auditor[names]'" in lines[at + 2]
    assert any(line.startswith("key ") and line.endswith("missing") for line in lines)
    assert lines[-1].startswith("Nothing is broken.")


def test_doctor_as_json_names_the_key_by_its_id(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_KEY", "a made-up secret of the tests")
    result = auditor("doctor", "--format", "json")
    content = json.loads(result.stdout)
    parts = {part["name"]: part for part in content["parts"]}
    assert (result.exit_code, content["broken"], content["schema"]) == (0, False, "auditor.doctor/1")
    assert re.fullmatch("id [0-9a-f]{12}", parts["key"]["found"])
    assert parts["key"]["state"] == "ok"
    assert "made-up secret" not in result.output
    assert {"gsm8k", "humaneval"} <= set(parts["benchmarks"]["found"].split(", "))


def test_doctor_exits_with_two_where_something_is_broken(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AUDITOR_KEY_FILE", str(tmp_path / "nowhere"))
    packs = tmp_path / "share/finetune-auditor/packs"
    packs.mkdir(parents=True)
    (packs / "mine.npz").write_bytes(b"no pack")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    result = auditor("doctor", "--lang", "zh")
    assert result.exit_code == 2
    assert result.stdout.splitlines()[-1] == "损坏：基准测试包, 密钥。"
    assert "auditor benchmark add mine FILE" in result.stdout


def test_doctor_finds_the_tokenizers_of_the_cache(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert {part.name: part.state for part in doctor.examine()}["tokenizers"] == "missing"
    folder = tmp_path / "hub/models--org--name/snapshots/0123"
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_text("{}")
    assert {part.name: part.found for part in doctor.examine()}["tokenizers"] == "1: org/name"


def test_every_part_of_doctor_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = doctor.examine()
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    monkeypatch.setattr(doctor, "held", tuple)
    for part in (*whole, *doctor.examine()):
        assert f"doctor.{part.name}" in CATALOGUE["en"]
        assert part.state == "ok" or (part.mend and f"doctor.cost.{part.cost}" in CATALOGUE["en"]), part


def test_the_policy_for_commits_needs_only_its_two_checks(auditor: Auditor, write: Write) -> None:
    write("train.jsonl", CLEAN)
    arguments = ("scan", "train.jsonl", "--policy", "commit", "--only", "privacy")
    assert auditor(*arguments, "--only", "format").exit_code == 0
    assert auditor(*arguments).exit_code == 3
    write("train.jsonl", [*CLEAN[:9], {"prompt": "Who?", "completion": "Ask lin.mei@qinghe-demo-clinic.cn."}])
    assert auditor(*arguments, "--only", "format").exit_code == 1


def test_mappings_are_whole_and_are_printed_with_the_risk(auditor: Auditor) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", mappings.CHECKED)
    assert {"privacy", "duplication", "contamination", "format"} <= mappings.TABLE.keys() & risks().keys()
    for id, references in mappings.TABLE.items():
        assert len(set(references)) == len(references) > 0, id
        for one in references:
            assert all((one.framework, one.edition, one.id, one.name)), id
            assert one.url.startswith("https://"), id
    page = auditor("risks", "privacy").stdout
    assert "## Maps to" in page
    assert "LLM02:2025: Sensitive Information Disclosure <https://genai.owasp.org/" in page
    assert "not that it is fulfilled" in page
    assert "compl" + "ies" not in page
    assert "对应条目" in auditor("risks", "privacy", "--lang", "zh").stdout
    assert "Maps to" not in auditor("risks", "overview").stdout
    assert mappings.of("nothing") == ()


def test_what_init_copies_is_what_the_documentation_shows() -> None:
    assert shipped.folder("docs/ci") == ROOT / "docs/ci"
    files = starters("train.jsonl", None, "github")
    assert files[ACTION] == (ROOT / "docs/ci/github-action/action.yml").read_text("utf-8")
