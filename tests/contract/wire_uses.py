"""How our client asks for each golden, and what it makes of a refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from backend_client import errors
from backend_client.api.account_recovery import NewPassword, RecoveryDetails
from backend_client.api.api import Api
from backend_client.api.rows import Rows
from backend_client.api.selection import Selection
from backend_client.api.token_answer import TokenAnswer
from backend_client.errors import CodeMethod
from backend_client.secret import Secret
from tests.contract.replay import EMAIL, HASH, replayed
from tests.contract.wire import load

ID = "11111111-2222-4333-8444-555555555555"
KEY = Secret("3Kxm0vNq8tYb2RzL5wHc7JdPfG1sAe")
CODE = Secret("000000")

Use = Callable[[Api], Awaitable[Any]]


def password_sign_in(code: CodeMethod | None = None) -> Use:
    """A password sign-in, with a code of that kind when one is named."""
    return lambda api: api.auth.sign_in_with_password(EMAIL, HASH, (code, CODE) if code else None)


def api_key_sign_in(api: Api) -> Awaitable[TokenAnswer]:
    """A sign-in with the personal API key."""
    return api.auth.sign_in_with_api_key(f"user.{ID}", KEY)


def device_login(api: Api) -> Awaitable[TokenAnswer]:
    """A sign-in with a request that another device was asked to approve."""
    return api.auth.sign_in_with_password(EMAIL, KEY, auth_request=ID)


def create_collection(api: Api) -> Awaitable[Any]:
    """A new collection that one member manages."""
    someone = Selection(id=ID, manage=True)
    return api.collections.create(ID, name="2.a|b|c", users=[someone])


def save_sso(api: Api) -> Awaitable[Any]:
    """A configuration that is saved."""
    data = {"configType": 1, "memberDecryptionType": 0, "authority": "https://idp.example"}
    return api.sso.save(ID, enabled=True, identifier="birch", data={**data, "clientSecret": KEY})


def scim_key(api: Api) -> Awaitable[Any]:
    """The key of a SCIM address."""
    return api.organizations.api_key(ID, 2, HASH)


def set_up(api: Api) -> Awaitable[Any]:
    """A provider that is set up."""
    record = {
        "name": "Northwind",
        "businessName": None,
        "billingEmail": "billing@northwind.example",
        "billingAddress": {"country": "US", "postalCode": "98109"},
    }
    return api.providers.setup(ID, record, token=CODE, key="4.AAAA", payment=("card", CODE))


def invite(api: Api) -> Awaitable[None]:
    """An invitation of one person."""
    return api.members.invite(ID, ["ann@birch.example"], role=2)


_JANUARY = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 31, tzinfo=UTC))
_TWO_YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC))


def recover(api: Api) -> Awaitable[None]:
    """A new master password, as a server without salts takes it."""
    details = RecoveryDetails(kdf=0, kdf_iterations=600_000)
    return api.account_recovery.recover(
        ID, ID, password=NewPassword(HASH, "2.a|b|c", details), two_step=False
    )


READERS: dict[str, Use] = {
    "auth_request_created": lambda api: api.auth_requests.create(EMAIL, "MIIB", KEY),
    "auth_request_waiting": lambda api: api.auth_requests.response(ID, KEY),
    "auth_request_approved": lambda api: api.auth_requests.response(ID, KEY),
    "auth_request_denied": lambda api: api.auth_requests.response(ID, KEY),
    "member_recovery_details": lambda api: api.account_recovery.details(ID, ID),
    "member_recovered": recover,
    "user_keys": lambda api: api.account_recovery.account_keys(ID),
    "device_requests": lambda api: api.device_approvals.list(ID),
    "device_denied": lambda api: api.device_approvals.answer(ID, ID, key=None),
    "provider_events": lambda api: api.events.of_provider(ID, *_JANUARY),
    "provider_user_events": lambda api: api.events.of_provider_user(ID, ID, *_JANUARY),
    "organization_events": lambda api: api.events.of_organization(ID, *_JANUARY),
    "organization_user_events": lambda api: api.events.of_member(ID, ID, *_JANUARY),
    "token_success_v1": password_sign_in(),
    "token_success_v2": password_sign_in(),
    "token_success_api_key": api_key_sign_in,
    "prelogin_pbkdf2": lambda api: api.auth.prelogin(EMAIL),
    "prelogin_argon2id": lambda api: api.auth.prelogin(EMAIL),
    "accounts_profile": lambda api: api.accounts.profile(),
    "organization_updated": lambda api: api.organizations.update(ID, billing_email="bills@halcyon.example"),
    "domain_created": lambda api: api.domains.create(ID, "Halcyon.Example"),
    "organization_public_key": lambda api: api.joining.organization_key(ID),
    "provider": lambda api: api.providers.read(ID),
    "provider_organizations": lambda api: api.clients.list(ID),
    "provider_organizations_empty": lambda api: api.clients.list(ID),
    "provider_subscription": lambda api: api.billing.subscription(ID),
    "provider_subscription_suspended": lambda api: api.billing.subscription(ID),
    "provider_warnings": lambda api: api.billing.warnings(ID),
    "provider_warnings_none": lambda api: api.billing.warnings(ID),
    "provider_invoices": lambda api: api.invoices.list(ID),
    "provider_billing_address": lambda api: api.payment.address(ID),
    "provider_payment_method": lambda api: api.payment.method(ID),
    "provider_credit": lambda api: api.payment.credit(ID),
    "provider_updated": lambda api: api.providers.update(
        ID,
        name="Halcyon & Daughters IT",
        business_name="Halcyon & Daughters IT",
        billing_email="Billing@halcyon.example",
    ),
    "accounts_revision_date": lambda api: api.accounts.revision_date(),
    "organization_metadata": lambda api: api.organizations.metadata(ID),
    "user_details_groups": lambda api: api.members.read(ID, ID),
    "two_factor_email_sent": lambda api: api.auth.send_email_code(EMAIL, HASH),
    "new_device_code_resent": lambda api: api.auth.resend_new_device_code(EMAIL, HASH),
    "organization": lambda api: api.organizations.read(ID),
    "collections": lambda api: api.collections.list(ID),
    "collections_details": lambda api: api.collections.details(ID),
    "collection_created": create_collection,
    "collection_updated": lambda api: api.collections.update(
        ID, ID, name="2.a|b|c", external_id=None, groups=[], users=[Selection(id=ID, manage=True)]
    ),
    "collection_deleted": lambda api: api.collections.delete(ID, ID),
    "collections_bulk_access": lambda api: api.collections.bulk_access(
        ID, [ID], groups=[Selection(id=ID, manage=True)]
    ),
    "organization_collection_management": lambda api: api.organizations.set_collection_management(
        ID,
        limit_collection_creation=False,
        limit_collection_deletion=True,
        limit_item_deletion=False,
        allow_admin_access_to_all_collection_items=True,
    ),
    "group_details": lambda api: api.groups.read(ID, ID),
    "group_created": lambda api: api.groups.create(
        ID, name="Night shift", collections=[Selection(id=ID, manage=True)]
    ),
    "group_updated": lambda api: api.groups.replace(
        ID, ID, name="Night shift", collections=[Selection(id=ID, manage=True)], users=[ID]
    ),
    "group_deleted": lambda api: api.groups.delete(ID, ID),
    "groups_details": lambda api: api.groups.details(ID),
    "group_users": lambda api: api.groups.user_ids(ID, ID),
    "users": lambda api: api.members.list(ID, groups=True, collections=True),
    "users_mini_details": lambda api: api.members.mini_details(ID),
    "users_invited": invite,
    "users_public_keys": lambda api: api.members.public_keys(ID, [ID]),
    "users_confirmed": lambda api: api.members.confirm(ID, {ID: "4.AAAA"}),
    "users_reinvited": lambda api: api.members.reinvite(ID, [ID]),
    "users_revoked": lambda api: api.members.revoke(ID, [ID]),
    "users_removed": lambda api: api.members.remove(ID, [ID]),
    "provider_users": lambda api: api.provider_users.list(ID),
    "provider_users_invited": lambda api: api.provider_users.invite(ID, ["nina@halcyon.example"], role=1),
    "provider_users_reinvited": lambda api: api.provider_users.reinvite(ID, [ID]),
    "provider_users_public_keys": lambda api: api.provider_users.public_keys(ID, [ID]),
    "provider_users_confirmed": lambda api: api.provider_users.confirm(ID, {ID: "4.AAAA"}),
    "provider_user_updated": lambda api: api.provider_users.set_role(ID, ID, 0),
    "provider_users_removed": lambda api: api.provider_users.remove(ID, [ID]),
    "policies": lambda api: api.policies.list(ID),
    "policy_saved": lambda api: api.policies.save(ID, 2, enabled=True, data={"minLength": 20}),
    "config": lambda api: api.config(),
    "organization_sso_none": lambda api: api.sso.read(ID),
    "organization_sso_saved": save_sso,
    "scim_connection_none": lambda api: api.directory.scim(ID),
    "scim_connection_created": lambda api: api.directory.create_scim(
        ID, enabled=True, config={"enabled": True, "scimProvider": 2}
    ),
    "organization_api_key": scim_key,
    "organization_api_key_information": lambda api: api.organizations.api_key_information(ID, 2),
}
"""How each payload is asked for."""

REFUSED: dict[str, tuple[Use, type[errors.SeatwardenError]]] = {
    "error_recovery_not_enrolled": (recover, errors.BadRequest),
    "error_provider_accept_token": (lambda api: api.joining.accept_provider(ID, ID, CODE), errors.BadRequest),
    "error_provider_accept_again": (lambda api: api.joining.accept_provider(ID, ID, CODE), errors.BadRequest),
    "error_provider_setup_again": (set_up, errors.BadRequest),
    "error_events_range": (lambda api: api.events.of_organization(ID, *_TWO_YEARS), errors.BadRequest),
    "error_organization_delete_secret": (lambda api: api.organizations.delete(ID, HASH), errors.BadRequest),
    "error_purge_secret": (lambda api: api.ciphers.purge(ID, HASH), errors.BadRequest),
    "error_group_manage": (
        lambda api: api.groups.create(
            ID, name="Night shift", collections=[Selection(id=ID, read_only=True, manage=True)]
        ),
        errors.BadRequest,
    ),
    "token_error_wrong_password": (password_sign_in(), errors.WrongCredentials),
    "token_error_wrong_code": (password_sign_in(CodeMethod.AUTHENTICATOR), errors.WrongCode),
    "token_error_two_factor_required": (password_sign_in(), errors.CodeRequired),
    "token_error_two_factor_browser_only": (password_sign_in(), errors.SignInNeedsBrowser),
    "token_error_new_device": (password_sign_in(), errors.CodeRequired),
    "token_error_wrong_new_device_code": (password_sign_in(CodeMethod.NEW_DEVICE), errors.WrongCode),
    "token_error_no_device": (password_sign_in(), errors.BadRequest),
    "token_error_version_header_missing": (password_sign_in(), errors.ClientTooOld),
    "token_error_client_too_old": (password_sign_in(), errors.ClientTooOld),
    "token_error_sso_required": (password_sign_in(), errors.SignInNeedsBrowser),
    "token_error_unknown_device": (device_login, errors.UnknownDevice),
    "token_error_auth_request_unapproved": (device_login, errors.WrongCredentials),
    "token_error_old_encryption": (password_sign_in(), errors.SignInNeedsBrowser),
    "error_auth_request_device": (
        lambda api: api.auth_requests.create(EMAIL, "MIIB", KEY),
        errors.UnknownDevice,
    ),
    "error_auth_request_over": (lambda api: api.auth_requests.response(ID, KEY), errors.NotFound),
    "token_error_invalid_client": (api_key_sign_in, errors.WrongCredentials),
    "error_validation": (create_collection, errors.BadRequest),
    "error_plain": (create_collection, errors.BadRequest),
    "error_two_factor_email": (lambda api: api.auth.send_email_code(EMAIL, HASH), errors.BadRequest),
    "error_policy_domain": (
        lambda api: api.policies.save(ID, 19, enabled=True, data=None),
        errors.BadRequest,
    ),
    "error_not_found": (lambda api: api.organizations.read(ID), errors.NotFound),
    "error_invite_address": (invite, errors.BadRequest),
    "error_invite_seats": (invite, errors.BadRequest),
    "error_401_no_token": (lambda api: api.clients.list(ID), errors.TokenRefused),
    "error_401_expired_token": (lambda api: api.clients.list(ID), errors.TokenRefused),
    "error_401_billing_role": (lambda api: api.billing.subscription(ID), errors.NotPermitted),
    "error_401_not_billable": (lambda api: api.billing.subscription(ID), errors.NotPermitted),
    "error_403_service_user": (lambda api: api.provider_users.list(ID), errors.NotPermitted),
    "error_provider_last_admin": (lambda api: api.provider_users.set_role(ID, ID, 1), errors.BadRequest),
    "error_403_role": (lambda api: api.clients.list(ID), errors.NotPermitted),
    "error_429": (lambda api: api.clients.list(ID), errors.RateLimited),
    "error_sso_fields": (save_sso, errors.BadRequest),
    "error_api_key_secret": (scim_key, errors.BadRequest),
    "error_vnext_role": (lambda api: api.billing.warnings(ID), errors.NotPermitted),
    "error_vnext_no_provider": (lambda api: api.billing.warnings(ID), errors.NotFound),
}
"""How each refusal is provoked, and what it becomes."""

ELSEWHERE = {
    "token_refreshed",
    "token_error_refresh_revoked",
    "error_vnext_no_token",
    "provider_billing_vnext_empty",
}
"""Goldens with a test of their own below."""

NOT_READ = {
    "account_api_key",
    "client_created",
    "client_updated",
    "error_401_seat_purchase",
    "error_403_client_create",
    "error_client_no_owner",
    "error_client_seats",
    "collection_details",
    "sync",
    "clients_addable",
    "collection_users",
    "error_401_clients_not_billable",
    "error_server_fault",
    "groups",
    "plans",
    "user_confirmed",
    "user_details",
    "user_public_key",
    "error_user_active",
    "policy",
}
"""Goldens only the practice backend is held to: the client asks for none of this."""


async def read(name: str, body: Any = ...) -> Any:
    """What our client makes of a golden, or of `body` in its place."""
    golden = load(name)
    async with replayed(golden, golden.answer.body if body is ... else body) as (api, _):
        return await READERS[name](api)


def plain(value: Any) -> Any:
    """Comparable form of what a reader returns, without the tokens (they have no equality)."""
    if isinstance(value, Rows):
        return [plain(row) for row in value], value.unreadable
    if isinstance(value, BaseModel):
        return _revealed(value.model_dump(exclude={"access_token", "refresh_token"}))
    return value


def _revealed(value: Any) -> Any:
    """The same with every Secret as what it covers: Secrets have no equality."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, dict):
        return {name: _revealed(member) for name, member in value.items()}
    return value


SAME_AS_OFFICIAL: dict[str, Use] = {
    "bw_prelogin": READERS["prelogin_argon2id"],
    "bw_login_password": password_sign_in(),
    "bw_login_two_step_code": password_sign_in(CodeMethod.EMAIL),
    "bw_login_api_key": api_key_sign_in,
    "bw_create_collection": create_collection,
}
"""What both clients ask, and how ours does it."""
