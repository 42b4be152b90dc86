"""Private values: what can be told by its form to be someone's identifier or someone's key.

Names and postal addresses are not here: no form tells them, a model must.

Each family of values has a module with a table of patterns; `find` tries those whose gate a text passes, so clean
prose costs a few substring searches. Values glued to Han characters and full-width forms are found too. The patterns
take a third of a second to compile, so they are loaded by the first search.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from auditor.text.private.mask import mask
from auditor.text.private.model import KINDS, Hit

__all__ = ["KINDS", "Hit", "find", "mask"]


def find(text: str, field: str = "") -> tuple[Hit, ...]:
    """The private values of a text, in order; none of them overlap. Takes linear time.

    `field` is the path of the column that the text fills: its last name is read like words before a short text, so
    that a bare number under `phone` is a phone number.
    """
    return _search()(text, field)


@cache
def _search() -> Callable[[str, str], tuple[Hit, ...]]:
    from auditor.text.private.engine import search

    return search
