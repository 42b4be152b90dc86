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
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import orjson

from auditor import __version__
from auditor.errors import RunError, UsageError
from auditor.models import (
    BESIDE,
    Beside,
    Case,
    Generate,
    Partly,
    Rank,
    Ranked,
    Read,
    Reply,
    Score,
    Scored,
    Statistic,
    Unanswered,
)

if TYPE_CHECKING:
    from auditor.models import Numbers

OFTEN = 64
"""Replies between two writes to the disk: so many are lost at most when a probe is killed."""
_KEYS, _SECRET = 500, 32
"""Keys of a query; bytes of the secret."""
_OF_FILE = "SELECT value FROM secret WHERE id = 1"


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
        """Opens the answers in a folder; a file that is broken is begun again, since all of it can be asked again.

        Raises:
            UsageError: nothing can be kept there.
        """
        self._path = place / "answers.sqlite"
        self._waiting: list[tuple[bytes, bytes]] = []
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.chmod(0o700)
            self._database, self._secret = _opened(self._path)
            self._path.chmod(0o600)
        except OSError as error:
            raise _no_place(place, error.strerror) from error
        except sqlite3.Error as error:
            raise _no_place(place, str(error)) from error

    def known(self, identity: str, cases: Iterable[Case]) -> dict[Case, Reply]:
        """The replies of a model that are kept, by case."""
        keys = {self._key(identity, case): case for case in cases}
        found: dict[Case, Reply] = {}
        names = list(keys)
        for start in range(0, len(names), _KEYS):
            part = names[start : start + _KEYS]
            query = f"SELECT key, value FROM reply WHERE key IN ({','.join('?' * len(part))})"
            try:
                rows = self._database.execute(query, part).fetchall()
            except sqlite3.DatabaseError as error:
                self._begin_again(error)
                return found
            for key, value in rows:
                if (reply := _read(keys[key], value)) is not None:
                    found[keys[key]] = reply
        return found

    def put(self, identity: str, case: Case, reply: Reply) -> None:
        """Keeps a reply. What could not be answered may be, another time."""
        if not isinstance(reply, Unanswered):
            self._waiting.append((self._key(identity, case), _written(reply)))
            if len(self._waiting) >= OFTEN:
                self.flush()

    def flush(self) -> None:
        """Writes what waits.

        Raises:
            RunError: the disk is full or gone.
        """
        try:
            self._write()
        except sqlite3.DatabaseError as error:
            self._begin_again(error)
            self._write()
        self._waiting.clear()

    def _write(self) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO reply VALUES (?, ?)", self._waiting)

    def _begin_again(self, error: sqlite3.DatabaseError) -> None:
        """An empty file in the place of one that turned out to be broken.

        Raises:
            RunError: it is not the file that is broken.
        """
        if not _broken(error):
            raise RunError(
                f"{self._path.parent}: answers cannot be kept there ({error}); see that there is space on the disk and"
                " start again, or give --no-cache"
            ) from error
        self._database.close()
        _remove(self._path)
        self._database, self._secret = _opened(self._path, self._secret)
        self._path.chmod(0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.flush()
        finally:
            self._database.close()

    def _key(self, identity: str, case: Case) -> bytes:
        match case:
            case Score(prompt, target, wants, ended=ended, alone=alone):
                # Without `alone` the key is that of answers which were kept before there was such a thing.
                asked = repr(("score", prompt, target, sorted(wants), ended, *(["alone"] if alone else [])))
            case Generate(prompt, limit, reader):
                asked = repr(("generate", prompt, limit, reader.name))
            case Beside(prompt, target, writer, limit):
                asked = repr(("beside", prompt, target, writer, limit))
            case Partly(prompt, target, strength):
                asked = repr(("partly", prompt, target, strength))
            case Rank(prompt, target, form, effort):
                asked = repr(("rank", prompt, target, form.places, effort))
        text = repr((__version__, identity)) + asked
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=24).digest()


def _opened(path: Path, secret: bytes | None = None) -> tuple[sqlite3.Connection, bytes]:
    """The database and its secret; one that is broken is begun again."""
    for attempt in (1, 2):
        database = sqlite3.connect(path, timeout=30)
        try:
            return database, _prepared(database, secret or secrets.token_bytes(_SECRET))
        except sqlite3.DatabaseError as error:
            database.close()
            if attempt == 2 or not _broken(error):
                raise
            _remove(path)
    raise AssertionError


def _prepared(database: sqlite3.Connection, fresh: bytes) -> bytes:
    """The tables; `fresh` becomes the secret where there is none.

    Raises:
        sqlite3.DatabaseError: they are not as this version makes them, or cannot be read.
    """
    with database:
        database.execute("CREATE TABLE IF NOT EXISTS reply (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
        database.execute("CREATE TABLE IF NOT EXISTS secret (id INTEGER PRIMARY KEY, value BLOB)")
        database.execute("SELECT key, value FROM reply LIMIT 1").fetchall()
        if (row := database.execute(_OF_FILE).fetchone()) is None:
            database.execute("INSERT OR IGNORE INTO secret (id, value) VALUES (1, ?)", (fresh,))
            row = database.execute(_OF_FILE).fetchone()
    secret = row[0]
    if not isinstance(secret, bytes) or len(secret) != _SECRET:
        raise sqlite3.DatabaseError("the secret is none")
    return secret


def _broken(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is none of ours, and not just locked, or on a disk that is full."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _remove(path: Path) -> None:
    for file in (path, path.with_name(f"{path.name}-journal")):  # what is left of an old file would spoil a new one
        file.unlink(missing_ok=True)


def _no_place(place: Path, why: str | None) -> UsageError:
    return UsageError(
        f"{place}: answers cannot be kept there ({why}); set AUDITOR_CACHE to another folder, or give --no-cache"
    )


def _written(reply: Scored | Read | Ranked) -> bytes:
    content: dict[str, object]
    match reply:
        case Scored(logprobs, stats):
            content = {"scored": _listed(logprobs), "stats": {name: _listed(own) for name, own in stats.items()}}
        case Read(marks):
            content = {"read": dict(marks)}
        case Ranked(low, high):
            content = {"ranked": [str(low), str(high)]}  # JSON's numbers end at 64 bits
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)


def _read(case: Case, value: object) -> Reply | None:
    """The reply to a case, None where what is kept is none."""
    try:
        content = orjson.loads(value)  # type: ignore[arg-type]
        match case:
            case Score() | Beside() | Partly():
                wants = case.wants if isinstance(case, Score) else BESIDE if isinstance(case, Beside) else frozenset()
                logprobs = _numbers(content["scored"])
                stats: dict[Statistic, Numbers] = {name: _numbers(own) for name, own in content["stats"].items()}
                whole = wants <= stats.keys() and all(own.shape == logprobs.shape for own in stats.values())
                return Scored(logprobs, stats) if whole and len(logprobs) else None
            case Generate():
                return Read({str(name): float(mark) for name, mark in content["read"].items()})
            case Rank():
                low, high = map(int, content["ranked"])
                return Ranked(low, high) if 1 <= low <= high else None
    except (ValueError, TypeError, KeyError, AttributeError):  # orjson's error is a ValueError
        return None


def _listed(values: Numbers) -> Numbers | list[float | str]:
    """JSON has no infinity: it stands there as text."""
    return values if np.isfinite(values).all() else [one if np.isfinite(one) else str(one) for one in values.tolist()]


def _numbers(values: list[float | str]) -> Numbers:
    return np.array([float(value) for value in values], np.float32)
