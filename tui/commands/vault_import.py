"""`seatwarden import FILE --client NAME|ID`: a customer's export file into a client organization.

The file is read and checked first, compared with the client, and shown; it is sent after a yes at the
terminal or with `--yes`. A password of the file itself comes from SEATWARDEN_FILE_PASSWORD or is asked for.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.clients import find_client
from backend_client.portal.import_plan import ImportPlan, check_sendable
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported, folder_path
from backend_client.portal.journal import Outcome
from backend_client.portal.providers import Provider, ProviderKind
from backend_client.secret import Secret
from tui.arguments.base import Arguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, OK, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked
from tui.explain import explanation_of
from tui.export_file import read_file
from tui.presenters.import_report import plan_lines, plan_record, result_lines, result_record
from tui.steady import steady
from tui.translate import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_client.portal.interruptions import SettledAct
    from backend_client.portal.portal import Portal


PASSWORD_VARIABLE = "SEATWARDEN_FILE_PASSWORD"  # noqa: S105 - a name, no password


def run_import(arguments: Arguments) -> int:
    """Show what an import would do, and do it. Returns the exit code."""
    unasked = refused_unasked(arguments)
    if unasked is not None:
        return unasked
    if arguments.type not in ("", *ImportFormat):
        known = ", ".join(each.value for each in ImportFormat)
        return complain(_("--type takes one of: {formats}.").format(formats=known), USAGE)
    wanted = ImportFormat(arguments.type) if arguments.type else None
    try:
        data = read_file(arguments.file, pipes=True)
        key_file = None if arguments.key_file is None else read_file(arguments.key_file, pipes=True)
        with steady():
            contents = _contents(data, wanted, key_file)
    except ImportProblem as problem:
        return complain(explanation_of(problem).line(), FAILED)

    async def import_it(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        kind, imported = contents or await portal.imports.read(provider, client, data, wanted)
        place = folder_path(arguments.into)
        imported = imported.below(place) if place else imported
        settled = await portal.imports.settle(provider, client)
        tell_inside(settled)
        plan = await portal.imports.plan(provider, client, imported)
        lines = plan_lines(client.name, kind, plan, member=provider.kind is ProviderKind.OWN_ORGANIZATIONS)
        if arguments.dry_run:
            _report(arguments, lines, plan_record(kind, plan))
            return FAILED if plan.too_long else OK
        check_sendable(plan)
        repeated = _repeats(plan, settled)
        if repeated and not arguments.again:
            return complain(repeated, FAILED)
        if not arguments.yes and not agreed(lines):
            return complain(_("Nothing was sent."), FAILED)
        result = await portal.imports.send(provider, client, plan, _progress)
        if arguments.format == "json":
            return _json({"result": "done", "plan": plan_record(kind, plan), **result_record(result)})
        return write_out("\n".join((*lines, *result_lines(result))) + "\n")

    with steady():
        return on_provider(arguments, import_it, keys=True)


def _repeats(plan: ImportPlan, settled: Sequence[SettledAct]) -> str:
    """Why this would send the file a second time; empty where nothing looks like it."""
    if any(one.waits or one.outcome is not Outcome.NOT_SENT for one in settled):
        return _("Nothing was sent: this may repeat that import. --again sends it all the same.")
    if 0 < plan.items <= plan.already_there:
        return _("Nothing was sent: every item of the file is there already. --again sends it all the same.")
    return ""


def _contents(
    data: bytes, wanted: ImportFormat | None, key_file: bytes | None
) -> tuple[ImportFormat, Imported] | None:
    """What the file holds; None where only the client's key opens it. Raises ImportProblem."""
    try:
        return read_export(data, wanted)
    except ImportProblem as problem:
        if problem.fault is ImportFault.KEY_NEEDED:
            return None
        if problem.fault is not ImportFault.PASSWORD_NEEDED:
            raise
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None and sys.stdin.isatty():
        password = getpass.getpass(_("Password of the file: "))
    if password is None:
        raise ImportProblem(ImportFault.PASSWORD_NEEDED)
    return read_export(data, wanted, password=Secret(password), key_file=key_file)


def _report(arguments: Arguments, lines: Sequence[str], record: dict[str, Any]) -> None:
    if arguments.format == "json":
        _json({"result": "planned", "plan": record})
        return
    write_out("\n".join((*lines, _("Nothing was sent."))) + "\n")


def _json(body: dict[str, Any]) -> int:
    return write_out(json.dumps(body, indent=2, ensure_ascii=True) + "\n")


def _progress(done: int, total: int) -> None:
    """On a terminal, how much is encrypted; nothing into files."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{_('Encrypted')}: {done}/{total}{end}")
        sys.stderr.flush()
