"""Makes the logs in `data/lighteval`, of the two models and on the questions of `make_lm_eval.py`, by the real harness.

    python tests/evallogs/make_lighteval.py STORIES OUT

in an environment with lighteval 0.13.0, transformers 5.23, torch 2.13 and xxhash 3; STORIES is the folder that
`make_lm_eval.py` leaves behind. The harness imports all its own tasks first, some of which fetch data from the
network: where there is none, take them out of `lighteval/tasks/tasks`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TASKS = """
from lighteval.metrics.metrics import Metrics
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc


def choice(line, task_name=None):
    return Doc(task_name=task_name, query=line["q"], choices=line["choices"], gold_index=line["gold"])


def word(line, task_name=None):
    return Doc(task_name=task_name, query=line["q"], choices=[line["answer"]], gold_index=0)


SHARED = dict(hf_repo="questions", hf_subset="default", hf_avail_splits=["test"], evaluation_splits=["test"],
              few_shots_split=None, few_shots_select=None)
TASKS_TABLE = [
    LightevalTaskConfig(name="stories_choice", prompt_function=choice, generation_size=1,
                        metrics=[Metrics.loglikelihood_acc], stop_sequence=["\\n"], **SHARED),
    LightevalTaskConfig(name="stories_word", prompt_function=word, generation_size=4,
                        metrics=[Metrics.exact_match, Metrics.f1_score], stop_sequence=["."], **SHARED),
]
"""


def main(stories: Path, out: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from make_lm_eval import rows

    questions = stories / "questions"
    questions.mkdir(exist_ok=True)
    (questions / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows()), "utf-8")
    (stories / "our_tasks.py").write_text(TASKS, "utf-8")
    for name in ("base", "tuned"):
        subprocess.run(
            [Path(sys.executable).with_name("lighteval"), "accelerate", f"model_name={name},dtype=float32,batch_size=4",
             "stories_choice|0,stories_word|0", "--custom-tasks", "our_tasks.py", "--output-dir", out.absolute() / name,
             "--save-details"],
            check=True, cwd=stories,
        )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
