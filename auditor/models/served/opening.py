"""Finds out which model an address names, and what can be asked of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from auditor.errors import UsageError, nearest
from auditor.models import Chat, Message, Need, Plain, Score, Unanswered
from auditor.models.render import CannotRender, Renderer
from auditor.models.served import address, forms
from auditor.models.served.aligned import Odd, echoed
from auditor.models.served.forms import CHAT, COMPLETIONS, ChatForm, ScoreForm, TextForm
from auditor.models.served.model import Forms, ServedModel
from auditor.models.served.wire import Client, Limits, NoAnswerError, Refused

VERSION = "1"
"""Of what is asked: another one may be answered otherwise."""
_NOBODY = "auditor-asks-whether-you-know-your-models"
_GREETING = Chat((Message("user", "Say hello, and count to five."),))
_HEAD, _REST = "The sky over the town is", " blue, and people walk in the streets."
_FEW = 12
_TRIES = 3
"""Of a question that finds out what the server can."""
_LISTING = 20.0
"""Seconds for the list of models, for which nothing has to be computed: who hangs shows here."""
_VOLATILE = ("created", "permission", "loaded", "last_used", "status")
"""What a server says of a model that is another each time."""
F = TypeVar("F", ChatForm, TextForm, ScoreForm)


def open_served(
    url: str,
    name: str | None = None,
    *,
    renderer: Renderer | None = None,
    thoughts: int = 0,
    api_key_from: str | None = None,
    limits: Limits | None = None,
) -> ServedModel:
    """A model on a server: `http://host:port/v1#name`, or the name apart; without one, the only one that is served.

    With a renderer, prompts are made here and sent as tokens, as far as the server takes them: only then can
    conversations be scored. Without one, conversations go through the template of the server. `thoughts` is how many
    tokens a thinking model may think. The key stands in the environment variable `api_key_from`; without one, that of
    `OPENAI_API_KEY` is taken, which is not sent where others could read it on the way.

    Raises:
        UsageError: the address is none, it leads to no such model, or the key is not the right one.
        ModelError: the server does not answer.
    """
    place = address.parse(url)
    bounds = limits or Limits()
    key = address.key_for(place, api_key_from)
    client = Client(place, key, replace(bounds, tries=min(bounds.tries, _TRIES)))
    models = _models(client)
    model = _chosen(client, models, name or place.model)
    entry = next((one for one in models if one.get("id") == model), {})
    found = _Trial(client, model, renderer, thoughts).opened(entry, f"{place.url}#{model}")
    found.client = Client(place, key, bounds)
    return found


def _models(client: Client) -> list[dict[str, Any]]:
    """What the server lists; nothing where it has no list."""
    try:
        found = client.ask("models", limits=replace(client.limits, timeout=min(client.limits.timeout, _LISTING)))
    except Refused as refused:
        _denied(client, refused)
        return []
    except NoAnswerError as failure:
        if failure.status != 500:
            raise
        return []  # as `transformers serve` where it has no cache of models to look into
    data = found.get("data")
    listed = data if isinstance(data, list) else []
    return [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _denied(client: Client, refused: Refused) -> None:
    """Raises where no question will be answered."""
    url, key = client.address.url, client.key
    if 300 <= refused.status < 400:
        raise UsageError(f"{url}: the server sends on to another address; give that one") from None
    if refused.status not in (401, 403):
        return
    if key.held_back:
        raise UsageError(
            f"{url}: the server wants a key, and that of {key.source} is not sent unencrypted to another machine; "
            "give an https address, or bring the server's port to this machine (ssh -L)"
        ) from None
    what = "wants a key" if key.value is None else "does not take the key"
    raise UsageError(
        f"{url}: the server {what} (HTTP {refused.status}); set the environment variable {key.source}"
    ) from None


def _chosen(client: Client, models: list[dict[str, Any]], name: str | None) -> str:
    ids = [str(one["id"]) for one in models]
    url = client.address.url
    if name is None:
        if len(ids) == 1:
            return ids[0]
        known = f"it serves {', '.join(sorted(ids))}" if ids else "it lists none; does the address end in /v1?"
        raise UsageError(f"{url}: name the model, as {url}#name; {known}")
    if ids and name not in ids and _answers(client, _NOBODY):
        raise UsageError(f"{url}: no model {name!r} is served there; {nearest(name, ids)}")
    return name


def _answers(client: Client, name: str) -> bool:
    """Whether the server answers in the name of any model: then its list is all that tells them apart."""
    once = replace(client.limits, tries=1)
    for path, body in ((CHAT, forms.conversation(_GREETING)), (COMPLETIONS, {"prompt": _HEAD})):
        try:
            client.ask(path, {"model": name, **body, "max_tokens": 1}, once)
        except (Refused, NoAnswerError):
            continue
        return True
    return False


@dataclass(frozen=True, slots=True)
class _Trial:
    client: Client
    model: str
    renderer: Renderer | None
    thoughts: int
    failures: list[NoAnswerError] = field(default_factory=list)

    def opened(self, entry: Mapping[str, Any], name: str) -> ServedModel:
        text, written = self._first(forms.TEXTS, self._writes)
        chat, answered = self._first(forms.CHATS, self._answers)
        score, scored = self._first(forms.SCORES, self._scores)
        if text is None and chat is None and score is None:
            if self.failures:
                raise self.failures[-1]
            url = self.client.address.url
            raise UsageError(
                f"{url}: the server answers neither {CHAT} nor {COMPLETIONS} for {self.model!r}; see that the model is"
                " served under this name, and that the address ends in /v1"
            )
        found = Forms(chat, text, score)
        lacks = self._lacks(found)
        needs: tuple[Need, ...] = ("generate", "logprobs")
        told = {key: value for key, value in entry.items() if key not in _VOLATILE}
        names = [None if form is None else form.name for form in (text, chat, score)]
        rendered = None if self.renderer is None else self.renderer.identity
        # What it answered is part of it, so that other weights under an old name are mostly noticed.
        parts = (VERSION, told, names, rendered, self.thoughts, written, answered, scored)
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
        length, root = entry.get("max_model_len"), entry.get("root")
        return ServedModel(
            name,
            f"{name}, by its server's word {digest[:16]}",
            frozenset(need for need in needs if need not in lacks),
            lacks,
            self.client,
            self.model,
            found,
            self.renderer,
            length if isinstance(length, int) else None,
            self.thoughts,
            root if isinstance(root, str) else None,
        )

    def _lacks(self, found: Forms) -> dict[Need, str]:
        lacks: dict[Need, str] = {"reference": "needs_weights"}
        if found.chat is None and (found.text is None or self.renderer is None):
            lacks["generate"] = "no_chat"
        if found.score is None:
            lacks["logprobs"] = "no_prompt_logprobs"
        elif self.renderer is None:
            lacks["logprobs"] = "needs_tokenizer"
        return lacks

    def _first(self, forms: Iterable[F], asked: Callable[[F], object]) -> tuple[F | None, object]:
        """The first form that the server takes, and what it answered."""
        for form in forms:
            try:
                answer = asked(form)
            except Refused as refused:
                _denied(self.client, refused)
                if refused.status == 404:
                    return None, None  # there is no such endpoint, or no such model
                continue
            except (Odd, CannotRender):
                continue
            except NoAnswerError as failure:
                if failure.status != 500:
                    raise
                self.failures.append(failure)  # some fail where they should refuse
                continue
            if answer is not None:
                return form, answer
        return None, None

    def _ready(self, **parts: Any) -> ServedModel:
        return ServedModel(
            "", "", frozenset(), {}, self.client, self.model, Forms(**parts), self.renderer, thoughts=self.thoughts
        )

    def _writes(self, form: TextForm) -> object:
        if form.ids and self.renderer is None:
            return None
        prompt = Plain(_HEAD) if self.renderer is None else _GREETING
        return self._said(self._ready(text=form), prompt)

    def _answers(self, form: ChatForm) -> object:
        return self._said(self._ready(chat=form), _GREETING)

    def _said(self, model: ServedModel, prompt: Chat | Plain) -> object:
        question = model.question(prompt, _FEW)
        if isinstance(question, Unanswered):
            return None
        path, body = question
        found = forms.said(self.client.ask(path, {"model": self.model, **body}))
        return None if found is None else found[0]

    def _scores(self, form: ScoreForm) -> object:
        if self.renderer is None:
            if form.ids:
                return None
            prompt: forms.Sent = _HEAD + _REST
            ids = None
        else:
            first, second = self.renderer.pair(Score(Plain(_HEAD), _REST))
            ids = first + second
            prompt = self._ready().sent(ids, form.ids)
        answer = self.client.ask(COMPLETIONS, {"model": self.model, "prompt": prompt, **form.body})
        found = echoed(answer, ids)
        numbers = found.scored(1, len(ids) if ids is not None else len(found.logprobs), frozenset()).logprobs
        return round(float(numbers.mean()), 2)
