"""`seatwarden keys list|accept|renew`: which keys are known, and accepting one that changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.errors import PinsUnusable
from backend_client.portal.clients import find_client
from backend_client.portal.known_keys import KnownKey
from backend_client.portal.pins import Pins
from backend_client.portal.providers import Provider
from tui.arguments.keys import KeysArguments
from tui.commands.connection import on_account, on_provider
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.explain import explanation_of
from tui.paths import pins_file
from tui.presenters.csv_cells import csv_text
from tui.presenters.known_keys import (
    RECORD_FIELDS,
    accepted_sentence,
    changed_sentences,
    doubted_sentence,
    is_word,
    key_records,
    key_table,
    known_sentence,
    pins_sentences,
    set_aside_sentence,
)
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_keys(given: KeysArguments) -> int:
    """Do what was asked for. Returns the exit code; one sentence per failure goes to stderr."""
    if given.keys_action == "renew":
        return _renew(given, pins_file(given.profile, practice=given.practice))
    if given.keys_action == "accept" and given.kdf:
        return on_account(given, lambda portal: _accept_derivation(given, portal))
    return on_provider(given, lambda portal, provider: _work(given, portal, provider), keys=True)


async def _work(given: KeysArguments, portal: Portal, provider: Provider) -> int:
    if given.keys_action == "list":
        return _print(await portal.known_keys.board(provider), given.format)
    listed = await portal.client_list(provider)
    known = portal.known_keys
    key = (
        known.of_client(find_client(listed, given.client))
        if given.client
        else known.of_provider(listed.provider)
    )
    if key.doubt is None:
        write_out(known_sentence(key) + "\n")
        return OK if key.key_id else FAILED
    if not is_word(key, given.confirm):
        write_out("\n".join(changed_sentences(key)) + "\n")
        return complain(_("Accepting it wants the name typed again: --confirm NAME."), USAGE)
    known.accept(provider, key)
    write_out(accepted_sentence(key) + "\n")
    return OK


def _print(keys: Sequence[KnownKey], format: str) -> int:
    records = key_records(keys)
    if format == "json":
        write_out(json.dumps(records, indent=2) + "\n")
    elif format == "csv":
        write_out(
            csv_text(RECORD_FIELDS, [[record[name] or "" for name in RECORD_FIELDS] for record in records])
        )
    else:
        write_out("\n".join(key_table(keys)) + "\n")
    doubted = doubted_sentence(keys)
    return complain(doubted, FAILED) if doubted else OK


async def _accept_derivation(given: KeysArguments, portal: Portal) -> int:
    """Without the password: the token answer says how it would be derived."""
    known, now = portal.session.derivations()
    account = portal.session.account
    if now is None or account is None:
        return complain(_("The server does not say how the password is derived."), FAILED)
    if known == now:
        write_out(_("The password is derived as last time.") + "\n")
        return OK
    if given.confirm.strip().casefold() != account.email.casefold():
        words = _("Known: {known}. The server says now: {now}.")
        write_out(words.format(known=known.words if known else _("nothing"), now=now.words) + "\n")
        return complain(
            _("Accepting it wants the e-mail address of the account typed again: --confirm EMAIL."), USAGE
        )
    portal.session.accept_derivation()
    write_out(_("The password may be derived like that from now on.") + "\n")
    return OK


def _renew(given: KeysArguments, file: Path) -> int:
    """Asks no server."""
    pins = Pins(file)
    try:
        pins.keys("")
    except PinsUnusable as error:
        if given.confirm.strip() != file.name:
            write_out("\n".join(pins_sentences(error.fault, safe_text(str(file), limit=200))) + "\n")
            return complain(
                _("Setting it aside wants its name typed again: --confirm {name}.").format(name=file.name),
                USAGE,
            )
    else:
        write_out(_("The file of known keys is sound; there is nothing to renew.") + "\n")
        return OK
    if given.read_only:
        return complain(_("This run refuses every change."), FAILED)
    try:
        aside = pins.set_aside()
    except (OSError, PinsUnusable) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or explanation_of(error).sentence
        return complain(_("The file cannot be renamed: {reason}").format(reason=reason), FAILED)
    write_out(set_aside_sentence(aside.name if aside is not None else file.name) + "\n")
    return OK
