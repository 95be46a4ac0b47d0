"""From a master password to the account's keys. Slow and free of I/O: call it in a thread.

`Session` loads this module at the first password, so a session that only watches never pays for
cryptography.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.kdf import Kdf, MasterKey, derive_master_key, kdf_from_wire
from backend_client.errors import BrowserReason, SignInNeedsBrowser
from backend_client.portal.key_ring import KeyRing
from backend_client.secret import Secret


@dataclass(slots=True)
class Attempt:
    """A password sign-in that is under way: what was typed, and what was derived from it."""

    email: str
    password: Secret
    kdf: Kdf
    salt: str
    master_key: MasterKey
    proof: Secret

    request_id: ClassVar[str] = ""

    def __repr__(self) -> str:
        return "Attempt(********)"

    def open(self, answer: TokenAnswer) -> KeyRing:
        """The keys, with the master key at hand unless the token answer names another derivation."""
        if (_kdf(answer), _salt(answer)) == (self.kdf, self.salt):
            return KeyRing(open_account(self.master_key, wrapped_account(answer)))
        return open_with_password(self.password, answer)

    def drop(self) -> None:
        """Let go of the password and its proof."""
        self.password.drop()
        self.proof.drop()


def begin_attempt(email: str, password: Secret, prelogin: PreloginAnswer) -> Attempt:
    """Derive the master key the way `prelogin` says. Raises KdfRefused before deriving anything."""
    kdf = kdf_from_wire(prelogin.kdf, prelogin.iterations, prelogin.memory, prelogin.parallelism)
    salt = prelogin.salt or email.strip().lower()
    master_key = derive_master_key(password, salt, kdf)
    return Attempt(email, password, kdf, salt, master_key, Secret(master_key.authentication_hash(password)))


def open_with_password(password: Secret, answer: TokenAnswer) -> KeyRing:
    """The keys. Raises KdfRefused, DecryptionFailed, SignInNeedsBrowser, UnsupportedEncryption."""
    wrapped = wrapped_account(answer)
    return KeyRing(open_account(derive_master_key(password, _salt(answer), _kdf(answer)), wrapped))


def prove_with_password(password: Secret, answer: TokenAnswer) -> Secret:
    """The authentication hash of a password that opens the account's keys.

    Raises KdfRefused, DecryptionFailed, SignInNeedsBrowser, UnsupportedEncryption.
    """
    wrapped = wrapped_account(answer)
    master_key = derive_master_key(password, _salt(answer), _kdf(answer))
    KeyRing(open_account(master_key, wrapped)).wipe()
    return Secret(master_key.authentication_hash(password))


def _kdf(answer: TokenAnswer) -> Kdf:
    return kdf_from_wire(answer.kdf, answer.kdf_iterations, answer.kdf_memory, answer.kdf_parallelism)


def _salt(answer: TokenAnswer) -> str:
    """The salt is the server's to say; only where it is silent it is the e-mail."""
    return answer.salt or answer.email


def wrapped_account(answer: TokenAnswer, *, password: bool = True) -> WrappedAccount:
    """The account's keys as they came; with `password`, for a master password to open.

    Raises SignInNeedsBrowser where there is nothing that could be opened.
    """
    user_key = answer.wrapped_user_key or ""
    if not answer.wrapped_private_key or (password and not user_key):
        raise SignInNeedsBrowser(_why_not(answer))
    if password and user_key.startswith("0."):
        raise SignInNeedsBrowser(BrowserReason.OLD_ENCRYPTION)
    return WrappedAccount(
        user_key=user_key,
        private_key=answer.wrapped_private_key,
        public_key=answer.public_key,
        signing_key=answer.wrapped_signing_key,
        verifying_key=answer.verifying_key,
        signed_public_key=answer.signed_public_key,
        security_state=answer.security_state,
        security_version=answer.security_version,
    )


def _why_not(answer: TokenAnswer) -> BrowserReason:
    if answer.key_connector:
        return BrowserReason.KEY_CONNECTOR
    if not answer.wrapped_private_key or answer.has_master_password:
        return BrowserReason.OLD_ENCRYPTION
    return BrowserReason.NO_MASTER_PASSWORD
