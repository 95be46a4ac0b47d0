"""Changing a client organization, and ending it: what the rows of its screen offer."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work

from backend_client.errors import ReadOnlyMode, SeatwardenError
from backend_client.portal.organization_details import Change, OrganizationDetails
from backend_client.secret import Secret
from tui.presenters.command_words import Command, Verb
from tui.presenters.organization_details import NAME
from tui.presenters.organization_plans import End, changes_rows, changes_words, end_rows, end_words
from tui.row_run import Result, one_by_one
from tui.screens.key_acts import KeyActs
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.reader import BoardScreen
from tui.translate import _
from tui.widgets.line_table import LineTable
from tui.widgets.plain_input import printable_line
from tui.widgets.question import Question


class OrganizationActs(BoardScreen[None, OrganizationDetails], KeyActs):
    """Each act is planned, shown and sent; then the screen reads again. `board` is what it shows.

    What is typed as an answer stays over a lock.
    """

    _asked = ""

    # Changing

    def ask(self, what: str, details: OrganizationDetails) -> None:
        """Ask for another name or billing e-mail, by the id of its row."""
        if self.front.read_only:
            self.explain(ReadOnlyMode())
            return
        label, value = (
            (_("New name"), details.name)
            if what == NAME
            else (_("New billing e-mail"), details.billing_email)
        )
        self._asked = what
        note = _("Enter shows what would be sent; Esc leaves it as it is.")
        self.query_one(Question).ask((note,), f"{label}  ", printable_line(value))

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        event.stop()
        details, settings = self.board, self._portal.organization_settings
        if details is None:
            self.say(_("Not read yet. What you typed is still here."), "warning")
            return
        try:
            changes: tuple[Change, ...] = (
                settings.plan_name(self._provider, details, event.text)
                if self._asked == NAME
                else settings.plan_email(details, event.text)
            )
        except SeatwardenError as error:
            self.explain(error)
            return
        self.close_question()
        self._review(changes)

    def close_question(self) -> None:
        """Take the question away, where it is asked."""
        question = self.query_one(Question)
        if question.display:
            question.close()
            self.query_one(LineTable).focus()

    def action_back(self) -> None:
        """Out of the question, then out of the screen."""
        if self.query_one(Question).display:
            self.close_question()
            self.say(_("Nothing was sent."))
        else:
            super().action_back()

    def switch(self, name: str, details: OrganizationDetails) -> None:
        """Turn one of the four settings for collections around."""
        on_now = details.switches is not None and bool(getattr(details.switches, name))
        try:
            if self.front.read_only:
                raise ReadOnlyMode
            changes = self._portal.organization_settings.plan_switches(details, {name: not on_now})
        except SeatwardenError as error:
            self.explain(error)
        else:
            self._review(changes)

    @work(
        exclusive=True, group="organization-change", exit_on_error=False, description="change an organization"
    )
    async def _review(self, changes: tuple[Change, ...]) -> None:
        if not changes:
            self.say(_("It is so already: there is nothing to send."))
            return
        settings = self._portal.organization_settings

        async def send(batch: Sequence[Change]) -> Sequence[Result]:
            return await one_by_one(batch, lambda one: settings.apply(self._provider, self._client, one))

        rows, words = changes_rows(changes), changes_words(changes, self._client)
        screen: PlanScreen[Change] = PlanScreen(self._path, words, rows, send, careful=True)
        end: PlanEnd[Change] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self.reload(end.sentence)

    # The end

    @work(exclusive=True, group="organization-change", exit_on_error=False, description="end an organization")
    async def end(self, *, deletes: bool) -> None:
        """Empty the vault, or delete the organization: password, name, then the write."""
        if self.front.read_only:
            self.explain(ReadOnlyMode())
            return
        end = await self._counted(deletes=deletes)
        if end is None:
            return
        why = (
            _("Deleting the client needs your master password once more.")
            if deletes
            else _("Purging the vault needs your master password once more.")
        )
        proof = await self.proof(why)
        if proof is None:
            self.say(_("Nothing was deleted."))
            return
        try:
            await self._carry_out(end, proof)
        finally:
            proof.drop()

    async def _counted(self, *, deletes: bool) -> End | None:
        """With the number of items that a purge would delete."""
        if deletes:
            return End(deletes=True)
        self.say(_("Counting the items: that downloads the vault ..."))
        try:
            items = await self._portal.organization_settings.count_items(self._client)
        except SeatwardenError as error:
            self.explain(error, _("Nothing was deleted."))
            return None
        self.say("" if items else _("The vault holds no items: there is nothing to purge."))
        return End(deletes=False, items=items) if items else None

    async def _carry_out(self, end: End, proof: Secret) -> None:
        settings, client = self._portal.organization_settings, self._client

        async def act(wanted: End) -> None:
            if wanted.deletes:
                await settings.delete(self._provider, client, proof)
            else:
                await settings.purge(self._provider, client, proof)

        async def send(batch: Sequence[End]) -> Sequence[Result]:
            return await one_by_one(batch, act)

        screen: PlanScreen[End] = PlanScreen(
            self._path,
            end_words(end, client, self._provider),
            end_rows(end, client),
            send,
            careful=True,
            confirm=lambda _ends: client,
        )
        over: PlanEnd[End] | None = await self.app.push_screen_wait(screen)
        if over is None:
            self.say(_("Nothing was deleted."))
        elif end.deletes and over.done:
            self.front.obey(Command(Verb.CLIENTS))
        else:
            self.reload(over.sentence)
