"""Joins and setups that an earlier run began and did not see to their end: what the server shows since says
what became of them."""

from __future__ import annotations

from contextlib import suppress

from backend_client.portal.interruptions import SettledAct, settle_inside, settle_of_provider
from backend_client.portal.join_link import JoinLink, LinkKind
from backend_client.portal.joined import JoinState
from backend_client.portal.journal import Entry, Journal, Outcome


def settle_joins(journal: Journal | None, server: str, link: JoinLink, state: JoinState) -> None:
    """Close intents of earlier runs for the same place: the invitation was taken before, or only now.

    It can be taken once, so what arrives late is refused.
    """
    outcome = Outcome.NOT_SENT if state is JoinState.ACCEPTED else Outcome.DONE

    def decide(entry: Entry) -> SettledAct:
        return SettledAct(entry, outcome)

    with suppress(OSError):  # the next one writes it
        if link.kind is LinkKind.PROVIDER:
            settle_of_provider(journal, server, link.subject_id, decide, "joining", certain=True)
        else:
            settle_inside(journal, server, link.subject_id, decide, "joining", certain=True)


def settle_setups(journal: Journal | None, server: str, provider_id: str, key_id: str | None) -> None:
    """Close intents of earlier runs. `key_id` names the key that the provider has; None: it is not set up,
    empty: its key is not open here."""

    def decide(entry: Entry) -> SettledAct | None:
        if key_id is None:
            return SettledAct(entry, Outcome.NOT_SENT)
        if not key_id:
            return None
        same = entry.after.get("key_id") == key_id
        return SettledAct(entry, Outcome.DONE if same else Outcome.NOT_SENT)

    with suppress(OSError):
        settle_of_provider(journal, server, provider_id, decide, "setup")
