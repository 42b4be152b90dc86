"""Hostile rows for TRL, made by rule and by a seeded random generator; each is a dataset of its own."""

from __future__ import annotations

import itertools
import random
from typing import Any

Row = dict[str, Any]
LONG = "once upon a time there was a little girl named lily . " * 8
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}]
TEXTS: tuple[Any, ...] = (
    "",
    " ",
    "\n\n",
    "Say hi",
    "hi ",
    "the sky is blue.",
    "你好，世界",
    "天空是🙂",
    "ends with 🙂",
    "Say <|im_end|> now",
    "<|im_start|>assistant\nmore<|im_end|>",
    "yes<|im_end|>",
    "<think>two</think>\n\nTwo",
    "{{ 7 * 7 }}{% raise %}",
    "é\u0301\u200b\ufeff",
    "a\r\nb\tc\x00d",
    LONG,
    None,
)


def user(content: Any) -> Row:
    return {"role": "user", "content": content}


def answer(content: Any, **more: Any) -> Row:
    return {"role": "assistant", "content": content, **more}


def system(content: Any) -> Row:
    return {"role": "system", "content": content}


def call(arguments: Any) -> Row:
    function = {"name": "weather", "arguments": arguments}
    return answer(None, tool_calls=[{"id": "c1", "type": "function", "function": function}])


def _conversations() -> list[list[Any]]:
    two = [user("One"), answer("Uno"), user("Two"), answer("Dos")]
    return [
        *([user("Say"), answer(text)] for text in TEXTS),
        *([user(text), answer("ho")] for text in TEXTS),
        *([system(text), user("hi"), answer("ho")] for text in TEXTS[:6]),
        two,
        [system("Be kind"), *two],
        [*two, user("Three")],
        [*two[:2], system("Be kind"), *two[2:]],
        [answer("I speak"), user("Oh"), answer("Yes")],
        [user("One"), user("Two"), answer("Both")],
        [user("One"), answer("Uno"), answer("Dos")],
        [user("One"), answer("Uno", weight=0), user("Two"), answer("Dos", weight=1)],
        [user("hi")],
        [system("Be kind")],
        [answer("ho")],
        [answer("")],
        [{"role": "narrator", "content": "rain"}, user("on"), answer("It stops")],
        [{"role": "human", "content": "hi"}, {"role": "gpt", "content": "ho"}],
        [{"role": "model", "content": "hi"}],
        [{"role": None, "content": "hi"}, answer("ho")],
        [{"role": 1, "content": "hi"}, answer("ho")],
        [{"role": "", "content": "hi"}, answer("ho")],
        [{"role": "Assistant", "content": "hi"}],
        [user("hi"), {"role": "assistant"}],
        [{"content": "hi"}, answer("ho")],
        [user("hi"), {"content": "ho"}],
        [user(3), answer(4)],
        [user(True), answer(1.5)],
        [user({"text": "hi"}), answer("ho")],
        [user([{"type": "text", "text": "hi"}]), answer([{"type": "text", "text": "ho"}])],
        [user([{"type": "text", "text": "hi"}, {"type": "image"}]), answer([])],
        [user(["hi"]), answer("ho")],
        [user("hi"), call({"city": "Rome"}), {"role": "tool", "content": "sun", "tool_call_id": "c1"}, answer("sun")],
        [user("hi"), call('{"city": "Oslo"}'), {"role": "tool", "content": "snow"}, answer("snow")],
        [user("hi"), call('{"city": ')],
        [user("hi"), call(None)],
        [user("hi"), call({"city": None, "days": [1, 2.5, True], "名": "世界"})],
        [user("hi"), answer("x", tool_calls=[])],
        [user("hi"), answer("x", tool_calls=[{"function": None}])],
        [user("hi"), answer("x", reasoning_content="two"), user("hi"), answer("y", thinking="three")],
        [user("hi"), answer("x", name="lily", refusal=None)],
        [[user("hi"), answer("ho")]],
        ["hi", "ho"],
        [None],
        [user("hi"), None],
        [],
    ]


def _messages() -> list[Row]:
    rows: list[Row] = [{"messages": messages} for messages in _conversations()]
    good = [user("hi"), answer("ho")]
    extra: tuple[Row, ...] = (
        {"tools": TOOLS},
        {"tools": []},
        {"tools": '[{"type": "function"}]'},
        {"tools": "[]"},
        {"tools": ""},
        {"tools": "no json"},
        {"tools": "null"},
        {"tools": '{"name": "f"}'},
        {"tools": None},
        {"tools": {"name": "f"}},
        {"text": "note"},
        {"text": None},
        {"prompt": "The sky is"},
        {"prompt": None},
        {"chosen": None},
        {"labels": "good"},
        {"label": 1},
        {"chat_template_kwargs": {"enable_thinking": False}},
        {"chat_template_kwargs": {}},
        {"chat_template_kwargs": {"add_generation_prompt": True}},
        {"chat_template_kwargs": {"tools": TOOLS}},
        {"chat_template_kwargs": None},
        {"system": "Be kind"},
        {"id": 7, "source": "x"},
        {"conversations": None},
    )
    rows += [{"messages": good, **more} for more in extra]
    rows += [{"messages": value} for value in (None, "[]", '[{"role": "user", "content": "hi"}]', 3, {"role": "user"})]
    return rows


def _pairs() -> list[Row]:
    rows: list[Row] = [{"prompt": "The sky is", "completion": text} for text in TEXTS]
    rows += [{"prompt": text, "completion": " blue."} for text in TEXTS]
    rows += [{"prompt": one, "completion": two} for one, two in itertools.product(("the s", "Q: ", LONG), ("ky", LONG))]
    rows += [{"prompt": [user("sky")], "completion": [answer(text)]} for text in TEXTS]
    rows += [{"prompt": [user(text)], "completion": [answer("blue")]} for text in TEXTS]
    ask, tell = [user("sky")], [answer("blue")]
    rows += [
        {"prompt": [system("Be kind"), *ask], "completion": tell},
        {"prompt": [*ask, *tell, *ask], "completion": [*tell, *ask, *tell]},
        {"prompt": ask, "completion": ask},
        {"prompt": tell, "completion": tell},
        {"prompt": ask, "completion": [call({"city": "Rome"})], "tools": TOOLS},
        {"prompt": ask, "completion": [call('{"city": "Rome"}')]},
        {"prompt": ask, "completion": "blue"},
        {"prompt": "sky", "completion": tell},
        {"prompt": [], "completion": tell},
        {"prompt": ask, "completion": []},
        {"prompt": ask, "completion": None},
        {"prompt": None, "completion": tell},
        {"prompt": "sky"},
        {"prompt": ask},
        {"completion": " blue"},
        {"completion": tell},
        {"text": "note", "prompt": "The sky is", "completion": " blue."},
        {"text": "note<|im_end|>", "prompt": "The sky is", "completion": " blue."},
        {"text": None, "prompt": "The sky is", "completion": " blue."},
        {"prompt": 3, "completion": 4},
        {"prompt": ["a"], "completion": ["b"]},
        {"prompt": "sky", "chosen": "blue", "rejected": "red"},
        {"prompt": ask, "chosen": tell, "rejected": tell},
        {"chosen": tell, "rejected": tell},
        {"prompt": ask, "completion": tell, "chat_template_kwargs": {"add_generation_prompt": True}},
        {"prompt": ask, "completion": tell, "chat_template_kwargs": {"documents": [{"text": "x"}]}},
    ]
    return rows


def _others() -> list[Row]:
    rows: list[Row] = [{"text": text} for text in TEXTS]
    said = [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "ho"}]
    rows += [
        {"conversations": said},
        {"conversations": [{"from": "user", "value": "hi"}, {"from": "assistant", "value": "ho"}]},
        {"conversations": [{"from": "user", "value": text} for text in TEXTS[:5]]},
        {"conversations": [{"from": "user", "value": "hi"}, {"from": "assistant", "value": None}]},
        {"conversations": [{"from": "assistant", "value": "ho", "weight": 0.5}]},
        {"conversations": [user("hi"), answer("ho")]},
        {"conversations": []},
        {"conversations": None},
        {"conversations": "hi"},
        {"conversations": [{"from": "user"}]},
        {"conversations": said, "messages": [user("one"), answer("two")]},
        {"conversations": said, "text": "note"},
        {"conversations": said, "system": "Be kind", "tools": "[]"},
        {"instruction": "Say hi", "input": "", "output": "hi"},
        {"instruction": "Say hi", "input": None, "output": None},
        {"segments": [{"label": False, "text": "Q: hi\n"}, {"label": True, "text": "A: ho"}]},
        {"text": ["hi"]},
        {"text": 3},
        {"text": "hi", "labels": "good"},
        {"text": "hi", "image": "x.png"},
        {"content": "hi"},
        {"input_ids": [1, 2, 3]},
        {"input_ids": [1, 2, 3], "labels": [-100, 2, 3]},
        {"input_ids": [1, 2, 3], "labels": [-100, -100, -100]},
        {"input_ids": [1, 2, 3], "completion_mask": [0, 1, 1]},
        {"input_ids": [1, 2, 3], "assistant_masks": [0, 0, 1]},
        {"input_ids": [1, 2, 3], "completion_mask": [0, 1, 1], "assistant_masks": [1, 1, 0]},
        {"input_ids": [1, 2, 3], "prompt": "a", "completion": "b", "completion_mask": [0, 1, 1]},
        {"input_ids": list(range(40, 120)), "labels": [-100] * 60 + list(range(100, 120))},
    ]
    return rows


def _random(count: int) -> list[Row]:
    dice = random.Random(20261122)
    texts = [text for text in TEXTS if text is not None]
    rows: list[Row] = []
    for _ in range(count):
        turns = [
            {"role": dice.choice(("user", "assistant", "assistant", "system", "tool")), "content": _text(dice, texts)}
            for _ in range(dice.randint(1, 6))
        ]
        cut = dice.randint(1, len(turns))
        match dice.randint(0, 3):
            case 0 if cut < len(turns):
                rows.append({"prompt": turns[:cut], "completion": turns[cut:]})
            case 1:
                rows.append({"prompt": _text(dice, texts), "completion": _text(dice, texts)})
            case _:
                rows.append({"messages": turns})
    return rows


def _text(dice: random.Random, texts: list[str]) -> str:
    return dice.choice(("", " ", "\n")).join(dice.choice(texts[:-1]) for _ in range(dice.randint(0, 3)))


def rows() -> list[Row]:
    """All rows."""
    return [*_messages(), *_pairs(), *_others(), *_random(90)]


def datasets() -> list[list[Row]]:
    """Rows that are one dataset: the first decides."""
    good = {"messages": [user("hi"), answer("ho")]}
    pair = {"prompt": "The sky is", "completion": " blue."}
    said = {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "ho"}]}
    return [
        [good, {"messages": [user("One"), answer("Uno"), user(LONG), answer("Dos")]}, {"messages": [system("x")]}],
        [good, {"messages": [user("One")]}, good],
        [good, {"messages": [user("Weather"), call({"city": "Rome"})], "tools": TOOLS}, good],
        [good, {"messages": [user("Weather"), call({"days": 3})], "tools": TOOLS}, {"messages": [call('{"a": 1}')]}],
        [pair, {"prompt": "Q: ", "completion": ""}, {"prompt": LONG, "completion": "x"}],
        [pair, {"prompt": [user("hi")], "completion": [answer("ho")]}],
        [said, {"conversations": [{"from": "system", "value": "x"}, {"from": "gpt", "value": LONG}]}],
        [said, {"conversations": None}],
        [{"text": "the sky"}, {"text": "is blue<|im_end|>"}, {"text": ""}],
        [{"text": "the sky"}, good],
        [
            good,
            {
                "messages": [
                    user(
                        "hi",
                    ),
                    answer("ho", weight=0),
                ]
            },
            {"messages": [answer("ho", name="lily"), user("x")]},
        ],
        [good, {"messages": [user([{"type": "text", "text": "hi"}]), answer("ho")]}],
        [{"text": "hi", "prompt": None}, {"text": "ho"}],
    ]
