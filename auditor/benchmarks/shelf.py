"""The folders in which packs lie."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from auditor import shipped
from auditor.errors import UsageError, nearest
from auditor.outputs import write_file

if TYPE_CHECKING:
    from auditor.text.benchmarks import Pack

ENDING = ".npz"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Held:
    """A pack that lies somewhere."""

    name: str
    path: Path


def held() -> tuple[Held, ...]:
    """Every pack that a scan can name, by name."""
    found = {
        path.name.removesuffix(ENDING): path
        for folder in (shipped.packs(), _own())
        for path in sorted(folder.glob(f"*{ENDING}"))
    }
    return tuple(Held(name, found[name]) for name in sorted(found))


def shelved(name: str) -> Path:
    """Where the pack of a name lies.

    Raises:
        UsageError: there is none.
    """
    paths = {pack.name: pack.path for pack in held()}
    if name not in paths:
        raise UsageError(
            f"there is no benchmark pack {name!r}; {nearest(name, paths)} (make one: auditor benchmark add NAME FILE)"
        )
    return paths[name]


def load(path: Path) -> Pack:
    """The pack that lies at a path.

    Raises:
        UsageError: it cannot be read, is damaged, or another version made it.
    """
    from auditor.text.benchmarks import from_bytes

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: this benchmark pack cannot be read ({error.strerror}); mend that, or make it again with "
            "auditor benchmark add"
        ) from error
    return from_bytes(content, str(path))


def put(pack: Pack, out: Path | None = None) -> Path:
    """Writes a pack into the user's data folder, or to a path, whole or not at all.

    Raises:
        OutputError: it cannot be written there.
    """
    from auditor.text.benchmarks import to_bytes

    path = out or _own() / f"{pack.name}{ENDING}"
    write_file(path, to_bytes(pack))
    return path


@contextmanager
def written(given: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Paths of the packs of `NAME` and `NAME=FILE`; those that are made of a file are gone afterwards.

    A FILE that is a pack is taken as it is.

    Raises:
        UsageError: there is no such pack, two have one name, or a file is no benchmark.
    """
    from auditor.benchmarks.items import pack_of

    with TemporaryDirectory(prefix="auditor-") as folder:
        paths: dict[str, str] = {}
        for text in given:
            name, equals, file = text.partition("=")
            if checked(name) in paths:
                raise UsageError(f"--benchmark {text}: {name!r} is given twice; give each benchmark a name of its own")
            if equals and not file:
                raise UsageError(f"--benchmark {text}: give NAME=FILE with a file, or NAME alone for a pack")
            if not equals:
                paths[name] = str(shelved(name))
            elif file.endswith(ENDING):
                paths[name] = os.path.abspath(file)
            else:
                made = pack_of(name, Path(file), Path(file).name, "")
                paths[name] = str(put(made, Path(folder) / f"{name}{ENDING}"))
        yield tuple(paths.values())


def checked(name: str) -> str:
    """The name of a benchmark.

    Raises:
        UsageError: it cannot be one.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:80]!r} cannot name a benchmark; give up to 64 letters, digits, '.', '_' and '-', the first one a "
            "letter or digit"
        )
    return name


def _own() -> Path:
    """The user's folder of packs. XDG Base Directory Specification, version 0.8."""
    given = os.environ.get("XDG_DATA_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "share"
    return base / "finetune-auditor" / "packs"
