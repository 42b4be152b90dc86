"""Waivers: they leave hits out and never hide, and a broken one is refused at its line."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import PolicyError
from auditor.findings import Finding
from auditor.policy import Verdict, judge, load_policy
from auditor.policy.subtract import less
from auditor.report import Report
from auditor.stats import proportion_interval
from tests.reports import KEY, between, hit, policy, scan, share

TODAY = datetime.date(2030, 1, 2)
EMAIL = "aa" * 16
HEAD = f"version: 1\nkey: '{KEY}'\nwaivers:\n"


def waiver(
    match: str = f"{{fingerprint: '{EMAIL}'}}",
    finding: str = "privacy/email",
    created: str = "2029-12-01",
    expires: str = "2030-03-01",
    owner: str = "dpo@team.example",
) -> str:
    return (
        f"  - finding: {finding}\n    match: {match}\n    reason: printed on every leaflet\n    owner: {owner}\n"
        f"    created: {created}\n    expires: {expires}\n"
    )


def judged(folder: Path, report: Report, *waivers: str, more: str = "", head: str = HEAD) -> Verdict:
    (folder / "waivers.yaml").write_text(head + "".join(waivers) if waivers else f"{head[:-1]} []\n", "utf-8")
    limits = "required: []\nwaivers: waivers.yaml\nrisks: {privacy: {limits: {privacy/email: {fail: 0, of: count}}}}\n"
    return judge(report, load_policy(policy(folder, limits + more)), TODAY)


def emails(*lines: int, path: str = "p", unread: int = 0) -> Report:
    hits = [hit("privacy/email", line, EMAIL, path=path, kind="email") for line in lines]
    return scan(share("privacy/email", len(set(lines)), unread=unread), evidence=hits)


def test_green_only_through_waivers_says_so(tmp_path: Path) -> None:
    verdict = judged(tmp_path, emails(3, 4), waiver())
    assert (verdict.outcome, verdict.exit_code) == ("PASS WITH WAIVERS", 0)
    ruling = verdict.rulings[0]
    assert (ruling.level, ruling.value, ruling.waived, ruling.without) == ("pass", 0.0, 2, "fail")
    assert [(use.state, use.hits, use.owner) for use in verdict.waivers] == [("active", 2, "dpo@team.example")]


def test_without_need_for_a_waiver_a_pass_is_a_pass(tmp_path: Path) -> None:
    assert judged(tmp_path, emails(), waiver()).outcome == "PASS"
    assert [use.state for use in judged(tmp_path, emails(), waiver()).waivers] == ["unused"]


def test_a_waiver_does_not_cover_what_it_is_not_for(tmp_path: Path) -> None:
    hits = [hit("privacy/email", 3, EMAIL), hit("privacy/email", 4, "bb" * 16)]
    verdict = judged(tmp_path, scan(share("privacy/email", 2), evidence=hits), waiver())
    assert (verdict.outcome, verdict.rulings[0].value, verdict.rulings[0].waived) == ("FAIL", 0.01, 1)
    other = scan(share("privacy/phone", 100), evidence=[hit("privacy/phone", n, EMAIL) for n in range(100)])
    assert judged(tmp_path, other, waiver()).outcome == "FAIL", "the same fingerprint in another finding"


def test_a_record_counts_until_each_of_its_hits_is_waived(tmp_path: Path) -> None:
    hits = [hit("privacy/email", 3, EMAIL), hit("privacy/email", 3, "bb" * 16)]
    verdict = judged(tmp_path, scan(share("privacy/email", 1), evidence=hits), waiver())
    assert (verdict.outcome, verdict.rulings[0].value, verdict.rulings[0].waived) == ("FAIL", 0.01, 1)
    both = judged(
        tmp_path, scan(share("privacy/email", 1), evidence=hits), waiver(), waiver(f"{{fingerprint: '{'bb' * 16}'}}")
    )
    assert both.outcome == "PASS WITH WAIVERS"


def test_expired_ones_count_again_and_are_shown(tmp_path: Path) -> None:
    for expires, outcome in (("2030-01-02", "PASS WITH WAIVERS"), ("2030-01-01", "FAIL")):
        verdict = judged(tmp_path, emails(3), waiver(expires=expires))
        assert verdict.outcome == outcome
    assert [(use.state, use.hits) for use in verdict.waivers] == [("expired", 1)]
    assert verdict.rulings[0].waived == 0


def test_a_waiver_is_for_as_many_hits_as_it_says(tmp_path: Path) -> None:
    verdict = judged(tmp_path, emails(3, 4, 5), waiver("{path: 'p', at_most: 2}"))
    assert (verdict.outcome, verdict.rulings[0].value) == ("FAIL", 0.01)
    assert [(use.hits, use.over) for use in verdict.waivers] == [(2, 1)]
    assert judged(tmp_path, emails(3, 4), waiver("{path: 'p', at_most: 2}")).outcome == "PASS WITH WAIVERS"


def test_paths_may_hold_brackets_and_stars(tmp_path: Path) -> None:
    for path, expected in (("messages[*].content", 1), ("messages[0].content", 1), ("messages[1].content", 0)):
        verdict = judged(
            tmp_path, emails(3, path="messages[0].content"), waiver(f"{{path: '{path}', kind: email, at_most: 9}}")
        )
        assert verdict.rulings[0].waived == expected, path


def test_what_nobody_could_read_cannot_be_waived(tmp_path: Path) -> None:
    verdict = judged(tmp_path, emails(3, unread=2), waiver())
    assert (verdict.outcome, verdict.rulings[0].low, verdict.rulings[0].high) == ("INCONCLUSIVE", 0.0, 0.02)


def test_a_waiver_does_not_touch_another_doubt(tmp_path: Path) -> None:
    hits = [hit("privacy/email", 1, EMAIL), hit("privacy/iban", 2)]
    verdict = judged(tmp_path, scan(share("privacy/email", 1), share("privacy/iban", 1), evidence=hits), waiver())
    assert verdict.outcome == "FAIL"


def test_another_key_is_refused_and_no_fingerprint_needs_none(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=rf"waivers\.yaml: .* with the key {KEY}, and the report with no key"):
        judged(tmp_path, scan(key=None), waiver())
    with pytest.raises(PolicyError, match="with the key other"):
        judged(tmp_path, scan(key="other"), waiver())
    report = scan(share("privacy/email", 1), evidence=[hit("privacy/email", 1)], key="other")
    verdict = judged(tmp_path, report, waiver("{path: p, at_most: 1}"), head="version: 1\nwaivers:\n")
    assert verdict.outcome == "PASS WITH WAIVERS"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (waiver(finding="privacy/emial"), "waivers.yaml:4: there is no judged finding 'privacy/emial'; did you mean "
                                          "'privacy/email'?"),
        (waiver(finding="privacy/test_value"), "waivers.yaml:4: there is no judged finding"),
        (waiver(finding="privacy/repetitions"), "waivers.yaml:4: privacy/repetitions is no number of hits"),
        (waiver(finding="forgetting/*"), "waivers.yaml:4: there is no judged finding"),
        (waiver("{}"), "waivers.yaml:5: this would fit every hit"),
        (waiver("{at_most: 3}"), "waivers.yaml:5: this would fit every hit"),
        (waiver("{kind: email}"), "waivers.yaml:5: say how many hits this is for"),
        (waiver("{path: p, at_most: 0}"), "waivers.yaml:5: at_most: must be at least 1"),
        (waiver("{path: p, at_most: many}"), "must be a whole number"),
        (waiver("{fingerprint: b, at_most: 1}"), "waivers.yaml:5: a fingerprint has 32 digits"),
        (waiver("{fingerprnt: b}"), "waivers.yaml:5: there is no key 'fingerprnt' here; did you mean 'fingerprint'?"),
        (waiver(created="2029-13-01"), "waivers.yaml:8: created: this is no day"),
        (waiver(expires="soon"), "waivers.yaml:9: expires: this is no day"),
        (waiver(expires="'20300301'"), "waivers.yaml:9: expires: this is no day"),
        (waiver(created="2030-04-01"), "waivers.yaml:9: it expires before it was created"),
        (waiver(expires="2030-05-31"), "waivers.yaml:9: a waiver holds for at most 180 days, here until 2030-05-30"),
        (waiver(owner="''"), "waivers.yaml:7: nobody owns this waiver"),
        (waiver().replace("printed on every leaflet", "because"), "waivers.yaml:6: a reason has at least 10"),
        (waiver().replace("    expires: 2030-03-01\n", ""), "waivers.yaml:4: waivers.0.expires: is missing"),
        (waiver().replace("owner", "ownr"), "waivers.yaml:7: there is no key 'ownr' here; did you mean 'owner'?"),
        ("  - privacy/email\n", "waivers.yaml:4: waivers.0: must be a mapping"),
        ("  - !!python/object:x {}\n", "here stands the tag"),
    ],
)  # fmt: skip
def test_a_broken_waiver_is_refused_at_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        judged(tmp_path, scan(), text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("version: 1\nwaivers:\n", "waivers.yaml:4: a fingerprint means something under one key only"),
        ("version: 2\nwaivers:\n", "waivers.yaml:1: version: must be 1"),
        ("version: 1\nkeys: k\nwaivers:\n", "waivers.yaml:2: there is no key 'keys' here; did you mean 'key'?"),
        ("", "begins with 'version: 1'; see: auditor schema waivers"),
    ],
)
def test_a_broken_file_of_waivers_is_refused(head: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        judged(tmp_path, scan(), waiver(), head=head)
    assert said in str(raised.value)


def test_a_waiver_of_tomorrow_holds_nowhere(tmp_path: Path) -> None:
    """One day ahead is the clock of the other side of the earth."""
    assert judged(tmp_path, emails(3), waiver(created="2030-01-03")).outcome == "PASS WITH WAIVERS"
    with pytest.raises(PolicyError, match="created on 2030-01-04, which is still to come"):
        judged(tmp_path, emails(3), waiver(created="2030-01-04"))


def test_hits_that_stand_for_several_records(tmp_path: Path) -> None:
    """A rare combination has one line of evidence, which says how many records share it."""
    hits = [hit("privacy/rare_combination", 1, EMAIL, count=3), hit("privacy/rare_combination", 2, count=1)]
    report = scan(share("privacy/rare_combination", 4), evidence=hits)
    verdict = judged(tmp_path, report, waiver(finding="privacy/rare_combination"))
    assert {ruling.finding: ruling.value for ruling in verdict.rulings} == {"privacy/rare_combination": 0.01}


def test_where_evidence_says_more_than_the_finding_nothing_vanishes(tmp_path: Path) -> None:
    hits = [hit("privacy/email", line, EMAIL if line < 5 else "") for line in range(10)]
    verdict = judged(tmp_path, scan(share("privacy/email", 5), evidence=hits), waiver())
    assert verdict.rulings[0].value == 0.05


Kinds = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["aa" * 16, "bb" * 16, "cc" * 16])), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(Kinds)
def test_the_number_is_that_of_data_without_the_waived_hits(tmp_path: Path, found: list[tuple[int, str]]) -> None:
    def made(some: list[tuple[int, str]]) -> Report:
        lines = {line for line, _ in some}
        return scan(share("privacy/email", len(lines)), evidence=[hit("privacy/email", *one) for one in some])

    with_waiver = judged(tmp_path, made(found), waiver())
    without_hits = judged(tmp_path, made([one for one in found if one[1] != EMAIL]))
    for ruling, plain in zip(with_waiver.rulings, without_hits.rulings, strict=True):
        assert (ruling.value, ruling.low, ruling.high) == (plain.value, plain.low, plain.high)
        assert ruling.waived == Counter(fingerprint for _, fingerprint in found)[EMAIL]


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 300))
def test_a_sampled_number_never_gets_surer_than_its_sample(hits: int, removed: int, extra: int) -> None:
    n = hits + extra
    low, high = proportion_interval(hits, n)
    left = less(Finding("names/person", hits / n, n, low, high, "share", judged=True), removed)
    lower, upper = proportion_interval(max(0, hits - removed), n)
    assert left.low <= lower + 1e-12 or removed == 0
    assert left.high >= upper - 1e-12
    assert 0 <= left.low <= left.value <= left.high <= 1


def test_a_number_that_counts_no_hits_is_left_alone(tmp_path: Path) -> None:
    found = between("privacy/repetitions", 20, 20, 20, "repetitions")
    verdict = judged(tmp_path, scan(found), waiver())
    assert [(ruling.value, ruling.level) for ruling in verdict.rulings] == [(20, "warn")]


def test_hostile_words_of_a_waiver_act_nowhere(tmp_path: Path, auditor: Callable[..., Result]) -> None:
    bad = "'<script>alert(1)</script> \u202e | `x` [a](http://b.example) {0} %s'"
    emails(3).write(tmp_path / "r")
    text = waiver(owner=bad).replace("printed on every leaflet", bad)
    today = datetime.datetime.now(datetime.UTC).date()
    for old, new in (("2029-12-01", today), ("2030-03-01", today + datetime.timedelta(days=1))):
        text = text.replace(old, new.isoformat())
    (tmp_path / "w.yaml").write_text(HEAD + text, "utf-8")
    limits = "required: []\nrisks: {privacy: {limits: {privacy/email: {fail: 0, of: count}}}}\n"
    path = policy(tmp_path, limits)
    for lang in ("en", "zh"):
        result = auditor(
            "gate", "r", "--policy", path, "--waivers", "w.yaml", "--lang", lang, "--format", f"markdown=r-{lang}.md"
        )
        assert result.exit_code in (0, 1), result.output
        assert "⟦U+202E⟧" in result.stdout
        page = (tmp_path / f"r-{lang}.md").read_text("utf-8")
        assert "<script" not in page
        assert "](http" not in page
        assert "\u202e" not in page + result.stdout
