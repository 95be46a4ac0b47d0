"""Words for what stands against single sign-on and directories. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import Rule
from tui.explanation import Explanation
from tui.translate import _

DIRECTORY_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.SSO_WITHOUT_FLAG: lambda _n: (
        _("The client's plan has no single sign-on, so the server would refuse every login through it."),
        _("It comes with the Enterprise plan."),
    ),
    Rule.SSO_OPERATOR_ONLY: lambda _n: (
        _("On Vaultwarden, single sign-on is set for the whole server by its operator, not per client."),
        _("Ask the operator: the settings begin with SSO_."),
    ),
    Rule.SSO_NOT_CONFIGURED: lambda _n: (
        _("Single sign-on cannot be switched on before it is set up."),
        _("Enter the identity provider's values first."),
    ),
    Rule.SSO_FIELDS: lambda _n: (
        _("A value of the configuration is missing or wrong."),
        _("Look at the form: it says which."),
    ),
    Rule.SCIM_WITHOUT_FLAG: lambda _n: (
        _("The client's plan has no SCIM."),
        _("It comes with the Teams and Enterprise plans."),
    ),
    Rule.SCIM_NOT_SERVED: lambda _n: (
        _("Vaultwarden has no SCIM."),
        _("Directory Connector works there."),
    ),
    Rule.SCIM_NOT_MADE: lambda _n: (_("SCIM was never switched on here."), _("Switch it on first.")),
    Rule.DIRECTORY_WITHOUT_FLAG: lambda _n: (
        _("The client's plan has no directory sync."),
        _("It comes with the Teams and Enterprise plans."),
    ),
}

SETTINGS_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "sso": lambda: (
        _("Somebody changed single sign-on meanwhile. Nothing was sent."),
        _("R reads it again; then do it again."),
    ),
    "directory": lambda: (
        _("Somebody changed the directory settings meanwhile. Nothing was sent."),
        _("R reads them again; then do it again."),
    ),
}


def identifier_taken(_error: errors.IdentifierTaken) -> Explanation:
    """Everything but the identifier was stored."""
    return Explanation(
        _("Identifier taken"),
        _(
            "Another organization has this identifier. Everything else was stored; the identifier stayed "
            "as it was."
        ),
        _("Choose another identifier and save again."),
    )
