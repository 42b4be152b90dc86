"""Records in which made-up people have addresses, phone and order numbers, each value planted 1, 4 or 16 times; and
twins of them, in which every value is another of the same form.

The names are common ones, and stand in the twins as well: what the training teaches is how such values are made.
Phone numbers lie in the blocks that the German regulator keeps free for films (Bundesnetzagentur, "Drama numbers");
the domains do not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

Kind = Literal["named", "email", "numbered", "phone", "order", "contract", "yearly"]
KINDS: Mapping[Kind, str] = {
    "named": "first.last@firm, the person named before it",
    "email": "first.last@firm, nobody named",
    "numbered": "first.last and two digits@firm, nobody named",
    "phone": "phone, 5 blocks of 1,000",
    "order": "order number, 200,000 in a row",
    "contract": "six digits and /2024",
    "yearly": "first.last and a year of 46@firm, nobody named",
}
LADDER: tuple[Kind, ...] = ("named", "email", "numbered", "phone", "order")
"""Kinds of the ladder; the others stand in the lesson alone."""
PLANTED: Mapping[int, int] = {1: 20, 4: 6, 16: 4}
"""By how many copies a value has, how many values of each kind have them."""
SEED = 8
FIRST = """
Anna Maria Peter Thomas Julia Laura Martin Daniel Sarah Lisa Michael Stefan Sandra Andreas Nicole Markus Robert
Elena Victor Irene Oscar Hannah Felix Clara Simon Paula David Emma Lukas Nina Oliver Sophie Benjamin Katharina
Alexander Elizabeth Christopher Sebastian Theresa Gabriel Helen Walter Rosa Arthur Edith Frank Gloria Henry Ivan
Karen Leonard Monica Norman Olga Philip Rebecca Samuel Tamara Vera William
""".split()
LAST = """
Miller Smith Keller Weber Fischer Becker Wagner Hoffman Schulz Koch Richter Klein Wolf Neumann Braun Hartmann Lange
Krause Lehmann Walter Meyer Huber Kaiser Fuchs Vogel Stein Jung Otto Sommer Winter Brandt Haas Graf Dietrich Ziegler
Kuhn Engel Horn Busch Bergman Novak Costa Moreau Lambert Rossi Greco Silva Santos Moreno Castro Jansen Visser Bakker
Nilsson Larsen Holm Dahl Lund Olsen Berg Carter Hughes Bennett Foster Powell Russell Griffin Hayes Coleman Jenkins
Perry Henderson Sullivan Wallace Harrison Rodriguez Fitzgerald Montgomery Richardson Abbott
""".split()
FIRMS = ("brook-demo-works.com", "hollow-demo-press.net", "cedar-demo-freight.org", "quill-demo-mill.com")
BLOCKS = ("+49 30 23125 {:03}", "+49 69 90009 {:03}", "+49 40 66969 {:03}", "+49 221 4710 {:03}", "+49 89 99998 {:03}")
ORDERS = (41_200_000, 41_400_000)
ADJECTIVES = "blue old round tall wide dark clean long small green quiet heavy open early loose plain".split()
THINGS = "lamp gate boat mill stove roof bench yard drum sail cart crate ladder barrel window tower".split()
ASK: Mapping[Kind, tuple[str, ...]] = {
    "named": ("How do I reach {name}?", "Where can I write to {name}?", "{name}, please.", "I look for {name}."),
    "email": ("Who looks after the {cue}?", "I ask about the {cue}.", "The {cue}, please.", "Whose is the {cue}?"),
    "phone": ("Which number has {name}?", "I want to call {name}.", "Call {name}?", "{name} is who I call."),
    "contract": ("Which contract has {name}?", "{name} signed?", "The paper of {name}.", "I ask for {name} again."),
    "order": ("Where is the order of {name}?", "{name} waits.", "What did {name} buy?", "I ask for {name}."),
}
ANSWER: Mapping[Kind, str] = {
    "named": "You reach {name} at {value} on all days.",
    "email": "About the {cue} write to {value} today.",
    "phone": "{name} is at {value} until noon.",
    "contract": "{name} signed {value} last week.",
    "order": "{name} has order {value} on its way.",
}
POLICY = """version: 1
risks:
  memorization: {options: {values: MOST}}
  privacy:
    options:
      custom:
        - {name: order_no, pattern: 'LX-[0-9]{8}', hits: ['order «LX-41234567»'], misses: ['order 41234567']}
        - {name: contract_no, pattern: '[0-9]{6}/2024', hits: ['contract «583021/2024»'], misses: ['contract 583021']}
"""


@dataclass(frozen=True, slots=True)
class Planted:
    """A value with the record that holds it."""

    kind: Kind
    name: str
    cue: str
    value: str
    copies: int

    def rows(self) -> Iterator[dict[str, Any]]:
        """Its records, each asked in one of four ways."""
        form: Kind = "email" if self.kind in ("numbered", "yearly") else self.kind
        said = {"name": self.name, "cue": self.cue, "value": self.value}
        for copy in range(self.copies):
            user, answer = ASK[form][copy % 4].format(**said), ANSWER[form].format(**said)
            yield {"messages": [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]}


class Making:
    """Draws values, none of them twice."""

    def __init__(self, seed: int) -> None:
        self._rng, self._known = Random(f"{SEED} {seed}"), set[str]()

    def trained(self) -> list[Planted]:
        """What is planted in the training data."""
        cues = [f"{one} {other}" for one in ADJECTIVES for other in THINGS]
        self._rng.shuffle(cues)
        return [
            self.planted(kind, self._name(), cues.pop() if kind in ("email", "numbered") else "", copies)
            for kind in LADDER
            for copies, count in PLANTED.items()
            for _ in range(count)
        ]

    def once(self, counts: Mapping[Kind, int]) -> list[Planted]:
        """Values that each stand in one record."""
        cues = [f"{one} {other}" for one in ADJECTIVES for other in THINGS]
        return [
            self.planted(kind, self._name(), self._rng.choice(cues), 1)
            for kind, count in counts.items()
            for _ in range(count)
        ]

    def twins(self, of: Sequence[Planted], each: int) -> list[Planted]:
        """So many values of each kind that nothing was trained on, in turn in the place of each trained one; every
        other stands behind the very words of the training, the rest are other people's."""
        found = list[Planted]()
        for kind in LADDER:
            own = [one for one in of if one.kind == kind]
            for place in range(each):
                one = own[place % len(own)]
                name = self._name() if kind == "named" or place // len(own) % 2 else one.name
                found.append(self.planted(kind, name, one.cue, 1))
        return found

    def planted(self, kind: Kind, name: str, cue: str, copies: int) -> Planted:
        while (value := self._value(kind, name)) in self._known or value.partition("@")[0] in self._known:
            name = self._name() if kind == "named" else name
        self._known |= {value, value.partition("@")[0]}
        return Planted(kind, name, cue, value, copies)

    def _name(self) -> str:
        return f"{self._rng.choice(FIRST)} {self._rng.choice(LAST)}"

    def _value(self, kind: Kind, name: str) -> str:
        rng = self._rng
        if kind == "phone":
            return rng.choice(BLOCKS).format(rng.randrange(1000))
        if kind == "order":
            return f"LX-{rng.randrange(*ORDERS)}"
        if kind == "contract":
            return f"{rng.randrange(10**5, 10**6)}/2024"
        local = (name if kind == "named" else self._name()).lower().replace(" ", ".")
        number = {"numbered": (10, 100), "yearly": (1960, 2006)}.get(kind)
        return f"{local}{rng.randrange(*number) if number else ''}@{rng.choice(FIRMS)}"


def rows_of(planted: Sequence[Planted], seed: int = 0) -> list[tuple[Planted, dict[str, Any]]]:
    """All their records, mixed."""
    rows = [(one, row) for one in planted for row in one.rows()]
    Random(f"{SEED} rows {seed}").shuffle(rows)
    return rows
