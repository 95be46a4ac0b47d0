"""Words for sign-in, session, encryption and providers. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from backend_client import errors
from tui.explanation import Explain, Explanation
from tui.safe_text import safe_text
from tui.translate import _


def _bad_address(error: errors.BadServerAddress) -> Explanation:
    sentence = {
        errors.AddressProblem.EMPTY: _("No server address was given."),
        errors.AddressProblem.NOT_HTTPS: _("A server address must start with https://."),
        errors.AddressProblem.LOOPBACK_NOT_HTTPS: _(
            "A server address must start with https://; one on this machine may do without where the program "
            "was started with --allow-http-loopback."
        ),
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
            _("API key refused"),
            sentence,
            _("Check both and the server, then Enter to try again; keys can be rotated."),
        )
    sentence = _("The e-mail address or the master password is wrong.")
    return Explanation(_("Sign-in refused"), sentence, _("Check the server too, then Enter to try again."))


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
        _("Wrong code"),
        _CODE_SOURCES[error.method](),
        _("Type the current code, then Enter; an old one is spent."),
    )


def _browser_sentence(reason: errors.BrowserReason) -> str:
    return {
        errors.BrowserReason.SSO: _("Your organization requires single sign-on, which needs a browser."),
        errors.BrowserReason.TWO_STEP_METHOD: _("Your two-step login methods all need a browser."),
        errors.BrowserReason.KEY_CONNECTOR: _(
            "This account has no master password: a Key Connector holds its key."
        ),
        errors.BrowserReason.NO_MASTER_PASSWORD: _(
            "This account has no master password: trusted devices unlock it."
        ),
        errors.BrowserReason.PASSWORD_CHANGE: _("The server wants the master password changed first."),
        errors.BrowserReason.OLD_ENCRYPTION: _("This account still uses an old kind of encryption."),
    }[reason]


def _browser_step(reason: errors.BrowserReason) -> str:
    return {
        errors.BrowserReason.SSO: _(
            "Sign in with a personal API key: it is exempt, and the master password unlocks then."
        ),
        errors.BrowserReason.TWO_STEP_METHOD: _(
            "Add an authenticator app in the web vault, or sign in with a personal API key."
        ),
        errors.BrowserReason.KEY_CONNECTOR: _by_device(),
        errors.BrowserReason.NO_MASTER_PASSWORD: _by_device(),
        errors.BrowserReason.PASSWORD_CHANGE: _("Change it in the web vault, then sign in here again."),
        errors.BrowserReason.OLD_ENCRYPTION: _(
            "Sign in to the web vault; where that is refused too, ask Bitwarden's support."
        ),
    }[reason]


def _by_device() -> str:
    return _("Clients still show. Login with device opens it: Ctrl+L, then Ctrl+T.")


def _needs_browser(error: errors.SignInNeedsBrowser) -> Explanation:
    sentence = _browser_sentence(error.reason)
    if error.methods:
        names = two_step_names(error.methods)
        sentence = _("Your two-step login methods all need a browser: {names}.").format(names=names)
    return Explanation(_("Browser needed"), sentence, _browser_step(error.reason))


def two_step_names(methods: Sequence[str]) -> str:
    """The names of two-step methods that need a browser."""
    known = {
        "duo": _("Duo"),
        "organization_duo": _("Duo of your organization"),
        "webauthn": _("passkey or security key"),
        "u2f": _("FIDO U2F key"),
    }
    return ", ".join(known.get(name, _("another one")) for name in methods)


def _unknown_device(_error: errors.UnknownDevice) -> Explanation:
    return Explanation(
        _("Device not known"),
        _("The server knows no such account, or this machine never signed in to it."),
        _("Sign in once with the master password or an API key; then Login with device works."),
    )


def _device_denied(_error: errors.DeviceLoginDenied) -> Explanation:
    return Explanation(
        _("Login denied"),
        _("The other device denied this login."),
        _("R asks again, with a new phrase."),
    )


def _device_over(_error: errors.DeviceLoginOver) -> Explanation:
    return Explanation(
        _("Request over"),
        _("This request is over: it ran out, was used already, or was denied."),
        _("R asks again, with a new phrase."),
    )


def _device_answer(error: errors.DeviceAnswerRefused) -> Explanation:
    sentence = _("What came as the other device's answer does not open this account ({what}).")
    return Explanation(
        _("Answer refused"),
        sentence.format(what=safe_text(error.what, limit=40)),
        _("Nothing was opened. R asks again; if it recurs, do not trust this server."),
    )


def _too_old(_error: errors.ClientTooOld) -> Explanation:
    return Explanation(
        _("Version too old"), _("The server asks for a newer client version."), _("Update Seatwarden.")
    )


def _back_in() -> str:
    return _("Ctrl+L, then Ctrl+O signs in again (watching: R).")


def _expired(_error: errors.SessionExpired) -> Explanation:
    return Explanation(_("Session over"), _("The sign-in is over and could not be renewed."), _back_in())


def _sign_in(_error: errors.SignInError) -> Explanation:
    return Explanation(_("Not signed in"), _("Signing in did not succeed."), _("Try again."))


def _signed_out(_error: errors.SignedOut) -> Explanation:
    return Explanation(_("Signed out"), _("Nobody is signed in."), _back_in())


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


def _account_keys(error: errors.AccountKeysRefused) -> Explanation:
    sentence = _("Your password is right, but the account's own keys do not fit together ({what}).")
    return Explanation(
        _("Account keys refused"),
        sentence.format(what=safe_text(error.what, limit=40)),
        _("Nothing was opened. Check the account in the web vault; it may have been tampered with."),
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
    named = [name for name, _id in error.choices if name]  # the account's own organizations have none
    names = ", ".join(safe_text(name, limit=40) for name in named[:5])
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


ACCOUNT_WORDS: Final[Mapping[type, Explain]] = {
    errors.BadServerAddress: _bad_address,
    errors.SignInError: _sign_in,
    errors.WrongCredentials: _wrong_credentials,
    errors.CodeRequired: _code_required,
    errors.WrongCode: _wrong_code,
    errors.SignInNeedsBrowser: _needs_browser,
    errors.ClientTooOld: _too_old,
    errors.UnknownDevice: _unknown_device,
    errors.DeviceLoginDenied: _device_denied,
    errors.DeviceLoginOver: _device_over,
    errors.SessionExpired: _expired,
    errors.SessionError: _session,
    errors.SignedOut: _signed_out,
    errors.Locked: _locked,
    errors.UnlockRefused: _unlock_refused,
    errors.CryptoError: _crypto,
    errors.DecryptionFailed: _decryption,
    errors.MalformedData: _malformed,
    errors.UnsupportedEncryption: _unsupported,
    errors.AccountKeysRefused: _account_keys,
    errors.DeviceAnswerRefused: _device_answer,
    errors.KdfRefused: _kdf_refused,
    errors.ProviderError: _provider,
    errors.NoProvider: _no_provider,
    errors.ProviderChoiceNeeded: _choice_needed,
    errors.ProviderKeyMissing: _provider_key,
    errors.ClientNotFound: _client_not_found,
}
