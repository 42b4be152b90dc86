"""How records stand together in a step: padded to the longest of a batch, packed whole, or cut from one stream.

Facts: `SFTTrainer` and `pack_dataset` of TRL 1.16.0; `data/processor/` of LLaMA-Factory 0.9.5; `MultipackBatchSampler`
of axolotl 0.19.0; `dataset/packing.py` of ms-swift 4.6.0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.training.model import Training

ROWS = 1000
"""Records that `datasets` hands on together unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Padded:
    """Every record is filled up to the longest of its batch."""

    records: int
    """Of a batch."""
    to: int | None = None
    """Tokens to which every record is filled up whatever the others are."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Whole records share packs."""

    size: int
    """Tokens of records that a pack takes."""
    most: int | None = None
    """Records that it takes."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Records are joined, and the stream is cut into blocks."""

    size: int
    """Tokens of a block."""
    keeps_rest: bool
    """Whether what is left at the end of a stream is trained on."""
    rows: int = ROWS
    """Records of a stream."""
    parts: int = 1
    """Into so many parts the data is cut before, one to a process."""

    def streams(self, records: int) -> int:
        """How many streams so many records make."""
        each = -(-records // self.parts)
        return min(self.parts, records) * -(-each // self.rows)


Layout = Padded | Packed | Stream


def layout_of(training: Training) -> Layout | None:
    """How the trainer makes steps of records; None where no tokens are filled up, or nobody knows."""
    match training.trainer:
        case "llama-factory":
            return _llama_factory(training.options)
        case "trl":
            return _trl(training.options)
        case "axolotl":
            return _axolotl(training.options)
        case "ms-swift":
            return _swift(training.options)
    return None


def _llama_factory(options: Mapping[str, object]) -> Layout | None:
    from auditor.training.trainers.llamafactory.options import read_options

    read = read_options(options)
    if read.packing and read.stage == "pt":
        rows, parts = (_number(options, f"preprocessing_{key}") for key in ("batch_size", "num_workers"))
        return Stream(read.cutoff_len, False, rows or ROWS, parts or 1)
    if read.packing and read.stage == "sft":
        return Packed(read.cutoff_len)
    return _batch(options, 8) if read.stage in ("pt", "sft") else None


def _trl(options: Mapping[str, object]) -> Layout | None:
    limit = _number({"max_length": 1024, **options}, "max_length")
    if options.get("packing") is not True:
        return None if options.get("padding_free") is True else _batch(options, 8)
    if limit is None:
        return None
    return Stream(limit, True) if options.get("packing_strategy") == "wrapped" else Packed(limit)


def _axolotl(options: Mapping[str, object]) -> Layout | None:
    limit = _number({"sequence_len": 512, **options}, "sequence_len")
    if limit is None:
        return None
    if options.get("sample_packing") is True:
        return Packed(limit, _number(options, "sample_packing_bin_size") or 200)
    filled = limit if options.get("pad_to_sequence_len") is True else None
    return Padded(_number(options, "micro_batch_size") or 1, filled)


def _swift(options: Mapping[str, object]) -> Layout | None:
    if options.get("packing") is not True:
        return None if options.get("padding_free") is True else _batch(options, 1)
    limit = _number(options, "packing_length") or _number(options, "max_length")
    return None if limit is None else Packed(limit)


def _batch(options: Mapping[str, object], default: int) -> Layout:
    return Padded(_number(options, "per_device_train_batch_size") or default)


def _number(options: Mapping[str, object], key: str) -> int | None:
    value = options.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def padding(lengths: Mapping[int, int], layout: Padded) -> int:
    """Tokens of padding in an epoch of batches of records drawn at random.

    The expected length of the longest of k independent draws is the sum over the lengths of the chance that it is the
    longest, which is a difference of k-th powers of the distribution.
    """
    total = sum(lengths.values())
    longest = seen = 0.0
    for length in sorted(lengths):
        before, seen = seen, seen + lengths[length] / total
        longest += length * (seen**layout.records - before**layout.records)
    longest = longest if layout.to is None else max(layout.to, longest)
    return max(0, round(longest * total) - sum(length * count for length, count in lengths.items()))


def packs(lengths: Mapping[int, int], layout: Packed) -> int:
    """How many packs the records fill when each pack takes the longest that still fits, again and again.

    This is first fit in descending order, which is what LLaMA-Factory does; the others do nearly as well. Of records
    that are longer than a pack, the pieces. Equal packs are made at once, so it takes as long as there are different
    lengths, not records.
    """
    total, left = 0, Counter[int]()
    for length, count in lengths.items():
        total += length // layout.size * count
        if rest := length % layout.size:
            left[rest] += count
    sizes = sorted(left)
    while sizes:
        pack = _pack(sizes, left, layout)
        times = min(left[length] // count for length, count in pack.items())
        total += times
        for length, count in pack.items():
            left[length] -= times * count
            if not left[length]:
                del sizes[bisect_left(sizes, length)]
    return total


def _pack(sizes: list[int], left: Mapping[int, int], layout: Packed) -> dict[int, int]:
    """By length how many records one pack takes."""
    pack: dict[int, int] = {}
    room, places = layout.size, layout.most or layout.size
    at = len(sizes)
    while places and (at := bisect_right(sizes, room, 0, at)):
        at -= 1
        length = sizes[at]
        count = min(room // length, left[length], places)
        pack[length] = count
        room, places = room - count * length, places - count
    return pack
