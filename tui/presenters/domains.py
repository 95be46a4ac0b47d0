"""The claimed domains of a client as rows, sentences, plans and records. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from backend_client.errors import RuleBroken
from backend_client.portal.claimed_domains import Checked, ClaimEffect, Domain, DomainBoard
from backend_client.portal.clients import Client
from tui.explain import explanation_of
from tui.presenters.numbers import UNKNOWN
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_LONGEST = 253


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain in the table."""

    domain: Domain

    @property
    def id(self) -> str:
        """The domain's id."""
        return self.domain.id

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `domain_columns`."""
        domain = self.domain
        state = Cell(_("verified")) if domain.verified else Cell(_("WAITING"), "warning", _("WAIT"))
        return (
            Cell(domain_text(domain.name)),
            state,
            Cell(moment(domain.last_checked)),
            Cell(UNKNOWN if domain.verified else moment(domain.next_check)),
            Cell(UNKNOWN if domain.verified else moment(domain.dropped_at)),
        )


def domain_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("domain", _("Domain"), 24, narrow=14, flexible=True),
        Column("state", _("State"), 9, narrow=5),
        Column("checked", _("Last check"), 11),
        Column("next", _("Next check"), 11, drop=2),
        Column("dropped", _("Dropped"), 11, drop=1),
    )


def domain_rows(board: DomainBoard) -> tuple[DomainLine, ...]:
    """Every domain, by name."""
    return tuple(map(DomainLine, board.domains))


def domain_text(name: str) -> str:
    """A domain's name as it may be drawn."""
    return safe_text(name, limit=_LONGEST)


def moment(when: datetime | None) -> str:
    """Day and minute in the machine's zone; `-` where it is not known."""
    if when is None:
        return UNKNOWN
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone().strftime("%m-%d %H:%M")


def intro_sentences() -> tuple[str, ...]:
    """What claiming is for."""
    return (
        _(
            "A client proves that a domain is its own by a TXT record. Accounts with addresses in it are "
            "then claimed: the client may delete them, and they are no longer removed but revoked."
        ),
    )


def empty_words(board: DomainBoard) -> str:
    """For a client without domains."""
    if board.obstacle is not None:
        return explanation_of(RuleBroken(board.obstacle)).sentence
    return _("No domain is claimed yet. n adds one.")


def record_sentences(domain: Domain) -> tuple[str, ...]:
    """What is to be published, or when it was found."""
    name = domain_text(domain.name)
    if domain.verified:
        return (
            _("Verified on {time}. Its record may be taken away now. m shows the members.").format(
                time=moment(domain.verified)
            ),
        )
    return (
        _("TXT record to publish on {name} itself: {txt}").format(name=name, txt=_txt(domain)),
        _(
            "y copies the text, v has the server look now. It looks by itself at {next}, and drops the "
            "domain about {dropped}."
        ).format(next=moment(domain.next_check), dropped=moment(domain.dropped_at)),
    )


def _txt(domain: Domain) -> str:
    return safe_text(domain.txt, limit=_LONGEST)


def copied_text(domain: Domain) -> str:
    """What `y` copies."""
    return _txt(domain) if not domain.verified else domain_text(domain.name)


def left_out_words(board: DomainBoard) -> str:
    """Rows that made no sense; empty when every one did."""
    if not board.unreadable:
        return ""
    words = ngettext(
        "{count} domain could not be read and is left out. R reads again.",
        "{count} domains could not be read and are left out. R reads again.",
        board.unreadable,
    )
    return words.format(count=board.unreadable)


def policy_sentence(board: DomainBoard) -> str:
    """Whether the policy that a verified domain needs is on."""
    verified = any(domain.verified for domain in board.domains)
    if board.single_organization is None:
        return _("The single organization policy could not be read.")
    if verified and not board.single_organization:
        return _(
            "! A domain is verified, and the single organization policy is off: p on the details sets it."
        )
    if board.single_organization:
        return _("The single organization policy is on.")
    return _("The single organization policy is off; verifying a domain switches it on.")


# Plans


def verify_rows(domain: Domain) -> tuple[PlanRow[Domain], ...]:
    """The one write."""
    return (PlanRow("domain", domain_text(domain.name), _("the server looks for the record"), domain),)


def verify_words(
    client: Client, effect: ClaimEffect, board: DomainBoard, held: Sequence[Checked]
) -> PlanWords:
    """What verifying does to members."""
    return PlanWords(
        title=_("Verify"),
        what=_("Domain"),
        effect=_("What"),
        review=verify_review(client, effect, board),
        commit=_("Yes, look for it now"),
        done=lambda count: _("Asked") if count else _("Not asked"),
        told=lambda: tuple(line for checked in held for line in checked_sentences(checked)),
    )


def verify_review(client: Client, effect: ClaimEffect, board: DomainBoard) -> tuple[str, ...]:
    """What happens where the record is found; nothing happens where it is not."""
    name = safe_text(client.name, limit=50)
    return (
        _("{client}: where the record is found, this holds at once:").format(client=name),
        _policy_effect(effect, board),
        _claim_effect(effect),
        _("Where it is not found, nothing changes and the server looks again later."),
    )


def _policy_effect(effect: ClaimEffect, board: DomainBoard) -> str:
    if board.single_organization:
        return _("The single organization policy is on already, and cannot be switched off any more.")
    revoked = (
        ngettext(
            "{count} member who is no owner or admin loses access if in another organization too.",
            "{count} members who are no owners or admins lose access if in another organization too.",
            effect.at_risk,
        ).format(count=effect.at_risk)
        if effect.known
        else _("Members who are in another organization too lose access; they could not be counted.")
    )
    return _("The single organization policy is switched on.") + f" {revoked}"


def _claim_effect(effect: ClaimEffect) -> str:
    if not effect.known:
        return _("Accounts with addresses in it are claimed: revoked or deleted, no longer removed.")
    return ngettext(
        "{count} account with an address in it is claimed: revoked or deleted, no longer removed.",
        "{count} accounts with addresses in it are claimed: revoked or deleted, no longer removed.",
        effect.claimed,
    ).format(count=effect.claimed)


def checked_sentences(checked: Checked) -> tuple[str, ...]:
    """What the look came to."""
    name = domain_text(checked.domain.name)
    if not checked.domain.verified:
        return (
            _("The record is not there yet, or not seen yet: {name} is not verified.").format(name=name),
            _("A new record may take hours to be seen everywhere. Nothing was changed; look again later."),
        )
    lines = [_("{name} is verified: it is claimed by the client.").format(name=name)]
    if checked.policy_on is None:
        lines.append(
            _("Whether the single organization policy is on could not be read: look at the policies.")
        )
    elif not checked.policy_on:
        lines.append(_("The single organization policy is still off: the server could not switch it on."))
    elif checked.policy_was_on is False:
        lines.append(_("The single organization policy was switched on."))
    if checked.revoked:
        lines.append(
            ngettext("{count} member was revoked.", "{count} members were revoked.", checked.revoked).format(
                count=checked.revoked
            )
        )
    return tuple(lines)


def add_rows(name: str) -> tuple[PlanRow[str], ...]:
    """The one write."""
    return (PlanRow("domain", domain_text(name), _("added; nothing is claimed before it is verified"), name),)


def add_words(client: Client) -> PlanWords:
    """What adding one does: nothing yet."""
    return PlanWords(
        title=_("Add a domain"),
        what=_("Domain"),
        effect=_("What"),
        review=(
            _(
                "{client} gets a TXT record to publish. The domain is claimed once the record is found."
            ).format(client=safe_text(client.name, limit=50)),
        ),
        commit=_("Yes, add it"),
        done=lambda count: _("Added") if count else _("Not added"),
    )


def remove_rows(domain: Domain) -> tuple[PlanRow[Domain], ...]:
    """The one write."""
    return (PlanRow("domain", domain_text(domain.name), _("removed"), domain),)


def remove_words(client: Client, domain: Domain) -> PlanWords:
    """What removing one does."""
    review: tuple[str, ...]
    if domain.verified:
        review = (
            _("{client}: accounts with addresses in it are claimed no more.").format(
                client=safe_text(client.name, limit=50)
            ),
            _("The single organization policy stays as it is. Claiming it again needs a new record."),
        )
    else:
        review = (_("Nothing was claimed by it yet. Adding it again makes another record."),)
    return PlanWords(
        title=_("Remove a domain"),
        what=_("Domain"),
        effect=_("What"),
        review=review,
        commit=_("Yes, remove it"),
        done=lambda count: _("Removed") if count else _("Not removed"),
    )


# Records

RECORD_FIELDS = ("domain", "state", "txt", "added", "verified", "lastChecked", "nextCheck", "dropped", "id")
"""What a domain has in JSON and CSV."""


def domain_record(domain: Domain) -> dict[str, Any]:
    """One domain for JSON and CSV; times in ISO 8601, null where there is none."""
    return {
        "domain": domain.name,
        "state": "verified" if domain.verified else "waiting",
        "txt": domain.txt,
        "added": _iso(domain.added),
        "verified": _iso(domain.verified),
        "lastChecked": _iso(domain.last_checked),
        "nextCheck": _iso(domain.next_check),
        "dropped": _iso(domain.dropped_at),
        "id": domain.id,
    }


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def domain_lines(board: DomainBoard) -> tuple[str, ...]:
    """The list as text."""
    if not board.domains:
        return (empty_words(board),)
    lines = []
    for domain in board.domains:
        state = _("verified") if domain.verified else _("waiting")
        lines.append(f"{domain_text(domain.name)}  {state}  {moment(domain.last_checked)}")
        if not domain.verified:
            lines.append(f"  TXT {_txt(domain)}")
    return (*lines, policy_sentence(board))
