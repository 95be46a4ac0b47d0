"""What the import of a client begins with: what became of interrupted ones, and what others left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from tui.presenters.import_managers import unmanaged, unmanaged_line
from tui.presenters.interrupted_inside import inside_sentences
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


async def interrupted_lines(portal: Portal, provider: Provider, client: Client) -> tuple[str, ...]:
    """What became of imports that a crash interrupted. Raises as `VaultImport.settle`, but no OSError."""
    try:
        return tuple(inside_sentences(await portal.imports.settle(provider, client)))
    except OSError:
        return (_("The journal cannot be read: whether an import was interrupted is not known."),)


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
