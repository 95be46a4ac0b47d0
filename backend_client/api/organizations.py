"""One organization's own record."""

from __future__ import annotations

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Flag, Id, Number, Text, WireModel, read_model


class OrganizationAnswer(WireModel):
    """An organization. Decide by the `use_` flags, never by `plan_type`. `seats` None means unlimited."""

    id: Id
    name: Text = ""
    billing_email: Text = ""
    plan_type: int | None = None
    seats: int | None = None
    max_collections: int | None = None
    use_policies: Flag = False
    use_sso: Flag = False
    use_scim: Flag = False
    use_groups: Flag = False
    use_directory: Flag = False
    use_events: Flag = False
    use_reset_password: Flag = False
    use_my_items: Flag = False
    has_public_and_private_keys: Flag = False
    limit_collection_creation: Flag = False
    limit_collection_deletion: Flag = False
    limit_item_deletion: Flag = False
    allow_admin_access_to_all_collection_items: Flag = False


class OrganizationMetadata(WireModel):
    """`organization_occupied_seats` is the figure the invitation gate uses."""

    organization_occupied_seats: Number = 0


class OrganizationsApi:
    """Calls about one organization."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def read(self, organization_id: str) -> OrganizationAnswer:
        """The record. Owners and provider users may; others get NotFound or NotPermitted."""
        call = Call("GET", "organizations/{organization_id}", {"organization_id": organization_id})
        return read_model(OrganizationAnswer, await self._caller.request(call))

    async def metadata(self, organization_id: str) -> OrganizationMetadata | None:
        """Occupied seats as billing counts them; None where the server answers nothing. Cloud only."""
        call = Call(
            "GET",
            "organizations/{organization_id}/billing/vnext/metadata",
            {"organization_id": organization_id},
        )
        answer = await self._caller.request(call)
        return read_model(OrganizationMetadata, answer) if answer.body.strip() else None
