"""`n`: a new client organization."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.client_changes import NewClient
from backend_client.portal.client_rules import LONGEST_NAME
from backend_client.portal.clients import ClientList
from tui.presenters.client_changes import create_readout, create_review, discount_words, plan_card
from tui.presenters.client_forms import (
    Problem,
    created_sentence,
    name_length,
    new_client_title,
    next_invoice,
    problem_of_new,
)
from tui.presenters.old_fields import old_fields
from tui.presenters.paragraph import wrap
from tui.screens.form import FormEnd, FormScreen, Step
from tui.terms import name_label, owner_label, typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.number_input import NumberInput
from tui.widgets.plain_input import PlainInput
from tui.widgets.reader import Reader
from tui.widgets.text_lines import Line, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class NewClientScreen(FormScreen):
    """Creates a client in the provider of `listed`, which has at least one plan. The portal is unlocked."""

    FIRST_FIELD = "plan"
    LAST_FIELD = "seats"
    HELP = N_(
        "The owner is invited by e-mail as soon as the client exists, and takes a seat. The client's key is "
        "made here and never leaves this process unwrapped. F2 tells where fields of older forms went. "
        "+ and - step the seats; F1 opens this help."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2,ctrl+y",
            "where",
            N_("Where is ...?"),
            id="new.where",
            tooltip=N_("Billing e-mail, storage, cadence, payment, seat limit, minimums."),
        ),
    ]

    def __init__(self, portal: Portal, listed: ClientList) -> None:
        super().__init__(portal, listed, title=new_client_title(listed.provider.kind))
        self._asked: Widget | None = None

    # The form

    def compose_body(self) -> Iterator[Any]:
        yield from super().compose_body()
        yield Reader(self._where_lines, id="where")

    def compose_fields(self) -> Iterator[Widget]:
        cards = [Choice(pool.plan, plan_card(pool)) for pool in self.listed.pools]
        yield Horizontal(
            Static(_("Plan"), classes="label", markup=False),
            ChoiceList(cards, id="plan"),
            classes="choices",
        )
        for label, field in (
            (name_label(self.listed.provider.kind), PlainInput(id="name")),
            (owner_label(self.listed.provider.kind), PlainInput(id="owner")),
            (_("Seats"), NumberInput(1, id="seats")),
        ):
            yield Horizontal(Static(label, classes="label", markup=False), field, classes="field")

    def on_mount(self) -> None:
        """The explanations come when they are asked for; the first digit replaces the number of seats."""
        self.query_one("#where").display = False
        self.query_one("#seats", NumberInput).action_select_all()

    def notes(self) -> Sequence[str]:
        discount = discount_words(self.listed.pools)
        return (
            *((discount,) if discount else ()),
            _("The owner is invited at once and takes a seat.") + " " + next_invoice(),
            _("The customer has an organization already? Esc, then a adds it instead."),
            _("Where is the billing e-mail, storage, cadence, payment, minimum? F2 tells."),
        )

    @on(ChoiceList.Moved, "#plan")
    def _plan_moved(self, event: ChoiceList.Moved) -> None:
        event.stop()
        self.say("")
        self.show_readout()

    @on(ChoiceList.Taken, "#plan")
    def _plan_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.focus_next()

    def readout(self) -> Sequence[str]:
        name, seats = self._text("name"), self.query_one("#seats", NumberInput).number
        counted = (name_length(name, LONGEST_NAME),) if name else ()
        return (*create_readout(self.listed, self._plan, seats), *counted)

    def problem(self) -> Problem | None:
        return problem_of_new(
            self.listed,
            name=self._text("name"),
            owner_email=self._text("owner"),
            plan=self._plan,
            seats=self.query_one("#seats", NumberInput).number,
        )

    def review(self) -> Sequence[str]:
        return (*create_review(self.listed, self._new()), next_invoice())

    def commit_label(self) -> str:
        return _("Yes, create it and invite the owner")

    async def send(self) -> FormEnd:
        new = self._new()
        made = await self.portal.changes.create(self.listed.provider, new)
        return FormEnd(created_sentence(made, new.owner_email), made, opens=True)

    # Leaving, and the explanations

    def action_back(self) -> None:
        """As in every form; what was typed is not dropped by one key."""
        if self._asked is not None:
            self._close_where()
        else:
            super().action_back()

    def unsent(self) -> str:
        typing = self.step in (Step.FILL, Step.REVIEW) and (self._text("name") or self._text("owner"))
        return typed_unsent() if typing else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The explanations belong to the fields."""
        if action == "where":
            return self.step is Step.FILL
        return super().check_action(action, parameters)

    def action_where(self) -> None:
        """Explain the fields of older forms, or go back to the form."""
        if self._asked is not None:
            self._close_where()
        else:
            self._asked = self.focused or self.query_one(f"#{self.FIRST_FIELD}")
            self.query_one("#form-fields").display = False
            where = self.query_one("#where", Reader)
            where.display = True
            where.focus()

    def _close_where(self) -> None:
        self.query_one("#where").display = False
        self.query_one("#form-fields").display = True
        if self._asked is not None:
            self._asked.focus()
        self._asked = None

    def _where_lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for field in old_fields(self.listed):
            lines.append(plain(field.name, "strong"))
            lines.extend(plain(f"  {line}") for line in (*wrap(field.answer, width - 2), *field.figures))
        return lines

    # What was typed

    @property
    def _plan(self) -> str:
        return self.query_one("#plan", ChoiceList).current

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", PlainInput).value

    def _new(self) -> NewClient:
        return NewClient(
            name=self._text("name").strip(),
            owner_email=self._text("owner").strip(),
            plan=self._plan,
            seats=self.query_one("#seats", NumberInput).number or 0,
        )
