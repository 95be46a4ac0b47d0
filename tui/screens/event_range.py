"""`d` in an event log: from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.portal import clock
from backend_client.portal.events import LONGEST, Window, last_days
from tui.presenters.event_range import (
    SHORTCUTS,
    field_text,
    is_now,
    shortcut_label,
    typed_window,
    zone_name,
)
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences


@dataclass(frozen=True, slots=True)
class ChosenRange:
    """A range; `until_now`: it ends with the present, also when it is read again later."""

    window: Window
    until_now: bool


class EventRangeScreen(FrameScreen["ChosenRange | None"]):
    """Dismisses with a range that the server takes, or with None."""

    CSS_PATH = "event_range.tcss"
    AUTO_FOCUS = "#event-shortcuts"
    HELP = N_(
        "Choose one of the spans, or go on to the fields: a day (2026-03-01), a day and a time "
        "(2026-03-01 14:30), today, yesterday, now, or how far back (24h, 7d, 2w). A day alone is meant "
        "wholly. A field that is left empty stays as its grey text says. F1 opens this help."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="range.back", tooltip=N_("Keep the range as it is.")),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="range.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="range.down"),
    ]

    def __init__(self, shown: ChosenRange) -> None:
        """`shown` is the range before."""
        super().__init__(heading=(_("Dates"),))
        self._shown = shown

    def compose_body(self) -> Iterator[Any]:
        choices = [Choice(str(days), shortcut_label(days)) for days in SHORTCUTS]
        yield ChoiceList(choices, current="30", id="event-shortcuts")
        yield Sentences((_("Or dates of your own:"),), style="muted", id="event-own")
        with Horizontal(classes="field"):
            yield Static(_("From"), classes="label", markup=False)
            yield PlainInput(placeholder=field_text(self._shown.window.start), id="event-from")
        with Horizontal(classes="field"):
            yield Static(_("To"), classes="label", markup=False)
            end = _("now") if self._shown.until_now else field_text(self._shown.window.end)
            yield PlainInput(placeholder=end, id="event-to")
        yield Sentences(self._notes(), style="muted", id="event-notes")

    def _notes(self) -> tuple[str, ...]:
        return (
            _(
                "Write 2026-03-01, 2026-03-01 14:30, today, yesterday, 24h, 7d, 2w or now; an empty field "
                "stays as it is. Enter reads it."
            ),
            _("Times are in this machine's zone ({zone}). The server reads {days} days at most.").format(
                zone=zone_name(self._shown.window.end), days=LONGEST.days
            ),
        )

    @on(ChoiceList.Taken, "#event-shortcuts")
    def _shortcut(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(ChosenRange(last_days(int(event.id), clock.now()), until_now=True))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.say("")

    @on(Input.Submitted, "#event-from")
    def _from_entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#event-to").focus()

    @on(Input.Submitted, "#event-to")
    def _to_entered(self, event: Input.Submitted) -> None:
        event.stop()
        start, end = (self.query_one(f"#event-{name}", PlainInput).value.strip() for name in ("from", "to"))
        until_now = is_now(end) or (not end and self._shown.until_now)
        if not end and not until_now:
            end = field_text(self._shown.window.end)
        start = start or field_text(self._shown.window.start)
        found = typed_window(start, "" if until_now else end, clock.now())
        if isinstance(found, str):
            self.say(found, "warning")
        else:
            self.dismiss(ChosenRange(found, until_now=until_now))
