"""CSV of browsers: Chrome and its relatives (Edge, Brave, Opera), Firefox, Safari. Logins only."""

from __future__ import annotations

from backend_client.portal.importers.csv_rows import read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    host_of,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.vault_items import Item

BROWSER_ACCOUNT = "account"
_FIREFOX_ACCOUNT = "chrome://FirefoxAccounts"


def read_chrome(data: bytes) -> Imported:
    """`name,url,username,password` and, in newer ones, `note`. Raises ImportProblem."""
    return _logins(data, ("url", "username", "password"))


def read_firefox(data: bytes) -> Imported:
    """`url,username,password,httpRealm,formActionOrigin,guid,…`. Raises ImportProblem."""
    return _logins(data, ("url", "username", "password", "guid"))


def read_safari(data: bytes) -> Imported:
    """`Title,URL,Username,Password,Notes,OTPAuth`. Raises ImportProblem."""
    return _logins(data, ("title", "url", "username", "password"))


def _logins(data: bytes, needed: tuple[str, ...]) -> Imported:
    gathered = Collector()
    for row in read_csv(data, needed=needed):
        if row.get("url") == _FIREFOX_ACCOUNT:
            gathered.leave_out(row.number, BROWSER_ACCOUNT)
            continue
        login = simple_login(
            username=row.get("username"),
            password=row.get("password"),
            uris=[row.get("url")],
            totp=row.get("otpauth"),
        )
        gathered.add(
            Item(
                name_of(row.get("name", "title") or host_of(row.get("url"))),
                login,
                text_or_none(row.get("note", "notes")),
                row=row.number,
            )
        )
    return gathered.done()
