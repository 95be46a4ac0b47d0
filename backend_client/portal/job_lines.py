"""Jobs in the journal: what a long plan was asked to do, so that a later start can tell how far it came.

A job's line is an intent of its own before the first of its acts. It names its rows by the word that
their acts note too (an address, a name, an id), and what is needed to make the plan anew; never a secret,
never what a file held. How far it came is read from the acts that follow it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from backend_client.portal import clock
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs

PREFIX: Final = "job."
"""What the acts of such lines begin with."""

LONGEST: Final = 200_000
"""Characters that the rows and wishes of one line may take; of a longer one only the number is kept."""

LAPSES: Final = timedelta(days=30)
"""After this nobody is told of a job any more: what it wished is too old to be sent unseen."""


class JobKind(StrEnum):
    """What a job does: the act that each of its rows leaves in the journal."""

    INVITE = "member.invite"
    CONFIRM = "member.confirm"
    RESEND = "member.resend"
    REVOKE = "member.revoke"
    RESTORE = "member.restore"
    REMOVE = "member.remove"
    DELETE_ACCOUNT = "member.delete_account"
    EDIT = "member.edit"
    AGAIN = "member.again"
    NEW_COLLECTIONS = "collection.create"
    DELETE_COLLECTIONS = "collection.delete"
    RENAME_COLLECTIONS = "collection.rename"
    GRANT = "collection.access"
    NEW_GROUPS = "group.create"
    GROUP_ACCESS = "group.access"
    DELETE_GROUPS = "group.delete"
    POLICIES = "policy.set"
    SEATS = "client.seats"
    IMPORT = "vault.import"
    STAFF_RESEND = "person.resend"
    STAFF_REMOVE = "person.remove"
    STAFF_CONFIRM = "person.confirm"
    STAFF_ROLE = "person.role"
    APPROVE = "device.approve"
    DENY = "device.deny"


@dataclass(frozen=True, slots=True)
class JobLine:
    """What a job was asked. `rows` are the words that name them; `asked` is plain JSON, for whoever made it.

    `rows` may be empty where they were too many to be kept: `count` tells how many there were. `client` and
    the rows are foreign text. `organization_id` is empty for a job on many clients or on the provider.
    """

    kind: JobKind
    provider_id: str
    client: str = ""
    organization_id: str = ""
    rows: tuple[str, ...] = ()
    count: int = 0
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftJob:
    """A job that ended before its last row. `number` is its line; 0: it has none.

    `done` and `unknown` are among the rows; what is in neither was not sent, or was refused.
    """

    line: JobLine
    number: int
    at: datetime
    done: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    @property
    def left(self) -> tuple[str, ...]:
        """The rows that are not known to be done."""
        return tuple(row for row in self.line.rows if row not in self.done)


class JobLines:
    """Writes and finds the lines of jobs. `who` names the account; `server` is a host name.

    Where the journal cannot be written, a job has no line, and its own acts refuse to be sent.
    """

    def __init__(self, journal: Journal | None, *, who: Callable[[], str], server: str) -> None:
        self._journal = journal
        self._who = who
        self._server = server

    def begin(self, line: JobLine, *, waits: bool = False) -> int:
        """Write it, on disk before this returns. Its number; 0 where there is no journal. `waits`: its turn
        has not come, so that whatever is done after this line was done by another one."""
        after = _kept(line)
        return self._append(line, Phase.INTENT, after={**after, "waits": True} if waits else after)

    def end(self, line: JobLine, number: int, outcome: Outcome, note: str = "") -> None:
        """Nobody is to be told of it any more."""
        if number:
            self._append(line, Phase.OUTCOME, outcome=outcome, about=number, note=note)

    def _append(
        self,
        line: JobLine,
        phase: Phase,
        *,
        after: Mapping[str, Any] | None = None,
        outcome: Outcome | None = None,
        about: int | None = None,
        note: str = "",
    ) -> int:
        if self._journal is None:
            return 0
        try:
            entry = self._journal.append(
                who=self._who(),
                server=self._server,
                act=PREFIX + line.kind.value,
                phase=phase,
                client=line.client,
                organization_id=line.organization_id,
                provider_id=line.provider_id,
                after=after,
                outcome=outcome,
                about=about,
                note=note,
            )
        except OSError:
            return 0
        return entry.number

    def left(self, provider_id: str) -> tuple[LeftJob, ...]:
        """Jobs of this account on this provider whose process ended before they did. May raise OSError."""
        if self._journal is None:
            return ()
        entries = self._journal.entries()
        if not any(entry.act.startswith(PREFIX) for entry in entries):
            return ()
        ended = {entry.about for entry in entries if entry.phase is Phase.OUTCOME}
        wanted = (self._server, provider_id, self._who())
        found = [
            entry
            for entry in entries
            if entry.act.startswith(PREFIX)
            and entry.phase is Phase.INTENT
            and entry.number not in ended
            and (entry.server, entry.provider_id, entry.who) == wanted
            and clock.now() - entry.at < LAPSES
            and not still_runs(entry.process)
        ]
        jobs = (left_job(entry, entries) for entry in found)
        return tuple(job for job in jobs if job is not None)


def left_job(entry: Entry, entries: Iterable[Entry]) -> LeftJob | None:
    """How far the job of this line came, by the acts its process wrote after it; None for a line of
    another version."""
    line = _read(entry)
    if line is None:
        return None
    outcomes: dict[int, Entry] = {}
    acts: list[Entry] = []
    for each in entries:
        if each.phase is Phase.OUTCOME and each.about is not None:
            outcomes[each.about] = each
        elif _belongs(each, entry, line):
            acts.append(each)
    rows = frozenset(line.rows)
    done: set[str] = set()
    unknown: set[str] = set()
    for act in acts:
        named = rows & set(_words(act))
        outcome = outcomes.get(act.number)
        if outcome is None or outcome.outcome is Outcome.UNKNOWN:
            unknown |= named
        elif outcome.outcome is Outcome.DONE:
            done |= named
        elif outcome.outcome is Outcome.HALF_DONE:
            missed = set(outcome.note.split())
            done |= named - _missed(act, missed)
    return LeftJob(line, entry.number, entry.at, frozenset(done), frozenset(unknown - done))


def _belongs(act: Entry, entry: Entry, line: JobLine) -> bool:
    return (
        act.phase is Phase.INTENT
        and entry.after.get("waits") is not True
        and act.act == line.kind.value
        and act.number > entry.number
        and (act.server, act.process) == (entry.server, entry.process)
        and (not line.organization_id or act.organization_id == line.organization_id)
    )


def _missed(act: Entry, missed: set[str]) -> set[str]:
    """The words of those that a half-done act did not reach: its note names them by address or by id."""
    ids, emails = act.after.get("ids"), act.after.get("emails")
    if isinstance(ids, list) and isinstance(emails, list):
        known = [pair for pair in zip(ids, emails, strict=False) if all(isinstance(one, str) for one in pair)]
        missed |= {email for key, email in known if key in missed}
    return missed


def _words(act: Entry) -> Iterator[str]:
    """Whatever may name a row in an act: its organization, and every text among its figures."""
    yield act.organization_id
    for value in (*act.before.values(), *act.after.values()):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (each for each in value if isinstance(each, str))


def _kept(line: JobLine) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "count": line.count or len(line.rows),
        "rows": list(line.rows),
        "asked": dict(line.asked),
    }
    if len(json.dumps(whole)) > LONGEST:
        return {"count": whole["count"]}
    return whole


def _read(entry: Entry) -> JobLine | None:
    """The line as it was written; whoever can write the file can write anything into it."""
    try:
        kind = JobKind(entry.act.removeprefix(PREFIX))
    except ValueError:
        return None
    rows, asked, count = (entry.after.get(name) for name in ("rows", "asked", "count"))
    texts = _texts(rows) if isinstance(rows, Sequence) else ()
    return JobLine(
        kind,
        entry.provider_id,
        entry.client,
        entry.organization_id,
        texts,
        count if isinstance(count, int) else len(texts),
        asked if isinstance(asked, Mapping) else {},
    )


def _texts(found: Sequence[object]) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str)) if not isinstance(found, str) else ()
