"""Shows that the tiny model can do what its suite asks, that an untrained one cannot, and that the suite is new to it.

`python -m tests.tiny.check` prints the numbers, by capability and language, and what our own contamination scan finds
of the suite in all the text of the pretraining (a minute or two).
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.tiny.asking import likeliest, written
from tests.tiny.pretrain import SEED, Shape, model_of
from tests.tiny.suite import SUITES, conversation, known, write_corpus
from tests.tiny.world import Question

MODEL = SUITES.parent / "model"


@dataclass(frozen=True, slots=True)
class Skill:
    """Which of some questions a model answers."""

    questions: tuple[Question, ...]
    said: tuple[bool, ...]
    """Whether the greedy answer is the right one, letter by letter."""
    chosen: tuple[bool, ...]
    """Whether the right option is the likeliest, of those questions that have options."""

    @property
    def chance(self) -> float:
        """Share of the questions with options that guessing gets right."""
        shares = [1 / (1 + len(one.options)) for one in self.questions if one.options]
        return sum(shares) / len(shares)


def share(right: Sequence[bool]) -> float:
    """How many of them are true."""
    return sum(right) / len(right)


def questions_of(path: Path) -> list[Question]:
    """The items of a suite, as questions."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        *system, user = raw["messages"]
        options = list(raw.get("choices", ()))
        answer = options.pop(raw["answer"]) if options else str(raw["check"]["answer"])
        found.append(
            Question(
                capability=raw["capability"],
                language=raw["language"],
                cluster=raw["cluster"],
                user=user["content"],
                answer=answer,
                options=tuple(options),
                system=system[0]["content"] if system else "",
                number=raw.get("check", {}).get("kind") == "number",
            )
        )
    return found


def loaded(folder: Path = MODEL) -> tuple[Any, Any]:
    """A model in float32, and its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval(), AutoTokenizer.from_pretrained(
        folder
    )


def untrained(tokenizer: Any, seed: int = SEED) -> Any:
    """The same model before its pretraining."""
    return model_of(tokenizer, Shape(), seed).eval()


def skill(model: Any, tokenizer: Any, questions: Sequence[Question]) -> Skill:
    """Asks every question: to be written, and where there are options, to be chosen."""
    texts = written(model, tokenizer, [one.messages() for one in questions])
    said = tuple(text == one.answer for text, one in zip(texts, questions, strict=True))
    return Skill(tuple(questions), said, tuple(likeliest(model, tokenizer, [one for one in questions if one.options])))


def _table(found: Skill) -> None:
    told: dict[tuple[str, str], tuple[list[bool], list[bool]]] = defaultdict(lambda: ([], []))
    chosen = iter(found.chosen)
    for one, said in zip(found.questions, found.said, strict=True):
        mine = told[one.capability, one.language]
        mine[0].append(said)
        if one.options:
            mine[1].append(next(chosen))
    for (capability, language), (said_ones, chosen_ones) in sorted(told.items()):
        picked = f"{share(chosen_ones):.2f} of {len(chosen_ones)}" if chosen_ones else "-"
        print(f"  {capability:10} {language}  written {share(said_ones):.2f} of {len(said_ones)}, chosen {picked}")


def main() -> None:
    """Prints it all."""
    questions = questions_of(SUITES / "retain.jsonl")
    sample = Random(0).sample(questions, 200)
    model, tokenizer = loaded()
    for name, one, asked in (
        ("trained, 200 items", model, sample),
        ("untrained, 200 items", untrained(tokenizer), sample),
        (f"trained, all {len(questions)} items", model, questions),
    ):
        found = skill(one, tokenizer, asked)
        told = f"written {share(found.said):.3f}, chosen {share(found.chosen):.3f} (chance {found.chance:.3f})"
        print(f"{name}: {told}", flush=True)
    _table(found)
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder))
        hits = known([conversation(one) for one in questions], Path(folder))
    print(
        f"found in the pretraining text: {len(hits)} {dict(Counter(name for names in hits.values() for name in names))}"
    )


if __name__ == "__main__":
    main()
