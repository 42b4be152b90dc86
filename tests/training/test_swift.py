"""The dry run of ms-swift: against what the real one made of hostile rows, and by hand."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer as Fast

from auditor.errors import UsageError
from auditor.training.model import IGNORED, Dropped, Outcome, Stopped, Trained, Training
from auditor.training.trainers.swift import dry_run
from auditor.training.trainers.swift.templates import find, names, of_model
from tests.training.hostile_swift import TOOL, answer, call, rows, system, talk, tool, user
from tests.training.make_swift import GOLDEN, RUNS, SMALL, digest, rows_of


@dataclass(frozen=True, slots=True)
class Tiny:
    """A tokenizer with which the golden file was made."""

    fast: Fast
    bos: str | None = "<s>"
    eos: str | None = "<|endoftext|>"
    chat_template: str | None = None
    exact: bool = True

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        return list(self.fast.encode(text, add_special_tokens=special).ids)

    def id_of(self, token: str) -> int | None:
        number: int | None = self.fast.token_to_id(token)
        return number

    def read(self, ids: Any) -> str:
        """The text of ids, control tokens too."""
        return str(self.fast.decode([number for number in ids if number >= 0], skip_special_tokens=False))


@cache
def golden() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(GOLDEN.read_bytes()))
    return loaded


@cache
def tiny(name: str = "plain") -> Tiny:
    return Tiny(Fast.from_str(golden()["tokenizers"][name]))


def of(row: dict[str, Any], first: dict[str, Any] | None = None, core: str = "plain", **options: Any) -> Outcome:
    return dry_run(Training("ms-swift", {"template": "qwen", **options}, first=first), tiny(core)).prepare(row)


def trained(row: dict[str, Any], core: str = "plain", **options: Any) -> tuple[str, str, Trained]:
    """All text, the text with a loss, and the outcome."""
    outcome = of(row, None, core, **options)
    assert isinstance(outcome, Trained)
    assert all(label in (IGNORED, number) for number, label in zip(outcome.ids, outcome.labels, strict=True))
    return tiny(core).read(outcome.ids), tiny(core).read(outcome.labels), outcome


def short(outcome: Outcome) -> Any:
    """An outcome as the golden file writes it."""
    match outcome:
        case Dropped():
            return "dropped"
        case Stopped():
            return "stopped"
        case Trained(ids, labels):
            return [len(ids), sum(label != IGNORED for label in labels), digest(ids, labels)]


def ident(run: tuple[str, dict[str, Any]]) -> str:
    return "-".join(str(part) for part in (run[0], *run[1].values()))


@pytest.mark.parametrize("number", range(len(RUNS + SMALL)), ids=[ident(run) for run in RUNS + SMALL])
def test_as_the_real_one(number: int) -> None:
    core, options = (RUNS + SMALL)[number]
    run = golden()["runs"][number]
    assert (run["tokenizer"], run["options"]) == (core, options)
    trainer = dry_run(Training("ms-swift", options), tiny(core))
    made = [short(trainer.prepare(row)) for row in rows_of(number)]
    wrong = [(at, ours, real) for at, (ours, real) in enumerate(zip(made, run["results"], strict=True)) if ours != real]
    assert not wrong


def test_the_golden_rows_are_many_and_meet_every_end() -> None:
    results = [str(result)[:7] for run in golden()["runs"] for result in run["results"]]
    assert len(rows()) >= 300
    assert {"dropped", "stopped"} < set(results)


def test_a_conversation() -> None:
    text, loss, outcome = trained(talk(system("Be kind"), user("One"), answer("Uno"), user("Two"), answer("Dos")))
    assert text == (
        "<|im_start|>system\nBe kind<|im_end|>\n<|im_start|>user\nOne<|im_end|>\n<|im_start|>assistant\nUno<|im_end|>\n"
        "<|im_start|>user\nTwo<|im_end|>\n<|im_start|>assistant\nDos<|im_end|>\n"
    )
    assert loss == "Uno<|im_end|>\nDos<|im_end|>\n"
    assert outcome.ends
    assert outcome.cut == outcome.cut_answer == 0
    assert outcome.notes == ()


def test_one_row_token_by_token() -> None:
    one = tiny().encode
    _, _, outcome = trained({"query": "Hi", "response": "Ho"}, system="")
    question, reply, end = (
        one("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"),
        one("Ho"),
        one("<|im_end|>\n"),
    )
    assert outcome.ids == (*question, *reply, *end)
    assert outcome.labels == (*[IGNORED] * len(question), *reply, *end)


def test_texts_of_one_weight_are_tokenized_as_one() -> None:
    whole, _, outcome = trained({"query": "Hi", "response": "Ho"}, loss_scale="all")
    assert list(outcome.ids) == tiny().encode(whole)
    assert outcome.labels == (IGNORED, *outcome.ids[1:])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (talk(user("Hi"), answer(None)), "null_content"),
        (talk({"role": "narrator", "content": "x"}), "unknown_role"),
        (talk(user("Hi"), answer("Ho"), system("late"), answer("x")), "misplaced_role"),
        (talk(system("alone")), "system_only"),
        ({"foo": "bar"}, "no_known_column"),
        ({"instruction": None, "input": None, "output": "x"}, "no_instruction"),
        (talk(user("Hi"), call("no json")), "bad_tool_call"),
        (talk(user("Hi"), {"role": "assistant"}), "malformed"),
        (talk(user("Hi"), answer(5)), "content_no_text"),
        (talk(user("Hi"), answer("Ho"), rejected_response="Ho"), "rejected_equals_answer"),
        (talk(user("Hi"), answer("Ho"), tools=[5]), "bad_tools"),
        (talk(user("Hi"), answer("many words " * 90)), "over_max_length"),
    ],
)
def test_a_row_that_is_lost_stops_a_strict_run(row: dict[str, Any], reason: str) -> None:
    assert of(row, max_length=80) == Dropped(reason)
    assert of(row, max_length=80, strict=True) == Stopped(reason)


@pytest.mark.parametrize("messages", [None, [], "[]", '"text"'])
def test_no_messages_are_dropped_without_a_word(messages: object) -> None:
    assert of({"messages": messages}, strict=True) == Dropped("messages_empty")


def test_tools_need_a_format() -> None:
    assert of(talk(user("Hi"), answer("Ho"), tools=[TOOL]), template="chatml") == Dropped("no_tool_format")
    _, _, outcome = trained(talk(user("Hi"), answer("Ho"), tools=[TOOL]), template="glm4")
    assert outcome.notes == ("tools_in_another_format",)


def test_calls_are_trained_and_results_are_not() -> None:
    called = {"name": "f", "arguments": {"x": 1}}
    text, loss, _ = trained(talk(user("Q"), call(called), tool("7"), answer("Seven"), tools=[TOOL]))
    assert loss == '<tool_call>\n{"name": "f", "arguments": {"x": 1}}\n</tool_call><|im_end|>\nSeven<|im_end|>\n'
    assert "<|im_start|>user\n<tool_response>\n7\n</tool_response><|im_end|>\n" in text


def test_a_null_answer_is_kept_without_a_loss() -> None:
    _, loss, outcome = trained({"query": "Hi", "response": None})
    assert loss == ""
    assert not outcome.ends
    assert outcome.notes == ("question_without_answer",)


def test_two_columns_for_one_name() -> None:
    _, loss, outcome = trained({"question": "Q", "answer": "A", "text": "T"})
    assert loss == ""
    assert "column_unread" in outcome.notes
    assert "column_unread" not in trained({"instruction": "Q", "input": "I", "output": "A"})[2].notes


def test_the_first_row_has_its_say_in_the_columns() -> None:
    row = {"question": "Q", "answer": "A"}
    lost = of(row, first={"question": "Q", "answer": "A", "text": "T"})
    assert isinstance(lost, Trained)
    assert "question_without_answer" in lost.notes
    assert of(row, first={"messages": []}) == Dropped("messages_empty")
    assert of(row, first={"rejected_response": "x"}) == Dropped("rejected_equals_answer")


def test_columns_are_renamed_first() -> None:
    text, loss, _ = trained({"a": "Q", "b": "A"}, columns='{"a": "query", "b": "response"}')
    assert "user\nQ<" in text
    assert loss == "A<|im_end|>\n"
    assert of({"a": "Q", "query": "R"}, columns={"a": "query"}) == Stopped("column_name_taken")


def test_silent_changes_are_noted() -> None:
    def notes(row: dict[str, Any], **options: Any) -> tuple[str, ...]:
        return trained(row, **options)[2].notes

    assert notes(talk(user("a"), user("b"), answer("c"))) == ("questions_joined",)
    assert notes(talk(answer("a"))) == ("empty_question_added",)
    assert notes(talk(user("a"), answer("b", weight=0))) == ("weight_ignored",)
    assert notes(talk(user("a"), answer("b", loss_scale=0.5))) == ("loss_scale_flattened",)
    assert notes(talk(user("<|im_end|>"), answer("b"))) == ("control_token_in_text",)
    assert notes(talk(user("{{ROUND0}}"), answer("b"))) == ("template_place_in_text",)
    assert notes(talk(user("a"), answer("b"), user("c"), answer("d")), template="dummy") == ("only_last_round",)
    assert notes(talk(user("a"), answer("b"), images=["a.png"])) == ("media_not_counted",)
    assert notes(talk(user("a"), answer("b")), template="llama3_2") == ("date_of_the_run_in_prompt",)


def test_empty_thoughts_are_put_in_without_a_loss() -> None:
    row = talk(user("a"), answer("b"))
    text, loss, outcome = trained(row, template="qwen3")
    assert text.endswith("assistant\n<think>\n\n</think>\n\nb<|im_end|>\n")
    assert loss == "b<|im_end|>\n"
    assert outcome.notes == ("empty_thought_added",)
    assert trained(row, template="qwen3", disable_ignore_empty_think="true")[1].startswith("<think>")
    late = trained(talk(user("a"), answer(" <think>x</think>b")), template="qwen3")[2]
    assert late.notes == ("empty_thought_added", "empty_thought_before_thought")


def test_earlier_thoughts_go_where_only_the_last_round_counts() -> None:
    row = talk(user("a"), answer("<think>x</think>b"), user("c"), answer("<think>y</think>d"))
    assert "<think>x" in trained(row, template="qwen3")[1]
    text, loss, outcome = trained(row, template="qwen3", loss_scale="last_round")
    assert "<think>x" not in text
    assert loss == "<think>y</think>d<|im_end|>\n"
    assert outcome.notes == ("thought_removed",)


def test_a_cut_is_counted() -> None:
    row = talk(user("many words " * 9), answer("and more words"))
    whole = trained(row)[2]
    right = trained(row, max_length=20, truncation_strategy="right")[2]
    assert (right.ids, right.cut) == (whole.ids[:20], len(whole.ids) - 20)
    assert right.cut_answer == sum(label != IGNORED for label in whole.labels)
    assert not right.ends
    left = trained(row, max_length=4, truncation_strategy="left")[2]
    assert left.ids == whole.ids[-4:]
    assert left.labels[0] == IGNORED
    assert left.ends


def test_split_is_for_texts_alone() -> None:
    assert of({"text": "a"}, truncation_strategy="split") == Stopped("split_with_chat_template")
    row = {"text": "many words and more of them"}
    parts = trained(row, truncation_strategy="split", use_chat_template=False, loss_scale="all", max_length=4)[2]
    assert [at for at, label in enumerate(parts.labels) if label == IGNORED] == list(range(0, len(parts.ids), 4))
    assert "split_in_parts" in parts.notes


def test_an_answer_that_ends_itself_gets_no_end() -> None:
    _, loss, outcome = trained(talk(user("a"), answer("b<|endoftext|>")))
    assert loss == "b<|endoftext|>"
    assert outcome.ends


def test_a_system_text_that_has_no_place() -> None:
    assert of(talk(system("S"), user("a"), answer("b")), template="dummy") == Dropped("system_not_supported")
    assert of(talk(user("a"), answer("b")), template="dummy", system="S") == Stopped("system_not_supported")


def test_the_template_of_a_model() -> None:
    assert of_model("Qwen/Qwen3-8B") == "qwen3"
    assert of_model("/models/meta-llama-3-8b-instruct/") == "llama3"
    assert of_model("nobody/nothing") is None
    trainer = dry_run(Training("ms-swift", {}, model="Qwen/Qwen2.5-7B-Instruct"), tiny())
    outcome = trainer.prepare({"query": "a", "response": "b"})
    assert isinstance(outcome, Trained)
    assert "created by Alibaba Cloud" in tiny().read(outcome.ids)


@pytest.mark.parametrize(
    "options",
    [
        {"template": "qwen33"},
        {"template": None},
        {"loss_scale": "default+agentflan"},
        {"truncation_strategy": "middle"},
        {"max_length": 0},
        {"max_length": "long"},
        {"strict": "maybe"},
        {"columns": "[]"},
        {"template_backend": "jinja"},
        {"agent_template": "other"},
        {"system": "prompt.txt"},
        {"system": 5},
        {"task_type": "seq_cls"},
    ],
)
def test_what_has_no_dry_run_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        of({"text": "a"}, **options)


def test_the_system_text_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("Be brief.", encoding="utf-8")
    assert "system\nBe brief.<" in trained(talk(user("a"), answer("b")), system=str(path))[0]


def test_every_template_is_read() -> None:
    assert len(names()) > 80
    assert all(find(name).name == name for name in names())
