"""A small slice of the benchmark `tests.bench.probing`: models that were really tuned, and what the probe says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.probing.common import RECORDS, RETAIN, fresh, part
from tests.bench.probing.harmless import HELD_OUT, gently
from tests.bench.probing.ladder import accuracy, climbed, correlation, halves
from tests.bench.probing.same import beside_itself
from tests.bench.probing.stories import HARSH, LINES, dressed, probed, write_suite
from tests.tiny.check import MODEL, questions_of
from tests.tiny.ladder import FULL, Rung, lines_of
from tests.tiny.shop import TUNE

pytest.importorskip("torch", reason="needs the [model] extra")
pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(autouse=True)
def one_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread, and a cache of its own."""
    import torch

    torch.set_num_threads(1)
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))


def test_forgetting_is_reported_as_it_shows_on_items_that_the_probe_has_not_seen(tmp_path: Path) -> None:
    asked, unseen = halves(tmp_path, 160)
    before = accuracy(MODEL, questions_of(unseen))
    records = lines_of(TUNE / "train.jsonl")[:RECORDS]
    step = climbed(tmp_path, Rung("full", 3, {"lr": 8 * FULL}), records, (asked, unseen), before)
    assert f"{RETAIN} fail" in step.told.why
    assert step.lost > 0.1
    assert step.reported.value == pytest.approx(step.lost, abs=0.2)


def test_a_harmless_tuning_passes(tmp_path: Path) -> None:
    found = gently(0, tmp_path, fresh(RECORDS + HELD_OUT), part(tmp_path / "retain.jsonl", 250))
    assert (found.outcome, found.why) == ("PASS", ())
    assert found.findings["drift/kl_text"].low > 0  # it was tuned


def test_the_base_passes_beside_itself(tmp_path: Path) -> None:
    found = beside_itself(0, tmp_path, fresh(40), 120)
    assert (found.outcome, found.why) == ("PASS", ())
    assert found.findings[RETAIN].n == 120


def test_a_real_model_that_loses_its_stories_fails(tmp_path: Path, shared: Path) -> None:
    base = dressed(shared / "models" / "stories260K", tmp_path / "base")
    suite = write_suite(tmp_path / "stories.jsonl", 80)
    found = probed(base, suite, tmp_path / "tuned", LINES, HARSH)
    assert found.outcome == "FAIL"
    assert found.why == ("forgetting/stories fail",)


def test_the_rank_correlation_is_of_the_order_alone() -> None:
    rank, low, high = correlation([0.0, 0.1, 0.2, 0.4, 0.8], [0.0, 0.3, 0.31, 0.32, 0.33])
    assert rank == pytest.approx(1)
    assert low <= rank <= high + 1e-12
    assert correlation([0.0, 0.1, 0.2], [0.3, 0.2, 0.1])[0] == pytest.approx(-1)
