"""Sensitive personal information: what a text says about a person's health, money, faith, children, whereabouts.

Regulation (EU) 2016/679, articles 9 and 10; Personal Information Protection Law of the People's Republic of China,
article 28 (minors are those under 14). Such a statement alone harms nobody and is common: medical questions are full of
them. It counts only in a record that also says who the person is.

The rules want a person: "was diagnosed with", not "the diagnosis of"; 确诊为 behind somebody, not behind 如果. A
statement in other words is missed, and the hero of a story counts like anybody.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from auditor.text.private.cues import Cues, column_label
from auditor.text.private.normalize import plain
from auditor.text.private.sensitive import beliefs, health, money, traces
from auditor.text.private.sensitive.model import CATEGORIES, Rule, Statement

__all__ = ["CATEGORIES", "Statement", "statements"]

_RULES = (*health.RULES, *money.RULES, *beliefs.RULES, *traces.RULES)
_FINDER = Cues(*(f"(?:{rule.pattern})" for rule in _RULES))
_HAN = re.compile("[一-鿿]")
_CHINESE = tuple(rule for rule in _RULES if _HAN.search(rule.pattern.replace("一-鿿", "")))
_LATIN = tuple(rule for rule in _RULES if rule not in _CHINESE)
_SHORTEST = 4
_ONE_TRACK = 240
"""Characters between two places of one track."""


def statements(text: str, field: str = "") -> tuple[Statement, ...]:
    """The sensitive statements of a text, in order; none of them overlap. Takes linear time.

    `field` is the path of the column that the text fills: its last name is read like a label before a short text.
    """
    if len(text) < _SHORTEST and not field:
        return ()
    label = column_label(field, text).lower()
    clean = plain(text)
    found = _statements(label + clean.text, len(label))
    return tuple(Statement(one.category, one.form, *clean.span(one.start, one.end)) for one in found)


@cache
def _script(han: bool) -> tuple[tuple[Rule, ...], re.Pattern[str]]:
    """The rules of either script: one place of a text opens those of one only."""
    rules = _CHINESE if han else _LATIN
    return rules, re.compile("|".join(f"({rule.pattern}{rule.rest})" for rule in rules))


def _statements(text: str, label: int) -> list[Statement]:
    found: list[Statement] = []
    for start, end in _FINDER.spans(text):
        rules, which = _script(_HAN.search(text, start, end) is not None)
        match = which.match(text, start)
        if match is None or match.lastindex is None or match.end() <= label:
            continue
        rule = rules[match.lastindex - 1]
        last = found[-1] if found else None
        if not rule.check(text, match) or (last is not None and start - label < last.end):
            continue
        start, end = max(0, start - label), match.end() - label
        if last is not None and rule.form == last.form == "track" and start - last.end < _ONE_TRACK:
            found[-1] = replace(last, end=end)
        else:
            found.append(Statement(rule.category, rule.form, start, end))
    return found
