"""The fields: secrets leave in one way only, pastes bring no control characters, choices move by keys."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.screens.stand_ins import shown_text
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.plain_input import LONGEST, PlainInput
from tui.widgets.secret_input import MASK, SecretInput

SECRET = "tr0ub4dor&3"


class Fields(App[None]):
    """Two choices, a plain field and a secret one."""

    def compose(self) -> ComposeResult:
        yield ChoiceList([Choice("a", "[b]A[/b]"), Choice("b", "B", "second")], id="choices")
        yield PlainInput(id="plain")
        yield SecretInput(id="secret")


async def paste(app: Fields, text: str) -> None:
    assert app.focused is not None
    app.focused.post_message(events.Paste(text))


async def test_a_secret_is_masked_taken_once_and_never_announced() -> None:
    app = Fields()
    seen: list[object] = []
    async with app.run_test(message_hook=seen.append) as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.press(*SECRET, "enter")
        assert SECRET not in shown_text(app)
        assert "*" * len(SECRET) in shown_text(app)
        entered = [message for message in seen if isinstance(message, SecretInput.Entered)]
        assert {message.control for message in entered} == {field}
        assert SECRET not in repr(entered)
        assert not any(
            isinstance(message, (Input.Changed, Input.Submitted, Input.Blurred)) for message in seen
        )
        secret, again = field.take(), field.take()
        assert secret.reveal() == SECRET
        assert SECRET not in repr(secret)
        assert not again
        assert not field.filled


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("left", "left", "left", "delete", "X"), "tr0ub4doX&3"),
        (("home", "delete", "T", "end", "!"), "Tr0ub4dor&3!"),
        (("left", "left", "left", "shift+left", "shift+left", "-"), "tr0ub4-r&3"),
        (("home", "right", "right", "ctrl+k"), "tr"),
        (("left", "ctrl+u"), "3"),
        (("left", "ctrl+w"), "3"),
        (("home", "ctrl+right", "left", "z"), "tr0ub4dor&z3"),
    ],
)
async def test_a_secret_is_edited_as_any_text(keys: tuple[str, ...], left: str) -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.press(*SECRET, *keys)
        await pilot.pause()
        assert field.value == MASK * len(left)
        assert field.take().reveal() == left
        assert not any(field._typed)


async def test_a_secret_longer_than_the_field_is_refused_and_an_untaken_one_is_overwritten() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.pause()
        await paste(app, "\U0001f511" * LONGEST)
        await pilot.press("x")
        assert field.value == MASK * LONGEST
        assert str(field._typed, "utf-32-le") == "\U0001f511" * LONGEST
        await field.remove()
    assert not any(field._typed)


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x", "super+c"])
async def test_a_secret_is_not_copied_or_cut(key: str) -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.press(*SECRET, "ctrl+shift+a", key)
        assert app.clipboard == ""
        assert field.take().reveal() == SECRET


async def test_the_clipboard_of_the_program_is_not_pasted_into_a_secret() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        app.copy_to_clipboard("from elsewhere")
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.press("ctrl+v")
        assert not field.filled


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("pa\x1b[31mss\x07\x00\x7f\x9bword", "pa[31mssword"),
        ("first\nsecond", "first"),
        ("na\u00efve\u00a0\u200bpass", "na\u00efve\u00a0\u200bpass"),
        ("", ""),
        ("\n", ""),
    ],
)
async def test_a_paste_into_a_secret_loses_control_characters_only(pasted: str, kept: str) -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        await pilot.pause()
        await paste(app, pasted)
        await pilot.pause()
        assert field.take().reveal() == kept


async def test_a_paste_into_a_plain_field_keeps_what_can_be_seen() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#plain", PlainInput)
        field.focus()
        await pilot.press("x", "y", "left")
        await paste(app, "a\x1b]52;c;eA==\x07\u202eb\u200b\nrest")
        await pilot.pause()
        assert field.value == "xa]52;c;eA==by"


async def test_no_field_blinks() -> None:
    app = Fields()
    async with app.run_test():
        assert not any(field.cursor_blink for field in app.query(Input))


async def test_choices_move_take_and_hand_the_focus_on() -> None:
    app = Fields()
    seen: list[object] = []
    async with app.run_test(size=(40, 10), message_hook=seen.append) as pilot:
        choices = app.query_one(ChoiceList)
        choices.focus()
        await pilot.pause()
        assert "> [b]A[/b]" in shown_text(app)
        await pilot.press("j")
        assert choices.current == "b"
        assert "> B  second" in shown_text(app)
        await pilot.press("enter", "j")
        assert app.focused is app.query_one("#plain")
        assert "* B  second" in shown_text(app)
        await pilot.press("shift+tab", "g")
        assert choices.current == "a"
        await pilot.press("end")
        assert choices.current == "b"
    taken = [message for message in seen if isinstance(message, ChoiceList.Taken)]
    assert {(message.id, message.control) for message in taken} == {("b", choices)}
