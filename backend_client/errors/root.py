"""The root of everything that is raised."""

from __future__ import annotations


class SeatwardenError(Exception):
    """Root of the tree."""
