"""A model behind a server: cases become questions, several at a time, and answers become replies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, TypeVar

from auditor.errors import ModelError
from auditor.models import Chat, Generate, Generated, Need, Plain, Prompt, Read, Score, Scored, Unanswered
from auditor.models.render import CLOSES, OPENS, CannotRender, Renderer, Tokens
from auditor.models.served import forms
from auditor.models.served.aligned import Odd, cut, echoed
from auditor.models.served.forms import CHAT, COMPLETIONS, ChatForm, ScoreForm, Sent, TextForm
from auditor.models.served.wire import Client, Refused
from auditor.training.tokenizers import Estimate

CANNOT = Unanswered("server_cannot")
_GONE = frozenset({401, 403, 404})
"""Statuses that are no answer to a question, but end the talk."""
_ENDED = frozenset({"stop", "tool_calls", "function_call", "eos", "end_turn"})
A = TypeVar("A")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Forms:
    """What the server takes; None where it takes none of a kind."""

    chat: ChatForm | None = None
    text: TextForm | None = None
    score: ScoreForm | None = None


@dataclass(slots=True, eq=False)
class ServedModel:
    """A model that is asked over HTTP. Makes a `LanguageModel`."""

    name: str
    """The address with the name of the model."""
    identity: str
    """From what the server says of itself: no proof of the weights behind it."""
    can: frozenset[Need]
    lacks: Mapping[Need, str]
    """Why it cannot do what is not in `can`: keys `served.*` of the messages."""
    client: Client
    model: str
    """Its name on the server."""
    forms: Forms
    renderer: Renderer | None = None
    """None: the server's own template makes text of conversations."""
    context: int | None = None
    """Most tokens, where the server tells."""
    thoughts: int = 0
    """Most tokens that it may think before it writes."""
    root: str | None = None
    """Where its weights come from, as the server says: an id of the Hub or a path on its machine."""

    def score(self, cases: Sequence[Score]) -> Iterator[tuple[int, Scored | Unanswered]]:
        """The place of each case with its reply, as the server answers.

        Raises:
            ModelError: the server does not answer.
        """
        return self._replies(cases, self._scored)

    def generate(self, cases: Sequence[Generate]) -> Iterator[tuple[int, Read | Unanswered]]:
        """Likewise; the text goes no further than the reader of the case."""
        for place, found in self._replies(cases, self._written):
            yield place, found if isinstance(found, Unanswered) else Read(cases[place].reader.read(found))

    def _replies(
        self, cases: Sequence[C], reply: Callable[[C], A | Unanswered]
    ) -> Iterator[tuple[int, A | Unanswered]]:
        pool = ThreadPoolExecutor(self.client.limits.at_once, "auditor-served")
        try:
            places: dict[Future[A | Unanswered], int] = {
                pool.submit(self._one, reply, case): place for place, case in enumerate(cases)
            }
            for done in as_completed(places):
                yield places.pop(done), done.result()
        except BaseException:
            self.client.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            self.client.resume()

    def _one(self, reply: Callable[[C], A | Unanswered], case: C) -> A | Unanswered:
        try:
            return reply(case)
        except CannotRender as error:
            return Unanswered(error.reason)
        except Refused as refused:
            if refused.status in _GONE:
                raise ModelError(
                    f"{self.name}: the server no longer lets this model be asked (HTTP {refused.status}); "
                    "see whether it is still served and whether the key still holds"
                ) from None
            return Unanswered("too_long") if refused.too_long else CANNOT

    # Scoring

    def _scored(self, case: Score) -> Scored | Unanswered:
        form = self.forms.score
        if form is None or case.wants - {"greedy"}:
            return CANNOT
        if self.renderer is None:
            return self._scored_as_text(form, case)
        prompt, target = self.renderer.pair(case)
        whole = prompt + target
        if self.context is not None and len(whole) + int(form.body["max_tokens"] == 1) > self.context:
            return Unanswered("too_long")
        answer = self._ask(COMPLETIONS, {"prompt": self.sent(whole, form.ids), **form.body})
        try:
            return echoed(answer, whole).scored(len(prompt), len(whole), case.wants)
        except Odd:
            return CANNOT

    def _scored_as_text(self, form: ScoreForm, case: Score) -> Scored | Unanswered:
        """Without a tokenizer: plain text, cut where the tokens that the server tells are cut.

        As lm-eval joins them, blanks at the end of a prompt belong to the target.
        """
        if not isinstance(case.prompt, Plain) or not isinstance(case.target, str) or form.ids:
            return CANNOT
        text = case.prompt.text + case.target
        try:
            found = echoed(self._ask(COMPLETIONS, {"prompt": text, **form.body}), None)
            return found.scored(*cut(found, case.prompt.text.rstrip(), text), case.wants)
        except Odd:
            return CANNOT

    # Writing

    def _written(self, case: Generate) -> Generated | Unanswered:
        question = self.question(case.prompt, case.limit + self.thoughts)
        if isinstance(question, Unanswered):
            return question
        path, body = question
        found = forms.said(self._ask(path, body))
        if found is None:
            raise ModelError(
                f"{self.name}: the server's answer to {path} is none as OpenAI's interface has it; "
                "see which server this is, and that the address is that of its interface"
            )
        text, reason, tokens, ids = found
        if reason == "content_filter":
            return CANNOT  # what is left is not what the model said
        opened = path == COMPLETIONS and self._opens(case.prompt)
        return self._read(_Said(text, reason in _ENDED, tokens, ids, opened, path == CHAT), case.limit)

    def question(self, prompt: Prompt, most: int) -> tuple[str, Mapping[str, object]] | Unanswered:
        """Where a prompt is sent, and in which form."""
        form = self.forms.text
        if form is not None and self.renderer is not None:
            ids = self.renderer.prompt(prompt)
            if self.context is not None and len(ids) + most > self.context:
                return Unanswered("too_long")
            ends = [one for one in self.renderer.ends if one in self.renderer.special]
            words = [self.renderer.special[one] for one in ends]
            return COMPLETIONS, {"prompt": self.sent(ids, form.ids), **form.body(most, self.renderer.ends, words)}
        if isinstance(prompt, Chat) and self.forms.chat is not None:
            return CHAT, {**forms.conversation(prompt), **self.forms.chat.body(most, self.thoughts > 0)}
        if isinstance(prompt, Plain) and form is not None and not form.ids:
            return COMPLETIONS, {"prompt": prompt.text, **form.body(most, (), ())}
        return CANNOT

    def _opens(self, prompt: Prompt) -> bool:
        """Whether the prompt has begun a thought."""
        if not self.thoughts or self.renderer is None or self.renderer.template is None or not isinstance(prompt, Chat):
            return False
        return self.renderer.text(prompt).rstrip().endswith(OPENS)

    def _read(self, said: _Said, limit: int) -> Generated:
        text, ended = said.text, said.ended
        if self.renderer is not None and said.ids is not None:
            ids = said.ids[:-1] if said.ids and said.ids[-1] in self.renderer.ends else said.ids
            ended = ended or len(ids) < len(said.ids)
            text = self.renderer.tokenizer.core.decode(ids, skip_special_tokens=False)
        text = self._without_end(text)
        words, thought, whole = _without_thought(text, said.opened, said.chat)
        clean, special = self._without_special(words)
        told = None if thought else said.tokens
        if said.ids is not None and not thought:
            told = len(ids) if self.renderer is not None else len(said.ids)
        count = told if told is not None else self._count(clean)
        if self.thoughts and count > limit:
            clean, count, ended = self._first(clean, limit), limit, False
        return Generated(clean, count, ended and whole, special)

    def _without_end(self, text: str) -> str:
        for end in self.renderer.ends if self.renderer is not None else ():
            word = self.renderer.special.get(end) if self.renderer is not None else None
            if word and text.endswith(word):
                return text.removesuffix(word)
        return text

    def _without_special(self, text: str) -> tuple[str, tuple[str, ...]]:
        if self.renderer is None or not self.renderer.special:
            return text, ()
        words = sorted(self.renderer.special.values(), key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, words)))
        return pattern.sub("", text), tuple(pattern.findall(text))

    def _count(self, text: str) -> int:
        return len((self.renderer.tokenizer if self.renderer is not None else Estimate()).encode(text))

    def _first(self, text: str, limit: int) -> str:
        if self.renderer is None:
            return text
        core = self.renderer.tokenizer.core
        cut_text: str = core.decode(self.renderer.tokenizer.encode(text)[:limit], skip_special_tokens=False)
        return cut_text

    # Both

    def _ask(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        return self.client.ask(path, {"model": self.model, **body})

    def sent(self, ids: Tokens, as_ids: bool) -> Sent:
        """A prompt as the server takes it: as text only where the server is to read the same tokens out of it."""
        if as_ids:
            return list(ids)
        assert self.renderer is not None
        tokenizer = self.renderer.tokenizer
        text: str = tokenizer.core.decode(list(ids), skip_special_tokens=False)
        if tokenizer.bos and tokenizer.encode("", special=True)[:1] == [tokenizer.id_of(tokenizer.bos)]:
            text = text.removeprefix(tokenizer.bos)  # the server puts it there itself
        if tuple(tokenizer.encode(text, special=True)) != ids:
            raise CannotRender("server_cannot")
        return text


@dataclass(frozen=True, slots=True)
class _Said:
    """What a server says that a model wrote."""

    text: str
    ended: bool
    tokens: int | None
    ids: list[int] | None
    opened: bool
    """Whether the prompt had begun a thought."""
    chat: bool
    """Whether the server made the prompt, which may have begun one."""


def _without_thought(text: str, opened: bool, chat: bool) -> tuple[str, bool, bool]:
    """The text behind a thought, whether there was one, and whether it came to its end."""
    begins = text.lstrip().startswith(OPENS)
    head, closes, rest = text.partition(CLOSES)
    if begins or opened or (chat and closes and OPENS not in head):
        return rest.lstrip(), True, bool(closes)
    return text, False, True
