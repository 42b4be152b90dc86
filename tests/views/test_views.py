"""Views against golden files (after a meant change: UPDATE_GOLDEN=1 pytest tests/views), and against hostile text."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import replace
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from auditor.checks import Limit
from auditor.findings import Done, Evidence, Failed, Finding, Skipped, Unit
from auditor.messages import Language, printable, say
from auditor.overview import File
from auditor.policy import Verdict, judge, load_policy
from auditor.report import Data, Report, Run, Spool, lines
from auditor.views import markdown, terminal
from auditor.views.cells import wrap
from auditor.views.model import limit_text, number, percent, view
from tests.reports import report as whole

GOLDEN = Path(__file__).parent.parent / "golden"


def hit(finding: str, line: int, **changes: object) -> Evidence:
    plain = Evidence(
        finding, "email", "validated", "r", f"t.jsonl:{line}", "f" * 32, "messages[1].content", 3, 9,
        excerpt="l•••@q•••.cn",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


HITS = [
    *(hit("privacy/email", line) for line in range(1, 6)),
    hit("duplication/pair", 7, kind="same_pair", partner="t.jsonl:2", score=1.0, path="", excerpt=""),
    hit("format/repaired", 9, kind="nan", path="", excerpt=""),
    hit("format/unreadable_line", 8, kind="no_shape", path="", excerpt="colour"),
]


def share(id: str, value: float, high: float | None = None, *, judged: bool = True, n: int = 1000) -> Finding:
    return Finding(id, value, n, value, value if high is None else high, "share", judged)


def make(hits: list[Evidence] | None = None) -> Report:
    spool = Spool()
    spool.add(lines(HITS if hits is None else hits))
    overview = Done(
        (
            Finding("overview/records", 999, 1000, 999, 999, "records", judged=False),
            Finding("overview/tokens", 120_000, 1000, 100_000, 150_000, "tokens", judged=False),
        )
    )
    outcomes = {
        "scan/overview": overview,
        "scan/contamination": Skipped("needs_eval"),
        "scan/duplication": Done(
            (
                share("duplication/pair", 0.02, 0.021),
                Finding("duplication/repetitions", 48, 1000, 48, 51, "repetitions", judged=True),
            )
        ),
        "scan/names": Skipped("needs_pipeline"),
        "scan/format": Failed("ValueError", ("auditor/fold.py:31", "risks/format.py:80")),
        "scan/privacy": Done(
            (
                share("privacy/email", 0.05, 0.051),
                share("privacy/credential", 0, 0.001),
                share("privacy/iban", 0),
                share("privacy/test_value", 0.001, judged=False),
            )
        ),
    }
    files = (
        File("t.jsonl", "train", 0, 989, 1, True, (("messages", 980), ("sharegpt", 9))),
        File("e.jsonl", "eval", 1001, 10, 0, False, (("text", 10),)),
    )
    run = Run("0.1.0", Data("ab" * 16, files, 2), None, 0, 3.0, None, None, {}, {})
    return Report(run, outcomes, spool.done())


def verdict(report: Report) -> Verdict:
    return judge(report, load_policy(GOLDEN / "policy.yaml"), datetime.date(2030, 1, 2))


def check(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"{name} has changed"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_golden(language: Language) -> None:
    report = make()
    shown = click.unstyle(terminal.render(report, verdict(report), language))
    check(f"terminal.{language}.txt", re.sub(r"\S*evidence\.jsonl", "evidence.jsonl", shown))
    check(f"markdown.{language}.md", markdown.render(report, verdict(report), language))


def test_the_same_report_gives_the_same_bytes_and_facts_need_no_verdict() -> None:
    report = make()
    assert markdown.render(report, None, "en") == markdown.render(report, None, "en")
    assert "without a verdict" in markdown.render(report, None, "en")


HOSTILE = "\x1b[31mred\x1b[0m <script>alert(1)</script> | a `b` ``` ![x](http://x) ‮evil⁩ \r\n::error::x {{7*7}} =1+1"


def test_hostile_text_does_nothing() -> None:
    report = make([hit("privacy/email", 1, origin=f"{HOSTILE}:1", path=HOSTILE, kind=HOSTILE, excerpt=HOSTILE)])
    judged = verdict(report)
    shown = click.unstyle(terminal.render(report, judged, "en"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    assert "\n::error" not in shown
    page = markdown.render(report, judged, "en")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    (line,) = [line for line in page.splitlines() if "script" in line]
    fence = re.match(r"- (`+) ", line)
    assert fence is not None
    assert line.endswith(f" {fence[1]}")
    assert fence[1] not in line[len(fence[0]) : -len(fence[1])], "a run of backticks in the text ends the code span"


def test_names_are_escaped_where_they_stand_as_text() -> None:
    report = make()
    files = (File("<b>|[x](y)@me.jsonl", "train", 0, 1, 0, False, (("text", 1),)),)
    hostile = replace(report, run=replace(report.run, data=Data("0", files, 0)))
    page = markdown.render(hostile, None, "en")
    assert "<b>" not in page
    assert "|[x](y)" not in page
    assert "@me" not in page


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0.00%"), (0.00001, "<0.01%"), (0.5, "50.00%"), (0.99999, ">99.99%"), (1, "100.00%")]
)
def test_percent(value: float, shown: str) -> None:
    assert percent(value) == shown


@pytest.mark.parametrize(
    ("limit", "unit", "shown"),
    [
        (Limit(fail=0, of="count"), "share", "limit 0"),
        (Limit(fail=3, of="count"), "share", "limit 3"),
        (Limit(fail=0.01, warn=0.001), "share", "warns above 0.1%, limit 1%"),
        (Limit(fail=1), "share", "limit 100%"),
        (Limit(warn=1), "repetitions", "warns above 1"),
        (Limit(), "share", ""),
    ],
)
def test_limits_in_words(limit: Limit, unit: Unit, shown: str) -> None:
    assert limit_text(limit, unit, "en") == shown


def test_numbers_in_words() -> None:
    assert number(share("a/b", 0.05, 0.051), "en") == "50 of 1,000 (5.00%), at most 5.10%"
    assert number(Finding("a/b", 1_000, 1, 900, 1_100, "tokens", judged=False), "en") == "1,000 (900 to 1,100)"
    assert printable("a\u202eb") == "a⟦U+202E⟧b"


def shown_with(*findings: Finding, unreadable: int = 0, policy: str = "default") -> list[str]:
    """The lines of a report of these findings."""
    spool = Spool()
    spool.add(lines([HITS[0]]))
    files = (File("t.jsonl", "train", 0, 1000, unreadable, False, (("messages", 1000),)),)
    by_risk: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        risk = finding.id.partition("/")[0]
        by_risk[risk] = (*by_risk.get(risk, ()), finding)
    outcomes = {f"scan/{risk}": Done(some) for risk, some in by_risk.items()}
    report = Report(Run("0.1.0", Data("ab" * 16, files, 1), None, 0, 1.0, None, None, {}, {}), outcomes, spool.done())
    return click.unstyle(terminal.render(report, judge(report, load_policy(policy)), "en")).splitlines()


def test_what_passed_shows_its_number() -> None:
    known = (share("duplication/near_pair", 0.03), share("duplication/template", 0.001), share("privacy/iban", 0))
    shown = shown_with(*known, share("duplication/span", 0), share("privacy/test_value", 0.002, judged=False))
    place = shown.index("Passed:")
    assert shown[place + 1 : place + 4] == [
        "  Near copies of another record         30 of 1,000 (3.00%)",
        "  Records that only fill in a template  1 of 1,000 (0.10%)",
        "  Nothing found: Answers that share a passage of 50 tokens; Bank accounts (IBAN)",
    ]
    assert "  Test and documentation values  2 of 1,000 (0.20%)" in shown


def test_one_is_one() -> None:
    repeated = Finding("duplication/repetitions", 1, 9, 1, 1, "repetitions", judged=True)
    shown = shown_with(share("privacy/iban", 0), repeated)
    assert shown[0] == "1,000 records in 1 file; about ? tokens"
    assert "  1 file passed over: no data by their names, or written by the auditor" in shown
    assert "  Most repeated record (copies × epochs)  1 time" in shown
    assert shown[-1].startswith("1 hit in ")
    assert say("unit.hits", "en", value=1.0) == "1 hit"
    assert say("unit.repetitions", "en", value=1.5) == "1.5 times"
    assert say("ui.hits", "en", hits=12_345, path="p") == "12,345 hits in p"
    assert say("ui.hits", "zh", hits=12_345, path="p") == "12,345 处命中，见 p"
    assert say("ui.exit_zero", "en", code=1).endswith("it is 1.")


@pytest.mark.parametrize(
    ("id", "unreadable", "advice"),
    [
        ("duplication/near_pair", 0, "Too much is alike"),
        ("contamination/near_prompt", 0, "Too much is alike"),
        ("contamination/near_prompt", 1, "What could not be read"),
        ("names/person", 0, "Only a sample"),
    ],
)
def test_where_a_number_is_not_sure_the_advice_says_why(id: str, unreadable: int, advice: str, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(f"version: 1\nrisks: {{{id.partition('/')[0]}: {{limits: {{{id}: {{fail: 0.4}}}}}}}}\n")
    shown = shown_with(share(id, 0, 1.0), unreadable=unreadable, policy=str(policy))
    assert any(line.startswith(f"        Do: {advice}") for line in shown)


@pytest.mark.parametrize(
    "text",
    [
        "Records with private data that are seen often; Ignored hits beyond what their rules allow, all of them. " * 3,
        "未发现：疑似被改写的题目；重复曝光最多的样本（含近似副本，副本数 × 轮数）；含有 50 个词元以上的回答。" * 3,
    ],
)
def test_lines_break_by_the_cells_that_they_take(text: str) -> None:
    found = list(wrap(text, 40, "  ", "    "))
    assert len(found) > 3
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(cell_len(line) <= 40 for line in found)
    assert all(line.startswith("    ") for line in found[1:])
    assert not any(line.strip()[0] in "，。、；：）" or line[-1] == "（" for line in found)


def test_no_divergence_is_told_and_nothing_counted_is_not() -> None:
    same = Finding("distillation/kl_train", 0, 9, 0, 0, "nats", judged=False)
    nothing = Finding("overfitting/copied", 0, 0, 0, 0, "records", judged=False)
    report = whole({"probe/distillation": Done((same,)), "probe/overfitting": Done((nothing,))})
    shown = click.unstyle(terminal.render(report, verdict(report), "en"))
    assert say("finding.distillation/kl_train", "en") in shown
    assert say("finding.overfitting/copied", "en") not in shown


@pytest.mark.parametrize(("value", "text"), [(0.25, "0.25"), (0.0123, "0.012"), (0, "0.00"), (-0.05, "-0.050")])
def test_a_small_ratio_has_a_digit_more(value: float, text: str) -> None:
    assert number(Finding("drift/cut", value, 9, value, value, "ratio", judged=False), "en") == text


def test_what_checks_can_never_see_is_folded_on_the_page_and_listed_in_markdown() -> None:
    report = whole({"scan/duplication": Done(())})
    both = view(report, None, "en")
    assert not both.not_checked
    assert len(both.unseen) == 1
    assert markdown.escape(both.unseen[0]) in markdown.render(report, verdict(report), "en")
    assert both.unseen[0] not in click.unstyle(terminal.render(report, verdict(report), "en"))
    assert say("ui.unseen_elsewhere", "en")[:40] in click.unstyle(terminal.render(report, verdict(report), "en"))
