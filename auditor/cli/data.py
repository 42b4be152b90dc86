"""Commands that read data: scan, demo, clean, review."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.shared import (
    EXIT_CODES,
    chosen_language,
    config,
    evals,
    exit_zero,
    formats,
    language,
    new_place,
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
from auditor.cli.taken import note_assumed, note_taken
from auditor.errors import PASS, UsageError

if TYPE_CHECKING:
    from auditor.audit import Beside, Progress
    from auditor.messages import Language
    from auditor.text.keys import Key


@click.command(epilog=EXIT_CODES)
@click.argument("data", nargs=-1, metavar="[PATH]...")
@evals("Data that the model will be evaluated on. Repeatable.")
@click.option(
    "--benchmark",
    multiple=True,
    metavar="NAME[=FILE]",
    help="Look for this public benchmark, too: a pack (see: auditor benchmark list) or a file of it. Repeatable.",
)
@click.option(
    "--base", metavar="M",
    help="The model that you will tune: a folder, a Hub id or http://HOST/v1#NAME. It is asked what it knows of the "
    "data.",
)  # fmt: skip
@policy("default, strict, explore, or the path of a policy file.")
@report_place("auditor-report")
@only
@skip
@workers
@shape
@click.option(
    "--tokenizer", metavar="T", help="Count tokens with this tokenizer: a model folder, a tokenizer.json or a Hub id."
)
@click.option("--epochs", type=float, metavar="E", help="Epochs that you will train. Default: as configured, else 1.")
@config
@trainer
@template
@click.option("--hardware", metavar="NAME", help="Tell the hours of the training on this: A100, H100, H20, RTX4090 ...")
@click.option("--price", metavar="P", help="What an hour of it costs you, such as 2.5 or '2.5 CNY'.")
@seed("Seed of everything that is sampled.")
@click.option(
    "--reveal",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the values themselves to FILE, which only you can read. Refused in CI.",
)
@click.option(
    "--to-rag",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the records whose facts change within a year to FILE, which only you can read, for a retrieval index.",
)
@exit_zero
@strict
@formats
@language
def scan(
    out: Path,
    evals: tuple[str, ...],
    formats: tuple[str, ...],
    lang: str | None,
    exit_zero: bool,
    reveal: Path | None,
    to_rag: Path | None,
    data: tuple[str, ...],
    policy: str,
    **options: Any,
) -> None:
    """Scan training data before you fine-tune on it.

    PATH is a file (.jsonl, .json, .csv, .tsv, .parquet, .arrow, .txt, each also .gz or .zst), a folder, or the id of
    a dataset on the Hub (org/name). Layouts such as Alpaca, ShareGPT and OpenAI messages are detected. Without a
    PATH, the data that --config names is scanned.

    \b
    auditor scan train.jsonl
    auditor scan data/ --eval heldout.jsonl --epochs 3 --policy strict
    auditor scan --config lora.yaml
    auditor scan train.jsonl --base Qwen/Qwen3-0.6B
    """
    code = _scan(data, out, formats, lang, policy, {"eval": evals, **options}, reveal, to_rag)
    if exit_zero and code in (1, 3):
        note("ui.exit_zero", lang, code=code)
        code = PASS
    sys.exit(code)


@click.command()
@language
def demo(lang: str | None) -> None:
    """See it on data that is made to fail, and on a tiny model that forgets. Exits with 0.

    Scans data that comes with the auditor. Where torch is installed, it then tunes a tiny model, probes it and judges
    data and model together; cleans the data, does all of it again, and compares.
    """
    from auditor import demo as shown
    from auditor import shipped
    from auditor.text.keys import PUBLIC_KEY, key_from
    from auditor.views import comparing

    folder, out = shipped.folder("sample_data"), Path("auditor-demo")
    options = {"eval": (str(folder / "heldout"),), "epochs": 3.0, "key": key_from(PUBLIC_KEY)}
    code = _scan((str(folder / "train"),), out, (), lang, "default", options)
    note("ui.demo", lang, code=code)
    if not shown.possible():
        note("demo.no_model", lang)
        return
    chosen = chosen_language(lang)
    for part in shown.story(folder, out, lambda key, name: note(key, lang, name=name)):
        match part:
            case shown.Chapter(folder=place, report=report, verdict=verdict):
                written = report.write(place, verdict, page_of(report, verdict, chosen))
                print_report(written, verdict, chosen, place)
            case comparison:
                tell(comparing.render(comparison, chosen))
    note("demo.end", lang, out=str(out))


def _scan(
    data: tuple[str, ...],
    out: Path,
    formats: tuple[str, ...],
    lang: str | None,
    policy: str,
    options: dict[str, Any],
    reveal: Path | None = None,
    to_rag: Path | None = None,
) -> int:
    from auditor import audit
    from auditor.outputs import check_file
    from auditor.policy import judge, load_policy
    from auditor.progress import show_progress
    from auditor.report import staging

    chosen = chosen_language(lang)
    wanted = wanted_formats(formats)
    rules = load_policy(policy)
    rules.check_key(_key_of(options).id)
    beside = tuple(name for name in (options.get("config"), options.get("template")) if name)
    data, options = _configured(data, options, chosen)
    refuse_targets([*wanted, ("reveal", reveal)], out, (*data, *options.get("eval", ()), *beside, policy))
    if reveal is not None:
        _refuse_to_reveal(reveal, (out, *map(Path, (*data, *options.get("eval", ())))))
    if to_rag is not None:
        _refuse_retrieval(to_rag, out, (*data, *options.get("eval", ())), [*wanted, ("reveal", reveal)], options)
    with staging(out):  # what cannot be written is said before the work, not after
        pass
    for _, path in (*wanted, ("reveal", reveal)):
        if path is not None:
            check_file(path)
    base = options.pop("base", None)
    with show_progress(chosen) as progress:
        asked = None if base is None else _asked(base, chosen, progress)
        found = audit.scan(*data, policy=rules, progress=progress, beside=asked, base=base, **options)
    note_assumed(found.run.training, chosen)
    verdict = judge(found, rules, half="data")
    found = found.write(out, verdict, page_of(found, verdict, chosen))
    if reveal is not None:
        from auditor.reveal import write_values
        from auditor.text.keys import key_from_environment

        write_values(found, data, options.get("eval", ()), key_from_environment(), reveal)
    if to_rag is not None:
        from auditor.messages import printable
        from auditor.retrieval import write_records

        count = write_records(found, data, options.get("eval", ()), _key_of(options), to_rag)
        note("ui.to_rag", lang, records=count, path=printable(str(to_rag)))
    write_formats(found, verdict, wanted, chosen, (*data, *options.get("eval", ())))
    print_report(found, verdict, chosen, out, to_stderr=any(path is None for _, path in wanted))
    return verdict.exit_code


def _asked(base: str, language: Language, progress: Progress) -> Beside:
    """Asks the base about the data that is scanned."""
    from auditor.messages import printable
    from auditor.probing.before import Base
    from auditor.probing.run import Told

    def told(one: Told) -> None:
        note(one.key, language, **{f"v{place}": printable(value) for place, value in enumerate(one.values)})

    return Base(base, told, progress)


def _key_of(options: dict[str, Any]) -> Key:
    """The key that the scan will have: fingerprints of waivers and baselines under another one mean nothing."""
    from auditor.text.keys import key_from_environment

    given: Key | None = options.get("key")
    return given or key_from_environment()


def _configured(
    data: tuple[str, ...], options: dict[str, Any], language: Language
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The data and the options, with what the configuration of the training sets, which is told."""
    config, trainer, template = (options.pop(name, None) for name in ("config", "trainer", "template"))
    if not data and config is None:
        raise UsageError("no data is named; give PATH, or --config FILE that names data")
    if config is None and trainer is None and template is None:
        return data, options
    from auditor.configured import take

    asked = (data, options.get("eval", ()), options.get("epochs"), options.get("tokenizer"))
    taken = take(*asked, config, trainer, template, options.get("base"))
    note_taken(taken, asked, language)
    return tuple(map(str, taken.data)), {**options, "eval": taken.evals, "config": taken}


def _refuse_retrieval(
    path: Path,
    out: Path,
    data: tuple[str, ...],
    besides: list[tuple[str, Path | None]],
    options: dict[str, Any],
) -> None:
    """Says before the work what cannot be written after it."""
    from auditor.retrieval import RISK, refuse

    only, skip = options.get("only", ()), options.get("skip", ())
    others = [other for _, other in besides if other is not None]
    refuse(path, out, data, others, (not only or RISK in only) and RISK not in skip)


def _refuse_to_reveal(path: Path, folders: tuple[Path, ...]) -> None:
    """Values stay out of CI, out of the report's folder, which is passed on, and out of the data."""
    from auditor.reveal import refuse_in_ci

    refuse_in_ci()
    if any(Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)) for folder in folders):
        raise UsageError(f"--reveal {path}: this is in the folder of the report or of the data; give another path")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise UsageError(f"--reveal {path}: values go to a regular file only; give another path")


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA...")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    default=Path("auditor-report"),
    show_default=True,
    metavar="R",
    help="The report of a scan of this data.",
)
@new_place("CLEAN", "Where the cleaned data goes: a file for one file, else a folder. It must not exist.")
@evals("Held-out data, as given to the scan; not cleaned. Repeatable.")
@policy("Its section 'clean' says how; also see --report.")
@workers
@language
def clean(
    data: tuple[str, ...],
    report: Path,
    out: Path,
    evals: tuple[str, ...],
    policy: str,
    workers: int | None,
    lang: str | None,
) -> None:
    """Take out of the data what a scan found in it.

    Private values become made-up ones of the same format that can hit nobody, or placeholders; everything else stays
    as it is, in the same format. CLEAN.changes.jsonl lists every change. What was not searched for is not taken out.

    \b
    auditor scan train.jsonl
    auditor clean train.jsonl --report auditor-report --out clean.jsonl
    """
    from auditor.cleaning import clean as run_clean
    from auditor.progress import show_progress
    from auditor.views import cleaning

    chosen = chosen_language(lang)
    with show_progress(chosen, "ui.cleaning") as progress:
        done = run_clean(
            *data, report=report, out=out, policy=policy, eval=evals, workers=workers, progress=progress
        )  # fmt: skip
    tell(cleaning.render(done, chosen, policy))


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("data", nargs=-1, metavar="[DATA]...")
@click.option(
    "--each", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Hits of each finding."
)
@seed("Which hits are drawn.")
@language
def review(report: Path, data: tuple[str, ...], each: int, seed: int, lang: str | None) -> None:
    """Look at a sample of the hits: how many are right?

    REPORT is a report directory, DATA what was scanned for it (default: the files of the report, if they are here).
    Each hit is shown with its value, on this terminal only: answer y if it is right, n if not. The answers are kept
    in REPORT/review.json, without the values, so you can stop and go on.
    """
    from auditor.views import review as screen

    screen.run(report, data, each, seed, chosen_language(lang))
