"""The composition root: arguments, settings, which backend, run.

Nothing heavy is imported here: `--version` and `--help` load neither Textual nor HTTP nor
cryptography, and `seatwarden seats` never loads Textual. The imports inside functions below are the
start-up deferrals that the architecture lists.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.arguments import Arguments, parse_arguments
from tui.translate import use_locale


def main(argv: Sequence[str] | None = None) -> int:
    """Run Seatwarden. Returns the exit code: 0, 1 for anything that failed, 2 for usage."""
    use_locale()
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.command == "seats":
        from tui.commands.seats import run_seats  # noqa: PLC0415

        return run_seats(arguments)
    if arguments.command == "checklist":
        from tui.commands.checklist import run_checklist  # noqa: PLC0415

        return run_checklist(arguments)
    if arguments.command == "import":
        from tui.commands.vault_import import run_import  # noqa: PLC0415

        return run_import(arguments)
    if arguments.command == "clients":
        from tui.commands.clients import run_clients  # noqa: PLC0415

        return run_clients(arguments)
    if arguments.command == "journal":
        from tui.commands.journal import run_journal  # noqa: PLC0415
        from tui.paths import journal_file  # noqa: PLC0415

        file = journal_file(practice=arguments.practice)
        return run_journal(file, verify=arguments.verify, format=arguments.format)
    if arguments.command == "practice":
        from tui.commands.practice import run_practice  # noqa: PLC0415

        return run_practice(arguments)
    return _run_screens(arguments)


def _run_screens(arguments: Arguments) -> int:
    from tui.start import start_screens  # noqa: PLC0415

    return start_screens(arguments)


if __name__ == "__main__":
    sys.exit(main())
