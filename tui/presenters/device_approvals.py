"""Requests of devices as a table, the phrases to compare, and the plans of answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.clients import Client
from backend_client.portal.devices import AFTER_APPROVAL, DeviceBoard, DeviceRequest
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.organization import access_banner
from tui.presenters.plan import PlanRow, PlanWords, judged_row
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_EMAIL, _DEVICE, _PLACE = 120, 40, 60


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One request, drawn. `now` is when the list was read."""

    request: DeviceRequest
    now: datetime

    @property
    def id(self) -> str:
        """The request's id."""
        return self.request.id

    @property
    def refusal(self) -> Rule | None:
        """Why it cannot be approved."""
        return self.request.approval_refusal(self.now)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `device_columns`."""
        late = self.now > self.request.ends
        return (
            Cell(safe_text(self.request.email, limit=_EMAIL)),
            Cell(_device(self.request)),
            Cell(_from(self.request)),
            Cell(ago_words(self.now - self.request.asked)),
            Cell(_left(self.request, self.now), "bad" if late else ""),
            Cell(_("no key"), "warning") if self.refusal is not None and not late else Cell(""),
        )


def device_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("email", _("Member"), 28, narrow=16, wide=40, flexible=True),
        Column("device", _("Device"), 8, narrow=7, wide=20),
        Column("from", _("From"), 20, narrow=12, wide=40),
        Column("asked", _("Asked"), 6, wide=12),
        Column("ends", _("Left"), 6, wide=12, drop=2),
        Column("note", _("Note"), 6, drop=3),
    )


def device_rows(board: DeviceBoard) -> tuple[DeviceRow, ...]:
    """The rows of a board, the oldest first."""
    return tuple(DeviceRow(request, board.read_at) for request in board.requests)


def _device(request: DeviceRequest) -> str:
    return safe_text(request.device, limit=_DEVICE) or _("unknown")


def _from(request: DeviceRequest) -> str:
    parts = (safe_text(request.country, limit=_PLACE), safe_text(request.address, limit=_PLACE))
    return ", ".join(part for part in parts if part) or _("unknown")


def ago_words(age: timedelta) -> str:
    """An age in one figure: minutes, hours or days."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        return _("{n} h").format(n=minutes // 60)
    return _("{n} d").format(n=minutes // (24 * 60))


def _left(request: DeviceRequest, now: datetime) -> str:
    return _("over") if now > request.ends else ago_words(request.ends - now)


def banner(provider: Provider, client: Client, board: DeviceBoard | None) -> tuple[str, ...]:
    """How one reaches the client, and how many wait."""
    said = access_banner(provider, client)
    if board is None or not board.requests:
        return (said,)
    count = len(board.requests)
    return said, ngettext("{count} device waits.", "{count} devices wait.", count).format(count=count)


def empty_words(board: DeviceBoard) -> str:
    """Why the table is empty."""
    if not board.possible:
        return _(
            "Not applicable: devices are approved where single sign-on with trusted devices is used, which "
            "this organization cannot use."
        )
    if board.trusted is False:
        return _(
            "Nobody waits. Members ask only where single sign-on is on with trusted devices, which it is not "
            "here."
        )
    return _("No device waits for an approval.")


def empty_hint(board: DeviceBoard) -> str:
    """The key that goes on from an empty table."""
    if not board.possible:
        return _("Esc goes back.")
    return _(":sso shows single sign-on.") if board.trusted is False else _("R reads again.")


def left_out_words(board: DeviceBoard) -> str:
    """That requests could not be read; empty where all could."""
    if not board.unreadable:
        return ""
    return ngettext(
        "{count} request could not be read and is left out.",
        "{count} requests could not be read and are left out.",
        board.unreadable,
    ).format(count=board.unreadable)


def detail_sentences(row: DeviceRow) -> tuple[str, ...]:
    """One request in full, with what can be done."""
    request = row.request
    name, email = safe_text(request.name, limit=60), safe_text(request.email, limit=_EMAIL)
    who = f"{name} <{email}>" if name else email
    said = [
        _("{who}: {device}, from {place}.").format(who=who, device=_device(request), place=_from(request)),
        _("Fingerprint phrase: {phrase}").format(phrase=request.phrase or "-"),
    ]
    if row.refusal is not None:
        words = explanation_of(RuleBroken(row.refusal))
        said.append(f"{words.sentence} {words.next_step}")
    else:
        said.append(_("Next: a compares the phrase with the member and approves; D denies."))
    return tuple(said)


# Answers


def compare_sentences() -> tuple[str, ...]:
    """What approving means and how phrases are compared."""
    return (
        _(
            "An approved device receives the member's key and opens everything they have. Ask each member, "
            "by telephone or face to face, to read out the phrase on that device: all five words, in order."
        ),
        _("One that differs is somebody else's device: Esc, leave it out, deny it."),
    )


def phrase_lines(requests: Sequence[DeviceRequest]) -> tuple[str, ...]:
    """Whose device, and the phrase it must show."""
    lines: list[str] = []
    for request in requests:
        email = safe_text(request.email, limit=60)
        lines += [f"  {email}  {_device(request)}  {_from(request)}", f"      {request.phrase}", ""]
    return tuple(lines)


def approve_word(count: int) -> str:
    """What is typed to approve."""
    return _("approve {count}").format(count=count)


def phrase_matches(request: DeviceRequest, given: str) -> bool:
    """Whether a phrase that was given is this one: words apart by hyphens or spaces, in any case."""
    words = given.casefold().replace("-", " ").split()
    return bool(request.phrase) and words == request.phrase.split("-")


def approval_rows(
    requests: Sequence[DeviceRequest], now: datetime, against: Mapping[str, str] | None = None
) -> tuple[PlanRow[DeviceRequest], ...]:
    """What approving would do with each; `against` are finished reasons by id that stand against it."""
    return tuple(
        _row(
            request, request.approval_refusal(now), request.phrase or "-", (against or {}).get(request.id, "")
        )
        for request in requests
    )


def denial_rows(requests: Sequence[DeviceRequest], now: datetime) -> tuple[PlanRow[DeviceRequest], ...]:
    """What denying would do with each."""
    return tuple(
        _row(request, request.denial_refusal(now), f"{_device(request)}, {_from(request)}", "")
        for request in requests
    )


def _row(request: DeviceRequest, rule: Rule | None, effect: str, why: str) -> PlanRow[DeviceRequest]:
    return judged_row(request.id, safe_text(request.email, limit=80), effect, request, against=rule, why=why)


def approval_words() -> PlanWords:
    """The words of a plan of approvals."""
    hours = int(AFTER_APPROVAL.total_seconds() // 3600)
    return PlanWords(
        title=_("Approve"),
        what=_("Member"),
        effect=_("Fingerprint phrase"),
        review=(
            _("Each device receives the member's key, and has {hours} h to open the vault.").format(
                hours=hours
            ),
        ),
        commit=_("Yes, approve"),
        done=lambda count: ngettext("{count} approved", "{count} approved", count),
    )


def denial_words() -> PlanWords:
    """The words of a plan of denials."""
    return PlanWords(
        title=_("Deny"),
        what=_("Member"),
        effect=_("Device"),
        review=(
            _("The device is not told; it goes on waiting. The member can ask again. The log notes it."),
        ),
        commit=_("Yes, deny"),
        done=lambda count: ngettext("{count} denied", "{count} denied", count),
    )


# Without screens


def board_text(board: DeviceBoard) -> str:
    """The list for a terminal without screens."""
    if not board.requests:
        return empty_words(board) + "\n"
    lines = []
    for row in device_rows(board):
        email, device, place, asked, ends, _note = (cell.text for cell in row.cells)
        lines.append(f"{email}  {device}  {place}  {_('asked')}: {asked}  {_('ends')}: {ends}")
        lines.append(f"    {row.id}  {row.request.phrase or '-'}")
        if row.refusal is not None:
            lines.append(f"    {explanation_of(RuleBroken(row.refusal)).sentence}")
    return "\n".join(lines) + "\n"


RECORD_FIELDS = (
    "id",
    "email",
    "name",
    "device",
    "ipAddress",
    "country",
    "asked",
    "ends",
    "recovery",
    "phrase",
    "reason",
)


def board_records(board: DeviceBoard) -> list[dict[str, object]]:
    """The rows for JSON and CSV, with safe texts."""
    return [
        {
            "id": row.id,
            "email": safe_text(row.request.email, limit=256),
            "name": safe_text(row.request.name, limit=256),
            "device": safe_text(row.request.device, limit=_DEVICE),
            "ipAddress": safe_text(row.request.address, limit=_PLACE),
            "country": safe_text(row.request.country, limit=_PLACE),
            "asked": row.request.asked.isoformat(),
            "ends": row.request.ends.isoformat(),
            "recovery": row.request.enrolled,
            "phrase": row.request.phrase,
            "reason": row.refusal.value if row.refusal is not None else "",
        }
        for row in device_rows(board)
    ]
