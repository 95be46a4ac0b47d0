"""When the token is renewed because the profile shows another role than it carries."""

from __future__ import annotations

from backend_client.api.accounts import ProfileAnswer, ProfileProvider
from backend_client.api.auth import Auth
from backend_client.api.rows import Rows
from backend_client.api.token_answer import Claims
from backend_client.errors import SeatwardenError, ServerTimeout
from backend_client.portal.fresh_roles import FreshRoles


class StandInAuth(Auth):
    """Counts renewals; each may fail, or bring other claims."""

    def __init__(self, claims: Claims, *failures: SeatwardenError | None) -> None:
        self._claims, self._failures, self.renewals = claims, list(failures), 0

    @property
    def claims(self) -> Claims:
        return self._claims

    async def renew(self) -> None:
        self.renewals += 1
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure


def _profile(**roles: int) -> ProfileAnswer:
    rows = tuple(ProfileProvider(id=name, type=role) for name, role in roles.items())
    return ProfileAnswer(id="u", email="e", name="n", providers=Rows(rows))


def _claims(admin: tuple[str, ...] = (), service_user: tuple[str, ...] = ()) -> Claims:
    return Claims(provider_admin=admin, provider_service_user=service_user)


async def test_a_token_that_knows_the_roles_is_left_alone() -> None:
    auth = StandInAuth(_claims(("north", "pending"), ("south",)))
    await FreshRoles(auth).follow(_profile(north=0, south=1))
    assert auth.renewals == 0


async def test_another_role_or_another_provider_renews_once() -> None:
    for profile in (_profile(north=1), _profile(north=0, new=0)):
        auth = StandInAuth(_claims(("north",)))
        roles = FreshRoles(auth)
        await roles.follow(profile)
        await roles.follow(profile)
        assert auth.renewals == 1, "a server whose token never agrees is not asked for ever"


async def test_a_renewal_that_failed_in_passing_is_tried_at_the_next_profile() -> None:
    auth = StandInAuth(_claims(), ServerTimeout(host="x", seconds=5))
    roles = FreshRoles(auth)
    await roles.follow(_profile(north=0))
    await roles.follow(_profile(north=0))
    assert auth.renewals == 2
    assert await roles.renew()
