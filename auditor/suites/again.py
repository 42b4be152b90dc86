"""The same questions asked again: how often a model comes out otherwise when only its batch and its cache change.

Each option of a choice is then computed alone, and not with others behind a prompt that is computed once for all. What
differs is rounding; a greedy text that is written otherwise differs in the same way, and takes longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.findings import Finding
from auditor.models import Case, Need, Score
from auditor.suites import RETAIN, Choose, Item
from auditor.suites.asking import SHIPPED_SUITE, About, Outcomes, begun, lot, prompt_of

COUNT = 64
"""Choices that are asked again: where none comes out otherwise, at most 4.6 % would."""


def sample(items: Iterable[tuple[str, Item]], seed: int) -> list[tuple[str, Item]]:
    """Up to `COUNT` choices, those of users first, and no two of one cluster: those stand and fall together."""

    def order(one: tuple[str, Item]) -> tuple[bool, str]:
        return one[0].startswith(SHIPPED_SUITE), lot(one, f"again {seed} ")

    chosen: dict[tuple[str, str], tuple[str, Item]] = {}
    choices = [one for one in items if isinstance(one[1].ask, Choose) and one[1].role == "retain"]
    for suite, item in sorted(choices, key=order):
        chosen.setdefault((item.language, item.cluster), (suite, item))
    return list(chosen.values())[:COUNT]


def able(items: Iterable[tuple[str, Item]], state: Outcomes) -> Iterator[tuple[str, Item]]:
    """The items that were answered, of capabilities that the base is shown to have: where it guesses, all options are
    about equally likely, and each breath of noise turns one."""
    from auditor.suites.capability import capabilities

    names = {one.name for one in capabilities(state, RETAIN) if one.able}
    answered = {result.key for result in state.likeliest()}
    return ((suite, item) for suite, item in items if item.capability in names and f"{suite}:{item.id}" in answered)


def cases(chosen: Sequence[tuple[str, Item]], can: frozenset[Need]) -> Iterator[Case]:
    """Each option of each of them, alone."""
    for suite, item in chosen if "logprobs" in can else ():
        assert isinstance(item.ask, Choose)
        ended = begun(item.ask.options)
        for place, option in enumerate(item.ask.options):
            about = About(suite, item, place, again=True)
            yield Score(prompt_of(item), option, about=about, ended=ended, alone=True)


def noise(id: str, state: Outcomes) -> Iterator[Finding]:
    """The share of these questions on which each model comes out otherwise; none where none was asked again."""
    from auditor.stats.noise import noise_floor
    from auditor.suites.capability import base, tuned

    twice = state.twice()
    for name, right in ((id, base), (f"{id}_tuned", tuned)) if twice else ():
        first, second = ([right(one) is True for one in run] for run in zip(*twice, strict=True))
        found = noise_floor(first, second)
        yield Finding(name, found.value, len(first), found.low, found.high, "answers", judged=False)
