"""Kinds of private values that a policy defines: every bank and every hospital has its own numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, ClassVar, Literal, get_args

from auditor.errors import UsageError, nearest
from auditor.findings import Certainty
from auditor.text.private.model import KINDS, Hit, near, words
from auditor.text.private.normalize import plain

Checksum = Literal["luhn", "verhoeff", "damm", "mod_11_2", "mod_11_10", "mod_37_2", "mod_37_36", "mod_97_10"]
_MODULES: Mapping[str, str] = {
    name: f"stdnum.iso7064.{name}" if name.startswith("mod_") else f"stdnum.{name}" for name in get_args(Checksum)
}
RESERVED = frozenset(
    """
    unconfirmed test_value shared_contact ignored ignored_too_many sensitive sensitive_named profile largest_profile
    rare_combination repetitions distinct_values easy_credential other
    """.split()
) | frozenset(KINDS)
"""Names that findings of the privacy risk already have."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MARKED = re.compile("«(.*?)»")
_SEPARATORS = re.compile(r"[ .\-]")
_GLUED = re.compile("[A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class CustomKind:
    """A kind of value that a policy defines, with its own proof.

    Raises:
        UsageError: the name is taken or no name, the pattern is not linear-time, or its own examples contradict it.
    """

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}
    name: str
    """Lower-case letters, digits and `_`. The finding is `privacy/<name>`."""
    pattern: str = field(metadata={"hidden": True})
    """RE2 syntax: no look-around and no back-references, hence linear time. A match that touches an ASCII letter, digit
    or `_` does not count."""
    hits: tuple[str, ...] = field(metadata={"hidden": True})
    """Made-up texts in which the value must be found, at least one; «…» may mark it."""
    misses: tuple[str, ...] = field(metadata={"hidden": True})
    """Made-up texts in which it must not be found, at least one."""
    context: tuple[str, ...] = field(default=(), metadata={"hidden": True})
    """Words one of which must stand shortly before the value, or name the column; empty where none is needed."""
    checksum: Checksum | None = None
    """Check digits that the value must have, after blanks, dots and hyphens are taken out of it."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in RESERVED:
            raise UsageError(
                f"custom kind {self.name!r}: give it another name, of at most 40 lower-case letters, digits and '_', "
                f"which is not one of {', '.join(sorted(RESERVED))}"
            )
        _compiled(self.name, self.pattern)
        if any(text.count("«") != text.count("»") for text in self.hits):
            raise UsageError(f"custom kind {self.name!r}: a mark «…» in 'hits' is not closed; close it")
        _check_examples(self)


def _check_examples(kind: CustomKind) -> None:
    if not kind.hits or not kind.misses:
        raise UsageError(
            f"custom kind {kind.name!r}: give at least one text under 'hits' and one under 'misses', made up, so that "
            "the pattern is tried whenever it is loaded"
        )
    finder = CustomFinder((kind,))
    for number, example in enumerate(kind.hits, 1):
        text = _MARKED.sub(r"\1", example)
        wanted = [(match.start() - 2 * place, match.end() - 2 * place - 2) for place, match in _marks(example)]
        found = [(hit.start, hit.end) for hit in finder.find(text)]
        if not found or (wanted and found != wanted):
            raise UsageError(
                f"custom kind {kind.name!r}: hit {number} is not found as it should be; mend the pattern, its context "
                "words, its checksum, or the example"
            )
    for number, example in enumerate(kind.misses, 1):
        if finder.find(example):
            raise UsageError(
                f"custom kind {kind.name!r}: miss {number} is found although it must not be; make the pattern narrower "
                "or mend the example"
            )


def _marks(example: str) -> Iterator[tuple[int, re.Match[str]]]:
    yield from enumerate(_MARKED.finditer(example))


class CustomFinder:
    """Searches for the kinds that a policy defines."""

    def __init__(self, kinds: tuple[CustomKind, ...]) -> None:
        self._kinds = kinds
        self._said = tuple(words(*(word.lower() for word in kind.context)) if kind.context else None for kind in kinds)

    def find(self, text: str, field: str = "") -> tuple[Hit, ...]:
        """The values of these kinds in a text, in order; none of them overlap. Takes linear time.

        Of two that overlap, the one that begins first stays, then the longer one, then the one whose kind comes first.
        """
        if not self._kinds:
            return ()
        clean = plain(text)
        found = []
        for kind, said in zip(self._kinds, self._said, strict=True):
            for match in _compiled(kind.name, kind.pattern).finditer(clean.text):
                if match.end() > match.start() and not _touched(clean.text, match.start(), match.end()):
                    hit = _judged(kind, said, clean.text, match, field)
                    if hit is not None:
                        found.append(clean.restore(hit))
        return tuple(_apart(found))


def _apart(found: list[Hit]) -> Iterator[Hit]:
    end = 0
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            end = hit.end
            yield hit


def _judged(kind: CustomKind, said: re.Pattern[str] | None, text: str, match: Any, field: str) -> Hit | None:
    canonical = _SEPARATORS.sub("", match.group()).upper()
    if kind.checksum is not None and not _validator(kind.checksum)(canonical):
        return None
    if said is not None and not near(text, match.start(), said) and said.search(field.lower()) is None:
        return None
    certainty: Certainty = "validated" if kind.checksum else "context" if said is not None else "shape"
    return Hit(kind.name, kind.name, certainty, match.start(), match.end(), canonical, False)


def _touched(text: str, start: int, end: int) -> bool:
    before = start > 0 and _GLUED.match(text[start - 1]) is not None
    return before or (end < len(text) and _GLUED.match(text[end]) is not None)


@lru_cache(maxsize=256)
def _compiled(name: str, pattern: str) -> Any:
    compiled = linear(pattern, f"custom kind {name!r}")
    if compiled.search("") is not None:
        raise UsageError(f"custom kind {name!r}: its pattern matches the empty text; make it need a character")
    return compiled


def linear(pattern: str, owner: str) -> Any:
    """A pattern of a policy, compiled by RE2, which takes linear time on every text.

    Raises:
        UsageError: RE2 does not take it; the message names the owner and never quotes the pattern.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise UsageError(
            f"{owner}: its pattern is not linear-time or is no pattern ({_reason(error)}); write it in RE2 syntax, "
            "which has no look-around, no back-references and no repeats over 1,000"
        ) from None


def _reason(error: Exception) -> str:
    """What RE2 says, without the part of the pattern that it quotes."""
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text.partition(":")[0] or type(error).__name__


@cache
def _validator(checksum: str) -> Callable[[str], bool]:
    if checksum not in _MODULES:
        raise UsageError(f"there is no checksum {checksum!r}; {nearest(checksum, _MODULES)}")
    check: Callable[[str], bool] = import_module(_MODULES[checksum]).is_valid
    return check
