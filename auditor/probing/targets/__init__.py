"""The values of the training data that a probe tries to get out of a model, each with its place in the tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, islice, takewhile

from auditor.canaries.key import SealedKey
from auditor.checks import Batch, Behind, Setup, Target, Untestable
from auditor.models import Chat, Ids, Message
from auditor.models.render import Renderer
from auditor.probing.cues import Own, Shared, own_part
from auditor.probing.targets import tied
from auditor.probing.targets.alike import drawable, first_by_name, form_of, others
from auditor.probing.targets.given import GIVEN, Given
from auditor.probing.targets.holders import Chosen, Held
from auditor.probing.targets.questions import person, questions
from auditor.probing.targets.tied import Tied
from auditor.probing.targets.tokens import Encoded, Encoder, Span, place_of
from auditor.probing.targets.wording import rare, shared_pieces
from auditor.records import ASSISTANT, TEXT, Record, Turn
from auditor.risks.privacy.options import PrivacyOptions
from auditor.risks.privacy.search import search
from auditor.text.private.custom import CustomFinder

ANSWER = "answer"
"""Kind of a part of an ordinary answer."""
SAID = (ASSISTANT, TEXT)
"""Roles of what may be an ordinary answer."""
LONGEST, CONTEXT, SHORTEST = 50, 20, 10
"""Tokens of such a part at most, before it at least, and of it at least. Carlini et al. 2022 (arXiv 2202.07646): 50."""
BITS = 1.0
"""Of an own token of an ordinary answer: far less than a language model needs for one, so that little is claimed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about beside records and suites."""

    values: int
    """Most private values."""
    answers: int
    """Most ordinary answers."""
    given: tuple[Given, ...] = ()
    renderer: Renderer | None = None
    """The tuned model's; None where it is served."""
    context: int | None = None
    """The longest sequence that all models take, in tokens; None where nobody knows."""
    canaries: SealedKey | None = None
    """Of the canaries in the training data."""
    compared: int = 0
    """Most values that are compared with others of their form."""
    decoys: int = 0
    """How many others each of them, and each tie, is compared with."""
    ties: int = 0
    """Most ties of a person to what is sensitive about it."""


@dataclass(frozen=True, slots=True)
class Making:
    """How values become targets."""

    wanted: Wanted
    options: PrivacyOptions
    setup: Setup
    clusters: Mapping[int, int]
    """Of each training record the one that stands for its near copies, by position."""

    def targets(self, chosen: Chosen, records: Mapping[int, Record], drawn: Sequence[Record]) -> tuple[Target, ...]:
        """All of them: the chosen values, those of the user's list that stand nowhere, and ordinary answers.

        `records` are those that hold the chosen values, by position; `drawn` those of which answers are taken.
        """
        prompts = {one.value: one.prompt for one in self.wanted.given if one.prompt}
        made: list[_Made] = []
        encoder = Encoder(self.setup.training, self.wanted.renderer)
        for position, held in _by_record(chosen.values):
            if (record := records.get(position)) is not None:
                encoded = encoder.encode(record)
                made += [
                    self._target(one, record, turn, encoded, chosen.shared, prompts)
                    for one in held
                    if (turn := one.turn(record)) is not None
                ]
        made = self._compared(made, encoder.renderer)
        found = {one.target.value for one in made}
        given = enumerate(self.wanted.given, 1)
        nowhere = [self._nowhere(number, one) for number, one in given if one.value not in found]
        return (*_joined(made), *nowhere, *self._answers(drawn, encoder))

    def ties(self, chosen: Sequence[Tied], found: Sequence[Tied], records: Mapping[int, Record]) -> tuple[Target, ...]:
        """Ties of a person to what is sensitive about it."""
        encoder = Encoder(self.setup.training, self.wanted.renderer)
        return tuple(tied.targets(chosen, found, records, encoder, self.setup, self.wanted.decoys, self.wanted.context))

    def _target(
        self, held: Held, record: Record, turn: Turn, encoded: Encoded | Untestable,
        shared: Mapping[str, Shared], prompts: Mapping[str, str],
    ) -> _Made:  # fmt: skip
        """A value, with where it was found."""
        name, prompt = person(record, turn, held.start), prompts.get(held.value, "")
        # What a question tells is no secret either, wherever it stands in the record.
        known = "\n".join((_before(record, turn, held.start), name, prompt))
        own = own_part(held.value, held.kind, known, shared.get(held.kind))
        where, span = self._where(encoded, record, turn, (held.start, held.end), own)
        asked = tuple(questions(record, turn, held.value, held.kind, name))
        if prompt:
            asked = (("asked", _said(prompt)), *asked)
        key, place = self.setup.key, f"{record.origin}\x00{turn.path}\x00{held.start}"
        target = Target(
            kind=held.kind, value=held.value,
            fingerprint=held.digest.hex() if key.id is not None else key.fingerprint(held.kind, "", place),
            origin=record.origin, record=record.id, path=turn.path, start=held.start, end=held.end,
            cluster=self._cluster(record), role=turn.role, trained=_trained(encoded, where, turn), copies=held.copies,
            bits=own.bits, beginning=own.beginning, cued=own.cued, where=where, asked=asked,
        )  # fmt: skip
        return _Made(target, name, encoded, span)

    def _where(
        self, encoded: Encoded | Untestable, record: Record, turn: Turn, span: Span, own: Own
    ) -> tuple[Behind | Untestable, Span]:
        """Where it stands in the tokens, and in the rendered text."""
        if isinstance(encoded, Untestable):
            return encoded, (0, 0)
        place = place_of(encoded, record, turn, *span)
        if place is None:
            return Untestable("cut_off" if encoded.cut else "not_rendered"), (0, 0)
        where = behind(encoded, place, own.mask, self.wanted.context)
        if isinstance(where, Behind):
            where = replace(where, form=form_of(encoded, place, own))
        return where, place

    def _compared(self, made: list[_Made], renderer: Renderer | None) -> list[_Made]:
        """With others of their form beside a few of them. Which they are does not depend on any model."""
        if renderer is None or not self.wanted.decoys:
            return made
        names = {
            f"{self.setup.seed} {one.target.origin} {one.target.path} {one.target.start}": place
            for place, one in enumerate(made)
            if isinstance(where := one.target.where, Behind) and where.form and drawable(where.form, one.target.bits)
        }
        chosen = set(first_by_name(names, self.wanted.compared))
        for name, place in names.items():
            one = made[place]
            where, encoded = one.target.where, one.encoded
            if place in chosen and isinstance(where, Behind) and isinstance(encoded, Encoded):
                found = others(encoded, one.span, where, renderer, name, self.wanted.decoys)
                made[place] = replace(one, target=replace(one.target, where=replace(where, others=found)))
        return made

    def _nowhere(self, number: int, given: Given) -> Target:
        """A value of the user's list that the training data does not hold."""
        own, name = own_part(given.value, GIVEN, given.prompt), f"targets:{number}"
        return Target(
            kind=GIVEN, value=given.value, fingerprint=self.setup.key.fingerprint(GIVEN, given.value, name), origin="",
            record="", path="", start=0, end=0, cluster=name, role="", trained=False, copies=0, bits=own.bits,
            cued=own.cued, where=Untestable("not_in_data"),
            asked=(("asked", _said(given.prompt)),) if given.prompt else (),
        )  # fmt: skip

    def _answers(self, drawn: Sequence[Record], encoder: Encoder) -> Iterator[Target]:
        """Parts of answers in which nothing private stands."""
        if encoder.renderer is None:
            return
        found = search(self.options, Batch("", 0, "train", drawn), cache(CustomFinder(self.options.custom).find))
        sizes = Counter(self.clusters.values())
        shared = shared_pieces("\n".join(turn.text for turn in record.turns if turn.role in SAID) for record in drawn)
        made = (self._answer(record, encoder, sizes, shared) for record, values in found if not values)
        yield from islice((target for target in made if target is not None), self.wanted.answers)

    def _answer(
        self, record: Record, encoder: Encoder, sizes: Mapping[int, int], shared: frozenset[str]
    ) -> Target | None:
        turn = next((one for one in reversed(record.turns) if one.role in SAID and one.text.strip()), None)
        encoded = encoder.encode(record)
        if turn is None or isinstance(encoded, Untestable):
            return None
        lead, text = len(turn.text) - len(turn.text.lstrip()), turn.text.strip()
        place = place_of(encoded, record, turn, lead, lead + len(text))
        if place is None or encoded.text[slice(*place)] != text:
            return None
        whole = encoded.holding(*place)
        first = max(CONTEXT, whole.first)
        spans = whole.spans[first - whole.first :][:LONGEST]
        if len(spans) < SHORTEST:
            return None
        span = max(spans[0][0], place[0]), min(spans[-1][1], place[1])
        start, end = (at - place[0] + lead for at in span)
        value, digest = turn.text[start:end], f"{record.digest:x}"
        own = own_part(value, ANSWER, _before(record, turn, start))
        mask = [one and other for one, other in zip(own.mask, rare(value, shared), strict=True)]
        where = behind(encoded, span, mask, self.wanted.context)
        if isinstance(where, Untestable):
            return None
        copies = sizes[self.clusters.get(record.position, record.position)]
        return Target(
            kind=ANSWER, value=value, fingerprint=self.setup.key.fingerprint(ANSWER, digest, record.origin),
            origin=record.origin, record=record.id, path=turn.path, start=start, end=end,
            cluster=self._cluster(record), role=turn.role, trained=_trained(encoded, where, turn),
            copies=max(1, copies), bits=BITS * sum(where.own), cued=own.cued,
            where=where, asked=tuple(questions(record, turn, value, ANSWER, "")),
        )  # fmt: skip

    def _cluster(self, record: Record) -> str:
        return str(self.clusters.get(record.position, record.position))


@dataclass(frozen=True, slots=True)
class _Made:
    """A target, and what it was made of."""

    target: Target
    name: str
    """Of the person that it belongs to."""
    encoded: Encoded | Untestable
    span: Span
    """Of the value in the rendered text."""


def behind(encoded: Encoded, place: tuple[int, int], mask: Sequence[bool], context: int | None) -> Behind | Untestable:
    """Where characters of a rendered text stand in its tokens. `mask` tells which of them are the value's own; written
    otherwise than in the data, all of them are, where any is."""
    start, end = place
    mask = mask if len(mask) == end - start else [any(mask)] * (end - start)
    stretch = encoded.holding(start, end)
    if stretch.first == 0:
        return Untestable("first_token")
    if context is not None and stretch.end - 1 > context:
        return Untestable("too_long")
    own = tuple(any(mask[max(first - start, 0) : max(last - start, 0)]) for first, last in stretch.spans)
    outside = (encoded.text[first:start] + encoded.text[max(first, end) : last] for first, last in stretch.spans)
    ids = encoded.ids
    return Behind(
        Ids(ids[: stretch.first]), ids[stretch.first : stretch.end], own, sum(bool(text.strip()) for text in outside)
    )


def _by_record(held: Iterable[Held]) -> Iterator[tuple[int, list[Held]]]:
    """The values by the position of their record, in the order of the data."""
    ordered = sorted(held, key=lambda one: (one.position, one.rank, one.digest))
    for position, some in groupby(ordered, key=lambda one: one.position):
        yield position, list(some)


def _joined(made: Sequence[_Made]) -> Iterator[Target]:
    """With one cluster for all that stands in near copies of one record or belongs to one person."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parents.get(name, name)) != name:
            name = above
        return name

    for one in made:
        if one.name:
            first, other = sorted((root(f"record {one.target.cluster}"), root(f"name {one.name.casefold()}")))
            parents[other] = first
    smallest: dict[str, str] = {}
    for one in made:
        smallest.setdefault(root(f"record {one.target.cluster}"), one.target.cluster)
    for one in made:
        yield replace(one.target, cluster=smallest[root(f"record {one.target.cluster}")])


def _before(record: Record, turn: Turn, start: int) -> str:
    """The text of a record before some place of it. Tools are declared before anything is said."""
    texts = takewhile(lambda one: one is not turn, record.texts())
    return "\n".join([*(one.text for one in (*record.tools, *texts) if one is not turn), turn.text[:start]])


def _trained(encoded: Encoded | Untestable, where: Behind | Untestable, turn: Turn) -> bool:
    if isinstance(encoded, Untestable) or isinstance(where, Untestable) or not encoded.trained:
        return turn.trained
    first = len(where.prompt.ids)
    return any(encoded.trained[first : first + len(where.target)])


def _said(prompt: str) -> Chat:
    return Chat((Message("user", prompt),))
