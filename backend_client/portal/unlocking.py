"""From a master password to the account's keys. Slow and free of I/O: call it in a thread.

`Session` loads this module at the first password, so a session that only watches never pays for
cryptography.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def __repr__(self) -> str:
        return "Attempt(********)"

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


def open_with_attempt(attempt: Attempt, answer: TokenAnswer) -> KeyRing:
    """The keys, with the master key at hand unless the token answer names another derivation."""
    if (_kdf(answer), _salt(answer)) == (attempt.kdf, attempt.salt):
        return KeyRing(open_account(attempt.master_key, _wrapped(answer)))
    return open_with_password(attempt.password, answer)


def open_with_password(password: Secret, answer: TokenAnswer) -> KeyRing:
    """The keys. Raises KdfRefused, DecryptionFailed, SignInNeedsBrowser, UnsupportedEncryption."""
    wrapped = _wrapped(answer)
    return KeyRing(open_account(derive_master_key(password, _salt(answer), _kdf(answer)), wrapped))


def prove_with_password(password: Secret, answer: TokenAnswer) -> Secret:
    """The authentication hash of a password that opens the account's keys.

    Raises KdfRefused, DecryptionFailed, SignInNeedsBrowser, UnsupportedEncryption.
    """
    wrapped = _wrapped(answer)
    master_key = derive_master_key(password, _salt(answer), _kdf(answer))
    KeyRing(open_account(master_key, wrapped)).wipe()
    return Secret(master_key.authentication_hash(password))


def _kdf(answer: TokenAnswer) -> Kdf:
    return kdf_from_wire(answer.kdf, answer.kdf_iterations, answer.kdf_memory, answer.kdf_parallelism)


def _salt(answer: TokenAnswer) -> str:
    """The salt is the server's to say; only where it is silent it is the e-mail."""
    return answer.salt or answer.email


def _wrapped(answer: TokenAnswer) -> WrappedAccount:
    if not answer.wrapped_user_key or not answer.wrapped_private_key:
        raise SignInNeedsBrowser(BrowserReason.NO_MASTER_PASSWORD)
    return WrappedAccount(
        user_key=answer.wrapped_user_key,
        private_key=answer.wrapped_private_key,
        public_key=answer.public_key,
        signing_key=answer.wrapped_signing_key,
        verifying_key=answer.verifying_key,
        signed_public_key=answer.signed_public_key,
        security_state=answer.security_state,
        security_version=answer.security_version,
    )
