"""The search itself: all patterns, tried where their gates say, and what they find."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from operator import attrgetter

from auditor.text.private import (
    accounts,
    chinese,
    contacts,
    credentials,
    hardware,
    identities,
    labelled,
    medical,
    money,
    national,
    network,
    phones,
    registers,
)
from auditor.text.private.context import Context, common
from auditor.text.private.cues import column_label
from auditor.text.private.gates import ODD_MEMBER, WIDE, Gates
from auditor.text.private.model import Anywhere, Around, AtGate, Hit, Pattern, Span
from auditor.text.private.normalize import plain

PATTERNS: tuple[Pattern, ...] = (
    *contacts.PATTERNS,
    *network.PATTERNS,
    *identities.PATTERNS,
    *money.PATTERNS,
    *phones.PATTERNS,
    *national.PATTERNS,
    *registers.PATTERNS,
    *labelled.PATTERNS,
    *medical.PATTERNS,
    *chinese.PATTERNS,
    *accounts.PATTERNS,
    *hardware.PATTERNS,
    *credentials.PATTERNS,
)
"""Every detector there is."""

_CARD = re.compile(r"card|pan\b|account|卡|账")
_MANY = 32
"""From so many places on, it pays to know first where the words stand."""
_RANK = {"validated": 0, "context": 1, "shape": 2}


@cache
def _gates() -> Gates:
    return Gates(PATTERNS)


@cache
def _context() -> Context:
    return Context(PATTERNS)


def search(text: str, field: str) -> tuple[Hit, ...]:
    """What `auditor.text.private.find` gives."""
    lead = column_label(field, text)
    if not lead:
        return _find(text)
    found = (replace(hit, start=hit.start - len(lead), end=hit.end - len(lead)) for hit in _find(lead + text))
    return tuple(_sober(hit, text, lead) for hit in found if hit.start >= 0)


def _sober(hit: Hit, text: str, lead: str) -> Hit:
    """A column of record numbers holds numbers that look like cards by chance: one in thirty of 16 digits."""
    bare = hit.kind == "payment_card" and text.strip().isdigit()
    return replace(hit, certainty="shape") if bare and _CARD.search(lead.lower()) is None else hit


def _find(text: str) -> tuple[Hit, ...]:
    gates = _gates()
    sifted = gates.sift(text)
    if not sifted:
        return ()
    if not any(ODD_MEMBER in members for _, members in sifted):
        return tuple(_settle(_candidates(text, gates.places(text, sifted))))
    clean = plain(text)
    sifted = gates.sift(clean.text)
    return tuple(clean.restore(hit) for hit in _settle(_candidates(clean.text, gates.places(clean.text, sifted))))


def _candidates(text: str, opened: list[tuple[Pattern, int, list[Span]]]) -> list[Hit]:
    found: list[Hit] = []
    windows: dict[tuple[int, Around], list[Span]] = {}
    behind: dict[tuple[str, ...], list[Span]] = {}
    for pattern, gate, places in opened:
        crowded = len(places) > _MANY or _has_stretch(places)
        match pattern.where:
            case Anywhere():
                found += pattern.scan(text)
            case AtGate():
                found += pattern.scan(text) if _has_stretch(places) else pattern.scan_at(text, places)
            case Around() as around:
                if (gate, around) not in windows:
                    windows[gate, around] = around.windows(places)
                stretches = windows[gate, around]
                if crowded and pattern.beside:
                    behind = behind or _context().windows(text)
                    stretches = common(stretches, behind[pattern.beside])
                found += pattern.scan_in(text, stretches, around.longest)
    return found


def _has_stretch(places: list[Span]) -> bool:
    """Whether the gate stands somewhere so often that one search is faster than a try at each place."""
    return any(end - start >= WIDE for start, end in places)


def _settle(found: list[Hit]) -> list[Hit]:
    """Without overlaps, in order: the surer hit stays, then the longer, then the one whose kind comes first."""
    if len(found) < 2:
        return found
    found.sort(key=attrgetter("start"))
    kept: list[Hit] = []
    together = found[:1]
    end = found[0].end
    for hit in found[1:]:
        if hit.start >= end:
            kept += together if len(together) == 1 else _best(together)
            together = [hit]
            end = hit.end
        else:
            together.append(hit)
            if hit.end > end:
                end = hit.end
    return kept + _best(together)


def _surest(hit: Hit) -> tuple[int, int, str, int]:
    return _RANK[hit.certainty], hit.start - hit.end, hit.kind, hit.start


def _best(together: list[Hit]) -> list[Hit]:
    """The same for hits of which each touches another."""
    together.sort(key=_surest)
    if len(together) < 3:
        return together[:1]
    first = min(hit.start for hit in together)
    taken = bytearray(max(hit.end for hit in together) - first)
    kept = []
    for hit in together:
        low, high = hit.start - first, hit.end - first
        if taken.find(1, low, high) < 0:
            taken[low:high] = b"\1" * (high - low)
            kept.append(hit)
    kept.sort(key=lambda hit: hit.start)
    return kept
