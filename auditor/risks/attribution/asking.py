"""What is asked, and the reader that makes numbers of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Literal, NamedTuple

from auditor.checks import Corpus, Material, Sample, Shared
from auditor.models import Chat, Generate, Generated
from auditor.risks.attribution.options import AttributionOptions
from auditor.suites import Produce

Kind = Literal["held_out", "target", "trained"]
"""Where a question is from: data held out of the training, a suite of what the tuning was for, the training data."""


class Question(NamedTuple):
    """What a case asks."""

    name: str
    """Origin of its record, or `suite:id`."""
    record: str
    """Id of that record; empty of an item of a suite."""
    cluster: str
    kind: Kind
    written: Shared | None
    """What the answer that stands in the held-out data has from the training texts."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Reads what an answer has from the training texts."""

    corpus: Corpus = field(repr=False)
    prompt: str = field(repr=False)

    @property
    def name(self) -> str:
        """The texts that are searched; the prompt is known from the case."""
        return f"attribution/1 {self.corpus.digest}"

    def read(self, text: Generated) -> Mapping[str, float]:
        """The numbers of `Shared`; `nearest` counts from 1, and is 0 where there is none."""
        found = self.corpus.shared(text.text, self.prompt)
        nearest = 0 if found.nearest is None else found.nearest + 1
        return {
            "tokens": float(found.tokens), "covered": float(found.covered), "longest": float(found.longest),
            "likeness": found.likeness, "nearest": float(nearest),
        }  # fmt: skip


def heard(marks: Mapping[str, float]) -> Shared:
    """What a reader said."""
    tokens, covered, longest, nearest = (int(marks[name]) for name in ("tokens", "covered", "longest", "nearest"))
    return Shared(tokens, covered, longest, marks["likeness"], nearest - 1 if nearest else None)


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
    written = corpus.shared(sample.answer, text) if kind == "held_out" else None
    about = Question(sample.origin, sample.record, sample.cluster, kind, written)
    return Generate(question, limit, Traces(corpus, text), about)


def said(prompt: Chat) -> str:
    """All that stands in a question."""
    return "\n".join(message.content for message in prompt.messages)
