"""What is told of tokens beside their log-probability, held against drawing, plain formulas and lm-eval."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from auditor.models import COOL, TOP, Ids, Score, Scored, Statistic, Unanswered  # noqa: E402
from auditor.models.local import LocalModel, open_models  # noqa: E402
from auditor.models.local import scorer as scorer_module  # noqa: E402
from auditor.models.local.loading import quiet  # noqa: E402
from auditor.models.local.numbers import Kept, drawn, numbers  # noqa: E402
from tests.conftest import ROOT  # noqa: E402

pytestmark = pytest.mark.model
ALL: frozenset[Statistic] = frozenset({"greedy", "mean", "spread", "top_40", "cool", "cool_top_40"})
DRAWN: tuple[Statistic, ...] = ("top_40", "cool", "cool_top_40")
SAMPLES = 2_000


@pytest.fixture(scope="module")
def shop() -> LocalModel:
    return open_models(str(ROOT / "sample_data" / "model"), dtype="float32").tuned


def scored(model: LocalModel, cases: list[Score]) -> list[Scored]:
    found: dict[int, Scored | Unanswered] = dict(model.score(cases))
    replies = [found[place] for place in range(len(cases))]
    assert all(isinstance(reply, Scored) for reply in replies)
    return [reply for reply in replies if isinstance(reply, Scored)]


def cases(model: LocalModel, count: int = 30) -> list[Score]:
    """Texts that the model could have written, and texts of random tokens."""
    draw = random.Random(3)
    text = tuple(
        model.renderer.tokenizer.encode("Dear customer, your order has been sent to the address of Ms Smith. ")
    )
    found = []
    for place in range(count):
        whole = text[place % 7 :] if place % 2 else tuple(draw.choices(range(20, 1_500), k=12))
        cut = draw.randrange(1, len(whole) - 1)
        found.append(Score(Ids(whole[:cut]), whole[cut:], ALL))
    return found


def table(model: LocalModel, case: Score) -> Any:
    """Logits at each position of a target, by a forward pass of the model itself, in float64."""
    assert isinstance(case.prompt, Ids)
    assert not isinstance(case.target, str)
    ids = torch.tensor([case.prompt.ids + case.target])
    with torch.inference_mode():
        logits = model.network.model(ids, use_cache=False).logits[0].double()
    return logits[len(case.prompt.ids) - 1 : -1].numpy()


def softmax(logits: Any) -> Any:
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def plain(row: Any, token: int) -> dict[str, float]:
    """Each statistic at one position, from its definition."""
    p = softmax(row)
    logs = np.log(p)
    mean = float((p * logs).sum())
    least = np.sort(row)[-TOP]
    top = np.where(row >= least, row, -np.inf)
    with np.errstate(divide="ignore"):
        found = {
            "logprobs": logs[token],
            "top_40": np.log(softmax(top)[token]),
            "cool": np.log(softmax(row / COOL)[token]),
            "cool_top_40": np.log(softmax(top / COOL)[token]),
        }
    return {**found, "greedy": row.argmax() == token, "mean": mean, "spread": math.sqrt((p * (logs - mean) ** 2).sum())}


def min_k_plus_plus(logprobs: Any, mean: Any, spread: Any) -> float:
    """Mean of the lowest fifth of the standardized log-probabilities (Zhang et al. 2024, arXiv 2404.02936)."""
    standard = np.sort((logprobs - mean) / spread)
    return float(standard[: max(1, len(standard) // 5)].mean())


@pytest.mark.parametrize("rows", [1, 5, 10_000])
def test_equals_the_definitions(shop: LocalModel, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer_module, "_PIECE", 4 * shop.network.words * rows)
    asked, banned = cases(shop), 0
    for case, reply in zip(asked, scored(shop, asked), strict=True):
        wanted = [plain(row, token) for row, token in zip(table(shop, case), case.target, strict=True)]
        told = {"logprobs": reply.logprobs, **reply.stats}
        assert told.keys() == wanted[0].keys()
        columns = {name: np.array([one[name] for one in wanted], float) for name in told}
        for name, values in told.items():
            np.testing.assert_allclose(values, columns[name], rtol=1e-5, atol=1e-5, err_msg=name)
        banned += int(np.isinf(reply.stats["top_40"]).sum())
        parts = [(told[name].astype(float), columns[name]) for name in ("logprobs", "mean", "spread")]
        got, known = (min_k_plus_plus(*values) for values in zip(*parts, strict=True))
        assert got == pytest.approx(known, rel=1e-5, abs=1e-5)
    assert banned > 20


@pytest.mark.parametrize(("name", "temperature"), [("top_40", 1.0), ("cool_top_40", COOL)])
def test_equals_the_share_of_what_transformers_draws(shop: LocalModel, name: Statistic, temperature: float) -> None:
    prompt = tuple(shop.renderer.tokenizer.encode("Dear customer, your order"))
    with quiet():
        torch.manual_seed(11)
        written = shop.network.model.generate(
            torch.tensor([prompt] * SAMPLES),
            attention_mask=torch.ones(SAMPLES, len(prompt), dtype=torch.long),
            generation_config=transformers.GenerationConfig(
                do_sample=True, top_k=TOP, top_p=1.0, temperature=temperature, max_new_tokens=3, pad_token_id=0
            ),
        )
    texts, counts = np.unique(written[:, len(prompt) :].numpy(), axis=0, return_counts=True)
    often = np.argsort(-counts)[:12]
    asked = [Score(Ids(prompt), tuple(map(int, texts[at])), frozenset({name})) for at in often]
    for reply, at in zip(scored(shop, asked), often, strict=True):
        chance = math.exp(float(reply.stats[name].sum(dtype="float64")))
        assert 0.001 < chance < 1
        error = math.sqrt(chance * (1 - chance) / SAMPLES)
        assert abs(counts[at] / SAMPLES - chance) <= 4 * error
    drawn_at_all = [Score(Ids(prompt), tuple(map(int, text)), frozenset({name})) for text in texts]
    assert all(np.isfinite(reply.stats[name]).all() for reply in scored(shop, drawn_at_all))


def test_equal_words_are_kept_as_transformers_keeps_them() -> None:
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper

    torch.manual_seed(5)
    logits = torch.randn(50, 200).mul(4).round().div(4)  # many are equal
    logits[::7, 5:] = -torch.inf  # fewer than 40 that are possible
    for temperature in (1.0, COOL):
        wanted = TopKLogitsWarper(TOP)(None, TemperatureLogitsWarper(temperature)(None, logits)).log_softmax(-1)
        logs, kept = logits.log_softmax(-1), Kept.of(logits, TOP)
        got = torch.stack([kept.drawn(logits, logs, torch.full((50,), at), temperature) for at in range(200)], 1)
        assert torch.equal(got.isinf(), wanted.isinf())
        torch.testing.assert_close(got, wanted, rtol=0, atol=1e-5)
        assert ((~wanted.isinf()).sum(1) > TOP).any()


def test_when_cold_only_the_most_likely_word_is_drawn(shop: LocalModel) -> None:
    for case in cases(shop, 10):
        logits, ids = torch.tensor(table(shop, case)).float(), torch.tensor(case.target)
        greedy = (logits.argmax(-1) == ids).float()
        logs = logits.log_softmax(-1)
        for told in (drawn(logs, ids, 1e-4), Kept.of(logits, TOP).drawn(logits, logs, ids, 1e-4)):
            torch.testing.assert_close(told.exp(), greedy, rtol=0, atol=1e-3)


@pytest.mark.parametrize("words", [1, 2, 39, 40, 41])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_no_numbers_are_lost_in_small_vocabularies_and_at_impossible_words(words: int, share: float) -> None:
    torch.manual_seed(words)
    logits = torch.randn(30, words) * 3
    logits[:, 1:][torch.rand(30, words - 1) < share] = -torch.inf
    base = logits.roll(1, 0)
    told = numbers([logits, base], torch.randint(0, words, (30,)), ALL | {"kl", "agree"}, words)
    assert not any(values.float().isnan().any() for values in told.values())
    assert (told["mean"] <= 0).all()
    assert (told["spread"] >= 0).all()
    if words <= TOP:
        torch.testing.assert_close(told["top_40"], told["logprobs"], rtol=0, atol=1e-5)
        torch.testing.assert_close(told["cool_top_40"], told["cool"], rtol=0, atol=1e-5)


def test_neither_order_nor_company_changes_a_score(shop: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = cases(shop)
    known = scored(shop, asked)
    order = random.Random(2).sample(range(len(asked)), len(asked))
    for budget in (1, 60, 2_048):
        monkeypatch.setattr(shop.room, "budget", budget)
        for at, reply in zip(order, scored(shop, [asked[at] for at in order]), strict=True):
            np.testing.assert_allclose(reply.logprobs, known[at].logprobs, rtol=0, atol=2e-5)
            for name, values in reply.stats.items():
                np.testing.assert_allclose(values, known[at].stats[name], rtol=1e-5, atol=2e-5, err_msg=name)


def test_equals_lm_eval(shop: LocalModel) -> None:
    pytest.importorskip("lm_eval")
    from lm_eval.models.huggingface import HFLM

    asked, prompt = cases(shop), (38, 71, 309)
    for _ in range(5):  # what the model itself would say
        prompt += (int(table(shop, Score(Ids(prompt), (0,)))[-1].argmax()),)
    asked += [Score(Ids(prompt[:at]), prompt[at:], ALL) for at in (3, 5)]
    requests = [(("", ""), list(case.prompt.ids), list(case.target)) for case in asked]  # type: ignore[union-attr, arg-type]
    with quiet():
        tokenizer = transformers.AutoTokenizer.from_pretrained(ROOT / "sample_data" / "model")
        # Its cache takes a text that is cut in two places for one request.
        options = {"device": "cpu", "batch_size": 4, "logits_cache": False}
        other = HFLM(pretrained=shop.network.model, tokenizer=tokenizer, **options)
        known = other._loglikelihood_tokens(requests, disable_tqdm=True)
    for reply, (total, greedy) in zip(scored(shop, asked), known, strict=True):
        assert reply.total == pytest.approx(total, rel=1e-5, abs=1e-5)
        assert bool(reply.stats["greedy"].all()) == greedy
    assert {greedy for _, greedy in known} == {True, False}
