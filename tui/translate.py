"""Words in the reader's language: gettext with the domain `seatwarden`, English in the sources.

Sentences are literals inside `_()` or `ngettext()`, with named `%(name)s` or `{name}` fields filled in
afterwards. `N_()` marks a literal that is translated later, when it is drawn (labels of bindings).
Imports nothing of Textual.
"""

from __future__ import annotations

import gettext as _gettext
import math
import os
from pathlib import Path

DOMAIN = "seatwarden"
LOCALES = Path(__file__).parent / "locales"
LANGUAGE_VARIABLE = "SEATWARDEN_LANGUAGE"
PSEUDO = "pseudo"


class PseudoTranslations(_gettext.NullTranslations):
    """English made 40 % longer between brackets, to show what does not fit or was not translated."""

    def gettext(self, message: str) -> str:
        return stretched(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return stretched(msgid1 if n == 1 else msgid2)


def stretched(message: str) -> str:
    """`message` in brackets, 40 % longer, its fields and its leading and trailing spaces kept."""
    words = message.strip()
    if not words:
        return message
    filler = "~" * max(0, math.ceil(len(words) * 0.4) - 2)
    return message.replace(words, f"[{words}{filler}]", 1)


_current: _gettext.NullTranslations = _gettext.NullTranslations()


def use_locale(language: str | None = None) -> None:
    """Speak `language` from now on; None asks SEATWARDEN_LANGUAGE, then the usual variables.

    A language without a catalog falls back to English.
    """
    global _current
    wanted = language or os.environ.get(LANGUAGE_VARIABLE)
    if wanted == PSEUDO:
        _current = PseudoTranslations()
        return
    languages = [wanted] if wanted else None
    _current = _gettext.translation(DOMAIN, LOCALES, languages, fallback=True)


def _(message: str) -> str:
    """`message` in the reader's language."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many` in the reader's language, as `count` asks."""
    return _current.ngettext(one, many, count)


def N_(message: str) -> str:
    """`message` unchanged: marks it for extraction; `_()` translates it where it is drawn."""
    return message


use_locale()
