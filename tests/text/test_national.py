"""Numbers of documents, registers, plates and accounts: in what surroundings they count, and as what."""

from __future__ import annotations

import random

import pytest

from auditor.text.private import find, mask
from auditor.text.private.chinese import hkid_check, is_taiwan_id, uscc_check
from auditor.text.private.national import nric_letter

VALUES = {
    "bank_account": ("bank account ", "618372540917"),
    "cn_company_id": ("", "91310115MA1K61837Y"),
    "cn_permit": ("通行证", "C61837254"),
    "driver_license": ("driver license ", "D6183725"),
    "hk_tw_id": ("", "K618372(" + hkid_check("K618372") + ")"),
    "license_plate": ("", "京A6J837"),
    "mac_address": ("", "3c:22:fb:8a:41:d7"),
    "national_id": ("", "390.533.447-05"),
    "passport": ("passport ", "E63817254"),
    "social_account": ("微信：", "linmei_0618"),
    "us_ssn": ("SSN ", "536-22-8147"),
}
AROUND = {
    "space": "{}{} here", "comma": "{}{}, and", "full stop": "{}{}.", "bracket": "{}({}) here", "Han stop": "{}{}。",
    "Han comma": "{}{}，好", "Han glued": "{}{}的", "backtick": "{}`{}`", "bold": "{}**{}**", "tag": "{}<b>{}</b>",
    "JSON": '{}{{"v": "{}"}}', "end": "{}{}", "lines": "{}\n{}\nb",
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("around", AROUND)
def test_a_value_is_found_whole_whatever_stands_beside_it(kind: str, around: str) -> None:
    if kind in ("bank_account", "social_account") and around in ("tag", "JSON"):
        pytest.skip("the word must stand right before an account")
    said, value = VALUES[kind]
    text = AROUND[around].format(said, value)
    (hit,) = find(text)
    assert (hit.kind, text[hit.start : hit.end], hit.test) == (kind, value, False)
    assert value not in mask(text, hit)


@pytest.mark.parametrize("kind", VALUES)
def test_full_width_characters_hide_nothing(kind: str) -> None:
    said, value = VALUES[kind]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and (c.isalnum() or c in "_.-()") else c for c in value)
    (one,), (other,) = find(said + value), find(f"{said}{wide}。")
    assert (one.canonical, one.kind) == (other.canonical, other.kind)


@pytest.mark.parametrize(
    ("text", "form", "certainty"),
    [
        ("536-22-8147", "us_ssn", "shape"),
        ("SSN 536-22-8147", "us_ssn", "context"),
        ("ITIN 912-71-4608", "us_itin", "context"),
        ("routing number 121000358", "us_routing", "validated"),
        ("routing number 121000359", "us_routing", "context"),
        ("X2482300W", "es_nie", "validated"),
        ("54362315K", "es_dni", "shape"),
        ("DNI 54362315K", "es_dni", "validated"),
        ("DNI 54362315A", "es_dni", "context"),
        ("756.9217.0769.85", "ch_ahv", "validated"),
        ("PESEL 44051401359", "pl_pesel", "validated"),
        ("PESEL 44051401358", "pl_pesel", "context"),
        ("44051401359", None, None),
        ("national ID 44051401359", "pl_pesel", "validated"),
        ("NHS number 943 476 5919", "gb_nhs", "validated"),
        ("943 476 5919", None, None),
        ("NINO JK103759A", "gb_nino", "context"),
        ("Aadhaar 6183 7254 0918", "in_aadhaar", "context"),
        ("880101-1234568", "kr_rrn", "validated"),
        ("护照E63817254", "cn_passport", "context"),
        ("US passport 561738294", "passport", "context"),
        ("E63817254", None, None),
        ("A123456(3)", "hkid", "validated"),
        ("HKID A1234563", "hkid", "validated"),
        ("HKID A123456(4)", "hkid", "context"),
        ("身分證F131104093", "taiwan_id", "validated"),
        ("F131104093", "taiwan_id", "shape"),
        ("车牌粤BD61837", "license_plate_new_energy", "context"),
        ("粤B·D6183", "license_plate", "shape"),
        ("信用代码91310115MA1K61837X", "cn_company_id", "context"),
        ("QQ：618372540", "qq", "context"),
        ("QQ音乐 618372540", None, None),
        ("微信支付linmei0618", None, None),
        ("3C-22-FB-8A-41-D7", "mac_address", "validated"),
        ("mac 3C-22-FB-8A-41-D7", "mac_address", "validated"),
    ],
)
def test_certainty_says_what_the_evidence_is(text: str, form: str | None, certainty: str | None) -> None:
    hits = [(hit.form, hit.certainty) for hit in find(text)]
    assert hits == ([] if form is None else [(form, certainty)])


@pytest.mark.parametrize(
    "text",
    [
        "078-05-1120", "123-45-6789", "987-65-4321", "SSN 000-12-3456", "A123456(3)", "A123456789", "S1234567D",
        "NHS number 943 476 5919", "X1234567L", "NINO QQ123456C", "PAN ABCDE1234F", "131052-308T", "车牌京A12345",
        "91110000600037341L", "QQ：123456789", "00:00:5E:00:53:01", "02:42:ac:11:00:02", "ff:ff:ff:ff:ff:ff",
        "00:00:00:00:00:00", "DNI 12345678Z", "CPF 111.444.777-35", "passport 123456789",
    ],
)  # fmt: skip
def test_values_reserved_for_tests_are_told_apart(text: str) -> None:
    (hit,) = find(text)
    assert hit.test


def test_check_characters_hold_for_published_examples() -> None:
    assert [hkid_check("A123456"), hkid_check("AB987654")] == ["3", "3"]
    assert nric_letter("S1234567") == "D"
    assert is_taiwan_id("A123456789")
    assert not is_taiwan_id("A123456788")
    assert uscc_check("91110000600037341") == "L"


def test_bare_digits_are_nobodys_number() -> None:
    draw = random.Random(7)
    kinds = set(VALUES)
    for _ in range(3_000):
        digits = "".join(draw.choices("0123456789", k=draw.randint(8, 18)))
        found = [hit.kind for hit in find(f"The batch {digits} was shipped.") if hit.certainty != "shape"]
        assert not kinds & set(found), digits


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("passport_no", "E63817254", "passport"),
        ("user.ssn", "536228147", "us_ssn"),
        ("车牌号", "京A6J837", "license_plate"),
        ("wechat_id", "linmei_0618", "social_account"),
        ("driverLicense", "D6183725", "driver_license"),
    ],
)
def test_the_name_of_a_column_is_context(field: str, text: str, kind: str) -> None:
    (hit,) = find(text, field)
    assert (hit.kind, hit.certainty, hit.start, hit.end) == (kind, "context", 0, len(text))


@pytest.mark.parametrize(
    "unit",
    ["A1", "A", "1-", "QQ", "QQ 1", "微信", "wx: ", "京A", "京A1", "00:", "3c-", "756.", "SSN ", "A123456(",
     "passport A",
     "bank account ", "RSSMRA", "12345678", "ab.1234.", "1 2", "9131"],
)  # fmt: skip
def test_texts_made_to_be_slow_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(hit.end <= len(text) for hit in find(text))
