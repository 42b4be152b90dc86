"""The report as Markdown, for pull requests, wikis and step summaries.

Nothing from the data can act there: every cell is escaped, and examples stand in code spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.messages import Language, printable, say
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views.model import Row, View, view

_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~@&:])")


def render(report: Report, verdict: Verdict | None, language: Language) -> str:
    """The report as a Markdown document."""
    shown = view(report, verdict, language)
    return "\n".join([*_head(verdict, shown), *_table(shown), *_details(shown), *_rest(report, shown)]) + "\n"


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
            stage=verdict.stage,
        )
        yield f"**{say(f'outcome.{verdict.outcome}', language)}** — {escape(text)}"
    yield ""
    yield escape(shown.data)
    yield ""
    yield from (f"- {escape(line)}" for line in shown.files)
    yield ""


def _table(shown: View) -> Iterator[str]:
    language = shown.language
    heads = [say(f"ui.{head}", language) for head in ("level", "finding", "value", "limit_head")]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|"
    judged = [row for row in shown.rows if row.level not in ("pass", None)]
    yield from (_table_row(row, language) for row in judged)
    for gap in shown.gaps:
        cells = (say("level.gap", language), f"{escape(gap.title)} `{gap.check}`", escape(gap.reason), "")
        yield f"| {' | '.join(cells)} |"
    yield from (_table_row(row, language) for row in shown.rows[len(judged) :])
    yield ""


def _table_row(row: Row, language: Language) -> str:
    level = say(f"level.{row.level}", language) if row.level else ""
    cells = (level, f"{escape(row.title)} `{row.finding.id}`", escape(row.number), escape(row.limit))
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


def _more(row: Row, language: Language) -> Iterator[str]:
    if row.hits > len(row.examples) > 0:
        yield f"- {say('ui.more', language, count=f'{row.hits - len(row.examples):,}')}"


def _rest(report: Report, shown: View) -> Iterator[str]:
    language = shown.language
    for head, items in (("ui.missing", shown.missing), ("ui.not_checked", shown.not_checked)):
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


def code(text: str) -> str:
    """Text in a code span that its own backticks cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {printable(text)} {fence}"
