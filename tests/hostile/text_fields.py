"""Which texts of the server's answers a model keeps: every one of them is to be poisoned somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from backend_client.errors import SeatwardenError
from tests.contract.wire import load
from tests.contract.wire_uses import READERS, plain
from tests.fuzz.wire_targets import bench
from tests.hostile.poisoner import BEFORE_KEYS, Spoilt, changed, differing, tails

Fields = Mapping[str, frozenset[str]]
"""Places of texts by the name of a golden payload."""


def kept_fields() -> Fields:
    """Every text that a poisoner would change and a model keeps, of every golden payload that is read."""
    found = {name: _kept(name) for name in READERS if not _before_keys(name)}
    return {name: places for name, places in found.items() if places}


def unseen(fields: Fields, spoilt: Iterable[Spoilt]) -> set[tuple[str, str]]:
    """Fields that were poisoned in no answer: the golden payload and the place.

    What a path is asked for and what it answers to a change are one record, whatever the method.
    """
    seen = {
        (name, each.place)
        for each in set(spoilt)
        for name in fields
        if each.place in fields[name] and load(name).request.matches(load(name).request.method, each.path)
    }
    return {(name, place) for name, places in fields.items() for place in places} - seen


def _before_keys(name: str) -> bool:
    path = f"/{load(name).request.path}"
    return any(each in path for each in BEFORE_KEYS)


def _kept(name: str) -> frozenset[str]:
    """Each such text is given a mark of its own; those whose mark the model has are kept."""
    golden = load(name)
    if golden.answer.body is None:
        return frozenset()
    body = golden.answer.body
    texts = set(differing(body, changed(body, tails())))
    nulls = {place for place, kind in golden.nullable.items() if kind == "string"}
    named = {place for place in nulls if tails()(place.rpartition(".")[2], "x") != "x"}
    return frozenset(
        {place for place in texts if _keeps(name, body, place)}
        | {place for place in named - texts if _keeps(name, body, place, null=True)}
    )


def _keeps(name: str, body: Any, place: str, *, null: bool = False) -> bool:
    mark = "zqx\N{SNOWMAN}"
    marked = _marked(body, place.split("."), mark, null=null)
    try:
        found = bench().read(name, json.dumps(marked).encode())
    except SeatwardenError:
        return False  # a member that no text fits into
    return mark in repr(plain(found))


def _marked(value: Any, path: list[str], mark: str, *, null: bool = False) -> Any:
    """The same with `mark` for every text at `path`, or for what is null there."""
    if not path:
        return mark if (value is None if null else isinstance(value, str)) else value
    first, *rest = path
    if first == "*" and isinstance(value, list):
        return [_marked(each, rest, mark, null=null) for each in value]
    if not isinstance(value, dict) or first not in value:
        return value
    return {**value, first: _marked(value[first], rest, mark, null=null)}
