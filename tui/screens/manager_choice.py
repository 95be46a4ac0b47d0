"""Who manages new collections: the owner, somebody else, or nobody where admins reach everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from tui.presenters.collection_managers import OTHER, OWNER, manager_choices, manager_explained
from tui.translate import _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences


class ManagerChoice(Vertical):
    """The choices of an overview, once it is there. Its list posts what lists post. `other` is kept when the
    overview goes."""

    DEFAULT_CSS = """
    ManagerChoice {
        height: auto;
        & > Horizontal { height: auto; padding: 0 1; }
        & .label { width: auto; padding-right: 2; }
        & > Sentences { padding: 0 1; }
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.other: Assignee | None = None

    def compose(self) -> Iterator[Any]:
        with Horizontal():
            yield Static(_("Managed by"), classes="label", markup=False)
            yield ChoiceList([Choice(OWNER, _("..."))], id="manager")
        yield Sentences(style="muted")

    @property
    def lacks_other(self) -> bool:
        """Whether somebody else is wished and it was not said who."""
        return self._list.current == OTHER and self.other is None

    def take(self, overview: CollectionOverview, again: object = None) -> None:
        """Show its choices. `again`: the id of who is to be chosen, of a job that is taken up."""
        found = next((one for one in overview.assignees if one.id == again), None)
        self.other = self.other or found
        self._list.set_choices([Choice(*each) for each in manager_choices(overview, self.other)])
        if found is not None and self.other is not None and self.other != overview.owner:
            self._list.choose(OTHER)

    def chosen(self, overview: CollectionOverview) -> Assignee | None:
        """Who is chosen; None for nobody."""
        return {OWNER: overview.owner, OTHER: self.other}.get(self._list.current)

    def explain(self, overview: CollectionOverview | None) -> None:
        """Say what the choice means; nothing before there is an overview."""
        said = (manager_explained(self._list.current, overview),) if overview else ()
        self.query_one(Sentences).set_sentences(said)

    @property
    def _list(self) -> ChoiceList:
        return self.query_one(ChoiceList)
