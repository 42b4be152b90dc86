"""Escapes, full-width and invisible characters: what they hide is found, and its span is that of the text as given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.private import find
from auditor.text.private.cues import column, column_label
from auditor.text.private.normalize import plain
from auditor.text.private.persons import persons
from auditor.text.private.quasi import quasi
from auditor.text.private.sensitive import statements

HIDDEN = ("\u200b", "\ufeff", "\u00ad", "\u2060", "\\u200b", "\\ufeff")
VALUES = ("13926784153", "zhang.san@corp-site.com", "310104198506152344", "4539578763621486")
BESIDE = ("", " ", "，", " 是", '"', "\n")


def wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0)


def escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"


def escaped_wide(character: str) -> str:
    return escaped(wide(character))


WRITTEN: tuple[Callable[[str], str], ...] = (str, wide, escaped, escaped_wide, lambda it: escaped(it).replace("a", "A"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_span_holds_the_units_of_its_value_and_nothing_else(data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(VALUES))
    hidden = st.lists(st.sampled_from(HIDDEN), max_size=2).map("".join)
    units = [data.draw(st.sampled_from(WRITTEN))(character) for character in value]
    body = units[0] + "".join(data.draw(hidden) + unit for unit in units[1:])
    before, after = data.draw(st.sampled_from(BESIDE)) + data.draw(hidden), data.draw(hidden)
    text = before + body + after + data.draw(st.sampled_from(BESIDE))
    (hit,) = find(text)
    assert text[hit.start : hit.end] == body
    assert hit.canonical == find(value)[0].canonical


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab19 王@"), st.sampled_from((str, escaped)), st.sampled_from(("", *HIDDEN))))
)
def test_every_span_of_the_plain_text_goes_back_to_its_units(
    units: list[tuple[str, Callable[[str], str], str]],
) -> None:
    text, starts, ends = "", [], []
    for character, write, hidden in units:
        starts.append(len(text))
        text += write(character)
        ends.append(len(text))
        text += hidden
    clean = plain(text)
    assert clean.text == "".join(character for character, _, _ in units)
    for start in range(len(units)):
        for end in range(start + 1, len(units) + 1):
            assert clean.span(start, end) == (starts[start], ends[end - 1])


@pytest.mark.parametrize(
    "body",
    [
        "1392678415\\u0033", "\\uff113926784153", "\\u003139267841\\uff15\\uff13", "1392678415\\uff13",
        "１392678415３", "139\u200b2678\u200b\\u200b4153",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", '{{"phone": "{}"}}', "手机：{}\u200b\u200b，", "\\u200b{}\\u200b ok"])
def test_a_number_is_cut_out_whole(body: str, around: str) -> None:
    text = around.format(body)
    (hit,) = find(text)
    assert (text[hit.start : hit.end], hit.canonical) == (body, "+8613926784153")


@pytest.mark.parametrize(
    ("text", "field", "name"),
    [
        ("姓\u200b名：王小明，", "", "王小明"),
        ("姓名：王\u200b小明\u200b，", "", "王\u200b小明"),
        ("Patient:\u00a0Mary Stone, was", "", "Mary Stone"),
        ("Patient: Mary\u00a0Stone", "", "Mary\u00a0Stone"),
        ("姓名：" + "".join(map(escaped, "王小明")) + "\\n", "", "".join(map(escaped, "王小明"))),
        ("\u200b王小\u200b明\u200b", "姓名", "王小\u200b明"),
        ("Mary" + escaped(" ") + "Ston" + escaped("e"), "name", "Mary" + escaped(" ") + "Ston" + escaped("e")),
    ],
)
def test_names_hide_behind_no_odd_character(text: str, field: str, name: str) -> None:
    assert [text[start:end] for start, end in persons(text, field)] == [name]


@pytest.mark.parametrize(
    ("text", "field", "attribute", "value", "written"),
    [
        ("性\u200b别：女\u200b，", "", "sex", "f", "女"),
        ("Age:\u00a04" + escaped("2") + "\u200b,", "", "age", "42", "4" + escaped("2")),
        ("\u200b４２\u200b", "age", "age", "42", "４２"),
    ],
)
def test_attributes_hide_behind_no_odd_character(
    text: str, field: str, attribute: str, value: str, written: str
) -> None:
    (one,) = quasi(text, field)
    assert (one.attribute, one.value, text[one.start : one.end]) == (attribute, value, written)


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("她被确\u200b诊为肺癌\u200b。", "", "被确\u200b诊为肺癌"),
        ("她被确诊为肺" + escaped("癌") + "。", "", "被确诊为肺" + escaped("癌")),
        ("\u200bHy\u200bpertension\u200b", "diagnosis", "\u200bHy\u200bpertension"),
    ],
)
def test_statements_hide_behind_no_odd_character(text: str, field: str, said: str) -> None:
    (one,) = statements(text, field)
    assert text[one.start : one.end].strip("\u200b") == said.strip("\u200b")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("user.zipCode", "zip Code"), ('user["zip_code"]', "zip code"), ("names[0]", "names"), ("phone_2", "phone"),
        ('["HIV status"]', "HIV status"), ('["电话（手机）"]', "电话 手机"), ('row["<key>"]', ""), ("3", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_column_is_named_alike_for_all_searches(field: str, name: str) -> None:
    assert column(field) == name.lower()
    assert column_label(field, "short") == (f"{name}: " if name else "")
    assert column_label(field, "long " * 50) == ""
