"""`seatwarden members recover EMAIL --client NAME|ID --confirm EMAIL`: a new master password without screens.

The new password is typed twice at a terminal, or made here and printed once, alone, on standard output.
"""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING

from backend_client.errors import OutcomeUnknown, SeatwardenError
from backend_client.portal.clients import Client, find_client
from backend_client.portal.members import Member
from backend_client.portal.providers import Provider
from backend_client.portal.recovery import RecoveryCase, generated_password
from backend_client.secret import Secret
from tui.arguments.members import MembersArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit
from tui.commands.named import one_named
from tui.commands.output import FAILED, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked
from tui.explain import explanation_of
from tui.presenters.account_recovery import (
    Wish,
    consequences,
    done_sentence,
    unknown_sentences,
    unmet_sentence,
    who_line,
    wishes_of,
)
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_recover(given: MembersArguments) -> int:
    """Recover one account. Returns the exit code; a made password stands alone on stdout."""
    wish = Wish(given.reset.replace("-", "_"))
    problem = _problem(given, wish)
    if problem is not None:
        return problem
    typed = _typed_twice() if wish.password and not given.generate and not given.dry_run else None
    if isinstance(typed, str):
        return complain(typed, USAGE)

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.members.board(provider, client)
        try:
            member = one_named(board.members, given.emails[0], _names, _("No member called '{name}'."))
            case = await portal.account_recovery.inspect(provider, client, member.id)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)
        except SeatwardenError as error:
            return complain(explanation_of(error).line(), FAILED)
        return await _recover(given, portal, provider, client, case, wish, typed)

    try:
        return on_provider(given, work, keys=True)
    finally:
        if typed is not None:
            typed.drop()


def _problem(given: MembersArguments, wish: Wish) -> int | None:
    if len(given.emails) != 1:
        return complain(_("Name one person: EMAIL or id."), USAGE)
    if not given.dry_run and [each.casefold() for each in given.confirmed] != [given.emails[0].casefold()]:
        return complain(_("Give --confirm EMAIL, just as the person is named: it locks them out."), USAGE)
    terminal = sys.stdin.isatty()
    if wish.password and not given.generate and not given.dry_run and not terminal:
        return complain(_("Without a terminal to type a new password at, give --generate."), USAGE)
    if given.generate and not wish.password:
        return complain(_("--generate makes a password, and none is to be given."), USAGE)
    return refused_unasked(given)


def _names(member: Member) -> tuple[str, str]:
    return member.id, member.email


def _typed_twice() -> Secret | str:
    """The password, typed twice; a sentence where the two differ. Asked before anything else runs."""
    first = Secret(getpass.getpass(_("New password for them: ")))
    second = Secret(getpass.getpass(_("Once more: ")))
    if not first or first.reveal() != second.reveal():
        return _("The two differ, or nothing was typed. Nothing was sent.")
    return first


async def _recover(
    given: MembersArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    case: RecoveryCase,
    wish: Wish,
    typed: Secret | None,
) -> int:
    if wish not in wishes_of(case):
        return complain(_("They have no two-step login that this server could reset."), FAILED)
    review = (who_line(case), *consequences(case, wish))
    if given.dry_run:
        return _tell(given, case, "planned", review, None)
    unmet = case.demands.unmet(typed) if typed is not None else ()
    if unmet:
        return complain(unmet_sentence(unmet, case.demands), FAILED)
    if not given.yes and not agreed(review):
        return complain(_("Nothing was sent."), FAILED)
    password = generated_password(case.demands) if given.generate else typed
    sent = Secret(password.reveal()) if password is not None else None
    made = password if given.generate else None
    try:
        await portal.account_recovery.apply(provider, client, case, password=sent, two_step=wish.two_step)
    except OutcomeUnknown as error:
        _tell(given, case, "unknown", unknown_sentences(error, wish), made)
        return FAILED
    except SeatwardenError as error:
        return complain(explanation_of(error).line(_("Nothing was changed.")), FAILED)
    return _tell(given, case, "done", (done_sentence(case, wish),), made)


def _tell(
    given: MembersArguments, case: RecoveryCase, result: str, said: tuple[str, ...], made: Secret | None
) -> int:
    if given.format == "json":
        body = {"result": result, "email": safe_text(case.email, limit=256), "said": list(said)}
        if made is not None:
            body["password"] = made.reveal()
        return write_out(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
    words = "\n".join(said) + "\n"
    if made is None:
        return write_out(words)
    sys.stderr.write(words)
    return write_out(made.reveal() + "\n")
