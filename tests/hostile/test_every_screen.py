"""Every screen and every command there is, among answers that are poisoned in every text.

A few of them run with every test run; `make fuzz` walks through all, at both sizes, and tells which texts of
the server's answers were poisoned on the way.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from docs.shown_pictures import SHOWN, Picture
from tests.hostile.command_checks import EVERY, check_command, command_lines, refused_lines
from tests.hostile.command_lines import NOT_RUN, PLAIN, READ, WRITE, actions
from tests.hostile.picture_walk import walk
from tests.hostile.poisoned_home import poisoned_answers, put_at_home
from tests.hostile.poisoner import TAIL, VAST_TAIL, Leaf, Spoilt, refusals, tails, texts
from tests.hostile.text_fields import Fields, kept_fields, unseen

WIDE = (120, 40)
SMALL = (80, 24)
SOME_PICTURES = frozenset({"billing"})
SOME_ACTIONS = ("people list", "events list", "sso values", "members confirm", "groups delete")
WITHOUT_POISON = frozenset({"first_run", "sign_in", "code_prompt", "device_login", "terminal_check"})
"""Screens that show nothing a server said before somebody is signed in."""


@pytest.fixture
def fields() -> Fields:
    """Made outside of any event loop: it has one of its own."""
    return kept_fields()


def test_every_action_has_a_command_line_here() -> None:
    assert actions() == READ.keys() | WRITE.keys() | PLAIN.keys() | NOT_RUN.keys()


@pytest.mark.parametrize("tail", [TAIL, VAST_TAIL], ids=["harm", "vast"])
@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(each, marks=() if each.name in SOME_PICTURES else pytest.mark.fuzz, id=each.name)
        for each in SHOWN
    ],
)
async def test_a_screen_shows_text(picture: Picture, tail: str, poisoned_template: Path) -> None:
    put_at_home(poisoned_template)
    with poisoned_answers(tails(tail)):
        await check_picture(picture, SMALL)


def vast_tails() -> Leaf:
    """More text than fits anywhere behind every text."""
    return tails(VAST_TAIL)


@pytest.mark.parametrize("leaf", [texts, vast_tails])
def test_some_commands_print_text(known: Mapping[str, str], leaf: Callable[[], Leaf]) -> None:
    with poisoned_answers(leaf()):
        for words, kind in command_lines(known, SOME_ACTIONS):
            put_at_home(Path(known["database"]))
            check_command(words, kind, known["link"])


async def check_picture(picture: Picture, size: tuple[int, int]) -> None:
    """That screen is reached; what was copied there is one that can be shown.

    Where it is narrow, names are cut before their tails.
    """
    seen = await walk(picture, size)
    assert seen.screen == picture.screen
    assert seen.marked or picture.screen in WITHOUT_POISON or size != WIDE
    assert seen.copied.replace("\n", "").isprintable()


@pytest.mark.fuzz
async def test_every_text_is_poisoned_on_some_screen_or_command(
    known: Mapping[str, str], poisoned_template: Path, fields: Fields
) -> None:
    failed: list[str] = []
    spoilt: set[Spoilt] = set()
    for picture in SHOWN:
        put_at_home(poisoned_template)
        with poisoned_answers(tails()) as found:
            try:
                await check_picture(picture, WIDE)
            except Exception as error:
                failed.append(f"{picture.name}: {error!r}")
        spoilt |= found
    codes: dict[int, int] = {}
    sent: list[tuple[Callable[[], Leaf], list[str], str]] = [
        (refusals, words, "json") for words in refused_lines(known)
    ]
    for leaf in (texts, tails, vast_tails):
        sent += [(leaf, words, kind) for words, kind in command_lines(known, EVERY)]
    for leaf, words, kind in sent:
        put_at_home(Path(known["database"]))
        with poisoned_answers(leaf()) as found:
            try:
                code = await asyncio.to_thread(check_command, words, kind, known["link"])
                codes[code] = codes.get(code, 0) + 1
            except Exception as error:
                failed.append(f"{' '.join(words)}: {error!r}")
        spoilt |= found
    left = unseen(fields, spoilt)
    total = sum(map(len, fields.values()))
    sys.stdout.write(
        f"{len(SHOWN)} pictures, commands by code {codes}, {total - len(left)} of {total} texts\n"
    )
    sys.stdout.write("\n".join((*failed, *(" ".join(each) for each in sorted(left)), "")))
    assert failed == []
    assert left == set()
