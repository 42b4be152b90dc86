"""`scan`: the single path behind the command line and the Python interface."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from auditor import __version__, fold
from auditor.benchmarks.shelf import written
from auditor.checks import Batch, Setup, described
from auditor.configured import Config, of_files, take
from auditor.engines import local
from auditor.errors import RunError, UsageError
from auditor.findings import Failed
from auditor.overview import describe_tokenizer
from auditor.policy import Policy, load_policy
from auditor.records import Record, Unreadable
from auditor.registry import risk, risks
from auditor.report import Data, EvidenceFile, Lines, Report, Run, Spool, measured_on
from auditor.sources import Shard, Source, nothing_read, open_source, read
from auditor.text.keys import Key, key_from, key_from_environment
from auditor.training.model import Training
from auditor.training.shown import shown

BENCHMARKS = "benchmarks"
PACKAGES = ("numpy", "orjson", "phonenumbers", "pyarrow", "python-stdnum", "tokenizers")
"""Packages on whose versions findings can depend."""
MANY = 4
"""Shards after which there is so much data that what finishing it needs is loaded while the rest is read."""
SHOWN = 200
"""Unreadable items that are kept for the message that nothing could be read."""

Progress = Callable[[str, int, int | None], None]
"""Called with a stage, how much is done and how much there is, in bytes or rows; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One scan, with everything resolved: all that a worker needs."""

    checks: Mapping[str, Any]
    setup: Setup
    strict: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which risks are looked at."""

    only: tuple[str, ...]
    """All of them, where empty."""
    skip: tuple[str, ...]
    beside: tuple[str, ...] = ()
    """Those that are measured beside the scan."""


class Beside(Protocol):
    """What is measured beside a scan, such as a model asked about records that are drawn while it reads."""

    def chosen(self, wanted: Wanted) -> Wanted:
        """Its own risks taken out of those that are named for the scan."""
        ...

    def checks(self, setup: Setup, rules: Policy) -> Mapping[str, Any]:
        """Checks that only gather what it needs: they stand in no report."""
        ...

    def told(self, report: Report, facts: Mapping[str, Any], setup: Setup, rules: Policy, wanted: Wanted) -> Report:
        """The report with what it measured."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """What a worker sends back of one shard."""

    states: fold.States
    evidence: bytes
    records: int
    unreadable: tuple[Unreadable, ...]
    size: int


def scan(
    *data: object,
    eval: object = (),
    policy: Policy | str | Path = "default",
    only: str | Sequence[str] = (),
    skip: str | Sequence[str] = (),
    workers: int | None = None,
    shape: str | None = None,
    tokenizer: str | None = None,
    epochs: float | None = None,
    seed: int = 0,
    benchmark: str | Sequence[str] = (),
    config: Config | None = None,
    trainer: str | None = None,
    template: str | None = None,
    key: Key | str | None = None,
    strict: bool = False,
    progress: Progress = lambda stage, done, total: None,
    beside: Beside | None = None,
    base: str | None = None,
    hardware: str | None = None,
    price: str | None = None,
) -> Report:
    """Scans training data and reports what is risky in it.

    `data` are paths of files and folders, ids of datasets on the Hub, `datasets` objects or lists of dicts; `eval`
    is one of them or a tuple of several, for the data that the model will be evaluated on. The policy says what to
    measure; `auditor.judge(report, policy)` what is allowed. `only` and `skip` name risks; a risk that another one
    builds on runs with it. Without a `key`, the one of the environment is taken (`AUDITOR_KEY`). With `strict`, a
    check that breaks raises. `benchmark` names public benchmarks to look for beside those of the policy: `NAME` of a
    pack, or `NAME=FILE`. `config` is the configuration of the training (a file, or a `Training`), `trainer` its trainer
    where the file does not tell or there is none, `template` a chat template in the place of the configured one; the
    configuration's data, epochs (else 1) and tokenizer are taken where none are given. `beside` measures more, such as
    `auditor.probing.before.Base("MODEL")`, which asks a base about records of the data.
    `base` names the model that will be tuned, for its sizes alone; `hardware` what it will be tuned on, such as `H100`,
    and `price` what an hour of that costs, such as `2.5 CNY`.

    Raises:
        UsageError: the data, the policy or an option is to be mended.
        RunError: the machine gave up.
    """
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    cores, date = local.cores(workers), measured_on()
    evals = eval if isinstance(eval, tuple) else (eval,)
    taken = take(data, evals, epochs, tokenizer, config, trainer, template, base)
    described_tokenizer = None if taken.tokenizer is None else describe_tokenizer(taken.tokenizer)  # said at once
    wanted = Wanted(named(only), named(skip))
    wanted = wanted if beside is None else beside.chosen(wanted)
    beside = beside if wanted.beside else None
    with _packs(rules, named(benchmark), wanted.only, wanted.skip) as packs:
        setup = Setup(chosen_key(key), checked_epochs(taken.epochs), taken.tokenizer, seed, packs, cores)
        setup = replace(setup, base=base, hardware=hardware, price=price)
        _select(rules, setup, wanted.only, wanted.skip)  # a wrong name is said before the data is opened
        source = open_source(taken.data, taken.evals, shape)
        setup = replace(setup, training=completed(taken.training, source, setup.key))
        plan = Plan(_select(rules, setup, wanted.only, wanted.skip), setup, strict)
        _try_training(plan)
        more = {} if beside is None else beside.checks(setup, rules)
        ended, evidence = measured(replace(plan, checks={**plan.checks, **more}), source, cores, progress)
        about = Data(ended.facts["overview"].digest, ended.facts["overview"].files, source.skipped)
        run = described_run(plan, rules, about, described_tokenizer, shape, ended.packages)
    report = Report(run, {f"scan/{name}": ended.outcomes[name] for name in plan.checks}, evidence, date)
    return report if beside is None else beside.told(report, ended.facts, plan.setup, rules, wanted)


@contextmanager
def _packs(rules: Policy, given: Sequence[str], only: Sequence[str], skip: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Paths of the packs to look for: those of the policy and those given, `NAME` or `NAME=FILE`."""
    if BENCHMARKS in skip or (only and BENCHMARKS not in only):
        if given:
            raise UsageError(f"--benchmark {given[0]}: the check for benchmarks is left out by --only or --skip")
        yield ()
        return
    named = {text.partition("=")[0] for text in given}
    with written([*(name for name in rules.options[BENCHMARKS].packs if name not in named), *given]) as paths:
        if paths:
            from auditor.text.benchmarks import opened

            opened(paths)  # a damaged one is said at once
        yield paths


def chosen_key(given: Key | str | None) -> Key:
    return key_from(given) if isinstance(given, str) else given or key_from_environment()


def completed(training: Training | None, source: Source, key: Key) -> Training | None:
    """The configuration with what the data tells: its first rows, and which file is read how."""
    if training is None:
        return None
    files = {name: path for name, path, split in source.files() if split == "train"}
    return of_files(training, files, source.heads(key))


def _try_training(plan: Plan) -> None:
    """Opens the dry runs once: what a configuration asks for and is not to be had is said before the work.

    Raises:
        UsageError: as of `dry_runs`.
    """
    training = plan.setup.training
    if training is not None and "training" in plan.checks:
        from auditor.training.trainers import dry_runs

        for name in (None, *training.files):
            dry_runs(training if name is None else training.for_file(name), plan.setup.tokenizer)


def checked_epochs(given: float) -> float:
    if not 0 < given < float("inf"):
        raise UsageError(f"--epochs {given:g}: give a positive number of epochs")
    return float(given)


def described_run(
    plan: Plan, rules: Policy, data: Data, tokenizer: str | None, shape: str | None, packages: Mapping[str, str]
) -> Run:
    """What it takes to repeat the run."""
    return Run(
        version=__version__,
        data=data,
        key_id=plan.setup.key.id,
        seed=plan.setup.seed,
        epochs=plan.setup.epochs,
        tokenizer=tokenizer,
        shape=shape,
        options={id: described(rules.options[id]) for id in plan.checks},
        packages={name: version_of(name) for name in PACKAGES} | dict(packages),
        benchmarks=tuple(map(_digested, plan.setup.benchmarks)),
        training=None if plan.setup.training is None else shown(plan.setup.training),
        hardware=plan.setup.hardware,
        price=plan.setup.price,
    )


def _digested(path: str) -> str:
    return f"{Path(path).stem}, sha256:{hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]}"


def named(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _select(rules: Policy, setup: Setup, only: Sequence[str], skip: Sequence[str]) -> dict[str, Any]:
    """The checks to run: the overview always, and whatever a chosen one builds on. No other one is built.

    What builds on a skipped one is skipped with it.

    Raises:
        UsageError: there is no such risk, or one that is to run cannot.
    """
    for id in (*only, *skip):
        risk(id)
    if both := set(only) & set(skip):
        raise UsageError(f"--only and --skip both name {min(both)}; give one of them")
    chosen: dict[str, Any] = {}
    for id in ("overview", *(only or (id for id, one in risks().items() if one.scanner))):
        needed, left_out = _with_needed(id, rules, setup, frozenset(skip) - {"overview"})
        if not left_out:
            chosen |= needed
        elif id in only:
            raise UsageError(f"--only {id} builds on {min(left_out)}, which --skip leaves out; give one of them")
    return {id: chosen[id] for id in risks() if id in chosen}


def _with_needed(id: str, rules: Policy, setup: Setup, skip: frozenset[str]) -> tuple[dict[str, Any], frozenset[str]]:
    """A check and those that it builds on, directly or not; and which of them are to be skipped."""
    built: dict[str, Any] = {}
    left_out = set()
    wanted = [id]
    while wanted:
        one = wanted.pop()
        if one in skip:
            left_out.add(one)
        elif one not in built:
            scanner = risk(one).scanner
            if scanner is None:
                raise UsageError(f"--only {one}: this risk is measured on a model; run: auditor probe --only {one}")
            built[one] = scanner(rules.options[one], setup)
            wanted += built[one].uses
    return built, frozenset(left_out)


def measured(plan: Plan, source: Source, workers: int, progress: Progress) -> tuple[fold.Ended, EvidenceFile]:
    spool = Spool()
    try:
        return _run(plan, source, workers, spool, progress), spool.done()
    except BaseException:
        spool.discard()
        raise


def _run(plan: Plan, source: Source, workers: int, spool: Spool, progress: Progress) -> fold.Ended:
    states: fold.States = {name: check.start() for name, check in plan.checks.items()}
    done = records = 0
    unreadable: list[Unreadable] = []
    for number, part in enumerate(local.run(partial(examine, plan), source.shards(), workers)):
        if number == MANY and workers > 1:
            Thread(target=_load, args=(tuple(plan.checks),)).start()
        states = fold.merge(states, part.states)
        spool.add(part.evidence)
        done += part.size
        records += part.records
        unreadable += part.unreadable[: SHOWN - len(unreadable)]
        progress("scan", done, source.size)
    if records == 0:
        raise nothing_read(unreadable)
    progress("finish", 0, None)
    with local.uncollected():
        ended = fold.finish(plan.checks, states, spool.extend, strict=plan.strict)
    match ended.outcomes["overview"]:
        case Failed(error, frames):
            raise RunError(f"the overview broke ({error} at {frames[-1]}), and without it there is no report")
        case _:
            return ended


def _load(ids: tuple[str, ...]) -> None:
    """Imports what takes long to import and is needed at the end, while the workers read."""
    for id in ids:
        for module in known.loads if (known := risks().get(id)) else ():
            import_module(module)


@local.uncollected()
def examine(plan: Plan, shard: Shard) -> Part:
    """What every check makes of one shard. Runs in a worker."""
    items = read(shard, plan.setup.key)
    records = tuple(item for item in items if isinstance(item, Record))
    unreadable = tuple(item for item in items if isinstance(item, Unreadable))
    batch = Batch(shard.file, shard.base, shard.split, records, unreadable)
    states, evidence = fold.fold(plan.checks, batch, Lines(), strict=plan.strict)
    counted = len(records) if shard.split == "train" else 0
    return Part(states, bytes(evidence), counted, unreadable[:SHOWN], shard.size)
