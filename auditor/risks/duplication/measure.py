"""All that is measured of the training records at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from auditor.risks.duplication.hits import (
    Hit,
    exact_hits,
    near_hits,
    span_hits,
    system_hits,
)
from auditor.risks.duplication.similar import similar
from auditor.text.groups import first_of
from auditor.text.kept import Kept, Repeats

if TYPE_CHECKING:
    from auditor.risks.duplication import DuplicationOptions


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What came out."""

    train: Kept
    """The training records: the hits' places count in them."""
    hits: tuple[Hit, ...]
    repeats: Repeats
    boilerplate: int
    """What more different records share than so many was taken for boilerplate."""
    whole: bool
    """Whether near copies were looked for everywhere."""
    copies: int
    """Of the record of which there are most exact copies, itself included; 0 where all records are empty."""

    def shared_system(self) -> int:
        """How many records have a system prompt, or tools, that another one has, too."""
        return sum(hit.times or 0 for hit in self.hits if hit.measure == "system")

    def largest(self) -> int:
        """How many records the largest cluster has, 0 where there is none."""
        return int(self.repeats.copies().max(initial=0)) if self.copies else 0


def measure(kept: Kept, options: DuplicationOptions, workers: int) -> Measured:
    """Compares the training records among `kept` with each other."""
    train = kept.take(np.flatnonzero(kept.train))
    first = first_of(train.pair)
    copies = np.bincount(first, minlength=len(train))
    distinct = np.flatnonzero(copies)
    found = similar(train, first, options.threshold, workers)
    hits = chain(
        exact_hits(train, distinct, options.shortest_answer),
        near_hits(train, distinct, found, options.shortest_answer),
        span_hits(train, distinct, workers),
        system_hits(train),
    )
    cluster = found.pair.field.first[found.clusters.medoid[found.pair.field.of]]
    sizes = np.bincount(cluster).astype(np.float64)
    effective = float(len(train)) ** 2 / float((sizes**2).sum()) if len(train) else 0.0
    filled = np.where(train.pair != 0, copies, 0)
    most = int(filled.argmax()) if filled.any() else 0
    copied = [Hit("repetitions", most, None, None, int(filled[most]))] if filled.any() else []
    repeats = Repeats(kept, cluster, effective)
    return Measured(train, (*hits, *copied), repeats, found.most, found.whole, int(filled.max(initial=0)))
