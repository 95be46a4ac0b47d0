"""The yardstick: a Textual app that paints a table of three rows and does nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BareApp(App[None]):
    """A table of three rows."""

    def compose(self) -> ComposeResult:
        """One table."""
        table: DataTable[str] = DataTable()
        table.add_columns("Client", "Assigned", "Used")
        for name in ("Bare one", "Bare two", "Bare three"):
            table.add_row(name, "10", "4")
        yield table


if __name__ == "__main__":
    BareApp().run()
