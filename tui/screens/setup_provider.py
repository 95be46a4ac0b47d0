"""Setting up a provider that the vendor prepared: in the browser on every real server, here in practice.

browser:   y copies the address, R picks up what became of it
practice:  fill in --Enter on the last field--> review --Yes--> sending --> dismissed with the provider
               ^--- No, Esc, what the server refused ----'         |
                                              it is not known  ----'--> over: R picks it up
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from backend_client.errors import OutcomeUnknown, SeatwardenError
from backend_client.portal.join_link import JoinLink
from backend_client.portal.setup_form import SetupField, SetupForm
from backend_client.secret import Secret
from tui.presenters.joining import practice_setup_note
from tui.presenters.provider_setup import (
    address_lines,
    browser_sentences,
    faults_by_field,
    field_hint,
    field_label,
    not_yet_sentence,
    refused_fields,
    review_sentences,
)
from tui.screens.base import FrameScreen
from tui.screens.form import AnswerList
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal
    from backend_client.portal.providers import Provider

_BACK, _COMMIT = "back", "commit"
_LAST = tuple(SetupField)[-1]


class Part(Enum):
    """What is shown."""

    BROWSER = "browser"
    FILL = "fill"
    REVIEW = "review"
    SENDING = "sending"


class SetupProviderScreen(FrameScreen["Provider | None"]):
    """Dismisses with the provider once it is set up, else with None. The link stays the caller's."""

    CSS_PATH = "setup_provider.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "The vendor prepares a provider and mails a link. Setting it up gives it its names, a billing "
        "address and a payment method, and makes the key that will open every client. Whoever sets it up is "
        "its first admin; invite a second one soon."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="setup.back", tooltip=N_("Back; nothing is sent.")),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="setup.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="setup.down"),
        Binding("y", "copy", N_("Copy address"), id="setup.copy", tooltip=N_("Copy the setup's address.")),
        Binding("v", "reveal", N_("Show address"), id="setup.reveal", tooltip=N_("Show or hide it in full.")),
        Binding("R", "pick_up", N_("Pick up"), id="setup.pick_up", tooltip=N_("Look whether it is set up.")),
    ]

    def __init__(self, portal: Portal, link: JoinLink) -> None:
        super().__init__(heading=(_("Set up a provider"),))
        self._portal = portal
        self._link = link
        self._part = Part.FILL if portal.provider_setup.here else Part.BROWSER
        self._revealed = False
        self._wrong: dict[SetupField, str] = {}
        self._end: tuple[Provider | None] | None = None

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="setup-browser", can_focus=False):
            yield Sentences(browser_sentences(), id="setup-how")
            yield TextLines(id="setup-address")
        with VerticalScroll(id="setup-fields", can_focus=False):
            for field in SetupField:
                yield Horizontal(
                    Static(field_label(field), classes="label", markup=False),
                    PlainInput(placeholder=field_hint(field), id=f"setup-{field.value}"),
                    classes="field",
                )
                yield Sentences(style="warning", id=f"wrong-{field.value}")
            yield Sentences((practice_setup_note(),), style="muted", id="setup-note")
        with VerticalScroll(id="setup-review", can_focus=False):
            yield Sentences(id="setup-review-text")
            answers = [Choice(_BACK, _("No, back to the form")), Choice(_COMMIT, _("Yes, set it up"))]
            yield AnswerList(answers, id="setup-answer", alone=True)

    def on_mount(self) -> None:
        """Begin in the first field, or with the way through the browser."""
        self._show(self._part)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the browser's way belong to it, and letters to the fields."""
        if action in ("copy", "reveal", "pick_up"):
            return self._part is Part.BROWSER
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        if self._part is Part.SENDING:
            return _("It is being sent. Wait for the answer.")
        return super().why_not(action)

    def action_back(self) -> None:
        """From the review to the form; otherwise away."""
        if self._part is Part.REVIEW:
            self._show(Part.FILL)
        elif self.may_leave():
            self._finish(None)

    def unsent(self) -> str:
        typing = self._part in (Part.FILL, Part.REVIEW)
        return typed_unsent() if typing and any(field.value for field in self.query(PlainInput)) else ""

    def on_locked(self) -> None:
        """The link is forgotten, so there is nothing to go on with."""
        self._revealed = False
        if self._part is not Part.SENDING and self._end is None:
            self._end = (None,)

    def on_screen_resume(self) -> None:
        """What ended while the unlock screen lay above leaves now."""
        self._leave_now()

    def _finish(self, provider: Provider | None) -> None:
        if self._end is None:
            self._end = (provider,)
        self._leave_now()

    def _leave_now(self) -> None:
        if self._end is not None and self.app.screen is self:
            self.dismiss(*self._end)

    # Through the browser

    def action_copy(self) -> None:
        """The address goes to the clipboard, and leaves it by itself."""
        self.front.copy_secret(Secret(self._link.address.reveal()))
        self.say(_("Copied. Open it in a browser; it leaves the clipboard after a while."))

    def action_reveal(self) -> None:
        """Show the address in full, or its beginning."""
        self._revealed = not self._revealed
        self._show_address()

    def action_pick_up(self) -> None:
        """Look whether the provider is set up."""
        self.say(_("Looking ..."))
        self._pick_up()

    @work(exclusive=True, group="setup-find", exit_on_error=False, description="look for a provider")
    async def _pick_up(self) -> None:
        try:
            found = await self._portal.provider_setup.find(self._link)
        except SeatwardenError as error:
            self.explain(error)
            return
        if found is None:
            self.say(not_yet_sentence())
        else:
            self._finish(found)

    def _show_address(self) -> None:
        width = max(20, self.size.width - 6)
        lines = address_lines(self._link, width, whole=self._revealed)
        self.query_one("#setup-address", TextLines).set_lines([plain(line) for line in lines])

    def on_resize(self) -> None:
        """A long address is broken at the width at hand."""
        self._show_address()

    # Here, in practice

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("setup-")
        self._warned = False
        if self._part is Part.FILL and name in set(SetupField) and self._wrong.pop(SetupField(name), ""):
            self._show_wrong()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == f"setup-{_LAST.value}":
            self._go_to_review()
        else:
            self.focus_next()

    def _go_to_review(self) -> None:
        form = self._form()
        self._wrong = dict(faults_by_field(form))
        self._show_wrong()
        if self._wrong:
            self._go_to_first_wrong()
            return
        self.query_one("#setup-review-text", Sentences).set_sentences(review_sentences(form))
        self.query_one("#setup-answer", AnswerList).choose(_BACK)
        self.say("")
        self._show(Part.REVIEW)

    @on(ChoiceList.Taken, "#setup-answer")
    def _answered(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._part is not Part.REVIEW:
            return
        if event.id != _COMMIT:
            self._show(Part.FILL)
        elif self.front.read_only:
            self.say(_("This run is read-only: nothing is changed. Start without --read-only."), "warning")
        else:
            self._show(Part.SENDING)
            self.say(_("Setting up ... Your providers are read again afterwards."))
            self._send(self._form())

    @work(exclusive=True, group="commit", exit_on_error=False, description="set up a provider")
    async def _send(self, form: SetupForm) -> None:
        try:
            made = await self._portal.provider_setup.set_up(self._link, form)
        except OutcomeUnknown as error:
            self._show(Part.BROWSER)
            self.explain(error)
        except SeatwardenError as error:
            self._wrong = refused_fields(error)
            self._show(Part.FILL)
            self.explain(error)
            self._show_wrong()
            if self._wrong:
                self._go_to_first_wrong()
        else:
            self._finish(made)

    # Drawing

    def _form(self) -> SetupForm:
        values = {field: self.query_one(f"#setup-{field.value}", PlainInput).value for field in SetupField}
        return SetupForm(values)

    def _show_wrong(self) -> None:
        for field in SetupField:
            shown = self.query_one(f"#wrong-{field.value}", Sentences)
            shown.set_sentences((self._wrong[field],) if field in self._wrong else ())
            shown.display = field in self._wrong

    def _go_to_first_wrong(self) -> None:
        first = next(field for field in SetupField if field in self._wrong)
        self.query_one(f"#setup-{first.value}").focus()
        self.say(self._wrong[first], "warning")

    def _show(self, part: Part) -> None:
        self._part = part
        self.query_one("#setup-browser").display = part is Part.BROWSER
        self.query_one("#setup-fields").display = part is Part.FILL
        self.query_one("#setup-review").display = part in (Part.REVIEW, Part.SENDING)
        self.query_one("#setup-answer").display = part is Part.REVIEW
        self._show_wrong()
        self._show_address()
        focus = {Part.FILL: f"#setup-{SetupField.NAME.value}", Part.REVIEW: "#setup-answer"}.get(part)
        self.set_focus(self.query_one(focus) if focus else None)
        self.set_heading(_("Set up a provider"), _("Review") if part is Part.REVIEW else "")
        self.refresh_bindings()
        self.refresh_keys()
