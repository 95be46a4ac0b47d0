"""Rules checked before a change of clients is sent: pure, so that forms can ask while a person types.

The server enforces few of them: it takes seats below the ones in use, any owner address, and any
length of name.
"""

from __future__ import annotations

import re

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.providers import Provider, ProviderRole
from backend_client.portal.seats import SeatPool, SeatPreview, preview

LONGEST_NAME = 50
"""UTF-16 units of an organization name (most characters are one): the width of the server's column."""

_LONGEST_EMAIL = 256
# The server takes ASCII local parts and wants a top-level domain of letters.
_EMAIL = re.compile(r"[!-?A-~]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}")


def check_provider(provider: Provider, *, admins_only: bool, even_suspended: bool = False) -> None:
    """Whether this account may change clients of `provider` at all. Raises RuleBroken.

    `even_suspended`: the change is one that a suspended provider may still make, which unlinking is.
    """
    if admins_only and provider.role is not ProviderRole.ADMIN:
        raise RuleBroken(Rule.ADMINS_ONLY)
    if not provider.billable:
        raise RuleBroken(Rule.NOT_BILLABLE)
    if not provider.enabled and not even_suspended:
        raise RuleBroken(Rule.PROVIDER_SUSPENDED)


def check_name(name: str, longest: int = LONGEST_NAME) -> None:
    """Raises RuleBroken for a name that is empty, longer than that, or has characters not shown."""
    if not name.strip():
        raise RuleBroken(Rule.NAME_EMPTY)
    if not name.isprintable():
        raise RuleBroken(Rule.NAME_HIDDEN)
    if len(name.encode("utf-16-le")) // 2 > longest:
        raise RuleBroken(Rule.NAME_TOO_LONG, limit=longest)


def is_email(text: str) -> bool:
    """Whether it is an e-mail address that the server would take."""
    return len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def check_owner_email(email: str) -> None:
    """Raises RuleBroken for what is no e-mail address the server would invite."""
    if not is_email(email):
        raise RuleBroken(Rule.OWNER_EMAIL)


def pool_of(listed: ClientList, plan: str) -> SeatPool:
    """The seat pool of a plan, by its display name. Raises RuleBroken."""
    for pool in listed.pools:
        if pool.plan == plan:
            return pool
    raise RuleBroken(Rule.PLAN_UNKNOWN)


def check_purchase(provider: Provider, pool: SeatPool, change: SeatPreview) -> None:
    """Service users may not buy seats. Raises RuleBroken with the unassigned seats left."""
    if change.needs_purchase and provider.role is not ProviderRole.ADMIN:
        raise RuleBroken(Rule.SERVICE_USER_PURCHASE, limit=pool.unassigned)


def check_new_seats(provider: Provider, pool: SeatPool, seats: int) -> SeatPreview:
    """What a new client of `seats` does to its pool. Raises RuleBroken."""
    if seats < 1:
        raise RuleBroken(Rule.SEATS_BELOW_ONE)
    change = preview(pool, seats)
    check_purchase(provider, pool, change)
    return change


def check_seats(provider: Provider, pool: SeatPool, client: Client, seats: int) -> SeatPreview:
    """What giving `client` `seats` seats does to its pool. Raises RuleBroken."""
    assigned, used = client.seats.assigned, client.seats.used
    if assigned is None or used is None:
        raise RuleBroken(Rule.SEATS_UNKNOWN)
    if seats == assigned:
        raise RuleBroken(Rule.SEATS_UNCHANGED)
    if seats < 1:
        raise RuleBroken(Rule.SEATS_BELOW_ONE)
    if seats < used:
        raise RuleBroken(Rule.SEATS_BELOW_USED, limit=used)
    change = preview(pool, seats - assigned)
    check_purchase(provider, pool, change)
    return change


def check_move(provider: Provider, pool: SeatPool, source: Client, target: Client, seats: int) -> None:
    """Whether `seats` may go from `source` to `target`. Raises RuleBroken.

    They are taken first and given then, so beyond the minimum the second step buys back what the
    first gave up: a service user may not.
    """
    if source.id == target.id:
        raise RuleBroken(Rule.SAME_CLIENT)
    if source.plan != target.plan:
        raise RuleBroken(Rule.OTHER_PLAN)
    if seats < 1:
        raise RuleBroken(Rule.SEATS_BELOW_ONE)
    if source.seats.assigned is None or target.seats.assigned is None:
        raise RuleBroken(Rule.SEATS_UNKNOWN)
    taken = check_seats(provider, pool, source, source.seats.assigned - seats)
    after = SeatPool(pool.plan, pool.minimum, taken.assigned, pool.purchased)
    check_seats(provider, after, target, target.seats.assigned + seats)
