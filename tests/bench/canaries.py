"""What an audit by canaries shows: `python -m tests.bench.canaries [tuned [EPOCHS [CANARIES]]]`.

Without an argument, simulated trainings: how much which number of guesses shows, and how often something is shown where
nothing was learned. With `tuned`, the tiny model of the sample data, really tuned on planted data (quarter of an hour).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from auditor.canaries import SealedKey, read_key
from auditor.canaries.judged import Heard, judge
from auditor.canaries.key import cases
from auditor.canaries.planting import Wanted, plant
from auditor.stats.epsilon import audit
from tests.conftest import ROOT

DATA, MODEL = ROOT / "sample_data" / "tune" / "train.jsonl", ROOT / "sample_data" / "model"
GUESSES = (25, 50, 67, 100)
RISES = ((2, 4, 8), (0.5, 2, 6), (0, 0.5, 3), (0, 0, 6))
"""By how many standard deviations a score is higher at each number of copies."""
RATE = 1e-3


def simulated() -> None:
    """Prints the mean epsilon of 300 trainings for each rise and number of guesses, and the false ones of 1,000."""
    draw = np.random.default_rng(11)
    scores, coins = draw.normal(size=(1000, 200)), draw.random((1000, 200)) < 0.5
    for guesses in GUESSES[:2]:
        runs = zip(scores.tolist(), coins.tolist(), strict=True)
        false = sum(audit(some, coin, guesses).epsilon > 0 for some, coin in runs)
        print(f"nothing learned, {guesses} guesses: {false} of 1,000 above 0")
    for rise in RISES:
        for guesses in GUESSES:
            found = []
            for _ in range(300):
                coin, level = draw.random(200) < 0.5, draw.integers(0, 3, 200)
                score = draw.normal(size=200) + coin * np.array(rise)[level]
                found.append(audit(score.tolist(), coin.tolist(), guesses).epsilon)
            print(f"rise {rise}, {guesses} guesses: {np.mean(found):.2f}")


def tuned(epochs: int, canaries: int, folder: Path) -> None:
    """Prints what the canaries of a real training show, and what those of none do."""
    from auditor.demo.tune import tune

    wanted = Wanted(canaries, guesses=canaries // 4, language="en")
    done = plant(DATA, out=folder / "data.jsonl", key=folder / "key.json", wanted=wanted, seed=5)
    rows = [json.loads(line) for line in done.out.read_text("utf-8").splitlines()]
    print(f"{done.rows} rows of {done.included} canaries among {done.records}")
    print("losses", tune(MODEL, rows, folder / "tuned", epochs=epochs, lr=RATE).losses)
    key = read_key(done.key)
    after, before = said(folder / "tuned", key), said(MODEL, key)
    for name, own in (("tuned", after), ("base against itself", before)):
        found = judge(key, {id: Heard(value, before[id]) for id, value in own.items()})
        print(name, found.bound, found.alone, *found.levels, found.auc, found.auc_base, found.unheard, sep="\n  ")


def said(folder: Path, key: SealedKey) -> Mapping[str, float]:
    """Log-probability of each canary's value."""
    from auditor.models import Scored
    from auditor.models.local import open_models

    asked = list(cases(key))
    replies = open_models(str(folder)).tuned.score([case for _, case in asked])
    return {asked[place][0].id: reply.total for place, reply in replies if isinstance(reply, Scored)}


if __name__ == "__main__":
    if sys.argv[1:2] == ["tuned"]:
        with tempfile.TemporaryDirectory() as place:
            tuned(*(int(number) for number in (*sys.argv[2:], *("8", "200")[len(sys.argv) - 2 :])), Path(place))
    else:
        simulated()
