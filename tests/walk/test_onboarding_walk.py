"""One fresh client from its creation to a finished setup, by keys alone; then the rows of the server.

Nothing here calls a screen, the portal or the API. What people read out on the telephone is taken from the
practice mail, where their own devices put it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.walk.program import Server, program
from tests.walk.setup_steps import (
    agree,
    back,
    collections,
    compare,
    confirm,
    create,
    groups,
    home_again,
    import_file,
    invite,
    look_after_members,
    managers,
    policies,
    single_sign_on,
    step,
)
from tests.walk.walker import Walker
from tui.backends import practice_database

SIZES = ((80, 24), (120, 40))
LASTPASS = """url,username,password,totp,extra,name,grouping,fav
https://mail.kestrel.example,jo,pw1,,note,Mail,IT\\Servers,0
https://bank.kestrel.example,jo,pw2,,,Bank,Finance,1
http://sn,,,,Door code 1234,Door,Archive,0
"""

CONFIRMED, INVITED = 2, 0


@pytest.fixture
def home(practice_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory with a fresh practice, and nothing else."""
    directory = tmp_path / "home"
    directory.mkdir()
    monkeypatch.setenv("HOME", str(directory))
    practice_database().parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(practice_template, practice_database())
    return directory


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_an_enterprise_client_is_set_up_by_keys_alone(home: Path, size: tuple[int, int]) -> None:
    (home / "lastpass.csv").write_text(LASTPASS)
    server = Server()
    async with program(size) as walker:
        await create(walker, "Kestrel Foods", teams=False, owner="owner@kestrel.example", seats="12")
        for part in (collections, import_file, managers, policies, single_sign_on, groups, invite):
            await part(walker)
        await confirm(walker, server)
        await look_after_members(walker)
        await walker.sees("Setup 5/6", "5 of 6 confirmed")
        await home_again(walker, "Kestrel Foods", "5/6")
    organization = organization_id(server, "Kestrel Foods")
    assert people(server, organization) == {
        "owner": (0, CONFIRMED, True),
        "olga": (0, CONFIRMED, True),
        "ann": (2, CONFIRMED, True),
        "bob": (2, CONFIRMED, True),
        "cem": (2, CONFIRMED, True),
        "never": (2, INVITED, False),
    }
    mails = "SELECT COUNT(*) FROM outbox WHERE email = ? AND subject = 'Join an organization'"
    assert server.one(mails, "never@kestrel.example") == 2
    owner = server.one(
        "SELECT id FROM organization_users WHERE organization_id = ? AND email = 'owner@kestrel.example'",
        organization,
    )
    managed = "SELECT COUNT(*) FROM collection_users WHERE organization_user_id = ? AND manage = 1"
    assert server.one(managed, owner) == 22, "20 from names, one from the file, and the first one"
    assert server.one("SELECT COUNT(*) FROM collections WHERE organization_id = ?", organization) == 22
    types = "SELECT type FROM ciphers WHERE organization_id = ? ORDER BY type"
    assert server.rows(types, organization) == [(1,), (1,), (2,)]
    on = "SELECT type FROM policies WHERE organization_id = ? AND enabled = 1 ORDER BY type"
    assert server.rows(on, organization) == [(0,), (3,), (8,)]
    ((enabled, data),) = server.rows(
        "SELECT enabled, data FROM sso_configs WHERE organization_id = ?", organization
    )
    assert enabled == 1
    assert "https://login.kestrel.example/v2" in str(data)
    assert server.one("SELECT COUNT(*) FROM groups WHERE organization_id = ?", organization) == 9
    reached = (
        "SELECT COUNT(DISTINCT group_id) FROM collection_groups"
        " JOIN groups ON groups.id = group_id WHERE organization_id = ?"
    )
    assert server.one(reached, organization) == 9
    inside = (
        "SELECT organization_user_id FROM group_users JOIN groups ON id = group_id WHERE organization_id = ?"
    )
    assert server.rows(inside, organization) == [(owner,)]


def organization_id(server: Server, name: str) -> object:
    return server.one("SELECT id FROM organizations WHERE name = ?", name)


def people(server: Server, organization: object) -> dict[str, tuple[object, object, bool]]:
    """Everybody of the client by the name in their address: role, state, and whether they hold the key."""
    statement = "SELECT email, type, status, key FROM organization_users WHERE organization_id = ?"
    return {
        str(email).partition("@")[0]: (role, status, key is not None)
        for email, role, status, key in server.rows(statement, organization)
    }


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_a_teams_client_is_set_up_by_keys_alone(home: Path, size: tuple[int, int]) -> None:
    """No policies and no single sign-on: four steps, of which one is noted as not needed."""
    server = Server()
    async with program(size) as walker:
        await create(walker, "Merlin Bakery", teams=True, owner="owner@kestrel.example", seats="5")
        shown = await walker.sees("> Onboarding")
        assert shown.count("not applicable") == 2
        await teams_collections(walker)
        await note_import(walker)
        await teams_groups(walker)
        await teams_people(walker, server)
        await walker.sees("Setup 3/3", "no export file")
        await home_again(walker, "Merlin Bakery", "3/3")
    organization = organization_id(server, "Merlin Bakery")
    assert people(server, organization) == {"owner": (0, CONFIRMED, True), "ann": (2, CONFIRMED, True)}
    assert server.one("SELECT COUNT(*) FROM collections WHERE organization_id = ?", organization) == 3
    assert server.one("SELECT COUNT(*) FROM groups WHERE organization_id = ?", organization) == 9
    access = (
        "SELECT groups.name FROM collection_groups JOIN groups ON groups.id = group_id"
        " WHERE organization_id = ? AND manage = 0 AND read_only = 0 AND hide_passwords = 0"
    )
    assert server.rows(access, organization) == [("Customer Service",)]


async def teams_collections(walker: Walker) -> None:
    """Two names, typed."""
    await step(walker, 1, "New collections")
    await walker.sees("(not confirmed)  the owner")
    await walker.type("Ovens\nOvens/Recipes")
    await walker.press("f5")
    await agree(walker, "2 collections will be created", "2 created.")
    await walker.sees("> Onboarding", "2 made, each has a manager")


async def note_import(walker: Walker) -> None:
    """There is nothing to import: a note on this machine says so."""
    await walker.press("j", "x")
    await walker.type("no export file\n")
    await walker.sees("no export file", "Setup 1/3")


async def teams_groups(walker: Walker) -> None:
    """Groups by department; one reaches the first collection."""
    await step(walker, 5, "Groups")
    await walker.sees("No groups yet. n makes some.")
    await walker.press("n")
    await walker.sees("9 new groups.")
    await walker.press("f5")
    await agree(walker, "9 groups will be made", "9 groups made")
    await walker.sees("> Groups", "9 groups, ")
    await walker.press("E", "enter")
    await agree(walker, "Customer Service", "1 group written.")
    await walker.sees("> Groups", "9 groups, ")
    await back(walker, "9 groups on 1")


async def teams_people(walker: Walker, server: Server) -> None:
    """One person beside the owner; both are compared and confirmed."""
    await walker.press("i")
    await walker.sees("> Invite users", "left")
    await walker.type("ann@kestrel.example")
    await walker.sees("1 person to invite.")
    await walker.press("f5")
    await agree(walker, "ann@kestrel.example", "1 person invited.")
    await walker.sees("> Invite users")
    await back(walker, "6 Invite users", "in progress")
    await walker.press("c")
    await compare(walker, server, 2)
    await walker.sees("> Members", "2 confirmed.")
    await back(walker, "2 of 2 confirmed")
