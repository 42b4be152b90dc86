"""Kinds that a policy defines carry their own proof, and are refused where it fails."""

from __future__ import annotations

import pytest

from auditor.errors import UsageError
from auditor.text.private.custom import CustomFinder, CustomKind


def kind(**given: object) -> CustomKind:
    fields: dict[str, object] = {"name": "ward_no", "pattern": "W[0-9]{6}", "hits": ("W123456",), "misses": ("W12",)}
    return CustomKind(**{**fields, **given})  # type: ignore[arg-type]


def spans(text: str, field: str = "", **given: object) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in CustomFinder((kind(**given),)).find(text, field)]


def test_a_match_that_touches_letters_or_digits_does_not_count() -> None:
    assert spans("W123456") == [(0, 7)]
    assert spans("病房W123456号") == [(2, 9)]
    assert spans("Ｗ１２３４５６") == [(0, 7)]
    assert spans("XW123456, W1234567, W123456_") == []


def test_context_stands_before_the_value_or_names_the_column() -> None:
    with_words = {"context": ("ward", "病区"), "hits": ("ward «W123456»",), "misses": ("W123456",)}
    assert spans("the ward W123456", **with_words) == [(9, 16)]
    assert spans("病区W123456", **with_words) == [(2, 9)]
    assert spans("forward W123456", **with_words) == []
    assert spans("W123456", "ward", **with_words) == [(0, 7)]


def test_a_checksum_is_tried_without_separators() -> None:
    with_luhn = {"pattern": "[0-9]{4}-[0-9]{4}", "checksum": "luhn", "hits": ("1234-5674",), "misses": ("1234-5675",)}
    (hit,) = CustomFinder((kind(**with_luhn),)).find("no. 1234-5674")
    assert (hit.certainty, hit.canonical, hit.kind) == ("validated", "12345674", "ward_no")
    assert "12345674" not in repr(hit)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pattern": "(?<=a)b"}, "not linear-time"),
        ({"pattern": r"(a)\1"}, "not linear-time"),
        ({"pattern": "(a{900}){900}"}, "not linear-time"),
        ({"pattern": "("}, "not linear-time"),
        ({"pattern": "a*"}, "matches the empty text"),
        ({"hits": ("W12",)}, "hit 1 is not found"),
        ({"hits": ("W123456 and «W654321»",)}, "hit 1 is not found"),
        ({"misses": ("W12", "W123456")}, "miss 2 is found"),
        ({"hits": ()}, "at least one text"),
        ({"misses": ()}, "at least one text"),
        ({"name": "email"}, "another name"),
        ({"name": "Ward No"}, "another name"),
        ({"checksum": "crc"}, "no checksum 'crc'"),
    ],
)
def test_what_contradicts_itself_is_refused_without_quoting_it(given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        kind(**given)
    assert "W123456" not in str(raised.value)
