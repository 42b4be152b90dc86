"""A tuned model whose adapter works at a part of its strength."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.models import Partly, Score, Scored, Unanswered
from auditor.models.local import adapters
from auditor.models.local.scorer import LocalModel


@dataclass(frozen=True, slots=True, eq=False)
class Dial:
    """A model with a LoRA. Makes an `Adapted`."""

    model: LocalModel
    peft: Any
    """The `PeftModel` around it."""

    @property
    def identity(self) -> str:
        """Digest of the model's identity."""
        return hashlib.sha256(f"{self.model.identity} by strength".encode()).hexdigest()

    def partly(self, cases: Sequence[Partly]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case with its reply, one strength after the other.

        Raises:
            ModelError: the memory does not suffice for a single case.
        """
        for strength in sorted({case.strength for case in cases}):
            own = [place for place, case in enumerate(cases) if case.strength == strength]
            # Nobody asks the model for something else while it is not as it was.
            with adapters.at_strength(self.peft, strength):
                found = list(self.model.score([Score(cases[place].prompt, cases[place].target) for place in own]))
            yield from ((own[at], reply) for at, reply in found)
