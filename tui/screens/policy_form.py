"""One policy: on or off, and its data. Sends nothing: what it wants becomes a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from backend_client.portal.policies import Policy, PolicyBoard, PolicyWish
from tui.presenters.policies import state_word
from tui.presenters.policy_form import FormField, form_fields, problem_of, readout, wish_of
from tui.presenters.policy_words import words_of
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice
from tui.widgets.number_input import NumberInput
from tui.widgets.pick_line import PickLine
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences

_ID = "policy-"


class NumberField(NumberInput):
    """A number that need not be the last field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Next"), show=False, id="policy.number"),
    ]


class PolicyFormScreen(FrameScreen["PolicyWish | None"]):
    """Dismisses with a PolicyWish, or None."""

    CSS_PATH = "policy_form.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Space or the right arrow changes a value that is picked; numbers and texts are typed. Enter goes "
        "to the next field, and from the last one to the plan; F5 goes there at once. Values that this "
        "program does not know are kept as they are. Nothing is sent from this form."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f5,ctrl+s", "review", N_("Review"), id="policy.review", tooltip=N_("Show what would be sent.")
        ),
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="policy.back", tooltip=N_("Back; leaving sends nothing.")
        ),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="policy.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="policy.down"),
    ]

    def __init__(self, path: tuple[str, ...], board: PolicyBoard, policy: Policy) -> None:
        super().__init__(heading=(" > ".join((*path, words_of(policy.type).name)),))
        self._board = board
        self._policy = policy
        self._fields = form_fields(policy)

    def compose_body(self) -> Iterator[Any]:
        words = words_of(self._policy.type)
        now = _("Now: {state}. Exempt: {who}.").format(state=state_word(self._policy), who=words.exempt)
        with VerticalScroll(id="policy-fields", can_focus=False):
            yield Sentences((words.effect, now), style="muted", id="policy-effect")
            for field in self._fields:
                yield Horizontal(
                    Static(field.label, classes="label", markup=False), *_widgets(field), classes="field"
                )
            yield Sentences(id="policy-readout")

    def on_mount(self) -> None:
        """Start in the first field."""
        self._widget(self._fields[0].id).focus()
        self._tell()

    # Filling in

    @on(PickLine.Picked)
    @on(Input.Changed)
    def _changed(self) -> None:
        self.say("")
        self._tell()

    @on(PickLine.Submitted)
    def _picked(self, event: PickLine.Submitted) -> None:
        event.stop()
        self._next(event.line.id)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self._next(event.input.id)

    def _next(self, widget_id: str | None) -> None:
        if widget_id == f"{_ID}{self._fields[-1].id}" or not self._wish.enabled:
            self.action_review()
        else:
            self.focus_next()

    def action_review(self) -> None:
        """Hand over what is wanted, unless something is wrong: then go there and say so."""
        wish = self._wish
        problem = problem_of(self._policy, wish)
        if problem is None:
            self.dismiss(wish)
            return
        self.say(problem.sentence, "warning")
        self._widget(problem.field).focus()

    def action_back(self) -> None:
        """Without a wish; what was changed is not dropped by one key."""
        if self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        if all(self._entered(field) == field.start for field in self._fields):
            return ""
        return _("Nothing was sent. Esc again leaves and forgets what you changed.")

    def _tell(self) -> None:
        said = readout(self._board, self._policy, self._wish)
        self.query_one("#policy-readout", Sentences).set_sentences(said)

    @property
    def _wish(self) -> PolicyWish:
        return wish_of(self._policy, {field.id: self._entered(field) for field in self._fields})

    def _entered(self, field: FormField) -> str:
        widget = self._widget(field.id)
        return widget.current if isinstance(widget, PickLine) else str(getattr(widget, "value", ""))

    def _widget(self, field_id: str) -> Widget:
        return self.query_one(f"#{_ID}{field_id}")


def _widgets(field: FormField) -> Iterator[Widget]:
    if field.options:
        choices = [Choice(id, label) for id, label in field.options]
        yield PickLine(choices, current=field.start, id=f"{_ID}{field.id}")
        return
    if field.digits:
        yield NumberField(int(field.start) if field.start else None, id=f"{_ID}{field.id}")
    else:
        yield PlainInput(field.start, id=f"{_ID}{field.id}")
    yield Static(field.hint, classes="hint", markup=False)
