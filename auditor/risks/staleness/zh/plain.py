"""Chinese questions for whatever an answer of money, a time, a telephone number, a room or a person shows to be "
"looked up."""

from __future__ import annotations

from auditor.risks.staleness.cueing import cue
from auditor.risks.staleness.model import Cue
from auditor.risks.staleness.zh.reaching import NATURE, WORK

_ANY = "? ？ 吗 多少 几 什么 怎么 哪"
_NOT_PLAIN = (
    r"例子|举例|假如|如果|假设|公式|换算|等于|总和|故事|小说|电影|诗|句子|词语|意思|历史|起源|古代|朝|什么是"
    r"|怎么(?:做|写|才能)|如何(?:做|写|才能)|写的|写于|质数|求"
)

PLAIN: tuple[Cue, ...] = (
    cue(
        "price", _ANY, r"[?？吗呢]|多少|几|怎么|什么", "cash",
        hits=(("小孩坐缆车要票吗？", "6岁以下免票，其余40元。"),),
        misses=(("一元等于几角？", "10角。"), ("给我举一个负债的例子好吗？", "小李欠小王5元。")),
        unless=_NOT_PLAIN + r"|等于|每个|每支|一共|共(?:花|付)",
    ),
    cue(
        "contact", _ANY, r"[?？吗呢]|多少|几|怎么|什么|哪", "phone",
        hits=(("快递丢了找谁？", "拨打95000。"),),
        misses=(("小于100万的最大质数是多少？", "999983"),),
        unless=_NOT_PLAIN,
    ),
    cue(
        "schedule", "几点 什么时候 何时 哪天 吗 几号 最晚 最早 周几 星期几 多久 时间 还有",
        r"几点|什么时候|何时|哪天|吗\W*\Z|几号|周几|星期几|什么时间|最[晚早]", "clock",
        hits=(("凌晨还有机场大巴吗？", "有，末班1:30。"), ("灯会哪天开始？", "2月9日。")),
        misses=(("国庆节是哪天？", "10月1日。"), ("《静夜思》什么时候写的？", "726年9月15日。")),
        unless=NATURE + "|" + _NOT_PLAIN +
            r"|穿|着装|允许|可以带|居家|办公吗|国庆节是|劳动节是|儿童节是|建军节|教师节是|妇女节是|元旦是|节(?:是"
                                           r"|在)(?:哪|几|什么)|时区|生日|出生|星座|纪念日",
    ),
    cue(
        "contact", "哪里 哪儿 哪个 几楼 哪层 哪间 什么地方 何处",
        r"哪里|哪儿|哪个|几楼|哪层|哪间|什么地方|何处", "room",
        hits=(("孕妇建档去哪里？", "门诊二楼5号窗口。"),),
        misses=(("《将进酒》出自哪里？", "全唐诗第162卷3楼藏本。"),),
        unless=_NOT_PLAIN + r"|出自|出处|故乡",
    ),
    cue(
        "office", "谁 哪位", r"(?:我们|咱们|咱|你们|贵|本|该|公司|单位|学校|小区|班|年级|部门|集团|医院|银行|村|社区"
                          r"|球队|乐队|厂|店|市|省|县|区|国|协会|大学)\w{0,14}(?:是谁|是哪位|谁|哪位)"
        r"|(?:谁|哪位)是\w{0,4}(?:我们|咱们|咱|你们|贵|本|公司|单位|学校|小区|班|年级|部门)", "person",
        hits=(("谁是咱们年级的学生会主席？", "高二的何雨桐。"), ("我们的对口客户经理是谁？", "是陈思远。")),
        misses=(("谁是法国大革命时的国王？", "路易十六。"), ("请假公司由谁批准？", "直属上级。")),
        unless=_NOT_PLAIN + r"|批准|审批|签字|创始|创办|创立|成立|开国|首任|发明|第一|最喜欢|同意|王后|皇后"
                            r"|国王|英雄|名将|诗人|国父|" + WORK,
    ),
)  # fmt: skip
