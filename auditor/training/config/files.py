"""A configuration file to plain values: YAML, JSON, or a shell script with a line `swift sft --key value`."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import UsageError
from auditor.text import yaml_files
from auditor.text.yaml_files import LARGEST, Dialect, Places, loader

DIALECT = Dialect("configuration", "configurations", loader({"timestamp": ""}), UsageError)
"""The trainers read YAML 1.1: `yes` and `off` are truth values. Dates are texts."""
_COMMAND = re.compile(r"(?:^|[\s;&|])swift[ \t]+(sft|pt|rlhf)(?=\s|$)")
_CODE = {
    ".bin": "a pickle, which is not opened: it can run code",
    ".pt": "a pickle, which is not opened: it can run code",
    ".pkl": "a pickle, which is not opened: it can run code",
    ".py": "a program, which is not run",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a configuration file says."""

    values: Mapping[str, object]
    where: Places
    form: str
    """`yaml`, `json` or `shell`."""
    open: tuple[str, ...] = ()
    """Keys of a shell script whose values are variables, and so not known."""


def read(path: Path) -> Content:
    """The keys and values of a configuration file.

    Raises:
        UsageError: there is none, or it is none; it says where.
    """
    name = str(path)
    text = _text(path)
    if path.suffix == ".json":
        return Content(_mapping(name, _json(name, text)), Places(name, None), "json")
    if path.suffix in (".sh", ".bash", ".zsh") or text.startswith("#!"):
        return _shell(name, text)
    values, where = yaml_files.parsed(name, text, DIALECT)
    return Content(_mapping(name, values), where, "yaml")


def _text(path: Path) -> str:
    if path.suffix in _CODE:
        raise UsageError(
            f"{path}: this is {_CODE[path.suffix]}; write args.to_dict() to a .json file and give --config that"
        )
    try:
        if path.is_dir():
            raise UsageError(f"{path}: this is a folder; give --config the file itself")
        size = path.stat().st_size
        if size > LARGEST:
            raise UsageError(f"{path}: this file is too large for a configuration ({size:,} bytes)")
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(
            f"{path}: the configuration cannot be read ({type(error).__name__}); give a YAML or JSON file in UTF-8"
        ) from error


def _mapping(name: str, values: object) -> Mapping[str, object]:
    if not isinstance(values, dict) or not values:
        raise UsageError(f"{name}: a configuration is a mapping, key: value; this is none, or an empty one")
    if wrong := [key for key in values if not isinstance(key, str)]:
        raise UsageError(f"{name}: the key {str(wrong[0])[:40]!r} is no text; write it in quotes")
    return values


def _json(name: str, text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(name, pairs))
    except json.JSONDecodeError as error:
        raise UsageError(f"{name}:{error.lineno}: this is no JSON; mend it there") from error
    except RecursionError as error:
        raise UsageError(f"{name}: a value in this file is nested too deeply; write plain values") from error


def _once(name: str, pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise UsageError(f"{name}: the key {key[:40]!r} stands here a second time; make one of both")
        values[key] = value
    return values


def _shell(name: str, text: str) -> Content:
    """The arguments of the first `swift sft`. Nothing is run, so variables stay unknown."""
    joined = re.sub(r"\\\r?\n", " ", text)
    lines = [line for line in joined.splitlines() if not line.lstrip().startswith("#") and _COMMAND.search(line)]
    if not lines:
        raise UsageError(
            f"{name}: there is no line 'swift sft --key value' in this script; give --config the YAML or JSON file "
            "that the trainer reads"
        )
    line = lines[0][_COMMAND.search(lines[0]).end() :]  # type: ignore[union-attr]
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|<>")
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError as error:
        raise UsageError(f"{name}: the line 'swift sft' has a quote without its end; mend it there") from error
    values, unknown = _arguments(name, words)
    return Content(values, Places(name, None), "shell", unknown)


def _arguments(name: str, words: list[str]) -> tuple[dict[str, object], tuple[str, ...]]:
    values: dict[str, object] = {}
    unknown = []
    given: dict[str, list[str]] = {}
    key = ""
    for word in words:
        if word and set(word) <= set(";&|<>"):
            break
        if word.startswith("--") and len(word) > 2:
            key, _, value = word[2:].partition("=")
            key = key.replace("-", "_")
            given[key] = [value] if "=" in word else []
        elif not key:
            raise UsageError(f"{name}: 'swift sft' is given a file here; give --config that file")
        else:
            given[key].append(word)
    for key, parts in given.items():
        if any("$" in part or "`" in part for part in parts):
            unknown.append(key)
        else:
            values[key] = True if not parts else parts[0] if len(parts) == 1 else parts
    return values, tuple(unknown)
