"""Tool calls: requests that one of four tools answers, and questions for which no tool is needed.

A cluster is a tool. Values stand in the request as they must stand in the call, so no reading of it is at issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import orjson

from auditor.suites import Item, Produce
from auditor.suites.checks.building import canonical
from auditor.suites.checks.calls import NoCall, ToolCall
from auditor.suites.packs.making import Language, asked, lines
from auditor.suites.packs.tool_calls import en, zh

CALLS, QUESTIONS = 7, 2
"""Items of each tool: with a call, and without."""
OTHERS = 3
"""Tools beside the right one."""
LIMIT = 128


@dataclass(frozen=True, slots=True)
class Tool:
    """A made-up tool."""

    name: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    """Name, type and description of each."""
    wordings: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    def declared(self) -> dict[str, object]:
        """As OpenAI declares tools."""
        properties = {name: {"type": type_, "description": said} for name, type_, said in self.parameters}
        required = [name for name, _, _ in self.parameters]
        schema = {"type": "object", "properties": properties, "required": required}
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": schema},
        }

    def filled(self, time: int) -> tuple[str, str]:
        """A request, and the arguments that it calls for as canonical JSON."""
        values = self.values[time % len(self.values)]
        named = dict(zip((name for name, _, _ in self.parameters), values, strict=True))
        typed = {name: _typed(named[name], type_) for name, type_, _ in self.parameters}
        return self.wordings[time % len(self.wordings)].format(**named), canonical(typed)


def _typed(value: str, type_: str) -> str | int | float:
    match type_:
        case "integer":
            return int(value)
        case "number":
            return float(value) if "." in value else int(value)
        case _:
            return value


def tools(table: str) -> tuple[Tool, ...]:
    """Tools of a table: blocks of six lines."""
    return tuple(_tool(lines(block)) for block in table.strip().split("\n\n"))


def _tool(block: list[str]) -> Tool:
    head, parameters, *wordings, values = block
    name, _, description = head.partition(": ")
    cells = [parameter.strip().split(" ", 2) for parameter in parameters.split(";")]
    return Tool(
        name,
        description,
        tuple((cell[0], cell[1], cell[2]) for cell in cells),
        tuple(wordings),
        tuple(tuple(value.strip() for value in row.split(";")) for row in values.removeprefix(">").split(" / ")),
    )


def items(language: Language) -> tuple[Item, ...]:
    """All items of a language."""
    source = {"en": en, "zh": zh}[language]
    known, questions = tools(source.TOOLS), lines(source.NO_CALL)
    made: list[Item] = []
    for place, tool in enumerate(known):
        for time in range(CALLS + QUESTIONS):
            id = f"tool-{language}-{tool.name}-{time}"
            draw = Random(id)
            offered = [tool, *draw.sample([other for other in known if other is not tool], OTHERS)]
            draw.shuffle(offered)
            if time < CALLS:
                request, arguments = tool.filled(time)
                check: ToolCall | NoCall = ToolCall(tool.name, arguments)
            else:
                request = questions[place * QUESTIONS + time - CALLS]
                check = NoCall(tuple(sorted(one.name for one in offered)))
            declared = orjson.dumps([one.declared() for one in offered]).decode()
            messages = asked(request)
            made.append(Item(id, "tool_calls", language, tool.name, messages, Produce(check, LIMIT), tools=declared))
    return tuple(made)
