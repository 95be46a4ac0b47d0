"""Words of the forms that change clients: who may, what is wrong with what was typed, reviews. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from backend_client.errors import ReadOnlyMode, Rule, RuleBroken
from backend_client.portal.client_rules import (
    check_move,
    check_name,
    check_new_seats,
    check_owner_email,
    check_provider,
    check_seats,
    pool_of,
)
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.providers import Provider, ProviderKind
from tui.explain import explanation_of
from tui.presenters.client_changes import before_and_after, seats_readout
from tui.presenters.clients import level_word
from tui.presenters.numbers import figure
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.terms import client_heading, none_on_plan
from tui.translate import _


class Problem(NamedTuple):
    """Why a form cannot be sent: the field it is about, and a finished sentence."""

    field: str
    sentence: str


def refusal(provider: Provider, *, admins_only: bool, read_only: bool, watching: bool) -> str:
    """Why this account may not change clients here; empty when it may."""
    if watching:
        return _("Watching is read-only. Start without --watch to change things.")
    if read_only:
        return explanation_of(ReadOnlyMode()).line()
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        return _(
            "These are your own organizations: no provider gives them seats or names. Use the web vault."
        )
    return _broken(lambda: check_provider(provider, admins_only=admins_only))


def no_plans() -> str:
    """Why nothing can be created where the provider's plans are not known."""
    return _("The provider's plans could not be read, so nothing can be created. R reads them again.")


def new_client_title(kind: ProviderKind) -> str:
    """The title of the form that creates a client."""
    if kind is ProviderKind.BUSINESS_UNIT:
        return _("New business unit")
    return _("New client organization")


def problem_of_new(
    listed: ClientList, *, name: str, owner_email: str, plan: str, seats: int | None
) -> Problem | None:
    """The first thing that keeps a new client from being reviewed, top to bottom."""
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("plan", lambda: pool_of(listed, plan)),
        ("name", lambda: check_name(name)),
        ("owner", lambda: check_owner_email(owner_email.strip())),
        ("seats", lambda: check_new_seats(listed.provider, pool_of(listed, plan), seats or 0)),
    )
    found = ((field, _broken(check)) for field, check in checks)
    return next((Problem(field, sentence) for field, sentence in found if sentence), None)


def created_sentence(client: Client, owner_email: str) -> str:
    """What was done, for the line under the list."""
    return _("{client} was created with {seats} seats; {email} was invited as its owner.").format(
        client=safe_text(client.name, limit=50),
        seats=figure(client.seats.assigned),
        email=safe_text(owner_email, limit=60),
    )


def name_length(name: str, most: int) -> str:
    """How much of the allowed length is typed."""
    return _("Characters of the name: {count} of {most}").format(count=len(name), most=most)


def seats_now(client: Client) -> str:
    """`40 assigned, 37 used, 3 remaining`."""
    seats = client.seats
    return _("{assigned} assigned, {used} used, {remaining} remaining").format(
        assigned=figure(seats.assigned), used=figure(seats.used), remaining=figure(seats.remaining)
    )


def problem_of_seats(listed: ClientList, client: Client, seats: int | None) -> Problem | None:
    """Why `client` cannot be given `seats` seats."""
    if seats is None:
        return Problem("seats", _("Type the new number of seats."))
    sentence = _broken(lambda: check_seats(listed.provider, pool_of(listed, client.plan), client, seats))
    return Problem("seats", sentence) if sentence else None


def seats_review(listed: ClientList, client: Client, seats: int) -> tuple[str, ...]:
    """Everything a change of seats will do, before it is sent."""
    delta = seats - (client.seats.assigned or 0)
    return (before_and_after(client, delta), *seats_readout(listed, client, seats), next_invoice())


def seats_buy(listed: ClientList, client: Client, seats: int) -> int:
    """Seats a reviewed change purchases."""
    return check_seats(listed.provider, pool_of(listed, client.plan), client, seats).bought


def next_invoice() -> str:
    """When a purchase shows."""
    return _("Seats bought or given back show on your provider's next invoice.")


def seats_changed(before: Client, after: Client) -> str:
    """What was done, for the line under the list."""
    return _("{client}: {before} -> {after} seats.").format(
        client=safe_text(after.name, limit=50),
        before=figure(before.seats.assigned),
        after=figure(after.seats.assigned),
    )


def problem_of_name(client: Client, name: str) -> Problem | None:
    """Why `client` cannot be named so."""
    sentence = _broken(lambda: check_name(name))
    if not sentence and name.strip() == client.name:
        sentence = _("That is its name already. Nothing to do.")
    return Problem("name", sentence) if sentence else None


def rename_review(client: Client, name: str) -> tuple[str, ...]:
    """Everything a rename will do, before it is sent."""
    return (
        _("Name now: {name}").format(name=safe_text(client.name)),
        _("New name: {name}").format(name=safe_text(name.strip())),
        seats_stay(client),
    )


def seats_stay(client: Client) -> str:
    """A rename is sent with the seats; which ones those are."""
    return _("Seats stay as they are: {now}.").format(now=seats_now(client))


def renamed(before: Client, after: Client) -> str:
    """What was done, for the line under the list."""
    return _("{before} is now named {after}.").format(
        before=safe_text(before.name, limit=50), after=safe_text(after.name, limit=50)
    )


def move_targets(listed: ClientList, source: Client) -> tuple[Client, ...]:
    """Clients that seats of `source` may go to, the ones with the fewest left first."""
    fitting = [
        each
        for each in listed.clients
        if each.plan == source.plan and each.id != source.id and each.seats.remaining is not None
    ]
    return tuple(sorted(fitting, key=lambda each: (each.seats.remaining or 0, each.name.casefold(), each.id)))


def pair_to_move(one: Client, other: Client) -> tuple[Client, Client] | str:
    """Which of two clients gives seats and which gets them: more remaining to fewer; else why they cannot."""
    if one.plan != other.plan:
        return explanation_of(RuleBroken(Rule.OTHER_PLAN)).line()
    first, second = sorted((one, other), key=lambda each: each.seats.remaining or 0, reverse=True)
    return first, second


def problem_of_move(
    listed: ClientList, source: Client, target: Client | None, seats: int | None
) -> Problem | None:
    """Why `seats` cannot go from `source` to `target`."""
    if target is None:
        return Problem("targets", none_on_plan(listed.provider.kind))
    if seats is None:
        return Problem("seats", _("Type how many seats to move."))
    pool = _broken(lambda: pool_of(listed, source.plan))
    sentence = pool or _broken(
        lambda: check_move(listed.provider, pool_of(listed, source.plan), source, target, seats)
    )
    return Problem("seats", sentence) if sentence else None


def target_columns(kind: ProviderKind) -> tuple[Column, ...]:
    """The columns of the table of clients that seats may go to."""
    return (
        Column("client", client_heading(kind), 40, narrow=18, flexible=True),
        Column("assigned", _("Assigned"), 8, narrow=5, wide=12, right=True),
        Column("used", _("Used"), 4, wide=7, right=True),
        Column("remaining", _("Remaining"), 9, narrow=5, wide=13, right=True),
        Column("level", _("Usage"), 5, wide=7),
    )


def target_rows(targets: Iterable[Client]) -> tuple[PlainRow, ...]:
    """A row for every client that seats may go to."""
    return tuple(
        PlainRow(
            each.id,
            (
                Cell(safe_text(each.name)),
                Cell(figure(each.seats.assigned)),
                Cell(figure(each.seats.used)),
                Cell(figure(each.seats.remaining)),
                Cell(level_word(each.seats.level())),
            ),
        )
        for each in targets
    )


def moved_sentence(lowered: Client, raised: Client, seats: int) -> str:
    """What was done, for the line under the list."""
    return _("Seats moved from {source} to {target}: {seats}.").format(
        source=safe_text(lowered.name, limit=50), target=safe_text(raised.name, limit=50), seats=seats
    )


def _broken(check: Callable[[], object]) -> str:
    try:
        check()
    except RuleBroken as broken:
        return explanation_of(broken).line()
    return ""
