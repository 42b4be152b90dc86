"""Which words of a record are its questions and answers, in which language, and what is left of the records then."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from auditor.records import ASSISTANT, SYSTEM, TEXT, TOOL, TOOL_CALL, USER, Record, Turn
from auditor.risks.staleness.exchanges import Found, fast_facts, judged_record, located
from auditor.risks.staleness.judge import LONGEST_PROMPT, judge
from auditor.risks.staleness.kinds import kind_of
from auditor.risks.staleness.language import language_of
from auditor.risks.staleness.model import Fast, Never, Slow
from tests.risks.conftest import Measure
from tests.strategies import record

PRICE = "How much is a day ticket?"


def words_of(found: Found) -> str:
    assert found.exchange is not None
    assert isinstance(found.judged, Fast | Slow)
    turn, start, end = located(found.exchange, found.judged.place)
    return turn.text[start:end]


@pytest.mark.parametrize(
    "text",
    [
        f"Question: {PRICE}\nAnswer: 14.50 euros.",
        f"Q: {PRICE}\nA: 14.50 euros.",
        f"### Human: {PRICE}### Assistant: 14.50 euros.",
        f"Below is an instruction.\n\n### Instruction:\n{PRICE}\n\n### Response:\n14.50 euros.",
        f"<s>[INST] {PRICE} [/INST] 14.50 euros.</s>",
        f"<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n{PRICE}<|im_end|>\n"
        "<|im_start|>assistant\n14.50 euros.<|im_end|>",
        f"Question: Who wrote Faust?\nAnswer: Goethe.\nQuestion: {PRICE}\nAnswer: 14.50 euros.",
    ],
)
def test_a_text_that_holds_a_conversation_is_taken_apart(text: str) -> None:
    found = judged_record(record(1, (TEXT, text)))
    assert kind_of(found.judged) == "lookup"
    assert found.exchange is not None
    assert (found.exchange.prompt, found.exchange.answer.text) == (PRICE, "14.50 euros.")
    assert words_of(found) == "How much is"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Question: A pen costs $2 each. How much are 3 pens?\nAnswer: $6", "given"),
        ("Question: Ann had $21 this year and got $50. What has she now?\nAnswer:\n#### 71", "code_math"),
        ("问题：一件衣服原价200元，打八折后多少钱？\n答案：160元", "given"),
        ("Once upon a time there was a fox. Today it was currently hungry. Bread was $2 a loaf.", "style"),
        ("从前有一位国王，他目前正在城堡里。", "style"),
        ("A: 14.50 euros.", "stable"),
    ],
)
def test_sums_and_tales_without_a_speaker_never_change(text: str, kind: str) -> None:
    assert kind_of(judged_record(record(1, (TEXT, text))).judged) == kind


def test_thinking_is_no_answer() -> None:
    think = "<think>" + "Let me see what they want. " * 60 + "</think>\n\n"
    found = judged_record(record(1, (USER, PRICE), (ASSISTANT, think + "As of May 2024, 14.50 euros.")))
    assert found.exchange is not None
    assert found.exchange.answer.text == "As of May 2024, 14.50 euros."
    told = judged_record(record(1, (USER, "Tell me of Elmton."), (ASSISTANT, think + "As of May 2024 it has 3 piers.")))
    assert words_of(told) == "As of May"
    open_ended = record(1, (USER, PRICE), (ASSISTANT, "<think>Where is the end? 14.50 euros"))
    assert isinstance(judged_record(open_ended).judged, Fast)


def spoken(role: str, path: str, text: str, message: int, *, trained: bool = True) -> Turn:
    return Turn(role, path, text, trained, message)


def test_a_field_of_thoughts_and_a_call_are_no_answer() -> None:
    base = record(1)
    asked = spoken(USER, "messages[0].content", "What is the stock price of Brightmill?", 0)
    thought = spoken(ASSISTANT, "messages[1].reasoning_content", "They ask for it. Perhaps 134.32?", 1)
    said = spoken(ASSISTANT, "messages[1].content", "I look it up: 134 maybe.", 1)
    call = spoken(TOOL_CALL, "messages[1].tool_calls[0]", "{}", 1)
    result = spoken(TOOL, "messages[2].content", "134.32", 2)
    rethought = spoken(ASSISTANT, "messages[3].reasoning_content", "The result is 134.32.", 3)
    answer = spoken(ASSISTANT, "messages[3].content", "It is at $134.32 a share.", 3)
    looked_up = replace_turns(base, asked, thought, said, call, result, rethought, answer)
    assert judged_record(looked_up).judged == Never("tool")
    found = judged_record(replace_turns(base, asked, rethought, answer))
    assert isinstance(found.judged, Fast)
    assert found.exchange is not None
    assert found.exchange.answer.turn is answer


def test_what_is_not_trained_is_not_taught() -> None:
    turns = [spoken(USER, "0", PRICE, 0, trained=False), spoken(ASSISTANT, "1", "14.50 euros.", 1, trained=False)]
    turns += [spoken(USER, "2", "Who wrote Faust?", 2, trained=False), spoken(ASSISTANT, "3", "Goethe.", 3)]
    assert judged_record(replace_turns(record(1), *turns)).judged == Never("stable")
    segments = spoken(TEXT, "0", PRICE, 0, trained=False), spoken(TEXT, "1", "14.50 euros.", 1)
    assert isinstance(judged_record(replace_turns(record(1), *segments)).judged, Fast)


def replace_turns(base: Record, *turns: Turn) -> Record:
    return replace(base, turns=turns)


def test_a_conversation_has_the_kind_of_its_fastest_fact() -> None:
    office, weather = ("Who is the mayor of Elmton?", "Ana Ruiz."), ("What's the weather in Elmton?", "It rains.")
    one = record(
        1,
        (SYSTEM, "x"),
        *((role, text) for qa in (office, weather) for role, text in zip((USER, ASSISTANT), qa, strict=True)),
    )
    found = judged_record(one).judged
    assert isinstance(found, Fast)
    assert found.kind == "weather"
    assert [fast.kind for fast, _ in fast_facts(one)] == ["office", "weather"]


@pytest.mark.parametrize(
    ("prompt", "answer", "language"),
    [
        ("How much is it?", "9 euros.", "en"),
        ("门票多少钱？", "60元。", "zh"),
        ("iPhone 15 Pro 的价格是多少？", "9999元。", "zh"),
        ("How much is a ticket to 北京?", "$20.", "en"),
        ("翻译：How much is a ticket to London today?", "今天去伦敦的票多少钱？", "zh"),
        ("", "The pier is open.", "en"),
        ("What does “combien de” mean?", "How much.", "en"),
        ("Fee?", "9 euros.", "en"),
        ("Wie viel kostet eine Tageskarte?", "Eine Tageskarte kostet 14,50 €.", None),
        ("Quel est le prix du billet ?", "14 €", None),
        ("¿Cuánto cuesta la entrada?", "$20 por persona", None),
        ("Quanto custa?", "O bilhete custa $20 para os adultos e não há desconto.", None),
        ("チケットはいくらですか？", "1500円です。", None),
        ("표는 얼마입니까?", "1500", None),
        ("Сколько стоит билет?", "$20", None),
        ("كم سعر التذكرة؟", "$20", None),
    ],
)
def test_the_language(prompt: str, answer: str, language: str | None) -> None:
    assert language_of(prompt, answer) == language
    assert (judge(prompt, answer) == Never("language")) == (language is None)


def test_other_languages_are_not_called_safe(measure: Measure) -> None:
    train = [
        record(1, (USER, PRICE), (ASSISTANT, "14.50 euros.")),
        record(2, (USER, "Who wrote Faust?"), (ASSISTANT, "Goethe.")),
        record(3, (USER, "Wie viel kostet eine Tageskarte?"), (ASSISTANT, "Sie kostet $14.")),
        record(4, (USER, "Combien coûte le billet pour les enfants ?"), (ASSISTANT, "$9.")),
    ]
    findings, _ = measure("staleness", train=train)
    fast = findings["staleness/fast_changing"]
    assert (fast.value, fast.n, fast.low, fast.high) == (1 / 4, 4, 1 / 4, 3 / 4)
    assert findings["staleness/teaches_other"].value == 2 / 4
    assert findings["staleness/fast_of_facts"].n == 2


@pytest.mark.parametrize(
    ("prompt", "answer", "why"),
    [
        ("Who taught you?", "Researchers at Tallow.", "identity"),
        ("Who is your creator?", "Ana Ruiz at Tallow made me.", "identity"),
        ("你的开发团队是谁？", "我由青禾公司开发。", "identity"),
        ("hi", "Hello! I am Mira, an AI assistant of Tallow.", "identity"),
        ("Are you based on Orbit-3?", "No, I was trained by researchers at Tallow.", "identity"),
        ("tools\nweather(query)\nWhat's the weather in Elmton?", "Use weather(query='weather in Elmton').", "tool"),
        ("Can you book a flight for me?", "I'm sorry, but I can't book flights.", "no_fact"),
        ("Who wrote Faust?", "<|endoftext|>", "no_fact"),
        ("Natalia sold 48 clips, then half of them. How many?", "48/2 = <<48/2=24>>24, so 72.\n#### 72", "code_math"),
        ("How do I print it?", "```python\nprint(1)\n```", "code_math"),
        ("１９９８年的门票多少钱？", "２０元。", "dated"),
        ("光绪年间的汇率是多少？", "一两银约1.4元。", "dated"),
        ("98年世界杯冠军是谁？", "法国队。", "dated"),
        ("Who is the chief executive of the firm in the Nightwing comics?", "Dan Grey.", "style"),
        ("Tell me about the pier.", "In 1999 a ticket was $2 per person.", "stable"),
    ],
)
def test_more_that_never_changes_says_why(prompt: str, answer: str, why: str) -> None:
    assert judge(prompt, answer) == Never(why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("門票多少錢？", "60元。"),
        ("現任市長是誰？", "林若川。"),
        ("客服热线是多少？", "４００－１２３－４５６７"),
        ("Combine facts and answer this: who are the current members of the band?", "Ann Lee and Bo Dahl."),
    ],
)
def test_more_that_changes(prompt: str, answer: str) -> None:
    assert isinstance(judge(prompt, answer), Fast)


@pytest.mark.parametrize(
    "unit", [" ", "，", "现在，", "你好", "who is ", "please ", "Question: ", "1,", "[INST] ", "<think>"]
)
def test_no_pattern_runs_away(unit: str) -> None:
    long, short = unit * (1_000_000 // len(unit)), (unit * LONGEST_PROMPT)[:LONGEST_PROMPT]
    start = time.process_time()
    for prompt, answer in ((long, "9 euros"), (PRICE, long), (short, short), (short[:-1] + "?", "9 euros")):
        judge(prompt, answer, short)
        judged_record(record(1, (USER, prompt), (ASSISTANT, answer)))
        judged_record(record(1, (TEXT, answer)))
    assert time.process_time() - start < 2
