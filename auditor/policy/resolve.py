"""What a policy says of each risk, resolved against the risks that there are: options and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from auditor.checks import Limit
from auditor.errors import PolicyError, UsageError, nearest
from auditor.findings import Unit
from auditor.policy.file import CONTEXTS, Context, PolicyFile, RiskPolicy
from auditor.policy.text import Places
from auditor.policy.words import said, validated
from auditor.registry import risk, risks


def resolved(file: PolicyFile, where: Places) -> tuple[dict[str, Any], dict[str, Limit], frozenset[str]]:
    """Options by risk, limits by finding (or by `risk/*`), and the findings that the policy itself limits.

    Raises:
        PolicyError: it names what there is not, or a limit that could never bind.
    """
    options: dict[str, Any] = {id: risk.options() for id, risk in risks().items()}
    limits = {id: limit for risk in risks().values() for id, limit in {**risk.limits, **risk.probed}.items()}
    demanded: set[str] = set()
    for id, rules in file.risks.items():
        options[id] = _chosen(id, rules, where)
        own = {**risk(id).limits, **risk(id).probed, **risk(id).more_limits(options[id])}
        given = dict(_given(id, rules, own, file.release_context, where))
        limits |= own | given
        # What no probe of this version can measure cannot be missed.
        out_of_reach = risk(id).probed.keys() if risk(id).probe is None else ()
        binding = {name for name, limit in given.items() if not name.endswith("/*") and not limit.informational}
        demanded |= binding.difference(out_of_reach)
    return options, limits, frozenset(demanded)


def unit_of(finding: str) -> Unit:
    """The unit of a judged finding, as its risk declares it."""
    id = finding.partition("/")[0]
    of = risks().get(id)
    return of.units.get(finding, of.units.get(f"{id}/*", "share")) if of else "share"


def of_probe(finding: str) -> bool:
    """Whether a probe of the model measures it, and not a scan of the data."""
    id = finding.partition("/")[0]
    of = risks().get(id)
    return of is not None and any(name in of.probed for name in (finding, f"{id}/*"))


def _chosen(id: str, rules: RiskPolicy, where: Places) -> Any:
    try:
        of = risk(id)
    except UsageError as error:
        raise PolicyError(f"{where('risks', id)}: there is no risk {id!r}; {nearest(id, risks())}") from error
    return _options(of.options, rules.options, where, id)


def _given(
    id: str, rules: RiskPolicy, own: Mapping[str, Limit], context: Context, where: Places
) -> Iterator[tuple[str, Limit]]:
    """The limits of the policy, each for one finding; `risk/*` stands for all that it does not name."""
    for name, written in rules.limits.items():
        place = where("risks", id, "limits", name)
        all_ = name == f"{id}/*"
        if not all_ and name not in own and f"{id}/*" not in own:
            raise PolicyError(
                f"{place}: the risk {id!r} has no finding {name!r} to limit; {nearest(name, [*own, f'{id}/*'])}"
            )
        if not all_ and not name.startswith(f"{id}/"):
            raise PolicyError(f"{place}: {name} is no finding of the risk {id!r}; write {id}/...")
        for finding in [one for one in own if one not in rules.limits] if all_ else [name]:
            limit = _of_context(written, own.get(finding, Limit()), context, place, finding)
            yield finding, limit
        if all_:
            yield name, _of_context(written, Limit(), context, place, name)


def _of_context(
    written: Limit | dict[Context, Limit], default: Limit, context: Context, place: str, finding: str
) -> Limit:
    """The limit that holds in a release context: its own, or that of the last one before it that is named."""
    if isinstance(written, Limit):
        _check_limit(finding, written, place)
        return written
    if not written:
        raise PolicyError(f"{place}: {finding}: no limit stands here; write {{fail: 0.01}}, or {{}} for none")
    for limit in written.values():
        _check_limit(finding, limit, place)
    named = [one for one in CONTEXTS if one in written]
    for fewer, more in pairwise(named):
        if _allows_more(written[more], written[fewer]):
            raise PolicyError(
                f"{place}: {finding}: {more} allows more than {fewer}, though more people can ask the model; swap them"
            )
    upto = [one for one in named if CONTEXTS.index(one) <= CONTEXTS.index(context)]
    return written[upto[-1]] if upto else default


def _allows_more(one: Limit, other: Limit) -> bool:
    infinite = float("inf")
    return one.of == other.of and any(
        (infinite if mine is None else mine) > (infinite if its is None else its)
        for mine, its in ((one.fail, other.fail), *(((one.warn, other.warn),) if one.fail is None else ()))
    )


def _check_limit(finding: str, limit: Limit, place: str) -> None:
    """A limit that could never bind, or would bind otherwise than meant."""
    share = unit_of(finding) == "share"
    given = [value for value in (limit.warn, limit.fail) if value is not None]
    if any(value < 0 for value in given):
        raise PolicyError(f"{place}: {finding}: a limit is at least 0")
    if share and limit.of == "value" and any(value > 1 for value in given):
        raise PolicyError(
            f"{place}: {finding} is a share of records, between 0 and 1: write 0.05 for 5 %, or of: count "
            "for a number of records"
        )
    if not share and limit.of == "count":
        raise PolicyError(f"{place}: {finding} is no share of records, so it has no count; leave out of: count")
    if len(given) == 2 and given[0] > given[1]:
        raise PolicyError(f"{place}: {finding}: warn is above fail, so it would never warn; swap them")


def _options(type_: type, given: Mapping[str, Any], where: Places, id: str) -> Any:
    known = [field_.name for field_ in fields(type_)]
    for name in given:
        if name not in known:
            raise PolicyError(
                f"{where('risks', id, 'options', name)}: the risk {id!r} has no option {name!r}; "
                + (nearest(name, known) if known else "it has none")
            )
    try:
        return validated(type_, dict(given))
    except ValidationError as error:
        unknown = [one for one in error.errors() if one["type"] == "unexpected_keyword_argument"]
        first = (unknown or error.errors())[0]
        loc = [part for part in first["loc"] if not isinstance(part, str) or "-" not in part]
        name = ".".join(map(str, loc))
        what = "there is no such key here" if unknown else said(first)
        raise PolicyError(f"{where('risks', id, 'options', *loc)}: {name}: {what}; see: auditor risks {id}") from error
    except UsageError as error:
        place = where("risks", id, "options", *_culprit(type_, given, str(error)))
        raise PolicyError(f"{place}: {error}") from error


def _culprit(type_: type, given: Mapping[str, Any], complaint: str) -> tuple[object, ...]:
    """The way to the option, or to the item of its list, that alone brings about the same complaint."""
    for name, value in given.items():
        if isinstance(value, list):
            for place, item in enumerate(value):
                if _complains(type_, {name: [item]}, complaint):
                    return name, place
        if _complains(type_, {name: value}, complaint):
            return (name,)
    return ()


def _complains(type_: type, given: Mapping[str, Any], complaint: str) -> bool:
    try:
        validated(type_, given)
    except ValidationError:
        return False
    except UsageError as error:
        return str(error).partition(";")[0] == complaint.partition(";")[0]  # the hint names what else there is
    return False
