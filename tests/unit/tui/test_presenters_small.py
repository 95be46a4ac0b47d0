"""Small presenters around the home screen: paragraphs, key lists, terminal facts, errors under a form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from backend_client import errors
from backend_client.errors import BrowserReason, CodeMethod
from backend_client.portal.account import Account
from backend_client.private_files import FileProblem, UntrustedFile
from tests.unit.tui.portal_values import HOSTILE
from tui.presenters.code_prompt import mailed, other_ways, where_from
from tui.presenters.form_errors import form_sentence
from tui.presenters.key_help import KeyEntry, key_groups
from tui.presenters.paragraph import wrap
from tui.presenters.terminal_check import WIDTH_SAMPLE, WIDTH_SAMPLES, terminal_facts
from tui.presenters.unlock import account_line, practice_note
from tui.safe_text import width_of


@given(st.text(alphabet="ab \u3042\u00e9", max_size=60), st.integers(min_value=2, max_value=20))
def test_wrapping_fits_and_loses_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert lines
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrapping_breaks_at_spaces_and_long_words_anywhere() -> None:
    assert wrap("one two three", 7) == ("one two", "three")
    assert wrap("abcdefgh ij", 3) == ("abc", "def", "gh", "ij")
    assert wrap("", 5) == ("",)
    assert wrap("\u3042\u3042", 1) == ("\u3042", "\u3042")


def test_keys_are_gathered_by_place_and_action() -> None:
    groups = key_groups(
        [
            KeyEntry("This screen", "n", "make", "New", "Makes one."),
            KeyEntry("This screen", "Insert", "make", "New", "Makes one."),
            KeyEntry("This screen", "z", "hidden", ""),
            KeyEntry("Table", "j", "move(1)", "Down"),
            KeyEntry("Everywhere", "n", "other", "Other"),
            KeyEntry("Everywhere", "q", "quit", "Quit", "", "Not now."),
        ]
    )
    assert [group.title for group in groups] == ["This screen", "Table", "Everywhere"]
    assert [(line.keys, line.label) for line in groups[0].lines] == [("n Insert", "New")]
    assert [(line.keys, line.refused) for line in groups[2].lines] == [("q", "Not now.")]


@pytest.mark.parametrize(
    ("environment", "label", "value", "advice"),
    [
        ({"TERM": "xterm"}, "TERM", "xterm", ""),
        ({}, "TERM", "not set", "Set TERM"),
        ({"TERM": "xterm", "TMUX": "1"}, "TERM", "xterm", "tmux-256color"),
        ({"NO_COLOR": ""}, "Colours", "off (NO_COLOR is set)", "Nothing is lost"),
        ({}, "Colours", "256", ""),
        ({"TMUX": "1"}, "Multiplexer", "tmux", "Backspace go back too"),
        ({"STY": "1"}, "Multiplexer", "GNU screen", "come late"),
        ({}, "Multiplexer", "none", ""),
        ({"SSH_TTY": "x"}, "Connection", "SSH", "Only what changes"),
        ({}, "Connection", "this machine", ""),
        ({"TMUX": "1"}, "Clipboard", "OSC 52", "set-clipboard on"),
        ({"STY": "1"}, "Clipboard", "OSC 52", "does not pass it on"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "Clipboard", "OSC 52", "ignores it"),
        ({}, "Clipboard", "OSC 52", "Some terminals"),
    ],
)
def test_terminal_facts(environment: dict[str, str], label: str, value: str, advice: str) -> None:
    facts = terminal_facts(environment, width=80, height=24, colours="256", encoding="utf-8")
    (fact,) = [fact for fact in facts if fact.label == label]
    assert value in fact.value
    assert advice in fact.advice
    assert bool(fact.advice) is bool(advice)


def test_small_screens_and_odd_encodings_get_advice() -> None:
    facts = terminal_facts({"TERM": HOSTILE}, width=79, height=24, colours="16", encoding="latin-1")
    advice = {fact.label: fact.advice for fact in facts}
    assert "Enlarge" in advice["Size"]
    assert "UTF-8" in advice["Encoding"]
    assert all(fact.value.isprintable() for fact in facts)


OPEN_BUNDLE = UntrustedFile(Path("/ca.pem"), FileProblem.OTHERS_WRITE)


def test_the_samples_are_as_wide_as_the_ruler() -> None:
    assert all(width_of(sample) == cells == len(WIDTH_SAMPLE) for sample, cells in WIDTH_SAMPLES)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.ServerTimeout(host="h.example", seconds=3), "Check the server; Enter tries again."),
        (errors.ServerFault(status=500, endpoint="POST x"), "Enter tries again."),
        (errors.RateLimited(endpoint="POST x", retry_after=3), "Enter tries again."),
        (errors.CertificateError(host="h.example"), "--ca-bundle"),
        (errors.CertificateError(host="h.example", bundle=OPEN_BUNDLE), "chmod go-w"),
        (errors.WrongCredentials(), "try again"),
        (errors.SignInNeedsBrowser(BrowserReason.PASSWORD_CHANGE), "web vault"),
        (errors.KdfRefused("too few iterations"), "Your password was not used."),
    ],
)
def test_errors_under_a_form_never_speak_of_the_refresh_key(
    error: errors.SeatwardenError, words: str
) -> None:
    sentence = form_sentence(error)
    assert words in sentence
    assert "R tries" not in sentence


def test_codes_say_where_they_come_from() -> None:
    assert len({where_from(method, "a**@b.c") for method in CodeMethod}) == len(CodeMethod)
    assert "your e-mail address" in where_from(CodeMethod.EMAIL, "")
    assert where_from(CodeMethod.NEW_DEVICE, HOSTILE).isprintable()
    assert [method for method in CodeMethod if mailed(method)] == [CodeMethod.EMAIL, CodeMethod.NEW_DEVICE]
    assert other_ways(()) == ""
    assert other_ways(["Duo", HOSTILE]).isprintable()


def test_the_locked_account_is_named_safely() -> None:
    account = Account(user_id="1", email=HOSTILE, name=HOSTILE, server="vault.example")
    assert account_line(account).isprintable()
    assert account_line(None) == "Nobody is signed in."
    assert "practice makes" in practice_note("practice makes")
