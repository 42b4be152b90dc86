"""The numbers held against other implementations: lm-eval, scikit-learn, plain torch, real samples, enumeration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp, log2, sqrt
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.bench.memorization.common import data, note, tuned
from tests.bench.memorization.ladder import SHOP
from tests.bench.memorization.world import rows_of

SAMPLES, PROMPTS, WRITTEN, FEWEST = 2_000, 4, 3, 10
"""Texts that are drawn in each way behind each prompt, prompts, tokens of a text, and how often a text that is looked
at is expected at least: of rarer ones the normal error says nothing."""
RECORDS = 60
WAYS: dict[str, tuple[float, int]] = {
    "plain": (1.0, 0),
    "top_40": (1.0, 40),
    "cool": (0.7, 0),
    "cool_top_40": (0.7, 40),
}
"""Temperature, and from how many of the likeliest tokens is drawn; 0 for all."""


def agree(folder: Path) -> Iterator[str]:
    """The part of the section."""
    from auditor.models.local import open_models

    opened = open_models(str(tuned(SHOP, SHOP.rungs[1], folder)), str(SHOP.base), dtype="float32")
    texts = _encoded(opened.tuned)
    yield "### Beside other implementations"
    yield ""
    yield f"The model of `sample_data/`, tuned for {SHOP.rungs[1].epochs} epochs on the records above, in float32;"
    yield f"{RECORDS} of these records."
    yield ""
    yield "| what | beside | cases | largest difference |"
    yield "|---|---|---|---|"
    for part in (_lm_eval, _members, _areas, _drawn, _ranked):
        yield from part(opened, texts)
        note(part.__name__)


Text = tuple[int, ...]


def _encoded(model: Any) -> list[Text]:
    """The records in tokens."""
    rows = [row["messages"] for _, row in rows_of(data()[0])[:RECORDS]]
    return [tuple(model.renderer.tokenizer.encode(model.renderer.conversation(row, None))) for row in rows]


def _table(model: Any, ids: Sequence[int]) -> Any:
    """Log-probabilities of every next token, by one forward of the model itself."""
    import torch

    with torch.inference_mode():
        return model.network.model(torch.tensor([list(ids)]), use_cache=False).logits[0].double().log_softmax(-1)


def _replies(model: Any, asked: Sequence[tuple[Text, Text]], wants: frozenset[Any]) -> list[Any]:
    from auditor.models import Ids, Score

    found = dict(model.score([Score(Ids(prompt), target, wants) for prompt, target in asked]))
    return [found[place] for place in range(len(asked))]


def _cut(texts: Sequence[Text]) -> list[tuple[Text, Text]]:
    draw = Random(3)
    cuts = [(text, draw.randrange(1, len(text) - 8)) for text in texts]
    return [(text[:cut], text[cut : cut + draw.randint(1, 8)]) for text, cut in cuts]


def _lm_eval(opened: Any, texts: Sequence[Text]) -> Iterator[str]:
    try:
        import lm_eval
        from lm_eval.models.huggingface import HFLM
    except ImportError:
        yield "| log-probability and greedy flag of a value | lm-eval | not installed here: not measured | - |"
        return
    from transformers import AutoTokenizer

    from auditor.models.local.loading import quiet

    asked = _cut(texts)
    requests = [(("", ""), list(prompt), list(target)) for prompt, target in asked]
    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(SHOP.base)
        # Its cache takes a text that is cut in two places for one request.
        options = {"device": "cpu", "batch_size": 4, "logits_cache": False}
        other = HFLM(pretrained=opened.tuned.network.model, tokenizer=tokenizer, **options)
        known = other._loglikelihood_tokens(requests, disable_tqdm=True)
    own = _replies(opened.tuned, asked, frozenset({"greedy"}))
    apart = max(abs(reply.total - total) for reply, (total, _) in zip(own, known, strict=True))
    flags = [(bool(reply.stats["greedy"].all()), greedy) for reply, (_, greedy) in zip(own, known, strict=True)]
    yield f"| log-probability of a value | lm-eval {lm_eval.__version__} | {len(asked)} | {apart:.0e} |"
    same, greedy = sum(one == other for one, other in flags), sum(one for one, _ in flags)
    yield f"| greedy flag of a value | the same | {len(asked)}, {greedy} of them greedy | {len(flags) - same} differ |"


def _members(opened: Any, texts: Sequence[Text]) -> Iterator[str]:
    """Loss, ratio and Min-K%++ of whole records, against their definitions in torch."""
    from auditor.stats.membership import log_ratio, loss, min_k_plus_plus

    asked, wants = [(text[:1], text[1:]) for text in texts], frozenset({"mean", "spread"})
    heard = zip(texts, *(_replies(one, asked, wants) for one in (opened.tuned, opened.base)), strict=True)
    apart = dict.fromkeys(("loss", "log-ratio", "Min-K%++"), 0.0)
    for text, after, before in heard:
        own, base = (_table(one, text)[:-1] for one in (opened.tuned, opened.base))
        logs, base_logs = (side[range(len(text) - 1), list(text[1:])] for side in (own, base))
        mean = (own.exp() * own).sum(-1)
        spread = ((own.exp() * own**2).sum(-1) - mean**2).clamp(min=0).sqrt()
        lowest = ((logs - mean) / spread).sort().values[: max(1, len(logs) // 5)].mean()
        found = {
            "loss": (loss(after.logprobs), logs.mean()),
            "log-ratio": (log_ratio(after.logprobs, before.logprobs), logs.mean() - base_logs.mean()),
            "Min-K%++": (min_k_plus_plus(after.logprobs, after.stats["mean"], after.stats["spread"]), lowest),
        }
        apart |= {name: max(apart[name], abs(one - float(other))) for name, (one, other) in found.items()}
    for name, most in apart.items():
        yield f"| {name} of a record | its definition in torch, float64 | {len(texts)} | {most:.0e} |"


def _areas(opened: Any, texts: Sequence[Text]) -> Iterator[str]:
    from auditor.stats.ranking import auc

    try:
        from sklearn import __version__
        from sklearn.metrics import roc_auc_score
    except ImportError:
        yield "| AUC | scikit-learn | not installed here: not measured | - |"
        return
    draw, apart = np.random.default_rng(6), 0.0
    for _ in range(200):
        sides = draw.normal(0.5, 1, 37).round(1), draw.normal(0, 1, 51).round(1)
        known = roc_auc_score([1] * 37 + [0] * 51, np.concatenate(sides))
        apart = max(apart, abs(auc(*sides).value - known))
    yield f"| AUC, with ties | scikit-learn {__version__} | 200 | {apart:.0e} |"


def _drawn(opened: Any, texts: Sequence[Text]) -> Iterator[str]:
    """The chance of a text in closed form, against how often it is drawn."""
    worst, looked = 0.0, 0
    for place, text in enumerate(texts[:PROMPTS]):
        prompt = text[: len(text) // 3]
        for way, (temperature, most) in WAYS.items():
            counts = Counter(_sampled(opened.tuned, prompt, temperature, most, place))
            wants = frozenset({way}) if way != "plain" else frozenset[Any]()
            replies = _replies(opened.tuned, [(prompt, drawn) for drawn in counts], wants)
            for drawn, reply in zip(counts, replies, strict=True):
                chance = exp(reply.total if way == "plain" else float(reply.stats[way].sum(dtype="float64")))
                if SAMPLES * min(chance, 1 - chance) >= FEWEST:
                    deviation = sqrt(SAMPLES * chance * (1 - chance))
                    worst, looked = max(worst, abs(counts[drawn] - SAMPLES * chance) / deviation), looked + 1
    what = f"chance of {WRITTEN} tokens in closed form, 4 ways of drawing"
    yield f"| {what} | {SAMPLES:,} texts drawn by torch.multinomial | {looked} | {worst:.1f} standard errors |"


def _sampled(model: Any, prompt: Text, temperature: float, most: int, seed: int) -> list[Text]:
    """Texts, drawn token by token, without the auditor's or transformers' own drawing."""
    import torch

    torch.manual_seed(seed)
    found = torch.tensor([prompt] * SAMPLES)
    for _ in range(WRITTEN):
        rows, back = found.unique(dim=0, return_inverse=True)
        with torch.inference_mode():
            logits = torch.cat([model.network.model(part, use_cache=False).logits[:, -1] for part in rows.split(64)])
        logits = logits.double() / temperature
        if most:
            logits[logits < logits.topk(most).values[:, -1:]] = -torch.inf
        drawn = torch.multinomial(logits.softmax(-1)[back], 1)
        found = torch.cat([found, drawn], 1)
    return [tuple(row) for row in found[:, len(prompt) :].tolist()]


def _ranked(opened: Any, texts: Sequence[Text]) -> Iterator[str]:
    """The bound from the likelihood, the searched rank and the size of the space, beside counting all values."""
    from auditor.models import Form
    from auditor.models.local.ranks import rank
    from auditor.stats.exposure import certified
    from tests.models.test_ranks import DIGITS, Enumerated

    model, form, checked, wrong, unequal = opened.tuned, Form((DIGITS,) * 3), 0, 0, 0
    for words in ("Your order number is ", "Ann Miller has order LX-412"):
        prompt = tuple(model.renderer.tokenizer.encode(words))
        known = Enumerated(model, prompt, form)
        order = sorted(known.best, key=lambda text: -known.best[text])
        for text in [*order[:10], *order[10::33]]:
            ids = max(known.writings[text], key=known.likely.__getitem__)
            found, (low, high) = rank(model, prompt, ids, form, 100_000), known.rank(text, ids)
            bits = log2(form.space)
            exact, bound = bits - log2(found.low), certified(bits, known.likely[ids])
            checked += 1
            unequal += not (found.low == found.high and low <= found.low <= high)
            wrong += not 0 <= bound <= exact + 1e-6 <= bits + 1e-6
    yield f"| rank of a number among 1,000 | counting all of them | {checked} | {unequal} differ |"
    yield f"| certified bound <= exact exposure <= log2 of the space | - | {checked} | {wrong} violations |"
