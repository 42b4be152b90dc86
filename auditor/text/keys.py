"""Keys and fingerprints: how the auditor can name a private value without ever storing it.

A fingerprint is HMAC-SHA256(key, kind, canonical value), cut to 128 bits. The key comes from the environment
(`AUDITOR_KEY`, or the file that `AUDITOR_KEY_FILE` names). Reports carry the key's id, so that two of them can be
joined only if they were made with the same key. Without a key a fingerprint names the place, not the value: phone
numbers are few enough to try them all, so a digest without a secret would give them away.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.errors import UsageError

PUBLIC_KEY = "finetune-auditor public key: for the demo and the tests only"
_NO_KEY = b"finetune-auditor: no key"
_SHORTEST = 16


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and the id under which reports name it; the id is None where there is no secret."""

    secret: bytes = field(repr=False)
    id: str | None

    def record_digest(self, content: bytes) -> int:
        """128-bit digest of a record's canonical content; the data digest is the sum of them, mod 2^128."""
        return int.from_bytes(hashlib.blake2b(content, digest_size=16, key=self.secret[:64]).digest(), "big")

    def data_digest(self, total: int) -> str:
        """Name of the data (32 hex digits) from the sum of its record digests.

        Without a secret it is slow on purpose: else a dataset of one short record could be found by trying.
        """
        return f"{total:032x}" if self.id is not None else sealed(total.to_bytes(16, "big"))

    def record_id(self, digest: int, origin: str) -> str:
        """Name of a record: its content and place under a key, its place alone without one."""
        if self.id is None:
            return hashlib.blake2b(origin.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return f"{digest >> 64:016x}@{origin}"

    def fingerprint(self, kind: str, value: str, place: str) -> str:
        """Name of a private value (32 hex digits): of the value under a key, of its place without one."""
        return self.value_digest(kind, value if self.id is not None else place).hex()

    def value_digest(self, kind: str, value: str) -> bytes:
        """16 bytes that name a value within one run. Without a secret they must not be written anywhere."""
        message = f"{kind}\x00{value}".encode("utf-8", "surrogatepass")
        inner, outer = _started(self.secret)
        inside, outside = inner.copy(), outer.copy()
        inside.update(message)
        outside.update(inside.digest())
        return bytes(outside.digest()[:16])


@lru_cache(maxsize=8)
def _started(secret: bytes) -> tuple[Any, Any]:
    """The two hashes of an HMAC (RFC 2104) after the secret: half of the time that it takes for a short message."""
    block = (hashlib.sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
    return inner, outer


def sealed(content: bytes) -> str:
    """A digest (32 hex digits) that is slow on purpose, so that a short content cannot be found by trying."""
    return hashlib.scrypt(content, salt=_NO_KEY, n=2**14, r=8, p=1, dklen=16).hex()


def key_from(secret: str | None) -> Key:
    """The key of a secret; None gives the keyless one.

    Raises:
        UsageError: the secret is shorter than 16 characters.
    """
    if secret is None:
        return Key(_NO_KEY, None)
    if len(secret) < _SHORTEST:
        raise UsageError(
            f"the key has {len(secret)} characters, which can be guessed; give AUDITOR_KEY at least {_SHORTEST}, "
            "for example the output of: openssl rand -hex 32"
        )
    material = hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
    return Key(material, hashlib.sha256(b"key id\x00" + material).hexdigest()[:12])


def key_from_environment(environment: Mapping[str, str] | None = None) -> Key:
    """The key that `AUDITOR_KEY` or the file named by `AUDITOR_KEY_FILE` gives, or the keyless one.

    Raises:
        UsageError: the file cannot be read, or the key is too short.
    """
    env = os.environ if environment is None else environment
    if secret := env.get("AUDITOR_KEY", "").strip():
        return key_from(secret)
    if name := env.get("AUDITOR_KEY_FILE"):
        try:
            return key_from(Path(name).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"{name}: the key file cannot be read ({type(error).__name__}); "
                "give AUDITOR_KEY_FILE a readable text file, or unset it"
            ) from error
    return key_from(None)
