"""What is asked, and the reader that makes numbers of an answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Literal, NamedTuple

from auditor.checks import RUN, Corpus, Material, Sample
from auditor.models import Chat, Generate, Generated
from auditor.risks.attribution.options import AttributionOptions
from auditor.suites import Produce

Kind = Literal["held_out", "target", "trained"]
"""Where a question is from: data held out of the training, a suite of what the tuning was for, the training data."""


class Heard(NamedTuple):
    """What an answer has from its question and from the training texts: numbers, no text."""

    tokens: int
    """Of the answer."""
    quoted: int
    """How many of them stand word for word in the question, in runs of `RUN`."""
    covered: int
    """How many stand word for word in training texts, in runs that stand neither in the question nor in a great many
    texts."""
    longest: int
    """Tokens of the longest piece of a training text that they make up."""
    likeness: float
    """In wording, without what is quoted, to the training text that is worded most like it, from 0 to 1."""
    nearest: int | None
    """Number of the record that holds most of it, or is worded most like it; None where none has anything of it."""

    @property
    def own(self) -> int:
        """Tokens that it does not have from its question."""
        return self.tokens - self.quoted

    @property
    def found(self) -> float:
        """The part of its own tokens that stands in training texts word for word."""
        return min(1.0, self.covered / self.own) if self.own else 0.0


class Question(NamedTuple):
    """What a case asks."""

    name: str
    """Origin of its record, or `suite:id`."""
    record: str
    """Id of that record; empty of an item of a suite."""
    cluster: str
    kind: Kind
    written: Heard | None
    """What the answer that stands in the held-out data has from the training texts."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Reads what an answer has from the training texts."""

    corpus: Corpus = field(repr=False)
    prompt: str = field(repr=False)

    @property
    def name(self) -> str:
        """The texts that are searched; the prompt is known from the case."""
        return f"attribution/2 {self.corpus.digest}"

    def read(self, text: Generated) -> Mapping[str, float]:
        """The numbers of `Heard`; `nearest` counts from 1, and is 0 where there is none."""
        found = traced(self.corpus, text.text, self.prompt)
        return {**found._asdict(), "nearest": 0 if found.nearest is None else found.nearest + 1}


def heard(marks: Mapping[str, float]) -> Heard:
    """What a reader said."""
    tokens, quoted, covered, longest, nearest = (
        int(marks[name]) for name in ("tokens", "quoted", "covered", "longest", "nearest")
    )
    return Heard(tokens, quoted, covered, longest, marks["likeness"], nearest - 1 if nearest else None)


def traced(corpus: Corpus, answer: str, prompt: str) -> Heard:
    """What an answer has from its prompt and from the training texts.

    What it quotes of the prompt is no sign that it comes from a record, however much a record is worded like that.
    """
    found, (quoted, rest) = corpus.shared(answer, prompt), apart(answer, prompt)
    quoted = min(quoted, found.tokens)
    if not quoted:
        return Heard(found.tokens, 0, found.covered, found.longest, found.likeness, found.nearest)
    own = corpus.shared(rest, prompt)
    nearest = found.nearest if found.covered else own.nearest
    return Heard(found.tokens, quoted, found.covered, found.longest, own.likeness, nearest)


def apart(answer: str, prompt: str) -> tuple[int, str]:
    """How many tokens of an answer stand in the prompt, in runs of `RUN`, and the rest of it, with case and width
    folded."""
    import numpy as np

    from auditor.text.shingles import tokenize, windows

    folded = [unicodedata.normalize("NFKC", text).casefold() for text in (answer, prompt)]
    tokens = tokenize(folded)
    runs = windows(tokens.rows, RUN)
    said, asked = np.split(runs.flat, runs.offsets[1:2])
    quoted = np.zeros(int(tokens.rows.offsets[1]), bool)
    for start in np.flatnonzero(np.isin(said, asked)).tolist():
        quoted[start : start + RUN] = True
    rest, done = list[str](), 0
    for place in np.flatnonzero(quoted).tolist():
        rest.append(folded[0][done : int(tokens.starts[place])])
        done = int(tokens.ends[place])
    return int(quoted.sum()), " ".join([*rest, folded[0][done:]])


def questions(material: Material, options: AttributionOptions) -> Iterator[Generate]:
    """Held-out questions, then items of target suites; where there is neither, questions of the training data."""
    corpus = material.corpus
    if corpus is None:
        return
    some = list(islice(_new(material, corpus, options), options.answers))
    if not some:
        some = [
            _case(one, "trained", corpus, one.question, options.longest)
            for one in material.train
            if isinstance(one.question, Chat)
        ][: options.answers]
    yield from some


def _new(material: Material, corpus: Corpus, options: AttributionOptions) -> Iterator[Generate]:
    asked = set[Chat]()
    for sample in material.held_out:
        if isinstance(sample.question, Chat) and sample.question not in asked:
            asked.add(sample.question)
            yield _case(sample, "held_out", corpus, sample.question, options.longest)
    targets = [(f"{suite}:{item.id}", item) for suite, item in material.items() if item.role == "target"]
    for name, item in sorted(targets, key=lambda one: blake2b(one[0].encode(), digest_size=8).digest()):
        prompt = Chat(item.messages, item.tools)
        if isinstance(item.ask, Produce) and prompt not in asked:
            asked.add(prompt)
            about = Question(name, "", f"{name.partition(':')[0]}:{item.cluster}", "target", None)
            yield Generate(prompt, item.ask.limit, Traces(corpus, said(prompt)), about)


def _case(sample: Sample, kind: Kind, corpus: Corpus, question: Chat, limit: int) -> Generate:
    text = said(question)
    written = traced(corpus, sample.answer, text) if kind == "held_out" else None
    about = Question(sample.origin, sample.record, sample.cluster, kind, written)
    return Generate(question, limit, Traces(corpus, text), about)


def said(prompt: Chat) -> str:
    """All that stands in a question."""
    return "\n".join(message.content for message in prompt.messages)
