"""Every key that screens declare, for comparing with a person's own."""

from __future__ import annotations

from textual.binding import Binding
from textual.dom import DOMNode

from tui.keymap import BoundKey


def bound_keys(*places: type[DOMNode]) -> tuple[BoundKey, ...]:
    """Every key of these classes that has an id, for comparing with a person's own keys.

    Keys of the application and of what all screens share are active everywhere: their place is "app".
    """
    found: dict[str, BoundKey] = {}
    for place in places:
        for owner in place.__mro__:
            for binding in getattr(owner, "BINDINGS", ()) if "BINDINGS" in vars(owner) else ():
                if isinstance(binding, Binding) and binding.id:
                    shared = binding.id.startswith(("app.", "screen.", "table."))
                    name = "app" if shared else owner.__name__
                    found.setdefault(binding.id, BoundKey(binding.id, binding.key, name))
    return tuple(found.values())
