"""Models, suites and data for tests of the probe: all of it follows from what is given, nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from auditor.models import Chat, Prompt
from auditor.models.fake import FakeModel, noise
from auditor.policy import Policy, load_policy
from auditor.probing.ask import Panel
from auditor.probing.run import Asked
from auditor.report import Probed

QUIET = "version: 1\nrisks:\n  forgetting: {options: {packs: []}}\n  safety: {options: {packs: []}}\n"


def policy(folder: Path, text: str = "") -> Policy:
    """A policy without shipped suites."""
    path = folder / "quiet.yaml"
    path.write_text(QUIET + text)
    return load_policy(path)


def question(prompt: Prompt) -> str:
    """The last message."""
    assert isinstance(prompt, Chat)
    return prompt.messages[-1].content


def knows(right: Callable[[str], bool]) -> Callable[[Prompt, str], float]:
    """Likes the option `yes` best where the question is one that it knows, and `no` else."""

    def likes(prompt: Prompt, target: str) -> float:
        if target in ("yes", "no"):
            return -0.1 if (target == "yes") == right(question(prompt)) else -5.0
        return -2.0 - noise(prompt, target)

    return likes


def model(name: str, share: float = 1.0, salt: str = "") -> FakeModel:
    """A model that is right on such a share of the questions, the same ones in every run."""

    def right(text: str) -> bool:
        return noise(text, salt) < share

    return FakeModel(name, knows(right), lambda prompt: "yes" if right(question(prompt)) else "no")


def asked(tuned: FakeModel, base: FakeModel | None, shipped: FakeModel | None = None) -> Asked:
    """The models as the probe gets them."""
    weights = "sha256:" + "0" * 64
    probed = Probed(
        tuned.name, weights, base.name if base else None, weights if base else None, None, "t", "float32", "greedy", (),
        "2030-01-02",
    )  # fmt: skip
    return Asked(Panel(tuned, base, shipped), probed)


def suite(folder: Path, capability: str, n: int, *, role: str = "retain", clusters: int | None = None) -> Path:
    """A suite of choices between yes and no, in which yes is right."""
    rows = [
        {
            "id": str(place), "capability": capability, "language": "en", "role": role,
            "cluster": str(place if clusters is None else place % clusters),
            "prompt": f"{capability} question number {place} about {noise(capability, place):.9f}?",
            "choices": ["yes", "no"], "answer": 0,
        }
        for place in range(n)
    ]  # fmt: skip
    return lines(folder / f"{capability}.jsonl", rows)


def lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def records(path: Path, n: int, salt: str = "") -> Path:
    """Records that have nothing in common."""

    def record(place: int) -> object:
        words = " ".join(f"w{noise(salt, place, word):.8f}" for word in range(9))
        return conversation(words, f"a{noise('answer', salt, place):.8f}")

    return lines(path, [record(place) for place in range(n)])


def conversation(said: str, answer: str) -> object:
    """A record of one question and its answer."""
    return {"messages": [{"role": "user", "content": said}, {"role": "assistant", "content": answer}]}
