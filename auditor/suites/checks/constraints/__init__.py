"""Instructions whose obedience can be told without a judge: lengths, words, layout.

The idea is that of IFEval (Zhou et al. 2023); the rules here and their wording are the auditor's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from auditor.errors import UsageError
from auditor.models import Generated
from auditor.suites.checks.building import build
from auditor.suites.checks.constraints.layout import (
    Json,
    JsonList,
    JsonObject,
    Listed,
    Marked,
    Parts,
    Quoted,
    Table,
    Title,
    Wrapped,
)
from auditor.suites.checks.constraints.lengths import (
    Bullets,
    Capitals,
    Characters,
    Headings,
    Lines,
    Numbered,
    Paragraphs,
    Sentences,
    WordLength,
    Words,
)
from auditor.suites.checks.constraints.wording import (
    Avoids,
    Case,
    Digits,
    EachLine,
    HasLine,
    Includes,
    InLanguage,
    LinesStart,
    OneOf,
    Starts,
    Stops,
    Without,
)


class Constraint(Protocol):
    """One instruction."""

    def held(self, text: str) -> bool:
        """Whether a text obeys it. The text has no blanks around it and is not empty."""
        ...


CONSTRAINTS: Mapping[str, type[Constraint]] = {
    "words": Words,
    "characters": Characters,
    "sentences": Sentences,
    "paragraphs": Paragraphs,
    "lines": Lines,
    "bullets": Bullets,
    "numbered": Numbered,
    "headings": Headings,
    "includes": Includes,
    "avoids": Avoids,
    "without": Without,
    "case": Case,
    "starts": Starts,
    "stops": Stops,
    "wrapped": Wrapped,
    "quoted": Quoted,
    "title": Title,
    "parts": Parts,
    "listed": Listed,
    "lines_start": LinesStart,
    "each_line": EachLine,
    "has_line": HasLine,
    "marked": Marked,
    "capitals": Capitals,
    "word_length": WordLength,
    "digits": Digits,
    "in_language": InLanguage,
    "json": Json,
    "json_object": JsonObject,
    "json_list": JsonList,
    "one_of": OneOf,
    "table": Table,
}
"""Class of each rule."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Does the reply say something and obey every one of these?"""

    all: tuple[Constraint, ...]

    def __post_init__(self) -> None:
        if not self.all:
            raise ValueError("all: at least one rule was expected")

    def right(self, reply: Generated) -> bool:
        text = reply.text.strip()
        return bool(text) and all(constraint.held(text) for constraint in self.all)


def constraints_from(raw: Mapping[str, object]) -> Constraints:
    """`{"kind": "constraints", "all": [{"rule": "words", "most": 30}, ...]}`.

    Raises:
        UsageError: a rule is unknown, or a field of one is missing, unknown or wrong.
    """
    rules = raw.get("all")
    if raw.keys() - {"kind", "all"} or not isinstance(rules, list) or not rules:
        raise UsageError("kind 'constraints': a list 'all' of rules, and nothing else, was expected")
    return Constraints(tuple(build(CONSTRAINTS, "rule", rule) for rule in rules))
