"""Which check a reference answer calls for, so that held-out questions can be scored without a judge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import orjson

from auditor.suites import Check
from auditor.suites.checks.answers import F1, Exact, JsonEqual, Label, Number

LABELS = 20
"""Most different answers of a task that is taken for a classification, each a few words."""
SHORT = 24
"""Most characters of a label or of an answer that has to be met exactly."""
LONG = 600
"""Most characters of an answer whose words are compared: what is longer can be right in too many ways."""
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?")


def check_of(answer: str, answers: Sequence[str]) -> Check | None:
    """The check for an answer among all `answers` of its set; None where no rule can tell right from wrong.

    JSON is compared as JSON, a number as a number, one of a few short answers that come again and again as a label,
    another short one as it stands, and a text by the words or characters that it shares with the reference (F1 of at
    least one half).
    """
    text = answer.strip()
    if not text or len(text) > LONG:
        return None
    if text[0] in "{[":
        try:
            orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
        else:
            return JsonEqual(text)
    if _NUMBER.fullmatch(text):
        return Number(float(text.rstrip("%").replace(",", "")))
    labels = _labels(tuple(answers))
    if text in labels:
        return Label(labels, text)
    return Exact(text) if len(text) <= SHORT else F1((text,))


@lru_cache(maxsize=4)
def _labels(answers: tuple[str, ...]) -> tuple[str, ...]:
    """The answers of a classification: few, short, and each met at least twice on average. Else none."""
    different = sorted({answer.strip() for answer in answers})
    short = all(0 < len(answer) <= SHORT for answer in different)
    return tuple(different) if short and len(different) <= LABELS and 2 * len(different) <= len(answers) else ()
