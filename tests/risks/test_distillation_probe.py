"""A tuned model beside its teacher: what the probe makes of the answers, and what a real tiny model gives, against
theory: the divergence from a teacher whose logits are divided by a temperature, summed over the vocabulary."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auditor import fold
from auditor.checks import Batch, Material, Sample, Setup
from auditor.errors import UsageError
from auditor.findings import Done, Finding, Skipped
from auditor.models import Answer, Beside, Chat, Message, Scored, Unanswered
from auditor.models.fake import FakeModel
from auditor.probing.ask import Panel, ask
from auditor.probing.cache import Cache, NoCache
from auditor.probing.opening import open_asked
from auditor.probing.run import Choice, have
from auditor.risks.distillation.options import DistillationOptions
from auditor.risks.distillation.probe import Asked, DistillationProbe
from tests.conftest import ROOT
from tests.strategies import KEY

DATA = ROOT / "sample_data"
OPTIONS = DistillationOptions(records=6, texts=3, tokens=12)


def samples() -> tuple[Sample, ...]:
    rows = [json.loads(line) for line in (DATA / "tune" / "train.jsonl").read_text("utf-8").splitlines()[:6]]
    return tuple(_sample(place, row["messages"]) for place, row in enumerate(rows))


def _sample(place: int, messages: list[dict[str, str]]) -> Sample:
    chat = Chat(tuple(Message(one["role"], one["content"]) for one in messages[:-1]))
    answer = messages[-1]["content"]
    return Sample(f"t.jsonl:{place}", f"r{place}", str(place), chat, answer, (), answer, chat)


def findings(panel: Panel, material: Material, kept: Any = None) -> dict[str, Finding]:
    probes: dict[str, Any] = {"distillation": DistillationProbe(OPTIONS, Setup(KEY))}
    states = ask(probes, panel, material, kept or NoCache(), [], strict=True)
    outcome = fold.finish(probes, states, list, strict=True).outcomes["distillation"]
    assert isinstance(outcome, Done)
    return {one.id.partition("/")[2]: one for one in outcome.findings}


def answer(part: str, place: int, kl: list[float], agree: list[float], trained: tuple[bool, ...] = ()) -> Answer:
    about = Asked(part, f"t:{place}", f"c{place}", trained)
    stats: dict[Any, Any] = {"kl": np.array(kl, np.float32), "agree": np.array(agree, np.float32)}
    reply = Scored(np.full(len(kl), -1, np.float32), stats)
    return Answer(Beside(Chat((Message("user", str(place)),)), "x", about=about), reply)


def test_hand_counted_means_over_texts() -> None:
    probe = DistillationProbe(OPTIONS, Setup(KEY))
    state = probe.start()
    told = [
        answer("train", 1, [0.5, 1.5], [1, 0]),
        answer("train", 2, [3.0], [0]),
        answer("train", 3, [1.0, 9.0], [1, 0], (True, False)),
        answer("teacher", 1, [0.25], [1]),
        answer("teacher", 2, [0.75], [1]),
        answer("student", 1, [1.25], [0]),
        answer("student", 2, [2.75], [1]),
        answer("student", 3, [7.0], [1]),
    ]
    probe.add(state, Batch("", 0, "train", told), list)
    ended = probe.finish(state, {})
    assert not isinstance(ended, Skipped)
    found = {one.id.partition("/")[2]: one for one in ended.findings}
    assert found["kl_train"].value == pytest.approx((1.0 + 3.0 + 1.0) / 3)
    assert found["agree_train"].value == pytest.approx((0.5 + 0 + 1) / 3)
    assert found["kl_teacher_text"].value == pytest.approx(0.5)
    assert found["own_text_gap"].value == pytest.approx((1.0 + 2.0) / 2)  # only texts to the same prompt
    assert found["own_text_gap"].n == 2
    assert "kl_held_out" not in found
    assert all(one.low <= one.value <= one.high and not one.judged for one in found.values())


def test_what_could_not_be_asked_is_left_out() -> None:
    probe = DistillationProbe(OPTIONS, Setup(KEY))
    state = probe.start()
    case = Beside(Chat(()), "x", about=Asked("train", "t:1", "c", ()))
    probe.add(state, Batch("", 0, "train", [Answer(case, Unanswered("too_long"))]), list)
    assert probe.finish(state, {}) == Skipped("needs_records")


def test_only_the_pair_is_asked() -> None:
    class Silent(FakeModel):
        __slots__ = ()

        def score(self, cases: Any) -> Any:
            assert not cases
            return iter(())

    material = Material(train=samples())
    found = findings(Panel(Silent("tuned"), Silent("base"), None, FakeModel("pair")), material)
    assert {"kl_train", "kl_own_text", "own_text_gap"} <= found.keys()
    assert "teacher" in have(Panel(FakeModel("tuned"), taught=FakeModel("pair")), material)
    assert "teacher" not in have(Panel(FakeModel("tuned")), material)


def test_answers_are_kept_as_numbers(tmp_path: Path) -> None:
    class Counting(FakeModel):
        __slots__ = ()

        def beside(self, cases: Any) -> Any:
            counted.append(len(cases))
            return FakeModel.beside(self, cases)

    counted: list[int] = []
    material, panel = Material(train=samples()), Panel(FakeModel("tuned"), taught=Counting("pair"))
    with Cache(tmp_path / "kept") as kept:
        first = findings(panel, material, kept)
    with Cache(tmp_path / "kept") as kept:
        assert findings(panel, material, kept) == first
    assert sum(counted) == 12


torch = pytest.importorskip("torch", reason="needs the [model] extra")
pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def heated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample model with all logits divided by 2: those of a linear head grow with the weight of the last norm."""
    from safetensors.torch import load_file, save_file

    folder = tmp_path_factory.mktemp("heated")
    for file in (DATA / "model").iterdir():
        shutil.copy(file, folder / file.name)
    weights = load_file(folder / "model.safetensors")
    name = next(name for name in weights if name.endswith("model.norm.weight") or name == "norm.weight")
    weights[name] = weights[name] / 2
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    return folder


def panel_of(model: Path, teacher: Path) -> Panel:
    torch.set_num_threads(1)
    return open_asked(Choice(model=str(model), teacher=str(teacher), device="cpu", dtype="float32")).panel


@pytest.mark.model
def test_a_teacher_beside_itself_is_at_no_distance() -> None:
    found = findings(panel_of(DATA / "model", DATA / "model"), Material(train=samples(), held_out=samples()))
    assert len(found) == 9
    for name, one in found.items():
        wanted = 1.0 if name.startswith("agree_") else 0.0
        assert (one.low, one.value, one.high) == (wanted, wanted, wanted), name


@pytest.mark.model
def test_a_heated_copy_is_as_far_as_theory_says(heated: Path) -> None:
    """KL(p || q), p = softmax(z) and q = softmax(z / 2), summed over all words in double precision."""
    from tests.tiny.check import loaded

    found = findings(panel_of(heated, DATA / "model"), Material(train=samples()))
    network, tokenizer = loaded()
    wanted = []
    for sample in samples():
        messages = [{"role": one.role, "content": one.content} for one in sample.prompt.messages]  # type: ignore[union-attr]
        prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
        target = tokenizer(sample.answer, add_special_tokens=False).input_ids
        with torch.inference_mode():
            logits = network(input_ids=torch.tensor([[*prompt, *target]])).logits[0, len(prompt) - 1 : -1].double()
        cold, hot = logits.log_softmax(-1), (logits / 2).log_softmax(-1)
        wanted.append(float((cold.exp() * (cold - hot)).sum(-1).mean()))
    assert found["kl_train"].value == pytest.approx(np.mean(wanted), rel=2e-3)
    assert found["kl_train"].value > 0.01
    assert found["agree_train"].value == 1.0  # to divide all logits changes no order
    assert found["kl_own_text"].value > 0
    # Both write the same text, since both take the same likeliest words.
    assert found["own_text_gap"].value == pytest.approx(0, abs=1e-6)


@pytest.fixture(scope="module")
def padded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample model with 16 rows behind those of its words that no token has, as sizes of one family differ in."""
    from safetensors.torch import load_file, save_file

    folder = tmp_path_factory.mktemp("padded")
    for file in (DATA / "model").iterdir():
        shutil.copy(file, folder / file.name)
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    weights = load_file(folder / "model.safetensors")
    for name, rows in weights.items():
        if rows.ndim == 2 and len(rows) == settings["vocab_size"]:
            weights[name] = torch.cat([rows, torch.zeros(16, rows.shape[1], dtype=rows.dtype)])
    settings["vocab_size"] += 16
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    return folder


@pytest.mark.model
def test_rows_that_no_token_has_are_no_distance(padded: Path) -> None:
    """A teacher's are left out; to a student, they are what it gives away to no word: log of the mass of the words."""
    material = Material(train=samples())
    taught = findings(panel_of(DATA / "model", padded), material)
    assert taught["kl_train"].value == pytest.approx(0, abs=1e-5)
    gives = findings(panel_of(padded, DATA / "model"), material)
    assert 0 < gives["kl_train"].value < 0.5
    assert taught["agree_train"].value == gives["agree_train"].value == 1


@pytest.mark.model
def test_another_vocabulary_is_refused_with_the_reason(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(DATA / "model", other)
    path = other / "tokenizer.json"
    content = json.loads(path.read_text("utf-8"))
    vocabulary = content["model"]["vocab"]
    first, second = list(vocabulary)[300:302]
    vocabulary[first], vocabulary[second] = vocabulary[second], vocabulary[first]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(UsageError, match=r"1,534 of 1,536 ids mean the same"):
        panel_of(DATA / "model", other)
    path.unlink()
    with pytest.raises(UsageError, match=r"no tokenizer\.json"):
        panel_of(DATA / "model", other)


@pytest.mark.model
def test_an_adapter_as_teacher_has_the_tokens_of_its_base(tmp_path: Path) -> None:
    from tests.models import made

    base = made.save(made.model(), tmp_path / "base")
    worn = made.adapter(made.model(), tmp_path / "adapter", base)
    assert not (worn / "tokenizer.json").exists()
    found = findings(panel_of(base, worn), Material(train=samples()[:3]))
    assert max(one.value for name, one in found.items() if name.startswith("kl_")) > 0


def test_a_served_model_has_no_teacher() -> None:
    with pytest.raises(UsageError, match="which no server gives"):
        open_asked(Choice(model="http://127.0.0.1:1/v1#m", teacher="x"))


@pytest.mark.model
def test_the_command_names_the_teacher_in_the_report(tmp_path: Path, auditor: Any) -> None:
    model, data = str(DATA / "model"), str(DATA / "tune" / "train.jsonl")
    asked = ("--model", model, "--teacher", model, "--train", data, "--only", "distillation", "--policy", "explore")
    run = auditor("probe", *asked, "--device", "cpu", "--no-cache")
    assert run.exit_code == 0, run.output
    report = json.loads((tmp_path / "auditor-probe" / "report.json").read_bytes())
    assert report["run"]["model"]["teacher"].startswith("sha256:")
    found = {one["id"]: one["value"] for one in report["findings"]}
    assert found["distillation/kl_train"] == 0
    assert found["distillation/agree_own_text"] == 1
