"""Markers that should not stand in a text: placeholders that nobody filled in, and control tokens of chat templates.

Control tokens: the chat templates and tokenizer files of Llama 2 and 3, Mistral, Gemma, Qwen (ChatML), Phi, DeepSeek,
GLM, Baichuan, Granite and gpt-oss. Tokenizers of `transformers` turn the text of a token into the token itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import ASSISTANT, USER
from auditor.risks.format.quality.model import END_TOKENS, Problem, Seen, Sign, find_signs

_ABOUT_TEMPLATES = re.compile(
    r"```|</|/>|=>|::|\\(?:frac|begin|text|math|left|sum|sqrt|hat|cdot)|curly|brac(?:e|ket)s?\b|mustache|handlebars?"
    r"|templat|jinja|django|flask|liquid|ansible|helm\b|vue|angular|svelte|latex|f-string|\bf['\"]|placeholder|variable"
    r"|\.Values|\bdef \w|\bimport \w|\bfunction\b|\bprint ?\(|\{\{[^{}]*\|[^{}]*\}\}|\{\{[#/^>&!-]|wiki"
    r"|模板|模版|占位|变量|花括号|大括号|代码|双括号",
    re.IGNORECASE,
)
"""Words by which a record is about templates, code, formulas or markup, where such marks are the matter itself."""
_ASKS_FOR_FORM = re.compile(
    r"templat|placeholder|blank|\bform\b|letter|e-?mail|memo|contract|agreement|resume|\bcv\b|cover|invit|speech|script"
    r"|draft|announce|press release|\bbio\b|proposal|fill|insert|replace|brackets?\b|```|</|模板|模版|占位|邮件|信"
    r"|合同|填|范文|稿",
    re.IGNORECASE,
)
"""Words by which what is asked for is a form that its reader fills in."""

_TEMPLATES = (
    Sign(
        "template_variable",
        ("{",),
        re.compile(r"(?<![A-Za-z0-9\\^_{}$])\{\{ ?[A-Za-z_\u4e00-\u9fff][\w.-]{1,40}(?: [\w-]{1,20}){0,2} ?\}\}(?!\})"),
        ("Hello! I am {{name}}, made by {{ author }}.", "您好，我是 {{name}}。",
        "您好，我是{{name}}，由{{author}}开发"),
        ("Use {{name}} in a Jinja template.", "x^{{2}}", "\\frac{{a}}{{b}}", "{{#if a}}{{name}}{{/if}}",
        "<p>{{name}}</p>"),
        _ABOUT_TEMPLATES,
    ),
    Sign(
        "template_statement",
        ("{",),
        re.compile(
            r"\{%-? ?(?:if|elif|else|endif|for|endfor|set|block|endblock|include|macro|extends)\b[^%{}\n]{0,80}-?%\}"),
        ("Dear {% if user.title %}Dr.{% endif %} Lee",),
        ("In Jinja, write {% if a %}.", "{%d}", "100{%}"),
        _ABOUT_TEMPLATES,
    ),
)  # fmt: skip
_PLACEHOLDERS = (
    Sign(
        "lorem_ipsum",
        ("Lorem ipsum dolor", "lorem ipsum dolor", "LOREM IPSUM DOLOR", "Lorem Ipsum Dolor"),
        re.compile(r"lorem ipsum dolor sit amet", re.IGNORECASE),
        ("About us. Lorem ipsum dolor sit amet, consectetur adipiscing elit.",),
        ("Lorem ipsum is a dummy text.", "<p>Lorem ipsum dolor sit amet</p>"),
        re.compile(r"```|</|placeholder|dummy|filler|cicero|latin|typeset|\bword|\bline|count|占位|示例文本|乱数假文",
            re.IGNORECASE),
    ),
    Sign(
        "to_do",
        ("TODO", "FIXME", "待补充", "待填写", "待完善"),
        re.compile(
            r"\A(?:TODO|FIXME|待补充|待填写|待完善)\W{0,3}\Z|\A(?:TODO|FIXME)[:：]"
            r"|(?<=[\[<【（(])(?:TODO|FIXME|待补充|待填写|待完善)\b[^\]>】）)\n]{0,60}[\]>】）)]"
        ),
        ("TODO", "The capital is [TODO: look up].", "TODO: write this answer", "【待补充】", "待补充。"),
        ("# TODO: fix\nx = 1", "Make a TODO list first.", "// TODO: later\nreturn 1;", "还有待补充的内容"),
        re.compile(r"```|//|/\*|#include|\bdef |\breturn\b|[tT]o-?[dD]o|待办|print\(|code|代码|class |import "),
    ),
)  # fmt: skip
_INSERTS = Sign(
        "insert_here",
        ("[", "<", "{", "【"),
        re.compile(
            r"\[insert [^\]\n]{2,60}\]|<insert [a-z][^>\n\"=]{1,60}>|\{insert [^}\n]{2,60}\}|[\[【](?:插入"
            r"|请填)[^\]】\n]{1,30}[\]】]"
            r"|<your (?:[a-z]+ ?){1,4}>|<[你您]的[^>\n]{1,12}>",
            re.IGNORECASE,
        ),
        ("I live in [INSERT CITY].", "My name is <your name>.", "我叫<您的名字>。", "It is <insert date here>."),
        ("array[insert] = 1", "INSERT INTO t VALUES (1)", "<insert id=\"a\">", "map<your_type>",
        "name: '<Your App Name>'"),
        re.compile(r"```|</|[{};=]|--\w|\$\w|\b\w+: ['\"]<"),
)  # fmt: skip


def placeholders(seen: Seen) -> Iterator[Problem]:
    """Marks that a program or a person should have replaced by a value.

    Forms that a reader is to fill in are no error of the data: `[Insert date]` in a letter that was asked for.
    """
    text = seen.text
    if "{" in text:
        for sign in _TEMPLATES:
            yield from find_signs(seen, "placeholder", sign, seen.record.turns)
    for sign in _PLACEHOLDERS:
        yield from find_signs(seen, "placeholder", sign, seen.answers)
    if _INSERTS.first(text) is not None:
        form = _ASKS_FOR_FORM.search(seen.asked) is not None
        told = tuple(turn for turn in seen.record.turns if (turn.role == ASSISTANT and not form) or turn.role == USER)
        for problem in find_signs(seen, "placeholder", _INSERTS, told):
            if (problem.turn is not None and problem.turn.role == ASSISTANT) or _unfilled(seen, problem):
                yield problem


def _unfilled(seen: Seen, problem: Problem) -> bool:
    """Whether a mark in a question was meant to be replaced: nothing before it speaks of a form or of code."""
    rest = seen.asked.replace((problem.turn.text if problem.turn else "")[problem.start : problem.end].lower(), "")
    return _ASKS_FOR_FORM.search(rest) is None


_CONTROL = (
    Sign(
        "control_token",
        ("<", "["),
        re.compile(
            r"<\|[A-Za-z][\w▁ ./-]{0,40}\|>|<｜[^<>|｜\n]{1,40}｜>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
            r"|\[gMASK\]"
            r"|<reserved_10[2-7]>|\[(?:TOOL_CALLS|AVAILABLE_TOOLS)\]"
        ),
        ("a<|im_end|>\n<|im_start|>user", "<|endoftext|>", "<|eot_id|>", "<｜User｜>hello", "<｜end▁of▁sentence｜>",
        "[INST] hi [/INST]",
         "<<SYS>>be kind<</SYS>>", "<end_of_turn>"),
        ("f <| x |> g", "a <| b", "<||>", "<|>", "x |> f", "INSTALL]", "[inst]", "<turn>", "<<48/2=24>>24"),
    ),
    Sign(
        "sentence_token",
        ("<",),
        re.compile(r"\A<s>|<s>\s*\[INST\]|</s>\s*(?:\Z|<s>)|<(?:bos|eos|unk|pad|UNK)>"),
        ("<s>hello", "done.</s>", "a <unk> b", "<pad><pad>", "the end<eos>"),
        ("not <s>old</s> new", "<span>a</span>", "</strong>"),
    ),
)  # fmt: skip


def control_tokens(seen: Seen) -> Iterator[Problem]:
    """Text that a tokenizer reads as control tokens: they end turns, or begin false ones, in the midst of the training.

    Data that is already in the form of a template holds them on purpose.
    """
    for sign in _CONTROL:
        for problem in find_signs(seen, "control_token", sign, seen.turns):
            if _ends_plainly(seen, problem):
                yield problem._replace(measure="end_token")
            elif not seen.rendered:
                yield problem


def _ends_plainly(seen: Seen, problem: Problem) -> bool:
    turn = problem.turn
    if turn is None or seen.record.shape not in ("text", "prompt_completion"):
        return False
    return turn.text[problem.start :].rstrip() in END_TOKENS


SIGNS = (*_TEMPLATES, *_PLACEHOLDERS, _INSERTS, *_CONTROL)
"""Every sign of this module, for the tests of their examples."""
