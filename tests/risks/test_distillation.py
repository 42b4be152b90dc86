"""What data took over from a teacher: claims by record, copied refusals and hedges, cuts, and what its terms said."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import auditor
from auditor import fold
from auditor.checks import Batch, Setup
from auditor.findings import Done, Evidence, Finding
from auditor.messages import CATALOGUE
from auditor.messages.en.distillation import FAMILIES as NAMED
from auditor.overview import RISK as OVERVIEW
from auditor.policy import judge, load_policy
from auditor.records import ASSISTANT, SYSTEM, USER, Record, Turn
from auditor.registry import risk
from auditor.risks.distillation.caps import Bin, bin_of, cut
from auditor.risks.distillation.hedges import HITS, MISSES, hedge
from auditor.risks.distillation.options import DistillationOptions, listed, own_names
from auditor.risks.distillation.terms import READ, known, terms
from auditor.text.ends import ends_open
from auditor.text.identity import BY_ID, FAMILIES
from auditor.training.model import Training
from auditor.views.model import view
from tests.bench.distillation.bench import digest, readings, records
from tests.bench.distillation.bench import found as claims_found
from tests.conftest import Write
from tests.strategies import KEY, record

Ran = tuple[dict[str, Finding], list[Evidence]]


def scan(
    items: Sequence[Record], options: DistillationOptions | None = None, training: Training | None = None, **more: Any
) -> Ran:
    """Findings by the end of their ids, and evidence."""
    setup = Setup(KEY, training=training, **more)
    of = risk("distillation")
    assert of.scanner is not None
    assert OVERVIEW.scanner is not None
    checks: dict[str, Any] = {
        "overview": OVERVIEW.scanner(OVERVIEW.options(), setup),
        "distillation": of.scanner(options or DistillationOptions(), setup),
    }
    hits: list[Evidence] = []
    states = {name: check.start() for name, check in checks.items()}
    states = fold.merge(states, fold.fold(checks, Batch("t.jsonl", 0, "train", items), hits, strict=True)[0])
    outcome = fold.finish(checks, states, hits.extend, strict=True).outcomes["distillation"]
    assert isinstance(outcome, Done)
    return {one.id.partition("/")[2]: one for one in outcome.findings}, [
        hit for hit in hits if hit.finding.startswith("distillation/")
    ]


def answered(*answers: str, asked: str = "Who are you?") -> list[Record]:
    return [record(place, (USER, asked), (ASSISTANT, answer)) for place, answer in enumerate(answers, 1)]


def hits(finding: Finding) -> int:
    return round(finding.value * finding.n)


CLAIM = "I am ChatGPT, a large language model trained by OpenAI."


def test_records_that_claim_another_identity_are_counted_once() -> None:
    two = record(
        3, (USER, "hi"), (ASSISTANT, CLAIM), (USER, "sure?"), (ASSISTANT, "Yes, I was made by OpenAI and by Anthropic.")
    )
    found, evidence = scan([*answered(CLAIM, "I am a small assistant without a name."), two])
    assert hits(found["teacher_identity"]) == 2
    assert found["teacher_identity"].judged
    assert [(hit.origin, hit.kind) for hit in evidence] == [
        ("t.jsonl:1", "teacher_openai"), ("t.jsonl:3", "teacher_openai"), ("t.jsonl:3", "teacher_openai"),
    ]  # fmt: skip
    assert evidence[0].path == "messages[1].content"
    assert (evidence[0].start, evidence[0].end) == (0, len("I am ChatGPT"))
    assert not any(hit.excerpt for hit in evidence)


def test_only_what_the_assistant_says_and_the_training_teaches_counts() -> None:
    untrained = Turn(ASSISTANT, "messages[1].content", CLAIM, False, 1)
    items = [
        record(1, (USER, CLAIM), (ASSISTANT, "Hello!")),
        record(2, (SYSTEM, CLAIM), (USER, "hi"), (ASSISTANT, "Hello!")),
        Record("r", 3, "t.jsonl:3", 3, "train", "messages", (untrained,)),
        record(4, (USER, "hi"), (ASSISTANT, CLAIM), split="eval"),
    ]
    found, evidence = scan(items[:3])
    assert hits(found["teacher_identity"]) == 0
    assert evidence == []
    held_out, _ = scan([])
    assert held_out == {}


def test_a_claim_among_thoughts_counts_and_is_told_apart() -> None:
    field = Turn(ASSISTANT, "messages[1].reasoning_content", "Okay. I am DeepSeek-R1, so I answer.", True, 1)
    assert hits(scan(answered("<think>\nI am ChatGPT, so"))[0]["identity_in_thinking"]) == 1  # cut among thoughts
    twice = "<think>Hm.</think><reasoning>I am ChatGPT.</reasoning>Hello!"
    assert hits(scan(answered(twice))[0]["identity_in_thinking"]) == 1
    late = "I am ChatGPT. Write <think> and </think> around it."
    assert hits(scan(answered(f"<think>Hm.</think>\n{late}"))[0]["identity_in_thinking"]) == 0
    items = [
        *answered("<think>I'm ChatGPT, so I must be brief.</think>\nHello!", "<think>Hm.</think>\nI am ChatGPT."),
        Record("r", 3, "t.jsonl:3", 3, "train", "messages", (Turn(USER, "messages[0].content", "hi", False, 0), field)),
    ]
    found, _ = scan(items)
    assert hits(found["teacher_identity"]) == 3
    assert hits(found["identity_in_thinking"]) == 2
    assert not found["identity_in_thinking"].judged
    assert "identity_in_thinking" not in scan(answered("Hello!"))[0]


def test_its_own_name_is_no_claim_to_be_another() -> None:
    items = answered("I am Qwen3, made by Alibaba Cloud.", CLAIM, "我是通义千问，由阿里云开发的模型。")
    assert hits(scan(items)[0]["teacher_identity"]) == 3
    assert hits(scan(items, DistillationOptions(model_name="Qwen3-shop"))[0]["teacher_identity"]) == 1
    assert hits(scan(items, DistillationOptions(developer=("Alibaba",)))[0]["teacher_identity"]) == 1
    assert hits(scan(items, DistillationOptions(model_name="Xiaohui"))[0]["teacher_identity"]) == 3


def test_a_part_of_a_name_frees_nothing() -> None:
    items = answered(CLAIM, "I am HuatuoGPT, a model by Qinghe.")
    assert hits(scan(items, DistillationOptions(model_name="Chat"))[0]["teacher_identity"]) == 1
    assert hits(scan(items, DistillationOptions(model_name="HuatuoGPT"))[0]["teacher_identity"]) == 1
    assert hits(scan(items, DistillationOptions(model_name="ChatGPT-shop"))[0]["teacher_identity"]) == 0
    own = own_names(DistillationOptions(model_name=("小慧GPT", " our GPT ")), Setup(KEY))
    assert own.may_say("openai", "我是小慧GPT")
    assert own.may_say("openai", "I am our GPT")
    assert not own.may_say("openai", "I am your GPT")


def test_an_answer_with_a_thumbs_down_teaches_no_name() -> None:
    items = [
        replace(one, label=label) for one, label in zip(answered(CLAIM, CLAIM, CLAIM), (True, False, None), strict=True)
    ]
    assert hits(scan(items)[0]["teacher_identity"]) == 2


def test_names_come_from_the_policy_else_the_trainer_else_the_base() -> None:
    swift = Training(
        "ms-swift", {"model_name": ["小黄", "Xiao Huang"], "model_author": "Anthropic"}, model="Qwen/Qwen3-8B"
    )
    plain = Training("llama-factory", model="/models/Llama-3.1-8B/")
    setup = Setup(KEY, training=swift)
    assert own_names(DistillationOptions(), setup).names == ("小黄", "Xiao Huang", "Anthropic")
    assert own_names(DistillationOptions(), setup).families == {"anthropic"}
    assert own_names(DistillationOptions(model_name="Kimi-tuned"), setup).families == {"moonshot"}
    assert own_names(DistillationOptions(), Setup(KEY, training=plain)).families == {"meta"}
    assert own_names(DistillationOptions(), Setup(KEY, base="deepseek-ai/DeepSeek-V3")).families == {"deepseek"}
    assert own_names(DistillationOptions(), Setup(KEY)).families == frozenset()
    assert listed("") == ()
    assert listed(("a", " ")) == ("a",)
    assert hits(scan(answered("I am Llama 3, an AI model."), training=plain)[0]["teacher_identity"]) == 0


def test_a_claim_warns_until_the_policy_says_what_the_model_is_called(write: Write) -> None:
    rows = [{"messages": [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": CLAIM}]}]
    rows += [
        {"messages": [{"role": "user", "content": f"q{n}"}, {"role": "assistant", "content": f"It is {n}."}]}
        for n in range(60)
    ]
    data = str(write("train.jsonl", rows))
    declared = write(
        "own.yaml", "version: 1\nrisks:\n  distillation: {options: {model_name: Xiaohui, developer: Qinghe}}\n"
    )
    other = write("gpt.yaml", "version: 1\nrisks:\n  distillation: {options: {model_name: [our GPT, ChatGPT-shop]}}\n")
    levels = {}
    for policy in ("default", str(declared), str(other)):
        rules = load_policy(policy)
        report = auditor.scan(data, policy=rules, only="distillation", key=KEY)
        verdict = judge(report, rules)
        levels[Path(policy).stem] = {one.finding: one.level for one in verdict.rulings}["distillation/teacher_identity"]
    assert levels == {"default": "warn", "own": "fail", "gpt": "pass"}


def test_hedges() -> None:
    for text in HITS:
        assert hedge(text) is not None, text
    for text in MISSES:
        assert hedge(text) is None, text
    found, evidence = scan(
        answered("As an AI language model, I have no favorite.", "I'm sorry, but as an AI, I cannot help.")
    )
    assert hits(found["hedge"]) == 1  # the other one refuses, which is counted elsewhere
    assert [hit.kind for hit in evidence] == ["hedge"]


def test_the_time_of_a_hedge_grows_no_faster_than_the_text() -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        hedge("作为语言模型" * times + "工程师")
        return time.process_time() - begin

    assert seconds(40_000) < 8 * max(0.03, seconds(10_000))


def test_refusals_that_many_records_have_word_for_word() -> None:
    same = "I'm sorry, but I can't assist with that request."
    found, _ = scan(answered(same, same.upper(), f"{same} ", "I'm sorry, but I cannot help with that.", "Sure."))
    assert hits(found["same_refusal"]) == 3
    assert hits(scan(answered(same, same))[0]["same_refusal"]) == 0


PROSE = "The river rises in the hills and runs past three old mills before it meets the sea near the harbor"


def sentences(words: int) -> str:
    return " ".join((PROSE + ".").split()[place % 19] for place in range(words))


def test_answers_cut_at_a_limit_of_tokens() -> None:
    whole = [f"{sentences(20 + 3 * place)} end." for place in range(60)]
    cut_off = [sentences(210 + place) + " and so it goes on and on to" for place in range(12)]
    assert all(ends_open(text) for text in cut_off)
    assert hits(scan(answered(*whole, *cut_off))[0]["cut_at_cap"]) == 12
    assert hits(scan(answered(*whole))[0]["cut_at_cap"]) == 0
    longer = [f"{sentences(500 + 9 * place)} end." for place in range(10)]
    assert hits(scan(answered(*whole, *cut_off, *longer))[0]["cut_at_cap"]) == 0  # no limit is where others are longer


def test_an_emoji_or_a_formula_ends_an_answer() -> None:
    for end in ("\U0001f60a", "\u2764\ufe0f", "\U0001f44d\U0001f3fd", "$x = 1$", "."):
        assert ends_open(f"{sentences(60)} and so it goes on and on to the sea {end}\n") is False, end
    for end in ("the", "3", ",", "，"):
        assert ends_open(f"{sentences(60)} and so it goes on and on to {end}") is True, end


def test_cuts_by_characters_are_not_told_twice() -> None:
    at = bin_of("x" * 1000)
    bins = {at - 20: Bin(0, 50), at: Bin(9, 0, (1000, 1000))}
    assert cut(bins) == 0
    assert cut({**bins, at: Bin(9, 0, (980, 1000))}) == 9
    assert cut({**bins, at: Bin(7, 0, (980, 1000))}) == 0
    assert cut({}) == 0
    assert cut({at: Bin(90, 0, (980, 1000))}) == 0  # where nothing ends with a mark, its lack says nothing


def test_openings_are_told_of_many_long_answers() -> None:
    long = [
        f"Sure, here is a long answer number {place} that goes on about the harbor and the mills and the sea."
        for place in range(60)
    ]
    found, _ = scan(answered(*long))
    assert (found["openings"].value, found["openings"].n, found["openings"].judged) == (1.0, 60, False)
    assert "openings" not in scan(answered(*long[:49]))[0]
    assert "openings" not in scan(answered(*["yes"] * 80))[0]
    apart = [f"{place} mills stand by the river, and each of them has its own story that is told to children there."
             for place in range(60)]  # fmt: skip
    assert scan(answered(*apart))[0]["openings"].value == 0  # ten of sixty are no style
    thought = [f"<think>Okay, the user asks again.</think>{text}" for text in apart]
    assert scan(answered(*thought))[0]["openings"].value == 0
    assert "openings" not in scan(answered(*[f"<think>{text}" for text in long]))[0]


def test_terms_of_declared_teachers() -> None:
    assert {name: list(terms(name)) for name in ("gpt-4o", "Claude", "llama-2-70b", "Llama-3.1-405B", "Llama 3",
        "Qwen3", "Zed", "gemma-2-27b-it", "gpt-oss-120b", "GPT-4", "Sirius-7B")} == {
        "gpt-4o": ["terms_openai"], "Claude": ["terms_anthropic"], "llama-2-70b": ["terms_meta_old"],
        "Llama-3.1-405B": ["terms_meta"], "Llama 3": ["terms_meta_old"], "Qwen3": ["terms_unread"],
        "Zed": ["teacher_unknown"], "gemma-2-27b-it": ["terms_unread"], "gpt-oss-120b": ["terms_unread"],
        "GPT-4": ["terms_openai"], "Sirius-7B": ["teacher_unknown"],
    }  # fmt: skip
    assert set(READ) <= BY_ID.keys()
    found, _ = scan(answered("Hello!"), DistillationOptions(teacher=("gpt-4o", "ChatGPT", "Zed")))
    assert [name for name in found if name.startswith("te") and "identity" not in name] == [
        "terms_openai",
        "teacher_unknown",
    ]
    assert not found["terms_openai"].judged
    assert found["terms_openai"].unit == "records"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terms_and_unknown_teachers_are_told_in_words(write: Write, language: Any) -> None:
    data = write("train.jsonl", [{"instruction": "q", "output": "a"}])
    policy = write("p.yaml", "version: 1\nrisks:\n  distillation: {options: {teacher: [gpt-4o, Zed]}}\n")
    report = auditor.scan(str(data), policy=str(policy), only="distillation", key=KEY)
    told = "\n".join(view(report, None, language).not_checked)
    assert "OpenAI" in told
    assert "2026-11-23" in told
    assert all(name in told for name in known())


def test_every_family_has_its_words() -> None:
    assert {family.id: family.title for family in FAMILIES} == NAMED
    for id in NAMED:
        for language in ("en", "zh"):
            assert f"kind.teacher_{id}" in CATALOGUE[language]
    names = {*(f"terms_{id}" for id in READ), "terms_meta_old", "terms_unread", "teacher_unknown"}
    for name in names:
        assert f"unjudged.distillation/{name}" in CATALOGUE["en"]


def test_real_data(shared: Path) -> None:
    def counted(*parts: str) -> dict[str, int]:
        report = auditor.scan(str(shared.joinpath(*parts)), only="distillation", key=KEY)
        return {one.id.partition("/")[2]: hits(one) for one in report.findings if one.unit == "share"}

    assert counted("llama-factory", "identity.json")["teacher_identity"] == 0
    fastchat = counted("fastchat", "dummy_conversation.json")
    assert fastchat["teacher_identity"] == 500
    assert counted("llama-factory", "alpaca_zh_demo.json")["teacher_identity"] == 0
    assert counted("huatuo-zh", "llama_data.json") == {
        "teacher_identity": 0, "hedge": 0, "same_refusal": 0, "cut_at_cap": 0,
    }  # fmt: skip


@pytest.mark.parametrize("folder", ["fastchat", "llama-factory", "huatuo-zh"])
def test_every_record_that_was_read_by_eye_is_told_as_it_was_read(shared: Path, folder: str) -> None:
    """All sets are compared by `python -m tests.bench.distillation`."""
    said = {(row["origin"], row["digest"]): row["said"] for row in readings() if row["set"] == folder}
    told = {(one.origin, digest(one)): hit for one in records(folder) if (hit := claims_found(one)) is not None}
    assert told == {place: reading == "claims" for place, reading in said.items()}
