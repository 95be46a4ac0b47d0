"""Single sign-on of an organization: its configuration, with the client secret covered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import NULL_IS_ABSENT, Flag, Text, WireModel, read_model
from backend_client.secret import Secret

_TEMPLATE = "organizations/{organization_id}/sso"
CLIENT_SECRET = "clientSecret"  # noqa: S105 - the name of a member


def _covered(value: object) -> object:
    """The members that are set, with the client secret wrapped: the server answers it in clear."""
    if not isinstance(value, Mapping):
        return value
    kept = {name: member for name, member in value.items() if member is not None}
    secret = kept.pop(CLIENT_SECRET, None)
    if isinstance(secret, str) and secret:
        kept[CLIENT_SECRET] = Secret(secret)
    return kept


class SsoUrls(WireModel):
    """What the customer registers at the identity provider. Relative where the server knows no address."""

    callback_path: Text = ""
    signed_out_callback_path: Text = ""
    sp_entity_id: Text = ""
    sp_entity_id_static: Text = ""
    sp_metadata_url: Text = ""
    sp_acs_url: Text = ""


class SsoAnswer(WireModel):
    """The configuration. `data` is None where there never was one; its `clientSecret` is a Secret.

    The members of `data` keep the server's names, also those this program does not know; null ones are
    left out.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    object: Literal["organizationSso"] = "organizationSso"
    enabled: Flag = False
    identifier: str | None = None
    data: Annotated[dict[str, Any] | None, BeforeValidator(_covered)] = Field(default=None, repr=False)
    urls: Annotated[SsoUrls, NULL_IS_ABSENT] = SsoUrls()


class SsoApi:
    """Calls about an organization's single sign-on."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def read(self, organization_id: str) -> SsoAnswer:
        """The configuration. NotFound for an account that may not manage it."""
        call = Call("GET", _TEMPLATE, {"organization_id": organization_id})
        return read_model(SsoAnswer, await self._caller.request(call))

    async def save(
        self, organization_id: str, *, enabled: bool, identifier: str | None, data: Mapping[str, object]
    ) -> SsoAnswer:
        """Replace all of it; an identifier of None clears the one there is. `data` may hold Secrets.

        The server stores `data` before it looks at the identifier: one that is taken is refused with
        BadRequest after everything else was saved.
        """
        body = {"enabled": enabled, "identifier": identifier, "data": dict(data)}
        call = Call("POST", _TEMPLATE, {"organization_id": organization_id}, body=body)
        return read_model(SsoAnswer, await self._caller.request(call))
