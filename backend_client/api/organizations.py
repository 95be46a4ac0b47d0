"""One organization's own record."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Flag, Id, Moment, Number, Text, WireModel, read_model
from backend_client.secret import Secret


class OrganizationAnswer(WireModel):
    """An organization. Decide by the `use_` flags, never by `plan_type`. `seats` None means unlimited."""

    id: Id
    name: Text = ""
    billing_email: Text = ""
    plan_type: int | None = None
    seats: int | None = None
    max_collections: int | None = None
    max_storage_gb: int | None = None
    use_policies: Flag = False
    use_sso: Flag = False
    use_scim: Flag = False
    use_groups: Flag = False
    use_directory: Flag = False
    use_events: Flag = False
    use_reset_password: Flag = False
    use_my_items: Flag = False
    use_api: Flag = False
    use_custom_permissions: Flag = False
    use_organization_domains: Flag = False
    use_key_connector: Flag = False
    use_secrets_manager: Flag = False
    use_risk_insights: Flag = False
    use_automatic_user_confirmation: Flag = False
    use_invite_links: Flag = False
    users_get_premium: Flag = False
    self_host: Flag = False
    has_public_and_private_keys: Flag = False
    limit_collection_creation: Flag = False
    limit_collection_deletion: Flag = False
    limit_item_deletion: Flag = False
    allow_admin_access_to_all_collection_items: Flag = False


class OrganizationMetadata(WireModel):
    """`organization_occupied_seats` is the figure the invitation gate uses."""

    organization_occupied_seats: Number = 0


def _covered(value: object) -> object:
    return Secret(value) if isinstance(value, str) and value else value


class ApiKeyAnswer(WireModel):
    """A key of the organization, and since when it is this one."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    api_key: Annotated[Secret, BeforeValidator(_covered)]
    revision_date: Moment | None = None


class ApiKeyInformation(WireModel):
    """That there is a key of that kind, without the key."""

    key_type: int
    revision_date: Moment | None = None


class OrganizationsApi:
    """Calls about one organization."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def read(self, organization_id: str) -> OrganizationAnswer:
        """The record. Owners and provider users may; others get NotFound or NotPermitted."""
        call = Call("GET", "organizations/{organization_id}", {"organization_id": organization_id})
        return read_model(OrganizationAnswer, await self._caller.request(call))

    async def set_collection_management(
        self,
        organization_id: str,
        *,
        limit_collection_creation: bool,
        limit_collection_deletion: bool,
        limit_item_deletion: bool,
        allow_admin_access_to_all_collection_items: bool,
    ) -> OrganizationAnswer:
        """Set the four switches together: an absent one becomes false. Vaultwarden has none: NotFound."""
        body = {
            "limitCollectionCreation": limit_collection_creation,
            "limitCollectionDeletion": limit_collection_deletion,
            "limitItemDeletion": limit_item_deletion,
            "allowAdminAccessToAllCollectionItems": allow_admin_access_to_all_collection_items,
        }
        call = Call(
            "PUT",
            "organizations/{organization_id}/collection-management",
            {"organization_id": organization_id},
            body=body,
        )
        return read_model(OrganizationAnswer, await self._caller.request(call))

    async def update(
        self, organization_id: str, *, name: str | None = None, billing_email: str | None = None
    ) -> OrganizationAnswer:
        """Set what is given; the rest stays. The server counts a name's 50 characters with its entities.

        Vaultwarden wants both. NotPermitted for an account that may not, BadRequest for what does not fit.
        """
        given = {"name": name, "billingEmail": billing_email}
        body = {field: value for field, value in given.items() if value is not None}
        place = {"organization_id": organization_id}
        call = Call("PUT", "organizations/{organization_id}", place, body=body)
        return read_model(OrganizationAnswer, await self._caller.request(call))

    async def delete(self, organization_id: str, proof: Secret) -> None:
        """Delete the organization and everything in it. `proof` is the caller's authentication hash.

        A provider's client gives its seats back first, also where the deletion is then refused with
        BadRequest (a wrong proof, a customer that uses Key Connector).
        """
        place = {"organization_id": organization_id}
        body = {"masterPasswordHash": proof}
        await self._caller.request(Call("DELETE", "organizations/{organization_id}", place, body=body))

    async def metadata(self, organization_id: str) -> OrganizationMetadata | None:
        """Occupied seats as billing counts them; None where the server answers nothing. Cloud only."""
        call = Call(
            "GET",
            "organizations/{organization_id}/billing/vnext/metadata",
            {"organization_id": organization_id},
        )
        answer = await self._caller.request(call)
        return read_model(OrganizationMetadata, answer) if answer.body.strip() else None

    async def api_key(self, organization_id: str, kind: int, proof: Secret) -> ApiKeyAnswer:
        """A key of the organization: 0 its own, 2 the one of its SCIM address. The first call makes it.

        `proof` is the caller's authentication hash.

        BadRequest for a wrong proof. Vaultwarden has one key and answers it for every kind.
        """
        body = {"type": kind, "masterPasswordHash": proof}
        place = {"organization_id": organization_id}
        call = Call("POST", "organizations/{organization_id}/api-key", place, body=body)
        return read_model(ApiKeyAnswer, await self._caller.request(call))

    async def rotate_api_key(self, organization_id: str, kind: int, proof: Secret) -> ApiKeyAnswer:
        """Another key; the one before is dead at once."""
        body = {"type": kind, "masterPasswordHash": proof}
        place = {"organization_id": organization_id}
        call = Call("POST", "organizations/{organization_id}/rotate-api-key", place, body=body)
        return read_model(ApiKeyAnswer, await self._caller.request(call))

    async def api_key_information(self, organization_id: str, kind: int) -> Rows[ApiKeyInformation]:
        """Whether there is a key of that kind; no row where there is none."""
        place = {"organization_id": organization_id, "type": str(kind)}
        call = Call("GET", "organizations/{organization_id}/api-key-information/{type}", place)
        return read_rows(ApiKeyInformation, await self._caller.request(call))
