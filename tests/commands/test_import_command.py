"""`seatwarden import` end to end on the practice backend: dry run, review, result, one-sentence refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Run, ran
from tests.unit.importers.everything import everything
from tests.unit.importers.kdbx_files import kdbx4
from tests.unit.importers.test_bitwarden import PASSWORD, protected
from tui.commands.vault_import import PASSWORD_VARIABLE

CLIENT = "My Client's Organization"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: object) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, [str(word) for word in words])

    return run_it


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A file with every item type."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps(everything()))
    return path


def _json(text: str) -> Any:
    return json.loads(text)


def test_a_dry_run_a_real_run_and_the_journal(run: Run, export: Path) -> None:
    words = ("import", export, "--client", CLIENT, "--practice")
    code, out, err = run(*words, "--dry-run")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "My Client's Organization: 9 items (bitwarden-json)"
    assert "To be made: 1 collection: IT/Servers" in out
    assert "To be reused: 1 collection: Socials" in out
    assert "Items in no collection: 4" in out
    assert "Provider users cannot see, change or delete single items afterwards" in out
    assert out.endswith("Nothing was sent.\n")
    code, out, err = run(*words, "--yes", "--format", "json")
    body = _json(out)
    assert (code, err, body["result"], body["items"]) == (0, "", "done", 9)
    assert (body["plan"]["alreadyThere"], body["unmanaged"]) == (0, ["IT/Servers"])
    code, out, _err = run(*words, "--dry-run")
    assert "Like items that are there already: 9. Was this file imported before?" in out
    code, out, _err = run("journal", "--practice")
    assert "Import" in out
    assert "items 0 -> 9" in out
    code, out, err = run(*words, "--yes")
    assert (code, out) == (1, "")
    assert "every item of the file is there already. --again sends it all the same." in err
    code, out, err = run(*words, "--yes", "--again")
    assert (code, err) == (0, "")
    assert "Arrived: 9." in out


def test_everything_goes_below_one_collection(run: Run, export: Path) -> None:
    words = ("import", export, "--client", CLIENT, "--practice", "--into", " Socials / Old ")
    code, out, err = run(*words, "--dry-run")
    assert (code, err) == (0, "")
    assert all(name in out for name in ("Socials/Old/IT/Servers", "Socials/Old/Socials"))
    assert "Items in no collection" not in out
    code, out, err = run(*words, "--yes", "--format", "json")
    assert (code, err, _json(out)["items"]) == (0, "", 9)
    code, out, _err = run("vault", "--client", CLIENT, "--practice", "--format", "json")
    assert {"Socials/Old", "Socials/Old/IT/Servers"} <= {each["name"] for each in _json(out)}


def test_no_secret_of_the_file_is_printed_or_journalled(run: Run, export: Path) -> None:
    code, out, err = run("import", export, "--client", CLIENT, "--practice", "--yes")
    assert code == 0
    journals = [path.read_text() for path in Path.home().rglob("*.jsonl")]
    assert journals
    secrets = ("s3cret", "jo@birch", "JBSWY3DP", "leading space", "privateKey", "old 1")
    assert not any(secret in text for secret in secrets for text in (out, err, *journals))


def test_without_a_terminal_it_wants_to_be_told(run: Run, export: Path) -> None:
    code, _out, err = run("import", export, "--client", CLIENT, "--practice")
    assert code == 2
    assert "--yes, or --dry-run" in err


def test_fields_too_long_are_listed_by_row_and_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = ["name,url,username,password,note", "Mail,https://m.example,jo,p,n", f"Long,,jo,{'p' * 3696},n"]
    path.write_text("\n".join(rows))
    words = ("import", path, "--client", CLIENT, "--practice")
    code, out, _err = run(*words, "--dry-run")
    assert code == 1
    assert "Row 3, Long: login.password is too long, 3696 bytes of 3695." in out
    code, out, err = run(*words, "--yes")
    assert (code, out) == (1, "")
    assert err.startswith("seatwarden: Fields too long for the server: 1.")


def test_a_protected_file_takes_its_password_from_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "protected.json"
    path.write_bytes(protected())
    words = ("import", path, "--client", CLIENT, "--practice", "--dry-run")
    code, _out, err = run(*words)
    assert (code, err) == (
        1,
        "seatwarden: The file is protected by a password of its own."
        " Set SEATWARDEN_FILE_PASSWORD, or run it in a terminal.\n",
    )
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    assert run(*words)[2].startswith("seatwarden: The file's password (or key file) is wrong")
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD.reveal())
    code, out, _err = run(*words)
    assert (code, "9 items" in out) == (0, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        ("name,url\u00e4\n".encode("utf-16"), "The file is in UTF-16, not UTF-8."),
        (b"a,b\n\xe9,1\n", "The file is not in UTF-8 (line 2): an older encoding, such as Latin-1."),
        (b"words\n", "It cannot be told which program exported this file."),
        (b"\x03\xd9\xa2\x9a", "The file is protected by a password of its own."),
    ],
)
def test_a_bad_file_is_one_sentence_before_anything_is_asked(
    run: Run, tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    code, out, err = run("import", path, "--client", CLIENT, "--practice", "--dry-run")
    assert (code, out) == (1, "")
    assert err.startswith(f"seatwarden: {sentence} ")
    assert err.count("\n") == 1


def test_a_missing_file_an_unknown_format_and_an_unknown_client(
    run: Run, tmp_path: Path, export: Path
) -> None:
    code, _out, err = run("import", tmp_path / "none", "--client", CLIENT, "--practice", "--dry-run")
    assert (code, "cannot be read: No such file or directory." in err) == (1, True)
    code, _out, err = run("import", export, "--type", "x", "--client", CLIENT, "--practice", "--dry-run")
    assert (code, "bitwarden-csv, bitwarden-json, lastpass-csv" in err) == (2, True)
    code, _out, err = run("import", export, "--client", "Nobody", "--practice", "--dry-run")
    assert (code, err) == (1, "seatwarden: There is no client 'Nobody'.\n")


def test_names_from_the_file_are_made_safe(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    evil = "\x1b]0;x\x07[b]\u202e"
    path.write_text(f"collections,type,name,login_username\n{evil},login,{evil},\n{evil},login,{evil},\n")
    code, out, _err = run("import", path, "--client", CLIENT, "--practice", "--dry-run")
    assert code == 0
    assert "Probably the same, rows 2, 3" in out
    assert all(line.isprintable() for line in out.splitlines())


def test_a_keepass_database_takes_its_key_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = tmp_path / "my.key"
    key_file.write_bytes(b"anything at all")
    kdbx4(tmp_path / "old.kdbx", "pw", key_file)
    monkeypatch.setenv(PASSWORD_VARIABLE, "pw")
    words = ("import", tmp_path / "old.kdbx", "--client", CLIENT, "--practice", "--dry-run")
    assert "(or key file) is wrong" in run(*words)[2]
    code, out, _err = run(*words, "--key-file", key_file)
    assert code == 0
    assert "3 items (keepass-kdbx)" in out
    assert "Row 4 is left out: it is in the trash" in out
