"""Presidio's own recognizers: which there are, and which texts they can match at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from auditor.errors import UsageError, nearest
from auditor.text.names.language import LETTER

SURE = 0.4
"""Score from which a result counts: what Presidio raises a weak pattern to when a word beside it says what it is."""

_LOOKS = re.compile(r"\(\?<?[!=](?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^()\[\]\\])*\)")
_CLASSES = ((r"\d", r"\p{Nd}", r"\p{Nd}"), (r"\w", r"[\p{L}\p{N}\p{M}\p{Pc}]", r"\p{L}\p{N}\p{M}\p{Pc}"),
            (r"\s", r"[\s\p{Z}\x0b\x1c-\x1f\x85]", r"\s\p{Z}\x0b\x1c-\x1f\x85"))  # fmt: skip
_UNTRANSLATED = re.compile(r"\\[DWSBAzZGXRhKpPNxuUk]|\[\[:|\(\?[^:]|\\b(?=[^\[]*\])|&&|--|~~|\|\|")


@cache
def entities() -> dict[str, tuple[type[Any], ...]]:
    """The recognizers of each entity that work on a text alone: by patterns, or by the library for phone numbers."""
    from presidio_analyzer import PatternRecognizer, predefined_recognizers

    found: dict[str, tuple[type[Any], ...]] = {}
    for name in dir(predefined_recognizers):
        kind = getattr(predefined_recognizers, name)
        if isinstance(kind, type) and (issubclass(kind, PatternRecognizer) or name == "PhoneRecognizer"):
            for entity in _supported(kind):
                found[entity] = (*found.get(entity, ()), kind)
    return found


def _supported(kind: type[Any]) -> Sequence[str]:
    try:
        supported: Sequence[str] = kind().supported_entities
    except (TypeError, ValueError, ImportError):  # one that must be told what to look for
        return ()
    return supported


def check(wanted: Sequence[str]) -> None:
    """Whether there are such recognizers.

    Raises:
        UsageError: there is none for one of these entities; the message names the nearest.
    """
    for entity in wanted:
        if entity not in entities():
            raise UsageError(f"Presidio has no recognizer for {entity!r}; {nearest(entity, entities())}")


def made(wanted: Sequence[str], language: str) -> Iterator[Any]:
    """Recognizers of the wanted entities, each once, for texts of a language."""
    for kind in dict.fromkeys(kind for entity in wanted for kind in entities()[entity]):
        yield kind(supported_language=language)


class Gate:
    """Tells the texts that a recognizer may match from those that it cannot: by RE2, in one pass over the text.

    The patterns are made looser where RE2 differs: no look-around, no word boundaries, the case ignored.
    """

    def __init__(self, recognizers: Sequence[Any]) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = False
        options.max_mem = 64 << 20
        self._set = re2.Set.SearchSet(options)
        self._of: list[str] = []
        self._always: set[str] = set()
        for recognizer in recognizers:
            loose = [_loose(pattern.regex) for pattern in getattr(recognizer, "patterns", ())]
            supported = recognizer.supported_entities
            if not loose or not all(pattern is not None and self._takes(pattern, supported[0]) for pattern in loose):
                self._always.update(supported)
        if self._of:
            self._set.Compile()

    def _takes(self, pattern: str, entity: str) -> bool:
        import re2

        try:
            self._set.Add(pattern)
        except re2.error:
            return False
        self._of.append(entity)
        return True

    def opened(self, text: str) -> list[str]:
        """The entities that the text may hold."""
        matched = self._set.Match(text.encode("utf-8", "replace")) if self._of else ()
        possible = {self._of[index] for index in matched or ()}
        if any(character.isdecimal() for character in text) or LETTER.search(text):
            possible |= self._always
        return sorted(possible)


def _loose(pattern: str) -> str | None:
    """A pattern of the module `regex` for RE2 that matches wherever it does; None where that is not sure."""
    pattern = pattern.replace("(?i)", "").replace("(?i:", "(?:")  # the case is ignored everywhere
    while (without := _LOOKS.sub("", pattern)) != pattern:
        pattern = without
    if _UNTRANSLATED.search(pattern):
        return None
    out, inside = [], False
    for token in re.findall(r"\\.|.", pattern, re.DOTALL):
        if token == r"\b":
            continue
        for plain, alone, within in _CLASSES:
            if token == plain:
                token = within if inside else alone
                break
        else:
            inside = token == "[" or (inside and token != "]")
        out.append(token)
    return f"(?s:{''.join(out)})"
