"""The part of the organization vault that changes collections: what a key opens, and what comes after.

Every act reads the client's collections and people afresh, asks what it needs to know, and shows a plan.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import work

from backend_client.errors import ChangedMeanwhile, Locked, Rule, RuleBroken, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.collection_apply import apply_changes
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collection_plan import (
    CollectionChange,
    Rename,
    nested_below,
    plan_grants,
    plan_removals,
    plan_rename,
    plan_renames,
    unmanaged,
)
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import rest_of_collections, texts_by_text
from backend_client.portal.noted_figures import permission_named
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.job import JobWish, wish_inside
from tui.presenters.collection_plans import (
    ChangeRow,
    admin_access_row,
    admin_access_words,
    batch_of,
    change_rows,
    grant_words,
    refused_change,
    removal_words,
    rename_words,
    renames_words,
)
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.presenters.organization import client_name
from tui.presenters.plan import PlanWords
from tui.row_run import Result
from tui.screens.late import screen_of
from tui.screens.left_job import is_all_there
from tui.screens.reader import ReaderScreen
from tui.terms import closed_by_lock
from tui.translate import _

if TYPE_CHECKING:  # a plan needs keys, and its screens come with the first change
    from backend_client.portal.portal import Portal
    from tui.screens.plan import PlanEnd

CHANGES = frozenset({"new_collections", "access", "manage_unmanaged", "rename", "delete", "admin_access"})
"""Actions that change collections."""

Work = Callable[[CollectionOverview], Awaitable[None]]


class VaultActs(ReaderScreen[None]):
    """Changes of the collections of one client, for the screen that lists them."""

    def __init__(self, portal: Portal, provider: Provider, client: Client, *, heading: str) -> None:
        super().__init__(heading=(heading,))
        self._portal = portal
        self._provider = provider
        self._client = client

    # What the list gives

    @abstractmethod
    def chosen_ids(self) -> tuple[str, ...]:
        """The ids of the marked collections, else that of the one under the cursor; none for other rows."""

    @abstractmethod
    def chosen_place(self) -> tuple[str, str] | None:
        """Name and id of the collection under the cursor; of a path of the tree the id is empty."""

    @abstractmethod
    def after_change(self, sentence: str) -> None:
        """Something was sent: read again, and say the sentence."""

    @abstractmethod
    def tell_after_reading(self, sentence: str) -> None:
        """Say the sentence once it is read again after an unlock."""

    def why_not(self, action: str) -> str:
        if action in CHANGES:
            return refused_change(self._provider, read_only=self.front.read_only)
        return super().why_not(action)

    # Keys

    @work(exclusive=True, group="vault-act", exit_on_error=False, description="new collections")
    async def action_new_collections(self) -> None:
        """Create collections."""
        screen = screen_of(
            "new_collections", "NewCollectionsScreen", self._portal, self._provider, self._client
        )
        self.after_change(await self.app.push_screen_wait(screen) or "")

    def action_access(self) -> None:
        """Give somebody access to what is marked, change it or take it."""
        ids = self.chosen_ids()
        if not ids:
            self.say(_("There is no collection under the cursor."))
        else:
            self._begin(lambda overview: self._access(overview, ids))

    def action_manage_unmanaged(self) -> None:
        """Give everything that nobody manages a manager."""
        self._begin(self._manage_unmanaged)

    def action_rename(self) -> None:
        """Rename what is under the cursor, with what is nested below it."""
        place = self.chosen_place()
        if place is None:
            self.say(_("There is nothing to rename under the cursor."))
        else:
            self._begin(lambda overview: self._rename(overview, *place))

    def action_delete(self) -> None:
        """Delete what is marked, once its name was typed."""
        ids = self.chosen_ids()
        if not ids:
            self.say(_("There is no collection under the cursor."))
        else:
            self._begin(lambda overview: self._delete(overview, ids))

    def action_admin_access(self) -> None:
        """Switch admins' access to all items."""
        self._begin(self._switch_admin_access)

    # The acts

    @work(exclusive=True, group="vault-act", exit_on_error=False, description="change collections")
    async def _begin(self, act: Work) -> None:
        await self._read_and(act)

    async def _read_and(self, act: Work) -> None:
        self.say(_("Reading ..."))
        try:
            overview = await self._portal.collections.overview(self._provider, self._client)
        except Locked:
            self.say("")
        except SeatwardenError as error:
            self.explain(error, _("Nothing was changed."))
        else:
            self.say(told_line(inside_sentences(overview.settled)), "warning")
            await act(overview)

    async def _ask(self, form: Any) -> Any:
        """The answer to a question; where a lock closed it, that is told."""
        answer = await self.app.push_screen_wait(form)
        if form.stopped and not answer:
            self.tell_after_reading(closed_by_lock())
        return answer

    async def _access(self, overview: CollectionOverview, ids: Sequence[str]) -> None:
        chosen = _found(overview, ids)
        access: tuple[Assignee, Permission] | None = await self._ask(
            screen_of("collection_access", "CollectionAccessScreen", self._path, overview, chosen)
        )
        if access is not None:
            await self._grant(overview, chosen, *access)

    async def _manage_unmanaged(self, overview: CollectionOverview) -> None:
        from_nobody = unmanaged(overview)
        if not from_nobody:
            self.say(_("Every collection has a manager."))
            return
        title = _("Who manages them?")
        chosen: Assignee | None = await self._ask(
            screen_of("assignee_choice", "AssigneeChoiceScreen", (*self._path, title), overview)
        )
        if chosen is not None:
            await self._grant(overview, from_nobody, chosen, Permission.MANAGE)

    async def _grant(
        self,
        overview: CollectionOverview,
        chosen: Sequence[Collection],
        assignee: Assignee,
        permission: Permission,
    ) -> None:
        rows = change_rows(plan_grants(overview, chosen, assignee, permission), overview)
        words = grant_words(assignee, permission, sum(row.sendable for row in rows))
        asked = {"assignee": assignee.id, "permission": permission.name.lower()}
        await self._carry_out(words, rows, batch=batch_of(rows, overview), kind=JobKind.GRANT, asked=asked)

    async def _rename(
        self,
        overview: CollectionOverview,
        before: str,
        collection_id: str,
        typed: tuple[str, bool] | None = None,
    ) -> None:
        """`before` is shown only as far as `overview` has it; `typed` is what a lock interrupted."""
        found = next(iter(_found(overview, [collection_id])), None)
        if found is None and (collection_id or not nested_below(overview, before)):
            self.explain(ChangedMeanwhile("collection"))
            return
        before = (found.name or "") if found is not None else before
        form: Any = screen_of(
            "rename_collection",
            "RenameCollectionScreen",
            self._path,
            overview,
            before,
            is_path=not collection_id,
            external_id=(found.external_id if found else None) or "",
            typed=typed,
        )
        asked: tuple[str, bool] | None = await self.app.push_screen_wait(form)
        if asked is None and form.stopped:
            await self._read_and(lambda fresh: self._rename(fresh, before, collection_id, form.held))
        elif asked is not None:
            name, nested = asked
            wishes = plan_rename(overview, before, name, found, nested=nested and bool(before))
            rows = change_rows(wishes, overview)
            await self._carry_out_renames(rename_words(before, name, len(rows) - bool(found)), rows)

    async def _carry_out_renames(self, words: PlanWords, rows: Sequence[ChangeRow]) -> None:
        """Remembered by the new name of each, as the old ones are gone by then in part."""
        names = {row.id: row.change.name for row in rows if isinstance(row.change, Rename)}
        await self._carry_out(words, rows, kind=JobKind.RENAME_COLLECTIONS, asked={"names": names})

    async def _delete(self, overview: CollectionOverview, ids: Sequence[str]) -> None:
        chosen = _found(overview, ids)
        agreed: bool = await self._ask(
            screen_of("delete_collections", "DeleteCollectionsScreen", self._path, overview, chosen)
        )
        if agreed:
            rows = change_rows(plan_removals(chosen), overview)
            await self._carry_out(removal_words(chosen), rows, careful=True, kind=JobKind.DELETE_COLLECTIONS)

    async def _switch_admin_access(self, overview: CollectionOverview) -> None:
        if not overview.bulk or overview.admin_access is None:
            self.say(explanation_of(RuleBroken(Rule.NO_COLLECTION_SETTINGS)).line())
            return
        on = not overview.admin_access
        await self._carry_out(admin_access_words(on), (admin_access_row(on),), careful=True)

    async def _carry_out(
        self,
        words: PlanWords,
        rows: Sequence[ChangeRow],
        *,
        batch: int = 1,
        careful: bool = False,
        kind: JobKind | None = None,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        """With a `kind` it is a job, whose rows are collections; `asked` is what planning it anew needs."""
        how = {"batch": batch, "careful": careful, "wish": self._wish(rows, kind, asked)}
        plan = screen_of("plan", "PlanScreen", self._path, words, rows, self._send, **how)
        end: PlanEnd[CollectionChange] | None = await self.app.push_screen_wait(plan)
        if end is not None:
            self.after_change(end.sentence)

    def _wish(
        self, rows: Sequence[ChangeRow], kind: JobKind | None, asked: Mapping[str, Any] | None
    ) -> JobWish | None:
        if kind is None:
            return None
        from_id = {row.id: row.id for row in rows if row.sendable}
        left = self.left_of(kind)
        return wish_inside(kind, self._provider, self._client, from_id, asked=asked, instead_of=left)

    def begin_left(self, left: LeftJob) -> None:
        """Plan a job's changes of collections anew, as far as they are not so already."""
        self._begin(lambda overview: self._again(overview, left))

    async def _again(self, overview: CollectionOverview, left: LeftJob) -> None:
        rest = rest_of_collections(left, overview)
        if is_all_there(self, left, rest):
            return
        chosen = _found(overview, left.left)
        kind, asked = left.line.kind, left.line.asked
        if kind is JobKind.DELETE_COLLECTIONS:
            await self._delete(overview, [each.id for each in chosen])
            return
        if kind is JobKind.RENAME_COLLECTIONS:
            rows = change_rows(plan_renames(overview, texts_by_text(asked.get("names"))), overview)
            await self._carry_out_renames(renames_words(len(rest)), rows)
            return
        permission = permission_named(asked.get("permission"))
        assignee = next((one for one in overview.assignees if one.id == asked.get("assignee")), None)
        if assignee is None or permission is None:
            self.say(_("Whoever the job gave access to is here no more. Choose again with a."), "warning")
        else:
            await self._grant(overview, chosen, assignee, permission)

    async def _send(self, changes: Sequence[CollectionChange]) -> Sequence[Result]:
        return await apply_changes(self._portal.collections, self._provider, self._client, changes)

    @property
    def _path(self) -> tuple[str, ...]:
        return (_("Clients"), client_name(self._client))


def _found(overview: CollectionOverview, ids: Sequence[str]) -> tuple[Collection, ...]:
    wanted = frozenset(ids)
    return tuple(each for each in overview.collections if each.id in wanted)
