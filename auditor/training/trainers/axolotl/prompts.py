"""The fixed words of the dataset types for one instruction and one answer (`prompters.py`, `prompt_strategies/`).

They are what the model reads, letter for letter, the slips of their authors included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.training.trainers.axolotl.outcome import HaltError

TASK = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request."
)
TASK_ALONE = "Below is an instruction that describes a task. Write a response that appropriately completes the request."
USER_TASK = (
    "Below is an instruction from a USER that describes a task, paired with an input that provides further context. "
    "The ASSISTANT writes a response that concisely and appropriately completes the request.\n\n"
)
USER_TASK_ALONE = (
    "Below is an instruction from a USER that describes a task. "
    "The ASSISTANT writes a response that appropriately and concisely completes the request.\n\n"
)
EXPLAINED = "Choose the answer that best answers the question. Explain your reasoning.\n"
BRIEFLY = "Choose the answer that best answers the question. Be concise in your response.\n\n"
CONTEXT = "Use the following contextual information to concisely answer the question.\n"
Columns = Callable[[str], Any]
"""Gives a column; raises HaltError where the data has none."""


@dataclass(frozen=True, slots=True)
class Style:
    """How instruction and input are put into words."""

    turn: str
    alone: str
    """Without an input."""
    system: str


STYLES: Mapping[str, Style] = {
    "instruct": Style(
        "### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n### Response:\n",
        "### Instruction:\n{instruction}\n\n### Response:\n",
        "{system}\n\n",
    ),
    "chat": Style("USER: {instruction}\n{input}\nASSISTANT:", "USER: {instruction}\nASSISTANT:", "SYSTEM: {system}\n"),
    "chatml": Style(
        "<|im_start|>user\n{instruction}\n{input}<|im_end|>\n<|im_start|>assistant\n",
        "<|im_start|>user\n{instruction}<|im_end|>\n<|im_start|>assistant\n",
        "<|im_start|>system\n{system}<|im_end|>\n",
    ),
    "phi": Style(
        "<|user|>\n{instruction}<|end|>{input}<|assistant|>",
        "<|user|>\n{instruction}<|end|>\n<|assistant|>\n",
        "<|system|>\n{system}<|end|>\n",
    ),
    "orca": Style(
        "### Human:\n{instruction}\n### Additional Context:\n{input}\n### Assistant:\n",
        "### Human:\n{instruction}\n### Assistant:\n",
        "### System:\n{system}\n",
    ),
    "concise": Style("USER: {instruction}\n{input}\nASSISTANT:", "USER: {instruction}\nASSISTANT:", "{system}"),
    "tldr": Style(
        "USER: Summarize the following article as a TL;DR.\n{instruction}\n{input}\nASSISTANT:",
        "USER: Summarize the following article as a TL;DR.\n{instruction}\nASSISTANT:",
        "{system}",
    ),
    "bare": Style("{instruction}\n{input}", "{instruction}", "{system}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One row, read."""

    instruction: object
    input: object
    answer: object
    system: object = None
    """Of the row."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A dataset type: where things stand in a row, and the words around them."""

    fields: Callable[[Columns, Callable[[str], bool]], Asked]
    style: Style
    system: str = TASK
    system_alone: str = TASK_ALONE
    own_system: bool = False
    """Whether the row brings its system prompt along; then the two above do not count."""

    def text(self, asked: Asked) -> str:
        """The prompt. Raises HaltError where the words around have a gap that nothing fills."""
        system = self.system if asked.input else self.system_alone
        words = self.style.turn if asked.input else self.style.alone
        given = asked.system if self.own_system else system
        try:
            lead = self.style.system.format(system=given) if given else ""
            return lead + words.format(instruction=asked.instruction, **({"input": asked.input} if asked.input else {}))
        except (KeyError, IndexError, ValueError, AttributeError):
            raise HaltError("bad_format") from None


def _pair(question: str, answer: str) -> Callable[[Columns, Callable[[str], bool]], Asked]:
    return lambda row, has: Asked(row(question), "", row(answer))


def _alpaca(answer: str) -> Callable[[Columns, Callable[[str], bool]], Asked]:
    return lambda row, has: Asked(row("instruction"), row("input") if has("input") else "", row(answer))


def _choice(row: Columns, has: Callable[[str], bool]) -> Asked:
    choices = "\n".join(f'- "{choice}"' for choice in row("choices"))
    return Asked(row("question"), choices, row("solution") if has("solution") else row("explanation"))


def _jeopardy(row: Columns, has: Callable[[str], bool]) -> Asked:
    return Asked(row("question"), row("category"), "what is " + row("answer"))


def _with_system(row: Columns, has: Callable[[str], bool]) -> Asked:
    return Asked(row("instruction"), row("input") if has("input") else "", row("output"), row("system"))


def _orca(row: Columns, has: Callable[[str], bool]) -> Asked:
    return Asked(row("question"), "", row("response"), row("system_prompt"))


def _context(row: Columns, has: Callable[[str], bool]) -> Asked:
    return Asked(row("article") + "\n===\n" + row("question"), "", row("answer"))


def _context_v2(row: Columns, has: Callable[[str], bool]) -> Asked:
    words = "Context: " + row("context") + "\nQuestion: " + row("question") + "\n"
    return Asked(words, "", "Answer: " + row("answer"))


def _styled(name: str, default: Prompt) -> Prompt:
    """Of `alpaca:chat` the part behind the colon."""
    if name not in ("instruct", "chat", "chatml", "phi"):
        raise HaltError("unknown_style")
    style = STYLES[name]
    return Prompt(default.fields, style, default.system, default.system_alone)


_CHAT = STYLES["chat"]
_INSTRUCT = STYLES["instruct"]
STYLED: Mapping[str, Prompt] = {
    "alpaca": Prompt(_alpaca("output"), _INSTRUCT),
    "gpteacher": Prompt(_alpaca("response"), _INSTRUCT),
    "oasst": Prompt(_pair("INSTRUCTION", "RESPONSE"), _INSTRUCT),
    "jeopardy": Prompt(_jeopardy, _INSTRUCT),
    "explainchoice": Prompt(_choice, _INSTRUCT, EXPLAINED, EXPLAINED),
}
"""Types that take a style behind a colon."""
FIXED: Mapping[str, Prompt] = {
    "concisechoice": Prompt(_choice, STYLES["concise"], BRIEFLY, BRIEFLY),
    "summarizetldr": Prompt(_pair("article", "summary"), STYLES["tldr"], "", ""),
    "alpaca_instruct": Prompt(_alpaca("output"), _INSTRUCT),
    "alpaca_instruct.load_no_prompt": Prompt(_alpaca("output"), _INSTRUCT, "", ""),
    "alpaca_chat": Prompt(_alpaca("output"), _CHAT),
    "alpaca_chat.load_no_prompt": Prompt(_alpaca("output"), _CHAT, "", ""),
    "alpaca_chat.load_concise": Prompt(_alpaca("output"), _CHAT, USER_TASK, USER_TASK_ALONE),
    "alpaca_chat.load_qa": Prompt(_pair("question", "answer"), _CHAT, USER_TASK, USER_TASK_ALONE),
    "alpaca_chat.load_camel_ai": Prompt(_pair("message_1", "message_2"), _CHAT, USER_TASK, USER_TASK_ALONE),
    "alpaca_w_system": Prompt(_with_system, _CHAT, own_system=True),
    "alpaca_w_system.load_chat": Prompt(_with_system, _CHAT, own_system=True),
    "alpaca_w_system.load_instruct": Prompt(_with_system, _INSTRUCT, own_system=True),
    "alpaca_w_system.load_open_orca": Prompt(_orca, STYLES["orca"], own_system=True),
    "alpaca_w_system.load_open_orca_chatml": Prompt(_orca, STYLES["chatml"], own_system=True),
    "context_qa": Prompt(_context, _CHAT, CONTEXT, CONTEXT),
    "context_qa.load_v2": Prompt(_context_v2, STYLES["bare"], "", ""),
}


def find(kind: str, conversation: str | None) -> Prompt | None:
    """The dataset type of that name, None if there is none here. Raises HaltError for a style that does not exist."""
    base, _, style = kind.partition(":")
    name = kind.removesuffix(".load")
    if name == "alpaca_chat" and conversation is not None:
        return _styled(conversation, FIXED[name])
    if name in FIXED:
        return FIXED[name]
    if base in ("concisechoice", "summarizetldr"):
        return FIXED[base]
    return _styled(style.partition(":")[0] or "instruct", STYLED[base]) if base in STYLED else None


def user_defined(kind: Mapping[str, object]) -> Prompt:
    """`type:` given as a mapping. A format that is left out has axolotl's default, also if the other is given."""
    told = {key: str(value) for key, value in kind.items() if value is not None}
    instruction, given, output, system = (
        told.get(f"field_{name}", name) for name in ("instruction", "input", "output", "system")
    )

    def fields(row: Columns, has: Callable[[str], bool]) -> Asked:
        return Asked(
            row(instruction),
            row(given) if has(given) else "",
            row(output) if has(output) else "",
            row(system) if has(system) else told.get("system_prompt", ""),
        )

    style = Style(
        told.get("format", "{instruction} {input} "),
        told.get("no_input_format", "{instruction} "),
        told.get("system_format", "{system}"),
    )
    return Prompt(fields, style, own_system=True)
