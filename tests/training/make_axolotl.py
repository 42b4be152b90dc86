"""Makes golden/axolotl.json.gz: what the real axolotl makes of the hostile rows.

Run in an environment of its own, from the root of the repository: python -W ignore -m tests.training.make_axolotl
Made with Python 3.11, axolotl 0.19.0, transformers 5.16.1, datasets 4.8.4, tokenizers 0.23.1, torch 2.13.0 (CPU).
Every row is a file of its own that goes through axolotl's validation of the configuration, `prepare_datasets` and the
collator. Three things are left out: the model, the worker pool, and the saving of the result.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.training import hostile_axolotl as hostile

GOLDEN = Path(__file__).parent / "golden" / "axolotl.json.gz"
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<unk>", "<|begin_of_text|>", "<|eot_id|>",
           "<|start_header_id|>", "<|end_header_id|>", "<|end|>")  # fmt: skip
FULL = """{%- if tools %}<|im_start|>system
{{ tools | tojson }}<|im_end|>
{% endif -%}
{%- for message in messages %}<|im_start|>{{ message.role }}
{% if message.reasoning_content %}<think>{{ message.reasoning_content }}</think>
{% endif %}{{ message.content if message.content is string else '' }}
{%- for call in message.tool_calls or [] %}<tool_call>{{ call.function | tojson }}</tool_call>{% endfor %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
OTHER_NAME = FULL.replace("message.", "m.").replace("for message in", "for m in")
STRICT = """{{ bos_token }}{% for message in messages %}{% if loop.index0 == 0 and message['role'] == 'system' %}
{%- elif message['role'] == 'user' %}[INST] {{ (messages[0]['content'] + '\\n\\n') if loop.index0 == 1 and messages[0]
['role'] == 'system' else '' }}{{ message['content'] | trim }} [/INST]{% elif message['role'] == 'assistant' %}
{%- set said = message['content'] %}{% if not loop.last and '</think>' in said %}
{%- set said = said.split('</think>')[-1] %}{% endif %}{{ ' ' + said.strip() + eos_token }}
{%- else %}{{ raise_exception('role') }}{% endif %}{% endfor %}"""
SILENT = "{% for message in messages %}{% if message.role == 'assistant' %}{{ message.content }}{% endif %}{% endfor %}"
EARLY = "{% for message in messages %}<|im_end|>{{ message.role }}: {{ message.content }}\n{% endfor %}"
TEMPLATES = {"full": FULL, "other": OTHER_NAME, "strict": STRICT, "silent": SILENT, "early": EARLY, "none": None}
DETAILS = {"message_field_training": "train", "message_field_training_detail": "detail"}
QUESTIONS = {"field_instruction": "question", "field_output": "answer", "format": "Q: {instruction} A:"}
KIND = {"system_prompt": "Be kind.", "field_output": "response", "no_input_format": "{x}{instruction}",
        "format": "{input}|{instruction}", "system_format": "[{system}]"}  # fmt: skip
FRAMES = ("bos", "both", "words")
CUT = {"excess_length_strategy": "truncate"}
ADAPTED = {"field_messages": "conversations", "message_property_mappings": {"role": "from", "content": "value"}}


def _run(rows: str, entry: dict[str, Any], tokens: str = "full <s> <|im_end|>", **options: Any) -> dict[str, Any]:
    kind = {} if rows == "coded" or "type" in entry else {"type": "chat_template"}
    return {"rows": rows, "entry": {**kind, **entry}, "tokens": tokens, "options": {"sequence_len": 300, **options}}


RUNS: list[dict[str, Any]] = [
    _run("chat", {}),
    _run("chat:2", {}, "other <s> <|im_end|>", sequence_len=60),
    _run("chat:3", {}, "strict <s> </s>", sequence_len=80, excess_length_strategy="truncate"),
    _run("chat:4", {"train_on_eos": "all"}, "strict </s> </s>", sample_packing=True),
    _run("chat:5", {"train_on_eos": "last", **DETAILS}),
    _run("chat:6", {"train_on_eos": "none", "message_field_training": "weight"}, train_on_inputs=True),
    _run("chat:7", {"message_field_training_detail": "detail", "drop_system_message": True}, "other <s> </s>",
         eot_tokens=["<|im_end|>", "nowhere"], sample_packing=True, sequence_len=100, **CUT),
    _run("chat:8", {"train_on_eot": "all", "roles_to_train": ["gpt", "user"]}, "full <s> </s>",
         eot_tokens=["<|im_end|>"], excess_length_strategy="raise", sequence_len=120),
    _run("chat:9", {"split_thinking": True, "roles": {"user": ["human", "user"], "assistant": ["gpt", "tool"]}},
         min_sample_len=20),
    _run("chat:10", {"roles_to_train": []}, "silent <s> <|im_end|>", train_on_inputs=True),
    _run("chat:11", {"train_on_eos": "all"}, "early <|im_end|> <|im_end|>"),
    _run("chat:12", {}, "none <s> <|im_end|>", chat_template="chatml", default_system_message="You are odd."),
    _run("chat:13", {}, "none <s> <|eot_id|>", chat_template="llama3", sequence_len=120),
    _run("chat:14", {}, "none <s> <|end|>", chat_template="phi_35"),
    _run("chat:15", {"chat_template": "phi_3"}, "full <s> <|end|>", chat_template="chatml"),
    _run("chat:16", {"chat_template": "tokenizer_default_fallback_exaone"}, "none <s> </s>",
         eot_tokens=["[|endofturn|]"]),
    _run("chat:17", {"chat_template_jinja": SILENT}, chat_template_kwargs={"add_generation_prompt": True}),
    _run("chat:18", {"chat_template": "jinja", "chat_template_jinja": EARLY}, "full <|im_end|> <|im_end|>"),
    _run("chat:19", {}, "none <s> <|im_end|>"),
    _run("chat:20", {"train_on_eot": "none"}, "full <s> <|im_end|>", eot_tokens=["<|im_end|>", "</s>", "<|im_start|>"]),
    _run("chat:21", {}, "full <s> <|endoftext|>", special_tokens={"eos_token": "<|im_end|>", "pad_token": "<unk>"}),
    _run("sharegpt", {**ADAPTED}),
    _run("sharegpt", {"field_messages": "conversations", "message_field_role": "from", "message_field_content": "value",
                      "roles": {"assistant": ["gpt", "assistant"]}}, "other <s> </s>"),
    _run("sharegpt", {"type": "sharegpt"}),
    _run("asked", {"type": "alpaca"}, "none <s> </s>"),
    _run("asked", {"type": "alpaca"}, "none bos </s>", sequence_len=240, train_on_inputs=True, sample_packing=True),
    _run("asked", {"type": "alpaca"}, "none both </s>", sequence_len=190, **CUT),
    _run("asked", {"type": "alpaca:chatml"}, "none bos <|im_end|>", sequence_len=180, **CUT),
    *[_run("asked_few", {"type": kind}, "none bos </s>") for kind in (
        "alpaca:chat", "alpaca:phi", "alpaca:none", "gpteacher", "oasst", "oasst:chat", "jeopardy", "summarizetldr",
        "explainchoice", "explainchoice:chat", "concisechoice", "alpaca_instruct", "alpaca_instruct.load_no_prompt",
        "alpaca_chat", "alpaca_chat.load_no_prompt", "alpaca_chat.load_concise", "alpaca_chat.load_qa",
        "alpaca_chat.load_camel_ai", "alpaca_w_system", "alpaca_w_system.load_chat", "alpaca_w_system.load_instruct",
        "alpaca_w_system.load_open_orca", "alpaca_w_system.load_open_orca_chatml", "context_qa", "context_qa.load_v2",
        "alpaca_w_system.load", "summarizetldr:chat",
    )],
    _run("asked_few", {"type": "alpaca_chat", "conversation": "chatml"}, "none bos </s>"),
    _run("asked", {"type": QUESTIONS}, "none bos </s>", sequence_len=40, **CUT),
    _run("asked", {"type": KIND}, "none <s> </s>"),
    _run("bare", {"type": "completion"}, "none bos </s>", sequence_len=24),
    _run("bare", {"type": "completion", "field": "text"}, "none <s> <|im_end|>", sequence_len=16, min_sample_len=8,
         sample_packing=True, excess_length_strategy="truncate"),
    _run("segments", {"type": "input_output"}, "none bos </s>", sequence_len=40),
    _run("segments", {"type": "input_output"}, "none <s> </s>", sample_packing=True),
    _run("segments", {"type": "input_output"}, "none <s> </s>", train_on_inputs=True, sequence_len=30,
         excess_length_strategy="raise"),
    _run("coded", {"type": "alpaca"}, "none <s> </s>", sequence_len=40, sample_packing=True),
    _run("chat:30", {}, "full words <|im_end|>"),
    _run("chat:31", {"train_on_eos": "all", **DETAILS}, "silent words </s>", train_on_inputs=True),
    _run("chat:32", {}, "strict words </s>"),
    _run("bare", {"type": "completion"}, "none words </s>", sequence_len=8),
    _run("chat:33", {}, base_model="made-up/Mistral-none", train_on_inputs=True),
]  # fmt: skip


def rows_of(name: str) -> list[dict[str, Any]]:
    """The hostile rows of a run."""
    match name:
        case "chat":
            return hostile.chat(330)
        case "sharegpt":
            return hostile.sharegpt(60)
        case "asked":
            return hostile.asked(100)
        case "asked_few":
            return hostile.asked(16)
        case "bare":
            return hostile.bare(40)
        case "segments":
            return hostile.segments(40)
        case "coded":
            return hostile.coded(20)
    return hostile.chat(90, seed=int(name.partition(":")[2]))


def digest(ids: Any, labels: Any) -> str:
    """Sixteen letters that stand for ids and labels."""
    return hashlib.sha256(json.dumps([list(ids), list(labels)]).encode()).hexdigest()[:16]


def core() -> Any:
    """A byte-level tokenizer of 600 tokens."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=list(SPECIAL),
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator([*hostile.TEXTS, json.dumps(hostile.TOOLS), FULL], trainer)
    tokenizer.add_tokens([AddedToken(word, normalized=False) for word in ("<think>", "</think>", "<tool_call>")])
    return tokenizer


def spaceless() -> Any:
    """A tokenizer of lower-case words, which drops what is between them."""
    from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=200, special_tokens=list(SPECIAL), show_progress=False)
    tokenizer.train_from_iterator([*hostile.TEXTS, FULL], trainer)
    tokenizer.add_tokens([AddedToken("<think>", normalized=False)])
    return tokenizer


def framed(tokenizer: Any, bos: str) -> Any:
    """The tokenizer with what it puts around a text: `bos` puts <s> before, `both` also </s> behind.

    `words` gives that of words in its place.
    """
    from tokenizers import processors

    if bos == "words":
        return spaceless()
    if bos in ("bos", "both"):
        shape = "<s> $A </s>" if bos == "both" else "<s> $A"
        special = [(word, tokenizer.token_to_id(word)) for word in ("<s>", "</s>")]
        tokenizer.post_processor = processors.TemplateProcessing(single=shape, special_tokens=special)
    return tokenizer


def main(*words: str) -> None:
    """All runs; with `share 0/2 FILE` every second one, into a file; with `join FILES` such files, put together."""
    match words:
        case ("share", share, file):
            at, parts = map(int, share.split("/"))
            Path(file).write_text(json.dumps(list(_made(at, parts))))
            return
        case ("join", *files):
            found = {number: run for file in files for number, run in json.loads(Path(file).read_text())}
            runs = [found[number] for number in range(len(RUNS))]
        case _:
            runs = [run for _, run in _made(0, 1)]
    text = json.dumps({"tokenizer": core().to_str(), "runs": runs}, ensure_ascii=False, separators=(",", ":")).encode()
    GOLDEN.write_bytes(gzip.compress(text, 9, mtime=0))
    print(len(GOLDEN.read_bytes()), "bytes", sum(len(run["results"]) for run in runs), "results")


def _made(at: int, parts: int) -> Iterator[tuple[int, dict[str, Any]]]:
    for number in range(at, len(RUNS), parts):
        print(number, RUNS[number]["rows"], file=sys.stderr, flush=True)
        yield number, {**RUNS[number], "results": _results(RUNS[number])}


def _results(run: dict[str, Any]) -> list[Any]:
    """By row "dropped", "stopped", or how many tokens, how many with a loss, and a digest."""
    from transformers import PreTrainedTokenizerFast

    template, bos, eos = run["tokens"].split()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=framed(core(), bos), bos_token="<s>" if bos in FRAMES else bos, eos_token=eos,
        pad_token="<unk>", unk_token="<unk>",
    )  # fmt: skip
    tokenizer.chat_template = TEMPLATES[template]
    tokenizer.name_or_path = run["options"].get("base_model", "none")
    return [_result(row, run, tokenizer) for row in rows_of(run["rows"])]


def _result(row: dict[str, Any], run: dict[str, Any], tokenizer: Any) -> Any:
    sink = io.StringIO()
    try:
        with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
            made = _prepared(copy.deepcopy(row), copy.deepcopy(run), copy.deepcopy(tokenizer))
    except Exception as error:  # noqa: BLE001 - whatever it is, the real run ends with it
        # A row that is alone and falls out leaves nothing; among others it just falls out.
        alone = (isinstance(error, KeyError) and "input_ids" in str(error)) or "no samples left" in str(error)
        if os.environ.get("WHY"):
            print(type(error).__name__, str(error)[:200].replace("\n", " "), file=sys.__stderr__)
        return "dropped" if alone else "stopped"
    if not made:
        return "dropped"
    ids = [number for one in made for number in one["input_ids"]]
    labels = [number for one in made for number in one["labels"]]
    return [len(ids), sum(label != -100 for label in labels), digest(ids, labels)]


def _prepared(row: dict[str, Any], run: dict[str, Any], tokenizer: Any) -> list[Any]:
    import datasets
    from axolotl.utils.chat_templates import get_chat_template_from_config
    from axolotl.utils.collators import DataCollatorForSeq2Seq
    from axolotl.utils.config import normalize_cfg_datasets, validate_config
    from axolotl.utils.data.sft import prepare_datasets
    from axolotl.utils.dict import DictDefault

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.jsonl"
        path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
        datasets.config.HF_DATASETS_CACHE = Path(folder) / "cache"
        config = {
            "base_model": "none", "micro_batch_size": 1, "gradient_accumulation_steps": 1, "num_epochs": 1,
            "learning_rate": 1e-4, "shuffle_merged_datasets": False, "dataset_prepared_path": f"{folder}/prepared",
            "output_dir": folder, **run["options"],
            "datasets": [{"ds_type": "json", **run["entry"], "path": str(path)}],
        }  # fmt: skip
        made = validate_config(DictDefault(config))
        made.model_config_type = "llama"
        made.is_preprocess = True
        made.dataset_num_proc = None
        normalize_cfg_datasets(made)
        for key, value in (made.special_tokens or {}).items():  # this and the next as load_tokenizer does
            tokenizer.add_special_tokens({key: value})
        if made.chat_template:
            tokenizer.chat_template = get_chat_template_from_config(cfg=made, tokenizer=tokenizer)
        data = prepare_datasets(made, tokenizer)[0]
        collate = DataCollatorForSeq2Seq(tokenizer)
        batches = [collate([{key: list(one[key]) for key in hostile.COLUMNS if key in one}]) for one in data]
        return [{key: batch[key][0].tolist() for key in ("input_ids", "labels")} for batch in batches]


if __name__ == "__main__":
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "",
                   "AXOLOTL_IS_PREPROCESS": "1", "AXOLOTL_DO_NOT_TRACK": "1", "AXOLOTL_LOG_LEVEL": "ERROR",
                   "LOG_LEVEL": "ERROR", "TOKENIZERS_PARALLELISM": "false"}  # fmt: skip
    import logging

    import datasets
    from axolotl.utils.data import sft

    logging.disable(logging.CRITICAL)
    datasets.disable_progress_bars()
    sft.save_preprocessed_dataset = lambda *_, **__: None
    main(*sys.argv[1:])
