"""`seatwarden events list`: the event log of the provider, or of a client, without screens."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from backend_client.errors import NotFound, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.clients import Client, find_client
from backend_client.portal.events import EventsRead, LogOf, Names, Window
from backend_client.portal.providers import Provider
from tui.arguments.events import EventsArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit
from tui.commands.named import one_named
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.explain import explanation_of
from tui.presenters.event_range import DEFAULT_DAYS, typed_window
from tui.presenters.event_report import events_csv, events_json, events_text
from tui.presenters.events import keeping_sentence, refused_sentence, unreadable_words
from tui.presenters.provider_places import place_refusal
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_FORMS = {"text": events_text, "json": events_json, "csv": events_csv}


def run_events(given: EventsArguments) -> int:
    """Print the log. Needs no keys; names of collections are shown by id then. Returns the exit code."""
    window = typed_window(given.start or f"{DEFAULT_DAYS}d", given.end, clock.now())
    if isinstance(window, str):
        return complain(window, USAGE)

    async def work(portal: Portal, provider: Provider) -> int:
        try:
            log = await _log(portal, provider, given)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)
        return await _print(portal, log, window, given)

    return on_provider(given, work)


async def _log(portal: Portal, provider: Provider, given: EventsArguments) -> LogOf:
    """Whose log was asked for. Raises Unfit."""
    if not given.client:
        refusal = place_refusal(provider, "events")
        if refusal:
            raise Unfit(refusal, FAILED)
    client = find_client(await portal.client_list(provider), given.client) if given.client else None
    if not given.person:
        return LogOf(provider, client)
    return LogOf(provider, client, await _person(portal, provider, client, given.person))


async def _person(portal: Portal, provider: Provider, client: Client | None, wanted: str) -> str:
    """The id under which the log of that person is kept. Raises Unfit."""
    people = await portal.events.people(provider, client)
    missing = _("No person of that address or id: '{name}'.")
    return one_named(people, wanted, lambda each: each, missing)[0]


async def _print(portal: Portal, log: LogOf, window: Window, given: EventsArguments) -> int:
    """What was read before a failure is printed, and the failure is said."""
    about, trouble = None, ""
    read = EventsRead(log, window)
    try:
        about = await portal.events.about(log)
        async with aclosing(portal.events.pages(log, window)) as pages:
            async for read in pages:
                if len(read.events) >= given.limit:
                    break
    except NotFound:
        return complain(refused_sentence(log, given.person), FAILED)
    except SeatwardenError as error:
        if not read.events:
            raise
        trouble = explanation_of(error).sentence
    events = read.events[: given.limit]
    code = write_out(_FORMS[given.format](events, about.names if about else Names()))
    if about is not None and keeping_sentence(about.keeping):
        complain(keeping_sentence(about.keeping), OK)
    if trouble:
        words = _("Reading stopped after {n} events: {reason}").format(n=len(events), reason=trouble)
        return complain(words, FAILED)
    if len(read.events) > given.limit or not read.complete:
        complain(_("Only the newest {n} were printed; there may be more.").format(n=len(events)), OK)
    if not events:
        complain(_("There is no event in this range."), OK)
    return complain(unreadable_words(read), FAILED) if read.unreadable else code
