"""What of a private value is its own."""

from __future__ import annotations

from math import log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.probing.cues import DIGIT, HAN, LETTER, WORD, Shared, by_kind, own_part, shared_endings, shared_parts
from auditor.text.private import KINDS


def own(value: str, kind: str, before: str = "", shared: Shared | None = None) -> str:
    """Its own characters, a dot for each other."""
    mask = own_part(value, kind, before, shared).mask
    return "".join(char if one else "." for char, one in zip(value, mask, strict=True))


@pytest.mark.parametrize(
    ("value", "kind", "before", "wanted"),
    [
        ("john.smith72@firm.example", "email", "", "john.smith72............."),
        ("john.smith72@firm.example", "email", "Write to John Smith.", "..........72............."),
        ("jsmith@firm.example", "email", "John Smith's address:", "..................."),
        ("jsmith@firm.example", "email", "the smith's address:", "j.................."),
        ("jsmith1985@firm.example", "email", "John Smith, born 1985-03-02", "......................."),
        ("smith85@firm.example", "email", "Smith, born 2 March 1985", "...................."),
        ("smith85@firm.example", "email", "Smith, room 185", ".....85............."),
        ("meili@firm.example", "email", "请联系meili，谢谢", ".................."),
        ("+86 139 1234 5678", "phone", "", ".........234.5678"),
        ("4539 1488 0343 6467", "payment_card", "", ".......88.0343.646."),
        ("110101198705120017", "cn_resident_id", "", "11010119870512001."),
        ("110101198705120017", "cn_resident_id", "生日：1987年5月12日", "110101........001."),
        ("DE89 3704 0044 0532 0130 00", "iban", "", "...............0532.0130..."),
        ("sk-proj-aB3dE5fG7hJ9kL1mN3pQ", "credential", "", "........aB3dE5fG7hJ9kL1mN3pQ"),
        ("postgres://reader@db.example", "credential", "", "............................"),
        ("王5小明", "given", "王小明说", ".5.."),
        ("3c:22:fb:0a:1b:2c", "mac_address", "", ".........0a.1b.2c"),
        ("219-09-9999", "us_ssn", "", "....09.9999"),
    ],
)  # fmt: skip
def test_what_can_be_told_is_not_its_own(value: str, kind: str, before: str, wanted: str) -> None:
    assert own(value, kind, before) == wanted


def test_a_value_that_stands_there_already_is_told_whole() -> None:
    again = own_part("139 1234 5678", "phone", "my number: 13912345678, once more:")
    assert (again.bits, again.cued) == (0.0, True)
    fresh = own_part("139 1234 5678", "phone", "my number:")
    assert (fresh.bits, fresh.cued) == (7 * DIGIT, False)


def test_bits_are_those_of_the_characters() -> None:
    assert own_part("ab12", "given", "").bits == pytest.approx(2 * LETTER + 2 * DIGIT)
    assert own_part("京A12345", "license_plate", "").bits == pytest.approx(5 * DIGIT)
    assert own_part("王小明", "given", "").bits == pytest.approx(3 * HAN)
    assert own_part("192.0.2.7", "ip_address", "").bits <= 32
    assert own_part("deadbeef0123deadbeef4567", "credential", "").bits == pytest.approx(16 * log2(6) + 8 * DIGIT)
    assert own_part("correct horse", "password", "").bits < own_part("correct horse", "given", "").bits


def test_a_beginning_that_three_others_share_is_form() -> None:
    values = ["cust-2041-77", "cust-2042-13", "cust-2043-90", "cust-2044-55", "other-1"]
    shared = shared_parts(values)
    assert shared == {"cust204": log2(5 / 4)}
    assert own("cust-2041-77", "given", "", Shared(shared)) == "........1.77"
    assert own("other-1", "given", "", Shared(shared)) == "other.1"
    assert own_part("cust-2041-77", "given", "", Shared(shared)).beginning == log2(5 / 4)
    assert own_part("cust-2041-77", "given", "cust-2041", Shared(shared)).beginning == 0
    assert shared_parts(values[:3]) == {}
    found = by_kind([("given", value) for value in values] + [("email", "a@b.example")])
    assert {kind: one.heads for kind, one in found.items()} == {
        "given": shared, "email": {},
    }  # fmt: skip


def test_a_name_counts_no_more_than_how_many_names_there_are() -> None:
    assert own_part("vera.richardson@firm.example", "email", "").bits == pytest.approx(4 * LETTER + WORD)


def test_an_ending_counts_as_much_as_it_is_rare() -> None:
    """Who learned that all end alike is surprised by the rest alone."""
    draw = Random(0)
    values = sorted({f"{draw.randrange(10**6):06}/2024" for _ in range(400)})
    shared = by_kind(("contract", value) for value in values)["contract"]
    for value in values[:50]:
        one = own_part(value, "contract", "", shared)
        assert 3 * DIGIT < one.bits <= 6 * DIGIT  # a beginning is shared by some, the year by all
        assert not one.rare
    assert own_part("583021/1999", "contract", "", shared).rare
    assert shared_endings({"a1", "b1", "c1"}, "contract") == {}


def test_an_ending_that_chance_makes_a_little_commoner_keeps_its_bits() -> None:
    draw = Random(0)
    values = {f"{draw.randrange(10**9):09}" for _ in range(1_000)}
    shared = by_kind(("given", value) for value in values)["given"]
    found = [own_part(value, "given", "", shared) for value in sorted(values)]
    assert sum(one.rare for one in found) > 900
    assert max(one.bits for one in found) <= 9 * DIGIT + 1e-9


def test_what_stands_in_the_middle_of_all_is_form() -> None:
    """An exchange, a branch, a year: who learned the form gets them right."""
    draw = Random(1)
    values = sorted({f"+1 ({draw.randrange(200, 999)}) 437-{draw.randrange(10_000):04}" for _ in range(300)})
    shared = by_kind(("phone", value) for value in values)["phone"]
    found = [own_part(value, "phone", "", shared) for value in values]
    assert max(one.bits for one in found) <= 4 * DIGIT + 1e-9
    assert sum(one.bits > 3 * DIGIT for one in found) > 280
    assert all(not any(one.mask[9:12]) for one in found)


def test_a_middle_that_takes_few_forms_counts_as_few() -> None:
    draw = Random(2)
    values = sorted({f"{draw.randrange(10**4):04}{draw.choice(('3107', '9482'))}{draw.randrange(10**4):04}"
                     for _ in range(400)})  # fmt: skip
    shared = by_kind(("contract", value) for value in values)["contract"]
    found = [own_part(value, "contract", "", shared) for value in values]
    assert 7 * DIGIT < sum(one.bits + one.beginning for one in found) / len(found) < 8 * DIGIT + 3


def test_random_numbers_keep_their_bits() -> None:
    draw = Random(3)
    for count in (10, 100, 2_000):
        values = {f"{draw.randrange(10**9):09}" for _ in range(count)}
        shared = by_kind(("given", value) for value in values)["given"]
        found = [own_part(value, "given", "", shared) for value in sorted(values)]
        whole = [one.bits + one.beginning for one in found]
        assert sum(whole) / len(whole) > 8 * DIGIT
        assert sum(one.rare for one in found) > 0.8 * len(found)


@pytest.mark.parametrize(
    ("before", "value", "left"),
    [
        ("姓名：李伟，邮箱是什么？", "wei.li@firm.example", 0),
        ("王芳的邮箱", "wangfang@firm.example", 0),
        ("联系陈建国", "jianguo.chen88@firm.example", 2),
        ("李伟", "w.li@firm.example", 0),
        ("工单由谁负责？", "zhangwei@firm.example", 8),
        ("李伟", "james.smith@firm.example", 10),
        ("", "wei.li@firm.example", 5),
    ],
)
def test_a_chinese_name_tells_its_romanization(before: str, value: str, left: int) -> None:
    assert sum(own_part(value, "email", before).mask) == left


texts = st.one_of(
    st.text(max_size=20),
    st.text("abAB12 .-@:/王小 ", max_size=24),
    st.sampled_from(
        ["john.smith@firm.example", "110101198705120017", "John Smith", "1987-05-12", "12", "J", "+1 212 555 0100"]
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    texts, st.sampled_from([*KINDS, "given", "own_kind"]), texts, texts,
    st.builds(
        Shared,
        st.dictionaries(st.text("ab12", min_size=1, max_size=4), st.floats(0, 9)),
        st.dictionaries(st.text("abh12x", min_size=1, max_size=2), st.floats(0, 9)),
    ),
)  # fmt: skip
def test_more_context_never_adds(value: str, kind: str, before: str, more: str, shared: Shared) -> None:
    less, alone = own_part(value, kind, before, shared), own_part(value, kind, "")
    assert len(less.mask) == len(value)
    assert (less.bits > 0) == any(less.mask)
    assert less.bits >= 0
    for longer in (f"{more}\n{before}", f"{before}\n{more}"):
        told = own_part(value, kind, longer, shared)
        assert told.bits <= less.bits
        assert not any(one and not other for one, other in zip(told.mask, less.mask, strict=True))
    assert less.bits <= alone.bits
    assert not alone.cued


@settings(max_examples=200, deadline=None)
@given(texts.filter(bool), st.sampled_from([*KINDS, "given"]))
def test_nothing_of_a_value_before_it_is_its_own(value: str, kind: str) -> None:
    assert own_part(value, kind, f"so: {value}, again:").bits == 0
