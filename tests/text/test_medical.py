"""Numbers of patients and insured persons; the tables of examples run with those of all the other kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.private import find
from auditor.text.private.medical import kvnr_check


def medical(text: str, field: str = "") -> list[tuple[str, str, str]]:
    return [
        (hit.form, hit.certainty, text[hit.start : hit.end]) for hit in find(text, field) if hit.kind == "medical_id"
    ]


@pytest.mark.parametrize(("first", "digit"), [("A00050001", "5"), ("A12345678", "0"), ("T61837254", "8")])
def test_the_check_digit_of_a_german_insured_person(first: str, digit: str) -> None:
    assert kvnr_check(first) == digit


@given(st.from_regex("[A-Z][0-9]{8}", fullmatch=True), st.integers(1, 8), st.integers(1, 9))
def test_one_wrong_digit_never_checks(first: str, place: int, shift: int) -> None:
    wrong = first[:place] + str((int(first[place]) + shift) % 10) + first[place + 1 :]
    assert kvnr_check(wrong) != kvnr_check(first)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KVNR T618372548", ("de_kvnr", "validated", "T618372548")),
        ("KVNR T618372543", ("de_kvnr", "context", "T618372543")),
        ("MBI 3TX7K92MD46", ("us_mbi", "validated", "3TX7K92MD46")),
        ("病历号：0006183725", ("medical_record", "context", "0006183725")),
    ],
)
def test_only_a_check_digit_or_a_published_form_validates(text: str, found: tuple[str, str, str]) -> None:
    assert medical(text) == [found]


@pytest.mark.parametrize(
    "field", ["mrn", "patient_id", "medicalRecordNumber", '["病历号"]', "rows[2].住院号", "医保卡号"]
)
def test_the_name_of_a_column_is_context(field: str) -> None:
    assert [value for _, _, value in medical("0006183725", field)] == ["0006183725"]
    assert medical("0006183725", "order") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("社保号310104198506152344", "cn_resident_id"),
        ("社会保障号：310104198506152344", "cn_resident_id"),
        ("社保号536-22-8147", "us_ssn"),
        ("national insurance number JK103759A", "national_id"),
        ("NHS number 943 476 5919", "national_id"),
    ],
)
def test_a_number_of_another_register_stays_one(text: str, kind: str) -> None:
    assert [hit.kind for hit in find(text)] == [kind]


@pytest.mark.parametrize("text", ["MBI 1EG4-TE5-MK73", "MRN: 123456", "病历号：0000000", "KVNR A123456780"])
def test_examples_are_told_apart(text: str) -> None:
    assert [hit.test for hit in find(text)] == [True]
