"""From names to models that can be asked, and what a report says of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditor import weights
from auditor.errors import UsageError
from auditor.models.render import Renderer
from auditor.probing.ask import Panel
from auditor.probing.run import DECODING, Asked, Choice, Folders, Told
from auditor.report import Probed, measured_on

if TYPE_CHECKING:
    from auditor.models.served import ServedModel

SERVED = ("http://", "https://")


def open_asked(choice: Choice) -> Asked:
    """Opens the models: folders and ids of the Hub here, addresses where they are served.

    Raises:
        UsageError: one of them cannot be opened, or the packages that it takes are not installed.
        ModelError: the memory does not suffice, or the server does not answer.
    """
    given = (choice.model, choice.base, choice.shipped, choice.teacher)
    served = [name.startswith(SERVED) for name in given if name is not None]
    if any(served) and choice.teacher is not None:
        raise UsageError("--teacher needs all probabilities of both, which no server gives; give folders for all")
    if any(served) and not all(served):
        raise UsageError("some of the models are served and some are not; serve all of them, or give folders for all")
    return _served(choice) if any(served) else _local(choice)


def _local(choice: Choice) -> Asked:
    try:
        from auditor.models.local import open_models
        from auditor.models.local.folders import found
    except ImportError as error:
        raise UsageError(
            f"a model is asked by torch, transformers and peft, and {error.name} is missing; install them: "
            "pip install 'finetune-auditor[model]', or give the address of a server"
        ) from error
    opened = open_models(
        choice.model, choice.base, choice.shipped, teacher=choice.teacher,
        device=choice.device, dtype=choice.dtype, template=choice.template,
        trust_remote_code=choice.trust_remote_code, allow_pickle=choice.allow_pickle,
    )  # fmt: skip
    tuned, base, shipped = opened.tuned, opened.base, opened.shipped

    def folder(name: str) -> Path:
        return found(name, pickle=choice.allow_pickle, code=choice.trust_remote_code).path

    def digest(name: str) -> str:
        return weights.digest(folder(name))

    probed = Probed(
        name=choice.model,
        weights=digest(choice.model),
        base=None if base is None else base.name,
        base_weights=None if base is None else digest(base.name),
        shipped=None if choice.shipped is None else digest(choice.shipped),
        template=_template(tuned.renderer),
        dtype=str(tuned.network.model.dtype).removeprefix("torch."),
        decoding=DECODING,
        packs=(),
        date=measured_on(),
        teacher=None if choice.teacher is None else digest(choice.teacher),
    )
    told = tuple(Told(f"model.remark.{remark.key}", remark.values) for remark in opened.remarks)
    folders = Folders(folder(choice.model), None if base is None else folder(base.name))
    return Asked(Panel(tuned, base, shipped, opened.taught, opened.adapted), probed, tuned.renderer, told, folders)


def _template(renderer: Renderer) -> str:
    return f"sha256:{renderer.identity[:16]}"


def _served(choice: Choice) -> Asked:
    from auditor.models.served import open_served

    tuned, base, shipped = (
        None if name is None else _with_tokenizer(open_served(name), name, choice.template)
        for name in (choice.model, choice.base, choice.shipped)
    )
    assert tuned is not None
    probed = Probed(
        name=tuned.name,
        weights=f"served {tuned.identity}",
        base=None if base is None else base.name,
        base_weights=None if base is None else f"served {base.identity}",
        shipped=None if shipped is None else f"served {shipped.identity}",
        template="of the server",
        dtype="of the server",
        decoding=DECODING,
        packs=(),
        date=measured_on(),
    )
    lacks = tuple(Told(f"served.{reason}") for reason in dict.fromkeys(tuned.lacks.values()))
    return Asked(Panel(tuned, base, shipped), probed, tuned.renderer, lacks, lasting=False)


def _with_tokenizer(model: ServedModel, name: str, template: str | None) -> ServedModel:
    """Asked with its own tokenizer, where the server says in which folder of this machine the model lies."""
    from auditor.models.served import open_served
    from auditor.training.tokenizers import load

    if model.root is None or not (Path(model.root) / "tokenizer.json").is_file():
        return model
    tokenizer = load(model.root)
    return open_served(name, renderer=Renderer(tokenizer, template or tokenizer.chat_template))
