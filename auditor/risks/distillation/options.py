"""What may be set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.checks import Limit, Setup
from auditor.text.identity import families_in

Names = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DistillationOptions:
    """What the tuned model is to be called, whose answers it learns from, and how much a probe asks."""

    model_name: Names = ()
    """How the tuned model is to call itself: a claim to be another one is then shown to be wrong."""
    developer: Names = ()
    """Who is to be named as its maker."""
    teacher: Names = ()
    """Models that wrote the answers; of each is told what was read of its terms."""
    records: int = 100
    """Records of each half of the data at which a probe compares the tuned model with its teacher."""
    texts: int = 30
    """Prompts to which both write an answer of their own."""
    tokens: int = 64
    """Most tokens of such an answer."""

    def declared(self) -> tuple[str, ...]:
        """The names that the policy gives to the tuned model and its maker."""
        return (*listed(self.model_name), *listed(self.developer))


def listed(names: Names) -> tuple[str, ...]:
    """One name or several, without empty ones."""
    return tuple(name.strip() for name in ((names,) if isinstance(names, str) else names) if name.strip())


@dataclass(frozen=True, slots=True)
class Own:
    """Names that answers may say of the model."""

    names: tuple[str, ...]
    families: frozenset[str]
    """Known families that the names belong to: `Qwen3-shop` may say that Alibaba made it."""

    def may_say(self, family: str, said: str) -> bool:
        """Whether a claim is no foreign one: of a family of its own, or with one of its names as a whole."""
        return family in self.families or any(_whole(name, said) for name in self.names)


def _whole(name: str, said: str) -> bool:
    """Whether a name stands in a text, and is no part of a longer one: `Chat` is no `ChatGPT`."""
    before, behind = (r"(?<![A-Za-z0-9])" if one.isascii() else "" for one in (name[0], name[-1]))
    return re.search(f"{before}{re.escape(name)}{behind.replace('?<!', '?!')}", said, re.IGNORECASE) is not None


def own_names(options: DistillationOptions, setup: Setup) -> Own:
    """The declared names, else those that the trainer's configuration gives (ms-swift: `model_name`, `model_author`);
    where nobody says one, the name of the base: a model tuned from Qwen that says so copied no teacher."""
    names = options.declared() or configured(setup)
    base = () if names else _base(setup)
    return Own(names, frozenset(family for name in (*names, *base) for family in families_in(_COMMON.sub("", name))))


_COMMON = re.compile(r"(?<!Chat)(?<!Chat[- ])GPT(?![- ]?[\do])", re.IGNORECASE)
"""What models of many makers have in their names: `HuatuoGPT` may not say that it is ChatGPT."""


def configured(setup: Setup) -> tuple[str, ...]:
    """Names that the configuration of the training puts into the data."""
    given: Mapping[str, object] = {} if setup.training is None else setup.training.options
    found: list[str] = []
    for key in ("model_name", "model_author"):
        value = given.get(key)
        found += [value] if isinstance(value, str) else [one for one in value or () if isinstance(one, str)]  # type: ignore[attr-defined]
    return tuple(name for name in found if name.strip())


def _base(setup: Setup) -> tuple[str, ...]:
    named = (setup.base, None if setup.training is None else setup.training.model)
    return tuple(name.rstrip("/").rpartition("/")[2] for name in named if name)


def more_limits(options: DistillationOptions) -> Mapping[str, Limit]:
    """Where the policy says what the model is called, one answer that says otherwise is one too many."""
    return {"distillation/teacher_identity": Limit(fail=0, of="count")} if options.declared() else {}
