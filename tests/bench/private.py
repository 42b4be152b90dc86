"""What the search for private values costs: megabytes a second on one core, every kind and every credential at once."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import string
import time
from collections.abc import Callable, Iterator

import orjson

from auditor.text.private import KINDS, find
from auditor.text.private.engine import PATTERNS
from tests.conftest import SHARED

ROUNDS = 3
SIZES = (100, 1_000, 10_000, 100_000)
SLOWEST = 12
_DRAW = random.Random(7)


def _digits(count: int) -> str:
    return "".join(_DRAW.choices(string.digits, k=count))


def _letters(count: int) -> str:
    return "".join(_DRAW.choices(string.ascii_letters + string.digits, k=count))


def _hexadecimal(count: int) -> str:
    return "".join(_DRAW.choices("0123456789abcdef", k=count))


def _same(unit: str) -> Callable[[], str]:
    return lambda: unit


DENSE: dict[str, Callable[[], str]] = {
    **{
        f"`{name}`": _same(unit)
        for name, unit in {
            **{unit: unit for unit in ("a", "@", "1", ".", "-", "[", '{"', "+1 ", "手机", "password: ", "::", "0 ", "://")},
            "PEM header": "-----BEGIN PRIVATE KEY-----\n", "full-width 1": "１", "zero width": "\u200b",
            "1, zero width": "1\u200b", "escaped 1": "\\u0031",
        }.items()
    },
    "e-mail addresses": lambda: f"{_letters(6)}@{_letters(6)}.com\n",
    "Chinese mobiles": lambda: f"手机 13{_digits(9)}\n",
    "Chinese mobiles, bare": lambda: f"13{_digits(9)} ",
    "Chinese mobiles, full-width": lambda: f"１３{_digits(9)} ",
    "Chinese landlines": lambda: f"电话 010-6{_digits(7)}\n",
    "American phones": lambda: f"call 212-5{_digits(2)}-{_digits(4)}\n",
    "British phones": lambda: f"phone 020 7{_digits(3)} {_digits(4)}\n",
    "international phones": lambda: f"+44 20 7{_digits(3)} {_digits(4)}\n",
    "phones of nobody": lambda: f"+{_digits(4)} {_digits(3)} {_digits(2)} {_digits(3)} ",
    "addresses of the Internet": lambda: ".".join(str(_DRAW.randrange(256)) for _ in range(4)) + " ",
    "cards": lambda: f"4{_digits(15)}\n",
    "resident identity numbers": lambda: f"身份证310104{_DRAW.randrange(1950, 2010)}0615{_digits(4)} ",
    "passports": lambda: f"passport E{_digits(8)} ",
    "driver licenses": lambda: f"driving licence {_digits(12)}\n",
    "license plates": lambda: f"京A{_digits(5)} ",
    "unnamed numbers": lambda: _digits(7) + " ",
    "unnamed national numbers": lambda: f"national id {_digits(11)}\n",
    "digits": lambda: _digits(50),
    "times": lambda: f"2024-01-{_digits(2)} 12:{_digits(2)}:{_digits(2)} ",
    "base64": lambda: _letters(76) + "\n",
    "keys of one vendor": lambda: f"sk-{_letters(32)} ",
    "keys behind a name": lambda: f"DATADOG_API_KEY={_hexadecimal(32)}\n",
    "web tokens": lambda: f"eyJhbGciOiJIUzI1NiJ9.{_letters(40)}.{_letters(43)} ",
    "passwords": lambda: f"password: {_letters(9)}\n",
    "all credentials": lambda: _example(("credential", "password")),
    "everything": lambda: _example(KINDS),
}  # fmt: skip
"""What to fill a text with that is not as texts are: each call gives the next piece."""


def dense(unit: Callable[[], str], size: int = 1_000_000) -> str:
    """A text of such pieces, of about `size` bytes."""
    return "".join(_pieces_of(unit, size))


def _pieces_of(unit: Callable[[], str], size: int) -> Iterator[str]:
    left = size
    while left > 0:
        piece = unit()
        left -= len(piece.encode())
        yield piece


def _example(kinds: tuple[str, ...]) -> str:
    pattern = _DRAW.choice([pattern for pattern in PATTERNS if pattern.kind in kinds])
    return _DRAW.choice(pattern.hits).replace("«", "").replace("»", "") + "\n"


def measure() -> str:
    """The section of the page."""
    texts, chinese = _texts(), _chinese()
    joined, chinese_joined = "\n".join(texts), "\n".join(chinese)
    load = os.getloadavg()[0]
    forms = len({(pattern.kind, pattern.form) for pattern in PATTERNS})
    credentials = len({pattern.form for pattern in PATTERNS if pattern.kind in ("credential", "password")})
    rows = [("T0, text by text", _speed(texts))]
    rows += ((f"T0 in pieces of {size:,} characters", _speed(_pieces(joined, size))) for size in SIZES)
    rows += [("Chinese sets, text by text", _speed(chinese))]
    rows += [(f"Chinese sets in pieces of {SIZES[-1]:,} characters", _speed(_pieces(chinese_joined, SIZES[-1])))]
    slow = sorted((1 / _speed([dense(unit)]), name) for name, unit in DENSE.items())
    return "\n".join(
        [
            "## Search for private values",
            "",
            f"`find` with all {forms} forms, {credentials} of them credentials, on one core; best of {ROUNDS}, in "
            f"seconds of the processor. Other load on the machine at the start: {load:.1f}.",
            "",
            "| text | MB/s |",
            "|---|---|",
            *(f"| {name} | {speed:.1f} |" for name, speed in rows),
            "",
            f"Texts made of nothing but one thing, {len(DENSE)} of them, a megabyte each: half take less than "
            f"{slow[len(slow) // 2][0]:.2f} s. The slowest:",
            "",
            "| a megabyte of | s |",
            "|---|---|",
            *(f"| {name} | {seconds:.2f} |" for seconds, name in slow[: -SLOWEST - 1 : -1]),
            "",
        ]
    )


def _texts() -> list[str]:
    texts = []
    for path in sorted((SHARED / "t0").glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            for line in lines:
                record = orjson.loads(line)
                texts += [record["prompt"], record["completion"]]
    return texts


def _chinese() -> list[str]:
    paths = itertools.chain((SHARED / "huatuo-zh").glob("*.json"), (SHARED / "llama-factory").glob("*zh*.json"))
    return [text for path in sorted(paths) for text in _strings(_loaded(path.read_text("utf-8")))]


def _loaded(raw: str) -> object:
    try:
        return json.loads(raw)
    except json.JSONDecodeError:
        return [json.loads(line) for line in raw.splitlines()]


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from itertools.chain.from_iterable(map(_strings, value.values()))
        case list():
            yield from itertools.chain.from_iterable(map(_strings, value))


def _pieces(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, min(len(text), 20_000_000), size)]


def _speed(texts: list[str]) -> float:
    size = sum(len(text.encode()) for text in texts) / 1e6
    find("warm")
    took = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            find(text)
        took.append(time.process_time() - started)
    return size / min(took)
