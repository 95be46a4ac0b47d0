"""The signed-in account as `accounts/profile` and `sync` show it."""

from __future__ import annotations

import json
from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.domain_claims import verified_domains
from embedded_backend.plans import PLANS, features
from embedded_backend.wire import Json, date_text, html_decode

PERMISSIONS = [
    "accessEventLogs",
    "accessImportExport",
    "accessReports",
    "createNewCollections",
    "editAnyCollection",
    "deleteAnyCollection",
    "manageGroups",
    "managePolicies",
    "manageSso",
    "manageUsers",
    "manageResetPassword",
    "manageScim",
    "manageAccessRules",
]


def permissions(stored: str | None = None) -> Json:
    """The thirteen permission switches; `stored` is the JSON of a custom member."""
    granted = json.loads(stored) if stored else {}
    return {name: bool(granted.get(name, False)) for name in PERMISSIONS}


def profile(database: Database, user: Row) -> Json:
    """`accounts/profile` with its lists; `organizationsNew` holds accepted memberships too, without key."""
    memberships = memberships_of(database, user)
    return {
        "id": user["id"],
        "name": user["name"],
        "email": user["email"],
        "emailVerified": True,
        "premium": False,
        "premiumFromOrganization": False,
        "culture": "en-US",
        "twoFactorEnabled": any(user[name] for name in ("totp_secret", "two_step_email", "yubikey_id")),
        "key": user["user_key"],
        "privateKey": user["private_key"],
        "accountKeys": account_keys(user),
        "securityStamp": user["security_stamp"],
        "forcePasswordReset": bool(user["force_password_reset"]),
        "usesKeyConnector": False,
        "avatarColor": None,
        "creationDate": date_text(user["created_at"]),
        "verifyDevices": bool(user["verify_devices"]),
        "organizations": [row for row in memberships if row["status"] == 2],
        "organizationsNew": memberships,
        "providers": [_provider(row) for row in _providers(database, user["id"])],
        "providerOrganizations": [_client(row, user["id"]) for row in _clients(database, user["id"])],
        "object": "profile",
    }


def memberships_of(database: Database, user: Row) -> list[Json]:
    """The organizations the account has accepted or is confirmed in."""
    return [
        _membership(row, claimed=_domain(user) in verified_domains(database, row["id"]))
        for row in _memberships(database, user["id"])
    ]


def _domain(user: Row) -> str:
    return str(user["email"]).rpartition("@")[2].lower()


def account_keys(user: Row) -> Json | None:
    """The account's key pairs; the signature pair and security state make it a V2 account."""
    if user["private_key"] is None:
        return None
    pair = {
        "object": "publicKeyEncryptionKeyPair",
        "wrappedPrivateKey": user["private_key"],
        "publicKey": user["public_key"],
        "signedPublicKey": user["signed_public_key"],
    }
    signature = state = None
    if user["signing_key"] is not None:
        signature = {
            "object": "signatureKeyPair",
            "wrappedSigningKey": user["signing_key"],
            "verifyingKey": user["verifying_key"],
        }
        state = {"securityState": user["security_state"], "securityVersion": user["security_version"]}
    return {
        "object": "privateKeys",
        "publicKeyEncryptionKeyPair": pair,
        "signatureKeyPair": signature,
        "securityState": state,
    }


def _providers(database: Database, user_id: str) -> list[Row]:
    return database.rows(
        "SELECT p.*, u.key AS staff_key, u.type AS role, u.status AS staff_status, u.user_id"
        " FROM provider_users u"
        " JOIN providers p ON p.id = u.provider_id WHERE u.user_id = ? AND u.status = 2 AND p.status <> 0"
        " ORDER BY u.rowid",
        (user_id,),
    )


def _provider(row: Row) -> Json:
    return {
        "id": row["id"],
        "name": html_decode(row["name"]),
        "key": row["staff_key"],
        "status": row["staff_status"],
        "type": row["role"],
        "enabled": bool(row["enabled"]),
        "permissions": permissions(),
        "userId": row["user_id"],
        "useEvents": bool(row["use_events"]),
        "providerStatus": row["status"],
        "providerType": row["type"],
        "object": "profileProvider",
    }


def _clients(database: Database, user_id: str) -> list[Row]:
    return database.rows(
        "SELECT o.*, l.key AS wrapped_key, p.id AS provider_id, p.name AS provider_name,"
        " p.type AS provider_type FROM provider_users u"
        " JOIN providers p ON p.id = u.provider_id AND p.status <> 0"
        " JOIN provider_organizations l ON l.provider_id = p.id JOIN organizations o"
        " ON o.id = l.organization_id WHERE u.user_id = ? AND u.status = 2",
        (user_id,),
    )


def _memberships(database: Database, user_id: str) -> list[Row]:
    return database.rows(
        "SELECT o.*, m.key AS wrapped_key, m.id AS member_id, m.type AS role, m.status AS member_status,"
        " m.permissions, m.reset_password_key, m.user_id AS member_user_id, p.id AS provider_id,"
        " p.name AS provider_name, p.type AS provider_type"
        " FROM organization_users m JOIN organizations o ON o.id = m.organization_id"
        " LEFT JOIN provider_organizations l ON l.organization_id = o.id LEFT JOIN providers p"
        " ON p.id = l.provider_id WHERE m.user_id = ? AND m.status IN (1, 2) ORDER BY m.rowid",
        (user_id,),
    )


def _shared(row: Row, user_id: str | None) -> Json:
    return {
        "id": row["id"],
        "userId": user_id,
        "name": html_decode(row["name"]),
        "enabled": bool(row["enabled"]),
        "identifier": row["identifier"],
        "productTierType": PLANS[row["plan_type"]].tier,
        "key": row["wrapped_key"],
        "hasPublicAndPrivateKeys": row["public_key"] is not None and row["private_key"] is not None,
        "providerId": row["provider_id"],
        "providerName": html_decode(row["provider_name"]),
        "providerType": row["provider_type"],
        "seats": row["seats"],
        "maxCollections": None,
        "maxStorageGb": 1,
        **features(row["plan_type"]),
        "limitCollectionCreation": bool(row["limit_collection_creation"]),
        "limitCollectionDeletion": bool(row["limit_collection_deletion"]),
        "limitItemDeletion": bool(row["limit_item_deletion"]),
        "allowAdminAccessToAllCollectionItems": bool(row["admin_access"]),
        "ssoEnabled": bool(row["sso_enabled"]),
        "ssoBound": False,
        "ssoMemberDecryptionType": None,
        "keyConnectorEnabled": False,
        "keyConnectorUrl": None,
        "accessSecretsManager": False,
        "accessPam": False,
    }


def _client(row: Row, user_id: str) -> Json:
    shared = _shared(row, user_id)
    role: Json = {"status": 2, "type": 0, "permissions": permissions(), "resetPasswordEnrolled": False}
    return {**shared, **role, "object": "profileProviderOrganization"}


def _membership(row: Row, *, claimed: bool) -> Json:
    return {
        **_shared(row, row["member_user_id"]),
        "status": row["member_status"],
        "type": row["role"],
        "permissions": permissions(row["permissions"]),
        "resetPasswordEnrolled": row["reset_password_key"] is not None,
        "organizationUserId": row["member_id"],
        "userIsClaimedByOrganization": claimed,
        "familySponsorshipFriendlyName": None,
        "familySponsorshipAvailable": False,
        "familySponsorshipLastSyncDate": None,
        "familySponsorshipValidUntil": None,
        "familySponsorshipToDelete": None,
        "isAdminInitiated": False,
        "object": "profileOrganization",
    }
