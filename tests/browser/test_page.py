"""The page in a real browser: nothing from the data acts, and its own script, style and print do what they shall."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.messages import Language
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views import html
from tests.browser.chromium import Tab
from tests.views.pages import failing, hostile, judged, probed, waived, with_hostile_waivers

pytestmark = pytest.mark.browser

SEEN = "document.body.innerText"
ROWS = "Array.from(document.querySelectorAll('#hits tbody tr'))"
FOCUSED = """(one => [
    one.tagName,
    one.dataset.lang || one.id || one.className || one.getAttribute('href') || one.parentNode.id,
    getComputedStyle(one).outlineStyle,
])(document.activeElement)"""
TO_THE_SIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def put(folder: Path, report: Report, verdict: Verdict | None, language: Language = "en") -> Path:
    file = folder / "report.html"
    file.write_bytes(html.render(report, verdict, language))
    return file


@pytest.fixture
def page(tmp_path: Path) -> Path:
    report = failing()
    return put(tmp_path, report, judged(report))


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    report = hostile()
    return put(tmp_path, report, with_hostile_waivers(judged(report)))


def test_hostile_data_does_nothing(tab: Tab, odd: Path) -> None:
    tab.open(odd)
    tab.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
    tab.run("Array.from(document.querySelectorAll('*')).slice(0, 3000).forEach(one => "
            "['mouseover', 'load', 'error', 'focus'].forEach(kind => one.dispatchEvent(new Event(kind))))")  # fmt: skip
    assert tab.run("document.title") == "FAIL · Fine-tuning audit"
    assert tab.run("document.querySelectorAll('script').length") == 1
    assert tab.run("document.querySelectorAll('img, iframe, b').length") == 0
    assert "{{7*7}} ${7*7}" in tab.run(SEEN)
    assert tab.run("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML)") is False
    assert tab.requests() == [odd.as_uri()]
    assert tab.complaints() == []


def test_a_script_that_got_into_the_page_would_not_run(tab: Tab, tmp_path: Path) -> None:
    """The second wall: what if the escaping had a hole."""
    report = failing()
    content = html.render(report, judged(report), "en").decode()
    inner = "<script>document.title='owned'</script><img src='http://192.0.2.1/' onerror=\"document.title='owned'\">"
    file = tmp_path / "holed.html"
    file.write_text(content.replace("<main>", f"<main>{inner}"), "utf-8")
    tab.open(file)
    assert tab.run("document.title") == "FAIL · Fine-tuning audit"
    assert [text for text in tab.complaints() if "Content Security Policy" in text]


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", ["page", "odd"])
def test_nothing_is_wider_than_the_page(
    tab: Tab, width: int, name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    file: Path = request.getfixturevalue(name)
    tab.look(width, 800)
    tab.open(file)
    assert tab.run(TO_THE_SIDE) <= 0
    tab.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert tab.run(TO_THE_SIDE) <= 0


def test_the_language_is_switched_in_place(tab: Tab, page: Path) -> None:
    tab.open(page)
    assert "Top risks" in tab.run(SEEN)
    assert "主要风险" not in tab.run(SEEN)
    tab.run("document.querySelector('button[data-lang=\"zh-Hans\"]').click()")
    assert "主要风险" in tab.run(SEEN)
    assert "Top risks" not in tab.run(SEEN)
    assert tab.run("document.documentElement.lang") == "zh-Hans"
    assert tab.run("document.getElementById('filter').placeholder") == "发现项、类别、文件或字段"
    assert tab.requests() == [page.as_uri()]


def test_without_script_it_says_the_same(tab: Tab, tmp_path: Path) -> None:
    report = failing()
    file = put(tmp_path, report, judged(report), "zh")
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(file)
    seen = tab.run(SEEN)
    assert "主要风险" in seen
    assert "Top risks" not in seen
    assert tab.run("document.querySelector('.tools').checkVisibility()") is False
    assert tab.run("document.getElementById('filter').checkVisibility()") is False
    assert tab.run("document.querySelector('#hits > summary').checkVisibility()") is True


def test_hits_are_filtered_and_sorted(tab: Tab, page: Path) -> None:
    tab.open(page)
    tab.run("const box = document.getElementById('filter'); box.value = 'PHONE'; box.dispatchEvent(new Event('input'))")
    assert tab.run("document.getElementById('hits').open") is True
    assert tab.run(f"{ROWS}.filter(row => !row.hidden).length") == 2
    assert tab.run("document.getElementById('matching').textContent") == "2 / 11"
    tab.run("box.value = ''; box.dispatchEvent(new Event('input'))")
    assert tab.run(f"{ROWS}.filter(row => !row.hidden).length") == 11
    tab.run("document.querySelectorAll('table.sortable th button')[2].click()")
    places = tab.run(f"{ROWS}.map(row => Number(row.cells[2].textContent.match(/:(\\d+)/)[1]))")
    assert places == sorted(places)
    tab.run("document.querySelectorAll('table.sortable th button')[2].click()")
    assert tab.run(f"{ROWS}.map(row => Number(row.cells[2].textContent.match(/:(\\d+)/)[1]))") == sorted(places)[::-1]


def test_a_link_leads_to_the_finding_and_opens_it(tab: Tab, page: Path) -> None:
    tab.open(page)
    tab.run("document.querySelector('#top a').click()")
    tab.run("new Promise(done => setTimeout(done, 100))")
    assert tab.run("document.getElementById(location.hash.slice(1)).open") is True


def test_all_of_it_is_reached_by_keyboard_and_the_focus_is_seen(tab: Tab, page: Path) -> None:
    tab.open(page)
    seen = set()
    for _ in range(60):
        tab.press("Tab")
        now = tab.run(FOCUSED)
        if now[0] != "BODY":
            assert now[2] == "solid", f"the focus on {now} is not seen"
        seen.add((now[0], now[1]))
    assert {("BUTTON", "zh-Hans"), ("BUTTON", "theme"), ("INPUT", "filter"), ("SUMMARY", "f-privacy-email")} <= seen
    tab.open(page)
    tab.run("document.querySelector('button[data-lang=\"zh-Hans\"]').focus()")
    tab.press("Enter")
    assert tab.run("document.documentElement.lang") == "zh-Hans"


def test_dark_follows_the_system_and_the_button(tab: Tab, page: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    tab.open(page)
    light = tab.run(ground)
    tab.look(1280, 900, prefers_color_scheme="dark")
    dark = tab.run(ground)
    assert dark != light
    tab.run("document.getElementById('theme').click()")
    assert tab.run(ground) == light
    tab.run("document.getElementById('theme').click()")
    assert tab.run(ground) == dark


def test_on_paper_everything_is_open_without_script(tab: Tab, page: Path) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(page)
    tab.call("Emulation.setEmulatedMedia", media="print")
    assert tab.run("document.querySelector('#hits td.where').checkVisibility()") is True
    assert tab.run("document.querySelector('#hits td.where').getBoundingClientRect().height > 0") is True
    assert tab.run("document.querySelector('.filter').checkVisibility()") is False


def test_pictures(tab: Tab, tmp_path: Path) -> None:
    """For people to look at: `pytest tests/browser -k pictures --basetemp=pictures`."""
    report, model = failing(), probed()
    cases = {
        "fail": put(tmp_path, report, judged(report)).rename(tmp_path / "fail.html"),
        "waived": put(tmp_path, report, waived(judged(report))).rename(tmp_path / "waived.html"),
        "probe": put(tmp_path, model, judged(model)).rename(tmp_path / "probe.html"),
        "chinese": put(tmp_path, report, judged(report), "zh").rename(tmp_path / "chinese.html"),
    }
    for name, file in cases.items():
        for look, (width, scheme) in {
            "light": (1280, "light"),
            "dark": (1280, "dark"),
            "phone": (360, "light"),
        }.items():
            tab.look(width, 1000, prefers_color_scheme=scheme)
            tab.open(file)
            picture = tmp_path / f"{name}-{look}.png"
            tab.screenshot(picture, whole=True)
            assert picture.read_bytes().startswith(b"\x89PNG")
    tab.pdf(tmp_path / "print.pdf")
    assert (tmp_path / "print.pdf").read_bytes().startswith(b"%PDF")
