"""Real logs of each harness (made by the `make_*.py` beside), and logs written here in their forms."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `lm_eval`, `lighteval` and `inspect`, each with logs of a base and of a tuned model."""
    folder = tmp_path_factory.mktemp("logs")
    for archive in sorted(DATA.glob("*.tar.gz")):
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
    return folder
