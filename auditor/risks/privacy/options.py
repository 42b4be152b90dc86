"""What the privacy risk can be told to look for."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import UsageError, nearest
from auditor.risks.privacy.ignore import Ignore
from auditor.text.private import KINDS
from auditor.text.private.custom import CustomKind


@dataclass(frozen=True, slots=True)
class PrivacyOptions:
    """Which kinds to search for, which own ones besides, and which hits are known and accepted."""

    kinds: tuple[str, ...] = KINDS
    custom: tuple[CustomKind, ...] = ()
    ignore: tuple[Ignore, ...] = ()

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.kinds) - set(KINDS)):
            raise UsageError(f"there is no kind of private value {unknown[0]!r}; {nearest(unknown[0], KINDS)}")
        names = [kind.name for kind in self.custom]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise UsageError(f"the custom kind {twice[0]!r} stands twice; make one of both")
        known = (*self.kinds, *names)
        for rule in self.ignore:
            if rule.kind is not None and rule.kind not in known:
                raise UsageError(
                    f"ignore rule {rule.reason!r}: there is no kind {rule.kind!r}; {nearest(rule.kind, known)}"
                )

    @property
    def own(self) -> frozenset[str]:
        """Names of the custom kinds."""
        return frozenset(kind.name for kind in self.custom)
