"""Changing collections whose names, groups and people mean harm: everything is shown as text."""

from __future__ import annotations

from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, check_screen, screen_text, type_in
from tests.hostile.planting import HOME, poison_one_vault
from tests.practice import Practice
from tui.screens.organization_vault import OrganizationVaultScreen


async def test_every_question_about_hostile_collections(practice: Practice, settle: Settle) -> None:
    await poison_one_vault(practice)
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, HOME[:5])
        await pilot.press("enter", "enter")
        await settle(pilot)
        asked: list[str] = []
        for wanted in ("[legacy]", "osc", "c1", "rtl", "nul", "flood", "hyperlink"):
            await pilot.press("slash")
            await type_in(pilot, wanted)
            await pilot.press("enter", "G")
            for keys in (("e", "x", "enter"), ("a", "enter", "enter"), ("D", "enter"), ("M",)):
                for key in keys:
                    await pilot.press(key)
                    for _wait in range(100):
                        await pilot.pause()
                        if "Reading ..." not in screen_text(app):
                            break
                    check_screen(app)
                    asked.append(type(app.screen).__name__)
                while not isinstance(app.screen, OrganizationVaultScreen):
                    await pilot.press("escape")
                    await pilot.pause()
            await pilot.press("escape")
        assert {"RenameCollectionScreen", "CollectionAccessScreen", "DeleteCollectionsScreen"} <= set(asked)
        assert {"AssigneeChoiceScreen", "PlanScreen"} <= set(asked)


async def test_hostile_names_beside_new_ones(practice: Practice, settle: Settle) -> None:
    await poison_one_vault(practice)
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, HOME[:5])
        await pilot.press("enter", "enter")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot, "names-load")
        check_screen(app)
        await type_in(pilot, "[/foo]")
        await pilot.press("enter")
        await type_in(pilot, "[@click=app.quit]y[/b]")
        check_screen(app)
        assert "exists already" in screen_text(app)
        await pilot.press("f5")
        await pilot.pause()
        check_screen(app)
        assert "[@click=app.quit]y[/b]" in screen_text(app)
