"""Asks models what probes want to know: the cases of all probes pooled, each asked once, until all is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Protocol, TypeVar

from auditor import fold
from auditor.checks import Batch, Material, Probe
from auditor.findings import Failed
from auditor.models import (
    Adapted,
    Answer,
    Beside,
    Case,
    Generate,
    Generated,
    LanguageModel,
    Partly,
    Prompt,
    Rank,
    Ranking,
    Read,
    Reader,
    Reply,
    Score,
    Scored,
    Statistic,
    Taught,
    Unanswered,
)

REFERENCE: frozenset[Statistic] = frozenset({"kl", "agree"})
"""Statistics that need the base beside the model."""


class Kept(Protocol):
    """What is known from earlier runs."""

    def known(self, identity: str, cases: Iterable[Case]) -> dict[Case, Reply]: ...

    def put(self, identity: str, case: Case, reply: Reply) -> None: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Panel:
    """The models of a run."""

    tuned: LanguageModel
    base: LanguageModel | None = None
    shipped: LanguageModel | None = None
    taught: Taught | None = None
    """The tuned model and its teacher."""
    adapted: Adapted | None = None
    """The tuned model, where it is an adapter whose strength can be set."""

    def models(self) -> tuple[LanguageModel | None, ...]:
        """In the order of the replies of an `Answer`."""
        return (self.tuned, self.base, self.shipped)


def ask(
    probes: Mapping[str, Probe[Any]],
    panel: Panel,
    material: Material,
    kept: Kept,
    evidence: fold.Kept,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    strict: bool = False,
) -> fold.States:
    """The states of all probes once they have nothing more to ask.

    `progress` is told how many replies of the round there are, and how many there will be.

    Raises:
        ModelError: a model cannot go on.
    """
    states: fold.States = {name: probe.start() for name, probe in probes.items()}
    asking = set(probes)
    while asking:
        wanted = {name: _wanted(probes[name], material, states, name, strict) for name in probes if name in asking}
        asking = {name for name, cases in wanted.items() if cases}
        answers = _answers(list(dict.fromkeys(chain.from_iterable(wanted.values()))), panel, kept, progress)
        for name in asking:
            own = [replace(answers[case], case=case) for case in wanted[name]]
            one = {name: probes[name]}
            state, _ = fold.fold(one, Batch("", 0, "train", own), evidence, strict=strict)
            states |= fold.merge({name: states[name]}, state)
    return states


def _wanted(probe: Probe[Any], material: Material, states: fold.States, name: str, strict: bool) -> list[Case]:
    """What a probe asks next; one that breaks asks no more."""
    state = states[name]
    if isinstance(state, Failed):
        return []
    try:
        return list(probe.cases(material, state))
    except Exception as error:
        if strict:
            raise
        states[name] = fold.failure(error)
        return []


def _answers(
    cases: Sequence[Case], panel: Panel, kept: Kept, progress: Callable[[int, int], None]
) -> dict[Case, Answer]:
    asked = [
        (model, [case for case in cases if _is_asked(model, case, panel)])
        for model in panel.models()
        if model is not None
    ]
    together = [case for case in cases if isinstance(case, Beside)] if panel.taught is not None else []
    partly = [case for case in cases if isinstance(case, Partly)] if panel.adapted is not None else []
    total, done = sum(len(own) for _, own in asked) + len(together) + len(partly), 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    told = iter([_replies(model, own, panel, kept, count) for model, own in asked])
    by_model = [{} if model is None else next(told) for model in panel.models()]
    if panel.taught is not None:
        by_model[0] |= _besides(panel.taught.identity, panel.taught.beside, together, kept, count)
    if panel.adapted is not None:
        by_model[0] |= _besides(panel.adapted.identity, panel.adapted.partly, partly, kept, count)
    return {case: Answer(case, *(replies.get(case) for replies in by_model)) for case in cases}  # type: ignore[arg-type]


def _is_asked(model: LanguageModel, case: Case, panel: Panel) -> bool:
    """Ranks are asked of the tuned model alone: a model that never learned a value is searched for nothing."""
    return not isinstance(case, Beside | Partly) and (model is panel.tuned or not isinstance(case, Rank))


C = TypeVar("C", bound=Case)


def _besides(
    identity: str,
    asks: Callable[[Sequence[C]], Iterable[tuple[int, Reply]]],
    cases: Sequence[C],
    kept: Kept,
    count: Callable[[int], None],
) -> dict[Case, Reply]:
    """What a model says to each case that is not asked of it alone and as it is."""
    replies = kept.known(identity, cases)
    count(len(replies))
    todo = [case for case in cases if case not in replies]
    for place, reply in asks(todo):
        replies[todo[place]] = reply
        kept.put(identity, todo[place], reply)
        count(1)
    kept.flush()
    return replies


def _replies(
    model: LanguageModel, cases: Sequence[Case], panel: Panel, kept: Kept, count: Callable[[int], None]
) -> dict[Case, Reply]:
    """What one model says to each case, under the case as it was put."""
    asked = {case: _for(model, case, panel) for case in cases}
    replies: dict[Case, Reply] = {}
    todo: dict[Case, str] = {}
    for identity, group in _by_identity(model, panel, asked.values()).items():
        replies |= kept.known(identity, group)
        count(sum(case in replies for case in group))
        todo |= {case: identity for case in group if case not in replies}
    for case, reply in _asked(model, list(todo)):
        replies[case] = reply
        kept.put(todo[case], case, reply)
        count(1)
    kept.flush()
    return {case: replies[own] for case, own in asked.items()}


def _for(model: LanguageModel, case: Case, panel: Panel) -> Case:
    """The case without what only the others are asked: the base is not compared with itself."""
    if isinstance(case, Score) and case.wants & REFERENCE and model is panel.base:
        return replace(case, wants=case.wants - REFERENCE)
    return case


def _by_identity(model: LanguageModel, panel: Panel, cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Cases by what their replies depend on: the model alone, or the base as well."""
    groups: dict[str, list[Case]] = {}
    for case in dict.fromkeys(cases):
        both = isinstance(case, Score) and case.wants & REFERENCE and panel.base is not None
        base = f" beside {panel.base.identity}" if both and panel.base is not None else ""
        groups.setdefault(model.identity + base, []).append(case)
    return groups


def _asked(model: LanguageModel, cases: Sequence[Case]) -> Iterable[tuple[Case, Reply]]:
    scores = [case for case in cases if isinstance(case, Score)]
    texts = [case for case in cases if isinstance(case, Generate)]
    if scores and "logprobs" in model.can:
        yield from _scored(model, scores)
    elif scores:
        yield from ((case, Unanswered("no_logprobs")) for case in scores)
    if texts and "generate" in model.can:
        yield from _written(model, texts)
    elif texts:
        yield from ((case, Unanswered("no_text")) for case in texts)
    ranks = [case for case in cases if isinstance(case, Rank)]
    if isinstance(model, Ranking):
        yield from ((ranks[place], reply) for place, reply in model.rank(ranks))
    else:
        yield from ((case, Unanswered("no_ranks")) for case in ranks)


def _scored(model: LanguageModel, cases: Sequence[Score]) -> Iterable[tuple[Case, Scored | Unanswered]]:
    """Cases that differ only in what they want are asked once, for all of it, and each is told its own part; what is to
    be asked alone is asked besides.

    Where the model cannot tell all of it, each is asked for its own part alone.
    """
    groups: dict[tuple[Prompt, str | tuple[int, ...], bool, bool], list[Score]] = {}
    for case in cases:
        groups.setdefault(_question(case), []).append(case)
    wholes = [replace(group[0], wants=frozenset().union(*(one.wants for one in group))) for group in groups.values()]
    alone: list[Score] = []
    for place, reply in model.score(wholes):
        for case in groups[_question(wholes[place])]:
            match reply:
                case Unanswered() if case.wants != wholes[place].wants:
                    alone.append(case)
                case Scored(logprobs, stats):
                    yield case, Scored(logprobs, {name: stats[name] for name in stats if name in case.wants})
                case _:
                    yield case, reply
    if alone:
        yield from ((alone[place], reply) for place, reply in model.score(alone))


@dataclass(frozen=True, slots=True)
class _Together:
    """Several readers of one text."""

    readers: tuple[Reader, ...]

    @property
    def name(self) -> str:
        return repr([reader.name for reader in self.readers])

    def read(self, text: Generated) -> Mapping[str, float]:
        return {
            f"{place} {name}": mark
            for place, reader in enumerate(self.readers)
            for name, mark in reader.read(text).items()
        }


def _written(model: LanguageModel, cases: Sequence[Generate]) -> Iterable[tuple[Case, Reply]]:
    """What differs only in its reader is written once, and each is told what its own reader made of it."""
    groups: dict[tuple[Prompt, int], list[Generate]] = {}
    for case in cases:
        groups.setdefault((case.prompt, case.limit), []).append(case)
    whole = [
        own[0] if len(own) == 1 else replace(own[0], reader=_Together(tuple(case.reader for case in own)))
        for own in groups.values()
    ]
    for place, reply in model.generate(whole):
        own = groups[whole[place].prompt, whole[place].limit]
        for number, case in enumerate(own):
            if len(own) > 1 and isinstance(reply, Read):
                sign = f"{number} "
                marks = {name.removeprefix(sign): mark for name, mark in reply.marks.items() if name.startswith(sign)}
                yield case, Read(marks)
            else:
                yield case, reply


def _question(case: Score) -> tuple[Prompt, str | tuple[int, ...], bool, bool]:
    """A case without what is wanted of it."""
    return case.prompt, case.target, case.ended, case.alone
