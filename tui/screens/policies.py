"""The enterprise policies of one client: what is on, what each would do, presets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.policies import PolicyBoard, PolicyChange, PolicyOutcome, PolicyWish
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import kind_of
from backend_client.portal.providers import Provider
from tui.job import wish_inside
from tui.presenters.job_policies import policy_again, policy_asked, preset_again
from tui.presenters.paragraph import wrap
from tui.presenters.plan import PlanRow, names_of
from tui.presenters.policies import (
    PolicyTableRow,
    details,
    not_applicable,
    policies_line,
    policy_columns,
    policy_rows,
)
from tui.presenters.policy_plan import (
    change_rows,
    nothing_differs,
    plan_words,
    preset_rows,
    toggled,
    uncertain,
    why_not_edited,
)
from tui.presenters.policy_words import name_of, preset_words
from tui.presenters.row_states import RowState
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.policy_form import PolicyFormScreen
from tui.screens.policy_preset import PresetChoiceScreen
from tui.screens.reader import BoardScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_DETAIL_LINES = 5


class PolicyTable(LineTable[PolicyTableRow]):
    """The table of this screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "choose", N_("Set"), id="policies.set", tooltip=N_("Switch it, set its data.")
        ),
    ]


class PoliciesScreen(BoardScreen[None, PolicyBoard]):
    """Reads the policies through `portal` when shown, on `R`, after a change and when the keys come back."""

    CSS_PATH = "policies.tcss"
    READ_GROUP = "policies-load"
    READING = N_("Reading the policies ...")
    AUTO_FOCUS = "#policies"
    CHANGES = frozenset({"choose", "presets"})
    HELP = N_(
        "Policies are rules for everybody in the client. Two of them revoke members who do not comply when "
        "they are switched on: set them before anybody is invited. Nothing is sent from this list: every "
        "change is shown as a plan first, with the members it would revoke. A dim row cannot be had here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "presets", N_("Presets"), id="policies.presets", tooltip=N_("A careful set at once.")),
        Binding("R", "refresh", N_("Refresh"), id="policies.refresh", tooltip=N_("Read everything again.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="policies.back", tooltip=N_("Back.")),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (safe_text(client.name, limit=20),)
        super().__init__(heading=(" > ".join((_("Clients"), *self._path, _("Policies"))),))
        self._portal = portal
        self._provider = provider
        self._client = client

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain("")], id="policies-line")
        yield RuleLine()
        yield PolicyTable(policy_columns(), empty=_(self.READING), id="policies")
        yield RuleLine()
        yield TextLines([plain("")] * _DETAIL_LINES, id="policies-detail")

    def on_mount(self) -> None:
        """Start reading; the table says so meanwhile."""
        self._load()

    def on_resize(self) -> None:
        """The sentences break at the new width."""
        self._show_detail()

    # Reading

    async def _read(self) -> PolicyBoard:
        return await self._portal.policies.read(self._provider, self._client)

    # Keys

    def why_not(self, action: str) -> str:
        unfit = self.board is not None and not self.board.applicable
        if action in self.CHANGES and unfit and not self.front.read_only:
            return not_applicable()[0]
        return super().why_not(action)

    @on(LineTable.Chosen, "#policies")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        if self.board is None or self._refused("choose"):
            return
        policy = self.board.policy(int(event.row.id))
        why_not = why_not_edited(policy)
        if why_not:
            self.say(why_not, "warning")
            return
        form = PolicyFormScreen(self._path, self.board, policy)
        self.app.push_screen(form, self._wished)

    def _refused(self, action: str) -> bool:
        reason = self.why_not(action)
        if reason:
            self.say(reason, "warning")
        return bool(reason)

    def _wished(self, wish: PolicyWish | None) -> None:
        """The form is over: plan what it takes, if anything does."""
        if wish is None or self.board is None:
            self.say(_("Nothing was sent."))
            return
        try:
            changes = self._portal.policies.plan_one(self.board, wish)
        except SeatwardenError as error:
            self.explain(error)
            return
        if not changes:
            self.say(nothing_differs(self.board.policy(wish.type)))
            return
        self._plan(name_of(wish.type), change_rows(self.board, changes), policy_asked(wish))

    def action_presets(self) -> None:
        """Choose a preset, then look at its plan."""
        if self.board is not None and not self._refused("presets"):
            self.app.push_screen(PresetChoiceScreen(self._path, self.board), self._preset_chosen)

    def _preset_chosen(self, preset: Preset | None) -> None:
        if preset is not None and self.board is not None:
            self._plan_preset(self.board, preset)

    def _plan_preset(self, board: PolicyBoard, preset: Preset, only: frozenset[str] | None = None) -> None:
        """`only`: the policies (words) of it that are wanted."""
        rows = preset_rows(board, self._portal.policies.plan_preset(board, preset))
        for row in rows:
            wanted = only is None or row.change is None or _word(row.change) in only
            if not wanted and row.state is RowState.READY:
                rows = tuple(toggled(board, rows, row.id))
        self._plan(preset_words(preset)[0], rows, {"preset": preset.value})

    def rest_of(self, left: LeftJob) -> Collection[str]:
        board, preset, wish = self.board, preset_again(left), policy_again(left)
        if board is None or (preset is None and wish is None):
            return left.left
        try:
            types = self._types_to_change(board, preset, wish)
        except SeatwardenError:
            return left.left
        return {kind_of(number).word for number in types}.intersection(left.left)

    def _types_to_change(
        self, board: PolicyBoard, preset: Preset | None, wish: PolicyWish | None
    ) -> list[int]:
        """Those that cannot be had here any more among them: nobody is to take them for set."""
        policies = self._portal.policies
        if preset is None:
            return [each.type for each in policies.plan_one(board, wish)] if wish is not None else []
        plan = policies.plan_preset(board, preset)
        return [*(each.type for each in plan.changes), *(each.type for each in plan.impossible)]

    def plan_left(self, left: LeftJob) -> None:
        """Plan the preset anew, as far as it was wanted, or the one policy."""
        preset, wish = preset_again(left), policy_again(left)
        if self.board is None or self._refused("presets"):
            return
        if preset is not None:
            self._plan_preset(self.board, preset, frozenset(left.line.rows))
        elif wish is not None:
            self._wished(wish)
        else:
            words = ", ".join(safe_text(word, limit=30) for word in left.left)
            self.say(_("Not known to be saved: {policies}. Choose it again.").format(policies=words))

    # The plan

    def _plan(
        self, title: str, rows: Sequence[PlanRow[PolicyChange]], asked: Mapping[str, Any] | None = None
    ) -> None:
        board, outcomes = self.board, list[PolicyOutcome]()
        if board is None:
            return

        async def apply(change: PolicyChange) -> None:
            outcomes.append(await self._portal.policies.apply(self._provider, self._client, change))

        async def send(changes: Sequence[PolicyChange]) -> Sequence[Result]:
            return await one_by_one(changes, apply)

        kind = JobKind.POLICIES
        names, left = names_of(rows, _word), self.left_of(kind)
        wish = wish_inside(kind, self._provider, self._client, names, asked=asked, instead_of=left)
        several = sum(row.sendable for row in rows) > 1
        screen = PlanScreen(
            self._path,
            plan_words(title, rows, outcomes),
            rows,
            send,
            careful=uncertain(board, [row.change for row in rows if row.change is not None]),
            toggle=(lambda now, row_id: toggled(board, now, row_id)) if several else None,
            confirm=lambda changes: self._client if uncertain(board, changes) else None,
            wish=wish,
        )
        self.app.push_screen(screen, self._plan_over)

    def _plan_over(self, end: PlanEnd[PolicyChange] | None) -> None:
        self.say(_("Nothing was sent.") if end is None else end.sentence)
        if end is not None:
            self._load(end.sentence)

    # Drawing

    @property
    def _table(self) -> PolicyTable:
        return self.query_one("#policies", PolicyTable)

    @on(LineTable.Highlighted, "#policies")
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self._show_detail()

    def _show(self) -> None:
        board = self.board
        self._table.set_rows(policy_rows(board) if board is not None else ())
        if board is None:
            line = ""
        else:
            line = policies_line(board) if board.applicable else " ".join(not_applicable())
        lines = wrap(line, max(20, self.size.width - 2))
        self.query_one("#policies-line", TextLines).set_lines([plain(f" {one}") for one in lines])
        self._show_detail()
        self.refresh_keys()

    def _show_detail(self) -> None:
        row = self._table.cursor_row
        said = details(self.board, int(row.id)) if self.board is not None and row is not None else ()
        width = max(20, self.size.width - 2)
        lines = [line for sentence in said for line in wrap(sentence, width)][:_DETAIL_LINES]
        lines += [""] * (_DETAIL_LINES - len(lines))
        self.query_one("#policies-detail", TextLines).set_lines([plain(f" {line}") for line in lines])


def _word(change: PolicyChange) -> str:
    """What the journal calls the policy."""
    return kind_of(change.type).word
