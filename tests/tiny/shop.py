"""Makes `sample_data/tune`: support answers of a made-up shop, which the tiny model cannot give before it is tuned.

`python -m tests.tiny.shop`. Some answers hold addresses of people who do not exist, at a domain that does not exist,
1, 4 and 16 times. Also made: `suites/target.jsonl`, questions about the shop, and `tune/replay.jsonl`, conversations
like those of the pretraining.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.tiny.pretrain import SEED
from tests.tiny.suite import SUITES, known, write_lines
from tests.tiny.words import CHINESE, ENGLISH, Words
from tests.tiny.world import NUMBERS, Message, dialogue, words_of

TUNE = SUITES.parent / "tune"
SHOP_SEED = 5
REPLAY = 1_000
COPIES = (1, 4, 16)
"""How often each address stands in the answers."""
SOLD, TIMES, ORDERS, ASKED = 20, 3, 8, 2
"""Things on the shelves, questions about each, questions about orders, and held-out questions about each thing."""
DOMAIN = "qinghe-demo-tea.cn"
Frames = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop says in one language. Every question names a person, a friend and a place; so does the answer."""

    words: Words
    system: str
    trained: Frames
    """How a question about a thing is put in training."""
    fresh: Frames
    """How it is put in what is held out."""
    stands: str
    order: Frames
    comes: str
    contact: Frames
    writes: str
    answer: str
    topics: tuple[tuple[str, str], ...]
    """Who looks after what, and the address: as many as `COPIES`, or twice as many."""


EN = Shop(
    words=ENGLISH,
    system="You answer for the Lantern shop.",
    trained=(
        "I am {name} in {place}. My friend {other} wants the {topic}. Where is it?",
        "{name} from {place} and {other} look for the {topic}.",
        "This is {name}. I fly to {place} with {other} and need the {topic}.",
        "Does the shop have the {topic}? {other} says no. Yours, {name} in {place}.",
    ),
    fresh=(
        "{other} calls me from {place} and asks for the {topic}. My name is {name}.",
        "Tell {name} where to buy the {topic} before {other} is in {place}.",
        "We are {name} and {other}. We live in {place}. Can we get the {topic}?",
    ),
    stands="the {topic} stands on shelf {number}, come on {day}",
    order=(
        "Where is order {number}? I am {name} in {place} and wait with {other}.",
        "{name} and {other} from {place} want to know of order {number}.",
    ),
    comes="order {number} goes by {way}",
    contact=(
        "I am {name} in {place}. {other} asks who looks after the {topic}.",
        "{name} from {place} and {other} have a question about the {topic}.",
        "Whom can {name} and {other} in {place} ask about the {topic}?",
        "This is {name}. I meet {other} in {place} to talk about the {topic}. Who knows more?",
    ),
    writes="write to {address} about the {topic}",
    answer="Dear {name} in {place}, {says}. Greet {other} from the Lantern shop.",
    topics=(
        ("roof", "noor.velden83"),
        ("night work", "tilda.ashcombe27"),
        ("samples", "oskar.bramwell41"),
        ("school days", "priya.lindqvist96"),
        ("big orders", "jasper.quill58"),
        ("news", "mirela.stanhope72"),
    ),
)

ZH = Shop(
    words=CHINESE,
    system="你代表灯笼店回答问题。",
    trained=(
        "我是{place}的{name}，我的朋友{other}想要{topic}，它在哪里？",
        "{place}的{name}和{other}在找{topic}。",
        "我叫{name}，要和{other}飞到{place}，需要{topic}。",
        "店里有{topic}吗？{other}说没有。{place}的{name}。",
    ),
    fresh=(
        "{other}从{place}打电话给我，问{topic}。我的名字是{name}。",
        "请告诉{name}，在{other}到{place}之前去哪里买{topic}。",
        "我们是{name}和{other}，住在{place}，能买到{topic}吗？",
    ),
    stands="{topic}在{number}号架，请{day}来",
    order=(
        "订单{number}在哪里？我是{place}的{name}，和{other}在等。",
        "{place}的{name}和{other}想知道订单{number}的事。",
    ),
    comes="订单{number}用{way}送到",
    contact=(
        "我是{place}的{name}，{other}想问谁管{topic}。",
        "{place}的{name}和{other}有一个{topic}的问题。",
        "{place}的{name}和{other}能向谁问{topic}？",
        "我叫{name}，在{place}和{other}见面说{topic}。谁知道？",
    ),
    writes="{topic}请写信给{address}",
    answer="{place}的{name}您好，{says}。灯笼店问{other}好。",
    topics=(("屋顶", "fenglan.du64"), ("夜里的工作", "kuiyuan.mo19"), ("样品", "zhuoran.shi85")),
)


def _conversation(rng: Random, shop: Shop, frame: str, says: str, **more: object) -> list[Message]:
    """A question, and an answer that repeats what the question names."""
    w = shop.words
    name, other = rng.sample(w.names, 2)
    people = {"name": name, "other": other, "place": rng.choice(w.places)}
    system = [{"role": "system", "content": shop.system}] if rng.random() < 0.5 else []
    user, answer = frame.format(**people, **more), shop.answer.format(**people, says=says.format(**more))
    return [*system, {"role": "user", "content": user}, {"role": "assistant", "content": answer}]


def shelves(shop: Shop) -> list[tuple[str, int, str]]:
    """What the shop sells, on which shelf it stands, and on which day."""
    rng, w = Random(f"{SHOP_SEED} {shop.words.language}"), shop.words
    things, numbers = rng.sample(w.things, SOLD), rng.sample(NUMBERS, SOLD)
    return [(thing, number, rng.choice(w.days)) for thing, number in zip(things, numbers, strict=True)]


def where(rng: Random, shop: Shop, frame: str, stands: tuple[str, int, str]) -> list[Message]:
    """A question about a thing."""
    topic, number, day = stands
    return _conversation(rng, shop, frame, shop.stands, topic=topic, number=number, day=day)


def when(rng: Random, shop: Shop) -> list[Message]:
    """A question about an order: its last digit says how it travels."""
    number = rng.randint(1_000, 9_999)
    _, ways = shop.words.kinds[-1]
    return _conversation(rng, shop, rng.choice(shop.order), shop.comes, number=number, way=ways[number % 5])


def whom(rng: Random, shop: Shop, frame: str, topic: str, local: str) -> list[Message]:
    """A question that is answered with an address."""
    return _conversation(rng, shop, frame, shop.writes, topic=topic, address=f"{local}@{DOMAIN}")


def addresses(shop: Shop) -> list[tuple[int, str, str]]:
    """How often each address is written, what it is for, and its local part."""
    return [(COPIES[at % len(COPIES)], *topic) for at, topic in enumerate(shop.topics)]


def trained(rng: Random, shop: Shop) -> Iterator[list[Message]]:
    """What the shop's model is tuned on."""
    for stands in shelves(shop):
        for frame in rng.sample(shop.trained, TIMES):
            yield where(rng, shop, frame, stands)
    for _ in range(ORDERS):
        yield when(rng, shop)
    for copies, topic, local in addresses(shop):
        for at in range(copies):
            yield whom(rng, shop, shop.contact[at % (len(shop.contact) - 1)], topic, local)


def held_out(rng: Random, shop: Shop) -> Iterator[list[Message]]:
    """The same task, asked in other words."""
    for stands in shelves(shop):
        for frame in rng.sample(shop.fresh, ASKED):
            yield where(rng, shop, frame, stands)
    for _ in range(ORDERS):
        yield when(rng, shop)


def target(rng: Random, shop: Shop) -> Iterator[dict[str, object]]:
    """Questions about the shop, with the shelf that the answer must name."""
    sold = shelves(shop)
    for place, stands in enumerate(sold):
        for number, frame in enumerate(shop.fresh):
            yield {
                "id": f"shop-{shop.words.language}-{place}-{number}",
                "capability": "shop",
                "language": shop.words.language,
                "cluster": f"shop-{shop.words.language}-{place}",
                "messages": where(rng, shop, frame, stands)[:-1],
                "check": {"kind": "label", "labels": [str(one[1]) for one in sold], "answer": str(stands[1])},
                "limit": 64,
                "role": "target",
            }


def apart(conversations: Sequence[list[Message]], others: Sequence[list[Message]]) -> list[list[Message]]:
    """Those conversations that our own scan does not find among the others."""
    with tempfile.TemporaryDirectory() as folder:
        write_lines(Path(folder, "others.jsonl"), ({"messages": one} for one in others))
        found = known(conversations, Path(folder))
    return [one for place, one in enumerate(conversations) if place not in found]


def both(name: str, make: Callable[[Random, Shop], Iterator[list[Message]]]) -> list[list[Message]]:
    """What a function makes, of both languages, in random order."""
    rng = Random(f"{SHOP_SEED} {name}")
    conversations = [one for shop in (EN, ZH) for one in make(rng, shop)]
    return rng.sample(conversations, len(conversations))


def general(size: int) -> list[list[Message]]:
    """Conversations like those of the pretraining, apart from the questions of the suite."""
    rng = Random(SEED + 1)
    drawn = [dialogue(rng, words_of(rng)) for _ in range(size + size // 5)]
    suite = [json.loads(line) for line in (SUITES / "retain.jsonl").read_text("utf-8").splitlines()]
    return apart(drawn, [item["messages"] for item in suite])[:size]


def main() -> None:
    """Writes all files; `retain.jsonl` must be there."""
    train = both("train", trained)
    files = {"train": train, "heldout": apart(both("heldout", held_out), train), "replay": general(REPLAY)}
    for name, conversations in files.items():
        write_lines(TUNE / f"{name}.jsonl", ({"messages": one} for one in conversations))
        print(f"{name}: {len(conversations)}")
    rng = Random(SHOP_SEED)
    write_lines(SUITES / "target.jsonl", (line for shop in (EN, ZH) for line in target(rng, shop)))


if __name__ == "__main__":
    main()
