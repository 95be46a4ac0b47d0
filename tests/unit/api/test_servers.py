"""What people type for a server, and where its hosts are."""

from __future__ import annotations

import pytest

from backend_client.api.servers import EU, PRACTICE, US, Server, parse_server
from backend_client.errors import AddressProblem, BadServerAddress


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("us", US),
        (" EU ", EU),
        ("practice", PRACTICE),
        ("https://vault.bitwarden.com/#/login", US),
        ("vault.bitwarden.eu", EU),
    ],
)
def test_known_servers(typed: str, server: Server) -> None:
    assert parse_server(typed) is server


@pytest.mark.parametrize(
    ("typed", "base", "host"),
    [
        ("vault.example.test", "https://vault.example.test", "vault.example.test"),
        ("https://Vault.Example.test/", "https://vault.example.test", "vault.example.test"),
        ("vault.example.test:8443", "https://vault.example.test:8443", "vault.example.test:8443"),
        ("https://vault.example.test:443", "https://vault.example.test", "vault.example.test"),
        ("https://example.test/bitwarden/", "https://example.test/bitwarden", "example.test"),
        ("https://vault.example.test/#/login?x=1", "https://vault.example.test", "vault.example.test"),
        ("https://[::1]:8443", "https://[::1]:8443", "[::1]:8443"),
        ("192.0.2.7", "https://192.0.2.7", "192.0.2.7"),
        ("bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("localhost", "https://localhost", "localhost"),
    ],
)
def test_self_hosted_servers_answer_below_one_base(typed: str, base: str, host: str) -> None:
    server = parse_server(typed)
    assert (server.vault_url, server.api_url, server.identity_url) == (
        base,
        f"{base}/api",
        f"{base}/identity",
    )
    assert server.host == host
    assert not server.practice
    assert parse_server(server.name) == server


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", AddressProblem.EMPTY),
        ("   ", AddressProblem.EMPTY),
        ("http://vault.example.test", AddressProblem.NOT_HTTPS),
        ("http://127.0.0.1:8000", AddressProblem.LOOPBACK_NOT_HTTPS),
        ("ftp://vault.example.test", AddressProblem.NOT_HTTPS),
        ("https://ada:secret@vault.example.test", AddressProblem.HAS_CREDENTIALS),
        ("ada@vault.example.test", AddressProblem.HAS_CREDENTIALS),
        ("https://", AddressProblem.NO_HOST),
        ("https:///path", AddressProblem.NO_HOST),
        ("https://vault example.test", AddressProblem.NO_HOST),
        ("https://vault\x1b[31m.example.test", AddressProblem.NO_HOST),
        ("https://vault.example.test:99999", AddressProblem.NO_HOST),
        ("https://vault.example.test:0", AddressProblem.NO_HOST),
        ("https://[::1", AddressProblem.NO_HOST),
        ("https://-a_b..c", AddressProblem.NO_HOST),
        ("https://vault.example.test/../x", AddressProblem.NO_HOST),
        ("https://vault.example.test/a{b}", AddressProblem.NO_HOST),
    ],
)
def test_addresses_that_are_none(typed: str, problem: AddressProblem) -> None:
    with pytest.raises(BadServerAddress) as caught:
        parse_server(typed)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    "typed", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", "http://127.9.9.9"]
)
def test_plain_http_goes_to_loopback_when_asked_for(typed: str) -> None:
    assert parse_server(typed, allow_loopback_http=True).api_url == f"{typed}/api"


@pytest.mark.parametrize("typed", ["http://192.0.2.7", "http://localhost.example.test"])
def test_plain_http_goes_nowhere_else(typed: str) -> None:
    with pytest.raises(BadServerAddress):
        parse_server(typed, allow_loopback_http=True)


def test_the_practice_server_is_told_apart_by_its_host() -> None:
    assert PRACTICE.practice
    assert PRACTICE.host == "practice"


@pytest.mark.parametrize(
    ("typed", "loopback"),
    [("localhost:1", True), ("127.0.0.1", True), ("[::1]", True), ("us", False), ("192.0.2.7", False)],
)
def test_servers_on_this_machine(typed: str, loopback: bool) -> None:
    assert parse_server(typed).loopback is loopback
