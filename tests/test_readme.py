"""What the documentation says is so: the README's commands run, and the generated pages are up to date."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.policy import load_policy
from auditor.registry import risks
from tests.conftest import ROOT, Write

README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_commands_of_the_readme_run(auditor: Callable[..., Result], write: Write) -> None:
    write("train.jsonl", [{"prompt": f"What is {n}?", "completion": f"{n} is a number."} for n in range(20)])
    write("heldout.jsonl", [{"prompt": "And twenty?", "completion": "Also a number."}])
    commands = [line.partition("#")[0] for block in blocks("sh") for line in block.splitlines()]
    mine = [shlex.split(command)[1:] for command in commands if command.startswith("auditor ")]
    assert len(mine) >= 4
    for arguments in mine:
        assert auditor(*arguments).exit_code == 0, arguments


def test_the_python_of_the_readme_runs(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("train.jsonl", [{"prompt": "What?", "completion": "That."}])
    monkeypatch.chdir(tmp_path)
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out == "PASS 0\n"


def test_links_of_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize("id", risks())
def test_the_page_of_a_risk_is_what_the_command_prints(id: str, auditor: Callable[..., Result]) -> None:
    """After a change: make docs."""
    page = (ROOT / "docs" / "risks" / f"{id}.md").read_text("utf-8")
    assert page == f"# {id}\n\n{auditor('risks', id, '--lang', 'en').stdout}"


def test_the_policy_of_the_documentation_loads(tmp_path: Path) -> None:
    texts = blocks("yaml", (ROOT / "docs" / "policies.md").read_text("utf-8"))
    first, own = (next(text for text in texts if word in text) for word in ("required", "ward_no"))
    (tmp_path / "mine.yaml").write_text(first)
    assert load_policy(str(tmp_path / "mine.yaml")).demanded == {"privacy/cn_resident_id", "privacy/email"}
    (tmp_path / "own.yaml").write_text(own)
    assert load_policy(str(tmp_path / "own.yaml")).limits["privacy/ward_no"].warn == 0.5
