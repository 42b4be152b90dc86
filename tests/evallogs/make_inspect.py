"""Makes the logs in `data/inspect`: a mock model that answers all right, and one that does not, by the real harness.

    python tests/evallogs/make_inspect.py OUT

in an environment with inspect_ai 0.3.285. The questions are made up here. The harness counts tokens with a table that
it fetches from the network; here words are counted instead.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import tiktoken
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, get_model
from inspect_ai.scorer import accuracy, choice, f1, includes, scorer, stderr
from inspect_ai.solver import generate, multiple_choice

WORDS = ("ball", "park", "tree", "sky", "water", "sun", "boat", "fish", "hat", "dog", "bird", "cat")
WRONG = {"base": frozenset({"sun"}), "tuned": frozenset({"park", "tree", "sun", "fish"})}
LOST = {"base": frozenset({7}), "tuned": frozenset({1, 4, 6})}


@scorer(metrics=[accuracy(), stderr(cluster="source")])
def says_word():
    return includes()


def answer(name: str):
    def outputs(messages, tools, tool_choice, config) -> ModelOutput:
        text = messages[-1].text
        word = next((word for word in WORDS if f"Say the word {word}." in text), None)
        if word is not None:
            return ModelOutput.from_content("mockllm/model", "stone" if word in WRONG[name] else f"{word}")
        number = next(number for number in range(8) if f"number {number}?" in text)
        letter = "ABCD"[(number + (number in LOST[name])) % 4]
        return ModelOutput.from_content("mockllm/model", f"ANSWER: {letter}")

    return outputs


def tasks() -> list[Task]:
    words = [
        Sample(id=f"w{place}", input=f"Say the word {word}.", target=word, metadata={"source": f"s{place % 4}"})
        for place, word in enumerate(WORDS)
    ]
    picks = [
        Sample(id=n, input=f"Which one is number {n}?", choices=["a", "b", "c", "d"], target="ABCD"[n % 4])
        for n in range(8)
    ]
    return [
        Task(MemoryDataset(words), solver=generate(), scorer=[says_word(), f1()], name="words", epochs=2),
        Task(MemoryDataset(picks), solver=multiple_choice(), scorer=choice(), name="pick"),
    ]


def main(out: Path) -> None:
    tiktoken.get_encoding = lambda name: SimpleNamespace(encode=lambda text, **rest: text.split())
    for name in WRONG:
        for form in ("eval", "json"):
            for task in tasks():
                model = get_model("mockllm/model", custom_outputs=answer(name), memoize=False)
                eval(task, model=model, log_dir=str(out / f"{name}_{form}"), log_format=form, display="none")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
