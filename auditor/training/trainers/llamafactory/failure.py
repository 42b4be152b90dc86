"""The end of the real run, on its way to becoming an outcome."""

from __future__ import annotations


class TrainerError(Exception):
    """The trainer raises an error here. Its argument is a key `training.stop.*` of the messages, never data."""

    @property
    def reason(self) -> str:
        return str(self.args[0])
