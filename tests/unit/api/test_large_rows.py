"""Long lists read in pieces: the same rows as in one go."""

from __future__ import annotations

import json

import pytest

from backend_client import large_json
from backend_client.api import large_rows
from backend_client.api.call import Answer, Call
from backend_client.api.ciphers import CipherRow, ImportBody, filled_in
from backend_client.api.large_rows import read_large_rows
from backend_client.api.rows import read_rows
from backend_client.errors import BadAnswer


def _answer(body: bytes) -> Answer:
    return Answer(Call("GET", "x"), 200, body=body)


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_rows, "_SMALL", 0)


@pytest.mark.parametrize("indent", [None, 2])
async def test_the_same_rows_and_the_same_count_of_bad_ones(indent: int | None) -> None:
    rows = [{"id": f"i{n}", "type": 1, "name": f"n{n}", "collectionIds": ["c"]} for n in range(450)]
    body = {"object": "list", "data": [*rows, {"id": "no type"}], "continuationToken": None}
    answer = _answer(json.dumps(body, indent=indent).encode())
    found = await read_large_rows(CipherRow, answer)
    assert found == read_rows(CipherRow, answer)
    assert (len(found), found.unreadable) == (450, 1)


@pytest.mark.parametrize("piece", [1, 150, 10_000])
@pytest.mark.parametrize("start", ['{"object":"list","data":', '{"data":'])
async def test_compact_rows_are_cut_where_rows_meet(
    monkeypatch: pytest.MonkeyPatch, start: str, piece: int
) -> None:
    monkeypatch.setattr(large_rows, "_PIECE", piece)
    monkeypatch.setattr(large_rows, "_by_rows", _not_needed)
    rows: list[dict[str, object]] = [
        {"id": f"i{n}", "type": 1, "name": 'n},{"id":"x"}]' if n % 7 == 0 else None, "more": [{}, {"x": 1}]}
        for n in range(60)
    ]
    rows[30] = {"id": "i", "type": None, "collectionIds": 7}
    text = start + json.dumps(rows, separators=(",", ":")) + ',"continuationToken":null}'
    answer = _answer(text.encode())
    found = await read_large_rows(CipherRow, answer)
    assert found == read_rows(CipherRow, answer)
    assert (len(found), found.unreadable) == (59, 1)


async def _not_needed(*_: object) -> None:
    raise AssertionError("it was not cut into pieces")


async def test_rows_that_hold_what_looks_like_rows_are_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(large_rows, "_PIECE", 1)
    rows = [{"id": f"i{n}", "type": 1, "more": [{"id": "a"}, {"id": "b"}]} for n in range(9)]
    answer = _answer(json.dumps({"data": rows}, separators=(",", ":")).encode())
    found = await read_large_rows(CipherRow, answer)
    assert [row.id for row in found] == [row["id"] for row in rows]


@pytest.mark.parametrize("body", [b"", b"{", b'{"data": [', b'{"data": {}}', b'{"object": "list"}', b"[]"])
async def test_what_is_no_list_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        await read_large_rows(CipherRow, _answer(body))


def test_a_body_holds_everything_strict_servers_ask_for() -> None:
    body = ImportBody([(None, "2.a|b|c"), ("id", "2.d|e|f")])
    body.add(filled_in([{"name": "-"}], "-", ["x"]), [[0, 1]])
    body.add("", [])
    body.add(filled_in([{"name": "y"}], "-", []), [[]])
    sent = json.loads(body.content())
    assert [each["id"] for each in sent["collections"]] == [None, "id"]
    assert all((each["groups"], each["users"]) == ([], []) for each in sent["collections"])
    assert sent["collectionRelationships"] == [{"key": 0, "value": 0}, {"key": 0, "value": 1}]
    assert (sent["ciphers"], sent["folders"], sent["folderRelationships"]) == (
        [{"name": "x"}, {"name": "y"}],
        [],
        [],
    )


def test_blanks_are_filled_in_their_order() -> None:
    bodies: list[dict[str, object]] = [
        {"name": "-", "notes": None, "x": ["-"]},
        {"name": "-", "notes": "ü\\n"},
    ]
    written = f"[{filled_in(bodies, '-', ['2.a', '2.b', '2.c'])}]"
    assert json.loads(written) == [
        {"name": "2.a", "notes": None, "x": ["2.b"]},
        {"name": "2.c", "notes": "ü\\n"},
    ]


@pytest.mark.parametrize("texts", [[], ["2.a", "2.b"]])
def test_there_is_one_text_for_every_blank(texts: list[str]) -> None:
    with pytest.raises(ValueError, match="one text"):
        filled_in([{"name": "-"}], "-", texts)


GOOD = ['{"a": [1, {"b": [2]}], "c": {}, "d": []}', "{}", ' { "x" : [ ] } ', "[1]", "7", '{"a": 1}']
BAD = [
    "{",
    '{"a"',
    '{"a":[1,]}',
    '{"a":[1',
    '{"a":1,}',
    '{"a":1} x',
    '{"a" 1}',
    "{1: 2}",
    '{"a": [NaN]}',
    "NaN",
]


@pytest.mark.parametrize("text", GOOD)
def test_json_in_pieces_is_the_same_json(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "_SMALL", 0)
    assert large_json.parse_large(text) == json.loads(text)


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("small", [0, 1000])
def test_what_is_no_json_is_none_in_pieces_either(
    text: str, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_json, "_SMALL", small)
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the decoder's own
        large_json.parse_large(text)
