"""New collections: names that are typed, pasted or taken from a pattern, then a plan of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.collection_apply import apply_changes
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collection_plan import CollectionChange
from backend_client.portal.job_lines import JobKind
from backend_client.portal.job_rest import rest_of_collections
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from backend_client.portal.providers import Provider
from tui.job import JobWish, wish_inside
from tui.presenters.collection_managers import (
    OTHER,
)
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.presenters.new_collections import (
    Fate,
    NameLine,
    count_words,
    fated,
    line_words,
    missing_parents,
    over_limit,
    plan_rows,
    plan_words,
    read_names,
    remark_lines,
)
from tui.presenters.organization import client_name
from tui.presenters.plan import PlanRow, names_of
from tui.row_run import Result
from tui.screens.assignee_choice import AssigneeChoiceScreen
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.left_job import is_all_there
from tui.screens.manager_choice import ManagerChoice
from tui.screens.plan import PlanScreen
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import ChoiceList
from tui.widgets.lines_input import LinesInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class NewCollectionsScreen(FrameScreen[str | None]):
    """Reads who may manage when shown. Dismisses with a sentence when all were made, else with None."""

    CSS_PATH = "new_collections.tcss"
    AUTO_FOCUS = "LinesInput"
    HELP = N_(
        "One name per line; a slash nests: IT/Servers stands below IT. F2 and F3 put common names below what "
        "is there; change them as you like, paste your own. Somebody must manage each collection: the owner "
        "can, even while only invited. Nothing is sent before you saw the plan; names that exist are "
        "recognised and left alone. Tab goes to the manager and back. F1 opens this help."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2", "pattern('department')", N_("Departments"), id="names.departments", tooltip=N_("Add them.")
        ),
        Binding("f3", "pattern('function')", N_("Functions"), id="names.functions", tooltip=N_("Add them.")),
        Binding(
            "f5,ctrl+s", "review", N_("Review"), id="names.review", tooltip=N_("Show what would be created.")
        ),
        Binding(
            "f4",
            "parents",
            N_("Parents"),
            id="names.parents",
            tooltip=N_("Add a line for each missing name that others are nested below."),
        ),
        Binding("escape,ctrl+g", "back", N_("Back"), id="names.back", tooltip=N_("Leaving sends nothing.")),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), client_name(client))
        super().__init__(heading=(" > ".join((*self._path, _("New collections"))),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._overview: CollectionOverview | None = None
        self._names: tuple[NameLine, ...] = ()
        self._led = False

    # The screen

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(
            (_("One name per line; a slash nests. F2 departments, F3 functions, F5 the plan."),),
            style="muted",
            id="new-intro",
        )
        yield LinesInput(id="names")
        yield RuleLine()
        yield TextLines([plain(_("Reading who is there ..."))], id="new-count")
        yield Sentences(style="warning", id="new-remarks")
        yield ManagerChoice(id="new-manager")

    def on_mount(self) -> None:
        """Read what exists and who is there; typing need not wait for it. What a job left comes with it."""
        self._load()

    def on_locked(self) -> None:
        """Forget what the keys had opened; what was typed stays under the cover."""
        self.workers.cancel_group(self, "names-load")
        self._overview, self._names = None, ()
        if self.is_attached:
            self._show()

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._load()

    def why_not(self, action: str) -> str:
        if action == "parents" and self._overview and not missing_parents(self._names, self._overview):
            return _("Every name that others are nested below is there.")
        return super().why_not(action)

    @work(exclusive=True, group="names-load", exit_on_error=False, description="read the collections")
    async def _load(self) -> None:
        try:
            overview = await self._portal.collections.overview(self._provider, self._client)
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self.read_failed(error, self._load, _("What you typed is still here."))
        else:
            self.was_read()
            self._overview = overview
            self._managers.take(overview, self.takes_up.line.asked.get("manager") if self.takes_up else None)
            left, self._led = None if self._led else self.takes_up, True
            if left is not None and not is_all_there(self, left, rest_of_collections(left, overview)):
                self._editor.append(left.left)
            self._judge()
            if overview.settled:
                self.say(told_line(inside_sentences(overview.settled)), "warning")

    # Typing

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._warned = False
        self.say("")
        self._judge()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._show()

    def action_pattern(self, name: str) -> None:
        """Put the names of a pattern below what is there."""
        typed = {line.name for line in self._names}
        added = [each for each in PATTERNS[Pattern(name)] if each not in typed]
        self._editor.append(added)
        self._editor.focus()

    def action_parents(self) -> None:
        """Add what is missing above nested names."""
        if self._overview is not None:
            self._editor.append(missing_parents(self._names, self._overview))

    def _judge(self) -> None:
        if self._overview is not None:
            self._names = read_names(self._editor.lines, self._overview)
        self._show()
        self.refresh_keys()

    # Who manages them

    @on(ChoiceList.Moved, "#manager")
    def _manager_moved(self, event: ChoiceList.Moved) -> None:
        event.stop()
        self.say("")
        self._show()

    @on(ChoiceList.Taken, "#manager")
    def _manager_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if event.id == OTHER:
            self._choose_other()
        else:
            self.action_review()

    @work(exclusive=True, group="names-other", exit_on_error=False, description="choose a manager")
    async def _choose_other(self) -> None:
        if self._overview is None:
            return
        title = _("Who manages the new collections?")
        chosen = await self.app.push_screen_wait(AssigneeChoiceScreen((*self._path, title), self._overview))
        if chosen is not None and self._overview is not None:
            self._managers.other = chosen
            self._managers.take(self._overview)
            self._show()
            self.say(_("F5 shows the plan."))

    @property
    def _managers(self) -> ManagerChoice:
        return self.query_one(ManagerChoice)

    # The plan

    def action_review(self) -> None:
        """Show the plan, unless something is wrong: then say so and go there."""
        overview = self._overview
        if overview is None:
            self.say(_("What exists was not read yet."), "warning")
            return
        obstacle = self._obstacle(overview)
        if obstacle:
            self.say(obstacle, "warning")
        elif self._managers.lacks_other:
            self._choose_other()
        else:
            self._plan(overview)

    def _obstacle(self, overview: CollectionOverview) -> str:
        wrong = next(iter(fated(self._names, Fate.WRONG)), None)
        if wrong is not None:
            self._editor.focus()
            self._editor.go_to_line(wrong.number)
            return line_words(wrong)
        if not fated(self._names, Fate.NEW):
            self._editor.focus()
            return _("There is no new name. Type one, or F2 or F3.")
        over = over_limit(self._names, overview)
        if over:
            return _("The client's plan allows {most} collections: {over} too many.").format(
                most=overview.most, over=over
            )
        return ""

    @work(exclusive=True, group="names-plan", exit_on_error=False, description="create collections")
    async def _plan(self, overview: CollectionOverview) -> None:
        manager = self._managers.chosen(overview)
        switch_on = manager is None and overview.admin_access is False
        rows = plan_rows(self._names, manager, switch_on=switch_on)
        words = plan_words(self._names, overview, manager, switch_on=switch_on)
        wish = self._wish(rows, manager)
        plan = PlanScreen(self._path, words, rows, self._send, careful=switch_on, wish=wish)
        end = await self.app.push_screen_wait(plan)
        if end is None:
            return
        made = sum(row.sendable for row in rows) == len(end.done) + len(end.going)
        if made:
            self.dismiss(end.sentence)
        else:
            self.say(end.sentence, "warning")
            self._load()

    def _wish(self, rows: Sequence[PlanRow[CollectionChange]], manager: Assignee | None) -> JobWish:
        names = names_of(rows, lambda change: change.name if isinstance(change, NewCollection) else "")
        kind, asked = JobKind.NEW_COLLECTIONS, {"manager": manager.id if manager is not None else None}
        left = self.left_of(kind)
        return wish_inside(kind, self._provider, self._client, names, asked=asked, instead_of=left)

    async def _send(self, changes: Sequence[CollectionChange]) -> Sequence[Result]:
        return await apply_changes(self._portal.collections, self._provider, self._client, changes)

    # Leaving

    def action_back(self) -> None:
        """Leave; what was typed is not dropped by one key."""
        if self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        return typed_unsent() if self._editor.text.strip() else ""

    # Drawing

    @property
    def _editor(self) -> LinesInput:
        return self.query_one(LinesInput)

    def _show(self) -> None:
        overview = self._overview
        count = count_words(self._names, overview) if overview else _("Reading who is there ...")
        self.query_one("#new-count", TextLines).set_text(count)
        here = self._editor.cursor_location[0] + 1
        remarks = remark_lines(self._names, overview, here) if overview else ()
        self.query_one("#new-remarks", Sentences).set_sentences(remarks)
        self._managers.explain(overview)
