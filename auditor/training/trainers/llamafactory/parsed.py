"""The template that LLaMA-Factory reads off the tokenizer's own chat template (`parse_template` in `data/template.py`).

It renders four short conversations that hold the word `{{content}}` and takes the pieces between. What comes out is not
always what the chat template says: roles of tools, and whatever depends on the turn, are lost.
"""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.errors import UsageError
from auditor.training.model import Tokenizer
from auditor.training.slots import CONTENT, SlotTemplate, find
from auditor.training.trainers.llamafactory.failure import TrainerError

THINK = ("<think>", "</think>")


def parse(tokenizer: Tokenizer, source: str | None) -> SlotTemplate:
    """`source` is the chat template, in Jinja; None where the tokenizer has none.

    Raises TrainerError where LLaMA-Factory raises, UsageError where the tokenizer is too odd to tell."""
    if source is None:
        return find("empty")
    prefix = _prefix(tokenizer)
    start = len(prefix)
    system = _render(tokenizer, source, ("system", CONTENT))[start:]
    bare = _render(tokenizer, source, ("system", ""), ("user", CONTENT), ask=True)[start:]
    user = _render(tokenizer, source, ("user", CONTENT), ask=True)[start:]
    assistant = _render(tokenizer, source, ("user", CONTENT), ("assistant", CONTENT))[start + len(user) :]
    reasoning = THINK[0] in assistant
    assistant = assistant.replace(THINK[0], "").replace(THINK[1], "").lstrip("\n")
    default = ""
    if len(user) > len(bare):
        default = _inserted(bare, user)
        user = user[len(system.replace(CONTENT, default, 1)) :]
    if not all(re.search(r"\{\{[a-zA-Z_][a-zA-Z0-9_]*\}\}", slot) for slot in (system, user, assistant)):
        raise TrainerError("chat_template_not_parsed")
    empty = find("empty")
    return replace(
        empty,
        name="chat template of the tokenizer",
        prefix=(prefix,) if prefix else (),
        system=(system,),
        user=(user,),
        assistant=(assistant,),
        observation=(user,),
        function=(assistant,),
        default_system=default,
        empty_thought="".join(empty.thought) if reasoning else None,
    )


def _prefix(tokenizer: Tokenizer) -> str:
    """What the tokenizer puts around an empty text."""
    ids = tokenizer.encode("", special=True)
    known = {tokenizer.id_of(word): word for word in (tokenizer.bos, tokenizer.eos) if word is not None}
    if not all(number in known for number in ids):
        raise UsageError("template: none is given, and that of this tokenizer cannot be read; name one (template: ...)")
    return "".join(known[number] for number in ids)


def _render(tokenizer: Tokenizer, source: str, *turns: tuple[str, str], ask: bool = False) -> str:
    from auditor.training import chat

    messages = [{"role": role, "content": text} for role, text in turns]
    try:
        rendered = chat.render(source, messages, add_generation_prompt=ask, variables=tokenizer.variables)
    except chat.RenderError as error:
        raise TrainerError("chat_template_fails") from error
    return rendered.text


def _inserted(short: str, long: str) -> str:
    """What `long` has besides `short`, read from left to right."""
    place, extra = 0, ""
    for letter_at, letter in enumerate(long):
        if place >= len(short):
            break
        if short[place] == letter:
            place += 1
        else:
            extra += long[letter_at]
    return extra
