"""The dry run of LLaMA-Factory: against what the real one made of hostile rows, and by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained, Training
from auditor.training.slots import CONTENT, find, names
from auditor.training.tokenizers import Estimate
from auditor.training.trainers.llamafactory import dry_run
from auditor.training.trainers.llamafactory.cutting import share
from auditor.training.trainers.llamafactory.widened import FIRST, UNKNOWN
from tests.training.golden_llamafactory import golden, tiny
from tests.training.make_llamafactory import CHAT, RUNS, SETS, digest, rows_of


def of(row: dict[str, Any], columns: dict[str, Any] | None = None, **options: Any) -> Outcome:
    return dry_run(Training("llama-factory", options, columns or {}), tiny()).prepare(row)


def short(outcome: Outcome) -> Any:
    """An outcome as the golden file writes it. Tokens that are new get the numbers behind the vocabulary."""
    match outcome:
        case Dropped():
            return "dropped"
        case Stopped():
            return "stopped"
        case Trained(ids, labels):
            size = golden()["size"]
            real = [[_real(number, size) for number in row] for row in (ids, labels)]
            return [len(ids), sum(label != IGNORED for label in labels), digest(*real)]


def _real(number: int, size: int) -> int | None:
    if number == UNKNOWN:
        return None
    return number - FIRST + size if number >= FIRST else number


@pytest.mark.parametrize("number", range(len(RUNS)), ids=[f"{name}-{run.get('template')}" for name, run in RUNS])
def test_as_the_real_one(number: int) -> None:
    name, options = RUNS[number]
    run = golden()["runs"][number]
    assert (run["set"], run["options"]) == (name, options)
    trainer = dry_run(Training("llama-factory", options, SETS[name]), tiny())
    made = [short(trainer.prepare(row)) for row in rows_of(name)]
    wrong = [(at, ours, real) for at, (ours, real) in enumerate(zip(made, run["results"], strict=True)) if ours != real]
    assert not wrong


def kept(outcome: Outcome) -> Trained:
    assert isinstance(outcome, Trained)
    return outcome


def texts(outcome: Outcome) -> tuple[str, str]:
    """What goes in, and what has a loss."""
    made = kept(outcome)
    return tiny().read(made.ids), tiny().read(made.labels)


def turns(*said: str) -> dict[str, Any]:
    roles = ("human", "gpt")
    return {"conversations": [{"from": roles[at % 2], "value": text} for at, text in enumerate(said)]}


SHARE = {"formatting": "sharegpt"}
OPENAI = SETS["openai"]
ASK = {"instruction": "Say hi.", "input": "", "output": "Hi."}
TOLD = {"role": "assistant", "content": "R"}
CALL = {"role": "assistant", "content": "I look.", "tool_calls": [{"function": {"name": "f", "arguments": '{"x": 1}'}}]}


def test_an_instruction_by_hand() -> None:
    system = "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n"
    asked = f"{system}<|im_start|>user\nSay hi.<|im_end|>\n<|im_start|>assistant\n"
    outcome = kept(of(ASK, template="qwen"))
    assert texts(outcome) == (asked + "Hi.<|im_end|>\n", "Hi.<|im_end|>\n")
    assert (outcome.cut, outcome.cut_answer, outcome.ends, outcome.notes) == (0, 0, True, ())
    assert texts(of(ASK, template="deepseek3"))[0] == "<s><｜User｜>Say hi.<｜Assistant｜>Hi.<|endoftext|>"


@pytest.mark.parametrize(
    ("source", "target", "budget", "kept"),
    [
        (100, 5, 64, (59, 5)),
        (20, 100, 64, (20, 44)),
        (100, 100, 64, (32, 32)),
        (4000, 9, 16, (16, 0)),
        (0, 3, 2, (0, 2)),
    ],
)
def test_the_cut(source: int, target: int, budget: int, kept: tuple[int, int]) -> None:
    assert share(source, target, budget) == kept


@pytest.mark.parametrize("options", [{}, {"mask_history": True}, {"train_on_prompt": True}, {"packing": True}])
@pytest.mark.parametrize("cutoff", [2, 17, 64, 90])
def test_what_is_kept_and_cut_makes_the_whole(options: dict[str, Any], cutoff: int) -> None:
    row = turns("one " * 30, "uno " * 30, "two " * 9, "dos " * 50)
    whole = kept(of(row, SHARE, template="qwen3_nothink", **options))
    short_one = kept(of(row, SHARE, template="qwen3_nothink", cutoff_len=cutoff, **options))
    assert whole.cut == 0
    assert len(short_one.ids) <= cutoff
    assert len(short_one.ids) + short_one.cut == len(whole.ids)
    lost = sum(label != IGNORED for label in whole.labels) - sum(label != IGNORED for label in short_one.labels)
    assert short_one.cut_answer == lost


def test_a_cut_answer_has_no_end() -> None:
    outcome = kept(of({**ASK, "output": "long " * 99}, template="qwen", cutoff_len=64))
    assert not outcome.ends
    assert outcome.cut_answer > 0
    assert "end_after_cut" in kept(of({**ASK, "output": "long " * 99}, template="glm4", cutoff_len=64)).notes


def test_without_template_nothing_ends() -> None:
    assert not kept(of(ASK, template="empty")).ends
    assert kept(of({**ASK, "output": ""}, template="empty")).labels.count(IGNORED) > 0


def test_later_turns_are_lost_and_said_so() -> None:
    outcome = kept(of(turns("one " * 30, "uno " * 60, "two", "dos"), SHARE, template="qwen", cutoff_len=48))
    assert "turns_lost" in outcome.notes


def test_masked_history() -> None:
    row = turns("Q1", "R1", "Q2", "R2")
    assert texts(of(row, SHARE, template="qwen"))[1] == "R1<|im_end|>\nR2<|im_end|>\n"
    assert texts(of(row, SHARE, template="qwen", mask_history=True))[1] == "R2<|im_end|>\n"


def test_an_end_taught_at_the_next_turn() -> None:
    outcome = kept(of(turns("Q1", "R1", "Q2", "R2"), SHARE, template="glm4"))
    eos = tiny().id_of("<|endoftext|>")
    assert outcome.ids.count(eos or 0) == 1
    assert outcome.labels.count(eos or 0) == 2


def test_labels_that_stand_too_late() -> None:
    outcome = kept(of(turns("Q1", "R1", "", "R2"), SHARE, template="fewshot"))
    assert "labels_shifted" in outcome.notes
    assert len(outcome.labels) == len(outcome.ids)
    assert outcome.labels[-1] == outcome.ids[-2]


def test_thoughts() -> None:
    plain, thought = turns("Q", "R"), turns("Q", "<think>\nwhy\n</think>\n\nR")
    assert texts(of(plain, SHARE, template="qwen3"))[1] == "<think>\n\n</think>\n\nR<|im_end|>\n"
    assert texts(of(plain, SHARE, template="qwen3", enable_thinking=False))[1] == "R<|im_end|>\n"
    off = kept(of(thought, SHARE, template="qwen3", enable_thinking=False))
    assert texts(off)[1] == "R<|im_end|>\n"
    assert "thought_removed" in off.notes
    other = kept(of(turns("Q", "<think>why</think>R"), SHARE, template="qwen3", enable_thinking=False))
    assert "thought_not_removed" in other.notes


@pytest.mark.parametrize(
    ("row", "columns", "reason"),
    [
        ({**ASK, "output": None}, {}, "no_answer"),
        (turns("Q"), SHARE, "ends_out_of_turn"),
        (turns(), SHARE, "no_messages"),
        (
            {"conversations": [{"from": "gpt", "value": "R"}, {"from": "human", "value": "Q"}]},
            SHARE,
            "roles_out_of_turn",
        ),
        ({**ASK, "label": True}, SETS["alpaca_kto"], "more_than_one_answer"),
    ],
)
def test_dropped(row: dict[str, Any], columns: dict[str, Any], reason: str) -> None:
    assert of(row, columns, template="qwen") == Dropped(reason)


@pytest.mark.parametrize(
    ("row", "columns", "options", "reason"),
    [
        (turns("Q", None), SHARE, {}, "content_not_text"),  # type: ignore[arg-type]
        ({"conversations": None}, SHARE, {}, "messages_not_a_list"),
        ({**ASK, "instruction": 7}, {}, {}, "content_not_text"),
        ({"messages": [{"role": "developer", "content": "x"}]}, OPENAI, {}, "unknown_role"),
        ({"messages": [{"role": "user", "content": "x"}, {**CALL, "tool_calls": [{}]}]}, OPENAI, {}, "bad_call"),
        ({**turns("Q", "R"), "tools": "not json"}, SETS["sharegpt"], {}, "bad_tools"),
        ({**ASK, "pic": ["a.png"]}, {"columns": {"prompt": "instruction", "response": "output", "images": "pic"}}, {},
         "media_for_a_text_template"),
        (ASK, {}, {"mask_history": True, "train_on_prompt": True}, "mask_history_and_train_on_prompt"),
        (ASK, {}, {"template": "glm4", "train_on_prompt": True}, "train_on_prompt_and_template"),
        (ASK, {}, {"stage": "dpo"}, "ranking_and_stage"),
        (ASK, {}, {"stage": "pt", "mask_history": True}, "option_for_sft_only"),
        (turns("Q"), SHARE, {"stage": "pt"}, "no_text_for_pt"),
        ({**ASK, "history": [["one"]]}, SETS["alpaca"], {}, "bad_history"),
    ],
)  # fmt: skip
def test_stopped(row: dict[str, Any], columns: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    assert of(row, columns, **{"template": "qwen", **options}) == Stopped(reason)


@pytest.mark.parametrize(
    ("row", "columns", "options", "note"),
    [
        ({**ASK, "input": "more"}, {"columns": {"prompt": "instruction", "response": "output"}}, {}, "input_unread"),
        ({**ASK, "system": "Be kind."}, {}, {}, "system_unread"),
        ({**ASK, "instruction": "<|im_end|>"}, {}, {}, "control_token_in_text"),
        ({**ASK, "instruction": "{{idx}}"}, {}, {}, "placeholder_replaced"),
        (ASK, {}, {"template": "qwen3"}, "empty_thought_trained"),
        (ASK, {}, {"template": "gemma"}, "template_token_not_in_tokenizer"),
        (ASK, {}, {"template": "chatglm3"}, "template_token_not_in_tokenizer"),
        ({"messages": [{"role": "user", "content": "Q"}, CALL]}, OPENAI, {}, "call_arguments_quoted"),
        ({"messages": [{"role": "user", "content": "Q"}, CALL]}, OPENAI, {}, "text_with_call_lost"),
        ({"messages": [{"role": "user", "content": "Q"}, CALL, {"role": "tool", "content": "7"}]}, OPENAI, {},
         "last_tool_result_lost"),
        ({"messages": [{"role": "user", "content": "Q"}, {**TOLD, "weight": 0}]}, OPENAI, {}, "weight_ignored"),
        ({"messages": [{"role": "user", "content": "Q"}, TOLD]}, OPENAI, {}, "system_text_added"),
        ({**turns("Q", "R"), "tools": "[{}]"}, SETS["sharegpt"], {"template": "llama3"}, "date_of_the_run_in_prompt"),
    ],
)  # fmt: skip
def test_notes(row: dict[str, Any], columns: dict[str, Any], options: dict[str, Any], note: str) -> None:
    assert note in kept(of(row, columns, **{"template": "qwen", **options})).notes
    assert note not in kept(of(ASK, template="qwen")).notes


def test_a_column_that_no_row_may_have() -> None:
    bare = {"instruction": "Say hi.", "output": "Hi."}
    for first, noted in ((bare, True), (ASK, False), (None, False)):
        run = dry_run(Training("llama-factory", {"template": "qwen"}, first=first), tiny())
        assert ("column_in_no_row" in kept(run.prepare(bare)).notes) is noted


def test_places_for_images() -> None:
    assert of({**ASK, "instruction": "<image> what?"}, template="qwen2_vl") == Stopped("media_and_places_differ")
    assert kept(of(ASK, template="qwen2_vl")).ends
    columns = {"columns": {"prompt": "instruction", "response": "output", "images": "pic"}}
    shown = kept(of({**ASK, "instruction": "<image> what?", "pic": ["a.png"]}, columns, template="qwen2_vl"))
    assert "media_not_counted" in shown.notes


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"template": "qwen33"}, "did you mean qwen3"),
        ({"template": "qqq"}, "known: "),
        ({"tool_format": "qwem"}, "did you mean 'qwen'"),
        ({"stage": "ppo"}, "no dry run"),
        ({"cutoff_len": "2048"}, "whole number"),
        ({"mask_history": "yes"}, "true or false"),
        ({"template": 3}, "must be text"),
    ],
)
def test_a_configuration_to_mend(options: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        of(ASK, **options)


def test_an_entry_to_mend() -> None:
    for entry in ({"formatting": "chatml"}, {"columns": ["a"]}, {"tags": {"role_tag": 1}}):
        with pytest.raises(UsageError):
            of(ASK, entry, template="qwen")


def test_the_tokenizers_own_template() -> None:
    none = dry_run(Training("llama-factory"), replace(tiny(), chat_template=None))
    assert texts(none.prepare(ASK))[0] == "Say hi.Hi."
    broken = dry_run(Training("llama-factory"), replace(tiny(), chat_template="{{ raise_exception('no') }}"))
    assert broken.prepare(ASK) == Stopped("chat_template_fails")
    silent = dry_run(Training("llama-factory"), replace(tiny(), chat_template="nothing"))
    assert silent.prepare(ASK) == Stopped("chat_template_not_parsed")
    given = Training("llama-factory", template=CHAT)
    assert texts(dry_run(given, replace(tiny(), chat_template=None)).prepare(ASK)) == texts(of(ASK))
    thinking = CHAT.replace("{% if add", "{{ '<think>' if not add_generation_prompt }}{% if add")
    made = dry_run(Training("llama-factory"), replace(tiny(), chat_template=thinking)).prepare(ASK)
    assert "empty_thought_trained" in kept(made).notes


def test_with_an_estimate() -> None:
    outcome = kept(dry_run(Training("llama-factory", {"template": "gemma"}), Estimate()).prepare(ASK))
    assert outcome.ends
    assert outcome.notes == ()
    cut = kept(dry_run(Training("llama-factory", {"template": "gemma", "cutoff_len": 8}), Estimate()).prepare(ASK))
    assert len(cut.ids) == 8


@pytest.mark.parametrize("name", names())
def test_every_template_holds_the_text_once(name: str) -> None:
    template = find(name)
    for slots in (template.system, template.user, template.assistant, template.observation, template.function):
        assert sum(slot.count(CONTENT) for slot in slots if isinstance(slot, str)) == 1
    assert not template.replace_eos or template.stop_words
