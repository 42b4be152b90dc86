"""What a probe chooses by itself: which template to warn of, how much to ask, which checkpoint to recommend."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.checks import Material, Sample
from auditor.cli.probe import _apart
from auditor.errors import UsageError
from auditor.findings import Done, Finding
from auditor.models import Chat, Ids, Message, Prompt
from auditor.models.fake import FakeModel
from auditor.models.render import Renderer
from auditor.models.templates import COMMON, template_named
from auditor.policy import judge, load_policy
from auditor.probing.fit import better_fit
from auditor.probing.thrift import FEWEST, seconds_of, thinned
from auditor.report import Report
from auditor.suites import Suite
from auditor.views.checkpoints import Checkpoint, recommended, render
from tests.probing.test_laws import item
from tests.reports import probe as made
from tests.training.tiny import tokenizer


def samples(n: int) -> list[Sample]:
    chats = [Chat((Message("user", f"question {place}?"),)) for place in range(n)]
    return [Sample(f"t:{n}", str(n), str(n), chat, "an answer", (), "an answer", chat) for chat in chats]


def liking(tokens: Renderer, better: float) -> FakeModel:
    """A model to which answers are likelier under the headings of Alpaca, by so much."""

    def likes(prompt: Prompt, target: str) -> float:
        if not isinstance(prompt, Ids):
            return -2.0
        text = tokens.tokenizer.core.decode(list(prompt.ids), skip_special_tokens=False)
        return -2.0 + (better if "### Ins" in text else 0.0)

    return FakeModel(f"likes {better}", likes)


def test_a_template_that_fits_better_is_named(tmp_path: Path) -> None:
    renderer = Renderer(tokenizer(tmp_path), COMMON["chatml"])
    fit = better_fit(liking(renderer, 1.5), liking(renderer, 0.0), renderer, samples(20))
    assert fit is not None
    assert fit.name == "alpaca"
    assert fit.better == pytest.approx(1.5)


def test_what_the_base_likes_already_is_no_sign_of_the_training(tmp_path: Path) -> None:
    renderer = Renderer(tokenizer(tmp_path), COMMON["chatml"])
    assert better_fit(liking(renderer, 1.5), liking(renderer, 1.5), renderer, samples(20)) is None
    assert better_fit(liking(renderer, 1.5), liking(renderer, 0.0), renderer, samples(5)) is None


def test_every_common_template_can_be_used(tmp_path: Path) -> None:
    tokens = tokenizer(tmp_path)
    chat = Chat(
        (Message("system", "be kind"), Message("user", "who?"), Message("assistant", "me"), Message("user", "why?"))
    )
    for name in COMMON:
        text = Renderer(tokens, template_named(name)).text(chat)
        assert all(word in text for word in ("who?", "me", "why?")), name


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'chatml'"):
        template_named("chatlm")
    broken = tmp_path / "t.jinja"
    broken.write_text("{% for %}")
    with pytest.raises(UsageError):
        template_named(str(broken))


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("1.5h", 5400)])
def test_a_budget_is_a_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "-5m", "0s", "ten minutes", "10 m 5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--budget"):
        seconds_of(text)


def test_a_budget_takes_from_each_capability_and_never_below_the_fewest() -> None:
    items = tuple(item(place, name) for name, n in (("sums", 1000), ("names", 100)) for place in range(n))
    whole = Material((Suite("s", tuple(one for one in items if one.capability == "sums"), ""),
                      Suite("t", tuple(one for one in items if one.capability == "names"), "")),
                     tuple(samples(300)))  # fmt: skip
    part = thinned(whole, 0.2)
    assert [len(suite.items) for suite in part.suites] == [200, FEWEST]
    assert len(part.train) == FEWEST
    assert thinned(whole, 0.2) == part
    assert set(part.suites[0].items) <= set(whole.suites[0].items)
    more = thinned(whole, 0.4)
    assert set(part.suites[0].items) <= set(more.suites[0].items)


def points(id: str, value: float, *, judged: bool) -> Finding:
    return Finding(id, value, 700, value - 0.01, value + 0.01, "points", judged)


def checkpoint(name: str, gain: float | None, lost: float) -> Checkpoint:
    found = [points("forgetting/retain", lost, judged=True)]
    if gain is not None:
        found.append(points("forgetting/gain", gain, judged=False))
    report: Report = made(*found)
    assert isinstance(report.outcomes["probe/forgetting"], Done)
    return Checkpoint(name, report, judge(report, load_policy("default"), half="model"))


def test_of_the_checkpoints_that_pass_the_one_that_gained_most_is_taken() -> None:
    few, good, late = checkpoint("2", 0.1, 0.0), checkpoint("4", 0.3, 0.01), checkpoint("8", 0.5, 0.9)
    assert late.verdict.outcome == "FAIL"
    assert recommended([few, good, late]) is good
    assert recommended([few, good]) is good
    assert recommended([good, checkpoint("5", 0.3, 0.0)]) is good
    assert recommended([checkpoint("1", None, 0.0), good]) is None
    assert recommended([]) is None


def test_the_lines_name_what_was_gained_and_lost() -> None:
    for language, word in (("en", "gained 30.0 points"), ("zh", "提高 30.0 个百分点")):
        text = render([checkpoint("4", 0.3, 0.02)], language)  # type: ignore[arg-type]
        assert word in text
        assert "2.0" in text


def test_reports_of_checkpoints_of_one_name_are_kept_apart() -> None:
    assert _apart([Path("out/checkpoint-1"), Path("out/checkpoint-2")]) == ["checkpoint-1", "checkpoint-2"]
    assert _apart([Path("runs/a/final"), Path("runs/b/final")]) == ["a-final", "b-final"]
