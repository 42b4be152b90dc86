"""The one catalogue of what the auditor says to people, in English and Simplified Chinese.

risk.<id>         title of a risk            finding.<id>   what a finding counts
misses.<id>       what it does not see       advice.<id>    what to do about it
kind.* flaw.* unreadable.* skipped.* missing.*              reasons, by code
level.* outcome.* unit.* ui.*                               words of the views
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from typing import Literal

from auditor.errors import UsageError
from auditor.messages import en, zh

Language = Literal["en", "zh"]
CATALOGUE: Mapping[Language, Mapping[str, str]] = {"en": en.MESSAGES, "zh": zh.MESSAGES}


def say(key: str, language: Language, **values: object) -> str:
    """The text of a key with its values put in. A plug-in's own key that is not in the catalogue stands for itself."""
    text = CATALOGUE[language].get(key)
    return key.partition(".")[2] if text is None else text.format(**values)


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
