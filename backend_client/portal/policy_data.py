"""The data of a policy as somebody saved it: read, changed, checked. Unknown members are kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from backend_client.portal.policy_types import (
    Fault,
    Field,
    FieldKind,
    PolicyKind,
    PolicyType,
    Stricter,
    Value,
    kind_of,
)


def value_in(field: Field, data: Mapping[str, Any]) -> Value:
    """The value of `field`; None where there is none, and where it is of another type (see `is_odd`)."""
    raw = data.get(field.key)
    if raw is None or not _fits(field, raw):
        return False if raw is None and field.kind is FieldKind.FLAG else None
    if field.kind is FieldKind.MANY:
        return tuple(sorted(set(raw)))
    if field.kind is FieldKind.TEXT or raw == "":
        return str(raw) or None
    return raw  # type: ignore[no-any-return]


def is_odd(field: Field, data: Mapping[str, Any]) -> bool:
    """Whether there is a value that this program cannot show in the field. It is kept unless changed."""
    raw = data.get(field.key)
    return raw is not None and not _fits(field, raw)


def _fits(field: Field, raw: Any) -> bool:
    if field.kind is FieldKind.FLAG:
        return isinstance(raw, bool)
    if field.kind is FieldKind.TEXT:
        return isinstance(raw, str)
    if field.kind is FieldKind.NUMBER:
        return isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**6
    if field.kind is FieldKind.MANY:
        return isinstance(raw, list) and all(_chosen(field, one) for one in raw)
    return raw == "" or _chosen(field, raw)


def _chosen(field: Field, raw: Any) -> bool:
    """Whether it is one of the choices; True is no 1."""
    return isinstance(raw, int | str) and not isinstance(raw, bool) and raw in field.choices


def with_values(kind: PolicyKind, data: Mapping[str, Any], typed: Mapping[str, Value]) -> dict[str, Any]:
    """`data` with `typed` (by key) in it. Members that nobody touched stay as they are, known or not."""
    result = dict(data)
    for field in kind.fields:
        if field.key not in typed:
            continue
        value = typed[field.key]
        if value == value_in(field, data) and not is_odd(field, data):
            continue
        if value is None:
            result.pop(field.key, None)
        else:
            result[field.key] = list(value) if isinstance(value, tuple) else value
    return result


def at_least(kind: PolicyKind, data: Mapping[str, Any], wanted: Mapping[str, Value]) -> dict[str, Any]:
    """`data` made as strict as `wanted` where it is not stricter already."""
    typed: dict[str, Value] = {}
    for field in kind.fields:
        there, wish = value_in(field, data), wanted.get(field.key)
        if wish is None or is_odd(field, data):
            continue
        if field.stricter is Stricter.ON:
            typed[field.key] = bool(there) or bool(wish)
        elif field.stricter is Stricter.HIGHER and isinstance(there, int) and isinstance(wish, int):
            typed[field.key] = max(there, wish)
        else:
            typed[field.key] = wish if there is None else there
    return with_values(kind, data, typed)


def limits_sends(data: Mapping[str, Any] | None) -> bool:
    """Whether Send controls say what types 6 and 7 cannot: then somebody saved them."""
    own = {key for key, value in (data or {}).items() if value not in (None, False)}
    return not own <= {"disableSend", "disableHideEmail"}


def suggested_data(kind: PolicyKind) -> dict[str, Any]:
    """What to start from where nothing was saved."""
    return with_values(kind, {}, {field.key: field.suggested for field in kind.fields})


def same_data(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two data say the same: an absent member is a null one."""
    return _present(one) == _present(other)


def _present(data: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (data or {}).items() if value is not None}


def faults_in(kind: PolicyKind, data: Mapping[str, Any]) -> tuple[tuple[Field, Fault], ...]:
    """What the server or the official clients would not take, in the order of the fields."""
    found = ((field, _fault(kind, field, data)) for field in kind.fields)
    return tuple((field, fault) for field, fault in found if fault is not None)


def _fault(kind: PolicyKind, field: Field, data: Mapping[str, Any]) -> Fault | None:
    value = value_in(field, data)
    if is_odd(field, data):
        return None  # somebody saved it, and it is kept: the server says whether it will do
    if value is None:
        return Fault.MISSING if field.required or _needed(kind, field, data) else None
    if isinstance(value, str) and field.kind is FieldKind.TEXT:
        return _text_fault(kind, field, value, data)
    outside = isinstance(value, int) and not field.low <= value <= field.high
    return Fault.RANGE if field.kind is FieldKind.NUMBER and outside else None


def _needed(kind: PolicyKind, field: Field, data: Mapping[str, Any]) -> bool:
    """A timeout after some time needs the time."""
    return kind.type == PolicyType.SESSION_TIMEOUT and field.key == "minutes" and data.get("type") == "custom"


def _text_fault(kind: PolicyKind, field: Field, value: str, data: Mapping[str, Any]) -> Fault | None:
    if not value.strip():
        return Fault.MISSING if field.required else None
    if len(value) > field.high:
        return Fault.TOO_LONG
    if kind.type == PolicyType.FILL_ASSIST and not _is_https(value):
        return Fault.NOT_HTTPS
    if field.key == "allowedDomains" and data.get("whoCanAccess") != 2:
        return Fault.DOMAINS_WITHOUT_PEOPLE
    return None


def _is_https(text: str) -> bool:
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() == "https" and bool(parts.hostname)
    except ValueError:
        return False


def journal_figures(number: int, *, enabled: bool, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps: known members only, and of an address its host."""
    kind = kind_of(number)
    figures: dict[str, Any] = {"policy": kind.word, "enabled": enabled}
    for field in kind.fields:
        value = value_in(field, data)
        if value is None or value is False:
            continue
        if field.key == "rulesUrl":
            value = _host(str(value))
        figures[field.key] = list(value) if isinstance(value, tuple) else value
    return figures


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
