"""Which spaCy pipelines there are to recognize names with. Nothing here imports spaCy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path

from auditor.errors import UsageError
from auditor.text.names.language import Language
from auditor.text.names.measured import BY_DEFAULT

BASIC = "basic"
"""The pipeline of rules and lexicons that comes with the auditor."""
BASIC_VERSION = "1"
"""Rises when its rules find something else, and is part of every report that it made."""
SIZES = ("lg", "md", "sm", "trf")
"""Of several installed pipelines of a language the first of these is taken: accuracy first, but on a processor."""
NEEDED = ("spacy", "presidio_analyzer")
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A spaCy pipeline for the texts of a language."""

    name: str
    """Its package, or the language and name that its folder's `meta.json` gives; no path of the machine."""
    version: str
    language: Language
    source: str
    """What `spacy.load` takes; of our own rules, their name."""

    @property
    def basic(self) -> bool:
        """Whether it is nothing but our own rules."""
        return self.source == BASIC


def resolve(wanted: tuple[str, ...]) -> tuple[Pipeline, ...]:
    """One pipeline a language at most: those that are named, or else what is installed.

    `basic` serves the languages that no other named pipeline serves. Unnamed it serves those for which it was
    measured to be good enough and for which nothing is installed.

    Raises:
        UsageError: a named pipeline, or what runs it, is not installed, or two are of one language.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing and wanted:
        raise UsageError(
            f"the pipeline {wanted[0]!r} needs packages that are not installed; "
            "run: pip install 'finetune-auditor[names]'"
        )
    if missing:
        return ()
    found = [_named(name) for name in wanted if name != BASIC] if wanted else _installed()
    served = {pipeline.language: pipeline for pipeline in reversed(found)}
    if wanted and len(served) < len(found):
        raise UsageError(f"two of the pipelines {', '.join(wanted)} are for the same language; name one a language")
    ours = LANGUAGES if BASIC in wanted else () if wanted else BY_DEFAULT
    for language in ours:
        served.setdefault(language, Pipeline(BASIC, BASIC_VERSION, language, BASIC))
    return tuple(served[language] for language in LANGUAGES if language in served)


def _installed() -> list[Pipeline]:
    """The installed pipelines of both languages, the best of each."""
    names = _packages()
    best = []
    for language in LANGUAGES:
        known = [name for size in SIZES if (name := f"{language}_core_web_{size}") in names]
        best += [Pipeline(name, version_of(name), language, name) for name in known[:1]]
    return best


def _packages() -> frozenset[str]:
    return frozenset(point.name for point in entry_points(group="spacy_models"))


def _named(name: str) -> Pipeline:
    if name in _packages():
        return Pipeline(name, version_of(name), _language(name), name)
    meta = Path(name) / "meta.json"
    try:
        said = json.loads(meta.read_text("utf-8"))
        return Pipeline(f"{said['lang']}_{said['name']}", str(said["version"]), _language(said["lang"]), name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = (
            "a pipeline's folder holds meta.json and config.cfg, as nlp.to_disk writes them"
            if Path(name).exists() or Path(name).name != name
            else f"run: python -m spacy download {name}"
        )
        raise UsageError(
            f"the spaCy pipeline {name!r} is not installed, nor is it the folder of one; {mend}"
        ) from error


def _language(name: str) -> Language:
    """Chinese ones read Chinese; every other one is taken for the texts that are not."""
    return "zh" if name.startswith("zh") else "en"
