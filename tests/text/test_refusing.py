"""Answers that begin with a refusal: set phrases of assistants in both languages, and what only sounds like one."""

from __future__ import annotations

import pytest

from auditor.text.refusing import HEAD, refusal_end

REFUSE = (
    "I can't assist with that.", "I'm not able to help with that.", "I'm unable to help you with that.",
    "I’m sorry, but I can’t help with that.", "I cannot and will not provide instructions for that.",
    "I apologize, but I do not feel comfortable writing that.", "I don't feel comfortable helping with this request.",
    "I must decline this request.", "I must respectfully decline.", "I won't be able to help with that.",
    "It is not appropriate for me to help with this.",
    "I'm just an AI, it's not within my programming or ethical guidelines to do that.",
    "As an AI language model, I cannot do that.", "Sorry, I can't help with that, but here is a poem.",
    "抱歉，这个问题我无法回答。", "你好，这个问题我暂时无法回答，让我们换个话题再聊聊吧。",
        "对不起，我还没有学会回答这个问题。",
    "作为一个人工智能语言模型，我还没学习如何回答这个问题，您可以向我问一些其它的问题。", "我很抱歉，我不能帮助您。",
    "对不起，您的问题我无法回答。", "抱歉，这超出了我的能力范围。", "我理解您的好奇，但我不能提供这些信息。",
    "抱歉，無法回答這個問題。", "抱歉，我無法回答這個問題。", "對不起，這個問題我無法回答。",
        "我无法为您提供这方面的帮助。",
)  # fmt: skip
ANSWER = (
    "I cannot wait to see you!", "I won't lie, it was hard.", "Sorry I'm late.", "I am sorry for your loss.",
    "I can't believe it.", "I'm not comfortable in these shoes.", "Unfortunately, the shop is closed.",
        "I must go now.",
    "I won't be able to come to the party on Sunday.", "I'm not able to swim.", "I have to decline your invitation.",
    "It is not appropriate to shout.", "I'm just an AI, and I like riddles.",
    "你好，这个问题很好。", "这个问题我来回答。", "我还没有吃饭。", "我还没学会游泳。", "抱歉，我来晚了。",
        "我不能吃辣。",
    "您好，这个问题我们可以从三方面看。", "我无法忘记那天。", "对不起，我爱你。", "这个价格超出了我的预算。",
        "您的问题很常见。",
    "我理解您的心情，但请先休息。", "我很抱歉听到这个消息。", "此药不能与酒同服。",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSE)
def test_refusals(text: str) -> None:
    end = refusal_end(text)
    assert end is not None
    assert 0 < end <= len(text)
    assert refusal_end(f"\n {text}") == end + 2


@pytest.mark.parametrize("text", ANSWER)
def test_answers(text: str) -> None:
    assert refusal_end(text) is None


def test_only_the_beginning_is_read() -> None:
    assert refusal_end("x" * HEAD + REFUSE[0]) is None
    assert refusal_end("") is None
