"""Choosing an export file, its password where it has one, and its format where that is not known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from backend_client.portal.importers.formats import ImportFormat
from backend_client.secret import Secret
from tui.chosen_export import ChosenExport
from tui.file_listing import typed_path
from tui.presenters.import_preflight import format_name
from tui.screens.form import AnswerList
from tui.translate import _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.file_picker import FilePicker, PathField
from tui.widgets.file_secret import FileSecret

_AUTOMATIC = "automatic"


class ExportChooser(Vertical):
    """Begins with the files of `directory`. `Chosen` says that one is to be opened."""

    DEFAULT_CSS = """
    ExportChooser { height: 1fr; }
    ExportChooser > #import-formats { height: auto; padding: 0 1; display: none; }
    """

    @dataclass
    class Chosen(Message):
        """A file is to be opened. A typed password is not in here: the receiver calls `take()`."""

        chooser: ExportChooser

    def __init__(self, directory: Path) -> None:
        super().__init__(id="import-chooser")
        self._directory = directory
        self._file: ChosenExport | None = None
        self._password: Secret | None = None
        self._key_file: Path | None = None

    def compose(self) -> ComposeResult:
        yield FileSecret()
        formats = [Choice(kind.value, format_name(kind)) for kind in ImportFormat]
        yield AnswerList([Choice(_AUTOMATIC, _("Find out")), *formats], id="import-formats", alone=True)
        yield FilePicker(self._directory, id="import-picker")

    def take(self) -> tuple[ChosenExport | None, Secret | None, Path | None]:
        """The file, its password, once, and its key file."""
        taken = (self._file, self._password, self._key_file)
        self._password = self._key_file = None
        return taken

    @property
    def shows_files(self) -> bool:
        """Whether a file is being chosen, and not its password or format."""
        return self._picker.display

    def clear(self) -> None:
        """Begin anew."""
        self._picker.clear()

    def show_files(self) -> None:
        """From the password or the formats back to the files."""
        if self._password is not None:
            self._password.drop()
        self._password = self._key_file = None
        self.query_one(FileSecret).close()
        self.query_one("#import-formats").display = False
        self._picker.display = True
        self.screen.set_focus(self.query_one(PathField))

    def ask_password(self) -> None:
        """The file is protected."""
        self._picker.display = False
        self.query_one(FileSecret).ask(key_file=self._file is not None and self._file.has_key_file)

    def ask_format(self) -> None:
        """Which program exported it is not known, or somebody knows better."""
        formats = self.query_one("#import-formats", ChoiceList)
        self._picker.display = False
        formats.display = True
        self.screen.set_focus(formats)

    @on(FilePicker.Picked)
    def _picked(self, event: FilePicker.Picked) -> None:
        event.stop()
        self._file = ChosenExport(event.path)
        self._open(None)

    @on(FileSecret.Entered)
    def _secret_entered(self, event: FileSecret.Entered) -> None:
        event.stop()
        password, typed = event.fields.take()
        beside = self._file.path.parent if self._file is not None else Path()
        self._open(password, typed_path(typed, beside) if typed else None)

    @on(ChoiceList.Taken, "#import-formats")
    def _format_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._file is not None:
            self._file.kind = None if event.id == _AUTOMATIC else ImportFormat(event.id)
        self.show_files()
        self._open(None)

    def _open(self, password: Secret | None, key_file: Path | None = None) -> None:
        self._password, self._key_file = password, key_file
        self.post_message(self.Chosen(self))

    @property
    def _picker(self) -> FilePicker:
        return self.query_one("#import-picker", FilePicker)
