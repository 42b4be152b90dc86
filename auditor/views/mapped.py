"""What a risk maps to, as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import mappings
from auditor.messages import Language, say


def mapped(risk: str, language: Language) -> Iterator[str]:
    """A section with an entry a line, and what "maps to" means; nothing where nothing is known."""
    references = mappings.of(risk)
    if not references:
        return
    yield f"\n## {say('maps.head', language)}\n"
    for one in references:
        yield f"- {one} <{one.url}>"
    yield f"\n{say('maps.note', language, date=mappings.CHECKED)}"
