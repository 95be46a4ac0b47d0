"""What screens may ask of the application, as a protocol: none of them imports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.presenters.command_words import Command, History
from tui.screens.places import Place, ProviderPlace
from tui.settings import Settings

if TYPE_CHECKING:  # jobs come with the first plan that goes on by itself
    from backend_client.portal.job_lines import LeftJob
    from backend_client.portal.portal import Portal
    from tui.job import Job
    from tui.jobs import Jobs


class Front(Protocol):
    """What screens may ask of the application."""

    settings: Settings
    history: History

    @property
    def practice(self) -> bool:
        """Whether the practice backend is in use: every title says so."""

    @property
    def profile(self) -> str:
        """The name of the profile: every title says it. Empty for the unnamed one and in practice."""

    @property
    def new_profile(self) -> bool:
        """Whether nobody has signed in with this profile yet."""

    @property
    def watching(self) -> bool:
        """Whether this is the read-only home screen that holds no keys."""

    @property
    def read_only(self) -> bool:
        """Whether this run refuses every write."""

    async def practice_phrase(self, email: str) -> str:
        """What a practice person reads out of their own device when asked; empty outside practice."""

    async def practice_mails(self, email: str) -> Sequence[tuple[str, Secret]]:
        """Subject and text of the mails with links that a practice person has; none outside practice."""

    async def unlocked(self) -> bool:
        """Whether keys are at hand; asks for the master password first when locked. Call it in a worker."""

    @property
    def practice_password(self) -> str:
        """The account's password where practice prints it; empty on every real server."""

    def copy_secret(self, secret: Secret) -> bool:
        """Send a secret to the terminal's clipboard, for a while; nothing here keeps it. False where the keys
        are gone: then it is not sent."""

    def clear_clipboard(self) -> None:
        """Take a secret off the terminal's clipboard."""

    def open_client(self, place: Place, provider: Provider, client: Client) -> None:
        """Open a screen inside `client`; asks for the master password first when locked."""

    def open_provider(self, place: ProviderPlace, provider: Provider) -> None:
        """Open a screen of `provider` itself."""

    def client_names(self) -> Sequence[str]:
        """The clients that can be typed after what leads inside one; foreign text."""

    def begin_again(self) -> None:
        """Try once more what did not lead to a list of clients."""

    def watch_on(self) -> None:
        """The server ended the session of whoever watches: sign in by the remembered key, if there is one."""

    def choose_provider(self, wanted: str = "") -> object:
        """Ask for another provider, or take the one of that name or id."""

    def leave_provider(self, said: str) -> None:
        """Go home from a provider that is gone, say so, and ask for another one."""

    def obey(self, command: Command) -> None:
        """Do a typed command that concerns no single screen."""

    @property
    def jobs(self) -> Jobs:
        """The jobs of this run."""

    def run_job(self, job: Job[Any]) -> None:
        """Send a job when its turn comes; it goes on whatever screen is shown."""

    def go_on(self, left: LeftJob) -> None:
        """Lead to where what is left of a job is planned anew."""

    def job_line(self, width: int) -> str:
        """The jobs for a title of that width; empty where there is nothing to say."""

    def tell_left_jobs(self, portal: Portal, provider: Provider) -> str:
        """What an earlier run left on this provider, as a sentence; said once."""
