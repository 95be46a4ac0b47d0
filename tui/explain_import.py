"""Words for export files that cannot be imported. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import ImportFault, ImportProblem
from tui.explanation import Explain, Explanation
from tui.safe_text import safe_text
from tui.translate import _

_Words = Callable[[ImportProblem], tuple[str, str]]


def _again() -> str:
    return _("Export it again, as it was meant to be imported.")


def _as_utf8() -> str:
    return _("Save it as CSV in UTF-8 and try again.")


def _what(problem: ImportProblem) -> str:
    return safe_text(problem.what, limit=60)


_WORDS: Final[Mapping[ImportFault, _Words]] = {
    ImportFault.UNREADABLE: lambda problem: (
        _("The file cannot be read: {reason}.").format(reason=_what(problem)),
        _("Check its path and its permissions."),
    ),
    ImportFault.EMPTY: lambda _p: (_("The file is empty."), _again()),
    ImportFault.FILE_TOO_LARGE: lambda problem: (
        _("The file is larger than {limit} MB.").format(limit=problem.limit),
        _("Split it, or leave attachments out of the export."),
    ),
    ImportFault.UTF16: lambda _p: (_("The file is in UTF-16, not UTF-8."), _as_utf8()),
    ImportFault.NOT_UTF8: lambda problem: (
        _("The file is not in UTF-8 (line {row}): an older encoding, such as Latin-1.").format(
            row=problem.row
        ),
        _as_utf8(),
    ),
    ImportFault.BINARY: lambda _p: (_("The file is not text."), _again()),
    ImportFault.NOT_CSV: lambda problem: (
        _(
            "The file is not CSV any more at row {row}: a quotation mark is not closed or out of place."
        ).format(row=problem.row),
        _again(),
    ),
    ImportFault.FIELD_TOO_LARGE: lambda problem: (
        _("Row {row} has a field longer than {limit} characters.").format(
            row=problem.row, limit=problem.limit
        ),
        _("Shorten it in the file; the server would not take it."),
    ),
    ImportFault.COLUMN_MISSING: lambda problem: (
        _("The file has no column {name}.").format(name=_what(problem)),
        _("Name the right format with --type."),
    ),
    ImportFault.NOT_JSON: lambda _p: (_("The file is not JSON, or it is cut off."), _again()),
    ImportFault.NOT_XML: lambda _p: (_("The file is not XML, or it is cut off."), _again()),
    ImportFault.UNSAFE_XML: lambda _p: (
        _("The XML file declares a document type or entities; no password manager writes such a file."),
        _("Do not trust it."),
    ),
    ImportFault.NOT_ZIP: lambda _p: (
        _("The archive is damaged, or holds other files than expected."),
        _again(),
    ),
    ImportFault.WRONG_SHAPE: lambda problem: (
        _("The file does not look like an export of {format}.").format(format=_what(problem)),
        _("Name the right format with --type."),
    ),
    ImportFault.UNKNOWN_FORMAT: lambda _p: (
        _("It cannot be told which program exported this file."),
        _("Name the format with --type."),
    ),
    ImportFault.NOT_SUPPORTED: lambda problem: (
        _("This kind of file is not read here: {format}.").format(format=_what(problem)),
        _("Export it as CSV, JSON or XML instead."),
    ),
    ImportFault.NO_ITEMS: lambda _p: (_("The file holds no items."), _again()),
    ImportFault.TOO_MANY_ITEMS: lambda problem: (
        _("The file holds more than {limit} items.").format(limit=problem.limit),
        _("Split it."),
    ),
    ImportFault.TOO_MANY_COLLECTIONS: lambda problem: (
        _("The file names more than {limit} collections.").format(limit=problem.limit),
        _("Merge some, or split the file."),
    ),
    ImportFault.TOO_MANY_PLACES: lambda problem: (
        _("The file puts items into collections more than {limit} times.").format(limit=problem.limit),
        _("Split it."),
    ),
    ImportFault.FIELDS_TOO_LONG: lambda problem: (
        _("Fields too long for the server: {count}. The whole import would be refused.").format(
            count=problem.limit
        ),
        _("Shorten them in the file; --dry-run lists them by row."),
    ),
    ImportFault.PASSWORD_NEEDED: lambda _p: (
        _("The file is protected by a password of its own."),
        _("Set SEATWARDEN_FILE_PASSWORD, or run it in a terminal."),
    ),
    ImportFault.WRONG_PASSWORD: lambda _p: (
        _("The file's password (or key file) is wrong, or the file was changed."),
        _("It is the password typed at the export, not the master password."),
    ),
    ImportFault.KEY_NEEDED: lambda _p: (
        _("The file is encrypted with the key of the organization it was exported from."),
        _("Unlock first."),
    ),
    ImportFault.OTHER_KEY: lambda _p: (
        _("The file is encrypted with another key: it was exported from another account or organization."),
        _("Export it with a password, or unencrypted."),
    ),
    ImportFault.WEAK_KEY_DERIVATION: lambda _p: (
        _("The file asks for a key derivation outside the safe bounds."),
        _again(),
    ),
    ImportFault.KDBX_NOT_INSTALLED: lambda _p: (
        _("KeePass databases are read by an optional part that is not installed."),
        _("Install seatwarden[kdbx], or export the database as KeePass 2 XML."),
    ),
    ImportFault.COLLECTION_NAMES_UNREADABLE: lambda problem: (
        _("Names of collections that do not open: {count}. They could not be recognised.").format(
            count=problem.limit
        ),
        _("Look at the client's collections first."),
    ),
    ImportFault.KEY_REPLACED: lambda _p: (
        _("The client has another key than when the file was encrypted. Nothing was sent."),
        _("Choose the file again."),
    ),
    ImportFault.STOPPED: lambda _p: (
        _("It was stopped before this was sent."),
        _("To go on, choose the file again."),
    ),
}


def _problem(problem: ImportProblem) -> Explanation:
    sentence, step = _WORDS[problem.fault](problem)
    return Explanation(_("Not imported"), sentence, step)


def _half(error: errors.ImportHalfDone) -> Explanation:
    return Explanation(
        _("Import incomplete"),
        _("Only {arrived} of {sent} items arrived.").format(arrived=error.arrived, sent=error.sent),
        _("Do not send the file again: those would be doubled. J shows what was sent."),
    )


IMPORT_WORDS: Final[Mapping[type, Explain]] = {
    ImportProblem: _problem,
    errors.ImportHalfDone: _half,
}
