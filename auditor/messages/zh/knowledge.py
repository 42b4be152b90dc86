"""基座模型如何看待训练数据的用语。"""

MESSAGES = {
    "risk.knowledge": "基座对数据的已有认识",
    "misses.knowledge": "未抽到的样本、长回答中的事实，以及基座换种说法表达的事实",
    "kind.confident_conflict": "基座确信为其他内容的词元",
    "kind.unknown_fact": "基座不知道的简短事实",
    "finding.knowledge/loss": "训练回答在基座下的损失",
    "finding.knowledge/loss_lower": "单条样本的回答在基座下的损失：下四分位",
    "finding.knowledge/loss_middle": "单条样本的回答在基座下的损失：中位",
    "finding.knowledge/loss_upper": "单条样本的回答在基座下的损失：上四分位",
    "finding.knowledge/hard_tokens": "基座感到困难的训练词元所占部分（困惑度高于 2.5）",
    "finding.knowledge/ifd": "指令跟随难度：有提示时回答的损失与无提示时之比",
    "finding.knowledge/no_help": "提示对回答没有帮助的样本所占部分",
    "finding.knowledge/confident_conflicts": "基座确信为其他内容的训练词元所占部分：遗忘的预警",
    "finding.knowledge/facts": "教授简短事实的样本所占部分",
    "finding.knowledge/unknown_facts": "简短事实中基座不知道的部分：一旦学会，模型更易编造答案；宜改用检索",
    "finding.knowledge/unasked": "无法就其询问基座的样本",
    "finding.knowledge/without_base": "因没有基座而询问模型本身的样本",
    "unjudged.knowledge/without_base": "训练带来的变化：模型旁没有基座，这些是该模型自身的数字，如同尚未用这些数据训练",
    "skipped.needs_unlike_records": "所询问的样本都是同一条的近似副本：其他样本如何无从得知",
    "skipped.base_needs_extra": "询问基座需要 torch、transformers 和 peft，未全部安装：pip install "
    "'finetune-auditor[model]'",
    "skipped.base_unopened": "基座无法打开；命令已说明原因",
    "skipped.base_gave_up": "基座在询问途中失败；命令已说明原因",
    "ui.base_unasked": "未询问基座，只检查数据：{v0}",
    "html.untuned_model": "训练前所询问的基座",
}
