"""`seatwarden profiles [list]` and `seatwarden profiles forget NAME --confirm NAME`. Asks no server."""

from __future__ import annotations

from contextlib import suppress

from tui.arguments.profiles import ProfilesArguments
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.explain_files import file_sentence
from tui.paths import profile_directory, profiles_directory, state_file
from tui.presenters.profiles import (
    ProfileRow,
    forgotten_sentence,
    nothing_kept_sentence,
    profiles_csv,
    profiles_json,
    profiles_text,
    unforgotten_sentence,
    unknown_profile_sentence,
)
from tui.profile_settings import DEFAULT
from tui.profile_start import check_files
from tui.profiles import is_known, known_profiles, server_settings_of
from tui.remembered_key import KeyOfProfile, KeyringUnusable
from tui.settings import Settings, read_remembered, read_settings
from tui.translate import _


def run_profiles(given: ProfilesArguments) -> int:
    """Print or forget. Returns the exit code."""
    settings = read_settings()
    try:
        if given.profiles_action == "forget":
            return _forget(given, settings)
        check_files("")
        rows = tuple(_row(profile, settings) for profile in known_profiles(settings))
    except OSError as error:
        return complain(file_sentence(error), FAILED)
    shape = {"json": profiles_json, "csv": profiles_csv}.get(given.format, profiles_text)
    return write_out(shape(rows))


def _row(profile: str, settings: Settings) -> ProfileRow:
    state = read_remembered(state_file(profile))
    found = server_settings_of(profile, settings, state)
    return ProfileRow(
        name=profile or DEFAULT,
        server=found.server,
        email=found.email or state.account,
        signed_in=state.signed_in,
        remembered=bool(state.key_for),
    )


def _forget(given: ProfilesArguments, settings: Settings) -> int:
    """The key goes first: without the state nobody would see that it is still in the keyring."""
    profile, name = given.forgotten, given.forgotten or DEFAULT
    if given.confirm != name:
        return complain(_("This wants the profile's name: --confirm NAME."), USAGE)
    check_files(profile)
    state = state_file(profile)
    if not state.exists():
        if not is_known(profile, settings):
            return complain(unknown_profile_sentence(profile, known_profiles(settings)), USAGE)
        return write_out(nothing_kept_sentence(name) + "\n")
    try:
        key = KeyOfProfile(profile).forget()
    except KeyringUnusable as error:
        return complain(unforgotten_sentence(error.trouble), FAILED)
    state.unlink()
    if profile:
        with suppress(OSError):  # a journal, notes or pins stay
            state.with_name(f"{state.name}.lock").unlink(missing_ok=True)
            profile_directory(profile).rmdir()
            profiles_directory().rmdir()
    return write_out(forgotten_sentence(name, key=key) + "\n")
