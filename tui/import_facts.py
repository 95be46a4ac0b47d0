"""What the import of a client begins with: what became of interrupted ones, and what others left to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tui.presenters.import_managers import unmanaged, unmanaged_line
from tui.presenters.interrupted_inside import inside_sentences
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


@dataclass(slots=True)
class Interrupted:
    """What became of imports that a crash interrupted, in sentences; whether one `waits`: it may still
    arrive. The journal tells of the others once, so they are kept here."""

    lines: tuple[str, ...] = ()
    waits: bool = False

    async def read(self, portal: Portal, provider: Provider, client: Client) -> None:
        """Ask again. Raises as `VaultImport.settle`, but no OSError."""
        try:
            settled = await portal.imports.settle(provider, client)
        except OSError:
            self.lines = (_("The journal cannot be read: whether an import was interrupted is not known."),)
            return
        if settled or self.waits:
            self.lines = tuple(inside_sentences(settled))
            self.waits = any(one.waits for one in settled)


async def lines_to_do(portal: Portal, provider: Provider, client: Client) -> tuple[str, ...]:
    """Collections that nobody manages, admins' access that is still on; none where that cannot be read."""
    try:
        overview = await portal.collections.overview(provider, client)
        ours = bool(overview.admin_access) and portal.switched_admin_access_on(client)
    except (SeatwardenError, OSError):
        return ()
    left = unmanaged(overview, portal.waived_collections(client))
    managers = (f"{unmanaged_line(left)}. " + _("F2 gives them a manager."),) if left else ()
    access = (_("Admins' access to all items is still on, switched on from here: F2, then F3."),)
    return (*managers, *(access if ours else ()))
