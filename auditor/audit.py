"""`scan`: the single path behind the command line and the Python interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from auditor import __version__, fold
from auditor.checks import Batch, Setup, described
from auditor.engines import local
from auditor.errors import RunError, UsageError
from auditor.findings import Failed
from auditor.overview import Overview, describe_tokenizer
from auditor.policy import Policy, load_policy
from auditor.records import Record, Unreadable
from auditor.registry import risk, risks
from auditor.report import Data, EvidenceFile, Lines, Report, Run, Spool
from auditor.sources import Shard, Source, nothing_read, open_source, read
from auditor.text.keys import Key, key_from, key_from_environment

PACKAGES = ("numpy", "orjson", "phonenumbers", "pyarrow", "python-stdnum", "tokenizers")
"""Packages on whose versions findings can depend."""
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
    epochs: float = 1.0,
    seed: int = 0,
    key: Key | str | None = None,
    strict: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Scans training data and reports what is risky in it.

    `data` are paths of files and folders, ids of datasets on the Hub, `datasets` objects or lists of dicts; `eval`
    is one of them or a tuple of several, for the data that the model will be evaluated on. The policy says what to
    measure; `auditor.judge(report, policy)` what is allowed. `only` and `skip` name risks; a risk that another one
    builds on runs with it. Without a `key`, the one of the environment is taken (`AUDITOR_KEY`). With `strict`, a
    check that breaks raises.

    Raises:
        UsageError: the data, the policy or an option is to be mended.
        RunError: the machine gave up.
    """
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    cores = local.cores(workers)
    setup = Setup(_key(key), _epochs(epochs), tokenizer, seed, cores)
    described_tokenizer = None if tokenizer is None else describe_tokenizer(tokenizer)  # a wrong one is said at once
    plan = Plan(_select(rules, setup, _names(only), _names(skip)), setup, strict)
    source = open_source(data, eval if isinstance(eval, tuple) else (eval,), shape)
    ended, evidence = _measured(plan, source, cores, progress)
    overview: Overview = ended.facts["overview"]
    about = Data(overview.digest, overview.files, source.skipped)
    run = _described(plan, rules, about, described_tokenizer, shape, ended.packages)
    return Report(run, {f"scan/{name}": ended.outcomes[name] for name in plan.checks}, evidence)


def _key(given: Key | str | None) -> Key:
    return key_from(given) if isinstance(given, str) else given or key_from_environment()


def _epochs(given: float) -> float:
    if not 0 < given < float("inf"):
        raise UsageError(f"--epochs {given:g}: give a positive number of epochs")
    return float(given)


def _described(
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
    )


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _select(rules: Policy, setup: Setup, only: Sequence[str], skip: Sequence[str]) -> dict[str, Any]:
    """The checks to run: the overview always, and whatever a chosen one builds on. No other one is built.

    Raises:
        UsageError: there is no such risk, or one that is to run cannot.
    """
    for id in (*only, *skip):
        risk(id)
    if both := set(only) & set(skip):
        raise UsageError(f"--only and --skip both name {min(both)}; give one of them")
    built: dict[str, Any] = {}
    wanted = ["overview", *(id for id in only or risks() if id not in skip)]
    while wanted:
        id = wanted.pop()
        if id not in built:
            built[id] = risk(id).scanner(rules.options[id], setup)
            wanted += built[id].uses
    return {id: built[id] for id in risks() if id in built}


def _measured(plan: Plan, source: Source, workers: int, progress: Progress) -> tuple[fold.Ended, EvidenceFile]:
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
    for part in local.run(partial(examine, plan), source.shards(), workers):
        states = fold.merge(states, part.states)
        spool.add(part.evidence)
        done += part.size
        records += part.records
        unreadable += part.unreadable[: SHOWN - len(unreadable)]
        progress("scan", done, source.size)
    if records == 0:
        raise nothing_read(unreadable)
    progress("finish", 0, None)
    ended = fold.finish(plan.checks, states, spool.extend, strict=plan.strict)
    match ended.outcomes["overview"]:
        case Failed(error, frames):
            raise RunError(f"the overview broke ({error} at {frames[-1]}), and without it there is no report")
        case _:
            return ended


def examine(plan: Plan, shard: Shard) -> Part:
    """What every check makes of one shard. Runs in a worker."""
    items = read(shard, plan.setup.key)
    records = tuple(item for item in items if isinstance(item, Record))
    unreadable = tuple(item for item in items if isinstance(item, Unreadable))
    batch = Batch(shard.file, shard.base, shard.split, records, unreadable)
    states, evidence = fold.fold(plan.checks, batch, Lines(), strict=plan.strict)
    counted = len(records) if shard.split == "train" else 0
    return Part(states, bytes(evidence), counted, unreadable[:SHOWN], shard.size)
