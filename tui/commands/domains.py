"""`seatwarden domains list|add|verify|remove --client NAME|ID`: the domains a client claims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import RuleBroken
from backend_client.portal.claimed_domains import Checked, Domain, DomainBoard, domain_name
from backend_client.portal.clients import Client, find_client
from backend_client.portal.providers import Provider
from tui.arguments.domains import DomainsArguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.csv_cells import csv_text
from tui.presenters.domains import (
    RECORD_FIELDS,
    add_rows,
    add_words,
    domain_lines,
    domain_record,
    left_out_words,
    remove_rows,
    remove_words,
    verify_rows,
    verify_words,
)
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_domains(given: DomainsArguments) -> int:
    """Do what was asked for. Returns the exit code; one sentence per failure goes to stderr."""
    if given.domains_action != "list":
        unasked = refused_unasked(given)
        if unasked is not None:
            return unasked
    typed_again = given.confirm.strip().casefold() == given.domain.strip().casefold()
    if given.domains_action == "remove" and not given.dry_run and not typed_again:
        return complain(_("Removing a domain wants it typed again: --confirm DOMAIN."), USAGE)

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.domains.board(provider, client)
        tell_inside(board.settled)
        if given.domains_action == "list":
            return _print(board, given.format)
        return await _Work(given, portal, provider, client, board).do()

    return on_provider(given, work, keys=True)


def _print(board: DomainBoard, format: str) -> int:
    records = [domain_record(domain) for domain in board.domains]
    if format == "json":
        write_out(json.dumps(records, indent=2) + "\n")
    elif format == "csv":
        rows = ([record[field] or "" for field in RECORD_FIELDS] for record in records)
        write_out(csv_text(RECORD_FIELDS, rows))
    else:
        write_out("\n".join(domain_lines(board)) + "\n")
    return complain(left_out_words(board), FAILED) if board.unreadable else OK


class _Work:
    """One action on the domains of a client."""

    def __init__(
        self,
        given: DomainsArguments,
        portal: Portal,
        provider: Provider,
        client: Client,
        board: DomainBoard,
    ) -> None:
        self._given = given
        self._domains = portal.domains
        self._provider = provider
        self._client = client
        self._board = board

    async def do(self) -> int:
        """Plan it, ask where somebody can be asked, send. Returns the exit code."""
        if self._board.obstacle is not None:
            return complain(explanation_of(RuleBroken(self._board.obstacle)).sentence, FAILED)
        if self._given.domains_action == "add":
            return await self._add(domain_name(self._given.domain))
        domain = self._named()
        if domain is None:
            shown = safe_text(self._given.domain, limit=60)
            return complain(_("The client claims no domain '{name}'.").format(name=shown), FAILED)
        return await (
            self._verify(domain) if self._given.domains_action == "verify" else self._remove(domain)
        )

    def _named(self) -> Domain | None:
        wanted = self._given.domain.strip().casefold()
        return next((one for one in self._board.domains if wanted in (one.name.casefold(), one.id)), None)

    async def _add(self, name: str) -> int:
        known = any(domain.name == name for domain in self._board.domains)
        made: list[Domain] = []

        async def add(wanted: str) -> None:
            made.append(await self._domains.add(self._provider, self._client, wanted))

        async def send(names: Sequence[str]) -> Sequence[Result]:
            return await one_by_one(names, add)

        rows = () if known else add_rows(name)
        code = await run_plan(self._given, add_words(self._client), rows, send)
        if made and self._given.format == "text":
            write_out(f"TXT {safe_text(made[0].txt, limit=200)}\n")
        return code

    async def _verify(self, domain: Domain) -> int:
        held: list[Checked] = []

        async def verify(wanted: Domain) -> None:
            held.append(await self._domains.verify(self._provider, self._client, wanted))

        async def send(domains: Sequence[Domain]) -> Sequence[Result]:
            return await one_by_one(domains, verify)

        effect = await self._domains.effect(self._client, domain, self._board)
        rows = () if domain.verified else verify_rows(domain)
        words = verify_words(self._client, effect, self._board, held)
        code = await run_plan(self._given, words, rows, send)
        return FAILED if any(not one.domain.verified for one in held) else code

    async def _remove(self, domain: Domain) -> int:
        async def send(domains: Sequence[Domain]) -> Sequence[Result]:
            return await one_by_one(
                domains, lambda one: self._domains.remove(self._provider, self._client, one)
            )

        return await run_plan(self._given, remove_words(self._client, domain), remove_rows(domain), send)
