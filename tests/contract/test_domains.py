"""The domains a client claims, through the portal on the practice backend."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from backend_client.errors import (
    ChangedMeanwhile,
    Locked,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
)
from backend_client.portal.claimed_domains import Domain, domain_name
from backend_client.portal.client_reader import ClientReader
from backend_client.portal.clients import Client
from backend_client.portal.journal import Outcome
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from tests.contract.test_directory_faults import losing
from tests.contract.test_sso import opened
from tests.interrupted import crashed
from tests.practice import Practice

IRONWOOD, TEAMS, BROKEN = "Ironwood Architects", "Juniper Travel", "Harbour Hotels"


def publish(practice: Practice) -> None:
    """Let the records of all domains stand in the practice DNS by now."""
    practice.execute("UPDATE organization_domains SET created_at = created_at - 36000000000")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Iron.Example. ", "iron.example"),
        ("xn--stdtebau-0za.example", "xn--stdtebau-0za.example"),
        ("a.b.c.example", "a.b.c.example"),
    ],
)
def test_names_are_kept_as_the_server_keeps_them(typed: str, name: str) -> None:
    assert domain_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "iron",
        "https://iron.example",
        "iron.example/path",
        "a b.example",
        "-a.example",
        "a-.example",
        "städtebau.example",
        "10.0.0.1",
        "a..example",
        "x" * 64 + ".example",
        "ab." * 90 + "example",
        "a.\u202e",
    ],
)
def test_what_is_no_host_name_is_refused_here(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        domain_name(typed)
    assert refused.value.rule is Rule.DOMAIN_NAME


async def test_a_domain_is_added_verified_and_removed(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        domains = portal.domains
        empty = await domains.board(provider, client)
        assert (empty.domains, empty.obstacle, empty.single_organization) == ((), None, False)
        made = await domains.add(provider, client, "Ironwood.example")
        assert (made.name, made.txt[:3], len(made.txt), made.verified) == (
            "ironwood.example",
            "bw=",
            47,
            None,
        )
        assert made.dropped_at is not None
        assert made.added is not None
        assert made.dropped_at - made.added == timedelta(days=7)
        with pytest.raises(RuleBroken) as twice:
            await domains.add(provider, client, "IRONWOOD.example")
        assert twice.value.rule is Rule.DOMAIN_EXISTS
        early = await domains.verify(provider, client, made)
        assert (early.domain.verified, early.policy_on, early.revoked) == (None, False, 0)
        publish(practice)
        effect = await domains.effect(client, made, await domains.board(provider, client))
        assert (effect.claimed, effect.at_risk, effect.known) == (41, 39, True)
        found = await domains.verify(provider, client, made)
        assert found.domain.verified is not None
        assert (found.policy_was_on, found.policy_on, found.revoked) == (False, True, 0)
        board = await domains.board(provider, client)
        assert board.single_organization is True
        assert board.domains[0].dropped_at is board.domains[0].next_check is None
        with pytest.raises(RuleBroken) as again:
            await domains.verify(provider, client, made)
        assert again.value.rule is Rule.DOMAIN_VERIFIED
        assert any(member.claimed for member in (await portal.members.board(provider, client)).members)
        await domains.remove(provider, client, made)
        with pytest.raises(ChangedMeanwhile):
            await domains.remove(provider, client, made)
    text = journal.read_text("utf-8")
    assert [text.count(f'"domain.{act}"') for act in ("add", "verify", "remove")] == [2, 4, 2]
    assert made.txt not in text


async def test_members_who_are_elsewhere_are_revoked_and_counted(practice: Practice) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        made = await portal.domains.add(provider, client, "ironwood.example")
        publish(practice)
        ((user,),) = practice.execute(
            "SELECT user_id FROM organization_users WHERE organization_id = ? AND type = 2 AND status = 2"
            " LIMIT 1",
            client.organization_id,
        )
        ((other,),) = practice.execute("SELECT id FROM organizations WHERE name = 'Delta Fisheries'")
        practice.execute(
            "INSERT INTO organization_users (id, organization_id, user_id, email, type, status, created_at)"
            " VALUES ('0d1f6f3e-55c1-4c39-8a5e-b2c400f1a777', ?, ?, 'x@ironwood.example', 2, 2, 0)",
            other,
            user,
        )
        found = await portal.domains.verify(provider, client, made)
        assert found.revoked == 1


async def test_a_domain_that_another_client_has_verified_is_refused(practice: Practice) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        made = await portal.domains.add(provider, client, "shared.example")
        publish(practice)
        await portal.domains.verify(provider, client, made)
    async with opened(practice, "Delta Fisheries") as (portal, provider, client):
        with pytest.raises(NotApplied):
            await portal.domains.add(provider, client, "shared.example")


async def test_teams_vaultwarden_and_clients_that_do_not_open(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (TEAMS, BROKEN):
        async with opened(practice, name) as (portal, provider, client):
            board = await portal.domains.board(provider, client)
            assert board.obstacle is Rule.DOMAINS_WITHOUT_FLAG
            with pytest.raises(RuleBroken):
                await portal.domains.add(provider, client, "a.example")

    async def yes(_reader: ClientReader) -> bool:
        return True

    monkeypatch.setattr(ClientReader, "is_vaultwarden", yes)
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        assert (await portal.domains.board(provider, client)).obstacle is Rule.DOMAINS_NOT_SERVED
    assert practice.count("organization_domains") == 0


async def test_read_only_locked_and_suspended(practice: Practice) -> None:
    async with opened(practice, IRONWOOD, read_only=True) as (portal, provider, client):
        with pytest.raises(ReadOnlyMode):
            await portal.domains.add(provider, client, "a.example")
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        portal.session.lock()
        with pytest.raises(Locked):
            await portal.domains.board(provider, client)
        with pytest.raises(Locked):
            await portal.domains.add(provider, client, "a.example")
    practice.execute("UPDATE providers SET enabled = 0")
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        with pytest.raises(RuleBroken) as refused:
            await portal.domains.add(provider, client, "a.example")
        assert refused.value.rule is Rule.PROVIDER_SUSPENDED
    assert practice.count("organization_domains") == 0


# Answers that are lost

Act = Callable[[Portal, Provider, Client, Domain], Awaitable[object]]


async def _add(portal: Portal, provider: Provider, client: Client, _domain: Domain) -> object:
    return await portal.domains.add(provider, client, "other.example")


async def _verify(portal: Portal, provider: Provider, client: Client, domain: Domain) -> object:
    return await portal.domains.verify(provider, client, domain)


async def _remove(portal: Portal, provider: Provider, client: Client, domain: Domain) -> None:
    await portal.domains.remove(provider, client, domain)


async def _prepared(practice: Practice) -> Domain:
    """One domain whose record is published, of the client that `losing` opens."""
    async with opened(practice) as (portal, provider, client):
        made = await portal.domains.add(provider, client, "mine.example")
    publish(practice)
    return made


def _path(act: Act, domain: Domain) -> str:
    if act is _remove:
        return f"/{domain.id}"
    return "/domain" if act is _add else "/verify"


@pytest.mark.parametrize("status", [502, 200])
@pytest.mark.parametrize("act", [_add, _verify, _remove])
async def test_what_arrived_is_found_by_reading_again(
    practice: Practice, tmp_path: Path, act: Act, status: int
) -> None:
    domain, journal = await _prepared(practice), tmp_path / "journal.jsonl"
    async with losing(practice, _path(act, domain), status=status, done=True, journal=journal) as (
        portal,
        provider,
        client,
    ):
        await act(portal, provider, client, domain)
    assert '"done"' in journal.read_text("utf-8")


@pytest.mark.parametrize(("status", "error"), [(502, OutcomeUnknown), (500, NotApplied)])
@pytest.mark.parametrize("act", [_add, _verify, _remove])
async def test_what_is_not_seen_is_never_called_done(
    practice: Practice, tmp_path: Path, act: Act, status: int, error: type[Exception]
) -> None:
    domain, journal = await _prepared(practice), tmp_path / "journal.jsonl"
    async with losing(practice, _path(act, domain), status=status, done=False, journal=journal) as (
        portal,
        provider,
        client,
    ):
        with pytest.raises(error):
            await act(portal, provider, client, domain)
    assert '"done"' not in journal.read_text("utf-8")


@pytest.mark.parametrize(
    ("act", "name", "outcome"),
    [
        ("domain.add", "mine.example", Outcome.DONE),
        ("domain.add", "other.example", Outcome.NOT_SENT),
        ("domain.remove", "other.example", Outcome.DONE),
        ("domain.remove", "mine.example", Outcome.NOT_SENT),
        ("domain.verify", "mine.example", Outcome.NOT_SENT),
    ],
)
async def test_an_interrupted_act_is_settled_by_the_list(
    practice: Practice, tmp_path: Path, act: str, name: str, outcome: Outcome
) -> None:
    await _prepared(practice)
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, journal=journal) as (portal, provider, client):
        crashed(journal, client, act, {"domain": name}, {"domain": name})
        (settled,) = (await portal.domains.board(provider, client)).settled
        assert settled.outcome is outcome
        assert (await portal.domains.board(provider, client)).settled == ()
