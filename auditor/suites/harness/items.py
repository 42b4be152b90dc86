"""Documents of a task as items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from auditor.errors import UsageError
from auditor.models import Message
from auditor.suites import Ask, Choose, Item, Produce
from auditor.suites.harness import scoring
from auditor.suites.harness.tasks import lacking
from auditor.suites.read import MOST_TOKENS, TAKEN

PASSAGES = ("passage", "flores_passage", "context", "article", "story", "paragraph")
"""Fields of a document that hold the text it asks about: questions about one text are a cluster."""
_FORMS: Mapping[str, str] = {
    "loglikelihood": "it asks whether one text is the likeliest to follow, which tells nothing of an answer in a chat",
    "loglikelihood_rolling": "it measures the perplexity of texts; give the texts as a suite with the key 'text'",
}
"""Why tasks of a kind are not asked."""
Odd = Literal["prompts", "blank", "choices", "gold"]
"""Why a document is left out."""
_ODD: Mapping[Odd, str] = {
    "prompts": "its choices stand inside the question, and not behind it",
    "blank": "nothing is asked",
    "choices": "there are fewer than two choices, or one of them is blank",
    "gold": "not exactly one of the choices is right",
}
_TOKENS = ("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")
_DEFAULT_TOKENS = 256
"""Of lm-eval, where a task names no number."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a task."""

    items: tuple[Item, ...]
    left_out: int
    """Documents that are no questions."""


def made(named: str, leaf: Any, tried: str, group: str | None, limit: int | None) -> Made:
    """The items of a task: of its first documents, where there is a limit.

    `tried` is the command by which lm-eval shows what is wrong, `group` what the task was asked for with others.

    Raises:
        UsageError: the task cannot be asked here, or its code breaks.
    """
    own = leaf.config.task
    where = named if group is None else f"{named}, task {own}"
    if (why := unfit({**vars(leaf.config), "output_type": leaf.OUTPUT_TYPE}) or _undecided(leaf)) is not None:
        raise UsageError(f"{where}: this task cannot be asked: {why}; leave it out")
    try:
        found, odd = _read(leaf, group, limit)
        if found and isinstance(first := found[0].ask, Produce):
            _try(first)
    except ImportError as error:
        raise lacking(where, error, tried) from error
    except Exception as error:  # a task can run any code, and its errors may quote the data
        raise UsageError(f"{where}: the task breaks on its data ({type(error).__name__}); see why: {tried}") from error
    if not found:
        why = _ODD[odd.most_common(1)[0][0]] if odd else "it has no documents"
        raise UsageError(f"{where}: this task cannot be asked: {why}; leave it out")
    return Made(tuple(found), odd.total())


def unfit(settings: Mapping[str, Any]) -> str | None:
    """Why a task of these settings cannot be asked."""
    form = settings.get("output_type", "generate_until")
    if form not in ("multiple_choice", "generate_until"):
        return _FORMS.get(form, "it has a form of its own")
    if settings.get("unsafe_code"):
        return "it runs the code that a model writes"
    if settings.get("doc_to_image") is not None or settings.get("doc_to_audio") is not None:
        return "it shows pictures or plays sounds"
    if settings.get("gen_prefix") is not None:
        return "it begins the answer of the model itself (gen_prefix)"
    return None


def _undecided(leaf: Any) -> str | None:
    if scoring.decides(leaf):
        return None
    return f"none of its metrics tells right from wrong; those that do: {', '.join(scoring.RIGHT)}"


def _read(leaf: Any, group: str | None, limit: int | None) -> tuple[list[Item], Counter[Odd]]:
    """The items, and why which number of documents is left out."""
    found: list[Item] = []
    odd: Counter[Odd] = Counter()
    own, digest = leaf.config.task, scoring.identity(leaf)
    capability = _capability(own if group is None else group)
    for number, document in leaf.doc_iterator(limit=limit):
        match _asked(leaf, document, digest):
            case (messages, ask):
                name = str(number) if group is None else f"{own}/{number}"
                found.append(Item(name, capability, "", _cluster(own, document, name), messages, ask))
            case str() as why:
                odd[why] += 1
    return found, odd


def _asked(leaf: Any, document: Any, digest: str) -> tuple[tuple[Message, ...], Ask] | Odd:
    """What is asked about a document, or why nothing can be."""
    context = leaf.fewshot_context(
        doc=document, num_fewshot=leaf.config.num_fewshot or 0, apply_chat_template=True, fewshot_as_multiturn=True,
        chat_template=_as_they_are,
    )  # fmt: skip
    repeats = leaf.config.repeats
    requests = leaf.construct_requests(
        doc=document, ctx=context, metadata=(leaf.config.task, 0, repeats), apply_chat_template=True,
        chat_template=_as_they_are,
    )  # fmt: skip
    said = [Message("user", context)] if isinstance(context, str) else context
    if any(isinstance(one, list) for one in said):
        return "prompts"
    messages = tuple(one if isinstance(one, Message) else Message(one["role"], one["content"]) for one in said)
    if not messages or messages[-1].role != "user" or not messages[-1].content.strip():
        return "blank"
    if leaf.OUTPUT_TYPE == "multiple_choice":
        ask = _choose(leaf, document, requests)
        return ask if isinstance(ask, str) else (messages, ask)
    return messages, _produce(leaf, document, requests, digest)


def _as_they_are(messages: list[Any], add_generation_prompt: bool = True) -> list[Any]:
    """Takes the place of a chat template: the messages stay messages."""
    return messages


def _choose(leaf: Any, document: Any, requests: list[Any]) -> Choose | Odd:
    options = tuple(str(one.arguments[1]) for one in requests)[: len(leaf.doc_to_choice(document))]
    if len(options) < 2 or not all(option.strip() for option in options):
        return "choices"
    right = scoring.gold(leaf, document, len(options), len(requests))
    return Choose(options, right[0]) if len(right) == 1 else "gold"


def _produce(leaf: Any, document: Any, request: Any, digest: str) -> Produce:
    settings = request.arguments[1]
    until = settings.get("until") or ()
    ends = tuple(end for end in ((until,) if isinstance(until, str) else until) if end)
    limit = next((int(settings[name]) for name in _TOKENS if settings.get(name)), _DEFAULT_TOKENS)
    question = scoring.of_document(digest, document)
    check = scoring.Harness(leaf.config.task, question, ends, max(1, leaf.config.repeats), leaf, document)
    return Produce(check, min(limit, MOST_TOKENS))


def _try(first: Produce) -> None:
    """Lets a metric break before the models are asked, and not after.

    Raises:
        Exception: whatever the task's code does.
    """
    assert isinstance(first.check, scoring.Harness)
    for text in ("", "1"):
        first.check.decided(text)


def _capability(task: str) -> str:
    """A name of findings that is like that of the task."""
    name = re.sub(r"[^a-z0-9]+", "_", task.lower()).strip("_") or "task"
    return f"{name}_task" if TAKEN.fullmatch(name) else name


def _cluster(task: str, document: Any, own: str) -> str:
    """The text that a document asks about, by its digest; without one, the document itself."""
    for field in PASSAGES:
        text = document.get(field) if isinstance(document, Mapping) else None
        if isinstance(text, str) and text.strip():
            return blake2b(f"{task}:{text}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return own
