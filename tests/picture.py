"""Writes docs/report.svg: the end of the demo as a terminal shows it. Run by `make docs`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile

from rich.console import Console
from rich.text import Text

from tests.conftest import ROOT

SHOWN = ("Lines that cannot be read", "Chinese resident IDs", "Credentials", "E-mail addresses", "Copies of an earlier")


def main() -> None:
    """Runs the demo with colors, keeps some of its findings and its last lines, and draws them."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "demo", "--lang", "en"],
            cwd=folder, env={**os.environ, "FORCE_COLOR": "1"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
    blocks = done.stdout.split("\n\n")
    kept = [block for block in blocks[1:-1] if any(title in block for title in SHOWN)]
    console = Console(record=True, width=120, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ auditor demo\n", style="bold"))
    console.print(Text.from_ansi("\n\n".join([*kept, "…", blocks[-2], blocks[-1]])))
    svg = console.export_svg(title="auditor demo", unique_id="demo")
    # A picture in a README fetches nothing: the viewer's own monospaced font will do.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "report.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
