"""Names that new clients' collections commonly have. A start for a list that is edited before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Pattern(StrEnum):
    """How a client's passwords can be shelved: by who works with them, or by what they open."""

    DEPARTMENT = "department"
    FUNCTION = "function"


PATTERNS: Mapping[Pattern, tuple[str, ...]] = {
    Pattern.DEPARTMENT: (
        "Marketing",
        "Sales",
        "Finance",
        "Human Resources",
        "IT",
        "Operations",
        "Legal",
        "Customer Service",
        "Management",
    ),
    Pattern.FUNCTION: (
        "Social Media",
        "Productivity Tools",
        "Financials",
        "Vendors",
        "Infrastructure",
        "Infrastructure/Servers",
        "Infrastructure/Network",
        "Websites and Domains",
        "Building and Facilities",
    ),
}
"""The names of each pattern, in the order to show them; a slash nests."""
