"""Our client against the golden payloads: what it asks, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from backend_client import errors
from backend_client.api.api import Api
from backend_client.api.collections import CollectionDetailsRow
from backend_client.api.members import MemberRow
from backend_client.api.rows import Rows
from backend_client.api.selection import Selection
from backend_client.api.token_answer import TokenAnswer
from backend_client.errors import BrowserReason, CodeMethod
from backend_client.secret import Secret
from tests.contract.replay import EMAIL, HASH, replayed
from tests.contract.wire import Golden, camel_case, load, names, pascal_case, without_nulls

ID = "11111111-2222-4333-8444-555555555555"
KEY = Secret("3Kxm0vNq8tYb2RzL5wHc7JdPfG1sAe")
CODE = Secret("000000")

Use = Callable[[Api], Awaitable[Any]]


def _password(code: CodeMethod | None = None) -> Use:
    return lambda api: api.auth.sign_in_with_password(EMAIL, HASH, (code, CODE) if code else None)


def _api_key(api: Api) -> Awaitable[TokenAnswer]:
    return api.auth.sign_in_with_api_key(f"user.{ID}", KEY)


def _create(api: Api) -> Awaitable[Any]:
    someone = Selection(id=ID, manage=True)
    return api.collections.create(ID, name="2.a|b|c", users=[someone])


READERS: dict[str, Use] = {
    "token_success_v1": _password(),
    "token_success_v2": _password(),
    "token_success_api_key": _api_key,
    "prelogin_pbkdf2": lambda api: api.auth.prelogin(EMAIL),
    "prelogin_argon2id": lambda api: api.auth.prelogin(EMAIL),
    "accounts_profile": lambda api: api.accounts.profile(),
    "provider": lambda api: api.providers.read(ID),
    "provider_organizations": lambda api: api.clients.list(ID),
    "provider_organizations_empty": lambda api: api.clients.list(ID),
    "provider_subscription": lambda api: api.billing.subscription(ID),
    "provider_subscription_suspended": lambda api: api.billing.subscription(ID),
    "provider_warnings": lambda api: api.billing.warnings(ID),
    "provider_warnings_none": lambda api: api.billing.warnings(ID),
    "accounts_revision_date": lambda api: api.accounts.revision_date(),
    "organization_metadata": lambda api: api.organizations.metadata(ID),
    "two_factor_email_sent": lambda api: api.auth.send_email_code(EMAIL, HASH),
    "new_device_code_resent": lambda api: api.auth.resend_new_device_code(EMAIL, HASH),
    "organization": lambda api: api.organizations.read(ID),
    "collections": lambda api: api.collections.list(ID),
    "collections_details": lambda api: api.collections.details(ID),
    "collection_created": _create,
    "groups_details": lambda api: api.groups.details(ID),
    "group_users": lambda api: api.groups.user_ids(ID, ID),
    "users": lambda api: api.members.list(ID, groups=True, collections=True),
    "users_mini_details": lambda api: api.members.mini_details(ID),
    "config": lambda api: api.config(),
}
"""How each payload is asked for."""

REFUSED: dict[str, tuple[Use, type[errors.SeatwardenError]]] = {
    "token_error_wrong_password": (_password(), errors.WrongCredentials),
    "token_error_wrong_code": (_password(CodeMethod.AUTHENTICATOR), errors.WrongCode),
    "token_error_two_factor_required": (_password(), errors.CodeRequired),
    "token_error_two_factor_browser_only": (_password(), errors.SignInNeedsBrowser),
    "token_error_new_device": (_password(), errors.CodeRequired),
    "token_error_wrong_new_device_code": (_password(CodeMethod.NEW_DEVICE), errors.WrongCode),
    "token_error_no_device": (_password(), errors.BadRequest),
    "token_error_version_header_missing": (_password(), errors.ClientTooOld),
    "token_error_client_too_old": (_password(), errors.ClientTooOld),
    "token_error_sso_required": (_password(), errors.SignInNeedsBrowser),
    "token_error_invalid_client": (_api_key, errors.WrongCredentials),
    "error_validation": (_create, errors.BadRequest),
    "error_plain": (_create, errors.BadRequest),
    "error_two_factor_email": (lambda api: api.auth.send_email_code(EMAIL, HASH), errors.BadRequest),
    "error_not_found": (lambda api: api.organizations.read(ID), errors.NotFound),
    "error_401_no_token": (lambda api: api.clients.list(ID), errors.TokenRefused),
    "error_401_expired_token": (lambda api: api.clients.list(ID), errors.TokenRefused),
    "error_401_billing_role": (lambda api: api.billing.subscription(ID), errors.NotPermitted),
    "error_401_not_billable": (lambda api: api.billing.subscription(ID), errors.NotPermitted),
    "error_403_role": (lambda api: api.clients.list(ID), errors.NotPermitted),
    "error_429": (lambda api: api.clients.list(ID), errors.RateLimited),
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
    "clients_addable",
    "collection_users",
    "error_401_clients_not_billable",
    "error_server_fault",
    "groups",
    "plans",
    "user_confirmed",
    "user_details",
    "user_public_key",
    "users_public_keys",
}
"""Goldens only the practice backend is held to: the client asks for none of this."""


async def _read(name: str, body: Any = ...) -> Any:
    golden = load(name)
    async with replayed(golden, golden.answer.body if body is ... else body) as (api, _):
        return await READERS[name](api)


def _plain(value: Any) -> Any:
    """Comparable form of what a reader returns, without the tokens (they have no equality)."""
    if isinstance(value, Rows):
        return [_plain(row) for row in value], value.unreadable
    if isinstance(value, BaseModel):
        return value.model_dump(exclude={"access_token", "refresh_token"})
    return value


def test_every_golden_is_accounted_for() -> None:
    assert sorted([*READERS, *REFUSED, *ELSEWHERE, *NOT_READ]) == sorted(names())


@pytest.mark.parametrize("name", READERS)
async def test_the_client_asks_as_the_golden_says_and_reads_the_answer(name: str) -> None:
    golden = load(name)
    async with replayed(golden) as (api, asked):
        value = await READERS[name](api)
    (request,) = asked
    assert request.method == golden.request.method
    if name != "prelogin_pbkdf2":  # the older path is only the client's second choice
        assert golden.request.matches(request.method, request.path), request.path
    assert ("authorization" in request.headers) is golden.request.signed_in
    if golden.request.form is not None:
        assert request.form.keys() == golden.request.form.keys()
    if golden.request.json is not None:
        assert request.json.keys() <= golden.request.json.keys()
    assert not isinstance(value, Rows) or value.unreadable == 0


@pytest.mark.parametrize("name", [name for name in READERS if load(name).answer.body])
async def test_null_and_absent_members_mean_the_same(name: str) -> None:
    body = load(name).answer.body
    assert _plain(await _read(name, without_nulls(body))) == _plain(await _read(name, body))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("token_success_v1", pascal_case),
        ("token_success_v1", camel_case),
        ("token_success_v2", pascal_case),
        ("token_success_v2", camel_case),
        ("prelogin_pbkdf2", pascal_case),
        ("prelogin_argon2id", pascal_case),
    ],
)
async def test_identity_answers_are_read_in_any_casing(name: str, change: Callable[[Any], Any]) -> None:
    body = load(name).answer.body
    assert change(body) != body
    assert _plain(await _read(name, change(body))) == _plain(await _read(name, body))


@pytest.mark.parametrize("name", REFUSED)
async def test_refusals_become_the_right_error(name: str) -> None:
    golden = load(name)
    use, kind = REFUSED[name]
    async with replayed(golden) as (api, asked):
        with pytest.raises(kind) as raised:
            await use(api)
    assert type(raised.value) is kind
    assert golden.request.matches(asked[0].method, asked[0].path), asked[0].path
    message = (golden.answer.body or {}).get("message")
    if isinstance(raised.value, errors.ResponseError) and message:
        assert message not in str(raised.value)
        assert raised.value.status == golden.answer.status


@pytest.mark.parametrize("name", [name for name in REFUSED if name.startswith("token_error")])
async def test_sign_in_refusals_are_understood_in_camel_case(name: str) -> None:
    golden = load(name)
    use, kind = REFUSED[name]
    async with replayed(golden, camel_case(golden.answer.body)) as (api, _):
        with pytest.raises(kind) as raised:
            await use(api)
    assert type(raised.value) is kind


async def _refusal(name: str) -> Any:
    async with replayed(load(name)) as (api, _):
        with pytest.raises(REFUSED[name][1]) as raised:
            await REFUSED[name][0](api)
    return raised.value


async def test_two_step_challenge_names_the_methods_and_the_address() -> None:
    challenge = await _refusal("token_error_two_factor_required")
    assert challenge.methods == (CodeMethod.AUTHENTICATOR, CodeMethod.EMAIL)
    assert challenge.unsupported == ()
    assert challenge.email_hint == "in*********@halcyon.example"


async def test_a_challenge_only_a_browser_can_answer() -> None:
    refusal = await _refusal("token_error_two_factor_browser_only")
    assert refusal.reason is BrowserReason.TWO_STEP_METHOD
    assert refusal.methods == ("duo", "webauthn")
    assert (await _refusal("token_error_sso_required")).reason is BrowserReason.SSO


async def test_new_device_and_wrong_codes_name_their_method() -> None:
    assert (await _refusal("token_error_new_device")).methods == (CodeMethod.NEW_DEVICE,)
    assert (await _refusal("token_error_wrong_new_device_code")).method is CodeMethod.NEW_DEVICE
    assert (await _refusal("token_error_wrong_code")).method is CodeMethod.AUTHENTICATOR
    assert (await _refusal("token_error_invalid_client")).api_key is True


async def test_refusals_carry_the_servers_words_and_fields() -> None:
    assert (await _refusal("error_validation")).validation == {"Name": ("The Name field is required.",)}
    assert (await _refusal("error_plain")).server_message.startswith("At least one member or group")
    assert (await _refusal("error_429")).retry_after == 37
    assert (await _refusal("error_403_role")).server_message == ""


async def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    golden = load("error_401_expired_token")
    async with replayed(golden) as (api, asked):
        with pytest.raises(errors.TokenRefused):
            await api.clients.list(ID)
    assert [request.path.rsplit("/", 1)[-1] for request in asked] == [
        "organizations",
        "token",
        "organizations",
    ]
    assert asked[1].form.keys() == (load("token_refreshed").request.form or {}).keys()


async def test_a_role_refusal_does_not_renew_the_token() -> None:
    async with replayed(load("error_401_billing_role")) as (api, asked):
        with pytest.raises(errors.NotPermitted):
            await api.billing.subscription(ID)
    assert len(asked) == 1


async def test_an_unchallenged_401_is_about_the_token_when_the_token_was_due() -> None:
    async with replayed(load("error_vnext_no_token")) as (api, asked):
        api.auth.is_due = lambda used: True  # type: ignore[method-assign]
        with pytest.raises(errors.NotPermitted):
            await api.billing.warnings(ID)
    assert [request.path.rsplit("/", 1)[-1] for request in asked] == ["warnings", "token", "warnings"]


async def test_a_renewal_keeps_the_session() -> None:
    golden = load("token_refreshed")
    async with replayed(load("token_success_v1")) as (signed_in, _):
        await signed_in.auth.sign_in_with_password(EMAIL, HASH)
        before = signed_in.auth.claims
    async with replayed(golden) as (api, asked):
        await api.auth.sign_in_with_password(EMAIL, HASH)
        asked.clear()
        await api.auth.renew()
        assert api.auth.claims == before
    (request,) = asked
    assert request.form.keys() == (golden.request.form or {}).keys()


async def test_a_revoked_refresh_token_ends_the_session() -> None:
    refusal = load("token_error_refresh_revoked")
    async with replayed(load("token_success_v1")) as (api, _):
        await api.auth.sign_in_with_password(EMAIL, HASH)
        async with replayed(refusal) as (refusing, _):
            api.auth._transport = refusing.transport
            with pytest.raises(errors.SessionExpired):
                await api.auth.renew()
        assert not api.auth.signed_in


async def test_billing_that_answers_nothing_warns_about_nothing() -> None:
    empty = load("provider_billing_vnext_empty")
    assert empty.answer.content == b""
    async with replayed(empty) as (api, _):
        warnings = await api.billing.warnings(ID)
    assert warnings == await _read("provider_warnings_none")


async def test_sign_in_sends_the_headers_the_server_insists_on() -> None:
    golden = load("token_success_v1")
    async with replayed(golden) as (api, asked):
        await _password()(api)
    (request,) = asked
    assert {name: request.headers[name.lower()] for name in golden.request.headers} == golden.request.headers
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    form = golden.request.form or {}
    literal = {name: value for name, value in form.items() if "{" not in value and name != "deviceName"}
    assert {name: request.form[name] for name in literal} == literal


SAME_AS_OFFICIAL: dict[str, Use] = {
    "bw_prelogin": READERS["prelogin_argon2id"],
    "bw_login_password": _password(),
    "bw_login_two_step_code": _password(CodeMethod.EMAIL),
    "bw_login_api_key": _api_key,
    "bw_create_collection": _create,
}
"""What both clients ask, and how ours does it."""


@pytest.mark.parametrize("name", SAME_AS_OFFICIAL)
async def test_our_client_asks_as_the_official_one_does(name: str) -> None:
    golden = load(name)
    async with replayed(golden) as (api, asked):
        with suppress(errors.SignInError):
            await SAME_AS_OFFICIAL[name](api)
    (ours,), theirs = asked, golden.request
    assert theirs.matches(ours.method, ours.path)
    for header in ("Device-Type", "Bitwarden-Client-Name"):
        assert ours.headers[header.lower()] == theirs.headers[header]
    assert _media_type(ours.headers["content-type"]) == _media_type(theirs.headers["Content-Type"])
    version = ours.headers["bitwarden-client-version"]
    assert [part.isdecimal() for part in version.split(".")] == [True] * 3
    if theirs.form is not None:
        assert ours.form.keys() == theirs.form.keys()
        literal = {key: value for key, value in theirs.form.items() if "{" not in value}
        del literal["deviceName"]  # each client names its devices as it likes
        assert {key: ours.form[key] for key in literal} == literal
    else:
        assert ours.json == {**without_nulls(theirs.json), **_made_up(ours.json)}


def _media_type(header: str) -> str:
    return header.partition(";")[0]


def _made_up(sent: Any) -> dict[str, Any]:
    """The members of a sent body whose values are this test's own."""
    return {key: value for key, value in sent.items() if key in ("email", "name", "users")}


def test_recorded_requests_hold_no_secret() -> None:
    for name in names("recorded"):
        request = load(name).request
        assert "Authorization" not in request.headers
        for field in ("username", "password", "client_secret", "deviceIdentifier"):
            assert (request.form or {}).get(field, "{}").startswith("{")


async def test_token_of_a_v1_account() -> None:
    golden = load("token_success_v1")
    body = golden.answer.body
    unlock = body["UserDecryptionOptions"]["MasterPasswordUnlock"]
    async with replayed(golden) as (api, _):
        answer: TokenAnswer = await _password()(api)
        assert answer.access_token.reveal() == body["access_token"]
        assert answer.refresh_token is not None
        assert answer.refresh_token.reveal() == body["refresh_token"]
    assert answer.wrapped_user_key == unlock["MasterKeyEncryptedUserKey"]
    assert answer.wrapped_private_key == body["PrivateKey"]
    assert (answer.kdf, answer.kdf_iterations, answer.kdf_memory) == (0, 600_000, None)
    assert answer.salt == EMAIL
    assert answer.security_version is None
    assert answer.claims.provider_admin == ("7a0be2f4-51c9-4f0e-8c1d-b2c400f1a310",)
    assert (answer.email, answer.name) == (EMAIL, "Inès Moreau")


async def test_token_of_a_v2_account() -> None:
    answer: TokenAnswer = await _read("token_success_v2")
    keys = load("token_success_v2").answer.body["AccountKeys"]
    assert (answer.kdf, answer.kdf_iterations, answer.kdf_memory, answer.kdf_parallelism) == (1, 6, 32, 4)
    assert answer.wrapped_private_key == keys["publicKeyEncryptionKeyPair"]["wrappedPrivateKey"]
    assert answer.public_key == keys["publicKeyEncryptionKeyPair"]["publicKey"]
    assert answer.signed_public_key == keys["publicKeyEncryptionKeyPair"]["signedPublicKey"]
    assert answer.wrapped_signing_key == keys["signatureKeyPair"]["wrappedSigningKey"]
    assert answer.verifying_key == keys["signatureKeyPair"]["verifyingKey"]
    assert answer.security_state == keys["securityState"]["securityState"]
    assert answer.security_version == 2


async def test_token_without_the_newer_members_falls_back_to_the_flat_ones() -> None:
    body = dict(load("token_success_v1").answer.body)
    del body["UserDecryptionOptions"], body["AccountKeys"]
    answer: TokenAnswer = await _read("token_success_v1", body)
    assert answer.wrapped_user_key == body["Key"]
    assert answer.wrapped_private_key == body["PrivateKey"]
    assert (answer.kdf, answer.kdf_iterations, answer.salt) == (0, 600_000, None)


async def test_token_of_an_api_key_cannot_be_refreshed() -> None:
    answer: TokenAnswer = await _read("token_success_api_key")
    assert answer.refresh_token is None
    assert answer.wrapped_user_key


async def test_prelogin() -> None:
    older = await _read("prelogin_pbkdf2")
    assert (older.kdf, older.iterations, older.memory, older.salt) == (0, 600_000, None, None)
    newer = await _read("prelogin_argon2id")
    assert (newer.kdf, newer.iterations, newer.memory, newer.parallelism) == (1, 6, 32, 4)
    assert newer.salt == EMAIL
    flat = {
        key: value for key, value in load("prelogin_argon2id").answer.body.items() if key != "kdfSettings"
    }
    assert await _read("prelogin_argon2id", flat) == newer


async def test_profile() -> None:
    profile = await _read("accounts_profile")
    (provider,) = profile.providers
    assert (provider.name, provider.type, provider.provider_status) == ("Halcyon & Daughters IT", 0, 2)
    assert provider.key.startswith("4.")
    first, second, third = profile.provider_organizations
    assert first.key.startswith("2.")
    assert (first.name, first.product_tier_type, first.seats) == ("L'Atelier Renée", 3, 40)
    assert (second.enabled, second.product_tier_type) == (False, 2)
    assert (third.key, third.seats) == (None, None)
    (member,) = profile.organizations
    assert member.key.startswith("4.")
    assert member.organization_user_id == "b7c2d4e6-1a3f-4c5d-8e7f-b2c400f1a50a"
    assert (profile.providers.unreadable, profile.provider_organizations.unreadable) == (0, 0)


async def test_profile_whose_lists_are_null_has_empty_ones() -> None:
    body = load("accounts_profile").answer.body
    lists = dict.fromkeys(("organizations", "providers", "providerOrganizations"))
    profile = await _read("accounts_profile", {**body, **lists})
    assert [*profile.organizations, *profile.providers, *profile.provider_organizations] == []


async def test_client_rows() -> None:
    first, second, third = await _read("provider_organizations")
    golden = load("provider_organizations").answer.body["data"]
    assert (first.id, first.organization_id) == (golden[0]["id"], golden[0]["organizationId"])
    assert (first.seats, first.occupied_seats, first.user_count) == (40, 31, 29)
    assert first.organization_name == "L'Atelier Renée"
    assert first.plan == "Enterprise (Monthly)"
    assert first.creation_date == datetime(2025, 1, 20, 10, 2, 44, 30_000, UTC)
    assert (second.seats, second.occupied_seats) == (12, 15)
    assert (third.seats, third.key) == (None, None)


async def test_client_list_survives_a_bad_row() -> None:
    body = load("provider_organizations").answer.body
    rows = await _read("provider_organizations", {**body, "data": [*body["data"], {"id": 7}]})
    assert (len(rows), rows.unreadable) == (3, 1)


async def test_provider_name_arrives_decoded_and_its_business_name_does_not() -> None:
    provider = await _read("provider")
    assert provider.name == provider.plain_business_name == "Halcyon & Daughters IT"


async def test_subscription() -> None:
    active = await _read("provider_subscription")
    enterprise, teams = active.plans
    assert (enterprise.plan_name, enterprise.type, enterprise.product_tier) == ("Enterprise (Monthly)", 19, 3)
    assert (enterprise.seat_minimum, enterprise.purchased_seats, enterprise.assigned_seats) == (50, 14, 64)
    assert (teams.cost, teams.cadence) == (100.0, "Monthly")
    assert (active.status, active.discount_percentage, active.account_credit) == ("active", 35.0, 12.5)
    suspended = await _read("provider_subscription_suspended")
    assert (suspended.status, suspended.plans) == ("past_due", ())


async def test_warnings() -> None:
    warnings = await _read("provider_warnings")
    assert warnings.suspension.resolution == "add_payment_method"
    assert warnings.suspension.subscription_cancels_at == datetime(2027, 1, 15, tzinfo=UTC)
    assert warnings.tax_id.type == "tax_id_missing"


async def test_small_answers() -> None:
    assert await _read("accounts_revision_date") == 1792540800123
    assert (await _read("organization_metadata")).organization_occupied_seats == 31


async def test_organization() -> None:
    organization = await _read("organization")
    assert (organization.name, organization.seats, organization.plan_type) == ("L'Atelier Renée", 40, 19)
    assert organization.use_groups is True
    assert organization.allow_admin_access_to_all_collection_items is False


async def test_collections() -> None:
    details: Rows[CollectionDetailsRow] = await _read("collections_details")
    first, second = details
    assert first.name.startswith("2.")
    assert first.groups is not None
    assert first.groups[0].read_only is True
    assert first.groups[0].hide_passwords is True
    assert first.users is not None
    assert first.users[0].manage is True
    assert (first.external_id, second.external_id) == ("hr/payroll", None)
    assert (first.unmanaged, second.unmanaged) == (False, True)
    assert [row.name for row in await _read("collections")] == [first.name, second.name]


async def test_groups() -> None:
    first, second = await _read("groups_details")
    assert (first.name, len(first.collections), second.collections) == ("Front desk", 1, ())
    assert second.name == "Everyone <all>"
    assert await _read("group_users") == tuple(load("group_users").answer.body)


async def test_members() -> None:
    members: Rows[MemberRow] = await _read("users")
    assert [member.status for member in members] == [2, 1, 0, -1, 3]
    assert [member.type for member in members] == [0, 2, 2, 4, 2]
    owner, _, invited, *_ = members
    assert invited.user_id is None
    assert invited.name is None
    assert owner.groups == ("6e1f4031-ad9c-4f85-9a27-b2c400f1a801",)
    assert owner.collections[0].manage is True
    mini = await _read("users_mini_details")
    assert [(row.id, row.status, row.email) for row in mini] == [
        (row.id, row.status, row.email) for row in members
    ]


async def test_config() -> None:
    config = await _read("config")
    assert (config.version, config.server_name, config.is_vaultwarden) == ("2026.8.0", "", False)
    assert config.feature_states["pm-18612-otp-6-digits"] is True


async def test_a_created_collection_is_sent_as_the_server_reads_it() -> None:
    golden: Golden = load("collection_created")
    async with replayed(golden) as (api, asked):
        await _create(api)
    sent = asked[0].json
    assert sent.keys() <= golden.request.json.keys()
    assert sent["users"] == [{"id": ID, "readOnly": False, "hidePasswords": False, "manage": True}]
    assert sent["groups"] == []
