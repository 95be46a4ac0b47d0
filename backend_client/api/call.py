"""One request and one answer, before and after the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

from backend_client.secret import Secret


class Host(StrEnum):
    """Which of a server's two hosts a call goes to."""

    API = "api"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    `template` is the path with `{name}` places, relative to the host's base; `values` fill the places
    and are quoted. Only the template is ever logged. `body` is sent as JSON and `form` as a web form;
    both and `query` may hold `Secret` values, revealed while the bytes are made. `json_bytes` is a body
    written already. `any_account` marks calls that every signed-in account may make, where a 401 can only be
    about the token. `bulk` allows an answer four times as large: every item of an organization.
    """

    method: str
    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | Secret] = field(default_factory=dict, repr=False)
    body: object = field(default=None, repr=False)
    form: Mapping[str, str | Secret] | None = field(default=None, repr=False)
    json_bytes: bytes | None = field(default=None, repr=False)
    host: Host = Host.API
    any_account: bool = False
    bulk: bool = False

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method in ("GET", "HEAD")

    @property
    def endpoint(self) -> str:
        """Method and path template: what logs and errors say."""
        return f"{self.method} {self.template}"

    def path(self) -> str:
        """The path with its values and query."""
        path = self.template.format_map({name: _segment(value) for name, value in self.values.items()})
        return f"{path}?{urlencode(_revealed(self.query))}" if self.query else path

    def content(self) -> tuple[bytes, str] | None:
        """The body's bytes and their media type; None for a call without a body."""
        if self.form is not None:
            return urlencode(_revealed(self.form)).encode(), "application/x-www-form-urlencoded"
        if self.json_bytes is not None:
            return self.json_bytes, "application/json"
        if self.body is None:
            return None
        text = json.dumps(self.body, default=_reveal, ensure_ascii=False, separators=(",", ":"))
        return text.encode(), "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to `call`. Header names are lower-case; `body` is never printed."""

    call: Call
    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    host: str = ""

    @property
    def endpoint(self) -> str:
        """Method and path template of the call."""
        return self.call.endpoint


def _revealed(fields: Mapping[str, str | Secret]) -> dict[str, str]:
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in fields.items()}


def _segment(value: str) -> str:
    """One quoted path segment. Dots alone would climb, so they are refused."""
    if not value.strip("."):
        raise ValueError("empty or dotted path value")
    return quote(value, safe="")


def _reveal(value: object) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise TypeError(f"{type(value).__name__} has no JSON form")
