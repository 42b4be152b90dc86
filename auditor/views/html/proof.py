"""Where the hits stand, and which of them somebody waived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.findings import Evidence
from auditor.messages import say
from auditor.policy import WaiverUse
from auditor.views.html.elements import Element, Node, both, data, el, said
from auditor.views.html.page import SHOWN, Page, chip, section, table
from auditor.views.model import kind_text, title

WAIVERS = 200
"""Waivers that are listed."""


def shared_out(hits: Mapping[str, list[Evidence]], most: int = SHOWN) -> list[Evidence]:
    """So many hits in all, of each finding as many as of the others, as far as it has them."""
    taken = dict.fromkeys(hits, 0)
    left, open_ = most, [id for id in hits if hits[id]]
    while left > 0 and open_:
        for id in open_[:left]:
            taken[id] += 1
            left -= 1
        open_ = [id for id in open_ if taken[id] < len(hits[id])]
    return [hit for id, some in hits.items() for hit in some[: taken[id]]]


def evidence(page: Page) -> Element:
    """A table of hits, that can be searched and sorted where scripts run."""
    order = [row.finding.id for row in page.rows]
    known = {id: page.hits[id] for id in order if id in page.hits}
    shown = shared_out(known)
    total = sum(page.counts.values())
    if not shown:
        return section("evidence", el("p", said("html.no_hits")))
    language = page.language
    box = el(
        "p",
        el("label", said("html.filter"), for_="filter"),
        el("input", id="filter", type="search", autocomplete="off", spellcheck="false",
           placeholder=say("html.filter_hint", language),
           data_en=say("html.filter_hint", "en"), data_zh=say("html.filter_hint", "zh")),
        el("output", id="matching", for_="filter", aria_live="polite"),
        class_="filter scripted",
        hidden="",
    )  # fmt: skip
    names = ("ui.finding", "html.kind", "ui.where", "html.excerpt")
    listed = table(tuple(map(said, names)), tuple(_hit(hit) for hit in shown), "sortable stacks")
    left = total - len(shown)
    more = el("p", said("html.more_hits", more=left), class_="more") if left > 0 else None
    summary = el("summary", said("html.hits_shown", shown=len(shown), total=total))
    return section("evidence", el("p", said("html.masked")), box, el("details", summary, listed, more, id="hits"))


def _hit(hit: Evidence) -> Element:
    kind = both(kind_text(hit.kind, "en"), kind_text(hit.kind, "zh"))
    return el(
        "tr",
        el("td", both(title(hit.finding, "en"), title(hit.finding, "zh")), data_id=hit.finding),
        el("td", data(kind) if isinstance(kind, str) else kind),
        el("td", data(hit.origin), *_inside(hit), class_="where"),
        el("td", *_excerpt(hit), class_="excerpt"),
    )


def _inside(hit: Evidence) -> Iterator[Node]:
    if hit.path:
        yield el("br")
        yield data(hit.path, class_="path")


def _excerpt(hit: Evidence) -> Iterator[Node]:
    if hit.excerpt:
        yield data(hit.excerpt)
    if hit.partner:
        partner = hit.partner[:240]
        if hit.score is None or hit.score == 1:
            yield said("ui.copy_of", partner=partner)
        else:
            yield said("ui.near", partner=partner, score=f"{hit.score:.2f}")
    if hit.count is not None:
        yield el("span", said("ui.in_records", count=f"{hit.count:,}"), class_="path")


def waivers(page: Page) -> Node:
    """Waivers: those that hold are struck through, and none is hidden."""
    uses = page.verdict.waivers if page.verdict else ()
    if not uses:
        return None
    names = ("html.state", "ui.waiver_head", "ui.owner", "ui.expires", "ui.reason")
    lines = tuple(_waiver(use) for use in uses[:WAIVERS])
    more = el("p", said("ui.more", count=len(uses) - WAIVERS), class_="more") if len(uses) > WAIVERS else None
    return section("waivers", table(tuple(map(said, names)), lines, "waivers stacks"), more)


def _waiver(use: WaiverUse) -> Element:
    name = both(title(use.finding, "en"), title(use.finding, "zh"))
    hits = said("unit.hits", value=use.hits)
    state = chip({"active": "pass", "expired": "fail", "unused": "warn"}[use.state], said(f"html.waiver.{use.state}"))
    tag = "s" if use.state == "active" else "span"
    over = said("waiver.over", over=use.over) if use.over else None
    return el(
        "tr",
        el("td", state),
        el("td", el(tag, name, " (", hits, ")"), over),
        el("td", data(use.owner)),
        el("td", use.expires, class_="number"),
        el("td", data(use.reason, 600)),
    )
