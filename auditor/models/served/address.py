"""Where a model is served, and with which key: `http://host:port/v1#name`."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from auditor.errors import UsageError

KEY = "OPENAI_API_KEY"
"""Environment variable of the key, where no other is named."""
_FORM = "give http://host:port/v1#name, where the name is one that the server lists under /v1/models"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and the model on it."""

    url: str
    """Without the name, and without a stroke at its end."""
    model: str | None
    """None where the address names none."""

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @property
    def private(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.loopback or urlsplit(self.url).scheme == "https"


@dataclass(frozen=True, slots=True)
class Key:
    """What the server is shown. It stands in no message and no log."""

    value: str | None = field(repr=False)
    source: str
    """Environment variable that holds it."""
    held_back: bool = False
    """Whether there is one that is not sent, as others could read it on the way."""


def parse(url: str) -> Address:
    """The address that a user gives.

    Raises:
        UsageError: it is none. The message does not quote it where it holds a password or a query.
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise UsageError(f"the address of the server cannot be read; {_FORM}") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"{host}: put no password into the address, but the key into the environment ({KEY})")
    if parts.query:
        raise UsageError(f"{host}: the address has a query (?..); name the model behind #, and leave all else out")
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise UsageError(f"{url}: this is no address of a server; {_FORM}")
    return Address(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", parts.fragment or None)


def key_for(address: Address, source: str | None) -> Key:
    """The key in an environment variable.

    That of `OPENAI_API_KEY` is for whoever it was meant for: it is not sent where others could read it on the way,
    which one of a variable that was named on purpose is.

    Raises:
        UsageError: what stands in the variable can be no key.
    """
    name = source or KEY
    value = os.environ.get(name, "").strip()
    if not value:
        return Key(None, name)
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise UsageError(f"{name}: what stands in this environment variable is no key; set it again")
    if source is None and not address.private:
        return Key(None, name, held_back=True)
    return Key(value, name)
