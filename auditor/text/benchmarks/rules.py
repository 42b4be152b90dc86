"""From what was found to who is contaminated: our rule, and beside it those that papers have used.

Every rule is applied to the question, to the options and to the answer apart, on tokens of `auditor.text.shingles`
(papers use other tokens) and without the benchmark's boilerplate. A rule on runs of n tokens is not asked about a part
of fewer.

- `longest`: the longest run of the part in one training text is at least half of it. Singh et al. 2024, "Evaluation
  data contamination in LLMs: how do we measure it and (when) does it matter?" (arXiv 2411.03923), find that the
  longest match predicts the gain in score better than the union of all matches, and that n above 8 or a minimum count
  above 1 misses contamination. The share is ours.
- `gpt3`: any 13 tokens in a row. Brown et al. 2020, "Language Models are Few-Shot Learners" (arXiv 2005.14165),
  appendix C, with N = 13, the largest that it uses.
- `palm`: at least 70 % of the 8-grams stand somewhere in the data. Chowdhery et al. 2022, "PaLM: Scaling Language
  Modeling with Pathways" (arXiv 2204.02311), section 8.
- `llama2`: at least 80 % of the tokens are in runs of at least 10 tokens that stand somewhere in the data, which is its
  subset "dirty". Touvron et al. 2023, "Llama 2" (arXiv 2307.09288), appendix A.6, without its skips of up to 4 tokens.
- `tulu3`: more than half of the tokens are in 8-grams that one training text has. Lambert et al. 2024, "Tulu 3: Pushing
  Frontiers in Open Language Model Post-Training" (arXiv 2411.15124), section 3.2; it takes out a training set of which
  more than 2 % of a benchmark's items are found so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from auditor.text.benchmarks.matching import TEN, Index, Match, Matches
from auditor.text.benchmarks.packs import PARTS
from auditor.text.shingles import Places

CONTAMINATED = 0.5
"""Share of a part's tokens in one run from which on it counts as contaminated."""

Rule = Callable[[Match, int, int], bool]
"""Whether a part is contaminated: what was found of it, how many tokens and how many windows it has."""

RULES: Mapping[str, tuple[int, Rule]] = {
    "longest": (1, lambda match, tokens, windows: match.longest.tokens >= CONTAMINATED * tokens),
    "gpt3": (13, lambda match, tokens, windows: match.longest.tokens >= 13),
    "palm": (8, lambda match, tokens, windows: 10 * match.windows.bit_count() >= 7 * windows),
    "llama2": (TEN, lambda match, tokens, windows: 10 * match.tens.bit_count() >= 8 * tokens),
    "tulu3": (8, lambda match, tokens, windows: 2 * match.covered.tokens > tokens),
}
"""Each rule, and the fewest tokens of a part that it is asked about."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A part of an item of which something stands in the training data."""

    pack: str
    item: int
    """From 0, in the order of the benchmark."""
    part: str
    run: int
    """Tokens of the longest run in one training text."""
    tokens: int
    """Tokens that the part has, without boilerplate."""
    position: int
    """Of the first record that has that run."""

    @property
    def share(self) -> float:
        """How much of the part stands in one run."""
        return self.run / self.tokens


@dataclass(frozen=True, slots=True)
class Score:
    """How many items of a pack a rule calls contaminated, by one of their parts."""

    pack: str
    part: str
    rule: str
    asked: int
    """Items whose part is long enough."""
    items: tuple[int, ...]
    """The contaminated ones, ascending."""


def leaks(index: Index, matches: Matches) -> Iterator[Leak]:
    """Every part of which at least one window was found, in the order of packs, items and parts."""
    for part in sorted(matches.found):
        pack, item, which = index.where(part)
        longest = matches.found[part].longest
        yield Leak(pack.name, item, which, longest.tokens, int(index.tokens[part]), longest.position)


def scores(index: Index, matches: Matches) -> Iterator[Score]:
    """Every rule on every pack and part; none of a part that no item has."""
    found = np.array(sorted(matches.found), np.int64)
    for pack, first in zip(index.packs, index.firsts.tolist(), strict=True):
        for which, part in enumerate(PARTS):
            numbers = np.arange(first + which, first + len(pack) * len(PARTS), len(PARTS))
            for name, (least, rule) in RULES.items():
                asked = numbers[index.tokens[numbers] >= least]
                if len(asked):
                    some = np.intersect1d(asked, found)
                    items = tuple((number - first) // len(PARTS) for number in _hit(index, matches, rule, some))
                    yield Score(pack.name, part, name, len(asked), items)


def _hit(index: Index, matches: Matches, rule: Rule, parts: Places) -> list[int]:
    return [
        part for part in parts.tolist() if rule(matches.found[part], int(index.tokens[part]), int(index.windows[part]))
    ]
