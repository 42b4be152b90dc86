"""Public benchmarks as hashes, and how much of them stands in training data: verbatim, in part, or rephrased.

`Pack` is a benchmark without its text, `build` makes one, `to_bytes` and `from_bytes` store it. `Index` joins packs for
look-up and `Matches` is what was found so far, `scores` and `leaks` say what it means. `Nearest` finds the questions
that training prompts seem to rephrase, and `Rephrased` is what it found so far. `opened` reads stored packs for both.
"""

from auditor.text.benchmarks.matching import Index, Match, Matches
from auditor.text.benchmarks.opened import Opened, opened
from auditor.text.benchmarks.packs import ANSWER, OPTIONS, PARTS, QUESTION, Item, Pack, build
from auditor.text.benchmarks.rephrased import Nearest, Rephrased
from auditor.text.benchmarks.rules import CONTAMINATED, RULES, Leak, Score, leaks, scores
from auditor.text.benchmarks.stored import from_bytes, to_bytes

__all__ = [
    "ANSWER",
    "CONTAMINATED",
    "OPTIONS",
    "PARTS",
    "QUESTION",
    "RULES",
    "Index",
    "Item",
    "Leak",
    "Match",
    "Matches",
    "Nearest",
    "Opened",
    "Pack",
    "Rephrased",
    "Score",
    "build",
    "from_bytes",
    "leaks",
    "opened",
    "scores",
    "to_bytes",
]
