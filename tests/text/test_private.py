"""The detector of private values: its table of examples, and the laws that every text must keep."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
import re
import unicodedata
import zlib
from re import _parser  # type: ignore[attr-defined]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.private import KINDS, Hit, find, mask, plans
from auditor.text.private.credentials import _BASE62
from auditor.text.private.engine import PATTERNS, _gates
from auditor.text.private.identities import check_character
from auditor.text.private.model import Around, AtGate
from auditor.text.private.money import is_luhn
from auditor.text.private.normalize import plain
from tests.bench.private import DENSE, dense

HITS = [(p.kind, p.form, example) for p in PATTERNS for example in p.hits]
MISSES = [(p.kind, example) for p in PATTERNS for example in p.misses]

TOKEN_BODY = "q7Zt2MvX9bLk4RwPc8NsH5dYf1GjKa"
VALUES = {
    "cn_resident_id": "310104198506152344",
    "credential": "hf_" + TOKEN_BODY + "bQwE",
    "email": "zhang.san@corp-site.com",
    "iban": "NL28INGB0417164312",
    "ip_address": "52.14.88.201",
    "payment_card": "4539578763621486",
    "phone": "13926784153",
}
AROUND = {
    "space": "see {} here", "comma": "see {}, and", "full stop": "see {}.", "bracket": "see ({}) here",
    "Han stop": "是{}。", "Han comma": "是{}，好", "Han glued": "是{}的", "backtick": "`{}`", "bold": "**{}**",
    "tag": "<b>{}</b>", "JSON": '{{"v": "{}"}}', "end": "{}", "lines": "a\n{}\nb",
    "CSV": "7,{},25,ok", "TSV": "7\t{}\t25", "list": "1、{}；2、无",
}  # fmt: skip


def unmarked(example: str) -> tuple[str, int, int]:
    return example.replace("«", "").replace("»", ""), example.index("«"), example.index("»") - 1


def github_token(prefix: str = "ghp_") -> str:
    number, letters = zlib.crc32(TOKEN_BODY.encode()), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        letters = _BASE62[rest] + letters
    return prefix + TOKEN_BODY + letters


def only(text: str) -> Hit:
    hits = find(text)
    assert len(hits) == 1, [(hit.kind, hit.form) for hit in hits]
    return hits[0]


@pytest.mark.parametrize(("kind", "form", "example"), HITS)
def test_every_example_is_found_where_it_is_marked(kind: str, form: str, example: str) -> None:
    text, start, end = unmarked(example)
    assert (kind, start, end) in {(hit.kind, hit.start, hit.end) for hit in find(text)}, form


@pytest.mark.parametrize(("kind", "example"), MISSES)
def test_no_near_miss_is_found_by_its_own_pattern(kind: str, example: str) -> None:
    pattern = next(p for p in PATTERNS if example in p.misses and p.kind == kind)
    assert list(pattern.scan(plain(example).text)) == []


def test_the_table_covers_the_kinds_and_every_entry_has_examples() -> None:
    assert {pattern.kind for pattern in PATTERNS} == set(KINDS)
    assert all(pattern.hits and pattern.misses for pattern in PATTERNS)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("around", AROUND)
def test_a_value_is_found_whole_whatever_stands_beside_it(kind: str, around: str) -> None:
    value = VALUES[kind]
    text = AROUND[around].format(value)
    hit = only(text)
    assert (hit.kind, text[hit.start : hit.end], hit.test) == (kind, value, False)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad"])
def test_full_width_and_invisible_characters_hide_nothing(kind: str, hidden: str) -> None:
    value = VALUES[kind]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() or c in "@._" else c for c in value)
    plain_hit, wide_hit = only(value), only(f"是{wide}。")
    assert (wide_hit.start, wide_hit.end) == (1, 1 + len(value))
    split = f"x {hidden}{value[:5]}{hidden}{value[5:]}{hidden} y"
    split_hit = only(split)
    assert split[split_hit.start : split_hit.end] == value[:5] + hidden + value[5:]
    assert plain_hit.canonical == wide_hit.canonical == split_hit.canonical


def test_a_hit_does_not_show_its_value() -> None:
    assert all(value not in repr(only(value)) for value in VALUES.values())


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Zhang.San@QQ.com", "zhang.san@qq.com"),
        ("手机 138-1234-5678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("call (212) 736-5000", "+12127365000"),
        ("card 4539 5787 6362 1486", "4539578763621486"),
        ("身份证11010519491231002x", "11010519491231002X"),
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("2A03:2880:F12F:83:0:0:0:25DE", "2a03:2880:f12f:83::25de"),
    ],
)
def test_one_value_has_one_canonical_form(text: str, canonical: str) -> None:
    assert only(text).canonical == canonical


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("zhang@qq.com", "validated"),
        ("13812345678", "shape"),
        ("手机13812345678", "context"),
        ("+8613812345678", "validated"),
        ("212-736-5000", "shape"),
        ("call 212-736-5000", "validated"),
        ("(212) 736-5000", "validated"),
        ("see 1.2.3.4", "shape"),
        ("ping 1.2.3.4", "context"),
        ("52.14.88.201", "validated"),
        ("6222020200112230004", "validated"),
        ("银行卡6222020200112230005", "context"),
        ("Order 4539578763621486 was shipped", "shape"),
        ("order paid with card 4539578763621486", "validated"),
        (r"\frac{7}{4539578763621486}", "shape"),
        ("3 × 5 = 4539578763621486", "shape"),
        ("4539578763621486123", "shape"),
        ("身份证号是370104850615238", "context"),
        ("310104198506152344", "validated"),
        ("身份证310104198506152348", "context"),
        (github_token(), "validated"),
        (github_token("npm_"), "validated"),
        (github_token()[:-1] + "#", None),
        ("ghp_" + TOKEN_BODY + "3gmZU8", "shape"),
        ("token: ghp_" + TOKEN_BODY + "3gmZU8", "context"),
    ],
)
def test_certainty_says_what_the_evidence_is(text: str, certainty: str | None) -> None:
    hits = find(text)
    assert [hit.certainty for hit in hits] == ([] if certainty is None else [certainty])


@pytest.mark.parametrize(
    "text",
    [
        "bob@example.com", "bob@mail.example.org", "bob@host.test", "git@github.com", "+1 212 555 0123", "13800138000",
        "+44 7700 900123", "13812345678", "555-123-4567", "call 123-456-7890",
        "电话400-810-1234", "192.168.1.1", "127.0.0.1", "8.8.8.8", "203.0.113.9", "52.14.0.0/16",
        "2001:db8::1", "4111111111111111", "5555 5555 5555 4444", "378282246310005", "DE89370400440532013000",
        "GB82 WEST 1234 5698 7654 32", "11010519491231002X", "440524188001010014", "AKIA" + "IOSFODNN7EXAMPLE",
        "sk_test_" + TOKEN_BODY, "ghp_" + "x" * 36, "postgres://user:password@localhost/db", "redis://:${PASS}@h",
        "mysql://root:<password>@h",
    ],
)  # fmt: skip
def test_values_reserved_for_tests_are_told_apart(text: str) -> None:
    assert only(text).test


@pytest.mark.parametrize(
    "text", ["noreply@corp-site.com", "support@corp-site.com", "postgres://app:k7Tq9vLz@db.corp-site.com/x"]
)
def test_values_that_only_look_public_are_not(text: str) -> None:
    assert not only(text).test


def test_a_checked_identity_number_wins_over_a_card() -> None:
    number = next(
        n
        for i in range(1, 999)
        if (n := (head := f"62010219850615{i:03d}") + check_character(head)).isdigit() and is_luhn(n)
    )
    assert only(number).kind == "cn_resident_id"


def test_a_password_in_a_url_wins_over_the_address_that_it_seems_to_start() -> None:
    assert only("https://bot:k7Tq9vLz@git.corp-site.com/x").form == "connection_string"


PIECES = st.sampled_from(
    [*(unmarked(example)[0] for _, _, example in HITS), *(example for _, example in MISSES), *VALUES.values()]
)
TEXTS = st.lists(PIECES | st.text(max_size=6) | st.sampled_from(list(" ,.，。@:-+1\u200b１")), max_size=8).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_hits_are_in_order_apart_and_within_the_text(text: str) -> None:
    position = 0
    for hit in find(text):
        assert position <= hit.start < hit.end <= len(text)
        assert hit.kind in KINDS
        assert hit.canonical
        position = hit.end


def leaks(value: str, shown: str) -> bool:
    def forms(text: str) -> set[str]:
        normal = unicodedata.normalize("NFKC", text)
        digits = "".join(c for c in normal if c.isdigit())
        return {text, normal, digits, text[::-1], normal[::-1], digits[::-1]}

    masks = forms(shown)
    return any(form[i : i + 6] in m for form in forms(value) for i in range(len(form) - 5) for m in masks)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_six_characters_of_a_value_are_in_its_mask(text: str) -> None:
    for hit in find(text):
        value, shown = text[hit.start : hit.end], mask(text, hit)
        assert shown
        assert "•" in shown
        assert not leaks(value, shown)
        if len(value) < 8:
            assert set(shown[1:-1]) <= {"•"}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([*KINDS]),
    st.text(alphabet="ab01@.:-+ ()", min_size=1, max_size=40)
    | st.text(min_size=1, max_size=40).filter(lambda text: "•" not in text),
)
def test_the_law_of_masks_holds_for_any_value_at_all(kind: str, value: str) -> None:
    hit = Hit(kind, kind, "shape", 0, len(value), value, False)
    assert not leaks(value, mask(value, hit))


def test_masks_keep_what_tells_values_apart() -> None:
    masks = {kind: mask(value, only(value)) for kind, value in VALUES.items()}
    assert masks == {
        "cn_resident_id": "31••••••••••••••44",
        "credential": "hf_••••••••",
        "email": "z••••••••@c•••.com",
        "iban": "NL••••••••••••••12",
        "ip_address": "52.•.•.•",
        "payment_card": "45••••••••••••86",
        "phone": "13•••••••53",
    }


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("phone", "13926784153", "phone"),
        ("user.phoneNumber", "13926784153", "phone"),
        ('["手机号"]', "13926784153", "phone"),
        ("meta.contact_phone", "2127365000", "phone"),
        ('["Phone (home)"]', "4155552671", "phone"),
        ('["电话（手机）"]', "13926784153", "phone"),
        ('["Phone #"]', "2127365000", "phone"),
        ("rows[3].身份证号", "110105900307123", "cn_resident_id"),
    ],
)
def test_the_name_of_a_column_is_context(field: str, text: str, kind: str) -> None:
    (hit,) = find(text, field)
    assert (hit.kind, hit.certainty, hit.start, hit.end) == (kind, "context", 0, len(text))
    assert not [hit for hit in find(text, "order") if hit.certainty != "shape"]


@pytest.mark.parametrize(
    "unit",
    ["a", "@", "0", "1", ".", "-", " ", "1.1.1.1.", "a@", "@a.a", "1 ", "(1)", "+1", "::1 ", "://a:", "sk-a", "ghp_a",
     "eyJaaaaaaaa.", "-----BEGIN PRIVATE KEY-----", "DE89 ", "phone 1", "1\u200b", "１", "4111-", "\\n1", "_"],
)  # fmt: skip
def test_texts_made_to_be_slow_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(hit.end <= len(text) for hit in find(text))


@pytest.mark.parametrize("name", DENSE)
def test_texts_of_nothing_but_one_thing_come_to_an_end(name: str) -> None:
    """How long they take, `make bench` tells."""
    text = dense(DENSE[name], 20_000)
    hits = find(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(hits))
    assert len(hits) <= len(text) / 6


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | st.sampled_from([" ", "\n", "，", ", ", "a long way to go " * 20]), max_size=30).map("".join))
def test_a_try_at_each_word_finds_what_a_search_of_the_whole_text_does(text: str) -> None:
    searched = plain(text).text
    for pattern, _, places in _gates().places(searched, _gates().sift(searched)):
        if isinstance(pattern.where, AtGate):
            assert list(pattern.scan_at(searched, places)) == list(pattern.scan(searched))


def test_a_value_far_into_a_long_text_is_found_like_one_alone() -> None:
    filler = "So it went on, and nothing of note was said about any of it. " * 90
    for _, form, marked in HITS:
        text, start, end = unmarked(marked)
        found = {(hit.start - len(filler), hit.end - len(filler)) for hit in find(f"{filler}{text}\n{filler}")}
        assert (start, end) in found, form


def test_no_match_is_longer_than_its_pattern_says() -> None:
    for pattern in PATTERNS:
        if isinstance(pattern.where, Around):
            _, longest = _parser.parse(pattern.regex.pattern, pattern.regex.flags & ~re.UNICODE).getwidth()
            assert longest + 12 <= pattern.where.longest, pattern.form


class Watched:
    """A regex that notes which stretches it is searched in."""

    def __init__(self, regex: re.Pattern[str]) -> None:
        self.regex = regex
        self.searched: list[tuple[int, int]] = []

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        match = self.regex.search(text, start, end)
        self.searched.append((start, min(end, len(text)) if match is None else match.start()))
        return match


@pytest.mark.parametrize("apart", [1, 30, 150, 500])
def test_no_stretch_of_a_text_is_searched_twice(apart: int) -> None:
    """However often the gate stands, and however far apart."""
    (mobile,) = [pattern for pattern in PATTERNS if pattern.form == "cn_mobile"]
    watched = Watched(mobile.regex)
    pattern = dataclasses.replace(mobile, regex=watched)  # type: ignore[arg-type]
    text = ("x" * apart + "13926784153 ") * 50 + "1" * apart * 50
    windows = [(place, place + 2) for place in range(0, len(text), apart + 12)]
    list(pattern.scan_in(text, windows, 200))
    assert watched.searched
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(watched.searched))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PIECES | st.sampled_from([" ", "\n", "，", "a long way " * 30]), max_size=20).map("".join),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=12),
)
def test_stretches_searched_together_give_what_each_gives_alone(text: str, gaps: list[tuple[int, int]]) -> None:
    windows, place = [], 0
    for gap, length in gaps:
        windows.append((place + gap, place + gap + length))
        place += gap + length + 2
    for pattern in PATTERNS:
        if isinstance(pattern.where, Around):
            found: list[Hit] = []
            for low, high in windows:
                first = max(low, found[-1].end if found else 0)
                found += pattern.scan_in(text, [(first, high)] if first <= high else [], pattern.where.longest)
            assert list(pattern.scan_in(text, windows, pattern.where.longest)) == found


@pytest.mark.parametrize("unit", ["@", "::", "://", "+", "password", "-----BEGIN "])
def test_the_places_of_a_gate_that_is_everywhere_take_little_room(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    opened = _gates().places(text, _gates().sift(text))
    assert opened
    assert all(len(places) <= 2 + len(text) / 1_000 for _, _, places in opened)


@pytest.mark.parametrize("unit", ["a@corp-site.com ", "x://app:k7Tq9vLz@db.corp-site.com ", "+44 20 7183 8750,"])
def test_a_gate_that_is_everywhere_hides_nothing(unit: str) -> None:
    text = "@@@@:://+" * 400 + " " + unit + "@@@@:://+" * 400
    alone = [hit.canonical for hit in find(" " + unit)]
    assert [hit.canonical for hit in find(text) if hit.canonical in alone] == alone


def test_a_key_without_an_end_takes_nothing_of_what_follows_it() -> None:
    key = "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQ" + "h8Kd2LqZ" * 12
    closed = key + "\n-----END " + "PRIVATE KEY-----"
    text = f"{key}…\nwrite to bob@corp-site.com\n{closed}\n"
    assert [(hit.form, text[hit.start : hit.end]) for hit in find(text)] == [
        ("private_key", key),
        ("email", "bob@corp-site.com"),
        ("private_key", closed),
    ]


def test_a_number_with_too_few_digits_for_its_country_is_none_to_the_library() -> None:
    draw = random.Random(5)
    for _ in range(3_000):
        digits = "".join(draw.choices("0123456789", k=draw.randint(7, 12)))
        fewest = plans.fewest_digits(digits)
        found = plans.by_library(f"+{digits}", None)
        assert not (found and found[1]) or (fewest is not None and len(digits) >= fewest)


def test_a_list_of_numbers_is_searched_for_each_kind_only_beside_its_words() -> None:
    """Long lists take another way through the search than single numbers."""
    lines = [
        f"护照 E6381{i:04d} 手机 1392678{i:04d} driving licence 61837{i:07d} order 61837{i:07d}" for i in range(1, 99)
    ]
    together = [(hit.form, hit.canonical) for hit in find("\n".join(lines))]
    assert together == [(hit.form, hit.canonical) for line in lines for hit in find(line)]


def test_numbering_plans_say_what_the_library_says() -> None:
    draw = random.Random(3)
    codes = ["1", "7", "33", "39", "44", "49", "52", "54", "55", "61", "81", "82", "86", "91", "852", "886", "999"]
    for _ in range(3_000):
        digits = "".join(draw.choices("0123456789", k=draw.randrange(4, 13)))
        region = draw.choice([None, "CN", "US", "GB", "DE", "JP", "KR", "TW", "SG", "IN", "FR", "HK"])
        number = digits if region else f"+{draw.choice(codes)}{digits}"
        assert plans.parsed(number, region) == plans.by_library(number, region), (number, region)


@pytest.mark.parametrize("value", ["13926784153", "lin.mei@qinghe-demo-clinic.cn", "31010419850615234" + "4"])
def test_values_behind_escaped_characters_are_found_where_they_stand(value: str) -> None:
    """As Python's `json.dumps` writes the arguments of a tool call by default."""
    written = json.dumps({"电话": f"电话{value}系"})
    (hit,) = find(written)
    assert written[hit.start : hit.end] == value
    assert hit.certainty != "shape"


def test_a_number_in_a_column_of_record_numbers_is_no_card() -> None:
    number = "4539578763621486"
    assert [hit.certainty for hit in find(number, "order_id")] == ["shape"]
    assert [hit.certainty for hit in find(number, "card_number")] == ["validated"]
    assert [hit.certainty for hit in find(f"paid with {number}", "note")] == ["validated"]
