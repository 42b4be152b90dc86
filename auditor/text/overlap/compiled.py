"""The kernels as machine code: compiled when this module is imported for the first time on a machine, then kept."""

from __future__ import annotations

from numba import float64, int32, int64, types, uint8, uint64, void

from auditor.text.machine import compiled
from auditor.text.overlap import kernels

_RANKS, _PLACES = types.Array(int32, 1, "C"), types.Array(int64, 1, "C")

_SCORES = types.Array(float64, 1, "C")
_HASHES = types.Array(uint64, 1, "C")

part = compiled(
    kernels.part,
    types.Tuple((_RANKS, _PLACES))(_HASHES),
)
tabulate = compiled(
    kernels.tabulate,
    int64(_HASHES, _RANKS, _RANKS),
)
raise_by = compiled(
    kernels.raise_by,
    void(_RANKS, _RANKS, int64),
)
invert = compiled(
    kernels.invert,
    types.Tuple((_PLACES, _RANKS, _PLACES))(_RANKS, _PLACES, int64),
)
emit = compiled(
    kernels.emit,
    types.Tuple((_RANKS, _PLACES))(_PLACES, _RANKS, _PLACES, _PLACES, int64),
)
post = compiled(
    kernels.post,
    types.Tuple((_PLACES, _RANKS, _RANKS))(_RANKS, _PLACES, _PLACES, int64, int64),
)
probe = compiled(
    kernels.probe,
    types.Tuple((_RANKS, _RANKS, _RANKS, int64, int64))(
        *(_RANKS, _PLACES, _PLACES, _PLACES, _PLACES),
        *(_RANKS, _PLACES, _PLACES, _RANKS, _RANKS),
        *(int64, float64, float64, int64, int64, int64, int64),
    ),
)
lead = compiled(
    kernels.lead,
    types.Tuple((_PLACES, _RANKS, int64))(_RANKS, _PLACES, _PLACES, int64, float64, int64),
)
gather = compiled(
    kernels.gather,
    types.Tuple((_PLACES, _SCORES))(_PLACES, _PLACES, _RANKS, _SCORES, int64),
)
longest = compiled(
    kernels.longest,
    _PLACES(_RANKS, _PLACES, types.Array(uint8, 1, "C")),
)
