"""What the probes ask about, from the data and the suites: records drawn, and what stands in the training data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor import fold
from auditor.audit import Plan, Progress, measured
from auditor.canaries.key import presence
from auditor.checks import Corpus, Material, Planted, Sample, Setup
from auditor.configured import of_files
from auditor.errors import RunError
from auditor.findings import Done, Failed
from auditor.models import Chat, Message
from auditor.overview import File, Overview
from auditor.policy import Policy
from auditor.probing.drawn import Draw
from auditor.probing.samples import Rendering
from auditor.probing.targets import Making, Wanted
from auditor.probing.targets.holders import Chosen, Holders
from auditor.probing.targets.tied import Tied, Ties, choose
from auditor.records import Record
from auditor.registry import risk
from auditor.report import Data
from auditor.sources import Source, open_source, read
from auditor.suites import Choose, Follow, Item, Produce, Suite
from auditor.suites.reference import check_of
from auditor.training.model import Tokenizer

LONGEST = 256
"""Most tokens of an answer to a held-out question."""
SAME = ("prompt", "pair", "near_prompt", "near_pair", "contained")
"""Ways in which a question can stand in the training data."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is read."""

    train: tuple[object, ...]
    held_out: tuple[object, ...]
    suites: tuple[Suite, ...]
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything to ask about, and what was read for it."""

    material: Material
    data: Data


def gather(
    inputs: Inputs, rules: Policy, setup: Setup, strict: bool, tokenizer: Tokenizer | None, progress: Progress,
    wanted: Wanted | None = None, traced: bool = False,
) -> Gathered:  # fmt: skip
    """Reads the data: its digest, the records that are asked about, and which questions it holds.

    With `wanted`, the private values of the training data are looked for, too; their records are then read again. With
    `traced`, all of the training data is read again, and what the loss covers can be searched.

    Raises:
        UsageError: the data cannot be read.
    """
    if not inputs.train:
        return Gathered(Material(inputs.suites), Data("", (), 0))
    asked = [_row(item) for suite in inputs.suites for item in suite.items if item.messages]
    source = open_source(inputs.train, (*inputs.held_out, *((asked,) if asked else ())), inputs.shape)
    given = [name for name, _, split in source.files() if split == "eval"]
    questions = given.pop() if asked else ""
    if setup.training is not None:
        files = {name: path for name, path, split in source.files() if split == "train"}
        setup = replace(setup, training=of_files(setup.training, files, source.heads(setup.key)))
    plan = Plan(_checks(rules, setup, frozenset(given), wanted), setup, strict)
    ended, evidence = measured(plan, source, setup.workers, progress)
    evidence.path.unlink(missing_ok=True)
    if broken := [name for name in plan.checks if isinstance(ended.outcomes[name], Failed)]:
        raise RunError(f"{broken[0]} broke, and without it nobody knows what the data holds; run: auditor scan")
    overview: Overview = ended.facts["overview"]
    named = tuple(file for file in overview.files if file.name != questions)
    material = _material(inputs, ended, setup, questions, tokenizer)
    if wanted is not None:
        chosen: Chosen = ended.facts["targets"]
        making = Making(wanted, rules.options["privacy"], setup, clusters(ended.facts))
        tied: tuple[Tied, ...] = ended.facts.get("ties", ())
        people = choose(tied, wanted.ties)
        records = _records(source, setup, {one.position for one in chosen.values} | {one.position for one in people})
        targets = making.targets(chosen, records, ended.facts["drawn"]["train"])
        targets += making.ties(people, tied, records)
        material = replace(material, targets=targets, values=chosen.distinct)
        if wanted.canaries is not None:
            material = replace(
                material, canaries=Planted(wanted.canaries, presence(wanted.canaries, _train(source, setup)))
            )
    if traced:
        material = replace(material, corpus=_corpus(source, ended, setup, tokenizer))
    return Gathered(material, Data(overview.digest, named, source.skipped))


def _corpus(source: Source, ended: fold.Ended, setup: Setup, tokenizer: Tokenizer | None) -> Corpus | None:
    """What the training data teaches to say."""
    from auditor.tracing.corpus import corpus

    outcome, rendering = ended.outcomes["overview"], Rendering(setup.training, tokenizer)
    findings = outcome.findings if isinstance(outcome, Done) else ()
    characters = next((one.value for one in findings if one.id == "overview/trained_characters"), 0.0)

    def fetch(positions: Sequence[int]) -> dict[int, Sample]:
        found = {at: rendering.samples((one,), {}) for at, one in _records(source, setup, set(positions)).items()}
        return {at: samples[0] for at, samples in found.items() if samples}

    return corpus(source, setup.key, setup.seed, characters, clusters(ended.facts), fetch)


def _train(source: Source, setup: Setup) -> Iterator[Record]:
    """The training records."""
    for shard in source.shards():
        if shard.split == "train":
            yield from (one for one in read(shard, setup.key) if isinstance(one, Record))


def _records(source: Source, setup: Setup, positions: set[int]) -> dict[int, Record]:
    """The records at some positions, read again: to keep all that may be asked for would take too much memory."""
    found: dict[int, Record] = {}
    for shard in source.shards():
        if positions and not positions.isdisjoint(shard.base + number for number in shard.piece.numbers):
            records = (one for one in read(shard, setup.key) if isinstance(one, Record))
            found |= {one.position: one for one in records if one.position in positions}
    return found


def _checks(rules: Policy, setup: Setup, files: frozenset[str], wanted: Wanted | None) -> dict[str, Any]:
    """The scans whose facts are needed, the drawing of records, and the search for values."""
    options = rules.options["overfitting"]
    scans = {id: risk(id).scanner for id in ("overview", "duplication", "contamination")}
    built: dict[str, Any] = {id: make(rules.options[id], setup) for id, make in scans.items() if make is not None}
    built["drawn"] = Draw(setup.seed, options.train, options.held_out, files)
    if wanted is not None:
        if wanted.ties and wanted.renderer is not None:
            built["ties"] = Ties(setup.key, setup.seed)
        built["targets"] = Holders(rules.options["privacy"], setup.key, setup.seed, wanted.values, wanted.given)
    return built


def _material(inputs: Inputs, ended: fold.Ended, setup: Setup, questions: str, tokenizer: Tokenizer | None) -> Material:
    overview: Overview = ended.facts["overview"]
    found: Mapping[str, frozenset[int]] = ended.facts.get("contamination", {})
    held = frozenset().union(*(found.get(measure, frozenset()) for measure in SAME))
    drawn: Mapping[str, tuple[Record, ...]] = ended.facts["drawn"]
    fresh = tuple(record for record in drawn["eval"] if record.position not in held)
    rendering = Rendering(setup.training, tokenizer)
    held_out = rendering.samples(fresh, {})
    return Material(
        suites=(*inputs.suites, _target(held_out)),
        train=rendering.samples(drawn["train"], clusters(ended.facts)),
        held_out=held_out,
        seen=frozenset(_seen(inputs.suites, overview.files, questions, held)),
        copied=len(drawn["eval"]) - len(fresh),
    )


def _target(held_out: Sequence[Sample]) -> Suite:
    """Held-out questions whose answers a rule can check: what the tuning was for."""
    answers = [sample.answer for sample in held_out]
    items = tuple(
        Item(sample.origin, "held_out", "", sample.cluster, sample.question.messages, Produce(check, LONGEST), "target",
             sample.question.tools)
        for sample in held_out
        if isinstance(sample.question, Chat) and (check := check_of(sample.answer, answers)) is not None
    )  # fmt: skip
    return Suite("eval", items, "")


def clusters(facts: Mapping[str, Any]) -> dict[int, int]:
    """Of each training record the one that stands for its near copies, by position."""
    repeats = facts["duplication"]
    train = repeats.train()
    positions = repeats.kept.position[train]
    return dict(zip(positions.tolist(), positions[repeats.cluster].tolist(), strict=True))


def _seen(suites: Sequence[Suite], files: Sequence[File], questions: str, held: frozenset[int]) -> list[str]:
    """Names of the items at those positions: they were read in the order in which they stand in the suites."""
    base = next((file.base for file in files if file.name == questions), 0)
    names = [f"{suite.name}:{item.id}" for suite in suites for item in suite.items if item.messages]
    return [names[place] for position in held if 0 <= (place := position - base - 1) < len(names)] if questions else []


def _row(item: Item) -> dict[str, object]:
    """An item as a record: what it asks, and the answer to it that can be told."""
    answer = item.ask.options[item.ask.gold] if isinstance(item.ask, Choose) else ""
    if isinstance(item.ask, Follow):
        answer = item.ask.text
    messages = (*item.messages, Message("assistant", answer))
    return {"messages": [{"role": one.role, "content": one.content} for one in messages]}
