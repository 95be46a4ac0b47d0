"""Before anything asks a server: which profile this is, whether its files may be trusted, what it settles."""

from __future__ import annotations

from typing import TypeVar

from backend_client.private_files import check_directory, check_private, private_directory
from tui.arguments.base import Arguments
from tui.commands.output import FAILED, USAGE, complain
from tui.explain_files import file_sentence
from tui.paths import (
    config_directory,
    data_directory,
    home_directory,
    journal_file,
    notes_file,
    pins_file,
    profile_directory,
    profiles_directory,
    settings_file,
    state_file,
)
from tui.presenters.profiles import unknown_profile_sentence
from tui.profiles import is_known, known_profiles, settled
from tui.settings import read_remembered, read_settings

Typed = TypeVar("Typed", bound=Arguments)


def in_its_profile(typed: Typed) -> Typed | int:
    """The command line as its profile completes it; the exit code where it must not go on.

    A command takes only a profile that is known, and only settings without a flaw about servers: a typing
    mistake must not lead it to another server. The screens say either and let the person decide.
    """
    try:
        check_files(typed.profile)
    except OSError as error:
        return complain(file_sentence(error), FAILED)
    settings = read_settings()
    if typed.command != "screens":
        problems = settings.problems if typed.profile else settings.top.problems
        if problems:
            return complain(problems[0], USAGE)
        if not is_known(typed.profile, settings):
            return complain(unknown_profile_sentence(typed.profile, known_profiles(settings)), USAGE)
    return settled(typed, settings, read_remembered(state_file(typed.profile)))


def check_files(profile: str) -> None:
    """Close the program's own directories to others, and look at every file that will be trusted.

    Raises UntrustedFile, OSError.
    """
    home = home_directory()
    if home is not None and home.exists():
        check_directory(home, sticky=True)
    for directory in (
        config_directory(),
        data_directory(),
        profiles_directory(),
        profile_directory(profile),
    ):
        if directory.exists():
            private_directory(directory)
    journal = journal_file(profile)
    kept = (
        state_file(profile),
        pins_file(profile),
        notes_file(profile),
        journal,
        journal.with_suffix(".head"),
    )
    for file in (settings_file(), *kept):
        check_private(file)
