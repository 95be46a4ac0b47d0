"""The `:` line: every verb is read, everything else is explained."""

from __future__ import annotations

import pytest

from tui.presenters.command_words import (
    TAKES,
    Command,
    CommandProblem,
    History,
    Takes,
    Trouble,
    Verb,
    completions,
    parse_command,
    problem_sentence,
)


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_understood_with_and_without_its_colon(verb: Verb) -> None:
    argument = "x" if TAKES[verb] is Takes.ALWAYS else ""
    expected = Command(verb, argument)
    assert parse_command(f":{verb.value} {argument}") == expected
    assert parse_command(f"  {verb.value.upper()}  {argument} ") == expected


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("q", Command(Verb.QUIT)),
        (":h", Command(Verb.HELP)),
        ("vault", Command(Verb.VAULT)),
        (": vault Birch & Sons: Logistics", Command(Verb.VAULT, "Birch & Sons: Logistics")),
        ("filter", Command(Verb.FILTER)),
        ("filter  two  words ", Command(Verb.FILTER, "two  words")),
        ("provider", Command(Verb.PROVIDER)),
    ],
)
def test_lines_that_are_understood(line: str, command: Command) -> None:
    assert parse_command(line) == command


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("", Trouble.EMPTY),
        (" : ", Trouble.EMPTY),
        ("clint", Trouble.UNKNOWN),
        ("cli", Trouble.UNKNOWN),
        ("sort", Trouble.NEEDS_ARGUMENT),
        ("theme ", Trouble.NEEDS_ARGUMENT),
        ("quit now", Trouble.TAKES_NOTHING),
    ],
)
def test_lines_that_are_not_understood(line: str, trouble: Trouble) -> None:
    problem = parse_command(line)
    assert isinstance(problem, CommandProblem)
    assert problem.trouble is trouble
    assert bool(problem_sentence(problem)) is (trouble is not Trouble.EMPTY)


def test_an_unknown_word_is_named_safely() -> None:
    problem = parse_command("\x1b]52;c;aGk=\x07[/b]")
    assert isinstance(problem, CommandProblem)
    sentence = problem_sentence(problem)
    assert sentence.isprintable()
    assert "[/b]" in sentence


def test_completion_offers_verbs_then_names() -> None:
    assert completions("") == tuple(
        verb.value + ("" if TAKES[verb] is Takes.NOTHING else " ") for verb in Verb
    )
    assert completions(":c") == ("clients", "collections ", "confirm ")
    assert completions("V") == ("vault ",)
    assert completions("xyz") == ()
    names = {Verb.VAULT: ("Birch & Sons", "Birch Ltd", "Alder")}
    assert completions("vault bir", names) == ("vault Birch & Sons", "vault Birch Ltd")
    assert completions("vault ", names) == ("vault Birch & Sons", "vault Birch Ltd", "vault Alder")
    assert completions("lock ", names) == ()
    assert completions("nonsense b", names) == ()


def test_history_walks_back_and_forth() -> None:
    history = History(limit=3)
    assert history.older() is None
    for line in ("one", "two", "two", "", "three", "four"):
        history.add(line)
    assert [history.older(), history.older(), history.older(), history.older()] == [
        "four",
        "three",
        "two",
        None,
    ]
    assert [history.newer(), history.newer(), history.newer(), history.newer()] == ["three", "four", "", ""]
    assert history.older() == "four"
