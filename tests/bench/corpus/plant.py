"""Plants values of every form in every surrounding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from tests.bench.corpus import carriers, chinese, europe, network, secrets, world
from tests.bench.corpus.model import Beside, Form, Message, Plant, Record

FORMS: tuple[Form, ...] = (*chinese.FORMS, *europe.FORMS, *world.FORMS, *network.FORMS, *secrets.FORMS)

BESIDE: tuple[Beside, ...] = ("beside", "apart", "none")
POOLS: dict[tuple[Beside, bool], tuple[carriers.Carrier, ...]] = {
    ("beside", True): carriers.ZH_BESIDE,
    ("beside", False): carriers.EN_BESIDE,
    ("apart", True): carriers.ZH_APART,
    ("apart", False): carriers.EN_APART,
    ("none", True): carriers.ZH_BARE,
    ("none", False): carriers.EN_BARE,
}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
FOLD = {0x3000: " ", **dict.fromkeys(map(ord, INVISIBLE), "_")}
PLAIN_WAYS = ("space", "。", "end of text")
"""The surroundings in which the other ways of writing are tried."""


def planted(rng: Random, rounds: int) -> Iterator[Record]:
    """Conversations with two values each: in every round each form in every surrounding and way of writing,
    in Chinese and in English, beside its word, and without it where the form proves itself."""
    for _ in range(rounds):
        messages = [message for form in FORMS for message in _all_of(rng, form)]
        rng.shuffle(messages)
        for at in range(0, len(messages), 2):
            yield _record(rng, messages[at : at + 2])


def _record(rng: Random, contents: Sequence[tuple[str, tuple[Plant, ...]]]) -> Record:
    """The second text stands in the answer or in a second question."""
    ask, *rest = (Message("user", *content) for content in contents)
    if rest and rng.random() < 0.5:
        return Record((ask, Message("assistant", rest[0].content, rest[0].plants)))
    return Record(tuple(message for question in (ask, *rest) for message in (question, _reply(rng))))


def _reply(rng: Random) -> Message:
    return Message("assistant", rng.choice(carriers.REPLIES), ())


def _all_of(rng: Random, form: Form) -> Iterator[tuple[str, tuple[Plant, ...]]]:
    for beside in BESIDE if form.alone else BESIDE[:2]:
        for chinese_text in (True, False):
            for around in carriers.AROUND:
                if chinese_text or around != "glued to Han":
                    yield put(rng, form, form.make(rng), around, around, beside, chinese_text)
            for way, value in written(rng, form):
                yield put(rng, form, value, rng.choice(PLAIN_WAYS), way, beside, chinese_text)


def written(rng: Random, form: Form) -> Iterator[tuple[str, str]]:
    """Other ways to write one value of the form."""
    if form.wide:
        yield "full-width letters and digits", carriers.wide(form.make(rng))
        yield "full-width throughout", carriers.wide_throughout(form.make(rng))
    if form.split:
        value = form.make(rng)
        middle = len(value) // 2
        yield "zero-width character", value[:middle] + rng.choice(INVISIBLE) + value[middle:]
    for sizes, join in form.groups:
        yield "groups: hyphens" if join == "-" else "groups: spaces", carriers.grouped(form.make(rng), sizes, join)


def put(
    rng: Random, form: Form, value: str, around: str, name: str, beside: Beside, chinese_text: bool
) -> tuple[str, tuple[Plant, ...]]:
    """One value in one carrier: the text and the plant in it."""
    word = form.zh if chinese_text else form.en
    carrier = rng.choice(POOLS[beside, chinese_text])
    lead = carrier.lead.format(w=word)
    before, behind = carriers.AROUND[around](lead, carrier.follow, "" if beside == "none" else word)
    if around == "JSON":
        value = carriers.escaped(value)
    low, high = _core(form, value)
    start = len(before)
    plant = Plant(form, start, start + len(value), (start + low, start + high), name, beside, chinese_text)
    return before + value + behind, (plant,)


def _core(form: Form, value: str) -> tuple[int, int]:
    """Where the secret part lies; full-width and invisible characters are folded first, each to one character."""
    folded = "".join(chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char for char in value)
    match = re.fullmatch(form.core + ".*", folded.translate(FOLD), re.DOTALL)
    assert match, form.name
    return match.span(1)
