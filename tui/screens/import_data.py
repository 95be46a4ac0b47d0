"""Step 2 of the onboarding: choose an export file, open it, go to its review, and watch it being sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import ImportFault, ImportProblem, Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider, ProviderKind
from backend_client.secret import Secret
from tui.chosen_export import ChosenExport
from tui.explain import explanation_of
from tui.export_file import first_directory, remember_directory
from tui.import_facts import Interrupted, lines_to_do
from tui.import_sending import ImportSending, import_under_way
from tui.presenters.import_report import file_line, result_lines
from tui.presenters.import_sending import again_sentence
from tui.safe_text import safe_text
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.export_chooser import ExportChooser
from tui.screens.import_answers import ReviewEnd, Way
from tui.screens.import_managers import ImportManagersScreen
from tui.screens.import_review import ImportReviewScreen
from tui.screens.job import JobScreen
from tui.steady import steady
from tui.translate import N_, _, ngettext
from tui.widgets.file_picker import FilePicker
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_WRONG_FORMAT = frozenset({ImportFault.UNKNOWN_FORMAT, ImportFault.WRONG_SHAPE, ImportFault.COLUMN_MISSING})


class ImportDataScreen(FrameScreen[None]):
    """Dismissed with None. Counts the client's items when shown; explains imports that were interrupted."""

    # With those of the screens that follow: rules that come later have all rules parsed again.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "import_data.tcss",
        "import_review.tcss",
        "import_managers.tcss",
        "plan.tcss",
    ]
    AUTO_FOCUS = "PathField"
    HELP = N_(
        "Choose the file that the customer's old password manager exported: by path, or from the list below "
        "the field, which shows what fits the typed letters. Tab completes; Backspace in the empty field "
        "goes one directory up; a leading dot shows hidden files. The file is only read here; before "
        "anything is sent you see what it would do. Delete the file when the import is done: it holds "
        "passwords."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2",
            "managers",
            N_("Managers"),
            id="import.managers",
            tooltip=N_("A manager for the collections that nobody manages."),
        ),
        Binding("escape,ctrl+g", "back", N_("Back"), id="import.back", tooltip=N_("Back; nothing is sent.")),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Import data"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._interrupted = Interrupted()
        self._left: ImportSending | None = None

    def compose_body(self) -> Iterator[Any]:
        if self._provider.kind is not ProviderKind.OWN_ORGANIZATIONS:
            sentence = _(
                "Before anything: provider users cannot see, change or delete single items afterwards."
            )
            yield Sentences((sentence,), style="warning", id="import-warning")
        yield Sentences((_("Counting the items: that downloads the vault ..."),), id="import-facts")
        yield RuleLine()
        yield ExportChooser(first_directory(self.front.profile))

    def on_mount(self) -> None:
        """Count, and ask what became of interrupted imports."""
        self._read_facts()

    def on_locked(self) -> None:
        """Forget the file's password, and stop what needed keys."""
        for group in ("import-facts", "import-open"):
            self.workers.cancel_group(self, group)
        if self.is_attached:
            self._chooser.show_files()
            self._tell((_("Locked. Unlock to count the items again."),))
            self.set_data_time(None)

    def on_unlocked(self) -> None:
        """Count again."""
        if self.is_attached:
            self._read_facts()

    def action_back(self) -> None:
        """From the password or the formats to the files; from there out."""
        if self._chooser.shows_files:
            self.dismiss(None)
        else:
            self._chooser.show_files()

    # What the client holds

    @work(exclusive=True, group="import-facts", exit_on_error=False, description="count items")
    async def _read_facts(self, told: Sequence[str] = ()) -> None:
        """`told` are finished sentences that stay."""
        lines, where = list(told), (self._portal, self._provider, self._client)
        if import_under_way(self.front.jobs.active, self._client):
            lines.append(_("An import into this client is going on: F9 shows it."))
        try:
            await self._interrupted.read(*where)
            lines += self._interrupted.lines
        except Locked:
            return
        except SeatwardenError as error:
            self.explain(error, _("Nothing was sent."))
        else:
            self._take_up()
        try:
            with steady():
                count = await self._portal.count_items(self._provider, self._client)
        except Locked:
            return
        except SeatwardenError as error:
            self._tell((*lines, _("The items could not be counted.")))
            self.read_failed(error, lambda: self._read_facts(told))
            return
        self.was_read()
        words = ngettext("The client holds {n} item.", "The client holds {n} items.", count.items)
        self.set_data_time(count.read_at)
        lines.insert(0, words.format(n=count.items))
        self._tell((*lines, *await lines_to_do(*where)))

    def _take_up(self) -> None:
        """Say what is to be done about the import that this was opened for, unless that is told already."""
        left, self.takes_up = self.takes_up, None
        if left is not None:
            self.front.jobs.put_away(left)
            self.say("" if self._interrupted.lines else again_sentence(left))

    def _tell(self, lines: Sequence[str]) -> None:
        self.query_one("#import-facts", Sentences).set_sentences(lines)

    # From a path to a review

    @on(FilePicker.Nothing)
    def _nothing_picked(self, event: FilePicker.Nothing) -> None:
        event.stop()
        self.say(_("There is no such file: {path}").format(path=safe_text(event.text, limit=80)), "warning")

    @on(ExportChooser.Chosen)
    def _chosen(self, event: ExportChooser.Chosen) -> None:
        event.stop()
        file, password, key_file = event.chooser.take()
        if import_under_way(self.front.jobs.active, self._client):
            if password is not None:
                password.drop()
            self.say(_("An import into this client is not over: F9 shows it. Choose the file afterwards."))
        elif file is not None:
            remember_directory(file.path.parent, self.front.profile)
            self._open(file, password, key_file)

    @work(exclusive=True, group="import-open", exit_on_error=False, description="open an export file")
    async def _open(self, file: ChosenExport, password: Secret | None, key_file: Path | None) -> None:
        self.say(_("Reading the file ..."))
        try:
            with steady():
                if await self._may_still_arrive():
                    return
                screen = await self._reviewing(file, password, key_file)
        except ImportProblem as problem:
            self._problem(problem)
            return
        except SeatwardenError as error:
            self.explain(error, _("Nothing was sent."))
            return
        finally:
            if password is not None:
                password.drop()
        self.say("")
        self._chooser.show_files()
        self.app.push_screen(screen, self._reviewed)

    async def _may_still_arrive(self) -> bool:
        """Whether an interrupted import does: another one is not compared before, and never sent twice."""
        await self._interrupted.read(self._portal, self._provider, self._client)
        if self._interrupted.waits:
            self._read_facts()
            self.say(_("An interrupted import may still arrive: choose the file afterwards."), "warning")
        return self._interrupted.waits

    async def _reviewing(
        self, file: ChosenExport, password: Secret | None, key_file: Path | None
    ) -> ImportReviewScreen:
        """The review of what the file holds."""
        imports, where = self._portal.imports, (self._provider, self._client)
        kind, imported = await file.contents(partial(imports.read, *where), password, key_file)
        self.say(_("Comparing with the client ..."))
        plan = await imports.plan(*where, imported)
        name = file.path.name
        return ImportReviewScreen(
            self._portal, *where, path=self._path, file=name, kind=kind, imported=imported, plan=plan
        )

    def _problem(self, problem: ImportProblem) -> None:
        if problem.fault in (ImportFault.PASSWORD_NEEDED, ImportFault.WRONG_PASSWORD):
            self._chooser.ask_password()
        if problem.fault is ImportFault.PASSWORD_NEEDED:
            self.say(_("The file is protected by a password of its own: type it, then Enter."))
        elif problem.fault in _WRONG_FORMAT:
            self._chooser.ask_format()
            self.say(f"{explanation_of(problem).sentence} " + _("Choose how to read it."), "warning")
        else:
            self.explain(problem)

    def _reviewed(self, end: ReviewEnd | None) -> None:
        if end is None:
            return
        if end.way is Way.OTHER_FORMAT:
            self._chooser.ask_format()
            self.say(_("Choose how to read the file."))
        elif end.sealed is not None:
            self._send(ImportSending(self._portal, self._provider, self._client, end.sealed))
        else:
            self._read_facts()
            if end.locked:
                words = _("The file was let go of when it was locked: Enter reads it again.")
                self.say(words, "warning")

    # A job

    def _send(self, sending: ImportSending) -> None:
        """Send it, and watch it until it is over or somebody leaves. New collections that nobody manages are
        given a manager right away."""
        self._chooser.clear()
        self._left = sending
        self.front.run_job(sending.job)
        watched = JobScreen(self.front.jobs, sending.job, until_whole=True)
        self.app.push_screen(watched, lambda _end: self._watched(sending))

    def _watched(self, sending: ImportSending) -> None:
        if not sending.job.is_over:
            self._read_facts()
            self.say(_("It goes on in the background: F9 or :jobs shows it."))
            return
        self._tell_left()
        if sending.result is not None and sending.result.unmanaged:
            arrived, *_rest = result_lines(sending.result)
            told = (arrived, file_line())
            self._open_managers((arrived,), frozenset(sending.result.new_ids) or None, told=told)

    def _tell_left(self) -> None:
        """Say how the import ended that was left here."""
        left = self._left
        if left is not None and left.job.is_over:
            self._left = None
            self.front.jobs.close(left.job)
            self._read_facts((left.job.outcome, *left.job.said))

    def on_screen_resume(self) -> None:
        """What ended while another screen was shown is told."""
        self._tell_left()

    def tell_job(self, words: str, organization_id: str) -> None:
        """What arrived meanwhile is counted."""
        if self._left is not None and self._left.job.is_over:
            self._tell_left()
            return
        super().tell_job(words, organization_id)
        if organization_id == self._client.organization_id:
            self._read_facts()

    def action_managers(self) -> None:
        """Who manages what nobody manages."""
        self._open_managers()

    def _open_managers(
        self, arrived: Sequence[str] = (), only: frozenset[str] | None = None, told: Sequence[str] = ()
    ) -> None:
        screen = ImportManagersScreen(
            self._portal, self._provider, self._client, path=self._path, arrived=arrived, only=only
        )

        def back(_end: None) -> None:
            self._read_facts(told)

        self.app.push_screen(screen, back)

    @property
    def _chooser(self) -> ExportChooser:
        return self.query_one(ExportChooser)
