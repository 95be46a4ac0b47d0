"""What is not as it was known: keys, how a password is derived, the file that remembers both."""

from __future__ import annotations

from datetime import datetime

from backend_client.errors.root import SeatwardenError
from backend_client.reasons import DerivationDoubt, KeyDoubt, PinsFault


class TrustError(SeatwardenError):
    """Something is not what this program knew it to be. Nothing was encrypted, and no password was used."""


class KeyChanged(TrustError):
    """An act would encrypt with or to a key that is not the known one.

    `provider`: it is a provider's key, else a client's. `name` is the client's (foreign text), empty for a
    provider. `first_seen` is when the known key was pinned; None where none is known.
    """

    def __init__(
        self, doubt: KeyDoubt, *, provider: bool, name: str = "", first_seen: datetime | None = None
    ) -> None:
        super().__init__(f"the key is not the known one ({doubt})")
        self.doubt = doubt
        self.provider = provider
        self.name = name
        self.first_seen = first_seen


class DerivationChanged(TrustError):
    """The server wants a password derived otherwise than last time. `before` and `now` say how, in short."""

    def __init__(self, doubt: DerivationDoubt, *, before: str = "", now: str = "") -> None:
        super().__init__(f"the derivation is not the known one ({doubt})")
        self.doubt = doubt
        self.before = before
        self.now = now


class PinsUnusable(TrustError):
    """The file of known keys cannot be used, and is not replaced until somebody says so."""

    def __init__(self, fault: PinsFault) -> None:
        super().__init__(f"the file of known keys cannot be used ({fault})")
        self.fault = fault
