"""What jobs on groups remember: ids, names of new ones, and what each group is to reach. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend_client.portal.collections import Permission
from backend_client.portal.groups import GroupAccessChange, GroupChange, GroupDeletion, NewGroup
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import access_of_row
from tui.presenters.group_edits import Place
from tui.presenters.plan import PlanRow


def kind_of_rows(rows: Sequence[PlanRow[GroupChange]]) -> JobKind | None:
    """What a plan of groups is as a job; None for plans that are one request always."""
    kinds = {NewGroup: JobKind.NEW_GROUPS, GroupAccessChange: JobKind.GROUP_ACCESS}
    kinds[GroupDeletion] = JobKind.DELETE_GROUPS
    found = (kinds.get(type(row.change)) for row in rows if row.change is not None)
    return next(found, None)


def group_word(change: GroupChange) -> str:
    """What the journal calls the group of a change: a new one has no id yet."""
    return change.name if isinstance(change, NewGroup) else change.group.id


def access_asked(rows: Sequence[PlanRow[GroupChange]]) -> dict[str, Any]:
    """What each group is to reach; empty for plans of something else."""
    changes = [row.change for row in rows if isinstance(row.change, GroupAccessChange)]
    cells = {
        change.group.id: {key: wish.name.lower() for key, wish in change.wished.items()} for change in changes
    }
    return {"access": cells} if cells else {}


def access_again(left: LeftJob) -> Mapping[Place, Permission]:
    """The cells of the matrix that a job left."""
    return {(row, key): wish for row in left.left for key, wish in access_of_row(left, row).items()}
