"""Fuzzing that follows coverage, by atheris where it is installed: `python -m tests.fuzz.guided [NAME...]`.

Each parser has a process of its own for FUZZ_SECONDS. An input that a parser does not bear is kept in
`.fuzz/found/NAME/` and makes the run fail. Models of answers are left out: a compiled library reads them,
whose coverage cannot be seen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fuzz.mutation import LONGEST

ROOT = Path(__file__).parents[2]
FOUND = ROOT / ".fuzz" / "found"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "10"))
_ONE = "--one"
_MOST_MEGABYTES = 2048
_LONGEST_SECONDS = 20


def main(arguments: Sequence[str]) -> int:
    """Fuzz the named parsers, or all. Returns how many did not bear an input."""
    if find_spec("atheris") is None:
        print("atheris is not installed here: parsers were fuzzed without coverage only.")
        return 0
    if arguments[:1] == [_ONE]:
        return _here(arguments[1])
    from tests.fuzz.corpus import seeds
    from tests.fuzz.targets import TARGETS

    failed = 0
    for name in arguments or [name for name in TARGETS if not name.startswith("wire_")]:
        failed += _apart(name, seeds(name))
    return min(failed, 100)


def _apart(name: str, seeds: Sequence[bytes]) -> bool:
    """Fuzz one parser in another process; whether something was found."""
    (FOUND / name).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as inputs:
        for number, data in enumerate(seeds):
            Path(inputs, str(number)).write_bytes(data)
        options = (
            f"-max_total_time={SECONDS}",
            f"-max_len={LONGEST // 10}",
            f"-timeout={_LONGEST_SECONDS}",
            f"-rss_limit_mb={_MOST_MEGABYTES}",
            f"-artifact_prefix={FOUND / name}/",
            "-print_final_stats=1",
        )
        ran = subprocess.run(
            (sys.executable, "-m", "tests.fuzz.guided", _ONE, name, inputs, *options),
            cwd=ROOT,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    told = dict(
        line.removeprefix("stat::").split(":", 1)
        for line in ran.stderr.splitlines()
        if line.startswith("stat::")
    )
    print(f"{name}: {told.get('number_of_executed_units', '?').strip()} inputs, code {ran.returncode}")
    if ran.returncode:
        print(ran.stderr[-4000:])
    return ran.returncode != 0


def _here(name: str) -> int:
    """Fuzz one parser in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["backend_client", "tui"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.target import judge

    target: Any = TARGETS[name]
    atheris.Setup([sys.argv[0], *sys.argv[3:]], lambda data: judge(target, data, memory=False))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
