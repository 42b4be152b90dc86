"""What accelerators can do at their best: the tables of their makers, read on 2026-11-23."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.errors import UsageError

_AROUND = re.compile(r"nvidia|amd|huawei|geforce|tesla|instinct|sxm\d?|hbm\d?e?|generation")
_A100 = "NVIDIA A100 Tensor Core GPU datasheet"
_H100 = "NVIDIA H100 Tensor Core GPU datasheet; half of what it states with sparsity"
_AMPERE = "NVIDIA Ampere GA102 whitepaper, FP16 or BF16 with FP32 accumulate, without sparsity"
_ADA = "NVIDIA Ada whitepaper, FP16 or BF16 with FP32 accumulate, without sparsity"
_REPORTED = "reported by the press; the maker publishes no datasheet"


@dataclass(frozen=True, slots=True)
class Hardware:
    """One accelerator."""

    name: str
    memory: float
    """Its memory, in GiB: what makers call GB here."""
    least: float
    """Dense bfloat16 (float16 where it has none) at the peak, in 10^12 operations a second: of the slowest variant."""
    most: float
    """Of the fastest."""
    source: str


def _one(name: str, memory: float, peak: float, source: str) -> Hardware:
    return Hardware(name, memory, peak, peak, source)


_TABLE = (
    _one("A100", 80, 312, _A100),
    _one("A100-40G", 40, 312, _A100),
    _one("A800", 80, 312, _A100 + "; the A800 differs in its links only"),
    _one("A10", 24, 125, "NVIDIA A10 datasheet"),
    _one("A30", 24, 165, "NVIDIA A30 datasheet"),
    _one("A40", 48, 149.7, "NVIDIA A40 datasheet"),
    _one("B200", 180, 2250, "NVIDIA HGX B200 datasheet; half of what it states with sparsity"),
    _one("H100", 80, 989.4, _H100),
    _one("H100-PCIE", 80, 756, _H100),
    _one("H200", 141, 989.4, "NVIDIA H200 datasheet; half of what it states with sparsity"),
    _one("H800", 80, 989.4, _H100 + "; the H800 differs in its links and in FP64"),
    _one("H20", 96, 148, _REPORTED),
    _one("H20-141G", 141, 148, _REPORTED),
    _one("L4", 24, 121, "NVIDIA L4 datasheet; half of what it states with sparsity"),
    _one("L20", 48, 119.5, _REPORTED),
    _one("L40S", 48, 362.05, "NVIDIA L40S datasheet"),
    _one("RTX3090", 24, 71, _AMPERE),
    _one("RTX4090", 24, 165.2, _ADA),
    _one("RTX5090", 32, 209.5, "NVIDIA RTX Blackwell whitepaper, BF16 with FP32 accumulate, without sparsity"),
    _one("RTXA6000", 48, 154.8, _AMPERE),
    _one("RTX6000Ada", 48, 364.2, _ADA),
    _one("T4", 16, 65, "NVIDIA T4 datasheet; float16, since it has no bfloat16"),
    _one("V100", 32, 125, "NVIDIA V100 datasheet; float16, since it has no bfloat16"),
    _one("V100-16G", 16, 125, "NVIDIA V100 datasheet; float16, since it has no bfloat16"),
    _one("MI300X", 192, 1307.4, "AMD Instinct MI300X datasheet"),
    Hardware("Ascend910B", 64, 280, 376, _REPORTED + "; float16, 280 to 376 by variant"),
    _one("Ascend910B4", 32, 280, _REPORTED + "; float16"),
)
_KNOWN: Mapping[str, Hardware] = {one.name: one for one in _TABLE}
NAMES = tuple(_KNOWN)


def hardware(name: str) -> Hardware:
    """The accelerator of that name, whatever its case, blanks and dashes.

    Raises:
        UsageError: it is not known; the message lists all that are.
    """
    wanted = _bare(name)
    for said in (wanted, wanted.replace("pcie", "")):
        for one in _TABLE:
            if said in _spellings(one):
                return one
    raise UsageError(f"there is no hardware {name[:40]!r} in the table; known: {', '.join(NAMES)}")


def _spellings(one: Hardware) -> frozenset[str]:
    """How it is called: with or without the maker's line, the memory or `B` behind its `G`."""
    full = _bare(one.name)
    short = {full, full.removeprefix("rtx"), full.removeprefix("ascend")}
    longer = {f"{name}b" for name in short if name.endswith("g")}
    return frozenset({*short, *longer, *(f"{name}{one.memory}{unit}" for name in short for unit in ("g", "gb"))})


def _bare(name: str) -> str:
    """Letters and digits alone, without the words that `nvidia-smi` puts around a name."""
    plain = "".join(sign for sign in name.lower() if sign.isalnum())
    return _AROUND.sub("", plain)
