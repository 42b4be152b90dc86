"""Our own rules as a spaCy component, so that they run wherever a pipeline does."""

from __future__ import annotations

from typing import Any

from auditor.text.names.addresses import addresses
from auditor.text.names.language import Language
from auditor.text.names.rules import names

FACTORY = "finetune_auditor_names"


def blank(language: Language) -> Any:
    """A spaCy pipeline of a tokenizer and our own rules."""
    import spacy

    register()
    nlp = spacy.blank(language)
    nlp.add_pipe(FACTORY)
    return nlp


def register() -> None:
    """Makes the component known to spaCy, once a process."""
    from spacy.language import Language as Pipeline

    if not Pipeline.has_factory(FACTORY):
        Pipeline.factory(FACTORY, func=_make)


def _make(nlp: Any, name: str) -> Any:
    language: Language = "zh" if nlp.lang == "zh" else "en"

    def mark(doc: Any) -> Any:
        """Adds the spans that the rules find to those that are there; an older one stays where they overlap."""
        from spacy.util import filter_spans

        found = [("PERSON", span) for span in names(doc.text, language)]
        found += [("ADDRESS", span) for span in addresses(doc.text)]
        spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for label, (start, end) in found]
        doc.set_ents([*doc.ents, *filter_spans([span for span in spans if span is not None and _free(doc, span)])])
        return doc

    return mark


def _free(doc: Any, span: Any) -> bool:
    return not any(doc[place].ent_type_ for place in range(span.start, span.end))
