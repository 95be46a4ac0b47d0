"""What the application does for jobs: it runs them, shows them in every title, tells how they ended, and
leads to what an earlier run left."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from textual import work

from backend_client.portal.account import SessionState
from backend_client.portal.clients import ClientList
from backend_client.portal.providers import Provider
from tui.front import FrontApp
from tui.screens.base import FrameScreen, Place, ProviderPlace
from tui.screens.late import screen_of
from tui.translate import _

if TYPE_CHECKING:  # they come with the first plan that goes on by itself
    from backend_client.portal.job_lines import JobLines, LeftJob
    from backend_client.portal.portal import Portal
    from tui.job import Job
    from tui.jobs import Jobs
    from tui.screens.clients import ClientsScreen

_PLACES: Final[Mapping[str, Place | ProviderPlace]] = {
    "member.invite": Place.INVITATIONS,
    "collection.create": Place.COLLECTIONS,
    "collection": Place.VAULT,
    "group": Place.GROUPS,
    "device": Place.APPROVALS,
    "policy.set": Place.POLICIES,
    "vault.import": Place.IMPORT,
    "person": ProviderPlace.PEOPLE,
    "member": Place.MEMBERS,
}
"""Where what is left of a job is planned anew, by its kind or the noun of that."""


class JobsApp(FrontApp):
    """Plans that go on while their screen is left."""

    _home: ClientsScreen

    def __init__(self) -> None:
        super().__init__()
        self._asked_for_jobs: set[str] = set()

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of this run."""
        from tui.jobs import Jobs  # noqa: PLC0415 - the home screen has none

        return Jobs(
            may_send=self._may_send,
            changed=self._jobs_changed,
            ended=self._job_ended,
            lines=self._job_lines,
            quietly=self._quietly,
            expected=self._expected_seconds,
        )

    @property
    def _known_jobs(self) -> Jobs | None:
        """The jobs, where there was ever one."""
        return self.__dict__.get("jobs")

    @property
    def jobs_at_work(self) -> bool:
        """Whether a job is not over."""
        jobs = self._known_jobs
        return jobs is not None and bool(jobs.active)

    @property
    def job_is_asking(self) -> bool:
        """Whether a request of a job is under way."""
        jobs = self._known_jobs
        return jobs is not None and any(job.is_asking for job in jobs.active)

    def jobs_rest(self) -> tuple[int, int]:
        """What the jobs did not send and the next start offers, of how much."""
        jobs = self._known_jobs
        return (0, 0) if jobs is None else jobs.rest(jobs.all)

    def stop_jobs(self) -> None:
        """Send nothing more; what was not sent is remembered."""
        if self.jobs_at_work:
            self.jobs.stop_all()

    def run_job(self, job: Job[Any]) -> None:
        """Send a job when its turn comes; it goes on whatever screen is shown."""
        self.jobs.add(job)
        self._send_job(job)

    @work(group="commit", exit_on_error=False, description="send a job")
    async def _send_job(self, job: Job[Any]) -> None:
        await self.jobs.send(job)

    def action_jobs(self) -> None:
        """Show the jobs."""
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            self._say(_("Not connected yet."))
        elif self.covering is not None:
            self.refuse_covered()
        elif not self.screen.has_class("jobs-list"):
            self.push_screen(screen_of("jobs", "JobsScreen", self.jobs))

    def go_on(self, left: LeftJob) -> None:
        """Lead to where what is left of a job is planned anew."""
        found = self._home.at_work()
        if self.portal is None or found is None or found[1].provider.id != left.line.provider_id:
            self._say(_("It belongs to another provider: go there first, by :provider."))
            return
        listed, kind, wanted = found[1], left.line.kind.value, left.line.organization_id
        where = _PLACES.get(kind) or _PLACES.get(kind.partition(".")[0])
        client = next((one for one in listed.clients if one.organization_id == wanted), None)
        if where is None:
            self._seats_again(self.portal, listed, left)
        elif isinstance(where, ProviderPlace):
            self.open_provider(where, listed.provider, takes_up=left)
        elif client is None:
            self._say(_("The client of this job is no longer in the list."))
        else:
            self.open_client(where, listed.provider, client, takes_up=left)

    def _seats_again(self, portal: Portal, listed: ClientList, left: LeftJob) -> None:
        wanted = frozenset(left.left)
        clients = [one for one in listed.clients if one.organization_id in wanted]
        if clients:
            self.push_screen(screen_of("bulk_seats", "BulkSeatsScreen", portal, listed, clients, left))
        else:
            self._say(_("The clients of this job are no longer in the list."))

    def tell_left_jobs(self, portal: Portal, provider: Provider) -> str:
        """What an earlier run left on this provider, as a sentence; empty where nothing is left, or it was
        told already. May raise OSError."""
        if portal.journal is None or provider.id in self._asked_for_jobs:
            return ""
        self._asked_for_jobs.add(provider.id)
        left = portal.job_lines.left(provider.id)
        if left:
            self.jobs.left = left
        return self.jobs.left_words() if left else ""

    def job_line(self, width: int) -> str:
        """The jobs for a title of that width; empty where there is nothing to say."""
        jobs = self._known_jobs
        return "" if jobs is None else jobs.title(width)

    def _quietly(self) -> AbstractContextManager[None]:
        return nullcontext() if self.portal is None else self.portal.background()

    def _expected_seconds(self, job: Job[Any]) -> float:
        """By the limits of the server, for the requests after the present one."""
        if self.portal is None or job.wish is None:
            return 0.0
        requests = job.run.requests
        invites = job.wish.line.kind.value == "member.invite"
        return self.portal.forecast(writes=requests, invitations=requests if invites else 0)

    def _may_send(self) -> bool:
        return self.portal is not None and self.portal.session.state is SessionState.UNLOCKED

    def _job_lines(self) -> JobLines | None:
        return None if self.portal is None else self.portal.job_lines

    def _jobs_changed(self) -> None:
        top = self._shown
        if top is not None:
            top.show_jobs()

    def _job_ended(self, job: Job[Any]) -> None:
        """Say it, unless its own screen does."""
        top = self._shown
        if top is None or job.wish is None or self.covering is not None or job.is_shown_by(top):
            return  # what covers names nobody
        line = job.wish.line
        top.tell_job(self.jobs.ended_words(job.view(job.wish)), line.organization_id)

    @property
    def _shown(self) -> FrameScreen[Any] | None:
        """The screen on top, once it is drawn; None also when the application ends."""
        top = self.screen_stack[-1] if self.screen_stack else None
        return top if isinstance(top, FrameScreen) and top.is_mounted and top.is_attached else None

    def jobs_follow(self, state: SessionState) -> None:
        """Jobs wait while there are no keys, and end with the session."""
        jobs = self._known_jobs
        if jobs is None:
            return
        if state is SessionState.SIGNED_OUT:
            jobs.stop_all()
        elif state is SessionState.LOCKED:
            jobs.locked()
        else:
            jobs.news()
