"""A small byte-level tokenizer with the control tokens of chat models, made in memory, and templates for it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from auditor.training.tokenizers import Loaded, load

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<s>",
    "</s>",
    "<unk>",
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|user|>",
    "<|assistant|>",
    "<|observation|>",
    "<start_of_turn>",
    "<end_of_turn>",
)
PLAIN = ("<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>")
WORDS = (
    "Hello the and is in on at sky blue once upon time there was little girl named lily hi ho hello user assistant "
    "system tool weather city name arguments one two uno dos say story end answer question yes no Rome Oslo 你好 世界 "
    '天空 是 的 The Say Hi Ho One Two Be kind Tell Four Add Q: A: {" ": "}'
)
PART = "{{ m.content if m.content is string else '' }}{% if m.content is not string and m.content is iterable %}"
BODY = (
    PART + "{% for p in m.content %}{{ p.text or '' }}{% endfor %}{% endif %}{% if m.tool_calls %}"
    "{% for c in m.tool_calls %}<tool_call>{{ c.function | tojson }}</tool_call>{% endfor %}{% endif %}"
)
HEAD = "{% if tools %}{{ '<|im_start|>system\\nTools: ' }}{{ tools | tojson }}{{ '<|im_end|>\\n' }}{% endif %}"
TAIL = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
CHATML = (
    HEAD
    + "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}"
    + BODY
    + "{{ '<|im_end|>\\n' }}{% endfor %}"
    + TAIL
)
"""ChatML, without marks around the answers."""
MARKED = (
    HEAD
    + "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' %}{% generation %}"
    + BODY
    + "{{ '<|im_end|>' }}{% endgeneration %}{{ '\\n' }}{% else %}"
    + BODY
    + "{{ '<|im_end|>\\n' }}{% endif %}{% endfor %}"
    + TAIL
)
"""ChatML with marks around the answers and what ends them."""


def _merges() -> tuple[dict[str, int], list[tuple[str, str]]]:
    from tokenizers import pre_tokenizers

    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    vocabulary = {token: at for at, token in enumerate((*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())))}
    merges = []
    for word in WORDS.split():
        letters = level.pre_tokenize_str(word)[0][0]
        for length in range(2, len(letters) + 1):
            if letters[:length] not in vocabulary:
                vocabulary[letters[:length]] = len(vocabulary)
                merges.append((letters[: length - 1], letters[length - 1]))
        if "\u0120" + letters not in vocabulary:
            vocabulary["\u0120" + letters] = len(vocabulary)
            merges.append(("\u0120", letters))
    return vocabulary, merges


@cache
def core() -> Any:
    """The `tokenizers.Tokenizer`: puts `<s>` before a text when asked for special tokens."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    vocabulary, merges = _merges()
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in PLAIN])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", vocabulary["<s>"])]
    )
    return tokenizer


def write(folder: Path, *, template: str | None = CHATML, eos: str = "<|im_end|>") -> Path:
    """Writes it as the folder of a model."""
    folder.mkdir(parents=True, exist_ok=True)
    core().save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "TokenizersBackend",
        "bos_token": "<s>",
        "eos_token": eos,
        "pad_token": "<|endoftext|>",
        "unk_token": "<unk>",
        "model_max_length": 100000,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "chat_template.jinja").unlink(missing_ok=True)
    if template is not None:
        (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
    return folder


def tokenizer(folder: Path, *, template: str | None = CHATML, eos: str = "<|im_end|>") -> Loaded:
    """As the auditor loads it. `folder` is an empty place."""
    return load(str(write(folder, template=template, eos=eos)))
