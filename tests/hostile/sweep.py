"""Where a planted secret is looked for, in which forms, and the table of what was found."""

from __future__ import annotations

import base64
import json
import os
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.fault_injector import App, Message, Receive, Send

_URL_SAFE = bytes.maketrans(b"+/", b"-_")

HIDDEN = "BW_"
"""Variables that a person sets to give a secret: they are there because of that person."""


def forms(secret: bytes) -> frozenset[bytes]:
    """The ways in which a secret is usually written."""
    ways = {
        secret,
        secret.hex().encode(),
        repr(secret)[2:-1].encode(),
        *(_inside_base64(secret, before) for before in range(3)),
        *(_inside_base64(secret, before).translate(_URL_SAFE) for before in range(3)),
        urllib.parse.quote(secret).encode(),
        urllib.parse.quote_plus(secret).encode(),
    }
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return frozenset(ways)
    return frozenset(
        ways | {json.dumps(text)[1:-1].encode(), text.encode("utf-16-le"), text.encode("utf-32-le")}
    )


def _inside_base64(secret: bytes, before: int) -> bytes:
    """What no other byte has a part in, with so many bytes (of three) before it."""
    whole = base64.b64encode(bytes(before) + secret)
    return whole[before and before + 1 : (before + len(secret)) * 8 // 6]


@dataclass
class Sweep:
    """`secrets` are what is looked for, by what they are; `found` counts them by place."""

    secrets: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, dict[str, int]] = field(default_factory=dict)

    def plant(self, secrets: Mapping[str, bytes]) -> None:
        self.secrets.update(secrets)

    def look(self, place: str, hay: bytes) -> None:
        """Count every form of every secret there."""
        row = self.found.setdefault(place, {})
        for what, secret in self.secrets.items():
            count = sum(hay.count(way) for way in forms(secret))
            row[what] = row.get(what, 0) + count

    def left(self, place: str) -> dict[str, int]:
        """What was found in a place."""
        return {what: count for what, count in self.found[place].items() if count}

    def table(self) -> str:
        """A line for every place."""
        lines = []
        for place, row in self.found.items():
            kinds: dict[str, int] = {}
            for what, count in row.items():
                kind = what.partition(",")[0]
                kinds[kind] = kinds.get(kind, 0) + count
            said = "; ".join(f"{kind}: {count}" for kind, count in kinds.items() if count)
            lines.append(f"{place:40} {len(row):3} looked for  {said or 'none'}")
        return "\n".join(lines)


class TokenTap:
    """Stands before the backend and keeps what a sign-in sends and receives."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.secrets: dict[str, bytes] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).endswith("/connect/token"):
            await self._app(scope, receive, send)
            return
        sent, told = bytearray(), bytearray()

        async def heard() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def told_to(message: Message) -> None:
            told.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, heard, told_to)
        asked = urllib.parse.parse_qs(sent.decode())
        answer = json.loads(bytes(told))
        number = len(self.secrets)
        for name in ("access_token", "refresh_token"):
            if name in answer:
                self.secrets[f"{name.replace('_', ' ')}, {number}"] = str(answer[name]).encode()
        if "password" in asked:
            self.secrets[f"authentication hash, {number}"] = asked["password"][0].encode()


def written_files(*directories: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below them, by its place, its name included."""
    for directory in directories:
        for path in sorted(directory.rglob("*")):
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(directory)
                yield f"{directory.name}/{name}", str(name).encode() + b"\0" + path.read_bytes()


def seen_from_outside(pid: int) -> bytes:
    """What `ps` shows: arguments, name, environment but for what a person put there."""
    place = Path(f"/proc/{pid}")
    names = (place / "cmdline").read_bytes() + (place / "comm").read_bytes()
    variables = (place / "environ").read_bytes().split(b"\0")
    return names + b"\0".join(each for each in variables if not each.startswith(HIDDEN.encode()))


def children(pid: int) -> list[int]:
    """The processes it started."""
    place = Path(f"/proc/{pid}/task")
    return [
        int(child) for each in os.listdir(place) for child in (place / each / "children").read_text().split()
    ]
