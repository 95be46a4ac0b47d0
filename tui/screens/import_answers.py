"""What can be answered to the review of an import, and how the review ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from backend_client.portal.import_plan import ImportPlan
from tui.translate import _, ngettext
from tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from backend_client.portal.import_seal import SealedImport


class Way(Enum):
    """Where the review leads."""

    SEND = "send"
    BELOW = "below"
    ONLY_NEW = "only_new"
    OTHER_FORMAT = "other_format"
    OTHER_FILE = "other_file"


@dataclass(frozen=True, slots=True)
class ReviewEnd:
    """How a review ended. `sealed` is what is to be sent; `locked`: the file was let go of with the keys."""

    way: Way
    sealed: SealedImport | None = None
    locked: bool = False


def answers_to(plan: ImportPlan | None) -> Sequence[Choice]:
    """The choices of a review; without a plan nothing can be sent."""
    others = [
        Choice(Way.OTHER_FILE.value, _("No, another file")),
        Choice(Way.OTHER_FORMAT.value, _("Read the file as another format")),
    ]
    if plan is None or plan.too_long:
        return others
    if 0 < plan.items <= plan.already_there:
        words = ngettext("Send {count} item a second time", "Send {count} items a second time", plan.items)
        send = words.format(count=plan.items)
    elif plan.items:
        words = ngettext("Encrypt and send {count} item", "Encrypt and send {count} items", plan.items)
        send = words.format(count=plan.items)
    else:
        send = _("Create the collections")
    below = Choice(Way.BELOW.value, _("Put it below one collection first"))
    new = [Choice(Way.ONLY_NEW.value, _("Leave out what looks like items that are there already"))]
    yes = (
        [Choice(Way.SEND.value, _("Yes: {act}").format(act=send))]
        if plan.items or plan.new_collections
        else []
    )
    return [others[0], *yes, below, *(new if plan.already_there else ()), others[1]]
