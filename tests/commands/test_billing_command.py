"""`seatwarden billing` and `seatwarden provider` on the practice backend, as different people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from tui.__main__ import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line as somebody; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, who: str = "second_admin", typed: str | None = None) -> tuple[int, str, str]:
        terminal = io.StringIO(typed or "")
        monkeypatch.setattr(terminal, "isatty", lambda: typed is not None)
        monkeypatch.setattr("sys.stdin", terminal)
        try:
            code = main([*words, "--practice-as", who])
        except SystemExit as left:
            code = int(left.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_subscription_in_three_forms(run: Run) -> None:
    code, out, err = run("billing")
    assert (code, err) == (0, "")
    assert "Total per month, after discount" in out
    assert out == run("billing", "subscription")[1]
    found = json.loads(run("billing", "--format", "json")[1])
    assert (found["status"], found["total"], found["discountPercent"]) == ("active", 1242.0, 10.0)
    assert [(plan["seats"], plan["seatPrice"], plan["cost"]) for plan in found["plans"]] == [
        (180, 5.4, 972.0),
        (75, 3.6, 270.0),
    ]
    listed = rows(run("billing", "subscription", "--format", "csv")[1])
    assert [row["plan"] for row in listed] == ["Enterprise (Monthly)", "Teams (Monthly)"]


def test_invoices_and_the_report_of_one(run: Run) -> None:
    assert "NW-0012" in run("billing", "invoices")[1]
    listed = rows(run("billing", "invoices", "--format", "csv")[1])
    assert [row["status"] for row in listed].count("uncollectible") == 1
    found = json.loads(run("billing", "invoices", "--format", "json")[1])
    code, out, _ = run("billing", "report", found[0]["id"], "--format", "csv")
    assert (code, rows(out)[0]["Client"]) == (0, "Birch & Sons Logistics")
    assert out == run("billing", "report", "nw-0012", "--format", "csv")[1]
    assert (
        json.loads(run("billing", "report", "NW-0012", "--format", "json")[1])[0]["estimatedTotal"] == 216.0
    )
    assert "(unassigned seats)" in run("billing", "report", "NW-0012")[1]
    code, out, err = run("billing", "report", "NW-9999")
    assert (code, out, err) == (1, "", "seatwarden: No invoice of that number or id: 'NW-9999'.\n")


def test_payment_in_three_forms(run: Run) -> None:
    assert "Visa *4242" in run("billing", "payment")[1]
    assert json.loads(run("billing", "payment", "--format", "json")[1])["country"] == "US"
    assert rows(run("billing", "payment", "--format", "csv")[1])[0]["credit"] == "0.0"


@pytest.mark.parametrize("action", [["invoices"], ["payment"], ["report", "NW-0012"]])
def test_a_service_user_is_refused_all_but_the_subscription(run: Run, action: list[str]) -> None:
    assert run("billing", who="service_user")[0] == 0
    code, out, err = run("billing", *action, who="service_user")
    assert (code, out) == (1, "")
    assert "provider admins only" in err


def test_other_kinds_of_provider(run: Run) -> None:
    assert "! Suspended: clients cannot be changed" in run("billing", who="suspended_admin")[1]
    suspended = json.loads(run("billing", "--format", "json", who="suspended_admin")[1])
    assert suspended["suspended"] is True
    assert suspended["warnings"] == ["add_payment_method", "tax_id_missing"]
    assert "Total per year" in run("billing", who="business_unit")[1]
    code, out, err = run("billing", who="reseller")
    assert (code, out) == (1, "")
    assert "the vendor bills each client" in err


def test_every_place_is_listed(run: Run) -> None:
    assert "Southgate IT" in run("provider", "list", who="several_providers")[1]
    found = json.loads(run("provider", "list", "--format", "json", who="admin")[1])
    assert [(one["name"], one["kind"]) for one in found] == [
        ("Northwind MSP", "msp"),
        ("", "own_organizations"),
    ]
    assert rows(run("provider", "list", "--format", "csv", who="reseller")[1])[0]["billable"] == "false"
    own = run("seats", "--provider", "own-organizations", who="admin")
    assert (own[0], "Lighthouse & Lantern Media" in own[1]) == (0, True)


def test_settings_are_shown_and_set(run: Run) -> None:
    assert "Business name   Northwind MSP & Söhne" in run("provider", "show")[1]
    assert (
        rows(run("provider", "show", "--format", "csv")[1])[0]["billingEmail"] == "billing@northwind.example"
    )
    code, out, _ = run("provider", "set", "--name", "Nord", "--dry-run")
    assert (code, "Nothing was sent." in out) == (0, True)
    assert json.loads(run("provider", "show", "--format", "json")[1])["name"] == "Northwind MSP"
    code, _, err = run("provider", "set", "--name", "Nord")
    assert (code, "give --yes" in err) == (2, True)
    code, _, err = run("provider", "set", "--name", "Nord", typed="n\n")
    assert (code, "Nothing was changed." in err) == (1, True)
    code, out, _ = run("provider", "set", "--name", "Nord", "--yes", "--format", "json")
    assert (code, json.loads(out)["result"]) == (0, "done")
    code, out, _ = run("provider", "set", "--billing-email", "B@nord.example", typed="y\n")
    assert (code, "Provider name stays: Nord" in out) == (0, True)
    shown = json.loads(run("provider", "show", "--format", "json")[1])
    assert (shown["name"], shown["billingEmail"], shown["businessName"]) == (
        "Nord",
        "b@nord.example",
        "Northwind MSP & Söhne",
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Give --name or --billing-email."),
        (["--name", "&" * 11, "--yes"], 1, "The name is longer than 50 characters."),
        (["--billing-email", "nobody", "--yes"], 1, "This is no e-mail address."),
        (["--name", "Northwind MSP", "--yes"], 1, "It is so already."),
        (["--name", "X", "--yes", "--read-only"], 1, "This run is read-only"),
    ],
)
def test_what_is_not_set(run: Run, words: list[str], code: int, said: str) -> None:
    found, out, err = run("provider", "set", *words)
    assert (found, out) == (code, "")
    assert said in err


def test_a_service_user_sets_nothing(run: Run) -> None:
    code, out, err = run("provider", "set", "--name", "X", "--yes", who="service_user")
    assert (code, out) == (1, "")
    assert "Provider admins only" in err


def test_a_suspended_provider_unlinks_without_screens_too(run: Run) -> None:
    unlink = ("clients", "unlink", "Violet Bakery", "--confirm", "Violet Bakery", "--yes")
    code, _, err = run(*unlink, who="suspended_user")
    assert (code, "Only provider admins" in err) == (1, True)
    code, _, err = run("clients", "seats", "Violet Bakery", "9", "--yes", who="suspended_admin")
    assert (code, "only unlinking is possible" in err) == (1, True)
    assert run(*unlink, who="suspended_admin")[0] == 0
    assert "Violet" not in run("seats", who="suspended_admin")[1]


def test_everybody_one_may_practise_as_exists() -> None:
    from embedded_backend.seed_people import Persona
    from tui.arguments.base import CHANGED_KEYS, PRACTICE_ROLES

    assert set(PRACTICE_ROLES) - {CHANGED_KEYS} <= {persona.value for persona in Persona}
