"""Choosing a preset of policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.policies import PolicyBoard
from backend_client.portal.policy_presets import Preset
from tui.presenters.policies import policies_line
from tui.presenters.policy_words import preset_words
from tui.screens.base import FrameScreen
from tui.screens.form import AnswerList
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences


class PresetChoiceScreen(FrameScreen["Preset | None"]):
    """Dismisses with a Preset, or None. Nothing is sent from here."""

    CSS_PATH = "policy_preset.tcss"
    AUTO_FOCUS = "#presets"
    HELP = N_(
        "A preset is a plan over what is there: only what differs is sent, nothing is loosened, and values "
        "that are stricter already stay. The plan shows each row and lets you leave rows out."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,h,backspace,ctrl+g", "back", N_("Back"), id="preset.back", tooltip=N_("Back.")),
    ]

    def __init__(self, path: tuple[str, ...], board: PolicyBoard) -> None:
        super().__init__(heading=(" > ".join((*path, _("Presets"))),))
        self._board = board

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((policies_line(self._board), _("Each is shown as a plan first.")), id="preset-line")
        choices = [Choice(preset.value, preset_words(preset)[0]) for preset in Preset]
        yield AnswerList(choices, id="presets", alone=True)
        yield Sentences(id="preset-holds", style="muted")

    def on_mount(self) -> None:
        """Tell what the first one holds."""
        self._tell()

    @on(ChoiceList.Moved)
    def _tell(self) -> None:
        preset = Preset(self.query_one("#presets", ChoiceList).current)
        self.query_one("#preset-holds", Sentences).set_sentences(preset_words(preset)[1:])

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(Preset(event.id))

    def action_back(self) -> None:
        """Without a preset."""
        self.dismiss(None)
