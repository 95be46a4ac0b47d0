"""The composition root: arguments, settings, which backend, run.

Nothing heavy is imported here: `--version` and `--help` load neither Textual nor HTTP nor
cryptography, and `seatwarden seats` never loads Textual. The imports inside functions below are the
start-up deferrals that the architecture lists.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tui.arguments.base import Arguments
from tui.arguments.parse import parse_arguments
from tui.commands.output import FAILED, complain
from tui.process_guard import forget_debugging, guard_files, privilege_refusal
from tui.translate import use_locale

LOCAL = frozenset({"practice", "profiles"})
"""Verbs that are in no profile."""

COMMANDS = {
    "seats": ("seats", "run_seats"),
    "clients": ("clients", "run_clients"),
    "checklist": ("checklist", "run_checklist"),
    "collections": ("collections", "run_collections"),
    "import": ("vault_import", "run_import"),
    "invite": ("invite", "run_invite"),
    "members": ("members", "run_members"),
    "policies": ("policies", "run_policies"),
    "sso": ("sso", "run_sso"),
    "directory": ("directory", "run_directory"),
    "practice": ("practice", "run_practice"),
    "groups": ("groups", "run_groups"),
    "vault": ("vault", "run_vault"),
    "details": ("details", "run_details"),
    "domains": ("domains", "run_domains"),
    "approvals": ("approvals", "run_approvals"),
    "people": ("people", "run_people"),
    "events": ("events", "run_events"),
    "billing": ("billing", "run_billing"),
    "provider": ("provider", "run_provider"),
    "join": ("join", "run_join"),
    "keys": ("keys", "run_keys"),
    "profiles": ("profiles", "run_profiles"),
}
"""Module and function of each verb; imported when it is typed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run Seatwarden. Returns the exit code: 0, 1 for anything that failed, 2 for usage."""
    os.umask(0o077)
    forget_debugging(os.environ)
    use_locale()
    if refusal := privilege_refusal():
        return complain(refusal, FAILED)
    guard_files()
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.command not in LOCAL:
        from tui.profile_start import in_its_profile  # noqa: PLC0415

        prepared = in_its_profile(arguments)
        if isinstance(prepared, int):
            return prepared
        arguments = prepared
    if arguments.command in COMMANDS:
        module, name = COMMANDS[arguments.command]
        return int(getattr(import_module(f"tui.commands.{module}"), name)(arguments))
    if arguments.command == "journal":
        from tui.commands.journal import run_journal  # noqa: PLC0415
        from tui.paths import journal_file  # noqa: PLC0415

        file = journal_file(arguments.profile, practice=arguments.practice)
        return run_journal(file, verify=arguments.verify, format=arguments.format)
    return _run_screens(arguments)


def _run_screens(arguments: Arguments) -> int:
    from tui.start import start_screens  # noqa: PLC0415

    return start_screens(arguments)


if __name__ == "__main__":
    sys.exit(main())
