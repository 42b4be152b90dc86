"""The kernels as machine code: compiled when this module is imported for the first time on a machine, then kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba import float64, int32, int64, types

from auditor.text.overlap import kernels

LOG = logging.getLogger("auditor")
_RANKS, _PLACES = types.Array(int32, 1, "C"), types.Array(int64, 1, "C")


def _compiled(signature: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
        kept = any(Path(made.stats.cache_path).glob(f"*{function.__name__}-*.nbi"))
    except RuntimeError:  # there is no folder in which to keep it
        made, kept = numba.njit(nogil=True)(function), False
    if not kept:
        LOG.info("compiling %s, once on this machine: it takes some seconds", function.__name__)
    made.compile(signature)
    made.disable_compile()
    return made  # type: ignore[no-any-return]


invert = _compiled(
    types.Tuple((_PLACES, _RANKS, _PLACES))(_RANKS, _PLACES, int64),
    kernels.invert,
)
emit = _compiled(
    types.Tuple((_RANKS, _PLACES))(_PLACES, _RANKS, _PLACES, _PLACES, int64),
    kernels.emit,
)
post = _compiled(
    types.Tuple((_PLACES, _RANKS, _RANKS))(_RANKS, _PLACES, _PLACES, int64, int64),
    kernels.post,
)
probe = _compiled(
    types.Tuple((_RANKS, _RANKS, _RANKS, int64, int64))(
        *(_RANKS, _PLACES, _PLACES, _PLACES, _PLACES),
        *(_RANKS, _PLACES, _PLACES, _RANKS, _RANKS),
        *(int64, float64, float64, int64, int64, int64, int64),
    ),
    kernels.probe,
)
lead = _compiled(
    types.Tuple((_PLACES, _RANKS, int64))(_RANKS, _PLACES, _PLACES, int64, float64, int64),
    kernels.lead,
)
