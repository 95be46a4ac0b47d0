"""The keys that work everywhere."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

APP_KEYS = [
    Binding("question_mark,f1", "help", N_("Help"), id="app.help", tooltip=N_("Every key of this screen.")),
    Binding(
        "ctrl+p",
        "command_palette",
        N_("Palette"),
        show=False,
        id="app.palette",
        tooltip=N_("Find any action by its name."),
    ),
    Binding(
        "ctrl+l",
        "lock",
        N_("Lock"),
        show=False,
        priority=True,
        id="app.lock",
        tooltip=N_("Drop every key and cover the screen."),
    ),
    Binding(
        "ctrl+z",
        "suspend_process",
        N_("Suspend"),
        show=False,
        priority=True,  # before fields of many lines, which undo by Ctrl+Z
        id="app.suspend",
        tooltip=N_("Lock, and go back to the shell; fg comes back here."),
    ),
    Binding(
        "f9",
        "jobs",
        N_("Jobs"),
        show=False,
        id="app.jobs",
        tooltip=N_("Plans that go on by themselves, and those that were interrupted."),
    ),
    Binding("q", "quit", N_("Quit"), id="app.quit", tooltip=N_("Drop every key and leave.")),
]

SERVED_WHEN_COVERED = frozenset({"help", "lock", "quit", "suspend_process", "focus_next", "focus_previous"})
"""Actions of the application that still do something while the unlock screen covers all others."""

REFUSED_WHEN_COVERED = frozenset({each.action for each in APP_KEYS} | {"command_line"}) - SERVED_WHEN_COVERED
"""Keys of every screen that do nothing then."""
