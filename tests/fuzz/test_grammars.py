"""Inputs made by rule instead of by change: JSON, CBOR, CSV, XML and archives of any content.

FUZZ_EXAMPLES says how many of each; `make fuzz` asks for many.
"""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from backend_client.crypto import cbor
from tests.fuzz.target import drawable, judge
from tests.fuzz.targets import TARGETS
from tui.presenters.csv_cells import csv_text

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
FORMULA = ("=", "+", "-", "@", "\t", "\r")
READ_AS_JSON = [name for name, target in TARGETS.items() if target.json and not name.startswith("wire_")]
READ_AS_CSV = [name for name in TARGETS if name.startswith("import_") and name.endswith("-csv")]
made = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))

any_text = st.text(st.characters(), max_size=30)  # halves of surrogate pairs too
words = st.sampled_from(
    [
        *("name", "id", "type", "items", "login", "encrypted", "kdfIterations", "data", "version", "keys"),
        *("identifier", "minLength", "server", "records", "folders", "theme", "n", "at", "before", "hash"),
    ]
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words | any_text, inner, max_size=5),
    max_leaves=20,
)
cbor_values: st.SearchStrategy[Any] = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.integers(-9, 9) | words, inner, max_size=5)
    ),
    max_leaves=8,
)


HEADERS = {
    "import_lastpass-csv": ["url", "username", "password", "totp", "extra", "name", "grouping", "fav"],
    "import_bitwarden-csv": ["collections", "type", "name", "notes", "fields", "login_uri"],
    "import_1password-csv": ["Title", "Url", "Username", "Password", "OTPAuth", "Tags", "Notes"],
    "import_nordpass-csv": ["name", "url", "note", "cardholdername", "cardnumber", "type", "custom_fields"],
    "import_dashlane-csv": ["username", "username2", "username3", "title", "password", "note", "url"],
    "import_safari-csv": ["Title", "URL", "Username", "Password", "Notes", "OTPAuth"],
    "import_firefox-csv": ["url", "username", "password", "guid"],
}


@pytest.mark.parametrize("name", READ_AS_JSON)
def test_any_json(name: str) -> None:
    @made
    @given(json_values)
    def one(value: Any) -> None:
        judge(TARGETS[name], json.dumps(value).encode())

    one()


@made
@given(cbor_values)
def test_any_cbor_reads_as_it_was_written(value: Any) -> None:
    try:
        written = cbor.encode(value)
    except RecursionError:
        return
    judge(TARGETS["cbor"], written)


@made
@given(
    st.lists(st.lists(any_text, max_size=8), max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(READ_AS_CSV),
)
def test_any_table(rows: list[list[str]], delimiter: str, name: str) -> None:
    header = HEADERS.get(name, ["name", "url", "username", "password"])
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    judge(TARGETS[name], out.getvalue().encode("utf-8", "surrogatepass"))


@made
@given(st.lists(st.tuples(any_text, any_text), max_size=6))
def test_any_tree(children: list[tuple[str, str]]) -> None:
    inner = "".join(f"<Group a={quoteattr(name)}>{escape(text)}" for name, text in children)
    whole = f"<KeePassFile><Root>{inner}{'</Group>' * len(children)}</Root></KeePassFile>"
    for name in ("import_xml", "import_keepass-xml"):
        judge(TARGETS[name], whole.encode("utf-8", "surrogatepass"))


@made
@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=20)
        | st.just("export.data"),
        st.binary(max_size=200),
    )
)
def test_any_archive(files: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    for target in ("import_archive", "import_detected", "import_1password-1pux"):
        judge(TARGETS[target], out.getvalue())


@made
@given(
    st.lists(
        st.lists(any_text | st.integers() | st.floats() | st.none() | st.booleans(), min_size=1, max_size=4)
    )
)
def test_no_cell_of_any_file_begins_a_formula(rows: list[list[Any]]) -> None:
    text = csv_text(("a",), rows)
    drawable(text.replace("\n", ""))
    read = list(csv.reader(io.StringIO(text)))[1:]
    assert len(read) == len(rows)
    for row, cells in zip(rows, read, strict=True):
        for value, cell in zip(row, cells, strict=True):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            assert number or not cell.startswith(FORMULA)
