"""What a log of an evaluation harness tells, item by item, in one form for all harnesses. No text is kept."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

from auditor.errors import UsageError

Harness = Literal["lm-eval", "lighteval", "inspect"]
Kind = Literal["score", "perplexity"]
"""A score of an item, or its log-likelihood in nats with the words or bytes that it has."""


class Name(NamedTuple):
    """What was scored, and how."""

    task: str
    by: str
    """The filter (lm-eval) or the scorer (inspect) that read the answer; empty where there is none."""
    metric: str
    """Empty where the scorer gives one value."""


class Sample(NamedTuple):
    """One item as one metric scored it."""

    score: float | None
    """None where the harness gave none, or NaN."""
    doc: str
    """Digest of the question and its right answer."""
    prompt: str
    """Digest of what the model was given."""
    cluster: str
    """Items of one cluster are not independent; empty where each is."""
    chance: float
    """Share of right answers that guessing gives; 0 where nobody knows."""
    size: float = 1.0
    """Of a log-likelihood: its words or bytes."""


@dataclass(frozen=True, slots=True)
class Series:
    """All items of one task, scored in one way, by their keys."""

    samples: Mapping[str, Sample]
    larger_is_better: bool = True
    kind: Kind = "score"


@dataclass(frozen=True, slots=True)
class Log:
    """One run of a harness."""

    harness: Harness
    model: str
    """Name of the model, as the harness had it."""
    date: str
    """ISO day of the run."""
    series: Mapping[Name, Series]
    groups: Mapping[str, tuple[str, ...]]
    """Tasks that the harness reports as one: name and tasks of each outermost group."""
    settings: Mapping[str, str]
    """How the model was asked: key `logs.*` of the messages, with the task behind a colon where it is of one."""
    notes: tuple[str, ...] = ()
    """What is to be said of the log itself: keys `logs.*` of the messages, with a name behind a colon."""


@dataclass(slots=True)
class Gathering:
    """The series of a log while its rows are read."""

    series: dict[Name, dict[str, Sample]] = field(default_factory=dict)
    kinds: dict[Name, Kind] = field(default_factory=dict)

    def add(self, name: Name, key: str, sample: Sample, where: str, kind: Kind = "score") -> None:
        """Takes an item in. One that stands twice with the same score counts once.

        Raises:
            UsageError: it stands there twice, with different scores or questions.
        """
        series = self.series.get(name)
        if series is None:
            series = self.series[name] = {}
            self.kinds[name] = kind
        if series.setdefault(key, sample) != sample:
            raise UsageError(
                f"{where}: item {shown_key(key)} of {name.task} stands twice in this log, scored in different ways; "
                "give the log of one run"
            )

    def done(self, larger: Mapping[Name, bool]) -> dict[Name, Series]:
        """All series; where nobody says so, larger is better."""
        return {
            name: Series(samples, larger.get(name, True), self.kinds[name]) for name, samples in self.series.items()
        }


def digest(*parts: object) -> str:
    """Digest of text or of anything that JSON can hold."""
    return hashlib.blake2b(
        orjson.dumps(parts, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str), digest_size=16
    ).hexdigest()


def shown_key(key: str) -> str:
    """A key as it can be shown: ids are chosen by users and may be any text."""
    return key if re.fullmatch(r"[\w.#/-]{1,64}", key, re.ASCII) else digest(key)


def number(value: object) -> float | None:
    """A score as a number; None where it is none, NaN or infinite.

    numpy's own types are written by some harnesses as their text: "True", "0.5".
    """
    match value:
        case bool() | int() | float():
            found = float(value)
        case "True" | "False":
            return float(value == "True")
        case str():
            try:
                found = float(value)
            except ValueError:
                return None
        case _:
            return None
    return found if math.isfinite(found) else None


def parsed(text: bytes, where: str) -> Any:
    """JSON, with the NaN and Infinity that Python's own writer puts into it.

    Raises:
        UsageError: it is none, or a part of it.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return json.loads(text)
        except ValueError as error:
            raise UsageError(f"{where}: this is no JSON, or only a part of it; run the evaluation again") from error


def content(path: Path) -> bytes:
    """The content of a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: this log cannot be read ({error.strerror})") from error
