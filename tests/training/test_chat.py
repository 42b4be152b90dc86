"""Chat templates: rendered as transformers renders them, and bounded."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.training import meter
from auditor.training.chat import RenderError, check, has_generation, render
from tests.training import tiny

CHAT = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "<b>ho</b> 你好"}]


def _text(source: str, messages: Any = CHAT, **more: Any) -> str:
    return render(source, messages, **more).text


def test_blocks_are_trimmed_and_loops_can_be_left() -> None:
    source = (
        "  {% for m in messages %}\n{% if loop.index > 1 %}\n{% break %}\n{% endif %}\n{{ m.role }}\n{% endfor %}\n"
    )
    assert _text(source) == "user\n"


def test_json_escapes_nothing_and_keeps_the_order() -> None:
    tools = [{"z": "<你>", "a": None}]
    assert _text("{{ tools | tojson }}", tools=tools) == '[{"z": "<你>", "a": null}]'
    assert _text("{{ tools | tojson(indent=1, sort_keys=true) }}", tools=tools).index('"a"') < 10


def test_fields_that_hold_nothing_are_left_out_and_reasoning_has_all_its_names() -> None:
    source = "{{ 'content' in messages[1] }} {{ messages[1].reasoning_content }} {{ messages[1].thinking }}"
    messages = [CHAT[0], {"role": "assistant", "content": None, "reasoning": "two"}]
    assert _text(source, messages) == "False two two"
    assert _text("{{ messages[1].reasoning_content is defined }}", messages, as_given=True) == "False"


def test_what_a_template_gets() -> None:
    source = "{{ bos_token }}{{ documents is none }}{{ tools is none }}{{ add_generation_prompt }}{{ missing }}"
    assert _text(source, variables={"bos_token": "<s>"}) == "<s>TrueTrueFalse"
    assert _text("{{ add_generation_prompt }}", add_generation_prompt=True) == "True"
    assert len(_text("{{ strftime_now('%Y') }}")) == 4


def test_the_text_of_generation_blocks_is_found() -> None:
    rendered = render(tiny.MARKED, [*CHAT, *CHAT], add_generation_prompt=True)
    assert [rendered.text[start:end] for start, end in rendered.generated] == ["<b>ho</b> 你好<|im_end|>"] * 2
    assert render(tiny.CHATML, CHAT).generated == ()
    assert has_generation(tiny.MARKED)
    assert has_generation("{%- generation -%}x{%- endgeneration -%}")
    assert not has_generation(tiny.CHATML)


def test_a_conversation_may_hold_what_looks_like_a_template() -> None:
    assert (
        _text("{{ messages[0].content }}", [{"role": "user", "content": "{{ 7 * 7 }}{% x %}"}]) == "{{ 7 * 7 }}{% x %}"
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ raise_exception('hi') }}", "refused"),
        ("{{ missing.name }}", "undefined"),
        ("{{ lipsum(3) }}", "undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{{ messages.append(1) }}", "unsafe"),
        ("{% set n = namespace(_x=1) %}", "unsafe"),
        ("{% include 'x' %}", "failed"),
        ("{{ 1 / 0 }}", "failed"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "too_much"),
        ("{% for i in range(1000000000) %}x{% endfor %}", "too_much"),
        ("{% if", "syntax"),
        ("{{ " + "(" * 9999 + ")" * 9999 + " }}", "syntax"),
        ("x" * (1 << 21), "too_much"),
    ],
)
def test_templates_that_fail(source: str, reason: str) -> None:
    with pytest.raises(RenderError) as caught:
        render(source, CHAT)
    assert caught.value.reason == reason
    assert "hi" not in str(caught.value).split()


@pytest.mark.parametrize(
    "source", ["{{ ''.__class__ }}", "{{ ''|attr('__class__') }}", "{{ '{0.__class__}'.format('') }}"]
)
def test_private_names_give_nothing(source: str) -> None:
    assert _text(source) == ""


GROWS = "{{% set n = namespace(s={}) %}}{{% for i in range(99) %}}{{% set n.s = {} %}}{{% endfor %}}{{{{ n.s }}}}"
ENDLESS = {
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "calls": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "power": "{{ 9 ** (9 ** 9) }}",
    "square": "{% set n = namespace(i=9) %}{% for i in range(99) %}{% set n.i = n.i * n.i %}{% endfor %}",
    "times": "{{ 'a' * 9999999999 }}",
    "times list": "{{ ([0] * 99999) * 99999 }}",
    "join": GROWS.format("'a'", "n.s ~ n.s"),
    "plus": GROWS.format("'a'", "n.s + n.s"),
    "list": GROWS.format("[]", "[n.s, n.s]"),
    "tuple": GROWS.format("()", "(n.s, n.s)"),
    "dict": GROWS.format("{}", "{1: n.s, 2: n.s}"),
    "dict call": GROWS.format("{}", "dict(a=n.s, b=n.s)"),
    "json": GROWS.format("[]", "[n.s, n.s]").replace("{{ n.s }}", "{{ n.s | tojson }}"),
    "center": "{{ 'a' | center(9999999999) }}",
    "ljust": "{{ 'a'.ljust(9999999999) }}",
    "bytes": "{{ (5).to_bytes(9999999999, 'big') }}",
    "format": "{{ '{:9999999999}'.format(1) }}",
    "format width": "{{ '{:{w}}'.format(1, w=9999999999) }}",
    "percent": "{{ '%9999999999d' % 1 }}",
    "percent width": "{{ '%*d' % (9999999999, 1) }}",
    "percent filter": "{{ '%9999999999d' | format(1) }}",
    "replace": "{% set s = 'a' * 999999 %}{{ s.replace('', s) }}",
    "replace filter": "{% set s = 'a' * 999999 %}{{ s | replace('a', s) }}",
    "join method": "{% set s = 'a' * 99999 %}{{ s.join(s) }}",
    "join filter": "{% set s = 'a' * 99999 %}{{ s | join(s) }}",
    "translate": "{{ ('a' * 999999).translate({97: 'b' * 999999}) }}",
    "tabs": "{{ ('\\t' * 999999).expandtabs(99999) }}",
    "indent": "{{ ('\\n' * 999999) | indent(99999) }}",
    "macro": "{% macro m() %}{% for i in range(999) %}{{ 'a' * 999999 }}{% endfor %}{% endmacro %}{{ m() }}",
    "set": "{% set s = 'a' * 999999 %}{% set x %}{% for i in range(9999) %}{{ s }}{% endfor %}{% endset %}",
    "output": "{% set s = 'a' * 999999 %}{% for i in range(9999) %}{{ s }}{% endfor %}",
    "sum": "{{ range(99999) | map('list') | sum(start=[]) }}",
    "comments": "{{ ('<!--x-->' * 999999) | striptags }}",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_template_that_would_not_end_is_ended(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "MAX_STEPS", 100_000)
    with pytest.raises(RenderError) as caught:
        render(ENDLESS[name], CHAT)
    assert caught.value.reason == "too_much"


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(99999) %}{% for b in range(99999) if false %}{% endfor %}{% endfor %}",
        "{% set l = range(99999) | list %}{{ range(99999) | select('in', l) | list }}",
        "{% set l = range(99999) | list %}{% for i in range(99999) %}{% set k = l[::-1] %}{% endfor %}",
    ],
)
def test_slow_steps_end_with_the_time(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "MAX_SECONDS", 0.1)
    with pytest.raises(RenderError) as caught:
        render(source, CHAT)
    assert caught.value.reason == "too_much"


def test_check_tells_templates_that_cannot_be_used() -> None:
    check(tiny.CHATML, "here")
    check("{{ raise_exception('system only') }}", "here")
    for source in ("{% if", "{{ ''.__class__.__mro__ }}", ENDLESS["times"]):
        with pytest.raises(UsageError, match="here: the chat template"):
            check(source, "here")


def test_conversations_that_are_none() -> None:
    for messages in ([], ["hi"], [None], "hi", None):
        with pytest.raises(RenderError):
            render(tiny.CHATML, messages)  # type: ignore[arg-type]
    with pytest.raises(RenderError):
        render(tiny.CHATML, CHAT, tools=["f"])
    with pytest.raises(RenderError):
        render(tiny.CHATML, CHAT, variables={"messages": []})


def test_only_plain_values_reach_a_template() -> None:
    class Odd:
        def burn(self) -> str:
            raise AssertionError

    assert _text("{{ messages[0].x }}", [{"role": "user", "x": Odd()}]) == "<Odd>"
