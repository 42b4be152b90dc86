"""What TRL's SFTTrainer makes of a row.

Follows `trl/trainer/sft_trainer.py` (`__init__`, `_prepare_dataset`), `trl/data_utils.py` and
`trl/chat_template_utils.py`. Options are the keys of `SFTConfig`; the template is that of the tokenizer, also where
`chat_template_path` names another. A row is prepared alone: no packs are built, as a pack moves no loss but that of
first tokens. The dataset is taken to have the columns of its first row and of the row itself.

With `assistant_only_loss` TRL swaps templates of known families for twins that mark the answers. The twins are not at
hand: the answers are found by rendering the conversation up to each, with the note `template_swapped`.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.training.model import DryRun, Outcome, Row, Stopped, Tokenizer, Training
from auditor.training.trainers.trl.rows import Stop
from auditor.training.trainers.trl.run import Run
from auditor.training.trainers.trl.settings import decide, read

EMULATES = "TRL 1.16.0"


@dataclass(frozen=True, slots=True)
class Refused:
    """A run that does not start."""

    reason: str

    def prepare(self, row: Row) -> Outcome:
        """No row is trained on."""
        return Stopped(self.reason)


def dry_run(training: Training, tokenizer: Tokenizer) -> DryRun:
    """The data preparation of TRL under a configuration. Without a first row, each row is the first of its own."""
    try:
        settings = read(training, tokenizer)
        first = None if training.first is None else decide(settings, training.first)
    except Stop as stop:
        return Refused(stop.reason)
    return Run(settings, tokenizer, first)
