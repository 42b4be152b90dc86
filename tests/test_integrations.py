"""Action, pipeline job, commit hook and pytest fixture: what their files tell a shell to do is done here."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from auditor.starters import ACTION
from tests.conftest import ROOT, Write

CI = ROOT / "docs" / "ci"
CLEAN = [{"prompt": f"What is {n} plus {n}?", "completion": f"It is {n + n}, as everybody knows."} for n in range(30)]
EMAIL = [{"prompt": "Who?", "completion": "Ask lin.mei@qinghe-demo-clinic.cn for it."}]
PLANTED = "lin.mei@qinghe"


def loaded(name: str) -> Any:
    return yaml.safe_load((CI / name).read_text("utf-8"))


@pytest.fixture
def shell(tmp_path: Path) -> Mapping[str, str]:
    """The environment of a runner: `auditor` is this one, and `python` only notes what it was to install."""
    bin = tmp_path / "bin"
    bin.mkdir()
    scripts = {
        "auditor": f'PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m auditor "$@"',
        "python": f'printf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "installed.txt"))}',
    }
    for name, line in scripts.items():
        (bin / name).write_text(f"#!/bin/sh\n{line}\n")
        (bin / name).chmod(0o755)
    return {"PATH": f"{bin}:/usr/bin:/bin", "HOME": str(tmp_path), "AUDITOR_LANG": "en"}


def run(script: str, environment: Mapping[str, str], folder: Path, program: str = "bash") -> tuple[int, str]:
    """Exit code and output of a step, with the options that the runners set."""
    options = ["--noprofile", "--norc", "-eo", "pipefail"] if program == "bash" else ["-e"]
    done = subprocess.run(
        [program, *options, "-c", script],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def action(inputs: Mapping[str, str], shell: Mapping[str, str], folder: Path) -> tuple[int, str, dict[str, str]]:
    """Runs the shell steps of the composite action in order until one fails; steps with other actions are left out."""
    content = loaded("github-action/action.yml")
    given = {name: inputs.get(name, about.get("default", "")) for name, about in content["inputs"].items()}
    outputs: dict[str, str] = {}
    files = {name: folder / f"{name.lower()}.txt" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    said = ""
    for step in content["runs"]["steps"]:
        if "run" not in step:
            continue
        assert step["shell"] == "bash"
        environment = {**shell, **{name: str(path) for name, path in files.items()}}
        environment |= {name: _evaluated(value, given, outputs) for name, value in step.get("env", {}).items()}
        code, output = run(step["run"], environment, folder)
        said += output
        if files["GITHUB_OUTPUT"].exists():
            outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        if code:
            return code, said, outputs
    return 0, said, outputs


def _evaluated(value: str, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> str:
    found = re.fullmatch(r"\$\{\{ (inputs|steps\.scan\.outputs)\.([\w-]+) \}\}", value)
    assert found is not None, value
    return (inputs if found[1] == "inputs" else outputs)[found[2]]


def test_the_action_passes_fails_and_says_so(write: Write, shell: Mapping[str, str], tmp_path: Path) -> None:
    write("train.jsonl", CLEAN)
    code, said, outputs = action({"data": "train.jsonl", "package": "finetune-auditor==9"}, shell, tmp_path)
    assert (code, outputs) == (0, {"code": "0"}), said
    assert (tmp_path / "installed.txt").read_text().split()[-1] == "finetune-auditor==9"
    assert "PASS" in (tmp_path / "github_step_summary.txt").read_text()
    assert json.loads((tmp_path / "auditor-report.sarif").read_text())["version"] == "2.1.0"
    write("train.jsonl", CLEAN[:9] + EMAIL)
    code, said, outputs = action({"data": "train.jsonl"}, shell, tmp_path)
    assert (code, outputs) == (1, {"code": "1"}), said
    summary = (tmp_path / "github_step_summary.txt").read_text()
    assert "FAIL" in summary
    assert re.search("^::error file=train.jsonl,line=10,", said, re.MULTILINE)
    assert PLANTED not in said + summary + (tmp_path / "auditor-report.sarif").read_text()


def test_the_action_takes_lists_and_runs_nothing_of_its_inputs(
    write: Write, shell: Mapping[str, str], tmp_path: Path
) -> None:
    write("a b.jsonl", CLEAN[:15])
    write("$(touch pwned);.jsonl", CLEAN[15:])
    write("-c.jsonl", CLEAN[:3])
    inputs = {
        "data": "a b.jsonl\n$(touch pwned);.jsonl\n\n-c.jsonl\n", "arguments": "--epochs=2\n\n--skip=duplication\n",
        "policy": "explore", "report": "out `touch pwned`",
    }  # fmt: skip
    code, said, _ = action(inputs, shell, tmp_path)
    assert code == 0, said
    assert not (tmp_path / "pwned").exists()
    start, end = (
        re.search(pattern, said, re.MULTILINE) for pattern in ("^::stop-commands::(\\w{32})$", "^::(\\w{32})::$")
    )
    assert start is not None
    assert end is not None
    assert (start[1], start.start()) == (end[1], 0)
    run_of = json.loads((tmp_path / "out `touch pwned`/report.json").read_text())["run"]
    assert (len(run_of["data"]["files"]), run_of["epochs"]) == (3, 2.0)


def test_the_action_fails_where_the_scan_cannot_run(shell: Mapping[str, str], tmp_path: Path) -> None:
    code, said, outputs = action({"data": "nowhere.jsonl"}, shell, tmp_path)
    assert (code, outputs) == (2, {"code": "2"})
    assert "there is no such file" in said
    assert action({"data": "", "policy": "x"}, shell, tmp_path)[0] == 2


def test_no_input_of_the_action_stands_in_a_script() -> None:
    for step in loaded("github-action/action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_workflow_uses_the_action_with_inputs_that_it_has() -> None:
    known = loaded("github-action/action.yml")["inputs"]
    workflow = loaded("github-workflow.yml")
    steps = workflow["jobs"]["audit"]["steps"]
    mine = [step for step in steps if step["uses"] == f"./{Path(ACTION).parent}"]
    assert len(mine) == 1
    assert mine[0]["with"].keys() <= known.keys()
    assert {name for name, about in known.items() if about.get("required")} <= mine[0]["with"].keys()
    assert workflow["permissions"] == {"contents": "read"}
    assert not [step for step in steps if "run" in step]


@pytest.mark.parametrize("program", ["bash", "sh"])
def test_the_gitlab_job_writes_the_reports_that_it_names(
    program: str, write: Write, shell: Mapping[str, str], tmp_path: Path
) -> None:
    job = loaded("gitlab.yml")["audit-data"]
    write("data/a b.jsonl", CLEAN[:9] + EMAIL)
    variables = {**job["variables"], "data": "data/a b.jsonl", "policy": "default", "arguments": "--epochs 2"}
    script = "\n".join([*job["before_script"], *job["script"]])
    code, said = run(script, {**shell, **variables}, tmp_path, program)
    assert code == 1, said
    assert (tmp_path / "installed.txt").read_text().split()[-1] == "finetune-auditor"
    for name in [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]:
        assert (tmp_path / name).exists(), name
    quality = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text())
    assert quality[0]["location"]["path"].endswith("a b.jsonl")
    assert "<testsuite" in (tmp_path / job["artifacts"]["reports"]["junit"]).read_text()
    assert not [path for path in tmp_path.glob("*auditor*") if path.is_file() and PLANTED in path.read_text()]
    write("data/a b.jsonl", CLEAN)
    assert run(script, {**shell, **variables}, tmp_path, program)[0] == 0


def test_the_hook_scans_the_files_that_it_is_given(write: Write, shell: Mapping[str, str], tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (tmp_path / ".git").mkdir()
    write("train.jsonl", CLEAN)
    write("more.jsonl", CLEAN[:9] + EMAIL)
    command = f"{hook['entry']} {shlex.join(hook['args'])}"  # as pre-commit does: entry, args, then the files
    assert run(f"{command} train.jsonl", shell, tmp_path)[0] == 0
    code, said = run(f"{command} more.jsonl", shell, tmp_path)
    assert code == 1
    assert "more.jsonl:10" in said
    assert PLANTED not in said
    assert sorted(os.listdir(tmp_path)) == [".git", "bin", "more.jsonl", "train.jsonl"]
    assert re.search(hook["files"], "data/train.jsonl.gz")
    assert not re.search(hook["files"], "package.json")


PYTEST = """
def test_clean(auditor_scan):
    scanned = auditor_scan("clean.jsonl")
    scanned.assert_passes()
    scanned.assert_passes("strict")
    assert scanned.report.outcomes

def test_dirty(auditor_scan):
    auditor_scan("dirty.jsonl", policy="explore").assert_passes("default")

def test_unknown(auditor_scan):
    auditor_scan("clean.jsonl", only="format").assert_passes()

def test_lists(auditor_scan):
    assert auditor_scan([{"prompt": "q", "completion": "a"}]).verdict("explore").exit_code == 0
"""
LAZY = """
import sys

def test_nothing_is_imported_before_it_is_used():
    held = {name for name in sys.modules if name.split(".")[0] == "auditor"}
    assert held == {"auditor", "auditor.errors", "auditor.pytest_plugin"}
    assert not {"click", "numpy", "orjson", "pydantic", "pyarrow"} & sys.modules.keys()
"""


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest on a folder in a process of its own, with the plug-in as an installed package gives it."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["pytest11"]
    about = folder / "site" / "plugin_of_the_tests-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin-of-the-tests\nVersion: 1\n")
    lines = [f"{name} = {value}" for name, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[pytest11]", *lines, ""]))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-q", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{folder / 'site'}", "PYTEST_ADDOPTS": "", "AUDITOR_LANG": "en"},
    )  # fmt: skip


def test_the_fixture_scans_and_fails_the_test_with_a_masked_report(write: Write, tmp_path: Path) -> None:
    write("clean.jsonl", CLEAN)
    write("dirty.jsonl", CLEAN[:9] + EMAIL)
    write("test_data.py", PYTEST)
    done = pytest_in(tmp_path)
    assert "2 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert "FAIL by the policy 'default'" in done.stdout
    assert "dirty.jsonl:10" in done.stdout
    assert "INCONCLUSIVE by the policy 'default'" in done.stdout
    assert PLANTED not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout


def test_the_plug_in_imports_nothing_before_it_is_used(write: Write, tmp_path: Path) -> None:
    write("test_lazy.py", LAZY)
    done = pytest_in(tmp_path)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_example_of_the_documentation_runs(write: Write, tmp_path: Path) -> None:
    (example,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    write("test_example.py", example)
    write("data/train.jsonl", CLEAN)
    done = pytest_in(tmp_path)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_commands_of_the_documentation_run(auditor: Callable[..., Result], write: Write) -> None:
    write("data/train.jsonl", CLEAN)
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    commands = [shlex.split(line, comments=True)[1:] for block in blocks for line in block.splitlines()]
    codes = {" ".join(command[:2]): auditor(*command).exit_code for command in commands}
    # The sheet is not filled yet, so it shows nothing.
    assert codes == {"doctor": 0, "init --ci": 0, "sample data/train.jsonl": 0, "sample --read": 3}


def test_the_files_are_not_executable_and_end_with_a_line() -> None:
    for path in [*CI.rglob("*.yml"), ROOT / ".pre-commit-hooks.yaml", ROOT / "policies/commit.yaml"]:
        assert path.read_text("utf-8").endswith("\n")
        assert not path.stat().st_mode & stat.S_IXUSR
