"""Errors in words: what happened, what is still true, what to do. The one place errors get words.

Everything foreign (host names, the server's own sentences, typed names) is made safe and short here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from backend_client import errors
from tui.safe_text import safe_text
from tui.translate import _

_FOREIGN_LIMIT: Final = 80
_HOST_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Explanation:
    """`title` in a few words, `sentence` saying what happened, `next_step` saying what to do about it."""

    title: str
    sentence: str
    next_step: str

    def line(self, state: str = "") -> str:
        """All of it in one line; `state` (a finished sentence) says what is still true of the data."""
        return " ".join(part for part in (self.sentence, state, self.next_step) if part)


def explanation_of(error: BaseException) -> Explanation:
    """The words for `error`: those of its class, else of the nearest class above it."""
    for kind in type(error).__mro__:
        if kind in _WORDS:
            return _WORDS[kind](error)
    return Explanation(
        _("Unexpected error"),
        _("Something went wrong inside this program ({kind}).").format(kind=type(error).__name__),
        _("R tries again; if it stays, please report it."),
    )


def _host(error: errors.TransportError) -> str:
    return safe_text(error.host, limit=_HOST_LIMIT) if error.host else _("The server")


def _said(error: errors.ResponseError) -> str:
    """The server's own words, safe and short, in quotation marks; empty when it gave none."""
    spoken = error.server_message or " ".join(each for said in error.validation.values() for each in said)
    return _(" It says: '{text}'.").format(text=safe_text(spoken, limit=_FOREIGN_LIMIT)) if spoken else ""


def _retry() -> str:
    return _("R tries again.")


def _unreachable(error: errors.ServerUnreachable) -> Explanation:
    sentence = {
        errors.UnreachableReason.NAME: _("{host} was not found: the name does not resolve."),
        errors.UnreachableReason.REFUSED: _("{host} refused the connection."),
        errors.UnreachableReason.NETWORK: _("{host} cannot be reached: the network broke."),
    }[error.reason]
    return Explanation(_("Server unreachable"), sentence.format(host=_host(error)), _retry())


def _timeout(error: errors.ServerTimeout) -> Explanation:
    sentence = _("{host} did not answer for {seconds} s.")
    return Explanation(
        _("No answer"), sentence.format(host=_host(error), seconds=f"{error.seconds:g}"), _retry()
    )


def _certificate(error: errors.CertificateError) -> Explanation:
    return Explanation(
        _("Certificate not trusted"),
        _("The certificate of {host} is not trusted here. Nothing was sent.").format(host=_host(error)),
        _("Start with --ca-bundle FILE when it is your own certificate authority."),
    )


def _redirect(error: errors.RedirectRefused) -> Explanation:
    return Explanation(
        _("Redirect refused"),
        _("{host} sent us to another address. Your sign-in was not carried there.").format(host=_host(error)),
        _("Check the server address."),
    )


def _bad_answer(error: errors.BadAnswer) -> Explanation:
    return Explanation(
        _("Answer not understood"),
        _("The answer of {host} was not understood.").format(host=_host(error)),
        _("Check the server address and its version; R tries again."),
    )


def _transport(error: errors.TransportError) -> Explanation:
    return Explanation(_("No answer"), _("No usable answer from {host}.").format(host=_host(error)), _retry())


def _response(error: errors.ResponseError) -> Explanation:
    sentence = _("The server refused this ({status}).{said}").format(status=error.status, said=_said(error))
    return Explanation(_("Refused"), sentence, _retry())


def _bad_request(error: errors.BadRequest) -> Explanation:
    return Explanation(
        _("Refused"),
        _("The server did not accept this. Nothing was changed.{said}").format(said=_said(error)),
        _("Change what was entered and try again."),
    )


def _token_refused(_error: errors.TokenRefused) -> Explanation:
    return Explanation(
        _("Signed out"),
        _("The server no longer accepts this sign-in."),
        _("Sign in again; what is shown stays until then."),
    )


def _not_permitted(error: errors.NotPermitted) -> Explanation:
    return Explanation(
        _("Not permitted"),
        _("Your role does not permit this here.{said}").format(said=_said(error)),
        _("Ask a provider admin."),
    )


def _not_found(_error: errors.NotFound) -> Explanation:
    return Explanation(
        _("Not found"),
        _("The server does not know this, or does not show it to you."),
        _("R reads the list again."),
    )


def _rate_limited(error: errors.RateLimited) -> Explanation:
    if error.retry_after is None:
        step = _("Wait a minute, then R tries again.")
    else:
        step = _("R tries again in {seconds} s.").format(seconds=f"{error.retry_after:.0f}")
    return Explanation(
        _("Too many requests"), _("The server asks to slow down; this address is limited."), step
    )


def _server_fault(error: errors.ServerFault) -> Explanation:
    sentence = _("The server failed ({status}); it is not your doing.").format(status=error.status)
    return Explanation(_("Server failure"), sentence, _retry())


def _bad_address(error: errors.BadServerAddress) -> Explanation:
    sentence = {
        errors.AddressProblem.EMPTY: _("No server address was given."),
        errors.AddressProblem.NOT_HTTPS: _("A server address must start with https://."),
        errors.AddressProblem.NO_HOST: _("This server address names no host."),
        errors.AddressProblem.HAS_CREDENTIALS: _("A server address must not contain a user or password."),
    }[error.problem]
    return Explanation(
        _("Not a server address"), sentence, _("Type us, eu, or an address like https://vault.example.com.")
    )


def _wrong_credentials(error: errors.WrongCredentials) -> Explanation:
    if error.api_key:
        sentence = _("The API key was refused: its client_id or client_secret is wrong.")
        return Explanation(
            _("API key refused"), sentence, _("Check both and the server; keys can be rotated.")
        )
    sentence = _("The e-mail address or the master password is wrong.")
    return Explanation(_("Sign-in refused"), sentence, _("Check the server too, then try again."))


def _code_required(error: errors.CodeRequired) -> Explanation:
    if not error.methods:
        sentence = _("This account asks for a second step that a terminal cannot serve.")
        return Explanation(_("Code required"), sentence, _("Sign in with a personal API key instead."))
    return Explanation(_("Code required"), _("The server asks for a code."), _("Type the code."))


_CODE_SOURCES: Final = {
    errors.CodeMethod.AUTHENTICATOR: lambda: _("The code of your authenticator app was refused."),
    errors.CodeMethod.EMAIL: lambda: _("The code from the e-mail was refused."),
    errors.CodeMethod.YUBIKEY: lambda: _("The YubiKey code was refused."),
    errors.CodeMethod.NEW_DEVICE: lambda: _("The new-device code from the e-mail was refused."),
}


def _wrong_code(error: errors.WrongCode) -> Explanation:
    return Explanation(
        _("Wrong code"), _CODE_SOURCES[error.method](), _("Type the current code; an old one is spent.")
    )


def _browser_sentence(reason: errors.BrowserReason) -> str:
    return {
        errors.BrowserReason.SSO: _("Your organization requires single sign-on, which needs a browser."),
        errors.BrowserReason.TWO_STEP_METHOD: _("Your two-step login methods all need a browser."),
        errors.BrowserReason.KEY_CONNECTOR: _("This account's key is held by a Key Connector."),
        errors.BrowserReason.NO_MASTER_PASSWORD: _("This account has no master password."),
        errors.BrowserReason.PASSWORD_CHANGE: _("The server wants the master password changed first."),
        errors.BrowserReason.OLD_ENCRYPTION: _("This account still uses an old kind of encryption."),
    }[reason]


def _needs_browser(error: errors.SignInNeedsBrowser) -> Explanation:
    if error.reason in (errors.BrowserReason.PASSWORD_CHANGE, errors.BrowserReason.OLD_ENCRYPTION):
        step = _("Sign in to the web vault once, then come back.")
    else:
        step = _("A personal API key can watch seats here without it.")
    return Explanation(_("Browser needed"), _browser_sentence(error.reason), step)


def _too_old(_error: errors.ClientTooOld) -> Explanation:
    return Explanation(
        _("Version too old"), _("The server asks for a newer client version."), _("Update Seatwarden.")
    )


def _expired(_error: errors.SessionExpired) -> Explanation:
    return Explanation(
        _("Session over"), _("The sign-in is over and could not be renewed."), _("Sign in again.")
    )


def _sign_in(_error: errors.SignInError) -> Explanation:
    return Explanation(_("Not signed in"), _("Signing in did not succeed."), _("Try again."))


def _signed_out(_error: errors.SignedOut) -> Explanation:
    return Explanation(_("Signed out"), _("Nobody is signed in."), _("Sign in first."))


def _locked(_error: errors.Locked) -> Explanation:
    return Explanation(
        _("Locked"), _("This needs keys, and the vault is locked."), _("Unlock with the master password.")
    )


def _unlock_refused(_error: errors.UnlockRefused) -> Explanation:
    return Explanation(
        _("Unlock refused"),
        _("Developer tools or a Textual log are attached and would record what you type."),
        _("Start without them; watching and practice still work."),
    )


def _session(_error: errors.SessionError) -> Explanation:
    return Explanation(
        _("Session"), _("The session is not in a state for this."), _("Lock, unlock, and try again.")
    )


def _decryption(_error: errors.DecryptionFailed) -> Explanation:
    return Explanation(
        _("Not decrypted"),
        _("This could not be decrypted: the key does not fit, or the data were changed."),
        _("The rest still stands; R reads it again."),
    )


def _malformed(error: errors.MalformedData) -> Explanation:
    sentence = _("Encrypted data are damaged ({what}).").format(what=safe_text(error.what, limit=40))
    return Explanation(_("Damaged data"), sentence, _("The rest still stands; R reads it again."))


def _unsupported(error: errors.UnsupportedEncryption) -> Explanation:
    sentence = _("This is encrypted in a way that is refused here ({what}).")
    return Explanation(
        _("Encryption refused"),
        sentence.format(what=safe_text(error.what, limit=40)),
        _("Open it in the web vault."),
    )


def _kdf_refused(error: errors.KdfRefused) -> Explanation:
    sentence = _("The server's key derivation settings are unsafe ({what}). Your password was not used.")
    return Explanation(
        _("Key derivation refused"),
        sentence.format(what=safe_text(error.what, limit=40)),
        _("Check the server address, then the settings of the account in the web vault."),
    )


def _crypto(_error: errors.CryptoError) -> Explanation:
    return Explanation(
        _("Encryption"), _("A cryptographic step failed."), _("The rest still stands; R reads it again.")
    )


def _no_provider(_error: errors.NoProvider) -> Explanation:
    return Explanation(
        _("No provider"),
        _("This account is in no provider and administers no organization."),
        _("Ask a provider admin for an invitation, or sign in as somebody else."),
    )


def _choice_needed(error: errors.ProviderChoiceNeeded) -> Explanation:
    names = ", ".join(safe_text(name, limit=40) for name, _id in error.choices[:5])
    if error.wanted:
        sentence = _("'{wanted}' is none of your providers: {names}.")
    else:
        sentence = _("You are in several providers: {names}.")
    wanted = safe_text(error.wanted, limit=40)
    return Explanation(
        _("Which provider?"), sentence.format(wanted=wanted, names=names), _("Name one with --provider.")
    )


def _provider_key(_error: errors.ProviderKeyMissing) -> Explanation:
    return Explanation(
        _("No provider key"),
        _("The provider holds no key for you: you are not confirmed yet, or its set-up is unfinished."),
        _("Seats still show. Ask a provider admin to confirm you, then R."),
    )


def _client_not_found(error: errors.ClientNotFound) -> Explanation:
    sentence = _("There is no client '{wanted}'.").format(wanted=safe_text(error.wanted, limit=60))
    return Explanation(_("No such client"), sentence, _("/ filters the list; R reads it again."))


def _provider(_error: errors.ProviderError) -> Explanation:
    return Explanation(
        _("Provider"), _("The provider's data do not fit this request."), _("R reads them again.")
    )


def _any(_error: errors.SeatwardenError) -> Explanation:
    return Explanation(_("Error"), _("This did not succeed."), _retry())


_WORDS: Final[dict[type, Callable[[Any], Explanation]]] = {
    errors.SeatwardenError: _any,
    errors.TransportError: _transport,
    errors.ServerUnreachable: _unreachable,
    errors.ServerTimeout: _timeout,
    errors.CertificateError: _certificate,
    errors.RedirectRefused: _redirect,
    errors.BadAnswer: _bad_answer,
    errors.ResponseError: _response,
    errors.BadRequest: _bad_request,
    errors.TokenRefused: _token_refused,
    errors.NotPermitted: _not_permitted,
    errors.NotFound: _not_found,
    errors.RateLimited: _rate_limited,
    errors.ServerFault: _server_fault,
    errors.BadServerAddress: _bad_address,
    errors.SignInError: _sign_in,
    errors.WrongCredentials: _wrong_credentials,
    errors.CodeRequired: _code_required,
    errors.WrongCode: _wrong_code,
    errors.SignInNeedsBrowser: _needs_browser,
    errors.ClientTooOld: _too_old,
    errors.SessionExpired: _expired,
    errors.SessionError: _session,
    errors.SignedOut: _signed_out,
    errors.Locked: _locked,
    errors.UnlockRefused: _unlock_refused,
    errors.CryptoError: _crypto,
    errors.DecryptionFailed: _decryption,
    errors.MalformedData: _malformed,
    errors.UnsupportedEncryption: _unsupported,
    errors.KdfRefused: _kdf_refused,
    errors.ProviderError: _provider,
    errors.NoProvider: _no_provider,
    errors.ProviderChoiceNeeded: _choice_needed,
    errors.ProviderKeyMissing: _provider_key,
    errors.ClientNotFound: _client_not_found,
}

EXPLAINED: Final = frozenset(_WORDS)
"""The classes that have words of their own."""
