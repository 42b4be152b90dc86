"""Which chat template is used, and which keys of a message axolotl lets it see."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.errors import UsageError, nearest
from auditor.training.trainers.axolotl import settings
from auditor.training.trainers.axolotl.outcome import HaltError

BUILT_IN = {
    "chatml": "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "llama3": "{% for message in messages %}{% set said = message['content'] %}{% if said is not string %}"
    "{% set said = said | selectattr('text', 'defined') | map(attribute='text') | join %}{% endif %}"
    "{{ (bos_token if loop.first else '') + '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' "
    "+ said | trim + '<|eot_id|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "phi_3": "{{ bos_token }}{% for message in messages %}{% set role = message['role'] %}"
    "{% if role == 'system' %}{{ '<|system|>\n' + message['content'] + '<|end|>\n' }}"
    "{% elif role == 'user' %}{{ '<|user|>\n' + message['content'] + '<|end|>\n<|assistant|>\n' }}"
    "{% elif role == 'assistant' %}{{ message['content'] + '<|end|>\n' }}{% endif %}{% endfor %}",
    "phi_35": "{% for message in messages %}{% set role = message['role'] %}"
    "{% if role in ('user', 'assistant') or role == 'system' and message['content'] %}"
    "{{ '<|' + role + '|>\n' + message['content'] + '<|end|>\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}",
    "exaone": "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}"
    "{{ '[|system|][|endofturn|]\n' }}{% endif %}{{ '[|' + message['role'] + '|]' + message['content'] "
    "+ ('\n' if message['role'] == 'user' else '[|endofturn|]\n') }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '[|assistant|]' }}{% endif %}",
}
"""Templates that axolotl brings along and that say no more than how a turn begins and ends."""
_DEFAULT, _FALLBACK = "tokenizer_default", "tokenizer_default_fallback_"
_GENERATION = re.compile(r"\{%[-+]?\s*(?:end)?generation\s*[-+]?%\}")


def find(options: settings.Given, entry: settings.Given, own: str | None) -> str:
    """The source of the template; `own` is that of the tokenizer.

    One that is named at the top replaces the tokenizer's, one in the dataset's entry goes before both; but an entry's
    `chat_template_jinja` without `chat_template: jinja` is not read.

    Raises:
        HaltError: the tokenizer has none.
        UsageError: a built-in template that is not emulated.
    """
    top, jinja = settings.text(options, "chat_template"), settings.text(options, "chat_template_jinja")
    if top or jinja:
        own = _named(top or "jinja", jinja, own)
    found = _named(settings.text(entry, "chat_template") or _DEFAULT, settings.text(entry, "chat_template_jinja"), own)
    if found is None:
        raise HaltError("no_chat_template")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"chat_template_jinja: the file cannot be read ({type(error).__name__}); give UTF-8"
        ) from error


def _named(choice: str, jinja: str | None, own: str | None) -> str | None:
    if choice == "jinja":
        if not jinja:
            raise UsageError("chat_template_jinja: must be given with chat_template: jinja")
        return _text(Path(jinja)) if _is_file(jinja) else jinja
    if choice == _DEFAULT or (choice.startswith(_FALLBACK) and own):
        return own
    name = choice.removeprefix(_FALLBACK)
    if name not in BUILT_IN:
        hint = nearest(name, BUILT_IN)
        raise UsageError(
            f"chat_template: {name!r} is not built in here; {hint}; "
            "or give --template tokenizer, or its text: --template FILE"
        )
    return BUILT_IN[name]


def _is_file(value: str) -> bool:
    return len(value) < 1024 and "\n" not in value and "\0" not in value and Path(value).is_file()


@lru_cache(maxsize=16)
def message_keys(source: str) -> frozenset[str]:
    """The names that a template reads off something called `message`, and off what hangs on it.

    axolotl passes no other key of a message on (but those mapped). A loop variable of another name counts for
    nothing. `prompt_strategies/jinja_template_analyzer.py`.

    Raises:
        HaltError: it is no Jinja.
    """
    from jinja2 import Environment, TemplateSyntaxError, nodes

    try:
        tree = Environment(extensions=["jinja2.ext.loopcontrols"], autoescape=True).parse(_GENERATION.sub("", source))
    except (TemplateSyntaxError, RecursionError):
        raise HaltError("bad_template") from None
    found = {node.attr for node in tree.find_all(nodes.Getattr) if _root(node.node) == "message"}
    for node in tree.find_all(nodes.Getitem):
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) and _root(node.node) == "message":
            found.add(node.arg.value)
    return frozenset(found)


def _root(node: Any) -> str | None:
    from jinja2 import nodes

    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else None
