"""Confirming people, of a client or of the provider: whose key it is, and a key sealed to exactly that key.

The key that was shown is the key that is used: a `Candidate` carries the parsed key from the answer that
its phrase was made of to the request. Before sending, the server is asked again; where it now tells
another key, nothing is sealed for that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from backend_client.crypto.fingerprint import fingerprint_phrase, phrase_of_digest
from backend_client.crypto.keys import PublicKey
from backend_client.errors import CryptoError, PinsUnusable, Rule
from backend_client.portal.members import Candidate, Candidates, EarlierKey, MemberStatus
from backend_client.portal.pins import PinKind, Subject

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import PublicKeyRow
    from backend_client.crypto.keys import SymmetricKey
    from backend_client.portal.key_watch import KeyWatch
    from backend_client.portal.opened_client import ClientOpener, OpenedClient

MY_ITEMS = "My Items"
"""The name of the collection that the server gives to members whose items belong to the organization."""

_DATA_OWNERSHIP = 5  # the policy type after which members keep their own items in the organization


class ListedPerson(Protocol):
    """A row of members, or of a provider's people; 1 is the status of those who accepted in both."""

    @property
    def id(self) -> str: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def status(self) -> int: ...
    @property
    def name(self) -> str | None: ...
    @property
    def email(self) -> str: ...


def candidates_of(
    ids: Sequence[str],
    listed: Iterable[ListedPerson],
    keys: Iterable[PublicKeyRow],
    *,
    watch: KeyWatch,
    accounts_told: bool = True,
) -> Candidates:
    """Who of `ids` can be confirmed, each with the phrase of the key that the server tells.

    `watch` knows with which keys they were confirmed before. `accounts_told`: the server says of every key
    whose account it belongs to; otherwise a key may lack it.
    """
    rows = {row.id: row for row in listed}
    told = {row.id: row for row in keys}
    ready: list[Candidate] = []
    left_out: dict[str, Rule] = {}
    for each in dict.fromkeys(ids):
        found = _candidate(rows.get(each), told.get(each), accounts_told=accounts_told)
        if isinstance(found, Rule):
            left_out[each] = found
        else:
            ready.append(replace(found, earlier=_earlier(found, watch)))
    return Candidates(tuple(ready), left_out)


def _candidate(
    row: ListedPerson | None, told: PublicKeyRow | None, *, accounts_told: bool
) -> Candidate | Rule:
    if row is None:
        return Rule.MEMBER_GONE
    if row.status != MemberStatus.ACCEPTED:
        return Rule.NOT_ACCEPTED
    if told is None or not told.key or not row.user_id:
        return Rule.MEMBER_KEY_UNUSABLE
    if told.user_id != row.user_id and (accounts_told or told.user_id is not None):
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


def _earlier(candidate: Candidate, watch: KeyWatch) -> EarlierKey | None:
    """Another key of the same account; or of the same address, whose account may have been another one."""
    for subject in _subjects(candidate):
        pin = watch.known(subject)
        if pin is not None and pin.digest != candidate.digest:
            phrase = phrase_of_digest(candidate.user_id, bytes.fromhex(pin.digest))
            return EarlierKey(phrase if subject[1] == candidate.user_id else "", pin.at, pin.who)
    return None


def _subjects(candidate: Candidate) -> tuple[Subject, Subject]:
    """A server gives people their ids; their addresses are known to those who invite them."""
    return (PinKind.PERSON, candidate.user_id), (PinKind.PERSON, candidate.email.strip().casefold())


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


def sealed_keys(candidates: Iterable[Candidate], key: SymmetricKey) -> Mapping[str, str]:
    """`key` as the request carries it: sealed to each candidate's own public key, by their id."""
    plain = key.to_bytes()
    return {candidate.id: str(candidate.key.encrypt(plain)) for candidate in candidates}


def note_agreed(watch: KeyWatch, candidates: Iterable[Candidate], who: str) -> None:
    """Their phrases were agreed to by `who`: another key of theirs will be told as such. The journal has the
    digests in any case."""
    digests = {subject: one.digest for one in candidates for subject in _subjects(one)}
    with suppress(OSError, PinsUnusable):
        watch.pins.pin(watch.server, digests, who=who, first=False)


async def my_items_name(api: Api, opener: ClientOpener, opened: OpenedClient) -> str | None:
    """The encrypted name of the collection for own items, where members are to have one. Quiet."""
    abilities = await opener.abilities(opened.client)
    if not (abilities.my_items and abilities.policies):
        return None
    policies = await api.policies.list(opened.id)
    if not any(policy.type == _DATA_OWNERSHIP and policy.enabled for policy in policies):
        return None
    return str(opened.sealing_key.encrypt_text(MY_ITEMS))
