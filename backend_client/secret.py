"""A value that must not be printed, logged or compared by accident.

`Secret` carries passwords, codes, tokens and API-key secrets between the place where a person or a
server gives them and the one line that uses them. Its `repr`, `str` and format are fixed text, it
has no equality by value and it cannot be pickled.
"""

from __future__ import annotations

from typing import Never

_MASK = "Secret(********)"


class Secret:
    """Text that shows as a mask everywhere except through `reveal()`.

    Python cannot promise erasure: `drop()` lets go of our reference, and the interpreter frees the
    text when nobody else holds it. Bytes of our own, overwritten by `drop()`, keep no more of it out of
    memory: each `reveal()` would make another text, which is freed as it is.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: str = text

    def reveal(self) -> str:
        """The text itself. Call it in the expression that uses it and bind it to no name."""
        return self._text

    def drop(self) -> None:
        """Forget the text; `reveal()` answers an empty string from now on."""
        self._text = ""

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return _MASK

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return _MASK

    def __reduce__(self) -> Never:
        raise TypeError("a Secret is not pickled")
