"""`auditor trace` 的输出。"""

MESSAGES = {
    "ui.tracing": "读取训练数据",
    "trace.covered": "文本共 {tokens:,} 个词元，其中 {covered:,} 个（{share}）出现在训练数据中"
    "（不少于 {least:,} 个词元的片段共 {spans:,} 处）",
    "trace.none": "文本（{tokens:,} 个词元）中没有不少于 {least:,} 个词元的片段出现在训练数据中。",
    "trace.values": "文本中的隐私值：{count:,} 个；其中出现在训练数据中的：{found:,} 个",
    "trace.searched": "查找范围：{records:,} 条样本",
    "trace.unread": "因无法读取而未查找：{count:,} 个行或文件",
    "trace.span": "{number}. {tokens:,} 个词元，{characters:,} 个字符 · 文本第 {start} 至 {end} 个字符 · "
    "出现在 {records:,} 条样本中",
    "trace.value": "{number}. 隐私值，{tokens:,} 个词元 · 文本第 {start} 至 {end} 个字符 · 出现在 {records:,} 条样本中",
    "trace.place": "{origin}  {path}  {role}",
    "trace.more_places": "另有 {count:,} 条样本",
    "trace.roles": "所在位置：{roles}",
    "trace.kinds": "其中的隐私值：{kinds}",
    "trace.more_spans": "另有 {count:,} 个较短的片段未显示；见 --most 或 --format json。",
    "trace.masked": "能从形式上识别的隐私值已打码；人名没有打码。",
    "trace.chance": "偶然水平：{answers:,} 条留出的回答中，{share} 的词元出现在这样的片段中。"
    "覆盖比例不低于该文本的有 {as_covered:,} 条，含有不短于其最长片段的有 {as_long:,} 条。",
    "trace.no_chance": "偶然水平：没有一条留出的回答达到片段的最短长度，因此无法判断。",
    "trace.role.system": "系统提示",
    "trace.role.question": "问题",
    "trace.role.answer": "回答",
    "trace.role.text": "文本",
    "trace.role.tool": "工具结果",
    "trace.role.tools": "工具声明",
    "trace.role.rejected": "被拒绝的回答",
    "trace.role.extra": "不参与训练的列",
    "trace.role.other": "其他发言者",
}
