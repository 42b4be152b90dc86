"""Where the parts go: whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.cleaning.files import write_cleaned
from auditor.cleaning.store import Change
from auditor.errors import RunError
from auditor.outputs import made_anew
from auditor.sources.shapes import config

TRAIN, EVAL, ABOUT = "train", "eval", "split.json"


@dataclass(frozen=True, slots=True)
class Output:
    """The parts while they are made."""

    out: Path
    data: Path
    """The folder that becomes `out`."""

    def part(self, part: str, name: str, path: Path, dropped: Sequence[int]) -> None:
        """Writes the copy of a file without some of its lines or rows.

        Raises:
            RunError: the file changed while it was split.
        """
        target = self.data / part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        changes = (Change(number, "drop") for number in dropped)
        try:
            write_cleaned(path, target, changes if dropped else None, name, broken=False)
        except RunError:
            raise RunError(f"{name}: the file changed while it was split; split it again") from None
        self._describe(path, target, self.data / part)

    def _describe(self, path: Path, target: Path, top: Path) -> None:
        """Copies the `dataset_info.json` by which a file is read to where it stands to the copy as it stands to it."""
        if config.plan_for(path) is None:
            return
        for source, place in ((path.parent, target.parent), (path.parent.parent, target.parent.parent)):
            if (source / config.NAME).is_file() and place.is_relative_to(top):
                shutil.copy(source / config.NAME, place / config.NAME)

    def about(self, content: Iterable[bytes]) -> None:
        """Writes what is told of the split."""
        (self.data / ABOUT).write_bytes(b"".join(content))

    def publish(self) -> None:
        """Puts everything in its place."""
        self.data.rename(self.out)


@contextmanager
def parts(out: Path) -> Iterator[Output]:
    """The place of the parts, to be filled and published.

    Raises:
        OutputError: it exists, or cannot be written there.
        RunError: the disk is full.
    """
    with made_anew(out, "the parts") as folder:
        data = folder / "data"
        data.mkdir()
        yield Output(out, data)
