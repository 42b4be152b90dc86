"""What the machine formats say."""

MESSAGES = {
    "formats.result": "{here}。{facts}",
    "formats.here": "此处 {hits:,} 处命中",
    "formats.first": "样本序号 {rows}",
    "formats.missing": "作出结论所缺",
    "formats.gate": "策略要求的内容没有全部测量",
    "formats.gate_do": "运行缺少的检查，修复中断之处，或修改策略的要求。",
    "formats.waived": "{title}：{hits:,} 处命中由 {owner} 豁免至 {expires}：{reason}",
    "formats.justified": "{owner}，至 {expires}：{reason}",
    "formats.inconclusive": "证据不足，无法定论。",
    "formats.check": "{risk}（{check}）",
    "formats.more": "{title}：另有 {count} 项，见摘要或 evidence.jsonl",
    "formats.level.error": "错误",
    "formats.level.warning": "警告",
    "formats.level.note": "提示",
    "formats.cut": "此处略去 {lines:,} 行：文档会过长。完整内容见 report.html。",
    "formats.no_summary": "{path}：无法写入本步骤的摘要（{why}）；报告不受影响",
}
