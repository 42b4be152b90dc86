"""What is kept between runs: numbers only, for their owner only, under all that they depend on."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from auditor import __version__
from auditor.errors import UsageError
from auditor.models import (
    Case,
    Chat,
    Form,
    Generate,
    Generated,
    Ids,
    Message,
    Plain,
    Rank,
    Ranked,
    Read,
    Score,
    Scored,
    Unanswered,
)
from auditor.probing.cache import Cache, folder

SECRET = "lin.mei@qinghe-demo-clinic.cn"


class Length:
    def __init__(self, name: str = "length") -> None:
        self.name = name

    def read(self, text: Generated) -> dict[str, float]:
        return {"length": float(len(text.text))}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Length) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


SCORE = Score(Plain("who?"), SECRET, frozenset({"greedy"}))
TEXT = Generate(Chat((Message("user", SECRET),)), 8, Length())
SCORED = Scored(np.array([-0.1, -np.inf, -3e-8], np.float32), {"greedy": np.array([1, 0, 1], np.float32)})


def test_replies_come_back_as_they_were(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, SCORED)
        cache.put("m", TEXT, Read({"length": 3.0}))
    with Cache(tmp_path) as cache:
        found = cache.known("m", [SCORE, TEXT])
    scored = found[SCORE]
    assert isinstance(scored, Scored)
    np.testing.assert_array_equal(scored.logprobs, SCORED.logprobs)
    np.testing.assert_array_equal(scored.stats["greedy"], SCORED.stats["greedy"])
    assert scored.logprobs.dtype == np.float32
    assert found[TEXT] == Read({"length": 3.0})


@pytest.mark.parametrize(
    "other",
    [
        Score(Plain("who?"), SECRET),
        Score(Plain("who? "), SECRET, frozenset({"greedy"})),
        Score(Chat((Message("user", "who?"),)), SECRET, frozenset({"greedy"})),
        Score(Ids((1, 2)), (3,), frozenset({"greedy"})),
        Score(Plain("who?"), SECRET, frozenset({"greedy"}), ended=True),
        Score(Plain("who?"), SECRET, frozenset({"greedy"}), alone=True),
        Generate(Plain("who?"), 8, Length()),
    ],
)
def test_another_question_is_not_answered(other: Case, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, SCORED)
        cache.put("m", TEXT, Read({"length": 3.0}))
        cache.flush()
        assert cache.known("m", [other]) == {}
        assert cache.known("m2", [SCORE]) == {}
        assert cache.known("m", [Generate(TEXT.prompt, 9, Length())]) == {}
        assert cache.known("m", [Generate(TEXT.prompt, 8, Length("other"))]) == {}


def test_what_was_kept_before_a_case_could_be_alone_is_still_known(tmp_path: Path) -> None:
    asked = repr((__version__, "m")) + repr(("score", SCORE.prompt, SCORE.target, ["greedy"], False))
    with Cache(tmp_path) as cache:
        key = hashlib.blake2b(asked.encode(), key=cache._secret, digest_size=24).digest()
        assert cache._key("m", SCORE) == key


def test_ranks_come_back_however_large_they_are(tmp_path: Path) -> None:
    case = Rank(Ids((1, 2)), (3,), Form(("0123456789",) * 40), 9)
    with Cache(tmp_path) as cache:
        cache.put("m", case, Ranked(7, 10**40))
        cache.flush()
        assert cache.known("m", [case]) == {case: Ranked(7, 10**40)}
        for other in (
            Rank(case.prompt, (4,), case.form, 9), Rank(Ids((1,)), (3,), case.form, 9),
            Rank(case.prompt, (3,), case.form, 8), Rank(case.prompt, (3,), Form(("0123456789",) * 39), 9),
        ):  # fmt: skip
            assert cache.known("m", [other]) == {}
        for broken in ('["2", "1"]', '["0", "1"]', "[1]", '["x", "1"]'):
            cache._database.execute("UPDATE reply SET value = ?", (f'{{"ranked": {broken}}}',))
            assert cache.known("m", [case]) == {}


def test_no_text_is_kept_and_nobody_else_may_read(tmp_path: Path) -> None:
    place = tmp_path / "cache"
    with Cache(place) as cache:
        cache.put("m", SCORE, SCORED)
        cache.put("m", TEXT, Read({"length": 3.0}))
    content = b"".join(path.read_bytes() for path in place.iterdir())
    assert SECRET.encode() not in content
    assert b"qinghe" not in content
    assert place.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in place.iterdir())


def test_what_could_not_be_answered_is_asked_again(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, Unanswered("too_long"))
        cache.flush()
        assert cache.known("m", [SCORE]) == {}


def test_a_run_that_dies_keeps_what_it_was_told(tmp_path: Path) -> None:
    def run() -> None:
        with Cache(tmp_path) as cache:
            cache.put("m", SCORE, SCORED)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    with Cache(tmp_path) as cache:
        assert SCORE in cache.known("m", [SCORE])


def test_a_broken_file_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"this is no database, and never was one" * 100)
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, SCORED)
        cache.flush()
        assert SCORE in cache.known("m", [SCORE])


SCHEMA = "CREATE TABLE secret (id INTEGER PRIMARY KEY, value BLOB)"


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE reply (other INT)", "CREATE TABLE secret (another INT)"),
        ("CREATE TABLE reply (key BLOB PRIMARY KEY, value BLOB)", SCHEMA, "INSERT INTO secret VALUES (1, 'text')"),
        ("CREATE TABLE reply (key BLOB PRIMARY KEY, value BLOB)", SCHEMA, "INSERT INTO secret VALUES (1, x'00')"),
    ],
)
def test_a_file_of_another_kind_is_begun_again(statements: tuple[str, ...], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "answers.sqlite")) as database, database:
        for statement in statements:
            database.execute(statement)
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, SCORED)
        cache.flush()
        assert SCORE in cache.known("m", [SCORE])


@pytest.mark.parametrize(
    "value",
    [
        b"\x00\xff", b"", None, 5, b"[]", b"{}", b'{"scored": []}', b'{"scored": [], "stats": {"greedy": []}}',
        b'{"scored": [-1.0], "stats": {}}', b'{"scored": [-1.0], "stats": {"greedy": [1, 0]}}', b'{"read": {}}',
        b'{"scored": ["x"], "stats": {"greedy": [1]}}', b'{"read": {"length": 3.0}}', b'{"read": {"length": "x"}}',
    ],
)  # fmt: skip
def test_what_is_no_answer_to_the_question_is_not_taken_for_one(value: object, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("m", SCORE, SCORED)
    with closing(sqlite3.connect(tmp_path / "answers.sqlite")) as database, database:
        database.execute("UPDATE reply SET value = ?", (value,))
    with Cache(tmp_path) as cache:
        assert cache.known("m", [SCORE]) == {}
        cache.put("m", SCORE, SCORED)
        cache.flush()
        assert SCORE in cache.known("m", [SCORE])


def test_a_file_that_breaks_in_the_middle_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    cases = [Score(Ids((place,)), (1,)) for place in range(2_000)]
    reply = Scored(SCORED.logprobs)
    with Cache(tmp_path) as cache:
        for case in cases:
            cache.put("m", case, reply)
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\x55" * (len(content) - 8192))
    with Cache(tmp_path) as cache:
        assert len(cache.known("m", cases)) < len(cases)
        cache.put("m", cases[0], reply)
        cache.flush()
        assert cases[0] in cache.known("m", cases)


def test_where_nothing_can_be_kept_the_user_is_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder" / "answers.sqlite").mkdir(parents=True)
    for place in (tmp_path / "file", tmp_path / "folder"):
        with pytest.raises(UsageError, match="give --no-cache"):
            Cache(place)


def test_more_cases_than_a_query_takes(tmp_path: Path) -> None:
    cases = [Score(Ids((place,)), (1,)) for place in range(1_300)]
    with Cache(tmp_path) as cache:
        for case in cases[::2]:
            cache.put("m", case, SCORED)
        cache.flush()
        assert set(cache.known("m", cases)) == set(cases[::2])


def test_the_place_follows_the_environment() -> None:
    assert folder({"AUDITOR_CACHE": "/c"}) == Path("/c")
    assert folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/finetune-auditor")
    assert folder({}) == Path.home() / ".cache" / "finetune-auditor"


def test_two_runs_at_once_share_it(tmp_path: Path) -> None:
    with Cache(tmp_path) as one, Cache(tmp_path) as two:
        one.put("m", SCORE, SCORED)
        one.flush()
        assert SCORE in two.known("m", [SCORE])
    assert sqlite3.connect(tmp_path / "answers.sqlite").execute("SELECT count(*) FROM secret").fetchone() == (1,)
