"""Pairs of answers for DPO and single ones for KTO to ids and labels (`data/processor/pairwise.py`, `feedback.py`)."""

from __future__ import annotations

from auditor.training.model import IGNORED, Trained
from auditor.training.trainers.llamafactory.aligned import Aligned
from auditor.training.trainers.llamafactory.cutting import share
from auditor.training.trainers.llamafactory.encode import Encoder, Ids


def paired(encoder: Encoder, row: Aligned, ends: frozenset[int]) -> Trained:
    """The chosen answer behind its question. The cut leaves both answers the same room."""
    good, bad = row.response[:2]
    source, chosen = encoder.one(row.prompt, good, row.system, row.tools)
    _, rejected = encoder.one(row.prompt, bad, row.system, row.tools)
    return _trained(encoder, source, chosen, len(rejected), ends)


def single(encoder: Encoder, row: Aligned, ends: frozenset[int]) -> Trained:
    """The answer that is judged, behind its question. That of the row before, used for the KL term, is left out."""
    first, second = row.response[:2]
    source, target = encoder.one(row.prompt, first if first.text else second, row.system, row.tools)
    return _trained(encoder, source, target, 0, ends)


def _trained(encoder: Encoder, source: Ids, target: Ids, other: int, ends: frozenset[int]) -> Trained:
    if encoder.template.efficient_eos:
        target = [*target, encoder.end]
        other += 1
    longest = max(len(target), other)
    kept_source, kept_target = share(len(source), longest, encoder.options.cutoff_len)
    kept = target[:kept_target]
    cut_answer = len(target) - len(kept)
    ids = source[:kept_source] + kept
    labels = [IGNORED] * min(kept_source, len(source)) + kept
    cut = len(source) - kept_source + cut_answer
    return Trained(tuple(ids), tuple(labels), cut, cut_answer, any(number in ends for number in kept))
