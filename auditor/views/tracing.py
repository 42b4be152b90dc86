"""What `auditor trace` tells: spans of a text and where they stand in the training data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import orjson

from auditor.messages import Language, printable, say
from auditor.text.private import Hit, find, mask
from auditor.tracing import Span, Trace
from auditor.views.model import percent, title

SCHEMA = "auditor.trace/1"
LONGEST = 300
"""Characters of a span that are shown; of a longer one its two ends."""


def render(traced: Trace, text: str, language: Language, *, most: int, reveal: bool) -> str:
    """The longest spans with their places, as lines of text. With `reveal` nothing is masked."""
    hits = () if reveal else find(text)
    return "\n".join(printable(line) for line in _lines(traced, text, hits, language, most, reveal)) + "\n"


def to_json(traced: Trace) -> str:
    """Positions and counts, no text."""
    spans = [
        {
            "found": span.found, "start": span.start, "end": span.end, "tokens": span.tokens,
            "characters": span.end - span.start, "kinds": span.kinds, "records": span.standing.records,
            "times": span.standing.times, "roles": dict(span.standing.roles),
            "places": [place._asdict() for place in span.standing.first],
        }
        for span in traced.spans
    ]  # fmt: skip
    content = {
        "schema": SCHEMA, "least": traced.least, "tokens": traced.tokens, "covered": traced.covered, "spans": spans,
        "records": traced.records, "unread": traced.unread,
        "values": traced.values, "values_found": traced.values_found,
        "chance": None if traced.chance is None else asdict(traced.chance),
    }  # fmt: skip
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _lines(traced: Trace, text: str, hits: Sequence[Hit], language: Language, most: int, reveal: bool) -> Iterator[str]:
    numbers = {"tokens": traced.tokens, "least": traced.least}
    if traced.covered:
        share = percent(traced.covered / traced.tokens)
        spans = sum(span.found == "long" for span in traced.spans)
        yield say("trace.covered", language, **numbers, covered=traced.covered, share=share, spans=spans)
    else:
        yield say("trace.none", language, **numbers)
    if traced.values:
        yield say("trace.values", language, count=traced.values, found=traced.values_found)
    yield from _chance(traced, language)
    yield say("trace.searched", language, records=traced.records)
    if traced.unread:
        yield say("trace.unread", language, count=traced.unread)
    for number, span in enumerate(traced.spans[:most], start=1):
        yield ""
        yield from _span(number, span, text, hits, language)
    if traced.spans:
        yield ""
    if len(traced.spans) > most:
        yield say("trace.more_spans", language, count=len(traced.spans) - most)
    if traced.spans and not reveal:
        yield say("trace.masked", language)


def _chance(traced: Trace, language: Language) -> Iterator[str]:
    chance = traced.chance
    if chance is None:
        return
    if not chance.answers:
        yield say("trace.no_chance", language)
        return
    share = percent(chance.covered / chance.tokens)
    counts = {"answers": chance.answers, "as_covered": chance.as_covered, "as_long": chance.as_long}
    yield say("trace.chance", language, share=share, **counts)


def _span(number: int, span: Span, text: str, hits: Sequence[Hit], language: Language) -> Iterator[str]:
    standing = span.standing
    yield say(
        "trace.span" if span.found == "long" else "trace.value", language, number=str(number), tokens=span.tokens,
        characters=span.end - span.start, start=str(span.start + 1), end=str(span.end), records=standing.records,
    )  # fmt: skip
    yield f"   “{excerpt(text, hits, span.start, span.end)}”"
    if span.kinds:
        counted = Counter(span.kinds)
        named = (f"{title(f'privacy/{kind}', language)} ({count})" for kind, count in counted.items())
        yield "   " + say("trace.kinds", language, kinds=", ".join(named))
    for place in standing.first:
        role = say(f"trace.role.{place.role}", language)
        yield "   " + say("trace.place", language, origin=place.origin, path=place.path, role=role)
    if standing.records > len(standing.first):
        yield "   " + say("trace.more_places", language, count=standing.records - len(standing.first))
        roles = (f"{say(f'trace.role.{role}', language)} ({count:,})" for role, count in standing.roles)
        yield "   " + say("trace.roles", language, roles=", ".join(roles))


def excerpt(text: str, hits: Sequence[Hit], start: int, end: int) -> str:
    """A part of the text on one line, private values masked, and of a long one its two ends."""
    shown, at = [], start
    for hit in hits:
        if hit.start < end and hit.end > start:  # whole, where only a part of it is asked for
            shown += [text[at : hit.start], mask(text, hit)]
            at = hit.end
    line = " ".join("".join([*shown, text[at:end]]).split())
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]} […] {line[-half:]}"
