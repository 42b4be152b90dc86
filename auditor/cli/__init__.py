"""The command line: arguments and printing only. What takes time to import is imported inside the commands."""

from __future__ import annotations

import click

from auditor import __version__
from auditor.cli import benchmarks, canaries, compare, data, probe, reports, sample, setup, tracing, watch
from auditor.cli import split as splitting
from auditor.cli.shared import EXIT_CODES
from auditor.console import run


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="auditor")
def cli() -> None:
    """Audits fine-tuning risk: what is risky in training data, and whether it breaks your policy.

    \b
    auditor scan train.jsonl                      before you train: what is in the data
    auditor clean train.jsonl --out clean.jsonl   take out what the scan found
    auditor split train.jsonl --out parts         hold out data like which nothing is left to train on
    auditor probe --model out --train train.jsonl ask the tuned model: what did it gain, what did it lose
    auditor gate auditor-report auditor-probe     judge data and model as one
    auditor trace "..." --data train.jsonl        why did it say that: what stands in the training data
    auditor demo                                  see it on data that comes with it
    """


for command in (
    data.scan,
    data.clean,
    splitting.split,
    data.review,
    data.demo,
    probe.probe,
    watch.watch,
    reports.gate,
    reports.report,
    compare.compare,
    compare.baseline,
    reports.risks,
    reports.schema,
    benchmarks.benchmark,
    canaries.canaries,
    sample.sample,
    tracing.trace,
    setup.init,
    setup.doctor,
):
    cli.add_command(command)


def main() -> None:
    """The command `auditor`."""
    run(cli)
