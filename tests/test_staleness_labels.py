"""The labeled records of the staleness measurements are complete, balanced, and still what was labeled."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.staleness import Labeled, MovedError, Place, Safe, Written, labeled, records, safe, second, text_digest

TIME_WORDS = re.compile(
    r"\b(?:current(?:ly)?|latest|now|today(?:'s)?|recent(?:ly)?|as of|this year|at present|at the moment|newest|last"
    r"|yet|present)\b|目前|当前|现在|最新|截至|今年|近期|最近|如今|现任|今天|现价|现行",
    re.IGNORECASE,
)


def test_as_many_as_the_measurements_were_planned_for() -> None:
    counts = Counter((entry.language, entry.label) for entry in labeled())
    per_language = {"fast": 65, "slow": 65, "never": 70}
    assert counts == {(language, label): n for language in ("en", "zh") for label, n in per_language.items()}
    assert Counter(entry.kind for entry in safe()) == {"math": 99, "code": 95, "fiction": 106}


def test_no_record_stands_there_twice() -> None:
    entries: tuple[Labeled | Safe, ...] = (*labeled(), *safe())
    assert len({entry.id for entry in entries}) == len(entries)
    assert len({entry.content for entry in entries}) == len(entries)
    places = [entry.content for entry in entries if isinstance(entry.content, Place)]
    assert len({(place.file, place.row) for place in places}) == len(places)


def test_written_records_are_questions_with_answers_from_many_domains() -> None:
    written = [entry for entry in labeled() if isinstance(entry.content, Written)]
    for entry in written:
        assert isinstance(entry.content, Written)
        roles = [role for role, _ in entry.content.messages]
        assert roles in (["user", "assistant"], ["system", "user", "assistant"]), entry.id
        assert all(content.strip() for _, content in entry.content.messages), entry.id
    assert len({entry.domain for entry in written}) >= 20


def test_two_labelers_agree_far_beyond_chance() -> None:
    """Both are language models with the same rule, so this shows that the rule can be applied again, and no more."""
    from sklearn.metrics import cohen_kappa_score

    first, other = labeled(), second()
    assert [entry.id for entry in first] == list(other)
    kappa = cohen_kappa_score([entry.label for entry in first], list(other.values()))
    assert 0.95 < kappa < 1


def test_words_of_time_do_not_give_the_label_away(shared: Path) -> None:
    found = records(labeled(), shared)

    def with_word(entry: Labeled) -> bool:
        return any(TIME_WORDS.search(turn.text) for turn in found[entry.id].turns)

    fast = [with_word(entry) for entry in labeled() if entry.label == "fast"]
    never = [with_word(entry) for entry in labeled() if entry.label == "never"]
    assert fast.count(False) >= len(fast) / 3
    assert never.count(True) >= len(never) / 3


def test_public_records_are_those_that_were_labeled(shared: Path) -> None:
    entries: tuple[Labeled | Safe, ...] = (*labeled(), *safe())
    found = records(entries, shared)
    assert set(found) == {entry.id for entry in entries}
    for entry in entries:
        if isinstance(entry.content, Place):
            assert text_digest(found[entry.id]) == entry.content.digest


def test_without_the_public_sets_only_what_was_written(tmp_path: Path) -> None:
    found = records((*labeled(), *safe()), tmp_path)
    assert set(found) == {entry.id for entry in labeled() if isinstance(entry.content, Written)}


def test_a_changed_set_is_refused(tmp_path: Path) -> None:
    first = next(entry for entry in safe() if entry.content.file.endswith(".jsonl"))
    (tmp_path / "set.jsonl").write_text('{"question": "1 + 1?", "answer": "2"}\n', "utf-8")
    other = replace(first, content=Place("set.jsonl", 1, first.content.digest))
    with pytest.raises(MovedError, match="not the record"):
        records([other], tmp_path)
    beyond = replace(first, content=Place("set.jsonl", 2, first.content.digest))
    with pytest.raises(MovedError, match="no row 2"):
        records([beyond], tmp_path)
