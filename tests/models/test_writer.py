"""Greedy generation against transformers' own, one prompt at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from auditor.errors import ModelError  # noqa: E402
from auditor.models import Chat, Generate, Generated, Ids, Message, Plain, Read, Unanswered  # noqa: E402
from auditor.models.local import LocalModel, open_models, writer  # noqa: E402
from auditor.models.local.loading import quiet  # noqa: E402
from auditor.models.local.network import Network  # noqa: E402
from tests.conftest import SHARED  # noqa: E402
from tests.models import made  # noqa: E402
from tests.training import tiny  # noqa: E402

pytestmark = pytest.mark.model
THINKING = (
    tiny.CHATML.replace(tiny.TAIL, "")
    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}"
    + "{% if enable_thinking is defined and not enable_thinking %}{{ '<think>\\n\\n</think>\\n\\n' }}"
    + "{% endif %}{% endif %}"
)


@dataclass
class Heard:
    """A reader that keeps the texts."""

    name: str = "heard"
    texts: list[Generated] = field(default_factory=list)

    def read(self, text: Generated) -> Mapping[str, float]:
        self.texts.append(text)
        return {"at": len(self.texts) - 1}


def texts(model: LocalModel, prompts: list[Any], limits: list[int]) -> list[Generated]:
    """What the model writes, in the order of the prompts."""
    heard = Heard()
    asked = [Generate(prompt, limit, heard) for prompt, limit in zip(prompts, limits, strict=True)]
    found = dict(model.generate(asked))
    marks = [reply.marks["at"] for _, reply in sorted(found.items()) if isinstance(reply, Read)]
    return [heard.texts[int(at)] for at in marks]


def by_transformers(model: LocalModel, prompt: Any, limit: int) -> list[int]:
    ids = torch.tensor([model.renderer.prompt(prompt)])
    with quiet(), torch.inference_mode():
        made_ids = model.network.model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=limit,
            eos_token_id=list(model.ends), pad_token_id=0,
        )  # fmt: skip
    return [int(token) for token in made_ids[0, ids.shape[1] :]]


PROMPTS = [
    *(Ids(tuple(range(start, start + length))) for start, length in ((20, 1), (30, 7), (40, 7), (50, 19), (60, 40))),
    *(Plain(text) for text in ("Once upon a time", "Say hi to", "Q: two")),
    *(Chat((Message("user", text),)) for text in ("hi", "one and two")),
]
LIMITS = [12, 3, 30, 20, 20, 1, 30, 16, 12, 12]


@pytest.mark.parametrize("kind", made.KINDS)
@pytest.mark.parametrize("budget", [1, 300, 100_000])
def test_equals_greedy_generation_of_transformers(kind: str, budget: int, tmp_path: Path) -> None:
    model = open_models(str(made.save(made.model(kind), tmp_path))).tuned
    model.page.budget = budget
    # Tokens that the model does write end its texts, so that some rows of a batch end before others.
    written = [by_transformers(model, prompt, limit) for prompt, limit in zip(PROMPTS, LIMITS, strict=True)]
    model.ends = (*model.ends, written[4][3], written[6][9])
    ended = set()
    for prompt, limit, text in zip(PROMPTS, LIMITS, texts(model, PROMPTS, LIMITS), strict=True):
        wanted = by_transformers(model, prompt, limit)
        ended.add(text.ended)
        assert text.ended == (wanted[-1] in model.ends)
        said = wanted[:-1] if text.ended else wanted
        assert text.tokens == len(said)
        assert text.text == model.renderer.tokenizer.core.decode(said, skip_special_tokens=True)
        assert list(text.special) == [tiny.core().id_to_token(token) for token in said if token < len(tiny.SPECIAL)]
    assert ended == {True, False}


@pytest.mark.parametrize("name", ["stories260K", "babyllama-tok105"])
def test_real_models_tell_the_stories_that_transformers_lets_them_tell(name: str) -> None:
    if not (SHARED / "models" / name).is_dir():
        pytest.skip("the real models are not here")
    model = open_models(str(SHARED / "models" / name)).tuned
    prompts = [Plain("Once upon a time"), Plain("Lily said that"), Plain("")]
    for prompt, text in zip(prompts, texts(model, prompts, [40, 30, 20]), strict=True):
        wanted = by_transformers(model, prompt, text.tokens)
        assert text.text == model.renderer.tokenizer.core.decode(wanted, skip_special_tokens=True)
        assert text.tokens > 10


def test_sampling_and_penalties_of_the_folder_are_left_out(tmp_path: Path) -> None:
    from transformers import GenerationConfig

    network = made.model(made.MAMBA)
    plain = texts(open_models(str(made.save(network, tmp_path / "plain"))).tuned, [Ids((30, 31))], [20])
    network.generation_config = GenerationConfig(
        do_sample=True, temperature=3.0, repetition_penalty=9.0, eos_token_id=4
    )
    penal = texts(open_models(str(made.save(network, tmp_path / "penal"))).tuned, [Ids((30, 31))], [20])
    assert penal == plain


def test_what_cannot_be_written(tmp_path: Path) -> None:
    model = open_models(str(made.save(made.model(), tmp_path, template=None))).tuned
    heard = Heard()
    asked = [
        Generate(Ids((40,) * 100), made.CONTEXT - 100, heard),
        Generate(Ids((40,) * 100), made.CONTEXT - 99, heard),
        Generate(Chat((Message("user", "hi"),), tools="[]"), 4, heard),
        Generate(Ids((made.words(),)), 4, heard),
    ]
    found = dict(model.generate(asked))
    assert isinstance(found[0], Read)
    assert [found[at] for at in (1, 2, 3)] == [Unanswered(why) for why in ("too_long", "no_template", "unknown_token")]


def test_batches_are_halved_where_the_memory_does_not_suffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_models(str(made.save(made.model(), tmp_path))).tuned
    prompts = [Ids((at, at + 1, at + 2)) for at in range(40, 60)]
    wanted = texts(model, prompts, [9] * 20)
    features, rows = Network.features, 3

    def limited(network: Network, ids: Any, **more: Any) -> Any:
        if ids.shape[0] > rows:
            raise torch.OutOfMemoryError
        return features(network, ids, **more)

    monkeypatch.setattr(Network, "features", limited)
    assert texts(model, prompts, [9] * 20) == wanted
    rows = 0
    with pytest.raises(ModelError, match="single text of 12 tokens"):
        texts(model, prompts, [9] * 20)


@pytest.fixture
def thinking(tmp_path: Path) -> LocalModel:
    """A model that may think three tokens."""
    folder = made.save(made.model(), tmp_path, template=THINKING)
    return open_models(str(folder), thoughts=30).tuned


def test_a_template_is_told_whether_to_think(thinking: LocalModel, tmp_path: Path) -> None:
    prompt = Chat((Message("user", "hi"),))
    assert thinking.renderer.text(prompt).endswith("assistant\n")
    assert open_models(str(tmp_path)).tuned.renderer.text(prompt).endswith("assistant\n<think>\n\n</think>\n\n")


@pytest.mark.parametrize(
    ("written", "opened", "text", "tokens", "ended"),
    [
        ("<think>one and two</think>\n\nyes<|im_end|>", False, "yes", 3, True),
        ("<think>one and two</think>yes", False, "yes", 1, False),
        ("one and two</think>yes<|im_end|>", True, "yes", 1, True),
        ("<think>one and two", False, "", 0, False),
        ("one and two", True, "", 0, False),
        ("yes</think>no<|im_end|>", False, "yes</think>no", 3, True),
        ("<think></think>yes yes yes yes yes yes<|im_end|>", False, "yes yes yes yes yes", 5, False),
        ("yes<|im_start|>user<|im_end|>", False, "yesuser", 3, True),
    ],
)
def test_thoughts_are_no_part_of_the_text(
    thinking: LocalModel, written: str, opened: bool, text: str, tokens: int, ended: bool
) -> None:
    pen = writer.Writer(thinking.network, thinking.renderer, thinking.ends, 30)
    ids = tuple(thinking.renderer.tokenizer.encode(written))
    found = writer.generated(pen, writer.Due(0, (1,), 5, opened), ids)
    assert (found.text, found.tokens, found.ended) == (text, tokens, ended)
    assert found.special == (("<|im_start|>",) if "user" in written else ())
