"""`seatwarden practice serve`, `reset` and `change-key`."""

from __future__ import annotations

from tui.arguments.base import Arguments
from tui.arguments.practice import ACCEPT_AFTER, PracticeArguments
from tui.backends import practice_database, practice_databases, served_practice_database
from tui.commands.output import FAILED, OK, complain, write_out
from tui.paths import journal_file, other_pins_file, pins_file
from tui.safe_text import safe_text
from tui.translate import _


def run_practice(arguments: Arguments) -> int:
    """Serve the practice backend on loopback over https, start it over, or change a key in it."""
    if arguments.practice_action == "change-key":
        return _change_key(arguments)
    return _reset(arguments) if arguments.practice_action == "reset" else _serve(arguments)


def _serve(arguments: Arguments) -> int:
    from embedded_backend.options import BackendOptions  # noqa: PLC0415
    from embedded_backend.serve import serve  # noqa: PLC0415

    database = served_practice_database(arguments.directory)
    accept_after = arguments.accept_after if isinstance(arguments, PracticeArguments) else ACCEPT_AFTER
    try:
        serve(
            database,
            port=arguments.port,
            ca_directory=database.parent,
            options=BackendOptions(broken_key=False, accept_after=accept_after),
            announce=_announce,
        )
    except OSError as error:
        return complain(
            _("The practice server could not start on port {port}: {reason}.").format(
                port=arguments.port, reason=error.strerror or _("unknown reason")
            ),
            FAILED,
        )
    return OK


def _announce(line: str) -> None:
    write_out(f"{line}\n")


def _reset(arguments: Arguments) -> int:
    from embedded_backend.database import reset  # noqa: PLC0415

    found = practice_databases(arguments.directory)
    for database in found:
        reset(database)
    journal = journal_file(practice=True)
    pins = pins_file(practice=True), other_pins_file()
    for kept in (journal, journal.with_suffix(".head"), *pins):
        kept.unlink(missing_ok=True)
    if not found:
        return write_out(_("There was no practice data.") + "\n")
    return write_out(_("Practice data removed. The next start makes it anew.") + "\n")


def _change_key(arguments: Arguments) -> int:
    from embedded_backend.substitution import NoSuchClient, change_client_key, change_provider_key  # noqa: PLC0415

    database = practice_database(arguments.directory)
    if not database.is_file():
        return complain(_("There is no practice data."), FAILED)
    if not arguments.client:
        change_provider_key(database)
        return write_out(_("The practice provider has another key now.") + "\n")
    try:
        change_client_key(database, arguments.client)
    except NoSuchClient:
        shown = safe_text(arguments.client, limit=60)
        return complain(_("The practice provider has no client '{name}'.").format(name=shown), FAILED)
    return write_out(_("The client has another key now.") + "\n")
