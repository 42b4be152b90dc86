"""Reads one checkpoint by transformers, without a word on the terminal, and refuses what is not whole."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
import transformers
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, GenerationConfig

from auditor.errors import ModelError, UsageError
from auditor.models.local import memory
from auditor.models.local.folders import Folder

Precision = Literal["auto", "float32", "bfloat16", "float16"]
PRECISIONS: tuple[Precision, ...] = ("auto", "float32", "bfloat16", "float16")
_LOGGERS = ("transformers", "peft", "accelerate", "torch", "huggingface_hub")


@dataclass(frozen=True, slots=True)
class Place:
    """On what, how precisely, and with how much trust a model is loaded."""

    device: Any
    dtype: Precision = "auto"
    """`auto`: as the weights are stored."""
    code: bool = False
    """Whether a program in the model's folder may run."""
    pickle: bool = False


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bars, log lines or warnings of the libraries; as it was before, afterwards."""
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    bars = transformers.utils.logging.is_progress_bar_enabled()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        transformers.utils.logging.disable_progress_bar()
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
            if bars:
                transformers.utils.logging.enable_progress_bar()


def device(name: str) -> Any:
    """`auto` is a GPU, if there is one.

    Raises:
        UsageError: this machine has no such device.
    """
    if name == "auto":
        found = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        return torch.device(found)
    try:
        place = torch.device(name)
        torch.zeros(1, device=place)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UsageError(f"--device {name}: this machine has no such device; give auto, cpu or cuda") from error
    return place


def load(folder: Folder, place: Place) -> tuple[Any, tuple[int, ...]]:
    """A model in evaluation mode, with the tokens that end its texts.

    Raises:
        UsageError: transformers does not know the model, lacks what its quantization needs, or weights are missing.
        ModelError: the memory does not suffice.
    """
    with quiet():
        try:
            model, info = AutoModelForCausalLM.from_pretrained(
                folder.path,
                dtype="auto" if place.dtype == "auto" else getattr(torch, place.dtype),
                device_map={"": place.device},
                trust_remote_code=place.code,
                use_safetensors=not place.pickle or None,
                local_files_only=True,
                output_loading_info=True,
            )
        except (RuntimeError, MemoryError) as error:
            if not memory.lacks(error):
                raise UsageError(f"{folder.name}: its weights do not fit its config.json; save it again") from error
            raise ModelError(f"{folder.name}: the memory of {place.device} does not suffice for its weights") from error
        except (ImportError, OSError, ValueError, KeyError, AttributeError, SafetensorError) as error:
            raise _refused(folder, error) from error
    lost = sorted(info["missing_keys"])
    if lost:
        raise UsageError(
            f"{folder.name}: {len(lost)} of its weights are missing, such as {lost[0]}, or it is of another"
            " architecture than its config.json says; save or fetch it again"
        )
    return model.eval(), _ends(model)


def _refused(folder: Folder, error: Exception) -> UsageError:
    settings = folder.settings("config.json")
    kind = settings.get("model_type")
    if "auto_map" in settings and "trust_remote_code" in str(error):
        return UsageError(f"{folder.name}: it brings a program of its own; if you trust it: --trust-remote-code")
    if isinstance(error, ImportError) and "quantization_config" in settings:
        method = settings["quantization_config"].get("quant_method")
        return UsageError(f"{folder.name}: the weights are quantized by {method}, for which a package is missing")
    if isinstance(error, OSError | SafetensorError):
        return UsageError(f"{folder.name}: its weights cannot be read ({type(error).__name__}); save or fetch it again")
    return UsageError(
        f"{folder.name}: transformers {transformers.__version__} cannot open a model of type {kind!r} as a causal"
        f" language model ({type(error).__name__})"
    )


def _ends(model: Any) -> tuple[int, ...]:
    """What ends a text, as its folder says. All else there (sampling, penalties) is taken away: we write greedily."""
    stored = model.generation_config.eos_token_id
    if stored is None:
        stored = model.config.get_text_config(decoder=True).eos_token_id
    model.generation_config = GenerationConfig()
    return tuple(stored) if isinstance(stored, list | tuple) else () if stored is None else (int(stored),)


def settings_digest(folder: Folder) -> str:
    """The settings of a model that decide what it computes, as text."""
    settings = folder.settings("config.json")
    for name in ("_name_or_path", "transformers_version", "dtype", "torch_dtype", "use_cache"):
        settings.pop(name, None)
    return json.dumps(settings, sort_keys=True)
