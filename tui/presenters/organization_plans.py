"""Changes of a client organization as plans: what each does, and what it breaks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend_client.portal.clients import Client
from backend_client.portal.collection_switches import changed_switches
from backend_client.portal.organization_details import Change, EmailChange, NameChange
from backend_client.portal.providers import Provider, ProviderKind
from tui.presenters.organization_details import switch_effect, switch_word
from tui.presenters.plan import PlanRow, PlanWords
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class End:
    """Emptying the vault, or deleting the organization. `items`: how many there are, where counted."""

    deletes: bool
    items: int | None = None


def changes_rows(changes: Sequence[Change]) -> tuple[PlanRow[Change], ...]:
    """The writes; settings for collections that change together are one."""
    return tuple(_change_row(change) for change in changes)


def _change_row(change: Change) -> PlanRow[Change]:
    if isinstance(change, NameChange):
        effect = f"{_short(change.before.name)} -> {_short(change.name)}"
        return PlanRow("name", _("Name"), effect, change, detail=effect)
    if isinstance(change, EmailChange):
        effect = f"{_short(change.before.billing_email) or '-'} -> {_short(change.email)}"
        return PlanRow("billing_email", _("Billing e-mail"), effect, change, detail=effect)
    after = changed_switches(change.before, change.after)[1]
    effect = ", ".join(_("off -> on") if on else _("on -> off") for on in after.values())
    return PlanRow("collections", ", ".join(map(switch_word, after)), effect, change)


def changes_words(changes: Sequence[Change], client: Client) -> PlanWords:
    """The words around them."""
    return PlanWords(
        title=_("Change"),
        what=_("What"),
        effect=_("Before -> after"),
        review=tuple(line for change in changes for line in _change_review(change, client)),
        commit=_("Yes, change it"),
        done=lambda count: ngettext("{count} changed", "{count} changed", count),
    )


def _change_review(change: Change, client: Client) -> tuple[str, ...]:
    name = _short(client.name)
    if isinstance(change, NameChange):
        return (_("{client}: members see the new name with their next sync.").format(client=name),)
    if isinstance(change, EmailChange):
        return (
            _("{client}: the server mails about the organization there from now on.").format(client=name),
        )
    after = changed_switches(change.before, change.after)[1]
    return (
        _("{client}: what its people may do with collections.").format(client=name),
        *(switch_effect(each, on) for each, on in after.items()),
        _("It holds at once, for everybody in it. The other settings stay as they are at this moment."),
    )


def end_rows(end: End, client: Client) -> tuple[PlanRow[End], ...]:
    """The one write."""
    name = _short(client.name)
    if end.deletes:
        return (PlanRow("end", name, _("deleted, with everything in it"), end),)
    items = _items(end)
    return (PlanRow("end", name, _("{items} deleted").format(items=items), end),)


def _items(end: End) -> str:
    count = end.items or 0
    return ngettext("{count} item", "{count} items", count).format(count=count)


def end_consequences(end: End, client: Client, provider: Provider) -> tuple[str, ...]:
    """What it takes away, and what stays."""
    if not end.deletes:
        return (
            _("Purging deletes every item of the vault for good, also those in the trash: {items}.").format(
                items=_items(end)
            ),
            _("Collections, groups, members and settings stay. There is no undo and no copy."),
        )
    used = client.seats.used or 0
    people = ngettext("{count} person loses", "{count} people lose", used).format(count=used)
    lost = _(
        "The organization is deleted with its vault, collections, groups, policies and event log, for good. "
        "{people} what it shared with them; their own accounts stay."
    ).format(people=people)
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        return (lost,)
    seats = client.seats.assigned
    words = (
        _("Its seats go back to your provider's pool.")
        if seats is None
        else ngettext(
            "Its {count} seat goes back to your provider's pool.",
            "Its {count} seats go back to your provider's pool.",
            seats,
        ).format(count=seats)
    )
    return (
        lost,
        f"{words} " + _("They may be released even where the server then refuses the deletion."),
        _("To let the customer go on without you, unlink it instead: U on the list of clients."),
    )


def end_words(end: End, client: Client, provider: Provider) -> PlanWords:
    """The words around it."""
    return PlanWords(
        title=_("Delete the client") if end.deletes else _("Purge the vault"),
        what=_("What"),
        effect=_("Effect"),
        review=end_consequences(end, client, provider),
        commit=_("Yes, delete it for good") if end.deletes else _("Yes, delete every item"),
        done=lambda count: _("Deleted") if count else _("Not deleted"),
    )


def _short(text: str) -> str:
    return safe_text(text, limit=_SHOWN)
