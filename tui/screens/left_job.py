"""A job that was left, on the screen that takes it up: nothing is asked for what is so already."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.job_lines import LeftJob
    from tui.screens.base import FrameScreen


def is_all_there(screen: FrameScreen[Any], left: LeftJob, rest: Collection[str]) -> bool:
    """Put a job away of whose rows none is in the `rest` that can still be made so, and say it.

    Of a job whose rows were too many to be kept this is never known.
    """
    if rest or not left.line.rows:
        return False
    screen.front.jobs.put_away(left, "all was there")
    screen.say(_("Nothing is left of the job: all of it is so already, or gone. It was put away."))
    return True
