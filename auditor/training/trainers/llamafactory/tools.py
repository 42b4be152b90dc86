"""How tools and their calls are written down, by name of the format (`data/tool_utils.py` of LLaMA-Factory 0.9.5)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.training.trainers.llamafactory import wording
from auditor.training.trainers.llamafactory.failure import TrainerError

Tool = Any
"""A tool as it stands in the data: anything that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool: its name, and its arguments as JSON."""

    name: str
    arguments: str

    def parsed(self) -> Any:
        return json.loads(self.arguments)


@dataclass(frozen=True, slots=True)
class ToolFormat:
    describe: Callable[[Any], str]
    """The text on the tools that is put behind the system text."""
    call: Callable[[list[Call]], str]


def describe(name: str, text: str) -> str:
    """What a list of tools, given as JSON, becomes; raises TrainerError where LLaMA-Factory raises."""
    try:
        tools = json.loads(text)
        return FORMATS[name].describe(tools) if len(tools) != 0 else ""
    except (json.JSONDecodeError, TypeError, AttributeError, KeyError) as error:
        raise TrainerError("bad_tools") from error


def write_calls(name: str, text: str) -> str:
    """What a call, or a list of calls, given as JSON, becomes; raises TrainerError where LLaMA-Factory raises."""
    try:
        given = json.loads(text)
        calls = [
            Call(call["name"], json.dumps(call["arguments"], ensure_ascii=False))
            for call in (given if isinstance(given, list) else [given])
        ]
        return FORMATS[name].call(calls)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise TrainerError("bad_call") from error


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bare(tool: Tool, otherwise: object = "") -> Any:
    """The function of a tool in OpenAI's form; any other as it is."""
    return tool.get("function", otherwise) if tool.get("type") == "function" else tool


def _wrapped(tool: Tool) -> Any:
    return tool if tool.get("type") == "function" else {"type": "function", "function": tool}


def _default_parameter(name: str, parameter: Mapping[str, Any], required: list[str]) -> str:
    must = ", required" if name in required else ""
    choice = f", should be one of [{', '.join(parameter['enum'])}]" if parameter.get("enum") else ""
    items = f", where each item should be {parameter['items'].get('type', '')}" if parameter.get("items") else ""
    return f"  - {name} ({parameter.get('type', '')}{must}): {parameter.get('description', '')}{choice}{items}\n"


def _default(tools: Any) -> str:
    text, names = "", []
    for tool in map(_bare, tools):
        parameters = tool["parameters"]
        required = parameters.get("required", [])
        listed = "".join(_default_parameter(key, value, required) for key, value in parameters["properties"].items())
        text += f"> Tool Name: {tool['name']}\nTool Description: {tool.get('description', '')}\nTool Args:\n{listed}\n"
        names.append(tool["name"])
    return wording.DEFAULT.format(tools=text, names=", ".join(names))


def _default_calls(calls: list[Call]) -> str:
    return "\n".join(f"Action: {call.name}\nAction Input: {call.arguments}" for call in calls)


def _glm4(tools: Any) -> str:
    text = ""
    for tool in map(_bare, tools):
        body = json.dumps(tool, indent=4, ensure_ascii=False)
        text += wording.GLM4_TOOL.format(name=tool["name"], body=body)
    return wording.GLM4 + text


def _glm4_calls(calls: list[Call]) -> str:
    if len(calls) > 1:
        raise ValueError
    return f"{calls[0].name}\n{calls[0].arguments}"


def _llama3(tools: Any) -> str:
    text = "".join(json.dumps(_wrapped(tool), indent=4, ensure_ascii=False) + "\n\n" for tool in tools)
    return wording.LLAMA3.format(date=wording.DATE, tools=text)


def _llama3_calls(calls: list[Call]) -> str:
    made = [{"name": call.name, "parameters": call.parsed()} for call in calls]
    return _dump(made[0] if len(made) == 1 else made)


def _lfm2(tools: Any) -> str:
    return wording.LFM2.format(tools=_dump([_bare(tool, tool) for tool in tools]))


def _lfm2_calls(calls: list[Call]) -> str:
    made = []
    for call in calls:
        listed = [
            f'{key}="{value}"' if isinstance(value, str) else f"{key}={_dump(value)}"
            for key, value in call.parsed().items()
        ]
        made.append(f"{call.name}({', '.join(listed)})")
    return f"<|tool_call_start|>[{', '.join(made)}]<|tool_call_end|>"


def _minimax1(tools: Any) -> str:
    return wording.MINIMAX1.format(tools="".join(_dump(_bare(tool)) + "\n" for tool in tools))


def _minimax1_calls(calls: list[Call]) -> str:
    made = [_dump({"name": call.name, "arguments": call.parsed()}) for call in calls]
    return "<tool_calls>\n" + "\n".join(made) + "\n</tool_calls>"


def _minimax2(tools: Any) -> str:
    return wording.MINIMAX2.format(tools="".join(f"<tool>{_dump(_bare(tool))}</tool>\n" for tool in tools))


def _mistral(tools: Any) -> str:
    return "[AVAILABLE_TOOLS] " + _dump([_wrapped(tool) for tool in tools]) + "[/AVAILABLE_TOOLS]"


def _mistral_calls(calls: list[Call]) -> str:
    return _dump([{"name": call.name, "arguments": call.parsed()} for call in calls])


def _qwen(tools: Any) -> str:
    return wording.QWEN.format(tools=_lines(tools))


def _qwen_calls(calls: list[Call]) -> str:
    made = [_dump({"name": call.name, "arguments": call.parsed()}) for call in calls]
    return "\n".join(f"<tool_call>\n{text}\n</tool_call>" for text in made)


def _qwen3_5(tools: Any) -> str:
    text = "".join("\n" + _dump(_bare(tool, tool)) for tool in tools)
    return wording.QWEN3_5.replace("{tools}", text)


def _glm4_moe(tools: Any) -> str:
    return wording.GLM4_MOE.replace("{tools}", _lines(tools))


def _ling(tools: Any) -> str:
    return wording.LING.format(tools=_lines(tools))


def _seed_oss(tools: Any) -> str:
    return wording.SEED_OSS.replace("{tools}", "\n" + _dump(tools))


def _lines(tools: Any) -> str:
    return "".join("\n" + _dump(_wrapped(tool)) for tool in tools)


def _markup(before: str, argument: str, after: str) -> Callable[[list[Call]], str]:
    """Calls as markup: `before` holds the name, `argument` a key and its value."""

    def write(calls: list[Call]) -> str:
        made = []
        for call in calls:
            text = before.replace("{name}", call.name)
            for key, value in call.parsed().items():
                shown = value if isinstance(value, str) else _dump(value)
                text += argument.replace("{key}", key).replace("{value}", shown, 1)
            made.append(text + after)
        return "\n".join(made)

    return write


FORMATS: Mapping[str, ToolFormat] = {
    "default": ToolFormat(_default, _default_calls),
    "glm4": ToolFormat(_glm4, _glm4_calls),
    "glm4_moe": ToolFormat(_glm4_moe, _markup(*wording.GLM4_MOE_CALL)),
    "lfm2": ToolFormat(_lfm2, _lfm2_calls),
    "ling": ToolFormat(_ling, _qwen_calls),
    "llama3": ToolFormat(_llama3, _llama3_calls),
    "minimax1": ToolFormat(_minimax1, _minimax1_calls),
    "minimax2": ToolFormat(_minimax2, _markup(*wording.MINIMAX2_CALL)),
    "mistral": ToolFormat(_mistral, _mistral_calls),
    "qwen": ToolFormat(_qwen, _qwen_calls),
    "qwen3_5": ToolFormat(_qwen3_5, _markup(*wording.QWEN3_5_CALL)),
    "seed_oss": ToolFormat(_seed_oss, _markup(*wording.SEED_OSS_CALL)),
}
