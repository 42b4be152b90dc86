"""What the parts of the page are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from auditor.checks import Limit
from auditor.findings import Evidence, Finding, Unit
from auditor.messages import Language, say
from auditor.policy import Level, Ruling, Verdict
from auditor.report import Report
from auditor.views.html.elements import Element, Node, both, el, said
from auditor.views.html.tally import Tally
from auditor.views.model import EXAMPLES, Row, View, amount, end_text, limit_text, view

SHOWN = 200
"""Hits of all findings that the page shows."""
LEVELS: tuple[Level, ...] = ("fail", "unknown", "warn", "pass")


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding in both languages."""

    en: Row
    zh: Row
    ruling: Ruling | None

    @property
    def finding(self) -> Finding:
        """What was measured."""
        return self.en.finding

    @property
    def judged(self) -> tuple[float, float, float]:
        """Low, value and high, as they were judged."""
        one = self.ruling or self.finding
        return one.low, one.value, one.high

    @property
    def title(self) -> Node:
        """What it counts."""
        return both(self.en.title, self.zh.title)


@dataclass(frozen=True)
class Page:
    """A report with its verdict, and what was read of its evidence."""

    report: Report
    verdict: Verdict | None
    language: Language
    counts: Counter[str]
    """Hits by finding."""
    hits: Mapping[str, list[Evidence]]
    """The first hits of each finding."""
    tally: Tally

    @cached_property
    def views(self) -> tuple[View, View]:
        """English and Chinese."""
        some = [hit for hits in self.hits.values() for hit in hits[:EXAMPLES]]
        evidence = (self.counts, some)
        return view(self.report, self.verdict, "en", evidence), view(self.report, self.verdict, "zh", evidence)

    @cached_property
    def rows(self) -> tuple[Shown, ...]:
        """All findings, the worst first."""
        rulings = {ruling.finding: ruling for ruling in (self.verdict.rulings if self.verdict else ())}
        en, zh = self.views
        return tuple(Shown(a, b, rulings.get(a.finding.id)) for a, b in zip(en.rows, zh.rows, strict=True))

    def at(self, level: Level | None) -> tuple[Shown, ...]:
        """The findings of a level."""
        return tuple(row for row in self.rows if row.en.level == level)


def section(id: str, *children: Node) -> Element:
    """A part of the page under its heading `html.<id>`."""
    return el("section", el("h2", said(f"html.{id}"), id=f"{id}-head"), *children, id=id, aria_labelledby=f"{id}-head")


def chip(level: str, text: Node) -> Element:
    """A level as color, icon and word."""
    return el("span", icon(level), text, class_=f"chip {level}")


def icon(level: str) -> Element:
    """The sign of a level; the word always stands beside it."""
    return el("svg", el("use", href=f"#sign-{level}"), class_="sign", viewBox="0 0 20 20", aria_hidden="true")


def advice(en: str, zh: str) -> Element:
    """What to do."""
    return el("p", both(say("ui.do", "en", advice=en), say("ui.do", "zh", advice=zh)), class_="do")


def table(heads: tuple[Node, ...], rows: tuple[Node, ...], class_: str | None = None) -> Element:
    """A table that scrolls sideways by itself where it is wider than the page."""
    head = el("tr", *(el("th", one, scope="col") for one in heads))
    body = el("table", el("thead", head), el("tbody", *rows), class_=class_)
    return el("div", body, class_="wide", tabindex="0", role="group")


def interval_text(finding: Finding, low: float, high: float, language: Language) -> str:
    """Where the true value can lie."""
    if low == high:
        return say("html.exact", language)
    return say("html.interval", language, low=end_text(finding.unit, low), high=end_text(finding.unit, high))


def limit_value(limit: Limit, unit: Unit, language: Language) -> str:
    """The limit alone, under a heading that says what it is."""
    return limit_text(limit, unit, language) if limit.fail is None else amount(limit.fail, limit, unit)


def limit_of(limit: Limit, finding: Finding) -> tuple[float | None, float | None]:
    """The limits that warn and that fail, on the scale of the value."""
    scale = finding.n if limit.of == "count" and finding.unit == "share" and finding.n else 1
    warn, fail = (None if one is None else one / scale for one in (limit.warn, limit.fail))
    return warn, fail
