"""Keys of model vendors and the services around models.

Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

from auditor.findings import Certainty
from auditor.text.private.credentials.forms import (
    END_DASH,
    LEFT,
    example,
    mixed,
    named,
    notation,
    pattern,
    random_looking,
    said,
    token,
)  # fmt: skip
from auditor.text.private.model import Pattern

_MARK = "T3Blbk" + "FJ"


def _openai(value: str) -> Certainty:
    return "validated" if _MARK in value else "shape"


def _shape(value: str) -> Certainty:
    return "shape"


PATTERNS: tuple[Pattern, ...] = (
    pattern("openai_key", (_MARK,), LEFT + r"sk-[A-Za-z0-9]{20}" + _MARK + r"[A-Za-z0-9]{20}" + END_DASH,
            ("«sk-" + example("%w{20}") + _MARK + example("%w{20}", "b") + "».",),
            ("task-" + example("%w{20}") + _MARK + example("%w{20}", "b"),)),
    pattern("openai_project_key", ("sk-proj-",), LEFT + r"sk-proj-[A-Za-z0-9_\-]{40,200}+" + END_DASH,
            ("`«sk-proj-" + example("%s{60}") + "»`",
             "«sk-proj-" + example("%s{74}") + _MARK + example("%s{74}", "b") + "»"),
            ("sk-proj-planning-of-tasks",), _openai),
    pattern("openai_service_key", ("sk-svcacct-",), LEFT + r"sk-svcacct-[A-Za-z0-9_\-]{40,200}+" + END_DASH,
            ("«sk-svcacct-" + example("%s{58}") + _MARK + example("%s{58}", "b") + "»",), ("sk-svcacct-one",), _openai),
    pattern("openai_admin_key", ("sk-admin-",), LEFT + r"sk-admin-[A-Za-z0-9_\-]{40,200}+" + END_DASH,
            ("«sk-admin-" + example("%s{58}") + _MARK + example("%s{58}", "b") + "»",), ("sk-admin-one",), _openai),
    token("anthropic_key", "sk-ant-api03- sk-ant-api04-", "%s{80,120}"),
    token("anthropic_admin_key", "sk-ant-admin01-", "%s{80,120}"),
    token("anthropic_oauth_token", "sk-ant-oat01- sk-ant-ort01-", "%s{80,120}"),
    token("anthropic_session_key", "sk-ant-sid01- sk-ant-sid02-", "%s{80,160}"),
    token("gemini_key", "AQ.Ab8RN6", "%s{36,56}"),
    token("groq_key", "gsk_", "%w{52}"),
    token("perplexity_key", "pplx-", "%w{48}"),
    token("replicate_token", "r8_", "%w{37}"),
    token("together_key", "tgp_v1_", "%s{43}"),
    named("together_legacy_key", "Together AI, Together API", "%h{64}"),
    token("fireworks_key", "fw_", "%w{22,24}", random_looking),
    token("xai_key", "xai-", "%w{80}"),
    token("openrouter_key", "sk-or-v1-", "%h{64}"),
    token("huggingface_token", "hf_", "%w{34}"),
    token("huggingface_organization_token", "api_org_", "%w{34}"),
    named("mistral_key", "Mistral, Codestral", "%w{32}"),
    named("cohere_key", "Cohere API, Cohere Key, CO API", "%w{40}"),
    token("elevenlabs_key", "sk_", "%h{48}", mixed),
    named("elevenlabs_legacy_key", "ElevenLabs, xi api", "%h{32}"),
    named("stability_key", "Stability AI, Stability API, DreamStudio", "sk-%w{48}"),
    named("deepseek_key", "DeepSeek, 深度求索", "sk-%h{32}"),
    named("moonshot_key", "Moonshot, Kimi, 月之暗面", "sk-%w{48}"),
    named("zhipu_key", "Zhipu, ZhipuAI, ZAI API, BigModel, ChatGLM, GLM API, GLM-4, 智谱", "%h{32}.%w{16}"),
    named("dashscope_key", "DashScope, Qwen, Bailian, 灵积, 百炼, 通义千问, 通义", "sk-%h{32}"),
    token("minimax_key", "sk-api-", "%s{100,140}"),
    named("dashscope_plan_key", "DashScope, Qwen, Bailian, Token Plan, Coding Plan, 百炼, 通义", "sk-sp-%w{20,64}"),
    named("baichuan_key", "Baichuan, 百川", "sk-%h{32}"),
    named("siliconflow_key", "SiliconFlow, SiliconCloud, 硅基流动", "sk-%w{48}"),
    named("volcengine_ark_key", "ARK API, Volc Ark, Volcengine, Doubao, 火山方舟, 方舟, 豆包", "%g"),
    named("hunyuan_key", "Hunyuan, 混元", "sk-%w{48}"),
    named("stepfun_key", "StepFun, 阶跃星辰, 阶跃", "%w{64}"),
    named("lingyiwanwu_key", "Lingyiwanwu, 01.AI, 零一万物", "%h{32}"),
    named("iflytek_secret", "iFlytek, Xfyun, Xunfei, SparkAI, 讯飞, 星火", "%w{32}"),
    named("sensenova_secret", "SenseNova, SenseCore, 商汤, 日日新", "%w{32}"),
    named("modelscope_token", "ModelScope, 魔搭", "ms-%g"),
    token("qianfan_key", "bce-v3/ALTAK-", "%w{21}/%h{40}"),
    token("nvidia_key", "nvapi-", "%s{60,70}"),
    token("cerebras_key", "csk-", "%l{48}"),
    named("sambanova_key", "SambaNova", "%g"),
    token("anyscale_key", "esecret_", "%w{26,40}"),
    token("runpod_key", "rpa_", "%u{40}%w{6}"),
    named("vast_key", "Vast.ai, Vast AI, VastAI", "%h{64}"),
    named("modal_token_secret", "Modal Token, Modal Secret", "as-%w{22}"),
    named("baseten_key", "Baseten", "%w{8}.%w{32}"),
    named("fal_key", "FAL Key, FAL API, Fal.ai", "%g:%h{32}"),
    token("wandb_key", "wandb_v1_", "%s{77}"),
    named("wandb_legacy_key", "WandB, Weights & Biases", "%h{40}"),
    token("langsmith_key", "lsv2_pt_ lsv2_sk_", "%h{32}_%h{10}"),
    token("langsmith_legacy_key", "ls__", "%h{32}"),
    token("langfuse_secret_key", "sk-lf-", "%g"),
    token("helicone_key", "sk-helicone-", "%s{20,60}"),
    token("llamacloud_key", "llx-", "%w{44,52}"),
    token("pinecone_key", "pcsk_", "%w{5,6}_%w{63}"),
    named("pinecone_legacy_key", "Pinecone", "%g"),
    named("qdrant_key", "Qdrant", "%s{40,54}"),
    named("weaviate_key", "Weaviate, WCS API", "%w{36,40}"),
    named("zilliz_key", "Zilliz, Milvus", "%h{80,100}"),
    token("jina_key", "jina_", "%h{32}%s{28}"),
    named("voyage_key", "Voyage API, Voyage AI", "pa-%s{43}"),
    token("tavily_key", "tvly- tvly-dev- tvly-prod-", "%s{32,58}", random_looking),
    named("exa_key", "Exa API, Exa Key", "%g"),
    named("serpapi_key", "SerpApi, Serp API", "%h{64}"),
    named("serper_key", "Serper", "%h{40}"),
    token("firecrawl_key", "fc-", "%h{32}", mixed),
    token("brave_search_key", "BSA", "%s{24,40}", said),
    named("deepgram_key", "Deepgram", "%h{40}"),
    named("assemblyai_key", "AssemblyAI", "%h{32}"),
    named("comet_key", "Comet API, Comet ML, Opik", "%w{25}"),
    named("neptune_token", "Neptune API, Neptune.ai", "%b{100,300}%e"),
    token("kaggle_token", "KGAT_", "%h{32}"),
    named("kaggle_key", "Kaggle", "%h{32}"),
    token("runway_key", "key_", "%h{128}"),
    token("cursor_key", "key_", "%h{64}"),
    token("luma_key", "luma-", "%g-%g"),
    named("ai21_key", "AI21", "%w{32}"),
    named("ai21_key", "AI21", "%g"),
    named("roboflow_key", "Roboflow", "%w{20}"),
    named("clarifai_key", "Clarifai", "%h{32}"),
    pattern("api_key", ("sk-",), LEFT + r"sk-(?=[A-Za-z]{0,31}[0-9])" + notation("%w{32,64}") + END_DASH,
            ("密钥：«sk-" + "3f9c0b7ad2e84165" + "b0c9d7f1a2e36b58" + "»，",),
            ("sk-" + "a" * 31, "task-" + "3f9c0b7ad2e84165" + "b0c9d7f1a2e36b58", "sk-" + "a" * 32), _shape),
)  # fmt: skip
