"""What every object that holds key bytes has in common: it shows nothing, goes nowhere by accident, and
overwrites its bytes when the last who held it lets go."""

from __future__ import annotations

from typing import ClassVar, Never

from backend_client.crypto._erase import erase


class KeyMaterial:
    """Base of the key types: masked `repr`, equality by identity only, no pickling and no copying.

    Two keys are compared through their `key_id`, never through their bytes. Locking lets go of keys; an act
    under way keeps the one it uses until its end, so no key is overwritten while something encrypts with it.
    """

    __slots__ = ()

    _BUFFERS: ClassVar[tuple[str, ...]] = ()
    """Names of the attributes that are byte arrays of nobody else."""

    def __del__(self) -> None:
        for name in self._BUFFERS:
            buffer = getattr(self, name, None)
            if buffer is not None:
                erase(buffer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(********)"

    def __reduce__(self) -> Never:
        raise TypeError(f"a {type(self).__name__} is not pickled")
