"""Files that come with the product: from the installed package, else from the repository that it is run from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `policies` or `sample_data`."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def packs() -> Path:
    """The folder of the benchmark packs."""
    return _PACKAGE / "packs"
