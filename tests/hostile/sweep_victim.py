"""The program as anybody starts it, except that its parent may read its memory, is told every file that it
writes, and may have it crash: on `?` in screens, at the first printed table in commands.

The environment says where to tell (SWEEP_WRITTEN) and whether to crash (SWEEP_CRASH).
"""

from __future__ import annotations

import os
import sys
from typing import Any
from unittest.mock import patch

from tui import process_guard
from tui.__main__ import main

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_STARTS = ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system")


def tell_writes(to: int) -> None:
    """Write the path of every file that is opened for writing to `to`, and every start of a process."""

    def told(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = given
            if (isinstance(flags, int) and flags & _WRITES) or set(mode or "") & set("wax+"):
                os.write(to, f"{path}\n".encode())
        elif event in _STARTS:
            os.write(to, f"!{event}\n".encode())

    sys.addaudithook(told)


def crash_on_help() -> None:
    """With everything that an open session has in the frames of the exception."""
    from backend_client.portal.providers import KeyState
    from tui.app import SeatwardenApp

    def fail(app: SeatwardenApp) -> None:
        assert app.portal is not None
        ring, auth = app.portal.session.keys, app.portal._api.auth._held
        assert ring._account is not None
        assert auth is not None
        keys = [held.key for held in ring._organizations.values()]
        opened = {
            "user": bytes(ring._account.private_key.to_der()),
            "token": auth.access.reveal(),
            "clients": [each.to_bytes() for each in keys if not isinstance(each, KeyState)],
        }
        raise RuntimeError(f"planted crash over {len(opened)} things")

    patch.object(SeatwardenApp, "action_help", fail).start()


def crash_on_table() -> None:
    """In a command, signed in by an API key."""
    from tui.commands import seats

    def fail(*given: object, **_more: object) -> str:
        secret = os.environ["BW_CLIENTSECRET"]
        raise RuntimeError(f"planted crash over {len(secret)} letters and {len(given)} things")

    patch.object(seats, "as_text", fail).start()


if __name__ == "__main__":
    process_guard.guard_memory = lambda: False
    tell_writes(os.open(os.environ["SWEEP_WRITTEN"], os.O_WRONLY | os.O_APPEND))
    if os.environ.get("SWEEP_CRASH"):
        crash_on_table() if sys.argv[1] == "seats" else crash_on_help()
    sys.exit(main())
