"""What stands around the client table: trouble, totals, pools, the sentence of one row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from backend_client.portal.clients import ClientList, ListProblem
from backend_client.portal.providers import ProviderKind
from backend_client.portal.seats import SeatPool, SeatTotals, UsageLevel, total_seats
from tui.presenters.clients import ClientTableRow, level_word
from tui.presenters.numbers import figure
from tui.safe_text import fit, safe_text, shorten, width_of
from tui.terms import clients_counted, suspended_words
from tui.translate import _, ngettext

_PLAN_WIDTH = 24
_POOLS_SHOWN = 3


class Phrase(NamedTuple):
    """A piece of a sentence and its style token."""

    text: str
    style: str = ""


@dataclass(slots=True)
class Tally:
    """What there is of trouble, counted over all clients. `unread` clients may hide accepted people."""

    levels: dict[UsageLevel, int] = field(default_factory=lambda: dict.fromkeys(UsageLevel, 0))
    accepted: int = 0
    suspended: int = 0
    key_trouble: int = 0
    key_changed: int = 0
    half_made: int = 0
    unread: int = 0

    def add(self, row: ClientTableRow, times: int = 1) -> None:
        """Count `row`; with `times` -1 take it out again."""
        self.levels[row.level] += times
        self.accepted += row.accepted * times
        self.suspended += row.suspended * times
        self.key_trouble += row.key_trouble * times
        self.key_changed += row.key_changed * times
        self.half_made += row.client.half_made * times
        self.unread += (row.people is None and row.waiting != 0) * times


def tally_of(rows: Iterable[ClientTableRow]) -> Tally:
    """Count `rows`."""
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally


def trouble_phrases(tally: Tally, unreadable: int = 0) -> tuple[Phrase, ...]:
    """What needs somebody, worst first; empty when nothing does.

    A `+` after the accepted says that not every client's people were read yet.
    """
    counts = tally.levels
    accepted, suspended, key_trouble = tally.accepted, tally.suspended, tally.key_trouble
    styles = {UsageLevel.OVER: "over", UsageLevel.FULL: "full", UsageLevel.LOW: "low"}
    phrases = [
        Phrase(f"{counts[level]} {level_word(level)}", style)
        for level, style in styles.items()
        if counts[level]
    ]
    if tally.key_changed:  # above all else: somebody may be reading along
        words = ngettext("{count} changed key (K)", "{count} changed keys (K)", tally.key_changed)
        phrases.insert(0, Phrase(words.format(count=tally.key_changed), "bad"))
    if accepted:
        more = "+" if tally.unread else ""
        words = ngettext("{count} accepted* to confirm", "{count} accepted* to confirm", accepted)
        phrases.append(Phrase(words.format(count=f"{accepted}{more}"), "strong"))
    if suspended:
        words = ngettext("{count} suspended", "{count} suspended", suspended)
        phrases.append(Phrase(words.format(count=suspended), "warning"))
    if key_trouble:
        words = ngettext("{count} key problem", "{count} key problems", key_trouble)
        phrases.append(Phrase(words.format(count=key_trouble), "bad"))
    if tally.half_made:
        words = ngettext("{count} half-made", "{count} half-made", tally.half_made)
        phrases.append(Phrase(words.format(count=tally.half_made), "bad"))
    if counts[UsageLevel.UNKNOWN]:
        words = ngettext("{count} without figures", "{count} without figures", counts[UsageLevel.UNKNOWN])
        phrases.append(Phrase(words.format(count=counts[UsageLevel.UNKNOWN]), "muted"))
    if unreadable:
        words = ngettext("{count} unreadable row left out", "{count} unreadable rows left out", unreadable)
        phrases.append(Phrase(words.format(count=unreadable), "bad"))
    return tuple(phrases)


class TotalLine(NamedTuple):
    """The totals of the rows that are shown. `figures` are by column key."""

    label: str
    figures: dict[str, str]


class Sums(NamedTuple):
    """Seats added up over some rows."""

    seats: SeatTotals
    waiting: int


def sums_of(rows: Sequence[ClientTableRow]) -> Sums:
    """Add up `rows`."""
    seats = total_seats(tuple(row.client.seats for row in rows))
    return Sums(seats, sum(row.waiting or 0 for row in rows))


def total_line(
    sums: Sums, *, kind: ProviderKind, everything: int, marked: int, wanted: str = ""
) -> TotalLine:
    """Sums of the rows shown; `everything` counts all clients, `marked` the marked ones."""
    totals, waiting = sums
    counted = clients_counted(kind, everything)
    words = [_("{shown} of {clients}").format(shown=totals.clients, clients=counted) if wanted else counted]
    if marked:
        words.append(ngettext("{count} marked", "{count} marked", marked).format(count=marked))
    if totals.unknown:
        words.append(
            ngettext("{count} unknown", "{count} unknown", totals.unknown).format(count=totals.unknown)
        )
    return TotalLine(
        _("Total: {what}").format(what=", ".join(words)),
        {
            "assigned": str(totals.assigned),
            "used": str(totals.used),
            "remaining": str(totals.remaining),
            "wait": str(waiting),
        },
    )


def pool_lines(listed: ClientList) -> tuple[str, ...]:
    """One aligned line per plan, and why there is none where there is none."""
    lines = _pool_table(listed.pools[:_POOLS_SHOWN])
    hidden = len(listed.pools) - len(lines)
    if hidden > 0:
        lines.append(ngettext("and {count} more plan", "and {count} more plans", hidden).format(count=hidden))
    words = {
        ListProblem.POOLS_UNAVAILABLE: _("Plans: the server did not say; seats of clients are right."),
        ListProblem.NOT_BILLABLE: _("Plans: this provider is not billed here, so it has no seat pools."),
        ListProblem.PROVIDER_SUSPENDED: suspended_words(listed.provider.kind),
        ListProblem.PROVIDER_KEY_MISSING: _(
            "The provider has no key for you: no vault opens; seats are right."
        ),
        ListProblem.PROVIDER_KEY_BROKEN: _(
            "The provider's key does not open: no vault opens; seats are right."
        ),
        ListProblem.PROVIDER_KEY_CHANGED: _(
            "The provider's key is not the known one, so it encrypts nothing: K shows it."
        ),
    }
    problems = listed.problems
    if listed.provider.kind is ProviderKind.RESELLER:  # which never has a key, nor plans
        lines.append(_("A reseller: the vendor bills each client, and nothing inside them opens here."))
        problems -= {ListProblem.NOT_BILLABLE, ListProblem.PROVIDER_KEY_MISSING}
    lines.extend(words[problem] for problem in ListProblem if problem in problems)
    return tuple(lines)


def _pool_table(pools: Sequence[SeatPool]) -> list[str]:
    plans = plan_names([pool.plan for pool in pools])
    width = max((width_of(plan) for plan in plans), default=0)
    words = (_("minimum"), _("assigned"), _("unassigned"), _("purchased"))
    figures = [
        (str(pool.minimum), str(pool.assigned), str(pool.unassigned), str(pool.purchased)) for pool in pools
    ]
    widths = [max((len(row[column]) for row in figures), default=0) for column in range(len(words))]
    return [
        "  ".join(
            [
                fit(plan, width),
                *(
                    f"{word} {number:>{space}}"
                    for word, number, space in zip(words, row, widths, strict=True)
                ),
            ]
        )
        for plan, row in zip(plans, figures, strict=True)
    ]


def plan_names(plans: Sequence[str]) -> list[str]:
    """Plans, made safe, without their cadence, `Teams (Monthly)`, where that leaves them distinct."""
    full = [shorten(safe_text(plan), _PLAN_WIDTH) for plan in plans]
    families = [name.partition(" (")[0] for name in full]
    return families if len(set(families)) == len(families) else full


def row_sentence(row: ClientTableRow) -> str:
    """What is to say about one client, most urgent first."""
    said: list[str] = []
    if row.client.half_made:
        said.append(
            _("half-made: its seats are not counted and changes fail; the vendor's support can finish it")
        )
    if row.suspended:
        said.append(_("suspended: its members cannot sign in"))
    if row.key_trouble:
        said.append(_("its key does not open, so its vault cannot be read"))
    if row.key_changed:
        said.append(_("not the known key, so it encrypts nothing (K)"))
    said.extend(_seat_words(row))
    if row.people is not None and (row.people.accepted or row.people.invited):
        words = _("{accepted} accepted, {invited} invited")
        if row.accepted and row.setup_readable:
            words = _("{accepted} accepted (c confirms), {invited} invited")
        said.append(words.format(accepted=row.people.accepted, invited=row.people.invited))
    elif row.waiting:
        words = ngettext(
            "{count} person is not confirmed yet", "{count} people are not confirmed yet", row.waiting
        )
        said.append(words.format(count=row.waiting))
    return f"{shorten(row.name, 30)}: {'; '.join(said)}." if said else ""


def _seat_words(row: ClientTableRow) -> list[str]:
    remaining = row.client.seats.remaining
    if row.client.seats.unlimited:
        return []
    if remaining is None:
        return [_("the server did not say how many seats it has (R asks)")]
    if row.level is UsageLevel.OVER:
        over = -remaining
        words = ngettext(
            "{count} seat more used than assigned", "{count} seats more used than assigned", over
        )
        return [words.format(count=over)]
    if row.level is UsageLevel.FULL:
        return [_("no seat left, nobody can be invited")]
    if row.level is UsageLevel.LOW:
        words = ngettext("{count} of {assigned} seats left", "{count} of {assigned} seats left", remaining)
        return [words.format(count=remaining, assigned=figure(row.client.seats.assigned))]
    return []
