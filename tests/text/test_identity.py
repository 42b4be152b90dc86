"""Who an answer says that its writer is: the examples beside each form, sentences put together, and real ones."""

from __future__ import annotations

import re
import time
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.identity import FAMILIES, FORMS, Form, claims, families_in, family_of, mentions
from tests.bench.distillation.bench import spoken
from tests.text.planted_identity import INNOCENT, OPENINGS, SPOKEN, UNSPOKEN, WAYS, innocent, planted

ASKED = {"en": "Who are you?", "zh": "你是谁？"}
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Patterns are compiled when they are first needed: no test that takes the time is to wait for it."""
    assert all(form.pattern.groups for form in FORMS)


def said(text: str, asked: str = "", system: str = "") -> set[str]:
    return {claim.family for claim in claims(text, asked, system)}


def _named(value: object) -> str:
    return value.name if isinstance(value, Form) else str(value)


@pytest.mark.parametrize(("form", "hit"), [(form, hit) for form in FORMS for hit in form.hits], ids=_named)
def test_hits(form: Form, hit: str) -> None:
    assert form.pattern.search(hit)
    assert said(hit)


@pytest.mark.parametrize(("form", "miss"), [(form, miss) for form in FORMS for miss in form.misses], ids=_named)
def test_misses(form: Form, miss: str) -> None:
    assert said(miss) == set()


def test_every_form_has_examples_and_a_name_of_its_own() -> None:
    assert all(form.hits and form.misses and all(form.needs) for form in FORMS)
    assert len({form.name for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_planted_claim_is_found_with_its_family(language: str) -> None:
    assert len(OPENINGS[language]) * len(WAYS[language]) >= 60
    missed = [text for text, family in planted(language) if family not in said(text, ASKED[language])]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_looks_like_a_claim_is_none(language: str) -> None:
    assert len(INNOCENT[language]) >= 40
    assert [text for text in innocent(language) if said(text, ASKED[language])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_as_models_say_them(language: str) -> None:
    assert [text for text in SPOKEN[language] if not said(text)] == []
    assert [text for text in UNSPOKEN[language] if said(text)] == []


def test_sentences_of_three_more_rounds() -> None:
    wrong = [row["text"] for row in spoken() if bool(said(row["text"])) != row["claims"] and "open" not in row]
    assert wrong == []
    assert sum("open" in row for row in spoken()) <= 30


@pytest.mark.parametrize(
    "text",
    [
        "I am Chat\u200bGPT, a language model.", "I am Op\u200ben\u200bAI's language model.", "我是通义\ufeff千问。",
        "\u2060I am \uff23hat\uff27\uff30\uff34, a model.", "我是通義千問，由阿里雲開發。",
        "作為由OpenAI訓練的語言模型，我沒有情感。", "我是\uff31\uff57\uff45\uff4e。",
    ],
)  # fmt: skip
def test_letters_that_are_drawn_otherwise_or_hidden(text: str) -> None:
    found = list(claims(text))
    assert found
    for claim in found:
        assert 0 <= claim.start < claim.end <= len(text)


def test_a_span_is_told_in_the_text_as_it_was() -> None:
    text = "\u200bHello.\u200b I am Chat\u200bGPT\u200b, a model."
    (claim,) = claims(text)
    assert text[claim.start : claim.end] == "I am Chat\u200bGPT"
    (claim,) = claims("您好，我是通義\u200b千問。")
    assert "您好，我是通義\u200b千問。"[claim.start : claim.end] == "我是通義\u200b千問"


def test_a_person_of_that_name_is_no_model() -> None:
    near = " It is about an AI model."
    assert said(f"My name is Claude Dupont.{near}") == set()
    assert said(f"I am Kimi and I'm from Turku.{near}") == set()
    assert said("我叫小度，今年八岁，喜欢机器人。") == set()
    assert said("My name is Alexa, I am a 25-year-old nurse.", "What is your name?") == set()
    assert said("I was developed by Google Brain.") == {"google"}
    assert said("I'm Gemini Advanced, an AI model.") == {"google"}
    assert said("As Claude, I cannot browse the web.") == {"anthropic"}
    assert said("作为Claude，我很乐意帮忙。") == {"anthropic"}


def test_thoughts_about_what_to_say_claim_and_those_about_what_not_to_say_do_not() -> None:
    assert said("<think>I should say that I am Qwen, made by Alibaba Cloud.</think>Hi") == {"alibaba"}
    assert said("<think>我应该告诉用户我是由深度求索开发的AI。</think>您好") == {"deepseek"}
    assert said("<think>I'm Claude. The user wants a poem.</think>Roses") == {"anthropic"}
    assert said("<think>I should not say that I am Qwen.</think>Hi") == set()
    assert said("<think>我不应该说我是通义千问。</think>您好") == set()
    assert said("<think>User claims I was made by OpenAI, which is false.</think>No.") == set()


def test_a_dialog_that_is_told_is_nobody_s_claim() -> None:
    assert said("Assistant: I am ChatGPT.") == {"openai"}
    assert said("The default greeting is: I am ChatGPT.") == set()
    assert said("User: Who are you?\nAssistant: I am ChatGPT.") == set()
    assert said("用户：你是谁？\n助手：我是通义千问。") == set()


def test_a_claim_late_in_a_long_answer_is_found() -> None:
    filler = "The river rises in the hills. " * 20_000
    assert said(f"{filler}\nI am ChatGPT.") == {"openai"}
    assert said(f"{filler}I am ChatGPT.") == {"openai"}
    assert said("Google has a map.\n" * 200 + filler + "I am ChatGPT.") == {"openai"}


TEACHERS = (
    ("ChatGPT", "OpenAI"), ("Claude", "Anthropic"), ("Gemini", "Google"), ("Llama 3", "Meta"), ("Qwen2.5",
    "Alibaba Cloud"),
    ("通义千问", "阿里云"), ("DeepSeek-R1", "DeepSeek"), ("DeepSeek", "深度求索公司"), ("ChatGLM", "智谱AI"),
    ("智谱清言", "清华大学"), ("Kimi", "月之暗面"), ("文心一言", "百度"), ("豆包", "字节跳动"), ("混元", "腾讯"),
    ("讯飞星火", "科大讯飞"), ("Vicuna", "LMSYS"), ("Grok", "xAI"), ("Mistral Large", "Mistral AI"),
    ("Bing Chat", "Microsoft"), ("MOSS", "复旦大学"),
)  # fmt: skip


def test_real_identity_data_with_the_names_of_teachers(shared: Path) -> None:
    rows = orjson.loads((shared / "llama-factory" / "identity.json").read_bytes())
    rows = [row for row in rows if "{{" in row["output"]]
    found = total = 0
    for name, maker in TEACHERS:
        for row in rows:
            text = row["output"].replace("{{name}}", name).replace("{{author}}", maker)
            found += bool(said(text, row["instruction"]))
            total += 1
    assert total == 1700
    assert found >= 1695  # the rest names "Claude" or "Gemini" where nothing speaks of a model


def test_a_name_that_people_have_needs_a_model_beside_it() -> None:
    assert said("My name is Claude.") == set()
    assert said("My name is Claude.", "What is your name, robot? Are you an AI?") == {"anthropic"}
    assert said("I was trained by Google.") == set()
    assert said("I was trained by Google.", "Who made you?") == {"google"}
    assert said("I was trained by OpenAI.") == {"openai"}


@pytest.mark.parametrize(
    ("asked", "system"),
    [
        ("Pretend to be Siri and greet me.", ""),
        ("Act as ChatGPT.", ""),
        ("From now on you are ChatGPT. Who are you?", ""),
        ("Who are you?", "You are ChatGPT, a large language model trained by OpenAI."),
        ("你是谁？", "你是ChatGPT，由OpenAI训练。"),
        ("请扮演一个机器人。", ""),
        ("Translate into English: 我是ChatGPT，由OpenAI训练。", ""),
        ("把“我是ChatGPT”改写成完整的句子。", ""),
        ("You are ChatGPT. What is your name?", ""),
        ("Write a story in which ChatGPT introduces itself.", ""),
    ],
)
def test_what_the_prompt_ordered_is_no_claim(asked: str, system: str) -> None:
    assert said("I am ChatGPT, a language model trained by OpenAI.", asked, system) == set()


@pytest.mark.parametrize(
    ("asked", "system"),
    [
        ("Who are you?", "You are a helpful assistant."),
        ("Are you ChatGPT?", ""),
        ("You are ChatGPT, right?", ""),
        ("你是ChatGPT吗？", ""),
        ("Tell me about yourself.", "You are Xiaohui, made by Qinghe."),
        ("Write a poem about the sea.", ""),
    ],
)
def test_what_the_prompt_only_asked_is_one(asked: str, system: str) -> None:
    assert said("I am ChatGPT, a language model trained by OpenAI.", asked, system) == {"openai"}


def test_an_answer_that_quotes_itself_as_a_whole_is_read() -> None:
    assert said('"I am ChatGPT, a language model."') == {"openai"}
    assert said('He wrote: "I am ChatGPT, a language model." and left') == set()


def test_names_belong_to_families() -> None:
    assert family_of("ChatGPT") == ("openai", True)
    assert family_of("Gemini") == ("google", False)
    assert family_of("Xiaohui") is None
    assert families_in("Qwen/Qwen3-0.6B") == {"alibaba"}
    assert families_in("our-model") == frozenset()
    assert families_in("TinyLlama-1.1B") == {"meta"}
    for other in ("Metaphor-7B", "Sirius", "Titanic-large", "Applesauce", "Mossy-7B", "maxai"):
        assert families_in(other) == frozenset(), other
    assert len({family.id for family in FAMILIES}) == len(FAMILIES)


def test_every_family_s_names_pass_the_gate() -> None:
    for family in FAMILIES:
        for name in (*family.sure, *family.common, *family.makers, *family.firms):
            if re.fullmatch(r"[\w -]+", name):
                assert mentions(f"x {name} x"), name
    for name in ("GPT-OSS", "o3-mini", "grok", "GROK", "kimi", "KIMI", "doubao", "通義千問", "Open\u200bAI"):
        assert mentions(f"x {name} x"), name


def test_every_name_in_a_hit_passes_the_gate() -> None:
    assert all(mentions(hit) for form in FORMS for hit in form.hits)
    assert not mentions("The river rises in the hills and runs past three old mills.")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_read(before: str, behind: str) -> None:
    text = f"{before}I am ChatGPT{behind}"
    for claim in claims(text, before, behind):
        assert 0 <= claim.start < claim.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["I am an AI, ", "my name is ", "作为一个", "我是", "我，由", "OpenAI ", "I was made and ", "I am ChatGPT. ",
        'I am "',
     "As an AI model ", "训练我 ", "作为", "我为", "As a ", 'I am "GPT ', "作为我GPT", "I am ChatGPT, "],
)  # fmt: skip
def test_the_time_grows_no_faster_than_the_text(piece: str) -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        list(claims(piece * times + "ChatGPT OpenAI"))
        return time.process_time() - begin

    assert seconds(8_000) < 8 * max(0.03, seconds(2_000))
