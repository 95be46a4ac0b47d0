"""Numbers, times and bars as text: the one place that formats them. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo

UNKNOWN = "-"
PENDING = "..."
BAR_WIDTH = 5


def figure(value: int | None) -> str:
    """A number, or `-` where it is not known."""
    return UNKNOWN if value is None else str(value)


def clock_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """`moment` as hours and minutes in `zone`, by default the machine's own."""
    return moment.astimezone(zone).strftime("%H:%M")


def day(moment: datetime, zone: tzinfo | None = None) -> str:
    """The date of `moment` in `zone`, by default the machine's own: `2026-03-14`."""
    return moment.astimezone(zone).strftime("%Y-%m-%d")


def usage_bar(used: int | None, assigned: int | None, width: int = BAR_WIDTH) -> str:
    """`###..`: the used part, in ASCII. Full only when nothing remains, empty only when nothing is used."""
    if used is None or assigned is None or assigned < 0:
        return UNKNOWN * width
    if used >= assigned:
        return "#" * width
    filled = max(1 if used > 0 else 0, width * used // assigned)
    return "#" * filled + "." * (width - filled)


def money(amount: float) -> str:
    """An amount in US dollars, the currency the vendor bills providers in: `$1,234.56`."""
    return f"${amount:,.2f}" if amount >= 0 else f"-${-amount:,.2f}"
