"""A number with its interval against its limits, as a small drawing. The words stand beside it."""

from __future__ import annotations

from auditor.views.html.elements import Element, el
from auditor.views.html.page import Shown, limit_of

WIDTH, HEIGHT, EDGE = 160, 22, 6


def bar(shown: Shown) -> Element | None:
    """Point, interval and limit marks on a scale that begins at 0; None where nothing judges it."""
    if shown.ruling is None:
        return None
    low, value, high = shown.judged
    warn, fail = limit_of(shown.ruling.limit, shown.finding)
    top = max(high, value, warn or 0, fail or 0) * 1.12
    if shown.finding.unit == "share":
        top = min(top, 1)
    top = top or 1

    def at(number: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * min(max(number, 0) / top, 1)

    middle = HEIGHT / 2
    marks = [el("line", x1=EDGE, x2=WIDTH - EDGE, y1=middle, y2=middle, class_="track")]
    if high > low:
        marks.append(el("line", x1=at(low), x2=at(high), y1=middle, y2=middle, class_="range"))
    marks += [
        el("line", x1=at(one), x2=at(one), y1=3, y2=HEIGHT - 3, class_=name)
        for one, name in ((warn, "warn-mark"), (fail, "fail-mark"))
        if one is not None
    ]
    marks.append(el("circle", cx=at(value), cy=middle, r=4, class_="point"))
    size = f"0 0 {WIDTH} {HEIGHT}"
    return el("svg", *marks, class_=f"bar {shown.en.level}", viewBox=size, aria_hidden="true")
