"""The keys of an event log."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from tui.translate import N_

EVENT_KEYS: Final = [
    Binding("d", "dates", N_("Dates"), id="events.dates", tooltip=N_("Choose another range of dates.")),
    Binding(
        "n",
        "more",
        N_("More"),
        id="events.more",
        tooltip=N_("Read on towards older events; so does moving past the last row."),
    ),
    Binding(
        "a",
        "read_all",
        N_("Read all"),
        show=False,
        id="events.all",
        tooltip=N_("Read the whole range; Esc stops, what was read stays."),
    ),
    Binding(
        "slash",
        "filter",
        N_("Filter"),
        id="events.filter",
        tooltip=N_("By anything shown, among what was read; a leading ! inverts; Esc clears."),
    ),
    Binding("y", "yank", N_("Copy"), id="events.yank", tooltip=N_("Copy the event or one of its ids.")),
    Binding(
        "W",
        "save",
        N_("Save"),
        id="events.save",
        tooltip=N_("Write the whole range into a file, CSV or JSON; what is missing is read first."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="events.refresh", tooltip=N_("Read the range again.")),
    Binding(
        "greater_than_sign,less_than_sign",
        "turn",
        N_("Oldest first"),
        show=False,
        id="events.turn",
        tooltip=N_("Newest or oldest first, among what was read."),
    ),
    Binding(
        "escape,h,backspace",
        "back",
        N_("Back"),
        id="events.back",
        tooltip=N_("Stop reading; out of the details, the filter, the log."),
    ),
]
