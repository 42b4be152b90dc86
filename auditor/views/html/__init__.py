"""The report as one HTML file: for a lead in ten seconds, and for a privacy officer's file.

It fetches nothing, runs from disk, and works without script, on paper, in the dark, by keyboard and on a phone. Both
languages are in it. Its own style and script are allowed by their digests and nothing else is, so that even a hole in
the escaping would execute nothing.
"""

from __future__ import annotations

from auditor.findings import Evidence
from auditor.messages import Language, say
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views.html import about, charts, first, found, proof
from auditor.views.html.elements import TAGS, Element, Node, Own, each, el, said, written
from auditor.views.html.page import SHOWN, Page
from auditor.views.html.tally import tally

_SIGNS = {
    "fail": ("M6.2 1.5h7.6l4.7 4.7v7.6l-4.7 4.7H6.2l-4.7-4.7V6.2z", "M6.5 6.5l7 7M13.5 6.5l-7 7"),
    "unknown": (
        "M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", "M7.4 7.8a2.6 2.6 0 1 1 3.7 2.4q-1.1.5-1.1 1.8m0 2.6v.2",
    ),
    "warn": ("M10 1.8L19 17.8H1z", "M10 7.5v5M10 15v.2"),
    "pass": ("M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", "M6 10.3l2.8 2.8L14.2 7.3"),
    "none": ("M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", "M6 10h8"),
}  # fmt: skip
"""By level, on a field of 20 by 20: the shape, and the stroke in it."""
_SAME = {"measured": "pass", "not_measured": "none", "not_applicable": "none"}


def render(report: Report, verdict: Verdict | None, language: Language) -> bytes:
    """The report as a page, shown first in that language: the same bytes for the same report.

    Raises:
        ReportError: a line of the evidence is none.
    """
    counts, some = report.evidence.first(SHOWN)
    hits: dict[str, list[Evidence]] = {}
    for hit in some:
        hits.setdefault(hit.finding, []).append(hit)
    page = Page(report, verdict, language, counts, hits, tally(report))
    return f"<!DOCTYPE html>\n{written(_html(page))}\n".encode()


def _html(page: Page) -> Element:
    style, script = Own("style"), Own("script")
    allowed = f"style-src '{style.source}'; script-src '{script.source}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    language = page.language
    outcome = say(f"outcome.{page.verdict.outcome}", language) if page.verdict else say("html.no_verdict", language)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="generator", content="finetune-auditor"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="robots", content="noindex"),
        el("title", f"{outcome} · {say('ui.title', language)}"),
        style,
    )
    body = el("body", _symbols(), _top(page), el("main", *_parts(page)), script)
    return el("html", head, body, lang=TAGS[language])


def _parts(page: Page) -> tuple[Node, ...]:
    return each((
        first.verdict(page),
        el("div", first.risks(page), first.unchecked(page), class_="pair"),
        first.plain(page),
        found.risk_table(page),
        charts.charts(page),
        found.findings(page),
        proof.waivers(page),
        proof.evidence(page),
        about.methods(page),
        about.environment(page),
    ))  # fmt: skip


def _top(page: Page) -> Element:
    sections = ("top", "unchecked", "map", "findings", "evidence", "methods", "environment")
    links = (el("a", said(f"html.{name}"), href=f"#{name}") for name in sections)
    tools = el(
        "div",
        el("button", "English", type="button", data_lang="en", lang="en"),
        el("button", "中文", type="button", data_lang="zh-Hans", lang="zh-Hans"),
        el("button", said("html.theme"), type="button", id="theme"),
        class_="tools scripted",
        hidden="",
    )
    brand = el("a", said("ui.title"), href="#verdict")
    nav = el("nav", *links, aria_label=say("html.sections", page.language),
             data_en=say("html.sections", "en"), data_zh=say("html.sections", "zh"))  # fmt: skip
    return el("header", brand, nav, tools)


def _symbols() -> Element:
    signs = _SIGNS | {name: _SIGNS[same] for name, same in _SAME.items()}
    shapes = (
        el(
            "symbol",
            el("path", d=outer, class_="outer"),
            el("path", d=inner, class_="inner"),
            id=f"sign-{name}",
            viewBox="0 0 20 20",
        )
        for name, (outer, inner) in signs.items()
    )
    return el("svg", *shapes, class_="symbols", aria_hidden="true", width="0", height="0")
