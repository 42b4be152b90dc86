"""The report for a step of GitHub Actions: annotations on standard output, and the step's summary.

Commands and their escapes are those of actions/toolkit (packages/core/src/command.ts). GitHub shows ten annotations of
a level a step, and takes 1,024 KiB of summary a step. Nothing is printed but escaped commands and our own words, so no
text can become a command.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.messages import Language, say
from auditor.policy import Verdict
from auditor.report import Report
from auditor.views import markdown
from auditor.views.model import title
from auditor.views.places import GATE, SEVERITIES, Names, Result, Severity, relative, results, shown

SHOWN = 10
SUMMARY = 1024 * 1024
"""Bytes of a step's summary."""
COMMAND: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    """Annotations as workflow commands, the worst first, and a line for the rest of each level."""
    return "".join(f"{line}\n" for line in _lines(results(report, verdict, language, names), language)).encode()


def summary(report: Report, verdict: Verdict | None, language: Language, taken: int) -> bytes:
    """The Markdown view, as long as there is room in a summary that has so many bytes; nothing where there is none."""
    room = SUMMARY - taken
    text = markdown.render(report, verdict, language)
    return b"" if room < markdown.SHORTEST else markdown.bounded(text, room, language).encode()


def _lines(found: list[Result], language: Language) -> Iterator[str]:
    for severity in SEVERITIES:
        own = [result for result in found if result.severity == severity]
        yield from (_command(result, language) for result in own[:SHOWN])
        if len(own) > SHOWN:
            level = say(f"formats.level.{severity}", language)
            yield say("formats.more", language, title=level, count=f"{len(own) - SHOWN:,}")


def _command(result: Result, language: Language) -> str:
    name = say("formats.gate", language) if result.rule == GATE else title(result.rule, language)
    where = f"file={_property(relative(result.file))},"
    if result.lines:
        where += f"line={result.lines[0]},"
    return f"::{COMMAND[result.severity]} {where}title={_property(name)}::{_data(result.text)}"


def _data(text: str) -> str:
    """A message as the runner reads it. The older form of commands, `##[`, would count anywhere in a line."""
    return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "# #[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
