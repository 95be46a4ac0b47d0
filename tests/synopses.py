"""What can be typed after `seatwarden`, read out of the parsers themselves: one line for each action.

`python -m tests.synopses` prints all of them, as docs/command-line.md has them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from tui.__main__ import COMMANDS
from tui.arguments.base import read_only, where
from tui.arguments.parse import parser_for

VERBS = (*COMMANDS, "journal")


def lines() -> tuple[str, ...]:
    """Every action of every verb, in the order of the verbs."""
    return tuple(line for verb in VERBS for line in lines_of(verb))


def lines_of(verb: str) -> tuple[str, ...]:
    """Every action of one verb."""
    actions = _actions(parser_for([verb]))
    assert actions is not None
    return tuple(_lines(f"seatwarden {verb}", actions.choices[verb]))


def common_options() -> tuple[str, ...]:
    """The options that say which server and which provider: every verb that asks one takes them."""
    parser = argparse.ArgumentParser(add_help=False)
    where(parser)
    read_only(parser)
    return tuple(_word(action) for action in parser._actions)


def _lines(typed: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = _actions(parser)
    if actions is not None:
        for name, each in actions.choices.items():
            yield from _lines(f"{typed} {name}", each)
        if actions.required:
            return
    left_out = {word.strip("[]").split()[0] for word in common_options()} | {"-h"}
    own = [
        action
        for action in parser._actions
        if action is not actions and not left_out & set(action.option_strings)
    ]
    words = [_word(action) for action in own if not action.option_strings]
    words += [_word(action) for action in own if action.option_strings]
    yield " ".join([typed, *words])


def _actions(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    return next((each for each in parser._actions if isinstance(each, argparse._SubParsersAction)), None)


def _word(action: argparse.Action) -> str:
    name = action.option_strings[-1] if action.option_strings else ""
    shown = "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
    value = str(action.metavar or shown)
    value = {"*": f"[{value}...]", "?": f"[{value}]", "+": f"{value}..."}.get(str(action.nargs), value)
    word = name if action.nargs == 0 else f"{name} {value}".strip()
    return f"[{word}]" if name and not action.required else word


if __name__ == "__main__":
    sys.stdout.write("\n".join((*lines(), "")))
