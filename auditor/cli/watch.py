"""The command that probes each checkpoint of a training as it appears: watch."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.probe import Asking
from auditor.cli.probe import probe as probing
from auditor.cli.shared import EXIT_CODES, chosen_language, note, refuse_targets, tell
from auditor.errors import FAIL, INCONCLUSIVE, PASS, AuditorError, RunError, UsageError

if TYPE_CHECKING:
    from auditor.arrivals import Arrival, News
    from auditor.probing.run import Choice
    from auditor.views.checkpoints import Checkpoint

_NOT_HERE = ("model", "shipped", "formats", "out", "device")
_WORST = (FAIL, INCONCLUSIVE, PASS)


@click.command(epilog=EXIT_CODES)
@click.argument("folder", metavar="OUTPUT_DIR", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("auditor-watch"), show_default=True, metavar="DIR",
    help="Where the reports go, one folder for each checkpoint.",
)  # fmt: skip
@click.option(
    "--poll", type=click.FloatRange(0.05), default=30.0, show_default=True, metavar="S",
    help="Seconds between two looks.",
)  # fmt: skip
@click.option(
    "--patience", default="6h", show_default=True, metavar="T", help="End where nothing new came for so long: 90s, 6h."
)
@click.option("--once", is_flag=True, help="Probe what is there now, and end.")
@click.option("--device", default="cpu", show_default=True, metavar="D", help="auto, cuda:1: the training has its own.")
def watch(folder: Path, out: Path, poll: float, patience: str, once: bool, **options: Any) -> None:
    """Probe each checkpoint of a training as soon as it is written whole.

    For trainings into which no callback can be put: LLaMA-Factory by YAML, FSDP, DeepSpeed. Each checkpoint-N of
    OUTPUT_DIR gets a report, then the final model. What was probed before is not probed again, so it can be stopped
    (Ctrl-C) and started again. The exit code is that of the worst verdict.

    \b
    auditor watch saves/qwen/lora --train train.jsonl --eval heldout.jsonl
    auditor watch out --base Qwen/Qwen3-0.6B --train train.jsonl --once
    """
    from auditor.arrivals import arrivals
    from auditor.policy import load_policy
    from auditor.probing.run import Choice
    from auditor.probing.thrift import seconds_of
    from auditor.suites.read import read_suite

    lang, exit_zero, rules = options.pop("lang"), options.pop("exit_zero"), load_policy(options.pop("policy"))
    train, evals, suite = options.pop("train"), options.pop("evals"), options.pop("suite")
    refuse_targets([], out, (*train, *evals, *map(str, suite)))
    for path in suite:  # what cannot be read is said now, not when the first checkpoint is there
        read_suite(path)
    limit = seconds_of(patience, "--patience")
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder; give the output folder of the training")
    models = Choice(
        model=str(folder), base=options.pop("base"), teacher=options.pop("teacher"),
        device=options.pop("device"), dtype=options.pop("dtype"),
        trust_remote_code=options.pop("trust_remote_code"), allow_pickle=options.pop("allow_pickle"),
    )  # fmt: skip
    run = Asking(chosen_language(lang), rules, out, [], {"train": train, "eval": evals, "suite": suite, **options})
    if not once:
        note("watch.waiting", lang, path=str(folder), seconds=f"{poll:g}")
    news = arrivals(folder, poll=poll, patience=limit, once=once)
    code = _watched(run, models, news, patience)
    if exit_zero and code in (FAIL, INCONCLUSIVE):
        note("ui.exit_zero", lang, code=code)
        code = PASS
    sys.exit(code)


watch.params += [option for option in map(copy.copy, probing.params) if option.name not in _NOT_HERE]


def _watched(run: Asking, models: Choice, news: Iterator[News], patience: str) -> int:
    """Probes what comes; the code is the worst.

    Raises:
        UsageError: nothing came.
    """
    from auditor.arrivals import Unfit
    from auditor.messages import printable
    from auditor.views import checkpoints

    judged: list[Checkpoint] = []
    codes: list[int] = []
    try:
        for one in news:
            match one:
                case "final":
                    note("watch.final", run.language)
                case "patience":
                    note("watch.patience", run.language, time=patience)
                case Unfit(name):
                    note("watch.no_weights", run.language, name=printable(name))
                    codes.append(INCONCLUSIVE)
                case _ if (found := _probed(run, models, one)) is None:
                    codes.append(INCONCLUSIVE)
                case _:
                    judged.append(found)
                    codes.append(found.verdict.exit_code)
                    tell("\n".join(checkpoints.lines([found], run.language)) + "\n")
    finally:
        if len(judged) > 1:
            tell("\n" + checkpoints.render(judged, run.language))
    if not codes:
        raise UsageError(f"{models.model}: no checkpoint-N that is written whole; is this the trainer's output folder?")
    return next(code for code in _WORST if code in codes)


def _probed(run: Asking, models: Choice, arrival: Arrival) -> Checkpoint | None:
    """None where the checkpoint could not be probed, which is said."""
    from auditor.messages import printable

    name, out = printable(arrival.name), run.out / arrival.name
    try:
        if (found := _known(run, arrival, out)) is not None:
            note("watch.known", run.language, name=name)
            return found
        return run.judged(replace(models, model=str(arrival.folder)), out, arrival.name)
    except (AuditorError, OSError) as error:
        if not arrival.folder.is_dir():
            note("watch.gone", run.language, name=name)
        elif isinstance(error, RunError):
            note("watch.broke", run.language, name=name, error=printable(str(error)))
        else:
            raise
    return None


def _known(run: Asking, arrival: Arrival, out: Path) -> Checkpoint | None:
    """What was found of these very weights before, judged by the policy of today."""
    from auditor import weights
    from auditor.policy import judge
    from auditor.report import VERDICT, is_report, read_report
    from auditor.views.checkpoints import Checkpoint

    if not is_report(out) or not (out / VERDICT).is_file():
        return None
    report = read_report(out)
    if report.run.model is None or report.run.model.weights != weights.digest(arrival.folder):
        return None
    return Checkpoint(arrival.name, report, judge(report, run.policy, half="model"))
