"""Romanized Chinese names: 李伟 makes `wei.li`, `liwei` and `w.li`.

Only surnames are known by their sound, and any syllables beside one count as the rest of its name: so more is taken for
a name than is one, and less is claimed to be learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_SURNAMES = (
    "wang王汪万 li李黎厉栗利 zhang张章 liu刘柳 chen陈谌 yang杨阳羊 huang黄 zhao赵 wu吴武伍巫邬 zhou周 xu徐许 "
    "sun孙 ma马麻 zhu朱祝 hu胡 guo郭 he何贺和 lin林蔺 gao高郜 luo罗骆 zheng郑 liang梁 xie谢解 song宋 "
    "tang唐汤 deng邓 feng冯封丰 han韩 cao曹 zeng曾 peng彭 xiao萧肖 cai蔡 pan潘 tian田 dong董 yuan袁苑 "
    "yu于余俞喻虞郁 ye叶 jiang蒋姜江 du杜 su苏宿 wei魏韦卫 cheng程成 lv吕 lyu吕 lu卢陆鲁路逯吕 ding丁 "
    "shen沈申 ren任 yao姚 fu傅付符 zhong钟仲 cui崔 tan谭覃 liao廖 fan范樊 jin金靳晋 shi石史施时师 dai戴代 "
    "jia贾 xia夏 qiu邱秋仇 fang方房 hou侯 zou邹 xiong熊 meng孟蒙 qin秦覃 bai白柏 yan阎严颜晏闫言 xue薛 "
    "yin尹殷 duan段 lei雷 long龙 tao陶 gu顾谷古 mao毛茅 hao郝 gong龚宫巩 shao邵 qian钱 mo莫 kong孔 xiang向项 "
    "wen温文闻 kang康 niu牛 ge葛 xing邢 an安 qi齐祁戚 yi易 qiao乔 pang庞 ni倪 zhuang庄 nie聂 yue岳 zhai翟 "
    "zhan詹 ou欧 ouyang欧 geng耿 guan关管 lan兰蓝 jiao焦 zuo左 gan甘 bao包鲍 ning宁 shang尚商 shu舒 ruan阮 "
    "ke柯 ji纪季吉姬 mei梅 tong童佟 ling凌 bi毕 shan单 pei裴 huo霍 tu涂屠 miao苗缪 sheng盛 qu曲屈瞿 weng翁 "
    "ran冉 you游尤 xin辛 chai柴 hua华 pu蒲濮 teng滕 rao饶 mou牟 ai艾 mu穆牧 nong农 si司 sima司 zhuo卓 jian简 "
    "che车 lian连 mai麦 chu褚楚储 lou娄 dou窦 cen岑 jing景荆井 dang党 fei费 bu卜 leng冷 xi席习 mi米 zong宗 "
    "gui桂 quan全权 ying应 zang臧 min闵 gou苟 bian边卞 luan栾 sui隋 diao刁 sha沙 rong荣 kou寇 sang桑 lang郎 "
    "zhen甄 cong丛 ao敖 ming明 she佘 chi池迟 zha查 kuang邝 zhuge诸 shangguan上 huangfu皇 murong慕 situ司 "
    "linghu令"
)
_FIRST = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()
_REST = (
    "a o e i u v ai ei ao ou an en ang eng ong er ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ve ue "
    "van vn"
)
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_WORDS = re.compile(r"[a-z]+")
_MOST = 24
"""Letters of a name; longer runs are none."""


def romanized(value: str, before: str) -> Iterator[tuple[int, int]]:
    """The runs of letters of a value that may be a name in Chinese characters before it: a surname and syllables, or
    initials, in one run or in two of them beside each other."""
    surnames = _surnames_in(before)
    written = value.casefold()
    if not surnames or len(written) != len(value):
        return
    runs = [match.span() for match in _WORDS.finditer(written)]
    for number, (start, end) in enumerate(runs):
        if _is_name(written[start:end], surnames):
            yield start, end
            for other in runs[max(0, number - 1) : number + 2]:
                if _is_rest(written[slice(*other)]):
                    yield other


def _surnames_in(before: str) -> frozenset[str]:
    found = {sign for match in _HAN.finditer(before) for sign in match.group()}
    return frozenset(sound for sign in found for sound in _sounds().get(sign, ()))


@cache
def _sounds() -> dict[str, tuple[str, ...]]:
    sounds: dict[str, tuple[str, ...]] = {}
    for entry in _SURNAMES.split():
        sound = "".join(sign for sign in entry if sign.isascii())
        for sign in entry[len(sound) :]:
            sounds[sign] = (*sounds.get(sign, ()), sound)
    return sounds


def _is_name(run: str, surnames: frozenset[str]) -> bool:
    """A surname, and before or behind it what is left of a name."""
    if len(run) > _MOST:
        return False
    ends = (run.removeprefix(one) for one in surnames if run.startswith(one))
    starts = (run.removesuffix(one) for one in surnames if run.endswith(one))
    return any(not rest or _is_rest(rest) for rest in (*ends, *starts))


def _is_rest(run: str) -> bool:
    """One or two initials, or up to three syllables."""
    return len(run) <= 2 or (len(run) <= _MOST and re.fullmatch(_syllables(), run) is not None)


@cache
def _syllables() -> re.Pattern[str]:
    first, rest = ("|".join(sorted(parts, key=len, reverse=True)) for parts in (_FIRST, _REST.split()))
    return re.compile(f"(?:(?:{first})?(?:{rest})){{1,3}}")
