"""The keys of the onboarding screen."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

STEP_KEYS = [
    Binding("enter", "choose", N_("Do step"), id="onboarding.do", tooltip=N_("Open the screen of the step.")),
]
"""Keys of the table of steps."""

ONBOARDING_KEYS = [
    Binding(
        "c",
        "open_confirm",
        N_("Confirm"),
        id="onboarding.confirm",
        tooltip=N_("Confirm who has accepted, fingerprint phrase beside them."),
    ),
    Binding("i", "open_invite", N_("Invite"), id="onboarding.invite", tooltip=N_("Invite people.")),
    Binding(
        "s", "seats", N_("Seats"), id="onboarding.seats", tooltip=N_("Change how many seats the client has.")
    ),
    Binding(
        "x",
        "not_needed",
        N_("Not needed"),
        id="onboarding.not_needed",
        tooltip=N_("Mark the step as not needed, or take that back."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="onboarding.refresh", tooltip=N_("Read everything again.")),
    Binding(
        "escape,h,backspace", "back", N_("Back"), id="onboarding.back", tooltip=N_("Back to the clients.")
    ),
    Binding("v", "open_vault", N_("Vault"), id="onboarding.vault", tooltip=N_("The collections.")),
    Binding(
        "m",
        "open_members",
        N_("Members"),
        id="onboarding.members",
        tooltip=N_("Everybody of the organization, invited, accepted and confirmed."),
    ),
    Binding(
        "u", "open_groups", N_("Groups"), id="onboarding.groups", tooltip=N_("Groups and what they reach.")
    ),
    Binding(
        "p",
        "open_policies",
        N_("Policies"),
        id="onboarding.policies",
        tooltip=N_("The enterprise policies."),
    ),
    Binding(
        "d",
        "open_directory",
        N_("Directory"),
        id="onboarding.directory",
        tooltip=N_("Provision people from a directory: SCIM or Directory Connector."),
    ),
    Binding(
        "y",
        "yank",
        N_("Copy mail"),
        id="onboarding.yank",
        tooltip=N_("Copy what to write to somebody who is invited, through the terminal (OSC 52)."),
    ),
    Binding(
        "C",
        "count_items",
        N_("Count items"),
        id="onboarding.count",
        tooltip=N_("Count the items of the vault: that downloads it."),
    ),
]
"""Keys of the whole screen, the most wanted first: a narrow key bar leaves out the last ones."""
