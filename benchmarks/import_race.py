"""The same 10,000 items into the same practice server: `seatwarden import` against the official client's."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend_client import Secret, connect
from benchmarks.import_stall import ITEMS, export
from benchmarks.places import PYTHON, ROOT
from benchmarks.report import Figure, finish
from embedded_backend.seed_people import Persona, person
from tests.interop.official_client import BW, OfficialClient
from tests.interop.practice_server import PracticeServer

MOST_SHARE = 1 / 3
TURNS = 3
OWNER = person(Persona.OWNER_ONLY)
DEVICE = "6f1c6d0e-0000-4000-8000-5ea7aa2de0be"


async def organization_of(server: PracticeServer) -> str:
    """The id of the organization that the owner owns."""
    async with connect(server.url, device_id=DEVICE, ca_bundle=server.ca_bundle) as portal:
        await portal.session.sign_in(OWNER.email, Secret(OWNER.password))
        (provider,) = await portal.providers()
        return (await portal.client_list(provider)).clients[0].organization_id


def ours(server: PracticeServer, organization_id: str, file: Path, home: Path) -> float:
    """Seconds from the start of the command to its end: signing in, encrypting, sending, reading again."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "SEATWARDEN_HOME": str(home),
        "BW_CLIENTID": OWNER.client_id,
        "BW_CLIENTSECRET": OWNER.api_key,
        "BW_PASSWORD": OWNER.password,
    }
    where = ("--server", server.url, "--ca-bundle", str(server.ca_bundle))
    command = (PYTHON, "-m", "tui", "import", str(file), "--client", organization_id, "--yes", *where)
    began = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def theirs(client: OfficialClient, session: str, organization_id: str, file: Path) -> float:
    """Seconds of the same by the official client, which is signed in already."""
    began = time.perf_counter()
    client.run(
        *("import", "--organizationid", organization_id, "bitwardenjson", str(file)),
        environment={"BW_SESSION": session},
    )
    return time.perf_counter() - began


def race(home: Path, file: Path) -> tuple[float, float]:
    """Seconds of ours and of theirs, each with an empty server of its own."""
    with PracticeServer(home / "ours") as server:
        mine = ours(server, asyncio.run(organization_of(server)), file, home)
    with PracticeServer(home / "theirs") as server:
        client = OfficialClient(home / "bw", server.ca_bundle)
        client.use_server(server.url)
        session = client.sign_in(OWNER.email, OWNER.password)
        return mine, theirs(client, session, asyncio.run(organization_of(server)), file)


def main() -> None:
    """By turns; the best of each counts, because whatever else runs here only makes them slower."""
    if not BW.is_file():
        print(f"Import of {ITEMS} items against the official client: left out; make interop installs it")
        sys.exit(0)
    found = []
    for turn in range(TURNS):
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            file = home / f"export-{turn}.json"
            file.write_bytes(export(ITEMS))
            found.append(race(home, file))
    mine, official = (min(seconds) for seconds in zip(*found, strict=True))
    finish(
        f"Import of {ITEMS} items by command, against the official client",
        f"practice server over https; ours {mine:.2f} s with signing in, the official one {official:.2f} s",
        (Figure("our share of its time", mine / official, MOST_SHARE, "x"),),
    )


if __name__ == "__main__":
    main()
