"""The dry run of TRL: rules by hand, and equality with what the real TRL gave."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained, Training
from auditor.training.tokenizers import Estimate
from auditor.training.trainers.trl import dry_run
from tests.training import golden_trl, hostile_trl, tiny
from tests.training.hostile_trl import answer, call, system, user

Prepare = Any
CHAT = {"messages": [system("Be kind"), user("Hello"), answer("the sky"), user("One"), answer("two")]}


@pytest.fixture
def prepare(tmp_path: Path) -> Prepare:
    def call(row: dict[str, Any], template: str | None = tiny.MARKED, first: Any = None, **options: Any) -> Outcome:
        tokenizer = tiny.tokenizer(tmp_path, template=template)
        return dry_run(Training("trl", options, first=first), tokenizer).prepare(row)

    return call


def _text(outcome: Outcome) -> str:
    assert isinstance(outcome, Trained)
    trained = [label for label in outcome.labels if label != IGNORED]
    return str(tiny.core().decode(trained, skip_special_tokens=False))


def test_by_default_every_token_of_a_conversation_has_a_loss(prepare: Prepare) -> None:
    outcome = prepare(CHAT)
    assert isinstance(outcome, Trained)
    assert outcome.labels == outcome.ids
    assert outcome.notes == ("trains_prompt",)
    assert _text(outcome).startswith("<|im_start|>system\nBe kind<|im_end|>")


def test_assistant_only_loss_trains_what_the_template_marks(prepare: Prepare) -> None:
    outcome = prepare(CHAT, assistant_only_loss=True)
    assert _text(outcome) == "the sky<|im_end|>two<|im_end|>"
    assert outcome.ends
    assert outcome.notes == ()


def test_a_completion_has_the_loss_and_the_end_token(prepare: Prepare) -> None:
    outcome = prepare({"prompt": "the sky is", "completion": " blue"})
    assert _text(outcome) == " blue<|im_end|>"
    assert outcome.ids[0] == tiny.core().token_to_id("<s>")
    assert outcome.ends


def test_a_completion_of_turns_has_the_loss_to_the_end(prepare: Prepare) -> None:
    outcome = prepare({"prompt": [user("Hello")], "completion": [answer("two"), user("One"), answer("dos")]})
    assert _text(outcome) == "two<|im_end|>\n<|im_start|>user\nOne<|im_end|>\n<|im_start|>assistant\ndos<|im_end|>\n"
    assert outcome.ends


def test_a_text_column_beside_the_pair_takes_the_end_token(prepare: Prepare) -> None:
    outcome = prepare({"text": "note", "prompt": "the sky is", "completion": " blue"})
    assert _text(outcome) == " blue"
    assert not outcome.ends
    assert "completion_without_eos" in outcome.notes


def test_a_cut_says_what_was_lost(prepare: Prepare) -> None:
    whole = prepare({"prompt": "the sky is", "completion": " blue blue blue"}, max_length=None)
    cut = prepare({"prompt": "the sky is", "completion": " blue blue blue"}, max_length=6)
    assert isinstance(whole, Trained)
    assert isinstance(cut, Trained)
    assert cut.ids == whole.ids[:6]
    assert (cut.cut, cut.cut_answer, cut.ends) == (2, 2, False)


def test_a_row_whose_answer_is_cut_away_is_dropped_unless_nothing_is_cut(prepare: Prepare) -> None:
    row = {"prompt": hostile_trl.LONG, "completion": " blue"}
    assert prepare(row, max_length=8) == Dropped("answer_cut_away")
    assert isinstance(prepare(row, max_length=None), Trained)
    assert isinstance(prepare(row, max_length=8, truncation_mode="keep_end"), Trained)
    packed = prepare(row, max_length=8, packing=True)
    assert isinstance(packed, Trained)
    assert set(packed.labels) == {IGNORED}
    assert "nothing_trained" in packed.notes


def test_packing_takes_the_loss_from_first_tokens(prepare: Prepare) -> None:
    row = {"text": "the sky is blue the sky is blue"}
    whole = prepare(row, max_length=None)
    assert isinstance(whole, Trained)
    cut = prepare(row, max_length=4, packing=True)
    split = prepare(row, max_length=4, packing=True, packing_strategy="bfd_split")
    stream = prepare(row, max_length=4, packing=True, packing_strategy="wrapped")
    assert cut.labels == (IGNORED, *whole.ids[1:4])
    assert split.labels == tuple(IGNORED if at % 4 == 0 else id for at, id in enumerate(whole.ids))
    assert stream.labels == whole.ids


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"truncation_mode": "keep_middle"}, "unknown_truncation_mode"),
        ({"packing": True, "max_length": None}, "packing_without_max_length"),
        ({"packing": True, "packing_strategy": "best"}, "unknown_packing_strategy"),
        ({"padding_free": True}, "padding_free_with_max_length"),
        ({"eos_token": "<none>"}, "eos_not_in_vocabulary"),
        ({"pad_token": "<none>"}, "pad_not_in_vocabulary"),
    ],
)
def test_settings_that_trl_refuses(prepare: Prepare, options: dict[str, Any], reason: str) -> None:
    assert prepare(CHAT, **options) == Stopped(reason)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"messages": []}, "empty_conversation"),
        ({"messages": None}, "unknown_columns"),
        ({"instruction": "Say", "output": "hi"}, "unknown_columns"),
        ({"text": None}, "not_text"),
        ({"prompt": "Say"}, "no_completion"),
        ({"prompt": [user("hi")], "completion": "ho"}, "columns_disagree"),
        ({"messages": [user("hi"), answer("ho")], "tools": "no json"}, "tools_not_json"),
        ({"messages": [user("hi"), None]}, "template_failed"),
        ({"text": "hi", "image": "x.png"}, "images"),
    ],
)
def test_rows_that_end_the_run(prepare: Prepare, row: dict[str, Any], reason: str) -> None:
    assert prepare(row) == Stopped(reason)


def test_no_answer_ends_the_run_only_with_assistant_only_loss(prepare: Prepare) -> None:
    row = {"messages": [user("hi")]}
    assert prepare(row).notes == ("no_answer", "trains_prompt")
    assert prepare(row, assistant_only_loss=True) == Stopped("no_assistant_tokens")
    assert prepare({"text": "hi"}, assistant_only_loss=True) == Stopped("not_conversational")


def test_a_template_without_marks_ends_the_run(prepare: Prepare) -> None:
    assert prepare(CHAT, template=tiny.CHATML, assistant_only_loss=True) == Stopped("template_without_generation")
    assert prepare(CHAT, template=None, assistant_only_loss=True) == Stopped("no_chat_template")
    assert prepare(CHAT, template=None) == Stopped("no_chat_template")


def test_a_template_that_trl_swaps_is_noted(prepare: Prepare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.training.trainers.trl.settings.family", lambda template: "qwen")
    outcome = prepare(CHAT, template=tiny.CHATML, assistant_only_loss=True)
    assert _text(outcome) == "the sky<|im_end|>\ntwo<|im_end|>\n"
    assert outcome.notes == ("template_swapped",)


def test_the_first_row_decides(prepare: Prepare) -> None:
    said = {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "ho"}]}
    assert "foreign_roles" in prepare(said, first=said).notes
    assert prepare(said, first={"text": "hi"}) == Stopped("not_text")
    pair = {"prompt": "the sky is", "completion": " blue"}
    assert _text(prepare(pair, first=CHAT)).endswith("the sky is blue")


def test_what_trl_overlooks_is_noted(prepare: Prepare) -> None:
    weighed = {"messages": [user("hi"), answer("ho", weight=0)]}
    assert "weights_ignored" in prepare(weighed).notes
    assert "arguments_encoded_twice" in prepare({"messages": [user("hi"), call('{"city": "Rome"}')]}).notes
    assert "arguments_encoded_twice" not in prepare({"messages": [user("hi"), call({"city": "Rome"})]}).notes
    assert "completion_only_ignored" in prepare(CHAT, completion_only_loss=True).notes
    plain = "{% for m in messages %}{{ m.content }}{% endfor %}"
    assert "tools_ignored" in prepare({**CHAT, "tools": hostile_trl.TOOLS}, template=plain).notes


def test_tokens_that_are_there_already_are_taken(prepare: Prepare) -> None:
    row = {"input_ids": [5, 6, 7], "labels": [IGNORED, 6, 7]}
    assert prepare(row).labels == (IGNORED, 6, 7)
    assert prepare({"input_ids": [5, 6, 7], "assistant_masks": [0, 0, 1]}).labels == (IGNORED, IGNORED, 7)
    assert prepare({"input_ids": [5, 6, 7], "labels": [IGNORED] * 3}) == Dropped("nothing_to_train")
    kwargs = {"skip_prepare_dataset": True}
    assert prepare(row, dataset_kwargs=kwargs, max_length=1).ids == (5, 6, 7)
    assert prepare({"input_ids": [5], "assistant_masks": [1]}, dataset_kwargs=kwargs) == Stopped("mask_without_labels")


def test_the_estimate_does_without_a_model() -> None:
    outcome = dry_run(Training("trl", {"assistant_only_loss": True}), Estimate()).prepare(CHAT)
    assert isinstance(outcome, Trained)
    assert outcome.ends
    assert 0 < sum(label != IGNORED for label in outcome.labels) < len(outcome.ids)


@cache
def _golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(golden_trl.FILE.read_bytes()))
    return found


def _brief(outcome: Outcome) -> Any:
    match outcome:
        case Trained(ids=ids, labels=labels):
            return [list(ids), list(labels)]
        case Dropped():
            return None
        case Stopped():
            return "stop"


@pytest.mark.parametrize("name", golden_trl.CASES)
def test_rows_come_out_as_from_the_real_trl(name: str, tmp_path: Path) -> None:
    case = golden_trl.CASES[name]
    tokenizer = tiny.tokenizer(tmp_path, template=case.template, eos=case.eos)
    run = dry_run(Training("trl", case.options), tokenizer)
    for row, real in zip(hostile_trl.rows(), _golden()[name]["rows"], strict=True):
        outcome = run.prepare(row)
        if outcome == Stopped("columns_disagree"):
            continue  # chance decides in TRL
        assert _brief(outcome) == ("stop" if isinstance(real, str) else real[0]), row


@pytest.mark.parametrize("name", [name for name, case in golden_trl.CASES.items() if "packing" not in case.options])
def test_datasets_come_out_as_from_the_real_trl(name: str, tmp_path: Path) -> None:
    case = golden_trl.CASES[name]
    tokenizer = tiny.tokenizer(tmp_path, template=case.template, eos=case.eos)
    for rows, real in zip(hostile_trl.datasets(), _golden()[name]["datasets"], strict=True):
        run = dry_run(Training("trl", case.options, first=rows[0]), tokenizer)
        brief = [_brief(run.prepare(row)) for row in rows]
        if isinstance(real, str):
            assert "stop" in brief, rows
        else:
            assert brief == real, rows
