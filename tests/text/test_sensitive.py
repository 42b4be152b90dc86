"""Statements of sensitive personal information."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.private.sensitive import CATEGORIES, statements

SAID = {
    "health": (
        "In May the boy «was diagnosed with breast cancer».", "I've «been diagnosed with type 2 diabetes».",
        "«Diagnosis: Type 2 diabetes»\n",
        '{"diagnosis": "Major depressive disorder"}', "**Diagnosis:** Crohn's disease",
        "«I have had severe asthma» since", "My father has dementia.",
        "The patient suffers from chronic migraine", "Allergies: penicillin", "He is HIV-positive",
        "she tested positive for hepatitis",
        "Blood type: O+", "my blood type is AB negative", "She is six months pregnant", "I am taking metformin 500 mg",
        "李建国«被确诊为肺癌»。", "我«患有糖尿病»", "患者，女，45岁，«确诊为冠心病»", "诊断：2型糖尿病",
        "入院诊断：1.急性阑尾炎", "她去年查出乳腺癌",
        "既往史：高血压十年", "过敏史：青霉素过敏", "我母亲得了肺结核", "HIV抗体：阳性", "他乙肝表面抗原阳性",
        "血型：O型", "我老婆怀孕5个月了",
        "小王被诊断出抑郁症", "联系邮箱如下，«确诊为肺结核»。", "«确诊为肺结核»。", "建议休息。«患有高血压»三年。",
    ),
    "finance": (
        "Your «balance: $3,201.55»", "My salary is $85,000", "Annual income: 85,000 USD", "her credit score is 612",
        '"salary": "$81000"',
        "He earns $60,000 a year", "账户余额：3201.55元", "月薪12000元", "贷款金额：30万元", "欠款为5000元",
        "芝麻信用分：650", "年薪：250000",
    ),
    "religion": ("«He is a devout Muslim»", "Religion: Islam", "I converted to Judaism", "宗教信仰：佛教",
    "我妈妈信基督教", "他是一名穆斯林"),
    "politics_union": ("Party affiliation: Republican", "I am a registered Democrat", "she is a union member",
    "政治面貌：中共党员"),
    "sex_life_orientation": ("«He is openly gay»", "Sexual orientation: bisexual", "I came out as lesbian",
    "性取向：同性恋", "他是同性恋"),
    "ethnicity": ("Ethnicity: Hispanic", "民族：维吾尔族，", "Race: White"),
    "criminal": ("And «he was sentenced to 11 years in prison»", "Criminal record: felony",
    "因犯盗窃罪被判处有期徒刑三年"),
    "minor": (
        "my «9-year-old daughter»", "a 2-month-old baby boy", "My son is 7 years old", "Her daughter, Mia, is 6.",
        "Age: 8\n", "年龄：8岁", "患儿，女，3岁",
        "一名6岁男孩", "我女儿今年五岁", "孩子才8个月", "男，12岁", "5岁的小女孩",
    ),
    "biometrics": (
        "face_embedding: [0.1234, -0.2345, 0.44]", "Fingerprint template: 3f2a9c0e1b7d6a55ff",
        "指纹特征值：3f2a9c0e1b7d6a55ff",
        "人脸特征向量：[0.12, 0.88, -0.31]", "iris_hash = 9f8e7d6c5b4a39281706",
    ),
    "location": (
        "39.9042,116.4074 at 08:12; 39.9142,116.4174 at 09:30", "行踪轨迹：8:30 从家出发，9:10 到公司，18:20 回家",
        '[{"lat": 39.9042, "lng": 116.4074, "t": "08:12"}, {"lat": 39.9142, "lng": 116.4174, "t": "09:30"}]',
    ),
}  # fmt: skip
NOT_SAID = (
    "The diagnosis of diabetes requires a fasting glucose test.", "people who were diagnosed with HIV",
    "If he is diagnosed with cancer, call us",
    "Diagnosis: the doctor will ask", "Diagnosis:\n", "What is depression?", "I have sympathy for him",
    "diabetes is a disease", "she has no allergies", "Who has a higher risk of hypertension?",
    "Patients have diabetes", "the letter tested positive for ricin", "Allergies: none",
    "the solution of dy/dx = y is", "blood type and crossmatch",
    "糖尿病的诊断标准", "如果确诊为糖尿病，应当", "确诊为肺结核之后应当怎样休息？", "患有高血压，应如何治疗",
    "患有糖尿病的患者应注意", "可能患有肺炎", "哪些人容易患有高血压",
    "诊断：无", "既往史：无", "过敏史：否认",
    "以帮助诊断囊虫病", "该患者应该进行以下检查来确定诊断：病毒分离", "血型：不详", "HIV阳性患者的治疗",
    "to find her total earnings: $240 + $1400", "the average salary is $50,000", "平均工资5000元", "最低月薪3000元",
    "credit score of the team 3-2",
    "A balance of power", "贷款利率5%", "余额不足",
    "He is a good man", "Christian school", "宗教信仰自由", "我们是基督教的研究者吗", "if someone is gay",
    "Race: 5 km", "民族团结", "party: 8 pm",
    "ages 8 and up", "Age: 34", "12岁以下的儿童", "未满14周岁", "6个月以上的婴儿", "10-year-old whisky",
    "14-year-old girl", "for a 5+ year old child",
    "初潮年龄为13岁", "children aged 5-8", "his older brother is three times", "年龄：34岁", "10岁左右的儿童们",
    "a 3-year-old company",
    "指纹识别技术", "face id: disabled", "fingerprint data: collected at the office", "人脸特征：圆脸",
    "coordinates 39.9042,116.4074", "1.234, 5.678 and 2.345, 6.789", "行踪轨迹：未知", "was convicted in court",
    "he was never convicted of theft",
    "判处有期徒刑的标准",
)  # fmt: skip


def marked(example: str) -> tuple[str, int, int]:
    text = example.replace("«", "").replace("»", "")
    return (text, example.index("«"), example.index("»") - 1) if "«" in example else (text, 0, len(text))


@pytest.mark.parametrize(("category", "example"), [(c, e) for c, examples in SAID.items() for e in examples])
def test_a_statement_about_somebody_is_found(category: str, example: str) -> None:
    text, start, end = marked(example)
    found = [one for one in statements(text) if one.category == category]
    assert len(found) == 1
    assert start <= found[0].start < found[0].end <= end
    if "«" in example:
        assert (found[0].start, found[0].end) == (start, end)


@pytest.mark.parametrize("text", NOT_SAID)
def test_prose_about_nobody_is_left_alone(text: str) -> None:
    assert statements(text) == ()


def test_every_category_has_examples() -> None:
    assert set(SAID) == set(CATEGORIES)


def test_one_record_may_say_several_things() -> None:
    text = "患者：男，6岁，诊断：急性白血病。血型：O型，民族：回族，宗教信仰：伊斯兰教。家庭月收入：3000元"
    assert [one.category for one in statements(text)] == [
        "minor",
        "health",
        "health",
        "ethnicity",
        "religion",
        "finance",
    ]


def test_escaped_characters_hide_nothing() -> None:
    written = json.dumps({"诊断": "肺癌"})
    (one,) = statements(written)
    assert one.category == "health"
    assert json.loads('"' + written[one.start : one.end].replace('"', '\\"') + '"') == '诊断": "肺癌'


@pytest.mark.parametrize(
    ("field", "text", "category"),
    [
        ("diagnosis", "Type 2 diabetes", "health"),
        ("rows[1].诊断", "肺癌", "health"),
        ('["religion"]', "Buddhist", "religion"),
        ("accountBalance", "$3,201.55", "finance"),
        ("title", "Type 2 diabetes", ""),
        ("", "Type 2 diabetes", ""),
    ],
)
def test_the_name_of_a_column_is_a_label(field: str, text: str, category: str) -> None:
    found = statements(text, field)
    assert [one.category for one in found] == ([category] if category else [])
    assert all((one.start, one.end) == (0, len(text)) for one in found)


EXAMPLES = [marked(example)[0] for examples in SAID.values() for example in examples]
PIECES = st.sampled_from([*EXAMPLES, *NOT_SAID, "确诊为", "病", "患者", "，", "岁", "\\u75c5", ": "])


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join), st.sampled_from(["", "诊断", "salary"]))
def test_spans_are_in_order_apart_and_within_the_text(text: str, field: str) -> None:
    position = 0
    for one in statements(text, field):
        assert position <= one.start < one.end <= len(text)
        assert one.category in CATEGORIES
        position = one.end


@pytest.mark.parametrize(
    "unit",
    ["1.123,", "患有", "确诊为病", "i have a ", "salary: $1", "被判处", "犯罪", "1岁", "男，", "lat: 1.123", "\\u75c5"],
)
def test_texts_made_to_be_slow_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(one.end <= len(text) for one in statements(text))
