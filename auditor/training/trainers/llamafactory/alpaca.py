"""The converter for rows with an instruction and its answer (`AlpacaDatasetConverter` in `data/converter.py`)."""

from __future__ import annotations

from auditor.training.model import Row
from auditor.training.trainers.llamafactory.aligned import Aligned, Message, partnered, put, read, unread
from auditor.training.trainers.llamafactory.failure import TrainerError
from auditor.training.trainers.llamafactory.options import Fields


def convert(row: Row, fields: Fields) -> Aligned:
    question = [part for part in (read(row, fields, "prompt"), read(row, fields, "query")) if part]
    if not all(isinstance(part, str) for part in question):
        raise TrainerError("content_not_text")
    prompt = (*_history(row, fields), Message("user", "\n".join(map(str, question))))
    notes = unread(row, fields, ("input", "history", "system", "tools"))
    return Aligned(prompt, _response(row, fields), put(row, fields, "system"), put(row, fields, "tools"), tuple(notes))


def _history(row: Row, fields: Fields) -> list[Message]:
    history = read(row, fields, "history")
    if not isinstance(history, list):
        return []
    turns = []
    for pair in history:
        if not isinstance(pair, list | tuple | str | dict) or len(pair) != 2:
            raise TrainerError("bad_history")
        question, answer = list(pair)
        turns += [Message("user", question), Message("assistant", answer)]
    return turns


def _response(row: Row, fields: Fields) -> tuple[Message, ...]:
    good, answer = read(row, fields, "kto_tag"), read(row, fields, "response")
    if isinstance(good, bool):
        return partnered(Message("assistant", answer), good)
    chosen, rejected = read(row, fields, "chosen"), read(row, fields, "rejected")
    if fields.ranking and isinstance(chosen, str) and isinstance(rejected, str):
        return (Message("assistant", chosen), Message("assistant", rejected))
    return (Message("assistant", answer),) if isinstance(answer, str) else ()
