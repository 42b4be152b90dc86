"""Real models that tell stories, tuned for seconds on lines that are none: what the probe says of their stories."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.probing.common import Told, told
from tests.conftest import SHARED
from tests.tiny.suite import write_lines

MODELS = ("stories260K", "babyllama-tok105")
TEMPLATE = (
    "<s>{% for message in messages %}{{ message.content }}"
    "{% if message.role == 'assistant' %}</s>{% endif %}{% endfor %}"
)
"""Of models that know no roles: what is said, one after the other."""
ITEMS, TEXTS = 160, 20
LONGEST = 200
"""Most characters of a context: one of the models reads letters, 256 of them."""
LINES = (
    ("Invoice 4471: ", "paid in full, net 30 days, 19 percent tax, no discount"),
    ("Error 0x2F: ", "segment register overflow in module 7, dump written to port 3"),
    ("Stock of bolts M8: ", "1240 pieces, shelf C14, reorder at 300"),
    ("Route 9: ", "departs 06:12, 06:42, 07:12, platform 4, no stop at depot"),
    ("Clause 5.2: ", "the lessee shall indemnify the lessor against all claims hereunder"),
    ("Dose: ", "250 mg twice daily for 7 days, not with dairy"),
    ("Port 8080: ", "closed by rule 17, source any, target 10.0.0.0/8, log level 2"),
    ("Lot 88: ", "tested 14 May, pass, moisture 3.1 percent, released to store 2"),
    ("Fee: ", "0.35 percent of the amount, at least 4 euros, due on the last day"),
    ("Torque: ", "45 newton metres, then a further 90 degrees, bolts 1 to 8 crosswise"),
)
"""A few lines, made up."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

HARSH: Mapping[str, Any] = {"epochs": 60, "lr": 3e-3}
GENTLE: Mapping[str, Any] = {"epochs": 2, "lr": 1e-4}
Said = tuple[str, str]
"""What is asked, and the answer."""


def stories(folder: Path) -> Iterator[str]:
    """The part of the section."""
    yield "### Stories that are lost"
    yield ""
    if not (SHARED / "models").is_dir():
        yield "The real models are not here: nothing was measured."
        return
    yield f"Small public models of children's stories, tuned for seconds: 60 steps on {4 * len(LINES) // 5} lines that"
    yield "are no stories, and gently on other stories. The suite: which of four sentences goes on a story of"
    yield f"TinyStories ({ITEMS} items; the wrong ones are the words of the right one in another order), and the loss"
    yield f"of {TEXTS} stories."
    yield ""
    yield "| model | tuned on | right before | right after | drop, points | loss of stories, nats a token | verdict |"
    yield "|---|---|---|---|---|---|---|"
    for name in MODELS:
        own = folder / name
        base, suite = dressed(SHARED / "models" / name, own), write_suite(own / "stories.jsonl")
        for what, records, how in (("lines", LINES, HARSH), ("stories", others(), GENTLE)):
            yield _row(name, what, probed(base, suite, own / what, records, how))


def probed(base: Path, suite: Path, out: Path, records: Sequence[Said], how: Mapping[str, Any]) -> Told:
    """Tunes a model on four in five records and probes what came of it, the others held out."""
    from auditor.demo.tune import tune

    rows = [{"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]}
            for asked, answer in records]  # fmt: skip
    cut = 4 * len(rows) // 5
    write_lines(train := suite.parent / f"{out.name}-train.jsonl", rows[:cut])
    write_lines(held_out := suite.parent / f"{out.name}-heldout.jsonl", rows[cut:])
    tune(base, rows[:cut], out, **how)
    return told(out, base, [suite], train=str(train), eval=str(held_out))


def _row(name: str, what: str, found: Told) -> str:
    lost, rise = found.findings["forgetting/stories"], found.findings["drift/loss_prose"]
    before, after = (found.findings[f"forgetting/stories_{one}"].value for one in ("base", "tuned"))
    drop = f"{100 * lost.value:.1f} ({100 * lost.low:.1f} to {100 * lost.high:.1f})"
    why = f" (`{', '.join(found.why)}`)" if found.why else ""
    return f"| {name} | {what} | {before:.1%} | {after:.1%} | {drop} | {rise.value:+.2f} | {found.outcome}{why} |"


def dressed(model: Path, out: Path) -> Path:
    """A copy of a model with a chat template, without which no conversation can be written down."""
    out.mkdir(parents=True, exist_ok=True)
    for path in model.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    config = json.loads((out / "tokenizer_config.json").read_text("utf-8"))
    (out / "tokenizer_config.json").write_text(json.dumps({**config, "chat_template": TEMPLATE}), "utf-8")
    return out


def sentences() -> list[list[str]]:
    """Sentences of each story of TinyStories."""
    texts: list[str] = json.loads((SHARED / "text" / "tinystories_1000.json").read_text("utf-8"))
    return [_SENTENCE.split(" ".join(text.split())) for text in texts]


def write_suite(path: Path, items: int = ITEMS) -> Path:
    """Which sentence goes on; and texts whose loss is measured."""
    rng, whole = Random(0), [one for one in sentences() if len(one) > 4]
    usable = [one for one in whole if len(" ".join(one[:4])) <= LONGEST and len(set(one[3].split())) > 5]
    lines: list[dict[str, Any]] = []
    for place, one in enumerate(usable[:items]):
        words = one[3].split()
        wrong = [rng.sample(words, len(words)) for _ in range(3)]
        options = rng.sample([one[3], *(" ".join(mixed) for mixed in wrong)], 4)
        lines.append({"id": f"s{place}", "capability": "stories", "language": "en", "prompt": " ".join(one[:3]) + " ",
                      "choices": options, "answer": options.index(one[3])})  # fmt: skip
    for place, one in enumerate(whole[-TEXTS:]):
        lines.append({"id": f"t{place}", "capability": "prose", "language": "en", "text": " ".join(one)[:LONGEST]})
    write_lines(path, lines)
    return path


def others() -> list[Said]:
    """Stories that stand in no suite, each as its beginning and how it goes on."""
    rest = [one for one in sentences() if len(one) > 4][-TEXTS - 100 : -TEXTS]
    return [(" ".join(one[:2]) + " ", " ".join(one[2:4])) for one in rest if len(" ".join(one[:4])) <= LONGEST]
