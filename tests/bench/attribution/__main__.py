"""Prints the section, or parts of it."""

import sys

from tests.bench.attribution import measure

print(measure(sys.argv[1:]))
