"""Golden refusals: each becomes the right error, with what the front end needs to put it into words."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client import errors
from backend_client.errors import BrowserReason, CodeMethod
from tests.contract.replay import replayed
from tests.contract.wire import camel_case, load
from tests.contract.wire_uses import REFUSED


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
