"""The path in a title line: its end stays readable."""

from __future__ import annotations

import pytest

from tui.presenters.crumbs import fit_path
from tui.safe_text import width_of

RECOVERY = "Clients > Delta Fisheries > Members > Account recovery"


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [
        (RECOVERY, 60, RECOVERY),
        (RECOVERY, 45, "Delta Fisheries > Members > Account recovery"),
        (RECOVERY, 40, "Delta Fish~ > Members > Account recovery"),
        ("Clients > My Client's Organization > Domains", 40, "My Client's Organization > Domains"),
        ("Northwind MSP > People", 12, "Northwi~ > People"),
        ("Northwind MSP", 5, "Northwind MSP"),
        ("", 5, ""),
    ],
)
def test_the_end_of_a_path_is_cut_last(path: str, width: int, shown: str) -> None:
    assert fit_path(path, width) == shown


def test_names_of_double_width_are_measured_in_cells() -> None:
    shown = fit_path("漢字" * 10 + " > People", 30)
    assert width_of(shown) <= 30
    assert shown.endswith("~ > People")
