"""Green can be reached: a clean dataset passes under `default` and `strict`, whatever its seed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from tests.clean_data import records
from tests.conftest import Write


@pytest.mark.parametrize("seed", range(10))
def test_a_clean_dataset_passes(seed: int, auditor: Callable[..., Result], write: Write) -> None:
    rows = list(records(seed))
    assert len(rows) == 2_000
    write("clean.jsonl", rows)
    for policy in ("default", "strict"):
        result = auditor("scan", "clean.jsonl", "--policy", policy)
        assert result.exit_code == 0, result.stdout
        assert "0 failed, 0 unknown, 0 warned" in result.stdout
