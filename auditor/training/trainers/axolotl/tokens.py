"""The tokenizer as axolotl sets it up, and texts encoded on their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from auditor.errors import UsageError
from auditor.training.model import Tokenizer
from auditor.training.trainers.axolotl import settings
from auditor.training.trainers.axolotl.outcome import HaltError


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenizer under `special_tokens` and `tokens`."""

    inner: Tokenizer
    variables: Mapping[str, str]
    """The special tokens by name."""
    before: int
    """How many tokens the tokenizer itself puts before a text."""
    behind: int

    @property
    def eos(self) -> str | None:
        """The token that ends texts."""
        return self.variables.get("eos_token")

    @property
    def eos_id(self) -> int | None:
        return None if self.eos is None else self.inner.id_of(self.eos)

    @property
    def bos_id(self) -> int | None:
        bos = self.variables.get("bos_token")
        return None if bos is None else self.inner.id_of(bos)

    def text(self, value: object, limit: int, *, eos: bool, strip_bos: bool = False) -> tuple[list[int], int]:
        """Ids of one text, cut at `limit` tokens, and how many were cut away.

        A text that was cut to the limit gets no EOS. `_tokenize` of `prompt_tokenizers.py`.
        """
        if not value:
            return [], 0
        if not isinstance(value, str):
            raise HaltError("bad_value")
        ids = self.inner.encode(value, special=True)
        lost = max(0, len(ids) - limit)
        if lost:
            tail = ids[len(ids) - self.behind :]
            ids = ids[: max(0, limit - self.behind)] + tail
        if not ids:
            return [], 0
        if eos and ids[-1] != self.eos_id and len(ids) < limit:
            if self.eos_id is None:
                raise HaltError("no_eos")
            ids.append(self.eos_id)
        return (ids[1:] if strip_bos and ids[0] == self.bos_id else ids), lost


def set_up(tokenizer: Tokenizer, options: settings.Given) -> Tokens:
    """Raises UsageError for a special token that the tokenizer does not have: adding tokens is not emulated.

    A new padding token is let pass: it is in no text.
    """
    special = settings.names({"special_tokens": _single(options)}, "special_tokens")
    for key, token in special.items():
        if key != "pad_token":
            _known(tokenizer, token, f"special_tokens.{key}")
    for token in settings.words(options, "tokens") or ():
        _known(tokenizer, token, "tokens")
    before, behind = _frame(tokenizer)
    named = {name: token for name, token in (("bos_token", tokenizer.bos), ("eos_token", tokenizer.eos)) if token}
    changed = {name: token for name, token in special.items() if name.endswith("_token")}
    return Tokens(tokenizer, {**named, **tokenizer.variables, **changed}, before, behind)


def _single(options: settings.Given) -> dict[str, object]:
    """The special tokens that are one word each; of the lists, every word must be known too."""
    result = {key: value for key, value in settings.block(options, "special_tokens").items() if value is not None}
    for key in [key for key, value in result.items() if isinstance(value, list)]:
        result |= {f"{key}[{at}]": word for at, word in enumerate(cast("list[object]", result.pop(key)))}
    return result


def _known(tokenizer: Tokenizer, token: str, name: str) -> None:
    number = tokenizer.id_of(token)
    if number is None or tokenizer.encode(token) != [number]:
        raise UsageError(f"{name}: {token!r} is no token of this tokenizer; the dry run cannot add tokens")


def _frame(tokenizer: Tokenizer) -> tuple[int, int]:
    bare, framed = tokenizer.encode("a"), tokenizer.encode("a", special=True)
    for before in range(len(framed) - len(bare) + 1):
        if framed[before : before + len(bare)] == bare:
            return before, len(framed) - before - len(bare)
    return 0, 0
