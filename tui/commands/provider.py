"""`seatwarden provider list|show|set`: the provider itself, without screens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from backend_client.errors import RuleBroken
from backend_client.portal.provider_settings import check_record
from backend_client.portal.providers import Provider
from tui.arguments.provider import ProviderArguments
from tui.commands.connection import on_account, on_provider
from tui.commands.output import FAILED, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked
from tui.explain import explanation_of
from tui.presenters.csv_cells import csv_text
from tui.presenters.provider_places import place_refusal
from tui.presenters.provider_settings import record_facts, record_review, saved_sentence
from tui.presenters.providers import provider_columns, provider_rows
from tui.presenters.text_table import text_table
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

LIST_FIELDS = ("name", "id", "kind", "role", "enabled", "billable", "key")
SHOW_FIELDS = ("name", "businessName", "billingEmail", "kind", "enabled", "id")


def run_provider(given: ProviderArguments) -> int:
    """Do what was asked for. Needs no keys. Returns the exit code."""
    if given.provider_action == "list":
        return on_account(given, lambda portal: _list(portal, given.format))
    if given.provider_action == "show":
        return on_provider(given, lambda portal, provider: _show(portal, provider, given.format))
    if given.new_name is None and given.billing_email is None:
        return complain(_("Give --name or --billing-email."), USAGE)
    unasked = refused_unasked(given)
    if unasked is not None:
        return unasked
    return on_provider(given, lambda portal, provider: _set(portal, provider, given))


async def _list(portal: Portal, format: str) -> int:
    places = await portal.places()
    if format == "text":
        rows = [[cell.text for cell in row.cells] for row in provider_rows(places)]
        headings = [column.heading for column in provider_columns()]
        return write_out("\n".join(text_table([headings, *rows])) + "\n")
    records = [_place(place) for place in places]
    return _print(format, records if format == "json" else None, LIST_FIELDS, records)


def _place(place: Provider) -> Mapping[str, object]:
    return {
        "name": place.name,
        "id": place.id,
        "kind": place.kind.value,
        "role": place.role.value,
        "enabled": place.enabled,
        "billable": place.billable,
        "key": place.key.value,
    }


async def _show(portal: Portal, provider: Provider, format: str) -> int:
    if refusal := place_refusal(provider, "settings"):
        return complain(refusal, FAILED)
    record = await portal.provider_settings.read(provider)
    if format == "text":
        return write_out("\n".join(text_table(record_facts(provider, record))) + "\n")
    shown = {
        "name": record.name,
        "businessName": record.business_name,
        "billingEmail": record.billing_email,
        "kind": provider.kind.value,
        "enabled": provider.enabled,
        "id": provider.id,
    }
    return _print(format, shown, SHOW_FIELDS, [shown])


async def _set(portal: Portal, provider: Provider, given: ProviderArguments) -> int:
    if refusal := place_refusal(provider, "settings"):
        return complain(refusal, FAILED)
    shown = await portal.provider_settings.read(provider)
    name = shown.name if given.new_name is None else given.new_name
    email = shown.billing_email if given.billing_email is None else given.billing_email
    try:
        wanted = check_record(shown, name=name, billing_email=email)
    except RuleBroken as broken:
        return complain(explanation_of(broken).sentence, FAILED)
    review = record_review(shown, name, email)
    if not given.dry_run:
        if not given.yes and not agreed(review):
            return complain(_("Nothing was changed."), FAILED)
        await portal.provider_settings.change(provider, shown, name=name, billing_email=email)
    if given.format == "json":
        result = {
            "result": "planned" if given.dry_run else "done",
            "before": {"name": shown.name, "billingEmail": shown.billing_email},
            "after": {"name": wanted.name, "billingEmail": wanted.billing_email},
        }
        return write_out(json.dumps(result, indent=2, ensure_ascii=True) + "\n")
    closing = _("Nothing was sent.") if given.dry_run else saved_sentence()
    return write_out("\n".join((*review, closing)) + "\n")


def _print(format: str, shown: object, fields: Sequence[str], records: Sequence[Mapping[str, object]]) -> int:
    if format == "json":
        return write_out(json.dumps(shown, indent=2, ensure_ascii=True) + "\n")
    return write_out(csv_text(fields, ([record[field] for field in fields] for record in records)))
