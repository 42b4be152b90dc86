"""Watches a training from inside: how far the model drifts, and which private values it learns by heart.

    from auditor.trainer import AuditCallback

    trainer = Trainer(..., callbacks=[AuditCallback("train.jsonl", every=50)])

For the Trainer of transformers, and what is built on it (TRL's SFTTrainer). The training stays what it is without the
callback, to the last digit: see `borrowed`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from auditor.checks import Limit
from auditor.configured import Config
from auditor.errors import PolicyError, UsageError
from auditor.findings import Finding
from auditor.messages import choose_language, printable, say
from auditor.policy import Policy, load_policy
from auditor.policy.judging import level
from auditor.text.keys import Key
from auditor.trainer import log
from auditor.trainer.borrow import borrowed
from auditor.trainer.data import Data, watched
from auditor.trainer.measure import Measured, Watch

__all__ = ["AuditCallback", "borrowed"]

EXTRACTABLE = "memorization/extractable"
Every = int | float | Sequence[float]
_NAMED = 3
"""Records that are named of those whose values came out."""


class AuditCallback(TrainerCallback):  # type: ignore[misc]
    """Measures drift and exposure at the start, at chosen steps and at the end, and writes them to a file of its own.

    `train` is the data of the training, as for `auditor probe --train`. `every` is a number of steps, a share of all
    steps (0.1: ten measurements), or several such shares. Of its private values the `values` that stand there most
    often are watched. With `stop`, the training ends where more of them come out than the policy allows: values that
    the model did not give away at the start, under the limit of `memorization/extractable`. `config`, `trainer`,
    `template` and `shape` say how records are read and rendered, as for `auditor probe`; without them the chat template
    of the trainer's tokenizer is taken. `out` holds a line of JSON for each measurement, and no text.

    Raises:
        UsageError: an argument is to be mended; where it depends on the model or the data, when the training begins.
    """

    def __init__(
        self,
        train: object = (),
        *,
        every: Every = 0.1,
        values: int = 200,
        policy: Policy | str | Path = "default",
        out: str | Path = "audit.jsonl",
        stop: bool = False,
        config: Config | None = None,
        trainer: str | None = None,
        template: str | None = None,
        shape: str | None = None,
        key: Key | str | None = None,
        seed: int = 0,
        language: str | None = None,
    ) -> None:
        self._every, self._values, self._out = _checked(every), values, Path(out)
        self._rules = policy if isinstance(policy, Policy) else load_policy(policy)
        self._limit = _limit(self._rules) if stop else None
        given = train if isinstance(train, tuple) else (train,)
        self._data = Data(given, config, trainer, template, shape, key, seed)
        self._language = choose_language(language)
        self._watch: Watch | None = None
        self._steps: frozenset[int] = frozenset()
        self._last = -1

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Reads the data, and asks the model what it says before it is trained."""
        model = kwargs["model"]
        _refuse_unfit(model)
        self._steps = _steps(self._every, state.max_steps)
        if not state.is_world_process_zero:
            return
        log.started(self._out, state.global_step)
        with borrowed(model):
            found = watched(self._data, self._rules, kwargs.get("processing_class"), self._values)
            self._watch = Watch(model, found.renderer, found.targets, found.samples)
        if not self._watch.targets:
            self._say("during.no_values")
        self._measure(model, state, final=False)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Measures at the chosen steps, and stops the training where it is to be stopped."""
        if state.global_step not in self._steps:
            return
        found = self._measure(kwargs["model"], state, final=False)
        if self._limit is not None and _of_all(found is not None and self._passed(found, self._limit)):
            control.should_training_stop = True
            if state.is_world_process_zero:
                self._say("during.stopped", step=state.global_step)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Measures the model that came out: at the end, the best one may have been put in the place of the last."""
        if self._last != state.global_step or args.load_best_model_at_end:
            self._measure(kwargs["model"], state, final=True)

    def _measure(self, model: Any, state: Any, *, final: bool) -> Measured | None:
        """None where this process does not measure, or could not: then the training goes on all the same."""
        if self._watch is None:
            return None
        began, at = (
            time.monotonic(),
            {"step": state.global_step, "epoch": float(state.epoch or 0.0), "final": int(final)},
        )
        self._last = state.global_step
        try:
            with borrowed(model):
                found = self._watch.measured()
            log.write(self._out, at | log.numbers(found, self._watch.extractable_at_start, time.monotonic() - began))
        except Exception as error:  # noqa: BLE001 - whatever it is, a training of days must not end of it
            self._say("during.failed", step=state.global_step, error=type(error).__name__)
            return None
        self._tell(found, state.global_step)
        return found

    def _passed(self, found: Measured, limit: Limit) -> bool:
        """Whether more came out than the policy allows. What comes out is counted, not estimated."""
        values = sum(own.values for own in found.copies)
        share = len(found.leaked) / values if values else 0.0
        return level(Finding(EXTRACTABLE, share, values, share, share, "share", judged=True), limit) == "fail"

    def _tell(self, found: Measured, step: int) -> None:
        facts = [say("during.drift_text", self._language, value=f"{found.kl_text:.4f}")]
        if found.kl_answers is not None:
            facts.append(say("during.drift_answers", self._language, value=f"{found.kl_answers:.4f}"))
        if found.copies:
            most = found.copies[-1]
            facts.append(say("during.exposure", self._language, value=f"{most.exposure:.1f}", bits=f"{most.bits:.1f}",
                             gain=f"{most.gain:.0f}", copies=most.copies))  # fmt: skip
        if found.leaked:
            records = list(dict.fromkeys(printable(target.origin) for target in found.leaked))
            named = say("ui.comma", self._language).join(records[:_NAMED])
            facts.append(say("during.leaked", self._language, values=len(found.leaked), records=named))
        self._say("during.step", step=step, facts=say("ui.comma", self._language).join(facts))

    def _say(self, key: str, **values: object) -> None:
        from tqdm.auto import tqdm

        tqdm.write(f"auditor: {say(key, self._language, **values)}")


def _checked(every: Every) -> Every:
    given = every if isinstance(every, Sequence) else (every,)
    whole = isinstance(every, int) and not isinstance(every, bool) and every >= 1
    shares = all(isinstance(one, float) and 0 < one <= 1 for one in given)
    if not (whole or (shares and given)):
        raise UsageError(
            f"AuditCallback(every={every!r}): give a number of steps such as 50, a share of all steps such as 0.1, or "
            "several shares such as [0.25, 0.5, 1.0]"
        )
    return every


def _steps(every: Every, most: int) -> frozenset[int]:
    """The steps after which is measured."""
    match every:
        case int():
            return frozenset(range(every, most + 1, every))
        case float():
            every = max(every, 1 / max(1, most))
            return frozenset(max(1, round(time * every * most)) for time in range(1, int(1 / every + 1e-9) + 1))
        case _:
            return frozenset(max(1, round(share * most)) for share in every)


def _limit(rules: Policy) -> Limit:
    limit = rules.limit(EXTRACTABLE)
    if limit is None or limit.fail is None:
        raise PolicyError(
            f"AuditCallback(stop=True): the policy {rules.name} lets no number of values that come out fail; set a"
            f" limit for {EXTRACTABLE}, such as {{fail: 0, of: count}}, or leave stop out"
        )
    return limit


def _refuse_unfit(model: Any) -> None:
    """A model whose weights are spread over processes cannot be asked by one of them."""
    kinds = {type(module).__name__ for module in model.modules()} | {type(one).__name__ for one in model.parameters()}
    if kinds & {"FullyShardedDataParallel", "DTensor"} or any(not one.numel() for one in model.parameters()):
        raise UsageError(
            "AuditCallback: the weights of this model are spread over several processes (FSDP, ZeRO-3, tensor "
            "parallel), and none of them can ask it alone; leave the callback out and run: auditor watch OUTPUT_DIR"
        )
    if getattr(model, "peft_config", None) and model.active_peft_config.is_prompt_learning:
        raise UsageError("AuditCallback: this adapter changes the prompt and not the weights; it cannot be watched")


def _of_all(stop: bool) -> bool:
    """What the first process decided: if it alone stopped, the others would wait for it forever."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return stop
    told = [stop]
    torch.distributed.broadcast_object_list(told, src=0)
    return told[0]
