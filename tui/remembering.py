"""Remembering, forgetting and using the API key of a profile, with what is said about each. Blocks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from backend_client.errors import WrongCredentials
from tui.explain_files import file_sentence
from tui.presenters.profiles import (
    forgotten_key_sentence,
    other_account_note,
    other_server_note,
    refused_key_note,
    unforgotten_sentence,
    unkept_key_note,
    unused_key_note,
)
from tui.remembered_key import KeyOfProfile, KeyringUnusable, RememberedKey

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def kept_remark(place: KeyOfProfile, key: RememberedKey) -> str:
    """Keep `key`. What went wrong, finished; empty where nothing did."""
    try:
        place.keep(key)
    except KeyringUnusable as error:
        return unkept_key_note(error.trouble)
    except OSError as error:
        return file_sentence(error)
    return ""


def forgotten_remark(place: KeyOfProfile) -> str:
    """Take out the key that is kept, if one is. What went wrong, finished; empty where nothing did."""
    try:
        place.forget()
    except KeyringUnusable as error:
        return unforgotten_sentence(error.trouble)
    except OSError as error:
        return file_sentence(error)
    return ""


async def signed_in_by(key: RememberedKey, portal: Portal) -> str:
    """Sign in with a remembered key. Why not, finished, where the server refuses it or is not the one that
    it was kept for; empty where it did. Raises SeatwardenError for everything else."""
    if portal.server_address != key.server:
        return other_server_note(key.server)
    try:
        await portal.session.sign_in_with_api_key(key.client_id, key.client_secret)
    except WrongCredentials:
        return refused_key_note()
    return ""


async def signed_in_again(place: KeyOfProfile, portal: Portal) -> str:
    """Go on with a session that the server ended, by the remembered key of the same account. Why not,
    finished; empty where it goes on. Raises as `signed_in_by`."""
    try:
        key = await asyncio.to_thread(place.recall)
    except KeyringUnusable as error:
        return unused_key_note(error.trouble)
    if key is None:
        return forgotten_key_sentence()
    try:
        account = portal.session.account
        if account is None or key.client_id != f"user.{account.user_id}":
            return other_account_note()
        return await signed_in_by(key, portal)
    finally:
        key.client_secret.drop()
