"""The dry run of axolotl: against what the real one made of hostile rows, and by hand."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer as Core

from auditor.errors import UsageError
from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained, Training
from auditor.training.tokenizers import Loaded
from auditor.training.trainers.axolotl import dry_run
from tests.training.make_axolotl import FRAMES, GOLDEN, RUNS, TEMPLATES, digest, framed, rows_of


@cache
def golden() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(GOLDEN.read_bytes()))
    return loaded


@cache
def tokenizer(words: str) -> Loaded:
    """Of the words of a run: template, beginning token or how texts are framed, and end token."""
    template, bos, eos = words.split()
    beginning = "<s>" if bos in FRAMES else bos
    variables = {"bos_token": beginning, "eos_token": eos, "pad_token": "<unk>", "unk_token": "<unk>"}
    core = framed(Core.from_str(golden()["tokenizer"]), bos)
    return Loaded(core, beginning, eos, TEMPLATES[template], variables)


def short(outcome: Outcome) -> Any:
    """An outcome as the golden file writes it."""
    match outcome:
        case Dropped():
            return "dropped"
        case Stopped():
            return "stopped"
        case Trained(ids, labels):
            return [len(ids), sum(label != IGNORED for label in labels), digest(ids, labels)]


@pytest.mark.parametrize("number", range(len(RUNS)), ids=[f"{at}-{run['rows']}" for at, run in enumerate(RUNS)])
def test_as_the_real_one(number: int) -> None:
    run = golden()["runs"][number]
    assert {key: value for key, value in run.items() if key != "results"} == RUNS[number]
    trainer = dry_run(Training("axolotl", run["options"], run["entry"]), tokenizer(run["tokens"]))
    made = [short(trainer.prepare(row)) for row in rows_of(run["rows"])]
    wrong = [(at, ours, real) for at, (ours, real) in enumerate(zip(made, run["results"], strict=True)) if ours != real]
    assert not wrong


MESSAGES = "full <s> <|im_end|>"


def of(row: dict[str, Any], words: str = MESSAGES, first: dict[str, Any] | None = None, **keys: Any) -> Outcome:
    """A row under options; those of the dataset's entry are named `entry_...`."""
    entry = {name.removeprefix("entry_"): value for name, value in keys.items() if name.startswith("entry_")}
    options = {name: value for name, value in keys.items() if not name.startswith("entry_")}
    return dry_run(
        Training("axolotl", options, {"type": "chat_template", **entry}, first=first), tokenizer(words)
    ).prepare(row)


def taught(outcome: Outcome, words: str = MESSAGES) -> list[str]:
    """The runs of tokens with a loss, as text."""
    assert isinstance(outcome, Trained)
    pieces: list[list[int]] = [[]]
    for label in outcome.labels:
        if label != IGNORED:
            pieces[-1].append(label)
        elif pieces[-1]:
            pieces.append([])
    return [tokenizer(words).core.decode(piece, skip_special_tokens=False) for piece in pieces if piece]


def said(*pairs: tuple[str, Any], **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in pairs], **more}


TALK = said(("system", "Be kind"), ("user", "One"), ("assistant", "Uno"), ("user", "Two"), ("assistant", "Dos"))


def test_answers_and_what_ends_them_are_trained() -> None:
    made = of(TALK)
    assert taught(made) == ["Uno<|im_end|>", "Dos<|im_end|>"]
    assert isinstance(made, Trained)
    assert made.ends
    assert made.cut == 0
    assert made.notes == ()
    text = tokenizer(MESSAGES).core.decode(list(made.ids), skip_special_tokens=False)
    assert text.startswith("<|im_start|>system\nBe kind<|im_end|>\n<|im_start|>user\nOne")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"entry_train_on_eos": "last"}, ["Uno", "Dos<|im_end|>"]),
        ({"entry_train_on_eos": "none"}, ["Uno", "Dos"]),
        ({"entry_train_on_eos": "all"}, ["<|im_end|>", "<|im_end|>", "Uno<|im_end|>", "<|im_end|>", "Dos<|im_end|>"]),
        ({"entry_roles_to_train": ["human"]}, ["One<|im_end|>", "Two<|im_end|>"]),
        ({"entry_roles_to_train": []}, []),
        ({"train_on_inputs": True}, [f"{word}<|im_end|>" for word in ("Be kind", "One", "Uno", "Two", "Dos")]),
    ],
)
def test_what_is_trained_on(keys: dict[str, Any], expected: list[str]) -> None:
    assert taught(of(TALK, **keys)) == expected


def test_an_end_that_is_not_the_tokenizers_is_never_learned() -> None:
    words = "full <s> </s>"
    made = of(TALK, words)
    assert taught(made, words) == ["Uno", "Dos"]
    assert isinstance(made, Trained)
    assert not made.ends
    mended = of(TALK, words, eot_tokens=["<|im_end|>"])
    assert taught(mended, words) == ["Uno<|im_end|>", "Dos<|im_end|>"]
    assert isinstance(mended, Trained)
    assert mended.ends


def test_an_empty_answer_stays_and_teaches_nothing_but_with_packing() -> None:
    row = said(("user", "Say nothing"), ("assistant", ""))
    made = of(row)
    assert taught(made) == []
    assert isinstance(made, Trained)
    assert set(made.notes) == {"turn_without_loss", "no_loss"}
    assert not made.ends
    assert of(row, sample_packing=True) == Dropped("no_loss")


def test_length() -> None:
    row = said(("user", "Two " * 40), ("assistant", "Dos"))
    whole = of(row)
    assert isinstance(whole, Trained)
    limit = len(whole.ids) - 3
    assert of(row, sequence_len=limit) == Dropped("too_long")
    assert of(row, sequence_len=limit, excess_length_strategy="raise") == Stopped("too_long")
    cut = of(row, sequence_len=limit, excess_length_strategy="truncate")
    assert isinstance(cut, Trained)
    assert cut.ids == whole.ids[:limit]
    assert (cut.cut, cut.cut_answer, cut.ends) == (3, 2, False)
    assert of(row, min_sample_len=len(whole.ids) + 1) == Dropped("too_short")
    few = of(row, sequence_len=20, excess_length_strategy="truncate", sample_packing=True)
    assert few == Dropped("no_loss")


def test_what_the_template_never_hears_of() -> None:
    call = {"function": {"name": "f", "arguments": '{"a": 1}'}}
    row: dict[str, Any] = said(("user", "One"), ("assistant", "Uno"))
    row["messages"][1] |= {"tool_calls": [call], "reasoning_content": "hm", "weight": 0}
    heard, unheard = of(row), of(row, "other <s> <|im_end|>")
    assert taught(heard) == [
        '<think>hm</think>\nUno<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call><|im_end|>'
    ]
    assert isinstance(heard, Trained)
    assert heard.notes == ("weight_ignored",)
    assert taught(unheard) == ["Uno<|im_end|>"]
    assert isinstance(unheard, Trained)
    assert unheard.notes == ("tool_calls_lost", "reasoning_lost", "weight_ignored")
    assert taught(of(row, entry_message_field_training="weight")) == []


def test_a_column_of_the_first_row_is_there_for_all() -> None:
    row = said(("user", "One"), ("assistant", "Uno"))
    strict = "strict <s> </s>"
    assert isinstance(of(row, strict), Trained)
    assert isinstance(of(row, strict, first={"messages": [], "system": "Be kind"}), Stopped)
    null = of(row, first={"messages": [], "system": "Be kind"})
    assert isinstance(null, Trained)
    assert null.notes == ("null_system",)
    assert (
        tokenizer(MESSAGES)
        .core.decode(list(null.ids), skip_special_tokens=False)
        .startswith("<|im_start|>system\n<|im")
    )
    asked = {"instruction": "One"}
    assert of(asked, entry_type="alpaca") == Stopped("missing_column")
    assert isinstance(of(asked, entry_type="alpaca", first={"output": "a"}), Trained)


def test_alpaca() -> None:
    words = "none bos </s>"
    made = of({"instruction": "Say hi", "input": "", "output": "Hi there"}, words, entry_type="alpaca")
    assert taught(made, words) == ["Hi there</s>"]
    assert isinstance(made, Trained)
    assert made.ends
    text = tokenizer(words).core.decode(list(made.ids), skip_special_tokens=False)
    assert text.startswith("<s>Below is an instruction that describes a task. Write")
    assert text.endswith("\n\n### Instruction:\nSay hi\n\n### Response:\nHi there</s>")
    null = of({"instruction": None, "output": ""}, words, entry_type="alpaca")
    assert isinstance(null, Trained)
    assert null.notes == ("null_in_prompt", "no_loss")


def test_a_part_cut_to_the_limit_has_no_end() -> None:
    words = "none <s> </s>"
    row = {"instruction": "a", "output": "Dos " * 200}
    made = of(
        row,
        words,
        entry_type={"format": "", "no_input_format": "Q "},
        sequence_len=50,
        excess_length_strategy="truncate",
    )
    assert isinstance(made, Trained)
    assert len(made.ids) == 50
    assert not made.ends
    whole = of(row, words, entry_type={"no_input_format": "Q "}, sequence_len=5000)
    assert isinstance(whole, Trained)
    assert whole.ends
    # The end token was never put there, so it was not cut.
    assert made.cut == len(whole.ids) - 1 - 50 == made.cut_answer


def test_completion_is_split_and_only_the_far_end_is_lost() -> None:
    words = "none <s> </s>"
    text = {"text": "lily . " * 100}
    whole, split = (of(text, words, entry_type="completion", sequence_len=limit) for limit in (5000, 32))
    assert isinstance(whole, Trained)
    assert isinstance(split, Trained)
    assert split.ids == whole.ids
    assert split.labels == split.ids
    assert (whole.notes, split.notes) == ((), ("split_into_rows",))
    assert of({"text": ""}, words, entry_type="completion") == Dropped("empty_text")


def test_segments_get_no_end() -> None:
    row = {"segments": [{"label": False, "text": "Q: hi\n"}, {"label": True, "text": "A: ho"}]}
    made = of(row, "none bos </s>", entry_type="input_output")
    assert taught(made, "none bos </s>") == ["A: ho"]
    assert isinstance(made, Trained)
    assert not made.ends


@pytest.mark.parametrize(
    ("row", "keys", "reason"),
    [
        (said(), {}, "empty_messages"),
        ({"messages": None}, {}, "no_messages"),
        ({"messages": '[{"role": '}, {}, "bad_json"),
        ({"messages": ["a"]}, {}, "bad_message"),
        ({"messages": [{"content": "a"}]}, {}, "bad_message"),
        ({**TALK, "tools": {}}, {}, "bad_tools"),
        ({**TALK, "tools": "["}, {}, "bad_json"),
        (TALK, {"entry_type": "sharegpt"}, "sharegpt"),
        (TALK, {"entry_type": None}, "no_type"),
        (TALK, {"eot_tokens": ["<|im_end|>"], "entry_train_on_eot": "all", "words": "full <s> </s>"}, None),
        (TALK, {"eot_tokens": ["<|im_end|>", "user"], "entry_train_on_eot": "all"}, "eos_and_eot"),
        (TALK, {"eot_tokens": ["<|im_start|>", "message.role"]}, "eot_not_one_token"),
        (TALK, {"chat_template": "jinja", "chat_template_jinja": "{% for %}"}, "bad_template"),
        (TALK, {"words": "none <s> </s>"}, "no_chat_template"),
        ({"instruction": "a", "output": "b"}, {"entry_type": "alpaca:odd"}, "unknown_style"),
    ],
)
def test_the_run_ends(row: dict[str, Any], keys: dict[str, Any], reason: str | None) -> None:
    made = of(row, **keys)
    assert isinstance(made, Trained) if reason is None else made == Stopped(reason)


@pytest.mark.parametrize(
    "keys",
    [
        {"entry_type": "llama2_chat"},
        {"chat_template": "qwen3"},
        {"rl": "dpo"},
        {"tokens": ["<new>"]},
        {"special_tokens": {"eos_token": "<new>"}},
        {"sequence_len": "long"},
        {"excess_length_strategy": "cut"},
        {"entry_train_on_eos": "some"},
        {"entry_message_field_role": "from", "entry_message_property_mappings": {"role": "who"}},
        {"chat_template": "jinja"},
    ],
)
def test_what_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        of(TALK, **keys)


def test_a_template_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.jinja"
    file.write_text(str(TEMPLATES["full"]), encoding="utf-8")
    assert of(TALK, "none <s> <|im_end|>", chat_template_jinja=str(file)) == of(TALK)


def test_the_row_is_left_as_it_was() -> None:
    row: dict[str, Any] = said(("user", "One"), ("assistant", "Uno"), tools='[{"function": {"parameters": "{}"}}]')
    row["messages"][1]["tool_calls"] = [{"function": {"name": "f", "arguments": "{}"}}]
    kept = json.dumps(row)
    of(row)
    assert json.dumps(row) == kept


def test_nulls_in_the_arguments_of_a_call_are_lost() -> None:
    row: dict[str, Any] = said(("user", "One"), ("assistant", None))
    row["messages"][1]["tool_calls"] = [{"id": None, "function": {"name": "f", "arguments": {"a": None, "b": [None]}}}]
    call_text = '<tool_call>{"name": "f", "arguments": {"b": [null]}}</tool_call>'
    assert taught(of(row)) == [f"{call_text}<|im_end|>"]
