"""What training data and a tuned model took over from another model."""

FAMILIES = {
    "openai": "ChatGPT (OpenAI)",
    "anthropic": "Claude (Anthropic)",
    "google": "Gemini (Google)",
    "meta": "Llama (Meta)",
    "alibaba": "Qwen (Alibaba Cloud)",
    "deepseek": "DeepSeek",
    "zhipu": "GLM (Zhipu AI)",
    "moonshot": "Kimi (Moonshot AI)",
    "baidu": "ERNIE (Baidu)",
    "bytedance": "Doubao (ByteDance)",
    "tencent": "Hunyuan (Tencent)",
    "iflytek": "Spark (iFlytek)",
    "baichuan": "Baichuan",
    "internlm": "InternLM (Shanghai AI Laboratory)",
    "yi": "Yi (01.AI)",
    "minimax": "MiniMax",
    "stepfun": "Step (StepFun)",
    "sensetime": "SenseChat (SenseTime)",
    "huawei": "Pangu (Huawei)",
    "qihoo": "360 Zhinao",
    "xiaomi": "MiMo (Xiaomi)",
    "fudan": "MOSS (Fudan University)",
    "mistral": "Mistral",
    "xai": "Grok (xAI)",
    "microsoft": "Copilot (Microsoft)",
    "amazon": "Nova (Amazon)",
    "apple": "Siri (Apple)",
    "nvidia": "Nemotron (NVIDIA)",
    "ibm": "Granite (IBM)",
    "cohere": "Command (Cohere)",
    "lmsys": "Vicuna (LMSYS)",
    "laion": "OpenAssistant (LAION)",
    "stanford": "Alpaca (Stanford)",
    "tii": "Falcon (TII)",
    "databricks": "Dolly (Databricks)",
    "others": "another known model",
}
"""Families of models, as both languages name them."""
_NO_ADVICE = "Records: {number}. This is no legal advice: read the version that binds you"

MESSAGES = {
    "risk.distillation": "Distillation",
    "misses.distillation": "models that are not known here, claims in other languages, and traits that a student takes "
    "over without words",
    "finding.distillation/teacher_identity": "Answers that say they are another model (at least)",
    "advice.distillation/teacher_identity": "Replace the name by that of your model, or remove these records; say in "
    "the "
    "policy what it is called (model_name, developer), and each other name fails.",
    "finding.distillation/identity_in_thinking": "Of these, within the thinking",
    "finding.distillation/hedge": "Answers that speak of themselves as of an AI",
    "advice.distillation/hedge": "Remove these phrases, unless your model is to speak so.",
    "finding.distillation/same_refusal": "Refusals that many records have word for word",
    "advice.distillation/same_refusal": "Write refusals for your own rules, in several wordings, or remove these "
    "records.",
    "finding.distillation/cut_at_cap": "Answers cut at a limit of tokens",
    "advice.distillation/cut_at_cap": "Generate these answers again with a higher limit, or remove them.",
    "finding.distillation/openings": "Long answers with one of the ten commonest openings",
    "finding.distillation/kl_train": "Divergence from the teacher on trained answers",
    "finding.distillation/kl_held_out": "Divergence from the teacher on held-out answers",
    "finding.distillation/kl_teacher_text": "Divergence from the teacher on what the teacher writes",
    "finding.distillation/kl_own_text": "Divergence from the teacher on what the model itself writes",
    "finding.distillation/own_text_gap": "How much farther it is from the teacher on its own text",
    "finding.distillation/agree_train": "Same next token as the teacher, on trained answers",
    "finding.distillation/agree_held_out": "Same next token as the teacher, on held-out answers",
    "finding.distillation/agree_teacher_text": "Same next token as the teacher, on what the teacher writes",
    "finding.distillation/agree_own_text": "Same next token as the teacher, on what the model itself writes",
    "finding.distillation/terms_openai": "Records by a teacher of OpenAI",
    "finding.distillation/terms_anthropic": "Records by a teacher of Anthropic",
    "finding.distillation/terms_google": "Records by a teacher of Google",
    "finding.distillation/terms_meta": "Records by a teacher of Meta",
    "finding.distillation/terms_meta_old": "Records by Llama 2 or 3.0",
    "finding.distillation/terms_deepseek": "Records by a teacher of DeepSeek",
    "finding.distillation/terms_unread": "Records by a teacher whose terms were not read",
    "finding.distillation/teacher_unknown": "Records by a teacher that is not known here",
    "unjudged.distillation/terms_openai": "whether the terms of the teacher allow this training. OpenAI, Terms of "
    "Use of "
    "January 31, 2024, as quoted in public copies read on 2026-11-23: output is not to be used to develop models that "
    f"compete with OpenAI. {_NO_ADVICE}",
    "unjudged.distillation/terms_anthropic": "whether the terms of the teacher allow this training. Anthropic, help "
    "article 'Can I use my Outputs to train an AI model?', as read on 2026-11-23: to train models that compete with "
    "Anthropic's takes its written permission, while narrow classifiers and tools that do not compete are named as "
    f"allowed. {_NO_ADVICE}",
    "unjudged.distillation/terms_google": "whether the terms of the teacher allow this training. Google, Gemini API "
    "Additional Terms of Service of May 20, 2025, as read on 2026-11-23: the services are not to be used to develop "
    f"models that compete with them. {_NO_ADVICE}",
    "unjudged.distillation/terms_meta": "whether the terms of the teacher allow this training. Meta, Llama 3.1 "
    "Community "
    "License of July 23, 2024, as read on 2026-11-23: a model that is trained on its output and passed on carries "
    f"'Llama' at the beginning of its name; other versions of Llama have licenses of their own. {_NO_ADVICE}",
    "unjudged.distillation/terms_meta_old": "whether the terms of the teacher allow this training. Meta, Llama 3 "
    "Community "
    "License of April 18, 2024, as read on 2026-11-23: its output is not to be used to improve any other large "
    "language "
    f"model than Llama 3 and what derives from it. {_NO_ADVICE}",
    "unjudged.distillation/terms_deepseek": "whether the terms of the teacher allow this training. DeepSeek, README of "
    "DeepSeek-R1, as read on 2026-11-23: code and weights are under the MIT license, and to distill them for the "
    "training "
    f"of other models is named as allowed; other models and the service have terms of their own. {_NO_ADVICE}",
    "unjudged.distillation/terms_unread": f"whether the terms of the teacher allow this training: nobody here has "
    f"read them. "
    f"{_NO_ADVICE}",
    "unjudged.distillation/teacher_unknown": "whether the terms of the teacher allow this training: its name, one "
    "of those in the option teacher, is not known here; look how it is spelled, or read its terms yourself. "
    f"Known: {', '.join(title for id, title in FAMILIES.items() if id != 'others')}. {_NO_ADVICE}",
    **{f"kind.teacher_{id}": f"says that it is, or was made by: {title}" for id, title in FAMILIES.items()},
    "kind.hedge": "speaks of itself as of an AI",
    "skipped.needs_teacher": "needs the model whose answers it was trained on; pass --teacher",
    "model.remark.teacher_has_other_template": "The teacher has another chat template: it is asked in the tuned "
    "model's.",
}
