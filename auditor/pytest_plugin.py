"""A fixture for pytest: training data is scanned in a test, and the test fails by a policy.

    def test_the_data_is_clean(auditor_scan):
        auditor_scan("data/train.jsonl").assert_passes("default")

pytest loads this module at each start, so nothing of the auditor is imported before the fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from auditor.policy import Policy, Verdict
    from auditor.report import Report


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan in a test."""

    report: Report
    policy: Policy | str | Path
    """What said what to measure."""

    def verdict(self, policy: Policy | str | Path | None = None) -> Verdict:
        """The verdict of a policy on the data, by default of the one that the scan was made with."""
        from auditor.policy import judge

        return judge(self.report, self.policy if policy is None else policy, half="data")

    def assert_passes(self, policy: Policy | str | Path | None = None) -> None:
        """Fails the test unless the verdict is a pass: what is not known is none.

        The message is the report as the terminal shows it, in which values are masked.

        Raises:
            AssertionError: the verdict is FAIL or INCONCLUSIVE.
        """
        __tracebackhide__ = True
        from auditor.errors import PASS
        from auditor.messages import choose_language
        from auditor.views import terminal

        verdict = self.verdict(policy)
        if verdict.exit_code != PASS:
            shown = terminal.render(self.report, verdict, choose_language(None))
            raise AssertionError(f"{verdict.outcome} by the policy {verdict.policy!r}\n{_plain(shown)}")


@pytest.fixture
def auditor_scan() -> Callable[..., Scanned]:
    """Scans data as `auditor.scan` does, with its options, in this process unless `workers` says otherwise."""

    def scan(
        *data: object, policy: Policy | str | Path = "default", workers: int | None = 1, **options: Any
    ) -> Scanned:
        from auditor.audit import scan as run

        return Scanned(run(*data, policy=policy, workers=workers, **options), policy)

    return scan


def _plain(text: str) -> str:
    from click import unstyle

    return unstyle(text)
