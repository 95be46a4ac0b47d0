"""The golden payloads of `tests/wire`, typed.

A golden is one request and the answer the official server gives, written down from that server's
source or recorded from the official client. `tests/wire/README.md` explains the members.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "wire"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a golden comes from. `kind` is "server-source", "vaultwarden-source" or "recorded"."""

    kind: str
    where: str
    version: str


@dataclass(frozen=True, slots=True)
class WireRequest:
    """What is asked, and by whom. `{names}` in the path, the form and the JSON stand for ids and secrets."""

    host: str
    method: str
    path: str
    caller: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Any = None

    @property
    def signed_in(self) -> bool:
        """Whether this is asked with a token. An "…-account" is somebody who is only signing in."""
        return self.host == "api" and self.caller != "anonymous" and not self.caller.endswith("-account")

    def matches(self, method: str, path: str) -> bool:
        """Whether this was sent, whatever the ids. `path` starts with the host's prefix and has the query."""
        parts = re.split(r"\{\w+\}", f"/{self.host}/{self.path}")
        return method == self.method and re.fullmatch("[^/?]+".join(map(re.escape, parts)), path) is not None


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What is answered. A header of None must be absent. `content` is the body's bytes."""

    status: int
    headers: Mapping[str, str | None]
    body: Any
    content: bytes


@dataclass(frozen=True, slots=True)
class Golden:
    """One file.

    The paths below use dots, and `*` for every element of an array. `nullable`: members that may be
    null, with the JSON type they have otherwise. `omitted`: members that may be left out. `open`:
    objects whose member names are data. `fixed`: texts that must be these very ones.
    """

    name: str
    origin: Origin
    request: WireRequest
    answer: WireAnswer
    nullable: Mapping[str, str]
    omitted: frozenset[str]
    open: frozenset[str]
    fixed: tuple[str, ...]


def names(kind: str = "server-source") -> tuple[str, ...]:
    """The goldens of one kind of origin, in order."""
    return tuple(path.stem for path in sorted(FOLDER.glob("*.json")) if load(path.stem).origin.kind == kind)


def load(name: str) -> Golden:
    """The golden of that name. An unknown member of the file is an error."""
    whole: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    response: dict[str, Any] = whole.pop("response")
    if "like" in response:
        return replace(
            load(response["like"]),
            name=name,
            origin=Origin(**whole["origin"]),
            request=WireRequest(**whole["request"]),
        )
    golden = Golden(
        name=name,
        origin=Origin(**whole.pop("origin")),
        request=WireRequest(**whole.pop("request")),
        answer=_answer(response),
        nullable=whole.pop("nullable", {}),
        omitted=frozenset(whole.pop("omitted", ())),
        open=frozenset(whole.pop("open", ())),
        fixed=tuple(whole.pop("fixed", ())),
    )
    if whole:
        raise ValueError(f"{name}: unknown members {sorted(whole)}")
    return golden


def _answer(response: dict[str, Any]) -> WireAnswer:
    text = response.get("text")
    body = response.get("body")
    if (text is None) == ("body" not in response):
        raise ValueError("an answer has either a body or a text")
    content = json.dumps(body, ensure_ascii=False) if text is None else text
    return WireAnswer(response["status"], response["headers"], body, content.encode())


def without_nulls(value: Any) -> Any:
    """The same JSON with null members left out: on this wire both mean the same."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def pascal_case(value: Any) -> Any:
    """The same JSON with every camelCase member name in PascalCase."""
    if isinstance(value, dict):
        return {_upper_first(name): pascal_case(member) for name, member in value.items()}
    return [pascal_case(item) for item in value] if isinstance(value, list) else value


def camel_case(value: Any) -> Any:
    """The same JSON with every PascalCase member name in camelCase."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: camel_case(member) for name, member in value.items()}
    return [camel_case(item) for item in value] if isinstance(value, list) else value


def _upper_first(name: str) -> str:
    return name if "_" in name else name[:1].upper() + name[1:]
