"""The golden file of the real LLaMA-Factory, and its tokenizer."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from tokenizers import Tokenizer as Fast

from tests.training.make_llamafactory import CHAT, GOLDEN


@dataclass(frozen=True, slots=True)
class Tiny:
    """The tokenizer with which the golden file was made."""

    fast: Fast
    bos: str | None = "<s>"
    eos: str | None = "<|endoftext|>"
    chat_template: str | None = CHAT
    exact: bool = True

    @property
    def variables(self) -> dict[str, str]:
        return {name: word for name, word in (("bos_token", self.bos), ("eos_token", self.eos)) if word is not None}

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        return list(self.fast.encode(text, add_special_tokens=special).ids)

    def spans(self, text: str) -> list[tuple[int, int]]:
        return list(self.fast.encode(text, add_special_tokens=False).offsets)

    def id_of(self, token: str) -> int | None:
        number: int | None = self.fast.token_to_id(token)
        return number

    def read(self, ids: Any) -> str:
        """The text of ids, control tokens too."""
        return str(self.fast.decode([number for number in ids if number >= 0], skip_special_tokens=False))


@cache
def golden() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(GOLDEN.read_bytes()))
    return loaded


@cache
def tiny() -> Tiny:
    return Tiny(Fast.from_str(golden()["tokenizer"]))
