"""The keys that order a table of people."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_


def order_keys(screen: str) -> list[Binding]:
    """What needs doing first, and the columns one after another. `screen` begins the ids of the keys."""
    return [
        Binding(
            "exclamation_mark",
            "sort_to_do",
            N_("To do first"),
            show=False,
            id=f"{screen}.to_do",
            tooltip=N_("What needs doing first: accepted, then the oldest invitations."),
        ),
        Binding(
            "greater_than_sign",
            "sort(1)",
            N_("Sort"),
            show=False,
            id=f"{screen}.sort",
            tooltip=N_("By the next column."),
        ),
        Binding(
            "less_than_sign",
            "sort(-1)",
            N_("Sort back"),
            show=False,
            id=f"{screen}.sort_back",
            tooltip=N_("By the column before."),
        ),
    ]
