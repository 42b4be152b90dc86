"""`probe`: asks a tuned model, and its base, what the risks want to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Literal

from auditor import __version__, fold
from auditor.audit import Progress, checked_epochs, chosen_key, named
from auditor.canaries.key import SealedKey, read_key
from auditor.checks import Material, Probe, Setup, described
from auditor.configured import Config, take
from auditor.engines import local
from auditor.errors import UsageError
from auditor.findings import Outcome, Skipped
from auditor.models import LanguageModel, Need
from auditor.models.render import Renderer
from auditor.models.templates import template_named
from auditor.policy import Policy, load_policy
from auditor.probing.ask import Kept, Panel, ask
from auditor.probing.cache import Cache, NoCache, folder
from auditor.probing.reading import Gathered, Inputs, gather
from auditor.probing.targets import Wanted
from auditor.probing.targets.given import Given, read_given
from auditor.probing.thrift import seconds_of
from auditor.registry import risk, risks
from auditor.report import Lines, Probed, Report, Run, Spool, measured_on
from auditor.suites import Suite
from auditor.suites.packs import pack
from auditor.suites.read import read_suite
from auditor.text.keys import Key

PACKAGES = ("numpy", "orjson", "scipy", "tokenizers", "torch", "transformers", "peft")
"""Packages on whose versions findings can depend, where they are installed."""
DECODING = "greedy"
MEMORIZATION = "memorization"
"""The risk that asks for private values."""
ATTRIBUTION = "attribution"
"""The risk that looks for answers in the training data."""
UNMET: Mapping[Need, str] = {
    "base": "needs_base",
    "train": "needs_train",
    "held_out": "needs_held_out",
    "generate": "needs_generation",
    "logprobs": "needs_logprobs",
    "reference": "needs_both_models",
    "teacher": "needs_teacher",
    "strength": "needs_adapter",
}
"""Why a probe is skipped that cannot do without something: keys `skipped.*` of the messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which models are opened, and how."""

    model: str
    base: str | None = None
    shipped: str | None = None
    teacher: str | None = None
    """Whose answers it was trained on."""
    template: str | None = None
    """Jinja source that stands in for the model's own."""
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    trust_remote_code: bool = False
    allow_pickle: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Something to be said of the models."""

    key: str
    """Of the messages."""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the weights lie."""

    tuned: Path
    base: Path | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The models of a run, opened, and what a report says of them."""

    panel: Panel
    probed: Probed
    renderer: Renderer | None = None
    """The tuned model's tokenizer and template, where they are here."""
    told: tuple[Told, ...] = ()
    folders: Folders | None = None
    """Where the weights are, where they are here."""
    lasting: bool = True
    """Whether equal identities mean equal answers in a later run: a server can change its weights under a name."""


def probe(
    model: str | Choice | Asked,
    *,
    train: object = (),
    eval: object = (),
    suite: str | Path | Sequence[str | Path] = (),
    targets: str | Path | None = None,
    canaries: str | Path | None = None,
    policy: Policy | str | Path = "default",
    only: str | Sequence[str] = (),
    skip: str | Sequence[str] = (),
    config: Config | None = None,
    trainer: str | None = None,
    template: str | None = None,
    shape: str | None = None,
    epochs: float | None = None,
    seed: int = 0,
    workers: int | None = None,
    key: Key | str | None = None,
    cache: bool = True,
    strict: bool = False,
    budget: str | None = None,
    tell: Callable[[Told], None] = lambda told: None,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Examines a tuned model: what it gained, what it forgot, whether it learned its data by heart.

    `model` is a folder, an id on the Hub or the address of a server, or a `Choice` that names a base and what is
    shipped beside it; an adapter finds its base itself. `train` is the data that it was tuned on, `eval` data held out
    of it (as for `scan`), `suite` files of questions or tasks of lm-eval (`lm-eval:NAME`), `targets` a file of values
    of your own that the model must not give away, which only its owner may read, `canaries` the key of what `auditor
    canaries plant` put into `train`. Answers are kept between runs, as numbers, unless `cache` is off.

    Raises:
        UsageError: a path, an option, a suite or a model's folder is to be mended.
        ModelError: a model gave up.
    """
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    from auditor.probing.weights import from_folders

    seconds = None if budget is None else seconds_of(budget)
    chosen = _select(named(only), named(skip))
    suites, given, planted = _suites(suite, chosen, rules), _listed(chosen, targets), _planted(chosen, canaries)
    _tell_of_suites(suites, tell)
    configured = config is not None or trainer is not None
    taken = take(_inputs(train), _inputs(eval), epochs, None, config, trainer, template if configured else None)
    source = taken.training.template if taken.training is not None else None
    opened = _opened(model, source if configured or template is None else template_named(template))
    for one in opened.told:
        tell(one)
    setup = Setup(
        chosen_key(key), checked_epochs(taken.epochs), taken.tokenizer, seed, (), local.cores(workers), taken.training
    )  # fmt: skip
    inputs = Inputs(taken.data, taken.evals, suites, shape)
    tokenizer = None if opened.renderer is None else opened.renderer.tokenizer
    wanted = _wanted(chosen, rules, opened, given)
    wanted = wanted if wanted is None else replace(wanted, canaries=planted)
    gathered = gather(inputs, rules, setup, strict, tokenizer, progress, wanted, ATTRIBUTION in chosen)
    _tell_of_template(opened, gathered.material, tell)
    probes = {id: make(rules.options[id], setup) for id in chosen if (make := risk(id).probe) is not None}
    material = gathered.material if opened.folders is None else from_folders(opened.folders, gathered.material, tell)
    gathered = replace(gathered, material=_afforded(opened, probes, material, seconds, tell))
    run = _described(setup, rules, gathered, opened, suites, tuple(probes))
    with Cache(folder()) if cache and opened.lasting else nullcontext(NoCache()) as kept:
        outcomes, evidence = measured(probes, opened.panel, gathered.material, kept, strict, progress)
    return Report(run, {f"probe/{id}": outcomes[id] for id in chosen}, evidence, measured_on())


def _listed(chosen: Sequence[str], targets: str | Path | None) -> tuple[Given, ...]:
    """The values of the user's list.

    Raises:
        UsageError: nothing asks for them, or the list is to be mended.
    """
    if targets is None:
        return ()
    if MEMORIZATION not in chosen:
        raise UsageError(f"--targets {targets}: --only or --skip leave {MEMORIZATION} out, which asks for them")
    return read_given(Path(targets))


def _planted(chosen: Sequence[str], canaries: str | Path | None) -> SealedKey | None:
    """The key of the canaries.

    Raises:
        UsageError: nothing asks for them, or the key is to be mended.
    """
    if canaries is None:
        return None
    if MEMORIZATION not in chosen:
        raise UsageError(f"--canaries {canaries}: --only or --skip leave {MEMORIZATION} out, which asks for them")
    return read_key(Path(canaries))


def _wanted(chosen: Sequence[str], rules: Policy, opened: Asked, given: tuple[Given, ...]) -> Wanted | None:
    """Which values are asked for: none where no chosen risk asks for any."""
    if MEMORIZATION not in chosen:
        return None
    options = rules.options[MEMORIZATION]
    networks = [getattr(model, "network", None) for model in opened.panel.models()]
    context = min((network.context for network in networks if network is not None), default=None)
    return Wanted(
        options.values,
        options.answers,
        given,
        opened.renderer,
        context,
        None,
        options.compared,
        options.decoys,
        options.ties,
    )


def _tell_of_template(opened: Asked, material: Material, tell: Callable[[Told], None]) -> None:
    """Says where another template fits the training records better than the chosen one."""
    if opened.renderer is None or opened.panel.base is None or not material.train:
        return
    from auditor.probing.fit import better_fit

    if (fit := better_fit(opened.panel.tuned, opened.panel.base, opened.renderer, material.train)) is not None:
        tell(Told("model.remark.template_fits", (fit.name, f"{fit.better:.2f}")))


def _tell_of_suites(suites: Sequence[Suite], tell: Callable[[Told], None]) -> None:
    """Says of which tasks a part is not asked."""
    for suite in suites:
        if suite.left_out:
            tell(Told("suite.remark.left_out", (suite.name, f"{suite.left_out:,}")))


def _inputs(given: object) -> tuple[object, ...]:
    return given if isinstance(given, tuple) else (given,)


def _select(only: Sequence[str], skip: Sequence[str]) -> tuple[str, ...]:
    """The risks that are probed.

    Raises:
        UsageError: there is no such risk, it has no probe, or none is left.
    """
    for id in (*only, *skip):
        if risk(id).probe is None:
            raise UsageError(f"--only or --skip {id}: this risk is measured in the data; run: auditor scan --only {id}")
    chosen = tuple(
        id for id in dict.fromkeys(only) or (id for id, one in risks().items() if one.probe) if id not in skip
    )
    if not chosen:
        raise UsageError("--only and --skip leave no risk to probe; name one that --skip does not")
    return chosen


def _suites(given: str | Path | Sequence[str | Path], chosen: Sequence[str], rules: Policy) -> tuple[Suite, ...]:
    """The shipped suites of the chosen risks, and those given; names that come twice are told apart."""
    shipped = [pack(name) for id in chosen for name in getattr(rules.options[id], "packs", ())]
    paths = (given,) if isinstance(given, str | Path) else given
    suites: dict[str, Suite] = {}
    for suite in (*shipped, *map(read_suite, paths)):
        name = next(
            name for name in (suite.name, *(f"{suite.name}#{n}" for n in range(2, 10_000))) if name not in suites
        )
        suites[name] = replace(suite, name=name)
    return tuple(suites.values())


def _opened(model: str | Choice | Asked, template: str | None) -> Asked:
    if isinstance(model, Asked):
        return model
    from auditor.probing.opening import open_asked

    return open_asked(replace(Choice(model=model) if isinstance(model, str) else model, template=template))


def _afforded(
    opened: Asked,
    probes: Mapping[str, Probe[Any]],
    material: Material,
    seconds: float | None,
    tell: Callable[[Told], None],
) -> Material:
    """What is asked: all of it or, within a budget, a share; and what that will take is told."""
    material = replace(material, can=have(opened.panel, material))
    models = [model for model in opened.panel.models() if model is not None]
    teacher = getattr(opened.panel.taught, "teacher", None)
    models += [] if teacher is None else [teacher]
    if opened.renderer is None or not all(hasattr(model, "network") for model in models):
        if seconds is not None:
            raise UsageError("--budget needs the models here: how long a server takes is not known; leave it out")
        return material
    from auditor.probing.thrift import forecast, thinned

    found = forecast(models, probes, material)
    gigabytes, minutes = f"{found.bytes / 2**30:.1f}", f"{found.seconds / 60:.1f}"
    tell(Told("model.remark.forecast", (f"{found.questions:,}", str(len(models)), minutes, gigabytes)))
    if seconds is None or found.seconds <= seconds:
        return material
    share = seconds / found.seconds
    tell(Told("model.remark.budget", (f"{share:.0%}",)))
    return thinned(material, share)


def measured(
    probes: Mapping[str, Probe[Any]], panel: Panel, material: Material, kept: Kept, strict: bool, progress: Progress
) -> tuple[dict[str, Outcome], Any]:
    """How every probe ended, and its evidence."""
    unmet = {id: probe.needs - material.can for id, probe in probes.items()}
    outcomes: dict[str, Outcome] = {id: Skipped(UNMET[min(missing)]) for id, missing in unmet.items() if missing}
    able = {id: probe for id, probe in probes.items() if not unmet[id]}
    spool = Spool()
    try:
        lines = Lines()
        states = ask(
            able, panel, material, kept, lines, lambda done, total: progress("ask", done, total), strict=strict
        )
        spool.add(bytes(lines))
        outcomes |= fold.finish(able, states, spool.extend, strict=strict).outcomes
        return outcomes, spool.done()
    except BaseException:
        spool.discard()
        raise


def have(panel: Panel, material: Material) -> frozenset[Need]:
    """What there is, and what all models can do."""
    models: list[LanguageModel] = [model for model in panel.models() if model is not None]
    can = frozenset.intersection(*(model.can for model in models))
    if "reference" in panel.tuned.can and panel.base is not None:
        can |= {"reference"}
    there: tuple[tuple[Need, object], ...] = (
        ("base", panel.base), ("train", material.train), ("held_out", material.held_out), ("teacher", panel.taught),
        ("strength", panel.adapted),
    )  # fmt: skip
    return can | {need for need, given in there if given}


def _described(
    setup: Setup, rules: Policy, gathered: Gathered, asked: Asked, suites: Sequence[Suite], ids: Sequence[str]
) -> Run:
    """What it takes to repeat the run."""
    packs = tuple(f"{suite.name}, sha256:{suite.digest[:16]}" for suite in suites)
    return Run(
        version=__version__,
        data=gathered.data,
        key_id=setup.key.id,
        seed=setup.seed,
        epochs=setup.epochs,
        tokenizer=None,
        shape=None,
        options={id: described(rules.options[id]) for id in ids},
        packages=dict(packages()),
        model=replace(asked.probed, packs=packs),
    )


def packages() -> list[tuple[str, str]]:
    """Versions of what is installed of `PACKAGES`."""
    found = []
    for name in PACKAGES:
        try:
            found.append((name, version_of(name)))
        except ImportError:  # PackageNotFoundError: a served model needs no torch
            continue
    return found
