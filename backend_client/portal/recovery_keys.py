"""The user key of a member, opened with what they left for account recovery."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import PrivateKey
from backend_client.crypto.recovery import RecoveredKey, open_recovery_key
from backend_client.errors import CryptoError, NotFound, Rule, RuleBroken
from backend_client.portal.pins import PinKind

if TYPE_CHECKING:
    from backend_client.api.account_recovery import RecoveryDetails
    from backend_client.api.api import Api
    from backend_client.crypto.keys import PublicKey, SymmetricKey
    from backend_client.portal.key_watch import KeyWatch
    from backend_client.portal.opened_client import OpenedClient


@dataclass(frozen=True, slots=True)
class LeftKey:
    """A member's user key, and what the server says of their password. Held as long as one act takes."""

    key: RecoveredKey = field(repr=False)
    details: RecoveryDetails


async def left_key(api: Api, opened: OpenedClient, member_id: str, user_id: str, watch: KeyWatch) -> LeftKey:
    """Open it. `watch` learns the organization's key pair, which its known key vouches for.

    Raises RuleBroken where there is none, where it does not open, or where it is not the key of the account
    any more: a member with the newer encryption who left the older key would lose everything.
    """
    newer = await _is_newer(api, opened, user_id)
    try:
        details = await api.account_recovery.details(opened.id, member_id)
    except NotFound:
        raise RuleBroken(Rule.RECOVERY_NOT_ABOVE) from None
    if (details.organization_user_id or member_id).casefold() != member_id.casefold():
        raise RuleBroken(Rule.RECOVERY_KEY_UNUSABLE)  # another member's, which nobody may get here
    if not details.reset_password_key or not details.encrypted_private_key:
        raise RuleBroken(Rule.RECOVERY_NOT_ENROLLED)
    try:
        key = open_recovery_key(opened.sealing_key, details.encrypted_private_key, details.reset_password_key)
        pair = public_half(opened.sealing_key, details.encrypted_private_key)
    except CryptoError:
        raise RuleBroken(Rule.RECOVERY_KEY_UNUSABLE) from None
    watch.note((PinKind.ORGANIZATION, opened.id), sha256(pair.spki).hexdigest())
    if key.v2 is not newer:
        raise RuleBroken(Rule.RECOVERY_KEY_OUTDATED)
    return LeftKey(key, details)


def public_half(organization_key: SymmetricKey, private_key: str) -> PublicKey:
    """The public key of the pair whose private half the organization's key wraps: whatever the server tells,
    this one belongs to it. Raises CryptoError."""
    return PrivateKey.from_der(organization_key.decrypt(EncString.parse(private_key))).public_key


async def _is_newer(api: Api, opened: OpenedClient, user_id: str) -> bool:
    """Whether the account has the newer encryption: then it has a key that verifies signatures."""
    if opened.vaultwarden:  # it has neither that encryption nor the request
        return False
    try:
        return bool((await api.account_recovery.account_keys(user_id)).verifying_key)
    except NotFound:  # a server from before there was any
        return False
