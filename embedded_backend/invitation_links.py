"""The links in invitations, and the tokens they carry."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from embedded_backend.database import Database
from embedded_backend.wire import TICKS_PER_SECOND

JOIN_PROVIDER, JOIN_ORGANIZATION = "join-provider", "join-organization"
SETUP_PROVIDER = "setup-provider"
SEEDED_VAULT = "https://practice.invalid"
"""The address that links of the seed begin with: no server is asked for one then."""

_LIFE = 120 * 3600 * TICKS_PER_SECOND


def make_token(database: Database, purpose: str, subject: str, email: str, now: int) -> str:
    """A new token for one link; it works for 120 hours. Older ones of the same subject still work."""
    token = secrets.token_urlsafe(32)
    kept = {"token": token, "purpose": purpose, "subject": subject, "email": email}
    database.insert("mail_tokens", {**kept, "expires_at": now + _LIFE})
    return token


def provider_link(
    vault: str, *, provider_id: str, provider_user_id: str, email: str, provider_name: str, token: str
) -> str:
    """Where the web vault accepts an invitation to a provider. `vault`: its address, without a slash."""
    fields = {
        "providerId": provider_id,
        "providerUserId": provider_user_id,
        "email": email,
        "providerName": provider_name,
        "token": token,
    }
    return f"{vault}/#/providers/accept-provider?{urlencode(fields)}"


def organization_link(
    vault: str,
    *,
    organization_id: str,
    organization_user_id: str,
    email: str,
    organization_name: str,
    token: str,
    has_account: bool,
) -> str:
    """Where the web vault accepts an invitation to an organization. `vault`: its address, without a slash.

    `has_account`: somebody has an account of that address already.
    """
    fields = {
        "organizationId": organization_id,
        "organizationUserId": organization_user_id,
        "email": email,
        "organizationName": organization_name,
        "token": token,
        "initOrganization": "False",
        "orgUserHasExistingUser": str(has_account),
    }
    return f"{vault}/#/accept-organization?{urlencode(fields)}"


def setup_link(vault: str, *, provider_id: str, email: str, token: str) -> str:
    """Where the web vault sets up a provider that the vendor prepared."""
    fields = {"providerId": provider_id, "email": email, "token": token}
    return f"{vault}/#/providers/setup-provider?{urlencode(fields)}"
