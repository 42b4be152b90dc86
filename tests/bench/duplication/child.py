"""One scan for duplication in a process of its own, so that its memory can be told: prints what it cost, as JSON.

`python -m tests.bench.duplication.child WORKERS FILE...`
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from functools import partial

from auditor import audit, fold
from auditor.engines import local
from auditor.findings import Done, Evidence
from auditor.report import Spool
from auditor.sources import open_source
from tests.bench.duplication.data import plan


def main() -> None:
    """Both halves, as `audit.scan` runs them, with the seconds of each."""
    job = plan(int(sys.argv[1]))
    source = open_source(tuple(sys.argv[2:]), (), None)
    states: fold.States = {name: check.start() for name, check in job.checks.items()}
    spool, clock = Spool(), _Clock()
    records = 0
    for part in local.run(partial(audit.examine, job), source.shards(), job.setup.workers):
        states = fold.merge(states, part.states)
        spool.add(part.evidence)
        records += part.records
    added = clock.lap()
    hits = [0]

    def write(evidence: Iterable[Evidence]) -> None:
        spool.extend(_counted(evidence, hits))

    ended = fold.finish(job.checks, states, write, strict=True)
    finished = clock.lap()
    done = ended.outcomes["duplication"]
    assert isinstance(done, Done)
    spool.discard()
    print(json.dumps({
        "records": records,
        "hits": hits[0],
        "add": added,
        "finish": finished,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "findings": {finding.id: finding.value for finding in done.findings},
    }))  # fmt: skip


def _counted(evidence: Iterable[Evidence], hits: list[int]) -> Iterable[Evidence]:
    for hit in evidence:
        hits[0] += 1
        yield hit


class _Clock:
    """Wall seconds, and seconds of the processor in this process and in the workers that have ended."""

    def __init__(self) -> None:
        self.last = self._now()

    def lap(self) -> tuple[float, float]:
        now = self._now()
        wall, cpu = (one - other for one, other in zip(now, self.last, strict=True))
        self.last = now
        return wall, cpu

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), sum(os.times()[:4])


if __name__ == "__main__":
    main()
