"""`seatwarden keys`: what is listed, what is accepted, and what scripts are stopped by."""

from __future__ import annotations

import json

import pytest

from backend_client.portal.pins import KdfPin, Pins
from embedded_backend.seed import Persona, person
from embedded_backend.substitution import change_client_key, change_provider_key
from tests.commands.running import Run, ran
from tui.backends import practice_database
from tui.paths import pins_file

BIRCH = "Birch & Sons Logistics"
ADA = person(Persona.ADMIN)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*words: str) -> tuple[int, str, str]:
        where = [] if words[0] == "practice" else ["--practice"]
        return ran(capsys, monkeypatch, [*words, *where])

    assert command("seats")[0] == 0  # nothing is known before keys were opened once
    assert command("keys", "list")[0] == 0
    return command


def states(run: Run) -> dict[str, str]:
    _code, out, _err = run("keys", "list", "--format", "json")
    return {record["name"]: record["state"] for record in json.loads(out)}


def test_every_key_is_listed_with_what_is_known_of_it(run: Run) -> None:
    code, out, err = run("keys", "list", "--format", "json")
    assert (code, err) == (0, "")
    records = json.loads(out)
    assert (records[0]["kind"], records[0]["name"]) == ("provider", "Northwind MSP")
    assert {record["state"] for record in records} == {"known", "broken"}
    assert all(record["keyId"] == record["knownKeyId"] for record in records)
    assert len({record["keyId"] for record in records if record["keyId"]}) == len(records) - 1
    text = run("keys", "list")[1]
    assert records[0]["keyId"][:16] in text
    assert "does not open" in text


def test_a_changed_key_stops_what_encrypts_until_it_is_accepted(run: Run) -> None:
    change_client_key(practice_database(), BIRCH)
    code, _out, err = run("keys", "list")
    assert (code, err.count("\n")) == (1, 1)
    assert states(run)[BIRCH] == "changed"
    assert run("members", "list", "--client", BIRCH)[0] == 0  # reading goes on
    code, out, err = run("collections", "create", "Vans", "--client", BIRCH, "--yes")
    assert code == 1
    assert "not the one known since" in out + err
    code, out, err = run("keys", "accept", "--client", BIRCH)
    assert code == 2
    assert "Key id known since" in out
    assert "--confirm NAME" in err
    assert run("keys", "accept", "--client", BIRCH, "--confirm", "Delta Fisheries")[0] == 2
    assert run("keys", "accept", "--client", BIRCH, "--confirm", BIRCH, "--read-only")[0] == 1
    assert states(run)[BIRCH] == "changed"
    assert run("keys", "accept", "--client", BIRCH, "--confirm", BIRCH)[0] == 0
    assert states(run)[BIRCH] == "known"
    assert run("keys", "accept", "--client", BIRCH)[0] == 0  # there is nothing to accept
    journal = json.loads(run("journal", "--format", "json")[1])
    assert [act["act"] for act in journal] == ["key.accept"]


def test_a_changed_provider_key_is_accepted_by_its_name(run: Run) -> None:
    change_provider_key(practice_database())
    assert states(run)["Northwind MSP"] == "changed"
    new = ("--name", "Fresh Ltd", "--owner-email", "x@x.example", "--plan", "teams", "--seats", "1")
    code, out, err = run("clients", "create", *new, "--yes")
    assert code == 1
    assert "The provider's key is not the one known since" in out + err
    assert run("keys", "accept", "--confirm", "Northwind MSP")[0] == 0
    assert states(run)["Northwind MSP"] == "known"


def test_a_weaker_derivation_is_accepted_by_the_address(run: Run) -> None:
    file = pins_file(practice=True)
    used = Pins(file).kdf("practice", ADA.client_id.casefold())
    assert used is not None
    assert run("keys", "accept", "--kdf")[:2] == (0, "The password is derived as last time.\n")
    stronger = KdfPin("pbkdf2", 700_000, salt=used.salt)
    Pins(file).pin_kdf("practice", [ADA.client_id.casefold()], stronger)
    code, _out, err = run("keys", "list")
    assert code == 1
    assert "weaker derivation" in err
    code, out, _err = run("keys", "accept", "--kdf")
    assert code == 2
    assert "700000" in out
    assert "600000" in out
    assert run("keys", "accept", "--kdf", "--confirm", ADA.email)[0] == 0
    assert run("keys", "list")[0] == 0


def test_a_damaged_file_is_set_aside_by_its_name(run: Run) -> None:
    assert run("keys", "renew") == (0, "The file of known keys is sound; there is nothing to renew.\n", "")
    file = pins_file(practice=True)
    file.write_text("{")
    code, _out, err = run("keys", "list")
    assert code == 1
    assert "damaged" in err
    assert run("keys", "renew")[0] == 2
    assert run("keys", "renew", "--confirm", file.name, "--read-only")[0] == 1
    assert file.read_text() == "{"
    code, out, _err = run("keys", "renew", "--confirm", file.name)
    assert (code, f"{file.name}.unusable-" in out) == (0, True)
    assert run("keys", "list")[0] == 0


def test_keys_of_the_practice_are_changed_for_trying(run: Run) -> None:
    assert run("practice", "change-key", "--client", "No such client")[0] == 1
    assert run("practice", "change-key", "--client", BIRCH)[0] == 0
    assert run("practice", "change-key")[0] == 0
    assert {states(run)[name] for name in ("Northwind MSP", BIRCH)} == {"changed"}
    assert run("practice", "reset")[0] == 0
    assert set(states(run).values()) == {"known", "broken"}
