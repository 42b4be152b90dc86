"""The suites that come with the auditor: size and form, and that right answers are right and wrong ones are not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict

import orjson
import pytest

from auditor.errors import UsageError
from auditor.models import Generated
from auditor.suites import Choose, Follow, Item, Produce
from auditor.suites.checks.answers import Label, Number
from auditor.suites.checks.calls import NoCall, ToolCall
from auditor.suites.checks.refusals import refuses
from auditor.suites.digests import digest
from auditor.suites.packs import GATING, PACKS, pack
from auditor.suites.packs.arithmetic.problems import PROBLEMS
from auditor.suites.packs.facts import relations
from auditor.suites.packs.making import LANGUAGES
from auditor.suites.packs.safety_requests import openings
from auditor.suites.packs.self_cognition import others
from tests.suites import references_en, references_zh

REFERENCES = {"en": references_en, "zh": references_zh}
FORBIDDEN = re.compile(r"\{[a-z]\w*\}|\{\}| {2}|(?<!\.)\.\.$|。。|？。|\?\.")
"""What a template leaves when it is filled wrongly."""


def said(text: str) -> Generated:
    """A reply that the model ended."""
    return Generated(text, len(text), True)


def first_of_each(name: str) -> list[Item]:
    """The first item of each cluster."""
    found: dict[tuple[str, str], Item] = {}
    for item in pack(name).items:
        found.setdefault((item.language, item.cluster), item)
    return list(found.values())


@pytest.mark.parametrize("name", PACKS)
def test_form(name: str) -> None:
    """Ids are unique, the capability is the pack's, a question is asked once, and it is filled in."""
    suite = pack(name)
    assert suite.name == f"pack:{name}"
    assert len({item.id for item in suite.items}) == len(suite.items)
    asked = Counter((item.messages, item.tools, type(item.ask)) for item in suite.items)
    assert [question for question, times in asked.items() if times > 1] == []
    for item in suite.items:
        assert item.capability in (name, f"{name}_choice")
        assert item.role == "retain"
        assert item.messages[-1].role == "user"
        assert item.language in LANGUAGES
        for message in item.messages:
            assert message.content == message.content.strip() != ""
            if name != "instruction_following":
                assert not FORBIDDEN.search(message.content), item.id


@pytest.mark.parametrize("name", PACKS)
def test_options(name: str) -> None:
    """Options differ, and the right one stands at every place about equally often."""
    places = Counter[tuple[int, int]]()
    for item in pack(name).items:
        match item.ask:
            case Choose(options, gold):
                assert len({option.casefold() for option in options}) == len(options), item.id
                assert all(option == option.strip() != "" for option in options)
                places[len(options), gold] += 1
            case Produce(_, limit):
                assert 8 <= limit <= 256
    for size in {size for size, _ in places}:
        counts = [places[size, gold] for gold in range(size)]
        if sum(counts) >= 100:
            assert min(counts) > 0.6 * sum(counts) / size, (size, counts)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_clusters(name: str, language: str) -> None:
    """Forty independent templates or sources a capability and language."""
    clusters = defaultdict(set)
    for item in pack(name).items:
        if item.language == language:
            clusters[item.capability].add(item.cluster)
    assert clusters
    assert all(len(found) >= 40 for found in clusters.values())


@pytest.mark.parametrize("name", GATING)
def test_gating_packs_are_large(name: str) -> None:
    counts = Counter(item.capability for item in pack(name).items)
    assert min(counts.values()) >= 700


def test_same_every_time() -> None:
    """Generated anew, a pack has the same digest; every pack has one of its own."""
    from importlib import import_module

    for name in PACKS:
        module = import_module(f"auditor.suites.packs.{name}")
        assert digest([item for language in LANGUAGES for item in module.items(language)]) == pack(name).digest
    assert len({pack(name).digest for name in PACKS}) == len(PACKS)


def test_unknown_pack() -> None:
    with pytest.raises(UsageError, match="did you mean 'reading'"):
        pack("reding")


@pytest.mark.parametrize("item", first_of_each("instruction_following"), ids=lambda item: item.id)
def test_instructions(item: Item) -> None:
    right, wrong = REFERENCES[item.language].INSTRUCTIONS[item.cluster]
    task = re.split("(?<=[?？])", item.messages[0].content)[0]
    assert isinstance(item.ask, Produce)
    assert item.ask.check.right(said(right.replace("{task}", task)))
    assert not item.ask.check.right(said(wrong))
    assert not item.ask.check.right(said("  "))


@pytest.mark.parametrize("item", first_of_each("system_prompt"), ids=lambda item: item.id)
def test_rules(item: Item) -> None:
    right, wrong = REFERENCES[item.language].RULES[item.cluster]
    assert isinstance(item.ask, Produce)
    assert item.ask.check.right(said(right))
    assert not item.ask.check.right(said(wrong))


def test_every_reference_is_used() -> None:
    for language, module in REFERENCES.items():
        for name, table in (("instruction_following", module.INSTRUCTIONS), ("system_prompt", module.RULES)):
            assert {item.cluster for item in pack(name).items if item.language == language} == table.keys()


def test_tool_calls() -> None:
    """The call that is due passes, every other tool and every other argument fails, and so does talk."""
    for item in pack("tool_calls").items:
        assert isinstance(item.ask, Produce)
        declared = {tool["function"]["name"]: tool["function"] for tool in orjson.loads(item.tools)}
        assert len(declared) == 4
        match item.ask.check:
            case ToolCall(name, arguments) as check:
                wanted = orjson.loads(arguments)
                assert set(wanted) == set(declared[name]["parameters"]["required"])
                for value in wanted.values():
                    assert f"{value}" in item.messages[0].content
                assert check.right(_call(name, wanted))
                assert not check.right(said(item.messages[0].content))
                assert not any(check.right(_call(other, wanted)) for other in declared if other != name)
                assert not any(check.right(_call(name, {**wanted, key: "?"})) for key in wanted)
            case NoCall(tools) as check:
                assert set(tools) == set(declared)
                assert check.right(said("The answer is four."))
                assert not check.right(_call(tools[0], {}))
            case _:
                pytest.fail(item.id)


def _call(name: str, arguments: object) -> Generated:
    made = orjson.dumps({"name": name, "arguments": arguments}).decode()
    return said(f"<tool_call>\n{made}\n</tool_call>")


def test_tools_take_and_leave() -> None:
    """Of each tool seven requests call for it, and two questions come without a call."""
    kinds = defaultdict(Counter)
    for item in pack("tool_calls").items:
        assert isinstance(item.ask, Produce)
        kinds[item.language, item.cluster][type(item.ask.check)] += 1
    assert all(counts == {ToolCall: 7, NoCall: 2} for counts in kinds.values())


def test_openings_differ_in_the_answer_and_not_in_length() -> None:
    for language in LANGUAGES:
        for refusing, complying in openings(language):
            assert refuses(refusing)
            assert not refuses(complying)
            if language == "en":
                assert abs(len(refusing.split()) - len(complying.split())) <= 1
            assert abs(len(refusing) - len(complying)) <= 5


@pytest.mark.parametrize(("name", "due"), [("safety_refusal", True), ("safety_answer", False)])
def test_safety_keys(name: str, due: bool) -> None:
    """The right opening refuses where to refuse is right; replies are judged likewise."""
    replies = {True: ("I'm sorry, but I can't help with that.", "抱歉，我不能提供这方面的帮助。")}
    replies[False] = ("First, look at what you have. Then begin.", "首先看看手边有什么，然后再动手。")
    for item in pack(name).items:
        match item.ask:
            case Choose(options, gold):
                assert refuses(options[gold]) is due
                assert refuses(options[1 - gold]) is not due
            case Produce(check):
                assert all(check.right(said(reply)) for reply in replies[due])
                assert not any(check.right(said(reply)) for reply in replies[not due])
                assert not check.right(said(""))


def test_arithmetic_keys() -> None:
    """The numbers of a question, put into its problem's formula, give its answer; another number is wrong."""
    for item in pack("arithmetic").items:
        match item.ask:
            case Choose(options, gold):
                value = float(options[gold])
            case Produce(Number(value) as check):
                assert check.right(said(f"The answer is {value:.0f}."))
                assert check.right(said(f"答案是{value:.0f}。"))
                assert not check.right(said(f"It is {value + 1:.0f}."))
        assert value >= 0
        assert value == int(value)


EQUATIONS = re.compile(r"What is ([\d +x()-]+)\?|([\d +×÷()-]+)等于多少")


def test_sums_by_another_way() -> None:
    """Where the question is a sum, Python agrees."""
    checked = 0
    for item in pack("arithmetic").items:
        found = EQUATIONS.search(item.messages[0].content)
        if found:
            sum_ = (found[1] or found[2]).replace("x", "*").replace("×", "*").replace("÷", "/")
            match item.ask:
                case Choose(options, gold):
                    value = float(options[gold])
                case Produce(Number(value)):
                    pass
            assert eval(sum_) == value
            checked += 1
    assert checked >= 60


def test_problems_speak_of_their_numbers() -> None:
    """Both wordings of a problem show the same numbers."""
    for problem in PROBLEMS:
        fields = [set(re.findall(r"\{(\w)\}", text)) for text in (problem.en, problem.zh)]
        assert fields[0] == fields[1] != set(), problem.name


def test_facts_have_four_answers_each_its_own() -> None:
    for language in LANGUAGES:
        for relation in relations(language):
            assert len({subject for subject, _ in relation.facts}) == len(relation.facts)
            assert len({answer for _, answer in relation.facts}) >= 4
            assert "{s}" in relation.question
            assert "{a}" not in relation.question
            assert "{s}" in relation.statement
            assert "{a}" in relation.statement


def test_knowledge_keys() -> None:
    """Each right option is the fact's answer, and no wrong one is an answer to the same question."""
    for item in pack("knowledge").items:
        relation = next(r for r in relations(item.language) if r.name == item.cluster)
        subject, answer = relation.facts[int(item.id.rpartition("-")[2])]
        assert relation.question.format(s=subject) in item.messages[0].content
        assert isinstance(item.ask, Choose)
        assert item.ask.options[item.ask.gold] == answer


def test_faithfulness_keys() -> None:
    """The text tells the right option and never the true one, which is among the wrong ones."""
    for item in pack("faithfulness").items:
        relation = next(r for r in relations(item.language) if r.name == item.cluster)
        subject, truth = relation.facts[int(item.id.rpartition("-")[2])]
        assert isinstance(item.ask, Choose)
        told = item.ask.options[item.ask.gold]
        assert told != truth
        assert truth in item.ask.options
        prompt = item.messages[0].content.casefold()
        assert relation.statement.format(s=subject, a=told).casefold() in prompt
        assert relation.statement.format(s=subject, a=truth).casefold() not in prompt


def test_reading_keys() -> None:
    for item in pack("reading").items:
        match item.ask:
            case Produce(Label(labels, answer) as check):
                assert check.right(said(f"It is {answer}."))
                assert not any(check.right(said(other)) for other in labels if other != answer)
                assert answer.casefold() in item.messages[0].content.casefold()
            case Choose(options, gold):
                shown = sum(option.casefold() in item.messages[0].content.casefold() for option in options)
                assert options[gold].casefold() in item.messages[0].content.casefold() or shown < len(options)


def test_reasoning_by_another_way() -> None:
    """Puzzles of numbers, solved anew from their text."""
    solved = 0
    for item in pack("reasoning").items:
        text, ask = item.messages[0].content, item.ask
        assert isinstance(ask, Choose)
        if item.cluster in ("points", "fewest", "middle_number", "cheaper"):
            numbers = [(int(found[2] or found[4]), found[1] or found[3]) for found in re.finditer(_NAMED, text)]
            ordered = [name.removeprefix("and ") for _, name in sorted(numbers)]
            assert len(ordered) == 3, text
            place = {"points": 2, "fewest": 0, "middle_number": 1, "cheaper": 0}[item.cluster]
            assert ordered[place].casefold() in ask.options[ask.gold].casefold(), item.id
            solved += 1
        if item.cluster == "larger_number":
            assert int(ask.options[ask.gold]) == max(map(int, ask.options))
            solved += 1
    assert solved >= 50


_NAMED = re.compile(
    r"(?:[Tt]he |and |and the )*([A-Za-z]+)(?: has| is| costs)? (\d+)"
    r"|(?:^|[，。])([一-鿿]{1,3}?)(?:得了|有|今年)?(\d+)"
)


def test_relations_of_order_hold() -> None:
    """In a row of three, each question's answer is one of the three."""
    for item in pack("reasoning").items:
        assert isinstance(item.ask, Choose)
        if len(item.ask.options) == 3 and item.cluster in ("taller", "finish", "floors", "faster", "line_front"):
            assert all(option in item.messages[0].content for option in item.ask.options)


def test_own_names_are_left_out() -> None:
    """A model may say its own family's names."""
    assert "Qwen" in others()
    assert "阿里云" not in others(("Qwen3",))
    assert "OpenAI" in others(("Qwen3",))
    for item in pack("self_cognition").items[:1]:
        assert isinstance(item.ask, Produce)
        assert item.ask.check.right(said("I am a helpful assistant."))
        assert not item.ask.check.right(said("I am Qwen2.5, made by Alibaba Cloud."))


ANSWERS = {
    "language": {
        "en": ("Leaves lose their green.", "树叶变黄了。"),
        "zh": ("树叶变黄了。", "Leaves lose their green."),
    },
    "stopping": dict.fromkeys(LANGUAGES, ("Leaves fall.", "")),
    "repetition": dict.fromkeys(LANGUAGES, ("Leaves fall.", "Leaves fall down. " * 20)),
    "template_leak": dict.fromkeys(LANGUAGES, ("Leaves fall.", "Leaves fall.<|im_end|>")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_manners(name: str) -> None:
    for item in pack(name).items:
        right, wrong = ANSWERS[name][item.language]
        assert isinstance(item.ask, Produce)
        assert item.ask.check.right(said(right))
        assert not item.ask.check.right(said(wrong))


def test_packs_are_made_when_they_are_asked_for() -> None:
    """To know their names costs nothing."""
    code = "import sys, auditor.suites.packs as p; print([m for m in sys.modules if m.startswith(p.__name__ + '.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_general_text_comes_in_both_languages_and_as_code() -> None:
    counts = Counter(item.capability for item in pack("general_text").items)
    assert counts == {"general_en": 40, "general_zh": 40, "general_code": 40}
    texts = [item.ask.text for item in pack("general_text").items if isinstance(item.ask, Follow)]
    assert len(set(texts)) == 120
    assert all(len(text) > 15 for text in texts)
