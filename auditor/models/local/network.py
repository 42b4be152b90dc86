"""A causal language model as the scorer uses it, with what was proven of it on a few tokens."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer, DynamicSlidingWindowLayer

_PROOF = (3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
"""Token ids for the proofs, modulo the vocabulary."""
_ENDLESS = 1 << 60


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A transformers model in evaluation mode.

    A head apart from the rest, and going on from a shared prompt, are used only where a proof on a few tokens found
    that they give what the model's own forward pass gives.
    """

    model: Any
    """A `PreTrainedModel`, with the layers of an adapter inside it where there is one."""
    device: Any
    adapter: Any = None
    """The `PeftModel` around it that is switched off while this network is asked; None: it is asked as it is."""
    head: Callable[[Any], Any] | None = field(default=None, init=False)
    """Logits of hidden states; None where only the model's own forward pass has them."""
    sharing: int = field(default=0, init=False)
    """Longest sequence, in tokens, for which a cache can be shared and padded; 0 where none can."""

    words: int = field(default=0, init=False)
    """How many tokens have a logit."""

    def __post_init__(self) -> None:
        with self.asked():
            logits = self.model(input_ids=self._sample(2), use_cache=False).logits
        object.__setattr__(self, "words", int(logits.shape[-1]))
        object.__setattr__(self, "head", self._proven_head(logits.float()))
        object.__setattr__(self, "sharing", self._proven_sharing())

    @property
    def context(self) -> int:
        """Longest sequence that the model was made for, in tokens."""
        config = self.model.config.get_text_config(decoder=True)
        return getattr(config, "max_position_embeddings", None) or _ENDLESS

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Without gradients, and with the adapter switched off where it is not to speak."""
        with torch.inference_mode(), _off(self.adapter) if self.adapter is not None else nullcontext():
            yield

    @contextmanager
    def told(self) -> Iterator[None]:
        """Likewise for `logits` alone: to switch takes time, and few adapters reach into the head."""
        reached = type(self.model.get_output_embeddings()).__module__.startswith("peft")
        with self.asked() if reached else torch.inference_mode():
            yield

    def cache(self) -> Any:
        """An empty one."""
        return DynamicCache(config=self.model.config)

    def features(self, ids: Any, **more: Any) -> Any:
        """What `logits` makes logits of, shape (rows, positions, width). Only inside `asked`."""
        if self.head is None:
            return self.model(input_ids=ids, **more).logits
        return self.model.base_model(input_ids=ids, **more).last_hidden_state

    def logits(self, features: Any) -> Any:
        """Logits in float32, shape (..., words). Only inside `asked` or `told`."""
        return (features if self.head is None else self.head(features)).float()

    def _sample(self, rows: int) -> Any:
        words = self.model.get_input_embeddings().weight.shape[0]  # an adapter of single tokens wraps the embeddings
        ids = torch.tensor(_PROOF, device=self.device) % words
        return torch.stack([(ids + 7 * row) % words for row in range(rows)])

    def _proven_head(self, wanted: Any) -> Callable[[Any], Any] | None:
        """The head whose logits are nearest to those of the model, if they are equal."""
        with self.asked():
            try:
                hidden = self.model.base_model(input_ids=self._sample(2), use_cache=False).last_hidden_state
                found = [(head, head(hidden).float()) for head in _heads(self.model)]
            except (AttributeError, TypeError, RuntimeError):
                return None
            found = [(head, logits) for head, logits in found if logits.shape == wanted.shape]
            head, logits = min(found, key=lambda one: float((one[1] - wanted).abs().amax()), default=(None, wanted))
            return head if self._equal(logits, wanted) else None

    def _proven_sharing(self) -> int:
        """Rows of unequal prompts that go on behind a shared, padded cache give the same as rows computed whole."""
        layers = self.cache().layers
        if not all(type(layer) in (DynamicLayer, DynamicSlidingWindowLayer) for layer in layers):
            return 0
        ids = self._sample(2)
        with self.asked():
            try:
                cache = self.cache()
                self.features(ids[:, :6], past_key_values=cache, use_cache=True)
                first, second, third = ids[0, 6:8].tolist(), ids[1, 6:9].tolist(), ids[1, 4:6].tolist()
                got = self.behind(cache, [6, 4], [[first, second], [third]])
                got = torch.cat([got[0, :2], got[0, 2:5], got[1, :2]])
            except (AttributeError, TypeError, RuntimeError, ValueError, IndexError):
                return 0
            rows = ((ids[:1, :8], 6), (torch.cat([ids[:1, :6], ids[1:, 6:9]], 1), 6), (ids[1:, :6], 4))
            wanted = torch.cat([self.features(row, use_cache=False)[0, start:] for row, start in rows])
            if not self._equal(self.logits(got), self.logits(wanted)):
                return 0
        windows = [layer.sliding_window for layer in layers if isinstance(layer, DynamicSlidingWindowLayer)]
        return min(windows, default=_ENDLESS)

    def behind(self, cache: Any, lengths: Sequence[int], pieces: Sequence[Sequence[Sequence[int]]]) -> Any:
        """Features of pieces that each go on behind a prompt, as if the others were not there.

        `cache` holds the prompts, filled up on the right, `lengths` are theirs, and `pieces` are tokens behind each of
        them. The pieces of a prompt stand one behind the other in its row. Only inside `asked`.
        """
        held = cache.get_seq_length()
        ids = filled([[token for piece in row for token in piece] for row in pieces], self.device)
        owners = filled([[at for at, piece in enumerate(row, 1) for _ in piece] for row in pieces], self.device)
        steps = filled([[at for piece in row for at in range(len(piece))] for row in pieces], self.device)
        starts, order = torch.tensor(lengths, device=self.device), torch.arange(ids.shape[1], device=self.device)
        prompt = torch.arange(held, device=self.device) < starts[:, None]
        inside = (owners[:, :, None] == owners[:, None, :]) & (order[:, None] >= order)
        seen = torch.cat([prompt[:, None].expand(-1, ids.shape[1], -1), inside], 2)
        lowest = torch.finfo(self.model.dtype).min
        mask = torch.zeros(seen.shape, dtype=self.model.dtype, device=self.device).masked_fill_(~seen, lowest)
        return self.features(
            ids,
            attention_mask=mask[:, None],
            position_ids=starts[:, None] + steps,
            past_key_values=cache,
            use_cache=True,
        )

    def _equal(self, one: Any, other: Any) -> bool:
        """As equal as sums in another order are, in the precision of the model."""
        near = min(1000 * torch.finfo(self.model.dtype).eps, 0.1)
        return bool((one - other).abs().amax() <= near * other.abs().amax())


@contextmanager
def _off(adapter: Any) -> Iterator[None]:
    """With an adapter switched off; PEFT warns of trained biases, which the proof of the base finds by itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Careful, disabling adapter layers with bias", UserWarning)
        with adapter.disable_adapter():
            yield


def _heads(model: Any) -> tuple[Callable[[Any], Any], ...]:
    """The ways in which known models make logits of hidden states."""
    linear, config = model.get_output_embeddings(), model.config.get_text_config(decoder=True)
    cap, scale = getattr(config, "final_logit_softcapping", None), getattr(config, "logits_scaling", None)
    factor = getattr(model, "logit_scale", None)
    heads: list[Callable[[Any], Any]] = [linear]
    if cap:
        heads.append(lambda hidden: torch.tanh(linear(hidden) / cap) * cap)
    if scale:
        heads += [lambda hidden: linear(hidden) / scale, lambda hidden: linear(hidden) * scale]
    if factor is not None:
        heads.append(lambda hidden: linear(hidden) * factor)
    return tuple(heads)


def filled(rows: Sequence[Sequence[int]], device: Any) -> Any:
    """Rows of token ids, filled up on the right, where nothing looks back at them."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows], device=device)
