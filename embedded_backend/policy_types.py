"""The policies there are: names, what each requires, and which data the server looks at."""

from __future__ import annotations

import json
import re
from typing import Any

from embedded_backend.errors import UNHANDLED, Problem
from embedded_backend.wire import Json

TWO_STEP, MASTER_PASSWORD, SINGLE_ORGANIZATION, REQUIRE_SSO, DATA_OWNERSHIP = 0, 1, 3, 4, 5
REMOVE_SEND, SEND_OPTIONS, ACCOUNT_RECOVERY, AUTOMATIC_CONFIRMATION = 6, 7, 8, 18
CLAIMED_DOMAINS, SEND_CONTROLS, FILL_ASSIST = 19, 21, 22

NAMES = {
    0: "Require two-step login",
    1: "Master password requirements",
    2: "Password generator",
    3: "Single organization",
    4: "Require single sign-on authentication",
    5: "Enforce organization data ownership",
    6: "Remove Send",
    7: "Send options",
    8: "Account recovery administration",
    9: "Vault timeout",
    10: "Remove individual vault export",
    11: "Active auto-fill",
    12: "Automatic login with SSO",
    13: "Remove Free Bitwarden Families sponsorship",
    14: "Remove unlock with PIN",
    15: "Restricted item types",
    16: "URI match defaults",
    17: "Autotype default setting",
    18: "Automatically confirm invited users",
    19: "Block account creation for claimed domains",
    20: "Vault banner message",
    21: "Send controls",
    22: "Fill Assist",
}
NEED_SINGLE_ORGANIZATION = (4, 8, 9, 16, 18, 20)
"""Types that can be on only while type 3 is."""

_FLAG, _COUNT, _TEXT, _COUNTS = "flag", "count", "text", "counts"
_SHAPES = {
    1: {
        "minComplexity": _COUNT,
        "minLength": _COUNT,
        **dict.fromkeys(
            ("requireLower", "requireUpper", "requireNumbers", "requireSpecial", "enforceOnLogin"), _FLAG
        ),
    },
    7: {"disableHideEmail": _FLAG},
    8: {"autoEnrollEnabled": _FLAG},
    22: {"rulesUrl": _TEXT},
}
_NEVER_NULL = {"disableHideEmail", "autoEnrollEnabled", "disableSend"}
_INTERNAL_NAMES = {1: "MasterPassword", 7: "SendOptions", 8: "ResetPassword", 22: "FillAssist"}
_RANGES = {"minComplexity": (0, 4), "minLength": (12, 128)}
_SEND_SHAPE = {
    "disableSend": _FLAG,
    "disableHideEmail": _FLAG,
    "whoCanAccess": _COUNT,
    "allowedDomains": _TEXT,
    "deletionHours": _COUNT,
    "allowedSendTypes": _COUNTS,
}
_SPECIFIC_PEOPLE = 2


def check_data(kind: int, data: Json | None) -> str | None:
    """The data as it is stored; empty counts as none. Names match case-sensitively. Raises 400."""
    if not data:
        return None
    for name, shape in _SHAPES.get(kind, {}).items():
        if name in data and not _fits(name, data[name], shape):
            sentence = f"Invalid data for {_INTERNAL_NAMES[kind]} policy: {name} has an invalid value."
            raise Problem(400, sentence)
    if kind == MASTER_PASSWORD:
        errors = [
            f"The field {name[0].upper()}{name[1:]} must be between {low} and {high}."
            for name, (low, high) in _RANGES.items()
            if data.get(name) is not None and not low <= data[name] <= high
        ]
        if errors:
            raise Problem(400, f"Invalid data for MasterPassword policy: {', '.join(errors)}")
    return json.dumps(data, ensure_ascii=False)


def _fits(name: str, value: Any, shape: str) -> bool:
    if value is None:
        return name not in _NEVER_NULL
    if shape == _FLAG:
        return isinstance(value, bool)
    if shape == _TEXT:
        return isinstance(value, str)
    items = value if shape == _COUNTS and isinstance(value, list) else [value]
    return all(isinstance(item, int) and not isinstance(item, bool) for item in items)


def send_controls(stored: str | None) -> Json:
    """The data of the Send controls with every member. Raises 500 for a wrong type, as the server does."""
    data = json.loads(stored) if stored else {}
    for name, shape in _SEND_SHAPE.items():
        if name in data and not _fits(name, data[name], shape):
            raise Problem(500, UNHANDLED)
    missing = {name: False if shape == _FLAG else None for name, shape in _SEND_SHAPE.items()}
    return {name: data.get(name, default) for name, default in missing.items()}


def check_send_controls(stored: str | None) -> None:
    """Raises 400 for domains that nobody is limited to."""
    data = send_controls(stored)
    if data["allowedDomains"] is not None and data["whoCanAccess"] != _SPECIFIC_PEOPLE:
        raise Problem(
            400, "Allowed domains can only be set when the required access type is set to specific people"
        )


def check_fill_assist(stored: str | None) -> None:
    """Raises 400 without an https address of the rules."""
    url = (json.loads(stored) if stored else {}).get("rulesUrl")
    errors = []
    if not url or not url.strip():
        errors.append("The RulesUrl field is required.")
    else:
        if not re.match(r"(?i)(https?|ftp)://", url):
            errors.append("The RulesUrl field is not a valid fully-qualified http, https, or ftp URL.")
        if not re.match(r"(?i)https://", url):
            errors.append("RulesUrl must use HTTPS.")
    if errors:
        raise Problem(400, ", ".join(errors))
