"""The wheel is whole: unpacked outside the repository, it finds its policies and its sample data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_the_demo_works_from_a_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("finetune_auditor-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        names = archive.namelist()
    assert not [name for name in names if name.startswith(("tests", "docs"))]
    work = tmp_path / "work"
    work.mkdir()
    # As after a plain installation: what is shown with torch, test_cli shows.
    code = (
        "import auditor, sys; print(auditor.__file__); sys.modules['torch'] = None;"
        "from auditor.cli import main; sys.argv[1:] = ['demo']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=work, env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert "Report: auditor-demo" in done.stdout
    assert (work / "auditor-demo" / "verdict.json").is_file()
    assert "pip install 'finetune-auditor[model]'" in done.stderr
    assert [name for name in names if name.endswith("sample_data/model/model.safetensors")]
