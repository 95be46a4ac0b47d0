"""A script that waits for the limits of a server says so, on stderr."""

from __future__ import annotations

import pytest

from backend_client.portal.waiting import Waiting, WaitReason
from tui.commands import connection


def test_a_command_says_what_it_waits_for(capsys: pytest.CaptureFixture[str]) -> None:
    connection._tell_waiting(Waiting(WaitReason.LIMIT, 57.4))
    connection._tell_waiting(None)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "seatwarden: Keeping below the server's limits: sending in 57 s.\n"
