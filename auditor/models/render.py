"""Token ids of what a model is asked: prompts by its chat template or as they stand, and targets behind them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.models import Chat, Ids, Plain, Prompt, Score
from auditor.training import chat
from auditor.training.chat import RenderError
from auditor.training.tokenizers import Loaded

Tokens = tuple[int, ...]
OPENS, CLOSES = "<think>", "</think>"
"""What stands around the thoughts of a thinking model."""
_MARK = "answer"
_OPEN = re.compile(rf"{OPENS}\s*$")


class CannotRender(Exception):  # noqa: N818 - it says what cannot be done, and is caught by name
    """The tokenizer or the template cannot express a case; the reason is a key `unanswered.*` of the messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Renderer:
    """Makes token ids of prompts and targets with the tokenizer and the chat template of one model."""

    tokenizer: Loaded
    template: str | None
    """Jinja source; None where there is none: messages then stand one below the other, as plain text."""
    thinks: bool = False
    """Whether a thinking model is to think: else its template is told so, and thoughts that it opens are closed."""
    apart: bool = False
    """Whether the ids of cases mean other tokens than here: they are those of another model's vocabulary."""

    @cached_property
    def identity(self) -> str:
        """Digest of what decides the ids: vocabulary, merges, special tokens, template, and the mode of thinking."""
        parts = (self.tokenizer.core.to_str(), sorted(self.tokenizer.variables.items()), self.template, self.thinks)
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @cached_property
    def ends(self) -> Tokens:
        """Tokens that end an answer: what the template writes behind one, and the end of a text."""
        found = [self._behind_answer(), self.tokenizer.id_of(self.tokenizer.eos) if self.tokenizer.eos else None]
        return tuple(dict.fromkeys(token for token in found if token is not None))

    def prompt(self, prompt: Prompt) -> Tokens:
        """What the model is to go on with, at least one token.

        An empty prompt is the token with which texts begin or, where there is none, the one with which they end.

        Raises:
            CannotRender: the template refuses the conversation, or there is none and the conversation has tools; or ids
                mean other tokens here.
        """
        match prompt:
            case Ids() if self.apart:
                raise CannotRender("no_reference")
            case Ids(ids):
                return ids or self._empty()
            case Chat() if self.template is None:
                return self.prompt(_as_text(prompt))
            case Chat():
                return tuple(self.tokenizer.encode(self.text(prompt)))
            case Plain(text):
                return tuple(self._plain(text)) or self._empty()

    def pair(self, case: Score) -> tuple[Tokens, Tokens]:
        """The prompt and the target of a case, both of at least one token.

        Plain text is joined as lm-eval 0.4 joins it: blanks at the end of the prompt belong to the target, both are
        encoded together, and the target is what stands behind as many tokens as the prompt alone has. Behind a
        conversation, a token that is of both belongs to the target.

        Raises:
            CannotRender: as for `prompt`, or the target has no tokens.
        """
        prompt, target = self._pair(case.prompt, case.target)
        if not target:
            raise CannotRender("no_target")
        return (prompt, target + self._end(case.prompt)) if case.ended else (prompt, target)

    def text(self, prompt: Chat) -> str:
        """The text of a conversation, with the beginning of the answer that is due.

        Raises:
            CannotRender: there is no template, or it refuses the conversation.
        """
        messages = [{"role": message.role, "content": message.content} for message in prompt.messages]
        text = self._rendered(messages, json.loads(prompt.tools) if prompt.tools else None, True)
        return text if self.thinks or not _OPEN.search(text) else f"{text.rstrip()}\n\n{CLOSES}\n\n"

    def conversation(self, messages: Sequence[Mapping[str, object]], tools: Sequence[object] | None = None) -> str:
        """The text of a conversation that ends as it stands, as it is trained on.

        Raises:
            CannotRender: there is no template, or it refuses the conversation.
        """
        return self._rendered(messages, tools, False)

    def _pair(self, prompt: Prompt, target: str | Tokens) -> tuple[Tokens, Tokens]:
        if not isinstance(target, str):
            return self.prompt(prompt), tuple(target)
        match prompt:
            case Ids() if self.apart:
                raise CannotRender("no_reference")
            case Ids(ids):
                return ids or self._empty(), tuple(self.tokenizer.encode(target))
            case Chat() if self.template is None:
                return self._pair(_as_text(prompt), target if target[:1].isspace() else f"\n{target}")
            case Chat():
                head = self.text(prompt)
                whole = self.tokenizer.encode(head + target)
                cut = sum(end <= len(head) for _, end in self.tokenizer.spans(head + target))
                return tuple(whole[:cut]), tuple(whole[cut:])
            case Plain(""):
                return self._after_nothing(target)
            case Plain(text):
                head = text.rstrip()
                whole = self._plain(text + target)
                cut = len(self._plain(head))
                return tuple(whole[:cut]) or self._empty(), tuple(whole[cut:])

    def _end(self, prompt: Prompt) -> Tokens:
        """What ends an answer."""
        if isinstance(prompt, Plain) or self.template is None or not self.ends:
            return tuple(self.tokenizer.encode("\n"))
        return self.ends[:1]

    def _after_nothing(self, target: str) -> tuple[Tokens, Tokens]:
        first, ids = self._empty(), tuple(self.tokenizer.encode(target))
        return (ids[:1], ids[1:]) if ids[:1] == first else (first, ids)

    def _plain(self, text: str) -> list[int]:
        """With what the tokenizer itself puts before a text, unless the text has it already."""
        first = self.tokenizer.bos or self.tokenizer.eos
        return self.tokenizer.encode(text, special=first is None or not text.startswith(first))

    def _empty(self) -> Tokens:
        for token in (self.tokenizer.bos, self.tokenizer.eos):
            number = self.tokenizer.id_of(token) if token is not None else None
            if number is not None:
                return (number,)
        raise CannotRender("empty_prompt")

    def _rendered(self, messages: Sequence[Mapping[str, object]], tools: Sequence[object] | None, begins: bool) -> str:
        if self.template is None:
            raise CannotRender("no_template")
        try:
            return chat.render(
                self.template, messages, tools=tools, add_generation_prompt=begins, variables=self._variables()
            ).text
        except RenderError:
            raise CannotRender("template") from None

    def _variables(self) -> Mapping[str, object]:
        knows = self.template is not None and "enable_thinking" in self.template
        return dict(self.tokenizer.variables) | ({"enable_thinking": self.thinks} if knows else {})

    def _behind_answer(self) -> int | None:
        """The special token that the template writes behind an answer."""
        try:
            text = self._rendered(
                [{"role": "user", "content": "a"}, {"role": "assistant", "content": _MARK}], None, False
            )
        except CannotRender:
            return None
        _, found, rest = text.rpartition(_MARK)
        ids = self.tokenizer.encode(rest.lstrip()) if found else []
        return ids[0] if ids and ids[0] in self.special else None

    @cached_property
    def special(self) -> Mapping[int, str]:
        """Special tokens by their ids."""
        decoder = self.tokenizer.core.get_added_tokens_decoder()
        return {number: token.content for number, token in decoder.items() if token.special}


def _as_text(prompt: Chat) -> Plain:
    """A conversation for a model without a chat template, which has no way to tell it of tools."""
    if prompt.tools:
        raise CannotRender("no_template")
    return Plain("\n".join(message.content for message in prompt.messages))
