"""Copying through the terminal (OSC 52): it may be ignored, and nobody tells us. Pure.

tmux takes the sequence only with `set-clipboard on`, and hands a wrapped one on to the terminal outside
only with `allow-passthrough on`; so inside tmux both are sent.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

from backend_client.secret import Secret
from tui.safe_text import shorten
from tui.translate import _

_SHOWN = 50

CLEAR_SECONDS = 30
"""How long a secret stays on the clipboard."""


def through_tmux(text: str, environment: Mapping[str, str]) -> str:
    """The sequence that passes `text` through tmux to the terminal outside; empty outside tmux."""
    if not environment.get("TMUX"):
        return ""
    encoded = b64encode(text.encode("utf-8")).decode("ascii")
    return f"\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\"


def copied_sentence(text: str, environment: Mapping[str, str]) -> str:
    """What was done with `text` (safe), and what may keep it from arriving."""
    sent = _("Sent to the terminal's clipboard: {text}.").format(text=shorten(" ".join(text.split()), _SHOWN))
    if environment.get("TMUX"):
        return f"{sent} {_('tmux passes it on with: set -g set-clipboard on')}"
    if environment.get("STY"):
        return f"{sent} {_('screen may not pass it on: then select it with the mouse.')}"
    if environment.get("TERM", "").startswith(("linux", "vt", "dumb")):
        return f"{sent} {_('This terminal has no clipboard.')}"
    return f"{sent} {_('A terminal may be set to ignore it.')}"


def _sequence(text: str, environment: Mapping[str, str]) -> str:
    encoded = b64encode(text.encode("utf-8")).decode("ascii")
    return f"\x1b]52;c;{encoded}\x07{through_tmux(text, environment)}"


class SecretClipboard:
    """Puts secrets on the terminal's clipboard and takes them off after a while. Keeps none.

    `write` reaches the terminal; `later(seconds, act)` calls back.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        later: Callable[[float, Callable[[], None]], object],
        environment: Mapping[str, str],
    ) -> None:
        self._write = write
        self._later = later
        self._environment = environment
        self._count = 0
        self.filled = False

    def put(self, secret: Secret) -> None:
        """Copy it; after `CLEAR_SECONDS` it is taken off, unless another one came since."""
        self._write(_sequence(secret.reveal(), self._environment))
        self.filled = True
        self._count += 1
        mine = self._count

        def clear() -> None:
            if self._count == mine:
                self.clear()

        self._later(CLEAR_SECONDS, clear)

    def clear(self) -> None:
        """Take the secret off: a blank first, since some terminals and tmux ignore an empty text."""
        if self.filled:
            self.filled = False
            self._write(_sequence(" ", self._environment) + _sequence("", self._environment))


def secret_sentence(what: str, environment: Mapping[str, str]) -> str:
    """That the clipboard holds a secret now. `what` is a finished word for it."""
    said = _("The clipboard now holds the {what}. It is cleared in {seconds} s; c clears it now.").format(
        what=what, seconds=CLEAR_SECONDS
    )
    if environment.get("TMUX"):
        return f"{said} {_('tmux keeps copies of its own: tmux delete-buffer.')}"
    return said
