"""Whether a register can have given a number: its check digits, and the date or the place in it.

The answers are those of python-stdnum, which needs thirty microseconds for each: too long where a list has a number in
every line and eleven digits may be any of ten registers'. Only the lists of places are taken from there. The rules are
those that the registers publish. A test holds the two against each other.
"""

from __future__ import annotations

from auditor.text.private.check_digits import elsewhere, europe
from auditor.text.private.check_digits.arithmetic import Test, is_luhn

__all__ = ["TESTS", "Test", "is_luhn"]

TESTS: dict[str, Test] = europe.TESTS | elsewhere.TESTS
"""By the form of the register; each takes a number of the right length."""
