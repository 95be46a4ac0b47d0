"""`seatwarden practice serve` and `seatwarden practice reset`."""

from __future__ import annotations

from tui.arguments import Arguments
from tui.backends import practice_database
from tui.commands.output import FAILED, complain, write_out
from tui.translate import _, use_locale


def run_practice(arguments: Arguments) -> int:
    """Serve the practice backend on loopback over https, or start over with fresh data."""
    use_locale()
    database = practice_database(arguments.directory)
    if arguments.practice_action == "reset":
        return _reset(arguments)
    from embedded_backend.serve import serve  # noqa: PLC0415

    try:
        return serve(database, port=arguments.port, ca_directory=database.parent)
    except OSError as error:
        return complain(
            _("The practice server could not start on port {port}: {reason}.").format(
                port=arguments.port, reason=error.strerror or _("unknown reason")
            ),
            FAILED,
        )


def _reset(arguments: Arguments) -> int:
    from embedded_backend.serve import reset  # noqa: PLC0415

    removed = sorted(practice_database(arguments.directory).parent.glob("practice*.sqlite3"))
    for database in removed:
        reset(database)
    if not removed:
        return write_out(_("There was no practice data.") + "\n")
    return write_out(_("Practice data removed. The next start makes it anew.") + "\n")
