"""What stands in the place of a value is found by no scan, keeps the format, and is the same for the same value."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import replace

import pytest

from auditor.checks import Setup
from auditor.cleaning.marks import Mark, Marker, Mode, rewritten
from auditor.cleaning.surrogates import NEUTRAL, Value, placeholder, surrogate
from auditor.cleaning.surrogates.numbers import is_number
from auditor.records import TEXT, Record, Turn
from auditor.risks.privacy import PrivacyOptions, PrivacyScan
from auditor.text.keys import PUBLIC_KEY, key_from
from auditor.text.private import KINDS, Hit, find
from auditor.text.private.engine import PATTERNS
from auditor.text.private.money import is_luhn

KEY = key_from(PUBLIC_KEY)
SECRET = b"made up for these tests only, 32"
EXAMPLES = sorted({(p.kind, p.form, hit.replace("«", "").replace("»", "")) for p in PATTERNS for hit in p.hits})
EXAMPLES += [("iban", "iban", text) for text in ("IBAN NL28INGB0417164312.", "账户NL28 INGB 0417 1643 12，")]
REDACTED = {"credential", "password"}


def private(text: str) -> list[Hit]:
    return [hit for hit in find(text) if not hit.test]


def settled(text: str, mode: Mode) -> tuple[str, list[Mark]]:
    record = Record("r", 1, "t:1", 0, "train", "text", (Turn(TEXT, "", text, True),))
    marker = Marker(PrivacyScan(PrivacyOptions(), Setup(KEY)), SECRET, mode)
    marks = [marker.mark(0, text, hit.start, hit.end, value_of(text, hit), number=False) for hit in private(text)]
    marks = marker.settle(record, marks, lambda turn, start, end: False)
    return rewritten(text, marks), marks


def value_of(text: str, hit: Hit) -> Value:
    return Value(hit.kind, hit.form, hit.canonical, text[hit.start : hit.end])


@pytest.mark.parametrize("mode", ["pseudonym", "redact"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_example_of_every_detector_can_be_cleaned(kind: str, mode: Mode) -> None:
    examples = [text for of, _, text in EXAMPLES if of == kind and private(text)]
    assert examples
    for text in examples:
        new, marks = settled(text, mode)
        assert private(new) == [], kind
        assert marks
        for hit in private(text):
            assert text[hit.start : hit.end] not in new
        if mode == "redact":
            assert {mark.choice.act for mark in marks} == {"redact"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in REDACTED])
def test_most_examples_get_a_made_up_value_not_a_placeholder(kind: str) -> None:
    marks = [mark for of, _, text in EXAMPLES if of == kind for mark in settled(text, "pseudonym")[1]]
    own = [mark for mark in marks if mark.value.kind == kind]
    assert sum(mark.choice.act == "pseudonym" for mark in own) >= 0.8 * len(own) > 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in REDACTED | {"email", "ip_address"}])
def test_length_and_separators_stay(kind: str) -> None:
    values = [value_of(text, hit) for of, _, text in EXAMPLES if of == kind for hit in private(text) if hit.kind == of]
    assert values
    for value in values:
        made = surrogate(value, SECRET)
        assert made is not None
        assert shape(made) == shape(value.written)


def shape(text: str) -> str:
    """Everything but which letter or digit stands where."""
    return "".join("x" if unicodedata.normalize("NFKC", c).isalnum() else c for c in text)


def test_the_same_value_gets_the_same_surrogate_however_it_is_written() -> None:
    written = ["13926784153", "139-2678-4153", "+86 139 2678 4153", "１３９２６７８４１５３", "008613926784153"]
    made = [surrogate(Value("phone", "cn_mobile", "+8613926784153", text), SECRET) or "" for text in written]
    digits = {re.sub("[^0-9]", "", unicodedata.normalize("NFKC", text))[-11:] for text in made}
    assert len(digits) == 1
    assert made[1][3] == made[1][8] == "-"
    assert made[2].startswith("+86 ")
    assert made[3].isdigit()
    assert not made[3].isascii()


def test_the_same_address_gets_the_same_one_however_it_is_written() -> None:
    spellings = ["2a02:8108:1::7", "2a02:8108:1:0:0:0:0:7", "2A02:8108:0001:0000:0000:0000:0000:0007"]
    hits = [private(f"host {text}")[0] for text in spellings]
    made = [
        surrogate(Value(hit.kind, hit.form, hit.canonical, text), SECRET) or ""
        for hit, text in zip(hits, spellings, strict=True)
    ]
    assert len({ipaddress.IPv6Address(text) for text in made}) == 1
    assert "::" in made[0]
    assert made[1].count(":") == 7
    assert len(made[2]) == len(spellings[2])


def test_numbers_abroad_end_alike_however_they_are_written() -> None:
    spellings = ["+33 1 42 68 53 00", "0033 1 42 68 53 00", "01 42 68 53 00"]
    made = [surrogate(Value("phone", "international", "+33142685300", text), SECRET) or "" for text in spellings]
    assert made[0].startswith("+99 9 ")
    assert made[1].startswith("0099 9 ")
    digits = [re.sub("[^0-9]", "", text) for text in made]
    assert digits[1] == f"00{digits[0]}"
    assert digits[2] == f"0000{digits[0][-6:]}"
    assert private(f"call {made[0]} or {made[1]}") == []


def test_another_key_draws_another_surrogate() -> None:
    value = Value("email", "email", "li.si@corp-site.com", "li.si@corp-site.com")
    assert surrogate(value, SECRET) != surrogate(value, SECRET[::-1])


RANGES = {
    "email": ("li.si@corp-site.com", r"[a-z0-9._+-]+@example\.(?:com|net|org)"),
    "phone": ("+1 212 736 5000", r"\+1 [2-7]\d\d 555 01\d\d"),
    "payment_card": ("4539 5787 6362 1486", r"4000 00\d\d \d{4} \d{4}"),
    "iban": ("DE36 2004 0048 0612 3400 77", r"DE00(?: \d{4}){4} \d\d"),
    "us_ssn": ("536-22-8147", r"9\d\d-[0-4]\d-\d{4}"),
    "cn_resident_id": ("310104198506152344", r"10\d{16}"),
    "ip_address": ("52.14.88.201", r"(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}"),
    "mac_address": ("3C-22-FB-8A-41-D7", r"00-00-5E-00-53-[0-9A-F]{2}"),
    "license_plate": ("京A61837", r"[\u4e00-\u9fff]I\d{5}"),
    "passport": ("E63817254", r"FAKE\d{5}"),
}


@pytest.mark.parametrize("kind", RANGES)
def test_surrogates_come_from_ranges_that_are_nobodys(kind: str) -> None:
    written, pattern = RANGES[kind]
    form = {"ip_address": "ipv4", "phone": "nanp"}.get(kind, kind)
    for number in range(200):
        canonical = {"phone": f"+1212736{5000 + number}"}.get(kind, f"{re.sub('[ -]', '', written)}{number}")
        if kind in ("payment_card", "iban", "cn_resident_id"):
            canonical = canonical[: -len(str(number))]
            canonical = canonical[: len(canonical) - 3] + f"{number:03}"
        made = surrogate(Value(kind, form, canonical, written), SECRET)
        assert made is not None
        assert re.fullmatch(pattern, made), made
        if kind == "payment_card":
            assert is_luhn(made.replace(" ", ""))


def test_addresses_of_version_6_keep_how_they_are_written() -> None:
    short = surrogate(Value("ip_address", "ipv6", "2a03::25de", "2a03:2880::25de"), SECRET) or ""
    full = surrogate(Value("ip_address", "ipv6", "x", "2A03:2880:F12F:0083:FACE:B00C:0000:25DE"), SECRET) or ""
    assert short.startswith("2001:db8:")
    assert "::" in short
    assert full.startswith("2001:0DB8:")
    assert full.count(":") == 7
    assert private(f"host {short} and {full}") == []


def test_the_emails_of_a_company_stay_apart() -> None:
    made = {
        surrogate(Value("email", "email", f"person{i}@corp-site.com", f"person{i}@corp-site.com"), SECRET)
        for i in range(5_000)
    }
    assert len(made) == 5_000


def test_credentials_and_passwords_are_never_made_up() -> None:
    for kind in REDACTED:
        assert surrogate(Value(kind, kind, "k7Tq9vLz", "k7Tq9vLz"), SECRET) is None


@pytest.mark.parametrize("kind", KINDS)
def test_no_detector_takes_a_placeholder_for_a_value(kind: str) -> None:
    for around in (
        "{}",
        "password: {}",
        "账号：{}。",
        "微信号{}",
        "api_key={}",
        "a{}b",
        "postgres://u:{}@db.corp.com/x",
    ):
        for text in (placeholder(kind), NEUTRAL):
            assert private(around.format(text)) == []


def test_a_word_in_a_placeholder_does_not_make_a_number_private() -> None:
    text = "call 212-736-5000 or see 020 7183 8750 there"
    new, _ = settled(text, "redact")
    assert private(new) == []
    assert "020 7183 8750" in new


def test_a_number_of_json_stays_a_number() -> None:
    text = '{"phone": 13926784153, "mail": "li.si@corp-site.com"}'
    new, marks = settled(text, "redact")
    assert '"phone": 0,' in new
    assert marks[0].choice.act == "zero"
    made, _ = settled(text, "pseudonym")
    assert re.search(r'"phone": 154\d{8},', made)


def test_what_json_takes_for_a_whole_number() -> None:
    assert [is_number(text) for text in ("0", "10", "010", "1.5", "１", "")] == [True, True, False, False, False, False]


def test_values_that_overlap_are_replaced_together() -> None:
    text = "reach li.si@corp-site.com now"
    record = Record("r", 1, "t:1", 0, "train", "text", (Turn(TEXT, "", text, True),))
    marker = Marker(PrivacyScan(PrivacyOptions(), Setup(KEY)), SECRET, "pseudonym")
    (hit,) = private(text)
    mail = marker.mark(0, text, hit.start, hit.end, value_of(text, hit), number=False)
    name = marker.mark(0, text, 0, 9, Value("person", "person", "reach li", text[:9]), number=False)
    marks = marker.settle(record, [mail, name], lambda turn, start, end: False)
    assert rewritten(text, marks) == f"{NEUTRAL} now"


def test_own_kinds_of_a_policy_are_replaced_too() -> None:
    from auditor.text.private.custom import CustomKind

    ward = CustomKind("ward_no", "[A-Z]{1,4}[0-9]{3,6}", ("W123456",), ("W12",))
    scan = PrivacyScan(PrivacyOptions(custom=(ward,)), Setup(KEY))
    text = "ward W618372 is full"
    record = Record("r", 1, "t:1", 0, "train", "text", (Turn(TEXT, "", text, True),))
    marker = Marker(scan, SECRET, "pseudonym")
    mark = marker.mark(0, text, 5, 12, Value("ward_no", "ward_no", "W618372", "W618372"), number=False)
    marks = marker.settle(record, [replace(mark)], lambda turn, start, end: False)
    assert rewritten(text, marks) == "ward [WARD_NO] is full"
    assert marks[0].chosen == 1
