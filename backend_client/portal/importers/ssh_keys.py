"""SSH key pairs: an item of that type needs the fingerprint too, which the public key gives."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from hashlib import sha256

from backend_client.portal.vault_items import CustomField, FieldType, SecureNote, SshKey


def key_details(
    private_key: str | None, public_key: str | None, fingerprint: str | None = None
) -> tuple[SshKey | SecureNote, tuple[CustomField, ...]]:
    """A key pair as an item's details; where a part is missing, a note with what there is as fields."""
    fingerprint = fingerprint or fingerprint_of(public_key or "")
    if private_key and public_key and fingerprint:
        return SshKey(private_key, public_key, fingerprint), ()
    found = (("private key", private_key, FieldType.HIDDEN), ("public key", public_key, FieldType.TEXT))
    return SecureNote(), tuple(CustomField(name, value, kind) for name, value, kind in found if value)


def fingerprint_of(public_key: str) -> str | None:
    """`SHA256:...` of an OpenSSH public key line, as ssh-keygen shows it; None where it is none."""
    parts = public_key.split()
    try:
        blob = b64decode(parts[1], validate=True) if len(parts) > 1 else b""
    except (Base64Error, ValueError):
        return None
    return f"SHA256:{b64encode(sha256(blob).digest()).decode().rstrip('=')}" if blob else None
