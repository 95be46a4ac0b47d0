"""Commands at the edges of a terminal: what is asked, what is interrupted, what cannot be served."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest

from tui.__main__ import main

CREATE = ("clients", "create", "--name=X", "--owner-email=a@b.example", "--plan=teams", "--seats=1", "--yes")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWARDEN_HOME", str(tmp_path))


@pytest.mark.parametrize("key", [KeyboardInterrupt, EOFError])
def test_leaving_the_password_prompt_ends_the_command_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: type[BaseException]
) -> None:
    def pressed(_prompt: str) -> str:
        raise key

    monkeypatch.setenv("BW_CLIENTID", "user.x")
    monkeypatch.setenv("BW_CLIENTSECRET", "y")
    monkeypatch.delenv("BW_PASSWORD", raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", pressed)
    assert main([*CREATE, "--server", "https://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err == "seatwarden: Interrupted.\n"


def test_a_port_that_does_not_exist_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["practice", "serve", "--port", "99999"])
    assert left.value.code == 2
    assert "65535" in capsys.readouterr().err
