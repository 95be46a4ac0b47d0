"""The form of single sign-on: the fields of one kind, checked in plain sentences, reviewed before sending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from backend_client.errors import IdentifierTaken, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.portal.sso import SsoChange, SsoState, SsoWish, composed, start_values
from backend_client.portal.sso_fields import (
    CERTIFICATE,
    DECRYPTION,
    FIELDS,
    KEY_CONNECTOR_URL,
    Decryption,
    FieldValue,
    Shape,
    SsoField,
    SsoKind,
)
from backend_client.portal.sso_rules import missing_policies, problems, suggested_identifier, tidied
from backend_client.secret import Secret
from tui.explain import explanation_of
from tui.named_file import read_named
from tui.presenters.sso import plan_rows, plan_words, switched_on_sentence
from tui.presenters.sso_hints import hint_sentences
from tui.presenters.sso_words import fault_sentence, kind_word
from tui.row_run import Result, one_by_one
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.sso_fields import YES, control_of, field_row, shown
from tui.terms import typed_unsent
from tui.translate import N_, _
from tui.widgets.certificate_input import LONGEST_CERTIFICATE, CertificateInput
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.pick_line import PickLine
from tui.widgets.plain_input import PlainInput, printable_line
from tui.widgets.secret_input import SecretInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_KIND, _IDENTIFIER, _SECRET = "configType", "identifier", "clientSecret"
_REVIEW = "sso-review"


class SsoFormScreen(FrameScreen["str | None"]):
    """Dismisses with what was done, or with None when nothing was.

    A field that is left alone is sent back as the server gave it, also where it cannot be shown here.
    """

    CSS_PATH = "sso_form.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Tab and the arrows move between fields, Space picks the next choice, F5 reviews. Only fields "
        "of the chosen kind are shown; those of the other kind stay stored. An empty client secret field "
        "keeps the secret there is. Saving leaves single sign-on on or off as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f5,ctrl+s", "review", N_("Review"), id="sso_form.review", tooltip=N_("Show what would be saved.")
        ),
        Binding("escape,ctrl+g", "back", N_("Back"), id="sso_form.back", tooltip=N_("Back; sends nothing.")),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="sso_form.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="sso_form.down"),
    ]

    def __init__(
        self, portal: Portal, provider: Provider, client: Client, state: SsoState, *, path: Sequence[str]
    ) -> None:
        super().__init__(heading=(" > ".join((*path, _("Edit"))),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._path = (*path, _("Edit"))
        self._state = state
        self._starts = {kind: start_values(state.config, kind) for kind in SsoKind}
        self._identifier = state.config.identifier or suggested_identifier(client.name)
        self._secret: Secret | None = None
        self._failure: SeatwardenError | None = None
        self._typed = False

    # The form

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="sso-fields", can_focus=False):
            kinds = [Choice(kind.name, kind_word(kind)) for kind in SsoKind]
            current = (self._state.config.kind or SsoKind.OIDC).name
            yield field_row(_KIND, PickLine(kinds, current=current, id=_KIND))
            yield field_row(_IDENTIFIER, PlainInput(printable_line(self._identifier), id=_IDENTIFIER))
            seen: set[str] = set()
            for kind in SsoKind:
                for each in FIELDS[kind]:
                    if each.name in seen:
                        continue
                    seen.add(each.name)
                    yield field_row(each.name, control_of(each, self._starts[kind][each.name]))
                    if each.name == "clientId":
                        yield field_row(_SECRET, SecretInput(placeholder=self._secret_note(), id=_SECRET))
            yield AnswerList([Choice(_REVIEW, _("Review what would be saved"))], id=_REVIEW)
        yield RuleLine()
        yield Sentences(id="sso-hint", style="muted")

    def _secret_note(self) -> str:
        if self._secret is not None:
            return _("typed; kept until it is sent")
        return _("set; left empty it stays") if self._state.config.client_secret else ""

    def on_mount(self) -> None:
        """Start in the first field."""
        self.set_data_time(self._state.read_at)
        self._show_kind()
        self.query_one(f"#{_KIND}").focus()
        self.say(_("* must be filled in. F5 reviews everything before it is sent."))

    def on_locked(self) -> None:
        """A typed secret does not outlive the keys."""
        if self.is_attached:
            field = self.query_one(SecretInput)
            if field.filled or self._secret is not None:
                self.say(_("It was locked: the client secret was forgotten. Type it again."), "warning")
            field.clear()
            self._drop_secret()
            field.placeholder = self._secret_note()

    def on_unmount(self) -> None:
        """Nor the form."""
        self._drop_secret()

    def _drop_secret(self) -> None:
        if self._secret is not None:
            self._secret.drop()
            self._secret = None

    @property
    def kind(self) -> SsoKind:
        """The chosen kind."""
        return SsoKind[self.query_one(f"#{_KIND}", PickLine).current]

    def _show_kind(self) -> None:
        shown = {each.name for each in FIELDS[self.kind]} | {_KIND, _IDENTIFIER}
        shown |= {_SECRET} if self.kind is SsoKind.OIDC else set()
        if self._current(DECRYPTION) != str(int(Decryption.KEY_CONNECTOR)):
            shown.discard(KEY_CONNECTOR_URL)
        for row in self.query(".field"):
            row.display = (row.id or "").removeprefix("row-") in shown

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the field is for."""
        self._show_hint(event.widget)

    def _show_hint(self, widget: Widget | None = None) -> None:
        focused = widget or self.focused
        name = (focused.id or "") if focused is not None else ""
        lines = hint_sentences(name, self._state, self._current(name))
        self.query_one("#sso-hint", Sentences).set_sentences(lines)

    def _current(self, name: str) -> FieldValue:
        found = self.query(f"#{name}") if name else ()
        for widget in found:
            if isinstance(widget, PickLine):
                return widget.current
            if isinstance(widget, PlainInput) and not isinstance(widget, SecretInput):
                return widget.value
        return ""

    # Filling in

    @on(PickLine.Picked)
    def _picked(self, event: PickLine.Picked) -> None:
        event.stop()
        self._typed = True
        if event.line.id in (_KIND, DECRYPTION):
            self._show_kind()
        self._show_hint(event.line)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if event.input.has_focus:
            self._typed, self._warned = True, False
            if event.input.id == CERTIFICATE:
                self._show_hint(event.input)

    @on(PickLine.Submitted)
    @on(SecretInput.Entered)
    def _left(self, event: PickLine.Submitted | SecretInput.Entered) -> None:
        event.stop()
        self.focus_next()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == CERTIFICATE and not self._take_file(event.input):
            return
        self.focus_next()

    def _take_file(self, field: Input) -> bool:
        """Put the certificate of a named file into the field; whether there is nothing to complain about."""
        path = Path(field.value.strip()).expanduser()
        named = len(field.value) < 512 and (
            field.value.strip().startswith(("/", "~", ".")) and "." in field.value
        )
        if not named:
            return True
        try:
            text = read_named(path, LONGEST_CERTIFICATE).decode("ascii")
        except OSError as error:
            reason = error.strerror or _("unknown reason")
            self.say(_("The file cannot be read: {reason}.").format(reason=reason), "warning")
            return False
        except ValueError:
            self.say(
                _("The file is no PEM: convert it first (openssl x509 -inform der -in FILE)."), "warning"
            )
            return False
        field.value = CertificateInput.accepted(self.query_one(CertificateInput), text)
        self.say(" ".join(hint_sentences(CERTIFICATE, self._state, field.value)))
        return True

    @on(ChoiceList.Taken)
    def _review_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.action_review()

    def action_back(self) -> None:
        """Leave; what was typed is not dropped by one key."""
        if self.may_leave():
            self.dismiss(None)

    def unsent(self) -> str:
        return typed_unsent() if self._typed else ""

    # Review and sending

    def _wish(self) -> SsoWish:
        """What the form says. A field whose text was not touched goes back as it came."""
        typed = self.query_one(SecretInput)
        if typed.filled:
            self._drop_secret()
            self._secret = typed.take()
            typed.placeholder = self._secret_note()
        kind = self.kind
        identifier = self.query_one(f"#{_IDENTIFIER}", PlainInput).value
        kept = self._identifier if identifier == printable_line(self._identifier) else identifier
        values = {each.name: self._value(kind, each) for each in FIELDS[kind]}
        secret = Secret(self._secret.reveal()) if self._secret is not None else None
        return SsoWish(kind, kept, values, secret if kind is SsoKind.OIDC else None)

    def _value(self, kind: SsoKind, field: SsoField) -> FieldValue:
        start, current = self._starts[kind][field.name], self._current(field.name)
        if field.shape is Shape.FLAG:
            return current == YES
        if field.shape is Shape.CHOICE:
            return next((each for each in (start, *field.choices) if str(each) == current), start)
        return start if current == shown(start) else current

    @work(exclusive=True, group="sso-review", exit_on_error=False, description="review single sign-on")
    async def action_review(self) -> None:
        """Show exactly what would be saved, unless something is wrong: then go there and say so."""
        wish = self._wish()
        found = problems(self._state, tidied(composed(self._state.config, wish)))
        if found:
            self.say(fault_sentence(found[0].field, found[0].fault), "warning")
            self.query_one(f"#{found[0].field}").focus()
            return
        changes = self._portal.sso.plan(self._state, wish)
        if not changes:
            self.say(_("Nothing differs from what is stored: there is nothing to save."))
            return
        careful = bool(missing_policies(self._state, changes[0].after))
        words = plan_words(self._state, changes[0], self._client)
        screen: PlanScreen[SsoChange] = PlanScreen(
            self._path, words, plan_rows(changes[0]), self._send, careful=careful
        )
        end: PlanEnd[SsoChange] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent. What you typed is still here."))
        elif end.done:
            self.dismiss(
                _("Saved. Single sign-on stays {state}.").format(
                    state=_("on") if changes[0].after.enabled else _("off")
                )
            )
        else:
            await self._return()

    async def _send(self, changes: Sequence[SsoChange]) -> Sequence[Result]:
        results = await one_by_one(
            changes, lambda change: self._portal.sso.apply(self._provider, self._client, change)
        )
        self._failure = results[-1] if results else None
        return results

    async def _return(self) -> None:
        """Back in the form with what was typed, on what the server holds now, and the reason."""
        before = self._state.policies_on
        try:
            self._state = await self._portal.sso.inspect(self._provider, self._client)
            self.set_data_time(self._state.read_at)
        except SeatwardenError:
            self.set_data_time(self._state.read_at, stale=True)
        if self._failure is not None:
            switched = switched_on_sentence(before, self._state.policies_on)
            self.say(explanation_of(self._failure).line(switched), "bad")
        if isinstance(self._failure, IdentifierTaken):
            self.query_one(f"#{_IDENTIFIER}").focus()
