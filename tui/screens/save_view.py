"""`W`: the table as it is shown, into a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.presenters.saved_view import SavedRows
from tui.safe_text import safe_text
from tui.save_file import save_file
from tui.screens.base import FrameScreen
from tui.translate import N_, _, ngettext
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences

_KEEP, _REPLACE = "keep", "replace"


class SaveViewScreen(FrameScreen["str | None"]):
    """Asks where, writes there, and dismisses with a sentence; with None when nothing was written."""

    CSS_PATH = "save_view.tcss"
    AUTO_FOCUS = "#path"
    HELP = N_(
        "Rows are written as they are shown, sorted and filtered. A name that ends in .json makes JSON, any "
        "other CSV. The file is readable by you only, and no cell of it can start a spreadsheet formula."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("Back"), id="save.back", tooltip=N_("Back without writing.")),
    ]

    def __init__(self, rows: SavedRows) -> None:
        super().__init__(heading=(_("Save the view"),))
        self._rows = rows

    def compose_body(self) -> Iterator[Any]:
        with Horizontal(classes="field"):
            yield Static(_("File"), classes="label", markup=False)
            yield PlainInput(self._rows.name, id="path")
        yield Sentences(self._notes(), style="muted", id="notes")
        answers = [
            Choice(_KEEP, _("No, keep the file that is there")),
            Choice(_REPLACE, _("Yes, replace it")),
        ]
        yield ChoiceList(answers, id="replace", alone=True)

    def _notes(self) -> tuple[str, ...]:
        count = self._rows.count
        rows = ngettext("{count} row, as shown.", "{count} rows, as shown.", count).format(count=count)
        return (
            self._rows.note or rows,
            _(".json makes JSON, anything else CSV. Enter writes it into {directory}").format(
                directory=safe_text(str(Path.cwd()), limit=200)
            ),
        )

    def on_mount(self) -> None:
        """Nothing is in the way yet."""
        self.query_one("#replace").display = False

    @on(Input.Submitted, "#path")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._write(replace=False)

    @on(Input.Changed, "#path")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#replace").display = False

    @on(ChoiceList.Taken, "#replace")
    def _answered(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if event.id == _REPLACE:
            self._write(replace=True)
        else:
            self.say("")
            self.query_one("#replace").display = False
            self.query_one("#path").focus()

    def _path(self) -> Path | None:
        typed = self.query_one("#path", PlainInput).value.strip()
        if not typed:
            return None
        try:
            path = Path(typed).expanduser()
        except RuntimeError:  # a ~name nobody has
            path = Path(typed)
        try:
            return path / self._rows.name if path.is_dir() else path
        except OSError:  # a name no file can have: writing it says why
            return path

    @work(exclusive=True, group="save-view", exit_on_error=False, description="save the view")
    async def _write(self, *, replace: bool) -> None:
        path = self._path()
        if path is None:
            self.say(_("Type the name of a file."))
            return
        shown = safe_text(str(path), limit=200)
        try:
            await asyncio.to_thread(save_file, path, self._rows.text(path), replace=replace)
        except FileExistsError:
            self.say(_("There is a file of that name: {path}").format(path=shown), "warning")
            question = self.query_one("#replace", ChoiceList)
            question.display = True
            question.choose(_KEEP)
            question.focus()
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or _("unknown reason")
            self.say(_("Not written: {reason}. {path}").format(path=shown, reason=reason), "bad")
        else:
            count = self._rows.count
            words = ngettext("{count} row written to {path}", "{count} rows written to {path}", count)
            self.dismiss(words.format(count=count, path=shown))
