"""Encrypted Bitwarden JSON: protected by a password, or by the key of the organization it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.kdf import derive_export_key, kdf_from_wire
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import CryptoError, DecryptionFailed, ImportFault, ImportProblem, KdfRefused
from backend_client.portal.importers.json_values import Json, objects, read_json, text
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.portal.opened_client import ReadingKey

BITWARDEN_ENCRYPTED = "Bitwarden (encrypted json)"
_VALIDATION = "encKeyValidation_DO_NOT_EDIT"


def is_protected(body: Json) -> bool:
    """Whether a parsed export asks for a password of its own."""
    return body.get("passwordProtected") is True


def open_protected(body: Json, password: Secret) -> Json:
    """The unencrypted export inside one that a password protects. Raises ImportProblem. Slow on purpose."""
    salt, sealed, check = (text(body.get(name)) for name in ("salt", "data", _VALIDATION))
    if not (salt and sealed and check):
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=BITWARDEN_ENCRYPTED)
    key = _derived(body, salt, password)
    try:
        key.decrypt(EncString.parse(check))
        plain = key.decrypt(EncString.parse(sealed))
    except DecryptionFailed:
        raise ImportProblem(ImportFault.WRONG_PASSWORD) from None
    except CryptoError:
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=BITWARDEN_ENCRYPTED) from None
    return read_json(plain, BITWARDEN_ENCRYPTED)


def open_restricted(body: Json, key: ReadingKey) -> Json:
    """The unencrypted form of an export under an organization's key. Raises ImportProblem."""
    check = text(body.get(_VALIDATION))
    try:
        key.decrypt(EncString.parse(check or ""))
    except CryptoError:
        raise ImportProblem(ImportFault.OTHER_KEY) from None
    shelves = {name: objects(body.get(name)) for name in ("collections", "folders")}
    items = objects(body.get("items"))
    plain = [{name: item[name] for name in item if name != "key"} for item in items]
    own = [text(item.get("key")) for item in items]
    common = [item for item, wrapped in zip(plain, own, strict=True) if wrapped is None]
    _open_all([shelves, common], key)
    for item, wrapped in zip(plain, own, strict=True):
        if wrapped is not None:
            _open_all([item], _item_key(wrapped, key))
    return {**body, **shelves, "items": plain, "encrypted": False}


def _derived(body: Json, salt: str, password: Secret) -> SymmetricKey:
    numbers = [body.get(name) for name in ("kdfType", "kdfIterations", "kdfMemory", "kdfParallelism")]
    if any(number is not None and type(number) is not int for number in numbers):
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=BITWARDEN_ENCRYPTED)
    kind, iterations, memory, lanes = numbers
    if kind is None or iterations is None:
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=BITWARDEN_ENCRYPTED)
    try:
        return derive_export_key(password, salt, kdf_from_wire(kind, iterations, memory, lanes))
    except KdfRefused:
        raise ImportProblem(ImportFault.WEAK_KEY_DERIVATION) from None
    except CryptoError:
        raise ImportProblem(ImportFault.NOT_SUPPORTED, what="Argon2id") from None


def _item_key(wrapped: str, key: ReadingKey) -> SymmetricKey:
    try:
        return SymmetricKey.from_bytes(key.decrypt(EncString.parse(wrapped)))
    except CryptoError:
        raise ImportProblem(ImportFault.OTHER_KEY) from None


def _open_all(value: Any, key: ReadingKey) -> None:
    """Replace every EncString in `value` by its text, in place. Raises ImportProblem."""
    places: list[tuple[Any, Any, str]] = []
    _find(value, places)
    opened = key.decrypt_many([sealed for _, _, sealed in places])
    for (holder, name, _), plain in zip(places, opened, strict=True):
        if not isinstance(plain, bytes):
            raise ImportProblem(ImportFault.OTHER_KEY)
        holder[name] = plain.decode("utf-8", "replace")


def _find(value: Any, places: list[tuple[Any, Any, str]]) -> None:
    """Where EncStrings stand. Ids and dates, which are in the clear, do not look like one."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in pairs:
        if isinstance(member, (dict, list)):
            _find(member, places)
        elif isinstance(member, str) and member.startswith("2.") and member.count("|") == 2:
            places.append((value, name, member))
