"""Writes docs/report.png: the first screen of the demo's report.html. Run by `make docs`; it needs Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import started
from tests.conftest import ROOT

WIDTH, HEIGHT = 1200, 900


def main() -> None:
    """Runs the demo, and takes the picture."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "auditor", "demo", "--lang", "en"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
        )  # fmt: skip
        with started(Path(folder) / "profile") as browser:
            tab = browser.tab()
            tab.look(WIDTH, HEIGHT, prefers_color_scheme="light")
            tab.open(Path(folder).resolve() / "auditor-demo" / "report.html")
            tab.screenshot(ROOT / "docs" / "report.png")


if __name__ == "__main__":
    main()
