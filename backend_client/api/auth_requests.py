"""Asking another device to let this one sign in. Anonymous: nobody is signed in yet."""

from __future__ import annotations

from backend_client.api.call import Call
from backend_client.api.error_shapes import raise_for_refusal
from backend_client.api.transport import Transport
from backend_client.api.wire import Flag, Id, Moment, WireModel, read_model
from backend_client.errors import BadRequest, SeatwardenError, UnknownDevice
from backend_client.secret import Secret

_SIGN_IN_AND_UNLOCK = 0
_UNKNOWN_DEVICE = ("user or known device not found", "authrequest doesn't exist")
"""What servers answer about a device that never signed in; the second is Vaultwarden's."""

_TEMPLATE = "auth-requests"


class AuthRequestAnswer(WireModel):
    """One request of ours. A denial shows as `response_date` without `request_approved`.

    `key`: the user key as EncString type 4 under our public key; with `master_password_hash` it is the
    master key instead, as devices of before 2024 answer.
    """

    id: Id
    response_date: Moment | None = None
    request_approved: Flag = False
    key: str | None = None
    master_password_hash: str | None = None

    def __repr__(self) -> str:
        return "AuthRequestAnswer(********)"

    __str__ = __repr__


class AuthRequestsApi:
    """Calls about our own request. `access_code` proves that it is ours."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, email: str, public_key: str, access_code: Secret) -> AuthRequestAnswer:
        """Ask; the server tells the account's other devices. `public_key` is base64 SPKI.

        Raises UnknownDevice, BadRequest.
        """
        body = {
            "email": email.strip(),
            "publicKey": public_key,
            "deviceIdentifier": self._transport.device.identifier,
            "accessCode": access_code,
            "type": _SIGN_IN_AND_UNLOCK,
        }
        try:
            answer = raise_for_refusal(await self._transport.send(Call("POST", _TEMPLATE, body=body)))
        except BadRequest as refused:
            refusal: SeatwardenError = refused
            if any(words in refused.server_message.lower() for words in _UNKNOWN_DEVICE):
                refusal = UnknownDevice("this device never signed in to that account")
        else:
            return read_model(AuthRequestAnswer, answer)
        raise refusal

    async def response(self, request_id: str, access_code: Secret) -> AuthRequestAnswer:
        """What became of it. Raises NotFound, on some servers BadRequest, once it is over. Quiet."""
        values, query = {"request_id": request_id}, {"code": access_code}
        call = Call("GET", f"{_TEMPLATE}/{{request_id}}/response", values, query)
        return read_model(AuthRequestAnswer, raise_for_refusal(await self._transport.send(call)))
