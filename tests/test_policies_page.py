"""The page on policies says what is so: its files load, its commands end as it says."""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.policy import load_policy, load_waivers
from auditor.report import read_report
from auditor.text.keys import key_from
from tests.conftest import ROOT, Write
from tests.test_readme import blocks

PAGE = (ROOT / "docs" / "policies.md").read_text("utf-8")
SECRET = "a key that is only for tests"


def block(word: str) -> str:
    return next(text for text in blocks("yaml", PAGE) if word in text)


def moved(text: str) -> str:
    """The example with days around today: its own are past some day."""
    today = datetime.datetime.now(datetime.UTC).date()
    later = today + datetime.timedelta(days=60)
    return text.replace("created: 2026-11-23", f"created: {today}").replace("expires: 2027-01-31", f"expires: {later}")


def test_the_files_of_the_page_load(tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(block("waivers:\n"), "utf-8")
    (tmp_path / "release.yaml").write_text(block("stage: release"), "utf-8")
    release = load_policy(tmp_path / "release.yaml")
    assert (release.max_age, release.limits["forgetting/*"].fail) == (30, 0.02)
    assert release.waivers is not None
    assert [waiver.finding for waiver in release.waivers.waivers] == ["privacy/email", "privacy/phone"]
    (tmp_path / "open.yaml").write_text(block("release_context: open-weights"), "utf-8")
    assert load_policy(tmp_path / "open.yaml").limits["privacy/email"].of == "count"


def test_the_commands_of_the_page_end_as_it_says(
    write: Write, auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_KEY", SECRET)
    rows = [{"prompt": f"Who sells a number {n}?", "completion": f"It is sold in shop {n}."} for n in range(40)]
    write(
        "train.jsonl", [*rows, {"prompt": "Where do I ask?", "completion": "Write to wei.chen@qinghe-clinic-desk.cn"}]
    )
    assert auditor("scan", "train.jsonl").exit_code == 1
    found = read_report("auditor-report")
    value = next(hit.fingerprint for hit in found.evidence if hit.finding == "privacy/email")
    text = moved(block("waivers:\n").replace("225cfe381134", str(key_from(SECRET).id)))
    write("waivers.yaml", re.sub(r"fingerprint: '[0-9a-f]{32}'", f"fingerprint: '{value}'", text))
    write("mine.yaml", "version: 1\n")
    write("new.yaml", block("judge: new"))
    commands = [line for text in blocks("sh", PAGE) for line in text.splitlines()]
    assert len(commands) >= 6
    for line in commands:
        command, _, said = line.partition("#")
        ended = auditor(*shlex.split(command)[1:])
        assert ended.exit_code == int(re.sub(r"[^0-9]", "", said) or 0), (line, ended.output)
    assert len(load_waivers(Path("waivers.yaml"), load_policy("default").limits).waivers) == 2
