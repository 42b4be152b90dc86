"""The wording that answers share: of an ordinary answer only the rest can be learned by heart from one record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from auditor.probing.cues import COMMON

_HAN = "[\u4e00-\u9fff]"
_PIECE = re.compile(rf"(?={_HAN}({_HAN}))|(?:(?!{_HAN})\w)+")
"""Words and numbers, and two Chinese characters in a row, wherever they begin."""
Piece = tuple[str, int, int]


def shared_pieces(texts: Iterable[str]) -> frozenset[str]:
    """The pieces that stand in more than `COMMON` of some texts."""
    held = Counter(piece for text in texts for piece in {piece for piece, _, _ in _pieces(text)})
    return frozenset(piece for piece, count in held.items() if count > COMMON)


def rare(text: str, shared: frozenset[str]) -> list[bool]:
    """By character of a text whether it stands in no shared piece."""
    own = [True] * len(text)
    for piece, start, end in _pieces(text):
        if piece in shared:
            own[start:end] = [False] * (end - start)
    return own


def _pieces(text: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        end = match.end(1) if match[1] else match.end()
        yield text[match.start() : end].casefold(), match.start(), end
