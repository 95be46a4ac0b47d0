"""Files that are no export, or a spoiled one: one clear reason each, and nothing else is ever raised."""

from __future__ import annotations

import json
import time
import tracemalloc
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import MOST_COLLECTIONS, MOST_ITEMS, Collector
from backend_client.portal.item_body import item_body
from backend_client.portal.vault_items import Item, SecureNote
from tests.unit.importers.everything import everything
from tests.unit.importers.reading import fault_of

HEADER = "name,url,username,password\n"
WIDE = HEADER + "Mail,https://m.example,jo,p\u00e4ss\n"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ImportFault.EMPTY),
        (b" \r\n\t ", ImportFault.EMPTY),
        (b"\xef\xbb\xbf", ImportFault.EMPTY),
        (WIDE.encode("utf-16"), ImportFault.UTF16),
        (WIDE.encode("utf-16-le"), ImportFault.UTF16),
        (WIDE.encode("utf-16-be"), ImportFault.UTF16),
        (WIDE.encode("latin-1"), ImportFault.NOT_UTF8),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", ImportFault.BINARY),
        (b"name,url,username,password\nx,\x00,y,z\n", ImportFault.BINARY),
        (HEADER.encode(), ImportFault.NO_ITEMS),
        (HEADER.encode() + b'"open,https://x,y,z\n', ImportFault.NOT_CSV),
        (HEADER.encode() + b'"a"b,https://x,y,z\n', ImportFault.NOT_CSV),
        (HEADER.encode() + b"a,b,c," + b"p" * 200_000 + b"\n", ImportFault.FIELD_TOO_LARGE),
        (HEADER.encode() + b'a,b,c,"' + b"p\n" * 100_000 + b'"\n', ImportFault.FIELD_TOO_LARGE),
        (b"some words\nand more\n", ImportFault.UNKNOWN_FORMAT),
        (b"a,b,c\n1,2,3\n", ImportFault.UNKNOWN_FORMAT),
        (b"{}", ImportFault.UNKNOWN_FORMAT),
        (b"[]", ImportFault.WRONG_SHAPE),
        (b'{"items": [', ImportFault.NOT_JSON),
        (b'{"items": NaN}', ImportFault.NOT_JSON),
        (b'{"items": []}', ImportFault.NO_ITEMS),
        (b'{"encrypted": false}', ImportFault.WRONG_SHAPE),
        (b"[" * 100_000, ImportFault.NOT_JSON),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", ImportFault.PASSWORD_NEEDED),
    ],
)
def test_each_bad_file_has_one_reason(data: bytes, fault: ImportFault) -> None:
    assert fault_of(data) is fault


def test_the_reason_says_where() -> None:
    with pytest.raises(ImportProblem) as refused:
        read_export(HEADER.encode() + b"a,b,c,d\na,b,c,d\n" + '"\u00e4"'.encode("latin-1"))
    assert (refused.value.fault, refused.value.row) == (ImportFault.NOT_UTF8, 4)
    with pytest.raises(ImportProblem) as refused:
        read_export(b'{"a": 1}', ImportFormat.LASTPASS)
    assert (refused.value.fault, refused.value.what) == (ImportFault.COLUMN_MISSING, "url")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    rows = [["name", "url", "username", "password"], ["a", "https://x", 'say ""hi""', "two\nlines"]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + end
    kind, imported = read_export(text.encode())
    assert (kind, imported.items[0].row) == (ImportFormat.CHROME, 2)
    body = item_body(imported.items[0], "o", lambda value, _limit, _path: value)
    assert (body["login"]["username"], body["login"]["password"]) == ('say "hi"', "two\nlines")


def test_limits_of_one_import() -> None:
    gathered = Collector()
    for _ in range(MOST_ITEMS):
        gathered.add(Item("x", SecureNote()))
    with pytest.raises(ImportProblem) as refused:
        gathered.add(Item("x", SecureNote()))
    assert (refused.value.fault, refused.value.limit) == (ImportFault.TOO_MANY_ITEMS, 40_000)
    for number in range(MOST_COLLECTIONS):
        gathered.collection(str(number))
    with pytest.raises(ImportProblem) as refused:
        gathered.collection("one more")
    assert refused.value.fault is ImportFault.TOO_MANY_COLLECTIONS


FORMATS = st.sampled_from([None, *ImportFormat])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def _reads_or_says_why(data: bytes, kind: ImportFormat | None) -> None:
    try:
        _, imported = read_export(data, kind)
    except ImportProblem:
        return
    for item in imported.items:
        item_body(item, "o", lambda text, _limit, _path: text.encode().decode())


@QUICK
@given(st.binary(max_size=400), FORMATS)
def test_no_bytes_raise_anything_else(data: bytes, kind: ImportFormat | None) -> None:
    _reads_or_says_why(data, kind)


@QUICK
@given(VALUES, VALUES, st.sampled_from(["accounts", "records"]))
def test_no_json_of_others_raises_anything_else(value: object, other: object, member: str) -> None:
    row = {"custom_fields": {"$name": value, "$date": other, "a": value}, "folders": [{"folder": other}]}
    item = {"details": value, "overview": other, "categoryUuid": "002"}
    fields = {"sections": [{"fields": [{"id": value, "title": other, "value": {"date": other, "x": value}}]}]}
    rows = [row, {**row, "$type": "passport"}, {**row, "$type": "bankCard"}, value]
    items = [item, {**item, "details": fields}, {"details": fields, "categoryUuid": "114"}, other]
    body = {"records": rows} if member == "records" else {"accounts": [{"vaults": [{"items": items}]}]}
    data = json.dumps(body).encode()
    if member == "records":
        _reads_or_says_why(data, None)
    else:
        archive = BytesIO()
        with ZipFile(archive, "w") as made:
            made.writestr("export.data", data)
        _reads_or_says_why(archive.getvalue(), None)


@QUICK
@given(st.text(alphabet=' ",;\n\r:\\/ab\u00e9\u2028{}[]<>', max_size=300), FORMATS)
def test_no_text_raises_anything_else(text: str, kind: ImportFormat | None) -> None:
    _reads_or_says_why(text.encode(), kind)


@QUICK
@given(VALUES, FORMATS)
def test_no_json_raises_anything_else(value: object, kind: ImportFormat | None) -> None:
    _reads_or_says_why(json.dumps(value).encode(), kind)


@QUICK
@given(st.data())
def test_no_member_of_another_kind_raises_anything_else(data: st.DataObject) -> None:
    """An export of everything with some value replaced by another."""
    source = everything()
    holder: Any = source
    for _ in range(data.draw(st.integers(1, 6))):
        inner = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        if not inner:
            break
        name, value = data.draw(st.sampled_from(inner))
        if not isinstance(value, (dict, list)) or data.draw(st.booleans()):
            holder[name] = data.draw(VALUES)
            break
        holder = value
    _reads_or_says_why(json.dumps(source).encode(), None)


def test_lone_surrogates_become_text_that_can_be_encrypted() -> None:
    data = b'{"items": [{"type": 2, "name": "a\\ud800b", "notes": "\\ud83d\\ude00"}]}'
    (item,) = read_export(data)[1].items
    assert (item.name, item.notes) == ("a\N{REPLACEMENT CHARACTER}b", "\N{GRINNING FACE}")


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + "a,b,c,d\n" * 39_000).encode(),
        (HEADER + '"a\n\n\n",b,c,d\n' * 20_000).encode(),
        b'name,url,username,password\n"' + b'""' * 60_000 + b'",b,c,d\n',
        b'url,username,password,extra,name,grouping\nhttp://sn,,,"NoteType:x\n' + b"a\n" * 60_000 + b'",n,\n',
        b"url,username,password,extra,name,grouping\nx,,,,n," + b"a\\\\" * 40_000 + b"\n",
        b'collections,type,name,fields\n,login,n,"' + b"a: b\nc\n" * 15_000 + b'"\n',
    ],
    ids=["rows", "lines", "quotes", "note", "levels", "fields"],
)
def test_large_files_take_time_and_memory_in_proportion(data: bytes) -> None:
    tracemalloc.start()
    started = time.process_time()
    read_export(data)
    seconds = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 10
    assert peak < 60_000_000 + 40 * len(data)
