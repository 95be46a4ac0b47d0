"""Keys that a server puts in the place of known ones: reading goes on, nothing is encrypted with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from uuid import uuid4

import pytest

from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import KeyChanged, KeyDoubt, PinsUnusable, ReadOnlyMode
from backend_client.portal.client_changes import NewClient
from backend_client.portal.clients import Client, find_client
from backend_client.portal.collection_overview import NewCollection
from backend_client.portal.importers.imported import Imported
from backend_client.portal.journal import Outcome
from backend_client.portal.members import MemberStatus
from backend_client.portal.people import PersonStatus
from backend_client.portal.pins import Pins
from backend_client.portal.providers import KeyState, ProviderKind
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from embedded_backend.substitution import change_client_key, change_provider_key
from tests.contract.member_desk import BIRCH, Desk
from tests.contract.recovery_desk import DELTA, OLDER
from tests.practice import Practice
from tui.presenters.confirm_people import earlier_sentences


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    return tmp_path / "pins" / "pins.json"


@pytest.fixture
async def known(practice: Practice, journal: Path, pins: Path) -> AsyncIterator[Desk]:
    """A client whose key was seen before."""
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal, pins=pins) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        assert (provider.key, client.key) == (KeyState.OPEN, KeyState.OPEN)
        yield Desk(practice, portal, provider, client)


async def refused(act: Awaitable[object]) -> KeyChanged:
    with pytest.raises(KeyChanged) as caught:
        await act
    return caught.value


async def relisted(desk: Desk, name: str = BIRCH) -> Client:
    return find_client(await desk.portal.client_list(desk.provider), name)


async def test_a_changed_client_key_reads_and_does_not_encrypt(known: Desk) -> None:
    change_client_key(known.practice.database, BIRCH)
    before = known.practice.count("collections")
    client = await relisted(known)
    assert client.key is KeyState.CHANGED
    assert (await known.portal.organization_vault(known.provider, client)).collections
    error = await refused(known.portal.collections.create(known.provider, client, NewCollection("Vans")))
    assert (error.doubt, error.name, error.provider) == (KeyDoubt.CHANGED, BIRCH, False)
    assert known.practice.count("collections") == before
    assert known.entries() == []


async def test_nobody_is_given_a_changed_client_key(known: Desk) -> None:
    ids = await known.ids(MemberStatus.ACCEPTED)
    found = await known.members.candidates(known.provider, known.client, ids)
    change_client_key(known.practice.database, BIRCH)
    await refused(known.members.confirm(known.provider, known.client, found.ready))
    assert await known.ids(MemberStatus.ACCEPTED) == ids
    assert known.entries() == []


async def test_a_changed_provider_key_makes_no_client_and_confirms_nobody(known: Desk) -> None:
    people = await known.portal.people.board(known.provider)
    waiting = [one.id for one in people.people if one.status == PersonStatus.ACCEPTED]
    found = await known.portal.people.candidates(known.provider, waiting)
    change_provider_key(known.practice.database)
    known.portal.forget_opened()
    (provider,) = await known.portal.providers()
    assert provider.key is KeyState.CHANGED
    listed = await known.portal.client_list(provider)
    assert find_client(listed, BIRCH).key is KeyState.OPEN  # the same key as before, under another one
    error = await refused(known.portal.people.confirm(provider, found.ready))
    assert (error.doubt, error.provider) == (KeyDoubt.CHANGED, True)
    new = NewClient("Fresh Ltd", "owner@fresh.example", "Teams (Monthly)", 1)
    await refused(known.portal.changes.create(provider, new))
    assert known.entries() == []


async def test_a_client_first_seen_under_a_changed_provider_key_is_not_pinned(
    practice: Practice, known: Desk, pins: Path
) -> None:
    change_provider_key(practice.database)
    change_client_key(practice.database, BIRCH)
    pinned = pins.read_text()
    known.portal.forget_opened()
    client = await relisted(known)
    assert client.key is KeyState.CHANGED
    assert pins.read_text() == pinned


async def test_a_key_that_comes_back_is_the_known_one_again(known: Desk) -> None:
    find = "SELECT key FROM provider_organizations WHERE organization_id = ?"
    ((key,),) = known.practice.execute(find, known.client.organization_id)
    change_client_key(known.practice.database, BIRCH)
    assert (await relisted(known)).key is KeyState.CHANGED
    back = "UPDATE provider_organizations SET key = ? WHERE organization_id = ?"
    known.practice.execute(back, key, known.client.organization_id)
    assert (await relisted(known)).key is KeyState.OPEN


async def test_the_key_of_one_client_does_not_pass_for_that_of_another(known: Desk) -> None:
    other = next(
        one
        for one in (await known.portal.client_list(known.provider)).clients
        if one.key is KeyState.OPEN and one.name != BIRCH
    )
    swap = (
        "UPDATE provider_organizations SET key ="
        " (SELECT key FROM provider_organizations WHERE organization_id = ?) WHERE organization_id = ?"
    )
    known.practice.execute(swap, other.organization_id, known.client.organization_id)
    assert (await relisted(known)).key is KeyState.CHANGED


async def test_a_client_shown_first_with_another_ones_key_is_not_pinned(
    practice: Practice, pins: Path, journal: Path
) -> None:
    rows = practice.execute(
        "SELECT po.organization_id, po.key FROM provider_organizations po JOIN organizations o"
        " ON o.id = po.organization_id WHERE o.name IN (?, ?) ORDER BY o.name",
        *(BIRCH, "Delta Fisheries"),
    )
    practice.execute(
        "UPDATE provider_organizations SET key = ? WHERE organization_id = ?", rows[0][1], rows[1][0]
    )
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal, pins=pins) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        doubted = [one for one in listed.clients if one.key is KeyState.CHANGED]
        assert sorted(one.organization_id for one in doubted) == sorted(str(row[0]) for row in rows)
        doubts = [portal.session.keys.client_doubt(one.organization_id) for one in doubted]
        assert [doubt and doubt.reason for doubt in doubts] == [KeyDoubt.SHARED] * 2
        shown = [portal.known_keys.of_client(one) for one in doubted]
        assert [key.doubt for key in shown] == [KeyDoubt.SHARED] * 2
        for one in doubted:
            error = await refused(portal.collections.create(provider, one, NewCollection("Vans")))
            assert error.doubt is KeyDoubt.SHARED
        again = (await portal.client_list(provider)).clients
        assert {one.id for one in again if one.key is KeyState.CHANGED} == {one.id for one in doubted}


async def test_what_a_substituted_key_opened_is_not_pinned_by_any_act(known: Desk, pins: Path) -> None:
    forgotten = {"keys": {}, "derivations": {}, **json.loads(pins.read_text())}
    for keys in forgotten["keys"].values():
        del keys[f"client {known.client.organization_id}"]
    pins.write_text(json.dumps(forgotten))
    change_provider_key(known.practice.database)
    change_client_key(known.practice.database, BIRCH)
    known.portal.forget_opened()
    for _ in range(2):
        client = await relisted(known)
        assert client.key is KeyState.CHANGED
        await known.portal.known_keys.board(known.provider)
        await known.portal.collections.overview(known.provider, client)
        error = await refused(known.portal.collections.create(known.provider, client, NewCollection("Vans")))
        assert error.doubt is KeyDoubt.UNVOUCHED
    assert known.client.organization_id not in pins.read_text()


async def test_a_client_made_here_is_pinned_before_the_server_shows_it(known: Desk) -> None:
    plan = (await known.portal.client_list(known.provider)).pools[0].plan
    made = await known.portal.changes.create(
        known.provider, NewClient("Fresh Ltd", "owner@fresh.example", plan, 1)
    )
    assert made.key is KeyState.OPEN
    (intent, _outcome) = known.portal.journal.entries() if known.portal.journal else ()
    assert known.portal.session.keys.client_key_id(made.organization_id) == intent.after["key_id"]
    change_client_key(known.practice.database, "Fresh Ltd")
    assert (await relisted(known, "Fresh Ltd")).key is KeyState.CHANGED


async def test_somebody_confirmed_before_with_another_key_is_told_as_such(known: Desk) -> None:
    (mia, *_) = await known.of_status(MemberStatus.ACCEPTED)
    first = (await known.members.candidates(known.provider, known.client, [mia.id])).ready[0]
    assert first.earlier is None
    assert await known.members.confirm(known.provider, known.client, [first]) == {mia.id: None}
    back = "UPDATE organization_users SET status = 1, key = NULL WHERE id = ?"
    known.practice.execute(back, mia.id)
    again = (await known.members.candidates(known.provider, known.client, [mia.id])).ready[0]
    assert again.earlier is None  # the same key
    other = PrivateKey.generate().public_key.to_base64()
    known.practice.execute("UPDATE users SET public_key = ? WHERE id = ?", other, mia.user_id)
    changed = (await known.members.candidates(known.provider, known.client, [mia.id])).ready[0]
    assert changed.earlier is not None
    assert (changed.earlier.phrase, changed.earlier.who) == (first.phrase, "ada@northwind.example")
    assert changed.phrase != first.phrase


async def test_another_account_under_a_confirmed_address_is_told_as_such(known: Desk) -> None:
    (mia, *_) = await known.of_status(MemberStatus.ACCEPTED)
    first = (await known.members.candidates(known.provider, known.client, [mia.id])).ready[0]
    assert await known.members.confirm(known.provider, known.client, [first]) == {mia.id: None}
    other, key = str(uuid4()), PrivateKey.generate().public_key.to_base64()
    known.practice.execute(
        "UPDATE organization_users SET status = 1, key = NULL, user_id = NULL WHERE id = ?", mia.id
    )
    known.practice.execute("UPDATE users SET id = ?, public_key = ? WHERE id = ?", other, key, mia.user_id)
    known.practice.execute("UPDATE organization_users SET user_id = ? WHERE id = ?", other, mia.id)
    changed = (await known.members.candidates(known.provider, known.client, [mia.id])).ready[0]
    assert changed.user_id == other
    assert changed.earlier is not None
    assert (changed.earlier.phrase, changed.earlier.who) == ("", "ada@northwind.example")
    (said,) = earlier_sentences([changed])
    assert "another account" in said


async def test_a_damaged_file_trusts_no_key_until_it_is_set_aside(known: Desk, pins: Path) -> None:
    pins.write_text("{")
    client = await relisted(known)
    assert client.key is KeyState.CHANGED
    error = await refused(known.portal.collections.create(known.provider, client, NewCollection("Vans")))
    assert error.doubt is KeyDoubt.PINS
    with pytest.raises(PinsUnusable):
        known.portal.known_keys.accept(known.provider, known.portal.known_keys.of_client(client))
    assert pins.read_text() == "{"
    aside = known.portal.known_keys.set_aside()
    assert aside is not None
    assert aside.read_text() == "{"
    assert (await relisted(known)).key is KeyState.OPEN


async def test_accepting_takes_the_key_that_was_shown_and_no_other(known: Desk) -> None:
    change_client_key(known.practice.database, BIRCH)
    shown = known.portal.known_keys.of_client(await relisted(known))
    change_client_key(known.practice.database, BIRCH)
    client = await relisted(known)
    with pytest.raises(KeyChanged):
        known.portal.known_keys.accept(known.provider, shown)
    assert known.entries() == []
    known.portal.known_keys.accept(known.provider, known.portal.known_keys.of_client(client))
    assert (await relisted(known)).key is KeyState.OPEN
    assert known.entries() == [("key.accept", Outcome.DONE)]
    board = await known.portal.known_keys.board(known.provider)
    accepted = next(key for key in board if key.name == BIRCH)
    assert accepted.known is not None
    assert accepted.known.who == "ada@northwind.example"


async def test_a_run_that_refuses_writes_accepts_nothing(
    practice: Practice, known: Desk, pins: Path, journal: Path
) -> None:
    change_client_key(practice.database, BIRCH)
    reading = await practice.signed_in(person(Persona.ADMIN), journal=journal, pins=pins, read_only=True)
    async with reading as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        with pytest.raises(ReadOnlyMode):
            portal.known_keys.accept(provider, portal.known_keys.of_client(client))
    assert (await relisted(known)).key is KeyState.CHANGED


async def test_another_process_that_accepts_is_heard(practice: Practice, known: Desk, pins: Path) -> None:
    change_client_key(practice.database, BIRCH)
    shown = known.portal.known_keys.of_client(await relisted(known))
    Pins(pins).pin("practice", {shown.subject: shown.key_id}, who="ada", first=False)
    assert (await relisted(known)).key is KeyState.OPEN


async def test_the_pair_of_a_client_made_here_is_known(known: Desk) -> None:
    plan = (await known.portal.client_list(known.provider)).pools[0].plan
    made = await known.portal.changes.create(
        known.provider, NewClient("Fresh Ltd", "owner@fresh.example", plan, 1)
    )
    details = await known.portal.organization_settings.inspect(known.provider, made)
    assert (bool(details.phrase), details.pair_changed) == (True, False)
    other = PrivateKey.generate().public_key.to_base64()
    known.practice.execute(
        "UPDATE organizations SET public_key = ? WHERE id = ?", other, made.organization_id
    )
    details = await known.portal.organization_settings.inspect(known.provider, made)
    assert (details.phrase, details.pair_changed) == ("", True)


async def test_an_import_is_stopped_when_it_is_planned_and_when_it_is_sent(known: Desk) -> None:
    imported = Imported((), ("Board",))
    plan = await known.portal.imports.plan(known.provider, known.client, imported)
    change_client_key(known.practice.database, BIRCH)
    before = known.practice.count("collections")
    await refused(known.portal.imports.send(known.provider, known.client, plan))
    await refused(known.portal.imports.plan(known.provider, known.client, imported))
    assert known.practice.count("collections") == before
    assert known.entries() == []


async def test_an_account_is_not_recovered_and_no_device_let_in(known: Desk) -> None:
    client = await relisted(known, DELTA)
    portal, provider = known.portal, known.provider
    board = await portal.members.board(provider, client)
    member = next(one.id for one in board.members if one.email == OLDER)
    case = await portal.account_recovery.inspect(provider, client, member)
    requests = (await portal.device_approvals.inspect(provider, client)).requests
    asked = next(one for one in requests if one.email == OLDER)
    change_client_key(known.practice.database, DELTA)
    new = Secret("Correct horse battery 1!")
    await refused(portal.account_recovery.apply(provider, client, case, password=new, two_step=False))
    assert not new
    await refused(portal.account_recovery.inspect(provider, client, member))
    await refused(portal.device_approvals.approve(provider, client, asked))
    assert known.entries() == []


async def test_an_organization_whose_own_key_changed_is_not_added(known: Desk) -> None:
    (organization, *_) = await known.portal.changes.addable(known.provider)
    own = next(each for each in await known.portal.places() if each.kind is ProviderKind.OWN_ORGANIZATIONS)
    assert {each.key for each in (await known.portal.client_list(own)).clients} == {KeyState.OPEN}
    ((public,),) = known.practice.execute(
        "SELECT public_key FROM users WHERE email = 'ada@northwind.example'"
    )
    forged = str(PublicKey.from_base64(str(public)).encrypt(SymmetricKey.generate().to_bytes()))
    known.practice.execute(
        "UPDATE organization_users SET key = ? WHERE organization_id = ? AND user_id ="
        " (SELECT id FROM users WHERE email = 'ada@northwind.example')",
        *(forged, organization.id),
    )
    await refused(known.portal.changes.add_existing(known.provider, organization))
    assert known.entries() == []
