"""The domains a client claims: what is to be published, what is verified."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import RuleBroken, SeatwardenError
from backend_client.portal.claimed_domains import Checked, Domain, DomainBoard, domain_name
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.explain import explanation_of
from tui.presenters.domains import (
    DomainLine,
    add_rows,
    add_words,
    copied_text,
    domain_columns,
    domain_rows,
    domain_text,
    empty_words,
    intro_sentences,
    left_out_words,
    policy_sentence,
    record_sentences,
    remove_rows,
    remove_words,
    verify_rows,
    verify_words,
)
from tui.presenters.organization import client_name
from tui.presenters.typed_name import is_typed, text_to_type
from tui.row_run import Result, one_by_one
from tui.screens.base import Place, RuleLine
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.reader import BoardScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.question import Question
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class DomainTable(LineTable[DomainLine]):
    """The domains; Enter looks for the record of one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "screen.verify",
            N_("Verify"),
            show=False,
            id="domains.choose",
            tooltip=N_("Have the server look for the record now."),
        ),
    ]


class DomainsScreen(BoardScreen[None, DomainBoard]):
    """Reads through `portal` when shown, on `R`, after each change and when the keys come back."""

    CSS_PATH = "domains.tcss"
    READ_GROUP = "domains-load"
    AUTO_FOCUS = "DomainTable"
    CHANGES = frozenset({"add", "verify", "remove"})
    HELP = N_(
        "Add the domain, publish the TXT record at whoever runs its DNS, then have the server look for it. "
        "The server looks by itself every twelve hours and drops a domain that stays unverified for about a "
        "week. Verifying switches the single organization policy on: members who are in another organization "
        "too lose access, owners and admins excepted."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("Add"), id="domains.add", tooltip=N_("Add a domain.")),
        Binding(
            "v",
            "verify",
            N_("Verify"),
            id="domains.verify",
            tooltip=N_("Have the server look for the record."),
        ),
        Binding("y", "copy", N_("Copy"), id="domains.copy", tooltip=N_("The text of the TXT record.")),
        Binding("Y", "copy_name", N_("Copy name"), id="domains.copy_name", tooltip=N_("The domain.")),
        Binding("D", "remove", N_("Remove"), id="domains.remove", tooltip=N_("Forget the domain.")),
        Binding(
            "m",
            "members",
            N_("Members"),
            show=False,
            id="domains.members",
            tooltip=N_("The members: whose account is claimed."),
        ),
        Binding("R", "refresh", N_("Refresh"), id="domains.refresh", tooltip=N_("Read everything again.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="domains.back", tooltip=N_("Back.")),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), client_name(client), _("Claimed domains"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._added = ""

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(intro_sentences(), id="domains-intro")
        yield Sentences(id="domains-policy", style="muted")
        yield RuleLine()
        yield DomainTable(domain_columns(), empty=_(self.READING), id="domains")
        yield Question(id="domains-question")
        yield RuleLine()
        yield Sentences(id="domains-record")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    def why_not(self, action: str) -> str:
        obstacle = self.board.obstacle if self.board is not None else None
        if action in self.CHANGES and obstacle is not None and not self.front.read_only:
            return explanation_of(RuleBroken(obstacle)).line()
        return super().why_not(action)

    def action_members(self) -> None:
        """The members of the client."""
        self.front.open_client(Place.MEMBERS, self._provider, self._client)

    # Reading

    async def _read(self) -> DomainBoard:
        return await self._portal.domains.board(self._provider, self._client)

    def _took(self, board: DomainBoard, said: str) -> None:
        self._table.set_empty(empty_words(board))
        self._show()
        self.say_what_became(said, board.settled, left_out_words(board))
        if self._added:
            self._table.move_to(self._added)
            self._added = ""

    # Adding

    def action_add(self) -> None:
        """Ask for a domain."""
        if self.board is not None:
            sentences = (_("Which domain? Without https:// and without a path, such as example.com."),)
            self.query_one(Question).ask(sentences, _("Domain") + "  ")

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        event.stop()
        try:
            name = domain_name(event.text)
        except SeatwardenError as error:
            self.explain(error)
            return
        self._close_question()
        self._add(name)

    @work(exclusive=True, group="domain-change", exit_on_error=False, description="add a domain")
    async def _add(self, name: str) -> None:
        made: list[Domain] = []

        async def add(wanted: str) -> None:
            made.append(await self._portal.domains.add(self._provider, self._client, wanted))

        async def send(names: Sequence[str]) -> Sequence[Result]:
            return await one_by_one(names, add)

        screen: PlanScreen[str] = PlanScreen(self._path, add_words(self._client), add_rows(name), send)
        end: PlanEnd[str] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self._added = made[0].id if made else ""
            self._load(end.sentence)

    def _close_question(self) -> None:
        question = self.query_one(Question)
        if question.display:
            question.close()
            self._table.focus()

    def action_back(self) -> None:
        """Out of the question, then out of the screen."""
        if self.query_one(Question).display:
            self._close_question()
            self.say(_("Nothing was sent."))
        else:
            super().action_back()

    # Verifying

    @work(exclusive=True, group="domain-change", exit_on_error=False, description="verify a domain")
    async def action_verify(self) -> None:
        """Have the server look for the record of the domain under the cursor."""
        domain, board = self._domain(), self.board
        if domain is None or board is None:
            return
        if domain.verified:
            self.say(_("This domain is verified already."))
            return
        try:
            effect = await self._portal.domains.effect(self._client, domain, board)
        except SeatwardenError as error:
            self.explain(error)
            return
        held: list[Checked] = []

        async def verify(wanted: Domain) -> None:
            held.append(await self._portal.domains.verify(self._provider, self._client, wanted))

        async def send(domains: Sequence[Domain]) -> Sequence[Result]:
            return await one_by_one(domains, verify)

        words = verify_words(self._client, effect, board, held)
        screen: PlanScreen[Domain] = PlanScreen(
            self._path, words, verify_rows(domain), send, careful=not board.single_organization
        )
        end: PlanEnd[Domain] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self._load(" ".join(words.told()) or end.sentence)

    # Removing

    @work(exclusive=True, group="domain-change", exit_on_error=False, description="remove a domain")
    async def action_remove(self) -> None:
        """Forget the domain under the cursor; a verified one wants its name typed."""
        domain = self._domain()
        if domain is None:
            return
        words = remove_words(self._client, domain)
        if domain.verified:
            word = text_to_type(domain.name, domain.id)
            agreed = await self.app.push_screen_wait(
                TypedYesScreen(
                    (*self._path, words.title),
                    words.review,
                    word,
                    lambda typed: is_typed(domain.name, typed.lower(), domain.id),
                )
            )
            if not agreed:
                self.say(_("Nothing was sent."))
                return

        async def send(domains: Sequence[Domain]) -> Sequence[Result]:
            return await one_by_one(
                domains, lambda one: self._portal.domains.remove(self._provider, self._client, one)
            )

        screen: PlanScreen[Domain] = PlanScreen(
            self._path, words, remove_rows(domain), send, careful=not domain.verified
        )
        end: PlanEnd[Domain] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self._load(end.sentence)

    # Copying

    def action_copy(self) -> None:
        """The text of the record; of a verified domain its name."""
        domain = self._domain()
        if domain is not None:
            self._copy(copied_text(domain))

    def action_copy_name(self) -> None:
        """The domain, for whoever publishes the record."""
        domain = self._domain()
        if domain is not None:
            self._copy(domain_text(domain.name))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.say(copied_sentence(text, os.environ))

    # Drawing

    @property
    def _table(self) -> DomainTable:
        return self.query_one(DomainTable)

    def _domain(self) -> Domain | None:
        row = self._table.cursor_row
        if row is None:
            self.say(_("There is no domain under the cursor."))
            return None
        return row.domain

    @on(LineTable.Highlighted)
    def _highlighted(self) -> None:
        row = self._table.cursor_row
        record = record_sentences(row.domain) if row is not None else ("",)
        self.query_one("#domains-record", Sentences).set_sentences(record)

    def _show(self) -> None:
        board = self.board
        self._table.set_rows(domain_rows(board) if board is not None else ())
        policy = policy_sentence(board) if board is not None and board.obstacle is None else ""
        self.query_one("#domains-policy", Sentences).set_sentences((policy,))
        self._highlighted()
        self.refresh_keys()
