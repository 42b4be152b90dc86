"""What is watched in a training: the private values that stand most often in its data, and some of its answers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditor.audit import chosen_key
from auditor.checks import Behind, Sample, Setup, Target
from auditor.configured import Config, take
from auditor.errors import UsageError
from auditor.models.local.loading import quiet
from auditor.models.render import Renderer
from auditor.policy import Policy
from auditor.probing.reading import Inputs, gather
from auditor.probing.targets import Wanted
from auditor.text.keys import Key
from auditor.training import tokenizers

OTHERS = frozenset({"answer", "tie"})
"""Kinds of targets that are no values."""


@dataclass(frozen=True, slots=True)
class Data:
    """The training data, as the callback was given it."""

    train: tuple[object, ...]
    config: Config | None
    trainer: str | None
    template: str | None
    shape: str | None
    key: Key | str | None
    seed: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What is asked about."""

    renderer: Renderer
    targets: tuple[Target, ...]
    samples: tuple[Sample, ...]


def watched(data: Data, rules: Policy, tokenizer: Any, values: int) -> Watched:
    """Reads the data with the tokenizer of the training: a `PreTrainedTokenizerFast`, as it is now.

    Raises:
        UsageError: the data cannot be read, or the tokenizer has no fast form.
    """
    loaded = _loaded(tokenizer)
    configured = data.config is not None or data.trainer is not None
    taken = take(data.train, (), None, None, data.config, data.trainer, data.template if configured else None)
    source = taken.training.template if taken.training is not None else None
    setup = Setup(chosen_key(data.key), taken.epochs, None, data.seed, training=taken.training)
    renderer = Renderer(loaded, source or loaded.chat_template)
    inputs, wanted = Inputs(taken.data, (), (), data.shape), Wanted(values, 0, renderer=renderer)
    material = gather(inputs, rules, setup, False, loaded, lambda stage, done, total: None, wanted).material
    return Watched(renderer, most_repeated(material.targets), material.train)


def most_repeated(targets: Sequence[Target]) -> tuple[Target, ...]:
    """The values of those that a model can be asked for and that have something of their own to learn, those that stand
    in most records first."""
    able = [one for one in targets if one.kind not in OTHERS and isinstance(one.where, Behind) and one.bits > 0]
    return tuple(sorted(able, key=lambda one: (-one.copies, one.origin, one.path, one.start)))


def _loaded(tokenizer: Any) -> tokenizers.Loaded:
    if tokenizer is None or not tokenizer.is_fast:
        raise UsageError(
            "AuditCallback: the trainer has no fast tokenizer; give it one: Trainer(processing_class=AutoTokenizer...)"
        )
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        with quiet():
            tokenizer.save_pretrained(folder)
        return tokenizers.load(folder)
