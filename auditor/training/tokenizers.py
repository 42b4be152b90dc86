"""Tokenizers: that of the model where there is one, else an estimate that needs no file.

A model's tokenizer is read as transformers 5.23 reads it: `tokenizer.json`, the special tokens of
`tokenizer_config.json` or, without `added_tokens_decoder` there, of `special_tokens_map.json`, and the chat template of
`chat_template.jinja` or of the configuration. `add_bos_token` of the configuration is not looked at, as there: what is
put before and behind a text stands in `tokenizer.json`. Classes that build their own tokenizer from its vocabulary
(some of sentencepiece) are read from the file as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from auditor.errors import UsageError
from auditor.training import hub

Span = tuple[int, int]
_NAMED = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_MENDS = "give a folder with a tokenizer.json, that file, or the id of a model on the Hub that can be reached"
CONTROL = tuple(
    "<|endoftext|> <|im_start|> <|im_end|> <s> </s> <unk> <pad> <bos> <eos> [INST] [/INST] <<SYS>> <</SYS>>"
    " <|begin_of_text|> <|end_of_text|> <|start_header_id|> <|end_header_id|> <|eot_id|> <|eom_id|> <|python_tag|>"
    " <start_of_turn> <end_of_turn> <|user|> <|assistant|> <|system|> <|observation|> <|end|> [gMASK] <sop>"
    " <｜begin▁of▁sentence｜> <｜end▁of▁sentence｜> <｜User｜> <｜Assistant｜> <think> </think> <tool_call>"
    " </tool_call> <tool_response> </tool_response> <|start|> <|message|> <|channel|> <|return|> <|call|>"
    " <|vision_start|> <|vision_end|> <|image_pad|> <|video_pad|>".split()
)
"""Words that the tokenizers of well-known models hold as one token."""
CHATML = """{% macro text(content) %}{% if content is string %}{{ content }}{% elif content is iterable %}
{% for part in content %}{{ part.text or '' }}{% endfor %}{% endif %}{% endmacro %}
{% if tools %}{{ '<|im_start|>system\\n' }}{{ tools | tojson }}{{ '<|im_end|>\\n' }}{% endif %}
{% for message in messages %}
{{ '<|im_start|>' ~ message.role ~ '\\n' }}
{%- if message.role == 'assistant' %}
{% generation %}
{{ text(message.content) }}
{%- for call in message.tool_calls or [] %}
{{ '<tool_call>\\n' }}{{ (call.function or call) | tojson }}{{ '\\n</tool_call>' }}
{%- endfor %}
{{ '<|im_end|>' }}
{%- endgeneration %}
{{ '\\n' }}
{%- else %}
{{ text(message.content) }}{{ '<|im_end|>\\n' }}
{%- endif %}
{%- endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
"""What the estimate renders conversations with: the plain form of Qwen and many others."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The tokenizer of a model. Makes a `Tokenizer`."""

    core: Any
    """A `tokenizers.Tokenizer`."""
    bos: str | None
    eos: str | None
    chat_template: str | None
    """The one named `default` where there are several."""
    variables: Mapping[str, str]
    exact: bool = True

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids; with `special` also what the tokenizer itself puts before and behind."""
        ids: list[int] = self.core.encode(text, add_special_tokens=special).ids
        return ids

    def spans(self, text: str) -> list[Span]:
        """Half-open character spans of the tokens of `encode(text)`. Tokens that share a character share its span."""
        offsets: list[Span] = self.core.encode(text, add_special_tokens=False).offsets
        return offsets

    def id_of(self, token: str) -> int | None:
        """Id of one token, None if there is none."""
        number: int | None = self.core.token_to_id(token)
        return number


_CONTROL = "|".join(re.escape(word) for word in sorted(CONTROL, key=len, reverse=True))
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KANA = "\u3040-\u30ff\uac00-\ud7af"


@lru_cache
def _pattern(letters: int, characters: int) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<control>{_CONTROL})|[{_CJK}]{{1,{characters}}}|[{_KANA}]{{1,{characters}}}|\d"
        rf"|[^\S\n]?(?:(?![\d_{_CJK}{_KANA}])\w){{1,{letters}}}"
        r"|\n+|[^\S\n]+|[^\S\n]?(?:(?!<[|/\w\uff5c])[^\w\s]){1,2}|."
    )


_FIRST_WORD = 1000
"""Ids below belong to control words."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Pseudo tokens of about the number that tokenizers of 100,000 to 150,000 words give. Makes a `Tokenizer`.

    Control words and digits are one token each, longer words and runs of Chinese characters are cut in pieces. The ids
    are stable, and those of different pieces nearly always differ.
    """

    letters: int = 7
    """Of a word, in one token at most."""
    characters: int = 2
    """Chinese, Japanese or Korean, in one token at most."""

    exact: bool = False
    bos: str | None = None
    eos: str | None = "<|im_end|>"
    chat_template: str | None = CHATML

    @property
    def variables(self) -> Mapping[str, str]:
        """As of the model's tokenizer."""
        return {f"{name}_token": token for name, token in (("bos", self.bos), ("eos", self.eos)) if token is not None}

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Pseudo token ids; with `special` the beginning token, if the estimate has one."""
        ids = [_number(match[0], match["control"] is not None) for match in self._pieces(text)]
        return [_number(self.bos, True), *ids] if special and self.bos is not None else ids

    def spans(self, text: str) -> list[Span]:
        """Half-open character spans of the tokens of `encode(text)`."""
        return [match.span() for match in self._pieces(text)]

    def id_of(self, token: str) -> int | None:
        """Id of a control word or of a piece that would be one token, else None."""
        ids = self.encode(token)
        return ids[0] if len(ids) == 1 else None

    def _pieces(self, text: str) -> Iterator[re.Match[str]]:
        return _pattern(self.letters, self.characters).finditer(text)


ESTIMATES = (Estimate(), Estimate(letters=11), Estimate(letters=4, characters=1))
"""The likely number of tokens, then about the lowest and the highest that vendors publish."""


@lru_cache(maxsize=1 << 16)
def _number(piece: str, control: bool) -> int:
    return (
        CONTROL.index(piece)
        if control and piece in CONTROL
        else _FIRST_WORD + (crc32(piece.encode("utf-8", "surrogatepass")) >> 1)
    )


@lru_cache(maxsize=1)
def core(name: str) -> Any:
    """A `tokenizers.Tokenizer` that neither cuts nor fills, from a model folder, a `tokenizer.json` or a Hub id.

    Raises:
        UsageError: there is none under that name.
    """
    from huggingface_hub import hf_hub_download
    from tokenizers import Tokenizer

    path = Path(name) / "tokenizer.json" if Path(name).is_dir() else Path(name)
    if not path.exists() and Path(name).is_dir():
        raise UsageError(f"{name}: there is no tokenizer.json in this folder; {_MENDS}")
    if not path.exists() and (Path(name).is_absolute() or name.startswith(".") or name.count("/") > 1):
        raise UsageError(f"{name}: there is no such file or folder; give --tokenizer a tokenizer.json or its folder")
    try:
        if not path.exists():
            path = Path(hf_hub_download(name, "tokenizer.json", local_files_only=not hub.reachable()))
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise UsageError(f"{name}: no tokenizer can be read there ({type(error).__name__}); {_MENDS}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load(name: str) -> Loaded:
    """The tokenizer of a model with its special tokens and its chat template.

    `name` is a model folder, a `tokenizer.json` (what stands beside it counts), or an id on the Hub.

    Raises:
        UsageError: there is none under that name, or a file beside it is broken.
    """
    from auditor.training.chat import check

    tokenizer = core(name)
    config = _object(name, "tokenizer_config.json")
    if "added_tokens_decoder" not in config:
        config |= _object(name, "special_tokens_map.json")
    variables = _special(config)
    _add(tokenizer, config, variables)
    template = _template(name, config)
    if template is not None:
        check(template, f"{name}, chat template")
    return Loaded(tokenizer, variables.get("bos_token"), variables.get("eos_token"), template, variables)


def _special(config: Mapping[str, Any]) -> dict[str, str]:
    """Named special tokens first, then those that only this model has: what chat templates see."""
    extra = config.get("extra_special_tokens")
    own = [key for key in config if key.endswith("_token") and key not in _NAMED]
    found = {key: _text(config.get(key)) for key in (*_NAMED, *own)}
    if isinstance(extra, dict):
        found |= {key: _text(value) for key, value in extra.items()}
    return {key: text for key, text in found.items() if text is not None}


def _text(token: object) -> str | None:
    if isinstance(token, dict):
        token = token.get("content")
    return token if isinstance(token, str) else None


def _add(tokenizer: Any, config: Mapping[str, Any], variables: Mapping[str, str]) -> None:
    """Adds the special tokens that `tokenizer.json` does not know as such."""
    from tokenizers import AddedToken

    known = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    decoder = config.get("added_tokens_decoder")
    tokens = list(decoder.values()) if isinstance(decoder, dict) else []
    listed = config.get("extra_special_tokens") or config.get("additional_special_tokens")
    for token in (*tokens, *variables.values(), *(listed if isinstance(listed, list) else ())):
        text = _text(token)
        if text is not None and text not in known:
            known.add(text)
            special = bool(token.get("special")) if isinstance(token, dict) else True
            tokenizer.add_tokens([AddedToken(text, special=special)])


def _template(name: str, config: Mapping[str, Any]) -> str | None:
    alone = _file(name, "chat_template.jinja")
    if alone is not None:
        return _read(alone, name)
    stored = config.get("chat_template")
    if isinstance(stored, list):
        stored = {item.get("name"): item.get("template") for item in stored if isinstance(item, dict)}
    if isinstance(stored, dict):
        stored = stored.get("default")
    return stored if isinstance(stored, str) else None


def _object(name: str, file: str) -> dict[str, Any]:
    path = _file(name, file)
    if path is None:
        return {}
    try:
        value = json.loads(_read(path, name))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise UsageError(f"{name}: {file} is no JSON object; fetch the model's folder again")
    return value


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: {path.name} cannot be read ({type(error).__name__}); {_MENDS}") from error


def _file(name: str, file: str) -> Path | None:
    """A file of the model, None if it has none."""
    place = Path(name)
    if place.exists():
        path = (place if place.is_dir() else place.parent) / file
        return path if path.is_file() else None
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

    try:
        return Path(hf_hub_download(name, file, local_files_only=not hub.reachable()))
    except LocalEntryNotFoundError as error:
        if file != "tokenizer_config.json":
            return None
        raise UsageError(
            f"{name}: its {file} is not in the local cache, and the Hub cannot be reached; {_MENDS}"
        ) from error
    except EntryNotFoundError:
        return None
    except Exception as error:
        raise UsageError(f"{name}: {file} cannot be fetched ({type(error).__name__}); {_MENDS}") from error
