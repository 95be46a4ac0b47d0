"""UTF-8 both ways without UnicodeError, which carries the whole text or plaintext it failed on."""

from __future__ import annotations


def text_of(data: bytes) -> str | None:
    """The text of UTF-8 bytes, None where they are not that."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def bytes_of(text: str) -> bytes | None:
    """`text` in UTF-8, None where a lone surrogate makes that impossible."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None
