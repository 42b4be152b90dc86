"""Tokenizers: read from a model's folder, or estimated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.training.chat import render
from auditor.training.tokenizers import CONTROL, ESTIMATES, Estimate, core, load
from tests.training import tiny

MIXED = "<|im_start|>user\nHello, 123 of 你好世界啊 ありがとう 한국어\r\n\n  def f(x_1): yield '🙂'<|im_end|>\n<s>"


@pytest.fixture(autouse=True)
def _forget() -> None:
    core.cache_clear()


def test_a_folder_gives_tokens_special_tokens_and_template(tmp_path: Path) -> None:
    loaded = tiny.tokenizer(tmp_path, template=tiny.MARKED)
    assert (loaded.bos, loaded.eos, loaded.chat_template, loaded.exact) == ("<s>", "<|im_end|>", tiny.MARKED, True)
    assert loaded.variables["pad_token"] == "<|endoftext|>"
    ids = loaded.encode("the sky<|im_end|>")
    assert ids[-1] == loaded.id_of("<|im_end|>")
    assert loaded.encode("the sky<|im_end|>", special=True) == [loaded.id_of("<s>"), *ids]
    assert loaded.spans("the sky<|im_end|>") == [(0, 3), (3, 7), (7, 17)]
    assert loaded.id_of("<none>") is None


def test_the_file_alone_takes_what_stands_beside_it(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    assert load(str(tmp_path / "tokenizer.json")).eos == "<|im_end|>"
    (tmp_path / "tokenizer_config.json").unlink()
    alone = load(str(tmp_path / "tokenizer.json"))
    assert (alone.bos, alone.eos, dict(alone.variables)) == (None, None, {})


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ("a", "a"),
        ([{"name": "default", "template": "b"}, {"name": "tool_use", "template": "c"}], "b"),
        ([{"name": "tool_use", "template": "c"}], None),
        (None, None),
    ],
)
def test_the_template_of_the_configuration(tmp_path: Path, stored: object, found: str | None) -> None:
    tiny.write(tmp_path, template=None)
    path = tmp_path / "tokenizer_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "chat_template": stored}))
    assert load(str(tmp_path)).chat_template == found


def test_special_tokens_of_the_old_files_and_tokens_that_are_not_there(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"bos_token": {"content": "<s>"}, "image_token": "<i>"}))
    (tmp_path / "special_tokens_map.json").write_text(json.dumps({"eos_token": "<new>"}))
    loaded = load(str(tmp_path))
    assert loaded.variables == {"bos_token": "<s>", "eos_token": "<new>", "image_token": "<i>"}
    assert loaded.encode("<new>") == [loaded.id_of("<new>")]
    assert loaded.encode("<i>") == [loaded.id_of("<i>")]


def test_a_cut_that_is_stored_in_the_file_is_not_made(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    path = tmp_path / "tokenizer.json"
    stored = json.loads(path.read_text())
    stored["truncation"] = {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}
    path.write_text(json.dumps(stored))
    assert len(load(str(tmp_path)).encode("the sky is blue")) == 4


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tokenizer.json", "{}"),
        ("tokenizer_config.json", "[]"),
        ("tokenizer_config.json", "{"),
        ("chat_template.jinja", "{% if"),
    ],
)
def test_broken_files_are_told(tmp_path: Path, file: str, content: str) -> None:
    tiny.write(tmp_path)
    (tmp_path / file).write_text(content)
    with pytest.raises(UsageError):
        load(str(tmp_path))


def test_a_place_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="there is no such file or folder"):
        load("./not/here")


@pytest.mark.parametrize("estimate", ESTIMATES)
def test_an_estimate_covers_the_text_and_is_stable(estimate: Estimate) -> None:
    spans = estimate.spans(MIXED)
    assert "".join(MIXED[start:end] for start, end in spans) == MIXED
    assert len(estimate.encode(MIXED)) == len(spans)
    assert estimate.encode("Hello there") == Estimate(letters=estimate.letters).encode("Hello there")
    assert not estimate.exact


def test_control_words_are_one_token_each() -> None:
    estimate = Estimate()
    ids = [estimate.id_of(word) for word in CONTROL]
    assert None not in ids
    assert len(set(ids)) == len(CONTROL)
    assert estimate.encode("a<|im_end|>b")[1] == estimate.id_of("<|im_end|>")
    assert estimate.id_of("two words") is None
    assert Estimate(bos="<s>").encode("a", special=True)[0] == estimate.id_of("<s>")


def test_a_prefix_up_to_a_control_word_has_the_same_tokens() -> None:
    estimate = Estimate()
    assert estimate.encode("Hello there<|im_end|>\nYes")[:3] == estimate.encode("Hello there<|im_end|>")[:3]


def test_estimates_span_what_vendors_publish() -> None:
    text = "The quick response of several interesting institutions was remarkably encouraging, considering everything. "
    likely, low, high = (len(estimate.encode(text * 9)) for estimate in ESTIMATES)
    assert low < likely < high
    assert [len(estimate.encode("世界你好" * 25)) for estimate in ESTIMATES] == [50, 50, 100]


def test_the_template_of_the_estimate_marks_answers() -> None:
    call = {"function": {"name": "f", "arguments": {"a": 1}}}
    chat = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "ho", "tool_calls": [call]},
        {"role": "tool", "content": [{"type": "text", "text": "42"}]},
        {"role": "assistant", "content": "end"},
    ]
    rendered = render(str(Estimate().chat_template), chat, tools=[{"name": "f"}], variables=Estimate().variables)
    assert [rendered.text[start:end] for start, end in rendered.generated] == [
        'ho<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call><|im_end|>',
        "end<|im_end|>",
    ]
    assert "<|im_start|>tool\n42<|im_end|>\n" in rendered.text
