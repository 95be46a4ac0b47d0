"""Remembering, forgetting and using the API key of a profile, with what is said about each. Blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import WrongCredentials
from tui.explain_files import file_sentence
from tui.presenters.profiles import (
    other_server_note,
    refused_key_note,
    unforgotten_sentence,
    unkept_key_note,
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
