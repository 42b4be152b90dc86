"""Makes the logs in `data/lm_eval`: a tiny model and the same one with noise in its weights, by the real harness.

    python tests/evallogs/make_lm_eval.py MODEL OUT

in an environment with lm_eval 0.4.13, transformers 5.23 and torch 2.13; MODEL is a small causal model of children's
stories. The questions are made up here.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

STARTS = (
    "Once upon a time, there was a little girl named",
    "One day, a boy went to the",
    "The dog was very",
    "She was so happy to",
    "Tom and his mom went to the",
    "The cat wanted to play with the",
    "They all lived happily ever",
    "Lily liked to play with her",
    "The sun was",
    "He saw a big",
    "The bird flew up in the",
    'Mom said, "Be',
    "They were very good",
    "The little bear was",
    "The fish swam in the",
    "Ben had a red",
)
RIGHT = (
    " Lily", " park", " happy", " see", " park", " ball", " after", " toys", " shining", " tree", " sky", " careful",
    " friends", " sad", " water", " ball",
)  # fmt: skip
WRONG = (" and and", " of was", " the the the")


def rows() -> list[dict[str, object]]:
    made = []
    for place, (start, right) in enumerate(zip(STARTS, RIGHT, strict=True)):
        gold = place % 4
        made.append(
            {"q": start, "choices": [*WRONG[:gold], right, *WRONG[gold:]], "gold": gold, "answer": right.strip()}
        )
    return made


def tasks(data: str) -> list[dict[str, object]]:
    """A choice, an answer read in two ways, and plain text."""
    shared = {"dataset_path": "json", "dataset_kwargs": {"data_files": {"test": data}}, "test_split": "test",
              "metadata": {"version": 1.0}}  # fmt: skip
    last_word = {"function": "regex", "regex_pattern": "(\\w+)", "group_select": -1}
    first_word = {"function": "regex", "regex_pattern": "^\\s*(\\w+)"}
    first = {"function": "take_first"}
    return [
        {**shared, "task": "stories_choice", "output_type": "multiple_choice", "doc_to_text": "{{q}}",
         "doc_to_choice": "{{choices}}", "doc_to_target": "gold", "target_delimiter": "",
         "metric_list": [{"metric": "acc", "aggregation": "mean", "higher_is_better": True},
                         {"metric": "acc_norm", "aggregation": "mean", "higher_is_better": True}]},
        {**shared, "task": "stories_word", "output_type": "generate_until", "doc_to_text": "{{q}}",
         "doc_to_target": "{{answer}}", "generation_kwargs": {"until": ["."], "max_gen_toks": 4, "do_sample": False},
         "filter_list": [{"name": "flexible-extract", "filter": [last_word, first]},
                         {"name": "strict-match", "filter": [first_word, first]}],
         "metric_list": [{"metric": "exact_match", "aggregation": "mean", "higher_is_better": True}]},
        {**shared, "task": "stories_text", "output_type": "loglikelihood_rolling", "doc_to_text": "",
         "doc_to_target": "{{q}}{{choices[gold]}}.",
         "metric_list": [{"metric": "word_perplexity"}, {"metric": "byte_perplexity"}, {"metric": "bits_per_byte"}]},
    ]  # fmt: skip


def write_group(data: Path, lines: list[str]) -> None:
    """A group of two tasks, each with a half of the questions. JSON is YAML, too."""
    halves = {"stories_first": lines[:8], "stories_second": lines[8:]}
    for name, own in halves.items():
        file = data.with_name(f"{name}.jsonl")
        file.write_text("".join(own), "utf-8")
        task = {**tasks(str(file))[0], "task": name, "metric_list": [{"metric": "acc", "aggregation": "mean",
                                                                      "higher_is_better": True}]}  # fmt: skip
        data.with_name(f"{name}.yaml").write_text(json.dumps(task), "utf-8")
    group = {"group": "stories_halves", "task": [*halves], "aggregate_metric_list": [{"metric": "acc"}]}
    data.with_name("stories_halves.yaml").write_text(json.dumps(group), "utf-8")


def noisy(model: Path, out: Path) -> Path:
    """The model with noise in its weights: it forgets a part of what it knew."""
    import torch
    from transformers import AutoModelForCausalLM

    shutil.copytree(model, out, dirs_exist_ok=True)
    torch.manual_seed(0)
    noised = AutoModelForCausalLM.from_pretrained(model)
    with torch.no_grad():
        for weights in noised.parameters():
            weights += torch.randn_like(weights) * weights.std() * 0.3
    noised.save_pretrained(out)
    return out


def run(model: Path, out: Path, data: Path) -> None:
    import lm_eval
    from lm_eval.loggers import EvaluationTracker

    tracker = EvaluationTracker(output_path=str(out))
    results = lm_eval.simple_evaluate(
        model="hf", model_args={"pretrained": str(model), "dtype": "float32"},
        tasks=[*tasks(str(data)), "stories_halves"], device="cpu",
        task_manager=lm_eval.tasks.TaskManager(include_path=str(data.parent), include_defaults=False), batch_size=4,
        log_samples=True, bootstrap_iters=0, evaluation_tracker=tracker,
    )  # fmt: skip
    samples = results.pop("samples")
    results["pretty_env_info"] = ""  # it describes the machine
    tracker.save_results_aggregated(results=results, samples=samples)
    for name, own in samples.items():
        tracker.save_results_samples(task_name=name, samples=own)


def main(model: Path, out: Path) -> None:
    work = Path("stories").absolute()  # the logs quote their paths: run it where these may be read
    work.mkdir()
    data = work / "stories.jsonl"
    lines = [json.dumps(row) + "\n" for row in rows()]
    data.write_text("".join(lines), "utf-8")
    write_group(data, lines)
    base = Path(shutil.copytree(model, work / "base"))
    run(base, out / "base", data)
    run(noisy(model, work / "tuned"), out / "tuned", data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
