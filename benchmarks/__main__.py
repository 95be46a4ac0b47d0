"""Runs every benchmark, one after the other. Exit code 1 when any figure is over its limit."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("first_paint", "table_latency", "idle_bytes", "seats_command", "import_stall", "import_race")


def main() -> int:
    """Run them all, each in its own interpreter, whatever the others said."""
    codes = [
        subprocess.run((sys.executable, "-m", f"benchmarks.{name}"), check=False).returncode
        for name in BENCHMARKS
    ]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
