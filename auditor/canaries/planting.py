"""`canaries.plant`: the single path behind the command line and the Python interface."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path

from auditor.canaries.invent import KINDS, Kind, Said, draw, said, subject, value
from auditor.canaries.key import SCHEMA, Canary, SealedKey, presence, refuse_key, write_key
from auditor.canaries.layouts import KNOWN, Layout, layout_of
from auditor.cleaning.output import packed_like
from auditor.errors import OutputError, RunError, SourceError, UsageError
from auditor.messages import Language
from auditor.outputs import check_file, made_anew
from auditor.records import Record, Unreadable
from auditor.sources import nothing_read, open_source, read
from auditor.sources.layout import MARK, layout_by_name
from auditor.sources.layout import layout_of as container_of
from auditor.sources.streams import Tape
from auditor.text.keys import key_from

MOST, MOST_COPIES = 100_000, 1_000
_PACKED = (".gz", ".zst", ".zstd")
_SHOWN = 200
_HAN, _LETTER = re.compile("[\u4e00-\u9fff]"), re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be planted."""

    n: int
    copies: tuple[int, ...] = (1, 4, 16)
    """How often a canary can stand in the data, each number as likely."""
    kinds: tuple[Kind, ...] = KINDS
    guesses: int | None = None
    """How many canaries the audit will say to be in; None: as many as `epsilon.guesses_of` says."""
    language: Language | None = None
    """None: that of the data."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was done."""

    out: Path
    key: Path
    canaries: int
    included: int
    rows: int
    """Rows that were put in."""
    records: int
    """Rows of the data without them, those that nobody could read included."""
    unreadable: int
    shape: str
    guesses: int
    ceiling: float
    """The largest epsilon that so many guesses can show."""


def plant(
    data: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str],
    key: str | os.PathLike[str],
    wanted: Wanted,
    seed: int | None = None,
    shape: str | None = None,
) -> Planted:
    """Writes the data with canaries in it, each put in by a fair coin of its own, and the key that tells which.

    Every row of the data stays as it is, byte for byte and in order; the rows of the canaries stand between them, at
    places drawn evenly. What is drawn for one canary does not depend on the coin of another. Without a seed, one is
    drawn that nobody can guess.

    Raises:
        UsageError: the data or an option is to be mended, or a place is taken.
        RunError: the machine gave up, or the data changed while it was read.
    """
    from auditor.stats.epsilon import ceiling, guesses_of

    source, target, place = Path(data), Path(out), Path(key)
    _check(wanted)
    _check_places(source, target, place)
    drawn = secrets.randbits(63) if seed is None else seed
    with made_anew(target, "the data with the canaries") as folder:
        seen = _look(source, shape)
        guesses = guesses_of(wanted.n, len(set(wanted.copies))) if wanted.guesses is None else wanted.guesses
        designed = _designed(wanted, drawn, seen)
        made = folder / "data"
        added = _write(source, made, seen, designed, drawn)
        sealed = SealedKey(
            SCHEMA, version("finetune-auditor"), drawn, _digest(made), seen.rows, added, seen.layout.shape,
            wanted.language or seen.language, guesses, tuple(one.canary for one in designed),
        )  # fmt: skip
        _check_whole(made, target.name, shape, sealed, seen)
        write_key(sealed, place)
        try:
            made.rename(target)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    included = sum(canary.included for canary in sealed.canaries)
    return Planted(
        target, place, wanted.n, included, added, seen.rows, seen.unreadable, seen.layout.shape, guesses,
        ceiling(wanted.n, guesses),
    )  # fmt: skip


def _check(wanted: Wanted) -> None:
    if not 1 <= wanted.n <= MOST:
        raise UsageError(f"--n {wanted.n}: give a number of canaries from 1 to {MOST:,}, such as 200")
    if not wanted.copies or not all(1 <= times <= MOST_COPIES for times in wanted.copies):
        raise UsageError(f"--copies: give numbers from 1 to {MOST_COPIES:,} with commas between them, such as 1,4,16")
    if wanted.guesses is not None and not 1 <= wanted.guesses <= wanted.n:
        raise UsageError(f"--guesses {wanted.guesses}: give a number from 1 to that of the canaries, {wanted.n}")


def _check_places(source: Path, out: Path, key: Path) -> None:
    """Raises UsageError where the data is no file of JSON lines, or what is written would stand in a wrong place."""
    if not source.is_file():
        raise SourceError(f"{source}: there is no such file; canaries are planted into one file of JSON lines")
    try:
        container = container_of(source)
    except OSError as error:
        raise SourceError(f"{source}: this file cannot be read ({error.strerror}); mend its permissions") from error
    if container != "jsonl":
        raise SourceError(
            f"{source}: canaries are planted into JSON lines (.jsonl) only, one object a line; write the data so"
        )
    real = [Path(os.path.realpath(path)) for path in (source, out, key)]
    if real[1] == real[0]:
        raise OutputError(f"{out}: this would be written over the data; give --out another path")
    if real[2] in real[:2] or real[2].is_dir():
        raise OutputError(f"{key}: the key needs a file of its own; give --key another path")
    packed = [path.suffix.lower() if path.suffix.lower() in _PACKED else "" for path in (source, out)]
    if layout_by_name(out.name) != "jsonl" or packed[0] != packed[1]:
        raise OutputError(f"{out}: the data keeps its format; give --out a name that ends in .jsonl{packed[0]}")
    refuse_key(key)
    check_file(key)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the data is like."""

    layout: Layout
    rows: int
    unreadable: int
    language: Language


def _look(path: Path, shape: str | None) -> _Seen:
    """Reads the data.

    Raises:
        SourceError: there is no row in it whose layout a canary can have.
    """
    layouts: Counter[Layout] = Counter()
    shapes: Counter[str] = Counter()
    bad: list[Unreadable] = []
    han = letters = unreadable = 0
    for item in _items(path, shape):
        if isinstance(item, Unreadable):
            unreadable += 1
            bad += [item] if len(bad) < _SHOWN else []
            continue
        shapes[item.shape] += 1
        text = " ".join(turn.text[:500] for turn in item.turns)
        han, letters = han + len(_HAN.findall(text)), letters + len(_LETTER.findall(text))
        if (layout := layout_of(item)) is not None:
            layouts[layout] += 1
    if not shapes:
        raise nothing_read(bad)
    if not layouts:
        raise SourceError(
            f"{path}: the rows are laid out as {', '.join(sorted(shapes))}, and canaries can be written as {KNOWN}, "
            "with a question and an answer in plain text; plant them before the data is brought into this form"
        )
    (common, _), *_ = layouts.most_common(1)
    return _Seen(common, shapes.total() + unreadable, unreadable, "zh" if 5 * han > letters else "en")


def _items(path: Path, shape: str | None) -> Iterator[Record | Unreadable]:
    nobody = key_from(None)
    for shard in open_source([path], (), shape).shards():
        for item in read(shard, nobody):
            if isinstance(item, Unreadable) and item.origin == shard.file:
                raise SourceError(f"{path}: the file is damaged, and its copy would lack the rest; mend it")
            yield item


@dataclass(frozen=True, slots=True)
class _Designed:
    canary: Canary
    said: tuple[Said, ...]
    """Of each of its records."""


def _designed(wanted: Wanted, seed: int, seen: _Seen) -> list[_Designed]:
    """All canaries, whatever their coins."""
    language, taken = wanted.language or seen.language, set[str]()
    digits = len(str(wanted.n))
    made = []
    for number in range(wanted.n):
        kind = draw(seed, number, "kind").of(wanted.kinds)
        copies = draw(seed, number, "copies").of(wanted.copies)
        name = _fresh(taken, (subject(draw(seed, number, f"subject {again}"), language) for again in count()))
        secret = _fresh(taken, (value(kind, draw(seed, number, f"value {again}")) for again in count()))
        texts = tuple(said(kind, name, draw(seed, number, f"copy {copy}"), language) for copy in range(copies))
        canary = Canary(
            f"c{number + 1:0{digits}d}", kind, secret, draw(seed, number, "coin").random.random() < 0.5, copies,
            seen.layout.prompt(texts[0]), json.dumps(seen.layout.row(texts[0], secret), ensure_ascii=False),
        )  # fmt: skip
        made.append(_Designed(canary, texts))
    return made


def _fresh(taken: set[str], drawn: Iterable[str]) -> str:
    """The first that no canary has."""
    found = next(one for one in drawn if one not in taken)
    taken.add(found)
    return found


def _write(source: Path, target: Path, seen: _Seen, designed: Sequence[_Designed], seed: int) -> int:
    """Copies the data with the rows of the canaries between its own; returns how many there are.

    Raises:
        RunError: the data changed.
    """
    rows = _placed(seen, designed, seed)
    tape, filled = Tape(source), 0
    with packed_like(source, target) as out:
        end = b"\n"
        for line in _lines(tape.chunks()):
            out.write(line)
            if not line.removeprefix(MARK).strip():
                continue
            filled += 1
            end = b"\r\n" if line.endswith(b"\r\n") else end
            # A last row without an end stays without one, and so does the file.
            parts = (row + end if line.endswith(b"\n") else end + row for row in rows.get(filled, ()))
            out.writelines(parts)
    if tape.trouble or filled != seen.rows:
        raise RunError(f"{source}: the file changed while canaries were planted; plant them again")
    shutil.copymode(source, target)
    return sum(map(len, rows.values()))


def _placed(seen: _Seen, designed: Sequence[_Designed], seed: int) -> Mapping[int, Sequence[bytes]]:
    """By number of a row of the data what stands behind it."""
    drawn: list[tuple[float, str, bytes]] = []
    for number, one in enumerate(designed):
        for copy, text in enumerate(one.said if one.canary.included else ()):
            row = json.dumps(seen.layout.row(text, one.canary.value), ensure_ascii=False).encode()
            drawn.append((draw(seed, number, f"place {copy}").random.random(), one.canary.id, row))
    placed: defaultdict[int, list[bytes]] = defaultdict(list)
    for at, _, row in sorted(drawn):
        placed[1 + int(at * seen.rows)].append(row)
    return placed


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, each with its end."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if held:
        yield held


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_whole(made: Path, name: str, shape: str | None, key: SealedKey, seen: _Seen) -> None:
    """Reads what was written, as a training would.

    Raises:
        UsageError: a canary would not be read as it was meant.
    """
    named = made.with_name(name)
    made.rename(named)
    records = [item for item in _items(named, shape) if isinstance(item, Record)]
    named.rename(made)
    there = presence(key, records)
    if there.missing or there.fewer or there.strays or len(records) != seen.rows - seen.unreadable + key.rows:
        raise UsageError(
            f"{name}: rows of canaries would not be read as they were meant; name the layout of the data with --shape"
        )
