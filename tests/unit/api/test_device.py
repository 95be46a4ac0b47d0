"""What every request says about this program."""

from __future__ import annotations

import re

import pytest

from backend_client.api.device import CLIENT_VERSION, device_type, headers_for, this_device


@pytest.mark.parametrize(
    ("platform", "number"), [("win32", 23), ("darwin", 24), ("linux", 25), ("freebsd14", 25)]
)
def test_device_types(platform: str, number: int) -> None:
    assert device_type(platform) == number


def test_the_announced_version_is_one_servers_can_read() -> None:
    assert re.fullmatch(r"\d+(\.\d+){1,3}", CLIENT_VERSION)
    assert tuple(int(part) for part in CLIENT_VERSION.split(".")) >= (2025, 11, 0)


def test_headers() -> None:
    headers = headers_for(this_device("identifier", "desk"), "2030.1.2")
    assert headers["Device-Identifier"] == "identifier"
    assert headers["Bitwarden-Client-Version"] == "2030.1.2"
    assert headers["Device-Type"] in {"23", "24", "25"}
