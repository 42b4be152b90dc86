"""Instructions in Chinese. Lengths count Han characters."""

from __future__ import annotations

from auditor.suites.checks.answers import Key
from auditor.suites.checks.constraints.layout import (
    JsonList,
    JsonObject,
    Listed,
    Marked,
    Parts,
    Quoted,
    Table,
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
    Avoids,
    Digits,
    EachLine,
    HasLine,
    Includes,
    InLanguage,
    LinesStart,
    OneOf,
    Starts,
    Stops,
    Without,
)
from auditor.suites.packs.instruction_following.form import Form
from auditor.suites.packs.making import lines

WRITE = tuple(
    lines("""
请描写一场夏天的雷阵雨。
请说说为什么要保持充足的睡眠。
请介绍怎样照顾一盆绿萝。
请描写清晨的菜市场。
请说说读书有哪些好处。
请介绍怎样准备一次爬山。
请描写一条老街。
请说说为什么很多人喜欢春天。
请描写一间安静的教室。
请介绍怎样跟新邻居打招呼。
请说说坚持锻炼的意义。
请描写冬天的第一场雪。
请说说孩子怎样学会骑自行车。
请描写一座老石桥。
请介绍怎样泡一杯好茶。
请说说图书馆对一座城市有什么用。
""")
)
NAME = tuple(
    lines("""
请列举厨房里常见的用具。
请列举常见的水果。
请列举农场里的动物。
请列举露营要带的东西。
请列举医院里的职业。
请列举适合户外玩的游戏。
请列举中国的传统节日。
请列举常见的乐器。
请列举家里节约用水的办法。
请列举木头做成的东西。
请列举学习外语的理由。
请列举常见的蔬菜。
""")
)
DECIDE = tuple(
    lines("""
冰比开水凉吗？
鱼会骑自行车吗？
大多数鸟有羽毛吗？
老鼠比大象大吗？
太阳从东边升起吗？
香蕉是金属吗？
三角形有三条边吗？
石头会游泳吗？
""")
)

FORMS = (
    Form("chars_most", WRITE, ("{task}不超过{n}个字。", "请用{n}个字以内回答：{task}"),
         lambda n, _: (Characters(1, n),), (40, 50, 60, 80)),
    Form("chars_least", WRITE, ("{task}不少于{n}个字。", "{task}至少写{n}个字。"),
         lambda n, _: (Characters(n),), (50, 60, 80, 100), 256),
    Form("chars_range", WRITE, ("{task}字数在{n}到{m}之间。", "{task}请写{n}至{m}个字。"),
         lambda n, _: (Characters(n, n + 20),), (30, 40, 50, 60)),
    Form("sentences", WRITE, ("{task}只写{n}句话，每句以句号结尾。", "{task}请正好写{n}句话。"),
         lambda n, _: (Sentences(n, n),), (2, 3, 4)),
    Form("one_sentence", WRITE, ("{task}只用一句话回答。", "请用一句话回答：{task}"),
         lambda n, _: (Sentences(1, 1),)),
    Form("paragraphs", WRITE, ("{task}请分成{n}段，段与段之间空一行，每段一两句话。",),
         lambda n, _: (Paragraphs(n, n),), (2, 3), 256),
    Form("bullets", NAME, ("{task}请正好列出{n}条，每条单独一行，以“- ”开头。",
         "{task}用{n}行列表回答，每行开头写“- ”。"),
         lambda n, _: (Bullets(n, n),), (3, 4, 5)),
    Form("numbered", NAME, ("{task}请正好列出{n}条，用1. 2. 3.这样的序号，每条一行。",
         "{task}给出{n}条，按1、2、3编号，每条单独成行。"),
         lambda n, _: (Numbered(n),), (3, 4, 5, 6)),
    Form("include_word", WRITE, ("{task}文中必须出现“{n}”这个词。", "{task}请用上“{n}”一词。"),
         lambda n, _: (Includes(n),), ("灯笼", "耐心", "窗户", "影子")),
    Form("include_twice", WRITE, ("{task}“{n}”一词至少出现两次。", "{task}请至少两次用到“{n}”这个词。"),
         lambda n, _: (Includes(n, 2),), ("慢慢", "简单", "一起", "总是")),
    Form("include_two", WRITE, ("{task}文中要同时出现“{n}”和“小河”。",),
         lambda n, _: (Includes(n), Includes("小河")), ("早晨", "老师", "石头", "笑声")),
    Form("avoid_word", WRITE, ("{task}全文不能出现“{n}”字。", "{task}不要使用“{n}”这个字。"),
         lambda n, _: (Avoids((n,)), Characters(10)), ("的", "是", "了", "和")),
    Form("avoid_phrase", WRITE, ("{task}不要出现“{n}”这个词。",),
         lambda n, _: (Avoids((n,)), Characters(10)), ("我们", "首先", "可以", "非常")),
    Form("starts", WRITE, ("{task}开头必须是“{n}”这几个字。", "{task}请以“{n}”开头。"),
         lambda n, _: (Starts(n), Characters(10)), ("总的来说", "从前", "亲爱的朋友", "俗话说")),
    Form("stops", WRITE, ("{task}最后一句必须是“{n}”", "{task}请以“{n}”这句话结尾，后面不要再写别的。"),
         lambda n, _: (Stops(n), Characters(10)), ("就是这样。", "希望对你有帮助。", "下次再见。", "我说完了。")),
    Form("quoted", WRITE, ("{task}请把整个回答放在双引号里。", "{task}回答的第一个和最后一个符号必须是双引号。"),
         lambda n, _: (Quoted(),)),
    Form("title", WRITE, ("{task}第一行写标题，标题单独一行，用书名号括起来，如《标题》。",),
         lambda n, _: (Title("《", "》"),)),
    Form("title_square", WRITE, ("{task}第一行写标题，标题单独一行，放在【】里。",),
         lambda n, _: (Title("【", "】"),)),
    Form("no_commas", WRITE, ("{task}全文不要使用逗号。", "{task}请不要用任何逗号。"),
         lambda n, _: (Without((",", "，")), Characters(10))),
    Form("no_digits", NAME, ("{task}至少写三句话，不要出现阿拉伯数字。",),
         lambda n, _: (Digits("none"), Sentences(3))),
    Form("with_digits", NAME, ("{task}写一句话，里面至少有一个阿拉伯数字。",),
         lambda n, _: (Digits("some"), Sentences(1, 1))),
    Form("json_object", NAME, ("{task}选其中一个，只用一个JSON对象回答，正好有两个键：\"名称\"和\"{n}\"，"
         "值都是文字。",),
         lambda n, _: (JsonObject((Key("名称", "string"), Key(n, "string"))),), ("理由", "颜色", "用途", "地点")),
    Form("json_typed", NAME, ("{task}选其中一个，只用一个JSON对象回答，正好有三个键：\"名称\"（文字）、"
         "\"字数\"（整数）、\"常见\"（true或false）。",),
         lambda n, _: (JsonObject((Key("名称", "string"), Key("字数", "integer"), Key("常见", "boolean"))),)),
    Form("json_list", NAME, ("{task}只用一个JSON数组回答，里面正好有{n}个字符串。",
         "{task}给出{n}个，写成JSON字符串数组，不要写别的内容。"),
         lambda n, _: (JsonList(n),), (3, 4, 5)),
    Form("in_english", WRITE, ("{task}请用英文回答。", "{task}整个回答必须是英文。"),
         lambda n, _: (InLanguage("en"),)),
    Form("in_other_script", WRITE, ("{task}请用{n}回答。",),
         lambda n, _: (InLanguage({"俄语": "ru", "日语": "ja", "韩语": "ko", "希腊语": "el"}[n]),),
         ("俄语", "日语", "韩语", "希腊语")),
    Form("two_answers", WRITE, ("{task}请写两个不同的版本，中间用单独一行的***隔开。",),
         lambda n, _: (Parts(2, "***"),), limit=256),
    Form("pause_list", NAME, ("{task}请正好写{n}个，写在同一行，用顿号隔开，不要写别的。",),
         lambda n, _: (Listed(n, "、"), Lines(1, 1)), (3, 4, 5)),
    Form("semicolon_list", NAME, ("{task}请正好写{n}个，写在同一行，用中文分号隔开，不要写别的。",),
         lambda n, _: (Listed(n, "；"), Lines(1, 1)), (3, 4, 5)),
    Form("postscript", WRITE, ("{task}最后另起一行，写一句以“附言：”开头的话。",),
         lambda n, _: (HasLine("附言："), Lines(2)), limit=192),
    Form("headings", WRITE, ("{task}全文分成{n}个小节，每节有一个以“## ”开头的小标题，内容简短。",),
         lambda n, _: (Headings(n, n),), (2, 3), 256),
    Form("table", NAME, ("{task}请用Markdown表格回答，表格有两列，表头下面正好有{n}行。",),
         lambda n, _: (Table(2, n),), (2, 3)),
    Form("acrostic", WRITE, ("{task}只写{n[3]}行，各行的第一个字依次是“{n[0]}”“{n[1]}”“{n[2]}”。",),
         lambda n, _: (LinesStart(tuple(n[:3])),), ("山水人三", "春花月三", "天地心三", "风雨来三")),
    Form("lines_end", NAME, ("{task}正好写{n}行，每行都以感叹号结尾。",),
         lambda n, _: (EachLine(after="！"), Lines(n, n)), (3, 4)),
    Form("bold", WRITE, ("{task}正好有{n}处用**加粗**标出，别处不要用星号。",),
         lambda n, _: (Marked(n, "**", "**"),), (1, 2)),
    Form("placeholders", ("写一张请朋友吃饭的便条。", "写一段感谢老师的话。", "写一封要求商店退款的短信。",
         "写一张请假条。"),
         ("{task}正好使用{n}个方括号占位符，例如[姓名]。",),
         lambda n, _: (Marked(n, "[", "]"),), (2, 3, 4)),
    Form("yes_no", DECIDE, ("{task}只回答“是”或“否”。", "{task}只用一个字回答：是，或者否。"),
         lambda n, _: (OneOf(("是", "否")),), limit=16),
    Form("fixed_phrases", DECIDE, ("{task}只能从下面三句里选一句原样回答，不要写别的：当然如此／绝非如此／难以断定",),
         lambda n, _: (OneOf(("当然如此", "绝非如此", "难以断定")),), limit=16),
    Form("ends_in_question", WRITE, ("{task}最后用一个问句结尾。", "{task}回答的最后一个符号必须是问号。"),
         lambda n, _: (Stops("？"),)),
    Form("code_block", NAME, ("{task}把整个回答放在以```开头、以```结尾的代码块里。",),
         lambda n, _: (Wrapped("```", "```"),)),
    Form("in_brackets", WRITE, ("{task}请把整个回答放在中文圆括号（）里。",
         "{task}第一个符号必须是（，最后一个符号必须是）。"),
         lambda n, _: (Wrapped("（", "）"),)),
    Form("lines", WRITE, ("{task}正好写{n}行，每行一句话。", "{task}回答必须正好有{n}行。"),
         lambda n, _: (Lines(n, n),), (2, 3, 4)),
    Form("short_with_word", WRITE, ("{task}不超过60个字，并且要用到“{n}”这个词。",),
         lambda n, _: (Characters(1, 60), Includes(n)), ("阳光", "安静", "茶香", "脚步")),
    Form("bullets_no_period", NAME, ("{task}正好列出{n}条，每条以“- ”开头，不要使用句号。",),
         lambda n, _: (Bullets(n, n), Without(("。",))), (3, 4)),
    Form("from_to", WRITE, ("{task}以“各位读者”开头，以“{n}”三个字结尾，后面不加标点。",),
         lambda n, _: (Starts("各位读者"), Stops(n)), ("祝安好", "再会了", "多保重")),
    Form("repeat_first", DECIDE, ("{task}请先一字不差地重复上面的问题，再作回答。（这句要求不用重复。）",),
         lambda n, task: (Starts(task), Characters(len(task)))),
    Form("exclamation_free", WRITE, ("{task}不要使用感叹号，写成两句话。",),
         lambda n, _: (Without(("！", "!")), Sentences(2, 2))),
    Form("ordinals", WRITE, ("{task}写三行，各行依次以“第一”“第二”“第三”开头。",),
         lambda n, _: (LinesStart(("第一", "第二", "第三")),)),
)  # fmt: skip
"""All instructions."""
