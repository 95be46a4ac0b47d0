"""The form of `InviteScreen`: the people as text, role and groups for all, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from backend_client.portal.collections import Permission
from backend_client.portal.invitation_input import ParsedPeople, parse_people
from backend_client.portal.invitation_plan import (
    InviteDefaults,
    InvitePlan,
    InviteRoom,
    plan_invitations,
)
from backend_client.portal.members import MemberRole
from tui.presenters.invitations import (
    FoundRow,
    access_sentence,
    count_sentence,
    found_columns,
    found_rows,
    group_choices,
    no_groups_words,
    nobody_words,
    permission_choices,
    read_rows,
    role_choices,
)
from tui.screens.base import RuleLine
from tui.translate import _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.mark_list import MarkList
from tui.widgets.people_input import PeopleInput
from tui.widgets.text_lines import TextLines, plain

_MANY = 20_000  # characters beyond which a text is not read at every key
_PAUSE_SECONDS = 0.2


class InviteForm(Vertical):
    """Shows at once what would become of everybody; `take` gives it the client's room."""

    class Edited(Message):
        """The people were changed."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.parsed = ParsedPeople()
        self._room: InviteRoom | None = None
        self._timer: Timer | None = None
        self._shown = InvitePlan()
        self._given = ""
        self._wanted_groups: tuple[str, ...] = ()
        self.collections: dict[str, Permission] = {}

    def compose(self) -> ComposeResult:
        yield PeopleInput(
            placeholder=_("ann@customer.example  -  type or paste addresses; F3 reads a CSV file."),
            id="people",
        )
        with Horizontal(id="invite-defaults"):
            with Vertical(id="invite-role"):
                yield Static(_("Role for all"), id="role-label", markup=False)
                yield ChoiceList(_choices(None), id="role")
            yield MarkList(_("Groups for all"), empty=no_groups_words(None), id="groups")
            yield MarkList(_("Permissions"), id="permissions")
        yield RuleLine()
        yield LineTable[FoundRow](found_columns(), empty=nobody_words(), id="found")
        yield TextLines([plain("")], id="invite-count")

    def on_mount(self) -> None:
        """Permissions show with the custom role only."""
        self._permissions.display = False
        self._permissions.set_choices(permission_choices())

    # What the screen asks and gives

    @property
    def text(self) -> str:
        """What was written."""
        return self._area.text

    def put_in(self, text: str) -> None:
        """Write `text` (made printable) in place of what is there."""
        self._area.put_in(text)
        self._given = self._area.text
        self.read()

    def take(self, room: InviteRoom | None) -> None:
        """What there is room for; None: not known any more. What was written and chosen stays."""
        if self._room is not None:
            self._wanted_groups = self._groups.chosen
        self._room = room
        if room is not None:
            self.query_one("#role", ChoiceList).set_choices(_choices(room))
        self._groups.set_empty(no_groups_words(room))
        self._groups.set_choices(group_choices(room))
        self._groups.set_marks({each for each, _name in group_choices(room)} & set(self._wanted_groups))
        self._permissions.display = self._role is MemberRole.CUSTOM
        self._show()

    def give(self, collections: Mapping[str, Permission]) -> None:
        """Give everybody this direct access (by ids of collections), in place of what was chosen before."""
        self.collections = dict(collections)
        self._show()

    def permit(self, permissions: Collection[str]) -> None:
        """Mark what a custom role may do."""
        self._permissions.set_marks(set(permissions))
        self._show()

    def read(self) -> None:
        """Read the text now."""
        self.parsed = parse_people(self._area.text)
        self._show()

    def plan(self, most: int | None = None) -> InvitePlan:
        """Who would be invited how; nobody before the room is known."""
        if self._room is None:
            return InvitePlan()
        names = {group.id: group.name for group in self._room.groups}
        groups = tuple(names[row] for row in self._groups.chosen if row in names)
        defaults = InviteDefaults(self._role, groups, self._permissions.chosen, self.collections)
        return plan_invitations(self.parsed.people, self._room, defaults, most=most)

    # What a person does

    @on(TextArea.Changed, "#people")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if len(event.text_area.text) > _MANY:
            self._timer = self.set_timer(_PAUSE_SECONDS, self.read)
        else:
            self.read()
        if event.text_area.text != self._given:
            self._given = ""
            self.post_message(self.Edited())

    @on(ChoiceList.Moved, "#role")
    def _role_moved(self, event: ChoiceList.Moved) -> None:
        event.stop()
        self._permissions.display = self._role is MemberRole.CUSTOM
        self._show()

    @on(ChoiceList.Taken, "#role")
    @on(LineTable.Chosen, "#groups, #permissions")
    def _next_field(self, event: ChoiceList.Taken | LineTable.Chosen) -> None:
        event.stop()
        self.screen.focus_next()

    @on(LineTable.MarksChanged)
    def _marked(self, event: LineTable.MarksChanged) -> None:
        event.stop()
        self._show()

    @on(LineTable.Chosen, "#found")
    def _row_taken(self, event: LineTable.Chosen) -> None:
        """To the line of the text that the row came from."""
        event.stop()
        row = self._table.cursor_row
        if row is not None and row.line:
            self._area.go_to_line(row.line)
            self._area.focus()

    @on(LineTable.Highlighted)
    def _row_reached(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_count()

    def on_descendant_focus(self) -> None:
        """The line below the table speaks of its row only while keys go there."""
        self._show_count()

    # Drawing

    def _show(self) -> None:
        plan = self.plan()
        known = self._room is not None
        rows: Sequence[FoundRow] = (
            found_rows(self.parsed, plan, self._room) if known else read_rows(self.parsed)
        )
        self._shown = plan
        self._table.set_rows(rows)
        self._show_count()

    def _show_count(self) -> None:
        row = self._table.cursor_row
        text, style = "", ""
        if self._table.has_focus and row is not None and row.why:
            text, style = f"{row.address}: {row.why}", "warning"
        elif self.parsed != ParsedPeople():
            said = (
                count_sentence(self.parsed, self._shown, self._room),
                access_sentence(len(self.collections)),
            )
            text = " ".join(part for part in said if part)
        self.query_one("#invite-count", TextLines).set_text(text, style)

    @property
    def _role(self) -> MemberRole:
        return MemberRole[self.query_one("#role", ChoiceList).current]

    @property
    def _area(self) -> PeopleInput:
        return self.query_one("#people", PeopleInput)

    @property
    def _groups(self) -> MarkList:
        return self.query_one("#groups", MarkList)

    @property
    def _permissions(self) -> MarkList:
        return self.query_one("#permissions", MarkList)

    @property
    def _table(self) -> LineTable[FoundRow]:
        return self.query_one("#found", LineTable)


def _choices(room: InviteRoom | None) -> list[Choice]:
    return [Choice(role.name, word, hint) for role, word, hint in role_choices(room)]
