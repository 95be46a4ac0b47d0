"""Words for policies that were not saved. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import PolicyRefusal, Rule
from tui.explanation import Explanation
from tui.translate import _

POLICY_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.POLICY_NOT_HERE: lambda _n: (
        _("This policy cannot be set for this client; the list says why."),
        _("Choose another policy."),
    ),
    Rule.POLICY_DATA: lambda _n: (
        _("A value of the policy is missing or outside of what is allowed."),
        _("Correct it."),
    ),
}

POLICY_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "policy": lambda: (
        _("Somebody changed this policy meanwhile. Nothing was sent."),
        _("R reads the policies again."),
    ),
    "members": lambda: (
        _("It would revoke members who were not among those shown. Nothing was sent."),
        _("R reads them again; then look at who is concerned."),
    ),
}

_REFUSED: Final[Mapping[PolicyRefusal, Callable[[], tuple[str, str]]]] = {
    PolicyRefusal.NO_POLICIES: lambda: (
        _("This organization cannot use policies: its plan has none."),
        _("Move the client to a plan with policies first."),
    ),
    PolicyRefusal.NEEDS_ANOTHER: lambda: (
        _("Another policy must be on first: Single organization."),
        _("Switch that one on, then this one."),
    ),
    PolicyRefusal.NEEDED_BY_ANOTHER: lambda: (
        _("Other policies that are on need this one."),
        _("Switch those off first."),
    ),
    PolicyRefusal.NO_MASTER_PASSWORD: lambda: (
        _("Members without two-step login have no master password and would lose their accounts."),
        _("Have them set up two-step login, or remove them; then try again."),
    ),
    PolicyRefusal.NO_DOMAIN: lambda: (
        _("The client has claimed no domain yet."),
        _("Claim and verify one first: :domains on the list of clients."),
    ),
    PolicyRefusal.DOMAIN_CLAIMED: lambda: (
        _("The client has a verified domain, which needs this policy."),
        _("Remove the domain first, if it is to be off: :domains on the list of clients."),
    ),
    PolicyRefusal.KEY_CONNECTOR: lambda: (
        _("Members decrypt through Key Connector, which needs this policy."),
        _("Change how members decrypt, in the client's single sign-on, first."),
    ),
    PolicyRefusal.TRUSTED_DEVICES: lambda: (
        _("Members decrypt on trusted devices, which needs this policy."),
        _("Change how members decrypt, in the client's single sign-on, first."),
    ),
    PolicyRefusal.MEMBERS_ELSEWHERE: lambda: (
        _("Some members are in another organization too."),
        _("Have them leave it, or remove them here; then try again."),
    ),
    PolicyRefusal.PROVIDER_MEMBERS: lambda: (
        _("Some members of this client also work for a provider."),
        _("Remove those members; then try again."),
    ),
    PolicyRefusal.DATA: lambda: (
        _("The server did not take a value of the policy."),
        _("Correct the values, then try again."),
    ),
    PolicyRefusal.UNKNOWN_TYPE: lambda: (
        _("The server does not know this policy, or not these values."),
        _("A newer server may know it."),
    ),
}


def policy_refused(error: errors.PolicyRefused) -> Explanation:
    """The reason, in our own words."""
    return Explanation(_("Refused"), *_REFUSED[error.reason]())
