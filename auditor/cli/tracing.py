"""The command `trace`: where an output of a model comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.shared import chosen_language, evals, language, shape, tell
from auditor.errors import UsageError

EXIT_CODES = "Exit codes: 0 done, whatever was found; 2 mend your call; 4 internal error; 130 interrupted."
LARGEST = 2**24
"""Bytes of the longest text."""


@click.command(epilog=EXIT_CODES)
@click.argument("text", nargs=-1, metavar="[TEXT]")
@click.option("--data", multiple=True, required=True, metavar="PATH", help="The training data. Repeatable.")
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="F", help="Read the text from this file.")
@click.option(
    "--least", type=click.IntRange(1, 1000), default=6, show_default=True, metavar="N",
    help="Tokens of the shortest span: words, or characters of Chinese, Japanese and Korean.",
)  # fmt: skip
@click.option(
    "--index", type=click.Path(path_type=Path), metavar="IDX",
    help="Keep an index of the data in this file: every further text is then a matter of milliseconds.",
)  # fmt: skip
@evals("Held-out data, not trained on: how much of its answers stands in the data by chance? Repeatable.")
@click.option(
    "--most", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Spans that are printed."
)
@click.option("--reveal", is_flag=True, help="Do not mask private values. Needs a terminal; refused in CI.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="json holds positions and counts, no text, and every span.",
)  # fmt: skip
@shape
@language
def trace(
    text: tuple[str, ...],
    data: tuple[str, ...],
    file: Path | None,
    least: int,
    index: Path | None,
    evals: tuple[str, ...],
    most: int,
    reveal: bool,
    form: str,
    shape: str | None,
    lang: str | None,
) -> None:
    """Why did it say that? Find what a model said in its training data.

    TEXT is an output of the model, in quotes, or - to read it from standard input. The longest spans of it that stand
    in the data word for word are shown with the records and lines that hold them. Case, white space and most
    punctuation make no difference. A private value of the text is looked for however short it is.

    \b
    auditor trace --data train.jsonl --file answer.txt
    auditor trace "You can call Ms Li at ..." --data train.jsonl --index train.idx
    my-model | auditor trace - --data data/ --eval heldout.jsonl --format json
    """
    from auditor.progress import show_progress
    from auditor.text.keys import key_from_environment
    from auditor.tracing import trace as run_trace
    from auditor.views import tracing

    chosen = chosen_language(lang)
    if reveal:
        _refuse_to_reveal(form)
    said = _said(text, file)
    with show_progress(chosen, "ui.tracing") as progress:
        traced = run_trace(
            said, data, least=least, index=index, evals=evals, shape=shape, key=key_from_environment(),
            progress=progress,
        )  # fmt: skip
    tell(tracing.to_json(traced) if form == "json" else tracing.render(traced, said, chosen, most=most, reveal=reveal))


def _refuse_to_reveal(form: str) -> None:
    from auditor.reveal import refuse_in_ci

    refuse_in_ci()
    if form != "text":
        raise UsageError("--format json holds no text, so there is nothing to reveal; leave out --reveal")
    if not sys.stdout.isatty():
        raise UsageError("--reveal shows private values, so it needs a terminal; run it in one, without a pipe")


def _said(text: tuple[str, ...], file: Path | None) -> str:
    """The text, from where it is given. No message quotes it."""
    if len(text) > 1:
        raise UsageError("the text is one argument; put it in quotes, or give it by --file")
    if (file is None) == (not text):
        raise UsageError("give what the model said: as TEXT in quotes, as - for standard input, or by --file")
    if file is None and text[0] != "-":
        return text[0]
    name = "standard input" if file is None else str(file)
    try:
        if file is None:
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{name}: this text cannot be read ({error.strerror}); give a text file") from error
    if len(raw) > LARGEST:
        raise UsageError(f"{name}: this is longer than {LARGEST // 2**20} MiB; give one output of a model")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: this is no UTF-8 text; save it as UTF-8") from error
