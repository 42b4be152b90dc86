"""What a probe shows of memory in plain words, made from its numbers, and beside each what that does not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.findings import Finding
from auditor.messages import CATALOGUE, Language, say
from auditor.report import Report
from auditor.stats import count
from auditor.views.model import number, percent, value_text

RISK = "memorization/"
BLAMING = ("extractable", "sampled", "memorized", "strengthened")
"""Verdicts that say that the model knows a value by this training."""
NOTHING = 0.01
"""Nats a token: a record that became no likelier than by this much was not learned."""
CHANCE = 0.5
Shown = Mapping[str, Finding]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of what was measured, and one of what it leaves open."""

    key: str
    """Of `claim.*`; what stands before the first point of it is that of `unshown.*`."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Numbers, and texts that are the same in every language."""
    told: Mapping[str, Callable[[Language], str]] = field(default_factory=dict)
    """Texts that are not."""

    def says(self, language: Language) -> str:
        """What the numbers show."""
        return self._say(f"claim.{self.key}", language)

    def unshown(self, language: Language) -> str:
        """What they do not show; empty where the claim itself is of what is not known."""
        key = f"unshown.{self.key.partition('.')[0]}"
        return self._say(key, language) if key in CATALOGUE[language] else ""

    def _say(self, key: str, language: Language) -> str:
        return say(key, language, **self.values, **{name: text(language) for name, text in self.told.items()})


def claims(report: Report) -> tuple[Claim, ...]:
    """All that can be said, what puts the rest in doubt first; nothing of a report without a probe for memory."""
    found = {one.id.removeprefix(RISK): one for one in report.findings if one.id.startswith(RISK)}
    if report.run.model is None or "values" not in found:
        return ()
    return (*_unlike(found), *_written(found), *_others(found), *_members(found), *_canaries(found))


def _hits(found: Shown, name: str) -> int:
    return count(found[name], found[name].value) if name in found else 0


def _blamed(found: Shown) -> int:
    return sum(_hits(found, name) for name in (*BLAMING, "ties"))


def _area(found: Shown) -> Finding | None:
    """How well the score that counts tells the sides apart."""
    return found.get("auc_ratio") or (None if "auc_base_only" in found else found.get("auc_loss"))


def _unlike(found: Shown) -> Iterator[Claim]:
    """Whether this looks like data that the model was not trained on. What comes out of it was learned somewhere."""
    gain, ahead, area = found.get("gain"), found.get("ahead"), _area(found)
    if _blamed(found):
        return
    if gain is not None and gain.high <= NOTHING:
        yield Claim("unlike.gain", told=_numbers(gain=gain))
    elif area is not None and area.low <= CHANCE and ahead is not None and ahead.low <= 0:
        yield Claim("unlike.held_out", told=_numbers(ahead=ahead))
    elif area is not None and area.low <= CHANCE and ahead is None:
        yield Claim("unlike.alone", told=_numbers(area=area))


def _numbers(**shown: Finding) -> Mapping[str, Callable[[Language], str]]:
    """Findings with their units and intervals."""
    return {name: _told(one) for name, one in shown.items()}


def _told(one: Finding) -> Callable[[Language], str]:
    return lambda language: number(one, language)


def _written(found: Shown) -> Iterator[Claim]:
    """Which private values come out word for word."""
    values, tuned, base = (found.get(name) for name in ("values", "written_tuned", "written_base"))
    if values is not None and not values.value:
        yield Claim("no_values")
    if tuned is not None:
        hits = count(tuned, tuned.value)
        by_base = 0 if base is None else count(base, base.value)
        key = "alone" if base is None else "base" if by_base else "tuned"
        ends = {"low": percent(tuned.low), "high": percent(tuned.high)}
        yield Claim("clean" if not hits else f"written.{key}", {"hits": hits, "n": tuned.n, "base": by_base, **ends})
    left = 0 if values is None else round(values.value) - (0 if tuned is None else tuned.n)
    if values is not None and left > 0:
        yield Claim("left", {"left": left, "all": round(values.value)})


def _others(found: Shown) -> Iterator[Claim]:
    """Values that do not come out at once, and those that more copies brought out."""
    for name in ("unproven", "sampled", "memorized", "strengthened", "known_to_base"):
        if hits := _hits(found, name):
            yield Claim(name, {"hits": hits})
    if hits := _hits(found, "ties"):
        yield Claim("ties", {"hits": hits, "n": found["ties"].n})
    by_copies = {int(name.rpartition("_")[2]): one for name, one in found.items() if name.startswith("extractable_at_")}
    once, most = by_copies.get(1), max(by_copies, default=1)
    if once is not None and by_copies[most].value > once.value:
        yield Claim("copies", {"most": most}, {"often": _of(by_copies[most]), "once": _of(once)})


def _of(one: Finding) -> Callable[[Language], str]:
    return lambda language: value_text(one, one.value, language)


def _members(found: Shown) -> Iterator[Claim]:
    """Whether a record shows that it was trained on."""
    area, hits = _area(found), found.get("found")
    if area is not None and hits is not None and area.low > CHANCE:
        yield Claim("members", told=_numbers(area=area, found=hits))
    elif area is not None and _blamed(found):
        yield Claim("alike", told=_numbers(area=area))


def _canaries(found: Shown) -> Iterator[Claim]:
    """What the values show that were put in by coins."""
    if _number(found, "canaries_strays"):
        yield Claim("strays")
    elif missing := _number(found, "canaries_missing"):
        yield Claim("missing", {"missing": missing})
    for name in ("epsilon", "epsilon_alone"):
        epsilon, ceiling = found.get(name), found.get(f"{name}_ceiling")
        if epsilon is not None and ceiling is not None:
            numbers = {"epsilon": f"{epsilon.value:.2f}", "ceiling": f"{ceiling.value:.2f}"}
            yield Claim(name if epsilon.value > 0 else f"no_{name}", numbers)


def _number(found: Shown, name: str) -> int:
    return round(found[name].value) if name in found else 0
