"""Rules of data quality: the examples beside each, what needs more than an answer, and what shows over all data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.records import ASSISTANT, EXTRA, SYSTEM, TEXT, TOOL, TOOL_CALL, TOOLS, USER, Record, Turn
from auditor.risks.format.quality import answers, markers
from auditor.risks.format.quality.model import Example, Rule, Sign
from auditor.risks.format.quality.rules import LIMITS, RULES, WHOLE
from auditor.risks.format.quality.state import QualityState, find_problems, findings, look
from auditor.sources import open_source, read
from auditor.stats import Unseen
from tests.strategies import KEY, record

SIGNS = (*markers.SIGNS, *answers.SIGNS)


def conversation(example: Example) -> Record:
    """An answer to "q", or the conversation as it stands."""
    turns = ((USER, "q"), (ASSISTANT, example)) if isinstance(example, str) else example
    return record(1, *turns)


def measures(item: Record) -> set[str]:
    return {problem.measure for problem in find_problems(item)}


def kinds(item: Record) -> list[str]:
    return [problem.kind for problem in find_problems(item)]


def named(value: Rule | Example) -> str:
    """How a case is called: the same in every process."""
    return value.measure if isinstance(value, Rule) else str(value)


@pytest.mark.parametrize(("rule", "hit"), [(rule, hit) for rule in RULES for hit in rule.hits], ids=named)
def test_hits(rule: Rule, hit: Example) -> None:
    assert rule.measure in measures(conversation(hit))


@pytest.mark.parametrize(("rule", "miss"), [(rule, miss) for rule in RULES for miss in rule.misses], ids=named)
def test_misses(rule: Rule, miss: Example) -> None:
    assert rule.measure not in measures(conversation(miss))


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.kind)
def test_signs(sign: Sign) -> None:
    for hit in sign.hits:
        assert sign.first(hit) is not None, hit
        assert sign.fine is None or sign.fine.search(hit) is None, hit
    for miss in sign.misses:
        assert sign.first(miss) is None or (sign.fine is not None and sign.fine.search(miss) is not None), miss


def test_every_rule_has_examples_or_a_test_of_its_own() -> None:
    alone = {"end_token", "tool_schema", "equal_pair", "longer_rejected"}
    assert {rule.measure for rule in RULES if not rule.hits} == alone
    assert {rule.measure for rule in RULES if not rule.misses} <= alone
    assert len({rule.measure for rule in RULES}) == len(RULES)


def test_a_good_record_has_no_problem() -> None:
    good = record(
        1, (SYSTEM, "Be kind."), (USER, "Where does the river end?"), (ASSISTANT, "In the sea, by the harbor.")
    )
    assert kinds(good) == []


def text_record(text: str, shape: str = "text", role: str = TEXT) -> Record:
    return Record("r", 1, "t:1", 1, "train", shape, (Turn(role, "text", text, True),))


def test_data_in_the_form_of_a_template_has_its_tokens_on_purpose() -> None:
    assert kinds(text_record("<s>[INST] hello [/INST] hi </s>")) == []
    assert kinds(text_record("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\nhi<|im_end|>")) == []
    assert measures(text_record("One text.<|endoftext|>Another text.")) == {"control_token"}
    assert measures(text_record("One text.<|endoftext|>")) == {"end_token"}
    ended = record(1, (USER, "q"), (ASSISTANT, "N/A<|endoftext|>"), shape="prompt_completion")
    assert measures(ended) == {"end_token", "stand_in"}
    assert measures(record(1, (USER, "q"), (ASSISTANT, "a<|endoftext|>"))) == {"control_token"}


def test_what_only_counts_is_no_evidence() -> None:
    state = QualityState()
    assert look(text_record("One text.<|endoftext|>"), state) == []
    assert state.records == {"end_token": 1}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<think>so it goes", "unclosed_thinking"),
        ("so it goes</think>\nYes", "unopened_thinking"),
        ("<think>so it goes</think>\n", "only_thinking"),
        ("<|begin_of_thought|>so", "unclosed_thinking"),
    ],
)
def test_broken_thinking(text: str, kind: str) -> None:
    problems = find_problems(record(1, (USER, "q"), (ASSISTANT, text)))
    assert [problem.kind for problem in problems if problem.measure == "broken_thinking"] == [kind]


def test_thinking_before_a_call_is_whole() -> None:
    turns = (
        Turn(USER, "messages[0].content", "q", False, 0),
        Turn(ASSISTANT, "messages[1].content", "<think>look it up</think>", True, 1),
        Turn(TOOL_CALL, "messages[1].tool_calls[0].function.arguments", "{}", True, 1),
    )
    assert kinds(Record("r", 1, "t:1", 1, "train", "messages", turns)) == []


def test_markers_of_no_input() -> None:
    turns = (
        Turn(USER, "instruction", "Name a river.", False),
        Turn(USER, "input", "<noinput>", False),
        Turn(ASSISTANT, "output", "The Elm.", True),
    )
    assert kinds(Record("r", 1, "t:1", 1, "train", "alpaca", turns)) == ["no_input_marker"]


def tool(parameters: object, name: str = "find", **more: object) -> dict[str, object]:
    return {"name": name, "description": "finds", "parameters": parameters, **more}


SCHEMA = {"type": "object", "properties": {"what": {"type": "string"}, "where": {}}, "required": ["what"]}
DECLARATIONS: list[list[str]] = [
    [json.dumps([tool(SCHEMA)])],
    [json.dumps([{"type": "function", "function": tool(SCHEMA)}])],
    [json.dumps(tool(SCHEMA))],
    [json.dumps([json.dumps({"type": "function", "function": tool(SCHEMA)})])],
    [json.dumps([tool({**SCHEMA, "type": "dict"})])],
    [json.dumps([{"name": "find", "input_schema": SCHEMA}])],
    [json.dumps([tool({"type": "dict", "properties": SCHEMA["properties"]}, required=["what"])])],
    [json.dumps(json.dumps([tool(SCHEMA)]))],
]


def with_tools(declared: Sequence[str], call: Sequence[Turn], extra: Sequence[Turn] = ()) -> Record:
    turns = (Turn(USER, "messages[0].content", "q", False, 0), *call)
    tools = tuple(Turn(TOOLS, "tools", text, False) for text in declared)
    return Record("r", 1, "t:1", 1, "train", "messages", turns, tools=tools, extra=tuple(extra))


def named(name: str, arguments: object) -> list[Turn]:
    text = json.dumps({"name": name, "arguments": arguments})
    return [Turn(TOOL_CALL, "conversations[1].value", text, True, 1)]


@pytest.mark.parametrize("declared", DECLARATIONS)
@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("find", {"what": "a"}, None),
        ("find", {"what": "a", "where": "b"}, None),
        ("find", '{"what": "a"}', None),
        ("lose", {"what": "a"}, "undeclared_tool"),
        ("find", {"where": "b"}, "missing_argument"),
        ("find", {"what": "a", "when": "c"}, "unknown_argument"),
        ("find", ["a"], "arguments_no_object"),
        ("find", "{what", "arguments_no_object"),
    ],
)
def test_calls_against_declarations(declared: list[str], name: str, arguments: object, kind: str | None) -> None:
    wanted = [] if kind is None else [kind]
    assert kinds(with_tools(declared, named(name, arguments))) == wanted
    openai = [Turn(TOOL_CALL, "messages[1].tool_calls[0].function.arguments", json.dumps(arguments), True, 1)]
    beside = [Turn(EXTRA, "messages[1].tool_calls[0].function.name", name, False)]
    if arguments != "{what":
        assert kinds(with_tools(declared, openai, beside)) == wanted
    hermes = json.dumps({"name": name, "arguments": arguments})
    tagged = Turn(ASSISTANT, "messages[1].content", f"<tool_call>\n{hermes}\n</tool_call>", True, 1)
    assert kinds(with_tools(declared, [tagged])) == wanted
    if isinstance(arguments, dict):
        bfcl = Turn(ASSISTANT, "ground_truth", json.dumps([{name: arguments}], separators=(",", ":")), True, 1)
        assert kinds(with_tools(declared, [bfcl])) == wanted


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        {"$ref": "#/x", "properties": {}},
        {"type": "object"},
        "no schema",
        None,
    ],
)
def test_open_schemas_know_no_unknown_argument(parameters: object) -> None:
    assert kinds(with_tools([json.dumps([tool(parameters)])], named("find", {"what": "a"}))) == []


def test_arguments_with_a_default_may_be_left_out() -> None:
    schema = {"type": "object", "properties": {"what": {"default": "a"}}, "required": ["what"]}
    assert kinds(with_tools([json.dumps([tool(schema)])], named("find", {}))) == []


def test_declarations_that_cannot_be_read() -> None:
    assert kinds(with_tools(["find(what)"], named("find", {}))) == ["unreadable_declaration"]
    assert kinds(with_tools([json.dumps([{"type": "web_search"}])], [])) == []


def test_toolformer() -> None:
    told = "toolformer: enabled\ntoolformer access: weather\nUseful.\nweather(query)\nHow is it in Aa?"

    def asked(answer: str) -> list[str]:
        return kinds(record(1, (USER, told), (ASSISTANT, answer)))

    assert asked("It is weather('Aa') there.") == []
    assert asked("It is wikipedia('Aa') there.") == ["undeclared_tool"]


def openai(results: Sequence[str], then: bool = True) -> Record:
    turns = [Turn(USER, "messages[0].content", "q", False, 0)]
    extra = []
    for i, name in enumerate(("c1", "c2")):
        turns.append(Turn(TOOL_CALL, f"messages[1].tool_calls[{i}].function.arguments", "{}", True, 1))
        extra.append(Turn(EXTRA, f"messages[1].tool_calls[{i}].id", name, False))
    for i, name in enumerate(results, 2):
        turns.append(Turn(TOOL, f"messages[{i}].content", "r", False, i))
        extra.append(Turn(EXTRA, f"messages[{i}].tool_call_id", name, False))
    if then:
        turns.append(Turn(ASSISTANT, "messages[9].content", "done", True, 9))
    return Record("r", 1, "t:1", 1, "train", "messages", tuple(turns), extra=tuple(extra))


def test_results_by_id() -> None:
    assert kinds(openai(["c1", "c2"])) == kinds(openai(["c2", "c1"])) == []
    assert kinds(openai(["c1"])) == ["no_result"]
    assert kinds(openai(["c1", "c2", "c3"])) == ["orphan_result"]
    assert kinds(openai([], then=False)) == []


def pair(chosen: str, rejected: str) -> Record:
    made = record(1, (USER, "q"), (ASSISTANT, chosen), shape="preference")
    return replace(made, rejected=(Turn(ASSISTANT, "rejected", rejected, True),))


def test_pairs() -> None:
    assert kinds(pair("yes it is", "yes  it\nis")) == ["equal_pair"]
    assert kinds(pair("yes it is", "no it is not")) == []
    assert kinds(pair("yes it is", "no, it is not so at all. " * 20)) == ["longer_rejected"]


def thinking(*ways: str) -> QualityState:
    state = QualityState()
    for way in ways:
        look(record(1, (USER, "q"), (ASSISTANT, way)), state)
    return state


def values(state: QualityState, n: int) -> dict[str, float]:
    return {finding.id: finding.value for finding in findings(state, n, Unseen())}


def test_mixed_thinking() -> None:
    think, none, empty = "<think>hm</think>yes", "yes", "<think>\n</think>yes"
    assert values(thinking(think, think, think, none), 4)["format/mixed_thinking"] == 0.25
    assert values(thinking(think, think, empty), 3)["format/mixed_thinking"] == 0
    assert values(thinking(none, none), 2)["format/mixed_thinking"] == 0
    assert values(thinking(think, think, "<thinking>hm</thinking>yes"), 3)["format/mixed_thinking"] == pytest.approx(
        1 / 3
    )


def test_parts_of_reasoning_are_thinking() -> None:
    row = {
        "messages": [
            {},
            {"role": "assistant", "content": [{"type": "reasoning", "value": "hm"}, {"type": "text", "value": "y"}]},
        ]
    }
    turns = (
        Turn(USER, "messages[0].content", "q", False, 0),
        Turn(ASSISTANT, "messages[1].content[0].value", "hm", True, 1),
        Turn(ASSISTANT, "messages[1].content[1].value", "y", True, 1),
    )
    state = QualityState()
    look(Record("r", 1, "t:1", 1, "train", "messages", turns, row=row), state)
    assert state.thinking == {"field": 1}


def prose(length: int, word: str, end: str) -> str:
    return ((word + " of the river and the sea ") * 200)[: length - 1] + end


def answered(state: QualityState, text: str) -> None:
    look(record(1, (USER, "q"), (ASSISTANT, text)), state)


def test_a_cap_of_lengths_shows() -> None:
    state, whole = QualityState(), QualityState()
    for i in range(30):
        answered(state, prose(1000, f"part {i} so", "x"))
        answered(whole, prose(1000, f"part {i} so", "."))
    for i in range(70):
        answered(state, prose(300 + 9 * i, f"piece {i}", "."))
        answered(whole, prose(300 + 9 * i, f"piece {i}", "x"))
    assert values(state, 100)["format/cut_length"] == pytest.approx(0.3)
    assert values(whole, 100)["format/cut_length"] == 0


def test_one_text_many_times_is_no_cap() -> None:
    state = QualityState()
    for _ in range(30):
        answered(state, prose(1000, "the same", "x"))
    assert values(state, 30)["format/cut_length"] == 0


def test_missing_ends_count_where_peers_have_them() -> None:
    few, many = QualityState(), QualityState()
    for i in range(100):
        answered(few, prose(300, f"piece {i}", "x" if i < 5 else "."))
        answered(many, prose(300, f"piece {i}", "x" if i < 50 else "."))
    assert values(few, 100)["format/open_end"] == 0.05
    assert values(many, 100)["format/open_end"] == 0


def test_no_records_no_findings() -> None:
    assert list(findings(QualityState(), 0, Unseen())) == []


def test_every_judged_finding_has_a_limit() -> None:
    made = {finding.id: finding.judged for finding in findings(QualityState(), 10, Unseen())}
    assert {name for name, judged in made.items() if judged} == LIMITS.keys()
    assert made.keys() == {rule.id for rule in RULES} | WHOLE.keys()


PIECES = (
    "{{name}}", "{% if a %}", "[INSERT x]", "<your name>", "TODO:", "lorem ipsum dolor sit amet", "<|im_end|>", "</s>",
    "<think>", "</think>", "<nooutput>",
    "\n## 2. Instruction: ", "```\n", '{"a": [', "I am ChatGPT", "我是通义千问", "I'm sorry, but I cannot",
    "抱歉，我无法", "Ã©", "锛屼", "\ufffd", "\ud800", "aaaaaaaaaaaa",
    "so it goes on and on ", "你好", "привет ", "<tool_call>{\"name\": \"f\"}</tool_call>", "toolformer access: a\n",
    "\x00", "N/A", "[{\"f\": {}}]",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join)
roles = st.sampled_from([SYSTEM, USER, ASSISTANT, ASSISTANT, TOOL_CALL, TOOL, TEXT, "narrator"])
paths = st.sampled_from(
    [
        "",
        "output",
        "input",
        "messages[0].content",
        "messages[1].tool_calls[0].function.arguments",
        "messages[1].content[0].value",
    ]
)
turns = st.builds(Turn, roles, paths, texts, st.booleans(), st.sampled_from([None, 0, 1, 2]))
sides = st.lists(turns, max_size=4).map(tuple)
shapes = st.sampled_from(["messages", "text", "alpaca", "preference", "prompt_completion"])
jsons: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["name", "function"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "function", "parameters", "properties", "required", "type", "arguments"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
declarations = st.lists(
    st.builds(Turn, st.just(TOOLS), st.just("tools"), st.one_of(texts, jsons.map(json.dumps)), st.just(False)),
    max_size=2,
).map(tuple)
calls = st.builds(Turn, st.just(TOOL_CALL), paths, jsons.map(json.dumps), st.just(True), st.just(1))
extras = st.lists(
    st.builds(
        Turn,
        st.just(EXTRA),
        st.sampled_from(["messages[1].tool_calls[0].function.name", "messages[1].tool_calls[0].id"]),
        texts,
        st.just(False),
    ),
    max_size=2,
).map(tuple)
made = st.builds(
    lambda shape, turns, more, rejected, tools, extra, row: Record(
        "r", 1, "t:1", 1, "train", shape, (*turns, *more), rejected, tools, extra=extra, row=row
    ),
    shapes,
    sides,
    st.lists(calls, max_size=2),
    sides,
    declarations,
    extras,
    st.dictionaries(st.sampled_from(["messages"]), jsons, max_size=1),
)


@given(made)
def test_no_rule_raises_and_spans_lie_in_the_text(item: Record) -> None:
    known = {rule.measure for rule in RULES}
    for problem in find_problems(item):
        assert problem.measure in known
        assert problem.turn is None or 0 <= problem.start <= problem.end <= len(problem.turn.text)


def state_of(items: Sequence[Record]) -> QualityState:
    state = QualityState()
    for item in items:
        look(item, state)
    return state


STOCK = [conversation(example) for rule in RULES for example in (*rule.hits, *rule.misses)]
STOCK += [conversation(prose(400, word, end)) for word in ("one", "two", "three") for end in "x."]


@given(st.lists(st.sampled_from(STOCK), max_size=12), st.integers(0, 12), st.randoms(use_true_random=False))
def test_states_merge_in_any_split_and_order(items: list[Record], cut: int, chance: Any) -> None:
    whole = state_of(items)
    mixed = list(items)
    chance.shuffle(mixed)
    parts = state_of(mixed[cut:]).merge(state_of(mixed[:cut])).merge(QualityState())
    assert parts == whole
    assert list(findings(parts, 9, Unseen())) == list(findings(whole, 9, Unseen()))


def counts(path: Path) -> dict[str, int]:
    state = QualityState()
    for shard in open_source([str(path)]).shards():
        for item in read(shard, KEY):
            if isinstance(item, Record):
                look(item, state)
    return dict(state.records)


def test_real_sets_are_reported_for_what_they_are(shared: Path) -> None:
    assert counts(shared / "llama-factory" / "identity.json") == {"placeholder": 83}
    assert counts(shared / "tool-calls" / "BFCL_v4_simple_python.json") == {"no_question": 400}
    assert counts(shared / "gsm8k" / "train.jsonl") == {}
    zh = counts(shared / "llama-factory" / "alpaca_zh_demo.json")
    assert zh["other_script"] == 5
