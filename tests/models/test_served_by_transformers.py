"""`transformers serve` on loopback, offline, with a tiny model: it says what the model says here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
pytest.importorskip("openai")

from auditor.errors import ModelError
from auditor.models import Chat, Generate, Generated, Message
from auditor.models.local import open_models
from auditor.models.served import Limits, ServedModel, open_served
from tests.models import made

pytestmark = [pytest.mark.model, pytest.mark.slow]
WORDS = ("Say hi", "Tell one story", "Once upon a time", "你好", "Add two")


@dataclass(frozen=True, slots=True)
class Kept:
    """Keeps the texts for the test."""

    texts: dict[int, Generated]
    at: int
    name: str = "kept"

    def read(self, text: Generated) -> Mapping[str, float]:
        self.texts[self.at] = text
        return {}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = made.save(made.model(), tmp_path / "model")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(folder)]
    settings = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1"}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"],
            env=os.environ | settings, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}/v1#{folder}", folder
        finally:
            server.terminate()
            server.wait(30)


def opened(url: str) -> ServedModel:
    """The model, once the server is up."""
    ends = time.monotonic() + 90
    while True:
        try:
            return open_served(url, limits=Limits(timeout=60, patience=60, pause=0.2))
        except ModelError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


def test_it_says_what_the_model_says_here(address: tuple[str, Path]) -> None:
    url, folder = address
    served = opened(url)
    assert served.can == {"generate"}
    assert served.lacks["logprobs"] == "no_prompt_logprobs"
    there: dict[int, Generated] = {}
    here: dict[int, Generated] = {}
    for model, texts in ((served, there), (open_models(str(folder)).tuned, here)):
        cases = [Generate(Chat((Message("user", one),)), 6, Kept(texts, at)) for at, one in enumerate(WORDS)]
        assert len(list(model.generate(cases))) == len(WORDS)
    assert {at: text.text for at, text in there.items()} == {at: text.text for at, text in here.items()}
    assert len({text.text for text in here.values()}) > 1
