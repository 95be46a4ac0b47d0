"""The table of figures, after a run that tried faults."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.faults.judged import End

_MANY = 300


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line per kind of request; workers send what they found with their reports."""
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())
    ]
    found: list[dict[str, Any]] = [
        value for report in reports for name, value in report.user_properties if name == "fault"
    ]
    if len(found) < _MANY:
        return
    terminalreporter.section("faults on the way")
    terminalreporter.write_line(
        f"{'requests':10} {'rows':>5} {'tried':>6} "
        + " ".join(f"{end.value:>12}" for end in End)
        + f" {'lost':>5} {'doubled':>8} {'longest':>9}"
    )
    for kind in (*sorted({one["kind"] for one in found}), ""):
        some = [one for one in found if not kind or one["kind"] == kind]
        ends = Counter(one["end"] for one in some)
        terminalreporter.write_line(
            f"{kind or 'all':10} {len({one['endpoint'] for one in some}):5} {len(some):6} "
            + " ".join(f"{ends[end.value]:12}" for end in End)
            + f" {sum(one['lost'] for one in some):5} {sum(one['doubled'] for one in some):8}"
            + f" {max(one['seconds'] for one in some):7.0f} s"
        )
