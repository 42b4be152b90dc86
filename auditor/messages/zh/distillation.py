"""训练数据与微调模型从另一个模型那里继承了什么。"""

from auditor.messages.en.distillation import FAMILIES

_NO_ADVICE = "相关记录：{number}。这不是法律意见：请阅读对你有约束力的版本"

MESSAGES = {
    "risk.distillation": "蒸馏",
    "misses.distillation": "本工具不认识的模型、其他语言中的自称，以及学生模型不经文字继承的特征",
    "finding.distillation/teacher_identity": "自称是其他模型的回答（至少）",
    "advice.distillation/teacher_identity": "改成你的模型的名字，或删除这些样本；在策略中写明它的名字与开发者（model_"
    "name、developer），"
    "其他名字就会判为不通过。",
    "finding.distillation/identity_in_thinking": "其中出现在思考过程里的",
    "finding.distillation/hedge": "以“作为 AI”自称的回答",
    "advice.distillation/hedge": "除非希望模型这样说话，否则删去这些套话。",
    "finding.distillation/same_refusal": "许多记录中一字不差的拒答",
    "advice.distillation/same_refusal": "按自己的规则、用多种说法重写拒答，或删除这些样本。",
    "finding.distillation/cut_at_cap": "在词元上限处被截断的回答",
    "advice.distillation/cut_at_cap": "提高上限后重新生成这些回答，或删除。",
    "finding.distillation/openings": "以最常见的十种开头之一起首的长回答",
    "finding.distillation/kl_train": "在训练过的回答上与教师模型的散度",
    "finding.distillation/kl_held_out": "在留出的回答上与教师模型的散度",
    "finding.distillation/kl_teacher_text": "在教师模型所写文本上与它的散度",
    "finding.distillation/kl_own_text": "在模型自己所写文本上与教师模型的散度",
    "finding.distillation/own_text_gap": "在自己所写文本上离教师模型远了多少",
    "finding.distillation/agree_train": "在训练过的回答上与教师模型首选词元相同",
    "finding.distillation/agree_held_out": "在留出的回答上与教师模型首选词元相同",
    "finding.distillation/agree_teacher_text": "在教师模型所写文本上与它首选词元相同",
    "finding.distillation/agree_own_text": "在模型自己所写文本上与教师模型首选词元相同",
    "finding.distillation/terms_openai": "由 OpenAI 的教师模型写成的记录",
    "finding.distillation/terms_anthropic": "由 Anthropic 的教师模型写成的记录",
    "finding.distillation/terms_google": "由 Google 的教师模型写成的记录",
    "finding.distillation/terms_meta": "由 Meta 的教师模型写成的记录",
    "finding.distillation/terms_meta_old": "由 Llama 2 或 3.0 写成的记录",
    "finding.distillation/terms_deepseek": "由 DeepSeek 的教师模型写成的记录",
    "finding.distillation/terms_unread": "由条款未经阅读的教师模型写成的记录",
    "finding.distillation/teacher_unknown": "由本工具不认识的教师模型写成的记录",
    "unjudged.distillation/terms_openai": "教师模型的条款是否允许这样训练。OpenAI《使用条款》（2024 年 1 月 31 日版，"
    "2026-11-23 读自公开副本）："
    f"不得用其输出开发与 OpenAI 竞争的模型。{_NO_ADVICE}",
    "unjudged.distillation/terms_anthropic": "教师模型的条款是否允许这样训练。Anthropic 帮助文章“Can I use my "
    "Outputs to train an AI model?”"
    "（2026-11-23 阅读）：用输出训练与其竞争的模型须得到书面许可，而不与其竞争的专用分类器和工具被列为允许。"
    f"{_NO_ADVICE}",
    "unjudged.distillation/terms_google": "教师模型的条款是否允许这样训练。Google《Gemini API 附加服务条款》（2025 "
    "年 5 月 20 日版，2026-11-23 阅读）："
    f"不得用其服务开发与之竞争的模型。{_NO_ADVICE}",
    "unjudged.distillation/terms_meta": "教师模型的条款是否允许这样训练。Meta《Llama 3.1 社区许可协议》（2024 年 7 "
    "月 23 日版，2026-11-23 阅读）："
    f"用其输出训练并对外提供的模型，名称须以“Llama”开头；Llama 的其他版本另有许可协议。{_NO_ADVICE}",
    "unjudged.distillation/terms_meta_old": "教师模型的条款是否允许这样训练。Meta《Llama 3 社区许可协议》（2024 年 4 "
    "月 18 日版，2026-11-23 阅读）："
    f"不得用其输出改进 Llama 3 及其衍生作品以外的任何大语言模型。{_NO_ADVICE}",
    "unjudged.distillation/terms_deepseek": "教师模型的条款是否允许这样训练。DeepSeek-R1 的 README（2026-11-23 "
    "阅读）：代码与权重采用 MIT 许可证，"
    f"并写明可以用于蒸馏训练其他模型；其他模型与在线服务另有条款。{_NO_ADVICE}",
    "unjudged.distillation/terms_unread": f"教师模型的条款是否允许这样训练：本工具没有读过它的条款。{_NO_ADVICE}",
    "unjudged.distillation/teacher_unknown": "教师模型的条款是否允许这样训练：选项 teacher 中有一个名字本工具不认识；"
    "请核对拼写，或自行阅读它的条款。已知的有："
    f"{'、'.join(title for id, title in FAMILIES.items() if id != 'others')}。{_NO_ADVICE}",
    **{
        f"kind.teacher_{id}": f"自称是以下模型或由其开发者开发：{title}"
        for id, title in FAMILIES.items()
        if id != "others"
    },
    "kind.teacher_others": "自称是另一个已知模型",
    "kind.hedge": "以“作为 AI”自称",
    "skipped.needs_teacher": "需要写出训练回答的教师模型；请加 --teacher",
    "model.remark.teacher_has_other_template": "教师模型的对话模板不同：按微调后模型的模板提问。",
}
