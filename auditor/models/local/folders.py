"""Where the files of a model lie, and what kind of model they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.training import hub
from auditor.weights import ADAPTER, settings

_FILES = ("*.json", "*.jinja", "*.model", "*.txt", "*.safetensors")
_BESIDE = ("*/*", "consolidated*")
"""Files of other formats, beside those that transformers reads."""
_MENDS = "give a folder with config.json and *.safetensors, that of an adapter, or the id of a model on the Hub"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a model."""

    name: str
    """As it was given."""
    path: Path

    @property
    def adapter(self) -> bool:
        """Whether this is an adapter, which changes a model that lies elsewhere."""
        return (self.path / ADAPTER).is_file()

    def settings(self, file: str) -> dict[str, Any]:
        """A JSON object of the folder, empty where there is no such file.

        Raises:
            UsageError: the file is no JSON object.
        """
        return settings(self.path / file, f"{self.name}: {file}")


def found(name: str, *, pickle: bool = False, code: bool = False) -> Folder:
    """The folder of a model, fetched from the Hub where there is none of that name.

    Raises:
        UsageError: there is none; or its weights are pickles, which can run programs, and `pickle` does not allow
            them; or there are no weights at all.
    """
    path = Path(name)
    if path.is_dir():
        folder = Folder(name, path)
    elif path.exists():
        raise UsageError(f"{name}: this is a file; {_MENDS}")
    elif path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise UsageError(f"{name}: there is no such folder; {_MENDS}")
    else:
        folder = Folder(name, _fetched(name, (*_FILES, *(("*.bin",) if pickle else ()), *(("*.py",) if code else ()))))
    _check(folder, pickle)
    return folder


def _fetched(name: str, files: tuple[str, ...]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                name, allow_patterns=list(files), ignore_patterns=list(_BESIDE), local_files_only=not hub.reachable()
            )
        )
    except HFValidationError as error:
        raise UsageError(f"{name}: there is no such folder, and the Hub has no such names; {_MENDS}") from error
    except LocalEntryNotFoundError as error:
        raise UsageError(
            f"{name}: there is no such folder, it is not in the local cache, and the Hub cannot be reached; {_MENDS}"
        ) from error
    except HfHubHTTPError as error:
        raise UsageError(f"{name}: the Hub does not give this model ({type(error).__name__}); {_MENDS}") from error
    except OSError as error:
        raise UsageError(f"{name}: the model cannot be fetched ({type(error).__name__}); {_MENDS}") from error


def _check(folder: Folder, pickle: bool) -> None:
    names = [path.name for path in folder.path.iterdir()]
    kind = "adapter_model" if folder.adapter else ""
    safe = [name for name in names if name.startswith(kind) and name.endswith(".safetensors")]
    bins = [name for name in names if name.startswith(kind or "pytorch_model") and name.endswith(".bin")]
    whole = [
        name
        for name in names
        if name.startswith(("model", "pytorch_model")) and name.endswith((".safetensors", ".bin"))
    ]
    if folder.adapter and whole:
        raise UsageError(
            f"{folder.name}: there are both an adapter and whole weights in this folder ({whole[0]}), and nothing says"
            " which of them is the model; move one of them away"
        )
    if not safe and bins and not pickle:
        raise UsageError(
            f"{folder.name}: its weights are a pickle ({bins[0]}), which can run any program when it is read;"
            " convert it where that does no harm, by `from_pretrained(...).save_pretrained(...)` of transformers 5 or"
            " newer, or say that you trust it: --allow-pickle"
        )
    if not safe and not bins:
        gguf = next((name for name in names if name.endswith(".gguf")), None)
        what = f"there are weights of another format here ({gguf})" if gguf else "there are no weights here"
        raise UsageError(f"{folder.name}: {what}; {_MENDS}")
    if not folder.adapter and "config.json" not in names:
        raise UsageError(f"{folder.name}: there are weights but no config.json here; {_MENDS}")
