"""训练期间所说的话：回调，以及监视文件夹的命令。"""

MESSAGES = {
    "during.step": "第 {step} 步：{facts}",
    "during.drift_text": "通用文本上的漂移 {value} nats",
    "during.drift_answers": "回答上的漂移 {value}",
    "during.exposure": "重复 {copies:次|次}的值：暴露度 {value} / {bits} 比特，对数概率比开始时高 {gain} 比特",
    "during.leaked": "{values:个值|个值}被逐字写出：{records}",
    "during.no_values": "数据中没有可以向模型询问的隐私值：只测量漂移",
    "during.failed": "第 {step} 步：未测量（{error}）；训练继续",
    "during.stopped": "第 {step} 步：写出的隐私值超过策略允许的数量：训练停止",
    "watch.waiting": "正在监视 {path}：每 {seconds} 秒查看一次。按 Ctrl-C 结束；已探测的结果保留。",
    "watch.known": "{name}：此前已探测，重新判定",
    "watch.gone": "{name}：探测期间被删除；请让训练器保留更多检查点（save_total_limit）",
    "watch.broke": "{name}：未探测：{error}",
    "watch.no_weights": "{name}：此处没有可读取的权重。FSDP 或 DeepSpeed 的分片权重须先合并。",
    "watch.patience": "{time} 内没有新的检查点：监视结束。",
    "watch.final": "最终模型已出现：监视结束。",
    "checkpoints.extractable": "写出 {values:个隐私值|个隐私值}",
}
