"""Golden answers: the values our client takes out of them."""

from __future__ import annotations

from datetime import UTC, datetime

from backend_client.api.collections import CollectionDetailsRow
from backend_client.api.members import MemberRow
from backend_client.api.rows import Rows
from backend_client.api.token_answer import TokenAnswer
from tests.contract.replay import EMAIL, replayed
from tests.contract.wire import load
from tests.contract.wire_uses import password_sign_in, read


async def test_token_of_a_v1_account() -> None:
    golden = load("token_success_v1")
    body = golden.answer.body
    unlock = body["UserDecryptionOptions"]["MasterPasswordUnlock"]
    async with replayed(golden) as (api, _):
        answer: TokenAnswer = await password_sign_in()(api)
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
    answer: TokenAnswer = await read("token_success_v2")
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
    answer: TokenAnswer = await read("token_success_v1", body)
    assert answer.wrapped_user_key == body["Key"]
    assert answer.wrapped_private_key == body["PrivateKey"]
    assert (answer.kdf, answer.kdf_iterations, answer.salt) == (0, 600_000, None)


async def test_token_of_an_api_key_cannot_be_refreshed() -> None:
    answer: TokenAnswer = await read("token_success_api_key")
    assert answer.refresh_token is None
    assert answer.wrapped_user_key


async def test_prelogin() -> None:
    older = await read("prelogin_pbkdf2")
    assert (older.kdf, older.iterations, older.memory, older.salt) == (0, 600_000, None, None)
    newer = await read("prelogin_argon2id")
    assert (newer.kdf, newer.iterations, newer.memory, newer.parallelism) == (1, 6, 32, 4)
    assert newer.salt == EMAIL
    flat = {
        key: value for key, value in load("prelogin_argon2id").answer.body.items() if key != "kdfSettings"
    }
    assert await read("prelogin_argon2id", flat) == newer


async def test_profile() -> None:
    profile = await read("accounts_profile")
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
    profile = await read("accounts_profile", {**body, **lists})
    assert [*profile.organizations, *profile.providers, *profile.provider_organizations] == []


async def test_client_rows() -> None:
    first, second, third = await read("provider_organizations")
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
    rows = await read("provider_organizations", {**body, "data": [*body["data"], {"id": 7}]})
    assert (len(rows), rows.unreadable) == (3, 1)


async def test_provider_name_arrives_decoded_and_its_business_name_does_not() -> None:
    provider = await read("provider")
    assert provider.name == provider.plain_business_name == "Halcyon & Daughters IT"


async def test_subscription() -> None:
    active = await read("provider_subscription")
    enterprise, teams = active.plans
    assert (enterprise.plan_name, enterprise.type, enterprise.product_tier) == ("Enterprise (Monthly)", 19, 3)
    assert (enterprise.seat_minimum, enterprise.purchased_seats, enterprise.assigned_seats) == (50, 14, 64)
    assert (teams.cost, teams.cadence) == (100.0, "Monthly")
    assert (active.status, active.discount_percentage, active.account_credit) == ("active", 35.0, 12.5)
    suspended = await read("provider_subscription_suspended")
    assert (suspended.status, suspended.plans) == ("past_due", ())


async def test_warnings() -> None:
    warnings = await read("provider_warnings")
    assert warnings.suspension.resolution == "add_payment_method"
    assert warnings.suspension.subscription_cancels_at == datetime(2027, 1, 15, tzinfo=UTC)
    assert warnings.tax_id.type == "tax_id_missing"


async def test_small_answers() -> None:
    assert await read("accounts_revision_date") == 1792540800123
    assert (await read("organization_metadata")).organization_occupied_seats == 31


async def test_organization() -> None:
    organization = await read("organization")
    assert (organization.name, organization.seats, organization.plan_type) == ("L'Atelier Renée", 40, 19)
    assert organization.use_groups is True
    assert organization.allow_admin_access_to_all_collection_items is False


async def test_collections() -> None:
    details: Rows[CollectionDetailsRow] = await read("collections_details")
    first, second = details
    assert first.name.startswith("2.")
    assert first.groups is not None
    assert first.groups[0].read_only is True
    assert first.groups[0].hide_passwords is True
    assert first.users is not None
    assert first.users[0].manage is True
    assert (first.external_id, second.external_id) == ("hr/payroll", None)
    assert (first.unmanaged, second.unmanaged) == (False, True)
    assert [row.name for row in await read("collections")] == [first.name, second.name]


async def test_groups() -> None:
    first, second = await read("groups_details")
    assert (first.name, len(first.collections), second.collections) == ("Front desk", 1, ())
    assert second.name == "Everyone <all>"
    assert await read("group_users") == tuple(load("group_users").answer.body)


async def test_members() -> None:
    members: Rows[MemberRow] = await read("users")
    assert [member.status for member in members] == [2, 1, 0, -1, 3]
    assert [member.type for member in members] == [0, 2, 2, 4, 2]
    owner, _, invited, *_ = members
    assert invited.user_id is None
    assert invited.name is None
    assert owner.groups == ("6e1f4031-ad9c-4f85-9a27-b2c400f1a801",)
    assert owner.collections[0].manage is True
    mini = await read("users_mini_details")
    assert [(row.id, row.status, row.email) for row in mini] == [
        (row.id, row.status, row.email) for row in members
    ]


async def test_config() -> None:
    config = await read("config")
    assert (config.version, config.server_name, config.is_vaultwarden) == ("2026.8.0", "", False)
    assert config.feature_states["pm-18612-otp-6-digits"] is True
