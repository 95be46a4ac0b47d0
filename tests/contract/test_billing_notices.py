"""What the client list says about billing, and how often the server is asked for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend_client.api.billing import BillingApi, WarningsAnswer
from backend_client.portal.billing_notices import BillingNotice
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.practice import Practice

COUNTED = Callable[[], int]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> COUNTED:
    """How often the warnings were read."""
    calls: list[str] = []
    real = BillingApi.warnings

    async def warnings(self: BillingApi, provider_id: str) -> WarningsAnswer:
        calls.append(provider_id)
        return await real(self, provider_id)

    monkeypatch.setattr(BillingApi, "warnings", warnings)
    return lambda: len(calls)


async def _read_twice(portal: Portal) -> tuple[str, frozenset[BillingNotice]]:
    (provider,) = await portal.providers()
    await portal.client_list(provider)
    listed = await portal.client_list(provider)
    return listed.subscription_status, listed.warnings


async def test_while_all_is_well_they_are_read_once(practice: Practice, asked: COUNTED) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        assert await _read_twice(portal) == ("active", frozenset())
        assert asked() == 1


@pytest.mark.parametrize(
    ("persona", "notice"),
    [
        (Persona.ADMIN, BillingNotice.ADD_PAYMENT_METHOD),
        (Persona.SERVICE_USER, BillingNotice.CONTACT_ADMINISTRATOR),
    ],
)
async def test_an_unpaid_suspension_is_followed(
    practice: Practice, asked: COUNTED, persona: Persona, notice: BillingNotice
) -> None:
    practice.execute("UPDATE providers SET enabled = 0, subscription_status = 'unpaid'")
    async with await practice.signed_in(person(persona)) as portal:
        assert await _read_twice(portal) == ("unpaid", frozenset({notice}))
        assert asked() == 2
