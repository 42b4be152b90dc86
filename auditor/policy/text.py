"""The text of a policy file and of those beside it: YAML to plain values, and where in it each of them stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.errors import PolicyError
from auditor.text import yaml_files
from auditor.text.yaml_files import LARGEST, Dialect, Places, loader

__all__ = ["LARGEST", "Places", "parsed", "text_of"]

_LOADER = loader({"bool": "tTfF", "timestamp": ""})
"""Reads `off` and `yes` as words, as YAML 1.2 does: only `true` and `false` are truth values. Dates are texts."""
DIALECTS = {
    "policy": Dialect("policy", "policies", _LOADER, PolicyError),
    "waivers": Dialect("file of waivers", "files of waivers", _LOADER, PolicyError),
}
_SHOWN = {"policy": "a policy", "waivers": "a file of waivers", "baseline": "a baseline"}


def text_of(path: Path, name: str, what: str, most: int = LARGEST) -> str:
    """The text of a file that messages call `name`.

    Raises:
        PolicyError: it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > most:
            raise PolicyError(f"{name}: this file is too large for {_SHOWN[what]} ({path.stat().st_size:,} bytes)")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        kind = "JSON" if what == "baseline" else "YAML"
        raise PolicyError(
            f"{name}: the {what} cannot be read ({type(error).__name__}); give a {kind} file in UTF-8"
        ) from error


def parsed(name: str, text: str, what: str = "policy") -> tuple[dict[Any, Any], Places]:
    """The content of a policy file, or of the waivers beside it, of that name.

    Raises:
        PolicyError: it is no YAML, or says something twice, or is no mapping of plain values.
    """
    content, places = yaml_files.parsed(name, text, DIALECTS[what])
    if not isinstance(content, dict):
        raise PolicyError(
            f"{name}: {_SHOWN[what]} is a mapping that begins with 'version: 1'; see: auditor schema {what}"
        )
    return content, places
