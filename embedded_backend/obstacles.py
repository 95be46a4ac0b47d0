"""What can stand between a person and a session, besides codes: kinds of accounts, and the server's words.

`users.obstacle` names one of them. Accounts with trusted devices or a Key Connector have no master password:
their API key signs in, and only another device hands over their user key.
"""

from __future__ import annotations

from sqlite3 import Row
from typing import Final

from embedded_backend.errors import TokenProblem
from embedded_backend.wire import Json

BROWSER_TWO_STEP: Final = "browser_two_step"
SSO: Final = "sso"
TRUSTED_DEVICES: Final = "trusted_devices"
KEY_CONNECTOR: Final = "key_connector"
OLD_ENCRYPTION: Final = "old_encryption"

_SSO_WANTED = "Sso authentication is required."
_TOO_OLD = (
    "Legacy encryption without a userkey is no longer supported."
    " To recover your account, please contact support"
)
_DUO_HOST = "api-practice.duo.example"


def browser_methods(user: Row) -> dict[str, Json | None]:
    """Two-step methods that only a browser can serve: Duo and security keys."""
    if user["obstacle"] != BROWSER_TWO_STEP:
        return {}
    return {
        "2": {"Host": _DUO_HOST, "AuthUrl": f"https://{_DUO_HOST}/oauth/v1/authorize?client_id=PRACTICE"},
        "7": {
            "challenge": "cHJhY3RpY2U",
            "timeout": 60_000,
            "rpId": "practice.invalid",
            "allowCredentials": [{"type": "public-key", "id": "cHJhY3RpY2Uga2V5"}],
            "userVerification": "discouraged",
            "extensions": {},
            "status": "ok",
            "errorMessage": "",
        },
    }


def check_sso(user: Row) -> None:
    """Passwords and logins with a device are refused where an organization wants single sign-on."""
    if user["obstacle"] == SSO:
        extra = {"SsoOrganizationIdentifier": "gatehouse"}
        raise TokenProblem("invalid_grant", _SSO_WANTED, _SSO_WANTED, extra)


def check_encryption(user: Row) -> None:
    """Accounts without a user key are of an encryption that is no longer served."""
    if user["obstacle"] == OLD_ENCRYPTION:
        raise TokenProblem("invalid_grant", "invalid_username_or_password", _TOO_OLD)


def decryption_options(user: Row) -> Json:
    """How an account without a master password is unlocked, as the token answer says it."""
    if user["obstacle"] == KEY_CONNECTOR:
        return {"KeyConnectorOption": {"KeyConnectorUrl": "https://connector.practice.invalid"}}
    if user["obstacle"] == TRUSTED_DEVICES:
        option = {
            "HasAdminApproval": True,
            "HasLoginApprovingDevice": True,
            "HasManageResetPasswordPermission": False,
            "IsTdeOffboarding": False,
        }
        return {"TrustedDeviceOption": option}
    return {}
