"""What `auditor split` did, for a terminal: the sides, what may not be parted, and how to make sure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from auditor.messages import Language, printable, say
from auditor.splitting import Split
from auditor.splitting.output import EVAL, TRAIN


def render(split: Split, language: Language, policy: str = "default") -> str:
    """The summary as lines of text."""
    return "\n".join(map(printable, _lines(split, language, policy))) + "\n"


def _lines(split: Split, language: Language, policy: str) -> Iterator[str]:
    train, held_out = split.train.records, split.eval.records
    share = f"{held_out / (train + held_out):.1%}"
    yield say("split.head", language, train=train, eval=held_out, share=share)
    yield say("split.groups", language, groups=split.groups, largest=split.largest)
    for kind, count in split.ties.items():
        if count:
            yield say("split.tie", language, title=say(f"split.by_{kind}", language), count=count)
    if split.moved:
        yield say("split.moved", language, count=split.moved)
    if split.unproven:
        titles = say("ui.comma", language).join(say(f"split.by_{name}", language) for name in split.unproven)
        yield say("split.unproven", language, titles=titles)
    else:
        yield say("split.checked", language)
    yield from _warnings(split, language)
    yield ""
    yield say("split.out", language, path=split.out)
    yield say("split.again", language, command=_command(split, policy))


def _warnings(split: Split, language: Language) -> Iterator[str]:
    if split.eval.records < split.asked:
        numbers = {"eval": split.eval.records, "asked": split.asked, "largest": split.largest}
        yield say("split.fewer", language, **numbers)
        if split.largest > split.asked and split.largest_by:
            title = say(f"split.by_{split.largest_by}", language)
            yield say("split.giant", language, title=title, **numbers)
    if split.parted_values:
        yield say("split.parted_values", language, count=split.parted_values)
    if split.parted_beginnings:
        yield say("split.parted_beginnings", language, count=split.parted_beginnings)
    if split.unreadable:
        yield say("split.unreadable", language, count=split.unreadable)


def _command(split: Split, policy: str) -> str:
    words = ["auditor", "scan", str(split.out / TRAIN), "--eval", str(split.out / EVAL)]
    if policy != "default":
        words += ["--policy", policy]
    if split.shape is not None:
        words += ["--shape", split.shape]
    return shlex.join(words)
