"""How it was measured: methods, what it takes to repeat the run, and digests."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from auditor import mappings
from auditor.messages import say
from auditor.views.html.elements import Element, Node, both, data, el, known, said
from auditor.views.html.page import Page, section, table

FILES = 60
"""Files that are listed."""
_LONG = 4_000


def methods(page: Page) -> Element:
    """What each check measures and what it misses, in short."""
    lines = []
    for check in page.report.outcomes:
        risk = check.partition("/")[2]
        measures = said(f"html.measures.{risk}") if known(f"html.measures.{risk}") else said("html.own_page", id=risk)
        misses = said(f"misses.{risk}") if known(f"misses.{risk}") else None
        maps = (el("li", str(one)) for one in mappings.of(risk))
        folded = el("details", el("summary", said("maps.head")), el("ul", *maps)) if mappings.of(risk) else None
        name = both(say(f"risk.{risk}", "en"), say(f"risk.{risk}", "zh"))
        head = el("th", name, el("br"), el("code", data(check)), scope="row")
        lines.append(el("tr", head, el("td", measures, folded), el("td", misses)))
    heads = (said("html.risk"), said("html.measures"), said("html.misses"))
    return section("methods", el("p", said("html.methods_lede")), table(heads, tuple(lines), "methods stacks"))


def environment(page: Page) -> Element:
    """What it takes to repeat the run."""
    files = [el("li", both(a, b)) for a, b in zip(page.views[0].files, page.views[1].files, strict=True)]
    if len(files) > FILES:
        files = [*files[:FILES], el("li", said("ui.more", count=len(files) - FILES))]
    options = orjson.dumps(page.report.run.options, option=orjson.OPT_INDENT_2).decode()
    return section(
        "environment",
        _list(_run(page)),
        el("details", el("summary", said("html.files", files=len(page.report.run.data.files))), el("ul", *files)),
        el("details", el("summary", said("html.options")), el("pre", *_lines(options))),
        el("h3", said("html.digests")),
        _list(_digests(page)),
    )  # fmt: skip


def _lines(text: str) -> Iterator[Node]:
    """A text line by line: within one, a line break would be shown as its code point."""
    for line in text[:_LONG].split("\n"):
        yield el("span", data(line, class_="line"), class_="line")
    if len(text) > _LONG:
        yield el("span", "…", class_="line")


def _list(items: Iterator[tuple[str, Node]]) -> Element:
    return el("dl", *(el("div", el("dt", said(key)), el("dd", value)) for key, value in items), class_="facts")


def _run(page: Page) -> Iterator[tuple[str, Node]]:
    run = page.report.run
    yield "html.version", f"finetune-auditor {run.version}"
    if page.report.date:
        yield "html.measured_on", page.report.date
    yield "html.seed", str(run.seed)
    yield "html.epochs", f"{run.epochs:g}"
    yield "html.tokenizer", data(run.tokenizer) if run.tokenizer else said("html.estimated")
    if run.hardware:
        yield "html.hardware", data(run.hardware)
    if run.price:
        yield "html.price", data(run.price)
    yield "html.key_id", data(run.key_id) if run.key_id else said("ui.no_key")
    yield "html.packages", data(", ".join(f"{name} {version}" for name, version in run.packages.items()), 1_000)
    if run.benchmarks:
        yield "html.benchmarks", data("; ".join(run.benchmarks), 1_000)
    if model := run.model:
        yield "html.model", data(model.name)
        yield "html.base_model", data(model.base) if model.base else said("html.no_base")
        yield "html.asked", data(f"{model.template}; {model.dtype}; {model.decoding}; {model.date}", 600)
    if base := run.untuned:
        asked = (base.name, base.weights, base.template, base.dtype, base.date)
        yield "html.untuned_model", data("; ".join(asked), 600)


def _digests(page: Page) -> Iterator[tuple[str, Node]]:
    report, verdict = page.report, page.verdict
    yield "html.data_digest", _code(report.run.data.digest)
    yield "html.report_digest", _code(report.digest)
    yield "html.evidence_digest", _code(report.evidence.sha256)
    if verdict:
        yield "html.policy_digest", _code(verdict.policy_digest)
        if verdict.waivers_digest:
            yield "html.waivers_digest", _code(verdict.waivers_digest)
        if verdict.baseline_digest:
            yield "html.baseline_digest", _code(verdict.baseline_digest)
    if model := report.run.model:
        yield "html.weights_digest", _code(model.weights)


def _code(digest: str) -> Element:
    return el("code", data(digest))
