"""Chat templates that models are often tuned with, as Jinja source: what a probe tries beside the chosen one.

Facts: the control tokens that the vendors document for ChatML (Qwen), Llama 3, Gemma, Mistral, and the headings of
Stanford Alpaca.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.errors import UsageError, nearest
from auditor.training import chat

_TURNS = "{% for m in messages %}"
COMMON: Mapping[str, str] = {
    "chatml": _TURNS + "{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    "llama3": "{{ bos_token if bos_token is defined else '' }}" + _TURNS
    + "{{ '<|start_header_id|>' + m['role'] + '<|end_header_id|>\\n\\n' + m['content'] + '<|eot_id|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
    "gemma": "{{ bos_token if bos_token is defined else '' }}" + _TURNS
    + "{{ '<start_of_turn>' + ('model' if m['role'] == 'assistant' else 'user') + '\\n' + m['content']"
    " + '<end_of_turn>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}",
    "mistral": "{{ bos_token if bos_token is defined else '' }}" + _TURNS
    + "{% if m['role'] == 'assistant' %}{{ ' ' + m['content'] + (eos_token if eos_token is defined else '') }}"
    "{% else %}{{ '[INST] ' + m['content'] + ' [/INST]' }}{% endif %}{% endfor %}",
    "alpaca": _TURNS + "{% if m['role'] == 'assistant' %}{{ '### Response:\\n' + m['content'] + '\\n\\n' }}"
    "{% elif m['role'] == 'system' %}{{ m['content'] + '\\n\\n' }}"
    "{% else %}{{ '### Instruction:\\n' + m['content'] + '\\n\\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}",
    "plain": _TURNS + "{{ m['content'] + '\\n' }}{% endfor %}",
}  # fmt: skip


def template_named(name: str) -> str:
    """The Jinja source of a common template, or that in a file.

    Raises:
        UsageError: there is none, it cannot be read, or it is no template.
    """
    if name in COMMON:
        return COMMON[name]
    try:
        source = Path(name).read_text("utf-8")
    except (OSError, ValueError) as error:
        hint = nearest(name, COMMON)
        raise UsageError(
            f"--template {name}: there is neither such a file nor a template of that name; {hint}"
        ) from error
    chat.check(source, name)
    return source
