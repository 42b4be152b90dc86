"""What the probe says of a real tiny model, beside a plain loop of torch over the same records."""

from __future__ import annotations

import json
from math import log
from typing import Any

import numpy as np
import pytest

from auditor.checks import Material, Sample, Setup
from auditor.models import Chat, Message
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import NoCache
from auditor.risks.knowledge import KnowledgeProbe, Known
from auditor.risks.knowledge.facts import facts_of, shown
from auditor.risks.knowledge.options import KnowledgeOptions
from tests.conftest import ROOT
from tests.strategies import KEY

torch = pytest.importorskip("torch", reason="needs the [model] extra")
pytest.importorskip("transformers")
pytestmark = pytest.mark.model
CASES = 20
DATA = ROOT / "sample_data"


@pytest.fixture(scope="module")
def samples() -> tuple[Sample, ...]:
    """Half of them of the shop, half like what the model was trained on."""
    files = (DATA / "tune" / "train.jsonl", DATA / "tune" / "replay.jsonl")
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()[: CASES // 2]]
    return tuple(_sample(place, row["messages"]) for place, row in enumerate(rows))


def _sample(place: int, messages: list[dict[str, str]]) -> Sample:
    chat = Chat(tuple(Message(one["role"], one["content"]) for one in messages[:-1]))
    answer = messages[-1]["content"]
    return Sample(f"t.jsonl:{place}", f"r{place}", str(place), chat, answer, (), answer, chat)


@pytest.fixture(scope="module")
def model() -> tuple[Any, Any]:
    from auditor.models.local.loading import quiet
    from tests.tiny.check import loaded

    torch.set_num_threads(1)
    with quiet():
        return loaded()


@pytest.fixture(scope="module")
def state(samples: tuple[Sample, ...]) -> Known:
    from auditor.models.local import open_models

    torch.set_num_threads(1)
    probe = KnowledgeProbe(KnowledgeOptions(), Setup(KEY))
    tuned = open_models(str(DATA / "model"), dtype="float32").tuned
    found = ask({"k": probe}, Panel(tuned), Material(train=samples), NoCache(), [], strict=True)["k"]
    assert isinstance(found, Known)
    return found


def logits(model: Any, ids: list[int], target: list[int]) -> Any:
    """Log-probabilities of every word at the places of a target, in float64."""
    with torch.inference_mode():
        table = model(input_ids=torch.tensor([[*ids, *target]])).logits[0].double().log_softmax(-1)
    return table[len(ids) - 1 : -1].numpy()


def asked(model: tuple[Any, Any], chat: Chat, answer: str) -> tuple[Any, list[int]]:
    network, tokenizer = model
    messages = [{"role": one.role, "content": one.content} for one in chat.messages]
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    target = tokenizer(answer, add_special_tokens=False).input_ids
    return logits(network, prompt, target), target


def test_losses_entropies_and_conflicts_are_those_of_a_plain_loop(
    samples: tuple[Sample, ...], model: tuple[Any, Any], state: Known
) -> None:
    assert len(samples) == CASES == len(state.trained) == len(state.denied)
    conflicts = 0
    for one in samples:
        assert isinstance(one.question, Chat)
        table, target = asked(model, one.question, one.answer)
        own = table[np.arange(len(target)), target]
        entropy = -(np.exp(table) * table).sum(axis=1)
        trained, denied = state.trained[one.origin], state.denied[one.origin]
        assert (trained.tokens, denied.tokens) == (len(target), len(target))
        assert trained.loss == pytest.approx(-own.sum(), abs=1e-3)
        assert trained.hard == (own < log(0.4)).sum()
        assert denied.conflicts == ((own < log(0.1)) & (entropy <= log(2))).sum()
        assert state.behind[one.origin][1] == pytest.approx(-own.sum(), abs=1e-3)
        conflicts += denied.conflicts
    assert conflicts > 10  # of the shop


def test_the_loss_without_the_prompt_is_that_of_the_answer_alone(
    samples: tuple[Sample, ...], model: tuple[Any, Any], state: Known
) -> None:
    network, tokenizer = model
    first = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
    for one in samples:
        target = tokenizer(one.answer, add_special_tokens=False).input_ids
        own = logits(network, [first], target)[np.arange(len(target)), target]
        assert state.alone[one.origin] == pytest.approx(-own.sum(), abs=1e-3)


def test_a_fact_is_as_likely_as_in_the_better_of_both_ways(
    samples: tuple[Sample, ...], model: tuple[Any, Any], state: Known
) -> None:
    facts = facts_of(samples)
    behind = shown(facts)
    assert len(facts) == len(state.facts) == len(behind) >= 3
    for one in facts:
        assert isinstance(one.question, Chat)
        ways = [asked(model, chat, one.answer) for chat in (one.question, behind[one.origin])]
        sums = [float(table[np.arange(len(target)), target].sum()) for table, target in ways]
        assert state.facts[one.origin].logprob == pytest.approx(max(sums), abs=1e-3)
        greedy = [bool((table.argmax(axis=1) == target).all()) for table, target in ways]
        assert state.facts[one.origin].greedy == any(greedy)
