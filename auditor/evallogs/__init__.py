"""Logs of evaluation harnesses (lm-eval, lighteval, inspect), of a base and of the model tuned from it, held against
each other as a probe would."""

from auditor.evallogs.comparison import compare_logs, is_log, ruled

__all__ = ["compare_logs", "is_log", "ruled"]
