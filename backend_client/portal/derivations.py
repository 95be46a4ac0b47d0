"""Whether a server wants a master password derived the way it was derived last time.

A server that lowers the cost, or chooses another salt, learns a hash that is cheaper to guess from. The
bounds of `crypto/kdf.py` stop the worst of it; what was asked last time stops the rest. Checked before a
password is used for anything.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from backend_client.errors import DerivationChanged, DerivationDoubt, PinsUnusable
from backend_client.portal.pins import KdfPin

if TYPE_CHECKING:
    from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
    from backend_client.portal.key_watch import KeyWatch

_USUAL_ARGON2ID_PASSES: Final = 3 * 64
"""Iterations times MiB that the official clients begin with."""

_KINDS = {0: "pbkdf2", 1: "argon2id"}


def asked_before(prelogin: PreloginAnswer, email: str) -> KdfPin | None:
    """What prelogin asks for; None for a kind that nobody knows, which is refused elsewhere."""
    return _pin(
        prelogin.kdf, prelogin.iterations, prelogin.memory, prelogin.parallelism, prelogin.salt or email
    )


def asked_by(answer: TokenAnswer) -> KdfPin | None:
    """What a token answer asks for; None for a kind that nobody knows, which is refused elsewhere."""
    return _pin(
        answer.kdf,
        answer.kdf_iterations,
        answer.kdf_memory,
        answer.kdf_parallelism,
        answer.salt or answer.email,
    )


class AccountDerivations:
    """How the password of one account is derived, remembered under every name of it.

    What a person typed decides which derivation is known: a server that tells another address, or another
    account, gets no clean sheet.
    """

    def __init__(self, watch: KeyWatch) -> None:
        self._watch = watch
        self._typed: tuple[str, ...] = ()
        self._told: tuple[str, ...] = ()
        self._refused: KdfPin | None = None

    def typed(self, name: str, *, goes_on: bool = False) -> None:
        """An address or the id of an API key that somebody signs in with; `goes_on`: to the same account."""
        if not goes_on:
            self._typed = self._told = ()
        self._typed = (*self._typed, name.strip().casefold())

    def told(self, user_id: str, email: str) -> None:
        """What the server says of who is signed in."""
        self._told = (f"user.{user_id}".casefold(), email.strip().casefold())

    def check(self, now: KdfPin | None) -> KdfPin | None:
        """`now`, unless the password was derived in a stronger way, or with another salt, before. Raises
        DerivationChanged, PinsUnusable."""
        self._refused = now
        for known in self._known():
            doubt = _doubt(now, known) if now is not None else None
            if doubt is not None and now is not None:
                raise DerivationChanged(doubt, before=known.words, now=now.words)
        self._refused = None
        return now

    def compared(self, now: KdfPin | None) -> tuple[KdfPin | None, KdfPin | None]:
        """The known one, and what is wanted: what was refused last, else `now`. Raises PinsUnusable."""
        wanted, known = self._refused or now, self._known()
        refusing = (pin for pin in known if wanted is not None and _doubt(wanted, pin) is not None)
        return next(refusing, next(iter(known), None)), wanted

    def accept(self, now: KdfPin | None) -> None:
        """What was refused last, else `now`, is known from now on. Raises OSError, PinsUnusable."""
        wanted = self._refused or now
        if wanted is not None:
            self._watch.pins.pin_kdf(self._watch.server, self._names, wanted)
        self._refused = None

    def remember(self, now: KdfPin | None) -> None:
        """It opened the keys. Where it cannot be written down, the next sign-in is the first again."""
        with suppress(OSError, PinsUnusable):
            pins, server = self._watch.pins, self._watch.server
            if now is not None and any(pins.kdf(server, name) != now for name in self._names):
                pins.pin_kdf(server, self._names, now)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._typed, *self._told)))

    def _known(self) -> tuple[KdfPin, ...]:
        pins = (self._watch.pins.kdf(self._watch.server, name) for name in self._names)
        return tuple(pin for pin in pins if pin is not None)


def _doubt(now: KdfPin, known: KdfPin) -> DerivationDoubt | None:
    if is_weaker(now, known):
        return DerivationDoubt.WEAKER
    return DerivationDoubt.SALT if now.salt != known.salt else None


def is_weaker(now: KdfPin, known: KdfPin) -> bool:
    """Whether guessing a password costs less in any respect. Lanes are no cost: guesses share them. Going to
    Argon2id is no loss from what the official clients begin with on."""
    if now.kind != known.kind:
        passes = now.iterations * now.memory_mib
        return known.kind == "argon2id" or passes < _USUAL_ARGON2ID_PASSES
    return now.iterations < known.iterations or now.memory_mib < known.memory_mib


def _pin(kind: int, iterations: int, memory: int | None, parallelism: int | None, salt: str) -> KdfPin | None:
    name = _KINDS.get(kind)
    if name is None:
        return None
    digest = sha256(salt.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
    if name == "pbkdf2":  # the others mean nothing there
        return KdfPin(name, iterations, salt=digest)
    return KdfPin(name, iterations, memory or 0, parallelism or 0, digest)
