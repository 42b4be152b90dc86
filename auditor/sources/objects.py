"""Rows that are no files: Python objects, `datasets` objects, and datasets of the Hugging Face Hub."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.errors import SourceError
from auditor.records import Split
from auditor.sources import shard
from auditor.sources.parse import packed
from auditor.sources.shard import Item, Piece, cut
from auditor.sources.tables import table_pieces

_HUB = re.compile(r"(?P<id>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<revision>[^:]+))?(?::(?P<split>.+))?")
_BARE = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
_PREFERRED: Mapping[Split, tuple[str, ...]] = {"train": ("train",), "eval": ("test", "validation")}


def is_hub_id(text: str) -> bool:
    """Whether a string that is no path reads like `hf:...`, or like `org/name` where there is no folder `org`.

    In a folder that exists, a name that does not is more likely misspelled than meant for the Hub.
    """
    return text.startswith("hf:") or (_BARE.fullmatch(text) is not None and not Path(text).parent.is_dir())


def hub_splits(text: str, split: Split) -> tuple[tuple[str, object], ...]:
    """The splits of a dataset of the Hub that are to be read, streamed, each with its name for origins.

    Raises:
        SourceError: there is no such dataset or split, or it cannot be reached.
    """
    match = _HUB.fullmatch(text.removeprefix("hf:"))
    if match is None:
        raise SourceError(f"{text}: not the name of a Hub dataset; write hf:org/name, hf:org/name@revision:split")
    name = match["id"]
    shown = name if match["revision"] is None else f"{name}@{match['revision']}"
    import datasets

    try:
        found = datasets.load_dataset(name, revision=match["revision"], streaming=True)
    except Exception as error:  # noqa: BLE001 - the libraries below raise errors of many kinds, which may quote the data
        raise _no_hub(name, error) from None
    return chosen_splits(found, shown, split, match["split"])


def _no_hub(name: str, error: Exception) -> SourceError:
    kind = type(error).__name__
    return SourceError(
        f"{name}: there is no such file or folder, and the Hugging Face Hub did not give a dataset of that name "
        f"({kind}); check the name and the network, log in with `hf auth login` if it is private, or download it "
        "and give the folder"
    )


def chosen_splits(
    found: Mapping[str, object], name: str, split: Split, wanted: str | None = None
) -> tuple[tuple[str, object], ...]:
    """The splits to read: the wanted one, else the usual one for training or evaluation, else all in order.

    Raises:
        SourceError: the wanted split does not exist.
    """
    if wanted is not None and wanted not in found:
        raise SourceError(f"{name}: there is no split {wanted!r}; it has: {', '.join(found)}")
    usual = wanted or next((word for word in _PREFERRED[split] if word in found), None)
    if usual is not None:
        return ((f"{name}:{usual}", found[usual]),)
    return tuple((f"{name}:{word}", rows) for word, rows in found.items())


def is_datasets_object(value: object) -> bool:
    """Whether the value is of the `datasets` package, which is not imported to find out."""
    datasets = sys.modules.get("datasets")
    return datasets is not None and isinstance(
        value, datasets.Dataset | datasets.IterableDataset | datasets.DatasetDict | datasets.IterableDatasetDict
    )


def object_pieces(rows: Any, name: str) -> Iterator[Piece]:
    """The pieces of an iterable of rows, or of a `datasets` object.

    Raises:
        SourceError: the Hub stops answering while rows are streamed.
    """
    if not is_datasets_object(rows):
        yield from _packed_pieces(rows)
        return
    try:
        if hasattr(rows, "num_rows"):
            yield from _arrow_rows(rows)
        else:
            yield from _packed_pieces(rows.decode(False) if rows.features else rows)
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(
            f"{name}: the rows could not be read to the end ({type(error).__name__}); check the network and the "
            "dataset, or download it and give the folder"
        ) from None


def _packed_pieces(rows: Iterable[object]) -> Iterator[Piece]:
    items: Iterator[tuple[int, Item]] = ((number, packed(row)) for number, row in enumerate(rows, 1))
    for group, numbers in cut(items):
        yield Piece("json", group, numbers, len(numbers))


def _arrow_rows(rows: Any) -> Iterator[Piece]:
    number = 0
    for table in rows.with_format("arrow").iter(batch_size=shard.MOST_ITEMS):
        for batch in table.combine_chunks().to_batches():
            for piece in table_pieces(batch, number):
                number += len(piece.numbers)
                yield piece
