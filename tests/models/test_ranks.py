"""The rank of a value: equal to counting them all, and within what a probability proves, however little is searched."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from auditor.messages import CATALOGUE  # noqa: E402
from auditor.models import Form, Rank, Ranked, Unanswered  # noqa: E402
from auditor.models import Ids as Before  # noqa: E402
from auditor.models.local import LocalModel, open_models  # noqa: E402
from auditor.models.local.network import Network  # noqa: E402
from auditor.models.local.ranks import rank  # noqa: E402
from tests.conftest import ROOT  # noqa: E402
from tests.models import made  # noqa: E402

pytestmark = pytest.mark.model
DIGITS = "0123456789"
ORDER = "Your order number is "
Ids = tuple[int, ...]


@pytest.fixture(scope="module")
def shop() -> LocalModel:
    """A small real model, whose tokens hold one or two digits."""
    return open_models(str(ROOT / "sample_data" / "model"), dtype="float32").tuned


@pytest.fixture(scope="module", params=[made.LLAMA, made.GPT2, made.GEMMA2, made.MAMBA])
def random_model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    """Random weights, and a token for each character."""
    return open_models(str(made.save(made.model(request.param), tmp_path_factory.mktemp(request.param)))).tuned


def writings(vocabulary: Mapping[str, int], text: str) -> list[Ids]:
    """All tokens that write a text of plain characters."""
    found: list[Ids] = [()] if not text else []
    for cut in range(1, len(text) + 1):
        if text[:cut] in vocabulary:
            found += [(vocabulary[text[:cut]], *rest) for rest in writings(vocabulary, text[cut:])]
    return found


def likelihoods(model: LocalModel, prompt: Ids, targets: list[Ids]) -> dict[Ids, float]:
    """Log-probability of each target, by a full forward pass over the prompt with each beginning of a target."""
    heads = sorted({ids[:at] for ids in targets for at in range(len(ids))}, key=len)
    next_logs: dict[Ids, Any] = {}
    for _, same in itertools.groupby(heads, len):
        rows = list(same)
        for start in range(0, len(rows), 200):
            part = rows[start : start + 200]
            with model.network.asked():
                logits = model.network.model(torch.tensor([prompt + row for row in part]), use_cache=False).logits
            next_logs |= zip(part, logits[:, -1].double().log_softmax(-1).numpy(), strict=True)
    return {ids: float(sum(next_logs[ids[:at]][ids[at]] for at in range(len(ids)))) for ids in targets}


class Enumerated:
    """Every value of a form, with the most likely of its writings."""

    def __init__(self, model: LocalModel, prompt: Ids, form: Form) -> None:
        self.form = form
        vocabulary = model.renderer.tokenizer.core.get_vocab()
        self.writings = {text: writings(vocabulary, text) for text in map("".join, itertools.product(*form.places))}
        self.likely = likelihoods(model, prompt, [ids for all_ids in self.writings.values() for ids in all_ids])
        self.best = {text: max(map(self.likely.__getitem__, all_ids)) for text, all_ids in self.writings.items()}

    def rank(self, text: str, ids: Ids) -> tuple[int, int]:
        """Without and with those that are as likely but for the last digits."""
        others = [likely for other, likely in self.best.items() if other != text]
        counts = [sum(likely >= self.likely[ids] + by for likely in others) for by in (1e-4, -1e-4)]
        return 1 + counts[0], 1 + counts[1]

    def chosen(self) -> list[tuple[str, Ids]]:
        """Values at some ranks, in their own tokens: the first way of writing is that of single characters."""
        order = sorted(self.best, key=lambda text: -self.best[text])
        places = {0, 1, 7, len(order) // 3, len(order) - 1}
        return [(order[at], self.writings[order[at]][way]) for at in sorted(places) for way in (0, -1)]


def holds(found: Ranked, enumerated: Enumerated, text: str, ids: Ids) -> None:
    """What is so whatever the budget: the rank is between the bounds, and they keep to what the probability proves."""
    low, high = enumerated.rank(text, ids)
    assert found.low <= high
    assert found.high >= low
    space, proven = math.log2(enumerated.form.space), enumerated.likely[ids] / math.log(2)
    assert 0 <= space - math.log2(found.high) <= space - math.log2(found.low) <= space
    assert space + proven <= space - math.log2(found.high) + 1e-3


def test_equals_enumeration_where_tokens_hold_several_digits(shop: LocalModel) -> None:
    prompt = tuple(shop.renderer.tokenizer.encode(ORDER))
    enumerated = Enumerated(shop, prompt, Form((DIGITS,) * 3))
    assert max(map(len, enumerated.writings.values())) == 3
    ranks = []
    for text, ids in enumerated.chosen():
        found = rank(shop, prompt, ids, enumerated.form, 100_000)
        assert found.low == found.high
        low, high = enumerated.rank(text, ids)
        assert low <= found.low <= high
        ranks.append(found.low)
    assert min(ranks) == 1
    assert max(ranks) > 900


@pytest.mark.parametrize("budget", [0, 1, 5, 60, 100_000])
def test_bounds_hold_however_little_is_searched(random_model: LocalModel, budget: int) -> None:
    form = Form(("0123", "-", "456789", "12", "14"))
    for prompt in ((50, 60, 70), tuple(range(40, 60))):
        enumerated = Enumerated(random_model, prompt, form)
        for text, ids in enumerated.chosen():
            found = rank(random_model, prompt, ids, form, budget)
            holds(found, enumerated, text, ids)
            if budget >= form.space:
                assert found.low == found.high


def test_a_value_learned_by_heart_is_found_among_billions_at_once(
    shop: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that is nearly sure of one number: whatever it has read of it, the rest follows."""
    vocabulary = shop.renderer.tokenizer.core.get_vocab()
    number = tuple(vocabulary["73"[place % 3 == 0]] for place in range(12))
    prompt = tuple(shop.renderer.tokenizer.encode(ORDER))
    opened: list[int] = []

    def sure(reader: Any, heads: Any) -> Any:
        opened.append(len(heads))
        logits = torch.zeros(len(heads), shop.network.words)
        for row, head in enumerate(heads):
            if tuple(head) == number[: len(head)] and len(head) < len(number):
                logits[row, number[len(head)]] = 12.0
        return logits.log_softmax(-1)

    monkeypatch.setattr("auditor.models.local.ranks._Reader.logs", sure)
    assert rank(shop, prompt, number, Form((DIGITS,) * 12)) == Ranked(1, 1)
    assert sum(opened) <= 2 * len(number)


def test_one_that_nothing_was_learned_of_costs_no_more_than_the_budget(
    shop: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    features = Network.features

    def counted(network: Network, ids: Any, **more: Any) -> Any:
        given.append(ids.shape[1])
        return features(network, ids, **more)

    monkeypatch.setattr(Network, "features", counted)
    encode = shop.renderer.tokenizer.encode
    form = Form((DIGITS,) * 11)
    found = rank(shop, tuple(encode(ORDER)), tuple(encode("70000000003")), form, 128)
    assert found.low < found.high <= form.space
    assert len(given) <= 5  # the prompt, its own tokens, the first ones, and two batches of 64


def test_prompts_are_shared_only_where_that_is_proven(random_model: LocalModel) -> None:
    """Both ways of reading a prompt give the same ranks."""
    form, prompt = Form((DIGITS,) * 3), tuple(range(60, 80))
    vocabulary = random_model.renderer.tokenizer.core.get_vocab()
    values = [tuple(map(vocabulary.__getitem__, text)) for text in ("123", "907", "555")]
    known = [rank(random_model, prompt, ids, form, 10_000) for ids in values]
    alone = LocalModel("", "", random_model.network, random_model.renderer)
    sharing = random_model.network.sharing
    object.__setattr__(random_model.network, "sharing", 0)
    try:
        again = [rank(alone, prompt, ids, form, 10_000) for ids in values]
    finally:
        object.__setattr__(random_model.network, "sharing", sharing)
    for one, other in zip(known, again, strict=True):
        assert abs(one.low - other.low) <= 1


def test_what_has_no_rank(shop: LocalModel) -> None:
    encode = shop.renderer.tokenizer.encode
    prompt, form = tuple(encode(ORDER)), Form((DIGITS,) * 4)
    for text in ("123", "12345", "12a4", "12 4"):
        with pytest.raises(ValueError, match="do not write a value of the form") as error:
            rank(shop, prompt, tuple(encode(text)), form)
        assert text not in str(error.value)
    with pytest.raises(ValueError, match="fits behind the prompt"):
        rank(shop, tuple(encode("a")) * shop.network.context, tuple(encode("1234")), form)


def test_a_value_that_cannot_come_is_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_models(str(made.save(made.model(), tmp_path))).tuned
    ids = tuple(model.renderer.tokenizer.core.get_vocab()[letter] for letter in "12")
    logits = Network.logits

    def never(network: Network, features: Any) -> Any:
        found = logits(network, features)
        found[..., ids[1]] = -torch.inf
        return found

    monkeypatch.setattr(Network, "logits", never)
    assert rank(model, (50, 60), ids, Form((DIGITS,) * 2)) == Ranked(100, 100)


def test_a_case_is_answered_or_not_with_the_reason(shop: LocalModel) -> None:
    encode = shop.renderer.tokenizer.encode
    prompt, form = Before(tuple(encode(ORDER))), Form((DIGITS,) * 3)
    known = tuple(encode("120"))
    cases = [
        Rank(prompt, known, form, 100_000),
        Rank(prompt, tuple(encode("12a")), form, 9),
        Rank(Before(prompt.ids * 400), known, form, 9),
        Rank(prompt, (shop.network.words,), form, 9),
        Rank(Before(()), known, form, 9),
    ]
    found = dict(shop.rank(cases))
    assert found[0] == rank(shop, prompt.ids, known, form, 100_000)
    reasons = ["no_rank", "too_long", "unknown_token", "empty_prompt"]
    assert [found[place] for place in (1, 2, 3, 4)] == list(map(Unanswered, reasons))
    assert all(f"unanswered.{reason}" in words for reason in (*reasons, "no_ranks") for words in CATALOGUE.values())
