"""A configuration file to plain values: YAML, JSON, or a shell script that starts a training with `--key value`."""

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
from auditor.training.model import TrainerName

DIALECT = Dialect("configuration", "configurations", loader({"timestamp": ""}), UsageError)
"""The trainers read YAML 1.1: `yes` and `off` are truth values. Dates are texts."""
_COMMANDS: Mapping[TrainerName, re.Pattern[str]] = {
    "ms-swift": re.compile(r"(?:^|[\s;&|])(?:swift[ \t]+|[\w./-]*swift/cli/)(sft|pt|rlhf)(?:\.py)?(?=\s|$)"),
    "trl": re.compile(r"(?:^|[\s;&|])(?:trl[ \t]+|[\w./-]*scripts/)(sft)(?:\.py)?(?=\s|$)"),
    "llama-factory": re.compile(
        r"(?:^|[\s;&|])(?:(?:llamafactory-cli|lmf)[ \t]+|[\w./-]*src/)(train)(?:\.py)?(?=\s|$)"
    ),
}
"""How trainings are started; the group is what is done."""
_PRETRAINING = {"use_chat_template": False, "loss_scale": "all"}
"""What `swift pt` has otherwise than `swift sft` (`swift/arguments/pretrain_args.py` of ms-swift 4.6.0)."""
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
    trainer: TrainerName | None = None
    """The one that a shell script starts."""


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
    except (RecursionError, ValueError) as error:
        raise UsageError(
            f"{name}: a value is nested too deeply, or is a number of thousands of digits; write plain values"
        ) from error


def _once(name: str, pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise UsageError(f"{name}: the key {key[:40]!r} stands here a second time; make one of both")
        values[key] = value
    return values


def _shell(name: str, text: str) -> Content:
    """The arguments of the first training that a script starts. Nothing is run, so variables stay unknown."""
    joined = re.sub(r"\\\r?\n", " ", text)
    lines = (line for line in joined.splitlines() if not line.lstrip().startswith("#"))
    found = ((trainer, match) for line in lines for trainer, one in _COMMANDS.items() if (match := one.search(line)))
    trainer, command = next(found, (None, None))
    if trainer is None or command is None:
        raise UsageError(
            f"{name}: there is no line 'swift sft --key value', 'trl sft' or 'llamafactory-cli train' in this script; "
            "give --config the YAML or JSON file that the trainer reads"
        )
    said = command[0].strip(" \t;&|")
    if command[1] == "rlhf":
        raise UsageError(f"{name}: there is no dry run of {said!r}; scan the data without --config")
    try:
        lexer = shlex.shlex(command.string[command.end() :], posix=True, punctuation_chars=";&|<>")
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError as error:
        raise UsageError(f"{name}: the line {said!r} has a quote without its end; mend it there") from error
    values, unknown = _arguments(name, said, words)
    if command[1] == "pt":
        values = {**_PRETRAINING, **values}
    return Content(values, Places(name, None), "shell", unknown, trainer)


def _arguments(name: str, said: str, words: list[str]) -> tuple[dict[str, object], tuple[str, ...]]:
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
            raise UsageError(f"{name}: {said!r} is given a file here; give --config that file")
        else:
            given[key].append(word)
    if "config" in given:
        raise UsageError(f"{name}: {said!r} is given --config; give that file, with what stands beside it added")
    for key, parts in given.items():
        if any("$" in part or "`" in part for part in parts):
            unknown.append(key)
        else:
            values[key] = True if not parts else parts[0] if len(parts) == 1 else parts
    return values, tuple(unknown)
