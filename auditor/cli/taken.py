"""Tells on standard error what a training configuration sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from auditor.configured import Taken
    from auditor.messages import Language
    from auditor.training.shown import Shown

_MOST = 8
"""Names that are told of a list."""


def note_taken(taken: Taken, asked: tuple[Any, ...], language: Language) -> None:
    """Trainer and options that decide; then what was taken over, since nothing else was asked for; then warnings."""
    from auditor.messages import printable, say
    from auditor.training.shown import shown

    if taken.training is None:
        return
    about = shown(taken.training)
    data, evals, epochs, tokenizer = asked
    options = _listed(about.options) or say("training.config.defaults", language)
    lines = [say("training.config.head", language, emulates=about.emulates, options=options)]
    if not data:
        lines.append(say("training.config.data", language, data=_named(taken.data)))
        if taken.evals and not evals:
            lines.append(say("training.config.evals", language, data=_named(taken.evals)))
    if epochs is None:
        lines.append(say("training.config.epochs", language, epochs=f"{taken.epochs:g}"))
    if tokenizer is None and taken.tokenizer is not None:
        lines.append(say("training.config.tokenizer", language, tokenizer=taken.tokenizer))
    lines += [say(remark.key, language, **remark.values) for remark in taken.remarks]
    for line in lines:
        click.echo(printable(line), err=True)


def note_assumed(training: Shown | None, language: Language) -> None:
    """How rows are read, where that was taken from the first row."""
    from auditor.messages import printable, say
    from auditor.training.config import NAMES

    if training is not None and training.assumed:
        columns = "; ".join(map(_listed, training.columns))
        trainer = next(shown for name, shown in NAMES.items() if name == training.trainer)
        click.echo(printable(say("training.config.assumed", language, trainer=trainer, columns=columns)), err=True)


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {_short(value)}" for key, value in values.items())


def _short(value: object) -> str:
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case Mapping():
            return "{" + _listed(value) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_short, value)) + "]"
    return str(value)


def _named(names: tuple[object, ...]) -> str:
    more = f", ... ({len(names)})" if len(names) > _MOST else ""
    return ", ".join(map(str, names[:_MOST])) + more
