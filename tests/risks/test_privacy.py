"""Private values in records: counted by record, at the right measure, and never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn
from auditor.report import lines
from auditor.risks.privacy import PrivacyOptions
from auditor.text.keys import key_from
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
    from auditor.checks import Batch, Setup
    from auditor.risks.privacy import PrivacyScan

    scan = PrivacyScan(PrivacyOptions(), Setup(KEY))
    hits: list[object] = []
    text = f"{before} {EMAIL} {after}"
    scan.add(scan.start(), Batch("t", 0, "train", [record(1, (USER, text))]), hits.append)
    written = lines(hits).decode()  # type: ignore[arg-type]
    assert not [start for start in range(len(EMAIL) - 5) if EMAIL[start : start + 6] in written.replace("\\u", "")]
