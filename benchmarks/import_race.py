"""The same 10,000 items into the same practice server: `seatwarden import` against the official client's.

Measured is the wall time of one whole process each, from its start to its exit, against a practice server
of its own that was just started and whose client holds no item (`seatwarden practice serve`, https on this
machine). The two take turns, and so does who begins. The best of each counts, because whatever else runs
here only makes them slower; the medians and the load of the machine stand beside it.

The two do not do the same. `bw import` starts signed in and unlocked (BW_SESSION, made before the clock
starts), sends, and does not look at what arrived. `seatwarden import` signs in with an API key and unlocks
with the master password, reads what the client holds, sends, and reads every item again. The official
client is also sped up by a faster practice server, since its time holds the server's.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

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


def race_of_ours(home: Path, file: Path) -> float:
    """Seconds of ours, with an empty server of its own."""
    with PracticeServer(home / "ours") as server:
        return ours(server, asyncio.run(organization_of(server)), file, home)


def race_of_theirs(home: Path, file: Path) -> float:
    """Seconds of the official client, with an empty server of its own; it signs in before."""
    with PracticeServer(home / "theirs") as server:
        client = OfficialClient(home / "bw", server.ca_bundle)
        client.use_server(server.url)
        session = client.sign_in(OWNER.email, OWNER.password)
        return theirs(client, session, asyncio.run(organization_of(server)), file)


def race(home: Path, file: Path, *, begin: bool) -> tuple[float, float]:
    """Seconds of ours and of theirs; ours runs first with `begin`."""
    if begin:
        return race_of_ours(home, file), race_of_theirs(home, file)
    official = race_of_theirs(home, file)
    return race_of_ours(home, file), official


def main() -> None:
    """Race, say every turn, compare the best."""
    if not BW.is_file():
        print(f"Import of {ITEMS} items against the official client: left out; make interop installs it")
        sys.exit(0)
    found = []
    for turn in range(TURNS):
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            file = home / f"export-{turn}.json"
            file.write_bytes(export(ITEMS))
            load = os.getloadavg()[0]
            mine, official = race(home, file, begin=turn % 2 == 0)
        print(
            f"  turn {turn + 1}: ours {mine:.2f} s, the official one {official:.2f} s, load before {load:.1f}"
        )
        found.append((mine, official))
    all_mine, all_official = zip(*found, strict=True)
    best, official_best = min(all_mine), min(all_official)
    share = median(all_mine) / median(all_official)
    finish(
        f"Import of {ITEMS} items by command, against the official client",
        f"practice server over https; best of {TURNS}: ours {best:.2f} s with signing in and reading again,"
        f" the official one {official_best:.2f} s",
        (
            Figure("our share of its time", best / official_best, MOST_SHARE, "x"),
            Figure("our share, by medians", share, MOST_SHARE, "x"),
        ),
    )


if __name__ == "__main__":
    main()
