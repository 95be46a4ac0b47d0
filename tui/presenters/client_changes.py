"""What a change of clients would mean, in words: the same lines for forms, reviews and `--dry-run`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import RuleBroken
from backend_client.portal.client_rules import check_move, check_new_seats, check_seats, pool_of
from backend_client.portal.clients import Client, ClientList, tier_of_name
from backend_client.portal.seats import SeatPool, SeatPreview, preview
from tui.explain import explanation_of
from tui.presenters.numbers import money
from tui.safe_text import safe_text
from tui.terms import client_named, owner_named
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.client_changes import NewClient

MONTHLY = "Monthly"


def create_readout(listed: ClientList, plan: str, seats: int | None) -> tuple[str, ...]:
    """While a new client's seats are typed: what is left, what would be bought, what that costs."""
    try:
        pool = pool_of(listed, plan)
        if seats is None:
            return (_("Unassigned seats: {left}").format(left=pool.unassigned),)
        return pool_lines(pool, check_new_seats(listed.provider, pool, seats))
    except RuleBroken as broken:
        return (explanation_of(broken).line(),)


def seats_readout(listed: ClientList, client: Client, seats: int | None) -> tuple[str, ...]:
    """While a client's seats are typed: the floor, what is left, what would be bought or given back."""
    floor = _("Seats in use: {used}").format(used=client.seats.used if client.seats.used is not None else "-")
    if seats is None or seats == client.seats.assigned:
        return (floor,)
    try:
        pool = pool_of(listed, client.plan)
        return (floor, *pool_lines(pool, check_seats(listed.provider, pool, client, seats)))
    except RuleBroken as broken:
        return (explanation_of(broken).line(),)


def move_readout(listed: ClientList, source: Client, target: Client, seats: int | None) -> tuple[str, ...]:
    """While seats to move are typed: both clients before and after."""
    if seats is None:
        return ()
    try:
        check_move(listed.provider, pool_of(listed, source.plan), source, target, seats)
    except RuleBroken as broken:
        return (explanation_of(broken).line(),)
    return (
        before_and_after(source, -seats),
        before_and_after(target, seats),
        _("Nothing is bought or given back once both steps are done."),
    )


def before_and_after(client: Client, delta: int) -> str:
    """`Elm Street Clinic: 6 -> 9 seats, 2 used`."""
    assigned = client.seats.assigned or 0
    return _("{client}: {before} -> {after} seats, {used} used").format(
        client=safe_text(client.name, limit=40),
        before=assigned,
        after=assigned + delta,
        used=client.seats.used,
    )


def pool_lines(pool: SeatPool, change: SeatPreview) -> tuple[str, ...]:
    """What a change does to its pool: unassigned seats left, seats bought or given back, their cost."""
    lines = [_("Unassigned seats left: {left}").format(left=change.unassigned)]
    if change.bought:
        lines.append(_("Additional seats purchased: {seats}").format(seats=change.bought))
    if change.sold:
        lines.append(_("Purchased seats given back: {seats}").format(seats=change.sold))
    paid = change.bought - change.sold
    if paid and pool.seat_price is not None:
        lines.append(_cost(paid * pool.seat_price, pool))
    return tuple(lines)


def _cost(amount: float, pool: SeatPool) -> str:
    monthly = pool.cadence in ("", MONTHLY)
    if amount >= 0:
        sentence = _("Costs {amount} more per month") if monthly else _("Costs {amount} more per year")
    else:
        sentence = _("Saves {amount} per month") if monthly else _("Saves {amount} per year")
    return sentence.format(amount=money(abs(amount)))


def plan_card(pool: SeatPool) -> str:
    """One plan to choose from, with the price of a seat after discount."""
    name = safe_text(pool.plan, limit=30)
    if pool.seat_price is None:
        return name
    per_month = pool.seat_price if pool.cadence in ("", MONTHLY) else pool.seat_price / 12
    return _("{plan}  {price} per seat and month").format(plan=name, price=money(per_month))


def discount_words(pools: Sequence[SeatPool]) -> str:
    """The discount that prices already have; empty where there is none."""
    most = max((pool.discount for pool in pools), default=0.0)
    words = _("Prices are after your provider's discount of {percent} %.")
    return words.format(percent=f"{most:g}") if most else ""


def create_review(listed: ClientList, new: NewClient) -> tuple[str, ...]:
    """Everything a create will do, before it is sent."""
    return (
        client_named(listed.provider.kind, safe_text(new.name)),
        owner_named(listed.provider.kind, safe_text(new.owner_email, limit=60)),
        _("Plan: {plan}").format(plan=safe_text(new.plan, limit=40)),
        _("Seats: {seats}").format(seats=new.seats),
        *create_readout(listed, new.plan, new.seats),
    )


def unlink_consequences(client: Client) -> tuple[str, ...]:
    """What unlinking means for the client."""
    seats = client.seats.assigned if client.seats.assigned is not None else "-"
    return (
        _("Your provider loses access to {client} at once.").format(client=safe_text(client.name, limit=40)),
        _("It gets a subscription of its own: an invoice due in 30 days, at list price."),
        _("Its owners are told by e-mail. Its members, data and plan stay."),
        _("Its seats go back to your pool: {seats}").format(seats=seats),
    )


def add_readout(listed: ClientList, plan: str, seats: int) -> tuple[str, ...]:
    """What the seats of an organization to add do to the pool of its tier; empty where that is not plain."""
    pools = [pool for pool in listed.pools if tier_of_name(pool.plan) is tier_of_name(plan)]
    return pool_lines(pools[0], preview(pools[0], seats)) if len(pools) == 1 else ()


def add_consequences(name: str, plan: str, seats: int) -> tuple[str, ...]:
    """What adding an existing organization means."""
    return (
        _("{name}: {plan}, {seats} seats").format(
            name=safe_text(name, limit=40), plan=safe_text(plan, limit=30), seats=seats
        ),
        _("Its own subscription ends at once, with a final invoice for the days used."),
        _("Unused credit moves to your provider; its billing e-mail becomes your provider's."),
        _("Its seats are counted in your pool, and may be purchased for it."),
        _("This cannot be undone from here."),
    )
