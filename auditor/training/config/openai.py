"""A fine-tuning job as OpenAI's API takes and gives it."""

from __future__ import annotations

from auditor.errors import UsageError
from auditor.training.config.parts import Given, Loaded, Remark
from auditor.training.model import Training

METHODS = ("supervised", "dpo", "reinforcement")


def read(given: Given) -> Loaded:
    """Raises UsageError for a method that there is not, and numbers that cannot be."""
    method, hyper = _method(given)
    epochs = hyper.get("n_epochs", "auto")
    remarks: tuple[Remark, ...] = ()
    if epochs == "auto":
        epochs, remarks = None, (Remark("training.config.auto"),)
    elif isinstance(epochs, bool) or not isinstance(epochs, int | float) or epochs <= 0:
        raise UsageError(f"{given.content.where('method')}: n_epochs: must be a number above 0, or auto")
    options: dict[str, object] = {"method": method}
    model = given.text("model")
    if model is not None:
        options["model"] = model
    names = [given.text(key) for key in ("training_file", "validation_file")]
    datasets, evals = (((name,) if name else ()) for name in names)
    return Loaded(Training("openai", options, {}, datasets, evals, None, epochs and float(epochs)), remarks)


def _method(given: Given) -> tuple[str, dict[str, object]]:
    """The method and its hyperparameters, which older jobs have at the top."""
    hyper = given.get("hyperparameters") or {}
    method = given.get("method") or {}
    assert isinstance(hyper, dict)
    assert isinstance(method, dict)
    name = method.get("type", "supervised")
    if name not in METHODS:
        raise UsageError(f"{given.content.where('method', 'type')}: method.type: must be one of {', '.join(METHODS)}")
    inner = method.get(name) or {}
    inner = inner.get("hyperparameters") or {} if isinstance(inner, dict) else {}
    if not isinstance(inner, dict):
        raise UsageError(f"{given.content.where('method')}: method.{name}.hyperparameters: must be a mapping")
    return str(name), {**hyper, **inner}
