"""What happens to a record without a word, seen from its texts: keys `training.note.*` of the messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.training.slots import CONTENT, Slots, Token
from auditor.training.trainers.llamafactory.aligned import Aligned, Message
from auditor.training.trainers.llamafactory.encode import Encoder

WORD = re.compile(r"<[^<>\s]+>|\[/?[A-Za-z]+\]")


def control_words(encoder: Encoder) -> frozenset[str]:
    """Words of the template that are one token each."""
    template = encoder.template
    slots: Slots = (*template.prefix, *template.system, *template.user, *template.assistant, *template.observation)
    words = {word for slot in slots if isinstance(slot, str) for word in WORD.findall(slot)}
    words |= {encoder.tokenizer.eos, *template.stop_words}
    return frozenset(word for word in words if len(encoder.tokenizer.encode(word)) == 1)


def end_tokens(encoder: Encoder) -> frozenset[int]:
    """Tokens that end an answer: those at which generation ends, and the first one behind the answer's text."""
    tokenizer, template = encoder.tokenizer, encoder.template
    ends = {tokenizer.id_of(word) for word in (tokenizer.eos, *template.stop_words)}
    last = template.assistant[-1] if template.assistant else ""
    if isinstance(last, str):
        behind = last.partition(CONTENT)[2].strip()
        ends |= set(tokenizer.encode(behind)[:1]) if behind else set()
    return frozenset(number for number in ends if number is not None)


def remarks(encoder: Encoder, row: Aligned, words: frozenset[str]) -> Iterator[str]:
    """Notes on one row."""
    messages = (*row.prompt, *row.response)
    texts = [message.text for message in messages if isinstance(message.text, str)]
    yield from row.notes
    if any(word in text for word in words for text in texts):
        yield "control_token_in_text"
    if any(message.role == "user" and "{{idx}}" in str(message.text) for message in messages):
        yield "placeholder_replaced"
    if row.tools and encoder.template.tools == "llama3":
        yield "date_of_the_run_in_prompt"
    if encoder.tokenizer.inner.exact and _lacking(encoder):
        yield "template_token_not_in_tokenizer"
    if encoder.template.empty_thought is not None:
        yield from _thoughts(encoder, messages)


def _lacking(encoder: Encoder) -> bool:
    """Whether the tokenizer has no id for a token of the template."""
    slots = (*encoder.template.prefix, *encoder.template.user)
    absent = any(isinstance(slot, Token) and encoder.tokenizer.id_of(slot.text) is None for slot in slots)
    return absent or encoder.tokenizer.lacking


def _thoughts(encoder: Encoder, messages: Sequence[Message]) -> Iterator[str]:
    before, after = encoder.template.thought
    answers = [message.text for message in messages[1::2] if isinstance(message.text, str)]
    bare = [text for text in answers if before.strip() not in text and after.strip() not in text]
    if bare and encoder.options.enable_thinking:
        yield "empty_thought_trained"
    whole = re.compile(f"{re.escape(before)}(.*?){re.escape(after)}", re.DOTALL)
    if encoder.options.enable_thinking is False:
        if any(whole.search(text) for text in answers):
            yield "thought_removed"
        if any(before.strip() in whole.sub("", text) for text in answers):
            yield "thought_not_removed"
