"""Whether an answer is right, as a task itself decides it: by its filters and its `process_results`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import lm_eval
import orjson
from lm_eval.api.instance import Instance

from auditor.errors import UsageError
from auditor.models import Generated

RIGHT = ("acc", "exact_match", "em", "prompt_level_strict_acc", "acc_norm")
"""Metrics that are 1 where a single answer is right and 0 where it is not; the first that a task has decides."""
_UNLIKELY = -1000.0


@dataclass(frozen=True, slots=True)
class Harness:
    """Does a task of lm-eval call the reply right, by at least one of its filters?

    A reply that the task's own code breaks on is not right.
    """

    name: str
    """Of the task."""
    question: str
    """Digest of what decides: the task, its code, the document, the version of lm-eval."""
    until: tuple[str, ...]
    """Where the reply is cut off, as lm-eval stops there."""
    repeats: int
    """How often lm-eval would ask. The likeliest answer is the same each time."""
    task: Any = field(repr=False, compare=False)
    document: Any = field(repr=False, compare=False)

    def right(self, reply: Generated) -> bool:
        try:
            return self.decided(reply.text)
        except ImportError as error:
            raise UsageError(f"lm-eval:{self.name}: its metric needs the package {error.name}; install it") from error
        except Exception:  # noqa: BLE001 - a task runs any code, and no text may stop a probe
            return False

    def decided(self, text: str) -> bool:
        """The same, but what the task raises is raised.

        Raises:
            Exception: whatever the task's code does.
        """
        for end in self.until:
            text = text.partition(end)[0]
        document = dict(self.document)
        asked = Instance("generate_until", document, ("", {}), 0, (self.name, 0, self.repeats))
        asked.resps = [text] * self.repeats
        for one in self.task._filters:
            one.apply([asked])
        told = [self.task.process_results(document, [asked.filtered_resps[one.name]]) for one in self.task._filters]
        return any(is_right(result) for result in told)


def is_right(result: Mapping[str, Any]) -> bool:
    """What the metrics of one answer say; False where none of them is of those that decide."""
    return next((bool(result[name] == 1) for name in RIGHT if name in result), False)


def decides(task: Any) -> bool:
    """Whether a task has a metric that tells right from wrong."""
    return any(name in RIGHT for name in task.aggregation())


def gold(task: Any, document: Any, choices: int, asked: int) -> tuple[int, ...]:
    """Places of the choices that the task calls right: those that are, where they are by far the likeliest.

    `asked` is how many log-probabilities the task wants for its `choices`: more than that with `acc_mutual_info`.
    """
    rest: list[tuple[float, bool]] = [(_UNLIKELY, False)] * (asked - choices)
    return tuple(
        place
        for place in range(choices)
        if is_right(task.process_results(dict(document), [*_only(place, choices), *rest]))
    )


def _only(place: int, choices: int) -> Sequence[tuple[float, bool]]:
    """Log-probabilities and whether each choice is the likeliest text, where one choice is."""
    return [(0.0, True) if one == place else (_UNLIKELY, False) for one in range(choices)]


def identity(task: Any) -> str:
    """Digest of what a task is: its settings without the places of its files, and the code that they name."""
    settings = {key: value for key, value in task.dump_config().items() if key not in ("metadata", "dataset_kwargs")}
    code = sorted({text for value in vars(task.config).values() for text in _code(value)} | set(_code(type(task))))
    return _digest([lm_eval.__version__, settings, code])


def of_document(task: str, document: Any) -> str:
    """Digest of a document behind that of its task."""
    return _digest([task, document])


def _code(value: object) -> Sequence[str]:
    """The source file of a function or class, or of those in a list or mapping."""
    match value:
        case Mapping():
            return [text for one in value.values() for text in _code(one)]
        case list() | tuple():
            return [text for one in value for text in _code(one)]
        case _ if callable(value):
            try:
                file = inspect.getsourcefile(value)
                return [] if file is None else [Path(file).read_text("utf-8", errors="replace")]
            except (TypeError, OSError):
                return []
        case _:
            return []


def _digest(content: object) -> str:
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    written = orjson.dumps(content, default=lambda value: type(value).__name__, option=options)
    return blake2b(written, digest_size=12).hexdigest()
