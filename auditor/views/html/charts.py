"""Drawings of what is easier to see than to read. Each stands only where there is something to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from auditor.findings import Finding
from auditor.views.html.elements import Element, Node, both, data, each, el, said
from auditor.views.html.page import Page, section, table
from auditor.views.html.tally import FIELDS, KINDS
from auditor.views.model import percent, title

WIDTH = 640
LEFT = 120
"""Where a drawing begins, to the right of its labels."""


def charts(page: Page) -> Node:
    """All drawings that this report has data for."""
    drawn = each([_fields(page), _copies(page), _before_after(page), _by_copies(page), _loss(page)])
    return section("charts", *drawn) if drawn else None


def _figure(key: str, *drawing: Node) -> Element:
    return el("figure", el("figcaption", el("h3", said(f"html.{key}")), el("p", said(f"html.{key}_means"))), *drawing)


def _fields(page: Page) -> Node:
    """Kinds of private values by field: a table whose cells are the darker the more hits there are."""
    cells = page.tally.fields
    if not cells:
        return None
    fields, kinds = Counter[str](), Counter[str]()
    for (finding, path), hits in cells.items():
        fields[path] += hits
        kinds[finding] += hits
    columns = [name for name, _ in sorted(fields.items(), key=_by_size)[:FIELDS]]
    lines = [name for name, _ in sorted(kinds.items(), key=_by_size)[:KINDS]]
    most = max(cells[kind, path] for kind in lines for path in columns)
    rows = tuple(
        el("tr", el("th", both(title(kind, "en"), title(kind, "zh")), scope="row"),
           *(_heat(cells[kind, path], most) for path in columns))
        for kind in lines
    )  # fmt: skip
    heads = (said("html.kind"), *(el("code", data(path, 60)) for path in columns))
    left = len(fields) - len(columns) + len(kinds) - len(lines)
    more = el("p", said("html.fields_more", more=left), class_="more") if left else None
    return _figure("fields", table(heads, rows, "heat"), more)


def _by_size(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _heat(hits: int, most: int) -> Element:
    step = 0 if not hits else 1 + min(4, 5 * (hits.bit_length() - 1) // max(1, most.bit_length()))
    return el("td", f"{hits:,}" if hits else "·", class_=f"h{step} number")


def _copies(page: Page) -> Node:
    """How many records have how many copies."""
    sizes = page.tally.copies
    if not sizes:
        return None
    bins = _binned(sizes)
    most = max(many for _, many in bins)
    rows = [(name, many, many / most) for name, many in bins]
    height = 26 * len(rows) + 6
    shapes = [shape for line, row in enumerate(rows) for shape in _column(line, *row)]
    label = "; ".join(f"{name}: {many:,}" for name, many in bins)
    return _figure("copies", _svg(height, label, *shapes))


def _column(line: int, name: str, many: int, part: float) -> Iterator[Element]:
    y, length = 26 * line + 4, max(2, part * (WIDTH - LEFT - 100))
    yield el("text", f"{name} ×", x=LEFT - 10, y=y + 15, class_="label end")
    yield el("rect", x=LEFT, y=y, width=length, height=20, rx=3, class_="fill")
    yield el("text", f"{many:,}", x=LEFT + 8 + length, y=y + 15, class_="label")


def _binned(sizes: tuple[tuple[int, int], ...]) -> list[tuple[str, int]]:
    """Group sizes, copies and original together: one by one to 5, then in doubling steps."""
    bins: dict[tuple[int, int], int] = {}
    for copies, many in sizes:
        size = copies + 1
        low = size if size <= 5 else 6
        high = size if size <= 5 else 10
        while size > high:
            low, high = high + 1, high * 2
        bins[low, high] = bins.get((low, high), 0) + many
    return [(f"{low:,}" if low == high else f"{low:,}–{high:,}", many) for (low, high), many in sorted(bins.items())]


def _before_after(page: Page) -> Node:
    """Each capability before and after, with intervals."""
    found = {finding.id: finding for finding in page.report.findings}
    compared = (id for id in found if id.startswith(("forgetting/", "safety/")) and id.endswith("_base"))
    names = sorted(id.removesuffix("_base") for id in compared if not id.endswith("_said_base"))
    pairs = [(name, found[f"{name}_base"], found[f"{name}_tuned"]) for name in names if f"{name}_tuned" in found][:30]
    if not pairs:
        return None
    key = el("p", el("span", "○ ", said("html.base"), class_="base-key"), " ",
             el("span", "● ", said("html.tuned"), class_="tuned-key"), class_="key")  # fmt: skip
    return _figure("before", key, *_dumbbells(pairs, percent, share=True))


def _loss(page: Page) -> Node:
    """Loss on the training data and on held-out data: the gap between them is what was learned by heart."""
    found = {finding.id: finding for finding in page.report.findings}
    names = ("overfitting/train_loss", "overfitting/held_out_loss")
    if not all(name in found for name in names):
        return None
    pair = [("overfitting/loss_gap", found[names[0]], found[names[1]])]
    key = el("p", "○ ", said("html.train_loss"), " ● ", said("html.held_out_loss"), class_="key")
    return _figure("loss", key, *_dumbbells(pair, lambda number: f"{number:.3g}", share=False))


def _dumbbells(
    pairs: list[tuple[str, Finding, Finding]], text: Callable[[float], str], *, share: bool
) -> Iterator[Element]:
    top = 1.0 if share else max(one.high for _, *two in pairs for one in two) * 1.1 or 1

    def at(number: float) -> float:
        return 12 + (WIDTH - 24) * min(max(number / top, 0), 1)

    for name, before, after in pairs:
        numbers = el("span", f"{text(before.value)} → {text(after.value)}", class_="number")
        label = el("p", el("span", name.partition("/")[2]), numbers, class_="row-label")
        shapes = [
            el("line", x1=12, x2=WIDTH - 12, y1=16, y2=16, class_="track"),
            *_interval(at, before, 10, "base"),
            *_interval(at, after, 22, "tuned"),
            el("line", x1=at(before.value), x2=at(after.value), y1=10, y2=22, class_="move"),
            el("circle", cx=at(before.value), cy=10, r=5, class_="base-point"),
            el("circle", cx=at(after.value), cy=22, r=5, class_="tuned-point"),
        ]
        yield el("div", label, _svg(32, None, *shapes), class_="dumbbell")


def _interval(at: Callable[[float], float], finding: Finding, y: float, name: str) -> Iterator[Element]:
    yield el("line", x1=at(finding.low), x2=at(finding.high), y1=y, y2=y, class_=f"range {name}")


def _by_copies(page: Page) -> Node:
    """How much the model gives away of what it saw so often."""
    prefix = "memorization/extractable_at_"
    found = sorted(
        (int(one.id.removeprefix(prefix)), one)
        for one in page.report.findings
        if one.id.startswith(prefix) and one.id.removeprefix(prefix).isdecimal()
    )[:20]
    if not found:
        return None
    top = max(one.high for _, one in found) or 1

    def at(share: float) -> float:
        return LEFT + (WIDTH - LEFT - 120) * share / top

    shapes: list[Element] = []
    for line, (copies, one) in enumerate(found):
        y = 26 * line + 16
        shapes += [
            el("text", f"{copies:,} ×", x=LEFT - 10, y=y + 5, class_="label end"),
            el("line", x1=LEFT, x2=WIDTH - 120, y1=y, y2=y, class_="track"),
            *_interval(at, one, y, "tuned"),
            el("circle", cx=at(one.value), cy=y, r=5, class_="tuned-point"),
            el("text", percent(one.value), x=WIDTH - 110, y=y + 5, class_="label"),
        ]
    label = "; ".join(f"{copies} ×: {percent(one.value)}" for copies, one in found)
    return _figure("leakage", _svg(26 * len(found) + 6, label, *shapes))


def _svg(height: float, label: str | None, *shapes: Node) -> Element:
    """A drawing; one with a label tells its numbers to those who cannot see it."""
    role = {"aria_hidden": "true"} if label is None else {"role": "img", "aria_label": label}
    return el("svg", *shapes, class_="chart", viewBox=f"0 0 {WIDTH} {height:g}", **role)
