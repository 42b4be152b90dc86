"""The forms in which servers take a question, from the one that says most to the one that all understand.

Which of them a server takes is tried out: those that it refuses are left. vLLM fills what is not said from the
`generation_config.json` of the model, so that a penalty for repetition would go unnoticed unless it is switched off.
Facts: the reference of OpenAI's API, vLLM's `CompletionRequest` and `ChatCompletionRequest` (0.28), the fields that
`transformers serve` 5.23 accepts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.models import Chat

CHAT, COMPLETIONS = "chat/completions", "completions"
Sent = str | list[int]
"""A prompt as a server takes it."""
_NO_PENALTY = {"repetition_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0}


@dataclass(frozen=True, slots=True)
class ChatForm:
    """How a conversation is asked."""

    name: str
    body: Callable[[int, bool], Mapping[str, object]]
    """Of the most tokens, and of whether the model is to think."""


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text is asked to be gone on with."""

    name: str
    ids: bool
    """Whether the prompt is sent as token ids."""
    body: Callable[[int, Sequence[int], Sequence[str]], Mapping[str, object]]
    """Of the most tokens, and of the tokens that end the text: their ids, and their texts."""


@dataclass(frozen=True, slots=True)
class ScoreForm:
    """How the log-probabilities of a prompt are asked for."""

    name: str
    ids: bool
    body: Mapping[str, object]


def _kwargs(thinks: bool) -> dict[str, object]:
    return {"chat_template_kwargs": {"enable_thinking": thinks}}


CHATS: tuple[ChatForm, ...] = (
    ChatForm("vllm", lambda most, thinks: {"max_tokens": most, "temperature": 0, **_NO_PENALTY, **_kwargs(thinks)}),
    ChatForm("template", lambda most, thinks: {"max_tokens": most, "temperature": 0, **_kwargs(thinks)}),
    ChatForm("plain", lambda most, thinks: {"max_tokens": most, "temperature": 0}),
    ChatForm("openai", lambda most, thinks: {"max_completion_tokens": most, "temperature": 0}),
)


def _full(most: int, ends: Sequence[int], words: Sequence[str]) -> Mapping[str, object]:
    # Special tokens are kept, so that they can be told from the text.
    shown = {"skip_special_tokens": False, "spaces_between_special_tokens": False, "return_token_ids": True}
    return {"max_tokens": most, "temperature": 0, **_NO_PENALTY, "stop_token_ids": list(ends),
            "add_special_tokens": False, **shown}  # fmt: skip


def _least(most: int, ends: Sequence[int], words: Sequence[str]) -> Mapping[str, object]:
    return {"max_tokens": most, "temperature": 0, **({"stop": list(words[:4])} if words else {})}


TEXTS: tuple[TextForm, ...] = (
    TextForm("vllm", True, _full),
    TextForm("ids", True, _least),
    TextForm("text", False, _least),
)
_ECHO: dict[str, object] = {"temperature": 0, "echo": True, "logprobs": 1}
SCORES: tuple[ScoreForm, ...] = tuple(
    ScoreForm(f"{name}, {'ids' if ids else 'text'}", ids, body)
    for ids in (True, False)
    for name, body in (
        ("echo", {**_ECHO, "max_tokens": 0}),
        ("echo of one more", {**_ECHO, "max_tokens": 1}),
        ("prompt_logprobs", {"temperature": 0, "prompt_logprobs": 1, "max_tokens": 1}),
    )
    if ids or "echo" in body
)


def conversation(prompt: Chat) -> dict[str, object]:
    """Messages and tools as the body of a request has them."""
    messages = [{"role": one.role, "content": one.content} for one in prompt.messages]
    return {"messages": messages, **({"tools": json.loads(prompt.tools)} if prompt.tools else {})}


def said(answer: Mapping[str, Any]) -> tuple[str, str | None, int | None, list[int] | None] | None:
    """What stands in an answer: its text, why it ended, the number of its tokens, and their ids; None if nothing does.

    Calls of tools that the server has cut out of the text are put back in, in the form of Hermes.
    """
    counted = answer.get("usage")
    tokens = counted.get("completion_tokens") if isinstance(counted, dict) else None
    number = tokens if isinstance(tokens, int) else None
    match answer.get("choices"):
        case [{"message": {"content": str() | None as text, **more}, **rest}, *_]:
            text = (text or "") + _calls(more.get("tool_calls"))
        case [{"message": {"tool_calls": list(calls)}, **rest}, *_]:
            text = _calls(calls)
        case [{"text": str(text), **rest}, *_]:
            pass
        case _:
            return None
    listed: Any = rest.get("token_ids")
    ids = list(listed) if isinstance(listed, list) and all(isinstance(one, int) for one in listed) else None
    ended = rest.get("finish_reason")
    return text, ended if isinstance(ended, str) else None, number, ids


def _calls(calls: object) -> str:
    found = []
    for call in calls if isinstance(calls, list) else ():
        match call:
            case {"function": {"name": str(name), "arguments": str(arguments)}}:
                found.append(f'<tool_call>\n{{"name": {json.dumps(name)}, "arguments": {arguments}}}\n</tool_call>')
            case _:
                continue
    return "\n".join(found)
