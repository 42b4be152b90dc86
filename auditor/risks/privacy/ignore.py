"""Rules by which a policy leaves hits out, each with its reason and with how many it may leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from auditor.errors import UsageError
from auditor.text.private import Hit
from auditor.text.private.normalize import plain


@dataclass(frozen=True, slots=True)
class Ignore:
    """Which hits are known and accepted. All that is given must fit.

    Raises:
        UsageError: it would fit every hit, has no reason, or its pattern is not linear-time.
    """

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}
    reason: str
    """Why; stands in the policy for those who read it."""
    at_most: int
    """How many hits it may leave out. More of them are counted by `privacy/ignored_too_many`."""
    kind: str | None = None
    """A kind of value."""
    path: str | None = None
    """Where in the record, such as `metadata.*`; `*` stands for anything."""
    file: str | None = None
    """Which files, such as `docs/*.jsonl`; `*` stands for anything."""
    pattern: str | None = field(default=None, metadata={"hidden": True})
    """RE2 pattern that the whole value must match, after full-width characters are read as ASCII."""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise UsageError("an ignore rule needs a reason; write why these hits are accepted")
        if self.at_most < 1:
            raise UsageError(
                f"ignore rule {self.reason!r}: at_most is {self.at_most}; give how many hits it may leave out"
            )
        if (self.kind, self.path, self.file, self.pattern) == (None,) * 4:
            raise UsageError(f"ignore rule {self.reason!r}: it would fit every hit; give a kind, path, file or pattern")
        if self.pattern is not None:
            _compiled(self.pattern)

    def fits(self, hit: Hit, text: str, path: str, origin: str) -> bool:
        """Whether the hit, in the text at that path of the record of that origin, is one of those meant."""
        value = plain(text[hit.start : hit.end]).text
        return (
            self.kind in (None, hit.kind)
            and (self.path is None or _glob(self.path).fullmatch(path) is not None)
            and (self.file is None or _glob(self.file).fullmatch(origin.rpartition(":")[0]) is not None)
            and (self.pattern is None or _compiled(self.pattern).fullmatch(value) is not None)
        )


def rule_for(rules: Sequence[Ignore], hit: Hit, text: str, path: str, origin: str) -> int | None:
    """The number of the first rule that fits a hit, or None."""
    for number, rule in enumerate(rules):
        if rule.fits(hit, text, path, origin):
            return number
    return None


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    from auditor.text.private.custom import linear

    return linear(pattern, "ignore rule")
