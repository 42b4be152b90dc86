"""Tasks of lm-eval as suites: what is asked, what is right, what is refused, and lm-eval's own verdict beside ours."""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import INCONCLUSIVE, PASS, USAGE, UsageError
from auditor.models import Answer, Generate, Generated, Message, Score, Scored
from auditor.suites import Choose, Produce
from auditor.suites.read import read_suite
from tests.conftest import ROOT, Write
from tests.probing.making import QUIET

MODEL = ROOT / "sample_data" / "model"
NAMES = ("Tom", "Lily", "Ben", "Mia", "Max", "Sue", "Tim", "Amy")
PLACES = (("park", "play"), ("kitchen", "eat"), ("beach", "swim"), ("bed", "sleep"))
DOCUMENTS = [
    {
        "question": f"{name} went to the {place}. {name} wanted to",
        "choices": [verb for _, verb in PLACES],
        "label": at,
        "passage": place,
        "words": ["play"],
    }
    for name in NAMES
    for at, (place, _) in enumerate(PLACES)
]
CHOICE = """
task: tiny_choice
output_type: multiple_choice
doc_to_text: question
doc_to_choice: choices
doc_to_target: label
metric_list:
  - {metric: acc, aggregation: mean, higher_is_better: true}
  - {metric: acc_norm, aggregation: mean, higher_is_better: true}
"""
TEXT = """
task: tiny_text
output_type: generate_until
doc_to_text: question
doc_to_target: "play"
generation_kwargs: {until: [".", "\\n"], max_gen_toks: 12}
metric_list:
  - {metric: exact_match, aggregation: mean, higher_is_better: true, ignore_case: true}
filter_list:
  - name: first
    filter:
      - {function: regex, regex_pattern: "^\\\\s*(?:to )?(\\\\w+)"}
      - {function: take_first}
"""
ROLLING = CHOICE.replace("multiple_choice", "loglikelihood_rolling").partition("metric_list")[0]
LINES = """target_delimiter: "\\n"\nfewshot_delimiter: "\\n"\n"""
"""With these, lm-eval joins its parts as messages are joined where there is no chat template."""
SHOTS = "num_fewshot: 2\nfewshot_split: train\n"


@pytest.fixture
def task(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Writes a task with its documents and gives its name as a suite."""
    pytest.importorskip("lm_eval", reason="needs the [lm-eval] extra")
    import datasets.config

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "datasets"))

    def put(text: str, documents: list[Any] = DOCUMENTS, name: str = "task.yaml") -> str:
        data = write(f"{name}.jsonl", documents)
        source = f"dataset_path: json\ndataset_kwargs:\n  data_files: {data}\ntest_split: train\n"
        return f"lm-eval:{write(name, text + source)}"

    return put


def test_choices(task: Any) -> None:
    suite = read_suite(task(CHOICE))
    assert (suite.name, suite.left_out, len(suite.items)) == ("lm-eval:task.yaml", 0, 32)
    first = suite.items[0]
    assert (first.id, first.capability, first.role) == ("0", "tiny_choice", "retain")
    assert first.messages == (Message("user", "Tom went to the park. Tom wanted to"),)
    assert first.ask == Choose(("play", "eat", "swim", "sleep"), 0)
    assert [item.ask.gold for item in suite.items if isinstance(item.ask, Choose)] == [0, 1, 2, 3] * 8
    assert len({item.cluster for item in suite.items}) == 4  # by the passage
    assert suite.items[0].cluster == suite.items[4].cluster != suite.items[1].cluster


def test_without_a_passage_each_document_stands_for_itself(task: Any) -> None:
    bare = [{key: value for key, value in one.items() if key != "passage"} for one in DOCUMENTS]
    assert len({item.cluster for item in read_suite(task(CHOICE, bare)).items}) == 32


def test_what_lm_eval_says_before_a_question_are_messages(task: Any) -> None:
    suite = read_suite(task(CHOICE + SHOTS + 'description: "Go on."\n'))
    for item, document in zip(suite.items, DOCUMENTS, strict=True):
        roles = [message.role for message in item.messages]
        assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
        assert item.messages[0].content == "Go on."
        assert item.messages[-1].content == document["question"]
        shown = {item.messages[at].content: item.messages[at + 1].content for at in (1, 3)}
        answers = {one["question"]: one["choices"][one["label"]] for one in DOCUMENTS}
        assert len(shown) == 2
        assert all(answers[question] == answer for question, answer in shown.items())
        assert document["question"] not in shown


def test_texts_are_judged_by_the_filters_and_the_metric_of_the_task(task: Any) -> None:
    item = read_suite(task(TEXT)).items[0]
    assert isinstance(item.ask, Produce)
    assert item.ask.limit == 12
    said = {"play.": True, "to Play with": True, "eat. play": False, "\nplay": False, "I play": False, "": False}
    assert {text: item.ask.check.right(Generated(text, 1, True)) for text in said} == said


def test_any_filter_of_the_task_can_find_the_answer(task: Any) -> None:
    steps = ('{function: regex, regex_pattern: "(\\\\w+)$"}', "{function: take_first}")
    second = f"  - name: last\n    filter: [{', '.join(steps)}]\n"
    check = read_suite(task(TEXT + second)).items[0].ask.check  # type: ignore[union-attr]
    said = {"play now": True, "I will play": True, "I play now": False}
    assert {text: check.right(Generated(text, 1, True)) for text in said} == said


def test_the_first_documents_and_what_a_digest_tells(task: Any) -> None:
    named = task(CHOICE + SHOTS)
    whole, part = read_suite(named), read_suite(f"{named}@5")
    assert (part.name, part.items) == ("lm-eval:task.yaml@5", whole.items[:5])
    assert read_suite(named) == whole  # few-shot examples are drawn alike
    texts = task(TEXT)
    digest = read_suite(texts).digest
    assert read_suite(task(TEXT, name="elsewhere.yaml")).digest == digest
    changed = (TEXT.replace("12", "13"), TEXT.replace('"play"', '"eat"'), TEXT.replace("(?:to )?", ""))
    assert len({digest, *(read_suite(task(text)).digest for text in changed)}) == 4


def test_a_capability_has_no_name_of_another_number(task: Any) -> None:
    assert read_suite(task(CHOICE.replace("tiny_choice", "Tiny-Base"))).items[0].capability == "tiny_base_task"


@pytest.fixture
def known(task: Any, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets lm-eval know two tasks and a group of them, and a task whose data is not here."""
    import lm_eval.tasks

    from auditor.suites.harness import tasks

    task(CHOICE, DOCUMENTS[:3], "one.yaml")
    task(CHOICE.replace("tiny_choice", "tiny_other"), name="two.yaml")
    write("group.yaml", "group: tiny\ntask: [tiny_choice, tiny_other]\n")
    write("texts.yaml", ROLLING.replace("tiny_choice", "texts") + "dataset_path: nobody/nothing\ntest_split: train\n")
    manager = lm_eval.tasks.TaskManager(include_path=str(tmp_path), include_defaults=False)
    monkeypatch.setattr(tasks, "_all", lambda: manager)


@pytest.mark.usefixtures("known")
def test_a_group_is_one_capability() -> None:
    suite = read_suite("lm-eval:tiny")
    assert (suite.name, {item.capability for item in suite.items}) == ("lm-eval:tiny", {"tiny"})
    assert [item.id for item in suite.items][:4] == ["tiny_choice/0", "tiny_choice/1", "tiny_choice/2", "tiny_other/0"]
    assert len(suite.items) == len({item.id for item in suite.items}) == 35
    assert len(read_suite("lm-eval:tiny@2").items) == 4
    assert {item.capability for item in read_suite("lm-eval:tiny_other").items} == {"tiny_other"}


@pytest.mark.usefixtures("known")
def test_names_that_lm_eval_does_not_know() -> None:
    with pytest.raises(UsageError, match=r"lm-eval:tiny_choise: .* did you mean tiny_choice or "):
        read_suite("lm-eval:tiny_choise")
    with pytest.raises(UsageError, match="lm_eval ls tasks"):
        read_suite("lm-eval:qqqqqqqqqqqqqq")
    with pytest.raises(UsageError, match="perplexity of texts"):  # before its data is asked for
        read_suite("lm-eval:texts")


def test_documents_that_are_no_questions_are_left_out_and_counted(task: Any) -> None:
    blank = {**DOCUMENTS[0], "question": " "}
    alone, unknown = {**DOCUMENTS[0], "choices": ["play"]}, {**DOCUMENTS[0], "label": 7}
    suite = read_suite(task(CHOICE, [*DOCUMENTS[:4], blank, alone, unknown]))
    assert (len(suite.items), suite.left_out) == (4, 3)
    assert [item.id for item in suite.items] == ["0", "1", "2", "3"]


REFUSED = [
    (ROLLING, "perplexity of texts"),
    (CHOICE.replace("multiple_choice", "loglikelihood").partition("metric_list")[0], "likeliest to follow"),
    (TEXT + "unsafe_code: true\n", "runs the code"),
    (TEXT + 'gen_prefix: "I say"\n', "gen_prefix"),
    (TEXT.replace("exact_match", "bleu"), "none of its metrics tells right from wrong"),
    (CHOICE.replace("doc_to_text: question", 'doc_to_text: "{{label}}"'), "stand inside the question"),
    (CHOICE.replace("doc_to_text: question", 'doc_to_text: ""'), "nothing is asked"),
    (CHOICE.replace("doc_to_target: label", "doc_to_target: [0, 1]"), "not exactly one of the choices is right"),
    (CHOICE.replace("doc_to_choice: choices", 'doc_to_choice: "{{question}}"'), "lm-eval cannot load this task"),
    ("task: nothing\noutput_type: sonnet\n", "lm-eval cannot load this task"),
    ("just text\n", "lm-eval cannot load this task"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_tasks_that_cannot_be_asked(task: Any, text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_suite(task(text))
    assert why in str(refused.value)
    assert "Tom" not in str(refused.value)


def test_code_of_a_task_that_breaks(task: Any, write: Write) -> None:
    """When it is read, it is an error; on a text that a model wrote, it is a wrong answer."""
    write("utils.py", "def score(doc, results):\n    return {'exact_match': 1 / len(results[0])}\n")
    with pytest.raises(UsageError, match=r"task breaks on its data \(ZeroDivisionError\); see why: lm_eval run"):
        read_suite(task(TEXT.partition("filter_list")[0] + "process_results: !function utils.score\n"))
    write("code.py", "def score(doc, results):\n    return {'exact_match': 1 / (len(results[0]) - 2)}\n")
    suite = read_suite(task(TEXT.partition("filter_list")[0] + "process_results: !function code.score\n"))
    check = suite.items[0].ask.check  # type: ignore[union-attr]
    assert [check.right(Generated(text, 1, True)) for text in ("ab", "abc", "abcd")] == [False, True, False]


def test_data_that_is_not_here(task: Any, tmp_path: Path) -> None:
    named = task(CHOICE)
    (tmp_path / "task.yaml.jsonl").unlink()
    with pytest.raises(
        UsageError, match=r"data of this task is not on this machine.*run once: lm_eval run --model dummy"
    ):
        read_suite(named)
    elsewhere = tmp_path / "hub.yaml"
    elsewhere.write_text(f"{CHOICE}dataset_path: nobody/nothing-of-this-name\ntest_split: train\n")
    with pytest.raises(UsageError, match="data of this task is not on this machine"):
        read_suite(f"lm-eval:{elsewhere}")


@pytest.mark.parametrize("named", ["lm-eval:", "lm-eval:arc_easy@0"])
def test_what_is_no_name(named: str) -> None:
    with pytest.raises(UsageError, match="give a task of lm-eval"):
        read_suite(named)


def test_a_file_that_is_not_there() -> None:
    pytest.importorskip("lm_eval", reason="needs the [lm-eval] extra")
    with pytest.raises(UsageError, match=r"there is no file nowhere\.yaml"):
        read_suite("lm-eval:nowhere.yaml")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.suites import harness

    for name in ("items", "scoring", "tasks"):
        monkeypatch.delitem(sys.modules, f"auditor.suites.harness.{name}", raising=False)
        monkeypatch.delattr(harness, name, raising=False)
    monkeypatch.setitem(sys.modules, "lm_eval", None)
    with pytest.raises(UsageError, match=r"lm_eval is missing.*pip install 'finetune-auditor\[lm-eval\]'"):
        read_suite("lm-eval:arc_easy")


def test_settings_of_the_libraries_stay_as_they_were(task: Any) -> None:
    import datasets
    import huggingface_hub.constants

    before = datasets.config.HF_HUB_OFFLINE, huggingface_hub.constants.HF_HUB_OFFLINE, len(warnings.filters)
    read_suite(task(CHOICE))
    after = datasets.config.HF_HUB_OFFLINE, huggingface_hub.constants.HF_HUB_OFFLINE, len(warnings.filters)
    assert before == after


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    """Copies the model that comes with the auditor, with its chat template or without."""
    pytest.importorskip("torch", reason="needs the [model] extra")

    def copied(template: bool) -> Path:
        place = tmp_path / "model"
        shutil.copytree(MODEL, place)
        if not template:
            settings = json.loads((place / "tokenizer_config.json").read_text("utf-8"))
            del settings["chat_template"]
            (place / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
        return place

    return copied


Outcome = tuple[bool, tuple[float, ...]]
"""Whether an answer is right, and the log-probability of each choice."""


def theirs(named: str, folder: Path, chat: bool) -> dict[str, Outcome]:
    """lm-eval's own verdict on each document: `acc`, or `exact_match` where text is generated."""
    from lm_eval.evaluator import simple_evaluate
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks import TaskManager

    from auditor.suites.harness.tasks import offline, quiet

    with quiet(), offline():
        model = HFLM(pretrained=str(folder), device="cpu", dtype="float32", batch_size=4)
        run = simple_evaluate(
            model, tasks=[named.removeprefix("lm-eval:")], apply_chat_template=chat, fewshot_as_multiturn=chat,
            task_manager=TaskManager(include_defaults=False), bootstrap_iters=0,
        )  # fmt: skip
    (samples,) = run["samples"].values()
    return {str(one["doc_id"]): (one.get("acc", one.get("exact_match")) == 1, _scores(one)) for one in samples}


def _scores(sample: Any) -> tuple[float, ...]:
    return tuple(float(one[0][0]) for one in sample["resps"]) if "acc" in sample else ()


def ours(named: str, folder: Path) -> dict[str, Outcome]:
    """The outcome of each item, as the probe has it."""
    from auditor.models.local import open_models
    from auditor.suites.asking import About, Outcomes, cases_of

    suite = read_suite(named)
    model = open_models(str(folder), dtype="float32").tuned
    cases = [case for item in suite.items for case in cases_of(suite.name, item, model.can)]
    scores = [case for case in cases if isinstance(case, Score)]
    texts = [case for case in cases if isinstance(case, Generate)]
    outcomes = Outcomes()
    totals: dict[str, list[float]] = {item.id: [] for item in suite.items}
    for place, scored in sorted(model.score(scores), key=lambda reply: reply[0]):
        outcomes.add(Answer(scores[place], scored))
        about = scores[place].about
        assert isinstance(scored, Scored)
        assert isinstance(about, About)
        totals[about.item.id].append(scored.total)
    for place, read in model.generate(texts):
        outcomes.add(Answer(texts[place], read))
    found = outcomes.likeliest() or outcomes.said()
    return {one.item.id: (one.tuned, tuple(totals[one.item.id])) for one in found}


SUMS = [
    {"question": f"My friend {name} lives in Dover. What is {one} plus {other}?", "sum": one + other if one != 4 else 0}
    for name in ("Leo", "Zoe")
    for one in (2, 4, 7, 9)
    for other in (1, 3, 6)
]
"""Of the kind that the model was taught; the answers to some are wrong, so that not every reply is right."""
SUM = TEXT.replace('"play"', '"{{sum}}"').replace("^\\\\s*(?:to )?(\\\\w+)", "(\\\\d+)")
SPELLED = "<|im_start|>user\\n{{question}}<|im_end|>\\n<|im_start|>assistant\\n"
AGREE = [
    pytest.param(CHOICE + LINES, False, id="choices-plain"),
    pytest.param(CHOICE + LINES + SHOTS, False, id="choices-few-shot-plain"),
    pytest.param(CHOICE, True, id="choices-chat"),
    pytest.param(CHOICE + SHOTS + 'description: "Go on."\n', True, id="choices-few-shot-chat"),
    pytest.param(SUM.replace("doc_to_text: question", f'doc_to_text: "{SPELLED}"'), False, id="text-plain"),
    pytest.param(SUM, True, id="text-chat"),
    pytest.param(SUM + SHOTS, True, id="text-few-shot-chat"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "chat"), AGREE)
def test_every_outcome_is_that_of_lm_eval(task: Any, folder: Any, text: str, chat: bool) -> None:
    """Where the prompt is the same text: by the same template, or without one, joined by the ends of lines."""
    documents = SUMS if "tiny_text" in text else DOCUMENTS
    named, place = task(text, documents), folder(chat)
    wanted = theirs(named, place, chat)
    found = ours(named, place)
    assert {name: right for name, (right, _) in found.items()} == {name: right for name, (right, _) in wanted.items()}
    for name, (_, totals) in found.items():
        # lm-eval counts the end of the line that the template writes before an answer as a part of every choice
        apart = wanted[name][1][0] - totals[0] if chat and totals else 0.0
        assert [total + apart for total in totals] == pytest.approx(wanted[name][1], abs=1e-3)
    assert len(wanted) == len(documents)
    assert 0 < sum(right for right, _ in wanted.values()) < len(wanted)


@pytest.mark.model
def test_a_task_in_a_probe(task: Any, folder: Any, auditor: Any, tmp_path: Path, write: Write) -> None:
    """A model beside itself loses nothing; the report names the task, and what was left out is said."""
    place = folder(True)
    rules = write("quiet.yaml", QUIET)
    named = task(SUM.replace("tiny_text", "tiny_sums"), [*SUMS, {"question": " ", "sum": 1}])
    ended = auditor(
        "probe", "--policy", rules, "--model", place, "--base", place, "--suite", f"{named}@25",
        "--only", "forgetting", "--out", tmp_path / "out", "--no-cache",
    )  # fmt: skip
    assert ended.exit_code in (PASS, INCONCLUSIVE), ended.output
    assert "lm-eval:task.yaml@25: 1 documents are left out" in ended.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    (suite,) = report["run"]["model"]["packs"]
    assert suite == f"lm-eval:task.yaml@25, sha256:{read_suite(f'{named}@25').digest[:16]}"
    found = {finding["id"]: finding["value"] for finding in report["findings"]}
    assert found["forgetting/tiny_sums"] == 0
    assert 0 < found["forgetting/tiny_sums_base"] == found["forgetting/tiny_sums_tuned"] < 1
    refused = auditor("probe", "--model", place, "--base", place, "--suite", "lm-eval:nowhere.yaml")
    assert (refused.exit_code, "there is no file nowhere.yaml" in refused.stderr) == (USAGE, True)
