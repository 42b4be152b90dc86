"""What is shown while a scan goes on."""

from __future__ import annotations

import io
import sys

import pytest

from auditor import scan
from auditor.progress import show_progress


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_what_follows_the_reading_is_a_stage_of_its_own() -> None:
    seen: list[tuple[str, int | None]] = []
    scan([{"text": "a"}], only="format", workers=1, progress=lambda stage, done, total: seen.append((stage, total)))
    assert seen == [("scan", None), ("finish", None)]


def test_a_terminal_shows_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    with show_progress("en") as progress:
        progress("scan", 5, 5)
        progress("finish", 0, None)
    assert "scanning" in shown.getvalue()
    assert "last checks" in shown.getvalue()


def test_elsewhere_it_is_a_line_before_and_one_behind(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("en") as progress:
        progress("finish", 0, None)
    assert [line.partition(" ")[0] for line in capsys.readouterr().err.splitlines()] == ["scanning", "scanning:"]
