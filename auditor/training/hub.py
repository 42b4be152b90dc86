"""Whether the Hub can be asked: its own client tries for half a minute before it gives up."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 3.0
"""Seconds to wait for the Hub."""


def reachable() -> bool:
    """Whether the Hub answers at all."""
    if any(name.upper() in ("HTTPS_PROXY", "ALL_PROXY") for name in os.environ):
        return True  # only the client knows the way
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        return True  # the client looks into its cache alone, and is quick
    host = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    try:
        with socket.create_connection((host.hostname or "", host.port or 443), PATIENCE):
            return True
    except OSError:
        return False


def has_dataset(name: str) -> bool:
    """Whether something of a dataset of the Hub is in a cache on this machine."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    home = Path(os.environ.get("HF_HOME") or cache / "huggingface")
    places = (
        Path(os.environ.get("HF_HUB_CACHE") or home / "hub") / f"datasets--{name.replace('/', '--')}",
        Path(os.environ.get("HF_DATASETS_CACHE") or home / "datasets") / name.replace("/", "___"),
    )
    return any(place.is_dir() for place in places)
