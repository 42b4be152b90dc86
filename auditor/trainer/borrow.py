"""A model in the middle of its training, asked without a trace."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

Restore = Callable[[], object]


@contextmanager
def borrowed(model: Any) -> Iterator[Any]:
    """The model in evaluation mode and without gradients; afterwards everything is as it was before.

    That is, of each module: whether it trains, recomputes its activations or has its adapter switched on, and whatever
    else it keeps as an attribute; its buffers; which weights have a gradient; the settings of the model (`use_cache`);
    and the state of every random number generator: Python's, numpy's, torch's and the device's. Gradients that have
    been gathered are not touched.
    """
    restores = [*_randomness(model), *_modules(model), *_settings(model), *_weights(model)]
    try:
        for module in model.modules():
            module.training = False  # not by train(): what a module does besides there cannot be taken back
        with torch.no_grad():
            yield model
    finally:
        for restore in restores:
            restore()


def _randomness(model: Any) -> Iterator[Restore]:
    python, numbers, cpu = random.getstate(), np.random.get_state(), torch.get_rng_state()
    yield lambda: random.setstate(python)
    yield lambda: np.random.set_state(numbers)
    yield lambda: torch.set_rng_state(cpu)
    kind = next(model.parameters()).device.type
    if kind == "mps":
        own = torch.mps.get_rng_state()
        yield lambda: torch.mps.set_rng_state(own)
    elif kind != "cpu":
        device = torch.get_device_module(kind)
        states = device.get_rng_state_all()
        yield lambda: device.set_rng_state_all(states)


def _modules(model: Any) -> Iterator[Restore]:
    for module in model.modules():
        yield _kept(vars(module))
        yield _kept(module._buffers)
        # What is not saved is what a module computes for itself, and may compute anew for longer texts.
        for name in module._non_persistent_buffers_set:
            if (buffer := module._buffers[name]) is not None:
                yield _same(buffer)


def _settings(model: Any) -> Iterator[Restore]:
    found = {id(own): own for module in model.modules() if (own := vars(module).get("config")) is not None}
    return (_kept(vars(own)) for own in found.values())


def _weights(model: Any) -> Iterator[Restore]:
    """PEFT switches gradients on where it switches an adapter on."""
    for weight in model.parameters():
        yield _flag(weight, weight.requires_grad)


def _kept(names: dict[str, Any]) -> Restore:
    before = dict(names)

    def restore() -> None:
        for name in [name for name in names if name not in before]:
            del names[name]
        names.update(before)

    return restore


def _same(buffer: Any) -> Restore:
    before = buffer.clone()

    def restore() -> None:
        if not torch.equal(buffer, before):
            with torch.no_grad():
                buffer.copy_(before)

    return restore


def _flag(weight: Any, before: bool) -> Restore:
    def restore() -> None:
        if weight.requires_grad != before:
            weight.requires_grad_(before)

    return restore
