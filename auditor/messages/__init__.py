"""The one catalogue of what the auditor says to people, in English and Simplified Chinese.

risk.<id>         title of a risk            finding.<id>   what a finding counts
misses.<id>       what it does not see       advice.<id>    what to do about it
kind.* flaw.* unreadable.* skipped.* missing.*              reasons, by code
level.* outcome.* unit.* ui.*                               words of the views

`{files:file|files}` is a number with its word: `1 file`, `2,000 files`.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from auditor.errors import UsageError
from auditor.messages import en, zh

Language = Literal["en", "zh"]
CATALOGUE: Mapping[Language, Mapping[str, str]] = {"en": en.MESSAGES, "zh": zh.MESSAGES}


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that knows its word."""

    value: int | float

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return format(self.value, spec)
        return f"{self.value:{',' if isinstance(self.value, int) else ',.10g'}} {one if self.value == 1 else many}"


def say(key: str, language: Language, **values: object) -> str:
    """The text of a key with its values put in. A plug-in's own key that is not in the catalogue stands for itself."""
    text = CATALOGUE[language].get(key)
    if text is None:
        return key.partition(".")[2]
    return text.format(**{
        name: _Number(value) if isinstance(value, int | float) else value for name, value in values.items()
    })  # fmt: skip


def printable(text: str) -> str:
    """Text in which nothing acts on a terminal: control and format characters are shown as their code points."""
    return "".join(
        f"⟦U+{ord(char):04X}⟧" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char
        for char in text
    )


def choose_language(wanted: str | None) -> Language:
    """The language asked for, or that of the environment (`AUDITOR_LANG`, then the locale), or English.

    Raises:
        UsageError: it is neither `en` nor `zh`.
    """
    given = wanted or os.environ.get("AUDITOR_LANG")
    if given is not None:
        match given:
            case "en" | "zh":
                return given
            case _:
                raise UsageError(f"there is no language {given!r}; known: en, zh")
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"
