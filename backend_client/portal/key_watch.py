"""Whether a key that opens is the one that is known. Trust on first use: the first one seen is pinned.

A server cannot make a key of its own pass for a known one. What it can do is show one for the first time;
that is why a confirmed fingerprint phrase counts for more than a pin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from backend_client.errors import KeyChanged, KeyDoubt, PinsUnusable
from backend_client.portal.pins import Pin, PinKind, Pins, Subject

_SYMMETRIC: Final = frozenset({PinKind.PROVIDER, PinKind.CLIENT})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the key `digest` is not trusted; `known` is the pinned one, where there is one."""

    reason: KeyDoubt
    digest: str
    known: Pin | None = None

    def error(self, *, provider: bool, name: str = "") -> KeyChanged:
        """What to raise where something would be encrypted with it. `name` is a client's."""
        first_seen = self.known.at if self.known is not None else None
        return KeyChanged(self.reason, provider=provider, name=name, first_seen=first_seen)


class KeyWatch:
    """Compares the keys of one server with the pins. None of its questions raises."""

    def __init__(self, pins: Pins, server: str) -> None:
        self.pins = pins
        self.server = server

    def judge(
        self, digests: Mapping[Subject, str], *, vouched: bool = True, beside: Iterable[str] = ()
    ) -> dict[Subject, Doubt]:
        """Those of these keys that are not trusted, and why.

        Keys seen for the first time are pinned, on disk before this returns, unless what opened them is not
        trusted itself (`vouched`), or another provider or client has the same key: one of these, a pinned
        one, or one of those `beside`.
        """
        try:
            known = self.pins.keys(self.server)
            fresh = {subject: digest for subject, digest in digests.items() if subject not in known}
            if fresh:
                shared = _shared(fresh, known, beside)
                known = self._pinned(fresh, known, shared, vouched=vouched)
        except PinsUnusable:
            return {subject: Doubt(KeyDoubt.PINS, digest) for subject, digest in digests.items()}
        doubts = {
            subject: Doubt(KeyDoubt.CHANGED, digest, pin)
            for subject, digest in digests.items()
            if (pin := known.get(subject)) is not None and pin.digest != digest
        }
        for subject, digest in fresh.items():
            if subject not in known:
                unpinned = KeyDoubt.UNSAVED if vouched else KeyDoubt.UNVOUCHED
                doubts[subject] = Doubt(KeyDoubt.SHARED if digest in shared else unpinned, digest)
        return doubts

    def compare(self, subject: Subject, digest: str, judged: Doubt | None) -> Doubt | None:
        """Why this key is not trusted, without pinning it. `judged` is what `judge` last said of it: it holds
        as long as nothing is known of the subject."""
        try:
            pin = self.pins.keys(self.server).get(subject)
        except PinsUnusable:
            return Doubt(KeyDoubt.PINS, digest)
        if pin is None:
            return judged or Doubt(KeyDoubt.UNSAVED, digest)
        return None if pin.digest == digest else Doubt(KeyDoubt.CHANGED, digest, pin)

    def accept(self, subject: Subject, digest: str, who: str) -> None:
        """From now on this is the known key. Raises OSError, PinsUnusable."""
        self.pins.pin(self.server, {subject: digest}, who=who, first=False)

    def known(self, subject: Subject) -> Pin | None:
        """The pin of one subject; None where there is none, or no telling."""
        try:
            return self.pins.keys(self.server).get(subject)
        except PinsUnusable:
            return None

    def is_another(self, subject: Subject, digest: str) -> bool:
        """Whether this is surely not the known key; False where none is known, or no telling."""
        pin = self.known(subject)
        return pin is not None and pin.digest != digest

    def note(self, subject: Subject, digest: str, who: str = "") -> None:
        """Remember a key that was vouched for otherwise: made here, opened with a known key, compared by a
        person. Where it cannot be written down, it is not known."""
        with suppress(OSError, PinsUnusable):
            if self.pins.keys(self.server).get(subject) is None or self.is_another(subject, digest):
                self.pins.pin(self.server, {subject: digest}, who=who, first=False)

    def _pinned(
        self,
        fresh: Mapping[Subject, str],
        known: Mapping[Subject, Pin],
        shared: frozenset[str],
        *,
        vouched: bool,
    ) -> Mapping[Subject, Pin]:
        """The pins, with those that may be made quietly. Raises PinsUnusable."""
        quiet = {subject: digest for subject, digest in fresh.items() if digest not in shared}
        if not vouched or not quiet:
            return known
        try:
            self.pins.pin(self.server, quiet)
        except OSError:
            return known
        return self.pins.keys(self.server)


def _shared(
    fresh: Mapping[Subject, str], known: Mapping[Subject, Pin], beside: Iterable[str]
) -> frozenset[str]:
    """Digests of symmetric keys that more than one provider or client has: each makes its own."""
    counted = Counter(digest for (kind, _), digest in fresh.items() if kind in _SYMMETRIC)
    taken = {pin.digest for (kind, _), pin in known.items() if kind in _SYMMETRIC}.union(beside)
    return frozenset(digest for digest, times in counted.items() if times > 1 or digest in taken)
