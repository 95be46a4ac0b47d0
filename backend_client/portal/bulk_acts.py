"""What became of each of several people of one request: the list decides, then the answer. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend_client.errors import (
    BadRequest,
    MemberRefused,
    NotApplied,
    OutcomeUnknown,
    SeatwardenError,
    ServerFault,
)
from backend_client.portal.acts import Act
from backend_client.portal.member_refusals import meaning_of


def ending_of(
    act: Act,
    *,
    shown: bool,
    told: str | None,
    refused: Callable[[str], SeatwardenError],
    visible: bool = True,
) -> SeatwardenError | None:
    """How it ended for one person. `shown`: the list, read again, shows that it was done; it shows nothing
    of it either way where it is not `visible`: a reminder, or rows that cannot be read.

    `told` is the server's own sentence about them, empty where it says that it was done, None where it
    says nothing; `refused` makes an error of such a sentence.
    """
    if shown:
        return None
    if act.may_still_arrive:
        return OutcomeUnknown(act.failure or SeatwardenError("no answer"))
    failure = act.failure
    if isinstance(failure, ServerFault) and not visible:
        return OutcomeUnknown(failure)
    if failure is None:
        if told == "":
            return OutcomeUnknown(SeatwardenError("accepted, and not seen"))
        return NotApplied(refused(told or ""))
    if isinstance(failure, BadRequest) and failure.server_message:
        return NotApplied(refused(failure.server_message))
    return NotApplied(failure)


def ending_of_person(
    act: Act, endpoint: str, *, shown: bool, seen: bool, told: str | None, mailed: bool
) -> SeatwardenError | None:
    """How it ended for a member, or for somebody of a provider.

    `seen`: the list can show it, for it is whole or has a row of them. `mailed`: the act only sends a mail,
    of which a list shows nothing. `endpoint` names the act in errors.
    """

    def refused(sentence: str) -> SeatwardenError:
        return MemberRefused(meaning_of(sentence), endpoint=endpoint, server_message=sentence)

    return ending_of(
        act,
        shown=(shown and seen) or (mailed and told == ""),
        told=told,
        refused=refused,
        visible=seen and not mailed,
    )


def tell(act: Act, results: Mapping[str, SeatwardenError | None]) -> None:
    """Write the outcome. The note of a half-done act names those that it did not reach."""
    undone = [each for each, error in results.items() if error is not None]
    if not undone:
        act.done()
    elif any(isinstance(error, OutcomeUnknown) for error in results.values()):
        act.unknown()
    elif len(undone) < len(results):
        act.half_done(note=" ".join(undone))
    else:
        act.dropped()
