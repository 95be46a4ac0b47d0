"""What this program remembers of keys, so that a server cannot put others in their place unseen.

One JSON file, readable by its owner only: ids and digests of keys, never a key; addresses of people who were
confirmed; and how each account's password was last derived. Pins are kept per server, not per account: the
key of an organization is the same for everybody who holds it, and a server that tells another account id gets
no clean sheet.
Several processes of one person may write: each change locks the file, reads it anew and replaces it.

A file that is not there is a first start. A file that cannot be read, was damaged, or could have been
written by somebody else is neither used nor replaced: every method raises `PinsUnusable` until
`set_aside`.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from backend_client.errors import PinsFault, PinsUnusable
from backend_client.portal import clock
from backend_client.private_files import UntrustedFile, locked, open_private, replace_private

_VERSION: Final = 1
_MOST_BYTES: Final = 16 * 1024 * 1024
_HEX: Final = frozenset("0123456789abcdef")
_DIGEST_LENGTHS: Final = (32, 64)


class PinKind(StrEnum):
    """What a pin is of. PROVIDER, CLIENT: a symmetric key, by its id. PERSON, ORGANIZATION: a public key, by
    the SHA-256 of its SPKI bytes."""

    PROVIDER = "provider"
    CLIENT = "client"
    PERSON = "person"
    ORGANIZATION = "organization"


Subject = tuple[PinKind, str]
"""Whose key: the kind, and the id that the server gives the provider, organization or account."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One known key. `digest` names it and reveals nothing; `who` (an e-mail) compared or accepted it at
    `at` (UTC), and is empty where it was pinned because it was the first."""

    digest: str
    at: datetime
    who: str = ""


@dataclass(frozen=True, slots=True)
class KdfPin:
    """How a password was derived: `kind` "pbkdf2" or "argon2id", the costs (zero where the kind has none),
    and the SHA-256 of the salt."""

    kind: str
    iterations: int
    memory_mib: int = 0
    parallelism: int = 0
    salt: str = ""

    @property
    def words(self) -> str:
        """Kind and cost, for people; terms that are in no language."""
        if self.kind == "pbkdf2":
            return f"PBKDF2 x {self.iterations}"
        return f"Argon2id x {self.iterations}, {self.memory_mib} MiB"


@dataclass(slots=True)
class _Known:
    """What the file holds: by server and subject, by server and account name."""

    keys: dict[str, dict[Subject, Pin]] = field(default_factory=dict)
    kdfs: dict[str, dict[str, KdfPin]] = field(default_factory=dict)


_Stamp = tuple[int, int, int]


class Pins:
    """The pins file at `path`; without one they live as long as this object.

    Every method raises PinsUnusable where the file cannot be trusted, and every change OSError where it
    cannot be written; nothing of such a change is remembered.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known = _Known()
        self._stamp: _Stamp | None = None

    @property
    def path(self) -> Path | None:
        """Where they are kept."""
        return self._path

    def keys(self, server: str) -> Mapping[Subject, Pin]:
        """Every pinned key of `server`."""
        self._refresh()
        return self._known.keys.get(server, {})

    def kdf(self, server: str, account: str) -> KdfPin | None:
        """How the password of `account` was last derived."""
        self._refresh()
        return self._known.kdfs.get(server, {}).get(account)

    def pin(self, server: str, digests: Mapping[Subject, str], *, who: str = "", first: bool = True) -> None:
        """Remember these keys. With `first`, only where nothing is known of a subject yet."""
        at = clock.now()
        with self._changing() as known:
            keys = known.keys.setdefault(server, {})
            for subject, digest in digests.items():
                if not (first and subject in keys):
                    keys[subject] = Pin(digest, at, who)

    def pin_kdf(self, server: str, accounts: Iterable[str], kdf: KdfPin) -> None:
        """Remember how the password of an account is derived, under each name it signs in with."""
        with self._changing() as known:
            known.kdfs.setdefault(server, {}).update(dict.fromkeys(accounts, kdf))

    def set_aside(self) -> Path | None:
        """Rename a file that cannot be used, so that the next key seen is the first again.

        Returns its new name; None where there was nothing wrong. Raises OSError.
        """
        try:
            self._refresh()
        except PinsUnusable:
            if self._path is None:
                return None
            aside = self._path.with_name(f"{self._path.name}.unusable-{clock.now():%Y%m%dT%H%M%S}")
            self._path.rename(aside)
            self._known, self._stamp = _Known(), None
            return aside
        return None

    # The file

    def _refresh(self) -> None:
        """Read it again where another process replaced it."""
        if self._path is None:
            return
        try:
            descriptor = open_private(self._path, os.O_RDONLY)
        except FileNotFoundError:
            if self._stamp is not None:  # somebody took it away; what it held is still known here
                with suppress(OSError):
                    self._write(self._known)
            return
        except UntrustedFile:
            raise PinsUnusable(PinsFault.FOREIGN) from None
        except OSError:
            raise PinsUnusable(PinsFault.UNREADABLE) from None
        with os.fdopen(descriptor, "rb") as file:
            stamp = _stamp(os.fstat(descriptor))
            if stamp != self._stamp:
                self._known, self._stamp = _read(file), stamp

    @contextmanager
    def _changing(self) -> Iterator[_Known]:
        """What the file holds now, to be changed; on disk afterwards."""
        if self._path is None:
            yield self._known
            return
        with locked(self._path):
            self._refresh()
            known = _Known(
                {server: dict(keys) for server, keys in self._known.keys.items()},
                {server: dict(kdfs) for server, kdfs in self._known.kdfs.items()},
            )
            yield known
            self._write(known)
            self._known = known

    def _write(self, known: _Known) -> None:
        if self._path is not None:
            body = json.dumps(_record(known), sort_keys=True).encode("ascii")
            if len(body) > _MOST_BYTES:  # a server may show any number of keys: what is kept can be read back
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            replace_private(self._path, body)
            self._stamp = _stamp(self._path.lstat())


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _read(file: IO[bytes]) -> _Known:
    """Raises PinsUnusable."""
    try:
        return _parsed(json.loads(file.read(_MOST_BYTES)))
    except OSError:
        raise PinsUnusable(PinsFault.UNREADABLE) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise PinsUnusable(PinsFault.DAMAGED) from None


def _record(known: _Known) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "keys": {
            server: {
                f"{kind.value} {subject_id}": {"key": pin.digest, "at": pin.at.isoformat(), "who": pin.who}
                for (kind, subject_id), pin in keys.items()
            }
            for server, keys in known.keys.items()
        },
        "derivations": {
            server: {
                account: {
                    "kind": kdf.kind,
                    "iterations": kdf.iterations,
                    "memory": kdf.memory_mib,
                    "parallelism": kdf.parallelism,
                    "salt": kdf.salt,
                }
                for account, kdf in kdfs.items()
            }
            for server, kdfs in known.kdfs.items()
        },
    }


def _parsed(body: Mapping[str, Any]) -> _Known:
    """Raises ValueError, TypeError, KeyError, AttributeError for anything but what `_record` makes."""
    if body["version"] != _VERSION:
        raise ValueError("version")
    return _Known(
        {
            server: dict(_parsed_pin(name, pin) for name, pin in keys.items())
            for server, keys in body["keys"].items()
        },
        {
            server: {account: _parsed_kdf(kdf) for account, kdf in kdfs.items()}
            for server, kdfs in body["derivations"].items()
        },
    )


def _parsed_pin(name: str, pin: Mapping[str, Any]) -> tuple[Subject, Pin]:
    kind, _, subject_id = name.partition(" ")
    digest, who = pin["key"], pin["who"]
    if not subject_id or not _is_digest(digest) or not isinstance(who, str):
        raise ValueError("pin")
    return (PinKind(kind), subject_id), Pin(digest, clock.read_moment(pin["at"]), who)


def _parsed_kdf(kdf: Mapping[str, Any]) -> KdfPin:
    numbers = [kdf[name] for name in ("iterations", "memory", "parallelism")]
    if any(type(number) is not int or number < 0 for number in numbers):
        raise ValueError("cost")
    if kdf["kind"] not in ("pbkdf2", "argon2id") or not _is_digest(kdf["salt"]):
        raise ValueError("derivation")
    iterations, memory_mib, parallelism = numbers
    return KdfPin(kdf["kind"], iterations, memory_mib, parallelism, kdf["salt"])


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) in _DIGEST_LENGTHS and _HEX.issuperset(text)
