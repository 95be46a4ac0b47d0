"""Reading JSON whose shape nobody promises: a member of the wrong kind counts as absent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend_client.errors import ImportFault, ImportProblem
from backend_client.large_json import parse_large
from backend_client.portal.importers.text import text_of

Json = dict[str, Any]


def read_json(data: bytes, what: str) -> Json:
    """The object a file holds; `what` names the format. Raises ImportProblem."""
    text = text_of(data)
    try:
        value = parse_large(text)
    except (ValueError, RecursionError):
        raise ImportProblem(ImportFault.NOT_JSON) from None
    if not isinstance(value, dict):
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=what)
    return value


def text(value: Any) -> str | None:
    """A text, or a number written as one; None for everything else and for empty text."""
    if value is None:
        return None
    if isinstance(value, str):
        return (value if value.isascii() else _whole(value)) or None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return str(value) if abs(value) < 1e18 else None


def members(value: Any) -> Json:
    """An object; empty where it is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Json]:
    """The objects of an array; empty where it is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts of an array; empty where it is none."""
    found = value if isinstance(value, list) else []
    return [_whole(each) for each in found if isinstance(each, str) and each]


def _whole(value: str) -> str:
    r"""`value` without halves of surrogate pairs, which JSON can spell (`\ud800`) and UTF-8 cannot."""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def small_number(value: Any, most: int) -> int | None:
    """A whole number from 0 to `most`; None for everything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def date_text(value: Any) -> str | None:
    """An ISO-8601 date as UTC text; None where it is none. Without a zone it is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return _utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def seconds_text(value: Any) -> str | None:
    """Seconds since 1970 as UTC text; None where it is no such number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return _utc(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _utc(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return text if moment.microsecond else text.replace(".000Z", "Z")
