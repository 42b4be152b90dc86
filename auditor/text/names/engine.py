"""The search for names and addresses: spaCy pipelines inside Presidio's analyzer, fed so that nothing is done twice."""

from __future__ import annotations

import logging
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from auditor.findings import Certainty
from auditor.text.names import recognizers
from auditor.text.names.addresses import addresses
from auditor.text.names.component import blank
from auditor.text.names.language import LETTER, Language, language_of
from auditor.text.names.pieces import pieces
from auditor.text.names.pipelines import Pipeline
from auditor.text.names.placeholders import is_placeholder
from auditor.text.private.model import Hit
from auditor.text.private.persons import persons

UNUSED = (
    "parser", "tagger", "morphologizer", "lemmatizer", "trainable_lemmatizer", "attribute_ruler", "senter",
    "sentencizer", "textcat", "textcat_multilabel", "entity_linker",
)  # fmt: skip
"""Components of a pipeline that no entity depends on."""
ENTITIES = {
    "PERSON": "PERSON", "PER": "PERSON", "PATIENT": "PERSON", "STAFF": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION",
    "LOCATION": "LOCATION", "FAC": "LOCATION", "ADDRESS": "ADDRESS", "STREET_ADDRESS": "ADDRESS",
}  # fmt: skip
"""Presidio's word for the labels of pipelines that mean a person, a place or a postal address."""
KINDS = {"PERSON": "person", "LOCATION": "place", "ADDRESS": "address"}
AT_ONCE = 64
"""Texts that a pipeline is given together."""
ZONE = 2_000
"""Texts after which spaCy's memory of words is emptied."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half a pair of surrogates, which spaCy does not take."""
_TRIMMED = " \t\r\n\x00\u200b\u3000\ufeff\ufffd.,;:!?'\"“”‘’()[]{}<>«»*_`~|，。；：！？、（）【】《》"


class UnloadableError(Exception):
    """A pipeline is installed and cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What one text gave."""

    hits: tuple[Hit, ...]
    by: Pipeline | None
    """The pipeline that read it; None where none reads its language, or where it holds no letter."""
    unread: bool
    """Whether it holds letters, and no pipeline reads its language."""


@lru_cache(maxsize=1)
def load(pipelines: tuple[Pipeline, ...], wanted: tuple[str, ...] = ()) -> Engine:
    """The engine of these pipelines and of these of Presidio's recognizers; the last one is kept.

    Raises:
        UnloadableError: a pipeline does not load.
    """
    return Engine(pipelines, wanted)


class Engine:
    """Searches texts for names, addresses and places, and for what Presidio's own recognizers find."""

    def __init__(self, pipelines: tuple[Pipeline, ...], wanted: tuple[str, ...]) -> None:
        self._pipelines = {pipeline.language: pipeline for pipeline in pipelines}
        self._nlp = {pipeline.language: _loaded(pipeline) for pipeline in pipelines}
        with _quiet():
            self._analyzer = _analyzer(self._nlp, wanted)
        self._gate = recognizers.Gate(tuple(recognizers.made(wanted, pipelines[0].language))) if wanted else None

    def search(self, texts: Sequence[str], languages: Sequence[Language | None] | None = None) -> list[Searched]:
        """What each text holds; its language is told by its letters where it is not given. Equal texts cost once."""
        texts = [text if text.isascii() else _HALF.sub("\ufffd", text) for text in texts]
        spoken = [language_of(text) for text in texts] if languages is None else list(languages)
        unique: dict[tuple[str, Language], Searched] = {}
        waiting: dict[Language, list[str]] = {}
        for key in zip(texts, spoken, strict=True):
            text, language = key
            if language in self._nlp and key not in unique:
                unique[text, language] = Searched((), None, False)
                waiting.setdefault(language, []).append(text)
        with _quiet():
            for language, some in waiting.items():
                for text, hits in zip(some, self._all(some, language), strict=True):
                    unique[text, language] = Searched(hits, self._pipelines[language], False)
        return [
            unique[text, language] if language in self._nlp else Searched((), None, language is not None)
            for text, language in zip(texts, spoken, strict=True)
        ]

    def _all(self, texts: Sequence[str], language: Language) -> Iterator[tuple[Hit, ...]]:
        basic, cased = self._pipelines[language].basic, language == "en"
        cut = [pieces(text, whole=basic, cased=cased) for text in texts]
        unique = dict.fromkeys(piece for some in cut for _, piece in some)
        spans = dict(zip(unique, self._entities(list(unique), language), strict=True))
        for text, some in zip(texts, cut, strict=True):
            found = [
                (kind, form, start + begin, end + begin)
                for begin, piece in some
                for kind, form, start, end in spans[piece]
            ]
            yield tuple(_hits(text, found, self._recognized(text, language)))

    def _entities(self, texts: list[str], language: Language) -> Iterator[list[tuple[str, str, int, int]]]:
        """Of each text the kind, form, start and end of its entities."""
        nlp = self._nlp[language]
        for start in range(0, len(texts), ZONE):
            with _zone(nlp):
                for doc in nlp.pipe(texts[start : start + ZONE], batch_size=AT_ONCE):
                    yield self._analyzed(doc, language)

    def _analyzed(self, doc: Any, language: Language) -> list[tuple[str, str, int, int]]:
        from presidio_analyzer.nlp_engine import NlpArtifacts
        from spacy.tokens import Span

        named = [
            Span(doc, span.start, span.end, label=ENTITIES[span.label_]) for span in doc.ents if span.label_ in ENTITIES
        ]
        if not named:
            return []
        artifacts = NlpArtifacts(named, doc, [], [], None, language)
        results = self._analyzer.analyze(doc.text, language, entities=list(KINDS), nlp_artifacts=artifacts)
        return [(KINDS[result.entity_type], KINDS[result.entity_type], result.start, result.end) for result in results]

    def _recognized(self, text: str, language: Language) -> list[Hit]:
        """What Presidio's own recognizers find, those that can match this text."""
        from presidio_analyzer.nlp_engine import NlpArtifacts

        possible = self._gate.opened(text) if self._gate is not None else []
        if not possible:
            return []
        nlp = self._nlp[language]
        with _zone(nlp):
            doc = nlp.make_doc(text)
            starts, lemmas = [token.idx for token in doc], [token.lower_ for token in doc]
            artifacts = NlpArtifacts([], doc, starts, lemmas, self._analyzer.nlp_engine, language, [])
            results = self._analyzer.analyze(
                text, language, possible, score_threshold=recognizers.SURE, nlp_artifacts=artifacts
            )
        return [
            Hit("recognizer", result.entity_type, "validated" if result.score >= 1 else "context", result.start,
                result.end, "".join(text[result.start : result.end].split()), False)
            for result in results
        ]  # fmt: skip


def _hits(text: str, entities: list[tuple[str, str, int, int]], recognized: list[Hit]) -> Iterator[Hit]:
    """Entities and what labels and parts give away, trimmed and without overlaps, in order of place."""
    labelled, parts = persons(text), addresses(text)
    found: list[tuple[str, Certainty, tuple[int, int]]] = [("person", "context", span) for span in labelled]
    found += [("address", "context", span) for span in parts]
    for kind, _, start, end in entities:
        span = _trimmed(text, start, end)
        if span is not None:
            found.append((kind, "shape", span))
    ends: list[int] = []
    kept: list[Hit] = []
    rank = {"address": 0, "person": 1, "place": 2}
    for kind, certainty, (start, end) in sorted(found, key=lambda item: (item[1], rank[item[0]], item[2])):
        place = bisect_right(ends, start)
        if place == len(ends) or end <= kept[place].start:
            ends.insert(place, end)
            kept.insert(place, _hit(text, kind, certainty, start, end))
    yield from sorted([*kept, *recognized], key=lambda hit: hit.start)


def _hit(text: str, kind: str, certainty: Certainty, start: int, end: int) -> Hit:
    name = text[start:end]
    test = kind == "person" and is_placeholder(name, text[max(0, start - 1) : start], text[end : end + 1])
    return Hit(kind, kind, certainty, start, end, " ".join(name.lower().split()), test)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the marks and the blanks around it; None if no letter is left."""
    name = text[start:end]
    start += len(name) - len(name.lstrip(_TRIMMED))
    name = name.strip(_TRIMMED)
    name = re.sub(r"['’]s$", "", name)
    return (start, start + len(name)) if LETTER.search(name) is not None else None


def _loaded(pipeline: Pipeline) -> Any:
    """The pipeline without what no entity needs."""
    import spacy

    if pipeline.basic:
        return blank(pipeline.language)
    try:
        nlp = spacy.load(pipeline.source, exclude=list(UNUSED))
    except Exception as error:
        raise UnloadableError(pipeline.name) from error
    listens = any("Listener" in str(nlp.config["components"].get(name)) for name in nlp.pipe_names)
    if not listens and "tok2vec" in nlp.pipe_names:
        nlp.disable_pipe("tok2vec")
    return nlp


def _analyzer(nlp: dict[Language, Any], wanted: tuple[str, ...]) -> Any:
    """Presidio's analyzer around pipelines that are given, with the recognizer of entities and the wanted ones."""
    stay_offline()
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    class Given(SpacyNlpEngine):  # type: ignore[misc]
        """Pipelines that are loaded already: Presidio would download what it does not find."""

        def load(self) -> None:
            """Nothing is left to load."""

    engine = Given(models=[{"lang_code": language, "model_name": language} for language in nlp])
    engine.nlp = dict(nlp)
    chosen = [SpacyRecognizer(supported_language=language, supported_entities=list(KINDS)) for language in nlp]
    for language in nlp:
        chosen += recognizers.made(wanted, language)
    registry = RecognizerRegistry(recognizers=chosen, supported_languages=list(nlp))
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=list(nlp))


def stay_offline() -> None:
    """The e-mail recognizer would fetch the list of public suffixes; the one that comes with its library will do."""
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    import tldextract

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _zone(nlp: Any) -> AbstractContextManager[Any]:
    """Within it spaCy's vocabulary grows, at its end it shrinks again; spaCy has it from 3.8 on."""
    zone: AbstractContextManager[Any] = nlp.memory_zone() if hasattr(nlp, "memory_zone") else nullcontext()
    return zone


@contextmanager
def _quiet() -> Iterator[None]:
    """Presidio logs texts that it could not validate; they are the user's data, so they stay out of logs."""
    logger = logging.getLogger("presidio-analyzer")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
