"""Every form of a credential, in every place where one stands; what is none; and texts made to be slow."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from auditor.text.private import Hit, find
from auditor.text.private.credentials import PATTERNS as CREDENTIALS
from auditor.text.private.credentials.forms import (
    _ASSIGNED,
    crc16,
    crc36,
    crc62,
    end_of,
    example,
    notation,
)  # fmt: skip
from auditor.text.private.engine import PATTERNS, _gates
from tests.conftest import ROOT

AROUND = {
    "space": "see {} here", "comma": "see {}, and", "full stop": "see {}.", "bracket": "see ({}) here",
    "Han stop": "是{}。", "Han comma": "是{}，好", "Han glued": "是{}的", "backtick": "`{}`", "bold": "**{}**",
    "tag": "<b>{}</b>", "JSON": '{{"v": "{}"}}', "end": "{}",
}  # fmt: skip
BODY = "q7Zt2MvX9bLk4RwPc8NsH5dYf1GjKa"
ROUTED = "glpat-" + BODY + ".01.0u"


def at_its_end(hits: tuple[str, ...]) -> str:
    """An example whose value ends it, so that what stands around the example stands beside the value."""
    return next((hit for hit in hits if hit.endswith("»")), hits[0])


EXAMPLES = [pytest.param(p.form, at_its_end(p.hits), id=f"{i}-{p.form}") for i, p in enumerate(CREDENTIALS)]


def credentials(text: str) -> list[Hit]:
    return [hit for hit in find(text) if hit.kind in ("credential", "password")]


def test_there_are_at_least_two_hundred_forms() -> None:
    assert len({pattern.form for pattern in CREDENTIALS}) >= 200


@pytest.mark.parametrize(("form", "marked"), EXAMPLES)
def test_every_form_is_found_whole_whatever_stands_beside_it(form: str, marked: str) -> None:
    value = marked[marked.index("«") + 1 : marked.index("»")]
    bare = marked.replace("«", "").replace("»", "")
    lost = {}
    for name, around in AROUND.items():
        text = around.format(bare)
        found = [text[hit.start : hit.end] for hit in credentials(text)]
        if value not in found:
            lost[name] = found
    assert not lost


@pytest.mark.parametrize("pattern", CREDENTIALS, ids=lambda pattern: str(pattern.form))
def test_every_example_passes_the_gate_and_no_miss_the_pattern(pattern: object) -> None:
    assert pattern in CREDENTIALS
    entry = CREDENTIALS[CREDENTIALS.index(pattern)]  # type: ignore[arg-type]
    for marked in entry.hits:
        bare = marked.replace("«", "").replace("»", "")
        assert entry in _gates().opened(bare)
    assert not [miss for miss in entry.misses if list(entry.scan(miss))]


@pytest.mark.parametrize(
    ("text", "form", "certainty"),
    [
        ("ghp_" + BODY + crc62(BODY), "github_token", "validated"),
        ("ghp_" + BODY + "aaaaaa", "github_token", "shape"),
        ("key sk-" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58", "api_key", "context"),
        ("DeepSeek API key: sk-" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58", "deepseek_key", "context"),
        ("DATADOG_API_KEY=" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58", "datadog_api_key", "context"),
        ("智谱的密钥是" + "3f9c0b7ad2e84165b0c9d7f1a2e36b58." + BODY[:16], "zhipu_key", "context"),
        (
            "https://oapi.dingtalk.com/robot/send?access_token=" + "3f9c0b7ad2e84165" * 4,
            "dingtalk_webhook",
            "validated",
        ),
        ("glpat-" + BODY[:20], "gitlab_token", "validated"),
        (ROUTED + crc36(ROUTED), "gitlab_token", "validated"),
        (ROUTED + "0000000", "gitlab_token", "shape"),
        ("cfut_" + BODY + BODY[:10] + crc16(BODY + BODY[:10]), "cloudflare_token", "validated"),
        ("token cfut_" + BODY + BODY[:10] + "00000000", "cloudflare_token", "context"),
        ("vcp_" + BODY + BODY[:20] + crc62(BODY + BODY[:20]), "vercel_personal_token", "validated"),
        ("ATBB" + BODY[:24] + crc16("ATBB" + BODY[:24]).upper(), "bitbucket_app_password", "validated"),
        ("syt_dXNlcg_" + BODY[:20] + "_" + crc62("syt_dXNlcg_" + BODY[:20]), "matrix_token", "validated"),
        ("syt_dXNlcg_" + BODY[:20] + "_000000", "matrix_token", "shape"),
        ("HRKU-" + BODY * 2, "heroku_key", "validated"),
        ("百炼的密钥是sk-sp-" + BODY, "dashscope_plan_key", "context"),
        ("postgres://app:k7Tq9vLz@db.corp-site.com/x", "connection_string", "validated"),
        ("登录密码是k7Tq9vLz，请保存", "password", "context"),
        ("The password is Tr0ub4dor&3.", "password", "context"),
        ("curl -u app -H 'Authorization: Basic YXBwOms3VHE5dkx6'", "basic_authorization", "validated"),
    ],
)
def test_forms_and_their_certainty(text: str, form: str, certainty: str) -> None:
    assert [(hit.form, hit.certainty) for hit in credentials(text)] == [(form, certainty)]


@pytest.mark.parametrize(
    "text",
    [
        "Enter your password: then click Save.", "The password is required.", "password: str = Field(min_length=8)",
        "password = input('Password: ')", "Reset password (2 of 3)", "the password is at least 8 characters long",
        "Your password must be 8-16 characters", "def login(user, password: str, token2: str)", "忘记密码：请点击这里",
        "密码为6到20位字母或数字", "密码：至少8位", "token = tokenizer.encode(text)",
        "api_key = os.environ['API_KEY_2']",
        "access_token=get_token_from_store_2()", "secret_key = generate_secret_key_v2",
        "Bearer of the ring2rule them all",
        "key: 550e8400-e29b-41d4-a716-446655440000", "commit 3f9c0b7ad2e84165b0c9d7f1a2e36b58a1b2c3d4",
        "sha256: " + "3f9c0b7ad2e84165" * 4, "GitHub commit is 3f9c0b7ad2e84165b0c9d7f1a2e36b58a1b2c3d4",
        "https://discord.com/api/webhooks/", "the secret of success: perseverance", "SECTION 12 KEY RESULTS",
        "https_proxy_password=self.proxy_password_2", "api_key = <TOKEN>", "GITHUB_TOKEN=${GITHUB_TOKEN}",
        "password=hunter", "pwd=/home/user1/work", "passwd: files sss2", "password: https://corp-site.com/reset1",
    ],
)  # fmt: skip
def test_prose_and_code_hold_no_credential(text: str) -> None:
    assert [hit for hit in credentials(text) if hit.certainty != "shape" and not hit.test] == []


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
        "ghp_" + "x" * 36, "sk_test_" + BODY, "password: password123", "密码：123456", "password=your_password1",
        "api_key = 'YOUR_API_KEY_" + "3f9c0b7ad2e84165'", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    ],
)  # fmt: skip
def test_placeholders_and_the_vendors_own_examples_are_told_apart(text: str) -> None:
    hits = credentials(text)
    assert hits
    assert all(hit.test for hit in hits)


@pytest.mark.parametrize("value", ["q7ZtyOUrX9bLk4RwPc8NsH5dYf1GjKa2", "q7ZtteStX9bLk4RwPc8NsH5dYf1GjKa2"])
def test_a_random_key_that_spells_a_word_by_chance_is_no_placeholder(value: str) -> None:
    (hit,) = credentials(f"api_key = {value}")
    assert not hit.test


@pytest.mark.parametrize(("value", "test"), [("688965", False), ("765432", True), ("666666", True)])
def test_a_password_of_digits_is_a_test_value_only_if_it_counts(value: str, test: bool) -> None:
    (hit,) = find(f"密码是{value}。")
    assert (hit.kind, hit.test) == ("password", test)


def test_the_gates_open_what_a_search_for_each_word_opens() -> None:
    texts = [marked.replace("«", "").replace("»", "") for p in PATTERNS for marked in (*p.hits, *p.misses)]
    for text in [*texts, "", "\ud800 password", "Straße 密码", "I" * 50]:
        expected = [
            p
            for p in PATTERNS
            if (any(w in text for w in p.gate) if isinstance(p.gate, tuple) else p.gate.search(text) is not None)
        ]
        assert _gates().opened(text) == expected


def test_the_notation_is_a_regex_and_draws_its_own_examples() -> None:
    for spec in ("%w{36}", "%h{24}-%s{5,9}", "%b{40,60}%e", "a.%d{8}:%g", "%q{16}", "%u{3}==", "%t{9,20}"):
        regex = re.compile(notation(spec) + end_of(spec))
        assert regex.fullmatch(example(spec))
        assert not regex.fullmatch(example(spec, short=True))


UNITS = sorted(
    {word for p in CREDENTIALS if isinstance(p.gate, tuple) for word in p.gate[:1]}
    | {p.hits[0].replace("«", "").replace("»", "")[:size] for p in CREDENTIALS for size in (12, 30, 60)}
)


PAGE = (ROOT / "docs" / "credentials.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([a-z0-9_]+) \| (.+) \| (.+) \|$", PAGE.partition("## The forms")[2], re.MULTILINE)[1:]
"""The forms in the page: which, what tells them, and who confirms them."""


def told_by(form: str) -> str:
    """What the page must say of how a form is told: by starts of its own, or by its issuer's name."""
    found: list[str] = []
    for entry in CREDENTIALS:
        if entry.form == form:
            assert isinstance(entry.gate, tuple)
            named = entry.regex is _ASSIGNED
            found += [f"the name {entry.gate[0]}"] if named else [f"`{word}`" for word in entry.gate[:3]]
    return ", ".join(dict.fromkeys(found))


def test_the_page_has_every_form_once_and_says_what_tells_it() -> None:
    forms = list(dict.fromkeys(entry.form for entry in CREDENTIALS))
    assert [(form, told) for form, told, _ in ROWS] == [(form, told_by(form)) for form in forms]


def test_the_counts_of_the_page_are_those_of_its_rows() -> None:
    by = Counter(confirmed.partition(":")[0] for _, _, confirmed in ROWS)
    said = {name: int(count) for name, count in re.findall(r"^\| ([a-z' ]+) \| ([0-9]+) \|", PAGE, re.MULTILINE)}
    assert said == by
    confirmed = by["vendor"] + by["standard"] + by["rule sets"]
    assert f"{len(ROWS)} forms of tokens, keys and passwords are told apart. {confirmed} of them are confirmed" in PAGE
    assert confirmed >= 200
    assert f"is tested in {len(AROUND)} surroundings" in PAGE


def test_a_vendor_is_cited_with_its_page_and_rule_sets_are_two() -> None:
    for form, _, confirmed in ROWS:
        kind, _, sources = confirmed.partition(": ")
        if kind == "vendor":
            assert re.match(r"<https://[a-z.]+/\S+>(; |$)", sources), form
        if kind == "rule sets":
            assert len(set(sources.split(", "))) >= 2, form


def test_a_long_text_of_starts_of_forms_comes_to_an_end() -> None:
    """How long it takes, `make bench` tells."""
    for unit in UNITS:
        text = unit * (20_000 // len(unit))
        assert all(hit.end <= len(text) for hit in find(text))
