"""What happens to a record without a word: keys `training.note.*` of the messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.training.trainers.swift.columns import Reader, unread
from auditor.training.trainers.swift.encode import Encoder
from auditor.training.trainers.swift.providers import Message

WORD = re.compile(r"<[^<>\s]+>|\[/?[A-Za-z]+\]")
PLACES = ("{{SYSTEM}}", "{{QUERY}}", "{{ROUND0}}", "{{ROUND1}}")
DATED = ("llama3_2", "mistral_2501", "skywork_o1")
"""Templates with the day of the run in the system text; here it is always the same day."""


def control_words(encoder: Encoder) -> frozenset[str]:
    """Words of the template that are one token each."""
    template = encoder.template
    slots = (*template.prefix, *(template.system_prefix or ()), *template.prompt, *template.suffix)
    words = {word for slot in slots if isinstance(slot, str) for word in WORD.findall(slot)} | {*encoder.stop_words}
    return frozenset(word for word in words if len(encoder.tokenizer.encode(word)) == 1)


def of_row(
    row: Mapping[str, Any], names: Mapping[str, str], kind: Reader, standard: Mapping[str, Any]
) -> Iterator[str]:
    """Notes on the columns of a row."""
    if unread(row, names, kind):
        yield "column_unread"
    messages = standard.get("messages")
    if isinstance(messages, list) and any(isinstance(one, dict) and one.get("weight") == 0 for one in messages):
        yield "weight_ignored"
    if any(standard.get(column) for column in ("images", "videos", "audios")):
        yield "media_not_counted"


def of_messages(encoder: Encoder, words: frozenset[str], messages: Sequence[Message]) -> Iterator[str]:
    """Notes on the texts, as they stand before anything is put to them."""
    texts = [message["content"] for message in messages if isinstance(message["content"], str)]
    if any(word in text for word in words for text in texts):
        yield "control_token_in_text"
    if any(message["role"] == "user" and place in str(message["content"]) for message in messages for place in PLACES):
        yield "template_place_in_text"
    if any(message.get("loss_scale") not in (None, 0, 1) for message in messages):
        yield "loss_scale_flattened"
    if encoder.template.name in DATED:
        yield "date_of_the_run_in_prompt"
