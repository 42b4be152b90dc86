"""Rows that try every fork of ms-swift's data preparation, made up one by one and by combination."""

from __future__ import annotations

from itertools import product
from typing import Any

LONG = "once upon a time there was a little girl named lily . " * 12
TEXTS = (
    "Hi there", "", "   ", " Ho\n", "你好，世界", "Say <|im_end|> now", "end<|im_end|>", "end<|endoftext|>", "end</s>",
    "a {{ROUND0}} and {{SYSTEM}} b {{QUERY}}", "<image>look<video>", LONG, "x" * 3 + "\n\n",
    "Action: f\nAction Input: 1",
    "Thought: t\nAction: f\nAction Input: {}\nObservation: o\nFinal Answer: d", "<tool_call>\n{}\n</tool_call> and",
)  # fmt: skip
THOUGHTS = (
    "<think>carry</think>Four", "<think>\ncarry\n</think>\n\nFour", "<think>\n\n</think>\n\nFour",
    "<think></think>Four",
    " <think>late</think>Four", "</think>Four", "<think></think></think>x", "Four <think>no</think>", "<think>open",
    "<think></think>\n<think>two</think>Four", "</think>", "<think>",
)  # fmt: skip
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "default": None, "enum": ["Rome", None]}, "day": None},
            "required": ["city"],
        },
    },
}


def user(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "user", "content": content, **more}


def answer(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


def system(content: Any) -> dict[str, Any]:
    return {"role": "system", "content": content}


def tool(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "tool", "content": content, **more}


def calls(*arguments: Any, content: Any = None, **more: Any) -> dict[str, Any]:
    made = [
        {"id": f"c{number}", "type": "function", "function": {"name": "get_weather", "arguments": one}}
        for number, one in enumerate(arguments)
    ]
    return answer(content, tool_calls=made, **more)


def call(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "tool_call", "content": content, **more}


def talk(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


def conversations() -> list[dict[str, Any]]:
    """Messages by order, role, text and flag."""
    rows = [talk(user("Say"), answer(text)) for text in TEXTS + THOUGHTS]
    rows += [talk(user(text), answer("Fine")) for text in TEXTS]
    rows += [talk(system(text), user("One"), answer("Uno"), user("Two"), answer("Dos")) for text in TEXTS]
    rows += [
        talk(user("A"), answer(first), user("B"), answer(second)) for first, second in product(THOUGHTS, THOUGHTS[:5])
    ]
    rows += [talk(user("A"), answer(first), user("B"), answer("last")) for first in TEXTS]
    who = {"s": system("Be kind"), "u": user("Q?"), "a": answer("A."), "t": tool("R")}
    orders = [order for size in (1, 2, 3) for order in product("suat", repeat=size)]
    rows += [talk(*(dict(who[role]) for role in order)) for order in orders]
    for order in (
        "suaua",
        "uaaua",
        "auau",
        "uuaau",
        "uautau",
        "suatatua",
        "aauu",
        "uatata",
        "uattau",
        "sssua",
        "uaaat",
    ):
        rows.append(talk(*(dict(who[role]) for role in order)))
    return rows


def flags() -> list[dict[str, Any]]:
    """`loss`, `loss_scale`, `weight` and other keys of a message."""
    rows = []
    for loss in (True, False, None, 0, 1, "no", [True]):
        rows.append(talk(user("One"), answer("Uno", loss=loss)))
        rows.append(talk(user("One"), answer("Uno", loss=loss), user("Two"), answer("Dos")))
        rows.append(talk(user("One"), answer("Uno"), user("Two"), answer("<think></think>Dos", loss=loss)))
        rows.append(talk(user("One"), answer("Uno", loss=loss), answer("Due"), user("Two"), answer("Dos", loss=False)))
    for scale in (0, 0.5, 1, 2.0, None, "x"):
        rows.append(talk(user("One"), answer("Uno", loss_scale=scale), user("Two"), answer("Dos")))
        rows.append(talk(user("One"), answer("<think></think>Uno", loss_scale=scale, loss=True), answer("Due")))
    rows.append(talk(user("One"), answer("Uno", weight=0), user("Two", name="x"), answer("Dos", weight=1)))
    rows.append(talk(user("One", loss=True), answer("Uno", id=3)))
    return rows


def tools() -> list[dict[str, Any]]:
    """Calls and results in every form."""
    ask, rome = user("Weather?"), {"name": "get_weather", "arguments": {"city": "Rome"}}
    rows = [
        talk(ask, calls({"city": "Rome"}), tool("Sunny", tool_call_id="c0"), answer("Sun"), tools=[TOOL]),
        talk(ask, calls('{"city": "Oslo"}', content="Wait"), tool("Snow"), answer("Snow"), tools=[TOOL]),
        talk(ask, calls({"a": 1}, {"b": 2}), tool("2", tool_call_id="c1"), tool("1", tool_call_id="c0"), answer("x")),
        talk(ask, calls({"a": 1}, {"b": 2}), tool("2", tool_call_id="c1"), answer("x"), tools=[TOOL, TOOL]),
        talk(ask, calls('{"city": '), tools=[TOOL]),
        talk(ask, calls(None), tools=[TOOL]),
        talk(ask, calls({"q": "é"}, loss=False), tool({"t": 1}), answer("x"), user("y"), answer("z")),
        talk(ask, call(rome), tool("Sunny"), call(rome, loss=False), tool("Rain"), answer("x")),
        talk(
            ask, call('{"name": "f", "parameters": {"x": 1}}'), {"role": "tool_response", "content": "1"}, answer("x")
        ),
        talk(ask, call("{'name': 'f', 'arguments': '{}'}"), tool("1"), answer("x"), tools=[TOOL]),
        talk(ask, call("not json"), tool("1"), answer("x")),
        talk(ask, call("[1]"), tool("1"), answer("x")),
        talk(ask, call('{"name": "f"}'), tool("1"), answer("x")),
        talk(
            ask, answer("Let me"), call(rome), call(rome), tool("1"), tool("2"), answer("done"), user("a"), answer("b")
        ),
        talk(ask, tool("1"), tool("2"), answer("x"), tools=[TOOL]),
        talk(tool("1"), answer("x")),
        talk(system("S"), tool("1"), answer("x")),
        talk(ask, answer("Thought\nAction: f\nAction Input: {}"), tool("1"), tool("2\n"), answer("x")),
        talk(
            ask, answer("A"), answer("Action: f\nAction Input: {}\nObservation:"), tool("1"), answer("x"), tools=[TOOL]
        ),
        talk(ask, call(rome), answer("x"), tools=[TOOL]),
        talk(ask, call(rome), user("y"), answer("z"), tools=[TOOL]),
        talk(ask, call(rome), tool("<think>r</think>"), answer("<think>t</think>x"), user("y"), answer("z")),
        talk(ask, {"role": "function-call", "content": rome}, {"role": "observation", "content": "1"}, answer("x")),
        talk(ask, answer("x"), tools=TOOL),
        talk(ask, answer("x"), tools=TOOL["function"]),
        talk(ask, answer("x"), tools='[{"name": "f", "description": "d", "parameters": {}}]'),
        talk(ask, answer("x"), tools="plain words"),
        talk(ask, answer("x"), tools=[]),
        talk(ask, answer("x"), tools="[]"),
        talk(ask, answer("x"), tools=["5", 3]),
        talk(ask, answer("x"), tools=[{"name": "f"}]),
        talk(system(""), ask, answer("x"), tools=[TOOL]),
        talk(system("Be kind"), ask, answer("x"), user("y"), answer("z"), tools=[TOOL]),
        talk(system("only"), tools=[TOOL]),
        talk(answer("first"), tools=[TOOL]),
    ]
    use = {"type": "tool_use", "id": "u1", "name": "f", "input": {"x": 1}}
    got = {"type": "tool_result", "tool_use_id": "u1", "content": [{"type": "text", "text": "ok"}]}
    rows += [
        talk(
            ask,
            answer([{"type": "text", "text": "hm"}, use]),
            user([got, {"type": "text", "text": "go on"}]),
            answer("x"),
        ),
        talk(
            ask,
            answer([use]),
            user([{**got, "content": "plain"}]),
            answer([{"type": "text", "text": "x"}]),
            tools=[TOOL],
        ),
        talk(
            ask,
            answer([use, {**use, "id": "u2"}]),
            user([{**got, "tool_use_id": "u2", "content": "2"}, got]),
            answer("x"),
        ),
        talk(ask, answer([use, {"type": "thinking", "thinking": "t"}]), user([got]), answer("x")),
    ]
    return rows


def odd_messages() -> list[dict[str, Any]]:
    """Roles, keys and types that are not as they should be."""
    good = [user("Hi"), answer("Ho")]
    rows: list[dict[str, Any]] = [talk(user("Q"), answer(content)) for content in (
        None, 5, 1.5, True, {"a": 1}, ["b"], [None], [], [{"type": "text", "text": "part"}], [{"text": "part"}],
        [{"type": "text", "text": None}], [{"type": "foo"}], [{"type": "foo", "foo": "x"}],
        [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], [{"type": "image"}])]  # fmt: skip
    rows += [
        talk(user(content), answer("A")) for content in (None, 5, {"a": 1}, [{"type": "text", "text": "part"}], [])
    ]
    rows += [talk(system(content), *good) for content in (None, 5, ["x"], [], {"a": 1}, False)]
    rows += [talk({"role": role, "content": "It rains"}, *good) for role in (
        "narrator", "developer", "human", "gpt", "bot", "User", "function", "", None, 7, ["user"],
        "chatgpt")]  # fmt: skip
    rows += [
        talk(user("Hi"), {"role": "assistant"}),
        talk({"content": "Hi"}, answer("Ho")),
        talk({"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}),
        talk({"from": "human", "content": "Hi"}, {"role": "gpt", "value": "Ho"}),
        talk({"from": "system", "value": "S"}, {"from": "user", "value": "Hi"}, {"from": "assistant", "value": "Ho"}),
        talk({"role": "user", "from": "gpt", "content": "Hi", "value": "Other"}, answer("Ho")),
        talk({"human": "Hi", "assistant": "Ho"}, {"user": "A", "bot": "B"}),
        talk({"human": "Hi", "gpt": "Ho"}, system="Be kind"),
        talk({"human": "Hi"}),
        talk({"human": None, "assistant": "Ho"}),
        talk({}),
        talk(*good, system="From a column"),
        talk(system("Own"), *good, system="From a column"),
        talk(*good, system_prompt="Another name"),
        talk(*good, system="a", system_prompt="b"),
        talk(*good, system=""),
        talk(*good, system=5),
        talk(*good, rejected_response="No"),
        talk(*good, rejected_response="Ho"),
        talk(*good, rejected_response=None),
        talk(*good, chat_template_kwargs={"preserve_thinking": False}),
        talk(user("a"), answer("<think>b</think>c"), user("d"), answer("e"),
             chat_template_kwargs={"preserve_thinking": False}),
        talk(user("a"), chat_template_kwargs={"enable_thinking": True}),
        talk(user("a"), chat_template_kwargs={"response_prefix": "Well, "}),
        talk("text", *good),
        talk(*good, "text"),
        talk(5),
        talk(),
        {"messages": None},
        {"messages": ""},
        {"messages": "no list"},
        {"messages": '[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]'},
        {"messages": "[{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'Ho'}]"},
        {"messages": '"text"'},
        {"messages": "[]"},
        {"messages": user("Hi")},
        {"messages": 5},
        {"conversations": good},
        {"conversation": good, "system": "S"},
        {"conversations": good, "messages": [user("M"), answer("N")]},
        {"conversations": good, "conversation": good},
        {"Messages": good},
        {"Conversations": good, "messages": None},
        {"messages": good, "query": "q", "response": "r", "text": "t"},
    ]  # fmt: skip
    return rows


def pairs() -> list[dict[str, Any]]:
    """Questions and answers under all names, alone and together."""
    rows: list[dict[str, Any]] = [{"instruction": one, "input": more, "output": out} for one, more, out in product(
        ("Say", "", None), ("2+2", "", None), ("Hi", "", None))]  # fmt: skip
    rows += [
        {name: "Q?", "answer": "A."}
        for name in ("query", "prompt", "input", "instruction", "question", "problem", "Query", "PROMPT")
    ]
    rows += [{"query": "Q?", name: "A."} for name in (
        "response", "answer", "output", "targets", "target", "answer_key", "answers", "solution", "text", "completion",
        "content", "Response", "Output")]  # fmt: skip
    rows += [{"query": "Q?", "response": text} for text in (
        None, 5, 1.5, True, [], ["a", "b"], [["a"]], {"a": 1}, [None], *TEXTS[:6], *THOUGHTS[:4])]  # fmt: skip
    rows += [{"query": text, "response": "A."} for text in (None, 5, [], ["a"], {"a": 1}, *TEXTS[:4])]
    rows += [{"query": "Q?", "response": "A.", "history": history} for history in (
        None, [], [["q", "r"]], [["q", "r"], ["q2", None]], "[['q', 'r']]", "bad(", "('a', 'b')", [["q"]], ["qr"], 5,
        {"a": 1}, [["q", 5]])]  # fmt: skip
    rows += [{"query": "Q?", "response": "A.", "system": text} for text in ("S", "", None, 5, ["x"])]
    rows += [
        {"query": "Q?", "response": "A.", "system_prompt": "S"},
        {"query": "Q?", "response": "A.", "System": "S"},
        {"query": "Q?", "response": "A.", "system": "S", "system_prompt": "T"},
        {"question": "Q?", "answer": "A.", "text": "T"},
        {"prompt": "P", "question": "Q?", "answer": "A."},
        {"prompt": "P", "completion": "C", "text": "T"},
        {"query": "q", "prompt": "P", "response": "r", "text": "T"},
        {"query": "q", "Query": "P", "response": "r"},
        {"prompt": [user("Sky?")], "completion": [answer("Blue")]},
        {"prompt": "The sky"},
        {"completion": "is blue"},
        {"text": "Once upon"}, {"text": ""}, {"text": None}, {"text": LONG}, {"content": "x"}, {"Text": "x"},
        {"foo": "x"}, {"instruction": "Say", "output": "Hi"}, {"instruction": "Say", "input": "x"},
        {"instruction": "Say", "input": "", "output": "Hi", "text": "T"},
        {"instruction": "Say", "input": "", "response": "Hi"},
        {"instruction": "Say", "input": "", "output": "Hi", "response": "Ho"},
        {"instruction": "Say", "input": "", "output": "Hi", "query": "Q?"},
        {"instruction": "Say", "input": "", "answer": "Hi", "history": [["a", "b"]], "system": "S"},
        {"instruction": 5, "input": "", "output": "Hi"}, {"instruction": ["a"], "input": "x", "output": "Hi"},
        {"instruction": "Say", "input": 5, "output": 7}, {"Instruction": "Say", "Input": "x", "Output": "y"},
        {"instruction": "Say", "Input": "x", "output": "y"},
        {"query": "Q?", "response": "A.", "rejected_response": "B."},
        {"query": "Q?", "response": "A.", "rejected_response": "A."},
        {"query": "Q?", "response": "A.", "tools": [TOOL]},
        {"query": "Q?", "response": "A.", "label": 1, "id": "x", "meta": {"a": None}},
        {"segments": [{"label": False, "text": "Q"}, {"label": True, "text": "A"}]},
    ]  # fmt: skip
    return rows


def rows() -> list[dict[str, Any]]:
    """All of them."""
    return [*conversations(), *flags(), *tools(), *odd_messages(), *pairs()]
