"""How a benchmark speaks: one line per figure, and a verdict as exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. It is met when it is at most `limit`; `unit` is "x", "ms", "bytes" ..."""

    name: str
    measured: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the figure is within its limit."""
        return self.measured <= self.limit


def finish(title: str, method: str, figures: Sequence[Figure]) -> None:
    """Print the figures and leave the process: code 0 when every one is met, 1 otherwise."""
    print(f"{title}\n  {method}")
    for figure in figures:
        verdict = "met" if figure.met else "OVER"
        measured, limit = f"{figure.measured:.2f} {figure.unit}", f"{figure.limit:g} {figure.unit}"
        print(f"  {figure.name:<44} {measured:>14}   limit {limit:>10}   {verdict}")
    sys.exit(0 if all(figure.met for figure in figures) else 1)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(share * (len(ranked) - 1)))]
