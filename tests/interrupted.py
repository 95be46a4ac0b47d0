"""Acts of a process that is gone: what a crash leaves in a journal."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backend_client.portal.clients import Client
from backend_client.portal.journal import Journal, Phase

DEAD = f"{os.uname().nodename}:{2**22 + 1}"
"""No process has such a number."""


def crashed(
    journal: Path,
    client: Client,
    act: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    minutes: int = 5,
    server: str = "practice",
    provider_id: str = "",
) -> None:
    """Write an intent inside `client` whose process ended `minutes` ago."""
    crashed_at(
        journal,
        act,
        client=client.name,
        organization_id=client.organization_id,
        provider_id=provider_id,
        before=before,
        after=after,
        minutes=minutes,
        server=server,
    )


def crashed_at(
    journal: Path,
    act: str,
    *,
    client: str,
    organization_id: str = "",
    provider_id: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    minutes: int = 5,
    server: str = "practice",
) -> None:
    """The same for any act, also for one on a provider itself."""
    Journal(journal).append(
        who="ada@northwind.example",
        server=server,
        act=act,
        phase=Phase.INTENT,
        client=client,
        organization_id=organization_id,
        provider_id=provider_id,
        before=before,
        after=after,
    )
    lines = journal.read_text().splitlines()
    body = json.loads(lines[-1])
    body["at"] = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    body["process"] = DEAD
    journal.write_text("\n".join((*lines[:-1], json.dumps(body))) + "\n")
