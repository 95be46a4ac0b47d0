"""The phrases of devices, to be compared with the people who sit at them, and a typed word that agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from backend_client.portal.devices import DeviceRequest
from tui.presenters.confirm_people import practice_sentence
from tui.presenters.device_approvals import approve_word, compare_sentences, phrase_lines
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class CompareDevicesScreen(FrameScreen[bool]):
    """Dismisses with True once the word was typed."""

    CSS_PATH = "compare_devices.tcss"
    AUTO_FOCUS = "#compare-word"
    HELP = N_(
        "The phrase is made of the member's address and the key that the device made for this request. "
        "Whoever reads out the same five words sits at that very device. In practice, Ctrl+T telephones."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("No, back"), id="compare.back", tooltip=N_("Nothing is sent.")),
        Binding(
            "ctrl+t",
            "telephone",
            N_("Telephone"),
            show=False,
            id="compare.telephone",
            tooltip=N_("Practice: hear what the devices show."),
        ),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="compare.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="compare.page_down"),
    ]

    def __init__(self, portal: Portal, path: Sequence[str], requests: Sequence[DeviceRequest]) -> None:
        super().__init__(heading=(" > ".join((*path, _("Compare"))),))
        self._portal = portal
        self._requests = tuple(requests)

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="compare-body", can_focus=False):
            yield Sentences(compare_sentences(), id="compare-how")
            phrases = [plain(line, "strong") for line in phrase_lines(self._requests)]
            yield TextLines(phrases, id="compare-phrases")
            hint = (_("Practice: Ctrl+T telephones them."),) if self._portal.practice else ()
            yield Sentences(hint, style="muted", id="compare-practice")
        with Horizontal(id="compare-typed"):
            label = _("Type {word}: ").format(word=approve_word(len(self._requests)))
            yield Static(label, markup=False)
            yield PlainInput(id="compare-word")

    def on_locked(self) -> None:
        """The phrases are compared anew once the keys are back."""
        if self.is_attached:
            self.query_one("#compare-phrases", TextLines).set_lines([])
            self.query_one("#compare-word", PlainInput).value = ""

    def on_unlocked(self) -> None:
        """Back to the list, which is read again."""
        self.dismiss(False)

    def action_page(self, by: int) -> None:
        """What does not fit is scrolled, also while the word is typed."""
        body = self.query_one("#compare-body", VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 1), animate=False)

    def action_back(self) -> None:
        """Nothing is sent."""
        self.dismiss(False)

    @work(exclusive=True, group="telephone", exit_on_error=False, description="ask practice people")
    async def action_telephone(self) -> None:
        """Practice: what the devices show."""
        if not self._portal.practice:
            self.say(_("Use your own telephone: this only works in practice."))
            return
        heard = [(one.email, await self.front.practice_phrase(one.id)) for one in self._requests[:3]]
        self.say("  ".join(practice_sentence(email, phrase) for email, phrase in heard), "strong")

    @on(Input.Submitted, "#compare-word")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        word = approve_word(len(self._requests))
        if event.value.strip().casefold() == word.casefold():
            self.dismiss(True)
        else:
            self.say(_("Nothing was sent: type {word}.").format(word=word), "warning")
