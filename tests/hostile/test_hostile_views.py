"""What a provider, its people, bills and logs are called reaches no terminal and no spreadsheet raw."""

from __future__ import annotations

import csv
import io
import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.hostile.texts import EVERYTHING
from tests.practice import Practice, running_practice
from tui.__main__ import main
from tui.backends import practice_database

FORMULA = "=HYPERLINK(1)"
CLIENT = "Delta Fisheries"
VIEWS = (
    ("people", "list"),
    ("events", "list", "--limit", "9"),
    ("events", "list", "--limit", "9", "--client", CLIENT),
    ("billing", "subscription"),
    ("billing", "invoices"),
    ("billing", "payment"),
    ("billing", "report", "in_1"),
    ("provider", "list"),
    ("provider", "show"),
    ("approvals", "list", "--client", CLIENT),
    ("details", "show", "--client", CLIENT),
    ("domains", "list", "--client", CLIENT),
    ("vault", "--client", CLIENT),
    ("members", "list", "--client", CLIENT),
    ("members", "show", "boris.lund2@delta.example", "--client", CLIENT),
)


def poison(practice: Practice) -> None:
    """Hostile text wherever the server keeps some that these views show."""
    nasty = FORMULA + EVERYTHING
    practice.execute(
        "UPDATE providers SET name = ?, business_name = ?, billing_email = ?, subscription_status = ?",
        *(nasty, nasty, f"{nasty}@x", nasty),
    )
    address = {"country": "NL", "postalCode": nasty, "line1": nasty, "taxId": {"code": nasty, "value": nasty}}
    practice.execute(
        "UPDATE providers SET billing_address = ?, payment_method = ?",
        *(json.dumps(address), json.dumps({"type": "payPal", "email": nasty})),
    )
    practice.execute("UPDATE users SET name = ?", nasty)
    practice.execute("UPDATE provider_users SET email = ? || email WHERE status = 0", nasty)
    ((invoice,),) = practice.execute("SELECT id FROM provider_invoices WHERE number = 'NW-0011'")
    practice.execute("UPDATE provider_invoice_items SET invoice_id = 'in_1' WHERE invoice_id = ?", invoice)
    practice.execute("UPDATE provider_invoices SET id = 'in_1' WHERE id = ?", invoice)
    practice.execute("UPDATE provider_invoices SET number = ?, url = ?", nasty, nasty)
    practice.execute("UPDATE provider_invoice_items SET client_name = ?, plan = ?", nasty, nasty)
    practice.execute("UPDATE events SET ip_address = ?, domain_name = ?", nasty, nasty)
    practice.execute("UPDATE events SET type = 9999 WHERE id % 7 = 0")
    practice.execute("UPDATE auth_requests SET ip_address = ?, country = ?", nasty, nasty)
    practice.execute(
        "INSERT INTO organization_domains (id, organization_id, domain_name, txt, next_run_at, created_at) "
        "SELECT 'd1', id, ?, ?, now + now / 1000, now "
        "FROM organizations, (SELECT max(date) AS now FROM events) WHERE name = ?",
        *(nasty, nasty, CLIENT),
    )
    practice.execute("UPDATE organizations SET billing_email = ?, identifier = NULL", f"{nasty}@x")
    practice.execute("UPDATE groups SET name = ?, external_id = ?", nasty, nasty)


@pytest.fixture
def poisoned(practice_template: Path, tmp_path: Path) -> Path:
    """The practice database of this home."""
    with running_practice(practice_template, tmp_path) as practice:
        poison(practice)
    database = practice_database()
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(practice.database, database)  # after its end: until then part of it lies in another file
    return database


@pytest.mark.parametrize("kind", ["text", "json", "csv"])
def test_every_view_prints_text_and_no_formula(
    poisoned: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert poisoned.exists()
    for words in VIEWS:
        code = main([*words, "--practice", "--format", kind])
        printed = capsys.readouterr()
        assert code == 0, (words, printed.err)
        shown = printed.out + printed.err
        bad = {each for each in shown if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
        assert not bad - {"\n"}, (words, bad)
        assert "HYPERLINK" in printed.out or words == ("billing", "subscription"), words
        if kind == "json":
            json.loads(printed.out)
        if kind == "csv":
            cells = [cell for row in csv.reader(io.StringIO(printed.out)) for cell in row]
            formulas = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
            assert [cell for cell in formulas if not cell.lstrip("-").replace(".", "").isdigit()] == [], words
