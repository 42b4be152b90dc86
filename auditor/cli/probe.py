"""The command that asks a tuned model: probe."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from auditor.cli.shared import (
    EXIT_CODES,
    chosen_language,
    config,
    evals,
    exit_zero,
    formats,
    language,
    note,
    only,
    page_of,
    policy,
    print_report,
    refuse_targets,
    report_place,
    seed,
    shape,
    skip,
    strict,
    tell,
    template,
    trainer,
    wanted_formats,
    workers,
    write_formats,
)
from auditor.errors import PASS, UsageError

if TYPE_CHECKING:
    from auditor.messages import Language
    from auditor.policy import Policy
    from auditor.probing.run import Choice, Told
    from auditor.views.checkpoints import Checkpoint

_PATTERN, _NUMBER = re.compile(r"[*?\[]"), re.compile(r"[0-9]+(?!.*[0-9])")


@click.command(epilog=EXIT_CODES)
@click.option(
    "--model",
    required=True,
    metavar="M",
    help="The tuned model: a folder, a Hub id, or http://HOST/v1#NAME (served).",
)
@click.option("--base", metavar="M", help="What it was tuned from. Default: as the adapter says.")
@click.option("--shipped", metavar="M", help="What is shipped in its place: merged or quantized.")
@click.option("--teacher", metavar="M", help="Whose answers it was trained on: a model of the same vocabulary.")
@click.option("--train", multiple=True, metavar="PATH", help="The data that it was tuned on. Repeatable.")
@evals("Data held out of the training, like it. Repeatable.")
@click.option(
    "--suite", multiple=True, type=click.Path(path_type=Path), metavar="F",
    help="Questions of your own (docs/suites.md): what must not be lost, or what the tuning was for. Or a task of "
    "lm-eval: lm-eval:arc_easy. Repeatable.",
)  # fmt: skip
@click.option(
    "--targets", type=click.Path(path_type=Path), metavar="FILE",
    help="Values of your own that must not come out, one a line or as JSON lines; only you may read it (chmod 600).",
)  # fmt: skip
@click.option(
    "--canaries", type=click.Path(path_type=Path), metavar="KEY",
    help="Key of `auditor canaries plant`, where the training data has canaries.",
)  # fmt: skip
@policy("default, strict, explore, or the path of a policy file.")
@report_place("auditor-probe")
@only
@skip
@click.option("--device", default="auto", show_default=True, metavar="D", help="cpu, cuda, cuda:1, mps.")
@click.option(
    "--dtype", type=click.Choice(["auto", "float32", "bfloat16", "float16"]), default="auto", show_default=True,
    help="Precision of the weights; auto: as they are stored.",
)  # fmt: skip
@workers
@shape
@config
@trainer
@template
@seed("Seed of all that is drawn.")
@click.option("--budget", metavar="T", help="Ask as much as fits into this time, such as 90s, 10m, 2h.")
@click.option(
    "--no-cache", "cache", flag_value=False, default=True, help="Ask everything again, whatever earlier runs were told."
)
@click.option("--trust-remote-code", is_flag=True, help="Let the model's folder run code of its own.")
@click.option("--allow-pickle", is_flag=True, help="Load weights that are pickles, which can run code.")
@strict
@exit_zero
@formats
@language
def probe(
    model: str,
    base: str | None,
    shipped: str | None,
    teacher: str | None,
    train: tuple[str, ...],
    evals: tuple[str, ...],
    suite: tuple[Path, ...],
    targets: Path | None,
    canaries: Path | None,
    policy: str,
    out: Path,
    formats: tuple[str, ...],
    device: str,
    dtype: Literal["auto", "float32", "bfloat16", "float16"],
    trust_remote_code: bool,
    allow_pickle: bool,
    exit_zero: bool,
    lang: str | None,
    **options: Any,
) -> None:
    """Ask a tuned model: what did it gain, what did it forget, did it learn its data by heart?

    Its answers are held against those of its base. The data tells what it was tuned on; held-out data and your own
    questions tell what it was for and what must not be lost.

    \b
    auditor probe --model out/lora --train train.jsonl --eval heldout.jsonl
    auditor probe --model out/merged --base Qwen/Qwen3-0.6B --suite retain.jsonl
    auditor probe --model 'out/checkpoint-*' --train train.jsonl --eval heldout.jsonl
    auditor gate auditor-report auditor-probe --policy default
    """
    from auditor.policy import load_policy
    from auditor.probing.run import Choice

    models = Choice(
        model=model, base=base, shipped=shipped, teacher=teacher, device=device, dtype=dtype,
        trust_remote_code=trust_remote_code, allow_pickle=allow_pickle,
    )  # fmt: skip
    wanted, rules = wanted_formats(formats), load_policy(policy)
    files = (*suite, *(one for one in (targets, canaries) if one is not None))
    refuse_targets(wanted, out, (*train, *evals, *map(str, files), policy))
    asked = {"train": train, "eval": evals, "suite": suite, "targets": targets, "canaries": canaries}
    run = Asking(chosen_language(lang), rules, out, wanted, {**asked, **options})
    several = _PATTERN.search(model) and "://" not in model and not Path(model).exists()
    code = _several(run, models) if several else run.one(models, out, Path(model).name)[1]
    if exit_zero and code in (1, 3):
        note("ui.exit_zero", lang, code=code)
        code = PASS
    sys.exit(code)


@dataclass(frozen=True, slots=True)
class Asking:
    """What holds for each model of a command."""

    language: Language
    policy: Policy
    out: Path
    formats: list[tuple[str, Path | None]]
    options: dict[str, Any]

    def one(self, models: Choice, out: Path, name: str) -> tuple[Checkpoint, int]:
        """Probes one model, writes its report and prints it."""
        from auditor.outputs import check_file

        for _, path in self.formats:
            if path is not None:
                check_file(path)
        found = self.judged(models, out, name)
        report, verdict = found.report, found.verdict
        write_formats(report, verdict, self.formats, self.language, (*self.options["train"], *self.options["eval"]))
        to_stderr = any(path is None for _, path in self.formats)
        print_report(report, verdict, self.language, out, to_stderr=to_stderr)
        return found, verdict.exit_code

    def judged(self, models: Choice, out: Path, name: str) -> Checkpoint:
        """Probes one model and writes its report."""
        from auditor.policy import judge
        from auditor.probing.run import probe as run
        from auditor.progress import show_progress
        from auditor.report import staging
        from auditor.views.checkpoints import Checkpoint

        with staging(out):  # what cannot be written is said before the work, not after
            pass
        with show_progress(self.language, "ui.probing") as progress:
            found = run(models, policy=self.policy, progress=progress, tell=self._tell, **self.options)
        verdict = judge(found, self.policy, half="model")
        return Checkpoint(name, found.write(out, verdict, page_of(found, verdict, self.language)), verdict)

    def _tell(self, told: Told) -> None:
        from auditor.messages import printable

        values = {f"v{place}": printable(value) for place, value in enumerate(told.values)}
        note(told.key, self.language, **values)


def _several(run: Asking, models: Choice) -> int:
    """Probes each checkpoint that a pattern names, in the order of their steps; the code is that of the one to take.

    Raises:
        UsageError: nothing is named so, or formats are asked for, of which there is one for all.
    """
    from auditor.views import checkpoints

    pattern = Path(models.model)
    folders = sorted((path for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
                      if path.is_dir()), key=_step)  # fmt: skip
    if not folders:
        raise UsageError(
            f"{models.model}: no folder is named so; give a folder, or a pattern such as 'out/checkpoint-*'"
        )
    if run.formats:
        raise UsageError("--format writes one report, and there are several checkpoints; render each: auditor report")
    names = _apart(folders)
    ends = [
        run.one(replace(models, model=str(folder)), run.out / name, name)
        for folder, name in zip(folders, names, strict=True)
    ]
    judged = [checkpoint for checkpoint, _ in ends]
    tell(checkpoints.render(judged, run.language))
    best = checkpoints.recommended(judged)
    return next((code for checkpoint, code in ends if checkpoint is best), max(code for _, code in ends))


def _apart(folders: list[Path]) -> list[str]:
    """A name for the report of each: as much of the end of its path as no other has."""
    for parts in range(1, max(len(folder.parts) for folder in folders) + 1):
        names = ["-".join(folder.parts[-parts:]) for folder in folders]
        if len(set(names)) == len(names):
            break
    return names


def _step(folder: Path) -> tuple[int, str]:
    number = _NUMBER.search(folder.name)
    return (int(number.group()) if number else -1, folder.name)
