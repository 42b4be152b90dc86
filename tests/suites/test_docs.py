"""docs/suites.md: its table is that of the packs, its lists name every check and rule, and its examples work."""

from __future__ import annotations

import dataclasses
import json
import re

from auditor.suites.checks import KINDS, from_json
from auditor.suites.checks.constraints import CONSTRAINTS
from auditor.suites.read import read_suite
from tests.conftest import Write
from tests.suites.table import PAGE, parts, table


def test_the_table_is_true() -> None:
    """Else: python -m tests.suites.table"""
    assert parts()[1] == table()


def test_every_check_is_described_with_its_fields() -> None:
    page = PAGE.read_text("utf-8")
    for kind, made in KINDS.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{kind}` |")), "")
        assert row, kind
        for part in dataclasses.fields(made):  # type: ignore[arg-type]
            assert f"`{part.name}`" in row, (kind, part.name)


def test_every_rule_is_described_with_its_fields() -> None:
    page = PAGE.read_text("utf-8")
    for rule, made in CONSTRAINTS.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{rule}` |")), "")
        assert row, rule
        for part in dataclasses.fields(made):  # type: ignore[arg-type]
            assert f"`{part.name}`" in row, (rule, part.name)


def test_the_example_is_a_suite(write: Write) -> None:
    blocks = re.findall(r"```jsonl\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        assert len(read_suite(write("s.jsonl", block)).items) == len(block.splitlines())


def test_the_examples_of_checks_are_checks() -> None:
    found = re.findall(r"`(\{\"kind\".*?\})`(?= \||\.)", PAGE.read_text("utf-8"))
    assert len(found) >= len(KINDS)
    for example in found:
        from_json(json.loads(example))
