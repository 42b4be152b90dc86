"""Names: how fast they are searched for beside Presidio, and what our own rules find of those that people labelled."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from auditor.text.names import resolve
from auditor.text.names.drawn import BUDGET
from auditor.text.names.engine import Engine, stay_offline
from auditor.text.names.language import Language
from auditor.text.names.measured import BY_DEFAULT, MEASURED, Measured
from auditor.text.names.rules import Span, names
from auditor.text.private import find
from tests.bench.presidio import ENOUGH, _first, _texts, engine_version
from tests.conftest import SHARED

LABELLED: dict[Language, tuple[str, str, frozenset[str]]] = {
    "en": ("WNUT-17 test", "wnut17-test-en.jsonl", frozenset({"person"})),
    "zh": ("Weibo NER test", "weibo-test-zh.jsonl", frozenset({"PER.NAM"})),
}
"""Name, file and the labels of persons; mentions without a name (PER.NOM: 妈妈) are no names."""


def labelled(language: Language) -> Iterator[tuple[str, list[Span]]]:
    """The texts of a set with the persons that are labelled in them."""
    _, file, labels = LABELLED[language]
    for line in (SHARED / "ner" / file).read_text("utf-8").splitlines():
        row = orjson.loads(line)
        yield row["text"], [(start, end) for start, end, label, _ in row["spans"] if label in labels]


def score(language: Language, find: Callable[[str], Sequence[Span]]) -> Measured:
    """Recall and precision: a found span counts if it and a labelled one share at least half of the longer."""
    found = wanted = right = 0
    for text, spans in labelled(language):
        hits = list(find(text))
        found += len(hits)
        wanted += len(spans)
        right += sum(any(_same(span, hit) for hit in hits) for span in spans)
    return Measured(LABELLED[language][0], right / wanted, min(1.0, right / found) if found else 0.0)


def _same(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def measure() -> str:
    """The section of the page."""
    with tempfile.TemporaryDirectory() as folder:
        path = _trained(Path(folder))
        return "\n".join([*_speed(path), *_found(path)])


def _trained(folder: Path) -> str:
    """The folder of a pipeline with trained English weights."""
    import spacy

    weights = SHARED / "models" / "spacy-en-ner"
    sys.path.insert(0, str(weights))
    __import__("spacy2_ner")
    nlp = spacy.blank("en", meta={"name": "core_web_sm_2", "version": "2.2.5"})
    nlp.add_pipe("spacy2_ner", config={"path": str(weights / "ner.npz")})
    nlp.to_disk(folder / "pipeline")
    return str(folder / "pipeline")


def _speed(path: str) -> list[str]:
    texts = list(_texts())
    few = list(_first(texts, ENOUGH))
    step = max(2, sum(map(len, texts)) // ENOUGH)
    spread = list(_first([text for text in texts[:: step // 2] if text], ENOUGH))
    theirs, ours = _presidio(path), Engine(resolve((path,)), ())
    persons, shared, more = _agreement(theirs, ours, spread)
    rows = [
        (name, *_both(theirs, ours, some)) for name, some in (("in their order", few), ("drawn from all over", spread))
    ]
    sample = list(_first(texts[:: max(1, len(texts) // 20_000)], BUDGET))
    seconds = -time.process_time()
    ours.search(sample)
    seconds += time.process_time()
    return [
        "## Names: speed beside Presidio",
        "",
        f"Texts of T0 ({ENOUGH / 1e6:.1f} MB), one core, in seconds of the processor, in one run. Both use the same "
        "spaCy pipeline (the English weights of en_core_web_sm 2.2.5, which run in numpy). Presidio "
        f"{engine_version()}: `AnalyzerEngine.analyze` with what it finds by default. Ours: names, addresses and every "
        "private value that form tells. Equal paragraphs are read once, so data with templates gains most. Other load "
        f"on the machine at the start: {os.getloadavg()[0]:.1f}.",
        "",
        "| texts | ours, MB/s | Presidio, MB/s | times as fast |",
        "|---|---|---|---|",
        *(f"| {name} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.1f} |" for name, ours, theirs in rows),
        "",
        f"Of {persons:,} persons that Presidio finds in the texts from all over, ours finds {shared:,}, and {more:,} "
        "that Presidio does not. Paragraphs are read one by one here, sentences that can hold no name not at all.",
        "",
        f"A sample of the largest size ({sum(map(len, sample)) / 1e6:.1f} million characters, drawn from all over T0) "
        f"takes {seconds:.0f} seconds with this pipeline.",
        "",
    ]


def _presidio(path: str) -> Any:
    """Presidio's analyzer as its users make it, with the pipeline of that folder."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    stay_offline()
    return AnalyzerEngine(nlp_engine=SpacyNlpEngine(models=[{"lang_code": "en", "model_name": path}]))


def _agreement(theirs: Any, ours: Engine, texts: list[str]) -> tuple[int, int, int]:
    """How many persons Presidio finds, how many of them overlap one of ours, and how many of ours none of its."""
    persons = shared = more = 0
    for text, found in zip(texts, ours.search(texts), strict=True):
        mine = [(hit.start, hit.end) for hit in found.hits if hit.kind == "person"]
        its = [(hit.start, hit.end) for hit in theirs.analyze(text, language="en", entities=["PERSON"])]
        persons += len(its)
        shared += sum(any(start < end_ and start_ < end for start_, end_ in mine) for start, end in its)
        more += sum(not any(start < end_ and start_ < end for start_, end_ in its) for start, end in mine)
    return persons, shared, more


def _both(theirs: Any, ours: Engine, texts: list[str]) -> tuple[float, float]:
    """Megabytes a second of our search and of Presidio's, over the same texts."""

    def search(some: list[str]) -> None:
        for text in some:
            find(text)
        ours.search(some)

    def analyze(some: list[str]) -> None:
        for text in some:
            theirs.analyze(text, language="en")

    size = sum(len(text.encode()) for text in texts) / 1e6
    took = []
    for work in (search, analyze):
        work(texts[:5])
        started = time.process_time()
        work(texts)
        took.append(time.process_time() - started)
    return size / took[0], size / took[1]


def _found(path: str) -> list[str]:
    import spacy

    nlp = spacy.load(path)
    rows = [("`basic`", language, score(language, _rules(language))) for language in MEASURED]
    rows.append(("en_core_web_sm 2.2.5", "en", score("en", lambda text: _persons(nlp(text)))))
    engine = Engine(resolve((path,)), ())
    rows.append(("en_core_web_sm 2.2.5, as it is run here", "en", score("en", lambda text: _hits(engine, text))))
    on = ", ".join(BY_DEFAULT) or "no language"
    return [
        "## Names: what is found of those that people labelled",
        "",
        "Persons in texts from social media, which nothing here was made with; a found span counts if it and the "
        f"labelled one share at least half of the longer. `basic`, our own rules, is on by default for {on}: it must "
        "reach an F2 of 0.5. The sets label places, but no postal addresses, so there is no number for those.",
        "",
        "| | set | recall | precision | F2 |",
        "|---|---|---|---|---|",
        *(f"| {who} | {it.data} | {it.recall:.3f} | {it.precision:.3f} | {it.f2:.3f} |" for who, _, it in rows),
        "",
    ]


def _rules(language: Language) -> Callable[[str], Sequence[Span]]:
    return lambda text: names(text, language)


def _persons(doc: Any) -> list[Span]:
    return [(span.start_char, span.end_char) for span in doc.ents if span.label_ == "PERSON"]


def _hits(engine: Engine, text: str) -> list[Span]:
    return [(hit.start, hit.end) for hit in engine.search([text])[0].hits if hit.kind == "person"]
