"""Tool calls in the forms that chat templates teach."""

from __future__ import annotations

import pytest

from auditor.models import Generated
from auditor.suites.checks import from_json
from auditor.suites.checks.calls import calls

DUE = from_json({"kind": "tool_call", "name": "get_weather", "arguments": {"city": "Paris", "days": 3}})
NONE = from_json({"kind": "no_call", "tools": ["get_weather"]})
OBJECT = '{"city": "Paris", "days": 3}'
FORMS = {
    "hermes": f'<tool_call>\n{{"name": "get_weather", "arguments": {OBJECT}}}\n</tool_call>',
    "hermes unclosed": f'Let me look.\n<tool_call>\n{{"name": "get_weather", "arguments": {OBJECT}}}',
    "llama 3": f'{{"name": "get_weather", "parameters": {OBJECT}}}',
    "python tag": f'<|python_tag|>{{"name": "get_weather", "parameters": {OBJECT}}}',
    "llama function": f"<function=get_weather>{OBJECT}</function>",
    "qwen 3 coder": "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n<parameter=days>\n3\n"
    "</parameter>\n</function>\n</tool_call>",
    "glm 4.5": "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n"
    "<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
    "pythonic": '[get_weather(city="Paris", days=3)]',
    "python": "get_weather(days=3, city='Paris')",
    "mistral": f'[TOOL_CALLS] [{{"name": "get_weather", "arguments": {OBJECT}}}]',
    "mistral 3": f"[TOOL_CALLS]get_weather[ARGS]{OBJECT}",
    "deepseek": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{OBJECT}\n```"
    "<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "deepseek 3.1": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{OBJECT}<｜tool▁call▁end｜>",
    "deepseek, stripped": f"functionget_weather\n```json\n{OBJECT}\n```",
    "mistral, stripped": f"get_weather{OBJECT}",
    "glm 4": f"get_weather\n{OBJECT}",
    "chatglm 3": "get_weather\n```python\ntool_call(city='Paris', days=3)\n```",
    "react": f"Thought: look it up\nAction: get_weather\nAction Input: {OBJECT}",
    "qwen": f"✿FUNCTION✿: get_weather\n✿ARGS✿: {OBJECT}\n✿RESULT✿",
    "openai": '{"tool_calls": [{"type": "function", "function": {"name": "get_weather", "arguments": '
    '"{\\"city\\": \\"Paris\\", \\"days\\": 3}"}}]}',
    "fenced": f'```json\n{{"name": "get_weather", "arguments": {OBJECT}}}\n```',
    "behind words": f'I will check.\n{{"name": "get_weather", "arguments": {OBJECT}}}',
    "harmony": f"<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{OBJECT}",
    "other case": '{"name": "get_weather", "arguments": {"city": " paris", "days": 3.0}}',
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_forms(text: str) -> None:
    """The right call is right; another name or argument is wrong; and where none is due, all are wrong."""
    assert DUE.right(Generated(text, 1, True))
    for changed in (
        text.replace("Paris", "Rome").replace("paris", "rome"),
        text.replace("3", "4", text.count("3")),
        text.replace("get_weather", "get_news"),
        text.replace("days", "hours"),
    ):
        assert not DUE.right(Generated(changed, 1, True))
    assert not NONE.right(Generated(text, 1, True))


PROSE = (
    "It is sunny.",
    '{"name": "Ann", "age": 3}',
    "I could call get_weather(), but I know it.",
    "In Python: print(3)",
    "The weather {in Paris} is good.",
    "名字是“天气”的工具现在不需要。",
    "```python\nprint('hello')\n```",
    '{"city": "Paris"}',
)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_call(text: str) -> None:
    assert NONE.right(Generated(text, 1, True))
    assert not DUE.right(Generated(text, 1, True))


@pytest.mark.parametrize("text", ["<tool_call>", "<tool_call>{broken</tool_call>", "Action Input: {", "[TOOL_CALLS]"])
def test_a_broken_call_is_neither(text: str) -> None:
    assert not NONE.right(Generated(text, 1, True))
    assert not DUE.right(Generated(text, 1, True))


def test_two_calls_are_not_one() -> None:
    assert len(calls(FORMS["hermes"] * 2)) == 2
    assert not DUE.right(Generated(FORMS["hermes"] * 2, 1, True))


def test_types_and_extra_arguments() -> None:
    text = '{"name": "f", "arguments": {"n": 3, "on": true, "tags": ["A"], "more": 1}}'
    base = {"kind": "tool_call", "name": "f", "arguments": {"n": 3, "on": True, "tags": ["a"]}}
    assert not from_json(base).right(Generated(text, 1, True))
    optional = from_json({**base, "optional": ["more"]})
    assert optional.right(Generated(text, 1, True))
    assert not optional.right(Generated(text.replace("true", "1"), 1, True))
    assert not optional.right(Generated(text.replace("3", '"3"'), 1, True))


def test_a_reply_without_words_is_no_answer() -> None:
    assert not NONE.right(Generated(" ", 1, True))
