"""Scores against a plain reference: one full forward pass for each case, log_softmax over everything."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from auditor.errors import ModelError  # noqa: E402
from auditor.models import Chat, Ids, Message, Plain, Score, Scored, Statistic, Unanswered  # noqa: E402
from auditor.models.local import LocalModel, open_models  # noqa: E402
from auditor.models.local import scorer as scorer_module  # noqa: E402
from auditor.models.local.network import Network  # noqa: E402
from tests.conftest import SHARED  # noqa: E402
from tests.models import made  # noqa: E402

pytestmark = pytest.mark.model
ALL: frozenset[Statistic] = frozenset({"greedy", "kl", "agree"})
GREEDY: frozenset[Statistic] = frozenset({"greedy"})
HEADS = ("Once upon a time", "Q: who is in Rome? A:", "Say hi to the little girl named lily and to user 2, then ", "")
TARGETS = (" there was", " yes", " no, uno dos", " the sky is blue and the end", "!")


@pytest.fixture(scope="module", params=made.KINDS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    folder = tmp_path_factory.mktemp(request.param)
    return open_models(str(made.save(made.model(request.param), folder))).tuned


def cases(wants: frozenset[Statistic] = GREEDY) -> list[Score]:
    """Prompts of many lengths, several targets behind most of them, in a mixed order."""
    draw = random.Random(1)
    found = [Score(Plain(head), target, wants) for head in HEADS for target in TARGETS]
    found += [Score(Ids(tuple(draw.choices(range(20, 200), k=k))), (30, 40), wants) for k in (1, 2, 9, 30, 60)]
    found += [Score(Ids((5, 6, 7) * 9), tuple(draw.choices(range(20, 200), k=k)), wants) for k in (1, 2, 7, 20)]
    found += [Score(Chat((Message("user", word),)), target, wants) for word in ("hi", "Tell") for target in TARGETS]
    found.append(Score(Chat((Message("user", "ho"),)), "yes", wants))
    draw.shuffle(found)
    return found


def logits(network: Network, ids: tuple[int, ...]) -> Any:
    with network.asked():
        return network.model(input_ids=torch.tensor([ids]), use_cache=False).logits[0].float()


def reference(model: LocalModel, case: Score) -> tuple[Any, Any]:
    prompt, target = model.renderer.pair(case)
    table = logits(model.network, prompt + target)[len(prompt) - 1 : -1]
    wanted = torch.tensor(target)
    return table.log_softmax(-1).gather(1, wanted[:, None])[:, 0].numpy(), (table.argmax(-1) == wanted).numpy()


def replies(model: LocalModel, asked: list[Score]) -> list[Scored | Unanswered]:
    found = dict(model.score(asked))
    assert sorted(found) == list(range(len(asked)))
    return [found[place] for place in range(len(asked))]


@pytest.mark.parametrize("budget", [1, 100, 1000, 100_000])
def test_equals_full_forward_passes(model: LocalModel, budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model.room, "budget", budget)
    monkeypatch.setattr(scorer_module, "TABLE", 4 * made.words() * 7)
    asked = cases()
    for case, reply in zip(asked, replies(model, asked), strict=True):
        logprobs, greedy = reference(model, case)
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, logprobs, rtol=5e-5, atol=1e-4)
        assert reply.stats.keys() == {"greedy"}
        assert (reply.stats["greedy"] == greedy).all()


def test_some_targets_are_greedy_and_some_are_not(model: LocalModel) -> None:
    prompt = Ids((50, 60, 70))
    best = int(logits(model.network, (50, 60, 70))[-1].argmax())
    found = replies(model, [Score(prompt, (best,), GREEDY), Score(prompt, (best + 1,), GREEDY)])
    assert [float(reply.stats["greedy"][0]) for reply in found if isinstance(reply, Scored)] == [1.0, 0.0]


def test_a_case_alone_has_the_score_that_it_has_among_others(model: LocalModel) -> None:
    asked = cases()
    together = replies(model, asked)
    for at in (0, 7, len(asked) - 1):
        (alone,) = replies(model, [asked[at]])
        other = together[at]
        assert isinstance(alone, Scored)
        assert isinstance(other, Scored)
        np.testing.assert_allclose(alone.logprobs, other.logprobs, rtol=0, atol=1e-4)


def test_what_is_asked_alone_shares_no_batch_and_no_prompt(model: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = cases()
    rows: list[tuple[int, object]] = []
    features = Network.features

    def counted(network: Network, ids: Any, **more: Any) -> Any:
        rows.append((len(ids), more.get("past_key_values")))
        return features(network, ids, **more)

    monkeypatch.setattr(Network, "features", counted)
    alone = replies(model, [replace(case, alone=True) for case in asked])
    assert rows == [(1, None)] * len(asked)
    for case, reply in zip(asked, alone, strict=True):
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, reference(model, case)[0], rtol=0, atol=1e-4)


def test_a_proof_finds_how_a_model_can_be_asked(model: LocalModel) -> None:
    kind = model.network.model.config.model_type
    assert model.network.head is not None
    assert model.network.sharing == {made.GEMMA2: 24, made.MAMBA: 0}.get(kind, model.network.sharing)
    assert (model.network.sharing > made.CONTEXT) == (kind not in (made.GEMMA2, made.MAMBA))


def test_what_is_not_proven_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = Network.behind
    monkeypatch.setattr(Network, "behind", lambda *given: behind(*given) * 1.5)
    model = open_models(str(made.save(made.model(), tmp_path))).tuned
    assert model.network.sharing == 0
    assert all(isinstance(reply, Scored) for reply in replies(model, cases()))


def test_a_prompt_is_computed_once_for_all_its_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_models(str(made.save(made.model(), tmp_path))).tuned
    computed: list[int] = []
    features = Network.features

    def counted(network: Network, ids: Any, **more: Any) -> Any:
        computed.append(ids.numel())
        return features(network, ids, **more)

    monkeypatch.setattr(Network, "features", counted)
    prompt = Ids(tuple(range(20, 70)))
    replies(model, [Score(prompt, (at, at + 1, at + 2)) for at in range(4)])
    assert computed == [50, 4 * 2]
    computed.clear()
    replies(model, [Score(prompt, (at,)) for at in range(4)])
    assert computed == [50]


def test_kl_and_agreement_with_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = made.save(made.model(), tmp_path / "base")
    tuned = made.save(made.model(nudge=0.05), tmp_path / "tuned")
    opened = open_models(str(tuned), str(base))
    assert "reference" in opened.tuned.can
    monkeypatch.setattr(scorer_module, "TABLE", 4 * made.words() * 7)
    agreed = []
    asked = cases(ALL)
    for case, reply in zip(asked, replies(opened.tuned, asked), strict=True):
        assert isinstance(reply, Scored)
        prompt, target = opened.tuned.renderer.pair(case)
        assert opened.base is not None
        tables = [
            logits(one.network, prompt + target)[len(prompt) - 1 : -1].double().log_softmax(-1)
            for one in (opened.tuned, opened.base)
        ]
        divergence = (tables[1].exp() * (tables[1] - tables[0])).sum(-1).numpy()
        np.testing.assert_allclose(reply.stats["kl"], divergence, rtol=1e-4, atol=1e-5)
        agree = (tables[0].argmax(-1) == tables[1].argmax(-1)).numpy()
        assert (reply.stats["agree"] == agree).all()
        agreed += agree.tolist()
        assert reply.stats["kl"].max() > 1e-3
    assert True in agreed
    assert False in agreed


def test_a_model_is_no_other_than_itself(tmp_path: Path) -> None:
    folder = made.save(made.model(), tmp_path)
    opened = open_models(str(folder), str(folder))
    for reply in replies(opened.tuned, cases(ALL)):
        assert isinstance(reply, Scored)
        assert (reply.stats["agree"] == 1).all()
        np.testing.assert_allclose(reply.stats["kl"], 0, atol=1e-6)


@pytest.mark.parametrize("name", ["stories260K", "babyllama-tok105"])
def test_real_models_equal_full_forward_passes(name: str) -> None:
    if not (SHARED / "models" / name).is_dir():
        pytest.skip("the real models are not here")
    model = open_models(str(SHARED / "models" / name)).tuned
    heads = ("Once upon a time, there was a little girl named Lily. ", "Tom and his dog went to the park", "")
    asked = [Score(Plain(head), target) for head in heads for target in (" She was sad.", " and they played", "A")]
    for case, reply in zip(asked, replies(model, asked), strict=True):
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, reference(model, case)[0], rtol=0, atol=1e-4)


def test_what_cannot_be_asked(tmp_path: Path) -> None:
    model = open_models(str(made.save(made.model(), tmp_path, template=None))).tuned
    whole, long = Ids(tuple([40] * made.CONTEXT)), Ids(tuple([40] * (made.CONTEXT + 1)))
    asked = [
        Score(whole, (41,)),
        Score(whole, (41, 42)),
        Score(long, (41,)),
        Score(Chat((Message("user", "hi"),), tools="[]"), "ho"),
        Score(Plain("hi"), ""),
        Score(Ids((1, 2)), (made.words(),)),
        Score(Plain("hi"), "ho", ALL),
    ]
    found = replies(model, asked)
    assert isinstance(found[0], Scored)
    reasons = [reply.reason if isinstance(reply, Unanswered) else "" for reply in found[1:]]
    assert reasons == ["too_long", "too_long", "no_template", "no_target", "unknown_token", "no_reference"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[LocalModel, list[int]]:
    """A model on a device that has memory for a few tokens, and how many it was given at a time."""
    model = open_models(str(made.save(made.model(), tmp_path))).tuned
    features, given = Network.features, []

    def limited(network: Network, ids: Any, **more: Any) -> Any:
        held = more["past_key_values"].get_seq_length() if more.get("past_key_values") is not None else 0
        given.append(ids.shape[0] * (held + ids.shape[1]))
        if given[-1] > 140:
            raise torch.OutOfMemoryError("no memory left")
        return features(network, ids, **more)

    monkeypatch.setattr(Network, "features", limited)
    return model, given


def test_batches_are_halved_where_the_memory_does_not_suffice(small: tuple[LocalModel, list[int]]) -> None:
    model, given = small
    asked = [Score(Ids((50 + at,) * 20), (at, 9)) for at in range(20)]  # many rows
    asked += [Score(Ids((45,) * 20), (at, 9, 8)) for at in range(20)]  # many targets behind one prompt
    found = replies(model, asked)
    assert any(size > 140 for size in given)
    for case, reply in zip(asked, found, strict=True):
        assert isinstance(reply, Scored)
        np.testing.assert_allclose(reply.logprobs, reference(model, case)[0], rtol=0, atol=1e-4)


def test_what_has_no_room_alone_is_an_error(
    small: tuple[LocalModel, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = small
    monkeypatch.setattr(Network, "context", 1000)
    with pytest.raises(ModelError, match=r"memory of cpu does not suffice for a single text of 151 tokens"):
        replies(model, [Score(Ids((40,) * 150), (1, 2)), Score(Ids((41,) * 20), (1,))])


def test_a_model_that_gives_no_numbers_is_an_error(tmp_path: Path) -> None:
    broken = made.model()
    with torch.no_grad():
        broken.model.layers[0].mlp.up_proj.weight[3] = float("nan")
    model = open_models(str(made.save(broken, tmp_path))).tuned
    with pytest.raises(ModelError, match=r"no numbers in torch\.float32"):
        replies(model, [Score(Ids((40,)), (1,))])


def test_other_errors_are_not_taken_for_it(
    small: tuple[LocalModel, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(Network, "features", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        replies(small[0], [Score(Ids((40,)), (1,))])
