"""What the terms of a teacher said of training on its output, where somebody read them. The words are messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.text.identity import BY_ID, families_in

READ = ("openai", "anthropic", "google", "meta", "deepseek")
"""Families of which terms were read: keys `unjudged.distillation/terms_*` say which, when, and what they said."""
OLD_LLAMA = re.compile(r"llama[- _]?(?:2|3(?:\.0)?)(?![.\d])", re.IGNORECASE)
"""Versions whose license says otherwise than that of later ones."""


OPEN_WEIGHTS = re.compile(r"gemma|gpt[- ]?oss|gpt[- ]?2(?!\d)|t5|palm", re.IGNORECASE)
"""Models of makers in `READ` that have terms of their own, which were not read: those of the service bind nobody who
runs the weights."""


def terms(teacher: str) -> Iterator[str]:
    """Names of the findings that tell of the terms of a teacher, at least one."""
    found = sorted(families_in(teacher))
    if not found:
        yield "teacher_unknown"
    for id in found:
        if id == "meta" and OLD_LLAMA.search(teacher):
            yield "terms_meta_old"
        else:
            yield f"terms_{id}" if id in READ and not _apart(id, teacher) else "terms_unread"


def _apart(family: str, teacher: str) -> bool:
    return family in ("openai", "google") and OPEN_WEIGHTS.search(teacher) is not None


def known() -> tuple[str, ...]:
    """Every teacher whose name is known."""
    return tuple(family.title for family in BY_ID.values() if family.id != "others")
