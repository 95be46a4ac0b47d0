"""Words for what stands against changing the people of a provider. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import MemberRefusal, Rule
from tui.translate import _

PEOPLE_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.LAST_ADMIN: lambda _n: (
        _("No other confirmed provider admin would be left; a provider needs one."),
        _("Confirm another provider admin first."),
    ),
    Rule.SAME_ROLE: lambda _n: (_("They have that role already."), _("There is nothing to do.")),
    Rule.PERSON_LISTED: lambda _n: (
        _("The provider knows this address already."),
        _("R reads the list; r mails an open invitation again."),
    ),
}
"""The rules of a provider's people: a sentence, and what to do."""

PEOPLE_REFUSED: Final[Mapping[MemberRefusal, Callable[[], tuple[str, str]]]] = {
    MemberRefusal.LAST_ADMIN: lambda: (
        _("The provider would be left without a confirmed provider admin."),
        _("Confirm another provider admin first."),
    ),
    MemberRefusal.AUTOMATIC_CONFIRMATION: lambda: (
        _(
            "An organization that claims their account confirms people automatically; such an account may "
            "be in no provider."
        ),
        _("They join with another account, or that organization lets them go."),
    ),
}
"""What the server's refusal of one of them means."""
