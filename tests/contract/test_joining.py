"""Joining by a link and setting up a provider, through the portal on the practice server."""

from __future__ import annotations

import json
import logging
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from backend_client.api.server_config import ServerConfig, ServerEnvironment
from backend_client.api.servers import parse_server
from backend_client.connection import connect
from backend_client.crypto.cose import XaesKey
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import (
    BadRequest,
    JoinRefusal,
    Locked,
    NotApplied,
    NotJoined,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
    ServerTimeout,
)
from backend_client.portal.client_changes import NewClient
from backend_client.portal.join_link import read_link
from backend_client.portal.joined import Condition, JoinState
from backend_client.portal.joining import Joining
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.providers import KeyState, ProviderRole
from backend_client.portal.setup_form import SetupField, SetupForm
from embedded_backend.letter_box import mails_with_links
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, PracticePerson, person
from embedded_backend.seed_invitations import RECOVERING
from tests.interrupted import crashed_at
from tests.practice import DEVICE, Practice, running_practice

NOEL, ADA, VERA = person(Persona.NO_ORGANIZATION), person(Persona.ADMIN), person(Persona.V2)
FORM = SetupForm(
    {
        SetupField.NAME: "Ada & Söhne",
        SetupField.BUSINESS: "Ada's",
        SetupField.BILLING_EMAIL: "billing@ada.example",
        SetupField.COUNTRY: "de",
        SetupField.POSTAL_CODE: "20095",
    }
)


def mail(practice: Practice, who: PracticePerson, subject: str) -> str:
    """The text of the newest mail of that subject."""
    found = mails_with_links(practice.database, who.email)
    return next(text.reveal() for told, text in found if told.startswith(subject))


def provider_mail(practice: Practice, who: PracticePerson = NOEL) -> str:
    return mail(practice, who, "Join a provider")


def organization_mail(practice: Practice) -> str:
    return mail(practice, NOEL, "Join an organization")


def setup_mail(practice: Practice) -> str:
    return mail(practice, ADA, "Set up")


def token_in(text: str) -> str:
    return read_link(text).token.reveal()


async def refusal(portal: Portal, text: str) -> JoinRefusal:
    """Why the server lets nobody in by this mail."""
    invitation = await portal.joining.read(text)
    with pytest.raises(NotJoined) as refused:
        await portal.joining.accept(invitation)
    assert token_in(text) not in str(refused.value)
    return refused.value.refusal


def status(practice: Practice, table: str, email: str = NOEL.email) -> object:
    return practice.execute(f"SELECT status FROM {table} WHERE email = ?", email)[0][0]


# Joining a provider


async def test_an_invitation_says_what_it_is_and_is_accepted(practice: Practice, tmp_path: Path) -> None:
    text = provider_mail(practice)
    async with await practice.signed_in(NOEL, journal=tmp_path / "journal.jsonl") as portal:
        invitation = await portal.joining.read(text)
        assert (invitation.link.name, invitation.for_me) == ("Southgate IT", True)
        assert (invitation.enrolment, invitation.conditions) == (None, ())
        joined = await portal.joining.accept(invitation)
        assert joined.state is JoinState.ACCEPTED
        ((spki,),) = practice.execute("SELECT public_key FROM users WHERE email = ?", NOEL.email)
        public = PublicKey.from_base64(str(spki))
        assert joined.phrase == fingerprint_phrase(NOEL.user_id, public.spki) == portal.joining.own_phrase()
        assert not invitation.link.token
        assert status(practice, "provider_users") == 1
        assert portal.journal is not None
        intent, outcome = portal.journal.entries()
        assert (intent.act, intent.client, outcome.outcome) == (
            "joining.provider",
            "Southgate IT",
            Outcome.DONE,
        )
    assert token_in(text) not in (tmp_path / "journal.jsonl").read_text()


async def test_once_confirmed_the_provider_shows_without_signing_in_again(practice: Practice) -> None:
    async with await practice.signed_in(NOEL) as portal:
        await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        practice.execute("UPDATE provider_users SET status = 2 WHERE email = ?", NOEL.email)
        again = await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        assert again.state is JoinState.CONFIRMED
        (provider,) = await portal.providers()
        assert (provider.name, provider.role) == ("Southgate IT", ProviderRole.ADMIN)
        assert (await portal.client_list(provider)).clients  # by the renewed token


async def test_another_provider_s_admin_confirms_in_practice(practice_template: Path, tmp_path: Path) -> None:
    with running_practice(practice_template, tmp_path, BackendOptions(accept_after=0.0)) as practice:
        async with await practice.signed_in(ADA) as portal:
            await portal.joining.accept(await portal.joining.read(provider_mail(practice, ADA)))
            await portal.joining.renew()
            _northwind, southgate = await portal.providers()
            assert (southgate.name, southgate.role) == ("Southgate IT", ProviderRole.SERVICE_USER)
            assert southgate.key is KeyState.OPEN
            listed = await portal.client_list(southgate)
            assert {client.key for client in listed.clients} == {KeyState.OPEN}


async def test_what_was_accepted_before_is_said_so(practice: Practice) -> None:
    async with await practice.signed_in(NOEL) as portal:
        await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        again = await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        assert again.state is JoinState.ALREADY


async def test_refusals_of_a_provider_have_names(practice: Practice) -> None:
    text = provider_mail(practice)
    async with await practice.signed_in(NOEL) as portal:
        practice.execute("UPDATE mail_tokens SET expires_at = 0")
        assert await refusal(portal, text) is JoinRefusal.LINK_OVER
        practice.execute("DELETE FROM provider_users WHERE email = ?", NOEL.email)
        assert await refusal(portal, text) is JoinRefusal.GONE


async def test_a_link_for_somebody_else_is_not_sent(practice: Practice, tmp_path: Path) -> None:
    async with await practice.signed_in(NOEL, journal=tmp_path / "journal.jsonl") as portal:
        invitation = await portal.joining.read(provider_mail(practice, ADA))
        assert (invitation.for_me, invitation.account) == (False, NOEL.email)
        with pytest.raises(RuleBroken) as refused:
            await portal.joining.accept(invitation)
        assert refused.value.rule is Rule.JOIN_OTHER_ADDRESS
        assert portal.journal is not None
        assert not list(portal.journal.entries())
    waiting = "SELECT status FROM provider_users WHERE email = ? ORDER BY status"
    assert practice.execute(waiting, ADA.email) == [(0,), (2,), (2,)]


async def test_a_link_of_another_server_is_not_asked_about(practice: Practice) -> None:
    text = organization_mail(practice).replace("practice.invalid", "vault.bitwarden.com")
    async with await practice.signed_in(NOEL) as portal:
        asked: list[object] = []

        async def policies(*given: object, **_named: object) -> Any:
            asked.append(given)

        portal._api.joining.policies = policies  # type: ignore[method-assign]
        with pytest.raises(RuleBroken) as refused:
            await portal.joining.read(text)
    assert (refused.value.rule, asked) == (Rule.JOIN_OTHER_SERVER, [])


@pytest.mark.parametrize(
    ("server", "says", "link", "accepted"),
    [
        ("https://bw.north.example", "https://vault.north.example", "https://vault.north.example", True),
        ("https://bw.north.example", "https://vault.north.example", "https://bw.north.example", True),
        ("https://bw.north.example", "https://vault.bitwarden.com", "https://vault.bitwarden.com", False),
        ("us", "https://vault.bitwarden.eu", "https://vault.bitwarden.eu", False),
        ("us", "", "https://vault.bitwarden.com", True),
    ],
)
async def test_a_server_may_name_its_vault_but_not_another_s(
    practice: Practice, server: str, says: str, link: str, accepted: bool
) -> None:
    async def config() -> ServerConfig:
        return ServerConfig(environment=ServerEnvironment(vault=says))

    api: Any = SimpleNamespace(server=parse_server(server), config=config)
    nobody: Any = SimpleNamespace(account=SimpleNamespace(email=NOEL.email))
    unused: Any = None
    joining = Joining(api, session=nobody, reader=unused, acts=unused, journal=None)
    text = provider_mail(practice).replace("https://practice.invalid", link)
    if accepted:
        assert (await joining.read(text)).for_me
    else:
        with pytest.raises(RuleBroken, match="join_other_server"):
            await joining.read(text)


async def test_locked_or_read_only_nothing_is_sent(practice: Practice) -> None:
    async with await practice.watching(NOEL) as portal:
        invitation = await portal.joining.read(provider_mail(practice))
        with pytest.raises(Locked):
            await portal.joining.accept(invitation)
        assert portal.joining.own_phrase() == ""
    async with await practice.signed_in(NOEL, read_only=True) as portal:
        with pytest.raises(ReadOnlyMode):
            await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        with pytest.raises(ReadOnlyMode):
            await portal.joining.accept(await portal.joining.read(organization_mail(practice)))
    assert status(practice, "provider_users") == status(practice, "organization_users") == 0


@pytest.mark.parametrize("arrives", [True, False])
async def test_an_answer_that_never_comes(practice: Practice, tmp_path: Path, arrives: bool) -> None:
    """Of a provider nothing shows: it is not known. An organization's row shows it."""
    async with await practice.signed_in(NOEL, journal=tmp_path / "journal.jsonl") as portal:
        api = portal._api.joining
        send_provider, send_organization = api.accept_provider, api.accept_organization

        async def provider(*given: Any) -> None:
            if arrives:
                await send_provider(*given)
            raise ServerTimeout(host="practice", seconds=1)

        async def organization(*given: Any, **named: Any) -> None:
            if arrives:
                await send_organization(*given, **named)
            raise ServerTimeout(host="practice", seconds=1)

        api.accept_provider, api.accept_organization = provider, organization  # type: ignore[method-assign,assignment]
        with pytest.raises(OutcomeUnknown):
            await portal.joining.accept(await portal.joining.read(provider_mail(practice)))
        invitation = await portal.joining.read(organization_mail(practice))
        if arrives:
            assert (await portal.joining.accept(invitation)).state is JoinState.ALREADY
        else:
            with pytest.raises(OutcomeUnknown):
                await portal.joining.accept(invitation)
        assert portal.journal is not None
        ends = [entry.outcome for entry in portal.journal.entries() if entry.phase is Phase.OUTCOME]
        assert ends == [Outcome.UNKNOWN, Outcome.DONE if arrives else Outcome.UNKNOWN]


# Joining an organization, and account recovery


def recovered(practice: Practice, email: str) -> bytes:
    """What the organization opens with its private key of what somebody enrolled with."""
    ((organization, wrapped),) = practice.execute(
        "SELECT id, private_key FROM organizations WHERE name = ?", RECOVERING
    )
    ((sealed, owner_key),) = practice.execute(
        "SELECT m.key, u.public_key FROM organization_users m JOIN users u ON u.id = m.user_id"
        " WHERE m.organization_id = ? AND m.type = 0",
        organization,
    )
    ((owner,),) = practice.execute("SELECT private_key FROM key_pool WHERE public_key = ?", owner_key)
    assert isinstance(owner, bytes)
    key = SymmetricKey.from_bytes(PrivateKey.from_der(owner).decrypt(SealedKey.parse(str(sealed))))
    private = PrivateKey.from_der(key.decrypt(EncString.parse(str(wrapped))))
    ((enrolled,),) = practice.execute(
        "SELECT reset_password_key FROM organization_users WHERE email = ? AND organization_id = ?",
        email,
        organization,
    )
    return private.decrypt(SealedKey.parse(str(enrolled)))


async def test_enrolling_seals_the_user_key_to_the_key_whose_phrase_was_shown(practice: Practice) -> None:
    async with await practice.signed_in(NOEL) as portal:
        invitation = await portal.joining.read(organization_mail(practice))
        assert invitation.conditions == (Condition.SINGLE_ORGANIZATION, Condition.ACCOUNT_RECOVERY)
        assert invitation.enrolment is not None
        ((organization, spki),) = practice.execute(
            "SELECT id, public_key FROM organizations WHERE name = ?", RECOVERING
        )
        public = PublicKey.from_base64(str(spki))
        assert invitation.enrolment.phrase == fingerprint_phrase(str(organization), public.spki)
        practice.execute(  # another key told after the phrase was shown is not used
            "UPDATE organizations SET public_key = ? WHERE id = ?",
            PrivateKey.generate().public_key.to_base64(),
            organization,
        )
        joined = await portal.joining.accept(invitation)
        assert (joined.state, joined.enrolled) == (JoinState.ACCEPTED, True)
        account = portal.session.keys._account
        assert account is not None
        assert recovered(practice, NOEL.email) == account.user_key.to_bytes()
    assert status(practice, "organization_users") == 1


async def test_an_account_of_the_newer_encryption_enrols_with_its_whole_key(practice: Practice) -> None:
    practice.execute("UPDATE organization_users SET email = ? WHERE email = ?", VERA.email, NOEL.email)
    practice.execute("UPDATE mail_tokens SET email = ? WHERE email = ?", VERA.email, NOEL.email)
    text = organization_mail(practice).replace("noel%40nowhere.example", "vera%40northwind.example")
    async with await practice.signed_in(VERA) as portal:
        await portal.joining.accept(await portal.joining.read(text))
        account = portal.session.keys._account
        assert account is not None
        assert XaesKey.from_padded(recovered(practice, VERA.email)).key_id == account.user_key.key_id


async def test_an_organization_without_a_usable_key_enrols_nobody(practice: Practice) -> None:
    practice.execute("UPDATE organizations SET public_key = NULL WHERE name = ?", RECOVERING)
    async with await practice.signed_in(NOEL) as portal:
        with pytest.raises(RuleBroken) as refused:
            await portal.joining.read(organization_mail(practice))
    assert refused.value.rule is Rule.JOIN_KEY_UNUSABLE


async def test_refusals_of_an_organization_have_names(practice: Practice) -> None:
    text = organization_mail(practice)
    ((place, row),) = practice.execute(
        "SELECT organization_id, id FROM organization_users WHERE email = ?", NOEL.email
    )
    async with await practice.signed_in(NOEL) as portal:
        invitation = await portal.joining.read(text)
        policy = str(uuid.uuid4())
        practice.execute(
            "INSERT INTO policies (id, organization_id, type, enabled, revised_at) VALUES (?, ?, 0, 1, 0)",
            *(policy, place),
        )
        assert await refusal(portal, text) is JoinRefusal.TWO_STEP
        practice.execute("DELETE FROM policies WHERE id = ?", policy)
        ((quarry,),) = practice.execute("SELECT id FROM organizations WHERE name LIKE 'Quarry%'")
        practice.execute(
            "INSERT INTO organization_users (id, organization_id, user_id, email, type, status, created_at)"
            " VALUES (?, ?, ?, 'x', 2, 2, 0)",
            *(str(uuid.uuid4()), quarry, NOEL.user_id),
        )
        assert await refusal(portal, text) is JoinRefusal.SINGLE_ORGANIZATION
        practice.execute("DELETE FROM policies WHERE type = 3 AND organization_id = ?", place)
        practice.execute(
            "INSERT INTO policies (id, organization_id, type, enabled, revised_at) VALUES (?, ?, 3, 1, 0)",
            *(policy, quarry),
        )
        assert await refusal(portal, text) is JoinRefusal.OTHER_ORGANIZATION
        practice.execute("DELETE FROM organization_users WHERE organization_id = ? AND email = 'x'", quarry)
        practice.execute("UPDATE mail_tokens SET expires_at = 0")
        told = await portal.joining.read(text)
        assert (told.conditions, told.enrolment) == (None, None)
        assert await refusal(portal, text) is JoinRefusal.RECOVERY_WANTED
        with pytest.raises(NotJoined) as over:
            await portal.joining.accept(invitation)
        assert over.value.refusal is JoinRefusal.LINK_OVER
        practice.execute("DELETE FROM organization_users WHERE id = ?", row)
        with pytest.raises(NotJoined) as withdrawn:
            await portal.joining.accept(invitation)
        assert withdrawn.value.refusal is JoinRefusal.GONE


async def test_the_first_owner_of_a_new_organization_goes_to_the_web_vault(practice: Practice) -> None:
    text = organization_mail(practice).replace("initOrganization=False", "initOrganization=True")
    async with await practice.signed_in(NOEL) as portal:
        invitation = await portal.joining.read(text)
        with pytest.raises(RuleBroken) as refused:
            await portal.joining.accept(invitation)
    assert refused.value.rule is Rule.JOIN_FIRST_OWNER


# What an earlier run began


def begun(journal: Path, act: str, place: str, **after: str) -> None:
    """An intent of a process that ended some minutes ago."""
    kept = Journal(journal)
    inside = act == "joining.organization"
    kept.append(
        who=NOEL.email,
        server="practice",
        act=act,
        phase=Phase.INTENT,
        after=after,
        organization_id=place if inside else "",
        provider_id="" if inside else place,
    )
    lines = journal.read_text().splitlines()
    line = json.loads(lines[-1])
    line.update(process="elsewhere/1/1", at="2026-01-01T00:00:00+00:00")
    lines[-1] = json.dumps(line)
    journal.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_interrupted_join_is_told_apart_by_the_next_one(
    practice: Practice, tmp_path: Path, arrived: bool
) -> None:
    journal = tmp_path / "journal.jsonl"
    for text, act in (
        (provider_mail(practice), "joining.provider"),
        (organization_mail(practice), "joining.organization"),
    ):
        if arrived:
            async with await practice.signed_in(NOEL) as portal:
                await portal.joining.accept(await portal.joining.read(text))
        begun(journal, act, read_link(text).subject_id)
        async with await practice.signed_in(NOEL, journal=journal) as portal:
            await portal.joining.accept(await portal.joining.read(text))
            assert portal.journal is not None
            assert not portal.journal.unfinished()
            found = [entry.outcome for entry in portal.journal.entries() if "interruption" in entry.note]
            assert found[-1] is (Outcome.DONE if arrived else Outcome.NOT_SENT)


async def test_a_join_that_came_to_nothing_is_told_at_once_by_the_one_that_did(
    practice: Practice, journal: Path
) -> None:
    text = provider_mail(practice)
    place = read_link(text).subject_id
    crashed_at(journal, "joining.provider", client="Southgate IT", provider_id=place, minutes=0)
    async with await practice.signed_in(NOEL, journal=journal) as portal:
        await portal.joining.accept(await portal.joining.read(text))
    told = [entry.outcome for entry in Journal(journal).entries() if "interruption" in entry.note]
    assert told == [Outcome.NOT_SENT]
    assert Journal(journal).unfinished() == ()


async def test_an_interrupted_setup_is_told_by_the_provider_s_key(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    text = setup_mail(practice)
    link = read_link(text)
    async with await practice.signed_in(ADA) as portal:
        provider = await portal.provider_setup.set_up((await portal.joining.read(text)).link, FORM)
        key_id = portal.session.keys.provider_key_id(provider.id)
    for after, outcome in ((key_id, Outcome.DONE), ("another", Outcome.NOT_SENT)):
        begun(journal, "setup.provider", link.subject_id, key_id=after)
        async with await practice.signed_in(ADA, journal=journal) as portal:
            assert await portal.provider_setup.find(link) is not None
            assert portal.journal is not None
            *_before, last = portal.journal.entries()
            assert (last.act, last.outcome) == ("setup.provider", outcome)


# Setting up a provider


async def test_a_provider_is_set_up_and_can_create_a_client(practice: Practice, tmp_path: Path) -> None:
    text = setup_mail(practice)
    async with await practice.signed_in(ADA, journal=tmp_path / "journal.jsonl") as portal:
        link = (await portal.joining.read(text)).link
        assert portal.provider_setup.here
        assert await portal.provider_setup.find(link) is None
        provider = await portal.provider_setup.set_up(link, FORM)
        assert (provider.name, provider.role, provider.key) == (
            "Ada & Söhne",
            ProviderRole.ADMIN,
            KeyState.OPEN,
        )
        listed = await portal.client_list(provider)
        assert {pool.minimum for pool in listed.pools} == {10}
        new = NewClient("First Client", "owner@first.example", listed.pools[0].plan, 3)
        made = await portal.changes.create(provider, new)
        assert (made.name, made.key) == ("First Client", KeyState.OPEN)
        assert portal.journal is not None
        intent, outcome, *_rest = portal.journal.entries()
        assert (intent.act, intent.client, outcome.outcome) == (
            "setup.provider",
            "Ada & Söhne",
            Outcome.DONE,
        )
    written = (tmp_path / "journal.jsonl").read_text()
    assert token_in(text) not in written
    assert "practice-card" not in written


async def test_a_set_up_provider_is_found_and_not_set_up_again(practice: Practice) -> None:
    text = setup_mail(practice)
    async with await practice.signed_in(ADA) as portal:
        await portal.provider_setup.set_up((await portal.joining.read(text)).link, FORM)
        link = (await portal.joining.read(text)).link
        found = await portal.provider_setup.find(link)
        assert found is not None
        assert found.id == link.subject_id
        with pytest.raises(NotJoined) as refused:
            await portal.provider_setup.set_up(link, FORM)
        assert refused.value.refusal is JoinRefusal.SET_UP_ALREADY


async def test_refusals_of_a_setup(practice: Practice) -> None:
    text = setup_mail(practice)
    async with await practice.signed_in(ADA) as portal:
        link = (await portal.joining.read(text)).link
        with pytest.raises(RuleBroken) as fields:
            await portal.provider_setup.set_up(link, SetupForm({}))
        assert fields.value.rule is Rule.SETUP_FIELDS
        for column in ("expires_at = 0", "purpose = 'join-provider'"):
            practice.execute(f"UPDATE mail_tokens SET {column} WHERE subject = ?", link.subject_id)
            with pytest.raises(NotJoined) as over:
                await portal.provider_setup.set_up(link, FORM)
            assert over.value.refusal is JoinRefusal.LINK_OVER
    async with await practice.signed_in(NOEL) as portal:
        with pytest.raises(RuleBroken) as other:
            await portal.provider_setup.set_up((await portal.joining.read(text)).link, FORM)
        assert other.value.rule is Rule.JOIN_OTHER_ADDRESS


async def test_what_the_server_says_of_a_field_is_kept(practice: Practice) -> None:
    async with await practice.signed_in(ADA) as portal:
        link = (await portal.joining.read(setup_mail(practice))).link
        whole = portal._api.providers.setup

        async def without_country(provider_id: str, record: Any, **named: Any) -> Any:
            return await whole(provider_id, {**record, "billingAddress": {"postalCode": "1"}}, **named)

        portal._api.providers.setup = without_country  # type: ignore[method-assign]
        with pytest.raises(NotApplied) as refused:
            await portal.provider_setup.set_up(link, FORM)
        cause = refused.value.cause
        assert isinstance(cause, BadRequest)
        assert list(cause.validation) == ["BillingAddress.Country"]


async def test_on_a_real_server_nothing_is_set_up_here() -> None:
    portal = connect("https://vault.north.example", device_id=DEVICE)
    link = read_link(
        "https://vault.north.example/#/providers/setup-provider"
        f"?providerId={uuid.uuid4()}&email=ada%40northwind.example&token=abc"
    )
    assert not portal.provider_setup.here
    with pytest.raises(RuleBroken) as refused:
        await portal.provider_setup.set_up(link, FORM)
    assert refused.value.rule is Rule.SETUP_IN_BROWSER
    await portal.aclose()


async def test_no_log_and_no_journal_holds_a_token(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts = [provider_mail(practice), organization_mail(practice)]
    async with await practice.signed_in(NOEL, journal=tmp_path / "journal.jsonl") as portal:
        for text in texts:
            invitation = await portal.joining.read(text)
            assert token_in(text) not in repr(invitation)
            assert token_in(text) not in repr(await portal.joining.accept(invitation))
    told = caplog.text + (tmp_path / "journal.jsonl").read_text()
    assert "accept" in told
    for text in texts:
        assert token_in(text) not in told
    assert Journal(tmp_path / "journal.jsonl").verify().whole
