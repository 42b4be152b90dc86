"""The end of a row or of a run, on its way to becoming an outcome."""

from __future__ import annotations

MALFORMED = (TypeError, KeyError, AttributeError, ValueError, IndexError, SyntaxError, RecursionError, MemoryError)
"""What reading a row of an odd form raises, in the trainer as here; the trainer catches everything."""


class RowError(Exception):
    """The trainer cannot use the row. Its argument is a key `training.drop.*` of the messages, never data."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


class SilentError(RowError):
    """The same, where the row goes without a log line, and without stopping a strict run."""


class RunError(Exception):
    """The run ends before any row is encoded. Its argument is a key `training.stop.*` of the messages."""

    @property
    def reason(self) -> str:
        return str(self.args[0])
