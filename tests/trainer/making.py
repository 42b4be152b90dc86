"""Folders of trainings that never ran."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path


def tensors(path: Path, size: int = 8, *, cut: int = 0) -> Path:
    """A file of safetensors with one tensor of so many bytes, of which some may be cut off."""
    header = json.dumps({"w": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    path.write_bytes((struct.pack("<Q", len(header)) + header + bytes(size))[: -cut or None])
    return path


def checkpoint(folder: Path, step: int, *, most: int = 100, size: int = 8) -> Path:
    """A checkpoint that is written whole."""
    made = folder / f"checkpoint-{step}"
    made.mkdir(parents=True)
    (made / "config.json").write_text("{}")
    tensors(made / "model.safetensors", size)
    (made / "trainer_state.json").write_text(json.dumps({"global_step": step, "max_steps": most, "log_history": []}))
    return made


def final(folder: Path) -> None:
    """The model that a trainer saves at the end, younger than all checkpoints."""
    (folder / "config.json").write_text("{}")
    tensors(folder / "model.safetensors", 16)
    later = max(path.stat().st_mtime_ns for path in folder.iterdir()) + 10**9
    os.utime(folder / "model.safetensors", ns=(later, later))
