"""Chinese questions for facts that change within about a year, in the order in which they are tried."""

from __future__ import annotations

from auditor.risks.staleness.model import Cue
from auditor.risks.staleness.zh.affairs import AFFAIRS
from auditor.risks.staleness.zh.goods import GOODS
from auditor.risks.staleness.zh.plain import PLAIN
from auditor.risks.staleness.zh.reaching import REACHING

FAST: tuple[Cue, ...] = (*GOODS, *REACHING, *AFFAIRS, *PLAIN)
