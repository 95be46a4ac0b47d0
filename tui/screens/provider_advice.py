"""The quiet line on the home screen that recommends a second provider admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.providers import Provider, ProviderRole
from tui.presenters.second_admin import second_admin_note
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:  # brings HTTP: after the first paint
    from backend_client.portal.portal import Portal


class ProviderAdvice(Sentences):
    """Empty where nothing is recommended, and for whoever may not see the provider's people."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(style="muted", id=id)
        self._asked = ""

    def about(self, portal: Portal, provider: Provider) -> None:
        """Show what there is to recommend. The server is asked once per provider; afterwards only what
        was read for another screen changes it."""
        if provider.role is not ProviderRole.ADMIN:
            self._tell(None)
            return
        known = portal.staff.known_admins(provider)
        self._tell(known)
        if known is None and self._asked != provider.id:
            self._asked = provider.id
            self.run_worker(
                self._count(portal, provider),
                group="provider-advice",
                exclusive=True,
                exit_on_error=False,
                description="count provider admins",
            )

    def forget(self) -> None:
        """Say nothing, and stop asking: another provider follows."""
        self.workers.cancel_group(self, "provider-advice")
        self._asked = ""
        self._tell(None)

    async def _count(self, portal: Portal, provider: Provider) -> None:
        try:
            admins = (await portal.staff.figures(provider)).admins
        except SeatwardenError:
            return  # it is advice: whoever opens the people reads them anyway
        self._tell(admins)

    def _tell(self, admins: int | None) -> None:
        words = second_admin_note(admins)
        said = (words,) if words else ()
        if said != self.sentences:
            self.set_sentences(said)
