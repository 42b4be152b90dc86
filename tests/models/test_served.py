"""Served models: what is found out, what is sent, how answers are aligned, and how it ends where a server fails."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auditor.errors import ModelError, UsageError
from auditor.models import Chat, Generate, Generated, Ids, Message, Plain, Read, Score, Scored, Statistic, Unanswered
from auditor.models.render import Renderer
from auditor.models.served import Limits, ServedModel, open_served
from auditor.models.served.address import key_for, parse
from auditor.models.served.aligned import Odd, cut, echoed
from auditor.training.tokenizers import Loaded
from tests.models.serving import Rules, hang, likes, serving
from tests.training import tiny

QUICK = Limits(timeout=20.0, patience=60.0, tries=4, pause=0.01, at_once=4)
GREEDY: frozenset[Statistic] = frozenset({"greedy"})
HI = Chat((Message("user", "Say hi"),))
SECRET = "geheim-4711"
BOS_CHAT = "{{ bos_token }}" + tiny.CHATML


@dataclass(frozen=True, slots=True)
class Kept:
    """Keeps the texts for the test."""

    texts: list[Generated]
    name: str = "kept"

    def read(self, text: Generated) -> Mapping[str, float]:
        self.texts.append(text)
        return {"tokens": float(text.tokens)}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tokenizer(tmp_path: Path) -> Loaded:
    return tiny.tokenizer(tmp_path / "tokenizer")


@pytest.fixture
def renderer(tokenizer: Loaded) -> Renderer:
    return Renderer(tokenizer, tiny.CHATML)


@pytest.fixture
def rules(tokenizer: Loaded) -> Rules:
    return Rules(tokenizer)


def scored(model: ServedModel, cases: list[Score]) -> list[Scored | Unanswered]:
    return [reply for _, reply in sorted(model.score(cases), key=lambda pair: pair[0])]


def written(model: ServedModel, prompt: Chat | Plain = HI, limit: int = 8) -> Generated:
    kept = Kept([])
    replies = list(model.generate([Generate(prompt, limit, kept)]))
    assert replies == [(0, Read({"tokens": float(kept.texts[0].tokens)}))]
    return kept.texts[0]


def wanted(renderer: Renderer, case: Score) -> list[float]:
    prompt, target = renderer.pair(case)
    ids = [*prompt, *target]
    return [likes(ids, at) for at in range(len(prompt), len(ids))]


CASES = [
    Score(HI, "hello there", GREEDY),
    Score(Plain("Once upon"), " a time"),
    Score(Plain("Once upon "), "a time"),
    Score(Plain("Once up"), "on a time"),  # a token of both
    Score(HI, "天空是蓝的", GREEDY),  # characters of several tokens
    Score(Ids((20, 21, 22)), (23, 24)),
    Score(Plain(""), "Hello"),
]


@pytest.mark.parametrize(
    ("refuses", "form"),
    [
        ((), "echo, ids"),
        (("zero",), "echo of one more, ids"),
        (("echo",), "prompt_logprobs, ids"),
    ],
)
def test_scores_are_those_of_the_tokens_of_the_target(
    rules: Rules, renderer: Renderer, refuses: tuple[str, ...], form: str
) -> None:
    if "zero" in refuses:
        rules.before = lambda path, body, count: (400, {}) if body.get("max_tokens") == 0 else None
    rules.refuses = frozenset(refuses)
    with serving(rules) as url:
        model = open_served(f"{url}#tuned", renderer=renderer, limits=QUICK)
        replies = scored(model, CASES)
    assert model.forms.score is not None
    assert model.forms.score.name == form
    assert model.can == {"generate", "logprobs"}
    for case, reply in zip(CASES, replies, strict=True):
        assert isinstance(reply, Scored), case
        np.testing.assert_allclose(reply.logprobs, wanted(renderer, case), rtol=1e-6)
        if case.wants:
            assert reply.stats["greedy"].tolist() == [float(value > -2) for value in reply.logprobs]


def test_a_server_that_takes_no_tokens_is_sent_text_that_it_reads_as_the_same_tokens(
    rules: Rules, tokenizer: Loaded
) -> None:
    rules.refuses = frozenset({"ids"})
    with_bos, without = Renderer(tokenizer, BOS_CHAT), Renderer(tokenizer, tiny.CHATML)
    with serving(rules) as url:
        model = open_served(url, "tuned", renderer=with_bos, limits=QUICK)
        replies = scored(model, CASES[:2])
        other = open_served(url, "tuned", renderer=without, limits=QUICK)
        refused = scored(other, CASES[:2])
    assert model.forms.score is not None
    assert not model.forms.score.ids
    for case, reply in zip(CASES, replies, strict=False):
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, wanted(with_bos, case), rtol=1e-6)
    # The server would put a token before the conversation that its template does not have.
    assert refused[0] == Unanswered("server_cannot")
    assert isinstance(refused[1], Scored)


def test_without_a_tokenizer_plain_text_is_cut_where_the_server_cuts_its_tokens(
    rules: Rules, renderer: Renderer
) -> None:
    with serving(rules) as url:
        model = open_served(url, "tuned", limits=QUICK)
        replies = scored(model, [*CASES[1:4], CASES[0], Score(Plain("夜"), "晚")])
    assert "logprobs" not in model.can
    assert model.lacks["logprobs"] == "needs_tokenizer"
    for case, reply in zip(CASES[1:3], replies, strict=False):
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, wanted(renderer, case), rtol=1e-6)
    assert isinstance(replies[2], Scored)
    spans = renderer.tokenizer.spans("Once upon a time")
    assert len(replies[2].logprobs) == sum(end > len("Once up") for _, end in spans)  # what is of both is of the target
    assert replies[3] == Unanswered("server_cannot")
    assert replies[4] == Unanswered("server_cannot")  # characters spread over tokens


def test_cuts() -> None:
    found = echoed(
        {
            "choices": [
                {"logprobs": {"tokens": ["<s>", "Hi", " yo", "u!", "new"], "token_logprobs": [None, -1, -2, -3, -4]}}
            ]
        },
        None,
    )
    assert cut(found, "Hi", "Hi you!") == (2, 4)
    assert cut(found, "Hi y", "Hi you!") == (2, 4)
    assert cut(found, "", "Hi you!") == (1, 4)
    with pytest.raises(Odd):
        cut(found, "Hi", "Hi me!")
    with pytest.raises(Odd):
        cut(found, "H", "i you!")  # not at the beginning of a token


@pytest.mark.parametrize(
    "values",
    [
        [None, 0.0, 0.0],
        [None, None, None],
        [None, -1.0],
        [None, float("nan"), -1.0],
        [None, 1.0, -1.0],
        [-1.0, -1.0] * 3,
    ],
)
def test_numbers_that_are_none_of_the_tokens_are_none(values: list[float | None]) -> None:
    answer = {"choices": [{"logprobs": {"token_logprobs": values, "tokens": ["a"] * len(values)}}]}
    with pytest.raises(Odd):
        echoed(answer, [1, 2, 3]).scored(1, 3, frozenset())


def test_a_server_that_echoes_nothing_cannot_score(rules: Rules, renderer: Renderer) -> None:
    rules.echoes = False
    with serving(rules) as url:
        model = open_served(f"{url}#tuned", renderer=renderer, limits=QUICK)
        assert scored(model, CASES[:1]) == [Unanswered("server_cannot")]
    assert model.can == {"generate"}
    assert model.lacks == {"logprobs": "no_prompt_logprobs", "reference": "needs_weights"}


def test_the_distribution_of_the_base_is_not_told(rules: Rules, renderer: Renderer) -> None:
    with serving(rules) as url:
        model = open_served(f"{url}#tuned", renderer=renderer, limits=QUICK)
        assert scored(model, [Score(HI, "hello", frozenset({"kl"}))]) == [Unanswered("server_cannot")]


def test_text_is_generated_by_tokens(rules: Rules, renderer: Renderer) -> None:
    rules.says = lambda body: ("hello <|user|>there<|im_end|>", "stop")
    with serving(rules) as url:
        said = written(open_served(f"{url}#tuned", renderer=renderer, limits=QUICK))
    path, body, _ = rules.seen[-1]
    assert path == "completions"
    assert tuple(body["prompt"]) == renderer.prompt(HI)
    assert (body["temperature"], body["max_tokens"], body["repetition_penalty"]) == (0, 8, 1.0)
    assert set(renderer.ends) <= set(body["stop_token_ids"])
    count = len(renderer.tokenizer.encode("hello <|user|>there"))
    assert said == Generated("hello there", count, True, ("<|user|>",))


@pytest.mark.parametrize("refused", ["return_token_ids", "stop_token_ids"])
def test_text_that_comes_without_tokens_is_cleaned(rules: Rules, renderer: Renderer, refused: str) -> None:
    rules.says = lambda body: ("hello <|user|>there<|im_end|>", "stop")
    rules.refuses, rules.listed = frozenset({refused} - {"return_token_ids"}), refused != "return_token_ids"
    with serving(rules) as url:
        said = written(open_served(f"{url}#tuned", renderer=renderer, limits=QUICK))
    assert (said.text, said.ended, said.special) == ("hello there", True, ("<|user|>",))


@pytest.mark.parametrize(
    ("refuses", "sent"),
    [
        ((), {"max_tokens", "temperature", "repetition_penalty", "chat_template_kwargs"}),
        (("repetition_penalty",), {"max_tokens", "temperature", "chat_template_kwargs"}),
        (("chat_template_kwargs",), {"max_tokens", "temperature"}),
        (("chat_template_kwargs", "max_tokens"), {"max_completion_tokens", "temperature"}),
    ],
)
def test_conversations_go_through_the_template_of_the_server(
    rules: Rules, refuses: tuple[str, ...], sent: set[str]
) -> None:
    rules.refuses, rules.paths = frozenset(refuses), frozenset({"models", "chat/completions"})
    rules.says = lambda body: ("Hello", "length")
    prompt = Chat((Message("system", "Be kind"), *HI.messages), '[{"type": "function", "function": {"name": "f"}}]')
    with serving(rules) as url:
        model = open_served(f"{url}#tuned", limits=QUICK)
        said = written(model, prompt)
    body = rules.seen[-1][1]
    assert sent <= set(body)
    assert body["messages"] == [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Say hi"}]
    assert body["tools"][0]["function"]["name"] == "f"
    assert said == Generated("Hello", len(rules.tokenizer.encode("Hello")), False)
    assert model.can == {"generate"}
    assert list(model.generate([Generate(Plain("Hi"), 4, Kept([]))])) == [(0, Unanswered("server_cannot"))]


def test_a_model_that_cannot_be_asked_greedily_is_not_asked(rules: Rules) -> None:
    rules.refuses = frozenset({"temperature"})
    with serving(rules) as url, pytest.raises(UsageError, match="answers neither"):
        open_served(f"{url}#tuned", limits=QUICK)


@pytest.mark.parametrize(
    ("text", "words", "ended"),
    [
        ("<think>\nWell.\n</think>\n\nHello", "Hello", True),
        ("Well.</think>Hello", "Hello", True),  # opened by the template
        ("<think>\nWell, and on", "", False),
        ("Hello", "Hello", True),
    ],
)
def test_thoughts_are_no_part_of_the_text(rules: Rules, text: str, words: str, ended: bool) -> None:
    rules.says = lambda body: (text, "stop")
    with serving(rules) as url:
        said = written(open_served(f"{url}#tuned", limits=QUICK))
    assert (said.text, said.ended) == (words, ended)


def test_thinking_has_a_budget_of_its_own(rules: Rules, tokenizer: Loaded) -> None:
    rules.says = lambda body: ("<think>hello there</think>once upon a time there was", "stop")
    thinking = Renderer(tokenizer, tiny.CHATML, thinks=True)
    with serving(rules) as url:
        said = written(open_served(f"{url}#tuned", renderer=thinking, thoughts=50, limits=QUICK), limit=3)
    assert rules.seen[-1][1]["max_tokens"] == 53
    assert (said.tokens, said.ended) == (3, False)
    assert "once upon a time there was".startswith(said.text)


def test_calls_of_tools_stand_in_the_text(rules: Rules) -> None:
    call = {"type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    answer = json.dumps({"choices": [{"message": message, "finish_reason": "tool_calls"}]}).encode()
    rules.raw = lambda path, body: answer if path == "chat/completions" else None
    with serving(rules) as url:
        said = written(open_served(f"{url}#tuned", limits=QUICK))
    inner = said.text.removeprefix("<tool_call>").removesuffix("</tool_call>")
    assert json.loads(inner) == {"name": "weather", "arguments": {"city": "Rome"}}
    assert said.ended


def test_what_does_not_fit_is_not_answered(rules: Rules, renderer: Renderer) -> None:
    long = Plain("Once upon a time. " * 200)
    with serving(rules) as url:
        model = open_served(f"{url}#tuned", renderer=renderer, limits=QUICK)
        asked = len(rules.seen)
        assert scored(model, [Score(long, "x")]) == [Unanswered("too_long")]
        assert list(model.generate([Generate(long, 4, Kept([]))])) == [(0, Unanswered("too_long"))]
        assert len(rules.seen) == asked  # the server tells how long its context is
        model.context = None
        rules.before, rules.error = lambda path, body, count: (400, {}), "This model's maximum context length is 4"
        assert scored(model, [Score(HI, "x")]) == [Unanswered("too_long")]
        rules.error = "no"
        assert scored(model, [Score(HI, "x")]) == [Unanswered("server_cannot")]


# Names


def test_the_only_model_needs_no_name(rules: Rules) -> None:
    with serving(rules) as url:
        assert open_served(url, limits=QUICK).name == f"{url}#tuned"


@pytest.mark.parametrize(
    ("models", "name", "words"),
    [
        (("base", "tuned"), None, "name the model, as .*#name; it serves base, tuned"),
        ((), None, "lists none"),
        (("base", "tuned"), "tunde", "no model 'tunde' is served there; did you mean 'tuned'"),
    ],
)
def test_a_name_that_is_missing_or_wrong(rules: Rules, models: tuple[str, ...], name: str | None, words: str) -> None:
    rules.models, rules.known = tuple({"id": one} for one in models), frozenset()  # it answers to any name
    with serving(rules) as url, pytest.raises(UsageError, match=words):
        open_served(url, name, limits=QUICK)


def test_a_name_that_is_not_listed_but_known(rules: Rules) -> None:
    rules.known = frozenset({"folder/of/tuned"})
    with serving(rules) as url:
        assert open_served(url, "folder/of/tuned", limits=QUICK).model == "folder/of/tuned"
        with pytest.raises(UsageError, match="answers neither"):
            open_served(url, "nobody", limits=QUICK)


def test_identity_follows_what_the_server_says(rules: Rules, renderer: Renderer) -> None:
    rules.models = ({"id": "tuned", "created": 1}, {"id": "base", "created": 1})
    with serving(rules) as url:
        first = open_served(url, "tuned", renderer=renderer, limits=QUICK)
        rules.models = ({"id": "tuned", "created": 2, "permission": [{"id": "x"}]}, {"id": "base"})
        again = open_served(url, "tuned", renderer=renderer, limits=QUICK)
        base = open_served(url, "base", renderer=renderer, limits=QUICK)
        rules.models = ({"id": "tuned", "root": "org/other"},)
        moved = open_served(url, "tuned", renderer=renderer, limits=QUICK)
        rules.says = lambda body: ("Another greeting", "stop")
        swapped = open_served(url, "tuned", renderer=renderer, limits=QUICK)
        plain = open_served(url, "tuned", limits=QUICK)
    assert first.identity == again.identity
    assert len({one.identity for one in (first, base, moved, swapped, plain)}) == 5
    assert moved.root == "org/other"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("localhost:8000/v1", "no address"),
        ("ftp://localhost/v1", "no address"),
        ("http://:80/v1", "no address"),
        ("http://localhost:99999/v1", "cannot be read"),
        (f"http://me:{SECRET}@localhost/v1#m", "no password"),
        (f"http://localhost/v1?key={SECRET}", "query"),
    ],
)
def test_addresses_that_are_none(url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as error:
        open_served(url, limits=QUICK)
    assert SECRET not in str(error.value)


def test_addresses() -> None:
    place = parse("https://models.example/v1/#org/name")
    assert (place.url, place.model, place.private, place.loopback) == (
        "https://models.example/v1",
        "org/name",
        True,
        False,
    )
    assert parse("http://[::1]:8000/v1").loopback
    assert parse("http://127.1.2.3/v1").private
    assert not parse("http://192.0.2.1:8000/v1").private


# The key


def test_the_key_is_sent_and_never_told(
    rules: Rules, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"{SECRET}\n")
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        assert {one[2]["Authorization"] for one in rules.seen} == {f"Bearer {SECRET}"}
        rules.before = lambda path, body, count: (401, {})
        with pytest.raises(UsageError, match="does not take the key") as refused:
            open_served(url, limits=QUICK)
        with pytest.raises(ModelError, match="whether the key still holds") as gone:
            list(model.generate([Generate(HI, 4, Kept([]))]))
    for text in (str(refused.value), str(gone.value), caplog.text, repr(model), model.identity):
        assert SECRET not in text


def test_a_key_that_is_missing_or_unfit(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    rules.before = lambda path, body, count: (401, {})
    with serving(rules) as url:
        with pytest.raises(UsageError, match=r"wants a key .* MY_KEY"):
            open_served(url, api_key_from="MY_KEY", limits=QUICK)
        monkeypatch.setenv("MY_KEY", f"{SECRET}\nX-Other: 1")
        with pytest.raises(UsageError, match=r"MY_KEY.* is no key") as error:
            open_served(url, api_key_from="MY_KEY", limits=QUICK)
    assert SECRET not in str(error.value)


def test_a_key_that_others_could_read_on_the_way_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    far = parse("http://192.0.2.1:8000/v1")
    assert key_for(far, None).value is None
    assert key_for(far, None).held_back
    assert key_for(far, "OPENAI_API_KEY").value == SECRET  # named on purpose
    assert key_for(parse("https://192.0.2.1/v1"), None).value == SECRET
    assert SECRET not in repr(key_for(far, "OPENAI_API_KEY"))


def test_no_redirect_is_followed(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    other = Rules(rules.tokenizer)
    with serving(other) as elsewhere, serving(rules) as url:
        rules.before = lambda path, body, count: (307, {"Location": f"{elsewhere}/{path}"})
        with pytest.raises(UsageError, match="sends on to another address"):
            open_served(url, limits=QUICK)
    assert other.seen == []


def test_loopback_is_asked_past_any_proxy(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(rules) as url:
        assert open_served(url, limits=QUICK).model == "tuned"


# Failures


def failing(status: int, times: int, headers: dict[str, str] | None = None) -> Callable[..., Any]:
    """Fails so many times at each path."""
    return lambda path, body, count: (status, headers or {}) if path != "models" and count < times else None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_now_and_then_is_asked_again(rules: Rules, status: int) -> None:
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        seen = sum(path == "chat/completions" for path, _, _ in rules.seen)
        rules.before = failing(status, seen + 2)
        assert written(model).text == "Hello"
        assert sum(path == "chat/completions" for path, _, _ in rules.seen) == seen + 3


@pytest.mark.parametrize("headers", [{"Retry-After": "1"}, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, {}])
def test_the_pause_is_what_the_server_asks_for(rules: Rules, headers: dict[str, str]) -> None:
    slept: list[float] = []
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        rules.before = failing(429, sum(path == "chat/completions" for path, _, _ in rules.seen) + 1, headers)

        class Sleeping(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                slept.append(timeout or 0.0)
                return False

        model.client._stopped = Sleeping()
        written(model)
    first = headers.get("Retry-After", "")
    assert slept[0] == (1.0 if first == "1" else 0.0 if first else pytest.approx(0.01, rel=0.26))


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda rules: setattr(rules, "before", failing(500, 99)), "HTTP 500; tries: 4"),
        (lambda rules: setattr(rules, "before", failing(429, 99, {"Retry-After": "3600"})), "HTTP 429; tries: 1"),
        (lambda rules: setattr(rules, "raw", lambda path, body: b"<html>no</html>"), "no JSON object; tries: 4"),
        (lambda rules: setattr(rules, "raw", lambda path, body: b"[1, 2]"), "no JSON object"),
        (lambda rules: setattr(rules, "raw", lambda path, body: b'{"choices": []}'), "none as OpenAI's interface"),
        (lambda rules: setattr(rules, "breaks", True), r"gave no answer to chat/completions \(.*tries: 4"),
    ],
)
def test_a_server_that_keeps_failing_ends_in_an_error(
    rules: Rules, break_it: Callable[[Rules], None], words: str
) -> None:
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        break_it(rules)
        with pytest.raises(ModelError, match=words) as error:
            list(model.generate([Generate(Chat((Message("user", SECRET),)), 4, Kept([]))] * 5))
    assert url in str(error.value)
    assert SECRET not in str(error.value)


def test_a_server_that_hangs_ends_in_an_error(rules: Rules) -> None:
    over = threading.Event()
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        model.client.limits = replace(QUICK, timeout=0.3, patience=0.8)
        rules.before = hang(over)
        try:
            with pytest.raises(ModelError, match=r"nothing within 0.* s; tries: [123]"):
                list(model.generate([Generate(HI, 4, Kept([]))]))
        finally:
            over.set()


def test_a_server_that_sends_a_byte_now_and_then_ends_in_an_error() -> None:
    with dripping() as url, pytest.raises(ModelError, match="nothing within 0"):
        open_served(url, "m", limits=replace(QUICK, timeout=0.6, patience=0.7))


@pytest.mark.parametrize("limits", [QUICK])
def test_nobody_there(limits: Limits) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with pytest.raises(
        ModelError, match=f"127.0.0.1:{port}/v1: the server gave no answer to models .nobody listens there"
    ):
        open_served(f"http://127.0.0.1:{port}/v1", limits=limits)


def test_a_certificate_that_nobody_vouches_for(rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, key, certificate = shutil.which("openssl"), tmp_path / "key.pem", tmp_path / "certificate.pem"
    if made is None:
        pytest.skip("there is no openssl to make a certificate")
    command = [made, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *more], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(rules, context) as url:
        with pytest.raises(ModelError, match="certificate"):
            open_served(url, limits=QUICK)
        assert rules.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert written(open_served(url, limits=QUICK)).text == "Hello"


def test_several_questions_are_under_way_at_once(rules: Rules) -> None:
    meet = threading.Barrier(QUICK.at_once, timeout=30)

    def before(path: str, body: dict[str, Any], count: int) -> None:
        meet.wait()  # broken, and the answer with it, where fewer come

    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        rules.before = before
        assert len(list(model.generate([Generate(HI, 4, Kept([]))] * 2 * QUICK.at_once))) == 2 * QUICK.at_once


def test_an_abandoned_run_leaves_no_threads(rules: Rules) -> None:
    with serving(rules) as url:
        model = open_served(url, limits=QUICK)
        replies = model.generate([Generate(HI, 4, Kept([]))] * 40)
        next(replies)
        replies.close()  # type: ignore[attr-defined]
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("auditor-served")]
        assert written(model).text == "Hello"


def test_an_abandoned_run_does_not_wait_for_a_server_that_hangs(rules: Rules) -> None:
    over, waited = threading.Event(), list[bool]()
    with serving(rules) as url:
        model = open_served(url, limits=replace(QUICK, timeout=100.0))
        first = sum(path == "chat/completions" for path, _, _ in rules.seen)

        def before(path: str, body: dict[str, Any], count: int) -> None:
            if count > first:
                waited.append(over.wait(15))

        rules.before = before
        replies = model.generate([Generate(HI, 4, Kept([]))] * 8)
        next(replies)
        replies.close()  # type: ignore[attr-defined]
        assert waited == []
        over.set()


def test_a_server_that_breaks_at_what_it_does_not_know_can_be_asked_for_the_rest(
    rules: Rules, renderer: Renderer
) -> None:
    rules.before = lambda path, body, count: (500, {}) if "echo" in body else None
    with serving(rules) as url:
        model = open_served(url, renderer=renderer, limits=QUICK)
    assert model.forms.score is not None
    assert model.forms.score.name == "prompt_logprobs, ids"


class _Dripping(threading.Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            try:
                one, _ = self.socket.accept()
            except OSError:
                return
            with one:
                try:
                    one.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not self.done.wait(0.1):
                        one.sendall(b"X")
                except OSError:
                    continue


@contextmanager
def dripping() -> Iterator[str]:
    thread = _Dripping()
    thread.start()
    try:
        yield f"http://127.0.0.1:{thread.socket.getsockname()[1]}/v1"
    finally:
        thread.done.set()
        thread.socket.shutdown(socket.SHUT_RDWR)
        thread.socket.close()
        thread.join()
