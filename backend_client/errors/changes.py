"""Changes that were not made, files that cannot be imported, clients that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors.root import SeatwardenError
from backend_client.reasons import ImportFault, InviteRefusal, JoinRefusal, Rule


class ProviderError(SeatwardenError):
    """The account's providers or clients do not fit the request."""


class NoProvider(ProviderError):
    """The account is in no provider and administers no organization."""

    def __init__(self) -> None:
        super().__init__("no provider and no administered organization")


class ProviderChoiceNeeded(ProviderError):
    """Several providers and none was named, or the named one is not among them.

    `choices` are (name, id) pairs; names are foreign text.
    """

    def __init__(self, choices: Sequence[tuple[str, str]], *, wanted: str = "") -> None:
        super().__init__("a provider must be chosen")
        self.choices = tuple(choices)
        self.wanted = wanted


class ProviderKeyMissing(ProviderError):
    """The provider entry carries no key for this account (not confirmed, or set-up unfinished)."""

    def __init__(self) -> None:
        super().__init__("the provider entry has no key")


class ClientNotFound(ProviderError):
    """No client organization of that name or id. `wanted` is what was asked for (foreign text)."""

    def __init__(self, wanted: str) -> None:
        super().__init__("no such client organization")
        self.wanted = wanted


class WriteError(SeatwardenError):
    """A change was not made, or not wholly."""


class ReadOnlyMode(WriteError):
    """This run was started read-only."""

    def __init__(self) -> None:
        super().__init__("this run refuses every write")


class RuleBroken(WriteError):
    """Our own check refused it. `rule` says which; `limit` is the number it turns on, where there is one."""

    def __init__(self, rule: Rule, *, limit: int | None = None) -> None:
        super().__init__(f"refused before sending ({rule})")
        self.rule = rule
        self.limit = limit


class ChangedMeanwhile(WriteError):
    """What was shown is no longer so: somebody changed it. Nothing was sent.

    `what` is "name", "seats" or "gone" about a client; "group", "group_name", "group_access" or
    "group_gone" about a group; "sso", "directory" or "settings" about those settings; "domain" about one;
    "provider" about a provider's name and billing e-mail.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"changed meanwhile: {what}")
        self.what = what


class NotApplied(WriteError):
    """The change was sent and did not happen: seen by reading again. `cause` is what came back."""

    def __init__(self, cause: SeatwardenError) -> None:
        super().__init__("sent, and seen not to have happened")
        self.cause = cause


class HalfMade(WriteError):
    """The client was made and linked, and the server failed before it finished it.

    Its seats are not counted, and changing it fails; do not create it again. `organization_id` names it.
    """

    def __init__(self, organization_id: str) -> None:
        super().__init__("the client is half-made")
        self.organization_id = organization_id


class MoveHalfDone(WriteError):
    """`seats` left the first client and did not reach the second; they are unassigned now."""

    def __init__(self, seats: int, cause: SeatwardenError) -> None:
        super().__init__("seats were taken and not given")
        self.seats = seats
        self.cause = cause


class SeatsGone(WriteError):
    """A client was not deleted, but its `seats` went back to the provider's pool all the same."""

    def __init__(self, seats: int, cause: SeatwardenError) -> None:
        super().__init__("not deleted, and its seats are released")
        self.seats = seats
        self.cause = cause


class ImportHalfDone(WriteError):
    """Of `sent` items `arrived` are there: fewer. Sending the file again would double those."""

    def __init__(self, arrived: int, sent: int) -> None:
        super().__init__("a part of the import is missing")
        self.arrived = arrived
        self.sent = sent


class IdentifierTaken(WriteError):
    """Another organization has the SSO identifier. Everything else of the configuration was stored."""

    def __init__(self) -> None:
        super().__init__("stored, all but the identifier")


class MemberHalfChanged(WriteError):
    """A part of a change of a member is done, or none of it could be.

    `done` and `missing` are of "role", "groups", "collections"; or "removed" and "invited" for somebody
    who was removed to be invited again. `cause` is what stood against what is missing. With nothing done, the
    server failed at the change itself and has no other way to a role than that.
    """

    def __init__(self, done: Sequence[str], missing: Sequence[str], cause: SeatwardenError) -> None:
        super().__init__("a member was changed in part")
        self.done = tuple(done)
        self.missing = tuple(missing)
        self.cause = cause


class NotInvited(WriteError):
    """Somebody was surely not invited.

    SEATS: `left` of `assigned` seats for `needed` people, figures that may be None; nobody of the request
    was. SKIPPED: the server took the request and left this address out. MEMBER: in the client by now.
    NOT_REACHED: the server stopped at an address before this one.
    """

    def __init__(
        self,
        reason: InviteRefusal,
        *,
        left: int | None = None,
        assigned: int | None = None,
        needed: int = 0,
    ) -> None:
        super().__init__(f"not invited ({reason})")
        self.reason = reason
        self.left = left
        self.assigned = assigned
        self.needed = needed


class NotJoined(WriteError):
    """The server did not take an invitation, or the setup of a provider, by its link.

    `server_message` is its own sentence: foreign, unsafe to print.
    """

    def __init__(self, refusal: JoinRefusal, *, server_message: str = "") -> None:
        super().__init__(f"not joined ({refusal})")
        self.refusal = refusal
        self.server_message = server_message


class OutcomeUnknown(WriteError):
    """Sent, no usable answer came, and reading again did not settle it. Do not repeat it blindly."""

    def __init__(self, cause: SeatwardenError) -> None:
        super().__init__("it is not known whether it happened")
        self.cause = cause


class ImportProblem(SeatwardenError):
    """The file cannot be imported; nothing was sent.

    `row` is where, counted from 1 as a person would (0: the whole file); `limit` the number it turns
    on; `what` a format or column (our own words, or foreign text).
    """

    def __init__(self, fault: ImportFault, *, row: int = 0, limit: int = 0, what: str = "") -> None:
        super().__init__(f"file not imported ({fault})")
        self.fault = fault
        self.row = row
        self.limit = limit
        self.what = what
