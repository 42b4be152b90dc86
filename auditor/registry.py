"""Which risks there are: `overview`, the modules of `auditor.risks`, then installed plug-ins.

A plug-in is a package with an entry point of the group `auditor.risks` that names a `Risk`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import MappingProxyType

from auditor import overview
from auditor import risks as package
from auditor.checks import Risk
from auditor.errors import UsageError, nearest

GROUP = "auditor.risks"


@cache
def risks() -> Mapping[str, Risk]:
    """Every risk by id: the overview first, the others sorted.

    Raises:
        UsageError: a plug-in cannot be imported, is no `Risk`, or takes an id that is taken.
    """
    own = [import_module(f"{package.__name__}.{module.name}").RISK for module in iter_modules(package.__path__)]
    found = {risk.id: risk for risk in [overview.RISK, *sorted(own, key=lambda risk: risk.id)]}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            plugin = point.load()
        except Exception as error:
            raise UsageError(
                f"the plug-in {point.name} ({point.value}) cannot be imported: {type(error).__name__}; "
                "mend or uninstall its package"
            ) from error
        if not isinstance(plugin, Risk) or plugin.id in found:
            raise UsageError(
                f"the plug-in {point.name} ({point.value}) is no Risk, or its id is taken; "
                "mend or uninstall its package"
            )
        found[plugin.id] = plugin
    return MappingProxyType(found)


def page(risk: Risk) -> str:
    """The page of a risk: the docstring of its module."""
    return (import_module(risk.module).__doc__ or "").strip()


def risk(id: str) -> Risk:
    """The risk of an id.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    if found := risks().get(id):
        return found
    raise UsageError(f"there is no risk {id!r}; {nearest(id, risks())}")
