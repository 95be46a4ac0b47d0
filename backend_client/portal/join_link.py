"""The links in invitations, as people paste them: alone, or within the mail as a mail program mangled it.

Nothing in a link is vouched for by anybody: its names are what somebody wrote into it, and only the token
means something to the server. Pure.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from backend_client.errors import Rule, RuleBroken
from backend_client.secret import Secret

LONGEST_TEXT = 200_000
"""Characters of a pasted text that are looked at."""

_LONGEST_TOKEN = 4000
_LONGEST_HOST = 253
_LONGEST_ADDRESS = 16_000  # a mail filter that wraps a link writes each of its signs as three
_MOST_ADDRESSES = 1000  # what follows them in a text is not looked at
_LONGEST_EMAIL = 256
_LONGEST_NAME = 200
_WRAPPED_FROM = 40  # a mail program breaks lines that are at least this long
_WRAPPED_TO = 120  # and lines longer than this stand as they were written
_WORD = re.compile(r"[A-Z][a-z]+[,.!:]?")
_USUAL_PORTS = {"https": 443, "http": 80}


class LinkKind(StrEnum):
    """What a link is for."""

    PROVIDER = "provider"
    ORGANIZATION = "organization"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class JoinLink:
    """One link. `host` is where it leads, with its port where that is not the usual one.

    `subject_id` is the provider's or the organization's id, `row_id` that of the invitation in it (empty in
    a setup link). `email` and `name` are only what the link says, foreign text. `first_owner`: whoever
    accepts becomes the owner of an organization that is still to be made. `address` is the whole link.
    """

    kind: LinkKind
    host: str
    subject_id: str
    row_id: str
    email: str
    name: str
    token: Secret = field(repr=False)
    address: Secret = field(repr=False)
    first_owner: bool = False

    def drop(self) -> None:
        """Forget what the link lets in."""
        self.token.drop()
        self.address.drop()


_ROUTES = {
    "providers/accept-provider": LinkKind.PROVIDER,
    "accept-provider": LinkKind.PROVIDER,
    "accept-organization": LinkKind.ORGANIZATION,
    "providers/setup-provider": LinkKind.SETUP,
    "setup-provider": LinkKind.SETUP,
}
_FIELDS = {
    LinkKind.PROVIDER: ("providerid", "provideruserid", "providername"),
    LinkKind.ORGANIZATION: ("organizationid", "organizationuserid", "organizationname"),
    LinkKind.SETUP: ("providerid", "", "providername"),
}
_START = re.compile(r"https?://", re.IGNORECASE)
_END = re.compile(r"[\s<>\"'`{}|\\^]")
_TRAILING = ".,;:!?)]*_"
_QUOTED_PRINTABLE = re.compile(r"Id=3D[0-9A-Fa-f]{8}-")
_ESCAPED_BYTE = re.compile(r"=([0-9A-F]{2})")
_REPLY_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_AMPERSANDS = ("&amp;", "&#38;", "&#x26;", "&#038;")
_EQUALS = ("&#61;", "&#x3d;", "&#x3D;", "&equals;")
_REWRITTEN_HOST = ".safelinks.protection.outlook.com"


def read_link(text: str) -> JoinLink:
    """The one invitation in a pasted text.

    Raises RuleBroken: JOIN_NO_LINK, JOIN_LINK_BROKEN where a link of ours lacks a part, JOIN_SEVERAL_LINKS.
    """
    found: list[JoinLink] = []
    broken = False
    for candidate in _candidates(text[:LONGEST_TEXT]):
        link = _link_of(candidate)
        if isinstance(link, JoinLink):
            found.append(link)
        broken = broken or link is None
    if not found:
        raise RuleBroken(Rule.JOIN_LINK_BROKEN if broken else Rule.JOIN_NO_LINK)
    first, *others = found
    if any(not _same(first, other) for other in others):
        raise RuleBroken(Rule.JOIN_SEVERAL_LINKS)
    return first


def leads_to(link: JoinLink, addresses: Iterable[str]) -> bool:
    """Whether the link is one of the server with these web addresses."""
    return link.host in {_host_of(address) for address in addresses if address}


def is_for(link: JoinLink, email: str) -> bool:
    """Whether the link names that address."""
    return link.email.strip().casefold() == email.strip().casefold()


def _same(one: JoinLink, other: JoinLink) -> bool:
    return _meant(one) == _meant(other) and one.token.reveal() == other.token.reveal()


def _meant(link: JoinLink) -> tuple[str, ...]:
    return link.kind, link.host, link.subject_id, link.row_id


# Finding addresses in a text


def _candidates(text: str) -> Iterator[str]:
    """What may be a link, each put together again."""
    text = _REPLY_MARK.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _QUOTED_PRINTABLE.search(text.replace("=\n", "")):
        text = _ESCAPED_BYTE.sub(_plain_byte, text.replace("=\n", ""))
    for start in islice(_START.finditer(text), _MOST_ADDRESSES):
        yield _unescaped(_whole(text, start.start()))


def _plain_byte(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if 0x20 <= byte < 0x7F else match[0]


def _whole(text: str, start: int) -> str:
    """The address at `start`, with the lines that a mail program broke it into."""
    lines = text[start : start + _LONGEST_ADDRESS].split("\n")
    length = start - (text.rfind("\n", 0, start) + 1) + len(lines[0])
    address, ended = _up_to_end(lines[0])
    for line in lines[1:]:
        if ended or not _goes_on(address, length, line):
            break
        more, ended = _up_to_end(line.strip())
        address, length = address + more, len(line)
    return address.rstrip(_TRAILING)


def _up_to_end(line: str) -> tuple[str, bool]:
    """The part of a line that can belong to an address, and whether the address ends there."""
    end = _END.search(line.rstrip())
    return (line.rstrip(), False) if end is None else (line[: end.start()], True)


def _goes_on(address: str, length: int, line: str) -> bool:
    """Whether `line` continues the address that the line before, of that `length`, ended with."""
    rest = line.strip()
    if not rest or _START.match(rest) or " " in rest:
        return False
    if length > _WRAPPED_TO and _WORD.fullmatch(rest):
        return False
    return length >= _WRAPPED_FROM or address.endswith(("&", "=", "?", "/", "%", "-"))


def _unescaped(address: str) -> str:
    for _twice in range(2):
        for written in _AMPERSANDS:
            address = address.replace(written, "&")
        for written in _EQUALS:
            address = address.replace(written, "=")
    return address


# Reading one address


def _link_of(address: str) -> JoinLink | str | None:
    """The link; None where it is one of ours and lacks a part, an empty text where it is none of ours."""
    try:
        parts = urlsplit(address)
        host = _host_of(address)
    except ValueError:
        return ""
    if host.endswith(_REWRITTEN_HOST):  # a mail filter that wraps every link
        wrapped = dict(_pairs(parts.query)).get("url", "")
        return _link_of(wrapped) if _START.match(wrapped) else ""
    route, _mark, query = parts.fragment.partition("?")
    kind = _ROUTES.get(route.strip("/").lower())
    if kind is None or not host or parts.username is not None:
        return ""
    fields = dict(_pairs(query))
    subject, row, name = _FIELDS[kind]
    token, email = _unspaced(fields.get("token", "")), _unspaced(fields.get("email", ""))
    ids = [_guid(fields.get(each, "")) for each in (subject, row) if each]
    fits = token.isascii() and token.isprintable() and len(token) <= _LONGEST_TOKEN
    if not token or not fits or "" in ids or not 0 < len(email) <= _LONGEST_EMAIL:
        return None
    return JoinLink(
        kind=kind,
        host=host,
        subject_id=ids[0],
        row_id=ids[1] if row else "",
        email=email,
        name=fields.get(name, "")[:_LONGEST_NAME],
        token=Secret(token),
        address=Secret(address),
        first_owner=fields.get("initorganization", "").strip().lower() == "true",
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    """Empty where there are more fields than any of our links has."""
    try:
        pairs = parse_qsl(query, max_num_fields=40)
    except ValueError:
        return []
    return [(name.strip().lower(), value) for name, value in pairs]


def _unspaced(text: str) -> str:
    """A plus that was not escaped reads as a space; neither a token nor an address holds one."""
    return text.strip().replace(" ", "+")


def _guid(text: str) -> str:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return ""


def _host_of(address: str) -> str:
    """The host of an address in lower case and ASCII, with its port where that is not the usual one."""
    parts = urlsplit(address)
    if len(parts.hostname or "") > _LONGEST_HOST:
        return ""
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii").lower().rstrip(".")
        port = parts.port
    except (UnicodeError, ValueError):
        return ""
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, _USUAL_PORTS.get(parts.scheme.lower())) else f"{shown}:{port}"
