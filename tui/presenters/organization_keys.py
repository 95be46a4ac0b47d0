"""The keys of a client organization as they may be drawn, and the plan that replaces one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind
from tui.presenters.numbers import day
from tui.presenters.plan import PlanRow, PlanWords
from tui.safe_text import safe_text
from tui.translate import _

MASK = "********"


def key_word(keys: Mapping[KeyKind, datetime | None] | None, kind: KeyKind) -> str:
    """A key as it may be drawn: whether there is one, and since when."""
    if keys is None:
        return MASK
    if kind not in keys:
        return _("made when it is first copied")
    made = keys[kind]
    return MASK if made is None else _("{mask}  since {day}").format(mask=MASK, day=day(made))


def key_made(keys: Mapping[KeyKind, datetime | None] | None, kind: KeyKind) -> str:
    """Whether there is one, for JSON."""
    if keys is None:
        return "unknown"
    return "made" if kind in keys else "not made"


def rotate_rows(kind: KeyKind) -> tuple[PlanRow[KeyKind], ...]:
    """The one write."""
    what = _("SCIM key") if kind is KeyKind.SCIM else _("Organization API key")
    return (PlanRow("key", what, _("the old one dies at once"), kind),)


def rotate_words(kind: KeyKind, client: Client) -> PlanWords:
    """What replacing a key breaks."""
    name = safe_text(client.name, limit=50)
    if kind is KeyKind.SCIM:
        breaks = _("{client}: the identity provider is refused until the new key is entered there.")
    else:
        breaks = _("{client}: Directory Connector and every script with the old key are refused at once.")
    return PlanWords(
        title=_("Replace the key"),
        what=_("What"),
        effect=_("Effect"),
        review=(breaks.format(client=name), _("The new key goes to the clipboard; it is not shown.")),
        commit=_("Yes, replace it"),
        done=lambda count: _("Replaced") if count else _("Not replaced"),
    )
