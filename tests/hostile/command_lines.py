"""One command line for every action that can be typed, on the practice provider; ids stand for names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from embedded_backend.letter_box import mails_with_links
from embedded_backend.telephone import phrase_read_out
from tests.practice import Practice
from tests.synopses import lines

NOT_RUN = {
    "practice serve": "serves until it is ended and asks no server",
    "practice change-key": "changes the practice server behind its back",
    "practice reset": "deletes a file and asks no server",
    "profiles": "shows what this program wrote and asks no server",
    "profiles list": "as above",
    "profiles forget": "as above",
}
"""Actions that read no answer."""

INSIDE = ("--client", "{client}")
REQUESTS = ("--client", "{delta}")

READ: Mapping[str, tuple[str, ...]] = {
    "seats": (),
    "checklist": INSIDE,
    "collections list": INSIDE,
    "members list": INSIDE,
    "members show": ("{member}", *INSIDE),
    "policies list": INSIDE,
    "sso show": REQUESTS,
    "sso values": REQUESTS,
    "directory show": INSIDE,
    "groups list": INSIDE,
    "vault": INSIDE,
    "details show": INSIDE,
    "domains list": INSIDE,
    "approvals list": REQUESTS,
    "people list": (),
    "events list": REQUESTS,
    "billing subscription": (),
    "billing invoices": (),
    "billing payment": (),
    "billing report": ("{invoice}",),
    "billing": (),
    "provider list": (),
    "provider show": (),
    "journal": (),
    "keys list": (),
}
"""Actions that only show: as text, JSON and CSV."""

MORE: tuple[tuple[str, ...], ...] = (
    ("events", "list", "--person", "{staff}"),
    ("events", "list", *REQUESTS, "--person", "{actor}"),
    ("events", "list"),
    ("billing", "subscription", "--practice-as", "suspended_admin"),
    ("billing", "payment", "--practice-as", "business_unit"),
    ("seats", "--practice-as", "several_providers"),
)
"""Actions again, where something else is answered to them."""

REFUSED: tuple[tuple[str, ...], ...] = (
    ("members", "revoke", "{member_email}", *INSIDE, "--confirm", "{member_email}"),
    ("members", "remove", "{member_email}", *INSIDE, "--confirm", "{member_email}"),
    ("people", "remove", "sam@northwind.example", "--confirm", "sam@northwind.example"),
    ("people", "confirm", "wim@northwind.example", "--phrase", "{phrase}"),
)
"""Acts on people that are sent, and refused for each of them in a sentence of the server's."""

WRITE: Mapping[str, tuple[str, ...]] = {
    "clients create": (
        "--name",
        "Kestrel",
        "--owner-email",
        "o@kestrel.example",
        "--plan",
        "teams",
        "--seats",
        "1",
    ),
    "clients seats": ("{client}", "41"),
    "clients move": ("{client}", "{delta}", "1"),
    "clients rename": ("{client}", "Birches"),
    "clients add": ("{addable}",),
    "clients unlink": ("{client}", "--confirm", "x"),
    "collections create": ("One", "Two", *INSIDE),
    "collections rename": ("{collection}", "Other", *INSIDE),
    "collections grant": ("{group}", "edit", "{collection}", *INSIDE),
    "collections delete": ("{collection}", *INSIDE, "--confirm", "x"),
    "collections admin-access": ("on", *INSIDE),
    "import": ("{file}", *INSIDE),
    "invite": ("ann@kestrel.example", *INSIDE, "--group", "{group}"),
    "members confirm": ("--all", *INSIDE),
    "members resend": ("--all", *INSIDE),
    "members revoke": ("{member}", *INSIDE, "--confirm", "x"),
    "members remove": ("{member}", *INSIDE, "--confirm", "x"),
    "members delete-account": ("{member}", *INSIDE, "--confirm", "x"),
    "members restore": ("{member}", *INSIDE),
    "members role": ("{member}", "admin", *INSIDE, "--confirm", "x"),
    "members access": ("{member}", "--add-group", "{group}", *INSIDE),
    "members recover": ("{enrolled}", *REQUESTS, "--generate", "--confirm", "x"),
    "policies set": ("master-password", "on", "--data", "minLength=14", *INSIDE),
    "policies preset": ("baseline", *INSIDE),
    "sso set": ("--input", "{sso}", *REQUESTS),
    "sso enable": REQUESTS,
    "sso disable": REQUESTS,
    "directory scim-on": ("--idp", "okta", *INSIDE),
    "directory scim-off": INSIDE,
    "groups create": ("Night shift", *INSIDE),
    "groups grant": ("{group}", "{collection}", "edit", *INSIDE),
    "groups members": ("{group}", "--add", "{member}", *INSIDE),
    "groups rename": ("{group}", "Day shift", *INSIDE),
    "groups delete": ("{group}", *INSIDE, "--confirm", "x"),
    "details set": (
        "--name",
        "Birches",
        "--billing-email",
        "b@birch.example",
        "--limit-deletion",
        "on",
        *INSIDE,
    ),
    "details purge": (*INSIDE, "--confirm", "x"),
    "details delete": (*INSIDE, "--confirm", "x"),
    "domains add": ("other.example", *INSIDE),
    "domains verify": ("birch.example", *INSIDE),
    "domains remove": ("birch.example", *INSIDE, "--confirm", "birch.example"),
    "approvals approve": ("--all", *REQUESTS),
    "approvals deny": ("--all", *REQUESTS),
    "people invite": ("kim@northwind.example",),
    "people resend": ("--all",),
    "people confirm": ("--all",),
    "people role": ("{staff}", "--role", "provider-admin", "--confirm", "x"),
    "people remove": ("{staff}", "--confirm", "x"),
    "provider set": ("--billing-email", "new@northwind.example"),
    "join": (),
}
"""Actions that change something: as text and JSON, shown only and then sent."""

PLAIN: Mapping[str, tuple[str, ...]] = {
    "keys accept": (*INSIDE, "--confirm", "x"),
    "keys renew": ("--confirm", "x"),
    "directory scim-key": (*INSIDE, "--reveal"),
    "directory connector-key": (*INSIDE, "--reveal"),
    "directory hand-over": INSIDE,
    "details rotate-key": (*INSIDE, "--type", "api", "--show", "--confirm", "x"),
}
"""Actions without a format."""


def actions() -> frozenset[str]:
    """The words of every action that the parsers know."""
    found = (re.match(r"seatwarden((?: [a-z]+(?:-[a-z]+)*(?= |$))+)", line) for line in lines())
    return frozenset(match[1].strip() for match in found if match is not None)


def places(practice: Practice, directory: Path) -> dict[str, str]:
    """What stands for the names in braces."""

    def one(statement: str, *values: object) -> str:
        return str(practice.execute(f"{statement} LIMIT 1", *values)[0][0])

    client = one("SELECT id FROM organizations WHERE name LIKE 'Birch%'")
    delta = one("SELECT id FROM organizations WHERE name LIKE 'Delta%'")
    practice.execute(
        "INSERT INTO organization_domains (id, organization_id, domain_name, txt, next_run_at, created_at)"
        " SELECT 'd1', ?, 'birch.example', 'bw=1', now, now FROM (SELECT max(date) AS now FROM events)",
        client,
    )
    (directory / "sso.json").write_text(json.dumps({"kind": "saml", "idpEntityId": "x"}))
    return {
        "client": client,
        "delta": delta,
        "addable": one("SELECT id FROM organizations WHERE name LIKE 'Quarry%'"),
        "collection": one("SELECT id FROM collections WHERE organization_id = ?", client),
        "group": one("SELECT id FROM groups WHERE organization_id = ?", client),
        "member": one("SELECT id FROM organization_users WHERE status = 2 AND organization_id = ?", client),
        "member_email": one(
            "SELECT coalesce(o.email, u.email) FROM organization_users o"
            " LEFT JOIN users u ON u.id = o.user_id"
            " WHERE o.status = 2 AND o.organization_id = ?",
            client,
        ),
        "actor": one(
            "SELECT o.id FROM organization_users o JOIN events e ON e.acting_user_id = o.user_id"
            " AND e.organization_id = o.organization_id WHERE o.organization_id = ? ORDER BY e.date DESC",
            delta,
        ),
        "phrase": "wim@northwind.example=" + phrase_read_out(practice.database, "wim@northwind.example"),
        "enrolled": one(
            "SELECT id FROM organization_users WHERE reset_password_key IS NOT NULL AND organization_id = ?",
            delta,
        ),
        "staff": one("SELECT id FROM provider_users WHERE email = 'sam@northwind.example'"),
        "link": mails_with_links(practice.database, "ada@northwind.example")[0][1].reveal(),
        "invoice": one("SELECT id FROM provider_invoices WHERE number = 'NW-0012'"),
        "file": str(directory / "lastpass.csv"),
        "sso": str(directory / "sso.json"),
    }


def filled(words: tuple[str, ...], known: Mapping[str, str]) -> list[str]:
    """The words with ids in place of names in braces."""
    return [known[word[1:-1]] if word.startswith("{") else word for word in words]
