"""Suites that come with the auditor: generated from tables and templates of this project, in English and Chinese.

Each is a module or folder of its name with `items(language)`; it is imported when it is first asked for.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from auditor.errors import UsageError, nearest
from auditor.suites import Item, Suite

PACKS: tuple[str, ...] = (
    "instruction_following",
    "tool_calls",
    "safety_refusal",
    "safety_answer",
    "knowledge",
    "arithmetic",
    "reasoning",
    "reading",
    "faithfulness",
    "system_prompt",
    "self_cognition",
    "language",
    "stopping",
    "repetition",
    "template_leak",
)
"""Every pack; the capability of its items begins with its name."""

TEXTS: tuple[str, ...] = ("general_text",)
"""Packs of text whose loss is measured."""

GATING: tuple[str, ...] = ("instruction_following", "tool_calls", "safety_refusal", "safety_answer")
"""Packs that a policy may fail; the others inform."""


@cache
def pack(name: str) -> Suite:
    """The suite of a pack, English items first.

    Raises:
        UsageError: there is no such pack.
    """
    if name not in (known := (*PACKS, *TEXTS)):
        raise UsageError(f"there is no such pack; {nearest(name, known)}")
    from auditor.suites.digests import digest
    from auditor.suites.packs.making import LANGUAGES

    module = import_module(f"{__name__}.{name}")
    items: tuple[Item, ...] = tuple(item for language in LANGUAGES for item in module.items(language))
    return Suite(f"pack:{name}", items, digest(items))
