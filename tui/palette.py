"""What Ctrl+P offers: the keys of the screen that do something here, and the looks.

Textual's own list would offer a screenshot, which writes an open vault to a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from tui.presenters.command_words import Command
from tui.screens.base import FrameScreen, reason_against
from tui.screens.places import TYPED_PLACES, TYPED_PROVIDER_PLACES
from tui.themes import THEME_NAMES
from tui.translate import _


def palette_commands(
    app: App[Any], screen: Screen[Any], change_theme: Callable[[str], None]
) -> Iterator[SystemCommand]:
    """The commands for `screen`, none that cannot run now."""
    said: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        possible = active.enabled and not reason_against(screen, binding.action)
        if (
            possible
            and binding.tooltip
            and binding.action not in said
            and binding.action != "command_palette"
        ):
            said.add(binding.action)
            run = partial(app.run_action, binding.action, active.node)
            yield SystemCommand(_(binding.description), _(binding.tooltip), run)
    yield SystemCommand(
        _("Join by a link"), _("Accept an invitation that was mailed."), partial(app.run_action, "app.join")
    )
    if isinstance(screen, FrameScreen) and screen.leads_on:
        for verb in TYPED_PLACES:
            go = partial(screen.do_typed, Command(verb))
            yield SystemCommand(f":{verb.value}", _("Go there, in this client."), go)
        for verb in TYPED_PROVIDER_PLACES:
            go = partial(screen.do_typed, Command(verb))
            yield SystemCommand(f":{verb.value}", _("Go there, to the provider."), go)
    for word in THEME_NAMES:
        yield SystemCommand(
            _("Theme: {name}").format(name=word), _("Change the colours."), partial(change_theme, word)
        )
