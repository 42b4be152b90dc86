"""The risk map, and every finding by level with its number, interval, limit and advice."""

from __future__ import annotations

from auditor.policy import Level
from auditor.views.accounted import ruling_notes
from auditor.views.html.bars import bar
from auditor.views.html.elements import Element, Node, both, clipped, data, each, el, said
from auditor.views.html.first import anchor
from auditor.views.html.page import LEVELS, Page, Shown, advice, chip, section, table
from auditor.views.riskmap import MapRow, risk_map


def risk_table(page: Page) -> Element:
    """Each risk and drawback of fine-tuning: measured, not measured and why, or not applicable."""
    rows = tuple(_map_row(row) for row in risk_map(page.report, page.verdict))
    heads = (said("html.risk"), said("html.state"), said("html.what"))
    return section("map", table(heads, rows, "map stacks"))


def _map_row(row: MapRow) -> Element:
    state = chip(row.level or row.state, said(f"level.{row.level}" if row.level else f"map.state.{row.state}"))
    told = both(row.told("en"), row.told("zh"))
    return el("tr", el("th", both(row.name("en"), row.name("zh")), scope="row"), el("td", state), el("td", told))


def findings(page: Page) -> Element:
    """What is judged, the worst level first; what passed and what only informs are folded in."""
    groups = [_group(page, level) for level in LEVELS if level != "pass"]
    folded = [_folded("passed", page.at("pass"), "pass"), _folded("informs", page.at(None), None)]
    return section("findings", el("p", said("html.legend"), class_="legend"), *each(groups), *each(folded))


def _group(page: Page, level: Level) -> Node:
    rows = page.at(level)
    if not rows:
        return None
    head = el("h3", chip(level, said(f"level.{level}")), el("span", f"{len(rows):,}", class_="many"))
    return el("div", head, *(_finding(page, row) for row in rows), class_="group")


def _finding(page: Page, row: Shown) -> Element:
    summary = el(
        "summary",
        el("span", row.title, class_="title"),
        el("span", both(row.en.number, row.zh.number), class_="number"),
        el("span", bar(row), el("span", both(row.en.limit, row.zh.limit), class_="limit"), class_="against"),
    )
    notes = [el("p", both(a, b), class_="note") for a, b in _notes(row)]
    body = el("div", advice(row.en.advice, row.zh.advice), *notes, *_examples(page, row), class_="body")
    return el("details", summary, body, class_="finding", id=anchor(row))


def _notes(row: Shown) -> list[tuple[str, str]]:
    if row.ruling is None:
        return []
    return list(zip(ruling_notes(row.ruling, "en"), ruling_notes(row.ruling, "zh"), strict=True))


def _examples(page: Page, row: Shown) -> list[Node]:
    pairs = zip(row.en.examples, row.zh.examples, strict=True)
    items = [el("li", el("bdi", both(clipped(a), clipped(b)))) for a, b in pairs]
    parts: list[Node] = [el("ul", *items, class_="examples")] if items else []
    if row.en.hits > len(items):
        more = said("html.see_evidence", hits=row.en.hits)
        parts.append(el("p", el("a", more, href="#evidence", data_find=row.finding.id), class_="more"))
    parts.append(el("p", el("code", data(row.finding.id)), class_="id"))
    return parts


def _folded(key: str, rows: tuple[Shown, ...], level: str | None) -> Node:
    if not rows:
        return None
    heads = (said("ui.finding"), said("ui.value"), *((said("ui.limit_head"),) if level else ()))
    lines = tuple(
        el("tr", el("th", row.title, scope="row"), el("td", both(row.en.number, row.zh.number), class_="number"),
           *((el("td", both(row.en.limit, row.zh.limit), class_="limit"),) if level else ()))
        for row in rows
    )  # fmt: skip
    count = el("span", f"{len(rows):,}", class_="many")
    label = chip("pass", said("html.passed")) if level else said("html.informs")
    return el("details", el("summary", label, count), table(heads, lines, "stacks"), class_="folded")
