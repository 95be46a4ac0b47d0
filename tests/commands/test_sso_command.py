"""`seatwarden sso …` and `seatwarden directory …` end to end on the practice backend."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Run, ran
from tui.__main__ import main

CLIENT = "My Client's Organization"
SECRET = "planted-client-secret"
OIDC = {"kind": "oidc", "identifier": "mine", "authority": "https://idp.example", "clientId": "vault"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line on the fresh client; its code, stdout and stderr."""

    def run_it(*words: str, stdin: str = "", client: str = CLIENT) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, [*words, "--practice", "--client", client], piped=stdin)

    return run_it


def saved(run: Run, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> tuple[int, str, str]:
    """Set OIDC with the secret from the environment."""
    monkeypatch.setenv("SEATWARDEN_SSO_CLIENT_SECRET", SECRET)
    return run("sso", "set", "--input", "-", "--yes", stdin=json.dumps({**OIDC, **changed}))


def test_values_are_shown_before_anything_is_set(run: Run) -> None:
    code, out, err = run("sso", "values")
    assert (code, err) == (0, "")
    assert "OIDC callback: https://practice.invalid/sso/oidc-signin" in out
    assert json.loads(run("sso", "values", "--format", "json")[1])["samlAcs"].endswith("/Acs")
    assert run("sso", "values", "--format", "csv")[1].startswith("field,value\noidcCallback,")
    record = json.loads(run("sso", "show", "--format", "json")[1])
    assert (record["state"], record["clientSecret"]) == ("not_set_up", "not set")


def test_set_enable_show_and_disable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = saved(run, monkeypatch)
    assert (code, err) == (0, "")
    assert "Client secret  set" in out
    again = saved(run, monkeypatch)
    assert again[0] == 0
    assert "Nothing needs to be sent." in again[1]
    monkeypatch.delenv("SEATWARDEN_SSO_CLIENT_SECRET")
    code, out, _err = run("sso", "set", "--input", "-", "--yes", stdin='{"acrValues": "strong"}')
    assert code == 0
    assert "Client secret  kept" in out
    assert run("sso", "enable", "--yes")[0] == 0
    shown = "".join(run("sso", "show", "--format", form)[1] for form in ("text", "json", "csv"))
    record = json.loads(run("sso", "show", "--format", "json")[1])
    assert (record["state"], record["clientSecret"], record["identifier"]) == ("on", "set", "mine")
    assert record["fields"]["acrValues"] == "strong"
    assert run("sso", "disable", "--yes")[0] == 0
    assert SECRET not in "".join((out, shown, *again[1:]))
    assert main(["journal", "--practice", "--format", "json"]) == 0


def test_a_dry_run_sends_nothing_and_shows_the_plan(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWARDEN_SSO_CLIENT_SECRET", SECRET)
    given = json.dumps(OIDC)
    code, out, _err = run("sso", "set", "--input", "-", "--dry-run", "--format", "json", stdin=given)
    assert code == 0
    body = json.loads(out)
    assert body["result"] == "planned"
    assert {row["what"].strip() for row in body["rows"]} >= {"Authority", "Client secret"}
    assert SECRET not in out
    assert json.loads(run("sso", "show", "--format", "json")[1])["state"] == "not_set_up"


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ("nothing", 2, "The input is no JSON."),
        ("[]", 2, "one JSON object"),
        ('{"clientId": "x"}', 2, "must name its kind"),
        ('{"kind": "ldap"}', 2, "must name its kind"),
        ('{"kind": "oidc", "authorty": "https://x.example"}', 2, "No field is called 'authorty'"),
        ('{"kind": "oidc", "keyConnectorEnabled": false}', 2, "No field is called"),
        ('{"kind": "oidc", "redirectBehavior": 7}', 2, "redirectBehavior does not fit"),
        ('{"kind": "oidc", "identifier": 7}', 2, "identifier must be a text"),
        ('{"kind": "oidc", "ClientSecret": "x"}', 2, "SEATWARDEN_SSO_CLIENT_SECRET"),
        ('{"kind": "oidc", "clientId": "x"}', 1, "Authority is missing."),
        ('{"kind": "saml", "idpX509PublicCert": "x"}', 1, "IdP certificate is no PEM"),
    ],
)
def test_input_that_does_not_fit_is_told(run: Run, given: str, code: int, sentence: str) -> None:
    found, out, err = run("sso", "set", "--input", "-", "--yes", stdin=given)
    assert (found, out) == (code, "")
    assert sentence in err


def test_without_yes_nothing_is_done_and_a_teams_client_has_none(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("sso", "set", "--input", "-", stdin=json.dumps(OIDC))[0] == 2
    assert "set up" in run("sso", "enable", "--yes")[2]
    code, _out, err = run("sso", "enable", "--yes", client="Alder Dental Group")
    assert code == 1
    assert "Enterprise" in err


def test_scim_goes_on_and_off_and_its_key_is_printed_alone(run: Run) -> None:
    assert json.loads(run("directory", "show", "--format", "json")[1])["scim"]["state"] == "off"
    code, out, _err = run("directory", "scim-on", "--idp", "okta", "--yes")
    assert code == 0
    assert "off -> on, not said -> Okta" in out
    record = json.loads(run("directory", "show", "--format", "json")[1])
    assert (record["scim"]["state"], record["scim"]["provider"]) == ("on", "okta")
    code, key, err = run("directory", "scim-key")
    assert (code, err, key.count("\n"), len(key)) == (0, "", 1, 31)
    code, out, err = run("directory", "scim-key", "--rotate", "--confirm", "no")
    assert (code, out) == (2, "")
    assert "--confirm NAME" in err
    code, other, _err = run("directory", "scim-key", "--rotate", "--confirm", CLIENT)
    assert code == 0
    assert other != key
    own = run("directory", "connector-key")[1]
    shown = "".join(run("directory", "show", "--format", form)[1] for form in ("text", "json", "csv"))
    for secret in (key, other, own):
        assert secret.strip() not in shown
    assert run("directory", "scim-off", "--yes")[0] == 0


def test_on_a_terminal_a_key_wants_reveal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", screen)
        code, _out, err = run("directory", "scim-key")
        assert code == 2
        assert "--reveal" in err
        assert screen.getvalue() == ""
        assert run("directory", "scim-key", "--reveal")[0] == 0
        assert len(screen.getvalue()) == 31


def test_read_only_hands_out_no_key(run: Run) -> None:
    code, out, err = run("directory", "scim-key", "--read-only")
    assert (code, out) == (1, "")
    assert "read-only" in err


def test_the_hand_over_text_is_for_others(run: Run) -> None:
    code, out, _err = run("directory", "hand-over")
    assert code == 0
    assert "client ID      organization." in out


def test_the_journal_holds_no_secret(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved(run, monkeypatch)
    key = run("directory", "scim-key")[1].strip()
    assert main(["journal", "--practice", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert {entry["act"] for entry in json.loads(out)} == {"sso.save", "scim_key.fetch"}
    files = [file.read_bytes() for file in Path.home().rglob("*journal*") if file.is_file()]
    assert files
    for text in (out, *(each.decode("utf-8", "replace") for each in files)):
        assert SECRET not in text
        assert key not in text
