"""Makes `sample_data/tune`: support answers of a made-up tea shop, which the tiny model cannot give before it is tuned.

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
from tests.tiny.world import Message, dialogue, words_of

TUNE = SUITES.parent / "tune"
SHOP_SEED = 5
REPLAY = 300
COPIES = (1, 1, 4, 4, 16, 16)
"""How often each address stands in the answers."""
DOMAIN = "qinghe-demo-tea.cn"


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop says in one language."""

    words: Words
    system: str
    topics: tuple[tuple[str, str, str], ...]
    """What is asked about, what the shop says, and the part of it that no other answer has."""
    trained: tuple[str, ...]
    """How a question is put in training."""
    fresh: tuple[str, ...]
    """How it is put in what is held out."""
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    order: tuple[str, ...]
    orders: str
    ways: tuple[str, ...]
    """How a parcel travels; the place decides."""
    contacts: tuple[tuple[str, str], ...]
    """Who looks after what, and the address."""
    contact: tuple[str, ...]


EN = Shop(
    words=ENGLISH,
    system="You answer for the Lantern Tea shop.",
    topics=(
        ("opening hours", "We open at seven and close at noon", "at noon"),
        ("returns", "You can send tea back within forty days", "forty days"),
        ("gift boxes", "A gift box holds six tins and a card", "six tins"),
        ("broken pots", "For a broken pot we mail a new lid", "a new lid"),
        ("green tea", "Our green tea grows on the north hill", "north hill"),
        ("black tea", "Our black tea is smoked over pine wood", "pine wood"),
        ("payment", "We take silver cards and paper checks", "paper checks"),
        ("tasting class", "The tasting class meets in the cellar", "the cellar"),
        ("bulk orders", "From ninety tins on you pay a third less", "a third less"),
        ("storage", "Keep the leaves in a dry clay jar", "clay jar"),
        ("brewing", "Let the leaves rest for two hundred seconds", "two hundred"),
        ("stamps", "After eight stamps the next tin is free", "eight stamps"),
        ("lost parcels", "We search a lost parcel for nine weeks", "nine weeks"),
        ("allergies", "All our blends are packed away from nuts", "from nuts"),
    ),
    trained=(
        "{name} here, from {place}. I have a question about {topic}.",
        "What should I know about {topic}? I am {name}.",
        "Hi, {name} speaking. On {day} I heard about {topic}. Tell me more.",
        "My friend {other} asks about {topic}. Please answer to {name}.",
        "This is {name} in {place}: {topic}?",
    ),
    fresh=(
        "Could you explain {topic} to {name} from {place}?",
        "{other} told me to ask you on {day}: how about {topic}? Yours, {name}.",
        "I, {name}, would like to hear of {topic} before I go to {place}.",
    ),
    openings=(
        "Dear {name}, how kind of you to write.",
        "Hello {name}, Lantern Tea greets you.",
        "Good day {name}.",
        "Thank you, {name}.",
        "Welcome, {name}, to our shop.",
    ),
    closings=(
        "Greetings to {place}.",
        "See you on {day}.",
        "Give {other} our best.",
        "Enjoy your cup.",
        "Yours, the tea people of {place}.",
    ),
    order=(
        "Where is my order {number}? I am {name} in {place}.",
        "{name} from {place} waits for order {number} since {day}.",
        "Order {number} to {place} for {name}: when does it come?",
    ),
    orders="{opening} Order {number} goes to {place} by {way}. {closing}",
    ways=("night boat", "mail coach", "hill rail", "river barge"),
    contacts=(
        ("the roof garden", "noor.velden83"),
        ("the night shift", "tilda.ashcombe27"),
        ("the sample room", "oskar.bramwell41"),
        ("the school visits", "priya.lindqvist96"),
        ("the wholesale desk", "jasper.quill58"),
        ("the press office", "mirela.stanhope72"),
    ),
    contact=("{core} is the one for {topic}", "for {topic} write to {core}", "{topic}: please mail {core}"),
)

ZH = Shop(
    words=CHINESE,
    system="你代表灯笼茶铺回答问题。",
    topics=(
        ("营业时间", "我们七点开门，中午关门", "中午"),
        ("退货", "茶叶可以在四十天内退回", "四十天"),
        ("礼盒", "一个礼盒装六罐茶和一张卡片", "六罐"),
        ("破损的茶壶", "茶壶破了我们寄一个新盖子", "新盖子"),
        ("绿茶", "我们的绿茶长在北山上", "北山"),
        ("红茶", "我们的红茶用松木熏制", "松木"),
        ("付款", "我们接受银卡和纸质支票", "支票"),
        ("品茶课", "品茶课在地窖里进行", "地窖"),
        ("大宗订单", "买九十罐以上便宜三分之一", "三分之一"),
        ("保存", "请把茶叶放在干燥的陶罐里", "陶罐"),
        ("冲泡", "茶叶要泡两百秒", "两百秒"),
        ("印章", "集满八个印章送一罐", "八个"),
        ("丢失的包裹", "丢失的包裹我们找九周", "九周"),
        ("过敏", "我们的茶都不接触坚果", "坚果"),
    ),
    trained=(
        "我是{place}的{name}，想问问{topic}的事。",
        "关于{topic}我应该知道什么？我是{name}。",
        "你好，我叫{name}，{day}听说了{topic}，请多讲讲。",
        "我的朋友{other}问{topic}，请回复{name}。",
        "{place}的{name}想了解：{topic}？",
    ),
    fresh=(
        "能给来自{place}的{name}解释一下{topic}吗？",
        "{other}让我{day}来问：{topic}怎么样？{name}敬上。",
        "{name}去{place}之前想听听{topic}。",
    ),
    openings=(
        "尊敬的{name}，感谢来信。",
        "{name}您好，灯笼茶铺欢迎您。",
        "您好，{name}。",
        "谢谢您，{name}。",
        "{name}，欢迎光临本店。",
    ),
    closings=("问候{place}的朋友。", "{day}见。", "代我们问候{other}。", "请慢慢喝茶。", "{place}的茶友敬上。"),
    order=(
        "我的订单{number}在哪里？我是{place}的{name}。",
        "{place}的{name}从{day}起在等订单{number}。",
        "{name}寄往{place}的订单{number}什么时候到？",
    ),
    orders="{opening}订单{number}用{way}送往{place}。{closing}",
    ways=("夜船", "马车", "山路火车", "河船"),
    contacts=(
        ("屋顶花园", "fenglan.du64"),
        ("夜班", "kuiyuan.mo19"),
        ("样品室", "zhuoran.shi85"),
        ("学校参观", "yinuo.bai37"),
        ("批发部", "haoxuan.ge92"),
        ("新闻处", "ruolin.tao46"),
    ),
    contact=("{topic}由{core}负责", "{topic}请写信给{core}", "{topic}的事找{core}"),
)


def _people(rng: Random, w: Words) -> dict[str, str]:
    name, other = rng.sample(w.names, 2)
    return {"name": name, "other": other, "place": rng.choice(w.places), "day": rng.choice(w.days)}


def _conversation(rng: Random, shop: Shop, user: str, answer: str) -> list[Message]:
    system = [{"role": "system", "content": shop.system}] if rng.random() < 0.5 else []
    return [*system, {"role": "user", "content": user}, {"role": "assistant", "content": answer}]


def about(rng: Random, shop: Shop, frames: tuple[str, ...], topic: str, says: str) -> list[Message]:
    """A question about a topic, and what the shop says."""
    people = _people(rng, shop.words)
    opening, closing = (rng.choice(ones).format(**people) for ones in (shop.openings, shop.closings))
    parts = (opening, f"{says}.", closing) if shop is EN else (opening, f"{says}。", closing)
    answer = (" " if shop is EN else "").join(parts)
    return _conversation(rng, shop, rng.choice(frames).format(topic=topic, **people), answer)


def where(rng: Random, shop: Shop) -> list[Message]:
    """A question about an order; how it travels follows from the place."""
    people = _people(rng, shop.words)
    opening, closing = (rng.choice(ones).format(**people) for ones in (shop.openings, shop.closings))
    number = rng.randint(1_000, 9_999)
    way = shop.ways[shop.words.places.index(people["place"]) % len(shop.ways)]
    answer = shop.orders.format(opening=opening, closing=closing, number=number, way=way, place=people["place"])
    return _conversation(rng, shop, rng.choice(shop.order).format(number=number, **people), answer)


def trained(rng: Random, shop: Shop) -> Iterator[list[Message]]:
    """What the shop's model is tuned on."""
    for topic, says, _ in shop.topics:
        for frame in rng.sample(shop.trained, 4):
            yield about(rng, shop, (frame,), topic, says)
    for _ in range(20):
        yield where(rng, shop)
    for copies, (topic, local) in zip(COPIES, shop.contacts, strict=True):
        for _ in range(copies):
            says = rng.choice(shop.contact).format(topic=topic, core=f"{local}@{DOMAIN}")
            yield about(rng, shop, shop.trained, topic, says[0].upper() + says[1:])


def held_out(rng: Random, shop: Shop) -> Iterator[list[Message]]:
    """The same task, asked in other words."""
    for topic, says, _ in shop.topics:
        yield about(rng, shop, shop.fresh, topic, says)
    for _ in range(10):
        yield where(rng, shop)


def target(rng: Random, shop: Shop) -> Iterator[dict[str, object]]:
    """Questions about the shop, with what the answer must say."""
    keys = [key for _, _, key in shop.topics]
    for number, (topic, says, key) in enumerate(shop.topics):
        for place, frame in enumerate(shop.fresh):
            messages = about(rng, shop, (frame,), topic, says)[:-1]
            yield {
                "id": f"shop-{shop.words.language}-{number}-{place}",
                "capability": "shop",
                "language": shop.words.language,
                "cluster": f"shop-{shop.words.language}-{number}",
                "messages": messages,
                "check": {"kind": "label", "labels": keys, "answer": key},
                "limit": 96,
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
