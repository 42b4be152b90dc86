"""What every view shows: findings with their level, number, limit and examples, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.checks import Limit
from auditor.findings import Done, Evidence, Failed, Finding, Skipped, Unit
from auditor.messages import CATALOGUE, Language, printable, say
from auditor.policy import Level, Missing, Ruling, Verdict, of_probe
from auditor.report import Report
from auditor.stats import count
from auditor.text.names.measured import MEASURED

ORDER: tuple[Level, ...] = ("fail", "unknown", "warn", "pass")
EXAMPLES = 3
MANY = 10
"""Times the items that were asked: beyond it nobody will ask as many."""
SHARES = frozenset({"share", "answers"})
DIGITS: Mapping[Unit, int] = {"points": 1, "nats": 3, "ratio": 2, "bits": 1}
"""Digits behind the point of what is measured and not counted."""
SMALL = 0.1
"""A ratio below it has one digit more."""
PARTS = (
    "as_shipped", "said_base", "said_tuned", "base", "tuned", "shipped", "left",
    "perplexity_word", "perplexity_byte", "perplexity_item",
)  # fmt: skip
"""What stands behind the name of a capability, the longest first: which model, and how it was asked."""
_UNSURE = {"duplication": "advice.too_alike", "contamination": "advice.too_alike", "names": "advice.sampled",
           "training": "advice.estimated"}  # fmt: skip
"""By risk: why a number is not sure although all the data was read."""
GAPS = frozenset({"needs_pipeline", "broken_pipeline"})
"""Reasons for which a check was skipped although its risk may be there: shown as large as a finding."""


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as a view shows it."""

    finding: Finding
    level: Level | None
    """None where nothing judges it."""
    title: str
    number: str
    limit: str
    advice: str
    examples: tuple[str, ...]
    hits: int
    """How many lines of evidence it has."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A risk that nobody looked at."""

    check: str
    title: str
    reason: str
    follows: str
    """What may be in the data, then."""
    advice: str


@dataclass(frozen=True, slots=True)
class View:
    """A report and its verdict in one language."""

    language: Language
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    not_checked: tuple[str, ...]
    """What this run did not look at, and why."""
    unseen: tuple[str, ...]
    """What the checks of this run cannot see, whatever the data."""
    missing: tuple[str, ...]
    data: str
    files: tuple[str, ...]
    counts: Counter[str]

    def at(self, level: Level | None) -> tuple[Row, ...]:
        """The rows of a level."""
        return tuple(row for row in self.rows if row.level == level)


def view(
    report: Report,
    verdict: Verdict | None,
    language: Language,
    evidence: tuple[Counter[str], Sequence[Evidence]] | None = None,
) -> View:
    """Everything that there is to say, in the order in which to say it.

    `evidence` is what `EvidenceFile.first` gave, where it was read already.
    """
    rulings = {ruling.finding: ruling for ruling in verdict.rulings} if verdict else {}
    hits, first = evidence or report.evidence.first(EXAMPLES)
    examples = _examples(first, language)
    rows = []
    for finding in report.findings:
        if f"unjudged.{finding.id}" in CATALOGUE[language]:
            continue
        ruling = rulings.get(finding.id)
        rows.append(
            Row(
                finding,
                ruling.level if ruling else None,
                title(finding.id, language),
                judged_number(finding, ruling, language),
                limit_text(ruling.limit, finding.unit, language) if ruling else "",
                _advice(finding, ruling, report, language),
                tuple(examples.get(finding.id, ())),
                hits[finding.id],
            )
        )
    rows.sort(key=lambda row: len(ORDER) if row.level is None else ORDER.index(row.level))
    return View(
        language,
        tuple(rows),
        tuple(_gaps(report, language)),
        tuple(dict.fromkeys(_not_checked(report, language))),
        tuple(dict.fromkeys(_unseen(report, language))),
        tuple(missing_text(missing, language) for missing in (verdict.missing if verdict else ())),
        _data(report, language),
        tuple(_files(report, language)),
        Counter(ruling.level for ruling in rulings.values() if not ruling.limit.informational),
    )


def title(finding: str, language: Language) -> str:
    """What a finding counts. One that a policy's own kind brings about has no message, but a name."""
    risk, _, name = finding.partition("/")
    of_copies, _, copies = name.rpartition("_at_")
    if risk == "memorization" and f"ui.{of_copies}_at" in CATALOGUE[language] and copies.isdecimal():
        return say(f"ui.{of_copies}_at", language, copies=f"{int(copies):,}")
    if f"finding.{finding}" not in CATALOGUE[language] and f"ui.measures.{risk}" in CATALOGUE[language]:
        return _of_capability(risk, name, language)
    if f"finding.{finding}" in CATALOGUE[language] or risk != "privacy":
        return say(f"finding.{finding}", language, **_measured(language))
    return say("ui.own_kind", language, name=printable(name))


def _of_capability(risk: str, name: str, language: Language) -> str:
    if name.startswith("weights_of_"):
        return say("ui.measures.drift_weights", language, name=printable(name.removeprefix("weights_of_")))
    part = next((part for part in PARTS if name.endswith(f"_{part}")), "")
    shown = capability_name((name.removesuffix(f"_{part}") if part else name).removeprefix("loss_"), language)
    return say(f"ui.measures.{risk}" if part in ("", "as_shipped") else "ui.measured_of", language,
               name=shown if not part else say(f"ui.part.{part}", language, name=shown))  # fmt: skip


def capability_name(name: str, language: Language) -> str:
    """What a capability is called: one of the user's own has the name that the user gave it."""
    return say(f"capability.{name}", language) if f"capability.{name}" in CATALOGUE[language] else printable(name)


def _measured(language: Language) -> dict[str, str]:
    """What our own rules for names were measured to find: it stands wherever they are used."""
    return {
        f"basic_{texts}": say(
            "ui.measured", language, recall=f"{found.recall:.0%}", precision=f"{found.precision:.0%}", data=found.data
        )
        for texts, found in MEASURED.items()
    }


def number(finding: Finding, language: Language) -> str:
    """The number of a finding with its unit and, where it is not sure, its interval."""
    text = value_text(finding, finding.value, language)
    low, high = (end_text(finding.unit, end) for end in (finding.low, finding.high))
    if finding.unit in SHARES:
        if finding.low < finding.value:
            return say("ui.range", language, number=text, low=low, high=high)
        return say("ui.at_most", language, number=text, share=high) if finding.high > finding.value else text
    return text if finding.low == finding.high else say("ui.interval", language, number=text, low=low, high=high)


def value_text(finding: Finding, value: float, language: Language) -> str:
    """A value of a finding with its unit."""
    if finding.unit in SHARES:
        hits = f"{count(finding, value):,}"
        return say("ui.of_records", language, count=hits, n=f"{finding.n:,}", share=percent(value))
    if finding.unit in DIGITS:
        return say(f"unit.{finding.unit}", language, value=end_text(finding.unit, value), n=f"{finding.n:,}")
    return say(f"unit.{finding.unit}", language, value=value)


def end_text(unit: Unit, value: float) -> str:
    """A number alone, with as many digits as its unit bears."""
    if unit in SHARES:
        return percent(value)
    if unit == "points":
        return f"{value * 100:.1f}"
    if unit == "ratio" and 0 < abs(value) < SMALL:
        return f"{value:.3f}"
    return f"{value:.{DIGITS[unit]}f}" if unit in DIGITS else f"{value:,.10g}"


def judged_number(finding: Finding, ruling: Ruling | None, language: Language) -> str:
    """The number that was judged; where hits were left out of it, beside the number that has them all."""
    whole = number(finding, language)
    if ruling is None:
        return whole
    if (ruling.value, ruling.low, ruling.high) != (finding.value, finding.low, finding.high):
        left = number(replace(finding, value=ruling.value, low=ruling.low, high=ruling.high), language)
        return say("ui.all_hits", language, number=left, all=whole)
    if ruling.without is not None:
        return say("ui.no_worse", language, number=whole)
    return whole


def percent(share: float) -> str:
    """A share in percent, never rounded to nothing or to all."""
    if 0 < share < 0.00005:
        return "<0.01%"
    if 0.99995 < share < 1:
        return ">99.99%"
    return f"{share:.2%}"


def limit_text(limit: Limit, unit: Unit, language: Language) -> str:
    """A limit in words."""
    if limit.informational:
        return say("ui.informational", language, limit=limit_text(replace(limit, informational=False), unit, language))
    fail, warn = (None if value is None else amount(value, limit, unit) for value in (limit.fail, limit.warn))
    match fail, warn:
        case None, None:
            return ""
        case None, _:
            return say("ui.warns", language, limit=warn)
        case _, None:
            return say("ui.limit", language, limit=fail)
    return say("ui.both_limits", language, warn=warn, fail=fail)


def amount(value: float, limit: Limit, unit: Unit) -> str:
    """One number of a limit."""
    if unit == "points":
        return f"{value * 100:.10g} pp"
    if limit.of == "count" or unit != "share" or value == 0:
        return f"{value:g}"
    return f"{value * 100:.10g}%"


def _examples(hits: Iterable[Evidence], language: Language) -> dict[str, list[str]]:
    examples: dict[str, list[str]] = {}
    for hit in hits:
        examples.setdefault(hit.finding, []).append(_example(hit, language))
    return examples


def _example(hit: Evidence, language: Language) -> str:
    parts = [hit.origin, hit.path, kind_text(hit.kind, language)]
    if hit.partner:
        if hit.score is None or hit.score == 1:
            parts.append(say("ui.copy_of", language, partner=hit.partner))
        else:
            parts.append(say("ui.near", language, partner=hit.partner, score=f"{hit.score:.2f}"))
    parts.append(hit.excerpt)
    if hit.count is not None:
        parts.append(say("ui.in_records", language, count=f"{hit.count:,}"))
    if hit.ease is not None:
        parts.append(say(f"ease.{hit.ease}", language))
    return "  ".join(printable(part) for part in parts if part)


def kind_text(kind: str, language: Language) -> str:
    """What was found: the words of a kind, or the name of one that has none."""
    for family in ("kind", "flaw", "unreadable", "training"):
        if f"{family}.{kind}" in CATALOGUE[language]:
            return say(f"{family}.{kind}", language)
    return kind


def _gaps(report: Report, language: Language) -> Iterable[Gap]:
    for check, outcome in report.outcomes.items():
        match outcome:
            case Skipped(reason) if reason in GAPS:
                yield Gap(
                    check,
                    say(f"risk.{check.partition('/')[2]}", language),
                    say(f"skipped.{reason}", language),
                    say(f"follows.{reason}", language),
                    say(f"advice.{reason}", language),
                )


def _not_checked(report: Report, language: Language) -> Iterable[str]:
    for check, outcome in report.outcomes.items():
        risk = check.partition("/")[2]
        title = say(f"risk.{risk}", language)
        match outcome:
            case Skipped(reason) if reason in GAPS:
                pass
            case Skipped(reason):
                yield say("ui.skipped", language, risk=title, reason=say(f"skipped.{reason}", language))
            case Failed(error, frames):
                yield say("ui.failed", language, risk=title, error=error, frame=frames[-1] if frames else "?")
            case Done():
                for finding in outcome.findings:
                    key = f"unjudged.{finding.id}"
                    if finding.value and key in CATALOGUE[language]:
                        what = say(key, language, number=number(finding, language))
                        yield say("ui.not_sought", language, risk=title, what=what)


def _unseen(report: Report, language: Language) -> Iterable[str]:
    for check, outcome in report.outcomes.items():
        risk = check.partition("/")[2]
        if isinstance(outcome, Done) and f"misses.{risk}" in CATALOGUE[language]:
            title = say(f"risk.{risk}", language)
            yield say("ui.not_sought", language, risk=title, what=say(f"misses.{risk}", language))


def missing_text(missing: Missing, language: Language) -> str:
    """What is missing and why, in a few words."""
    skipped = f"missing.{missing.reason}" not in CATALOGUE[language]
    reason = say(f"{'skipped' if skipped else 'missing'}.{missing.reason}", language)
    return say("ui.missing_one", language, what=missing.what, reason=reason)


def _advice(finding: Finding, ruling: Ruling | None, report: Report, language: Language) -> str:
    """What to do about a finding; where it passes or fails by what nobody looked at, to look at that."""
    if not finding.judged:
        return ""
    if ruling is not None and ruling.level == "unknown" and of_probe(finding.id):
        return _more_items(finding, ruling.limit, language)
    if ruling is not None and ruling.level == "unknown":
        unread = any(file.unreadable or file.broken for file in report.run.data.files)
        unsure = _UNSURE.get(finding.id.partition("/")[0], "advice.unknown")
        return say("advice.unknown" if unread else unsure, language)
    keys = (f"advice.{finding.id}", f"advice.{finding.id.partition('/')[0]}", "advice.other")
    return say(next(key for key in keys if key in CATALOGUE[language]), language)


def _more_items(finding: Finding, limit: Limit, language: Language) -> str:
    """How many items would settle it, if the value is the one seen."""
    from auditor.stats.power import items_to_settle

    end = finding.high if limit.fail is not None and finding.value <= limit.fail else finding.low
    needed = None if limit.fail is None else items_to_settle(finding.n, finding.value, end, limit.fail)
    if needed is None or needed > MANY * finding.n:
        return say("advice.more_items", language)
    return say("advice.so_many_items", language, n=f"{needed:,}")


def _data(report: Report, language: Language) -> str:
    files, model = report.run.data.files, report.run.model
    if not files and model is not None:
        base = model.base or say("ui.no_base", language)
        return say("ui.asked", language, tuned=printable(model.name), base=printable(base))
    tokens = next((finding for finding in report.findings if finding.id == "overview/tokens"), None)
    told = [
        say(
            "ui.data" if report.run.tokenizer is None else "ui.data_counted",
            language,
            records=sum(file.records for file in files),
            files=len(files),
            tokens=f"{tokens.value:,.0f}" if tokens else "?",
        )
    ]
    for key, value in (("ui.hardware", report.run.hardware), ("ui.price", report.run.price)):
        if value is not None:
            told.append(say(key, language, value=printable(value)))
    return say("ui.semicolon", language).join(told)


def _files(report: Report, language: Language) -> Iterable[str]:
    for file in report.run.data.files:
        facts = [printable(shape if len(file.shapes) == 1 else f"{shape} {n:,}") for shape, n in file.shapes]
        if file.unreadable:
            facts.append(say("ui.unread", language, count=file.unreadable))
        if file.broken:
            facts.append(say("ui.broken", language))
        name = printable(file.name) + (" (eval)" if file.split == "eval" else "")
        shapes = say("ui.comma", language).join(facts)
        yield say("ui.layout", language, name=name, count=file.records, shapes=shapes)
    if report.run.data.skipped:
        yield say("ui.skipped_files", language, count=report.run.data.skipped)
