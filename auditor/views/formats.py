"""What a report can be written as: one registry, and nothing imported before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.messages import Language
    from auditor.policy import Verdict
    from auditor.report import Report
    from auditor.views.places import Names

    Renderer = Callable[[Report, Verdict | None, Language, Names], bytes]

JUDGED = frozenset({"junit", "gitlab"})
"""Formats that say what passes and what does not, and nothing else."""


def _json(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    return report.to_json()


def _markdown(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import markdown

    return markdown.render(report, verdict, language).encode()


def _html(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import html

    return html.render(report, verdict, language)


def _sarif(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import sarif

    return sarif.render(report, verdict, language, names)


def _junit(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import junit

    return junit.render(report, judged("junit", verdict), language)


def _gitlab(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import gitlab

    return gitlab.render(report, judged("gitlab", verdict), language, names)


def _github(report: Report, verdict: Verdict | None, language: Language, names: Names) -> bytes:
    from auditor.views import github

    return github.render(report, verdict, language, names)


FORMATS: Mapping[str, Renderer] = {
    "json": _json,
    "markdown": _markdown,
    "html": _html,
    "sarif": _sarif,
    "junit": _junit,
    "gitlab": _gitlab,
    "github": _github,
}


def judged(format: str, verdict: Verdict | None) -> Verdict:
    """The verdict that a format cannot do without.

    Raises:
        UsageError: there is none.
    """
    if verdict is None:
        raise UsageError(
            f"--format {format} says what passes and what does not, and no verdict stands beside this report; judge it "
            f"with: auditor gate REPORT --policy P --format {format}"
        )
    return verdict


def refuse_unjudged(formats: Iterable[str], verdict: Verdict | None) -> None:
    """Says before anything is written that a format needs a verdict.

    Raises:
        UsageError: it does, and there is none.
    """
    for format in formats:
        if format in JUDGED:
            judged(format, verdict)
