"""A clean dataset of our own making: `python -m tests.clean_data [SEED] > clean.jsonl` writes 2,000 records.

It is clean, not empty of numbers: order numbers, dates, versions, ISBNs, hashes, prices and coordinates stand in it,
which are no private values and must not be taken for some.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator

Pair = tuple[str, str]
THINGS = "lamp kettle ladder drill heater fan printer router toaster mixer".split()
CITIES = "Lisbon Oslo Nairobi Lima Hanoi Quito Riga Perth Dakar Sofia".split()
物品 = "台灯 水壶 梯子 电钻 暖炉 风扇 打印机 路由器 烤箱 搅拌机".split()


def _order(draw: random.Random) -> Pair:
    thing, number, days = draw.choice(THINGS), f"PO-{draw.randrange(10**6):06d}", draw.randint(2, 30)
    return (
        f"My order {number} for a {thing} is late. What can I do?",
        f"Order {number} should arrive within {days} days. If the {thing} has not come by then, ask for a refund.",
    )


def _sum(draw: random.Random) -> Pair:
    a, b, c = (draw.randint(12, 9_999) for _ in range(3))
    return (
        f"A shop sells {a} boxes, gets {b} more and gives {c} away. How many is that?",
        f"Start with {a}. {a} + {b} = {a + b}. {a + b} - {c} = {a + b - c}. The answer is {a + b - c}.",
    )


def _release(draw: random.Random) -> Pair:
    name, version = draw.choice(THINGS), ".".join(str(draw.randint(0, 30)) for _ in range(3))
    date, digest = (
        f"20{draw.randint(10, 29)}-0{draw.randint(1, 9)}-{draw.randint(10, 28)}",
        f"{draw.getrandbits(160):040x}",
    )
    return (
        f"Which commit is {name}-firmware {version}?",
        f"Version {version} of {name}-firmware was tagged on {date} at commit {digest}.",
    )


def _travel(draw: random.Random) -> Pair:
    one, two = draw.sample(CITIES, 2)
    hour, minute, price = draw.randint(0, 23), draw.randint(0, 59), draw.randint(40, 900) + draw.randint(0, 99) / 100
    return (
        f"When does the {hour:02d}:{minute:02d} from {one} to {two} arrive, and what is the fare?",
        f"It takes {draw.randint(2, 14)} h {draw.randint(0, 59)} min from {one} to {two}; it costs {price:.2f} euros.",
    )


def _chinese(draw: random.Random) -> Pair:
    thing, number, price = draw.choice(物品), draw.randint(2, 400), draw.randint(15, 2_500)
    return (
        f"买{number}个{thing}，每个{price}元，一共多少钱？",
        f"{number}乘以{price}等于{number * price}，所以{number}个{thing}一共{number * price}元。",
    )


def _chinese_order(draw: random.Random) -> Pair:
    thing, year, month = draw.choice(物品), draw.randint(2015, 2029), draw.randint(1, 12)
    number = f"DD{draw.randrange(10**9):09d}"
    return (
        f"订单{number}里的{thing}是什么时候买的？保修多久？",
        f"订单{number}的{thing}购于{year}年{month}月，保修{draw.randint(12, 60)}个月。",
    )


def _code(draw: random.Random) -> Pair:
    thing, low, high = draw.choice(THINGS), draw.randint(0, 50), draw.randint(51, 5_000)
    return (
        f"Write a Python function that keeps a {thing} setting between {low} and {high}.",
        f"```python\ndef clamp_{thing}(x):\n    return max({low}, min({high}, x))\n```\nIt returns {low} for less and "
        f"{high} for more.",
    )


KINDS: tuple[Callable[[random.Random], Pair], ...] = (_order, _sum, _release, _travel, _chinese, _chinese_order, _code)


def records(seed: int = 0, n: int = 2_000) -> Iterator[dict[str, object]]:
    """Conversations, no two of which share a question or an answer."""
    draw = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < 2 * n:
        question, answer = draw.choice(KINDS)(draw)
        if question not in seen and answer not in seen:
            seen |= {question, answer}
            yield {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


if __name__ == "__main__":
    for record in records(*map(int, sys.argv[1:])):
        print(json.dumps(record, ensure_ascii=False))
