"""The language of the `:` line: which verbs there are, what they take, and how a typed line is read.

Pure: text in, a `Command` or a `CommandProblem` out. Verbs are English words on purpose; they are typed,
documented and remembered like the names of programs. What follows a verb is kept as typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from tui.safe_text import safe_text
from tui.translate import _


class Verb(StrEnum):
    """What can be typed after the colon."""

    APPROVALS = "approvals"
    BILLING = "billing"
    CLIENTS = "clients"
    COLLECTIONS = "collections"
    CONFIRM = "confirm"
    DETAILS = "details"
    DIRECTORY = "directory"
    DOMAINS = "domains"
    EVENTS = "events"
    FILTER = "filter"
    GROUPS = "groups"
    HELP = "help"
    IMPORT = "import"
    INVITE = "invite"
    JOBS = "jobs"
    JOIN = "join"
    JOURNAL = "journal"
    LOCK = "lock"
    LOG = "log"
    MEMBERS = "members"
    ONBOARDING = "onboarding"
    PEOPLE = "people"
    POLICIES = "policies"
    PROVIDER = "provider"
    QUIT = "quit"
    REFRESH = "refresh"
    SETTINGS = "settings"
    SORT = "sort"
    SSO = "sso"
    THEME = "theme"
    VAULT = "vault"


class Takes(Enum):
    """Whether a verb takes a word after it."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    ALWAYS = "always"


TAKES: Mapping[Verb, Takes] = {
    Verb.APPROVALS: Takes.MAYBE,
    Verb.BILLING: Takes.NOTHING,
    Verb.CLIENTS: Takes.NOTHING,
    Verb.COLLECTIONS: Takes.MAYBE,
    Verb.CONFIRM: Takes.MAYBE,
    Verb.DETAILS: Takes.MAYBE,
    Verb.DIRECTORY: Takes.MAYBE,
    Verb.DOMAINS: Takes.MAYBE,
    Verb.EVENTS: Takes.MAYBE,
    Verb.FILTER: Takes.MAYBE,
    Verb.GROUPS: Takes.MAYBE,
    Verb.HELP: Takes.NOTHING,
    Verb.IMPORT: Takes.MAYBE,
    Verb.INVITE: Takes.MAYBE,
    Verb.JOBS: Takes.NOTHING,
    Verb.JOIN: Takes.NOTHING,
    Verb.JOURNAL: Takes.NOTHING,
    Verb.LOCK: Takes.NOTHING,
    Verb.LOG: Takes.NOTHING,
    Verb.MEMBERS: Takes.MAYBE,
    Verb.ONBOARDING: Takes.MAYBE,
    Verb.PEOPLE: Takes.NOTHING,
    Verb.POLICIES: Takes.MAYBE,
    Verb.PROVIDER: Takes.MAYBE,
    Verb.QUIT: Takes.NOTHING,
    Verb.REFRESH: Takes.NOTHING,
    Verb.SETTINGS: Takes.NOTHING,
    Verb.SORT: Takes.ALWAYS,
    Verb.SSO: Takes.MAYBE,
    Verb.THEME: Takes.ALWAYS,
    Verb.VAULT: Takes.MAYBE,
}

ALIASES: Mapping[str, Verb] = {"q": Verb.QUIT, "h": Verb.HELP}


@dataclass(frozen=True, slots=True)
class Command:
    """A line that was understood. `argument` is what the person typed after the verb; may be empty."""

    verb: Verb
    argument: str = ""


class Trouble(Enum):
    """Why a line was not understood."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    NEEDS_ARGUMENT = "needs_argument"
    TAKES_NOTHING = "takes_nothing"


@dataclass(frozen=True, slots=True)
class CommandProblem:
    """A line that was not understood; `word` is the first word of it, as typed."""

    trouble: Trouble
    word: str = ""


def parse_command(line: str) -> Command | CommandProblem:
    """Read one typed line, with or without its colon. Verbs ignore case; there are no guessed prefixes."""
    word, argument = _split(line)
    if not word:
        return CommandProblem(Trouble.EMPTY)
    verb = _verb(word)
    if verb is None:
        return CommandProblem(Trouble.UNKNOWN, word)
    if argument and TAKES[verb] is Takes.NOTHING:
        return CommandProblem(Trouble.TAKES_NOTHING, word)
    if not argument and TAKES[verb] is Takes.ALWAYS:
        return CommandProblem(Trouble.NEEDS_ARGUMENT, word)
    return Command(verb, argument)


def problem_sentence(problem: CommandProblem) -> str:
    """One sentence for a line that was not understood; empty for an empty line."""
    word = safe_text(problem.word)
    if problem.trouble is Trouble.UNKNOWN:
        return _("No command ':{word}'. Tab shows the commands, ? all keys.").format(word=word)
    if problem.trouble is Trouble.NEEDS_ARGUMENT:
        return _("':{word}' needs a name after it. Nothing was changed.").format(word=word)
    if problem.trouble is Trouble.TAKES_NOTHING:
        return _("':{word}' takes nothing after it. Nothing was done.").format(word=word)
    return ""


def typed_order(typed: str, names: Sequence[str]) -> tuple[str, bool] | None:
    """The order named after `:sort`, and whether a leading `-` turns it around; None for another word."""
    name = typed.lower().removeprefix("-")
    return (name, typed.startswith("-")) if name in names else None


def orders_sentence(names: Sequence[str]) -> str:
    """What may follow `:sort`."""
    return _("Sort by one of: {names}; a leading - turns it around.").format(names=", ".join(names))


def completions(line: str, names: Mapping[Verb, Sequence[str]] | None = None) -> tuple[str, ...]:
    """Whole lines that `line` could become: verbs first, then `names` of the verb that was typed."""
    text = line.lstrip().removeprefix(":")
    word, space, rest = text.partition(" ")
    if not space:
        lowered = word.lower()
        return tuple(
            verb.value + ("" if TAKES[verb] is Takes.NOTHING else " ")
            for verb in Verb
            if verb.value.startswith(lowered)
        )
    verb = _verb(word)
    if verb is None or names is None:
        return ()
    wanted = rest.strip().casefold()
    return tuple(f"{word} {name}" for name in names.get(verb, ()) if name.casefold().startswith(wanted))


class History:
    """The lines typed in this session, oldest first. Nothing of it is written to disk."""

    def __init__(self, limit: int = 100) -> None:
        self._lines: list[str] = []
        self._limit = limit
        self._position = 0

    def add(self, line: str) -> None:
        """Remember `line`, once when it repeats the last one, and stand after it."""
        if line and (not self._lines or self._lines[-1] != line):
            self._lines.append(line)
            del self._lines[: -self._limit]
        self._position = len(self._lines)

    def older(self) -> str | None:
        """The line before, or None at the oldest."""
        if self._position == 0:
            return None
        self._position -= 1
        return self._lines[self._position]

    def newer(self) -> str:
        """The line after, or an empty line past the newest."""
        self._position = min(self._position + 1, len(self._lines))
        return self._lines[self._position] if self._position < len(self._lines) else ""


def _split(line: str) -> tuple[str, str]:
    word, _space, argument = line.strip().removeprefix(":").strip().partition(" ")
    return word, argument.strip()


def _verb(word: str) -> Verb | None:
    lowered = word.lower()
    if lowered in ALIASES:
        return ALIASES[lowered]
    try:
        return Verb(lowered)
    except ValueError:
        return None
