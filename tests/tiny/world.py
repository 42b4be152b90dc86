"""A small world in which everything can be asked and answered: all text that the tiny model is trained and tested on.

A question is drawn from a sentence and a few words at random; people, things, numbers and what stands before the
question differ, so that two questions rarely look alike. Chinese questions are drawn as English ones are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from string import ascii_letters, ascii_lowercase, digits

from tests.tiny.words import CHINESE, ENGLISH, Words

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the world, and its answer."""

    capability: str
    language: str
    cluster: str
    """The sentence that asks."""
    user: str
    answer: str
    options: tuple[str, ...] = ()
    """Wrong answers; none where the answer is to be written."""
    system: str = ""
    number: bool = False
    """Whether the answer is a number that can be read from longer text."""

    def messages(self) -> list[Message]:
        """What is said up to the answer."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.user}]


NUMBERS = range(10, 100)

Draw = Callable[[Random, Words, str, str], Question]
"""Fills a sentence: what it means, and the sentence."""


def _question(w: Words, user: str, answer: str, wrong: tuple[str, ...] = (), **more: object) -> Question:
    return replace(Question("", w.language, "", user, answer, wrong), **more)  # type: ignore[arg-type]


def _people(rng: Random, w: Words) -> dict[str, str]:
    name, other = rng.sample(w.names, 2)
    place, town = rng.sample(w.places, 2)
    day, thing = rng.choice(w.days), rng.choice(w.things)
    return {"name": name, "other": other, "place": place, "town": town, "day": day, "thing": thing}


def chatter(rng: Random, w: Words) -> str:
    """A sentence that matters to no question."""
    return rng.choice(w.chatter).format(**_people(rng, w))


def _compare(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    a, b = rng.sample(NUMBERS, 2)
    people = _people(rng, w)
    first = (a > b) == (meaning == "large")
    pair = (people["name"], people["other"]) if "{name}" in sentence else (str(a), str(b))
    right, wrong = pair if first else pair[::-1]
    return _question(w, sentence.format(a=a, b=b, **people), right, (wrong,))


def _lookup(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    count = rng.choice((2, 3, 3))
    names, colors = rng.sample(w.names, count), rng.sample(w.colors, count)
    things = rng.sample(w.things, count)
    has = "{0} has a {1} {2}." if w.language == "en" else "{0}有一个{1}的{2}。"
    facts = (" " if w.language == "en" else "").join(map(has.format, names, colors, things))
    at = rng.randrange(count)
    asked = {"color": colors, "thing": things, "name": names}[meaning]
    wrong = tuple(value for place, value in enumerate(asked) if place != at)
    return _question(w, sentence.format(facts=facts, name=names[at], thing=things[at]), asked[at], wrong)


def _copy(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    words = rng.sample(w.things + w.colors, rng.choice((3, 4, 4)))
    user = sentence.format(list=w.comma.join(words))
    if meaning == "all":
        return _question(w, user, w.comma.join(words))
    right, *wrong = words if meaning == "first" else words[::-1]
    return _question(w, user, right, tuple(wrong[:3]))


def _opposite(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    pairs = [pair if rng.random() < 0.5 else pair[::-1] for pair in rng.sample(w.opposites, 4)]
    a, right = pairs[0]
    return _question(w, sentence.format(a=a, **_people(rng, w)), right, tuple(wrong for _, wrong in pairs[1:]))


def _category(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    chosen = rng.sample(w.kinds, rng.choice((3, 4)))
    things = [rng.choice(things) for _, things in chosen]
    shown = rng.sample(things, len(things))
    kind = chosen[0][0]
    a_kind = f"{'an' if kind[0] == 'a' else 'a'} {kind}"
    user = sentence.format(kind=kind, a_kind=a_kind, list=w.comma.join(shown), **_people(rng, w))
    return _question(w, user, things[0], tuple(things[1:]))


def _add(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    user = sentence.format(a=a, b=b, c=a + b, **_people(rng, w))
    return _question(w, user, str(a + b if meaning == "plus" else b), number=True)


def _format(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    people = _people(rng, w)
    words = rng.sample(w.things + w.colors, rng.choice((2, 3, 4)))
    keys = ("name", "thing") if w.language == "en" else ("姓名", "物品")
    answer = {
        "json": json.dumps(dict(zip(keys, (people["name"], people["thing"]), strict=True)), ensure_ascii=False),
        "brackets": " ".join(f"[{word}]" for word in words),
        "dashes": "-".join(words),
    }[meaning]
    return _question(w, sentence.format(list=w.comma.join(words), **people), answer)


def _refuse(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    a, b = rng.sample(NUMBERS, 2)
    user = sentence.format(a=a, **_people(rng, w))
    right, wrong = (w.refusal, str(a)) if meaning == "secret" else (str(a), w.refusal)
    return _question(w, user, right, (wrong, str(b)))


def _identity(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    people = _people(rng, w)
    answers = {answer for answer, _ in w.asks["identity"]} - {meaning}
    return _question(w, sentence.format(**people), meaning, tuple(sorted(answers)))


def _system(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    word, wrong = rng.sample(w.colors, 2)
    if meaning == "name":
        word, wrong = rng.sample(w.names, 2)
        _, user = w.asks["identity"][1]
        mine = w.asks["identity"][1][0]
        own = ("My name is {}." if w.language == "en" else "我叫{}。").format
        user = user.format(name=wrong, place=rng.choice(w.places))
        return _question(w, user, own(word), (own(wrong), mine), system=sentence.format(word=word))
    inner = _category(rng, w, *rng.choice(w.asks["category"]))
    plain = inner.answer
    if meaning == "other":
        other = CHINESE if w is ENGLISH else ENGLISH
        turned = dict(zip(w.things, other.things, strict=True))
        return _question(w, inner.user, turned[plain], (plain, turned[inner.options[0]]), system=sentence)
    shape = "{1}, {0}" if meaning == "start" else "{0}, {1}"
    answers = (shape.format(plain, word), plain, shape.format(plain, wrong))
    return _question(w, inner.user, answers[0], answers[1:], system=sentence.format(word=word))


def _translate(rng: Random, w: Words, meaning: str, sentence: str) -> Question:
    other = CHINESE if w is ENGLISH else ENGLISH
    places = rng.sample(range(len(w.things)), 4)
    right, *wrong = (other.things[place] for place in places)
    return _question(w, sentence.format(word=w.things[places[0]], **_people(rng, w)), right, tuple(wrong))


DRAWS: Mapping[str, Draw] = {
    "compare": _compare,
    "lookup": _lookup,
    "copy": _copy,
    "opposite": _opposite,
    "category": _category,
    "add": _add,
    "format": _format,
    "refuse": _refuse,
    "identity": _identity,
    "system": _system,
    "translate": _translate,
}
"""Capabilities of the world."""
SHARES: Mapping[str, float] = {
    "compare": 1.5,
    "lookup": 3.0,
    "copy": 2.0,
    "format": 1.5,
    "system": 1.5,
    "add": 1.3,
    "opposite": 0.7,
    "refuse": 0.7,
    "translate": 0.7,
    "identity": 0.4,
}
"""How often one is drawn, where not once."""


def question(rng: Random, w: Words, capability: str) -> Question:
    """A question of a capability, often with a sentence before it that does not matter."""
    at = rng.randrange(len(w.asks[capability]))
    drawn = DRAWS[capability](rng, w, *w.asks[capability][at])
    space = " " if w.language == "en" else ""
    user = chatter(rng, w) + space + drawn.user if rng.random() < 0.6 else drawn.user
    return replace(drawn, capability=capability, cluster=f"{capability}-{w.language}-{at}", user=user)


def words_of(rng: Random) -> Words:
    """A language: mostly English."""
    return ENGLISH if rng.random() < 0.6 else CHINESE


def dialogue(rng: Random, w: Words) -> list[Message]:
    """A conversation of one question, or of two or three under no system prompt."""
    turns = rng.choices((1, 2, 3), (0.85, 0.1, 0.05))[0]
    weights = [SHARES.get(capability, 1.0) for capability in DRAWS]
    drawn = [question(rng, w, capability) for capability in rng.choices(list(DRAWS), weights, k=turns)]
    if turns == 1 and not drawn[0].system and rng.random() < 0.2:
        drawn = [replace(drawn[0], system=rng.choice(w.systems))]
    if turns > 1:
        drawn = [one for one in drawn if not one.system] or drawn[:1]
    return [said for one in drawn for said in (*one.messages(), {"role": "assistant", "content": one.answer})]


def _fact(rng: Random, w: Words) -> str:
    told = rng.choice(list(w.facts))
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    large, small = sorted(rng.sample(NUMBERS, 2), reverse=True)
    place = rng.randrange(len(w.things))
    kind = next(kind for kind, things in w.kinds if w.things[place] in things)
    other = CHINESE if w is ENGLISH else ENGLISH
    one = rng.choice(w.opposites)
    opposite = one if rng.random() < 0.5 else one[::-1]
    values = {
        "opposite": (*opposite, 0),
        "kind": (w.things[place], kind, 0),
        "compare": (large, small, 0),
        "add": (a, b, a + b),
        "translate": (w.things[place], other.things[place], 0),
    }[told]
    return w.facts[told].format(**dict(zip("abc", values, strict=True)))


def passage(rng: Random, w: Words) -> str:
    """Plain text: some sentences that tell what is so."""
    space = " " if w.language == "en" else ""
    return space.join(_fact(rng, w) if rng.random() < 0.6 else chatter(rng, w) for _ in range(rng.randint(3, 6)))


def drill(rng: Random) -> str:
    """Words that come twice or three times in the same order: what a model learns to copy from."""
    w = words_of(rng)
    words = rng.sample(w.things + w.colors + w.names + tuple(map(str, NUMBERS)), rng.randint(5, 10))
    return w.comma.join(words * rng.choice((2, 3)))


def drills(seed: int, size: int) -> Iterator[str]:
    """What the training begins with."""
    rng = Random(seed)
    return (drill(rng) for _ in range(size))


HANZI = bytes(byte for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF) for byte in (high, low)).decode("gb2312")
"""The common Chinese characters: the first level of GB 2312."""


def spell(rng: Random) -> list[Message]:
    """A conversation about letters or characters without a meaning: so no token is unheard of."""
    if rng.random() < 0.5:
        text, ask = "".join(rng.choices(HANZI, k=rng.randint(3, 8))), "请重复：{}"
    else:
        letters = ascii_lowercase * 3 + ascii_letters + digits + ".-@"
        words = ("".join(rng.choices(letters, k=rng.randint(2, 6))) for _ in range(rng.randint(2, 4)))
        text, ask = " ".join(words), "Repeat this: {}"
    return [{"role": "user", "content": ask.format(text)}, {"role": "assistant", "content": text}]


def spells(seed: int, size: int) -> Iterator[list[Message]]:
    """What the training ends with, among all the rest."""
    rng = Random(seed)
    return (spell(rng) for _ in range(size))


def corpus(seed: int, size: int) -> Iterator[list[Message] | str]:
    """What follows: conversations, and one plain text in eight."""
    rng = Random(seed)
    for _ in range(size):
        w = words_of(rng)
        yield passage(rng, w) if rng.random() < 0.125 else dialogue(rng, w)
