"""The key of planted canaries: all of them, with the coin of each. Whoever has it knows what a probe is to find out."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import orjson

from auditor.canaries.invent import BITS, DIGITS, Kind
from auditor.errors import OutputError, UsageError
from auditor.messages import Language
from auditor.models import Chat, Plain, Prompt, Score, Statistic
from auditor.outputs import write_file
from auditor.records import Record

SCHEMA: Literal["auditor.canaries/1"] = "auditor.canaries/1"
LARGEST = 2**30
"""Bytes of the largest key that is read."""
_VALUES = re.compile(rf"QZ(?:-\d{{4}}){{{DIGITS // 4}}}|[a-z]+\d\d@example\.(?:com|net|org)")


@dataclass(frozen=True, slots=True)
class Canary:
    """One canary, planted or not."""

    id: str
    """Its number among all: it says nothing of its coin."""
    kind: Kind
    value: str = field(repr=False)
    included: bool = field(repr=False)
    """Its coin."""
    copies: int
    """In how many records it stands or, where its coin kept it out, would stand."""
    prompt: Chat | Plain = field(repr=False)
    """What the value is to follow, as in the first of its records."""
    row: str = field(repr=False)
    """JSON of the first of its records, in the layout of the data, whether it was planted or not."""

    @property
    def bits(self) -> float:
        """Logarithm to base 2 of how many values it could have had, each as likely."""
        return BITS[self.kind]


@dataclass(frozen=True, slots=True)
class SealedKey:
    """Everything about one planting."""

    schema: Literal["auditor.canaries/1"]
    version: str
    """Of the auditor."""
    seed: int = field(repr=False)
    """With the data, it gives everything else: it is as secret as the key."""
    data: str
    """SHA-256 of the file with the canaries, in hexadecimal."""
    records: int
    """Rows of the data without them."""
    rows: int
    """Rows that were put in."""
    shape: str
    """Layout of the rows."""
    language: Language
    guesses: int
    """How many canaries the audit will say to be in: fixed before there is a model."""
    canaries: tuple[Canary, ...]
    seal: str = ""
    """Digest of all of it, in the file: guesses, coins and values were fixed before there was a model."""

    def content(self) -> bytes:
        """The file."""
        whole = replace(self, seal=self.sealed())
        return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    def sealed(self) -> str:
        """The seal that fits what the key says: BLAKE2 of its JSON without one, in hexadecimal."""
        return blake2b(orjson.dumps(replace(self, seal="")), digest_size=16).hexdigest()


def write_key(key: SealedKey, path: Path) -> None:
    """Writes the key so that only its owner can read it.

    Raises:
        OutputError: it exists, or cannot be written there.
    """
    refuse_key(path)
    write_file(path, key.content(), mode=0o600)


def refuse_key(path: Path) -> None:
    """Refuses a place where something is: an older key cannot be made again, and without it its model tells nothing.

    Raises:
        OutputError: so it is.
    """
    if os.path.lexists(path):
        raise OutputError(
            f"{path}: this exists, and it is not overwritten: it may be the key of another training; give another --key"
        )


def read_key(path: str | os.PathLike[str]) -> SealedKey:
    """Reads a key.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    from pydantic import TypeAdapter, ValidationError

    place = Path(path)
    try:
        if place.stat().st_size > LARGEST:
            raise UsageError(f"{path}: this file is too large for a key of canaries")
        content = place.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the key of canaries cannot be read ({error.strerror}); check the path") from error
    try:
        key: SealedKey = TypeAdapter(SealedKey).validate_json(content)
    except ValidationError:
        # Its message would quote the file.
        raise UsageError(
            f"{path}: this is no key of canaries as {SCHEMA} has it; give the file that `auditor canaries plant` wrote "
            "as --key"
        ) from None
    if key.seal != key.sealed():
        raise UsageError(f"{path}: this key of canaries was changed, and nothing can be told by it; take the original")
    return key


def cases(key: SealedKey, wants: frozenset[Statistic] = frozenset()) -> Iterator[tuple[Canary, Score]]:
    """For each canary, in or out, how likely its value is behind its prompt."""
    for canary in key.canaries:
        prompt: Prompt = canary.prompt
        yield canary, Score(prompt, canary.value, wants, canary)


@dataclass(frozen=True, slots=True)
class Presence:
    """Which canaries stand in some data. Each tuple holds their ids."""

    found: Mapping[str, int]
    """In how many records each of the planted ones stands."""
    missing: tuple[str, ...]
    """Planted, and in no record: cut off, or taken for copies. They cannot be memorized, and lower what is shown."""
    fewer: tuple[str, ...]
    """Planted, and in fewer records than they were put into."""
    strays: tuple[str, ...]
    """Not planted, and there all the same: this is not the data of the key, or somebody has used it."""


def presence(key: SealedKey, records: Iterable[Record]) -> Presence:
    """Looks for the value of every canary in the texts of some records, as a training would get them."""
    by_value = {canary.value: canary.id for canary in key.canaries}
    counts: Counter[str] = Counter()
    for record in records:
        said = {found for turn in record.texts() for found in _VALUES.findall(turn.text)}
        counts.update(by_value[one] for one in said & by_value.keys())
    planted = [canary for canary in key.canaries if canary.included]
    return Presence(
        {canary.id: counts[canary.id] for canary in planted},
        tuple(canary.id for canary in planted if not counts[canary.id]),
        tuple(canary.id for canary in planted if 0 < counts[canary.id] < canary.copies),
        tuple(canary.id for canary in key.canaries if not canary.included and counts[canary.id]),
    )
