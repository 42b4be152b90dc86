"""Policies: levels by interval and limit, verdicts, and errors that say where and what is meant."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks import Limit, described
from auditor.errors import PolicyError
from auditor.findings import Done, Failed, Finding, Outcome, Skipped
from auditor.policy import Level, judge, load_policy
from auditor.policy.judging import level
from auditor.registry import risks
from auditor.report import Data, Report, Run, Spool
from tests.conftest import Write

TODAY = datetime.date(2030, 1, 2)
LIMIT = "version: 1\nrisks:\n  privacy:\n    limits:\n      "


def share(id: str, low: float, high: float | None = None, n: int = 100) -> Finding:
    return Finding(id, low, n, low, low if high is None else high, "share", judged=True)


def report(**outcomes: Outcome) -> Report:
    spool = Spool()
    run = Run("0", Data("0" * 32, (), 0), None, 0, 1.0, None, None, {}, {})
    ends = {f"scan/{name}": outcome for name, outcome in outcomes.items()}
    return Report(run, ends, spool.done())


def done(*findings: Finding) -> Done:
    return Done(findings)


def complete(**changes: Outcome) -> Report:
    return report(**{name: done() for name in ("overview", "privacy", "duplication", "format")} | changes)


@pytest.fixture
def policy(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "mine.yaml"


@pytest.mark.parametrize(
    ("low", "high", "limit", "expected"),
    [
        (0.02, 0.02, Limit(fail=0.01), "fail"),
        (0.01, 0.01, Limit(fail=0.01), "pass"),
        (0.01, 0.02, Limit(fail=0.01), "unknown"),
        (0.01, 0.01, Limit(fail=0.01, warn=0.005), "warn"),
        (0.0, 0.0, Limit(fail=0, of="count"), "pass"),
        (0.01, 0.01, Limit(fail=0, of="count"), "fail"),
        (0.03, 0.03, Limit(fail=3, of="count"), "pass"),
        (0.0, 0.01, Limit(fail=0, of="count"), "unknown"),
        (0.9, 0.9, Limit(warn=0.5), "warn"),
        (0.9, 0.9, Limit(), "pass"),
    ],
)
def test_level(low: float, high: float, limit: Limit, expected: Level) -> None:
    assert level(share("x/y", low, high), limit) == expected


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0, 1))
def test_worse_never_stands_better(hits: int, more: int, fail: float) -> None:
    order: list[Level] = ["pass", "warn", "unknown", "fail"]
    better, worse = (share("x/y", k / 100) for k in (hits, min(100, hits + more)))
    limit = Limit(fail=fail, warn=fail / 2)
    assert order.index(level(better, limit)) <= order.index(level(worse, limit))


def test_what_broke_is_never_allowed() -> None:
    """Nobody knows what a check that failed would have found, whatever the policy lets be missing."""
    explore = load_policy("explore")
    for outcome in (Failed("ValueError", ("a.py:1",)), Skipped("needs_failed_check")):
        verdict = judge(complete(plugin=outcome), explore, TODAY)
        assert verdict.outcome == "INCONCLUSIVE"
        assert "scan/plugin" in [item.what for item in verdict.missing]


def test_a_report_made_with_other_options_does_not_pass(policy: Path) -> None:
    policy.write_text("version: 1\nrequired: [scan/privacy]\n")
    narrow = complete()
    narrow.run.options["privacy"] = {"kinds": ["phone"], "custom": [], "ignore": []}
    verdict = judge(narrow, load_policy(str(policy)), TODAY)
    assert [(item.what, item.reason) for item in verdict.missing] == [("scan/privacy", "other_options")]
    policy.write_text("version: 1\nrequired: [scan/privacy]\nrisks: {privacy: {options: {kinds: [phone]}}}\n")
    assert judge(narrow, load_policy(policy), TODAY).outcome == "PASS"


def test_verdicts() -> None:
    clean = judge(complete(), "default", TODAY)
    assert clean.outcome == "INCONCLUSIVE", "findings that the policy limits are missing"
    explore = load_policy("explore")
    assert judge(complete(), explore, TODAY).outcome == "PASS"
    bad = complete(privacy=done(share("privacy/credential", 0.01)))
    verdict = judge(bad, explore, TODAY)
    assert (verdict.outcome, verdict.exit_code, verdict.date) == ("FAIL", 1, "2030-01-02")
    assert [ruling.level for ruling in verdict.rulings] == ["fail"]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [(Skipped("needs_eval"), "needs_eval"), (Failed("ValueError", ("a.py:1",)), "failed"), (None, "not_run")],
)
def test_a_required_check_that_did_not_run_is_missing(outcome: Outcome | None, reason: str, policy: Path) -> None:
    policy.write_text("version: 1\nrequired: [scan/privacy]\n")
    verdict = judge(report(privacy=outcome) if outcome else report(), load_policy(str(policy)), TODAY)
    assert [(missing.what, missing.reason) for missing in verdict.missing] == [("scan/privacy", reason)]
    assert (verdict.outcome, verdict.exit_code) == ("INCONCLUSIVE", 3)


@pytest.mark.parametrize(("then", "outcome"), [("fail", "FAIL"), ("allow", "PASS"), ("inconclusive", "INCONCLUSIVE")])
def test_the_gate_says_what_follows(then: str, outcome: str, policy: Path) -> None:
    policy.write_text(f"version: 1\nrequired: [scan/privacy]\ngate: {{missing: {then}}}\n")
    assert judge(report(), load_policy(str(policy)), TODAY).outcome == outcome
    policy.write_text(f"version: 1\nrequired: []\ngate: {{unknown: {then}}}\n")
    unsure = report(privacy=done(share("privacy/credential", 0, 0.01)))
    assert judge(unsure, load_policy(str(policy)), TODAY).outcome == outcome


def test_a_release_without_probes_is_not_green(policy: Path) -> None:
    policy.write_text("version: 1\nstage: release\n")
    verdict = judge(complete(), load_policy(str(policy)), TODAY)
    assert verdict.outcome == "INCONCLUSIVE"
    assert "probe/forgetting" in [missing.what for missing in verdict.missing]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1\nrisks:\n  privcy: {}\n", "mine.yaml:3: there is no risk 'privcy'; did you mean 'privacy'?"),
        ("version: 1\nrisks:\n  privacy:\n    options: {kind: [email]}\n",
         "mine.yaml:4: the risk 'privacy' has no option 'kind'; did you mean 'kinds'?"),
        ("version: 1\nrisks:\n  privacy:\n    limits:\n      privacy/emial: {fail: 0}\n",
         "mine.yaml:5: the risk 'privacy' has no finding 'privacy/emial' to limit; did you mean 'privacy/email'?"),
        ("version: 1\nrisks:\n  privacy:\n    limits:\n      privacy/email: {fial: 0}\n",
         "mine.yaml:5: there is no key 'fial' here; did you mean 'fail'?"),
        ("version: 1\nstge: release\n", "mine.yaml:2: there is no key 'stge' here; did you mean 'stage'?"),
        ("version: 1\nstage: later\n", "mine.yaml:2: stage: must be 'pre-train', 'post-train' or 'release'; see"),
        ("version: 1\ngate: {mising: fail}\n", "mine.yaml:2: there is no key 'mising' here; did you mean 'missing'?"),
        ("version: 1\nrequired: [scan/privcy]\n",
         "mine.yaml:2: there is no check 'scan/privcy'; did you mean 'scan/privacy'?"),
        ("version: 1\nrisks:\n  privacy:\n    options: {kinds: [emial]}\n",
         "there is no kind of private value 'emial'"),
        ("version: 1\nrisks:\n  duplication:\n    options: {shortest_answer: long}\n",
         "mine.yaml:4: shortest_answer: must be a whole number; see"),
        (LIMIT + "privacy/email: {fail: .nan}\n", "mine.yaml:5: risks.privacy.limits.privacy/email.fail: must be"),
        (LIMIT + "privacy/email: {fail: 5}\n", "mine.yaml:5: privacy/email is a share"),
        (LIMIT + "privacy/email: {fail: -1}\n", "at least 0"),
        (LIMIT + "privacy/email: {fail: 0.1, warn: 0.2}\n", "warn is above fail"),
        ("version: 1\nrisks:\n  duplication:\n    limits:\n      duplication/repetitions: {fail: 20, of: count}\n",
         "no share of records"),
        ("version: 1\nrisks:\n  privacy: {}\n  privacy: {}\n", "mine.yaml:4: the key 'privacy' stands here a second"),
        ("version: 1\nstage: 2024-13-45\n", "mine.yaml:2: stage: must be 'pre-train'"),
        ("version: 1\nstage: 0b_\n", "reads like a number and is none"),
        ("version: 2\n", "mine.yaml:1: version: must be 1; see"),
        ("version: true\n", "mine.yaml:1: version: must be 1, not true"),
        ("stage: release\n", "mine.yaml:1: version: is missing; see"),
        ("version: 1\nrequired: scan/privacy\n", "mine.yaml:2: required: must be a list: [a, b]; see"),
        ("version: 1\nrequired: [7]\n", "mine.yaml:2: required.0: must be a text; write it in quotes; see"),
        ("version: 1\ngate: fail\n", "mine.yaml:2: gate: must be a mapping: {name: value}; see"),
        (LIMIT + "privacy/email: {fail: true}\n", "privacy/email.fail: must be a number"),
        ("version: 1\nrisks: {names: {options: {sample: true}}}\n", "sample: must be a whole number"),
        ("---\nversion: 1\n---\nstage: release\n", "mine.yaml:3: with this '---' a second document begins"),
        ("version: 1\nstage: !stage release\n", "mine.yaml:2: here stands the tag '!stage'"),
        ("version: !!int 1\n", "mine.yaml:1: here stands the tag '!!int'"),
        ("version: 1\nstage: *later\n", "mine.yaml:2: an alias (*name) has no anchor"),
        ("version: 1\nstage: \x07\n", "mine.yaml:2: a character that YAML does not allow"),
        ("[]\n", "begins with 'version: 1'"),
        ("", "begins with 'version: 1'"),
        ("version: [\n", "mine.yaml:2: this is no YAML"),
    ],
)  # fmt: skip
def test_a_broken_policy_says_where_and_what_is_meant(text: str, message: str, policy: Path) -> None:
    policy.write_text(text)
    with pytest.raises(PolicyError) as error:
        load_policy(str(policy))
    assert message in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nrisks: &a {privacy: *a}\n",
        "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnop")),
        "a: &a {x: x}\n" + "".join(f"{b}: &{b} {{<<: [*{a}, *{a}, *{a}]}}\n" for a, b in pairwise("abcdefghijklmno")),
        f"a: &a {'x' * 1000}\nb: [{', '.join(['*a'] * 5000)}]\n",
    ],
)
def test_aliases_that_unfold_without_end_are_refused_before_they_do(
    text: str, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy.write_text(text)
    monkeypatch.setattr("yaml.load", lambda *given, **more: pytest.fail("it was built"))
    with pytest.raises(PolicyError, match="aliases"):
        load_policy(policy)


def test_aliases_may_be_used(policy: Path) -> None:
    policy.write_text(
        "version: 1\nrisks: {privacy: {limits: {privacy/email: &none {fail: 0}, privacy/phone: *none}}}\n"
    )
    assert load_policy(policy).limits["privacy/phone"].fail == 0


def test_a_list_is_no_key(policy: Path) -> None:
    policy.write_text("? [version]\n: 1\n")
    with pytest.raises(PolicyError):
        load_policy(policy)


def test_an_unknown_policy_names_the_nearest() -> None:
    with pytest.raises(PolicyError, match="did you mean 'strict'"):
        load_policy("stric")


@pytest.mark.parametrize("name", ["default", "strict", "explore"])
def test_shipped_policies_load(name: str) -> None:
    assert load_policy(name).stage == "pre-train"


def test_the_default_policy_shows_the_default_limits() -> None:
    """It repeats them so that its reader sees them all; here is what keeps both the same."""
    policy = load_policy("default")
    own = {id: limit for risk in risks().values() for id, limit in {**risk.limits, **risk.probed}.items()}
    assert policy.limits == own
    assert policy.demanded == {id for id, limit in own.items() if not id.endswith("/*") and not limit.informational}
    assert [field.name for field in fields(Limit)] == ["fail", "warn", "of", "on", "informational"]


BED = "{name: bed, pattern: 'B[0-9]', hits: [B1], misses: [B]}"
OWN = """version: 1
risks:
  privacy:
    options:
      custom:
        - name: ward_no
          pattern: 'W[0-9]{6}'
          hits: [W123456]
          misses: [W12]
      ignore:
        - {kind: ward_no, at_most: 3, reason: old numbers}
    limits:
      privacy/ward_no: {warn: 0.5}
"""


def test_a_policy_may_define_kinds_and_limit_them(write: Write) -> None:
    policy = load_policy(write("own.yaml", OWN))
    assert policy.limits["privacy/ward_no"].warn == 0.5
    unlimited = load_policy(write("unlimited.yaml", OWN[: OWN.index("    limits")]))
    assert unlimited.limits["privacy/ward_no"].fail == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pattern: 'W", "patern: 'W", "own.yaml:7: custom.0.patern: there is no such key"),
        ("hits: [W123456]", "hits: [W1]", "own.yaml:6: custom kind 'ward_no': hit 1 is not found"),
        ("at_most: 3", "at_most: x", "own.yaml:11: ignore.0.at_most: must be a whole number"),
        ("W[0-9]{6}", "(?=W)W", "own.yaml:6: custom kind 'ward_no': its pattern is not linear-time"),
        (
            "kind: ward_no",
            "kind: wardno",
            "own.yaml:11: ignore rule 'old numbers': there is no kind 'wardno'",
        ),
        (
            "        - name: ward_no\n",
            "        - {name: bed, pattern: 'B[0-9]', hits: [B1], misses: [B]}\n        - name: ward\n",
            "own.yaml:12: ignore rule",
        ),
        (
            "      ignore:",
            "        - {name: ward_no, pattern: 'B[0-9]', hits: [B1], misses: [B]}\n      ignore:",
            "own.yaml:5: the custom kind 'ward_no' stands twice",
        ),
        ("privacy/ward_no:", "privacy/ward:", "did you mean 'privacy/ward_no'"),
    ],
)
def test_a_broken_kind_is_refused_at_its_line(write: Write, old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy(write("own.yaml", OWN.replace(old, new)))
    assert said in str(raised.value)


def test_a_report_names_the_patterns_of_a_policy_without_showing_them(write: Write) -> None:
    options = load_policy(write("own.yaml", OWN.replace("kind: ward_no", "pattern: W00.*"))).options["privacy"]
    shown = repr(described(options))
    assert "ward_no" in shown
    assert "old numbers" in shown
    assert "W[0-9]" not in shown
    assert "W123456" not in shown
    assert "W00" not in shown


@pytest.mark.parametrize("name", ["profile", "repetitions", "easy_credential", "ignored"])
def test_a_kind_cannot_take_the_name_of_a_finding(write: Write, name: str) -> None:
    with pytest.raises(PolicyError, match="another name"):
        load_policy(write("own.yaml", OWN.replace("ward_no", name)))


def test_words_that_yaml_once_took_for_truth_are_words(write: Write) -> None:
    policy = load_policy(write("off.yaml", "version: 1\nrisks: {names: {options: {search: off}}}\n"))
    assert policy.options["names"].search == "off"


@pytest.mark.parametrize("value", ["9" * 300, '"\\uD800"'])
def test_what_no_report_can_hold_is_refused(write: Write, value: str) -> None:
    field = "at_most: 3" if value.isdigit() else "reason: old numbers"
    with pytest.raises(PolicyError):
        load_policy(write("own.yaml", OWN.replace(field, f"{field.partition(':')[0]}: {value}")))
