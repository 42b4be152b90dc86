"""The table of the packs in docs/suites.md. `python -m tests.suites.table` writes it anew."""

from __future__ import annotations

from pathlib import Path

from auditor.suites import Choose
from auditor.suites.packs import GATING, PACKS, pack

PAGE = Path(__file__).parent.parent.parent / "docs" / "suites.md"
BEGIN, END = "<!-- packs: begin -->\n", "<!-- packs: end -->\n"


def table() -> str:
    """A row for each capability of each pack."""
    lines = ["| Pack | Capability | Asked as | English: items / clusters | Chinese: items / clusters | May fail |\n"]
    lines.append("|---|---|---|---:|---:|---|\n")
    for name in PACKS:
        items = pack(name).items
        for capability in dict.fromkeys(item.capability for item in items):
            own = [item for item in items if item.capability == capability]
            choices = sum(isinstance(item.ask, Choose) for item in own)
            asked = "choice" if choices == len(own) else "text" if not choices else f"choice {choices}, text rest"
            counts = " | ".join(
                f"{sum(item.language == language for item in own)} / "
                f"{len({item.cluster for item in own if item.language == language})}"
                for language in ("en", "zh")
            )
            lines.append(f"| {name} | {capability} | {asked} | {counts} | {'yes' if name in GATING else 'no'} |\n")
    return "".join(lines)


def parts() -> tuple[str, str, str]:
    """The page before the table, the table, and the page behind it."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    held, _, after = rest.partition(END)
    return before, held, after


if __name__ == "__main__":
    first, _, last = parts()
    PAGE.write_text(f"{first}{BEGIN}{table()}{END}{last}", "utf-8")
