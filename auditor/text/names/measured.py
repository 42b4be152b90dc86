"""What our own rules for names were measured to find. Measured by: make bench (tests/bench/names.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.text.names.language import Language


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall and precision on texts that somebody else labelled, and that nothing was made or tuned with."""

    data: str
    recall: float
    precision: float

    @property
    def f2(self) -> float:
        """The F measure that weighs recall twice: a name that is missed costs more than a false one."""
        top = 5 * self.precision * self.recall
        return top / (4 * self.precision + self.recall) if top else 0.0


MEASURED: Mapping[Language, Measured] = {
    "en": Measured("WNUT-17 test", 0.233, 0.758),
    "zh": Measured("Weibo NER test", 0.115, 0.722),
}
"""Persons; a found span counts if it and the labelled one overlap by at least half of the longer."""
ENOUGH = 0.5
"""F2 from which our own rules are on by default for a language."""
BY_DEFAULT: tuple[Language, ...] = tuple(language for language, found in MEASURED.items() if found.f2 >= ENOUGH)
