"""The report of two logs: what a probe of both models would have found on the tasks that they were evaluated on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib.metadata import version as version_of
from pathlib import Path

import orjson

from auditor import __version__
from auditor.checks import Limit
from auditor.evallogs.find import find, open_log
from auditor.evallogs.log import Log
from auditor.evallogs.pairing import Paired, pair
from auditor.findings import Done, Outcome, Skipped
from auditor.policy import Policy, Verdict, judge
from auditor.report import Data, Probed, Report, Run, Spool, measured_on
from auditor.text.keys import Key, key_from_environment

CHECK = "probe/forgetting"
"""The only check that logs can answer for."""
UNKNOWN = "unknown"
"""Stands for the digest of weights, which no log tells."""
PACKAGES = ("numpy", "orjson", "pyarrow", "scipy", "zstandard")


def is_log(path: Path) -> bool:
    """Whether there is a log of a harness at a path."""
    return bool(find(path).harnesses)


def compare_logs(
    base: Path, tuned: Path, *, cluster: str | None = None, named: Collection[str] = (), seed: int = 0,
    key: Key | None = None,
) -> Report:  # fmt: skip
    """Holds the logs of a tuned model against those of its base: what it lost on each task.

    `cluster` names a field of the items by which they belong together, `named` findings that a policy limits by name.
    Nothing is judged where the base is not shown to do better than guessing on any task.

    Raises:
        UsageError: a log is broken or has no scores of single items, or the two are of different harnesses or data.
    """
    before, after = (open_log(path, find(path), cluster) for path in (base, tuned))
    paired, notes = pair(before, after)
    key = key or key_from_environment()
    outcome, more, spool = _measured(paired, before, named, seed, key)
    run = Run(
        version=__version__,
        data=Data(_digest(paired), (), 0),
        key_id=key.id,
        seed=seed,
        epochs=1.0,
        tokenizer=None,
        shape=None,
        options={},
        packages={name: version_of(name) for name in PACKAGES},
        model=_probed(before, after, paired, (*notes, *more)),
    )
    hits = replace(spool.done(), origins=(base, tuned))  # they name items of the logs
    return Report(run, {CHECK: outcome}, hits, measured_on())


def ruled(report: Report, policy: Policy) -> Verdict:
    """The verdict of a policy on what logs can answer for: forgetting, and nothing else that its stage asks for."""
    own: dict[str, Limit] = {name: limit for name, limit in policy.limits.items() if name.startswith("forgetting/")}
    demanded = frozenset(name for name in policy.demanded if name in own)
    return judge(report, replace(policy, stage="post-train", required=(CHECK,), demanded=demanded), half="model")


def _measured(
    paired: Sequence[Paired], base: Log, named: Collection[str], seed: int, key: Key
) -> tuple[Outcome, tuple[str, ...], Spool]:
    """The outcome, notes, and the items that were lost."""
    from auditor.evallogs.measure import evidence, findings, judged_names, perplexities, tasks

    found = tasks(paired, base.groups)
    judged = judged_names(found, named)
    notes = tuple(f"logs.not_able:{task.name}" for task in found if not task.able)
    spool = Spool()
    if not judged:
        return Skipped("no_able_task"), notes, spool
    facts = [
        finding
        for task in found
        for finding in findings(task, judged=task.name in judged, tests=len(judged), seed=seed)
    ]
    facts += perplexities(paired, seed)
    for task in found:
        if task.name in judged:
            spool.extend(evidence(task, key))
    return Done(tuple(facts)), notes, spool


def _digest(paired: Sequence[Paired]) -> str:
    """Digest of the questions that both were asked, and of what both scored."""
    asked = [
        (*one.name, one.keys, *([(item.doc, item.score) for item in side] for side in (one.before, one.after)))
        for one in paired
    ]
    return hashlib.sha256(orjson.dumps(asked)).hexdigest()[:32]


def _probed(base: Log, tuned: Log, paired: Sequence[Paired], notes: tuple[str, ...]) -> Probed:
    """The tuned model, as its log has it."""
    tasks = dict.fromkeys(one.name.task for one in paired)
    return Probed(
        name=tuned.model,
        weights=UNKNOWN,
        base=base.model,
        base_weights=UNKNOWN,
        shipped=None,
        template=tuned.settings.get("logs.template", UNKNOWN)[:24],
        dtype=tuned.settings.get("logs.dtype", UNKNOWN),
        decoding=f"as logged by {tuned.harness} {tuned.settings.get('logs.harness', '')}".strip(),
        packs=tuple(f"{tuned.harness}: {task}" for task in tasks),
        date=tuned.date,
        notes=notes,
    )
