"""Confirming members: whose key it is, and the organization key sealed to exactly that key.

The key that was shown is the key that is used: a `Candidate` carries the parsed key from the answer that
its phrase was made of to the request. Before sending, the server is asked again; where it now tells
another key, nothing is sealed for that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from backend_client.errors import CryptoError, Rule
from backend_client.portal.members import Candidate, Candidates, MemberStatus

if TYPE_CHECKING:
    from backend_client.api.members import MemberRow, PublicKeyRow
    from backend_client.crypto.keys import SymmetricKey

MY_ITEMS = "My Items"
"""The name of the collection that the server gives to members whose items belong to the organization."""


def candidates_of(
    ids: Sequence[str], members: Iterable[MemberRow], keys: Iterable[PublicKeyRow]
) -> Candidates:
    """Who of `ids` can be confirmed, each with the phrase of the key that the server tells."""
    rows = {row.id: row for row in members}
    told = {row.id: row for row in keys}
    ready: list[Candidate] = []
    left_out: dict[str, Rule] = {}
    for each in dict.fromkeys(ids):
        found = _candidate(rows.get(each), told.get(each))
        if isinstance(found, Rule):
            left_out[each] = found
        else:
            ready.append(found)
    return Candidates(tuple(ready), left_out)


def _candidate(row: MemberRow | None, told: PublicKeyRow | None) -> Candidate | Rule:
    if row is None:
        return Rule.MEMBER_GONE
    if row.status != MemberStatus.ACCEPTED:
        return Rule.NOT_ACCEPTED
    if told is None or not told.key or not row.user_id or told.user_id != row.user_id:
        return Rule.MEMBER_KEY_UNUSABLE
    try:
        key = PublicKey.from_base64(told.key)
    except CryptoError:
        return Rule.MEMBER_KEY_UNUSABLE
    return Candidate(
        id=row.id,
        user_id=row.user_id,
        email=row.email,
        name=row.name or "",
        phrase=fingerprint_phrase(row.user_id, key.spki),
        digest=sha256(key.spki).hexdigest(),
        key=key,
    )


def changed_since(shown: Sequence[Candidate], now: Candidates) -> dict[str, Rule]:
    """Why some of those whose phrase was shown cannot be confirmed any more, by member id."""
    fresh = {candidate.id: candidate for candidate in now.ready}
    found: dict[str, Rule] = {}
    for candidate in shown:
        again = fresh.get(candidate.id)
        if again is None:
            found[candidate.id] = now.left_out[candidate.id]
        elif (again.user_id, again.key.spki) != (candidate.user_id, candidate.key.spki):
            found[candidate.id] = Rule.MEMBER_KEY_CHANGED
    return found


def sealed_keys(candidates: Iterable[Candidate], organization_key: SymmetricKey) -> Mapping[str, str]:
    """The organization key as the request carries it: sealed to each candidate's own key, by member id."""
    plain = organization_key.to_bytes()
    return {candidate.id: str(candidate.key.encrypt(plain)) for candidate in candidates}
