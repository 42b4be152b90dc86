"""`python -m tests.bench.staleness`: prints the section of docs/benchmarks.md."""

from __future__ import annotations

from tests.bench.staleness.bench import measure

print(measure())
