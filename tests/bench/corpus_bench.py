"""The search for private values on a corpus with known answers: what is missed, and what is found that is nobody's."""

from __future__ import annotations

import math
import random
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.text.private import KINDS, find
from auditor.text.private.model import Hit
from tests.bench.corpus import AROUND, Plant, Record, clean, near_misses, planted, reserved

SEED = 7
ROUNDS, NEAR_ROUNDS, CLEAN_BYTES, RANDOM_IDS = 8, 20, 10_000_000, 1_000_000
PLACES = {"none": "without a word", "beside": "beside its word", "apart": "word elsewhere in the sentence"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One planted value and what the search made of it."""

    plant: Plant
    miss: str
    """Empty where it was found; else what the search said instead."""


def answers(records: Iterable[Record]) -> Iterator[Answer]:
    """Every planted value with its answer."""
    for record in records:
        for message in record.messages:
            hits = find(message.content) if message.plants else ()
            for plant in message.plants:
                yield Answer(plant, _miss(plant, hits))


def _miss(plant: Plant, hits: Sequence[Hit]) -> str:
    over = [hit for hit in hits if hit.start < plant.end and hit.end > plant.start]
    reasons = [_wrong(plant, hit) for hit in over]
    return "" if "" in reasons else "; ".join(reasons) or "nothing found"


def _wrong(plant: Plant, hit: Hit) -> str:
    if hit.kind not in (plant.form.kind, *plant.form.also):
        return f"called {hit.kind}"
    if not (hit.start <= plant.core[0] and plant.core[1] <= hit.end):
        return "found in part"
    if hit.certainty == "shape":
        return "called a shape only"
    return "called a test value" if hit.test else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding in clean text."""

    kind: str
    form: str
    certainty: str
    name: str
    """What it really is."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What was found in clean texts."""

    size: int
    """Bytes of UTF-8."""
    hard: int
    """How many hard negatives stand in them."""
    found: tuple[Claim, ...]
    left_out: int
    """Bare numbers that satisfied a published rule by chance and were not put in."""


def in_clean_text(seed: int, size: int) -> Clean:
    """Searches clean texts; a shape alone and a test value are no false findings."""
    made, hard, left_out, found = 0, 0, 0, []
    for negative in clean(random.Random(seed), size):
        made += len(negative.text.encode())
        hard += sum(name != "prose" for name, _, _ in negative.spans)
        left_out += sum(name.startswith("left out") for name, _, _ in negative.spans)
        for hit in find(negative.text):
            if hit.certainty != "shape" and not hit.test:
                name = next(name for name, start, end in negative.spans if start <= hit.start < end)
                found.append(Claim(hit.kind, hit.form, hit.certainty, name))
    return Clean(made, hard - left_out, tuple(found), left_out)


def taken_near_misses(seed: int, rounds: int) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many near misses there are by kind and cause, and how many of them count as that kind."""
    made: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for near in near_misses(random.Random(seed), rounds):
        made[near.kind, near.why] += 1
        taken[near.kind, near.why] += any(
            hit.kind == near.kind
            and hit.certainty != "shape"
            and not hit.test
            and hit.start < near.end
            and near.start < hit.end
            for hit in find(near.text)
        )
    return made, taken


def unknown_test_values(seed: int, rounds: int) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str, str]]]:
    """How many reserved values were planted by kind and form, and how many were not found as test values."""
    made: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str, str]] = Counter()
    for record in reserved(random.Random(seed), rounds):
        for message in record.messages:
            hits = find(message.content) if message.plants else ()
            for plant in message.plants:
                form = plant.form
                made[form.kind, form.name] += 1
                over = [hit for hit in hits if hit.start < plant.end and hit.end > plant.start]
                if not any(hit.test and hit.kind in (form.kind, *form.also) for hit in over):
                    what = "called real" if any(hit.kind == form.kind for hit in over) else "nothing found"
                    missed[form.kind, form.name, what] += 1
    return made, missed


def random_resident_ids(seed: int, count: int) -> int:
    """How many of so many random strings of 18 digits count as resident IDs."""
    rng = random.Random(seed)
    return sum(
        any(hit.kind == "cn_resident_id" and hit.certainty != "shape" for hit in find(f"{rng.randrange(10**18):018}"))
        for _ in range(count)
    )


def lower_bound(found: int, n: int) -> float:
    """The exact one-sided lower limit of a share at 95 %, after Clopper and Pearson; 0.05 ** (1 / n) with no miss."""
    if found == 0:
        return 0.0
    if found == n:
        return float(0.05 ** (1 / n))
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        low, high = (share, high) if _tail(found, n, share) < 0.05 else (low, share)
    return low


def _tail(found: int, n: int, share: float) -> float:
    """Probability of at least so many hits."""
    logs = (
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        + k * math.log(share) + (n - k) * math.log1p(-share)
        for k in range(found, n + 1)
    )  # fmt: skip
    return math.fsum(map(math.exp, logs))


def measure(seed: int = SEED) -> str:
    """The section of the page."""
    all_answers = tuple(answers(planted(random.Random(seed), ROUNDS)))
    parts = (
        f"""\
        ## Private values: a corpus with known answers

        `tests/bench/corpus` makes chat records in Chinese and English from the published specifications, with seed
        {seed}; it imports nothing of the package. A value counts as found if a finding of its kind, of certainty
        `validated` or `context`, covers it. The bound is the exact lower limit of the share at 95 %.
        """,
        _recall(all_answers),
        _by_around(all_answers),
        _misses(all_answers),
        _reserved(seed),
        _near(seed),
        _false(in_clean_text(seed, CLEAN_BYTES)),
        _random(random_resident_ids(seed, RANDOM_IDS)),
    )
    return "\n".join(textwrap.dedent(part) for part in parts)


def _share(group: Sequence[Answer]) -> str:
    if not group:
        return "-"
    found = sum(not answer.miss for answer in group)
    return f"{found:,} of {len(group):,} (≥ {math.floor(lower_bound(found, len(group)) * 1000) / 1000:.3f})"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def _recall(group: Sequence[Answer]) -> str:
    rows = [[kind, *(_share([a for a in group if a.plant.form.kind == kind and a.plant.beside == place])
            for place in PLACES)] for kind in KINDS]  # fmt: skip
    rows.append(["all", *(_share([a for a in group if a.plant.beside == place]) for place in PLACES)])
    head = "### Found, by kind\n\nOnly forms that prove themselves stand without a word.\n\n"
    return head + _table(["kind", *PLACES.values()], rows)


def _by_around(group: Sequence[Answer]) -> str:
    names = dict.fromkeys((*AROUND, *sorted({answer.plant.around for answer in group})))
    rows = [[name, *(_share([a for a in group if a.plant.around == name and a.plant.beside == place])
            for place in PLACES)] for name in names]  # fmt: skip
    return "### Found, by what stands around it and how it is written\n\n" + _table(["", *PLACES.values()], rows)


def _misses(group: Sequence[Answer]) -> str:
    total = Counter((a.plant.form.kind, a.plant.form.name, a.plant.beside) for a in group)
    missed = Counter((a.plant.form.kind, a.plant.form.name, a.plant.beside, a.miss) for a in group if a.miss)
    rows = []
    for (kind, name, place, miss), count in sorted(missed.items(), key=lambda item: (item[0][2], -item[1])):
        if place != "apart":
            where = Counter(
                a.plant.around for a in group if (a.plant.form.name, a.plant.beside, a.miss) == (name, place, miss)
            )
            mostly = ", ".join(f"{around} {n}" for around, n in where.most_common(3))
            rows.append([kind, name, PLACES[place], miss, f"{count} of {total[kind, name, place]}", mostly])
    head = "### Missed without a word or beside it\n\n"
    return head + _table(["kind", "form", "where", "the search said", "missed", "mostly"], rows)


def _reserved(seed: int) -> str:
    made, missed = unknown_test_values(seed, NEAR_ROUNDS)
    rows = [
        [kind, name, what, f"{count} of {made[kind, name]}"] for (kind, name, what), count in sorted(missed.items())
    ]
    head = (
        f"### Values reserved for examples and tests\n\n{sum(made.values()) - sum(missed.values()):,} of "
        f"{sum(made.values()):,} are found and called test values. The others:\n\n"
    )
    return head + _table(["kind", "values", "the search said", "count"], rows)


def _near(seed: int) -> str:
    made, taken = taken_near_misses(seed, NEAR_ROUNDS)
    rows = [[kind, why, f"{taken[kind, why]} of {n}"] for (kind, why), n in made.items() if taken[kind, why]]
    head = (
        f"### Near misses\n\n{len(made)} causes, at least two a kind; {sum(taken.values()):,} of "
        f"{sum(made.values()):,} strings are taken for the kind that they only look like:\n\n"
    )
    return head + _table(["kind", "why it is none", "taken"], rows)


def _false(clean_texts: Clean) -> str:
    groups = Counter((f.kind, f.form, f.certainty, f.name) for f in clean_texts.found)
    rows = [[*group, n] for group, n in groups.most_common()]
    count, size = len(clean_texts.found), clean_texts.size / 1e6
    head = (
        f"### False findings in clean text\n\n{count} in {size:.1f} MB of chats, {count / size:.2f} per MB, among "
        f"{clean_texts.hard:,} hard negatives, at least one in every text. {clean_texts.left_out} bare numbers "
        "satisfied a published rule by chance and were left out.\n\n"
    )
    return head + _table(["kind", "form", "certainty", "what it is", "count"], rows)


def _random(count: int) -> str:
    return f"### Random strings of 18 digits\n\n{count} of {RANDOM_IDS:,} count as Chinese resident IDs.\n"
