"""What the training will cost, before it is paid for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from auditor.checks import Batch, Finished, Setup, Sink
from auditor.findings import Finding
from auditor.overview import Overview
from auditor.records import Record
from auditor.risks.cost.options import CostOptions
from auditor.risks.cost.plan import device, model, planned, price

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from auditor.risks.cost.lengths import Epoch, Marks
    from auditor.risks.cost.state import CostState
    from auditor.text.kept import Repeats
    from auditor.training.counts import Prepared
    from auditor.training.packs import Layout
    from auditor.training.spending import Spending


_SWIFT = 16
"""Records of a step unless told otherwise, by ms-swift 4.6.0."""


@dataclass(frozen=True, slots=True)
class CostScan:
    """Takes the lengths of the records, and from `duplication` which of them say again what another one says."""

    options: CostOptions
    setup: Setup
    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview")

    def __post_init__(self) -> None:
        device(self.options, self.setup)
        price(self.options, self.setup)

    def start(self) -> CostState:
        from auditor.risks.cost.state import CostState

        return CostState()

    def add(self, state: CostState, batch: Batch[Record], sink: Sink) -> None:
        if batch.split == "train":
            state.take(batch.items, batch.estimates())

    def finish(self, state: CostState, facts: Mapping[str, Any]) -> Finished:
        from auditor.risks.cost import told

        overview: Overview = facts["overview"]
        rows = state.sorted()
        if not rows.shape[1]:
            return Finished(())
        n = overview.records() + overview.unseen().records
        repeated = told.repeated(rows, _again(rows, facts["duplication"]), overview)
        epochs, exact = self._epochs(state, rows, facts)
        if (why := self._untold(epochs)) is not None:
            return Finished((*repeated, told.unknown(why, n)))
        spent = told.Spent(epochs, exact, *self._times(epochs, facts), n, self.options.updates)
        return Finished((
            *told.tokens(spent),
            *repeated,
            *self._padding(epochs, facts, overview),
            *self._paid(spent, facts),
        ))  # fmt: skip

    def _epochs(
        self, state: CostState, rows: NDArray[np.int64], facts: Mapping[str, Any]
    ) -> tuple[tuple[Epoch, ...], bool]:
        """What an epoch computes, and whether its tokens are counted."""
        from auditor.risks.cost import lengths

        overview: Overview = facts["overview"]
        if overview.tokens is not None and (marks := _marks(self.setup.tokenizer)) is not None:
            return lengths.counted(state, rows, overview.tokens, marks, self.options.batch), True
        return lengths.estimated(state, rows, self.options.batch), False

    def _untold(self, epochs: tuple[Epoch, ...]) -> Literal["nothing", "ranks"] | None:
        """Why it is not told what the training computes."""
        return None if epochs[0].tokens else "nothing"

    def _times(
        self, epochs: tuple[Epoch, ...], facts: Mapping[str, Any]
    ) -> tuple[float, Literal["steps", "epochs"] | None]:
        """How often the data is gone through, and what else than a number of epochs says so."""
        return self.setup.epochs, None

    def _layout(self, facts: Mapping[str, Any]) -> Layout | None:
        from auditor.training.packs import Padded

        return None if self.options.batch is None else Padded(self.options.batch)

    def _batch(self) -> int | None:
        return self.options.batch

    def _padding(self, epochs: tuple[Epoch, ...], facts: Mapping[str, Any], overview: Overview) -> Iterator[Finding]:
        from auditor.risks.cost import told

        if self._layout(facts) is not None:
            yield from told.padding(epochs, overview)
        elif self._batch() is None:
            yield told.unknown("batch", overview.records())

    def _paid(self, spent: Any, facts: Mapping[str, Any]) -> Iterator[Finding]:
        from auditor.risks.cost import told

        terms = told.Terms(device(self.options, self.setup), price(self.options, self.setup), self.options.utilization)
        plans = planned(self.options, self.setup)
        yield from told.paid(spent, model(self.options, self.setup), plans, terms, self._layout(facts))


@dataclass(frozen=True, slots=True)
class PreparedCostScan(CostScan):
    """The same where the trainer is known: its own preparation tells how long records are, and how they stand."""

    uses: ClassVar[tuple[str, ...]] = ("duplication", "overview", "training")

    def _epochs(
        self, state: CostState, rows: NDArray[np.int64], facts: Mapping[str, Any]
    ) -> tuple[tuple[Epoch, ...], bool]:
        from auditor.risks.cost import lengths

        made: Prepared = facts["training"]
        return lengths.prepared(replace(made, layout=self._layout(facts)), joined=self._joined()), made.exact

    def _layout(self, facts: Mapping[str, Any]) -> Layout | None:
        from auditor.training.packs import Padded

        made: Prepared = facts["training"]
        spending = self._spending()
        grouped = spending is not None and spending.grouped
        match made.layout:
            case Padded(to=None) if grouped:
                return None
            case Padded(to=to) if self.options.batch is not None:
                return Padded(self.options.batch, to)
        return made.layout

    def _times(
        self, epochs: tuple[Epoch, ...], facts: Mapping[str, Any]
    ) -> tuple[float, Literal["steps", "epochs"] | None]:
        """Where the configuration says steps, and nobody says epochs: what those steps see on one device."""
        from auditor.risks.cost import lengths

        training = self.setup.training
        if training is None or training.epochs is not None or self.setup.epochs != 1:
            return self.setup.epochs, None
        spending, batch = self._spending(), self._batch()
        if spending is None or spending.steps is None or batch is None:
            return self.setup.epochs, "epochs"
        passes = spending.passes or max(1, -(-_SWIFT // batch))
        return lengths.seen(epochs[0], self._layout(facts), spending.steps * passes * batch), "steps"

    def _untold(self, epochs: tuple[Epoch, ...]) -> Literal["nothing", "ranks"] | None:
        spending = self._spending()
        ranks = spending is not None and spending.ranks
        return "ranks" if ranks else CostScan._untold(self, epochs)  # no super(): slots make the class anew

    def _spending(self) -> Spending | None:
        return None if self.setup.training is None else self.setup.training.spending

    def _batch(self) -> int | None:
        spending = self._spending()
        return self.options.batch or (None if spending is None else spending.batch)

    def _joined(self) -> bool:
        """Whether the records of a pack see each other: LLaMA-Factory keeps them apart only when it is told to."""
        training = self.setup.training
        return training is not None and training.trainer == "llama-factory" and not training.options.get("neat_packing")


def cost_scan(options: CostOptions, setup: Setup) -> CostScan:
    """The scan: with a configuration it builds on what the trainer makes of the records."""
    return (CostScan if setup.training is None else PreparedCostScan)(options, setup)


def _again(rows: NDArray[np.int64], repeats: Repeats) -> NDArray[np.bool_]:
    """Which records, in order of position, another record stands for."""
    import numpy as np

    train = repeats.train()
    copies = repeats.kept.position[train][repeats.cluster != np.arange(len(repeats.cluster))]
    return np.isin(rows[0], copies)


def _marks(tokenizer: str | None) -> Marks | None:
    """What the chat template of the model adds; None where the tokenizer cannot be read."""
    from auditor.errors import UsageError
    from auditor.risks.cost.lengths import MARKS, Marks
    from auditor.training.chat import RenderError, render
    from auditor.training.tokenizers import load

    if tokenizer is None:
        return None
    try:
        loaded = load(tokenizer)
    except UsageError:
        return None
    if loaded.chat_template is None:
        return Marks(0.0, 0.0)
    try:
        few, many = (
            len(loaded.encode(render(loaded.chat_template, talk, variables=loaded.variables).text))
            for talk in (_talk(1), _talk(2))
        )
    except RenderError:
        return Marks(0.0, MARKS[1])
    word = len(loaded.encode("a"))
    each = max(0.0, (many - few) / 2 - word)
    return Marks(max(0.0, few - 2 * (each + word)), each)


def _talk(exchanges: int) -> list[dict[str, str]]:
    return [{"role": role, "content": "a"} for _ in range(exchanges) for role in ("user", "assistant")]
