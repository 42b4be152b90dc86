"""`split`: the single path behind the command line and the Python interface."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from auditor.checks import Setup
from auditor.engines import local
from auditor.errors import INCONCLUSIVE, PASS, RunError, SourceError, UsageError
from auditor.policy import Policy, load_policy
from auditor.records import Record
from auditor.risks.privacy import PrivacyScan
from auditor.sources import Shard, open_source, read
from auditor.splitting.collect import Collection, Looker, Progress, collect, reading
from auditor.splitting.inputs import Inputs, asked, open_inputs
from auditor.splitting.output import EVAL, TRAIN, Output, parts
from auditor.text.keys import Key, key_from, key_from_environment

if TYPE_CHECKING:
    from auditor.splitting.decide import Decided

SCHEMA = "auditor.split/1"
SIZES = ("1", "2-3", "4-9", "10+")


@dataclass(frozen=True, slots=True)
class Part:
    """One side."""

    records: int
    digest: str
    """The data digest that the report of a scan of this part has."""
    files: Mapping[str, int]
    """Records by file; a file of which nothing is on this side is not written."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Groups of one class of sizes in one file and layout."""

    file: str
    shape: str
    size: str
    """Records of a group: `1`, `2-3`, `4-9` or `10+`."""
    train: int
    """Records."""
    eval: int


@dataclass(frozen=True, slots=True)
class Split:
    """What was done."""

    out: Path
    train: Part
    eval: Part
    asked: int
    """How many records were to be held out."""
    groups: int
    """Groups of records that are never parted."""
    largest: int
    """Records of the largest group."""
    largest_by: str
    """What ties most of it together: a key of `ties`, or empty where every record stands alone."""
    ties: Mapping[str, int]
    """By kind of relation: how many records it ties to another one."""
    moved: int
    """Records that were drawn and moved into the training part, as a scan would have found them there."""
    parted_values: int
    """Private values in so many records that they tie nobody: these can stand on both sides."""
    parted_beginnings: int
    """The same of beginnings of conversations."""
    unproven: tuple[str, ...]
    """Measures of a scan, such as `near_pair`, that could not look at all of it, since too much is alike."""
    unreadable: int
    """Lines, rows and files that nobody could read. They are in the training part."""
    strata: tuple[Stratum, ...]
    seed: int
    threshold: float
    shortest_answer: int
    policy: str
    shape: str | None
    key_id: str | None

    @property
    def exit_code(self) -> int:
        """0, or 3 where less than half of what was asked for could be held out, or not all of it be checked."""
        return PASS if 2 * self.eval.records >= self.asked and not self.unproven else INCONCLUSIVE

    def to_json(self) -> bytes:
        """The content of `split.json`: the same bytes for the same data, options, seed and key."""
        content: dict[str, Any] = {"schema": SCHEMA, "version": version("finetune-auditor")}
        content |= {part.name: getattr(self, part.name) for part in fields(self) if part.name != "out"}
        content |= {"train": asdict(self.train), "eval": asdict(self.eval)}
        return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def split(
    *data: str | os.PathLike[str],
    out: str | os.PathLike[str],
    eval: float | str = 0.1,
    seed: int = 0,
    policy: Policy | str | Path = "default",
    workers: int | None = None,
    shape: str | None = None,
    key: Key | str | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Split:
    """Writes the data in two parts, `train` and `eval`, of which neither holds near copies of the other.

    `data` are paths of files and folders, `eval` a share of the records or a whole number of them. The options of the
    policy for contamination and privacy say what counts as near and as a person's value.

    Raises:
        UsageError: the data or an option is to be mended, or nothing can be held out.
        RunError: the machine gave up.
    """
    wanted = asked(eval)
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    cores = local.cores(workers)
    secret = key_from(key) if isinstance(key, str) else key or key_from_environment()
    inputs = open_inputs(data, shape, Path(out))
    scan = PrivacyScan(rules.options["privacy"], Setup(secret, workers=cores))
    with parts(Path(out)) as output:
        records = collect(inputs.source, Looker(scan), cores, progress)
        if len(records) < 2:
            raise SourceError("there is one record in the data, and it cannot be on two sides; give more")
        run = _Run(inputs, output, records, rules, secret, seed, shape, cores, progress)
        done = run.decide(wanted.of(len(records)))
        run.write()
        output.about([done.to_json()])
        output.publish()
    return done


@dataclass(slots=True)
class _Run:
    """One split while it goes on."""

    inputs: Inputs
    output: Output
    records: Collection
    rules: Policy
    key: Key
    seed: int
    shape: str | None
    workers: int
    progress: Progress
    decided: Decided | None = None

    def decide(self, wanted: int) -> Split:
        """Draws the sides.

        Raises:
            UsageError: nothing can be held out.
        """
        from auditor.splitting.decide import decide

        options = self.rules.options["contamination"]
        self.progress("finish", 0, None)
        found = decide(
            self.records, wanted, self.seed, options, self.workers, lambda: self.progress("finish", 0, None)
        )  # fmt: skip
        if not found.held_out.any():
            raise _nothing(found)
        self.decided = found
        sizes = found.groups.sizes
        return Split(
            self.output.out, self._part(train=True), self._part(train=False), wanted, len(sizes), int(sizes.max()),
            found.largest_by, found.ties, found.moved, found.parted_values, found.parted_beginnings,
            found.unproven, sum(len(file.unread) + file.whole for file in self.records.files), tuple(self._strata()),
            self.seed, options.threshold, options.shortest_answer, self.rules.digest, self.shape, self.key.id,
        )  # fmt: skip

    def _mine(self, *, train: bool) -> Any:
        assert self.decided is not None
        return ~self.decided.held_out if train else self.decided.held_out

    def _part(self, *, train: bool) -> Part:
        import numpy as np

        mine = self._mine(train=train)
        counts = np.bincount(self.records.file[mine], minlength=len(self.records.files)).tolist()
        files = {file.name: count for file, count in zip(self.records.files, counts, strict=True) if count}
        digest = sum(self.records.kept.record_digests(np.flatnonzero(mine)))
        return Part(sum(counts), self.key.data_digest(digest % (1 << 128)), files)

    def _strata(self) -> Iterator[Stratum]:
        import numpy as np

        assert self.decided is not None
        groups, records = self.decided.groups, self.records
        first = np.unique(groups.of, return_index=True)[1]
        source, size = first[groups.of], groups.classes()[groups.of]
        counts: dict[tuple[int, str, int], list[int]] = {}
        for place, kind, held_out in zip(source.tolist(), size.tolist(), self.decided.held_out.tolist(), strict=True):
            both = counts.setdefault((int(records.file[place]), records.shape[place], kind), [0, 0])
            both[held_out] += 1
        for (file, shape, kind), (train, held_out) in sorted(counts.items()):
            yield Stratum(records.files[file].name, shape, SIZES[kind], train, held_out)

    def write(self) -> None:
        """Writes the files, and reads them again as a scan would.

        Raises:
            UsageError: a part would not be read as the data was.
        """
        import numpy as np

        done = 0
        paths = dict(self.inputs.files)
        ends = np.searchsorted(self.records.file, np.arange(len(self.records.files)), "right").tolist()
        for file, first, end in zip(self.records.files, [0, *ends], ends, strict=False):
            path = paths[file.name]
            numbers = self.records.number[first:end]
            train, eval = (numbers[self._mine(train=side)[first:end]].tolist() for side in (True, False))
            if train or file.unread or file.whole:
                self.output.part(TRAIN, file.name, path, eval)
            if eval:
                self.output.part(EVAL, file.name, path, sorted([*train, *file.unread]))
            done += path.stat().st_size
            self.progress("write", done, self.inputs.source.size)
        self._read_again()

    def _read_again(self) -> None:
        found = {"train": (0, 0, 0), "eval": (0, 0, 0)}
        folders = (self.output.data / TRAIN,), (self.output.data / EVAL,)
        for split, *sums in local.run(Rereader(self.key), open_source(*folders, self.shape).shards(), self.workers):
            found[split] = tuple(map(sum, zip(found[split], sums, strict=True)))  # type: ignore[assignment]
        for split, (count, digest, readings) in found.items():
            mine = self._mine(train=split == "train")
            expected = sum(self.records.kept.record_digests(mine.nonzero()[0]))
            if count != int(mine.sum()) or (digest - expected) % (1 << 128):
                raise RunError(
                    f"the {split} part, read again, does not hold the records that were to go there; did the data "
                    "change meanwhile? Has each file a name that ends in its format? Mend that and split again"
                )
            if (readings - int(self.records.readings[mine].sum())) % (1 << 64):
                raise UsageError(
                    f"the {split} part would be read in another layout than the data; give the folder in which "
                    "dataset_info.json stands, or name the layout with --shape"
                )


class Rereader:
    """Reads shards again. It can be pickled."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def __call__(self, shard: Shard) -> tuple[str, int, int, int]:
        """The side of a shard, how many records it has, and the sums of their digests and of what they read as."""
        records = [item for item in read(shard, self._key) if isinstance(item, Record)]
        return shard.split, len(records), sum(one.digest for one in records), sum(map(reading, records))


def _nothing(found: Decided) -> UsageError:
    """The error where no group could be held out."""
    from auditor.messages import say

    sizes, free = found.groups.sizes, ~found.groups.pinned
    if not free.any():
        return UsageError("nothing can be held out: every record is empty, or in a file that cannot be read whole")
    if int(sizes[free].min()) > found.asked:
        why = f", tied most of all by: {say(f'split.by_{found.largest_by}', 'en')}" if found.largest_by else ""
        return UsageError(
            f"nothing can be held out: of {len(sizes):,} groups that must not be parted, the smallest has "
            f"{int(sizes[free].min()):,} records and the largest {int(sizes.max()):,}{why}; ask for more records "
            "with --eval, or take copies out of the data first"
        )
    return UsageError(
        "nothing can be held out: whatever was drawn, a scan would have found in the rest; take copies out first"
    )
