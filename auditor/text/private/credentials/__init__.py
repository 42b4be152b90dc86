"""Keys, tokens and passwords, in the forms that their issuers publish; one module for each family of issuers.

The order decides between two forms of the same value: whoever has a start of its own comes before whoever is told by
the name of its issuer, and what is told by the word "key" alone comes last.
"""

from __future__ import annotations

from auditor.text.private.credentials import (
    chinese_clouds,
    clouds,
    databases,
    hosting,
    messaging,
    model_vendors,
    passwords,
    payments,
    products,
    tooling,
)  # fmt: skip
from auditor.text.private.credentials.forms import BASE62 as _BASE62
from auditor.text.private.model import Pattern
from auditor.text.private.wrapped import JWT, PRIVATE_KEY, URL_PASSWORD

__all__ = ["PATTERNS", "_BASE62"]

PATTERNS: tuple[Pattern, ...] = (
    *clouds.PATTERNS,
    *chinese_clouds.PATTERNS,
    *hosting.PATTERNS,
    *model_vendors.PATTERNS,
    *payments.PATTERNS,
    *messaging.PATTERNS,
    *tooling.PATTERNS,
    *products.PATTERNS,
    *databases.PATTERNS,
    PRIVATE_KEY,
    JWT,
    URL_PASSWORD,
    *passwords.PATTERNS,
)
"""Every form of a credential."""
