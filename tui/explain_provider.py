"""Words for what stands against changes of a provider itself. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import Rule
from tui.translate import _

PROVIDER_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.PROVIDER_HAS_CLIENTS: lambda _n: (
        _("The provider has clients, and while it has any it is not deleted."),
        _("Unlink or delete them first."),
    ),
}

PROVIDER_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "provider": lambda: (
        _("Somebody changed the provider's settings meanwhile. Nothing was sent."),
        _("Look at them as they are now, then do it again."),
    ),
}
