"""Measurements. `make bench` runs them all and writes docs/benchmarks.md; nothing here is part of the test suite."""
