"""The digest of a model's weights: what tells whether the model that was probed is the one that is shipped.

It covers every file of weights in a folder (not in its subfolders, which hold checkpoints): names, sizes and contents
of `*.safetensors`, and of `*.bin` that hold weights, those of an adapter too, with the adapter's settings, without
which its weights mean nothing. What a trainer leaves beside them to go on from is no part of the model.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import orjson

from auditor.errors import UsageError

ADAPTER = "adapter_config.json"
_PLACES = ("base_model_name_or_path", "inference_mode", "revision")
"""Settings of an adapter that say where its base lies on this machine, and how it was loaded."""
_ENDINGS = (".safetensors", ".bin")
_OTHERS = ("training_args.bin", "optimizer.bin", "scheduler.bin", "scaler.bin", "random_states")
"""Files with such an ending, or such a beginning, that are no weights."""


def digest(folder: Path) -> str:
    """`sha256:` and the digest of the weights in a folder, whatever its own name is.

    Raises:
        UsageError: there is no such folder, there are no weights in it, or they cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: this is no folder of weights; give the folder that is shipped")
    try:
        files = sorted((path for path in folder.iterdir() if _holds_weights(path)), key=lambda path: path.name)
        if not files:
            raise UsageError(
                f"{folder}: there are no weights here (*.safetensors or *.bin); give the folder that is shipped"
            )
        total = hashlib.sha256(b"auditor.weights/1\n")
        for path in files:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
            name = path.name.encode("utf-8", "surrogateescape")
            # Lengths stand before what they measure, so that no two folders have one encoding.
            total.update(b"%d %d " % (len(name), path.stat().st_size) + name + content)
        total.update(_adapter(folder / ADAPTER))
    except OSError as error:
        raise UsageError(
            f"{folder}: the weights cannot be read ({error.strerror}); see that every file of them is there"
        ) from error
    return f"sha256:{total.hexdigest()}"


def _adapter(path: Path) -> bytes:
    """The settings of an adapter: its rank and its scale are a part of what it does."""
    if not path.exists():
        return b""
    try:
        settings = orjson.loads(path.read_bytes())
        kept = {name: value for name, value in settings.items() if name not in _PLACES}
    except (orjson.JSONDecodeError, AttributeError) as error:
        raise UsageError(f"{path}: this is no JSON of an adapter's settings; save the adapter again") from error
    return b"adapter " + orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)


def _holds_weights(path: Path) -> bool:
    name = path.name
    if not name.endswith(_ENDINGS) or name.startswith((".", *_OTHERS)):
        return False
    return path.is_symlink() or path.is_file()  # a link that leads nowhere is a file that is missing


def settings(path: Path, name: str = "") -> dict[str, Any]:
    """A JSON object that lies with the weights, empty where there is no such file. `name` stands for it in messages.

    Raises:
        UsageError: the file is no JSON object.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())  # configurations of models may hold NaN and Infinity
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"{name or path} is no JSON object; save or fetch the model again")
    return found
