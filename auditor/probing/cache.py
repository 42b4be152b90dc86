"""What models answered, kept between runs: numbers, never text. It is what resumes a probe that was killed.

One SQLite file in a folder that only its owner can read. A reply stands under the digest of all that it depends on:
the model's identity (weights, tokenizer, template, precision), the question and what was wanted. The digest is keyed
by a secret of the file, so that it does not tell which private text was asked.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import orjson

from auditor import __version__
from auditor.models import Case, Generate, Read, Reply, Score, Scored, Unanswered

OFTEN = 64
"""Replies between two writes to the disk: so many are lost at most when a probe is killed."""
_KEYS = 500


def folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where answers are kept: `AUDITOR_CACHE`, else below `XDG_CACHE_HOME` or `~/.cache`."""
    names = os.environ if environment is None else environment
    if given := names.get("AUDITOR_CACHE"):
        return Path(given)
    return Path(names.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "finetune-auditor"


class NoCache:
    """Keeps nothing."""

    def known(self, identity: str, cases: Iterable[Case]) -> dict[Case, Reply]:
        """Nothing is known."""
        return {}

    def put(self, identity: str, case: Case, reply: Reply) -> None:
        """Forgets the reply."""

    def flush(self) -> None:
        """Does nothing."""


class Cache:
    """Answers of earlier runs. To be used in a `with` statement."""

    def __init__(self, place: Path) -> None:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.chmod(0o700)
        path = place / "answers.sqlite"
        self._database = _opened(path)
        path.chmod(0o600)
        row = self._database.execute("SELECT value FROM secret").fetchone()
        if row is None:
            with self._database:
                self._database.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
            row = self._database.execute("SELECT value FROM secret").fetchone()
        self._secret: bytes = row[0]
        self._waiting: list[tuple[bytes, bytes]] = []

    def known(self, identity: str, cases: Iterable[Case]) -> dict[Case, Reply]:
        """The replies of a model that are kept, by case."""
        keys = {self._key(identity, case): case for case in cases}
        found: dict[Case, Reply] = {}
        names = list(keys)
        for start in range(0, len(names), _KEYS):
            part = names[start : start + _KEYS]
            query = f"SELECT key, value FROM reply WHERE key IN ({','.join('?' * len(part))})"
            for key, value in self._database.execute(query, part):
                found[keys[key]] = _read(value)
        return found

    def put(self, identity: str, case: Case, reply: Reply) -> None:
        """Keeps a reply. What could not be answered may be, another time."""
        if not isinstance(reply, Unanswered):
            self._waiting.append((self._key(identity, case), _written(reply)))
            if len(self._waiting) >= OFTEN:
                self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO reply VALUES (?, ?)", self._waiting)
        self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._database):
            self.flush()

    def _key(self, identity: str, case: Case) -> bytes:
        match case:
            case Score(prompt, target, wants):
                asked = repr(("score", prompt, target, sorted(wants)))
            case Generate(prompt, limit, reader):
                asked = repr(("generate", prompt, limit, reader.name))
        text = repr((__version__, identity)) + asked
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=24).digest()


def _opened(path: Path) -> sqlite3.Connection:
    """The database; one that is broken is begun again, since it holds nothing that cannot be asked again."""
    for attempt in (1, 2):
        database = sqlite3.connect(path, timeout=30)
        try:
            with database:
                database.execute("CREATE TABLE IF NOT EXISTS reply (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
                database.execute("CREATE TABLE IF NOT EXISTS secret (id INTEGER PRIMARY KEY, value BLOB)")
        except sqlite3.DatabaseError:
            database.close()
            if attempt == 2:
                raise
            path.unlink()
        else:
            return database
    raise AssertionError


def _written(reply: Scored | Read) -> bytes:
    match reply:
        case Scored(logprobs, stats):
            content = {"scored": logprobs, "stats": dict(stats)}
        case Read(marks):
            content = {"read": dict(marks)}
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)


def _read(value: bytes) -> Scored | Read:
    content = orjson.loads(value)
    if "read" in content:
        return Read(content["read"])
    return Scored(_numbers(content["scored"]), {name: _numbers(own) for name, own in content["stats"].items()})


def _numbers(values: list[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """JSON has no infinity: what is missing is a probability of nothing."""
    return np.array([-np.inf if value is None else value for value in values], np.float32)
