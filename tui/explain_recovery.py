"""Words for what stands against recovering accounts and approving devices. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import Rule
from tui.translate import _

RECOVERY_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.RECOVERY_WITHOUT_FLAG: lambda _n: (
        _(
            "This organization has no account recovery: Teams organizations have none, nor has a Vaultwarden "
            "that sends no mail."
        ),
        _("Only the member can change their master password."),
    ),
    Rule.RECOVERY_POLICY_OFF: lambda _n: (
        _("The policy Account recovery is off here, so nobody can be recovered."),
        _("Switch it on first (p: policies); members enroll after that."),
    ),
    Rule.RECOVERY_NOT_JOINED: lambda _n: (
        _("They have not accepted their invitation: there is no account to recover."),
        _("r mails the invitation again."),
    ),
    Rule.RECOVERY_NOT_ENROLLED: lambda _n: (
        _("They are not enrolled in account recovery: the organization does not have their key."),
        _("They enroll themselves, in the web vault; nobody else can do it for them."),
    ),
    Rule.RECOVERY_NOT_ABOVE: lambda _n: (
        _("The server does not let you recover this account: they are above you, or staff of a provider."),
        _("Somebody of the same provider, with the same role or a higher one, can."),
    ),
    Rule.RECOVERY_KEY_UNUSABLE: lambda _n: (
        _("The key they left for account recovery does not open. Nothing was sent."),
        _("They withdraw from account recovery and enroll again, in the web vault."),
    ),
    Rule.RECOVERY_KEY_OUTDATED: lambda _n: (
        _("Their account encryption changed after they enrolled; the older key would cost them their vault."),
        _("They withdraw from account recovery and enroll again, in the web vault."),
    ),
    Rule.RECOVERY_PASSWORD_ONLY: lambda _n: (
        _("This server gives new master passwords only; it cannot reset two-step login."),
        _("Choose the master password alone."),
    ),
    Rule.RECOVERY_NOTHING_CHOSEN: lambda _n: (
        _("Neither a new master password nor a reset of two-step login was chosen."),
        _("Choose one of them, or both."),
    ),
    Rule.RECOVERY_PASSWORD_WEAK: lambda _n: (
        _("The new password is not what the client's master password policy asks for. Nothing was sent."),
        _("Type another one, or have one generated."),
    ),
    Rule.DEVICE_REQUEST_GONE: lambda _n: (
        _("This request no longer waits: somebody answered it, or it was cleared away."),
        _("R reads the list again."),
    ),
    Rule.DEVICE_REQUEST_OLD: lambda _n: (
        _("This request is older than 7 days, and the server takes no answer any more."),
        _("The member asks again from the device."),
    ),
    Rule.DEVICE_KEY_UNUSABLE: lambda _n: (
        _("The request has no usable key, so nothing can be handed to the device."),
        _("Deny it; the member asks again from the device."),
    ),
    Rule.DEVICE_KEY_CHANGED: lambda _n: (
        _("THE REQUEST CHANGED after its phrase was shown. It was not approved."),
        _("Compare the new phrase; if it changes again, warn your security people."),
    ),
    Rule.DEVICE_PHRASE_DIFFERS: lambda _n: (
        _("THE PHRASE DIFFERS from the one that was given. The device was not approved."),
        _("Do not approve it: ask the member again, by telephone."),
    ),
}
"""The rules: a sentence, and what to do."""
