"""Which field of a row is what: found from the names of its fields alone, in a fixed order, and cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

SHAPES: Mapping[str, str] = {
    "segments": "segments of {label, text}; those with a true label are trained (axolotl input_output)",
    "openai_preference": "input, preferred_output, non_preferred_output (OpenAI preference tuning)",
    "sharegpt_preference": "conversations of {from, value}, chosen, rejected (LLaMA-Factory ranking)",
    "alpaca_preference": "instruction, input, chosen, rejected (LLaMA-Factory ranking)",
    "preference": "prompt or messages, chosen, rejected or rejected_response (TRL, ms-swift)",
    "kto": "any prompt and answer with a true or false label or kto_tag",
    "swift_pairs": "conversation of {human, assistant} pairs (ms-swift)",
    "sharegpt": "conversations of {from, value}",
    "messages": "messages of {role, content} (OpenAI, TRL, axolotl, ms-swift)",
    "alpaca": "instruction, input, output",
    "stepwise": "prompt, completions, labels (TRL stepwise supervision)",
    "prompt_completion": "prompt, completion",
    "prompt_only": "prompt alone, without an answer (TRL prompt-only, for online methods such as GRPO)",
    "question_answer": "question, answer and their usual synonyms",
    "text": "text without a speaker; also plain strings",
}
"""Shape names that `--shape` takes, and what their rows look like."""

_SYSTEM = ("system", "system_prompt", "system_message")
_TOOLS = ("tools", "functions", "function")
_LABEL = ("label", "kto_tag")
_MESSAGES = ("messages", "conversations", "conversation")
_QUERY = ("query", "prompt", "input", "instruction", "question", "problem", "article", "reflection")
_ANSWER = (
    "response", "answer", "output", "targets", "target", "answer_key", "answers", "solution", "text", "completion",
    "content", "generation", "summary", "corrected", "ground_truth",
)  # fmt: skip
_COMPLETION = ("completion", "completions", "generation")
_CHOSEN = ("chosen", "preferred_output", "preferred_completion")
_REJECTED = ("rejected", "non_preferred_output", "non_preferred_completion", "rejected_response")
_TEXT = ("text", "content", "raw_content")
_FIELDS = frozenset(
    {*_SYSTEM, *_TOOLS, *_LABEL, *_MESSAGES, *_QUERY, *_ANSWER, *_COMPLETION, *_CHOSEN, *_REJECTED, *_TEXT}
    | {"segments", "history", "context", "input_ids"}
)
PRE_TOKENIZED = frozenset({"input_ids", "attention_mask", "labels", "token_type_ids", "position_ids"})
"""Columns of token numbers."""


@dataclass(frozen=True, slots=True)
class Tags:
    """How the messages of one file name their keys and roles."""

    role: str = "from"
    content: str = "value"
    roles: tuple[tuple[str, str], ...] = ()
    """Words of the data and the roles that they stand for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The field that plays each part; an empty name where there is none."""

    shape: str
    system: str = ""
    history: str = ""
    messages: str = ""
    prompts: tuple[str, ...] = ()
    answer: str = ""
    chosen: str = ""
    rejected: str = ""
    segments: str = ""
    text: str = ""
    tools: tuple[str, ...] = ()
    label: str = ""
    tags: Tags | None = None
    fixed: bool = False
    """Whether the caller named the shape, so that no value of a row changes its name."""
    rest: tuple[str, ...] = ()
    """The other fields."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The field names of a row, found by their lower-case form where the exact one is missing."""

    keys: tuple[str, ...]
    folded: Mapping[str, str]

    def first(self, *wanted: str) -> str:
        return next((self.folded[name] for name in wanted if name in self.folded), "")

    def all(self, *wanted: str) -> tuple[str, ...]:
        return tuple(self.folded[name] for name in wanted if name in self.folded)


def is_field(key: str) -> bool:
    """Whether the name is one that rows use, so that the object that has it is a row."""
    return key.strip().lower() in _FIELDS


def _names(keys: tuple[str, ...]) -> _Names:
    folded = {key.strip().lower(): key for key in reversed(keys)}
    folded.update((key, key) for key in keys)
    return _Names(keys, folded)


@lru_cache(maxsize=1024)
def detect(keys: tuple[str, ...], shape: str | None = None) -> Plan | None:
    """The plan for rows with these keys: the first that fits, or the named shape if it fits; else None."""
    names = _names(keys)
    rules = _RULES if shape is None else _FORCED[shape]
    plan = next((plan for rule in rules if (plan := rule(names)) is not None), None)
    if plan is None:
        return None
    return completed(plan, names.keys, shape)


def completed(plan: Plan, keys: tuple[str, ...], shape: str | None = None) -> Plan:
    """The plan with everything that it does not name yet in `rest`."""
    used = {plan.system, plan.history, plan.messages, *plan.prompts, plan.answer, plan.chosen, plan.rejected,
            plan.segments, plan.text, *plan.tools, plan.label}  # fmt: skip
    return Plan(
        shape or plan.shape, plan.system, plan.history, plan.messages, plan.prompts, plan.answer, plan.chosen,
        plan.rejected, plan.segments, plan.text, plan.tools, plan.label, plan.tags, shape is not None,
        tuple(key for key in keys if key not in used),
    )  # fmt: skip


def _segments(names: _Names) -> Plan | None:
    return Plan("segments", segments=key) if (key := names.first("segments")) else None


def _preference(names: _Names) -> Plan | None:
    rejected = names.first(*_REJECTED)
    chosen = names.first(*_CHOSEN)
    swift = names.first("rejected_response")
    if not rejected or not (chosen or swift):
        return None
    messages = names.first(*_MESSAGES)
    instruction = names.first("instruction")
    prompts = names.all("instruction", "input", "context") if instruction else ()
    prompts = prompts or names.all(*(("context",) if not messages else ())) + names.all(
        *((name,) if (name := _first_name(names, _QUERY)) and not messages else ())
    )
    shape = "preference"
    if names.first("preferred_output", "preferred_completion"):
        shape = "openai_preference"
    elif messages and messages != names.first("messages") and chosen:
        shape = "sharegpt_preference"
    elif instruction and chosen:
        shape = "alpaca_preference"
    return Plan(
        shape, names.first(*_SYSTEM), names.first("history"), messages, () if messages else prompts,
        "" if chosen or messages else names.first("response", "answer", "output", "completion"),
        chosen, rejected, tools=names.all(*_TOOLS),
    )  # fmt: skip


def _first_name(names: _Names, wanted: tuple[str, ...]) -> str:
    return next((name for name in wanted if name in names.folded), "")


def _messages(names: _Names) -> Plan | None:
    key = names.first(*_MESSAGES)
    if not key:
        return None
    shape = "messages" if key == names.first("messages") else "sharegpt"
    return Plan(shape, names.first(*_SYSTEM), messages=key, tools=names.all(*_TOOLS), label=names.first(*_LABEL))


def _alpaca(names: _Names) -> Plan | None:
    if not names.first("instruction"):
        return None
    return Plan(
        "alpaca", names.first(*_SYSTEM), names.first("history"), prompts=names.all("instruction", "input", "context"),
        answer=names.first("output", "response", "answer", "completion", "target", "targets"),
        tools=names.all(*_TOOLS), label=names.first(*_LABEL),
    )  # fmt: skip


def _prompt_completion(names: _Names) -> Plan | None:
    prompt, answer = names.first("prompt"), names.first(*_COMPLETION)
    if not prompt or (not answer and names.first(*_ANSWER)):
        return None
    shape = "prompt_completion" if answer else "prompt_only"
    if answer and answer == names.first("completions"):
        shape = "stepwise"
    return Plan(
        shape, names.first(*_SYSTEM), names.first("history"), prompts=(prompt,), answer=answer,
        tools=names.all(*_TOOLS), label=names.first(*_LABEL),
    )  # fmt: skip


def _question_answer(names: _Names) -> Plan | None:
    question = names.first(*_QUERY)
    answer = names.first(*_ANSWER)
    alone = names.first("question", "query", "problem")
    if not (question and answer) and not alone and answer != names.first("ground_truth"):
        return None
    if not (question or answer):
        return None
    return Plan(
        "question_answer", names.first(*_SYSTEM), names.first("history"),
        prompts=(*names.all("context"), *((question,) if question else ())), answer=answer,
        tools=names.all(*_TOOLS), label=names.first(*_LABEL),
    )  # fmt: skip


def _text(names: _Names) -> Plan | None:
    return Plan("text", text=key) if (key := names.first(*_TEXT)) else None


_Rule = Callable[[_Names], Plan | None]
_RULES: tuple[_Rule, ...] = (
    _segments, _preference, _messages, _alpaca, _prompt_completion, _question_answer, _text,
)  # fmt: skip
_FORCED: Mapping[str, tuple[_Rule, ...]] = {
    "segments": (_segments,),
    "openai_preference": (_preference,),
    "sharegpt_preference": (_preference,),
    "alpaca_preference": (_preference,),
    "preference": (_preference,),
    "kto": (_messages, _alpaca, _prompt_completion, _question_answer),
    "swift_pairs": (_messages,),
    "sharegpt": (_messages,),
    "messages": (_messages,),
    "alpaca": (_alpaca,),
    "stepwise": (_prompt_completion,),
    "prompt_completion": (_prompt_completion,),
    "prompt_only": (_prompt_completion,),
    "question_answer": (_question_answer,),
    "text": (_text,),
}
