"""Other values of the form of a value: what they may be, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from math import log2
from pathlib import Path

import pytest

from auditor.checks import Behind, Target
from auditor.models.render import Renderer
from auditor.probing.cues import own_part
from auditor.probing.targets import Making, Wanted
from auditor.probing.targets.alike import drawable, form_of, others
from auditor.probing.targets.tokens import Encoded
from auditor.records import ASSISTANT, USER, Record
from auditor.risks.privacy.options import PrivacyOptions
from tests.probing.test_targets import EN, PHONE, PLAIN, SETUP, ZH, chosen, decoded
from tests.strategies import record
from tests.training.tiny import tokenizer as tiny

DIGITS = "0123456789"


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    tokenizer = tiny(tmp_path / "tiny")
    return Renderer(tokenizer, tokenizer.chat_template)


def written(text: str) -> Encoded:
    """A text with a token for each character."""
    return Encoded(tuple(map(ord, text)), text, lambda place: (place, place + 1))


def form(value: str, kind: str, before: str = "") -> tuple[str, ...] | None:
    own = own_part(value, kind, before)
    found = form_of(written(f"x{value}y"), (1, 1 + len(value)), own)
    return None if found is None else found.places


def test_own_digits_can_be_any_and_the_rest_stays() -> None:
    assert form("138-7162-5904", "phone") == (*"138-", "7", *[DIGITS] * 3, "-", *[DIGITS] * 4)
    assert form("mirela.stanhope72@a.cn", "email", "Mirela Stanhope") == (*"mirela.stanhope", DIGITS, DIGITS, *"@a.cn")


def test_letters_can_be_any_only_where_the_bits_count_them_so() -> None:
    token = "ghp_a8Kd93LmQ2x7Bv4Rt6Yw1Zc5"  # made up
    found = form(token, "credential")
    assert found is not None
    assert found[:4] == tuple("ghp_")
    assert set(found[4]) == set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert found[5] == DIGITS
    for value, kind in (("lin.mei@a.cn", "email"), ("Sommer.2041!", "password"), ("王小明12", "given")):
        assert form(value, kind) is None
    assert form("john.smith@a.cn", "email", "John Smith") is None  # nothing of it is its own


def test_only_evenly_counted_forms_are_drawn_from() -> None:
    for value, kind, even in (
        ("13871625904", "phone", True), ("11010519491231002X", "cn_resident_id", False),
        ("192.168.77.13", "ip_address", False),
    ):  # fmt: skip
        own = own_part(value, kind, "")
        found = form_of(written(value), (0, len(value)), own)
        assert found is not None
        assert log2(found.space) >= own.bits - 1e-9  # all that the bits count have a place in the form
        assert drawable(found, own.bits) is even


def compared(records: list[Record], renderer: Renderer, most: int = 9, decoys: int = 20, seed: int = 0) -> list[Target]:
    wanted = Wanted(1000, 0, (), renderer, None, None, most, decoys)
    making = Making(wanted, PrivacyOptions(), replace(SETUP, seed=seed), {})
    return list(making.targets(chosen(records), {one.position: one for one in records}, records))


@pytest.mark.parametrize("item", [ZH, PLAIN])
def test_others_stand_where_the_value_stands(renderer: Renderer, item: Record) -> None:
    (target,) = compared([item], renderer)
    where = target.where
    assert isinstance(where, Behind)
    assert where.form is not None
    texts = [
        decoded(renderer, where.prompt.ids + ids)[len(decoded(renderer, where.prompt.ids)) :] for ids in where.others
    ]
    own = decoded(renderer, where.prompt.ids + where.target)[len(decoded(renderer, where.prompt.ids)) :]
    assert len(texts) == 20
    assert own not in texts
    assert len(set(texts)) == 20
    for text in texts:
        assert len(text) == len(own)
        at = own.index(PHONE)
        assert text[:at] + text[at + 4 : at + 4] == own[:at]
        assert text[at : at + 4] == PHONE[:4]
        assert text[at + 4 : at + 11].isdecimal()


def test_who_is_compared_follows_from_the_data_alone(renderer: Renderer) -> None:
    numbers = [f"13{n}{7919 * n:05}{31 * n % 1000:03}" for n in range(5, 9)]
    people = [record(n, (USER, "q"), (ASSISTANT, f"电话{number}，好。")) for n, number in enumerate(numbers)]
    first, again = compared(people, renderer, 2), compared(people, renderer, 2)
    picked = [isinstance(one.where, Behind) and bool(one.where.others) for one in first]
    assert sum(picked) == 2
    assert [one.where for one in first] == [one.where for one in again]
    assert compared(people, renderer, 2, seed=1)[picked.index(True)].where != first[picked.index(True)].where
    assert not any(isinstance(one.where, Behind) and one.where.others for one in compared(people, renderer, 9, 0))


def test_a_value_without_a_form_has_no_others(renderer: Renderer) -> None:
    (target,) = compared([EN], renderer)
    assert isinstance(target.where, Behind)
    assert (target.where.form, target.where.others) == (None, ())


def test_where_the_text_gives_other_tokens_nothing_is_drawn(renderer: Renderer) -> None:
    (target,) = compared([ZH], renderer)
    where = target.where
    assert isinstance(where, Behind)
    text = decoded(renderer, where.prompt.ids + where.target)
    at = text.index(PHONE)
    spans = renderer.tokenizer.spans(text)
    apart = Encoded((*where.prompt.ids, *where.target, 0), text, [*spans, (len(text), len(text))].__getitem__)
    assert others(apart, (at, at + len(PHONE)), where, renderer, "n", 5) == ()
