"""What every object that holds key bytes has in common: it shows nothing and goes nowhere by accident."""

from __future__ import annotations

from typing import Never


class KeyMaterial:
    """Base of the key types: masked `repr`, equality by identity only, no pickling and no copying.

    Two keys are compared through their `key_id`, never through their bytes.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(********)"

    def __reduce__(self) -> Never:
        raise TypeError(f"a {type(self).__name__} is not pickled")
