"""`seatwarden seats --practice` against `bw list org-collections`: the wall time of one question."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.places import SEATWARDEN, environment
from benchmarks.report import Figure, finish
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer

RUNS = 5


def seats(home: Path) -> None:
    """Run the command once."""
    subprocess.run(
        (SEATWARDEN, "seats", "--practice", "--format", "json"),
        env=environment(home),
        check=True,
        stdout=subprocess.PIPE,
    )


def an_organization(server: PracticeServer, home: Path) -> str:
    """The id of one client on the served practice backend, asked for with an API key."""
    listing = subprocess.run(
        (SEATWARDEN, "seats", "--server", server.url, "--ca-bundle", server.ca_bundle, "--format", "json"),
        env=environment(home) | {"BW_CLIENTID": server.client_id, "BW_CLIENTSECRET": server.client_secret},
        check=True,
        stdout=subprocess.PIPE,
    )
    return str(json.loads(listing.stdout)[0]["organizationId"])


def main() -> None:
    """Measure and leave."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder, PracticeServer(Path(folder) / "server") as server:
        home = Path(folder) / "home"
        seats(home)  # seeds the practice database
        official = OfficialClient(Path(folder) / "bw", server.ca_bundle)
        official.use_server(server.url)
        session = official.sign_in(server.email, server.password)
        organization = an_organization(server, home)
        for _ in range(RUNS):
            started = time.perf_counter()
            seats(home)
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            official.run(
                "list",
                "org-collections",
                "--organizationid",
                organization,
                environment={"BW_SESSION": session},
            )
            theirs.append(time.perf_counter() - started)
    mine, peer = statistics.median(ours), statistics.median(theirs)
    finish(
        "The seats command",
        f"medians of {RUNS} interleaved runs, warm disk; seats {mine * 1000:.0f} ms, bw {peer * 1000:.0f} ms",
        (Figure("seats --practice / bw list org-collections", mine / peer, 0.25, "x"),),
    )


if __name__ == "__main__":
    main()
