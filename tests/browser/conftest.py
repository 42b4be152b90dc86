"""One Chromium for all tests of the page."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.browser.chromium import Browser, Tab

IN_CI = any(os.environ.get(name) for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "BUILDKITE"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running Chromium. Where there is none, the tests are skipped, but not in CI."""
    if chromium.path() is None and not IN_CI:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with chromium.started(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Tab:
    """A new page, as wide as a laptop."""
    new = browser.tab()
    new.look(1280, 900)
    return new
