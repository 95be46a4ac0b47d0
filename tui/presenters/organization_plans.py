"""Changes of a client organization as plans: what each does, and what it breaks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.portal.clients import Client
from backend_client.portal.collection_switches import changed_switches
from backend_client.portal.organization_details import Change, EmailChange, NameChange, SwitchChange
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


def change_rows(change: Change) -> tuple[PlanRow[Change], ...]:
    """The one write, as a row; settings that go together stand in one row."""
    if isinstance(change, NameChange):
        effect = f"{_short(change.before.name)} -> {_short(change.name)}"
        return (PlanRow("change", _("Name"), effect, change, detail=effect),)
    if isinstance(change, EmailChange):
        effect = f"{_short(change.before.billing_email) or '-'} -> {_short(change.email)}"
        return (PlanRow("change", _("Billing e-mail"), effect, change, detail=effect),)
    names = [switch_word(name) for name in changed_switches(change.before, change.after)[1]]
    return (PlanRow("change", ", ".join(names), _switch_effects(change), change),)


def _switch_effects(change: SwitchChange) -> str:
    after = changed_switches(change.before, change.after)[1]
    return ", ".join(_("off -> on") if on else _("on -> off") for on in after.values())


def change_words(change: Change, client: Client) -> PlanWords:
    """The words around it."""
    name = _short(client.name)
    if isinstance(change, SwitchChange):
        after = changed_switches(change.before, change.after)[1]
        review = (
            _("{client}: what its people may do with collections.").format(client=name),
            *(switch_effect(each, on) for each, on in after.items()),
            _("It holds at once, for everybody in it. The other settings stay as they are at this moment."),
        )
    elif isinstance(change, EmailChange):
        review = (
            _("{client}: the server mails about the organization there from now on.").format(client=name),
        )
    else:
        review = (_("{client}: members see the new name with their next sync.").format(client=name),)
    return PlanWords(
        title=_("Change"),
        what=_("What"),
        effect=_("Before -> after"),
        review=review,
        commit=_("Yes, change it"),
        done=lambda count: _("Changed") if count else _("Not changed"),
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
