"""The first screen: the verdict and its reason, the top risks with what to do, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

from auditor.messages import Language, say
from auditor.views.accounted import left_aside, stage
from auditor.views.causes import causes
from auditor.views.claims import Claim, claims
from auditor.views.html.elements import LANGUAGES, Both, Element, Node, both, each, el, said
from auditor.views.html.page import Page, Shown, advice, chip, icon, interval_text, limit_value
from auditor.views.model import Gap, value_text
from auditor.views.riskmap import gained_and_paid

T = TypeVar("T")
TOP = 5
MISSING = 8
"""What a policy needs and does not have, one by one."""
FAMILIES = ("privacy", "names", "memorization", "forgetting", "overfitting", "contamination", "benchmarks", "training",
            "duplication", "format")  # fmt: skip
"""Risks in the order in which they are named first, where their levels are equal."""
GRAVE = ("privacy/credential", "privacy/password", "privacy/cn_resident_id", "privacy/payment_card")
"""Private values that do harm as soon as they are out, named before the others."""
SIGNS = {"FAIL": "fail", "INCONCLUSIVE": "unknown", "PASS": "pass", "PASS WITH WAIVERS": "pass"}


def verdict(page: Page) -> Element:
    """The verdict in a word, its reason as value, limit and interval, and the data that it is of."""
    judged, worst = page.verdict, top_risks(page)[:1]
    sign = SIGNS[judged.outcome] if judged else "none"
    word = said(f"outcome.{judged.outcome}") if judged else said("html.no_verdict")
    return el(
        "section",
        el("h1", icon(sign), el("span", word)),
        el("p", _reason(page), class_="lede"),
        *(_measured(row) for row in worst),
        *each([_gained(page)]),
        *_notes(page),
        el("p", both(page.views[0].data, page.views[1].data), _of(page), class_="of"),
        class_=f"verdict {sign}",
        id="verdict",
    )


def top_risks(page: Page) -> list[Shown]:
    """The worst findings, one of each risk first: what a lead has to know."""
    rows = [row for row in page.rows if row.en.level in ("fail", "unknown", "warn") and _counts(row)]
    rows.sort(key=_rank)
    first = {_risk(row): row for row in reversed(rows)}
    return sorted(rows, key=lambda row: (_rank(row)[0], first[_risk(row)] is not row))


def _counts(row: Shown) -> bool:
    return row.ruling is not None and not row.ruling.limit.informational


def _risk(row: Shown) -> str:
    return row.finding.id.partition("/")[0]


def _rank(row: Shown) -> tuple[int, int, int, bool, float]:
    """By level, risk, what harms at once, whether none at all is allowed, and how much there is."""
    risk = _risk(row)
    order = FAMILIES.index(risk) if risk in FAMILIES else len(FAMILIES)
    strict = row.ruling is not None and row.ruling.limit.fail == 0
    level = ("fail", "unknown", "warn", "pass").index(row.en.level or "pass")
    amount = row.judged[1] if row.finding.unit == "share" else 0
    grave = GRAVE.index(row.finding.id) if row.finding.id in GRAVE else len(GRAVE)
    return level, order, grave, not strict, -amount


def _reason(page: Page) -> Node:
    judged = page.verdict
    if judged is None:
        return said("ui.facts_only")
    counts, top = page.views[0].counts, top_risks(page)
    if judged.outcome == "FAIL" and top:
        return _named("html.reason.fail", top[0], counts["fail"] - 1)
    if judged.outcome == "INCONCLUSIVE":
        if judged.missing:
            en, zh = (shown.missing[0] for shown in page.views)
            return both(*(say("html.reason.missing", a, what=b) for a, b in _each(en, zh)))
        if top:
            return _named("html.reason.unknown", top[0], counts["unknown"] - 1)
    if judged.outcome == "PASS WITH WAIVERS":
        return said("html.reason.waived", waivers=sum(use.state == "active" for use in judged.waivers))
    return said("html.reason.pass", findings=len(judged.rulings), warned=counts["warn"])


def _named(key: str, row: Shown, more: int) -> Node:
    key += ".more" if more > 0 else ".one"
    return both(say(key, "en", title=row.en.title, more=more), say(key, "zh", title=row.zh.title, more=more))


def _measured(row: Shown) -> Element:
    """Value, limit and interval of a finding."""
    low, value, high = row.judged
    finding, ruling = row.finding, row.ruling
    assert ruling is not None
    limit, values, interval = (
        both(told("en"), told("zh"))
        for told in (
            partial(limit_value, ruling.limit, finding.unit),
            partial(value_text, finding, value),
            partial(interval_text, finding, low, high),
        )
    )
    cells = (("ui.value", values), ("ui.limit_head", limit), ("html.interval_head", interval))
    return el("dl", *(el("div", el("dt", said(key)), el("dd", text)) for key, text in cells), class_="three")


def _gained(page: Page) -> Element | None:
    en, zh = gained_and_paid(page.report, "en"), gained_and_paid(page.report, "zh")
    return None if en is None or zh is None else el("p", both(en, zh), class_="gained")


def _notes(page: Page) -> Iterator[Element]:
    """What changes the meaning of the verdict: hits left aside, and values that go from the data into answers."""
    if page.verdict and (aside := left_aside(page.verdict)):
        yield el("p", said("ui.new_only", known=aside))
    for cause in causes(page.report)[:3]:
        yield el("p", both(cause.sentence("en"), cause.sentence("zh")), class_="cause")


def _of(page: Page) -> Node:
    judged, counts = page.verdict, page.views[0].counts
    if judged is None:
        return None
    numbers = {"fail": counts["fail"], "unknown": counts["unknown"], "warn": counts["warn"], "passed": counts["pass"]}

    en, zh = (
        say("ui.counts", language, policy=judged.policy, stage=stage(judged, language), **numbers)
        for language in LANGUAGES
    )
    return el("span", Both(f"{en}; {judged.date}", f"{zh}；{judged.date}"), class_="counts")


def risks(page: Page) -> Element:
    """The top risks, each with what to do."""
    rows = top_risks(page)
    items = [_risk_item(row) for row in rows[:TOP]]
    body: list[Node] = [el("ol", *items, class_="risks")] if items else [el("p", said("html.no_risks"))]
    if len(rows) > TOP:
        body.append(el("p", el("a", said("html.all_findings", more=len(rows) - TOP), href="#findings"), class_="more"))
    return el("section", el("h2", said("html.top")), *body, class_="panel", id="top")


def _risk_item(row: Shown) -> Element:
    number = el("span", both(row.en.number, row.zh.number), class_="number")
    head = el("a", row.title, href=f"#{anchor(row)}")
    level = chip(row.en.level or "pass", said(f"level.{row.en.level}"))
    return el("li", el("h3", level, head), number, advice(row.en.advice, row.zh.advice))


def anchor(row: Shown) -> str:
    """The name of a finding's place on the page."""
    return "f-" + row.finding.id.replace("/", "-")


def unchecked(page: Page) -> Element:
    """What was not checked: missing for the verdict, not looked at, and not seen by what did look."""
    en, zh = page.views
    missing = [
        el("li", chip("unknown", said("html.missing")), both(a, b)) for a, b in zip(en.missing, zh.missing, strict=True)
    ]
    if len(missing) > MISSING:
        missing = [*missing[:MISSING], el("li", said("html.missing_more", more=len(missing) - MISSING))]
    gaps = [_gap(a, b) for a, b in zip(en.gaps, zh.gaps, strict=True)]
    items = [*missing, *gaps, *_lines(en.not_checked, zh.not_checked)]
    body = [el("ul", *items, class_="gaps") if items else el("p", said("html.nothing_unchecked"))]
    if unseen := _lines(en.unseen, zh.unseen):
        listed = el("ul", *unseen, class_="gaps")
        body.append(el("details", el("summary", said("html.unseen")), listed, class_="unseen"))
    return el("section", el("h2", said("html.unchecked")), *body, class_="panel", id="unchecked")


def _lines(en: Sequence[str], zh: Sequence[str]) -> list[Element]:
    return [el("li", both(a, b)) for a, b in zip(en, zh, strict=True)]


def _gap(en: Gap, zh: Gap) -> Element:
    reason = both(*(say("html.gap", lang, reason=gap.reason, follows=gap.follows) for lang, gap in _each(en, zh)))
    head = el("h3", chip("warn", said("level.gap")), el("span", both(en.title, zh.title)))
    return el("li", head, el("p", reason), advice(en.advice, zh.advice))


def plain(page: Page) -> Element | None:
    """What the model learned by heart, sentence by sentence, and beside each what it does not show."""
    items = [_claim(one) for one in claims(page.report)]
    return el("section", el("h2", said("html.plain")), el("ul", *items), class_="panel", id="plain") if items else None


def _claim(one: Claim) -> Element:
    unshown = both(one.unshown("en"), one.unshown("zh"))
    return el(
        "li", el("p", both(one.says("en"), one.says("zh"))), el("p", unshown, class_="unshown") if unshown else None
    )


def _each(en: T, zh: T) -> tuple[tuple[Language, T], tuple[Language, T]]:
    return ("en", en), ("zh", zh)
