"""Checks of generated text: what each takes for right, that none ever raises, and what bad declarations say."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.models import Generated
from auditor.suites.checks import KINDS, from_json
from auditor.suites.checks.constraints import CONSTRAINTS, Constraints
from auditor.suites.checks.numbers import last_number

CASES: list[tuple[dict[str, Any], str, bool]] = [
    ({"kind": "exact", "answer": "Paris"}, " **paris.** ", True),
    ({"kind": "exact", "answer": "Paris"}, "It is Paris.", False),
    ({"kind": "exact", "answer": "new  york"}, "New\nYork", True),
    ({"kind": "exact", "answer": "Paris", "case": "same"}, "paris", False),
    ({"kind": "number", "answer": 1234}, "3 and 4 make $1,234.00.", True),
    ({"kind": "number", "answer": 12}, "twelve", True),
    ({"kind": "number", "answer": 12}, "12 or 13", False),
    ({"kind": "number", "answer": 3.14, "tolerance": 0.01}, "about 3.141", True),
    ({"kind": "number", "answer": 0}, "none", False),
    ({"kind": "label", "labels": ["urgent", "not urgent"], "answer": "not urgent"}, "It is Not  urgent!", True),
    ({"kind": "label", "labels": ["urgent", "not urgent"], "answer": "urgent"}, "It is not urgent.", False),
    ({"kind": "label", "labels": ["yes", "no"], "answer": "no"}, "no, or yes", False),
    ({"kind": "label", "labels": ["yes", "no"], "answer": "no"}, "I know nothing", False),
    ({"kind": "label", "labels": ["合适", "不合适"], "answer": "不合适"}, "我看不合适。", True),
    ({"kind": "label", "labels": ["合适", "不合适"], "answer": "合适"}, "我看不合适。", False),
    ({"kind": "label", "labels": ["A", "B"], "answer": "A"}, "选A", True),
    ({"kind": "f1", "answers": ["the red house"]}, "A red house.", True),
    ({"kind": "f1", "answers": ["the red house"]}, "A blue boat.", False),
    ({"kind": "f1", "answers": ["北京大学", "北大"]}, "是北京大学", True),
    ({"kind": "f1", "answers": ["北京大学"], "threshold": 0.9}, "是北京的大学", False),
    ({"kind": "json", "value": {"a": [1, None]}}, '```json\n{"a": [1.0, null]}\n```', True),
    ({"kind": "json", "value": {"a": 1}}, '{"a": 1, "b": 2}', False),
    ({"kind": "json", "value": True}, "1", False),
    ({"kind": "json", "value": 1}, "true", False),
    ({"kind": "json", "value": 1}, "1 is it", False),
    ({"kind": "json_keys", "keys": [{"name": "a", "type": "integer"}]}, '{"a": 3}', True),
    ({"kind": "json_keys", "keys": [{"name": "a", "type": "integer"}]}, '{"a": true}', False),
    ({"kind": "json_keys", "keys": [{"name": "a", "type": "integer"}]}, '{"a": 3, "b": 1}', False),
    ({"kind": "json_keys", "keys": [{"name": "a", "type": "null"}]}, '{"a": null}', True),
    ({"kind": "json_keys", "keys": []}, "[]", False),
    ({"kind": "contains", "words": ["cat", "dog"]}, "Dogs? No: a dog and a CAT.", True),
    ({"kind": "contains", "words": ["cat"]}, "category", False),
    ({"kind": "contains", "words": ["cat"]}, "我的cat很好", True),
    ({"kind": "contains", "words": ["天气"]}, "今天天气好", True),
    ({"kind": "lacks", "words": ["cat"]}, "a category", True),
    ({"kind": "lacks", "words": ["cat"]}, "a cat", False),
    ({"kind": "lacks", "words": ["cat"]}, " ", False),
    ({"kind": "regex", "pattern": r"\A\d{4}\z"}, "2024\n", True),
    ({"kind": "regex", "pattern": r"\A\d{4}\z"}, "in 2024", False),
    ({"kind": "language", "language": "zh"}, "你好，世界，这里是 Python 3。", True),
    ({"kind": "language", "language": "zh"}, "Hello 世界", False),
    ({"kind": "language", "language": "zh"}, "こんにちは、ここはとてもいい天気です", False),
    ({"kind": "language", "language": "ja"}, "天气", False),
    ({"kind": "language", "language": "en"}, "The word 你好 means hello in Chinese.", True),
    ({"kind": "language", "language": "en"}, "42!", False),
    ({"kind": "language", "language": "ru"}, "Привет", True),
    ({"kind": "no_repetition"}, "ha ha ha ha", True),
    ({"kind": "no_repetition"}, "- a pot\n- a pan\n- a cup\n- a mug\n- a jug", True),
    ({"kind": "no_repetition"}, "1 0 1 0 1 0 1 0 1 0 1 0 1 0", True),
    ({"kind": "no_repetition"}, "It is nice. " + "I like it a lot. " * 6, False),
    ({"kind": "no_repetition"}, "天气很好，" * 8, False),
    ({"kind": "no_repetition"}, "no " * 20, False),
    ({"kind": "no_repetition"}, "a" * 30, False),
    ({"kind": "no_repetition"}, " ".join(f"{n}. I like the sea and the sun." for n in range(20)), False),
    ({"kind": "no_repetition"}, "", False),
    ({"kind": "no_leak"}, "Paris <b>is</b> a city; a <| b |> c.", True),
    ({"kind": "no_leak"}, "Paris.<|im_end|>", False),
    ({"kind": "no_leak"}, "Paris.\n### Instruction:\nAnd Rome?", False),
    ({"kind": "no_leak"}, "Paris.\nUser: and Rome?", False),
    ({"kind": "no_leak"}, "[INST] hello", False),
    ({"kind": "no_leak"}, "<｜User｜>你好", False),
    ({"kind": "no_leak"}, "巴黎。\n用户：那罗马呢？", False),
    ({"kind": "says", "names": ["Xiaodu", "小度"]}, "我叫小度。", True),
    ({"kind": "says", "names": ["Qwen"]}, "I am Qwen2.5.", True),
    ({"kind": "says", "names": ["Qwen"]}, "Qwenton", False),
    ({"kind": "not_says", "names": ["Qwen"]}, "I am Ada.", True),
    ({"kind": "not_says", "names": ["Qwen"]}, "I am qwen3", False),
    ({"kind": "not_says", "names": ["Qwen"]}, "", False),
    ({"kind": "constraints", "all": [{"rule": "words", "most": 2}, {"rule": "case", "case": "upper"}]}, "HI YOU", True),
    (
        {"kind": "constraints", "all": [{"rule": "words", "most": 2}, {"rule": "case", "case": "upper"}]},
        "HI You",
        False,
    ),
    ({"kind": "refusal"}, "I'm sorry, but I can't help with that.", True),
    ({"kind": "refusal"}, "", False),
    ({"kind": "answered"}, "First, cut the onion.", True),
    ({"kind": "answered"}, "...", False),
    ({"kind": "answered"}, "a" * 60, False),
    ({"kind": "answered"}, "the cat and the dog " * 12, False),
]


@pytest.mark.parametrize(("raw", "text", "right"), CASES)
def test_right_and_wrong(raw: dict[str, Any], text: str, right: bool) -> None:
    assert from_json(raw).right(Generated(text, 1, True)) is right


def test_every_kind_is_tried_both_ways() -> None:
    tried = {(raw["kind"], right) for raw, _, right in CASES} | {("ends", True), ("ends", False)}
    elsewhere = {"tool_call", "no_call"}
    assert {(kind, right) for kind in KINDS.keys() - elsewhere for right in (True, False)} <= tried


def test_end_and_special_tokens() -> None:
    ends, leaks = from_json({"kind": "ends"}), from_json({"kind": "no_leak"})
    assert ends.right(Generated("Paris.", 2, True))
    assert not ends.right(Generated("Paris is", 2, False))
    assert not ends.right(Generated("", 0, True))
    assert not leaks.right(Generated("Paris.", 2, True, ("<|im_start|>",)))


NUMBERS = [
    ("The answer is 1,234.", 1234), ("答案是42。", 42), ("一共是三百二十五个", 325), ("两万零八", 20008),
    ("5 - 3 = 2", 2),
    ("-7", -7), ("得-5", -5), ("−5", -5), ("5-3", 3), ("Seven", 7), ("twenty-one apples", 21), ("一千零一十", 1010),
    ("two hundred and five", 205), ("three thousand and ten", 3010), ("3万", 30000), ("一百二", 120), ("1.5", 1.5),
    ("A4 paper", None), ("no number", None), ("一共十五，就这一个", 15), ("x=3.14", 3.14), ("**42**", 42), ("一", 1),
    ("$1,200.50", 1200.5), ("1,2,3", 3), ("十二", 12), ("二十", 20), ("一二三", 123), ("负三", -3), ("1.2亿", 1.2e8),
    ("minus four", -4), ("", None), ("９８", 98),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_last_number(text: str, number: float | None) -> None:
    assert last_number(text) == number


CONSTRAINED: list[tuple[dict[str, Any], str, bool]] = [
    ({"rule": "characters", "least": 2, "most": 3}, "你好a，1", True),
    ({"rule": "sentences", "least": 2, "most": 2}, "It is 3.5 m. Dr. Lee came.", True),
    ({"rule": "sentences", "least": 1, "most": 1}, "你好！再见。", False),
    ({"rule": "paragraphs", "most": 1}, "a\n\n\nb", False),
    ({"rule": "lines", "least": 2}, "a\n\n b", True),
    ({"rule": "bullets", "least": 2, "most": 2}, "* a\n• b", True),
    ({"rule": "bullets", "least": 1}, "**bold** text", False),
    ({"rule": "numbered", "count": 2}, "1) a\n2) b", True),
    ({"rule": "numbered", "count": 2}, "1、甲\n2、乙\n3、丙", False),
    ({"rule": "headings", "least": 1}, "#tag", False),
    ({"rule": "includes", "phrase": "a b", "most": 1}, "A  b, a b", False),
    ({"rule": "avoids", "phrases": ["is"]}, "This", True),
    ({"rule": "without", "signs": ["e"]}, "tea", False),
    ({"rule": "case", "case": "lower"}, "123", False),
    ({"rule": "starts", "text": "Hi"}, "Hi!", True),
    ({"rule": "stops", "text": "."}, "Hi!", False),
    ({"rule": "wrapped", "before": "(", "after": ")"}, "()", False),
    ({"rule": "quoted"}, "「好」", True),
    ({"rule": "title", "before": "<<", "after": ">>"}, "<<T>>\nx", True),
    ({"rule": "parts", "count": 2, "separator": "---"}, "a\n---\n ", False),
    ({"rule": "listed", "count": 2, "separator": ","}, "a, ", False),
    ({"rule": "lines_start", "marks": ["a", "b"]}, "A1\nB2", True),
    ({"rule": "each_line", "after": "!"}, "a!\nb", False),
    ({"rule": "has_line", "before": "P.S."}, "a\n P.S. b", True),
    ({"rule": "marked", "count": 1, "before": "*", "after": "*"}, "2 * 3 * 4 and *so*", True),
    ({"rule": "capitals", "least": 1}, "I am", False),
    ({"rule": "word_length", "most": 3}, "the cat", True),
    ({"rule": "digits", "digits": "some"}, "two", False),
    ({"rule": "in_language", "language": "zh"}, "你好", True),
    ({"rule": "json"}, "{'a': 1}", False),
    ({"rule": "json_object", "keys": [{"name": "a", "type": "array"}]}, '{"a": []}', True),
    ({"rule": "json_list", "count": 1}, '[""]', False),
    ({"rule": "one_of", "answers": ["yes", "no"]}, "\"Yes\".", True),
    ({"rule": "table", "columns": 1, "rows": 1}, "|a|\n|-|\n|1|", True),
    ({"rule": "table", "columns": 1, "rows": 1}, "|a|\n|1|\n|2|", False),
    ({"rule": "words", "least": 3}, "one - two", False),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text", "held"), CONSTRAINED)
def test_constraints(raw: dict[str, Any], text: str, held: bool) -> None:
    assert from_json({"kind": "constraints", "all": [raw]}).right(Generated(text, 1, True)) is held


def test_every_rule_is_tried() -> None:
    assert CONSTRAINTS.keys() == {raw["rule"] for raw, _, _ in CONSTRAINED}


BAD = [
    (3, "an object"),
    ({}, "'kind' is missing"),
    ({"kind": "numbr"}, "did you mean 'number'"),
    ({"kind": ["x"]}, "'kind' is unknown"),
    ({"kind": "number"}, "'answer' is missing"),
    ({"kind": "number", "answer": "SECRET"}, "answer: Input should be a valid number"),
    ({"kind": "number", "anser": 1}, "did you mean 'answer'"),
    ({"kind": "regex", "pattern": "(SECRET"}, "no regular expression"),
    ({"kind": "label", "labels": ["a"], "answer": "SECRET"}, "one of the labels"),
    ({"kind": "label", "labels": [], "answer": "a"}, "at least one"),
    ({"kind": "f1", "answers": ["a"], "threshold": 0}, "threshold"),
    ({"kind": "contains", "words": [" "]}, "blank"),
    ({"kind": "says", "names": []}, "at least one name"),
    ({"kind": "language", "language": "SECRET"}, "unknown"),
    ({"kind": "json_keys", "keys": [{"name": "a", "type": "SECRET"}]}, "keys.0.type"),
    ({"kind": "tool_call", "name": "x", "arguments": [1]}, "an object was expected"),
    ({"kind": "constraints", "all": []}, "a list 'all'"),
    ({"kind": "constraints", "all": [{"rule": "words", "mst": 3}]}, "did you mean 'most'"),
    ({"kind": "constraints", "all": [{"rule": "words", "least": 3, "most": 2}]}, "least <= most"),
    ({"kind": "constraints", "all": [{"rule": "case", "case": "SECRET"}]}, "'upper' or 'lower'"),
    ({"kind": "constraints", "all": [{"rule": "in_language", "language": "SECRET"}]}, "unknown"),
]


@pytest.mark.parametrize(("raw", "said"), BAD)
def test_errors_name_the_field_and_quote_nothing(raw: object, said: str) -> None:
    with pytest.raises(UsageError) as error:
        from_json(raw)
    assert said in str(error.value)
    assert "SECRET" not in str(error.value)


ODD = st.one_of(
    st.text(),
    st.text("{}[]()\"'<>|`*#-.,:1aA一万\n =", max_size=200),
    st.sampled_from(
        ["[" * 3000, "{" * 3000, "(" * 3000, "a." * 4000 + "b(c=1)", "九" * 500, "9" * 500, "hundred " * 300,
         "-" * 5000,
         '{"a":' * 400, "\ud800", "\x00", "1e999", "f(**{1:2})", "f(a={[]:1})", "\\x", '"' * 999, "<tool_call>" * 99]
    ),
)  # fmt: skip
PLAIN: dict[str, dict[str, Any]] = {raw["kind"]: raw for raw, _, _ in CASES} | {
    "ends": {"kind": "ends"},
    "tool_call": {"kind": "tool_call", "name": "f", "arguments": {"a": [1, {"b": None}]}},
    "no_call": {"kind": "no_call", "tools": ["f"]},
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(text=ODD)
def test_total(kind: str, text: str) -> None:
    """Whatever the text, an answer comes."""
    assert from_json(PLAIN[kind]).right(Generated(text, 1, True)) in (True, False)


@given(text=ODD)
def test_constraints_are_total(text: str) -> None:
    for raw, _, _ in CONSTRAINED:
        assert from_json({"kind": "constraints", "all": [raw]}).right(Generated(text, 1, True)) in (True, False)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_frozen_and_told_by_their_repr(kind: str) -> None:
    check = from_json(PLAIN[kind])
    assert from_json(PLAIN[kind]) == check
    assert repr(from_json(PLAIN[kind])) == repr(check)
    assert hash(check) == hash(from_json(PLAIN[kind]))
    for part in dataclasses.fields(check):  # type: ignore[arg-type]
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(check, part.name, None)


def test_an_empty_reply_keeps_no_constraint() -> None:
    assert not Constraints((CONSTRAINTS["without"]((",",)),)).right(Generated("", 0, True))  # type: ignore[call-arg]
