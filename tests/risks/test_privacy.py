"""Private values in records: counted by record, at the right measure, and never shown."""

from __future__ import annotations

import pickle
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import fold
from auditor.checks import Batch, Setup
from auditor.errors import UsageError
from auditor.findings import Evidence
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn, Unreadable
from auditor.report import Lines, lines
from auditor.risks.privacy import RISK, PrivacyOptions, PrivacyScan
from auditor.risks.privacy.ease import ease, entropy
from auditor.risks.privacy.ignore import Ignore
from auditor.text.keys import key_from
from auditor.text.private.custom import CustomKind
from tests.risks.conftest import Measure
from tests.strategies import KEY, record, unreadable

EMAIL = "lin.mei@qinghe-demo-clinic.cn"


def test_counts_by_record_and_measure(measure: Measure) -> None:
    train = [
        record(1, (USER, f"{EMAIL} or {EMAIL}"), (ASSISTANT, "ok")),
        record(2, (SYSTEM, f"Ask {EMAIL}"), (USER, "q"), (ASSISTANT, "手机13912863057")),
        record(3, (USER, "me@example.com"), (ASSISTANT, "ok")),
        record(4, (USER, "ticket 13912863057"), (ASSISTANT, "ok")),
    ]
    findings, evidence = measure("privacy", train=train)
    assert findings["privacy/email"].value == 0.5
    assert findings["privacy/phone"].value == 0.25
    assert findings["privacy/test_value"].value == 0.25
    assert findings["privacy/unconfirmed"].value == 0.25
    assert not findings["privacy/test_value"].judged
    assert findings["privacy/unconfirmed"].judged
    emails = [hit for hit in evidence if hit.finding == "privacy/email"]
    assert len(emails) == 3
    assert len({hit.fingerprint for hit in emails}) == 1
    assert all(train[0].turns[0].text[hit.start : hit.end] == EMAIL for hit in emails[:2])


def test_every_text_of_a_record_is_searched(measure: Measure) -> None:
    item = Record(
        "r", 1, "t.jsonl:1", 1, "train", "preference",
        turns=(Turn(USER, "prompt", f"a {EMAIL}", False),),
        rejected=(Turn(ASSISTANT, "rejected", f"b {EMAIL}", True),),
        tools=(Turn("tools", "tools", f'{{"c": "{EMAIL}"}}', False),),
        extra=(Turn("extra", "source", f"d {EMAIL}", False),),
    )  # fmt: skip
    _, evidence = measure("privacy", train=[item])
    assert [hit.path for hit in evidence] == ["prompt", "rejected", "tools", "source"]


def test_an_excerpt_shows_nothing_of_the_text_around(measure: Measure) -> None:
    """A password or a name beside a value is not known to any detector."""
    _, (hit,) = measure("privacy", train=[record(1, (USER, f"login {EMAIL} password swordfish"))])
    assert hit.excerpt == "l••••••@q•••.cn"


def test_the_name_of_a_column_is_context(measure: Measure) -> None:
    turns = (Turn(USER, "prompt", "q", False), Turn(ASSISTANT, "completion", "a", True))
    item = Record(
        "r", 1, "t.jsonl:1", 1, "train", "x", turns, extra=(Turn("extra", '["手机号"]', "13926784153", False),)
    )
    findings, _ = measure("privacy", train=[item])
    assert (findings["privacy/phone"].value, findings["privacy/unconfirmed"].value) == (1, 0)


def test_unread_lines_may_hold_values_too(measure: Measure) -> None:
    findings, _ = measure("privacy", train=[record(1, (USER, "q"))], bad=[unreadable(2)])
    credential = findings["privacy/credential"]
    assert (credential.value, credential.high, credential.n) == (0, 0.5, 2)


def test_only_the_kinds_asked_for(measure: Measure) -> None:
    train = [record(1, (USER, f"{EMAIL} 手机13912863057"))]
    findings, evidence = measure("privacy", train=train, options={"privacy": PrivacyOptions(kinds=("phone",))})
    assert [hit.finding for hit in evidence] == ["privacy/phone"]
    assert "privacy/email" not in findings
    assert evidence[0].excerpt == "13•••••••57"
    with pytest.raises(UsageError, match="did you mean 'phone'"):
        PrivacyOptions(kinds=("phones",))


def test_fingerprints_name_values_under_a_key_and_places_without(measure: Measure) -> None:
    other = key_from("another key, also known to all")
    none = key_from(None)
    value = ("email", EMAIL)
    assert KEY.fingerprint(*value, "t:1") == KEY.fingerprint(*value, "t:2") != other.fingerprint(*value, "t:1")
    assert none.fingerprint(*value, "t:1") != none.fingerprint(*value, "t:2")
    assert none.fingerprint(*value, "t:1") == none.fingerprint("email", "somebody@else.cn", "t:1")
    assert (none.id, KEY.id != other.id) == (None, True)
    with pytest.raises(UsageError, match="can be guessed"):
        key_from("short")


@given(st.text(alphabet="ab .@,：，。手机", max_size=40), st.text(max_size=40))
def test_a_planted_value_is_in_no_evidence(before: str, after: str) -> None:
    scan = PrivacyScan(PrivacyOptions(), Setup(KEY))
    hits: list[object] = []
    text = f"{before} {EMAIL} {after}"
    scan.add(scan.start(), Batch("t", 0, "train", [record(1, (USER, text))]), hits.append)
    written = lines(hits).decode()  # type: ignore[arg-type]
    assert not [start for start in range(len(EMAIL) - 5) if EMAIL[start : start + 6] in written.replace("\\u", "")]


def test_a_value_across_the_dataset(measure: Measure) -> None:
    """Records that hold it times epochs; twice in one record is one record."""
    train = [record(n, (USER, f"{EMAIL} {EMAIL}" if n < 4 else "q"), (ASSISTANT, "ok")) for n in range(1, 7)]
    train.append(record(7, (USER, "wang.fang@qinghe-demo-clinic.cn"), (ASSISTANT, "ok")))
    findings, evidence = measure("privacy", train=train, epochs=4)
    assert findings["privacy/repetitions"].value == 12
    assert findings["privacy/distinct_values"].value == 2
    (repeated,) = [hit for hit in evidence if hit.finding == "privacy/repetitions"]
    assert (repeated.origin, repeated.count, repeated.excerpt) == ("t.jsonl:1", 3, "l••••••@q•••.cn")
    assert repeated.fingerprint == next(hit for hit in evidence if hit.finding == "privacy/email").fingerprint


def test_unread_lines_may_repeat_a_value(measure: Measure) -> None:
    findings, _ = measure("privacy", train=[record(1, (USER, EMAIL))], bad=[unreadable(2), unreadable(3)])
    assert (findings["privacy/repetitions"].value, findings["privacy/repetitions"].high) == (1, 3)


def test_identifiers_that_meet_form_a_profile(measure: Measure) -> None:
    train = [
        record(1, (USER, f"{EMAIL} 手机13912863057"), (ASSISTANT, "ok")),
        record(2, (USER, f"{EMAIL}, 身份证号110105190001010036"), (ASSISTANT, "ok")),
        record(3, (USER, f"{EMAIL} and wang.fang@qinghe-demo-clinic.cn"), (ASSISTANT, "ok")),
        record(4, (USER, "server 47.98.112.36"), (ASSISTANT, f"ask {EMAIL}")),
    ]
    findings, evidence = measure("privacy", train=train)
    assert findings["privacy/profile"].value == 0.5
    assert findings["privacy/largest_profile"].value == 3
    largest, *_ = [hit for hit in evidence if hit.finding == "privacy/largest_profile"]
    assert (largest.kind, largest.excerpt) == ("email", "cn_resident_id, email, phone")
    assert [hit.excerpt for hit in evidence if hit.finding == "privacy/profile"] == [
        "email, phone",
        "cn_resident_id, email",
    ]


def test_contacts_of_organizations_are_told_apart(measure: Measure) -> None:
    train = [record(1, (USER, "support@qinghe-demo-clinic.cn, 客服热线400-810-1234"), (ASSISTANT, "ok"))]
    findings, evidence = measure("privacy", train=train)
    assert {hit.finding for hit in evidence} == {"privacy/shared_contact"}
    assert findings["privacy/shared_contact"].value == 1
    assert findings["privacy/email"].value == findings["privacy/repetitions"].value == 0


def test_an_ignore_rule_leaves_out_what_fits_it_up_to_its_maximum(measure: Measure) -> None:
    rule = Ignore(
        reason="the clinic prints it", at_most=2, kind="email", path="messages[0]*", file="t.*", pattern=r"lin\..*"
    )
    train = [
        record(1, (USER, EMAIL), (ASSISTANT, EMAIL)),
        record(2, (USER, "wang.fang@qinghe-demo-clinic.cn"), (ASSISTANT, "ok")),
        record(3, (USER, EMAIL), (ASSISTANT, "ok")),
        record(4, (USER, EMAIL), (ASSISTANT, "ok")),
    ]
    findings, evidence = measure("privacy", train=train, options={"privacy": PrivacyOptions(ignore=(rule,))})
    assert findings["privacy/email"].value == 0.5
    assert findings["privacy/ignored"].value == 0.75
    assert findings["privacy/ignored_too_many"].value == 1
    assert findings["privacy/ignored_too_many"].unit == RISK.units["privacy/ignored_too_many"] == "hits"
    assert [hit.origin for hit in evidence if hit.finding == "privacy/ignored"] == [
        "t.jsonl:1",
        "t.jsonl:3",
        "t.jsonl:4",
    ]


def test_an_ignore_rule_has_a_reason_and_an_end() -> None:
    for fields, said in (
        ({"reason": " ", "at_most": 1, "kind": "email"}, "needs a reason"),
        ({"reason": "x", "at_most": 0, "kind": "email"}, "at_most"),
        ({"reason": "x", "at_most": 1}, "every hit"),
        ({"reason": "x", "at_most": 1, "pattern": "(?=a)"}, "not linear-time"),
    ):
        with pytest.raises(UsageError, match=said):
            Ignore(**fields)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="did you mean 'email'"):
        PrivacyOptions(ignore=(Ignore("x", 1, kind="e-mail"),))


def test_a_kind_of_the_policy_counts_and_knows_better(measure: Measure) -> None:
    """Its pattern covers what would be a phone number, and only the shape of one."""
    own = CustomKind("ward_no", "139[0-9]{8}", ("13912863057",), ("13012863057",))
    train = [record(1, (USER, "手机13912863057"), (ASSISTANT, "手机13012863057"))]
    findings, evidence = measure("privacy", train=train, options={"privacy": PrivacyOptions(custom=(own,))})
    assert (findings["privacy/ward_no"].value, findings["privacy/ward_no"].judged) == (1, True)
    found = ["privacy/ward_no", "privacy/phone", "privacy/profile", "privacy/largest_profile"]
    assert [hit.finding for hit in evidence] == found
    with pytest.raises(UsageError, match="twice"):
        PrivacyOptions(custom=(own, own))


def test_sensitive_statements_count_beside_a_person_only(measure: Measure) -> None:
    train = [
        record(1, (USER, f"患者联系邮箱{EMAIL}，确诊为肺结核。"), (ASSISTANT, "ok")),
        record(2, (USER, "确诊为肺结核之后应当怎样休息？"), (ASSISTANT, "ok")),
        record(3, (USER, "姓名：欧阳海棠，确诊为肺结核。"), (ASSISTANT, "ok")),
        record(4, (USER, f"写信到{EMAIL}。{'天气很好。' * 200}患者确诊为肺结核。"), (ASSISTANT, "ok")),
    ]
    findings, evidence = measure("privacy", train=train)
    assert findings["privacy/sensitive"].value == findings["privacy/sensitive_named"].value == 0.25
    tied = [hit for hit in evidence if hit.kind == "health"]
    assert [(hit.finding, hit.origin) for hit in tied] == [
        ("privacy/sensitive", "t.jsonl:1"),
        ("privacy/sensitive_named", "t.jsonl:3"),
    ]
    assert all(hit.excerpt == "" and hit.end > hit.start for hit in tied)


def test_combinations_that_few_records_share(measure: Measure) -> None:
    common = "性别：男，年龄：34岁，邮编：100086"
    rare = "性别：女，年龄：61岁，邮编：310012"
    train = [record(n, (USER, common if n < 6 else rare), (ASSISTANT, "ok")) for n in range(1, 8)]
    train.append(record(8, (USER, "性别：女，年龄：61岁"), (ASSISTANT, "ok")))
    findings, evidence = measure("privacy", train=train)
    assert findings["privacy/rare_combination"].value == 0.25
    (hit,) = [hit for hit in evidence if hit.finding == "privacy/rare_combination"]
    assert (hit.origin, hit.count, hit.excerpt) == ("t.jsonl:6", 2, "age, postcode, sex")


def test_a_credential_of_few_tokens_is_easy_to_memorize() -> None:
    assert ease("Zx81" * 12, 30) == "easy"
    assert ease("q7Rk2Vw9Lm4Xt8Bz", 12) == "easy"
    assert ease("q7Rk2Vw9Lm4Xt8Bz", 20) == "medium"
    assert ease("q7Rk2Vw9Lm4Xt8Bz", 40) == "hard"
    assert entropy("abab") == 1


def test_a_tokenizer_grades_the_credentials(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models

    letters = sorted(set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"))
    path = tmp_path / "tokenizer.json"
    Tokenizer(models.BPE({letter: n for n, letter in enumerate(letters)}, [])).save(str(path))
    scanner = PrivacyScan(PrivacyOptions(), Setup(KEY, tokenizer=str(path)))
    hits: list[Evidence] = []
    state = scanner.start()
    token = "ghp_" + "k3Tz9WqL" * 4 + "Ab1Z"
    items = [record(1, (USER, f"token {token}")), record(2, (USER, f"{EMAIL}"))]
    scanner.add(state, Batch("t", 0, "train", items), hits.append)
    assert [(hit.kind, hit.ease) for hit in hits if hit.finding == "privacy/credential"] == [("github_token", "hard")]
    assert all(hit.ease is None for hit in hits if hit.finding == "privacy/email")
    assert state.records["easy_credential"] == 0


def test_the_first_record_of_a_value_is_the_first_whatever_part_came_first() -> None:
    scanner = PrivacyScan(PrivacyOptions(), Setup(KEY))
    text = f"{EMAIL} 手机13912863057，性别：女，年龄：61岁，邮编：310012"
    parts = []
    for position in (1, 2):
        parts.append(scanner.start())
        scanner.add(parts[-1], Batch("t", 0, "train", [record(position, (USER, text))]), lambda hit: None)
    one, other = (scanner.start().merge(first).merge(then) for first, then in (parts, parts[::-1]))
    assert one.values == other.values
    assert one.combinations == other.combinations
    assert {value.first for value in one.values.values()} == {1}
    assert {value.records for value in one.values.values()} == {2}


def test_what_cannot_be_read_may_make_a_rare_combination_common(measure: Measure) -> None:
    text = "性别：女，年龄：61岁，邮编：310012"
    train = [record(n, (USER, text), (ASSISTANT, "ok")) for n in range(1, 5)]
    findings, _ = measure("privacy", train=train, bad=[unreadable(5)])
    rare = findings["privacy/rare_combination"]
    assert (rare.low, rare.value, rare.high) == (0, 0.8, 1)


@pytest.mark.parametrize("lost", [unreadable(5), Unreadable(5, "t.jsonl", "train", "truncated")])
def test_what_cannot_be_read_may_hold_a_larger_profile(measure: Measure, lost: Unreadable) -> None:
    train = [record(1, (USER, f"{EMAIL} 手机13912863057"), (ASSISTANT, "ok"))]
    options = {"privacy": PrivacyOptions(kinds=("email", "phone", "iban", "credential"))}
    whole, _ = measure("privacy", train=train, options=options)
    cut, _ = measure("privacy", train=train, bad=[lost], options=options)
    of_both = [findings["privacy/largest_profile"] for findings in (whole, cut)]
    assert [(one.low, one.value, one.high) for one in of_both] == [(2, 2, 2), (2, 2, 3)]


def test_a_state_grows_by_the_values_in_it() -> None:
    scanner = PrivacyScan(PrivacyOptions(), Setup(KEY))
    state = scanner.start()
    for position in range(1, 101):
        text = " ".join(f"mail{position}.{n}@qinghe-demo-clinic.cn" for n in range(50))
        scanner.add(state, Batch("t", 0, "train", [record(position, (USER, text))]), lambda hit: None)
    assert len(pickle.dumps(state)) <= 4_000 + state.grows * 100 * 50


def test_in_an_article_a_value_reaches_no_farther_than_a_name(measure: Measure) -> None:
    far = "天气很好。" * 50
    short, long = (f"写信到{EMAIL}。{far}他被确诊为肺结核。{'天气很好。' * n}" for n in (0, 400))
    for text, tied in ((short, 1), (long, 0)):
        findings, _ = measure("privacy", train=[record(1, (USER, text), (ASSISTANT, "ok"))])
        assert findings["privacy/sensitive"].value == tied


def test_an_article_says_nothing_of_whom_another_text_makes_known(measure: Measure) -> None:
    article = f"他被确诊为肺结核。{'天气很好。' * 450}"
    findings, _ = measure("privacy", train=[record(1, (USER, article), (ASSISTANT, f"写信到{EMAIL}"))])
    assert findings["privacy/sensitive"].value == 0
    findings, _ = measure("privacy", train=[record(1, (USER, article[:500]), (ASSISTANT, f"写信到{EMAIL}"))])
    assert findings["privacy/sensitive"].value == 1


def test_a_role_with_a_persons_name_is_a_person(measure: Measure) -> None:
    train = [
        record(1, (USER, "hr.wang@qinghe-demo-clinic.cn"), (ASSISTANT, "ok")),
        record(2, (USER, "support-eu@qinghe-demo-clinic.cn"), (ASSISTANT, "ok")),
    ]
    _, evidence = measure("privacy", train=train)
    assert [hit.finding for hit in evidence] == ["privacy/email", "privacy/shared_contact"]


def test_own_kinds_do_not_overlap_and_ignore_rules_see_plain_values(measure: Measure) -> None:
    own = tuple(CustomKind(name, "W[0-9]{6}", ("W123456",), ("W12",)) for name in ("one", "two"))
    rule = Ignore("old", 5, kind="one", pattern="W1[0-9]+")
    train = [record(1, (USER, "Ｗ１２３４５６ W654321"), (ASSISTANT, "ok"))]
    _, evidence = measure("privacy", train=train, options={"privacy": PrivacyOptions(custom=own, ignore=(rule,))})
    assert [(hit.finding, hit.start) for hit in evidence] == [("privacy/ignored", 0), ("privacy/one", 8)]


def test_a_record_full_of_values_takes_a_small_and_fixed_amount_of_memory_for_each() -> None:
    """Their evidence is written as they are found: a line of 300 bytes, where it once took 9,000 to hold it."""
    n = 5_000
    text = "".join(f"person{i}.lee@corp-site.com, " for i in range(n))
    checks = {"privacy": PrivacyScan(PrivacyOptions(), Setup(KEY))}
    fold.fold(checks, Batch("t.jsonl", 0, "train", [record(1, (USER, text[:100]))]), Lines(), strict=True)
    tracemalloc.start()
    try:
        _, kept = fold.fold(checks, Batch("t.jsonl", 0, "train", [record(1, (USER, text))]), Lines(), strict=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert bytes(kept).count(b"\n") == n
    assert peak < 2_500 * n
