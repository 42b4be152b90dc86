"""Prints the section, or parts of it."""

import sys

from tests.bench.knowledge import measure

print(measure(sys.argv[1:]))
