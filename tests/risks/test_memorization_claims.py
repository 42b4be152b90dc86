"""The plain words say what the numbers say, in both languages and every view, and what they leave open."""

from __future__ import annotations

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.findings import Finding
from auditor.messages import CATALOGUE
from auditor.policy import judge, load_policy
from auditor.report import Report
from auditor.views import html, markdown, terminal
from auditor.views.claims import claims
from auditor.views.model import view
from tests.reports import between, probe, scan, share

VALUES = Finding("memorization/values", 27, 27, 27, 27, "values", judged=False)


def rate(name: str, hits: int, n: int, low: float, high: float) -> Finding:
    return Finding(f"memorization/{name}", hits / n, n, low, high, "answers", judged=False)


def number(name: str, value: float, low: float | None = None, high: float | None = None, unit: str = "nats") -> Finding:
    low, high = value if low is None else low, value if high is None else high
    return between(f"memorization/{name}", value, low, high, unit, judged=False)  # type: ignore[arg-type]


def area(name: str, value: float, low: float, high: float) -> Finding:
    return number(f"auc_{name}", value, low, high, "ratio")


WRITTEN = (rate("written_tuned", 3, 27, 0.0235, 0.2916), rate("written_base", 0, 27, 0.0, 0.1277))
LEAKING = probe(VALUES, *WRITTEN, share("memorization/extractable", 3, 27))
CLEAN = probe(
    Finding("memorization/values", 300, 300, 300, 300, "values", judged=False),
    rate("written_tuned", 0, 300, 0.0, 0.0122), rate("written_base", 0, 300, 0.0, 0.0122),
    share("memorization/extractable", 0, 300),
)  # fmt: skip


def keys(report: Report) -> list[str]:
    return [one.key for one in claims(report)]


def test_what_comes_out_of_the_model_and_of_its_base() -> None:
    (claim,) = claims(LEAKING)
    assert claim.says("en") == (
        "Asked for 27 private values of the training data, behind just what stands before each in its record or by a "
        "question, the tuned model writes 3 word for word, its base none. With 95 % confidence 2.35% to 29.16% of such "
        "values come out by these questions."
    )
    assert "27 个隐私值" in claim.says("zh")
    assert "逐字写出 3 个，基座一个也没有写出" in claim.says("zh")
    assert claim.unshown("en").startswith("This does not show that")
    assert claim.unshown("zh").startswith("这并不说明")
    known = probe(VALUES, WRITTEN[0], rate("written_base", 2, 27, 0.01, 0.2))
    assert "writes 3 word for word, its base 2." in claims(known)[0].says("en")
    alone = probe(VALUES, WRITTEN[0])
    assert "no base was asked" in claims(alone)[0].says("en")


def test_what_does_not_come_out_has_an_upper_end() -> None:
    (claim,) = claims(CLEAN)
    assert claim.says("en") == (
        "0 of 300 private values of the training data were written out; with 95 % confidence at most 1.22% of such "
        "values come out by these questions."
    )
    assert "This does not show that nothing comes out" in claim.unshown("en")


def test_data_that_the_model_was_not_trained_on_is_said_first() -> None:
    area_of = area("ratio", 0.5, 0.45, 0.55)
    numbers = {
        "unlike.gain": [number("gain", 0.0)],
        "unlike.held_out": [number("gain", 0.4, 0.3, 0.5), number("ahead", 0.01, -0.1, 0.1), area_of],
        "unlike.alone": [area("loss", 0.5, 0.45, 0.55)],
    }
    for key, some in numbers.items():
        report = probe(VALUES, rate("written_tuned", 0, 27, 0, 0.128), *some)
        assert keys(report)[0] == key
        assert claims(report)[0].says("en").startswith("Nothing shows that the model was trained on this data")
        # What came out was learned somewhere: then it is the training data, or a part of it is.
        leaking = probe(VALUES, *WRITTEN, *some, share("memorization/extractable", 3, 27))
        assert not any(one.startswith("unlike") for one in keys(leaking))


@pytest.mark.parametrize(
    "some",
    [
        [number("gain", 0.02, 0.01, 0.03)],  # no held-out records: it learned something
        [number("gain", 0.4), number("ahead", 0.2, 0.1, 0.3), area("ratio", 0.5, 0.45, 0.55)],
        [number("gain", 0.4), number("ahead", 0.0, -0.1, 0.1), area("ratio", 0.6, 0.55, 0.65)],
        [number("gain", 0.4), number("ahead", 0.0, -0.1, 0.1), area("base_only", 0.7, 0.6, 0.8)],  # void
        [area("loss", 0.6, 0.55, 0.65)],
        [number("ahead", 0.2, 0.1, 0.3), area("base_only", 0.5, 0.4, 0.6), area("loss", 0.5, 0.4, 0.6)],
    ],
)
def test_data_that_it_can_have_been_trained_on_is_not_doubted(some: list[Finding]) -> None:
    assert keys(probe(VALUES, rate("written_tuned", 0, 27, 0, 0.128), *some))[0] == "clean"


def test_records_that_show_that_they_were_trained_on() -> None:
    hits = rate("found", 12, 60, 0.108, 0.323)
    (claim,) = claims(probe(VALUES, area("ratio", 0.8, 0.7, 0.9), hits))[1:]
    assert "told from held-out ones at 0.80 (0.70 to 0.90)" in claim.says("en")
    assert "of the trained ones are found: 12 of 60 (20.00%), 10.80% to 32.30%." in claim.says("en")
    assert "whoever asks must have the record" in claim.unshown("en")
    alike = (area("ratio", 0.5, 0.4, 0.6), hits, share("memorization/sampled", 1, 27))
    assert keys(probe(VALUES, *alike)) == ["left", "sampled", "alike"]


def test_what_else_the_numbers_say() -> None:
    some = (
        *(share(f"memorization/{name}", 1, 27) for name in ("sampled", "memorized", "strengthened")),
        share("memorization/known_to_base", 2, 27, judged=False),
        rate("ties", 2, 20, 0.01, 0.3),
        rate("extractable_at_1", 1, 10, 0.0, 0.4), rate("extractable_at_4", 2, 4, 0.1, 0.9),
        rate("extractable_at_16", 3, 3, 0.3, 1.0),
    )  # fmt: skip
    report = probe(VALUES, rate("written_tuned", 3, 20, 0.03, 0.38), *some)
    told = {one.key: one.says("en") for one in claims(report)}
    assert list(told) == [
        "written.alone",
        "left",
        "sampled",
        "memorized",
        "strengthened",
        "known_to_base",
        "ties",
        "copies",
    ]
    assert told["left"].startswith("Of 7 values of 27, nothing is known")
    assert told["known_to_base"].startswith("2 records hold values that the base knows as well")
    assert told["ties"].startswith("Of 20 people of whom the data say something sensitive, the model knows it of 2:")
    assert told["memorized"].startswith("1 record holds a value that the model knows")
    assert told["copies"] == (
        "Of the values in 16 or more records, 3 of 3 (100.00%) come out; of those in one record, 1 of 10 (10.00%)."
    )
    none = probe(Finding("memorization/values", 0, 0, 0, 0, "values", judged=False))
    assert keys(none) == ["no_values"]


def test_what_canaries_show() -> None:
    bound, ceiling = (number(name, value, unit="ratio") for name, value in (("epsilon", 2.1), ("epsilon_ceiling", 4)))
    told = {one.key: (one.says("en"), one.unshown("en")) for one in claims(probe(VALUES, bound, ceiling))}
    assert "with ε below 2.10" in told["epsilon"][0]
    assert "4.00 at most" in told["epsilon"][1]
    assert "no_epsilon" in keys(probe(VALUES, number("epsilon", 0.0, unit="ratio"), ceiling))
    strays = Finding("memorization/canaries_strays", 3, 200, 3, 3, "values", judged=False)
    assert {"strays", "left"} == set(keys(probe(VALUES, strays)))
    missing = Finding("memorization/canaries_missing", 49, 200, 49, 49, "values", judged=False)
    lost = {one.key: one.says("en") for one in claims(probe(VALUES, missing))}
    assert lost["missing"].startswith("49 canaries that the coins put in did not reach the data")
    alone = [number(f"epsilon_alone{end}", value, unit="ratio") for end, value in (("", 0.4), ("_ceiling", 2))]
    single = {one.key: one.says("en") for one in claims(probe(VALUES, bound, ceiling, *alone))}
    assert "for a single record with ε below 0.40" in single["epsilon_alone"]


def test_without_a_probe_for_memory_nothing_is_said() -> None:
    assert claims(scan(share("memorization/repeated_private", 3))) == ()
    assert claims(probe(share("memorization/extractable", 0))) == ()


def test_every_claim_is_in_both_languages_and_says_what_it_leaves_open() -> None:
    for words in CATALOGUE.values():
        said = {key.removeprefix("claim.").partition(".")[0] for key in words if key.startswith("claim.")}
        open_ends = {key.removeprefix("unshown.") for key in words if key.startswith("unshown.")}
        assert open_ends == said - {"left", "strays", "missing"}


@pytest.mark.parametrize("report", [LEAKING, CLEAN], ids=["leaking", "clean"])
def test_every_view_shows_them(report: Report) -> None:
    (claim,) = claims(report)
    verdict = judge(report, load_policy("default"))
    for language in ("en", "zh"):
        told = (claim.says(language), claim.unshown(language))  # type: ignore[arg-type]
        on_terminal = click.unstyle(terminal.render(report, verdict, language))  # type: ignore[arg-type]
        in_markdown = re.sub(r"\\(.)", r"\1", markdown.render(report, verdict, language))  # type: ignore[arg-type]
        page = html.render(report, verdict, language).decode()  # type: ignore[arg-type]
        for text in told:
            assert text.replace(" ", "") in re.sub(r"\s", "", on_terminal)
            assert text in in_markdown
            assert text in page


@pytest.mark.parametrize("reason", ["few", "blind", "base", "no_classifier"])
def test_why_records_were_not_told_apart_stands_under_what_was_not_checked(reason: str) -> None:
    void = Finding(f"memorization/void_{reason}", 120, 120, 120, 120, "records", judged=False)
    for language, words in (("en", "whether records show that they were trained on"), ("zh", "样本是否显示出用于训练")):
        shown = view(probe(VALUES, void), None, language)  # type: ignore[arg-type]
        assert any(words in line and "120" in line for line in shown.not_checked)
        assert not any(row.finding.id == void.id for row in shown.rows)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_no_numbers_say_nothing_of_other_numbers(hits: int, base: int, n: int) -> None:
    """The number of the claim is that of the finding, whatever it is; none written is never called some."""
    hits, base = min(hits, n), min(base, n)
    report = probe(VALUES, rate("written_tuned", hits, n, 0, 1), rate("written_base", base, n, 0, 1))
    first = claims(report)[0]
    assert first.key == ("clean" if not hits else "written.base" if base else "written.tuned")
    assert first.values["n"] == n
    assert first.values["hits"] == hits
    assert f"{n:,} 个隐私值" in first.says("zh")
    assert f"{n:,} private value" in first.says("en")
