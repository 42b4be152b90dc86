"""The report as Markdown, for pull requests, wikis and step summaries.

Nothing from the data can act there: every cell is escaped, and examples stand in code spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.messages import Language, printable, say
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views.accounted import left_aside, ruling_notes, stage, waiver_line
from auditor.views.causes import causes
from auditor.views.claims import claims
from auditor.views.model import Row, View, view
from auditor.views.riskmap import risk_map

LONGEST = 1_000_000
"""Bytes of a document: a comment or a step's summary takes no more than 1,024 KiB."""
SHORTEST = 1_000
"""Bytes that are kept for the line that says what was cut."""
FILES = 100
"""Files that are listed one by one."""
_PLAIN = re.compile(r"[a-z0-9_/.-]+")
_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~@&:])")


def render(report: Report, verdict: Verdict | None, language: Language) -> str:
    """The report as a Markdown document."""
    shown = view(report, verdict, language)
    parts = (_head(verdict, shown), _table(shown), _details(shown), _accounts(report, verdict, language),
             _map(report, verdict, language), _rest(report, shown))  # fmt: skip
    text = "\n".join(line for part in parts for line in part) + "\n"
    return bounded(text, LONGEST, language)


def bounded(text: str, most: int, language: Language) -> str:
    """A document of at most so many bytes, and no fewer than `SHORTEST`: whole lines, the last says how many went."""
    if len(text.encode()) <= most:
        return text
    lines, kept, size = text.splitlines(), 0, SHORTEST
    while (size := size + len(lines[kept].encode()) + 1) <= most:
        kept += 1
    cut = say("formats.cut", language, lines=len(lines) - kept)
    return "\n".join([*lines[:kept], "", cut]) + "\n"


def _head(verdict: Verdict | None, shown: View) -> Iterator[str]:
    language = shown.language
    yield f"# {say('ui.title', language)}"
    yield ""
    if verdict is None:
        yield say("ui.facts_only", language)
    else:
        counts = shown.counts
        text = say(
            "ui.counts",
            language,
            fail=counts["fail"],
            unknown=counts["unknown"],
            warn=counts["warn"],
            passed=counts["pass"],
            policy=verdict.policy,
            stage=stage(verdict, language),
        )
        yield f"**{say(f'outcome.{verdict.outcome}', language)}** — {escape(text)}"
    yield ""
    if verdict and (known := left_aside(verdict)):
        yield escape(say("ui.new_only", language, known=known))
        yield ""
    yield escape(shown.data)
    yield ""
    yield from (f"- {escape(line)}" for line in shown.files[:FILES])
    if len(shown.files) > FILES:
        yield f"- {say('ui.more', language, count=f'{len(shown.files) - FILES:,}')}"
    yield ""


def _table(shown: View) -> Iterator[str]:
    language = shown.language
    heads = [say(f"ui.{head}", language) for head in ("level", "finding", "value", "limit_head")]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|"
    judged = [row for row in shown.rows if row.level not in ("pass", None)]
    yield from (_table_row(row, language) for row in judged)
    for gap in shown.gaps:
        cells = (say("level.gap", language), f"{escape(gap.title)} {_id(gap.check)}", escape(gap.reason), "")
        yield f"| {' | '.join(cells)} |"
    yield from (_table_row(row, language) for row in shown.rows[len(judged) :])
    yield ""


def _table_row(row: Row, language: Language) -> str:
    level = say(f"level.{row.level}", language) if row.level else ""
    cells = (level, f"{escape(row.title)} {_id(row.finding.id)}", escape(row.number), escape(row.limit))
    return f"| {' | '.join(cells)} |"


def _details(shown: View) -> Iterator[str]:
    language = shown.language
    for row in (row for row in shown.rows if row.level in ("fail", "unknown", "warn")):
        yield f"## {escape(row.title)}"
        yield ""
        yield say("ui.do", language, advice=escape(row.advice))
        yield ""
        yield from (f"- {code(example)}" for example in row.examples)
        yield from _more(row, language)
        yield ""
    for gap in shown.gaps:
        yield f"## {escape(gap.title)}"
        yield ""
        yield escape(f"{say('level.gap', language)}: {gap.reason}")
        yield ""
        yield escape(gap.follows)
        yield ""
        yield say("ui.do", language, advice=escape(gap.advice))
        yield ""


def _accounts(report: Report, verdict: Verdict | None, language: Language) -> Iterator[str]:
    """What it all means, causes with their effects, what was left out of which number, and the waivers."""
    if plain := claims(report):
        yield f"## {escape(say('html.plain', language))}"
        yield ""
        for claim in plain:
            yield f"- {escape(claim.says(language))}"
            if unshown := claim.unshown(language):
                yield f"  - {escape(unshown)}"
        yield ""
    if found := causes(report):
        yield f"## {escape(say('ui.causes', language))}"
        yield ""
        yield from (f"- {escape(cause.sentence(language))}" for cause in found)
        yield ""
    rulings = verdict.rulings if verdict else ()
    if (notes := [(one.finding, note) for one in rulings for note in ruling_notes(one, language)]) or (
        verdict and verdict.waivers
    ):
        yield f"## {escape(say('ui.waivers', language))}"
        yield ""
        yield from (f"- {_id(finding)}: {escape(note)}" for finding, note in notes)
        for use in verdict.waivers if verdict else ():
            line = escape(waiver_line(use, language))
            yield f"- ~~{line}~~" if use.state == "active" else f"- {line}"
        yield ""


def _map(report: Report, verdict: Verdict | None, language: Language) -> Iterator[str]:
    """Each risk and drawback of fine-tuning: measured, not measured and why, or not applicable."""
    yield f"## {say('html.map', language)}"
    yield ""
    yield f"| {' | '.join(say(f'html.{head}', language) for head in ('risk', 'state', 'what'))} |"
    yield "|---|---|---|"
    for row in risk_map(report, verdict):
        state = say(f"level.{row.level}" if row.level else f"map.state.{row.state}", language)
        yield f"| {' | '.join((row.name(language), state, escape(row.told(language))))} |"
    yield ""


def _more(row: Row, language: Language) -> Iterator[str]:
    if row.hits > len(row.examples) > 0:
        yield f"- {say('ui.more', language, count=f'{row.hits - len(row.examples):,}')}"


def _rest(report: Report, shown: View) -> Iterator[str]:
    language = shown.language
    lists = (("ui.missing", shown.missing), ("ui.not_checked", shown.not_checked), ("ui.unseen", shown.unseen))
    for head, items in lists:
        if items:
            yield f"## {say(head, language)}"
            yield ""
            yield from (f"- {escape(item)}" for item in items)
            yield ""
    run = report.run
    yield f"## {say('ui.run', language)}"
    yield ""
    key = say("ui.key", language, id=run.key_id) if run.key_id else say("ui.no_key", language)
    facts = say(
        "ui.facts", language, version=run.version, seed=run.seed, epochs=f"{run.epochs:g}", data=run.data.digest
    )
    yield escape(f"{facts}; {key}")


def escape(text: str) -> str:
    """Text that Markdown and HTML show as it is."""
    return (
        _ACTIVE.sub(r"\\\1", printable(text)).replace("\\&", "&amp;").replace("\\<", "&lt;").replace("\\@", "@\u200b")
    )


def _id(text: str) -> str:
    """An id in a code span; one that is none of ours, as text."""
    return f"`{text}`" if _PLAIN.fullmatch(text) else escape(text)


def code(text: str) -> str:
    """Text in a code span that its own backticks cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {printable(text)} {fence}"
