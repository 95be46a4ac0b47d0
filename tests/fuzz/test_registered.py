"""Every place that reads data from outside is fuzzed: it runs while the known inputs are read.

Places are found in the source, by what decodes bytes or text. A new one needs a parser in `targets.py` and an
input that comes to it, or a reason below.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

from tests.fuzz.corpus import seeds
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
DECODERS = frozenset(
    {
        *("loads", "from_json", "raw_decode", "model_validate", "model_validate_json", "validate_json"),
        *("unpack", "unpack_from", "fromisoformat", "strptime", "parsedate_to_datetime", "fromhex"),
        *("urlsplit", "urlparse", "parse_qs", "parse_qsl", "ZipFile", "ParserCreate", "fromstring"),
        *("b64decode", "urlsafe_b64decode", "a2b_base64", "decode_base64", "DictReader", "Unpickler"),
        *("load_der_x509_certificate", "load_pem_x509_certificate", "load_der_public_key"),
        *("load_der_private_key", "load_pem_private_key", "load_ssh_public_key", "load_ssh_private_key"),
    }
)
"""What decodes, by its last name; `csv.reader` also, whose last name others have."""

NOT_FUZZED = {
    ("backend_client/api/servers.py", "Server.loopback"): "an address that `parse_server` made",
    ("backend_client/portal/confirming.py", "_earlier"): "a digest that the pins' file was checked for",
    ("backend_client/portal/organization_settings.py", "OrganizationSettings._phrase"): (
        "base64 alone, whose one exception is caught; the key is hashed as it is"
    ),
}
"""Why a place needs no parser of its own."""

Place = tuple[str, str]
"""A file below the root, and a function's qualified name."""


def _decodes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        of_csv = isinstance(call.func.value, ast.Name) and call.func.value.id == "csv"
        return call.func.attr in DECODERS or (of_csv and call.func.attr == "reader")
    return isinstance(call.func, ast.Name) and call.func.id in DECODERS


def _decoding(node: ast.AST, inside: tuple[str, ...] = (), *, named: bool = False) -> Iterator[str]:
    """Qualified names of functions below `node` that decode something, without what a module does once."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _decoding(child, (*inside, child.name), named=True)
        elif isinstance(child, ast.ClassDef):
            yield from _decoding(child, (*inside, child.name), named=named)
        else:
            if named and isinstance(child, ast.Call) and _decodes(child):
                yield ".".join(inside)
            yield from _decoding(child, inside, named=named)


def decoding_places() -> set[Place]:
    """Every function of the program that decodes something."""
    return {
        (path.relative_to(ROOT).as_posix(), name)
        for floor in ("backend_client", "tui")
        for path in sorted((ROOT / floor).rglob("*.py"))
        for name in _decoding(ast.parse(path.read_text(encoding="utf-8")))
    }


def _codes_run_by_known_inputs() -> set[CodeType]:
    ran: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            ran.add(frame.f_code)

    for name, target in TARGETS.items():
        for data in seeds(name):
            sys.setprofile(note)  # again for each: what is too deep takes it away
            try:
                target.read(data)
            except target.refuses:
                continue
            finally:
                sys.setprofile(None)
    return ran


def test_every_place_that_decodes_is_fuzzed() -> None:
    ran = {
        (Path(code.co_filename).relative_to(ROOT).as_posix(), code.co_qualname.replace(".<locals>", ""))
        for code in _codes_run_by_known_inputs()
        if Path(code.co_filename).is_relative_to(ROOT)
    }
    places = decoding_places()
    assert len(places) > 40, "the search finds what decodes"
    assert set(NOT_FUZZED) <= places - ran, "a reason stands for nothing any more"
    assert places - ran - set(NOT_FUZZED) == set()
