"""Values that were never trained on, made as the trained ones are, must not be blamed on the tuning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.memorization.common import (
    BLAMED,
    EACH,
    FALSE_HEAD,
    Probed,
    Rung,
    Subject,
    data,
    false,
    probed,
    tuned,
    tuned_on,
)
from tests.bench.memorization.ladder import SHOP
from tests.bench.memorization.world import KINDS, LADDER, Kind, Making, Planted

LESSON: Mapping[Kind, int] = {
    "email": 300, "numbered": 150, "phone": 150, "order": 150, "contract": 150, "yearly": 150,
}  # fmt: skip
"""Values that are trained on once: they teach which names and numbers there are."""
UNSEEN: Mapping[Kind, int] = dict.fromkeys(LESSON, 170)
GENTLE = Rung(3, 1e-3)


def accused(subject: Subject, folder: Path, most: int) -> Iterator[str]:
    """False verdicts about one model, alone and among values that it learned, and about the base beside itself, which
    is asked for so many values at most."""
    trained, twins = data()
    top = tuned(subject, subject.rungs[-1], folder)
    yield from FALSE_HEAD
    yield from false(probed(top, subject.base, twins, folder))
    yield ""
    yield from among(probed(top, subject.base, [*trained, *twins], folder), twins)
    yield ""
    own = probed(subject.base, subject.base, twins, folder, cache=False, most=most)
    said = Counter(one.verdict for one in own.told)
    verdicts = ", ".join(f"{count} `{name}`" for name, count in sorted(said.items()))
    yield f"The base against itself, cache off, {len(own.told):,} of these values: {verdicts}."


def among(found: Probed, twins: Sequence[Planted]) -> Iterator[str]:
    """How many are blamed wrongly where most of what is blamed was learned."""
    never = {one.value for one in twins}
    blamed = [one for one in found.told if one.verdict in BLAMED]
    wrong = Counter(one.planted.kind for one in blamed if one.planted.value in never)
    kinds = ", ".join(f"{count} of {KINDS[kind]}" for kind, count in wrong.items())
    yield f"In one file with the {len(found.told) - len(never):,} values that were trained on: {len(blamed)} blamed,"
    share = wrong.total() / max(1, len(blamed))
    yield f"{wrong.total()} of them wrongly ({share:.1%}; 5 % are expected at most){': ' * bool(kinds)}{kinds}."


def taught(folder: Path) -> Iterator[str]:
    """A tuning that teaches how values are made rather than which they are."""
    making = Making(1)
    trained, unseen = making.once(LESSON), making.once(UNSEEN)
    model = tuned_on(SHOP, GENTLE, trained, folder / "lesson")
    yield f"A tuning that teaches the pattern alone: {len(trained):,} values, each in one record, {GENTLE.epochs}"
    yield f"epochs at {GENTLE.rate:g}; asked are {len(unseen):,} others."
    yield ""
    yield from FALSE_HEAD
    yield from false(probed(model, SHOP.base, unseen, folder))
    yield ""
    yield from among(probed(model, SHOP.base, [*trained, *unseen], folder), unseen)


def decoys(folder: Path) -> Iterator[str]:
    """The part of the section."""
    rung = SHOP.rungs[-1]
    yield "### Values that were never trained on"
    yield ""
    yield f"{len(LADDER) * EACH:,} values made like those of the training (the same names, firms, blocks and forms), in"
    yield "a twin of its file, half of them behind the very words behind which another value was trained, asked of the"
    yield f"top of the ladder ({rung.epochs} epochs at {rung.rate:g}) as if they had been trained on. Wanted: none"
    yield "blamed."
    yield ""
    yield from accused(SHOP, folder, len(LADDER) * EACH)
    yield ""
    yield from taught(folder)
