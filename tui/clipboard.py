"""Copying through the terminal (OSC 52): it may be ignored, and nobody tells us. Pure.

tmux takes the sequence only with `set-clipboard on`, and hands a wrapped one on to the terminal outside
only with `allow-passthrough on`; so inside tmux both are sent.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from tui.safe_text import shorten
from tui.translate import _

_SHOWN = 50


def through_tmux(text: str, environment: Mapping[str, str]) -> str:
    """The sequence that passes `text` through tmux to the terminal outside; empty outside tmux."""
    if not environment.get("TMUX"):
        return ""
    encoded = b64encode(text.encode("utf-8")).decode("ascii")
    return f"\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\"


def copied_sentence(text: str, environment: Mapping[str, str]) -> str:
    """What was done with `text` (safe), and what may keep it from arriving."""
    sent = _("Sent to the terminal's clipboard: {text}.").format(text=shorten(text, _SHOWN))
    if environment.get("TMUX"):
        return f"{sent} {_('tmux passes it on with: set -g set-clipboard on')}"
    if environment.get("STY"):
        return f"{sent} {_('screen may not pass it on: then select it with the mouse.')}"
    if environment.get("TERM", "").startswith(("linux", "vt", "dumb")):
        return f"{sent} {_('This terminal has no clipboard.')}"
    return f"{sent} {_('A terminal may be set to ignore it.')}"
