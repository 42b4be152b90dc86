"""How tools, calls and results are written into the conversation, by the name of the agent template.

Facts: `swift/agent_template/` of ms-swift 4.6.0. What is malformed raises as any Python code does; the caller turns
that into an outcome.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.training.trainers.swift.failure import RowError
from auditor.training.trainers.swift.providers import Message
from auditor.training.trainers.swift.templates import Template

ACTION, ACTION_INPUT, OBSERVATION = "Action:", "Action Input:", "Observation:"
Tool = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agent:
    """One format."""

    tools: Callable[[Sequence[Tool], str, Message], str]
    """The system text with the tools; some put them into the first message instead."""
    calls: Callable[[Sequence[Message]], str]
    """The text of an answer that calls."""
    results: Callable[[Template, Sequence[Message]], list[Any]]
    """What stands between the calls and the next answer, in slots."""
    alone: Callable[[Template, Sequence[Message]], str] | None = None
    """Results that follow a user's message, as text; None where they cannot."""


def find(name: str) -> Agent | None:
    """None if there is no such format here."""
    return _AGENTS.get(name)


def parsed(value: Any) -> Any:
    """The object that a text writes down; None if it is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        try:
            return ast.literal_eval(value)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None


def wrapped(tool: Any) -> Tool:
    """A tool as OpenAI writes it."""
    if not isinstance(tool, dict):
        raise RowError("bad_tools")
    return tool if "type" in tool or "function" in tool else {"type": "function", "function": tool}


def results(agent: Agent, template: Template, answer: Any, messages: Sequence[Message]) -> tuple[Any, list[Any]]:
    """The answer before the results, which may get a word more, and the slots of the results."""
    if agent.alone is _react_alone or (ACTION in answer and ACTION_INPUT in answer):
        return _react(answer, messages)
    return answer, agent.results(template, messages)


def _react(answer: Any, messages: Sequence[Message]) -> tuple[Any, list[Any]]:
    if isinstance(answer, list):
        last, slots = _react_last(answer[-1], messages)
        return [*answer[:-1], last], slots
    return _react_last(answer, messages)


def _react_last(answer: str, messages: Sequence[Message]) -> tuple[str, list[Any]]:
    if not (ACTION in answer and ACTION_INPUT in answer):
        return answer, [message["content"] for message in messages]
    if not answer.endswith(OBSERVATION):
        answer += ("" if answer.endswith("\n") else "\n") + OBSERVATION
    slots: list[Any] = []
    for place, message in enumerate(messages):
        slots += [OBSERVATION] if place else []
        slots += [message["content"]] + ([] if message["content"].endswith("\n") else ["\n"])
    return answer, slots


def _call(message: Message) -> tuple[Any, Any]:
    """Name and arguments of a call."""
    call = parsed(message["content"])
    try:
        name, arguments = call["name"], call.get("arguments")
        arguments = parsed(call.get("parameters") if arguments is None else arguments)
    except (TypeError, KeyError, AttributeError) as error:
        raise RowError("bad_tool_call") from error
    if arguments is None:
        raise RowError("bad_tool_call")
    return name, arguments


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hermes_tools(tools: Sequence[Tool], system: str, first: Message) -> str:
    return (
        f"{system}\n\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
        "You are provided with function signatures within <tools></tools> XML tags:\n<tools>\n"
        + "\n".join(_json(tool) for tool in tools)
        + "\n</tools>\n\nFor each function call, return a json object with function name and arguments within "
        '<tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n'
        "</tool_call>"
    )


def _hermes_calls(messages: Sequence[Message]) -> str:
    calls = [_call(message) for message in messages]
    texts = [_json({"name": name, "arguments": arguments}) for name, arguments in calls]
    return "\n".join(f"<tool_call>\n{text}\n</tool_call>" for text in texts)


def _hermes_text(messages: Sequence[Message]) -> str:
    return "\n".join(f"<tool_response>\n{message['content']}\n</tool_response>" for message in messages)


def _hermes_results(template: Template, messages: Sequence[Message]) -> list[Any]:
    if template.chat_sep is None:
        raise TypeError("one round only")
    text = _hermes_text(messages)
    prompt = [slot.replace("{{QUERY}}", text) if isinstance(slot, str) else slot for slot in template.prompt]
    return [*template.chat_sep, *prompt]


def _hermes_alone(template: Template, messages: Sequence[Message]) -> str:
    slots: list[str] = []
    for slot in (*(template.chat_sep or ()), *template.prompt):
        if not isinstance(slot, str):
            raise TypeError("no text")
        before, query, _ = slot.partition("{{QUERY}}")
        slots.append(before)
        if query:
            return "".join(slots) + _hermes_text(messages)
    raise ValueError("no place")


def _llama(tool_mark: str, answer_mark: str, end: str) -> Agent:
    def write(tools: Sequence[Tool], system: str, first: Message) -> str:
        texts = "\n\n".join(json.dumps(tool, ensure_ascii=False, indent=4) for tool in tools)
        first["content"] = (
            "Given the following functions, please respond with a JSON for a function call with its proper arguments "
            'that best answers the given prompt.\n\nRespond in the format {"name": function name, "parameters": '
            f"dictionary of argument name and its value}}. Do not use variables.\n\n{texts}\n\n{first['content']}"
        )
        return system

    def calls(messages: Sequence[Message]) -> str:
        pairs = [_call(message) for message in messages]
        return "\n".join(_json({"name": name, "parameters": arguments}) for name, arguments in pairs)

    def answers(template: Template, messages: Sequence[Message]) -> list[Any]:
        return [end, *(f"{tool_mark}{message['content']}{end}" for message in messages), answer_mark]

    return Agent(write, calls, answers)


def _deepseek_tools(tools: Sequence[Tool], system: str, first: Message) -> str:
    texts = []
    for tool in tools:
        tool = tool["function"] if "type" in tool and "function" in tool else tool
        name = tool.get("name_for_model") or tool.get("name")
        texts.append(
            f"### {name}\nDescription: {tool.get('description', '')}\n\nParameters: {_json(tool.get('parameters', {}))}"
        )
    return (
        f"{system}\n\n## Tools\nYou have access to the following tools:\n\n" + "\n\n".join(texts) + "\n\n"
        "IMPORTANT: ALWAYS adhere to this exact format for tool use:\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>"
        "tool_call_name<｜tool▁sep｜>tool_call_arguments<｜tool▁call▁end｜>{additional_tool_calls}<｜tool▁calls▁end｜>"
        "\n\nWhere:\n- `tool_call_name` must be an exact match to one of the available tools\n- `tool_call_arguments` "
        "must be valid JSON that strictly follows the tool's Parameters Schema\n- For multiple tool calls, chain them "
        "directly without separators or spaces"
    )


def _deepseek_calls(messages: Sequence[Message]) -> str:
    calls = [_call(message) for message in messages]
    texts = (f"<｜tool▁call▁begin｜>{name}<｜tool▁sep｜>{_json(more)}<｜tool▁call▁end｜>" for name, more in calls)
    return f"<｜tool▁calls▁begin｜>{''.join(texts)}<｜tool▁calls▁end｜>"


def _deepseek_results(template: Template, messages: Sequence[Message]) -> list[Any]:
    texts = (f"<｜tool▁output▁begin｜>{message['content']}<｜tool▁output▁end｜>" for message in messages)
    return ["<｜end▁of▁sentence｜>", "".join(texts)]


REACT = {
    "en": (
        "Answer the following questions as best you can. You have access to the following tools:",
        "{0}: Call this tool to interact with the {1} API. What is the {1} API useful for? {2} Parameters: {3} "
        "Format the arguments as a JSON object.",
        "Use the following format:",
        "the input question you must answer", "you should always think about what to do",
        "the action to take, should be one of [{0}]", "the input to the action", "the result of the action",
        "... (this Thought/Action/Action Input/Observation can be repeated zero or more times)",
        "I now know the final answer", "the final answer to the original input question", "Begin!",
    ),
    "zh": (
        "尽可能地回答以下问题。你可以使用以下工具:",
        "{0}: 调用此工具与 {1} API 进行交互。{1} 有什么用？{2} 输入参数：{3} 此工具的输入应为JSON对象。",
        "请按照以下格式进行:",
        "需要你回答的输入问题", "你应该总是思考该做什么", "需要使用的工具，应该是[{0}]中的一个",
        "传入工具的内容", "行动的结果",
        "... (这个Thought/Action/Action Input/Observation可以重复N次)",
        "我现在知道最后的答案", "对原始输入问题的最终答案", "现在开始！",
    ),
}  # fmt: skip
"""The words of ReAct prompts: intro, one tool, what follows, then the eight lines of the format and the last word."""


def _react_agent(language: str) -> Agent:
    intro, one, follow, question, thought, action, given, got, again, known, final, begin = REACT[language]

    def tools(tools: Sequence[Tool], system: str, first: Message) -> str:
        described = [_described(tool) for tool in tools]
        texts = [one.format(*parts) for parts in described]
        allowed = action.format(",".join(parts[0] for parts in described))
        return "\n\n".join((intro, *texts, follow)) + (
            f"\n\nQuestion: {question}\nThought: {thought}\nAction: {allowed}\nAction Input: {given}\n"
            f"Observation: {got}\n{again}\nThought: {known}\nFinal Answer: {final}\n\n{begin}\n"
        )

    return Agent(tools, _react_calls, _react_results, _react_alone)


def _described(tool: Tool) -> tuple[str, str, str, str]:
    tool = tool["function"] if "type" in tool and "function" in tool else tool
    name = tool.get("name_for_model") or tool.get("name")
    about = tool.get("description")
    about = tool.get("description_for_model") if about is None else about
    parameters = tool.get("parameters") or {}
    if name is None or about is None:
        raise RowError("bad_tools")
    text = parameters if isinstance(parameters, str) else _json(parameters)
    return name, tool.get("name_for_human") or name, about, text


def _react_calls(messages: Sequence[Message]) -> str:
    calls = [_call(message) for message in messages]
    return "".join(f"{ACTION} {name}\n{ACTION_INPUT} {more}\n" for name, more in calls) + OBSERVATION


def _react_results(template: Template, messages: Sequence[Message]) -> list[Any]:
    return [message["content"] for message in messages]


def _react_alone(template: Template, messages: Sequence[Message]) -> str:
    return "".join(f"\n{OBSERVATION}\n{message['content']}" for message in messages)


HERMES = Agent(_hermes_tools, _hermes_calls, _hermes_results, _hermes_alone)
"""Also stands in for the formats that are not written here."""
_HEADER = "<|start_header_id|>{}<|end_header_id|>\n\n"
_AGENTS = {
    "hermes": HERMES,
    "llama3": _llama(_HEADER.format("tool"), _HEADER.format("assistant"), "<|eot_id|>"),
    "llama4": _llama(
        "<|header_start|>tool<|header_end|>\n\n", "<|header_start|>assistant<|header_end|>\n\n", "<|eot|>"
    ),
    "deepseek_v3_1": Agent(_deepseek_tools, _deepseek_calls, _deepseek_results),
    "react_en": _react_agent("en"),
    "react_zh": _react_agent("zh"),
}
OTHERS = frozenset(
    "qwen_en qwen_zh qwen_en_parallel qwen_zh_parallel qwen3_coder qwen3_5 hunyuan_hermes hy_v3_preview hy_v3 toolbench"
    " chatglm4 glm4 glm4_5 glm4_7 glm5_1 deepseek_v4 deepseek_v41 minimax_m2 minimax_m3 seed_oss spark2_5 xing4_0"
    " gemma4 react_grpo mistral youtu kimi_k25 kimi_k3 minicpm5 ling3".split()
)
"""Formats that the trainer knows and this package does not."""
NAMES = tuple(sorted(_AGENTS))
"""Formats that are written here."""
