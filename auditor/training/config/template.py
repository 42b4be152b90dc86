"""Another chat template than the one that the configuration names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditor.errors import UsageError
from auditor.text.yaml_files import LARGEST
from auditor.training.config.known import NAMES
from auditor.training.model import TrainerName, Training

OWN = "tokenizer"
_KEYS = {
    "llama-factory": ("template",),
    "trl": ("chat_template_path",),
    "axolotl": ("chat_template", "chat_template_jinja"),
}
"""Keys under which a trainer that can use the tokenizer's template is told of another one."""
_BY_NAME: dict[TrainerName, str] = {"llama-factory": "template", "axolotl": "chat_template", "ms-swift": "template"}


def with_template(training: Training, given: str) -> Training:
    """The configuration with the template of that name, in that file, or the tokenizer's own.

    Raises:
        UsageError: the trainer takes no such template, or the file is none.
    """
    name = NAMES[training.trainer]
    path = Path(given)
    try:
        is_file = given != OWN and path.is_file()
    except (OSError, ValueError):
        is_file = False
    if given == OWN or is_file:
        if training.trainer not in _KEYS:
            raise UsageError(f"--template {given}: {name} takes no template from a file or a tokenizer; leave it out")
        return _own(training, _source(path) if is_file else None)
    if path.suffix in (".jinja", ".jinja2", ".j2", ".json") or "/" in given:
        raise UsageError(f"--template {given}: there is no such file; give a file, a name, or: tokenizer")
    if training.trainer not in _BY_NAME:
        raise UsageError(f"--template {given}: {name} has no templates by name; give a file, or: tokenizer")
    key = _BY_NAME[training.trainer]
    bare = _own(training, None) if training.trainer in _KEYS else training
    return replace(bare, options={**bare.options, key: given})


def _own(training: Training, source: str | None) -> Training:
    """Without any word of a template, so that the tokenizer's is used, or the source in its stead."""
    keys = _KEYS[training.trainer]
    bare = {key: value for key, value in training.options.items() if key not in keys}
    entries = [
        {key: value for key, value in entry.items() if key not in keys or training.trainer != "axolotl"}
        for entry in (training.columns, *training.entries)
    ]
    return replace(training, options=bare, columns=entries[0], entries=tuple(entries[1:]), template=source)


def _source(path: Path) -> str:
    """Raises UsageError: it cannot be used as a template."""
    from auditor.training.chat import check

    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"--template {path}: this file is too large for a template")
        source = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"--template {path}: it cannot be read ({type(error).__name__}); give text in UTF-8"
        ) from error
    check(source, f"--template {path}")
    return source
