"""English questions for facts that change within about a year, in the order in which they are tried."""

from __future__ import annotations

from auditor.risks.staleness.en.affairs import AFFAIRS
from auditor.risks.staleness.en.goods import GOODS
from auditor.risks.staleness.en.plain import PLAIN
from auditor.risks.staleness.en.reaching import REACHING
from auditor.risks.staleness.model import Cue

FAST: tuple[Cue, ...] = (*GOODS, *REACHING, *AFFAIRS, *PLAIN)
