"""Renders conversations with the chat template of a model, as transformers 5.23 does.

A chat template is a Jinja text from the model's folder. It is untrusted: `sandbox` bounds what it can do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from auditor.errors import AuditorError, UsageError

_GENERATION = re.compile(r"\{%-?\s*generation\s*-?%\}")
_REASONING = ("reasoning_content", "thinking", "reasoning")
Reason = Literal["refused", "undefined", "unsafe", "too_much", "syntax", "failed"]
_SAYS: dict[Reason, str] = {
    "refused": "the chat template refuses the conversation",
    "undefined": "the chat template reads something that the conversation does not have",
    "unsafe": "the chat template reaches for what no template may touch",
    "too_much": "the chat template takes more time or space than a conversation can need",
    "syntax": "the chat template is no valid Jinja",
    "failed": "the chat template cannot be applied to the conversation",
}
_MAX_SOURCE = 1 << 18
"""Characters of a template; the longest of known models has some 20,000."""


class RenderError(AuditorError):
    """A conversation cannot be rendered. The message quotes neither template nor data."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_SAYS[reason])
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Rendered:
    """A conversation as text."""

    text: str
    generated: tuple[tuple[int, int], ...]
    """Half-open character spans of the `{% generation %}` blocks, in the order in which they were written."""


def has_generation(source: str) -> bool:
    """Whether a template says what the assistant wrote."""
    return _GENERATION.search(source) is not None


def check(source: str, name: str) -> None:
    """Looks whether a template can be used at all.

    Raises:
        UsageError: it is no Jinja, or reaches for what it may not, or does not come to an end.
    """
    try:
        _compiled(source)
        for roles in (("user",), ("user", "assistant"), ("system", "user", "assistant")):
            render(source, [{"role": role, "content": "a"} for role in roles])
    except RenderError as error:
        if error.reason in ("unsafe", "too_much", "syntax"):
            raise UsageError(f"{name}: {error}; give a template that the model's own folder holds") from None


def render(
    source: str,
    messages: Sequence[object],
    *,
    tools: Sequence[object] | None = None,
    add_generation_prompt: bool = False,
    variables: Mapping[str, object] | None = None,
    as_given: bool = False,
) -> Rendered:
    """The text of a conversation, as `apply_chat_template` of transformers makes it.

    Fields of a message that hold None are left out, and reasoning is also given under its other names. `variables`
    are those of the tokenizer (`bos_token`, ...) and of the row. `as_given` leaves messages as they are, as
    transformers 5.16 does.

    Raises:
        RenderError: the template refuses the conversation, fails at it, or does not come to an end.
    """
    values: dict[Any, Any] = {
        "tools": None if tools is None else [_tool(tool) for tool in tools],
        "documents": None,
        "add_generation_prompt": add_generation_prompt,
    }
    try:
        values["messages"] = _conversation(messages, as_given)
        given = {} if variables is None else plain(dict(variables))
    except RecursionError:
        raise RenderError("failed") from None
    if not given.keys().isdisjoint(("messages", "tools", "add_generation_prompt")):
        raise RenderError("failed")
    values |= given
    return _run(source, values)


def _run(source: str, values: dict[Any, Any]) -> Rendered:
    from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

    from auditor.training.meter import TooMuch

    template = _compiled(source)
    environment = template.environment
    meter = environment.meter
    meter.reset()
    generated: list[tuple[int, int]] = []
    environment.generated = generated
    pieces: list[str] = []
    try:
        for piece in template.generate(values):
            pieces.append(piece)
            meter.wrote(len(piece))
    except (TooMuch, MemoryError, RecursionError, OverflowError):  # a range that is too long overflows
        raise RenderError("too_much") from None
    except SecurityError:
        raise RenderError("unsafe") from None
    except UndefinedError:
        raise RenderError("undefined") from None
    except TemplateError:
        raise RenderError("refused") from None
    except Exception:  # noqa: BLE001 - a template can raise anything
        raise RenderError("failed") from None
    return Rendered("".join(pieces), tuple(generated))


def _compiled(source: str) -> Any:
    found = _parsed(source)
    if isinstance(found, str):
        raise RenderError("too_much" if found == "too_much" else "syntax")
    return found


@lru_cache(maxsize=16)
def _parsed(source: str) -> Any | Reason:
    """The compiled template, or why there is none: found out once."""
    from jinja2.exceptions import TemplateError

    from auditor.training.meter import TooMuch
    from auditor.training.sandbox import Sandbox

    if len(source) > _MAX_SOURCE:
        return "too_much"
    try:
        return Sandbox().from_string(source)
    except (TooMuch, MemoryError):
        return "too_much"
    except (TemplateError, SyntaxError, RecursionError, ValueError, TypeError):
        return "syntax"


def _conversation(messages: Sequence[object], as_given: bool) -> list[object]:
    if not isinstance(messages, list | tuple) or not messages:
        raise RenderError("failed")
    result: list[object] = []
    for message in messages:
        if not isinstance(message, Mapping):
            raise RenderError("failed")
        fields = {key: plain(value) for key, value in message.items() if as_given or value is not None}
        if as_given:
            result.append(fields)
            continue
        thought = next((fields[key] for key in _REASONING if fields.get(key) is not None), None)
        if thought is not None:
            fields = {"thinking": thought, **fields, "reasoning_content": thought}
        result.append(fields)
    return result


def _tool(tool: object) -> object:
    if not isinstance(tool, dict):
        raise RenderError("failed")
    return plain(tool)


def plain(value: Any) -> Any:
    """A copy of JSON values; anything else becomes its type's name, as a template must not hold an object."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, str | int | float):
        return next(kind(value) for kind in (str, int, float) if isinstance(value, kind))
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return f"<{type(value).__name__}>"
