"""Pairs of question and answer to ids and labels for SFT (`data/processor/supervised.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.training.model import IGNORED, Trained
from auditor.training.trainers.llamafactory.cutting import share
from auditor.training.trainers.llamafactory.encode import Encoder, Ids, Pair


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer after the cut, with their labels."""

    source: Ids
    target: Ids
    source_labels: Ids
    target_labels: Ids
    lost: int
    """Tokens cut away."""
    lost_answer: int
    """Of those, how many would have had a loss."""


def supervised(encoder: Encoder, pairs: Sequence[Pair], ends: frozenset[int]) -> Trained:
    """Ids and labels of a record. Turns are taken in order, with `mask_history` from the last one back, until
    `cutoff_len` tokens are reached; `ends` are the tokens that end an answer.

    A later question of no tokens gets the label of an end all the same, so that all labels behind stand one place too
    late. LLaMA-Factory then has one label too many, which is left out here.
    """
    options, ended = encoder.options, encoder.template.efficient_eos
    used, turns = int(ended), []
    for place, pair in enumerate(reversed(pairs) if options.mask_history else pairs):
        room = max(options.cutoff_len - used, 0)
        turn = _turn(encoder, pair, place, room)
        used += len(turn.source) + len(turn.target)
        turns.append(turn)
    if options.mask_history:
        turns.reverse()
    tail = [encoder.end] if ended else []
    ids = [number for turn in turns for number in (*turn.source, *turn.target)] + tail
    labels = [number for turn in turns for number in (*turn.source_labels, *turn.target_labels)] + tail
    cut, cut_answer = sum(turn.lost for turn in turns), sum(turn.lost_answer for turn in turns)
    return Trained(
        tuple(ids),
        tuple(labels[: len(ids)]),
        cut,
        cut_answer,
        ended or any(number in ends for turn in turns for number in turn.target_labels),
        (*_notes(turns, ended), *(("labels_shifted",) if len(labels) != len(ids) else ())),
    )


def _turn(encoder: Encoder, pair: Pair, place: int, room: int) -> Turn:
    options = encoder.options
    source, target = pair
    kept_source, kept_target = share(len(source), len(target), room) if room else (0, 0)
    lost_source, lost_target = len(source) - kept_source, len(target) - kept_target
    source, target = source[:kept_source], target[:kept_target]
    source_labels = [IGNORED] * kept_source
    if options.train_on_prompt:
        source_labels = source
    elif encoder.template.efficient_eos and place != 0 and room:
        source_labels = [encoder.end, *source_labels[1:]]
    taught = place == 0 or not options.mask_history
    lost_answer = (lost_target if taught else 0) + (lost_source if options.train_on_prompt else 0)
    target_labels = target if taught else [IGNORED] * kept_target
    return Turn(source, target, source_labels, target_labels, lost_source + lost_target, lost_answer)


def _notes(turns: Sequence[Turn], ended: bool) -> tuple[str, ...]:
    notes = []
    if any(turn.lost and not turn.source and not turn.target for turn in turns):
        notes.append("turns_lost")
    if ended and any(turn.lost_answer for turn in turns):
        notes.append("end_after_cut")
    return tuple(notes)
