"""The title line of a screen: where one is, in which mode the program runs, jobs, of when the data are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import cast

from textual import events, on
from textual.css.query import NoMatches

from tui.presenters.crumbs import fit_path
from tui.presenters.numbers import clock_time
from tui.presenters.profiles import profile_words
from tui.safe_text import width_of
from tui.screens.front_protocol import Front
from tui.screens.orderly import OrderlyScreen, ScreenResult as ScreenResult
from tui.translate import _
from tui.widgets.text_lines import Line, Part, TextLines

PRODUCT = "Seatwarden"
SMALLEST = (40, 10)
"""Columns and rows below which the title says that the terminal is too small, instead of where one is."""


class TitledScreen(OrderlyScreen[ScreenResult]):
    """A screen whose first line is composed of `title_lines()`."""

    def __init__(self, *, heading: tuple[str, ...] = ()) -> None:
        """`heading` are finished, safe words for the title line, after the product's name."""
        super().__init__()
        self._heading = heading
        self._data_time: datetime | None = None
        self._stale = False

    @property
    def front(self) -> Front:
        """The application, as far as a screen may know it."""
        return cast(Front, self.app)

    def title_lines(self) -> tuple[TextLines, TextLines]:
        """The heading, and apart from it the state: a refresh that changes nothing paints the clock only."""
        return TextLines((self._heading_line(),), id="frame-heading"), self._state_lines()

    @on(events.Resize)
    @on(events.ScreenResume)
    def _fit_heading(self) -> None:
        """The path in the title fits the width; jobs went on while another screen was shown."""
        self._show_title()

    def show_jobs(self) -> None:
        """Show in the title how the jobs stand."""
        self._show_title()

    def set_heading(self, *words: str) -> None:
        """Put safe `words` into the title line, after the product's name."""
        self._heading = words
        self._show_title()

    def set_data_time(self, read_at: datetime | None, *, stale: bool = False) -> None:
        """Say of when the data are (`read_at` with its zone), and whether they are stale."""
        self._data_time, self._stale = read_at, stale
        self._show_title()

    def _show_title(self) -> None:
        if not self.is_attached:
            return
        with suppress(NoMatches):  # covered before it was composed
            self._draw_title()

    def _draw_title(self) -> None:
        self.query_one("#frame-heading", TextLines).set_lines((self._heading_line(),))
        state, parts = self.query_one("#frame-state", TextLines), self._state_parts()
        width = _width(parts)
        if state.styles.width is None or state.styles.width.value != width:
            state.styles.width = width
        state.set_lines((Line(parts),))

    def _state_lines(self) -> TextLines:
        """Apart from the heading: a refresh that changes nothing paints the clock and no more."""
        parts = self._state_parts()
        state = TextLines((Line(parts),), id="frame-state")
        state.styles.width = _width(parts)
        return state

    def _heading_line(self) -> Line:
        """Where this is, and in which mode the program runs."""
        mode: list[Part] = []
        if self.front.watching:
            mode.append(Part(_("WATCHING") + "  "))
        elif self.front.read_only:
            mode.append(Part(_("READ-ONLY") + "  ", "strong"))
        if self.front.practice:
            mode.append(Part(_("PRACTICE"), "practice"))
        if self._too_small:
            return Line((Part(" " + _("Too small"), "warning"),), tuple(mode))
        title = Part(f" {PRODUCT}", "title")
        profile = Part(profile_words(self.front.profile, new=self.front.new_profile), "strong")
        room = self.app.size.width - _width((title, profile, *mode, *self._state_parts())) - 1
        path, *rest = [word for word in self._heading if word] or [""]
        more = "".join(f"  {word}" for word in rest)
        words = f"  {fit_path(path, room - width_of(more) - 2)}{more}" if path else ""
        return Line((title, profile, Part(words)), tuple(mode))

    @property
    def _too_small(self) -> bool:
        """Whether the terminal cannot show what a screen must show."""
        columns, rows = self.app.size
        return columns < SMALLEST[0] or rows < SMALLEST[1]

    def _state_parts(self) -> tuple[Part, ...]:
        """How the jobs stand, and of when the data are."""
        if self._too_small:
            return (Part(" "),)
        said = self.front.job_line(self.app.size.width)
        jobs = (Part(f"  {said}", "strong"),) if said else ()
        if self._data_time is None:
            return (*jobs, Part(" "))
        return (
            *jobs,
            Part("  " + _("as of {time}").format(time=clock_time(self._data_time))),
            Part(" " + _("STALE") if self._stale else "", "warning"),
            Part(" "),
        )


def _width(parts: Sequence[Part]) -> int:
    return sum(width_of(part.text) for part in parts)
