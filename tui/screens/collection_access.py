"""`a` in the vault: who gets which access to the chosen collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collections import Collection, Permission
from tui.presenters.collection_permissions import held_words, permission_choices
from tui.screens.assignee_choice import AssigneeChoiceScreen
from tui.screens.collection_form import CollectionFormScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences


class PermissionList(ChoiceList):
    """The permissions; Enter is named in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Plan"), id="permission.choose", tooltip=N_("Show what would be done.")),
    ]


class CollectionAccessScreen(CollectionFormScreen[tuple[Assignee, Permission]]):
    """Asks first who, then for the permission on `chosen`. Dismisses with both."""

    AUTO_FOCUS = "PermissionList"
    HELP = N_(
        "The permission takes the place of what somebody holds there directly; what they reach through a "
        "group stays. View and edit can hide passwords: they are filled in but not shown. Manage means to "
        "give others access as well."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "who", N_("Somebody else"), id="access.who", tooltip=N_("Choose another one.")),
    ]

    def __init__(
        self, path: tuple[str, ...], overview: CollectionOverview, chosen: Sequence[Collection]
    ) -> None:
        super().__init__(path, _("Access"))
        self._path = path
        self._overview = overview
        self._chosen = tuple(chosen)
        self._assignee: Assignee | None = None

    def compose_fields(self) -> Iterator[Any]:
        yield Sentences(id="form-readout")
        choices = [Choice(*each) for each in permission_choices()]
        yield PermissionList(choices, current=Permission.EDIT.name, id="permissions", alone=True)

    def on_mount(self) -> None:
        """First, who."""
        self.action_who()

    @work(exclusive=True, group="access-who", exit_on_error=False, description="choose who gets access")
    async def action_who(self) -> None:
        """Choose who it is about; leaving that without a choice leaves this too."""
        title = _("Who gets access?")
        found = await self.app.push_screen_wait(AssigneeChoiceScreen((*self._path, title), self._overview))
        if found is not None:
            self._assignee = found
            words = held_words(self._overview, self._chosen, found)
            self.query_one("#form-readout", Sentences).set_sentences(words)
        elif self._assignee is None:
            self.answer(None)

    def unsent(self) -> str:
        if self._assignee is None:
            return ""
        return _("Nothing was sent. Once more leaves and drops what you chose.")

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._assignee is not None:
            self.answer((self._assignee, Permission[event.id]))
