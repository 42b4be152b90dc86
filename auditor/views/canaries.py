"""What `auditor canaries plant` did, for a terminal: how many, what they can show, what to keep secret, what next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from auditor.canaries.planting import Planted
from auditor.messages import Language, printable, say

MUCH = 0.1
"""Share of the data from which on the canaries are much beside it."""


def render(planted: Planted, language: Language) -> str:
    """The summary as lines of text."""
    return "\n".join(map(printable, _lines(planted, language))) + "\n"


def _lines(planted: Planted, language: Language) -> Iterator[str]:
    share = planted.rows / planted.records
    yield say(
        "canaries.planted", language, included=planted.included, canaries=planted.canaries, rows=planted.rows,
        records=planted.records, share=f"{share:.1%}", shape=planted.shape,
    )  # fmt: skip
    if planted.ceiling > 0:
        yield say("canaries.ceiling", language, guesses=planted.guesses, ceiling=f"{planted.ceiling:.2f}")
    else:
        yield say("canaries.too_few", language)
    if share > MUCH:
        yield say("canaries.much", language)
    if planted.unreadable:
        yield say("canaries.unshown", language, count=planted.unreadable)
    yield ""
    yield say("canaries.secret", language, path=planted.key)
    yield say("canaries.data", language, path=planted.out)
    command = ["auditor", "probe", "--model", "MODEL", "--train", str(planted.out), "--canaries", str(planted.key)]
    yield say("canaries.next", language, command=shlex.join(command))
