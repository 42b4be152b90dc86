"""Names of persons that a cue gives away."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.private.persons import persons

FOUND = (
    "姓名：«王小明»，男", "姓名:«陈静»", "姓　名：«李建国»", "姓名 «赵敏» 性别 女", "姓名«周海涛»性别男",
    "**姓名**：«陈静»", "患者：«李建国»。",
    "患者姓名：«欧阳晓月»", "联系人：«刘洋» 电话", "收件人：«司马文»，", "我叫«王小明»，今年八岁",
    "我的名字是«高红»。", "本人名叫«林涛»",
    "患者«李建国»，男，45岁", "«李建国»，男，45岁，农民", "请找«王小明»先生", "«赵丽华»女士您好",
    "姓名：«阿不都·买买提»",
    "姓名：«Mary Stone»", "Name: «王小明»\n", "主治医师：«何志强»", "被告人«孙志刚»，男", "«張偉明»先生",
    "Patient: «Mary Stone»", "Patient Name: «Mary-Ann O'Brien»", "PATIENT: «STONE, MARY»", "Patient: «Stone, Mary J.»",
    "Name: «Jane Q. Stone»", "Name: «Mary Stone» Age: 45", '{"name": "«Maria Lopez»", "age": 34}',
    '{"patient_name": "«Maria Lopez»"}', "**Name:** «Anna Lee»", "First name: «Ana»\nLast name: «Ruiz»",
    "Mr. «Okafor» called", "Dr. «Anna Lee», MD", "Mrs «Stone»'s leg", "Prof. «J. R. Stone»",
    "my name is «Mary Stone» and", "My name's «Ana».", "patient «Mary Stone», 45, came",
    "Sincerely,\n«Anna de la Cruz»",
    "Emergency contact: «Li Wei»", "Contact: «José Ñáñez»", "Customer name - no. Customer name: «Priya Natarajan»",
    "Patient: «Martin King Jr.»",
)  # fmt: skip
NOT_FOUND = (
    "姓名：张三", "患者：李四。", "患者张某某，男，45岁", "姓名：某某", "我叫小明，", "我叫他回来", "姓名：{{name}}",
    "姓名：______", "姓名：无",
    "患者：高血压，糖尿病", "联系人：经理", "患者：医生你好", "患者，男，28岁", "张女士，38岁", "由麻醉科医生查体",
    "应根据医生建议", "周先生来了",
    "成人，男，", "原告：某公司",
    "Name: John Doe", "Name: Jane Doe\n", "Name: Jane Q. Doe\n", "my name is John Doe", "name: {{name}}",
    "Name: [Your Name]",
    'Name: "calculate_tip"', '{"name": "Oak Hill", "location": "12 Elm"}', "Game Name: Shape Explorers\n",
    "Name: Oak Hill Elementary\n", "Name: The Vaults\n", "Patient: Hello doctor", "Patient: Yes I do.",
    "Patient: Age: 34",
    "Patient Safety Act of 2005", "12 Elm Dr. Springfield", "Mr. President, Mr. Speaker", "Dear Sir or Madam",
    "the name is red",
    "user name: john", "My name is Vicuna", "Patient: None", "Best regards,\n[Your Name]", "customer: ",
)  # fmt: skip


def marked(example: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, spans, start = "", [], 0
    for piece in example.split("«"):
        if "»" in piece:
            value, _, piece = piece.partition("»")
            start = len(text)
            text += value
            spans.append((start, len(text)))
        text += piece
    return text, tuple(spans)


@pytest.mark.parametrize("example", FOUND)
def test_a_cue_gives_a_name_away(example: str) -> None:
    text, spans = marked(example)
    assert persons(text) == spans


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_names_nobody_is_left_out(text: str) -> None:
    assert persons(text) == ()


def test_escaped_characters_hide_no_name() -> None:
    written = json.dumps({"姓名": "王小明", "备注": "x"})
    ((start, end),) = persons(written)
    assert json.loads(f'"{written[start:end]}"') == "王小明"


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [
        ("patient_name", "Mary Stone", True),
        ("rows[3].姓名", "王小明", True),
        ('["患者姓名"]', " 王小明 ", True),
        ("firstName", "Ana", True),
        ("name", "John Doe", False),
        ("product_name", "Mary Stone", False),
        ("name", "Oak Hill Elementary", False),
        ("title", "Mary Stone", False),
        ("", "Mary Stone", False),
    ],
)
def test_the_name_of_a_column_is_a_label(field: str, text: str, found: bool) -> None:
    assert [text[start:end] for start, end in persons(text, field)] == ([text.strip()] if found else [])


PIECES = st.sampled_from(
    [marked(example)[0] for example in FOUND]
    + [*NOT_FOUND, "姓名", "：", "先生", "Dr. ", "A", "王", "·", ", ", "\\u738b"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join))
def test_spans_are_in_order_apart_and_within_the_text(text: str) -> None:
    position = 0
    for start, end in persons(text):
        assert position <= start < end <= len(text)
        position = end


@pytest.mark.parametrize(
    "unit", ["王", "姓名：王", "先生", "Dr. A", "Aa ", "Aa-", "A. ", "name: Aa ", "王小明，男，", "患者王"]
)
def test_texts_made_to_be_slow_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(end <= len(text) for _, end in persons(text))
