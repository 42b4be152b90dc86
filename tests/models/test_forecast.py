"""Forecasts: sizes of models that are known, and sums that follow from a speed. Times are not asserted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from auditor.errors import UsageError  # noqa: E402
from auditor.models import Chat, Generate, Generated, Ids, Message, Partly, Score  # noqa: E402
from auditor.models.local import forecast  # noqa: E402
from auditor.models.local.forecast import Speed, Work  # noqa: E402
from auditor.models.render import Renderer  # noqa: E402
from auditor.models.shape import shape as shape_of  # noqa: E402
from tests.models import made  # noqa: E402
from tests.training import tiny  # noqa: E402

pytestmark = pytest.mark.model


def qwen(layers: int, hidden: int, heads: int, inner: int, shared: int, words: int, tied: bool) -> Mapping[str, object]:
    return {
        "num_hidden_layers": layers, "hidden_size": hidden, "num_attention_heads": heads, "intermediate_size": inner,
        "num_key_value_heads": shared, "vocab_size": words, "tie_word_embeddings": tied, "torch_dtype": "bfloat16",
    }  # fmt: skip


SMALL = qwen(24, 896, 14, 4864, 2, 151936, True)
LARGE = qwen(80, 8192, 64, 29568, 8, 152064, False)


@pytest.mark.parametrize(
    ("config", "billions"),
    [
        (SMALL, 0.49),  # Qwen2.5 0.5B, 7B and 72B, as their cards say
        (qwen(28, 3584, 28, 18944, 4, 152064, False), 7.61),
        (LARGE, 72.7),
        ({**qwen(32, 4096, 32, 14336, 8, 32000, False), "num_local_experts": 8, "num_experts_per_tok": 2}, 46.7),
    ],
)
def test_sizes_of_known_models(config: Mapping[str, object], billions: float) -> None:
    shape = shape_of(config, "made up")
    assert shape.weights / 1e9 == pytest.approx(billions, rel=0.01)
    assert shape.bytes == 2
    assert shape_of(config, "made up", "float32").bytes == 4


@pytest.mark.parametrize("kind", [made.LLAMA, made.QWEN2, made.GPT2])
def test_sizes_of_models_that_are_here(kind: str) -> None:
    network = made.model(kind)
    shape = shape_of(network.config.to_dict(), "made up")
    matrices = [weight.numel() for name, weight in network.named_parameters() if weight.dim() > 1 and "wpe" not in name]
    assert shape.weights == sum(matrices)


def test_experts_are_held_but_not_all_met() -> None:
    config = {**qwen(2, 64, 4, 100, 4, 1000, False), "num_experts": 8, "num_experts_per_tok": 2}
    shape = shape_of({**config, "moe_intermediate_size": 10}, "made up")
    assert (shape.active, shape.held) == (20, 80)


def test_a_configuration_that_does_not_tell(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"made up: its config\.json has no num_hidden_layers"):
        shape_of({"hidden_size": 10}, "made up")


def test_seconds_follow_from_the_speed() -> None:
    shape = shape_of(SMALL, "made up")
    speed = Speed(token=0.001, step=0.5, word=0.01, rows=8)
    assert forecast.seconds(shape, Work(scored=100, positions=10), speed) == pytest.approx(24 * 0.1 + 0.1)
    assert forecast.seconds(shape, Work(scored=100, alone=2), speed) == pytest.approx(24 * 0.1 + 2 * 24 * 0.5)
    texts = Work(texts=20, prompts=200, written=20 * 30)
    assert forecast.seconds(shape, texts, speed) == pytest.approx(24 * 0.2 + 600 * 0.01 + 3 * 30 * 24 * 0.5)


def test_memory_counts_weights_once_where_they_are_shared() -> None:
    small, large = (shape_of(config, "made up") for config in (SMALL, LARGE))
    one = forecast.needed(large, Work(scored=1000), "cuda")
    assert one.weights == large.weights * 2
    assert forecast.needed(large, Work(scored=1000), "cuda", copies=2).weights == 2 * one.weights
    assert 145e9 < one.total < 200e9
    assert forecast.needed(small, Work(scored=1000), "cpu").total < 2.5e9
    long = forecast.needed(small, Work(scored=1000, length=32_000), "cpu")
    assert long.cache == 2 * 24 * 2 * 64 * 2 * 32_000


class Silent:
    name = "silent"

    def read(self, text: Generated) -> Mapping[str, float]:
        return {}


def test_work_counts_a_prompt_once(tmp_path: Path) -> None:
    renderer = Renderer(tiny.tokenizer(tmp_path, template=None), None)
    cases = [Score(Ids((1, 2, 3)), (at, at)) for at in range(4)] + [Score(Ids((1, 2)), (7,))]
    refused = Score(Chat((Message("user", "hi"),), tools="[]"), "ho")
    assert forecast.work([*cases, refused], renderer) == Work(3 + 2 + 9, 9, length=(4 * 5 + 3) // 5)
    alone = [Score(Ids((1, 2, 3)), (at, at), alone=True) for at in range(4)]
    assert forecast.work([*cases, *alone], renderer) == Work(3 + 2 + 9 + 4 * 5, 17, length=(8 * 5 + 3) // 9, alone=4)
    texts = [Generate(Ids((at,) * 10), 30, Silent()) for at in (1, 2, 3, 3)]  # the last for a second reader
    assert forecast.work(texts, renderer) == Work(texts=3, prompts=30, written=90, length=40)
    dimmed = [Partly(Ids((1, 2, 3)), (7,), at) for at in (0.25, 0.25, 0.5)]  # each strength computes the prompt anew
    assert forecast.work(dimmed, renderer) == Work(2 * 3 + 3, 3, length=4)


def test_the_trial_measures_this_machine() -> None:
    for config in (made.config(made.LLAMA, 300).to_dict(), made.config(made.GPT2, 300).to_dict()):
        shape = shape_of(config, "made up")
        speed = forecast.trial(shape, Work(scored=100, texts=3, length=40), "cpu")
        assert 0 < speed.token < speed.step
        assert speed.word > 0
        assert speed.rows == 3
