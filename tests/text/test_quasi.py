"""Attributes that many people share and few share together."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.private.quasi import ATTRIBUTES, from_resident_id, quasi

STATED = {
    "Age: 34": [("age", "34")],
    "**Age**: 34 years": [("age", "34")],
    '{"age": 34, "gender": "Male"}': [("age", "34"), ("sex", "m")],
    "年龄：34岁": [("age", "34")],
    "年龄34岁，性别女": [("age", "34"), ("sex", "f")],
    "年龄：8个月": [("age", "0")],
    "DOB: 1987-03-12": [("birth_date", "1987-03-12")],
    "Date of birth: 12/03/1987": [("birth_date", "1987-12-03")],
    "Date of birth: 25/03/1987": [("birth_date", "1987-03-25")],
    "born on March 12, 1987 in": [("birth_date", "1987-03-12")],
    "(born 12th March 1987)": [("birth_date", "1987-03-12")],
    "出生日期：1987年3月12日": [("birth_date", "1987-03-12")],
    "出生年月：1987.03": [("birth_date", "1987-03")],
    "生日：19870312": [("birth_date", "1987-03-12")],
    "Gender: F\n": [("sex", "f")],
    "性别：男": [("sex", "m")],
    "性别男年龄34岁": [("sex", "m"), ("age", "34")],
    "a 34-year-old female": [("age", "34"), ("sex", "f")],
    "a 34 year old Irish woman": [("age", "34"), ("sex", "f")],
    "45 y/o M with": [("age", "45"), ("sex", "m")],
    "pt 45/F with": [("age", "45"), ("sex", "f")],
    "患者，女，30岁": [("sex", "f"), ("age", "30")],
    "一位50岁的男性患者": [("age", "50"), ("sex", "m")],
    "I am 34 years old.": [("age", "34")],
    "Age: 42.": [("age", "42")],
    "Age: 42. Sex: F.": [("age", "42"), ("sex", "f")],
    "Age: 4.25.2": [],
    "我今年34岁": [("age", "34")],
    "ZIP 94110": [("postcode", "94110")],
    "ZIP code: 94110-1234": [("postcode", "94110")],
    "Postcode: SW1A 1AA": [("postcode", "SW1A1AA")],
    "邮编：100086": [("postcode", "100086")],
    "1 Elm St, San Mateo, CA 94401": [("city", "san mateo"), ("postcode", "94401")],
    "City: Boston": [("city", "boston")],
    "住址：广东省深圳市南山区科技路1号": [("city", "深圳")],
    "现居城市：杭州": [("city", "杭州")],
    "籍贯：湖南省长沙市": [("birth_place", "长沙")],
    "工作单位：星海电子有限公司，": [("employer", "星海电子有限公司")],
    "Employer: Acme Tools Ltd.": [("employer", "acme tools ltd")],
    "职业：教师": [("occupation", "教师")],
    "Occupation: Software engineer": [("occupation", "software engineer")],
    "民族：回族": [("ethnicity", "回族")],
    "Ethnicity: Latina": [("ethnicity", "hispanic")],
    "婚姻状况：已婚": [("marital_status", "married")],
    "Marital status: Divorced": [("marital_status", "divorced")],
    "学历：本科": [("education", "bachelor")],
    "国籍：加拿大": [("nationality", "加拿大")],
    "入院日期：2023年5月1日，出院日期：2023年5月9日": [
        ("admission_date", "2023-05-01"),
        ("discharge_date", "2023-05-09"),
    ],
    "Admission date: 2023/05/01": [("admission_date", "2023-05-01")],
}
NOTHING = (
    "性别：男/女", "Gender: Male or Female", "Gender: M/F", "Age: 18-25", "年龄：18岁以上", "年龄：30至40岁",
    "ages: 3", "the age of steam",
    "50～60岁女性多见", "30岁以上的女性", "12 to 13 year old girl", "Age: 340", "DOB: 1987-13-40", "born yesterday",
    "出生日期：保密",
    "ZIP file: 94110 bytes", "邮编：12", "City: unknown", "Select a city: Choose any", "职业：无", "Occupation: N/A",
    "工作单位：请填写",
    "Employer: {{employer}}", "民族：无", "Education: TBD", "package: 34", "teenage: 17", "the 34-year-old bridge",
    "The score was 45/60", "35 M&Ms", "a mean of 50 F", "nearest city: Calculate the distance",
)  # fmt: skip


@pytest.mark.parametrize("text", STATED)
def test_what_is_stated_has_one_canonical_form(text: str) -> None:
    assert [(one.attribute, one.value) for one in quasi(text)] == STATED[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_states_nothing_of_one_person_is_left_out(text: str) -> None:
    assert quasi(text) == ()


@pytest.mark.parametrize(
    ("field", "text", "stated"),
    [
        ("age", "34", ("age", "34")),
        ("patient_age", "34.0", ("age", "34")),
        ("age", "30-39", ("age", "30-39")),
        ("user.gender", "Female", ("sex", "f")),
        ("rows[3].性别", "女", ("sex", "f")),
        ('["zip_code"]', "94110-1234", ("postcode", "94110")),
        ("dateOfBirth", "1987-03-12", ("birth_date", "1987-03-12")),
        ("address", "广东省深圳市南山区科技路1号", ("city", "深圳")),
        ("company", "Acme Tools", ("employer", "acme tools")),
        ("职业", "教师", ("occupation", "教师")),
        ("age", "old", None),
        ("gender", "male or female", None),
        ("package", "34", None),
        ("", "34", None),
    ],
)
def test_the_name_of_a_column_is_a_label(field: str, text: str, stated: tuple[str, str] | None) -> None:
    assert [(one.attribute, one.value) for one in quasi(text, field)] == ([stated] if stated else [])


def test_escaped_characters_hide_nothing() -> None:
    written = json.dumps({"性别": "女", "年龄": "34"})
    assert [(one.attribute, one.value) for one in quasi(written)] == [("sex", "f"), ("age", "34")]


def test_an_attribute_does_not_show_its_value() -> None:
    (one,) = quasi("Employer: Acme Tools")
    assert "acme" not in repr(one).lower()


@pytest.mark.parametrize(
    ("digits", "stated"),
    [
        ("310104198506152344", (("birth_date", "1985-06-15"), ("sex", "f"), ("region", "310104"))),
        ("11010519491231002X", (("birth_date", "1949-12-31"), ("sex", "f"), ("region", "110105"))),
        ("310104198506152352", (("birth_date", "1985-06-15"), ("sex", "m"), ("region", "310104"))),
        ("310104198513152344", ()),
        ("31010419850615", ()),
        ("", ()),
    ],
)
def test_a_resident_id_states_three_attributes(digits: str, stated: tuple[tuple[str, str], ...]) -> None:
    assert from_resident_id(digits) == stated


PIECES = st.sampled_from([*STATED, *NOTHING, "年龄", "：", "34", "岁", "DOB: ", "\\u5973", "，"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join),
    st.sampled_from(["", "age", "性别", "address", "x"]),
)
def test_spans_are_in_order_apart_and_within_the_text(text: str, field: str) -> None:
    position = 0
    for one in quasi(text, field):
        assert position <= one.start < one.end <= len(text)
        assert one.attribute in ATTRIBUTES
        assert one.value
        position = one.end


@pytest.mark.parametrize("unit", ["1", "年龄", "age: ", "Aa ", "住址：市", "12/", "男，1", "职业：一", "\\u5973"])
def test_texts_made_to_be_slow_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(one.end <= len(text) for one in quasi(text))
