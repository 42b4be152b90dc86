"""What is installed, what is missing, what that costs, and the command that mends it. Nothing heavy is imported."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from auditor import __version__, shipped
from auditor.benchmarks.shelf import held, load
from auditor.errors import UsageError
from auditor.policy import load_policy
from auditor.registry import risks
from auditor.text.keys import key_from_environment
from auditor.text.names.pipelines import LANGUAGES, NEEDED, Pipeline, resolve

DISTRIBUTION = "finetune-auditor"
SCHEMA: Literal["auditor.doctor/1"] = "auditor.doctor/1"
State = Literal["ok", "missing", "broken"]
_MODEL = ("torch", "transformers", "peft", "accelerate", "safetensors")
_BASE = ("numpy", "numba", "orjson", "phonenumbers", "pyarrow", "pydantic", "re2", "scipy", "tokenizers", "yaml")
"""Modules without which a scan cannot run."""
_PIPELINE = {"en": "en_core_web_sm", "zh": "zh_core_web_sm"}
_MOST = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the installation."""

    name: str
    """Key `doctor.*` of the messages."""
    state: State
    found: str = ""
    """What is there: names and versions, the same in every language."""
    cost: str = ""
    """Key `doctor.cost.*`: what is not measured without it."""
    mend: str = ""
    """The command that mends it."""


def examine() -> tuple[Part, ...]:
    """Every part in the order in which a reader needs them. Raises nothing: what breaks is `broken`."""
    return tuple(_parts())


def _parts() -> Iterator[Part]:
    yield Part("version", "ok", __version__)
    yield Part("python", "ok", f"{platform.python_version()} ({platform.system()} {platform.machine()})")
    yield _packages()
    yield _plugins()
    yield _policies()
    yield _names()
    yield from _pipelines()
    yield _model()
    yield _benchmarks()
    yield _key()
    yield _tokenizers()


def _packages() -> Part:
    mend = f"pip install --force-reinstall {DISTRIBUTION}"
    if absent := [name for name in _BASE if find_spec(name) is None]:
        return Part("packages", "broken", ", ".join(absent), "packages", mend)
    try:
        needed = [text for text in requires(DISTRIBUTION) or () if "extra ==" not in text]
    except PackageNotFoundError:  # run from a checkout that is not installed
        needed = []
    return Part("packages", "ok", f"{len(needed) or len(_BASE)}")


def _policies() -> Part:
    names = sorted(path.stem for path in shipped.folder("policies").glob("*.yaml"))
    try:
        for name in names:
            load_policy(name)
    except UsageError as error:
        return Part("policies", "broken", str(error), "policies", f"pip install --force-reinstall {DISTRIBUTION}")
    if not names:
        return Part("policies", "broken", "", "policies", f"pip install --force-reinstall {DISTRIBUTION}")
    return Part("policies", "ok", ", ".join(names))


def _plugins() -> Part:
    try:
        return Part("plugins", "ok", ", ".join(risks()))
    except UsageError as error:
        return Part("plugins", "broken", str(error), "plugins", "pip uninstall PACKAGE")


def _names() -> Part:
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        return Part("names", "missing", "", "names", f"pip install '{DISTRIBUTION}[names]'")
    return Part("names", "ok", ", ".join(f"{name} {_version(name)}" for name in NEEDED))


def _pipelines() -> Iterator[Part]:
    """One part a language. Without the packages of the extra no pipeline can run."""
    try:
        there: dict[str, Pipeline] = {one.language: one for one in resolve(())}
        broken = ""
    except UsageError as error:
        there, broken = {}, str(error)
    for language in LANGUAGES:
        name = f"pipeline_{language}"
        mend = f"python -m spacy download {_PIPELINE[language]}"
        if broken:
            yield Part(name, "broken", broken, name, mend)
        elif (found := there.get(language)) is None:
            yield Part(name, "missing", "", name, mend)
        elif found.basic:
            yield Part(name, "missing", f"{found.name} {found.version}", "basic", mend)
        else:
            yield Part(name, "ok", f"{found.name} {found.version}")


def _model() -> Part:
    absent = [name for name in _MODEL if find_spec(name) is None]
    if absent:
        return Part("model", "missing", "", "model", f"pip install '{DISTRIBUTION}[model]'")
    return Part("model", "ok", ", ".join(f"{name} {_version(name)}" for name in _MODEL))


def _benchmarks() -> Part:
    packs = held()
    for pack in packs:
        try:
            load(pack.path)
        except UsageError as error:
            mend = f"auditor benchmark add {pack.name} FILE"
            return Part("benchmarks", "broken", str(error), "benchmarks", mend)
    if not packs:
        return Part("benchmarks", "missing", "", "benchmarks", "auditor benchmark add NAME FILE")
    return Part("benchmarks", "ok", ", ".join(pack.name for pack in packs))


def _key() -> Part:
    mend = "export AUDITOR_KEY=$(openssl rand -hex 32)"
    try:
        key = key_from_environment()
    except UsageError as error:
        return Part("key", "broken", str(error), "key", mend)
    return Part("key", "missing", "", "key", mend) if key.id is None else Part("key", "ok", f"id {key.id}")


def _tokenizers() -> Part:
    """Those of the local cache of the Hub, which `--tokenizer` can name without a network."""
    names = sorted({_repository(path) for path in _cache().glob("models--*/snapshots/*/tokenizer.json")})
    if not names:
        return Part("tokenizers", "missing", "", "tokenizers", "auditor scan DATA --tokenizer FOLDER")
    shown = ", ".join(names[:_MOST]) + (", ..." if len(names) > _MOST else "")
    return Part("tokenizers", "ok", f"{len(names)}: {shown}")


def _cache() -> Path:
    """The cache folder of huggingface_hub: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else in the user's cache."""
    if given := os.environ.get("HF_HUB_CACHE"):
        return Path(given)
    if home := os.environ.get("HF_HOME"):
        return Path(home) / "hub"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface" / "hub"


def _repository(file: Path) -> str:
    return file.parents[2].name.removeprefix("models--").replace("--", "/")


def _version(name: str) -> str:
    try:
        return version_of(name)
    except PackageNotFoundError:
        return "?"
