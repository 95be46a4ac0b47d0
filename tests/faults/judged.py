"""What became of a request that met a fault, and what of that is not right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum

from pydantic import BaseModel

_OF_THE_MOMENT = frozenset({"read_at"})


class End(Enum):
    """`RECOVERED`: it came through. `TOLD`: a typed error said how it stands. `PARTLY`: what is
    missing is named. `FALSE`: what was shown or told is not so. `RAW`: not one of our own errors."""

    RECOVERED = "recovered"
    TOLD = "told"
    PARTLY = "told in part"
    FALSE = "false"
    RAW = "raw"


@dataclass(frozen=True)
class Judged:
    """One request that met one fault. `seconds` are virtual. `wrong` says what must not be."""

    endpoint: str
    kind: str
    fault: str
    end: End
    seconds: float = 0.0
    lost: int = 0
    doubled: int = 0
    wrong: tuple[str, ...] = ()

    def counted(self) -> dict[str, int | float | str]:
        """For the table of figures."""
        return {
            "endpoint": self.endpoint,
            "kind": self.kind,
            "end": self.end.value,
            "seconds": self.seconds,
            "lost": self.lost,
            "doubled": self.doubled,
        }


def plain(value: object) -> object:
    """A value of the portal that can be compared with another reading of the same."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        return {name: one for name, one in named.items() if name not in _OF_THE_MOMENT}
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(repr(one) for one in value)
    return value if isinstance(value, (str, int, float, bool, datetime, type(None))) else repr(value)


def differences(now: object, before: object) -> list[str]:
    """Which members of a value are not as they were; "all" where it has none."""
    if now == before:
        return []
    if isinstance(now, dict) and isinstance(before, dict) and now.keys() == before.keys():
        return [name for name in now if now[name] != before[name]]
    return ["all"]
