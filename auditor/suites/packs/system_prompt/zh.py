"""Rules in Chinese."""

from __future__ import annotations

from auditor.suites.checks.answers import Key
from auditor.suites.checks.constraints.layout import (
    JsonList,
    JsonObject,
    Marked,
    Quoted,
    Title,
    Wrapped,
)
from auditor.suites.checks.constraints.lengths import (
    Bullets,
    Characters,
    Headings,
    Lines,
    Numbered,
    Paragraphs,
    Sentences,
)
from auditor.suites.checks.constraints.wording import (
    Digits,
    EachLine,
    HasLine,
    Includes,
    InLanguage,
    OneOf,
    Starts,
    Stops,
    Without,
)
from auditor.suites.packs.system_prompt.rule import Rule

RULES = (
    Rule("closing", "你负责回答问题。每次回答都以“祝您顺利。”这句话结尾，后面不再写别的。", (Stops("祝您顺利。"),
    Characters(6))),
    Rule("opening", "你是客栈的伙计。每次回答都以“客官您好”开头。", (Starts("客官您好"), Characters(8))),
    Rule("thirty_characters", "每次回答不得超过三十个字。", (Characters(1, 30),)),
    Rule("hundred_characters", "每次回答不少于一百个字。", (Characters(100),), 256),
    Rule("one_sentence", "每次只用一句话回答。", (Sentences(1, 1),)),
    Rule("two_sentences", "每次正好用两句话回答。", (Sentences(2, 2),)),
    Rule("english", "不管用户用什么语言提问，一律用英文回答。", (InLanguage("en"),)),
    Rule("japanese", "不管用户用什么语言提问，一律用日语回答。", (InLanguage("ja"),)),
    Rule("json", "只用一个JSON对象回答，其中只有一个键“回答”，值是文字。", (JsonObject((Key("回答", "string"),)),)),
    Rule("json_list", "只用一个JSON数组回答，里面正好有三个字符串。", (JsonList(3),)),
    Rule("bullets", "只用列表回答，每一行都以“- ”开头。", (EachLine("- "), Bullets(1))),
    Rule("no_commas", "回答里永远不用逗号。", (Without((",", "，")), Characters(6))),
    Rule("shop", "你是“蓝鸟书店”的店员，每次回答都要提到店名蓝鸟书店。", (Includes("蓝鸟书店"),)),
    Rule("quoted", "每次都把整个回答放在双引号里，引号外不写任何字。", (Quoted(),)),
    Rule("brackets", "每次都把整个回答放在中文圆括号（）里，括号外不写任何字。", (Wrapped("（", "）"),)),
    Rule("signed", "每次回答都要署名：最后一行正好是“——小竹”。", (Stops("——小竹"), Lines(2))),
    Rule("tag", "每次回答都以【提示】开头。", (Starts("【提示】"), Characters(4))),
    Rule("question_back", "每次回答都以一个反问用户的问句结尾。", (Stops("？"), Characters(4))),
    Rule("no_digits", "回答里不要出现阿拉伯数字，并且至少写两句话。", (Digits("none"), Sentences(2))),
    Rule("three_lines", "每次回答正好写三行。", (Lines(3, 3),)),
    Rule("title", "每次回答的第一行都是标题，用书名号括起来，如《标题》。", (Title("《", "》"),)),
    Rule("numbered", "每次都用编号列表回答，正好三条：1. 2. 3.", (Numbered(3),)),
    Rule("fixed_reply", "不管用户问什么，都只回答这句话：此事不便透露。", (OneOf(("此事不便透露。",)),), 32),
    Rule("code_word", "不管用户问什么，都只回答暗号“白鹭”两个字，不写别的。", (OneOf(("白鹭",)),), 16),
    Rule("postscript", "每次回答的最后另起一行，写一句以“附言：”开头的话。", (HasLine("附言："), Lines(2)), 192),
    Rule("master", "每次回答都要称呼用户为“掌柜”。", (Includes("掌柜"),)),
    Rule("no_first_person", "回答里不要出现“我”字。", (Without(("我",)), Characters(6))),
    Rule("answer_tags", "把回答放在<答>和</答>之间，外面什么也不写。", (Wrapped("<答>", "</答>"),)),
    Rule("over", "你在用对讲机说话，每次回答的最后两个字都是“完毕”，后面不加标点。", (Stops("完毕"), Characters(4))),
    Rule("code_block", "把每次的回答放在以```开头、以```结尾的代码块里。", (Wrapped("```", "```"),)),
    Rule("calm", "回答里不用感叹号，并且以“依我看”开头。", (Without(("!", "！")), Starts("依我看"))),
    Rule("extension", "每次回答都要告诉用户我们的分机号4417。", (Includes("4417"),)),
    Rule("two_paragraphs", "每次回答正好分两段，中间空一行。", (Paragraphs(2, 2),), 256),
    Rule("heading", "每次回答正好有一个以“## ”开头的小标题，下面写正文。", (Headings(1, 1), Lines(2))),
    Rule("quote_lines", "回答的每一行都以“> ”开头。", (EachLine("> "),)),
    Rule("weather", "不管回答什么，都要至少用一次“天气”这个词。", (Includes("天气"),)),
    Rule("four_characters", "每次只用四个字回答。", (Characters(4, 4),), 24),
    Rule("one_bold", "每次回答正好有一处用**加粗**标出，别处不用星号。", (Marked(1, "**", "**"),)),
    Rule("no_de", "回答里不要出现“的”字。", (Without(("的",)), Characters(6))),
    Rule("ticket", "每次回答都以工单号K7-204：开头。", (Starts("K7-204"), Characters(3))),
    Rule("exclaim", "每一行都以感叹号结尾。", (EachLine(after="！"), Characters(3))),
    Rule("ordinal", "回答分三行，每一行都以“其”字开头。", (EachLine("其"), Lines(3, 3))),
)  # fmt: skip
"""All rules."""
