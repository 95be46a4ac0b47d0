"""What is printed of an exception that ends the program: no local variables, no control characters."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment, Segments
from rich.traceback import Traceback

from tui.safe_text import safe_text


def crash_report(console: Console) -> Segments:
    """The traceback of the exception being handled. Locals may hold a password or a key."""
    rendered = console.render(Traceback(show_locals=False, width=None), console.options)
    return Segments([_harmless(segment) for segment in rendered])


def _harmless(segment: Segment) -> Segment:
    """The segment without controls: the message of an exception may quote foreign text."""
    lines = segment.text.split("\n")
    return Segment("\n".join(safe_text(line, limit=len(line)) for line in lines), segment.style)
