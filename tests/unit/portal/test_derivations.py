"""Which ways of deriving a password are weaker than another one."""

from __future__ import annotations

import pytest

from backend_client.api.token_answer import PreloginAnswer
from backend_client.errors import DerivationChanged, DerivationDoubt
from backend_client.portal.derivations import AccountDerivations, asked_before, is_weaker
from backend_client.portal.key_watch import KeyWatch
from backend_client.portal.pins import KdfPin, Pins

PBKDF2 = KdfPin("pbkdf2", 600_000)
ARGON2 = KdfPin("argon2id", 3, 64, 4)


@pytest.mark.parametrize(
    ("now", "known", "weaker"),
    [
        (PBKDF2, PBKDF2, False),
        (KdfPin("pbkdf2", 599_999), PBKDF2, True),
        (KdfPin("pbkdf2", 700_000), PBKDF2, False),
        (ARGON2, PBKDF2, False),
        (KdfPin("argon2id", 6, 32, 4), PBKDF2, False),
        (KdfPin("argon2id", 2, 16, 1), PBKDF2, True),
        (PBKDF2, ARGON2, True),
        (KdfPin("pbkdf2", 10_000_000), ARGON2, True),
        (KdfPin("argon2id", 2, 64, 4), ARGON2, True),
        (KdfPin("argon2id", 6, 32, 4), ARGON2, True),
        (KdfPin("argon2id", 3, 64, 1), ARGON2, False),
        (KdfPin("argon2id", 4, 128, 8), ARGON2, False),
    ],
)
def test_weaker_in_any_respect(now: KdfPin, known: KdfPin, weaker: bool) -> None:
    assert is_weaker(now, known) is weaker


def prelogin(**more: object) -> PreloginAnswer:
    return PreloginAnswer.model_validate({"kdf": 0, "iterations": 600_000, **more})


def test_a_salt_is_compared_as_it_is_used() -> None:
    first = asked_before(prelogin(), " Ada@MSP.example ")
    assert first == asked_before(prelogin(salt="ada@msp.example"), "somebody@else.example")
    assert first is not None
    assert first != asked_before(prelogin(salt="other"), "ada@msp.example")


def of(watch: KeyWatch, *names: str) -> AccountDerivations:
    found = AccountDerivations(watch)
    for name in names:
        found.typed(name, goes_on=True)
    return found


def test_what_changed_is_told_and_nothing_is_pinned() -> None:
    watch = KeyWatch(Pins(), "vault.example")
    ada, weak = of(watch, "Ada"), KdfPin("pbkdf2", 5_000)
    assert ada.check(PBKDF2) == PBKDF2  # nothing known
    watch.pins.pin_kdf(watch.server, ["ada"], PBKDF2)
    assert ada.check(None) is None  # a kind nobody knows is refused elsewhere
    assert of(watch, "bob").check(weak) == weak
    with pytest.raises(DerivationChanged) as weaker:
        of(watch, "bob", "ada").check(weak)
    assert (weaker.value.doubt, weaker.value.before) == (DerivationDoubt.WEAKER, PBKDF2.words)
    with pytest.raises(DerivationChanged) as salted:
        ada.check(KdfPin("pbkdf2", 600_000, salt="e" * 64))
    assert salted.value.doubt is DerivationDoubt.SALT
    assert watch.pins.kdf(watch.server, "ada") == PBKDF2


def test_of_several_names_the_one_that_refuses_is_told() -> None:
    watch, weak = KeyWatch(Pins(), "vault.example"), KdfPin("pbkdf2", 5_000)
    watch.pins.pin_kdf(watch.server, ["ada"], weak)
    watch.pins.pin_kdf(watch.server, ["user.1"], PBKDF2)
    account = of(watch, "ada")
    account.told("1", "ada")
    with pytest.raises(DerivationChanged):
        account.check(weak)
    assert account.compared(None) == (PBKDF2, weak)
    account.accept(None)
    assert watch.pins.kdf(watch.server, "user.1") == weak
    assert account.check(weak) == weak
    account.typed("bob")
    assert account.compared(weak) == (None, weak), "somebody else signs in"
