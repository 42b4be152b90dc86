"""The page: what stands in it, that nothing in it acts, that it is small, readable, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from auditor.errors import OutputError
from auditor.messages import CATALOGUE, Language
from auditor.policy import Verdict, judge
from auditor.report import EvidenceFile, Report, Spool, read_report
from auditor.views import html, terminal
from auditor.views.html.elements import el, said, written
from auditor.views.html.page import SHOWN
from auditor.views.html.proof import shared_out
from auditor.views.riskmap import PLACES, gained_and_paid, risk_map
from tests.conftest import Write
from tests.reports import between, hit, policy, probe, report, scan, share
from tests.views.pages import (
    HOSTILE,
    Read,
    colors,
    failing,
    hostile,
    judged,
    probed,
    read,
    waived,
    with_hostile_waivers,
)

CSS = Path(html.__file__).parent / "page.css"
Case = tuple[Report, Verdict | None]


def cases() -> dict[str, Case]:
    clean, fails, odd, empty = scan(share("privacy/email", 0)), failing(), hostile(), report({})
    unsure = scan(share("privacy/email", 0, unread=50))
    model = probed()
    return {
        "PASS": (clean, replace(judged(clean), outcome="PASS", exit_code=0, missing=())),
        "FAIL": (fails, judged(fails)),
        "INCONCLUSIVE": (unsure, judged(unsure)),
        "PASS WITH WAIVERS": (fails, waived(judged(fails))),
        "no verdict": (fails, None),
        "empty": (empty, judged(empty)),
        "probe": (model, judged(model)),
        "hostile": (odd, with_hostile_waivers(judged(odd))),
    }


CASES = cases()


def page(name: str, language: Language = "en") -> Read:
    return read(html.render(*CASES[name], language))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_report_gives_a_whole_page_and_the_same_one_again(name: str, language: Language) -> None:
    found, verdict = CASES[name]
    first = html.render(found, verdict, language)
    assert first == html.render(found, verdict, language)
    shown = read(first)
    ids = [own["id"] for _, own in shown.tags if "id" in own]
    assert len(ids) == len(set(ids))
    assert {own["href"] for tag, own in shown.tags if tag in ("a", "use")} <= {f"#{id}" for id in ids}
    if f"outcome.{name}" in CATALOGUE["en"]:
        assert CATALOGUE["en"][f"outcome.{name}"] in shown.text["en"]
        assert CATALOGUE["zh"][f"outcome.{name}"] in shown.text["zh-Hans"]


@pytest.mark.parametrize("name", CASES)
def test_both_languages_say_everything(name: str) -> None:
    shown = page(name)
    assert len(shown.text["en"]) == len(shown.text["zh-Hans"])
    assert not [text for text in shown.text["en"] if re.search(r"[\u4e00-\u9fff]", text) and name != "hostile"]


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_fetched_or_run_but_our_own(name: str) -> None:
    found = html.render(*CASES[name], "en")
    shown = read(found)
    for tag, own in shown.tags:
        assert tag not in ("img", "iframe", "object", "embed", "link", "base", "form", "image", "foreignobject")
        assert not [name for name in own if name.startswith("on") or name in ("src", "style", "srcdoc")]
        assert (own.get("href") or "#").startswith("#")
    assert [tag for tag, _ in shown.tags if tag in ("script", "style")] == ["style", "script"]
    (policy,) = (own["content"] for _, own in shown.tags if own.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(shown.raw[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert len(shown.raw["script"].encode()) < 30_000
    text = shown.raw["script"] + shown.raw["style"]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|fetch|XMLHttp|url\(|@import", text)


def test_hostile_text_stands_there_as_text() -> None:
    found = html.render(*CASES["hostile"], "en").decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", found)
    assert "&lt;/script&gt;" in found
    assert HOSTILE not in found
    assert len(found) < 500_000
    assert "x" * 300 not in found


def test_an_element_cannot_be_told_to_leave_text_as_it_is() -> None:
    assert written(el("p", "<b>&\"'\x1b")) == "<p>&lt;b&gt;&amp;&quot;&#x27;⟦U+001B⟧</p>"
    assert written(el("p", class_='"><script>')) == '<p class="&quot;&gt;&lt;script&gt;"></p>'
    assert written(said("html.own_page", id="<i>")) == "auditor risks &lt;i&gt;"


def test_the_first_screen_says_why_and_what_to_do_and_what_was_not_checked() -> None:
    shown = page("FAIL")
    text = " ".join(shown.text["en"])
    assert "E-mail addresses: over the limit" in text
    assert "7 of 100 (7.00%)" in text
    assert "none: all counted" in text
    assert "Do: Mask or replace the addresses" in text
    places = {own.get("id"): number for number, (_, own) in enumerate(shown.tags) if own.get("id")}
    assert places["verdict"] < places["top"] < places["unchecked"] < places["map"] < places["findings"]
    css = CSS.read_text("utf-8")
    assert not re.search(r"#unchecked|#top", css), "what was not checked is shown at the size of the risks"


def test_waivers_are_struck_through_and_named() -> None:
    shown = page("PASS WITH WAIVERS")
    assert [tag for tag, _ in shown.tags].count("s") == 1
    text = " ".join(itertools.chain(*shown.text.values()))
    for state in ("active", "expired", "unused"):
        assert f"owner-{state}" in text
        assert f"because of {state}" in text
    assert "2030-02-01" in text


def test_charts_stand_only_where_there_is_data() -> None:
    assert "charts" not in [own.get("id") for _, own in page("PASS").tags]
    fails = " ".join(page("FAIL").text["en"])
    assert "Private values by field" in fails
    assert "Records that stand there several times" in fails
    assert "Leakage by copies" not in fails
    model = page("probe")
    text = " ".join(model.text["en"])
    assert "Capabilities before and after" in text
    assert "Leakage by copies" in text
    assert [own.get("class") for _, own in model.tags].count("tuned-point") == 2 + 3
    assert "Gained 13.0 points on its target; paid 19.0 points on math." in text


def test_the_risk_map_has_a_row_for_each_risk() -> None:
    found, verdict = CASES["probe"]
    rows = {row.id: row for row in risk_map(found, verdict)}
    assert list(rows) == [place.id for place in PLACES]
    assert rows["forgetting"].level == "fail"
    assert rows["leakage"].level == "fail"
    assert rows["overfitting"].state == "not_measured"
    assert rows["stale"].state == "not_measured"
    fails = {row.id: row for row in risk_map(*CASES["FAIL"])}
    assert fails["cost"].state == "measured"
    assert "auditor gate SCAN PROBE" in fails["leakage"].told("en")
    empty = scan()
    (file,) = empty.run.data.files
    data = replace(empty.run.data, files=(replace(file, records=0),))
    bare = {row.id: row for row in risk_map(replace(empty, run=replace(empty.run, data=data)), None)}
    assert bare["private_data"].state == "not_applicable"


@pytest.mark.parametrize(
    ("gain", "loss", "said"),
    [
        ((0.1, 0.05, 0.15), (0.05, 0.02, 0.08), "Gained 10.0 points on its target; paid 5.0 points on tools."),
        ((0.1, 0.05, 0.15), (0.05, -0.02, 0.12), "Gained 10.0 points on its target; no capability was shown"),
        ((-0.1, -0.2, 0.0), (0.05, 0.02, 0.08), "No gain on its target was shown (-10.0 points); paid 5.0 points"),
        ((0.01, -0.1, 0.1), (0.0, 0.0, 0.0), "No gain on its target was shown (1.0 points); no capability was shown"),
    ],
)
def test_gained_and_paid_claim_what_the_intervals_show(
    gain: tuple[float, float, float], loss: tuple[float, float, float], said: str
) -> None:
    found = probe(between("forgetting/gain", *gain, judged=False), between("forgetting/tools", *loss))
    assert (gained_and_paid(found, "en") or "").startswith(said)


def test_a_limit_that_only_informs_colors_no_risk(tmp_path: Path) -> None:
    limits = "{privacy/credential: {fail: 0, of: count, informational: true}}"
    rules = policy(tmp_path, f"required: []\nrisks: {{privacy: {{limits: {limits}}}}}\n")
    found = scan(share("privacy/credential", 5))
    rows = {row.id: row for row in risk_map(found, judge(found, rules))}
    assert (rows["private_data"].state, rows["private_data"].level) == ("measured", None)


def test_layouts_of_a_foreign_report_act_on_nothing() -> None:
    found = scan()
    (file,) = found.run.data.files
    data = replace(found.run.data, files=(replace(file, shapes=(("x\n::error::y\u202e", 100),)),))
    shown = terminal.render(replace(found, run=replace(found.run, data=data)), judge(found, "default"), "en")
    assert "\n::error" not in shown
    assert "\u202e" not in shown


def test_hits_are_shared_out_among_the_findings() -> None:
    hits = {"a/b": [hit("a/b", line) for line in range(500)], "c/d": [hit("c/d", 1)], "e/f": []}
    shown = shared_out(hits)
    assert len(shown) == SHOWN
    assert [one.finding for one in shown].count("c/d") == 1
    assert shared_out({"a/b": []}) == []


@pytest.mark.slow
def test_a_million_hits_give_a_small_page() -> None:
    spool = Spool()
    line = b"".join(
        b'{"finding":"privacy/%b","kind":"k","certainty":"validated","record":"r","origin":"t.jsonl:%d",'
        b'"fingerprint":"%032d","path":"messages[%d].content","partner":"t.jsonl:%d","excerpt":"\\u2022"}\n'
        % (name, number, number, number % 7, number // 3)
        for number, name in zip(range(20_000), itertools.cycle([b"email", b"phone"]))
    )
    for _ in range(50):
        spool.add(line)
    found = replace(scan(share("privacy/email", 90), share("privacy/phone", 90)), evidence=spool.done())
    assert isinstance(found.evidence, EvidenceFile)
    shown = html.render(found, judged(found), "en")
    assert len(shown) < 500_000
    assert "and 999,800 more hits in evidence.jsonl" in shown.decode()
    cells = [text for text in read(shown).text[""] if text == "500,000"]
    assert len(cells) == 2, "all hits of a kind stand in one field"


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LEVELS = ("fail", "unknown", "warn", "pass", "none")
TEXT = [
    *(("text", ground) for ground in ("ground", "panel", "h1", "h2", "h3")),
    *(("quiet", ground) for ground in ("ground", "panel")),
    *(("link", ground) for ground in ("ground", "panel")),
    *((level, ground) for level in LEVELS for ground in ("panel", f"{level}-soft")),
    ("on-dark", "h4"), ("on-dark", "h5"), ("panel", "text"), ("warn", "ground"),
]  # fmt: skip
GRAPHICS = [(name, "panel") for name in ("track", "mark", "fill", "fail", "unknown", "warn", "pass", "link")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_is_that_of_wcag_aa(theme: int) -> None:
    palette = colors(CSS)[theme]
    for pairs, least in ((TEXT, 4.5), (GRAPHICS, 3.0)):
        ratios = {pair: contrast(*(palette[name] for name in pair)) for pair in pairs}
        assert not {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_the_colors_of_a_theme_are_the_same_wherever_they_stand() -> None:
    blocks = re.findall(r"\{([^{}]*--ground:[^{}]*)\}", CSS.read_text("utf-8"))
    light, dark, system, printed = (dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in blocks)
    assert system == dark
    assert printed.keys() == light.keys() == dark.keys()


def test_the_page_stands_in_the_report_directory_with_the_rest(auditor: Callable[..., Result], write: Write) -> None:
    turns = [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "I."}]
    data = write("t.jsonl", [{"messages": turns}])
    done = auditor("scan", data, "--out", "r", "--lang", "zh", "--format", "html=own.html")
    assert done.exit_code in (0, 1, 3), done.output
    page = Path("r/report.html").read_bytes()
    assert page == Path("own.html").read_bytes()
    assert page.startswith(b'<!DOCTYPE html>\n<html lang="zh-Hans">')
    assert "report.html" in done.stdout
    assert auditor("gate", "r", "--policy", "explore", "--out", "g", "--lang", "zh").exit_code in (0, 1, 3)
    judged_again = Path("g/report.html").read_text("utf-8")
    assert "explore" in judged_again
    found = read_report("g")
    found.write("g")
    assert not Path("g/report.html").exists(), "a page of an older report is not left beside a newer one"
    Path("g/report.html").write_text("<p>mine</p>")
    with pytest.raises(OutputError, match=r"report\.html"):
        found.write("g")
