"""Comparing an answer with a golden by shape: members, types, nullability, discriminators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.contract.wire import Golden

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (dict, "object"),
    (list, "array"),
)


def kind_of(value: Any) -> str:
    """The JSON type of a value; numbers are "integer" or "number"."""
    return next((kind for python, kind in _KINDS if isinstance(value, python)), "null")


def differences(golden: Golden, body: Any) -> list[str]:
    """What is not as in the golden, one line each; empty when the shapes agree."""
    return list(_compare(golden, "", [golden.answer.body], body))


def _compare(golden: Golden, path: str, samples: Sequence[Any], value: Any) -> Iterator[str]:
    """`samples` are the golden's values at `path`: one, or those of every element of an array."""
    allowed = _kinds_at(golden, path, samples)
    kind = kind_of(value)
    if kind not in allowed and not (kind == "integer" and "number" in allowed):
        yield f"{path or 'body'}: {kind} instead of {' or '.join(sorted(allowed))}"
    elif path in golden.fixed and value not in samples:
        yield f"{path}: {value!r} instead of {samples[0]!r}"
    elif kind == "object" and path not in golden.open:
        yield from _members(golden, path, [sample for sample in samples if isinstance(sample, dict)], value)
    elif kind == "array":
        elements = [item for sample in samples if isinstance(sample, list) for item in sample]
        for item in value if elements else ():
            yield from _compare(golden, _below(path, "*"), elements, item)


def _members(
    golden: Golden, path: str, samples: Sequence[dict[str, Any]], value: dict[str, Any]
) -> Iterator[str]:
    if not samples:
        return  # the golden shows this object as null only
    known = {name for sample in samples for name in sample}
    for name in sorted(known - value.keys()):
        if _below(path, name) not in golden.omitted:
            yield f"{_below(path, name)}: missing"
    for name in sorted(value):
        below = _below(path, name)
        found = [sample[name] for sample in samples if name in sample]
        if found:
            if name.lower() == "object" and value[name] not in found:
                yield f"{below}: {value[name]!r} instead of {found[0]!r}"
            yield from _compare(golden, below, found, value[name])
        elif below not in golden.omitted:
            yield f"{below}: not in the golden"
        elif value[name] is None and below not in golden.nullable:
            yield f"{below}: null instead of left out"


def _kinds_at(golden: Golden, path: str, samples: Sequence[Any]) -> set[str]:
    kinds = {kind_of(sample) for sample in samples}
    if path in golden.nullable:
        kinds |= {"null", golden.nullable[path]}
    return kinds


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
