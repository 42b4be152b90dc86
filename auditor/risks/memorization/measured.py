"""From what was heard of each value to findings and evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from auditor.checks import Setup
from auditor.findings import Evidence, Finding
from auditor.risks.memorization import closer, members, ties
from auditor.risks.memorization.options import MemorizationOptions
from auditor.risks.memorization.probe import ANSWER, Recalled
from auditor.risks.memorization.verdicts import Item, Verdict, verdicts
from auditor.stats.exposure import queries

JUDGED: tuple[Verdict, ...] = ("extractable", "sampled", "memorized", "strengthened", "unproven")
INFORMING: tuple[Verdict, ...] = ("known_to_base", "not_detected", "inferable", "untestable")


@dataclass(frozen=True)
class Measured:
    """The numbers of a finished state."""

    state: Recalled
    options: MemorizationOptions
    setup: Setup

    @cached_property
    def values(self) -> list[Item]:
        """Private values, in order."""
        return [one for _, one in sorted(self.state.items.items()) if one.target.kind not in (ANSWER, ties.TIE)]

    @cached_property
    def said(self) -> list[Verdict]:
        """The verdict of each of them."""
        return verdicts(self.values, self.options.queries)

    def findings(self) -> Iterator[Finding]:
        """All of them."""
        yield from self._counts()
        yield from self._excess()
        yield from self._by_copies()
        yield from closer.findings(self.values, self.state.others)
        yield from ties.findings([one for _, one in sorted(self.state.items.items())], self.state.others)
        yield from self._answers()
        yield from members.findings(self.state.members)
        yield from self._canaries()

    def evidence(self) -> Iterator[Evidence]:
        """The values that the tuning is blamed for, and those that the base knew: nothing of a value but its place."""
        for one, verdict in zip(self.values, self.said, strict=True):
            if verdict in JUDGED or verdict == "known_to_base":
                target = one.target
                yield Evidence(
                    finding=f"memorization/{verdict}", kind=target.kind, certainty="validated", record=target.record,
                    origin=target.origin, fingerprint=target.fingerprint, path=target.path, start=target.start,
                    end=target.end, count=target.copies, exposure=round(one.exposure, 2),
                    queries=None if one.tuned is None else queries(one.tuned.likeliest),
                )  # fmt: skip
        yield from ties.evidence([one for _, one in sorted(self.state.items.items())], self.state.others)

    def _counts(self) -> Iterator[Finding]:
        """The share of records with a value of each verdict, each value counted with the first record that holds it.

        Values that could not be asked for can have any verdict. Of those beyond the cap the share is at most that of
        the asked ones, which are held by more records; its upper end is that of a draw.
        """
        from auditor.stats.binomial import clopper_pearson

        by_verdict = defaultdict[Verdict, set[str]](set)
        for one, verdict in zip(self.values, self.said, strict=True):
            by_verdict[verdict].add(one.target.record or one.target.cluster)
        asked = len(set[str]().union(*by_verdict.values()))
        unasked = max(0, self.state.values - len(self.values))
        n = asked + unasked
        yield Finding("memorization/values", self.state.values, n, self.state.values, self.state.values, "values",
                      judged=False)  # fmt: skip
        for name in (*JUDGED, *INFORMING):
            hits, judged = len(by_verdict[name]), name in JUDGED
            high = float(len(by_verdict[name] | by_verdict["untestable"])) if judged else float(hits)
            if unasked and judged:
                high += unasked * clopper_pearson(hits, max(1, asked), 0.0, 0.05)[1]
            # Data without private values has nothing to give away, and is known to have nothing.
            low, high = (hits / n, high / n) if n else (0.0, 0.0)
            yield Finding(f"memorization/{name}", low, n, low, high, "share", judged)

    def _by_copies(self) -> Iterator[Finding]:
        """How many of the values that stand in so many records come out, and their median certified exposure."""
        from auditor.stats.binomial import clopper_pearson, median_places

        groups = defaultdict[int, list[Item]](list)
        for one in self.values:
            if one.tuned is not None and one.target.bits > 0 and one.target.copies:
                groups[1 << (one.target.copies.bit_length() - 1)].append(one)
        for copies, own in sorted(groups.items()):
            hits = sum(one.tuned is not None and one.tuned.written for one in own)
            low, high = clopper_pearson(hits, len(own))
            yield Finding(f"memorization/extractable_at_{copies}", hits / len(own), len(own), low, high, "answers",
                          judged=False)  # fmt: skip
            bits = sorted(one.exposure for one in own)
            first, last = median_places(len(bits))
            yield Finding(f"memorization/exposure_at_{copies}", median(bits), len(bits), bits[first], bits[last],
                          "bits", judged=False)  # fmt: skip

    def _excess(self) -> Iterator[Finding]:
        """The share of the values that each model writes out; what the base writes the tuning is not blamed for."""
        from auditor.stats.binomial import clustered_share

        tested = [one for one in self.values if one.tuned is not None and one.target.bits > 0]
        for name in ("tuned", "base"):
            sizes, hits = Counter[str](), Counter[str]()
            for one in tested:
                heard = one.tuned if name == "tuned" else one.base
                if heard is not None:
                    sizes[one.target.cluster] += 1
                    hits[one.target.cluster] += heard.written
            if sizes:
                order = sorted(sizes)
                found = clustered_share([hits[one] for one in order], [sizes[one] for one in order])
                yield Finding(f"memorization/written_{name}", found.value, sizes.total(), found.low, found.high,
                              "answers", judged=False)  # fmt: skip

    def _answers(self) -> Iterator[Finding]:
        """Parts of ordinary answers that the model writes word for word."""
        from auditor.stats.binomial import clopper_pearson

        parts = [one for one in self.state.items.values() if one.target.kind == ANSWER and one.tuned is not None]
        if parts:
            hits = sum(one.tuned.greedy for one in parts if one.tuned is not None)
            known = sum(one.base.greedy for one in parts if one.base is not None)
            for name, found in (("answers", hits), ("answers_base", known)):
                low, high = clopper_pearson(found, len(parts))
                yield Finding(f"memorization/{name}", found / len(parts), len(parts), low, high, "answers",
                              judged=False)  # fmt: skip

    def _canaries(self) -> Iterator[Finding]:
        """What the canaries show: all of it is about them, and informs."""
        from auditor.canaries.judged import judge

        planted = self.state.planted
        if planted is None or not self.state.canaries:
            return
        found = judge(planted.key, self.state.canaries)
        n = len(planted.key.canaries)
        lost, strays = len(planted.presence.missing), len(planted.presence.strays)
        # Where the data is not that of the key, or holds none of its values, the coins decided nothing.
        if not strays and lost < sum(one.included for one in planted.key.canaries):
            for name, bound in (("epsilon", found.bound), ("epsilon_alone", found.alone)):
                if bound is not None:
                    yield _ratio(name, bound.epsilon, bound.guesses)
                    yield _ratio(f"{name}_ceiling", bound.ceiling, bound.guesses)
        for name, number in (
            ("canaries", n), ("canaries_missing", lost), ("canaries_strays", strays),
            ("canaries_unheard", found.unheard),
        ):  # fmt: skip
            yield Finding(f"memorization/{name}", number, n, number, number, "values", judged=False)
        for level in found.levels:
            bits = level.exposure
            yield Finding(f"memorization/canaries_at_{level.copies}", bits.value, level.n, bits.low, bits.high, "bits",
                          judged=False)  # fmt: skip
        for name, area in (("canaries", found.auc), ("canaries_base", found.auc_base)):
            if area is not None:
                yield Finding(f"memorization/auc_{name}", area.value, n, area.low, area.high, "ratio", judged=False)


def _ratio(name: str, number: float, n: int) -> Finding:
    return Finding(f"memorization/{name}", number, n, number, number, "ratio", judged=False)
