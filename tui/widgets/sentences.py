"""Finished sentences, each a paragraph, broken into lines at the width they get."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from tui.presenters.paragraph import wrap
from tui.widgets.text_lines import Line, TextLines, plain


class Sentences(TextLines):
    """Shows safe sentences; as tall as they need."""

    def __init__(self, sentences: Sequence[str] = (), *, style: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._sentences = tuple(sentences)
        self._style = style

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is shown."""
        return self._sentences

    def set_sentences(self, sentences: Sequence[str], style: str | None = None) -> None:
        """Show `sentences`, in another style token when given."""
        self._style = self._style if style is None else style
        self._sentences = tuple(sentences)
        if self.size.width:
            self.set_lines(self._broken(self.size.width))
        else:
            self.refresh(layout=True)

    def on_resize(self) -> None:
        self.set_lines(self._broken(self.size.width))

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return len(self._broken(width))

    def _broken(self, width: int) -> list[Line]:
        return [plain(line, self._style) for sentence in self._sentences for line in wrap(sentence, width)]
