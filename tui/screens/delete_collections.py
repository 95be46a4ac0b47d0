"""`D` in the vault: what deleting means, then the name typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collections import Collection
from tui.presenters.collection_plans import removal_consequences
from tui.presenters.removal_typed import is_agreed, to_type, what_to_type
from tui.screens.collection_form import CollectionFormScreen
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences


class ConfirmInput(PlainInput):
    """What is typed to agree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Plan"), id="delete.submit", tooltip=N_("Once it is typed.")),
    ]


class DeleteCollectionsScreen(CollectionFormScreen[bool]):
    """Dismisses with True when what must be typed was typed; nothing is sent here."""

    AUTO_FOCUS = "ConfirmInput"
    HELP = N_(
        "Deleting a collection deletes no item, and takes everybody's way to those that are in no other one. "
        "For one collection its name is typed, for several their number. Characters that no keyboard has are "
        "typed as a question mark. F1 opens this help."
    )

    def __init__(
        self, path: tuple[str, ...], overview: CollectionOverview, chosen: Sequence[Collection]
    ) -> None:
        super().__init__(path, _("Delete"))
        self._overview = overview
        self._chosen = tuple(chosen)

    def compose_fields(self) -> Iterator[Any]:
        yield Sentences(removal_consequences(self._overview, self._chosen))
        yield Sentences(("", what_to_type(self._chosen)), style="strong")
        yield Horizontal(
            Static(_("Type it"), classes="label", markup=False), ConfirmInput(id="typed"), classes="field"
        )

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        right = is_agreed(self._chosen, event.value)
        self.say(_("That is right. Enter shows the plan.") if right else "")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if is_agreed(self._chosen, event.value):
            self.answer(True)
        else:
            self.say(_("Not deleted: type {text}, or Esc.").format(text=to_type(self._chosen)), "warning")
