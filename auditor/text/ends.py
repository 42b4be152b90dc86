"""Whether an answer of prose ends with a mark that ends sentences."""

from __future__ import annotations

from unicodedata import category

LEAST_PROSE = 200
"""Characters of an answer that should end with such a mark, if it is prose."""
LEAST_LINE = 40
"""Characters of its last line: shorter ones are headings, items of lists, or verse."""
_SENTENCE_ENDS = frozenset(".!?。！？…\"'”’」』)）]】}>*`|:;~：；:-—$")
_SYMBOLS = frozenset(("So", "Sk", "Mn", "Cf"))
"""Categories of emoji and of what modifies them: chats end with them as others with a full stop."""


def ends_open(text: str, least_prose: int = LEAST_PROSE, least_line: int = LEAST_LINE) -> bool | None:
    """Whether a long answer lacks the mark that ends a sentence; None where the answer is no prose."""
    if len(text) < least_prose:
        return None
    end = text.rstrip()
    line = end[end.rfind("\n", -400) + 1 :]
    if len(line) < least_line:
        return None
    return end[-1] not in _SENTENCE_ENDS and category(end[-1]) not in _SYMBOLS
