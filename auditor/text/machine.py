"""Python functions as machine code: compiled when they are first needed on a machine, then kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

LOG = logging.getLogger("auditor")


def compiled(function: Callable[..., Any], *signatures: Any) -> Callable[..., Any]:
    """The function for arguments of these types and no others."""
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
        kept = any(Path(made.stats.cache_path).glob(f"*{function.__name__}-*.nbi"))
    except RuntimeError:  # there is no folder in which to keep it
        made, kept = numba.njit(nogil=True)(function), False
    if not kept:
        LOG.info("compiling %s, once on this machine: it takes some seconds", function.__name__)
    for signature in signatures:
        made.compile(signature)
    made.disable_compile()
    return made  # type: ignore[no-any-return]
