"""The text of a policy file: YAML to plain values, and where in the file each of them stands."""

from __future__ import annotations

from typing import Any

from auditor.errors import PolicyError
from auditor.text import yaml_files
from auditor.text.yaml_files import LARGEST, Dialect, Places, loader

__all__ = ["LARGEST", "Places", "parsed"]

DIALECT = Dialect("policy", "policies", loader({"bool": "tTfF", "timestamp": ""}), PolicyError)
"""Reads `off` and `yes` as words, as YAML 1.2 does: only `true` and `false` are truth values. Dates are texts."""


def parsed(name: str, text: str) -> tuple[dict[Any, Any], Places]:
    """The content of a policy file of that name.

    Raises:
        PolicyError: it is no YAML, or says something twice, or is no mapping of plain values.
    """
    content, places = yaml_files.parsed(name, text, DIALECT)
    if not isinstance(content, dict):
        raise PolicyError(f"{name}: a policy is a mapping that begins with 'version: 1'; see: auditor schema policy")
    return content, places
