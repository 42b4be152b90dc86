"""`clean`: the single path behind the command line and the Python interface."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from auditor.checks import Setup
from auditor.cleaning.files import copy_descriptors, write_cleaned
from auditor.cleaning.inputs import Inputs, named_files, open_inputs, options_of, scanned
from auditor.cleaning.log import named
from auditor.cleaning.marks import Marker, is_private
from auditor.cleaning.match import COPY
from auditor.cleaning.output import Output, cleaned
from auditor.cleaning.store import Change, Store
from auditor.cleaning.work import HIDES, Cleaner, Made, Task
from auditor.engines import local
from auditor.errors import ReportError
from auditor.policy import Policy, load_policy
from auditor.report import Report, read_report
from auditor.risks.privacy import PrivacyScan
from auditor.text.keys import Key, key_from, key_from_environment

Progress = Callable[[str, int, int | None], None]
"""Called with a stage, how much is done and how much there is, in bytes."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was done, and what nobody looked at."""

    out: Path
    log: Path
    counts: Mapping[str, Mapping[str, int]]
    """By kind of value: how many hits were replaced by a `pseudonym`, by `redact` or `zero`, or went with a dropped
    row (`drop`); under `fallback`, how many of them were to be replaced in another way."""
    collisions: Mapping[str, int]
    """By kind: how many distinct values share a surrogate with another, because the range of surrogates is small."""
    dropped: int
    """Rows that were left out as copies."""
    files: int
    changed: int
    """How many of the files changed; the others are copied byte for byte."""
    unreadable: int
    """Lines, rows and files that nobody could read. They are copied, and may hold anything."""
    hidden: int
    """Rows in which a field stands twice: the last one was searched, what stands in the others may be anything."""
    left_out: int
    """Files of the given folders that were not searched, hence not copied."""
    keyed: bool
    """Whether a key draws the surrogates, so that another run gives the same ones."""
    kinds_left_out: tuple[str, ...]
    """Kinds of values that the scan was told not to search for."""
    report: Report


def clean(
    *data: str | os.PathLike[str],
    report: Report | str | os.PathLike[str],
    out: str | os.PathLike[str],
    policy: Policy | str | Path = "default",
    eval: object = (),
    workers: int | None = None,
    key: Key | str | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Cleaning:
    """Writes the data without the private values that a scan of it found.

    `data` and `eval` are the paths that were scanned; the report says what was found in them, the section `clean` of
    the policy what becomes of it. One file gives one file, anything else a folder. What the scan did not search for,
    such as names, is not taken out.

    Raises:
        UsageError: the data, the report, the key or the policy do not belong together, or `out` cannot be written.
        RunError: the machine gave up.
    """
    found = report if isinstance(report, Report) else read_report(report)
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    secret = key_from(key) if isinstance(key, str) else key or key_from_environment()
    _check_key(secret, found)
    scanned(found)
    options = options_of(found, rules)
    inputs = open_inputs(data, eval, found, Path(out))
    drawn = secret.secret if secret.id is not None else secrets.token_bytes(32)
    marker = Marker(PrivacyScan(options, Setup(secret)), drawn, rules.clean.replace)
    store = Store()
    try:
        with cleaned(Path(out)) as output:
            hits = store.take_hits(found, _wanted(options.own, rules), named_files(inputs, found))
            run = _Run(inputs, store, output, hits, progress)
            run.read(Cleaner(marker, secret), workers, found, secret)
            left_out = run.write(marker.scan)
            output.publish()
        return run.done(found, left_out, _left_out(options.kinds))
    finally:
        store.close()


def _check_key(key: Key, report: Report) -> None:
    if key.id != report.run.key_id:
        wanted = "no key" if report.run.key_id is None else f"the key {report.run.key_id}"
        raise ReportError(
            f"the report was made with {wanted}, and this run has {f'the key {key.id}' if key.id else 'none'}; set "
            "AUDITOR_KEY as it was for the scan, or scan again"
        )


def _wanted(own: frozenset[str], rules: Policy) -> Callable[..., bool]:
    drops = rules.clean.duplicates == "drop"
    return lambda hit: is_private(hit, own) or (drops and hit.finding == COPY)


def _left_out(kinds: tuple[str, ...]) -> tuple[str, ...]:
    from auditor.text.private import KINDS

    return tuple(kind for kind in KINDS if kind not in kinds)


class _Run:
    """One cleaning while it goes on."""

    def __init__(self, inputs: Inputs, store: Store, output: Output, hits: int, progress: Progress) -> None:
        self._inputs = inputs
        self._store = store
        self._output = output
        self._hits = hits
        self._progress = progress
        self._counts: Counter[tuple[str, str]] = Counter()
        self._broken: set[str] = set()
        self.dropped = self.changed = self.unreadable = self.hidden = 0

    def read(self, cleaner: Cleaner, workers: int | None, report: Report, key: Key) -> None:
        """Cleans all rows, keeps the changes, and writes the log.

        Raises:
            ReportError: the data is not that of the report.
        """
        digest = used = done = 0
        names: dict[str, dict[str, str]] = {}
        for made in local.run(cleaner, self._tasks(), local.cores(workers)):
            digest += made.digest
            used += made.used
            done += made.size
            names.setdefault(made.file, {}).update(made.names)
            self._take(made)
            self._progress("clean", done, self._inputs.source.size)
        if key.data_digest(digest % (1 << 128)) != report.run.data.digest or used != self._hits:
            raise ReportError("this is not the data of the report, or it has changed since; scan it again")
        for file, renamed in names.items():
            if renamed:
                self._store.add_changes(file, [Change(0, "names", orjson.dumps(renamed))])
        self._store.index_changes()

    def _tasks(self) -> Iterator[Task]:
        for shard in self._inputs.source.shards():
            if shard.split == "train":
                numbers = shard.piece.numbers
                yield Task(shard, self._store.hits(shard.file, numbers[0], numbers[-1]))

    def _take(self, made: Made) -> None:
        self._store.add_changes(made.file, made.changes)
        self._store.add_surrogates(made.surrogates)
        self._counts.update(made.counts)
        self.dropped += sum(change.action == "drop" for change in made.changes)
        self.unreadable += len(made.unreadable)
        self.hidden += len(made.hidden)
        self._broken.update(item.origin for item in made.unreadable if item.origin == made.file)
        unread = [named(item.origin, "kept_unread", item.reason) for item in made.unreadable]
        hidden = [named(origin, "unsearched", HIDES) for origin in made.hidden]
        self._output.changes.write(b"".join([made.log, *unread, *hidden]))

    def write(self, scan: PrivacyScan) -> int:
        """Writes the files; returns how many files of the folders were left out."""
        one = self._inputs.is_one_file
        done = 0
        for name, path in self._inputs.files:
            target = self._output.data if one else self._output.data / name
            target.parent.mkdir(parents=True, exist_ok=True)
            changes = self._store.changes(name) if self._store.has_changes(name) else None
            self.changed += changes is not None
            write_cleaned(path, target, changes, name, broken=name in self._broken)
            done += path.stat().st_size
            self._progress("write", done, self._inputs.source.size)
        return 0 if one else copy_descriptors(self._inputs, self._output.data, scan)

    def done(self, report: Report, left_out: int, kinds_left_out: tuple[str, ...]) -> Cleaning:
        """What was done."""
        return Cleaning(
            self._output.out, self._output.log, self._by_kind(), self._store.collisions(), self.dropped,
            len(self._inputs.files), self.changed, self.unreadable, self.hidden, left_out,
            report.run.key_id is not None, kinds_left_out, report,
        )  # fmt: skip

    def _by_kind(self) -> dict[str, dict[str, int]]:
        """The counts, by kind and then by what was done."""
        found: dict[str, dict[str, int]] = {}
        for (kind, act), count in sorted(self._counts.items()):
            found.setdefault(kind, {})[act] = count
        return found
