"""Measurements. `make bench` runs them all and writes docs/benchmarks.md; of it the test suite uses only the corpus."""
