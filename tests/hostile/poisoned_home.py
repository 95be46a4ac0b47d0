"""A home whose practice server poisons every text it answers, for the program as it is started."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from backend_client.errors import CryptoError, SeatwardenError
from docs.export_pictures import EXPORT
from embedded_backend.thread import BackendThread
from tests.contract.wire import load
from tests.hostile.driving import ADMIN
from tests.hostile.fault_injector import Message, Receive, Send
from tests.hostile.poisoner import TAIL, Leaf, Poisoner, Spoilt
from tests.practice import Practice, running_practice
from tui.backends import practice_database


async def tail_collections(practice: Practice) -> int:
    """Put the tail behind the name of every collection of clients whose key opens. Returns how many."""
    done = 0
    async with await practice.signed_in(ADMIN) as portal:
        (provider,) = await portal.providers()
        for client in (await portal.client_list(provider)).clients:
            try:
                key = portal.session.keys.organization_key(client.organization_id)
            except SeatwardenError:
                continue
            rows = practice.execute(
                "SELECT id, name FROM collections WHERE organization_id = ?", client.organization_id
            )
            for row, name in rows:
                (opened,) = key.decrypt_many([str(name)])
                if not isinstance(opened, CryptoError):
                    sealed = str(key.encrypt_text(opened.decode() + TAIL))
                    practice.execute("UPDATE collections SET name = ? WHERE id = ?", sealed, row)
                    done += 1
    return done


def fill(practice: Practice) -> None:
    """Give the members a text that have none in practice, so that there is something to poison."""
    address = {
        "country": "NL",
        "postalCode": "1011",
        "line1": "Kade 1",
        "line2": "b",
        "city": "A",
        "state": "NH",
    }
    address_text = json.dumps({**address, "taxId": {"code": "eu_vat", "value": "NL1"}})
    practice.execute("UPDATE providers SET billing_address = ? WHERE name = 'Northwind MSP'", address_text)
    practice.execute("UPDATE events SET domain_name = 'birch.example'")
    body = load("organization_sso_saved").answer.body["data"]
    ((row, data),) = practice.execute("SELECT organization_id, data FROM sso_configs LIMIT 1")
    texts = {name: "x" for name in body if isinstance(body[name], str | None) and name != "clientSecret"}
    sso = json.dumps({**texts, **{name: each for name, each in json.loads(str(data)).items() if each}})
    practice.execute("UPDATE sso_configs SET data = ? WHERE organization_id = ?", sso, row)
    practice.execute("UPDATE organizations SET identifier = 'org-' || substr(id, 1, 8)")


async def make_poisoned_template(practice_template: Path, directory: Path) -> Path:
    """A seeded database with hostile names under the clients' keys."""
    with running_practice(practice_template, directory) as practice:
        assert await tail_collections(practice) > 10
        fill(practice)
    return practice.database


def put_at_home(database: Path) -> None:
    """Put the database where `--practice` looks for it, and an export file to import."""
    place = practice_database()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(database, place)
    (Path.home() / "lastpass.csv").write_text(EXPORT, encoding="utf-8")


@contextmanager
def poisoned_answers(leaf: Leaf) -> Iterator[set[Spoilt]]:
    """Every practice server made within changes its answers by `leaf`; what was changed is gathered."""
    spoilt: set[Spoilt] = set()
    answers = BackendThread.app
    poisoners: dict[int, Poisoner] = {}

    async def app(self: BackendThread, scope: Message, receive: Receive, send: Send) -> None:
        poisoner = poisoners.get(id(self))
        if poisoner is None:

            async def behind(scope: Message, receive: Receive, send: Send) -> None:
                await answers(self, scope, receive, send)

            poisoner = poisoners[id(self)] = Poisoner(behind)
            poisoner.leaf, poisoner.spoilt = leaf, spoilt
        await poisoner(scope, receive, send)

    with patch.object(BackendThread, "app", app):
        yield spoilt


def journal_lines() -> list[bytes]:
    """Every line of every journal of this home."""
    return [line for file in Path.home().rglob("*.jsonl") for line in file.read_bytes().split(b"\n")[:-1]]
