"""`python -m embedded_backend DATABASE`: serve the practice backend to other clients on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from embedded_backend.database import reset
from embedded_backend.options import BackendOptions
from embedded_backend.serve import DEFAULT_PORT, NotLoopback, check_loopback, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse arguments and serve; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m embedded_backend", description="The practice server.")
    parser.add_argument("database", type=Path, help="SQLite file, created and seeded when it is missing")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--ca-directory", type=Path, help="where the certificates go")
    parser.add_argument("--clients", type=int, help="seed this many clients instead of the usual ones")
    parser.add_argument("--broken-key", action="store_true", help="seed one client whose key does not open")
    parser.add_argument("--rate-limits", action="store_true", help="enforce the cloud's request limits")
    parser.add_argument(
        "--accept-after", type=float, default=60.0, metavar="SECONDS", help="until invited people accept"
    )
    parser.add_argument("--reset", action="store_true", help="delete the database first")
    given = parser.parse_args(arguments)
    options = BackendOptions(
        clients=given.clients,
        broken_key=given.broken_key,
        rate_limits=given.rate_limits,
        accept_after=given.accept_after,
    )
    try:
        check_loopback(given.host)
        if given.reset:
            reset(given.database)
        serve(given.database, given.host, given.port, given.ca_directory, options=options)
    except (NotLoopback, OSError) as error:
        print(f"practice server: {error}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
