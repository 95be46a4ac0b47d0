"""Our client against Vaultwarden's answers: other casing, other omissions, other error shapes."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client import errors
from backend_client.api.rows import Rows
from backend_client.errors import CodeMethod
from tests.contract.replay import EMAIL, HASH, replayed
from tests.contract.wire import load, names
from tests.contract.wire_uses import ID, READERS, Use, api_key_sign_in, create_collection, password_sign_in

READ: dict[str, Use] = {
    "vw_token_success": password_sign_in(),
    "vw_token_success_api_key": api_key_sign_in,
    "vw_prelogin": READERS["prelogin_argon2id"],
    "vw_config": READERS["config"],
    "vw_accounts_profile": READERS["accounts_profile"],
    "vw_organization": READERS["organization"],
    "vw_users": READERS["users"],
    "vw_groups_details": READERS["groups_details"],
    "vw_events": READERS["organization_events"],
}
REFUSED: dict[str, tuple[Use, type[errors.SeatwardenError]]] = {
    "vw_token_error_wrong_password": (password_sign_in(), errors.WrongCredentials),
    "vw_token_error_wrong_api_key": (api_key_sign_in, errors.WrongCredentials),
    "vw_token_error_wrong_code": (password_sign_in(CodeMethod.AUTHENTICATOR), errors.WrongCode),
    "vw_token_error_two_factor_required": (password_sign_in(), errors.CodeRequired),
    "vw_error_400": (create_collection, errors.BadRequest),
    "vw_error_422": (create_collection, errors.BadRequest),
    "vw_error_401_guard": (READERS["organization"], errors.NotPermitted),
    "vw_error_404_route": (READERS["provider_organizations"], errors.NotFound),
}


async def _read(name: str) -> Any:
    async with replayed(load(name)) as (api, _):
        return await READ[name](api)


def test_every_vaultwarden_golden_is_read() -> None:
    assert {*READ, *REFUSED, "vw_token_error_refresh_revoked"} == set(names("vaultwarden-source"))


@pytest.mark.parametrize("name", READ)
async def test_its_answers_are_read_whole(name: str) -> None:
    golden = load(name)
    async with replayed(golden) as (api, asked):
        value = await READ[name](api)
    assert golden.request.matches(asked[0].method, asked[0].path), asked[0].path
    assert not isinstance(value, Rows) or value.unreadable == 0


@pytest.mark.parametrize("name", REFUSED)
async def test_its_refusals_become_the_same_errors(name: str) -> None:
    use, kind = REFUSED[name]
    async with replayed(load(name)) as (api, _):
        with pytest.raises(kind) as raised:
            await use(api)
    assert type(raised.value) is kind


async def test_its_words_are_found_in_every_shape() -> None:
    for name, words in (
        ("vw_error_400", "Can't find organization details"),
        ("vw_error_401_guard", "The request requires user authentication."),
        ("vw_error_404_route", "The requested resource could not be found."),
    ):
        async with replayed(load(name)) as (api, _):
            with pytest.raises(errors.ResponseError) as raised:
                await REFUSED[name][0](api)
        assert raised.value.server_message == words


async def test_a_revoked_refresh_token_ends_the_session() -> None:
    async with replayed(load("vw_token_error_refresh_revoked")) as (api, _):
        await api.auth.sign_in_with_password(EMAIL, HASH)
        with pytest.raises(errors.SessionExpired):
            await api.auth.renew()


async def test_it_is_recognized_by_its_name() -> None:
    config = await _read("vw_config")
    assert (config.is_vaultwarden, config.server_name) == (True, "Vaultwarden")


async def test_sign_in_yields_the_same_keys_as_from_the_official_server() -> None:
    official = load("token_success_v1").answer.body
    for name in ("vw_token_success", "vw_token_success_api_key"):
        answer = await _read(name)
        assert answer.wrapped_user_key == official["Key"]
        assert answer.wrapped_private_key == official["PrivateKey"]
        assert (answer.kdf, answer.kdf_iterations, answer.salt) == (0, 600_000, EMAIL)


async def test_it_has_members_but_no_providers() -> None:
    profile = await _read("vw_accounts_profile")
    assert [*profile.providers, *profile.provider_organizations] == []
    (membership,) = profile.organizations
    assert (membership.name, membership.type, membership.status) == ("Moreau & Fils", 0, 2)
    assert membership.key.startswith("4.")
    organization = await _read("vw_organization")
    assert (organization.seats, organization.allow_admin_access_to_all_collection_items) == (None, True)
    members = await _read("vw_users")
    assert [member.status for member in members] == [2, 1, 0, -1]
    (group,) = await _read("vw_groups_details")
    assert group.collections[0].hide_passwords is True


async def test_a_role_refusal_renews_nothing() -> None:
    async with replayed(load("vw_error_401_guard")) as (api, asked):
        with pytest.raises(errors.NotPermitted):
            await api.organizations.read(ID)
    assert len(asked) == 1
