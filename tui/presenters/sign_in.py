"""The sign-in form without a screen: what was filled in, what the environment adds, what is missing. Pure.

The environment variables are those of the official command line: `BW_CLIENTID` and `BW_CLIENTSECRET`
for a personal API key, `BW_PASSWORD` for the master password. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from enum import StrEnum

from backend_client.secret import Secret
from tui.translate import _

CLIENT_ID = "BW_CLIENTID"
CLIENT_SECRET = "BW_CLIENTSECRET"  # noqa: S105 - the name of a variable
PASSWORD = "BW_PASSWORD"  # noqa: S105 - the name of a variable


class ServerChoice(StrEnum):
    """Where to sign in."""

    US = "us"
    EU = "eu"
    OWN = "own"
    PRACTICE = "practice"


class Method(StrEnum):
    """How to sign in."""

    PASSWORD = "password"  # noqa: S105 - a word, not a password
    API_KEY = "api_key"
    DEVICE = "device"


class Missing(StrEnum):
    """The field that still has to be filled in, named like the form's field."""

    ADDRESS = "address"
    NAME = "name"
    SECRET = "secret"  # noqa: S105 - the name of a field


@dataclass(frozen=True, slots=True)
class Given:
    """What the environment gives. Secrets are copied out by `password()` and `client_secret()`."""

    client_id: str = ""
    _client_secret: Secret | None = None
    _password: Secret | None = None

    @property
    def has_password(self) -> bool:
        """Whether a master password was given."""
        return bool(self._password)

    @property
    def has_api_key(self) -> bool:
        """Whether a whole API key was given."""
        return bool(self.client_id) and bool(self._client_secret)

    @property
    def names_api_key(self) -> bool:
        """Whether any half of an API key was given."""
        return bool(self.client_id) or bool(self._client_secret)

    @property
    def has_client_secret(self) -> bool:
        """Whether the secret half of an API key was given."""
        return bool(self._client_secret)

    def password(self) -> Secret:
        """A fresh copy of the master password: whoever uses it drops it."""
        return Secret(self._password.reveal() if self._password else "")

    def client_secret(self) -> Secret:
        """A fresh copy of the API key's secret."""
        return Secret(self._client_secret.reveal() if self._client_secret else "")


def given_by(environment: Mapping[str, str]) -> Given:
    """What `environment` gives."""
    return Given(
        client_id=environment.get(CLIENT_ID, "").strip(),
        _client_secret=_secret(environment.get(CLIENT_SECRET, "")),
        _password=_secret(environment.get(PASSWORD, "")),
    )


def forget_given(environment: MutableMapping[str, str]) -> None:
    """Take the secrets out of `environment`. What the system tells of a process keeps them until it ends."""
    for name in (CLIENT_SECRET, PASSWORD):
        environment.pop(name, None)


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None


def choice_of(server: str) -> ServerChoice:
    """Which choice a remembered server text belongs to; nothing remembered means US."""
    if not server:
        return ServerChoice.US
    if server in {ServerChoice.US, ServerChoice.EU, ServerChoice.PRACTICE}:
        return ServerChoice(server)
    return ServerChoice.OWN


def address_of(choice: ServerChoice, typed: str) -> str:
    """The server text to connect with."""
    return typed.strip() if choice is ServerChoice.OWN else choice.value


def first_missing(
    choice: ServerChoice, method: Method, *, address: str, name: str, secret: bool, given: Given
) -> Missing | None:
    """The first field that is empty and that nothing else fills; `name` is the e-mail or the client ID."""
    if choice is ServerChoice.OWN and not address.strip():
        return Missing.ADDRESS
    if not name.strip() and not (method is Method.API_KEY and given.client_id):
        return Missing.NAME
    if secret or method is Method.DEVICE:
        return None
    filled = given.has_client_secret if method is Method.API_KEY else given.has_password
    return None if filled else Missing.SECRET


def missing_sentence(missing: Missing, method: Method) -> str:
    """What to do about it."""
    if missing is Missing.ADDRESS:
        return _("Type the server's address, such as https://vault.example.com.")
    if missing is Missing.NAME:
        return (
            _("Type the client ID of your API key.") if method is Method.API_KEY else _("Type your e-mail.")
        )
    if method is Method.API_KEY:
        return _("Type the client secret of your API key.")
    return _("Type your master password.")


def form_note(choice: ServerChoice, method: Method, given: Given) -> str:
    """What the form should say below its fields; may be empty."""
    if method is Method.DEVICE:
        return _(
            "No password is typed here: another device of yours approves. This machine must have signed in "
            "once before, with the master password or an API key. Enter on the e-mail asks."
        )
    if choice is ServerChoice.PRACTICE:
        return _(
            "Enter on Practice starts as its admin. Or sign in below as another practice person, with the "
            "password: practice makes perfect. What can stand in the way of a sign-in: duo, sso, trusted, "
            "connector, old or change@gate.example."
        )
    return environment_note(method, given)


def environment_note(method: Method, given: Given) -> str:
    """Which variables will be used, without what is in them; empty when none."""
    if method is Method.DEVICE:
        return ""
    if method is Method.PASSWORD:
        names = [PASSWORD] if given.has_password else []
    else:
        names = [CLIENT_ID] if given.client_id else []
        names += [CLIENT_SECRET] if given.has_client_secret else []
    if not names:
        return ""
    return _("From the environment, where a field is empty: {names}.").format(names=", ".join(names))
