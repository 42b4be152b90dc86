"""Spans of a text in training data: the same as by trying, from a fresh index and from a kept one."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import OutputError, SourceError, UsageError
from auditor.sources import open_source
from auditor.text.keys import key_from
from auditor.tracing import Trace, build, kept, look_up, trace
from auditor.tracing.tokens import tokens_of
from tests.conftest import Write

NO_KEY = key_from(None)
KEY = key_from("a made-up key for these tests")
FACT = "The lighthouse of Porthaven was painted green by two sailors in a single night."
STORY = "Nobody knows why, but it has been so ever since, and the gulls do not mind at all."


def row(question: str, answer: str, system: str = "") -> dict[str, object]:
    said = [("system", system)] if system else []
    said += [("user", question), ("assistant", answer)]
    return {"messages": [{"role": role, "content": content} for role, content in said]}


DATA = [
    row("Tell me about Porthaven.", f"{FACT} {STORY}", "You answer in one breath."),
    row("And the gulls?", STORY),
    row(f"Is this true? {FACT}", "Yes."),
]

words = st.lists(st.sampled_from(["ab", "Ab", "b", "中", "文", "x1", "+"]), max_size=25)
parting = st.sampled_from([" ", "  ", ", ", "\n", "。"])
texts = st.builds(lambda parts, space: space.join(parts), words, parting)
Tokens = list[str]


def split(text: str) -> Tokens:
    """The tokens of such a text, in another way than the product's."""
    for mark in (",", "。", "\n"):
        text = text.replace(mark, " ")
    for sign in "中文+":
        text = text.replace(sign, f" {sign} ")
    return text.lower().split()


def stands(piece: Tokens, inside: Tokens) -> bool:
    return any(inside[k : k + len(piece)] == piece for k in range(len(inside) - len(piece) + 1))


def by_trying(text: str, data: Sequence[str], least: int) -> list[tuple[Tokens, int]]:
    """The pieces that stand in a text of the data and in no longer such piece, and the number of texts with them."""
    tokens, rows = split(text), [split(one) for one in data]
    ends = [
        max((end for end in range(start + least, len(tokens) + 1) if any(stands(tokens[start:end], r) for r in rows)),
            default=0)
        for start in range(len(tokens))
    ]  # fmt: skip
    found = [
        tokens[start:end] for start, end in enumerate(ends) if end and not any(end <= before for before in ends[:start])
    ]
    return sorted((piece, sum(stands(piece, one) for one in rows)) for piece in found)


def shown(traced: Trace, text: str) -> list[tuple[Tokens, int]]:
    return sorted((split(text[span.start : span.end]), span.standing.records) for span in traced.spans)


@settings(deadline=None)  # patterns are compiled by the first search
@given(texts, st.lists(texts, min_size=1, max_size=8).filter(any), st.integers(1, 7))
def test_spans_are_those_found_by_trying(text: str, data: list[str], least: int) -> None:
    if not split(text):
        return
    rows = [{"prompt": "", "completion": one} for one in data]
    wanted = by_trying(text, data, least)
    found = trace(text, (rows,), least=least)
    assert shown(found, text) == wanted
    whole = look_up(text, build(open_source((rows,))), least)
    assert whole.spans == found.spans
    assert whole.covered == found.covered <= found.tokens == len(split(text))


@given(st.text(max_size=60), st.text("e\u0301がか\u3099한\u1112\u1161\u11abﬁﬀ①½ßİK ab,中", max_size=40))
def test_places_are_those_of_the_text_as_it_was_given(first: str, second: str) -> None:
    tokens = tokens_of([first, second])
    for text, low, high in zip((first, second), tokens.rows.offsets[:-1], tokens.rows.offsets[1:], strict=True):
        starts, ends = tokens.starts[low:high], tokens.ends[low:high]
        assert (starts < ends).all()
        assert (np.diff(starts) >= 0).all()
        assert (ends <= len(text)).all()
        again = tokens_of([text[start:end] for start, end in zip(starts, ends, strict=True)])
        assert set(tokens.rows.flat[low:high].tolist()) <= set(again.rows.flat.tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café au lait", "cafe\u0301 AU\tlait"),
        ("ＡＢＣ１２", "abc12"),
        ("プログラム", "フ\u309aロク\u3099ラム"),
        ("Straße", "STRASSE"),
    ],
)  # fmt: skip
def test_forms_of_the_same_letters_are_the_same_tokens(one: str, other: str) -> None:
    first, second = tokens_of([one]), tokens_of([other])
    assert first.rows.flat.tolist() == second.rows.flat.tolist()
    assert (first.ends[-1], second.ends[-1]) == (len(one), len(other))


def test_each_span_names_its_records_lines_and_roles(write: Write) -> None:
    path = write("train.jsonl", DATA)
    text = f"I heard it so: {FACT.upper()} Really."
    found = trace(text, (str(path),))
    (span,) = found.spans
    assert text[span.start : span.end] == FACT.upper()[:-1]
    assert span.tokens == len(FACT.split())
    assert (span.standing.records, span.standing.times) == (2, 2)
    assert dict(span.standing.roles) == {"answer": 1, "question": 1}
    first, second = span.standing.first
    assert (first.origin, first.path, first.role) == ("train.jsonl:1", "messages[2].content", "answer")
    assert (second.origin, second.path, second.role) == ("train.jsonl:3", "messages[0].content", "question")
    assert f"Is this true? {FACT}"[second.start : second.end] == FACT[:-1]
    assert (found.covered, found.tokens, found.records) == (span.tokens, span.tokens + 5, 3)


def test_overlapping_spans_cover_their_tokens_once() -> None:
    rows = [{"prompt": "", "completion": one} for one in ("a b c d e", "d e f g h")]
    found = trace("a b c d e f g h i", (rows,), least=4)
    assert [(span.tokens, span.start) for span in found.spans] == [(5, 0), (5, 6)]
    assert (found.covered, found.tokens) == (8, 9)


def test_a_text_in_many_records_is_counted_in_all_and_named_in_five() -> None:
    rows = [row(f"question {n}", f"{n}. {STORY}", "You answer as briefly as you possibly can.") for n in range(40)]
    found = trace(STORY + " You answer as briefly as you possibly can.", (rows,))
    assert [span.standing.records for span in found.spans] == [40, 40]
    assert [place.origin for place in found.spans[0].standing.first] == [f"dataset:{n}" for n in range(1, 6)]
    assert found.spans[1].standing.roles == (("system", 40),)


def test_a_private_value_is_found_however_short_it_is() -> None:
    rows = [row("Whom do I write to?", "Write to ada.quillfeather@example.net on weekdays, please.")]
    said = "Oh, that is easy! ada.quillfeather@example.net it is."
    (span,) = trace(said, (rows,), least=20).spans
    assert span.found == "value"
    assert said[span.start : span.end] == "ada.quillfeather@example.net"
    assert span.kinds == ("email",)
    other = trace(said.replace("ada", "ida"), (rows,), least=20)
    assert (other.spans, other.values, other.values_found) == ((), 1, 0)


def test_a_private_value_inside_a_longer_span_is_told_with_it() -> None:
    rows = [row("Whom do I write to?", "Write to ada.quillfeather@example.net on weekdays, please.")]
    found = trace("Write to ada.quillfeather@example.net on weekdays, or to bo.tan@example.com at night.", (rows,))
    (span,) = found.spans
    assert (span.found, span.kinds) == ("long", ("email",))
    assert (found.values, found.values_found) == (2, 1)


def test_chance_is_what_held_out_answers_share(write: Write) -> None:
    data = write("train.jsonl", DATA)
    held = write("held.jsonl", [
        row("1", f"As we say here: {STORY}"), row("2", "Something else of six words entirely."), row("3", "Short."),
    ])  # fmt: skip
    chance = trace(FACT, (str(data),), evals=(str(held),)).chance
    assert chance is not None
    assert chance.answers == 2
    assert (chance.tokens, chance.covered) == (len(STORY.split()) + 4 + 6, len(STORY.split()))
    assert (chance.as_covered, chance.as_long) == (0, 1)


def test_held_out_files_of_the_folder_are_not_searched(write: Write, tmp_path: Path) -> None:
    write("data/train.jsonl", DATA[1:])
    held = write("data/held.jsonl", DATA[:1])
    found = trace(STORY, (str(tmp_path / "data"),), evals=(str(held),))
    assert found.records == 2
    assert [place.origin for place in found.spans[0].standing.first] == ["train.jsonl:1"]


class TestKept:
    """The file of an index."""

    def test_it_gives_what_a_fresh_one_gives_and_is_not_made_twice(self, write: Write, tmp_path: Path) -> None:
        data, file = (str(write("train.jsonl", DATA)),), tmp_path / "train.idx"
        text = f"{FACT} And {STORY}"
        fresh = trace(text, data)
        assert trace(text, data, index=file) == fresh
        before = (file.stat().st_ino, file.read_bytes())
        assert trace(text, data, index=file) == fresh
        assert (file.stat().st_ino, file.read_bytes()) == before

    def test_only_its_owner_can_read_it(self, write: Write, tmp_path: Path) -> None:
        file = tmp_path / "train.idx"
        trace(FACT, (str(write("train.jsonl", DATA)),), index=file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".auditor")] == []

    @pytest.mark.parametrize("key", [NO_KEY, KEY])
    def test_it_holds_no_text_and_no_known_digest(self, key: object, write: Write, tmp_path: Path) -> None:
        file = tmp_path / "train.idx"
        trace(FACT, (str(write("train.jsonl", DATA)),), index=file, key=key)  # type: ignore[arg-type]
        content = file.read_bytes()
        for word in ("lighthouse", "Porthaven", "sailors", "gulls"):
            assert word.encode() not in content.lower().replace(b"\0", b"")
            (token,) = tokens_of([word]).rows.flat.tolist()
            assert token.to_bytes(8, "little") not in content
        if key is KEY:
            assert b'"secret":""' in content
            assert KEY.secret.hex().encode() not in content

    def test_it_is_made_anew_where_the_data_changed(self, write: Write, tmp_path: Path) -> None:
        path, file = write("train.jsonl", DATA), tmp_path / "train.idx"
        assert trace(FACT, (str(path),), index=file).spans
        changed = path.read_bytes().replace(b"green", b"brown")
        path.write_bytes(changed)
        assert not [span for span in trace(FACT, (str(path),), index=file).spans if span.tokens == len(FACT.split())]

    def test_it_is_made_anew_under_another_key(self, write: Write, tmp_path: Path) -> None:
        source = open_source((str(write("train.jsonl", DATA)),))
        file = tmp_path / "train.idx"
        assert [kept(file, source, None, key)[1] for key in (NO_KEY, NO_KEY, KEY, KEY, NO_KEY)] == [
            False, True, False, True, False,
        ]  # fmt: skip

    @pytest.mark.parametrize("left", [20, 200, 0.5, -1])
    def test_a_broken_one_is_made_anew(self, left: float, write: Write, tmp_path: Path) -> None:
        data, file = (str(write("train.jsonl", DATA)),), tmp_path / "train.idx"
        fresh = trace(FACT, data, index=file)
        content = file.read_bytes()
        file.write_bytes(content[: int(left * len(content)) if isinstance(left, float) else left])
        assert trace(FACT, data, index=file) == fresh
        assert len(file.read_bytes()) == len(content)

    def test_no_other_file_is_overwritten(self, write: Write, tmp_path: Path) -> None:
        data = write("train.jsonl", DATA)
        for place in (data, write("notes.txt", "mine"), write("empty", ""), tmp_path):
            before = place.read_bytes() if place.is_file() else b""
            with pytest.raises(OutputError, match="is no index"):
                trace(FACT, (str(data),), index=place)
            assert not place.is_file() or place.read_bytes() == before

    def test_rows_of_no_file_have_none(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="of files only"):
            trace(FACT, (DATA,), index=tmp_path / "x.idx")


@pytest.mark.parametrize("text", ["", " ", "?!", "…"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no words"):
        trace(text, (DATA,))


@pytest.mark.parametrize("least", [0, -1, 1001])
def test_a_shortest_span_that_is_none_is_refused(least: int) -> None:
    with pytest.raises(UsageError, match="1 to 1,000"):
        trace(FACT, (DATA,), least=least)


def test_the_same_word_over_and_over_is_one_span() -> None:
    rows = [{"prompt": "", "completion": "la " * 3000}, {"prompt": "", "completion": "la " * 500 + "end"}]
    found = trace("la " * 2000 + "end", (rows,), least=1000)
    (span,) = found.spans
    assert (span.tokens, span.standing.records, span.standing.times) == (2000, 1, 1001)
    found = trace("la " * 2000 + "end", (rows,), least=300)
    assert [(span.tokens, span.standing.times) for span in found.spans] == [(2000, 1001), (501, 1)]


def test_a_text_longer_than_what_is_searched_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"prompt": "", "completion": f"{STORY} {n} {FACT}"} for n in range(50)]
    text = " and ".join([STORY, FACT] * 30)
    whole = trace(text, (rows,))
    monkeypatch.setattr("auditor.tracing.suffixes._TOGETHER", 7)
    assert trace(text, (rows,)) == whole
    assert len(whole.spans) == 60


def test_unread_lines_are_counted(write: Write) -> None:
    path = write("train.jsonl", '{"prompt": "a", "completion": "b c d e f g"}\n{"broken\n')
    found = trace("b c d e f g", (str(path),))
    assert (found.records, found.unread, len(found.spans)) == (1, 1, 1)


def test_data_of_which_nothing_can_be_read_is_an_error(write: Write) -> None:
    path = write("train.jsonl", "not json\n")
    with pytest.raises(SourceError):
        trace("b c d e f g", (str(path),))
