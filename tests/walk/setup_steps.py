"""What somebody at the keyboard does at each step of a client's setup."""

from __future__ import annotations

import re

from tests.walk.program import Server
from tests.walk.walker import Walker

PEOPLE = """Ann Ash <ann@kestrel.example>; bob@kestrel.example
cem@kestrel.example
mallory@kestrel.example
never@kestrel.example
email,role
olga@kestrel.example,owner
"""
WORD = re.compile(r"^ +([1-5])  (\w+) *$", re.MULTILINE)


async def create(walker: Walker, name: str, *, teams: bool, owner: str, seats: str) -> None:
    """`n`, the form, the review; ends in the onboarding of the new client."""
    await walker.press("n")
    await walker.sees("New client organization", "Client owner e-mail")
    if teams:
        await walker.press("down")
    await walker.press("enter")
    await walker.type(name)
    await walker.press("tab")
    await walker.type(owner)
    await walker.press("tab")
    await walker.type(seats)
    await walker.press("enter")
    await walker.sees("Yes, create it and invite the owner")
    await walker.press("down", "enter")
    await walker.sees("> Onboarding", "Create collections", "to do")


async def agree(walker: Walker, sees: str, done: str) -> str:
    """Say yes to the plan that shows `sees`; what the screen says when all is sent, left with Enter."""
    await walker.sees(sees, "Yes")
    await walker.press("enter")
    ended = await walker.sees(done, "Go on")
    await walker.press("enter")
    return ended


async def step(walker: Walker, number: int, title: str) -> None:
    """From wherever the cursor is, to step `number` of the checklist, and into it."""
    shown = await walker.sees("> Onboarding", "6 Invite users")
    here = next(int(line[2]) for line in shown.splitlines() if re.match(r"> [1-6] ", line))
    keys = ["j"] * (number - here) if number > here else ["k"] * (here - number)
    await walker.press(*keys)
    await walker.sees(f"> {number} ")
    await walker.press("enter")
    await walker.sees(f"> {title}")


async def back(walker: Walker, *words: str) -> str:
    """Escape to the checklist, which then shows `words`."""
    await walker.press("escape")
    return await walker.sees("> Onboarding", *words)


async def collections(walker: Walker) -> None:
    """Both patterns, one name taken out, nested ones typed; the owner manages them all."""
    await step(walker, 1, "New collections")
    await walker.sees("(not confirmed)  the owner")
    await walker.press("f2", "f3")
    await walker.sees("18 new collections")
    await walker.press("backspace", *["backspace"] * len("Building and Facilities"))
    await walker.type("IT/Servers\nOffice/Keys")
    await walker.sees("19 new collections", "Office. F4 adds them.")
    await walker.press("f4")
    await walker.sees("20 new collections")
    await walker.press("f5")
    await agree(walker, "20 collections will be created", "20 created.")
    await walker.sees("> Onboarding", "20 made, each has a manager")


async def import_file(walker: Walker) -> None:
    """A file of the home directory through the picker; the owner manages what is new."""
    await step(walker, 2, "Import data")
    await walker.sees("The client holds 0 items.", "lastpass.csv")
    await walker.type("last")
    await walker.press("tab")
    await walker.sees("File or path: lastpass.csv")
    await walker.press("enter")
    await walker.sees("3 items, read as LastPass CSV.", "Encrypt and send 3 items")
    await walker.press("down", "enter")
    await walker.sees("Arrived: 3.")


async def managers(walker: Walker) -> None:
    """The owner manages what the import made."""
    await walker.sees("> Managers", "nobody manages", "owner@kestrel.example")
    await walker.press("enter")
    await agree(walker, "gets the permission to manage them", "a manager now.")
    await walker.sees("no collection lacks a manager")
    await walker.press("escape")
    await walker.sees("> Import data", "The client holds 3 items.", "delete it.")
    await back(walker, "3 items")


async def policies(walker: Walker) -> None:
    """The preset for a client without people."""
    await step(walker, 3, "Policies")
    await walker.sees("0 of 23 policies on.")
    await walker.press("p")
    await walker.sees("Before anybody is invited")
    await walker.press("enter")
    await walker.sees("on: Single organization")
    await walker.press("enter")
    await agree(walker, "> Yes, save", "3 policies saved.")
    await walker.sees("3 of 23 policies on.")
    await back(walker, "3 on")


async def single_sign_on(walker: Walker) -> None:
    """OpenID Connect saved switched off, then switched on."""
    await step(walker, 4, "SSO")
    await walker.sees("Single sign-on is not set up.")
    await walker.press("e")
    await walker.sees("> Edit", "Authority *")
    await walker.press("tab", "tab", "tab")
    await walker.type("https://login.kestrel.example/v2")
    await walker.press("tab")
    await walker.type("seatwarden-walk")
    await walker.press("tab")
    await walker.type("a secret of the provider")
    await walker.press("f5")
    shown = await agree(walker, "It stays off", "Saved.")
    assert "a secret of the provider" not in shown
    await walker.sees("Single sign-on is off: OpenID Connect")
    await walker.press("t")
    await walker.sees("Yes, switch it on", "> No, back")
    await walker.press("up")
    await agree(walker, "> Yes, switch it on", "Saved.")
    await walker.sees("Single sign-on is ON")
    await back(walker, "4 Log in with SSO", "on")


async def groups(walker: Walker) -> None:
    """The usual departments, access as proposed with one edit, and the owner in one of them."""
    await step(walker, 5, "Groups")
    await walker.sees("No groups yet. n makes some.")
    await walker.press("n")
    await walker.sees("9 new groups.")
    await walker.press("f5")
    await agree(walker, "9 groups will be made", "9 groups made")
    await walker.sees("p proposes access for them.")
    await walker.press("p")
    await walker.sees("permissions proposed, nothing was sent")
    await walker.press("V")
    await walker.sees("View items, was: No access")
    await walker.press("f5")
    await agree(walker, "Access of groups", "9 groups written.")
    await walker.sees("> Groups", "9 groups, ")
    await walker.press("m")
    await walker.sees("[ ]  owner@kestrel.example")
    await walker.press("space")
    await walker.sees("[x]* owner@kestrel.example")
    await walker.press("f5")
    await agree(walker, "owner@kestrel.example", "done")
    await walker.sees("> Groups", "9 groups, ")
    await back(walker, "9 groups on")


async def invite(walker: Walker) -> None:
    """A pasted list of people."""
    await walker.press("i")
    await walker.sees("> Invite users", "left")
    await walker.type(PEOPLE)
    await walker.sees("6 people to invite. 11 of 12 seats left.")
    await walker.press("f5")
    await agree(walker, "olga@kestrel.example", "6 people invited.")
    await walker.sees("> Invite users")
    await back(walker, "6 Invite users", "in progress")


async def confirm(walker: Walker, server: Server) -> None:
    """Compare every phrase with the one read out: yes where it is the same, skip where it differs."""
    await walker.press("c")
    told = await compare(walker, server, 6)
    assert told == ["mallory@kestrel.example"]
    await walker.sees("> Members", "5 confirmed, 1 skipped.")


async def compare(walker: Walker, server: Server, count: int) -> list[str]:
    """Answer for each of `count` phrases; whose differ."""
    differ = []
    for position in range(1, count + 1):
        shown = await walker.sees("Ask the person", f"{position} of {count}", "5  ")
        email = re.search(r"<(\S+@kestrel\.example)>", shown)
        assert email is not None, shown
        phrase = "-".join(word for _number, word in WORD.findall(shown))
        if phrase == server.telephone(email[1]):
            await walker.press("y")
        else:
            differ.append(email[1])
            await walker.press("d")
            await walker.sees("do not confirm")
            await walker.press("n")
    return differ


async def look_after_members(walker: Walker) -> None:
    """Remove whom the phrase gave away, remind who never came, revoke and restore somebody."""
    await find(walker, "mallory", "Accepted")
    await walker.press("D")
    await walker.sees("To go on, type: mallory@kestrel.example")
    await walker.type("mallory@kestrel.example\n")
    await agree(walker, "-> gone", "1 removed")
    await find(walker, "never", "Invited")
    await walker.press("r")
    await agree(walker, "Yes, resend 1", "1 mail sent again.")
    await find(walker, "cem", "Confirmed")
    await walker.press("K")
    await walker.sees("Yes, revoke 1", "> No, back")
    await walker.press("up")
    await agree(walker, "> Yes, revoke 1", "1 revoked")
    await walker.press("t", "t", "t")
    await walker.sees("Revoked   Cem")
    await walker.press("T")
    await agree(walker, "Yes, restore 1", "1 restored")
    await walker.press("t")
    await walker.sees("Confirmed Cem")
    await walker.press("escape")
    await walker.sees("ann@kestrel.example")
    await back(walker, "6 Invite users")


async def find(walker: Walker, name: str, state: str) -> None:
    """Only those whose row holds `name`, whose state is this."""
    await walker.press("slash", "ctrl+u")
    await walker.type(f"{name}\n")
    await walker.sees(f"> {state}", f"{name}@kestrel.example")


async def home_again(walker: Walker, name: str, setup: str) -> None:
    """Back on the list of clients, whose last column says how far the setup is."""
    await walker.press("escape")
    shown = await walker.sees("Total: 12 clients", name)
    while not re.search(rf"^. {name} .* {setup} *$", shown, re.MULTILINE):
        shown = await walker.sees_no(shown)
