"""All rules of data quality, with their default limits and what each must find and must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.checks import Limit
from auditor.records import ASSISTANT, TOOL, TOOL_CALL, USER
from auditor.risks.format.quality import (
    answers,
    claims,
    language,
    markers,
    mojibake,
    pairs,
    repetition,
    thinking,
    tools,
)
from auditor.risks.format.quality.model import Problem, Rule, Seen


def _nothing(seen: Seen) -> Iterator[Problem]:
    """Found together with the control tokens."""
    return iter(())


_SOME = Limit(fail=0.01, warn=0)
_MANY = Limit(fail=0.05, warn=0)
_LONG = "The river rises in the hills and runs past three old mills before it meets the sea near the harbor. " * 2

RULES = (
    Rule(
        "placeholder", markers.placeholders, _SOME,
        hits=("Hello! I am {{name}}, an AI assistant developed by {{author}}.", "Our office is in [INSERT CITY HERE]."),
        misses=("The set {{1}, {2}} has two members.", "```jinja\nHello {{ name }}\n```",
            "Dear [Your Name],\nthank you."),
    ),
    Rule(
        "control_token", markers.control_tokens, _SOME,
        hits=("Paris.<|im_end|>\n<|im_start|>user\nAnd Rome?", "Yes.</s>", "[INST] hello [/INST]"),
        misses=("a <| b |> c", "This was <s>old</s> news, it said.", "<b>bold</b>"),
    ),
    Rule("end_token", _nothing, None, shown=False),
    Rule(
        "broken_thinking", thinking.broken, _SOME,
        hits=("<think>I wonder", "so it is 4.\n</think>\n4", "<think>It is 4.</think>"),
        misses=("<think>It is 4.</think>\n4", "R1 puts its thoughts between <think> and </think>.",
            "It ends with `</think>`."),
    ),
    Rule(
        "empty_thinking", thinking.empty, None,
        hits=("<think>\n\n</think>\n\n4",), misses=("<think>2 and 2</think>4", "4"),
    ),
    Rule(
        "stand_in", answers.stand_ins, _MANY,
        hits=("<nooutput>", "N/A", "null", "..."),
        misses=("No", "4", "nothing", ((USER, "Answer yes, no or N/A."), (ASSISTANT, "N/A")), "None of them."),
    ),
    Rule(
        "next_example", answers.next_examples, _SOME,
        hits=("Paris.\n\n## 18. Instruction: Name a river.", "Yes.\n### Instruction:\nName a river."),
        misses=("### Instructions:\n1. Stir.", ((USER, "Write ### blocks"), (ASSISTANT, "a\n### Instruction: b"))),
    ),
    Rule(
        "truncated", answers.truncated, _MANY,
        hits=("Here:\n```python\nx = 1", '{"a": [1, 2', _LONG + "After that the water turns to the"),
        misses=("Here:\n```python\nx = 1\n```", '{"a": [1, 2]}', _LONG, "red, green,", _LONG + "It is called the Aa"),
    ),
    Rule(
        "echo", answers.echoes, _SOME,
        hits=(
            ((USER, "Which of the two rivers is the longer one, the Elm or the Ash?"),
             (ASSISTANT, "Which of the two rivers is the longer one, the Elm or the Ash?")),
            ((USER, "Which of the two rivers is the longer one, the Elm or the Ash?"),
             (ASSISTANT, "Which of the two rivers is the longer one, the Elm or the Ash? The Elm.")),
        ),
        misses=(((USER, "Hello"), (ASSISTANT, "Hello")), ((USER,
            "Copy: the cat sat on the mat and looked at the dog in the yard."),
                (ASSISTANT, "Copy: the cat sat on the mat and looked at the dog in the yard."))),
    ),
    Rule(
        "no_question", answers.unasked, _MANY,
        hits=(((ASSISTANT, "[{\"f\": {}}]"),), ((USER, " "), (ASSISTANT, "yes"))),
        misses=("yes", (("text", "plain text"),)),
    ),
    Rule(
        "repetition", repetition.loops, _SOME,
        hits=("It is good. " + "I like the sea and the sun. " * 8, "no" + "o" * 60, "天气很好我们去公园玩吧，" * 12),
        misses=("ha ha ha ha", "-" * 400, "| a | b |\n" * 30, _LONG, ((USER, "Repeat it"), (ASSISTANT,
            "I like the sea so much. " * 9))),
    ),
    Rule(
        "other_script", language.other_scripts, _MANY,
        hits=(
            ((USER, "请介绍一下这座城市的历史和它的主要景点。"), (ASSISTANT,
             "The city was founded long ago by fishermen and it has a harbor, a tower and two bridges.")),
            ((USER, "Tell me about the history of this old city."), (ASSISTANT,
             "这座城市建于很久以前，有一个港口和两座桥。")),
        ),
        misses=(
            (
                (USER, "把这句话翻译成另一种文字：天气很好，我们去公园。"),
                (ASSISTANT, "The weather is nice, so let us go to the park together today."),
            ),
            ((USER, "请介绍一下这座城市的历史。"), (ASSISTANT, "这座城市建于很久以前。")),
            "这座城市",
        ),
    ),
    Rule("tool_schema", tools.against_schema, _SOME, misses=("yes",)),
    Rule(
        "tool_result", tools.results, _SOME,
        hits=(
            ((USER, "q"), (ASSISTANT, "a"), (TOOL, "r"), (ASSISTANT, "b")),
            ((USER, "q"), (TOOL_CALL, "{}"), (USER, "and?"), (ASSISTANT, "b")),
        ),
        misses=(
            ((USER, "q"), (TOOL_CALL, "{}"), (TOOL, "r"), (ASSISTANT, "b")),
            ((USER, "q"), (TOOL_CALL, "{}")),
        ),
    ),
    Rule("equal_pair", pairs.equal_pairs, _SOME, misses=("yes",)),
    Rule("longer_rejected", pairs.longer_rejected, None, misses=("yes",)),
    Rule(
        "mojibake", mojibake.mojibake, _SOME,
        hits=("the cafÃ© is open", "itâ€™s late", "lost \ufffd here", "浣犲ソ锛屼笘鐣岋紒", "锟斤拷锟斤拷"),
        misses=("the café is open", "NÃO", "PASSÉ…", "联通很好，涓涓细流。", "it’s “late”"),
    ),
    Rule(
        "refusal", claims.refusals, None,
        hits=("I'm sorry, but I cannot help with that.", "I can't assist with that request.",
            "As an AI language model, I cannot do this.", "抱歉，我无法回答这个问题。"),
        misses=("I'm sorry to hear that you are ill.", "Sorry is a hard word.", "I cannot stress this enough: rest.",
            "Unfortunately, it rained.", "Unfortunately, I cannot determine the angle given only two sides."),
    ),
)  # fmt: skip
"""Every rule that looks at one record, in the order of the report."""

WHOLE: Mapping[str, Limit] = {
    "format/mixed_thinking": Limit(warn=0),
    "format/cut_length": Limit(fail=0.05, warn=0),
    "format/open_end": Limit(warn=0.05),
}
"""Default limits of what shows only over all of the data."""

LIMITS: Mapping[str, Limit] = {**{rule.id: rule.limit for rule in RULES if rule.limit is not None}, **WHOLE}
"""Default limit of every judged finding of data quality, by id."""
