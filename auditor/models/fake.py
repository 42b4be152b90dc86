"""A model for tests: its answers follow from rules that the test gives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from auditor.models import (
    BESIDE,
    Beside,
    Generate,
    Generated,
    Need,
    Prompt,
    Rank,
    Ranked,
    Read,
    Score,
    Scored,
    Statistic,
    Unanswered,
)

Numbers = np.ndarray[tuple[int], np.dtype[np.float32]]
_DRAWN: frozenset[Statistic] = frozenset({"top_40", "cool", "cool_top_40"})
"""Drawing in another way changes nothing."""
_EVERYWHERE: Mapping[Statistic, float] = {"kl": 0.0, "mean": -1.0}
"""What the others are at each position, where they are not 1."""


def noise(*parts: object) -> float:
    """A number in [0, 1) that follows from the parts alone."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=7).digest(), "little") / 256**7


@dataclass(frozen=True, slots=True)
class FakeModel:
    """A model that says what `says` gives, and likes targets as much as `likes` gives, in nats for each character."""

    name: str
    likes: Callable[[Prompt, str], float] = lambda prompt, target: -1.0 - noise(prompt, target)
    says: Callable[[Prompt], str] = lambda prompt: ""
    can: frozenset[Need] = frozenset({"generate", "logprobs", "reference"})
    ranks: Callable[[Rank], Ranked | Unanswered] = lambda case: Ranked(1, case.form.space)

    @property
    def identity(self) -> str:
        """Its name is all that it is."""
        return f"fake {self.name}"

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """One token a character, or as many as there are ids."""
        for place, case in enumerate(cases):
            length = max(1, len(case.target))
            value = self.likes(case.prompt, str(case.target))
            logprobs: Numbers = np.full(length, value, np.float32)
            stats: dict[Statistic, Numbers] = {
                name: logprobs if name in _DRAWN else np.full(length, _EVERYWHERE.get(name, 1.0), np.float32)
                for name in case.wants
            }
            yield place, Scored(logprobs, stats)

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        """Ends where the limit, in characters, is not reached."""
        for place, case in enumerate(cases):
            text = self.says(case.prompt)
            said = Generated(text[: case.limit], min(len(text), case.limit), len(text) <= case.limit)
            yield place, Read(case.reader.read(said))

    def rank(self, cases: Sequence[Rank]) -> Iterator[tuple[int, Ranked | Unanswered]]:
        """As `ranks` has it: by default nothing is known."""
        for place, case in enumerate(cases):
            yield place, self.ranks(case)

    def beside(self, cases: Sequence[Beside]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """As far from its teacher as the case and its name have it; a text that is written has `limit` tokens."""
        for place, case in enumerate(cases):
            length = max(1, case.limit if case.writer != "data" else len(case.target))
            far = noise(self.name, case.prompt, case.writer)
            stats: dict[Statistic, Numbers] = {
                name: np.full(length, far if name == "kl" else 1 - far, np.float32) for name in sorted(BESIDE)
            }
            yield place, Scored(np.full(length, -1.0, np.float32), stats)
