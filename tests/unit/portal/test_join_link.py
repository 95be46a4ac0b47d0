"""Links as mail programs mangle them, and links that are none or lead elsewhere."""

from __future__ import annotations

import html
import quopri
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, strategies as st

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.join_link import JoinLink, LinkKind, is_for, leads_to, read_link

PROVIDER_ID = "3d0f5b3a-1111-4111-8111-111111111111"
ROW_ID = "3dbbbbbb-2222-4222-8222-222222222222"
TOKEN = "3DplantedTokenOf_Invitations-0123456789abcdefghijklmnopqrstuvwxyz~A"
VAULT = "https://vault.north.example"


def provider_link(base: str = VAULT, **changed: str) -> str:
    fields = {
        "providerId": PROVIDER_ID,
        "providerUserId": ROW_ID,
        "email": "ann+msp@north.example",
        "providerName": "Müller & Söhne (IT)",
        "token": TOKEN,
        **changed,
    }
    return f"{base}/#/providers/accept-provider?{urlencode({k: v for k, v in fields.items() if v})}"


def organization_link(**changed: str) -> str:
    fields = {
        "organizationId": PROVIDER_ID,
        "organizationUserId": ROW_ID,
        "email": "ann@north.example",
        "organizationName": "Harbor",
        "token": TOKEN,
        "initOrganization": "False",
        "orgUserHasExistingUser": "True",
        **changed,
    }
    return f"{VAULT}/#/accept-organization?{urlencode(fields)}"


def setup_link() -> str:
    fields = {"providerId": PROVIDER_ID, "email": "ann@north.example", "token": TOKEN}
    return f"{VAULT}/#/providers/setup-provider?{urlencode(fields)}"


def refused(text: str) -> Rule:
    with pytest.raises(RuleBroken) as broken:
        read_link(text)
    assert TOKEN not in str(broken.value)
    return broken.value.rule


def whole(link: JoinLink) -> None:
    """Nothing of the provider link was lost."""
    assert (link.kind, link.host) == (LinkKind.PROVIDER, "vault.north.example")
    assert (link.subject_id, link.row_id) == (PROVIDER_ID, ROW_ID)
    assert (link.email, link.name) == ("ann+msp@north.example", "Müller & Söhne (IT)")
    assert link.token.reveal() == TOKEN


def wrapped(text: str, width: int, mark: str = "") -> str:
    return "\n".join(mark + text[at : at + width] for at in range(0, len(text), width))


def quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


LINK = provider_link()


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"  {LINK}\n",
        f"Hello Ann,\n\nyou are invited. This link lets you join: {LINK}\n\nThe link works for five days.\n",
        f"Join <{LINK}> now.",
        f'<a href="{html.escape(LINK)}" target="_blank">Join Provider Now</a>',
        f'<a href="{html.escape(html.escape(LINK))}">Join</a>',
        LINK.replace("&", "&#38;").replace("=", "&#61;"),
        f"[Join]({LINK}).",
        wrapped(LINK, 76),
        wrapped(LINK, 76, "> "),
        wrapped(LINK, 50, ">> ") + "\n>> \n>> Regards",
        f"Join here:\n{wrapped(LINK, 70)}\n\nRegards\nthe team",
        quoted_printable(f"Join here: {LINK}\n\nThe link works for five days. =\n"),
        quoted_printable(f'<p><a href="{html.escape(LINK)}">Join</a></p>'),
        f"{LINK}\n\nor in your browser: {LINK}",
        f"{LINK}\nRegards,\nthe team",
        LINK.replace("https://", "HTTPS://").replace("vault.north", "Vault.North"),
        "https://eur01.safelinks.protection.outlook.com/?url="
        + quote(LINK, safe="")
        + "&data=05%7C01&reserved=0",
        LINK.replace("%2B", "+"),
    ],
)
def test_a_link_survives_what_mail_programs_do_to_it(text: str) -> None:
    whole(read_link(text))


@given(st.integers(min_value=41, max_value=200))
def test_a_link_may_be_broken_anywhere_by_long_lines(width: int) -> None:
    whole(read_link(wrapped(LINK, width)))
    whole(read_link("Dear Ann,\n" + wrapped(LINK, width, "> ") + "\n\nThanks"))


def test_the_other_two_kinds() -> None:
    link = read_link(organization_link())
    assert (link.kind, link.name, link.first_owner) == (LinkKind.ORGANIZATION, "Harbor", False)
    assert read_link(organization_link(initOrganization="True")).first_owner
    setup = read_link(setup_link())
    assert (setup.kind, setup.subject_id, setup.row_id, setup.name) == (LinkKind.SETUP, PROVIDER_ID, "", "")
    assert setup.address.reveal() == setup_link()


def test_a_token_may_begin_like_an_escape() -> None:
    assert read_link(provider_link(token="3D3D=")).token.reveal() == "3D3D="
    assert read_link(provider_link().replace(f"token={TOKEN}", "token=a+b/c%3D")).token.reveal() == "a+b/c="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "https://vault.north.example/#/login",
        "https://vault.north.example/?providerId=x",
        "https://user:pass@vault.north.example/" + LINK.partition(".example/")[2],
        "javascript:alert(1)",
        "https://[::1/#/providers/accept-provider?x",
        "https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)",
    ],
)
def test_what_is_no_invitation(text: str) -> None:
    assert refused(text) is Rule.JOIN_NO_LINK


@pytest.mark.parametrize(
    "text",
    [
        provider_link(token=""),
        provider_link(providerUserId=""),
        provider_link(providerId="../../accounts"),
        provider_link(email=""),
        provider_link(token="spoilt\x1b[2Jtoken"),
        LINK.partition("&token")[0],
        LINK.partition("?")[0],
    ],
)
def test_a_link_that_lacks_a_part_says_so(text: str) -> None:
    assert refused(text) is Rule.JOIN_LINK_BROKEN


def test_two_invitations_are_not_guessed_between() -> None:
    assert refused(f"{LINK}\n\n{organization_link()}") is Rule.JOIN_SEVERAL_LINKS
    assert refused(f"{LINK}\n\n{provider_link(token='another-token')}") is Rule.JOIN_SEVERAL_LINKS


@pytest.mark.parametrize(
    ("link", "server", "same"),
    [
        (VAULT, "https://vault.north.example", True),
        (VAULT, "https://vault.north.example/", True),
        (VAULT + ":443", "https://vault.north.example", True),
        (VAULT + ":8443", "https://vault.north.example", False),
        ("https://vault.north.example.evil.example", "https://vault.north.example", False),
        ("https://vault.bitwarden.eu", "https://vault.bitwarden.com", False),
        ("https://v\u0430ult.north.example", "https://vault.north.example", False),  # a Cyrillic letter
        ("https://[::1]:8000", "https://[::1]:8000", True),
    ],
)
def test_a_link_belongs_to_the_server_of_its_host(link: str, server: str, same: bool) -> None:
    assert leads_to(read_link(provider_link(link)), [server, ""]) is same


def test_whom_a_link_is_for_ignores_case() -> None:
    link = read_link(provider_link(email="Ann@North.example"))
    assert is_for(link, " ann@north.EXAMPLE ")
    assert not is_for(link, "ben@north.example")


def test_a_link_does_not_show_its_token_and_forgets_it() -> None:
    link = read_link(LINK)
    assert TOKEN not in repr(link)
    link.drop()
    assert not link.token
    assert not link.address


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for pasted in (text, LINK[:90] + text, text + LINK):
        with suppress(RuleBroken):
            assert read_link(pasted).kind is LinkKind.PROVIDER
