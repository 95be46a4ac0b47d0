"""`e` in the vault: another name for a collection, or another place: a slash nests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collection_plan import nested_below
from tui.presenters.rename_collection import nested_label, problem_of_rename, rename_readout
from tui.safe_text import safe_text
from tui.screens.collection_form import CollectionFormScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import PlainInput, printable_line
from tui.widgets.sentences import Sentences

_WITH, _ALONE = "with", "alone"


class CollectionNameInput(PlainInput):
    """The name; Enter shows the plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", N_("Plan"), id="collection.submit", tooltip=N_("Show what would be done.")
        ),
    ]


class RenameCollectionScreen(CollectionFormScreen[tuple[str, bool]]):
    """Asks for another name of what is called `before`. Dismisses with it, and whether what is nested
    below goes with it."""

    AUTO_FOCUS = "CollectionNameInput"
    HELP = N_(
        "A slash nests: name Servers IT/Servers, and it stands below IT. Who has access does not change: "
        "nesting hands nothing down. What is nested below a name keeps its place only when it is renamed "
        "as well. F1 opens this help."
    )

    def __init__(
        self,
        path: tuple[str, ...],
        overview: CollectionOverview,
        before: str,
        *,
        is_path: bool = False,
        external_id: str = "",
        typed: tuple[str, bool] | None = None,
    ) -> None:
        """`is_path`: nothing itself is called `before`; it is the place of what is nested below.

        `external_id` (foreign text) is shown where there is one; nobody changes it here. `typed` is what such
        a form held when it was locked: `held` of that one.
        """
        super().__init__(path, _("Rename"))
        self.held: tuple[str, bool] | None = None
        self._begins = printable_line(before)
        self._first, self._nested = typed if typed is not None and typed[0] else (self._begins, True)
        self._is_path = is_path
        self._external_id = external_id
        self._overview = overview
        self._before = before
        self._below = len(nested_below(overview, before)) if before else 0

    def compose_fields(self) -> Iterator[Any]:
        yield Horizontal(
            Static(_("Name now"), classes="label", markup=False),
            Static(safe_text(self._before), classes="fact", markup=False),
            classes="field",
        )
        yield Horizontal(
            Static(_("New name"), classes="label", markup=False),
            CollectionNameInput(self._first, id="name"),
            classes="field",
        )
        if self._external_id:
            yield Horizontal(
                Static(_("External ID"), classes="label", markup=False),
                Static(safe_text(self._external_id, limit=60), classes="fact", markup=False),
                classes="field",
            )
        yield Sentences(id="form-readout")
        choices = [
            Choice(_WITH, nested_label(self._below)),
            Choice(_ALONE, _("Leave what is nested below where it is")),
        ]
        yield ChoiceList(choices, current=_WITH if self._nested else _ALONE, id="nested")

    def on_mount(self) -> None:
        """The choice is there where something is nested below; a path is nothing but that."""
        self.query_one("#nested").display = bool(self._below) and not self._is_path
        self._show()

    def on_locked(self) -> None:
        """What was typed is the person's own; a name that only stood there is not kept."""
        if self.is_attached and not self.stopped:
            own = self.query_one("#name", PlainInput).value
            self.held = ("" if own == self._begins else own, self._goes_along)
        super().on_locked()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.say("")
        self._show()

    @on(Input.Submitted)
    @on(ChoiceList.Taken)
    def _submitted(self) -> None:
        problem = problem_of_rename(self._overview, self._before, self._typed_name)
        if problem:
            self.say(problem, "warning")
            self.query_one("#name").focus()
        else:
            self.answer((self._typed_name, self._goes_along))

    @property
    def _goes_along(self) -> bool:
        return self.query_one("#nested", ChoiceList).current == _WITH

    @property
    def _typed_name(self) -> str:
        return self.query_one("#name", PlainInput).value.strip()

    def _show(self) -> None:
        readout = rename_readout(self._overview, self._before, self._typed_name)
        self.query_one("#form-readout", Sentences).set_sentences(readout)
