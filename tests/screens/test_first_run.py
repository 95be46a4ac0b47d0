"""First run: three choices, the first under the cursor, chosen by keys alone."""

from __future__ import annotations

import pytest

from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.first_run import FirstChoice, FirstRunScreen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_cursor_starts_on_practice(size: tuple[int, int]) -> None:
    app = StandInFront(FirstRunScreen())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = shown_text(app)
        assert "> Try it now (practice, no account)" in text
        assert "  Sign in" in text
        assert "  Check this terminal" in text
        await pilot.press("enter")
        assert app.results == [FirstChoice.PRACTICE]


@pytest.mark.parametrize(
    ("keys", "choice"),
    [
        (("down",), FirstChoice.SIGN_IN),
        (("j", "j"), FirstChoice.TERMINAL),
        (("G",), FirstChoice.TERMINAL),
        (("down", "down", "down", "up"), FirstChoice.SIGN_IN),
        (("up",), FirstChoice.PRACTICE),
        (("escape", "backspace", "h"), FirstChoice.PRACTICE),
    ],
)
async def test_keys_move_the_choice(keys: tuple[str, ...], choice: FirstChoice) -> None:
    app = StandInFront(FirstRunScreen())
    async with app.run_test() as pilot:
        await pilot.press(*keys, "enter")
        assert app.results == [choice]
