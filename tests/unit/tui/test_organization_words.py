"""A client organization and its domains in words: every setting, every feature, every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import BadRequest, Rule, RuleBroken, SeatsGone
from backend_client.portal.claimed_domains import Checked, ClaimEffect, Domain, DomainBoard
from backend_client.portal.clients import Client, Tier
from backend_client.portal.collection_switches import CollectionSwitches
from backend_client.portal.organization_details import Feature, OrganizationDetails, SwitchChange
from backend_client.portal.organization_rules import check_billing_email, check_own_name, stored_length
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import Seats
from tui.explain import explanation_of
from tui.presenters.domains import checked_sentences, policy_sentence, verify_review
from tui.presenters.organization_details import details_record, details_rows, feature_word, row_hint
from tui.presenters.organization_plans import End, changes_rows, changes_words, end_consequences

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
CLIENT = Client(
    "l", "o", "Birch & Sons", "Enterprise (Monthly)", Tier.ENTERPRISE, Seats(40, 37, 30), since=NOW
)
PROVIDER = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN, billable=True)
OWN = replace(PROVIDER, kind=ProviderKind.OWN_ORGANIZATIONS)
DETAILS = OrganizationDetails(
    NOW, CLIENT, "Birch & Sons", billing_email="b@birch.example", switches=CollectionSwitches()
)
DOMAIN = Domain("d", "birch.example", "bw=x", added=NOW, next_check=NOW)


def test_every_feature_and_every_row_has_words() -> None:
    assert len({feature_word(each) for each in Feature}) == len(Feature)
    for provider in (PROVIDER, OWN):
        for row in details_rows(DETAILS, provider):
            assert row.cells[0].text.strip()
            if "." in row.id or row.id in ("name", "billing_email", "purge", "delete", "phrase"):
                assert row_hint(row.id, DETAILS, provider), row.id


def test_what_was_not_shown_is_not_made_up() -> None:
    unknown = replace(DETAILS, known=False, billing_email="", switches=None)
    values = {row.id: row.cells[1].text for row in details_rows(unknown, OWN)}
    assert values["billing_email"] == values["switch.admin_access"] == "not shown to your account"
    assert "features.held" not in values
    record = details_record(unknown)
    assert (record["billingEmail"], record["switches"], record["features"]) == (None, None, None)
    assert "does not show" in row_hint("switch.admin_access", unknown, OWN)


def test_switches_that_go_together_stand_in_one_row() -> None:
    change = SwitchChange(CollectionSwitches(), CollectionSwitches(admin_access=True, limit_creation=True))
    (row,) = changes_rows((change,))
    assert (row.what, row.effect) == ("Admin access to all items, Restrict creation", "off -> on, off -> on")
    review = " ".join(changes_words((change,), CLIENT).review)
    assert "reach and manage every collection" in review
    assert "Only owners, admins" in review
    assert "delete" not in review


def test_the_end_says_what_goes_where() -> None:
    managed = " ".join(end_consequences(End(deletes=True), CLIENT, PROVIDER))
    assert "37 people lose" in managed
    assert "Its 40 seats go back to your provider's pool." in managed
    assert "released even where the server then refuses" in managed
    own = " ".join(end_consequences(End(deletes=True), CLIENT, OWN))
    assert "pool" not in own
    assert "1 item" in " ".join(end_consequences(End(deletes=False, items=1), CLIENT, PROVIDER))


def test_a_refused_deletion_names_the_seats() -> None:
    cause = BadRequest(status=400, endpoint="DELETE /x", server_message="Key Connector is in use.")
    line = explanation_of(SeatsGone(1, cause)).line()
    assert "gave its 1 seat back to the pool" in line


@pytest.mark.parametrize(
    ("name", "length"), [("Birch", 5), ("Birch & Sons", 16), ("é", 6), ("<'\">", 19), ("😀", 9), ("ß漢", 7)]
)
def test_names_are_measured_with_their_entities(name: str, length: int) -> None:
    assert stored_length(name) == length


def test_names_and_addresses_that_do_not_fit() -> None:
    check_own_name("é" * 50, encoded=False)
    check_own_name("é" * 8, encoded=True)
    with pytest.raises(RuleBroken):
        check_own_name("é" * 9, encoded=True)
    with pytest.raises(RuleBroken) as refused:
        check_billing_email("a@b")
    assert refused.value.rule is Rule.BILLING_EMAIL


def test_a_verified_domain_without_its_policy_is_pointed_out() -> None:
    verified = replace(DOMAIN, verified=NOW)
    board = DomainBoard(NOW, (verified,), single_organization=False)
    assert policy_sentence(board).startswith("!")
    assert "could not be read" in policy_sentence(replace(board, single_organization=None))
    assert (
        policy_sentence(replace(board, single_organization=True)) == "The single organization policy is on."
    )


def test_what_a_look_came_to() -> None:
    assert "not there yet" in checked_sentences(Checked(DOMAIN))[0]
    verified = replace(DOMAIN, verified=NOW)
    swallowed = " ".join(checked_sentences(Checked(verified, False, False, 0)))
    assert "still off: the server could not switch it on" in swallowed
    unread = " ".join(checked_sentences(Checked(verified, False, None, None)))
    assert "could not be read" in unread
    lost = " ".join(checked_sentences(Checked(verified, False, True, 2)))
    assert "was switched on" in lost
    assert "2 members were revoked." in lost
    assert len(checked_sentences(Checked(verified, True, True, 0))) == 1


def test_the_review_says_what_could_not_be_counted() -> None:
    board = DomainBoard(NOW, (DOMAIN,), single_organization=False)
    unknown = " ".join(verify_review(CLIENT, ClaimEffect(known=False), board))
    assert "they could not be counted" in unknown
    on = " ".join(verify_review(CLIENT, ClaimEffect(3), replace(board, single_organization=True)))
    assert "on already, and cannot be switched off any more" in on
    assert "3 accounts" in on
