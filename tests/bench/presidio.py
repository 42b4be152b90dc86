"""The search for private values beside Presidio's, on the same texts, one core each, in one run.

Presidio runs offline with a blank English pipeline: its pattern recognizers without its names model, as the search
here has none either. Both of its set-ups are measured: what it finds by default, and the six entities that are its
fastest useful set.
"""

from __future__ import annotations

import gzip
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson

from auditor.text.private import find
from tests.conftest import SHARED

ENOUGH = 300_000
"""Bytes of text that both are given."""
TIMES = 40
"""How often the faster side goes through them, so that both run for seconds."""
FAST = ("EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS", "US_SSN", "CRYPTO")


def measure() -> str:
    """The section of the page."""
    texts = list(_texts())
    few = list(_first(texts, ENOUGH))
    engine = _engine()
    ours = _speed(find, few * TIMES)
    default = _speed(lambda text: engine.analyze(text, language="en"), few)
    fast = _speed(lambda text: engine.analyze(text, language="en", entities=list(FAST)), few)
    rows = [
        ("`auditor.text.private.find`, all kinds", ours),
        ("Presidio, its default English entities", default),
        (f"Presidio, {', '.join(FAST)}", fast),
    ]
    return "\n".join(
        [
            "## Private values: speed beside Presidio",
            "",
            "Texts of T0 (prompts and completions, English), one core, in one run. Presidio "
            f"{engine_version()} with a blank spaCy pipeline, without names.",
            "",
            "| | MB/s | times as fast |",
            "|---|---|---|",
            *(f"| {name} | {speed:.2f} | {ours / speed:.0f} |" for name, speed in rows),
            "",
            "What both find in these texts, and what Presidio alone finds, by entity (its scores of 0.5 and more; "
            "spans that overlap count as found by both):",
            "",
            *_differences(engine, few),
            "",
            *_validated(engine, texts),
            "",
        ]
    )


def engine_version() -> str:
    """The version that is measured."""
    from importlib.metadata import version

    return version("presidio-analyzer")


def _texts() -> Iterator[str]:
    if not SHARED.is_dir():
        raise SystemExit(f"the real datasets are needed for the measurements and are not at {SHARED.name}")
    for path in sorted((SHARED / "t0").glob("*.gz")):
        with gzip.open(path) as file:
            for line in file:
                row = orjson.loads(line)
                yield row["prompt"]
                yield row["completion"]


def _first(texts: Sequence[str], size: int) -> Iterator[str]:
    for text in texts:
        yield text
        size -= len(text)
        if size <= 0:
            return


def _speed(search: Callable[[str], object], texts: Sequence[str]) -> float:
    for text in texts[:20]:
        search(text)
    start = time.perf_counter()
    for text in texts:
        search(text)
    return sum(len(text.encode()) for text in texts) / 1e6 / (time.perf_counter() - start)


def _engine() -> Any:
    # Without this, the e-mail recognizer asks the network for the public suffix list.
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    class Blank(SpacyNlpEngine):
        """A tokenizer and nothing else; lemmas are the lower-cased words, so that context words are seen."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

        def load(self) -> None:
            """Nothing: a pipeline that is given is not downloaded."""

        def _doc_to_nlp_artifact(self, doc: Any, language: str) -> NlpArtifacts:
            starts, lemmas = [token.idx for token in doc], [token.lower_ for token in doc]
            return NlpArtifacts([], doc, starts, lemmas, self, language, [])

    return AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])


KNOWN_FALSE = {
    ("UK_NHS", "0123456789"): "ten digits that count up, sent as a phone number in a made-up chat",
}
"""What Presidio validates and is none, with the reason."""
PUBLIC = frozenset(("URL", "DATE_TIME"))
"""Entities that name nobody."""


def _validated(engine: Any, texts: Sequence[str]) -> list[str]:
    """Every result of Presidio's that a checksum or a grammar validated (score 1), in all texts that can have one."""
    found: Counter[str] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    searched = [text for text in dict.fromkeys(texts) if "@" in text or any(map(str.isdigit, text))]
    for text in searched:
        results = [r for r in engine.analyze(text, language="en", score_threshold=1.0) if r.entity_type not in PUBLIC]
        spans = [(hit.start, hit.end) for hit in find(text)] if results else []
        for result in results:
            if any(start < result.end and result.start < end for start, end in spans):
                found[result.entity_type] += 1
            else:
                missed[result.entity_type, text[result.start : result.end]] += 1
    unknown = missed.keys() - KNOWN_FALSE.keys()
    lines = [
        f"What Presidio validates (score 1, {' and '.join(sorted(PUBLIC))} left out) in all {len(searched):,} distinct "
        "texts of T0 with a digit or an @:",
        "",
        "| entity | found here too | known false | not found |",
        "|---|---|---|---|",
    ]
    for entity in sorted(found.keys() | {entity for entity, _ in missed}):
        false = sum(count for (name, value), count in missed.items() if name == entity and (name, value) in KNOWN_FALSE)
        lost = sum(count for (name, value), count in missed.items() if name == entity and (name, value) in unknown)
        lines.append(f"| {entity} | {found[entity]} | {false} | {lost} |")
    lines += ["", *(f"Known false: {entity}, {reason}." for (entity, _), reason in KNOWN_FALSE.items())]
    return lines


def _differences(engine: Any, texts: Sequence[str]) -> list[str]:
    only: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for text in texts:
        spans = [(hit.start, hit.end) for hit in find(text)]
        for result in engine.analyze(text, language="en", score_threshold=0.5):
            found = any(start < result.end and result.start < end for start, end in spans)
            (both if found else only)[result.entity_type] += 1
    lines = [f"| {entity} | {both[entity]} | {only[entity]} |" for entity in sorted(only.keys() | both.keys())]
    return ["| entity | found by both | by Presidio alone |", "|---|---|---|", *lines]
